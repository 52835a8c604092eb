"""A letter as it can be sent: in one language throughout, for one case, with the facts of that case."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import get_language, override

from campaigns.merge_fields import facts_of, merge, needs_case, words_for
from campaigns.models import Letter, Target
from prisoners.models import Case
from sources.models import Review


class NotThereError(LookupError):
    """The letter is not there in this language, or waits for a case to be picked."""


# A telegram is one paragraph of at most so many characters.
LONGEST_TELEGRAM = 400


@dataclass(frozen=True, slots=True)
class LetterText:
    """What stands in a letter before the sender changes it.

    `left_out` says in words which facts no source tells, so that their sentences are not there. `needs_case` means
    that a case has to be picked first; the fields then still stand in the text.
    """

    language: str
    addressee: str
    salutation: str
    subject: str
    body: str
    is_unread: bool
    needs_case: bool = False
    left_out: list[str] = field(default_factory=list)


def languages_of(letter: Letter) -> list[str]:
    """Return the languages in which a letter is whole: its own texts and how its target is addressed.

    All translations must have been fetched (`letters_for_writing`).
    """
    texts: list[tuple[Letter | Target, str]] = [
        (letter, "subject"),
        (letter, "body"),
        (letter.target, "title"),
    ]
    if letter.target.salutation:
        texts.append((letter.target, "salutation"))
    codes = [code for code, _name in settings.LANGUAGES]
    return [code for code in codes if all(row.text_of(name, code).language == code for row, name in texts)]


def default_language(letter: Letter) -> str:
    """Return the language to write in unless another is chosen: the target's, else the reader's.

    It may be one in which the letter is not there; see `languages_of`.
    """
    return letter.target.language or get_language() or settings.LANGUAGE_CODE


def text_of(letter: Letter, case: Case | None, *, language: str) -> LetterText:
    """Return the letter in a language, with the facts of the case in place of the fields.

    Raises NotThereError for a language in which it is not whole: a letter is not in two languages.
    """
    if language not in languages_of(letter):
        raise NotThereError(language)
    with override(language):
        subject, body = letter.in_language("subject"), letter.in_language("body")
        about = letter.case or case
        waits = about is None and needs_case(subject, body)
        facts = {} if waits else facts_of(about, letter.campaign)
        merged = [] if waits else [merge(subject, facts), merge(body, facts)]
        missing = sorted({name for one in merged for name in one.missing})
        subject, body = [one.text for one in merged] or [subject, body]
        if letter.form == Letter.Form.TELEGRAM:
            body = one_paragraph(body)
        return LetterText(
            language=language,
            addressee=letter.target.in_language("title"),
            salutation=letter.target.in_language("salutation"),
            # A subject whose only sentence was left out is at least the name.
            subject=subject or facts.get("case", ""),
            body=body,
            is_unread=_is_unread([letter, letter.target], language),
            needs_case=waits,
            left_out=words_for(missing),
        )


def one_paragraph(text: str) -> str:
    """Return a text without its line breaks, as a telegram has none."""
    return re.sub(r"\s+", " ", text).strip()


def whole_text(text: LetterText, *, body: str, name: str, town: str, close: str) -> str:
    """Return the letter as plain text, to paste into a message or a form; the subject is not in it."""
    parts = [text.salutation, body.strip(), close, "\n".join(part for part in (name, town) if part)]
    return "\n\n".join(part for part in parts if part)


def _is_unread(rows: Sequence[Letter | Target], language: str) -> bool:
    return language != settings.LANGUAGE_CODE and any(
        translation.language == language and translation.review == Review.UNREAD
        for row in rows
        for translation in row.translations.all()
    )
