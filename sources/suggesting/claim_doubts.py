"""Whether a sentence says that something happened: not what was denied, feared, planned, demanded or asked."""

import re

# A verb with its own subject begins what the words before it do not govern any more.
CLAUSE = {
    "en": re.compile(
        r";|,? (?:and|but) (?=(?:\w+ )?(?:was|were|has|had|have|is|are|he|she|they|later|then|now)\b)"
        r"|, (?:who|which|whose) (?=(?:was|were|has|had|is|are)\b)",
        re.IGNORECASE,
    ),
    "ru": re.compile(
        r";|,? (?:и|но|а) (?=(?:он|она|они|был|была|были|позже|затем|потом|уже|там|его|её|их)\b)|, котор\w+ "
    ),
    "kk": re.compile(r";|, (?:ал|бірақ) "),
}
BEFORE = {
    "en": re.compile(
        r"\b(?:not(?! only| far| just)|never|nobody|neither|nor|without|no (?=\w+ (?:was|were|has|had|have)\b)|no one"
        r"|no-one|none of|n['’]t"
        r"|den(?:y|ies|ied|ying|ial)|refus\w+|fail(?:s|ed|ing)? to|instead of|rather than|unless|until|avoid\w*"
        r"|escap\w+"
        r"|if(?! not (?:hundreds|thousands|more|dozens|all))|whether|could|may(?! \d| [12]\d{3})|might|would"
        r"|should|will|shall|must|cannot|can"
        r"|threat\w*|risk\w*|fac(?:e|es|ed|ing)|fear\w*|want\w*|plan(?:s|ned|ning)? to|expect\w*|(?:un)?likely"
        r"|possib\w+"
        r"|alleged\w*|suspect\w*|accus\w+ of|charged with|rumou?r\w*|purported\w*|supposed\w*"
        r"|demand\w*|call(?:s|ed|ing)? (?:for|on|upon)|appeal\w*|urg\w+|request\w*|seek\w*|sought|ask(?:ed|s"
        r"|ing) (?:for|to|that)"
        r"|attempt\w* to|try|tries|tried|trying|warn\w*|hop(?:e|es|ed|ing)|in case|as if|as though"
        r"|petition\w*|propos\w+|order(?:s|ed)? (?:to|that)|intend\w*|about to|due to be|to (?=be\b|have\b))",
        re.IGNORECASE,
    ),
    "ru": re.compile(
        r"\b(?:не(?! менее| меньше| более| только| раз\b)|ни|никто|никого|никогда|без|нельзя|нет|отказ\w+|опроверг\w*"
        r"|отриц\w+|вместо|чтобы|если|бы|ли|может|могут|мог\w*|гроз[ия]т|угро\w+|потребова\w+|треб\w+|призва\w+"
        r"|призыв\w+"
        r"|прос[ия]т\w*|просил\w*|попрос\w+|намер\w+|планир\w+|ожида\w+|будет|будут|возможн\w+|вероятн\w+|якобы"
        r"|подозр\w+"
        r"|опаса\w+|боя\w+|надея\w+|хо[тч]\w+|обвинил\w* в|обвиня\w+ в|обвинен\w+ в|должн\w+|пыта(?:л\w*ся|ются|ется)"
        r"|вместо|пока не|прежде чем|в случае|риск\w*|предлож\w+|грозил\w*|пригрозил\w*)\b",
        re.IGNORECASE,
    ),
    "kk": re.compile(
        r"\b(?:егер|мүмкін|болса|ешкім|ешқашан|талап|шақыр\w*|қауіп\w*|болжам\w*)\b", re.IGNORECASE
    ),
}
AFTER = {
    "en": re.compile(
        r"[^.;]{0,80}\b(?:(?:was|were|been|is|are) (?:also )?(?:denied|refused|rejected|ruled out|untrue|false"
        r"|impossible)"
        r"|never (?:took place|happened)|did not (?:take place|happen)|if convicted|if found guilty)\b",
        re.IGNORECASE,
    ),
    "ru": re.compile(
        r"[^.;]{0,80}\b(?:опроверг\w*|отриц\w+|не подтверд\w+|ложь|неправда)\b|\s+бы\b", re.IGNORECASE
    ),
    "kk": re.compile(
        r"\s*(?:жоқ|емес|болса|мүмкін)|[^.;]{0,60}\b(?:жоққа шығар\w+|теріске шығар\w+)", re.IGNORECASE
    ),
}
# "if" and its like put the whole sentence in doubt, wherever they stand; so does a question.
SENTENCE = {
    "en": re.compile(
        r"(?:^|[\s\"“(,])(?:if(?! not (?:hundreds|thousands|more|dozens|all))|whether|unless|in case)\b"
        r"|\?[\"”’')]*\s*$",
        re.IGNORECASE,
    ),
    "ru": re.compile(r"(?:^|[\s\"«(,])(?:если|в случае)\b|\?[\"»)]*\s*$", re.IGNORECASE),
    "kk": re.compile(r"(?:^|[\s\"«(,])егер\b|\?[\"»)]*\s*$", re.IGNORECASE),
}
# How far before a cue the words that govern it may stand.
REACH = 110


def is_doubtful(sentence: str, start: int, end: int, *, language: str, demand: bool = False) -> bool:
    """Return whether what a cue at `start` to `end` of a sentence says is not told as a fact.

    Of a demand only its being made is a fact, so what it is for does not count against it.
    """
    if SENTENCE[language].search(sentence):
        return True
    # What is demanded before does not put a later clause in doubt.
    before = CLAUSE[language].split(sentence[max(0, start - REACH) : start])[-1]
    doubt = BEFORE[language].search(before)
    if demand:
        return bool(doubt and re.match(r"not|never|n['’]t|nobody|no |refus|den|не|ни|отказ|егер|if|could|may"
            r"|might|will|would",
                                       doubt[0], re.IGNORECASE))  # fmt: skip
    return bool(doubt or AFTER[language].match(sentence[end:]))
