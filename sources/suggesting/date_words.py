"""How dates are written in English, Russian and Kazakh: patterns whose groups dates.py resolves."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sources.suggesting import words_en, words_kk, words_ru

Patterns = Sequence[re.Pattern[str]]


@dataclass(frozen=True)
class DateWords:
    """The patterns of a language in the order in which they are tried, and what its words mean."""

    patterns: Patterns
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    seasons: Mapping[str, tuple[int, int]]
    ahead: re.Pattern[str]  # before a date, or in its sentence before it: it lies ahead of the publication

    def month(self, word: str) -> int:
        """Return the number of a month; 0 when the word is none."""
        return _by_start(self.months, word)

    def weekday(self, word: str) -> int:
        """Return the number of a day of the week, Monday being 0."""
        return _by_start(self.weekdays, word)

    def season(self, word: str) -> tuple[int, int]:
        """Return the first and last month of a season."""
        longest = max((start for start in self.seasons if word.casefold().startswith(start)), key=len)
        return self.seasons[longest]


def _by_start(numbers: Mapping[str, int], word: str) -> int:
    lower = word.casefold().rstrip(".")
    starts = [start for start in numbers if lower.startswith(start)]
    return numbers[max(starts, key=len)] if starts else 0


def _all(*patterns: str, **parts: str) -> Patterns:
    made = []
    for pattern in patterns:
        for name, part in parts.items():
            pattern = pattern.replace(f"<{name}>", part)  # noqa: PLW2901 - parts are filled in one after another
        made.append(re.compile(pattern, re.IGNORECASE))
    return made


YEAR = r"(?:1[89]|20)\d\d"
# Numbers alone, in every language.
NUMERIC = _all(
    r"(?<![\d./-])(?P<iso>YEAR-[01]\d-[0-3]\d)(?![\d-])".replace("YEAR", YEAR),
    r"(?<![\d./])(?P<first>[0-3]?\d)(?P<mark>[./])(?P<second>[0-3]?\d)(?P=mark)(?P<short>(?:YEAR"
    r"|\d\d))(?![\d/]|\.\d)".replace("YEAR", YEAR),
)
YEARS = _all(
    r"(?<![\d.,–-])(?P<year>YEAR) ?[-–/] ?(?P<year2>YEAR|\d\d)(?![\d,.]?\d|-)".replace("YEAR", YEAR),
)

EN_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)(?![a-z])"
)
EN_DAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
EN_COUNT = (
    r"(?:\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|a few"
    r"|several|many)"
)
EN_PART = r"(?:the )?(?:end|beginning|start|middle|early days|close) of |early |late |mid-|"
ENGLISH = DateWords(
    patterns=[
        *NUMERIC,
        *_all(
            r"\b(?:(?P<weekday><wd>),? )?(?:the )?(?P<day>[0-3]?\d)(?:st|nd|rd|th)? ?(?P<to>to|-|–|and|until) ?"
            r"(?P<day2>[0-3]?\d)(?:st|nd|rd|th)? (?P<month><m>),?(?: (?P<year><y>)\b)?",
            r"\b(?P<month><m>) (?P<day>[0-3]?\d) ?(?:to|-|–|and"
            r"|until) ?(?P<day2>[0-3]?\d)\b(?! (?:<m>|people|years))(?:,? (?P<year><y>)\b)?",
            r"\b(?:(?P<weekday><wd>),? )?(?:the )?(?P<day>[0-3]?\d)(?:st|nd|rd|th)? (?:of )?(?P<month><m>)"
            r"(?:(?:,? (?P<year><y>)\b)|,? (?P<that>last year|this year|next year))?",
            r"\b(?:(?P<weekday><wd>),? )?(?P<month><m>) (?P<day>[0-3]?\d)(?:st|nd|rd"
            r"|th)?\b(?!,\d{3})(?:,? (?P<year><y>)\b)?",
            r"\b(?P<month><m>) (?:to|through|until|[-–]) (?P<month2><m>),? (?P<year><y>)\b",
            r"\b(?P<part><pt>)(?P<month><m>)(?:,? (?:of )?(?:(?P<year><y>)\b|(?P<that>last year"
            r"|this year|next year)))",
            r"\b(?P<part>(?:the )?(?:end|beginning|start|middle) of |early |late |mid-)(?P<month><m>)",
            r"\b(?:the )?(?:early |late )?(?P<season>spring|summer|autumn|fall|winter) (?:of )?(?P<year><y>)\b",
            r"\b(?P<which>last|this|next) (?P<season>spring|summer|autumn|fall|winter)\b",
            r"\b(?:the )?(?:early |late |mid-)?(?P<decade>(?:1[89]|20)\d0)[’']?s\b",
            r"\b(?P<part>(?:the )?(?:end|beginning|start|middle) of )(?:(?P<year><y>)\b"
            r"|(?P<that>last year|this year|next year))",
            r"\b(?P<year><y>) (?:to|until) (?P<year2><y>)\b",
            r"\b(?P<before_last>(?:the )?year before last)\b",
            r"\b(?P<which>last|this|next|this past) (?P<unit>week|month|year|weekend)\b",
            r"\b(?:over |at )?the (?P<unit>weekend)\b",
            r"\b(?P<count><c>) (?P<unit>day|week|month|year)s? ago\b",
            r"\b(?:in |over |for )?(?P<vague>recent (?:days|weeks|months|years)|the (?:last|past"
            r"|coming) (?:<c> )?(?:days|weeks|months|years|few days|few weeks|few months))\b",
            r"\b(?:(?P<which>last|this|next) )?(?P<weekday><wd>)\b(?! (?:Agreement|Times))",
            r"\b(?P<holiday>New Year[’']s (?:Eve|Day)|Christmas (?:Day|Eve)|May Day)\b",
            r"(?<!of )\b(?P<near>today|yesterday|tomorrow|tonight)\b",
            m=EN_MONTH,
            wd=EN_DAY,
            y=YEAR,
            c=EN_COUNT,
            pt=EN_PART,
        ),
        *YEARS,
        re.compile(
            r"\b(?:(?<=in )|(?<=since )|(?<=until )|(?<=by )|(?<=during )|(?<=from )|(?<=through )"
            r"|(?<=of )|(?<=between )|(?<=last )"
            rf"|(?<=this )|(?<=next )|(?<=before )|(?<=after )|(?<=Since )|(?<=In )|(?<=By )"
            rf"|(?<=to ))(?P<month>{EN_MONTH})(?! [0-3]?\d\b)"
        ),
        *_all(
            r"(?<![\d.,$€£#№/:-])\b(?P<year>(?:19|20)\d\d)\b(?![.,]\d|\s?%|-\w|/\w)"
            r"(?! (?:people|workers|protesters|demonstrators|men|women|prisoners|detainees|troops"
            r"|soldiers|tenge|roubles|rubles|dollars|euros|km|metres|meters|tonnes|police|years"
            r"|arrests|signatures|members|words|days|Russian))",
        ),
    ],
    months=words_en.MONTHS,
    weekdays={name: number for number, name in enumerate(words_en.WEEKDAYS)},
    seasons=words_en.SEASONS,
    ahead=re.compile(
        r"\b(?:will|upcoming|to be held|scheduled|plans? to)\b[^.]*$|\b(?:until|till|due|due on)(?: the)? $",
        re.IGNORECASE,
    ),
)

RU_DAY = (
    r"(?:понедельник[аеу]?|вторник[аеу]?|сред[уыае]|четверг[аеу]?|пятниц[уыае]|суббот[уыае]|воскресень[еяю])"
)
RU_UNIT = r"(?:д(?:ень|ня|ней)|недел[юиьяе]|недель|месяц(?:а|ев|е)?|год(?:а|у)?|лет|сут(?:ки|ок))"
RU_COUNT = r"(?:\d{1,3}|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять|несколько|полтора)"
RU_WHICH = (
    r"(?:прошл(?:ый|ого|ом|ую|ой|ым|ая|ое|ыми)|минувш(?:ий|его|ем|ую|ей|им)|этот|эт(?:ого|ом|у|ой|им)"
    r"|следующ(?:ий|его|ем|ую|ей|им)|будущ(?:ий|его|ем|ую|ей|им)|нынешн(?:ий|его|ем|юю|ей|им))"
)
RU_SEASON = r"(?:весн(?:а|ы|у|ой|е)|лет(?:о|а|ом|е|у)|осень(?:ю)?|осени|зим(?:а|ы|у|ой|е))"
RU_G = r"(?:год[ауе]?|годом|г\.|гг\.)"
RUSSIAN = DateWords(
    patterns=[
        *NUMERIC,
        *_all(
            r"\b(?:(?P<weekday><wd>),? )?(?:с )?(?P<day>[0-3]?\d)(?:-го)? ?(?:по|-|–|—|до"
            r"|и) ?(?P<day2>[0-3]?\d)(?:-го)? (?P<month><m>)(?: (?P<year><y>)(?: <g>)?)?",
            r"\b(?:(?P<weekday><wd>),? )?(?P<day>[0-3]?\d)(?:-го)? (?P<month><m>)(?: (?:(?P<year><y>)(?: <g>)?"
            r"|(?P<that><w> года)))?(?!\w)",
            r"\b(?P<month><m>) ?(?:по|-|–|—|до) ?(?P<month2><m>)(?: (?P<year><y>)(?: <g>)?)?(?!\w)",
            r"\b(?P<part>(?:конц[еау]|начал[еау]"
            r"|середин[еуы]) )?(?P<month><m>) (?:(?P<year><y>)(?: <g>)?|(?P<that><w> года))(?!\w)",
            r"\b(?P<part>(?:конц[еау]|начал[еау]|середин[еуы]) )(?P<month><m>)(?!\w)",
            r"\b(?P<season><s>) (?P<year><y>)(?: <g>)?(?!\w)",
            r"\b(?P<which><w>) (?P<season><s>)(?!\w)",
            r"\b(?P<decade>(?:1[89]|20)\d0)-(?:е|х|ых|м|ми)(?: годы| годов| годах)?(?!\w)",
            r"\b(?P<part>(?:конц[еау]|начал[еау]|середин[еуы]) )(?:(?P<year><y>)(?: <g>)?"
            r"|(?P<that><w> года))(?!\w)",
            r"\b(?:с )?(?P<year><y>) ?(?:по|-|–|—|до) ?(?P<year2><y>)(?: <g>)?(?!\w)",
            r"\b(?P<before_last>позапрошл(?:ый|ого|ом) год[ауе]?)(?!\w)",
            r"\b(?P<which><w>) (?P<unit>недел[юие]|месяц[ае]?|год[ауе]?)(?!\w)",
            r"\b(?P<unit>выходны(?:е|х))(?!\w)",
            r"\b(?:(?P<count><c>) )?(?P<unit><u>)(?: тому)? назад(?!\w)",
            r"\b(?P<vague>последни(?:е|х) (?:<c> )?(?:дни|недели|месяцы|годы|дня|месяца|года|дней"
            r"|недель|месяцев|лет))(?!\w)",
            r"\b(?:(?P<which><w>) )?(?P<weekday><wd>)(?!\w)",
            r"\b(?P<near>сегодня|вчера|завтра|накануне|позавчера|послезавтра)(?!\w)",
            m=words_ru.MONTH,
            wd=RU_DAY,
            y=YEAR,
            c=RU_COUNT,
            u=RU_UNIT,
            w=RU_WHICH,
            s=RU_SEASON,
            g=RU_G,
        ),
        *YEARS,
        *_all(
            r"(?:(?<=\bв )|(?<=\bс )|(?<=\bк )|(?<=\bдо )|(?<=\bпо )|(?<=\bза ))(?P<month><m>)(?!\w)",
            r"(?<![\d.,№-])\b(?P<year><y>)(?:-(?:го|м|му|й))? <g>(?!\w)",
            r"(?:(?<=\bв )|(?<=\bс )|(?<=\bдо )|(?<=\bк ))(?P<year>(?:19|20)\d\d)(?:-м|-го"
            r"|-му)?\b(?! (?:человек|рабочих|руб))",
            m=words_ru.MONTH,
            y=YEAR,
            g=RU_G,
        ),
    ],
    months=words_ru.MONTHS,
    weekdays=words_ru.WEEKDAYS,
    seasons=words_ru.SEASONS,
    ahead=re.compile(
        r"(?:призыва[а-я]+|состоится|пройд[её]т|будет|следующ[а-я]+|намечен[а-я]*|назначен[а-я]*"
        r"|планиру[а-я]+)\s[^.]*$|\b(?:до|к) $",
        re.IGNORECASE,
    ),
)

KK_DAY = r"(?:дүйсенбі|сейсенбі|сәрсенбі|бейсенбі|жұма|жексенбі|сенбі)(?:де|да|нен|ге|күні)?"
KAZAKH = DateWords(
    patterns=[
        *NUMERIC,
        *_all(
            r"\b(?P<year><y>)(?: жыл(?:ғы|дың|ы))? (?P<day>[0-3]?\d) ?(?P<month><m>)(?!\w)",
            r"\b(?P<year><y>) жыл(?:ғы|дың) (?P<month><m>)(?! айы)(?!\w)",
            r"\b(?P<year><y>) жыл(?:ғы|дың) (?P<season>көктем|жаз|күз|қыс)\w*",
            r"\b(?P<day>[0-3]?\d) ?[-–] ?(?P<day2>[0-3]?\d) (?P<month><m>)(?!\w)",
            r"\b(?P<day>[0-3]?\d)[- ]?(?P<month><m>)(?!\w)",
            r"\b(?P<which>өткен|былтырғы|биылғы|келесі) (?P<season>көктем|жаз|күз|қыс)\w*",
            r"\b(?P<which>өткен|былтырғы|осы|келесі) (?P<unit>апта|ай|жыл)\w*",
            r"\b(?P<count>\d{1,3}|екі|үш|төрт|бес|алты|жеті|сегіз|тоғыз|он|бірнеше|бір) (?P<unit>күн"
            r"|апта|ай|жыл) бұрын(?!\w)",
            r"\b(?P<decade>(?:1[89]|20)\d0)[- ]?(?:шы|ші|ыншы|інші)? жылдар\w*",
            r"\b(?P<year><y>) ?[-–] ?(?P<year2><y>) жылдар\w*",
            r"\b(?P<year><y>) жыл(?:ы|дан|ға|дың|ғы|да)?(?!\w)",
            r"\b(?P<month><m>)(?: айы\w*)(?!\w)",
            r"\b(?P<month>(?:қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан"
            r"|қараша|желтоқсан)(?:да|де|та|те))(?!\w)",
            r"\b(?:(?P<which>өткен|келесі) )?(?P<weekday><wd>)(?: күні)?(?!\w)",
            r"\b(?P<near>бүгін|кеше|ертең)(?!\w)",
            m=words_kk.MONTH,
            wd=KK_DAY,
            y=YEAR,
        ),
        *YEARS,
    ],
    months=words_kk.MONTHS,
    weekdays=words_kk.WEEKDAYS,
    seasons=words_kk.SEASONS,
    ahead=re.compile(r"келесі[^.]*$"),
)
LANGUAGES = {"en": ENGLISH, "ru": RUSSIAN, "kk": KAZAKH}
