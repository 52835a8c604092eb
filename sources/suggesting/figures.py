"""Figures in a passage: operator, value, unit; numbers in words; what is only words stays so."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sources.suggesting import words_en, words_kk, words_ru
from sources.suggesting.found import Found, free_of

NUMBER = r"\d{1,3}(?:[,.   ’']\d{3})+(?![\d])(?:\.\d+)?|\d+(?:[.,]\d+)?"


@dataclass(frozen=True)
class FigureWords:
    """How a language writes figures."""

    numbers: Mapping[str, float]
    operators: tuple[tuple[str, str], ...]  # a pattern before the number, and what it says
    between: str  # with {n}: two numbers
    magnitudes: Mapping[str, int]
    measures: str
    units: str  # lower-case words of what is counted, after the number
    vague: str
    half: str  # "two and a half"


ENGLISH = FigureWords(
    numbers=words_en.NUMBERS,
    operators=(
        (r"at least|no fewer than|n(?:o|ot) less than|more than|over|upwards of|in excess of", "at_least"),
        (
            r"at most|up to|no more than|not more than|fewer than|less than|under|a maximum of|almost all of",
            "at_most",
        ),
        (r"about|around|some|approximately|roughly|nearly|almost|an estimated|close to|circa|c\.", "about"),
        (r"exactly|precisely|just", "exactly"),
    ),
    between=r"(?:between |from )?{n}(?: ?[-–—] ?| to | and (?=\S+ (?:years|people|men)?)){n}",
    magnitudes={
        "hundred": 100,
        "thousand": 1000,
        "million": 10**6,
        "billion": 10**9,
        "bn": 10**9,
        "mln": 10**6,
    },
    measures=(
        r"tenge|roubles?|rubles?|rials?|tomans?|lira|liras|dollars?|euros?|pounds?|soms?|percent"
        r"|per cent|kilos?|kg|kilograms?|tonnes?|tons?"
        r"|barrels?|kilomet(?:re|er)s?|km|met(?:re|er)s?|years?|months?|weeks?|days?|hours?|minutes?"
        r"|decades?|times"
    ),
    units=r"[a-z][a-z’'-]+",
    vague=words_en.VAGUE,
    half=r"(?:[- ]and[- ]a[- ]half)",
)
RUSSIAN = FigureWords(
    numbers=words_ru.NUMBERS,
    operators=(
        (
            r"(?:не (?:менее|меньше)|более|больше)(?: чем)?|(?:как )?минимум|по (?:меньшей|крайней) мере|свыше",
            "at_least",
        ),
        (r"не более(?: чем)?|не больше(?: чем)?|максимум|до|менее(?: чем)?|меньше(?: чем)?", "at_most"),
        (r"около|примерно|приблизительно|порядка|почти|где-то", "about"),
        (r"ровно", "exactly"),
    ),
    between=r"(?:(?:от|между) )?{n}(?: ?[-–—] ?| до | и (?=\S)){n}",
    magnitudes={
        "тыс": 1000,
        "тысяч": 1000,
        "млн": 10**6,
        "миллион": 10**6,
        "млрд": 10**9,
        "миллиард": 10**9,
    },
    measures=(
        r"тенге|рубл[а-я]+|руб\.?|риал[а-я]*|лир[а-я]?|доллар[а-я]*|евро|сом[а-я]*|процент[а-я]*|кг"
        r"|килограмм[а-я]*|тонн[а-я]*|баррел[а-я]+"
        r"|километр[а-я]*|км|метр[а-я]*|год[а-я]*|лет|летия|летию|месяц[а-я]*|недел[а-я]+|дн[а-я]+"
        r"|день|сут[а-я]+|час[а-я]*|минут[а-я]*|ударам|удар[а-я]*|раза?"
    ),
    units=r"[а-яё]+",
    vague=words_ru.VAGUE,
    half=r"(?: с половиной)",
)
KAZAKH = FigureWords(
    numbers=words_kk.NUMBERS,
    operators=(
        (r"кемінде|кем дегенде|аз дегенде", "at_least"),
        (r"ең көбі|көп дегенде", "at_most"),
        (r"шамамен|жуық", "about"),
        (r"дәл", "exactly"),
    ),
    between=r"{n}(?: ?[-–—] ?){n}",
    magnitudes={"мың": 1000, "миллион": 10**6, "млн": 10**6, "миллиард": 10**9, "млрд": 10**9},
    measures=(
        r"теңге[а-яәғқңөұүһі]*|пайыз[а-яәғқңөұүһі]*|жыл(?:ға|дан|дық)?|айға|ай|апта(?:ға)?"
        r"|тәулік(?:ке)?|күн(?:ге)?|сағат(?:қа)?|рубль|доллар[а-яәғқңөұүһі]*|жас(?:та)?|рет"
    ),
    units=r"[а-яёәғқңөұүһі]+",
    vague=words_kk.VAGUE,
    half=r"(?: жарым)",
)
LANGUAGES = {"en": ENGLISH, "ru": RUSSIAN, "kk": KAZAKH}
MONEY_BEFORE = r"[$€£¥₸₽₺₴Ł]|US\$|USD |EUR |GBP "
# Numbers that name something: an article of a code, a page, a telephone, an item of a list, an address.
NAMING = re.compile(
    r"(?:№|#|\bNo\.?|\b(?:article|articles|art\.|paragraph|clause|chapter|section|branch|page|pages"
    r"|pp?\.|issue|vol\.?|number|part|figure|room|flat|door|tel\.?:?"
    r"|phone:?|item|school|article\w*|строк[а-я]*|стать[а-я]+|ст\.|ч\.|п\.|част[а-я]+|страниц[а-я]*"
    r"|стр\.|тел\.?:?|дом|д\.|кв\.|пункт[а-я]*|школ[а-я]+|ИК"
    r"|колони[а-я]+|СИЗО|бап|бап[а-я]+)) ?(?:№ ?)?(?:\d+(?:\.\d+)?(?:,| and| и| or|[-–])? ?)*$",
    re.IGNORECASE,
)
PHONE = re.compile(r"\+?\d[\d ()-]{8,}\d")
# After a number, these are not what is counted.
NO_UNIT = re.compile(
    r"(?:of|or|and|in|on|at|to|the|from|for|by|with|who|that|which|were|was|are|is|had|have|has|died"
    r"|more|other|others|while|when|as|but|per"
    r"|и|в|на|с|к|из|от|до|или|о|об|по|за|а|но|уже|ещё|еще|были|был|была|стали|погибли|умерли"
    r"|задержаны|осуждены|отпущены|және|мен|да|де)(?!\w)"
)


def find_figures(text: str, *, language: str, taken: list[Found]) -> list[Found]:
    """Return the figures of a text in order, outside of what was taken (dates)."""
    words = LANGUAGES.get(language, ENGLISH)
    phones = [Found("figure", *match.span()) for match in PHONE.finditer(text) if _is_phone(match[0])]
    found: list[Found] = []
    for pattern, kind in _patterns(language if language in LANGUAGES else "en"):
        for match in pattern.finditer(text):
            one = _read(match, kind, words)
            if one and free_of(one, found) and free_of(one, taken) and free_of(one, phones):
                found.append(one)
    return sorted(found, key=lambda one: one.start)


def _compiled(words: FigureWords) -> list[tuple[re.Pattern[str], str]]:
    spelled = "|".join(sorted((f"(?:{pattern})" for pattern in words.numbers), key=len, reverse=True))
    # "twenty-five", "a hundred", "сорок два"
    in_words = rf"(?:{spelled})(?:[- ](?:{spelled}))?"
    number = rf"(?:{NUMBER}|\b(?:{in_words})(?!\w))"
    magnitude = rf"(?:\+? ?(?:{'|'.join(words.magnitudes)})[а-я]*\.?(?!\w))?"
    operator = "|".join(pattern for pattern, _ in words.operators)
    tail = rf"(?P<unit>\s?%|[- ]?(?:{words.measures})(?!\w)|(?= {words.units})|)"
    money = rf"(?P<money>{MONEY_BEFORE})?"
    lead = (
        rf"(?<![\w.,№#/:-])(?:(?P<operator>{operator}) )?(?:(?:the|a|an|ещё|еще) (?=\d|hundred|thousand"
        rf"|million))?"
    )
    two = words.between.replace("{n}", "{}").format(
        rf"(?P<low>{number})(?P<low_m>{magnitude})", rf"(?P<high>{number})"
    )
    joined = rf"{money}{two}(?P<magnitude>{magnitude}){tail}"
    one = rf"{money}(?P<value>{number})(?P<half>{words.half})?(?P<magnitude>{magnitude})(?P<plus>\+?){tail}"
    hundred = "|".join(words.magnitudes)
    return [
        (re.compile(rf"(?<![\w.,№#/-]){joined}", re.IGNORECASE), "between"),
        (re.compile(lead + one, re.IGNORECASE), "one"),
        (
            re.compile(rf"\ba (?P<magnitude>{hundred})(?!\w)(?P<unit>(?= {words.units})|)", re.IGNORECASE),
            "a hundred",
        ),
        (re.compile(rf"(?<!\w){words.vague}(?!\w)", re.IGNORECASE), "vague"),
    ]


PATTERNS = {language: _compiled(words) for language, words in LANGUAGES.items()}


def _patterns(language: str) -> list[tuple[re.Pattern[str], str]]:
    return PATTERNS[language]


def _read(match: re.Match[str], kind: str, words: FigureWords) -> Found | None:
    text = match.string
    if kind == "vague":
        return _found(match, {"operator": "open", "value": "", "high": "", "unit": "", "words": match[0]})
    parts = match.groupdict()
    if NAMING.search(text[max(0, match.start() - 40) : match.start()]) or _is_no_figure(match, words):
        return None
    scale = _scale(parts.get("magnitude") or "", words)
    if kind == "a hundred":
        return _found(match, _proposal("exactly", Decimal(scale), None, match, words))
    if kind == "between":
        low, high = _value(parts["low"], words), _value(parts["high"], words)
        if low is None or high is None or low >= high:
            return None
        low_scale = _scale(parts["low_m"] or "", words)
        low *= low_scale if low_scale > 1 else scale
        return _found(match, _proposal("between", low, high * scale, match, words))
    value = _value(parts["value"], words)
    if value is None:
        return None
    value = value * scale + (Decimal("0.5") if parts["half"] else 0)
    operator = _operator(parts["operator"], words) or ("at_least" if "+" in match[0] else "exactly")
    return _found(match, _proposal(operator, value, None, match, words))


def _proposal(
    operator: str, value: Decimal, high: Decimal | None, match: re.Match[str], words: FigureWords
) -> dict[str, str]:
    unit = (match["unit"] or "").strip(" -")
    money = match.groupdict().get("money") or ""
    if not unit:
        following = re.match(
            rf"(?:[- ])((?:{words.units})(?: {words.units})?)", match.string[match.end() : match.end() + 60]
        )
        unit = following[1].split()[0] if following and not NO_UNIT.match(following[1]) else ""
    return {
        "operator": operator,
        "value": _shown(value),
        "high": "" if high is None else _shown(high),
        "unit": f"{money.strip()} {unit}".strip() if money else unit,
        "words": "",
    }


def _found(match: re.Match[str], proposal: dict[str, str]) -> Found:
    end = match.start() + len(match[0].rstrip())
    return Found("figure", match.start(), end, proposal)


def _is_no_figure(match: re.Match[str], words: FigureWords) -> bool:
    """Return whether it is the item of a list, part of a word or address, or a year that stands alone."""
    text, start, end = match.string, match.start(), match.end()
    after = text[end : end + 2]
    digits = re.fullmatch(r"\d{1,3}", match[0].strip())
    if digits and start < 8 and not text[:start].strip() and re.match(r"[.)\]]|\s*$", text[end:]):
        return True
    if digits and text[:start].rstrip()[-1:] in {"[", "("} and after[:1] in {"]", ")"}:
        return True
    if (
        re.match(r"(?:[:/@]\w|-[^\W\d]\w{4,}|[^\W\d_])", after[:2] + text[end + 2 : end + 6])
        and not match["unit"]
    ):
        return not re.match(r"-[^\W\d]", after)
    if re.search(r"[@=?&_]\S*$", text[max(0, start - 30) : start]):
        return True
    bare = match[0].strip()
    if bare.casefold() in {"1", "семью"} or (bare.isdigit() and len(bare) > 12):
        return True
    following = re.match(rf"[ -]?(?:{words.units})", text[end : end + 60])
    has_unit = bool(
        (match["unit"] or "").strip() or match.groupdict().get("money") or match.groupdict().get("magnitude")
    )
    return bool(re.fullmatch(r"(?:19|20)\d\d", bare)) and not following and not has_unit


def _value(written: str, words: FigureWords) -> Decimal | None:
    written = written.strip()
    if written[:1].isdigit():
        if re.fullmatch(r"\d{1,3}(?:[,.   ’']\d{3})+(?:\.\d+)?", written):
            whole, dot, rest = (
                written.partition(".") if re.search(r"[,’' ]\d{3}.*\.\d+$", written) else (written, "", "")
            )
            return Decimal(re.sub(r"\D", "", whole) + dot + rest)
        return Decimal(re.sub(r"[,]", ".", written))
    total = Decimal(0)
    for word in re.split(r"[- ]", written.casefold()):
        for pattern, number in words.numbers.items():
            if re.fullmatch(pattern, word):
                total += Decimal(str(number))
                break
    return total or None


def _operator(written: str | None, words: FigureWords) -> str:
    return next(
        (
            name
            for pattern, name in words.operators
            if written and re.fullmatch(pattern, written, re.IGNORECASE)
        ),
        "",
    )


def _scale(written: str, words: FigureWords) -> int:
    lower = written.casefold().strip(" +.")
    return next((scale for start, scale in words.magnitudes.items() if lower and lower.startswith(start)), 1)


def _shown(value: Decimal) -> str:
    shown = f"{value:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _is_phone(written: str) -> bool:
    digits = re.sub(r"\D", "", written)
    return 9 <= len(digits) <= 15 and (
        written.startswith("+") or written.count("-") + written.count("(") >= 2
    )
