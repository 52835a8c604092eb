"""A thousand letters of one text: each is whole, and a name that does not fit is set by itself."""

import io

import pytest
from pypdf import PdfReader

from campaigns.printing.many_letters import Person, letters_of
from tests.factories.campaigns import LetterFactory

pytestmark = [pytest.mark.django_db, pytest.mark.needs("pango")]


def texts_of(data: bytes) -> list[str]:
    return ["".join((page.extract_text() or "").split()) for page in PdfReader(io.BytesIO(data)).pages]


def test_each_gets_a_letter_with_their_own_name() -> None:
    letter = LetterFactory.create()
    people = [Person("Alice Sample", "Leeds"), Person("Образцова Проба", "Жаңаөзен"), Person("Bob Sample")]

    made = list(letters_of(letter, language="en", people=people))

    assert [len(texts_of(data)) for data in made] == [1, 1, 1]
    assert max(len(data) for data in made) < 12 * 1024
    for data, person in zip(made, people, strict=True):
        text = texts_of(data)[0]
        # Above the address, and under the signature.
        assert text.count("".join(person.name.split())) == 2
        assert text.count(person.town or "nowhere") == (1 if person.town else 0)
        assert "QWxZpl" not in text
        assert "QWvZpl" not in text


def test_name_that_does_not_fit_its_line_is_set_by_itself() -> None:
    long_name = "Maria Magdalena " * 4
    people = [Person("Alice Sample", "Leeds"), Person(long_name.strip(), "Leeds")]

    short, long = letters_of(LetterFactory.create(), language="en", people=people)

    assert "AliceSample" in texts_of(short)[0]
    assert "".join(long_name.split()) in texts_of(long)[0]
