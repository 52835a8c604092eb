"""Texts of a picket in all languages at once: one that is rewritten leaves no old translation behind."""

from collections.abc import Collection, Mapping

from django.conf import settings
from django.db import transaction

from campaigns.models import Picket

# A text by language, the base language among them.
type Texts = Mapping[str, str]


@transaction.atomic
def write_text(picket: Picket, field: str, texts: Texts) -> bool:
    """Write a field in every language, and return whether the base text is another one. That is not saved here.

    A translation that is empty or not given goes: a place that was is worse than one in another language.
    """
    base = texts.get(settings.LANGUAGE_CODE, "").strip()
    changed = bool(getattr(picket, field) != base)
    setattr(picket, field, base)
    given = {language: text.strip() for language, text in texts.items() if base and text.strip()}
    given.pop(settings.LANGUAGE_CODE, None)
    known = picket.translations.filter(field=field)
    kept = {row.language for row in known if given.get(row.language) == row.text}
    known.exclude(language__in=kept).delete()
    for language in sorted(given.keys() - kept):
        picket.translations.create(field=field, language=language, text=given[language])
    return changed


@transaction.atomic
def forget_old_translations(
    picket: Picket, fields: Collection[str], *, renewed: Collection[tuple[str, str]]
) -> list[str]:
    """Delete translations of texts that were rewritten, but for those renewed with them; return their languages.

    `renewed` holds pairs of field and language.
    """
    rows = picket.translations.filter(field__in=fields)
    old = [row for row in rows if (row.field, row.language) not in renewed]
    picket.translations.filter(pk__in=[row.pk for row in old]).delete()
    return sorted({row.language for row in old})
