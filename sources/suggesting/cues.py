"""Cues of a case in a passage: detained, charged, sentenced, tortured, released, died, on strike, called for."""

import re
from collections.abc import Sequence

from sources.suggesting.found import Found, free_of

Rules = Sequence[tuple[str, re.Pattern[str]]]


def _rules(**patterns: str) -> Rules:
    return [
        (cue, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)) for cue, pattern in patterns.items()
    ]


# The order decides where two would cover the same words.
ENGLISH = _rules(
    strike=(
        r"(?:on |went on |gone on |wildcat |general |hunger )?(?:strikes?|striking)(?! (?:down|a |the "
        r"|from)|ing)|walk-?outs?|sit-ins? strike|downed tools"
    ),
    released=(
        r"(?:was|were|been|is|are|be|be immediately) (?:freed|set free)|freed|set free|releas(?:ed"
        r"|ing)(?! (?:a|an|the|its|their|his|her|by (?:the )?(?:ministry|office)"
        r"|figures?|statements?|data|reports?|in \d{4})\b)|released from|walked (?:free|out of)"
        r"|(?:his|her|their) release|pardoned|amnestied"
    ),
    tortured=(
        r"tortur(?:ed|ing)|tortures?(?! (?:chamber))|beaten(?: up)?|beating|beatings|ill-treat(?:ed"
        r"|ment)|mistreated|electrocuted|whipped|flogged|raped|waterboarded"
        r"|subjected to (?:abuse|violence)"
    ),
    sentenced=(
        r"sentenc(?:ed|ing)|sentences?(?= (?:of|on|to|against|was|were|in|for))|jailed(?= for)"
        r"|convicted|found guilty|given(?= \S+ (?:\S+ )?(?:years|months) (?:in|of)\b)"
        r"|condemned to|conviction"
    ),
    detained=(
        r"detained|re-?arrest(?:ed)|arrest(?:ed|s|ing)?|detentions?(?! (?:centre|center))"
        r"|in (?:pre-trial )?detention(?! (?:centre|center))"
        r"|imprisoned|imprison(?:ment|ing)|jailed|behind bars|in (?:jail|prison|custody)"
        r"|taken into custody|remanded|apprehended|rounded up|nab(?:bed)?|seized(?= her| him| them| by)"
        r"|abducted|under arrest|under house arrest|placed under arrest|held(?= since| in custody"
        r"| in a (?:cell|prison|jail|camp)| for \S+ (?:days|weeks|months)| without| incommunicado)"
    ),
    charged=(
        r"charged(?= (?:with|under|over|in)| (?-i:[A-Z][a-z])|[.,;:]| and|\Z)|charges (?:against|of)|accused(?= of"
        r"| in)|indicted(?: for)?|faces? charges|facing charges|prosecuted|put on trial|charged by"
        r"|on trial for"
    ),
    died=(
        r"died|dies|shot dead|dead|deaths?(?= (?:of|in|from|toll))|(?:his|her|their) deaths?|killed|killings?"
        r"|killing|murder(?:ed|s)?|shot(?= (?:dead|by|at|and|in|on|to)|[.,;])"
        r"|massacre[ds]?|executed|executions?|(?:was|were|been) shot(?: dead)?|lost (?:his|her|their) li(?:fe"
        r"|ves)|perished|fatally|hanged"
    ),
    called_for=(
        r"(?:called|calls?|calling|appealed|appeals?) (?:for|on|upon)(?! (?:me|duty))|demand(?:ed"
        r"|ing)|demands(?= (?:for|to|that|an?|the|his|her|their|are|justice)\b|:)|demand(?= (?:that"
        r"|an?|the|his|her|their|wage|justice|release|freedom|answers|better|higher)\b|:)"
        r"|(?<=\bthe )demand(?= (?:of|to|for)\b)|urg(?:ed|es|ing)"
        r"|insist(?:ed|s) (?:on|that)|asked(?= (?:for|the|that)\b)|petitioned|pressed for"
    ),
)
RUSSIAN = _rules(
    strike=(
        r"забастов(?:ка|ки|ке|ку|кой|ок|ками|ках)|забастова(?:л|ли|ла|ть)|баст(?:овал[аи]?|уют|ует|овать"
        r"|ующ[а-я]+)|голодовк[а-я]+|голода(?:л[аи]?|ет|ют)|стачк[а-я]+|бастовавш[а-я]+"
    ),
    released=(
        r"освобожд(?:[её]н(?:а|о|ы|н[а-я]+)?|ён)|освободили|освободил[аи]?(?! (?:место|здание))"
        r"|выш(?:ел|ла|ли) (?:на свободу|из (?:тюрьмы|колонии|СИЗО))"
        r"|отпу(?:стили|щен[аы]?)(?! деньги)|на свободе|помилова(?:н[аы]?|ли)|амнистирова(?:н[аы]?|ли)"
    ),
    tortured=(
        r"пыт(?:ал[аи]?|ают|ки|ок|кам|ками|ках|ке|ку)|избил[аи]?|избит[аы]?|избива(?:л[аи]?|ют|ет)"
        r"|избиени[а-я]+|истяза[а-я]+|издева[а-я]+|насиловал[аи]?|изнасилова[а-я]+|били(?= )"
    ),
    sentenced=(
        r"приговор(?:ил[аи]?|[её]н[аы]?|ит|ившись)|осу(?:дил[аи]?|жд[её]н[аы]?)|вынес(?:ли|ла"
        r"|ен)? (?:\S+ )?приговор|призна(?:ли|н[аы]?|ла) виновн[а-я]+|приговор (?=к )"
    ),
    detained=(
        r"задерж(?:ал[аи]?|ан[аоы]?|анн[а-я]+|ани[а-я]+|ивают)|арест(?:овал[аи]?|ован[аоы]?"
        r"|ованн[а-я]+|овыва[а-я]+|а|ы|ов|ом|у|ами)?|под (?:стражей|стражу|арестом)|в (?:СИЗО|тюрьме(?! [«\"“])"
        r"|заключении|неволе)"
        r"|за решёткой|за решеткой|заключ(?:или|[её]н[аы]?) под стражу|взя(?:ли|т[аы]?) под стражу"
        r"|посадили(?! дерев)|похитил[аи]?|лишен(?:ы|а|н[а-я]+)? свободы"
    ),
    charged=(
        r"предъяв(?:ил[аи]?|лен[оыа]?|ляют) (?:\S+ )?обвинени[еяй]|обвин(?:ил[аи]?|[её]н[аы]?|яют"
        r"|яет|яется|яются)|возбуд(?:ил[аи]?) (?:\S+ )?дел[оа]|возбуждено (?:\S+ )?дело"
        r"|под следствием"
    ),
    died=(
        r"умер(?:л[аи])?|умирает|погиб(?:л[аи]|ши[а-я]+)?|гибел[ьи]|убит[аоы]?|убит[а-я]{2}"
        r"|убил[аи]?|убийств[а-я]+|скончал(?:ся|ась|ись)|смерт(?:ь|и|ью|ей)(?! не)"
        r"|расстрел(?:ял[аи]?|ян[аоы]?|янн[а-я]+)|казн(?:ил[аи]?|[её]н[аы]?|ь|и|ей)"
        r"|застрел(?:ил[аи]?|ен[аы]?)"
    ),
    called_for=(
        r"призва(?:л[аи]?|в)|призыва(?:ет|ют|л[аи]?|я)|потребова(?:л[аи]?|в)|требу(?:ет|ют|ем|я|ю)"
        r"|требовал[аи]?|освободите|требовани[ея](?= (?:об?|освобо|отмен|прекра))|попросил[аи]?|просят(?= )"
    ),
)
KAZAKH = _rules(
    strike=r"ереуіл[а-яәғқңөұүһі]*|аштық (?:жариялады|жариялап|акциясы)|жұмысын тоқтатты",
    released=r"босатыл(?:ды|ған|ып)|босатты|бостандыққа шықты|түрмеден шықты|азат етілді",
    tortured=(
        r"азаптал[а-яәғқңөұүһі]+|азаптау[а-яәғқңөұүһі]*|азаптады|қинады|қинал[а-яәғқңөұүһі]+"
        r"|ұрып[- ]соқ[а-яәғқңөұүһі]+|соққыға жық[а-яәғқңөұүһі]+"
    ),
    sentenced=(
        r"сотта(?:л(?:ды|ған|ып)|ды)|үкім (?:шығарды|шықты|кесті)|кінәлі деп тан(?:ыды|ылды)"
        r"|бас бостандығынан айыр(?:ды|ылды)"
    ),
    detained=(
        r"ұста(?:л(?:ды|ған|ып)|ды|ған)|қама(?:л(?:ды|ған)|ды)|қамауға (?:алды|алынды|алынған|алған)"
        r"|тұтқында(?:ды|л(?:ды|ған))|тұтқынға (?:алды|алынды)|түрмеде(?: отыр)?|абақтыда"
    ),
    charged=r"айып(?: тағыл(?:ды|ған)|тал(?:ды|ған|ып|уда)|тады| тақты)|айыпталуда|іс қозға(?:ды|лды)",
    died=(
        r"қаза (?:тапты|болды|тапқан|болған)|өл(?:ді|ген|тірілді|тірілген|тірді)|қайтыс бол(?:ды|ған)"
        r"|көз жұмды|мерт бол(?:ды|ған)|оққа ұшты|атып өлтір[а-яәғқңөұүһі]+"
    ),
    called_for=r"талап ет(?:ті|еді|іп|кен)|шақырды|шақырады|үндеді|үндеу жасады",
)
LANGUAGES = {"en": ENGLISH, "ru": RUSSIAN, "kk": KAZAKH}
# What takes the cue away: nobody was detained.
DENIED = re.compile(
    r"(?:\bnot|\bnever|n[’']t|\bnobody|\bno one|\bno-one|\bwithout being|\bno)(?: (?:been|be|yet"
    r"|ever|have|has|had|was|were))* $"
    r"|(?:\bне|\bникого не|\bникто не)(?: (?:был|была|были|будет|был[аио]?))? $",
    re.IGNORECASE,
)
# "five years in prison" is a sentence, said already.
TERM = re.compile(r"(?:years?|months?|life|terms?|лет|года?|месяц(?:а|ев)) $", re.IGNORECASE)
PLACED = re.compile(r"(?:in|в|behind|за|under|под) |imprison|лиш|түрме", re.IGNORECASE)
# Words that look like a cue and are none.
OTHER_SENSE = re.compile(
    r"(?i:charged (?:the|a) |released (?:a|an|its|the) (?:statement|report|figure|data|film|album"
    r"|video)|death penalty|shot (?:a|the) (?:film|video)|dead end|“dead end|"
    r"struck|air strikes?|drone strikes?|missile strikes?|prison sentence[sd]? structure"
    r"|arrest warrant|strike committee structure)"
)


def find_cues(text: str, *, language: str) -> list[Found]:
    """Return the cues of a text in order; one that is denied, or used in another sense, is left out."""
    found: list[Found] = []
    other = [match.span() for match in OTHER_SENSE.finditer(text)]
    for cue, pattern in LANGUAGES.get(language, ENGLISH):
        for match in pattern.finditer(text):
            start, end = _core(match)
            candidate = Found("case_cue", start, end, {"cue": cue})
            before = text[max(0, start - 40) : start]
            if (DENIED.search(before) and cue != "called_for") or (
                cue == "detained" and TERM.search(before) and PLACED.match(match[0])
            ):
                continue
            if any(first < end and start < last for first, last in other):
                continue
            if not _other_language(language, match[0]) and free_of(candidate, found):
                found.append(candidate)
    return sorted(found, key=lambda one: one.start)


def _core(match: re.Match[str]) -> tuple[int, int]:
    lead = re.match(
        r"(?:on|went on|gone on|general|wildcat|hunger|was|were|been|is|are|be|his|her"
        r"|their) (?=strik|freed|set|shot|release|death)",
        match[0],
        re.IGNORECASE,
    )
    return match.start() + (lead.end() if lead else 0), match.end()


def _other_language(language: str, word: str) -> bool:
    return language not in LANGUAGES and not word.isascii()
