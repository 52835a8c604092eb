"""The nominative of a Russian or Kazakh name that stands in another case, as far as rules go."""

import re
from collections.abc import Sequence

from sources.suggesting.gazetteer import given_names, given_names_written
from sources.suggesting.stems import KAZAKH, forms
from sources.suggesting.tokens import CYRILLIC, Word
from toolkit.names import fold

MALE_IN_A = {"илья", "никита", "лука", "фома", "кузьма", "савва", "фока", "данила", "мустафа", "игорь"}
CASES = re.compile(r"(?:ому|ого|ыми|ых|ою|ой|ом|ем|ым|им|ую|ого|а|у|е|ы|и|ю|я)$")
OV = re.compile(r"^(.*(?:ов|ев|ёв|ин|ын))(?:а|у|ым|ой|е|ы)?$", re.IGNORECASE)
SKY = re.compile(r"^(.*(?:ск|цк))(?:ий|ого|ому|им|ом|ая|ой|ую)$", re.IGNORECASE)
ADJECTIVE = re.compile(r"^(.{3,})(?:ый|ого|ому|ым|ом|ая|ой|ую)$", re.IGNORECASE)
PATRONYMIC = re.compile(
    r"^(.*(?:ович|евич|ьич|ич))(?:а|у|ем|е)?$|^(.*(?:овн|евн|ичн))(?:а|ы|е|у|ой)$", re.IGNORECASE
)


def nominative(words: Sequence[Word], language: str) -> str:
    """Return the name as it would stand alone; a name in Latin letters as it is."""
    parts = [word.text for word in words]
    if not CYRILLIC.search(parts[0]):
        return " ".join(parts)
    if language == "kk":
        cut = KAZAKH.sub("", parts[-1].casefold())
        keep = len(cut) if re.search(r"(?:ов|ев|ова|ева|ин|ина|ұлы|қызы|бек|хан)$", cut) else len(parts[-1])
        return " ".join([*parts[:-1], parts[-1][:keep]])
    given, female = _given(parts[0], parts[-1] if len(parts) > 1 else "")
    if len(parts) == 1:
        return given if parts[0] != given else _alone(parts[0])
    shown = [given]
    for part in parts[1:-1]:
        match = PATRONYMIC.match(part)
        shown.append((match[1] or f"{match[2]}а") if match else part)
    if len(parts[0]) == 1:
        return " ".join([f"{part}." for part in parts[:-1]] + [parts[-1]])
    return " ".join([*shown, _surname(parts[-1], female=female, inflected=given != parts[0])])


def _given(written: str, surname: str) -> tuple[str, bool]:
    names = given_names_written()
    options = [names[form] for form in forms(written, "ru") if form in names]
    options = options or [form.title() for form in forms(written, "ru") if fold(form) in given_names()]
    if not options and written[-1:] in {"и", "ы"} and re.search(r"(?:[оеё]в|[иы]н|[сц]к)ой$", surname):
        # A woman's name in the genitive or dative that no list has.
        return f"{written[:-1]}{'я' if written[-1] == 'и' else 'а'}", True
    if not options:
        return written, written[-1:] in {"а", "я"} and bool(re.search(r"(?:ва|на|ая)$", surname))
    # Екатерину: the ending of the accusative of a woman's name; Павла Петрова: a man's.
    woman = (
        bool(re.search(r"(?:[оеё]в|[иы]н)(?:а|у|ой)$|(?:ая|ую|[сц]кой)$", surname))
        and written[-1] in "аяуюйиье"
    )
    man = bool(re.search(r"(?:ого|ому|ым|им|ом|ий|ый|[оеё]в|[иы]н)$", surname))
    for option in options:
        female = option[-1] in "аяь" and option.casefold() not in MALE_IN_A
        if (female and woman and not man) or (not female and (man or not woman)):
            return option, female
    first = options[0]
    return first, first[-1] in "ая" and first.casefold() not in MALE_IN_A


def _alone(written: str) -> str:
    """Return a bare surname whose ending leaves no doubt in the nominative, others as they are."""
    match = re.fullmatch(r"(.*[сц]к)(?:ого|ому|им|ом)|(.*[сцн][кн]?)ую", written)
    return written if not match else f"{match[1]}ий" if match[1] else f"{match[2]}ая"


def _surname(written: str, *, female: bool, inflected: bool) -> str:
    match = OV.match(written)
    if match:
        return match[1] + ("а" if female else "")
    match = SKY.match(written)
    if match:
        return match[1] + ("ая" if female else "ий")
    match = ADJECTIVE.match(written)
    if match and (re.search(r"(?:ая|ой|ую)$", written) if female else inflected):
        return match[1] + ("ая" if female else "ый")
    if (
        inflected
        and not female
        and not re.search(r"(?:оглу|оглы)$", written)
        and re.search(r"[бвгджзклмнпрстфхцчшщ](?:а|у|ом|ем)$", written)
    ):
        return re.sub(r"(?:а|у|ом|ем)$", "", written)
    return written
