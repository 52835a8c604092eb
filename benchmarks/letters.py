"""Letters for many people, and the memory of a process that makes a thousand of them and does nothing else.

    python -m benchmarks.letters

prints that memory in MiB: before the first letter, and the most that it ever held.
"""

import random
import subprocess
import sys

import django

django.setup()

from benchmarks.measuring import peak_memory  # noqa: E402
from campaigns.models import Letter  # noqa: E402
from campaigns.printing.many_letters import Person, letters_merge  # noqa: E402
from toolkit.pdf import require_pdf  # noqa: E402

LETTERS = 1000
LANGUAGES = ("en", "ru", "kk")
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_ALPHABETS = {
    "en": ("SAMPLE", "abcdefghijklmnopqrstuvwxyz"),
    "ru": ("ПРИМЕР", _CYRILLIC),
    "kk": ("ҮЛГІ", f"{_CYRILLIC}әғқңөұүһі"),
}


def main() -> int:
    """Make the letters in Russian and print the memory that it took. Returns the exit code."""
    require_pdf()
    before = peak_memory()
    write_letters(a_letter(), "ru", sample_people("ru"))
    sys.stdout.write(f"{before:.0f} {peak_memory():.0f}\n")
    return 0


def a_letter() -> Letter:
    """Return the letter of the example to a target, about one case."""
    letter = Letter.objects.published().filter(case__isnull=False, form=Letter.Form.LETTER).first()
    assert letter is not None, "the example has a letter"
    return letter


def sample_people(language: str) -> list[Person]:
    """Return people of whom each needs other letters: names and towns of letters by chance, the same each time."""
    sample, alphabet = _ALPHABETS[language]
    people = []
    for number in range(LETTERS):
        chance = random.Random(number)  # noqa: S311 - not a secret
        name, town = ("".join(chance.choices(alphabet, k=8)).capitalize() for _word in range(2))
        people.append(Person(f"{sample} {name} {number}", town))
    return people


def write_letters(letter: Letter, language: str, people: list[Person]) -> list[int]:
    """Make a file for each, one after the other, and return their sizes in bytes."""
    merge = letters_merge(letter, language=language, people=people)
    return [len(merge.fill({"name": one.name, "town": one.town})) for one in people]


def memory_alone() -> tuple[int, int]:
    """Return the memory in MiB of a process that does nothing else, before the first letter and at the most."""
    made = subprocess.run([sys.executable, "-m", __name__], check=True, capture_output=True, text=True)  # noqa: S603 - ourselves
    before, most = made.stdout.split()
    return int(before), int(most)


if __name__ == "__main__":
    sys.exit(main())
