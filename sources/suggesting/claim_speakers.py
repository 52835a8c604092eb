"""Who says what a sentence tells: somebody named, somebody by what they are ("her lawyer"), or whoever is quoted."""

import re
from collections.abc import Mapping, Sequence

from sources.suggesting import words_en, words_kk, words_ru
from sources.suggesting.found import Found
from sources.suggesting.passage import Passage

# What they are, in English and Russian, by how English, Russian and Kazakh texts say it. Nobody's kin is given away:
# "his mother" and "her brother" become relatives.
ROLES: Sequence[tuple[tuple[str, str], Mapping[str, str]]] = (
    (
        ("a lawyer", "адвокат"),
        {"en": "lawyers?|attorneys?|barristers?", "ru": "адвокат|защитни|юрист", "kk": "адвокат|қорғаушы"},
    ),
    (
        ("relatives", "родственники"),
        {
            "en": "famil(?:y|ies)|relatives?|mother|father|parents?|sister|brother|wife|husband|sons?|daughters?"
            "|cousin|widow",
            "ru": "семь|родн|родственни|мат(?:ь|ери)|мам|отец|отц|брат|сестр|жен[аыеу]|муж|супруг|вдов|сын|доч",
            "kk": "туыс|әке|ана|шеше|әпке|аға|іні|қарындас|әйел|күйеу|отбасы",
        },
    ),
    (("friends", "друзья"), {"en": "friends?|classmates?", "ru": "друз|друг|подруг", "kk": "дос"}),
    (("colleagues", "коллеги"), {"en": "colleagues?|co-?workers?", "ru": "коллег", "kk": "әріптес"}),
    (("the police", "полиция"), {"en": "police", "ru": "полици|милици", "kk": "полиция"}),
    (
        ("prosecutors", "прокуратура"),
        {"en": "prosecutors?|prosecution", "ru": "прокур|обвинени", "kk": "прокур"},
    ),
    (("investigators", "следствие"), {"en": "investigators?", "ru": "следств|следовател", "kk": "тергеу"}),
    (
        ("officials", "власти"),
        {
            "en": "officials?|authorities|government|governor",
            "ru": "власт|чиновник|администраци",
            "kk": "билік",
        },
    ),
    (("a ministry", "министерство"), {"en": "ministry", "ru": "министерств|ведомств", "kk": "министрлі"}),
    (("a court", "суд"), {"en": "court|judge", "ru": "суд(?:ья|ьи)?", "kk": "сот"}),
    (
        ("witnesses", "свидетели"),
        {"en": "witnesses|eyewitnesses|residents", "ru": "очевид|свидетел|жител", "kk": "куәгер"},
    ),
    (
        ("activists", "активисты"),
        {
            "en": "activists?|defenders?|monitors?|campaigners?",
            "ru": "активист|правозащит",
            "kk": "белсенді|құқық қорғау",
        },
    ),
    (("doctors", "врачи"), {"en": "doctors?|medics?", "ru": "врач|медик", "kk": "дәрігер"}),
    (("a union", "профсоюз"), {"en": "unions?", "ru": "профсоюз|союз", "kk": "кәсіпода"}),
    (
        ("a company", "компания"),
        {"en": "company|firm|management", "ru": "компани|фирм|руководств", "kk": "компания"},
    ),
    (
        ("media reports", "СМИ"),
        {
            "en": "reports?|media|newspapers?|television|channel|outlet|website|agency",
            "ru": "СМИ|газет|издани|телеканал|агентств|сайт|канал",
            "kk": "бАҚ|басылым",
        },
    ),
    (
        ("a spokesperson", "пресс-служба"),
        {"en": "spokes\\w+", "ru": "пресс-служб|пресс-секретар", "kk": "баспасөз"},
    ),
    (
        ("an organisation", "организация"),
        {
            "en": "groups?|organi[sz]ations?|foundation|centre|committee|association|party",
            "ru": "фонд|организаци|центр|комитет|ассоциаци|парти|движени",
            "kk": "ұйым|қор|қоғам",
        },
    ),
)
SOMEBODY = ("a person whom the source quotes", "источник цитирует собеседника")
SAID = {
    "en": r"(?:said|says?|saying|tells|told|reported(?: that)?|reports(?= that)|stated|states|claimed"
    r"|claims(?= that)|alleged"
          r"|added|explained|insisted|argued|believes?|testified|recalled|wrote|confirmed|announced|complained)",
    "ru": r"(?:сказал|говор[ия]т|заявил|заявля|рассказал|рассказыва|сообщил|сообщ|отметил|добавил|считает"
    r"|утвержда|пиш[еу]т"
          r"|написал|подчеркнул|объяснил|уверен|вспомина|вспомнил|указал|признал(?!и? виновн)|передаёт|передает"
          r"|пояснил|напомнил|призна[её]т|уточнил|подтвердил)",
    "kk": r"(?:деді|дейді|айтты|айтады|хабарлады|хабарлайды|мәлімдеді|жазды|жазады|түсіндірді|айтуынша|мәліметінше)",
}  # fmt: skip
ACCORDING = {
    "en": r"(?:according to|in the words of)(?: [\w’'-]+){0,3},?$",
    "ru": r"(?:по словам|по данным|по информации|по сведениям|со слов|как (?:сообщ\w+|расска\w+|пиш\w+"
    r"|заяв\w+))(?: [^\W\d_-]+){0,4}$",
    "kk": r"$^",
}  # fmt: skip


def speakers_of(passage: Passage, named: Sequence[Found], first: int, last: int) -> list[Found]:
    """Return the people and bodies of a sentence that say what it tells."""
    found = [one for one in named if _speaks(passage, one)]
    if not found and passage.language == "kk" and _ends_with_saying(passage.text[first:last]):
        return list(named[:1]) if named and len(passage.text[first : named[0].start].split()) <= 3 else []
    return found


def role_of(passage: Passage, first: int, last: int, *, cue: int, last_cue: int) -> tuple[str, str]:
    """Return who else says it, in English and Russian; two empty texts where the source itself does.

    `cue` and `last_cue` are where the cue ends and where the last of its sentence begins: ", according to relatives,"
    in between speaks of what follows it.
    """
    language = passage.language
    sentence = passage.text[first:last]
    parted = re.search(r"\b(?:and|but|who|where),? according to [^,.]{3,60}, ", passage.text[cue:last_cue])
    if parted:
        sentence = passage.text[first : cue + parted.start()]
    said = SAID[language]
    end = r"\b" if language == "en" else ""  # Russian endings follow
    for words, patterns in ROLES:
        role = rf"(?:{patterns[language]})"
        if language == "en":
            asks = (
                rf"\b{role}\b(?: [\w’'-]+){{0,3}},? {said}\b|\b{said} (?:[\w’'-]+ ){{0,2}}{role}\b"
                rf"|\baccording to (?:[\w’'-]+ ){{0,3}}{role}\b"
            )
        elif language == "ru":
            asks = (
                rf"\b{role}\w*(?: [\w-]+){{0,3}},? {said}|\b{said}\w* (?:[\w-]+ ){{0,2}}{role}"
                rf"|\b(?:по словам|по данным|по информации|по сведениям|со слов) (?:[\w-]+ ){{0,2}}{role}"
            )
        else:
            asks = rf"\b{role}\w*(?: \w+){{0,2}},? {said}|\b{said},? (?:\w+ ){{0,2}}{role}"
        if re.search(asks, sentence, re.IGNORECASE):
            return words
    quoted = re.search(rf"\b{said}{end}", sentence, re.IGNORECASE) or re.search(
        r"\b(?:reportedly|allegedly|according to|по словам|по данным|сообщается|как сообща)",
        sentence,
        re.IGNORECASE,
    )
    return SOMEBODY if quoted or _inside_quotation(passage.text, first, last) else ("", "")


def _speaks(passage: Passage, one: Found) -> bool:
    after = passage.text[one.end : one.end + 30].lstrip(", ")
    before = passage.text[max(0, one.start - 70) : one.start].rstrip()
    following = re.match(r"[^\W\d_]+", after)
    last = re.search(r"[^\W\d_]+$", before)
    return (
        any(word is not None and _is_saying(word[0], passage.language) for word in (following, last))
        or bool(re.search(rf"\b{ACCORDING[passage.language]}", before, re.IGNORECASE))
        or _told_in_apposition(passage, one)
    )


def _told_in_apposition(passage: Passage, one: Found) -> bool:
    """Return whether "X, a lawyer for Y, said" or "said her lawyer, X" stands there."""
    said = SAID[passage.language]
    after = passage.text[one.end : one.end + 130]
    before = passage.text[max(0, one.start - 60) : one.start]
    return bool(
        re.match(rf", [^.;:\"“”«»]{{2,90}}, {said}\b", after, re.IGNORECASE)
        or re.search(
            rf"\b{said} (?:his|her|their|its|the) (?!\w+ that\b)(?:[\w-]+ ){{0,3}}[\w-]+,? $"
            if passage.language == "en"
            else rf"\b{said}\w* (?!что\b|как\b|о\b|об\b)(?:[\w-]+ ){{0,2}}[\w-]+,? $",
            before,
            re.IGNORECASE,
        )
    )


def _ends_with_saying(sentence: str) -> bool:
    """Return whether a Kazakh sentence ends with a verb of saying: whoever it begins with then speaks."""
    last = re.search(r"([^\W\d_]+)[\"»”]?[.!?]\s*$", sentence)
    return bool(last and words_kk.SAYING.match(last[1].casefold()))


def _is_saying(word: str, language: str) -> bool:
    lower = word.casefold()
    if language == "ru":
        return bool(words_ru.SAYING.match(lower)) and not lower.startswith(("призвал", "потребовал"))
    if language == "kk":
        return bool(words_kk.SAYING.match(lower))
    return lower in words_en.SAYING - {"called", "calls", "ordered"}


def _inside_quotation(text: str, at: int, last: int) -> bool:
    """Return whether a sentence stands within a quotation that began before it, or is one itself."""
    before = text[:at]
    opened = re.match(r"\s*[“«\"]([^”»\"]*)(?:[”»\"][.,]?\s*$)?$", text[at:last])
    if opened and len(opened[1].split()) > 3:
        return True
    open_marks = sum(before.count(mark) for mark in "“«") - sum(before.count(mark) for mark in "”»")
    return open_marks > 0 or before.count('"') % 2 == 1
