"""Which language a text is in, by letters that few languages have and by the commonest words.

It proposes a language for a form; a library for this brings tens of megabytes of models.
"""

import re
from collections import Counter
from collections.abc import Iterable

_LETTERS = {
    "kk": "әғқңөұүһі",
    "uk": "їєґ",
    "be": "ў",
    "ru": "ыэъё",
    "ky": "ңөү",
    "tg": "ҳҷӣӯ",
    "fa": "پچژگ",
    "tr": "ğışİ",
    "az": "ə",
    "ka": "აეიოუ",
    "hy": "աեիու",
    "he": "אהוי",
}
_COMMON = {
    "en": "the of and to in that is was for on with are by from at this has have",
    "de": "der die und das in zu den mit von ist des ein eine nicht auf für wurde",
    "fr": "le la les des et en du une est que pour dans qui par sur pas au",
    "es": "el la los las de y en que una por con del para se su fue más",
    "it": "il la di che e un una per del della con non sono gli le è nel",
    "pt": "o a os as de e em que uma por com do da para não foi mais",
    "pl": "i w na z do się nie że jest oraz przez po od za to",
    "tr": "ve bir bu için ile da de olarak olan daha gibi sonra kadar",
    "nl": "de het een en van in is dat op te zijn voor met niet door",
    "ru": "и в на не что с по за из как это для от был его к о но",
    "uk": "і в на не що з та за до як це для від був його про але",
    "be": "і ў на не што з за да як гэта для ад быў яго пра але",
    "kk": "және мен бұл үшін деп бар болып осы туралы кейін ол еді де да",
    "ky": "жана менен бул үчүн деп бар болгон ошол да",
    "ar": "في من على إلى أن عن مع التي هذا كان قد ما",
    "fa": "در از به که این را با است برای آن بود شد",
}
_SETS = {language: set(words.split()) for language, words in _COMMON.items()}
_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 4


def language_of(lines: Iterable[str]) -> str:
    """Return a code of two letters, or nothing where too little speaks for one."""
    text = " ".join(lines)[:20_000].casefold()
    words = Counter(_WORD.findall(text))
    letters = Counter(text)
    scores = {
        language: sum(words[word] for word in common) + 3 * _telling(language, letters, text)
        for language, common in _SETS.items()
    }
    for language in ("ka", "hy", "he", "tg", "az"):
        scores[language] = 3 * _telling(language, letters, text)
    best, score = max(scores.items(), key=lambda entry: entry[1])
    return best if score >= _LEAST else ""


def _telling(language: str, letters: Counter[str], text: str) -> int:
    """Return how much its own letters speak for a language, held against the length of the text."""
    own = _LETTERS.get(language, "")
    return sum(letters[letter] for letter in own) // 10 if own and text else 0
