"""Names and addresses in scripts other than Latin and Cyrillic, set with our own fonts and read back."""

import io
import re
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from campaigns.printing.directions import set_apart
from campaigns.printing.label import label_pdf
from campaigns.printing.options import Options
from campaigns.printing.sheets import MissingLettersError
from campaigns.printing.studio import FORMS
from prisoners.models import Prison
from prisoners.post import Destination
from tests.campaigns.printed import make_case
from tests.factories.sources import NameFactory

pytestmark = [pytest.mark.needs("pango"), pytest.mark.django_db]

UYGHUR = "دىلمۇرات سىناق"
NAMES = {"Arab": UYGHUR, "Geor": "დილმურათ ნიმუში", "Armn": "Դիլմուրաթ Նմուշ", "Hebr": "דילמורת דוגמה"}
LANGUAGES = {"Arab": "ug", "Geor": "ka", "Armn": "hy", "Hebr": "he"}
PERSIAN = ("علی نمونه", "زندان نمونه، بند ۴", "تهران ۱۹۸۳۹")


def families(data: bytes) -> set[str]:
    """Return the families of the fonts in a file; each is whole in it, as a subset."""
    found = set()
    for page in PdfReader(io.BytesIO(data)).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            described = font["/DescendantFonts"][0]["/FontDescriptor"]
            assert "/FontFile2" in described
            found.add(
                re.sub(
                    r"-(Bold|Medium|Semi-Bold|Ultra-Bold|Heavy)$", "", described["/FontName"].split("+")[1]
                )
            )
    return found


def logical(data: bytes, folder: Path) -> str:
    """Return the text in the order in which it is read, without marks of direction."""
    file = folder / "sheet.pdf"
    file.write_bytes(data)
    done = subprocess.run(["pdftotext", file, "-"], check=True, capture_output=True)
    return re.sub(r"[\u200e\u200f\u202a-\u202e]", "", done.stdout.decode())


def test_leaflet_shows_a_name_in_its_own_script(tmp_path: Path) -> None:
    case = make_case()
    assert case.person is not None
    for script, name in NAMES.items():
        NameFactory.create(person=case.person, language=LANGUAGES[script], script=script, text=name)
    data = FORMS["leaflet"].make(case, Options("en")).render()
    noto = {f"Noto-Sans-{script}" for script in ("Armenian", "Georgian", "Hebrew")}
    assert families(data) == {"Commissioner", "Literata", "Vazirmatn", *noto}
    text = logical(data, tmp_path)
    assert [name for name in NAMES.values() if name not in text] == []


def test_label_has_a_persian_address_in_our_font_from_the_right(tmp_path: Path) -> None:
    destination = Destination(prison=Prison(), lines=PERSIAN, moved_on="")
    for form in ("labels", "dl"):
        data = label_pdf(destination, form, page="/en/", language="en", on=date(2026, 3, 2))
        assert families(data) <= {"Commissioner", "Literata", "Vazirmatn"}
        text = logical(data, tmp_path)
        # A reader may part figures from words, but the letters of each word stand in their order.
        assert PERSIAN[0] in text
        assert [word for word in " ".join(PERSIAN).replace("،", "").split() if word not in text] == []


def test_letters_that_no_font_has_are_named_on_a_label_too() -> None:
    destination = Destination(prison=Prison(), lines=("李明",), moved_on="")
    with pytest.raises(MissingLettersError, match="明 李"):
        label_pdf(destination, "dl", page="/en/", language="en", on=date(2026, 3, 2))


@pytest.mark.parametrize(
    ("page", "made"),
    [
        (f"<p>{UYGHUR}, 47</p>", f'<p><span dir="rtl">{UYGHUR}</span>, 47</p>'),
        ("<p>(علی) [نمونه ۲]</p>", '<p>(<span dir="rtl">علی</span>) [<span dir="rtl">نمونه ۲</span>]</p>'),
        ("<p>“نامه (۱۲ بند)”</p>", '<p>“<span dir="rtl">نامه (۱۲ بند)</span>”</p>'),
        ('<p dir="rtl">علی (Ali)<br>نمونه</p>', '<p dir="rtl">علی (Ali)<br>نمونه</p>'),
        ("<title>علی</title>", "<title>علی</title>"),
        ("<p>Anna</p>", "<p>Anna</p>"),
    ],
)
def test_words_from_right_to_left_are_set_apart(page: str, made: str) -> None:
    assert set_apart(page) == made
