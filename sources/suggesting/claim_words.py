"""How a proposed claim is worded, in our own words: a phrase for each thing that happened, in English and Russian.

Claims are kept in the base language of the installation; one that has no phrases here gets the English ones.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import override

from toolkit.partial_dates import display

# What happened, more exactly than its cue; the first pattern that the cue's word meets.
VARIANTS: Mapping[str, Sequence[tuple[str, re.Pattern[str]]]] = {
    cue: [(name, re.compile(pattern, re.IGNORECASE)) for name, pattern in patterns]
    for cue, patterns in {
        "detained": [("held", r"in |behind|held|imprison|under |в |за реш|под |түрмеде|абақтыда")],
        "charged": [
            ("accused", r"accused|обвин"),
            ("tried", r"trial|prosecuted"),
            ("investigated", r".*дел|.*след|іс "),
        ],
        "sentenced": [("convicted", r"convict|found|призна|кінәлі")],
        "tortured": [
            ("beaten", r"beat|изби|били|ұрып|соққы"),
            ("ill_treated", r"ill-|mistr|abuse|subjected|издева"),
        ],
        "released": [("pardoned", r"pardon|amnest|помил|амнист")],
        "died": [
            ("executed", r"execut|hang|казн"),
            ("shot", r"shot(?! dead)"),
            ("killed", r"kill|murder|shot|massacr|уби|расстрел|застрел|атып|оққа"),
        ],
    }.items()
}
# For one, and for several.
ENGLISH: Mapping[str, tuple[str, str]] = {
    "detained": ("was detained", "were detained"),
    "held": ("was in detention", "were in detention"),
    "charged": ("was charged", "were charged"),
    "accused": ("was accused", "were accused"),
    "tried": ("was put on trial", "were put on trial"),
    "investigated": ("was under investigation", "were under investigation"),
    "sentenced": ("was sentenced", "were sentenced"),
    "convicted": ("was convicted", "were convicted"),
    "tortured": ("was tortured", "were tortured"),
    "beaten": ("was beaten", "were beaten"),
    "ill_treated": ("was ill-treated", "were ill-treated"),
    "released": ("was released", "were released"),
    "pardoned": ("was pardoned", "were pardoned"),
    "died": ("died", "died"),
    "killed": ("was killed", "were killed"),
    "executed": ("was executed", "were executed"),
    "shot": ("was shot", "were shot"),
    "strike": ("was on strike", "were on strike"),
    "hunger": ("was on hunger strike", "were on hunger strike"),
    "release": ("demanded the release of {object}", "demanded the release of {object}"),
    "resignation": ("demanded the resignation of {object}", "demanded the resignation of {object}"),
    "investigation": ("demanded an investigation into {object}", "demanded an investigation into {object}"),
}
# For a man, a woman, several, and a number; of whose sex nothing shows, the man's with the woman's ending in brackets.
RUSSIAN: Mapping[str, tuple[str, str, str, str]] = {
    "detained": ("задержан", "задержана", "задержаны", "задержано"),
    "held": ("находился в заключении", "находилась в заключении", "находились в заключении", "находилось в заключении"),
    "charged": ("получил обвинение", "получила обвинение", "получили обвинение", "получило обвинение"),
    "accused": ("обвинён", "обвинена", "обвинены", "обвинено"),
    "tried": ("предстал перед судом", "предстала перед судом", "предстали перед судом", "предстало перед судом"),
    "investigated": ("находился под следствием", "находилась под следствием", "находились под следствием",
                     "находилось под следствием"),
    "sentenced": ("приговорён", "приговорена", "приговорены", "приговорено"),
    "convicted": ("признан виновным", "признана виновной", "признаны виновными", "признано виновными"),
    "tortured": ("подвергся пыткам", "подверглась пыткам", "подверглись пыткам", "подверглось пыткам"),
    "beaten": ("избит", "избита", "избиты", "избито"),
    "ill_treated": ("подвергся жестокому обращению", "подверглась жестокому обращению",
                    "подверглись жестокому обращению", "подверглось жестокому обращению"),
    "released": ("освобождён", "освобождена", "освобождены", "освобождено"),
    "pardoned": ("помилован", "помилована", "помилованы", "помиловано"),
    "died": ("умер", "умерла", "умерли", "умерло"),
    "killed": ("убит", "убита", "убиты", "убито"),
    "shot": ("ранен или убит выстрелом", "ранена или убита выстрелом", "ранены или убиты выстрелами",
             "ранено или убито выстрелами"),
    "executed": ("казнён", "казнена", "казнены", "казнено"),
    "strike": ("бастовал", "бастовала", "бастовали", "бастовало"),
    "hunger": ("держал голодовку", "держала голодовку", "держали голодовку", "держало голодовку"),
    "release": ("требует освобождения: {object}",) * 4,
    "resignation": ("требует отставки: {object}",) * 4,
    "investigation": ("требует расследования: {object}",) * 4,
}  # fmt: skip
UNITS = {"years": ("years", "лет"), "months": ("months", "мес."), "days": ("days", "сут.")}
OPERATORS = {
    "exactly": ("", ""), "at_least": ("at least ", "не менее "), "at_most": ("at most ", "не более "),
    "about": ("about ", "около "),
}  # fmt: skip
OF_A_KIND = re.compile(r"(?:^|\s)(?:ministry|committee|commission|court|council|union|office|service|party|agency"
                       r"|association|federation|confederation|centre|center|foundation"
                       r"|department)\b", re.IGNORECASE)  # fmt: skip
DATES = ("date", "date_end")


@dataclass(frozen=True)
class Event:
    """What a claim says: what happened to whom, or to how many; the rest where the sentence gives it."""

    what: str
    who: tuple[str, ...] = ()
    count: Mapping[str, Any] = field(default_factory=dict)
    term: tuple[Mapping[str, Any], str] | None = None  # a figure, and years, months or days
    article: str = ""
    where: str = ""
    when: Mapping[str, Any] = field(default_factory=dict)
    since: bool = False
    thing: tuple[str, str] = ("", "")  # what is demanded, in English and Russian
    crowd: tuple[str, str] = ("", "")  # whom, when nobody is named, in English and Russian
    plural: bool = False  # several strikes
    speaker: tuple[str, str] = ("", "")  # who says so, in English and Russian


def variant(cue: str, word: str) -> str:
    """Return what happened more exactly, by the word that says so."""
    return next((name for name, pattern in VARIANTS.get(cue, []) if pattern.match(word)), cue)


def language() -> int:
    """Return 1 where the base language is Russian, else 0: the place of the words in a pair."""
    return int(settings.LANGUAGE_CODE[:2] == "ru")


def wordings(event: Event) -> list[str]:
    """Return the sentences that say it: with the date first, with the date last, without the date."""
    return _in_russian(event) if language() else _in_english(event)


def counted(figure: Mapping[str, Any]) -> str:
    """Return how many people a figure says: "at least 50 people"."""
    if figure["operator"] == "open":
        words = str(figure["words"]).casefold()
        if language():
            return words if not words.isascii() else "неизвестное число людей"
        return f"{words} of people" if words.isascii() else "an unknown number of people"
    return f"{number(figure)} {('people', 'чел.')[language()]}"


def number(figure: Mapping[str, Any]) -> str:
    """Return a figure with its operator."""
    value = _grouped(str(figure["value"]))
    if figure["operator"] == "between":
        high = _grouped(str(figure["high"]))
        return f"от {value} до {high}" if language() else f"between {value} and {high}"
    return f"{OPERATORS.get(str(figure['operator']), ('', ''))[language()]}{value}"


def joined(names: Sequence[str]) -> str:
    """Return names as a list in words, each once."""
    names = list(dict.fromkeys(names))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {('and', 'и')[language()]} {names[-1]}"


def _in_english(event: Event) -> list[str]:
    crowd = event.crowd[0]
    several = len(event.who) > 1 or bool(event.count) or (bool(crowd) and not crowd.startswith(("a ", "an ")))
    where = f" in {event.where}" if event.where else ""
    if event.who or event.count or crowd:
        who = joined(event.who) if event.who else counted(event.count) if event.count else crowd
        phrase = ENGLISH[event.what][several].format(object=event.thing[0])
        under = f" under article {event.article}" if event.article else ""
        to = ""
        if event.term:
            length, unit = number(event.term[0]), event.term[1]
            to = f" to {length} {UNITS[unit][0][:-1] if length == '1' else UNITS[unit][0]}"
        sentence = f"{who} {phrase}{under}{to}{where}"
    else:
        sentence = f"{'there were strikes' if event.plural else 'there was a strike'}{where}"
    when = _when(event)
    lead = f"According to {_with_article(event.speaker[0])}, " if event.speaker[0] else ""
    lead = "By their own account, " if event.who == (event.speaker[0],) else lead
    options = [f"{when}, {sentence}", f"{sentence} {when}"] if when else []
    return [_sentence(lead + option) for option in [*options, sentence]]


def _in_russian(event: Event) -> list[str]:
    if event.who or event.count or event.crowd[1]:
        who = joined(event.who) if event.who else counted(event.count) if event.count else event.crowd[1]
        phrase = RUSSIAN[event.what][_form(event)].format(object=event.thing[1])
        if len(event.who) == 1 and not _sex(event.who[0]):
            phrase = _either(*RUSSIAN[event.what][:2]).format(object=event.thing[1])
        details = [f"статья {event.article}"] if event.article else []
        if event.term:
            details.append(f"срок: {number(event.term[0])} {UNITS[event.term[1]][1]}")
        details += [event.where] if event.where else []
        sentence = f"{who} {phrase}" + (f" ({'; '.join(details)})" if details else "")
    else:
        sentence = ("проходили забастовки" if event.plural else "прошла забастовка") + (
            f" ({event.where})" if event.where else ""
        )
    lead = f"По словам источника ({event.speaker[1]}), " if event.speaker[1] else ""
    lead = "По собственным словам, " if event.who == (event.speaker[1],) else lead
    when = _when(event)
    options = [f"{lead}{sentence}; {when}" if lead else f"{when}: {sentence}"] if when else []
    return [_sentence(option) for option in [*options, lead + sentence]]


def _form(event: Event) -> int:
    if event.count:
        return 3
    if event.crowd[0]:
        return 0 if event.crowd[0].startswith(("a ", "an ")) else 2
    return 2 if len(event.who) > 1 else int(_sex(event.who[0]) == "f")


def _sex(name: str) -> str:
    """Return "m" or "f" by the end of a Russian name; nothing where it does not show."""
    last = name.rsplit(maxsplit=1)[-1].casefold()
    if re.search(r"(?:[оеё]ва|[иы]на|[сц]кая)$", last):
        return "f"
    return "m" if re.search(r"(?:[оеё]в|[иы]н|[сц]кий)$", last) else ""


def _either(man: str, woman: str) -> str:
    """Return both forms in one: "задержан(а)"."""
    if man == woman:
        return man
    return " ".join(
        one
        if one == other
        else f"{one}({other.removeprefix(one)})"
        if other.startswith(one)
        else f"{one}/{other}"
        for one, other in zip(man.split(), woman.split(), strict=True)
    )


def _when(event: Event) -> str:
    if not event.when:
        return ""
    with override(settings.LANGUAGE_CODE):
        first, last = (display(str(event.when[name])) if event.when[name] else "" for name in DATES)
    if language():
        words = f"{first} – {last}" if last else first
        return f"примерно {words}" if event.when["circa"] else words
    if last:
        return f"between {first} and {last}"
    if event.since:
        return f"since {first}"
    if event.when["circa"]:
        return f"around {first}"
    return f"{'on' if len(str(event.when['date'])) == 10 else 'in'} {first}"


def _with_article(name: str) -> str:
    of_a_kind = OF_A_KIND.search(name) and not re.match(r"(?:the|a|an) ", name, re.IGNORECASE)
    return f"the {name}" if of_a_kind else name


def _grouped(value: str) -> str:
    if not (value.isdigit() and len(value) < 16):
        return value
    return f"{int(value):,}".replace(",", "\N{NO-BREAK SPACE}" if language() else ",")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
