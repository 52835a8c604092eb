"""Merge fields of letters: {case}, {days} and the like take the facts of a case that published claims back.

A sentence whose fact no source tells is left out, and said to be; nothing is invented, and no field is left standing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Prefetch
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from campaigns.models import Campaign
from prisoners.days import DayCount
from prisoners.models import Case, Episode, Stay
from prisoners.plates import plate_of
from prisoners.querysets import cases_for_lists, claims_prefetch, events_prefetch
from sources.models.translations import Translated

# What each field stands for, in words for whoever writes letters.
FIELDS: dict[str, StrPromise] = {
    "case": _("the name of the prisoner, or of the group"),
    "days": _("the count of days, such as “about 128 days”"),
    "today": _("the day of the letter"),
    "sentence": _("the sentence, such as “five years”"),
    "charges": _("the charges"),
    "place": _("where they are held"),
}
# Those that do not depend on a case.
_OF_THE_DAY = {"today"}

_FIELD = re.compile(r"\{([^{}]*)\}")
_BRACE = re.compile(r"[{}]")
_NUMBER = re.compile(r"^\s*\d{1,2}\.\s+")
_LETTER_OF_LIST = re.compile(r"^(\s*)\d{1,2}(\.\s+)")
# After these a full stop ends no sentence.
_SHORT = {
    "mr",
    "mrs",
    "ms",
    "dr",
    "st",
    "no",
    "art",
    "prof",
    "г",
    "гг",
    "ст",
    "ул",
    "им",
    "т",
    "д",
    "п",
    "стр",
}
_END = re.compile(r"(?<=[.!?…])[\"»”)]*\s+")


@dataclass(frozen=True, slots=True)
class Merged:
    """A text with the facts put in, and the fields that no source fills, whose sentences are left out."""

    text: str
    missing: list[str] = field(default_factory=list)


def fields_in(*texts: str) -> set[str]:
    """Return the names of the fields that the texts use, known or not."""
    return {name for text in texts for name in _FIELD.findall(text)}


def needs_case(*texts: str) -> bool:
    """Say whether the texts use a field that only a case fills."""
    return bool(fields_in(*texts) - _OF_THE_DAY)


def unknown_fields(text: str) -> list[str]:
    """Return what stands in braces and is no field of ours; a brace that opens or ends nothing counts too."""
    unknown = [name for name in dict.fromkeys(_FIELD.findall(text)) if name not in FIELDS]
    stray = _BRACE.search(_FIELD.sub("", text))
    return [*unknown, stray.group()] if stray else unknown


def as_written(names: Iterable[str]) -> str:
    """Return fields as they stand in a text, with commas: "{case}, {days}"; a stray brace as it is."""
    return ", ".join(name if name in {"{", "}"} else f"{{{name}}}" for name in names)


def facts_of(case: Case | None, campaign: Campaign) -> dict[str, str]:
    """Return what fills the fields in the active language; a field that no published claim backs is not there.

    The case must be published; None leaves only what the day tells.
    """
    today = campaign.today()
    facts = {"today": date_format(today, gettext("j E Y"))}
    row = _with_facts(case) if case is not None else None
    if row is None:
        return facts
    episode = _latest_cited(row.episodes.all())
    count = plate_of(row, list(row.events.all()), today=today)
    facts["case"] = row.display_name
    if count.count is not None and count.counted_from is not None and count.counted_from.claims.all():
        facts["days"] = days_in_words(count.count)
    if episode is not None:
        facts["sentence"] = _own_words(episode, "sentence_text")
        facts["charges"] = _charges(episode)
        facts["place"] = _place(episode)
    return {name: value for name, value in facts.items() if value}


def merge(text: str, facts: dict[str, str]) -> Merged:
    """Return the text with its fields filled in; sentences with a field that has no fact are left out.

    Paragraphs and list lines that lose all their sentences go too, and the list is numbered anew.
    """
    missing = sorted(fields_in(text) - facts.keys())
    if missing:
        paragraphs = [_without(part, facts) for part in re.split(r"\n[^\S\n]*\n\s*", text.strip())]
        text = "\n\n".join(_numbered_anew(part) for part in paragraphs if part)
    return Merged(_FIELD.sub(lambda found: facts.get(found[1], ""), text), missing)


def words_for(names: Iterable[str]) -> list[str]:
    """Return what the fields stand for, in the active language."""
    return [str(FIELDS[name]) for name in names if name in FIELDS]


def days_in_words(count: DayCount) -> str:
    """Return a count as it stands in a sentence: "about 128 days", "at least 730 days"."""
    about = ngettext("about %(days)s day", "about %(days)s days", count.days)
    at_least = ngettext("at least %(days)s day", "at least %(days)s days", count.days)
    exactly = ngettext("%(days)s day", "%(days)s days", count.days)
    words = at_least if count.is_at_least else about if count.is_about else exactly
    return words % {"days": number_format(count.days, force_grouping=True)}


def _with_facts(case: Case) -> Case | None:
    """Fetch a published case with what the fields read; claims that readers may not see are left out."""
    stays = Stay.objects.select_related("prison__place").prefetch_related(
        claims_prefetch(), "prison__place__names"
    )
    episodes = Episode.objects.prefetch_related(
        claims_prefetch(), "translations", "charges__translations", Prefetch("stays", queryset=stays)
    )
    cases = cases_for_lists().prefetch_related(Prefetch("episodes", queryset=episodes), events_prefetch())
    return cases.filter(pk=case.pk).first()


def _latest_cited(episodes: Iterable[Episode]) -> Episode | None:
    """Return the last episode that a public claim backs."""
    return max(
        (one for one in episodes if one.claims.all()),
        key=lambda one: (one.arrested_on, one.slug),
        default=None,
    )


def _own_words(subject: Translated, name: str) -> str:
    """Return a text in the active language, or nothing: a letter is not in two languages."""
    found = subject.text_of(name)
    return found.text if found.language == (get_language() or settings.LANGUAGE_CODE) else ""


def _charges(episode: Episode) -> str:
    """Return all charges with their articles, or nothing when one of them is not there in the active language."""
    texts = [(_own_words(charge, "text"), charge.article) for charge in episode.charges.all()]
    if not all(text for text, _article in texts):
        return ""
    return "; ".join(f"{text} ({article})" if article else text for text, article in texts)


def _place(episode: Episode) -> str:
    """Return the prison of a stay that has no end and that a public claim backs."""
    if episode.released_on:
        return ""
    stays = [stay for stay in episode.stays.all() if not stay.until and stay.claims.all()]
    return stays[-1].prison.place.display_name if stays else ""


def _without(paragraph: str, facts: dict[str, str]) -> str:
    lines = (_line_without(line, facts) for line in paragraph.splitlines())
    return "\n".join(line for line in lines if line)


def _line_without(line: str, facts: dict[str, str]) -> str:
    """Return a line without the sentences that cannot be filled; nothing when only its number is left."""
    if fields_in(line) <= facts.keys():
        return line
    number = _NUMBER.match(line)
    start = number.end() if number else 0
    kept = [part for part in _sentences(line[start:]) if fields_in(part) <= facts.keys()]
    return line[:start] + " ".join(kept) if kept else ""


def _sentences(line: str) -> list[str]:
    """Split at the ends of sentences; initials and common abbreviations end none."""
    parts: list[str] = []
    begin = 0
    for end in _END.finditer(line):
        before = line[begin : end.start()]
        last = re.split(r"[\s(«“\"]", before.rstrip(".!?…"))[-1].lower()
        following = line[end.end() : end.end() + 1]
        is_short = before.endswith(".") and (last in _SHORT or (len(last) == 1 and last.isalpha()))
        if is_short or following.islower():
            continue
        parts.append(line[begin : end.end()].strip())
        begin = end.end()
    rest = line[begin:].strip()
    return [*parts, rest] if rest else parts


def _numbered_anew(paragraph: str) -> str:
    lines = paragraph.splitlines()
    if not all(_LETTER_OF_LIST.match(line) for line in lines):
        return paragraph
    return "\n".join(_LETTER_OF_LIST.sub(rf"\g<1>{n}\2", line) for n, line in enumerate(lines, 1))
