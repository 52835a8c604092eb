#!/usr/bin/env python3
"""Draw docs/print/: one picture a form, with its sheet in each language side by side.

Needs a database with the example campaign (`manage.py load_example`). Look at them before they are committed:

    python scripts/contact_sheets.py
"""

import io
import os
import sys
from pathlib import Path

import django
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "print"
CASE, CARD, INKS = "case:erzhan-elshibayev", "card", ("colour", "black", "saving")
GROUP, QUESTION = "campaign:kazakhstan-2022", "question:killed-at-zhanaozen-2011"
LANGUAGES = ("en", "ru", "kk")
GROUND, GAP, WIDTH, LARGEST = "#aeb9a8", 12, 420, 150_000


def main() -> None:
    """Draw one sheet of pictures a form, and some of two languages, groups, other paper and the three inks."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from campaigns.models import LegalCard  # noqa: PLC0415 - only once Django is set up
    from campaigns.printing.options import Options  # noqa: PLC0415 - as above
    from campaigns.printing.studio import FORMS, find_subject  # noqa: PLC0415 - as above
    from toolkit.pdf.pictures import picture_of  # noqa: PLC0415 - as above

    FOLDER.mkdir(parents=True, exist_ok=True)
    case, card = find_subject(CASE), LegalCard.objects.published().first()
    for form in FORMS.values():
        subject = card if form.of == (CARD,) else case
        if subject is None:
            sys.exit("Load the example campaign first.")
        options = [Options(code, paper=form.papers[0]) for code in LANGUAGES]
        draw(form.key, [picture_of(form.make(subject, one).render(), width=WIDTH) for one in options])
    forms = [FORMS[key] for key in ("leaflet", "folded", "poster", "petition_sheet")]
    both = [(form, case, Options("ru", also="kk", paper=form.papers[0])) for form in forms]
    draw("two_languages", [picture_of(form.make(of, one).render(), width=WIDTH) for form, of, one in both])
    group, question = find_subject(GROUP), find_subject(QUESTION)
    chosen = Options("en", cases=("erzhan-elshibayev", "aron-atabek", "karim-masimov"))
    others = [(group, Options("en")), (group, chosen), (question, Options("en"))]
    draw("groups", [picture_of(FORMS["leaflet"].make(of, one).render(), width=WIDTH) for of, one in others])
    letter = [FORMS[key].make(case, Options("en", paper="letter")) for key in ("a5", "a6", "petition_sheet")]
    marked = FORMS["placard"].make(case, Options("en", paper="a3", marks=True))
    draw("letter_and_marks", [picture_of(draft.render(), width=WIDTH) for draft in (*letter, marked)])
    inks = [Options("ru", ink=ink) for ink in INKS]
    draw("inks", [picture_of(FORMS["leaflet"].make(case, one).render(), width=WIDTH) for one in inks])


def draw(name: str, pictures: list[bytes]) -> None:
    """Put pictures side by side into a file of at most 150 KB."""
    sheets = [Image.open(io.BytesIO(picture)).convert("RGBA") for picture in pictures]
    size = (
        sum(sheet.width for sheet in sheets) + GAP * (len(sheets) + 1),
        max(sheet.height for sheet in sheets) + 2 * GAP,
    )
    whole = Image.new("RGB", size, GROUND)
    left = GAP
    for sheet in sheets:
        whole.paste(sheet, (left, GAP), sheet)
        left += sheet.width + GAP
    target = FOLDER / f"{name}.png"
    for colours in (48, 24, 12):
        whole.quantize(colours, method=Image.Quantize.MAXCOVERAGE).save(target, optimize=True)
        if target.stat().st_size <= LARGEST:
            return
    sys.exit(f"{target.name} is larger than {LARGEST} bytes.")


if __name__ == "__main__":
    main()
