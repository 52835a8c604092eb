"""A case with everything that a sheet shows, in three languages, and a reader of PDF files."""

import io
import re
from datetime import date
from typing import Any

from django.db import transaction
from pypdf import PdfReader

from campaigns.models import Campaign, Letter
from prisoners.models import Case
from sources.models import Claim, NameKind, Review
from sources.models.translations import Translated
from tests.factories.campaigns import (
    CampaignCaseFactory,
    CampaignFactory,
    DemandFactory,
    LetterFactory,
    TargetFactory,
)
from tests.factories.prisoners import CaseEventFactory, CaseFactory, StorySentenceFactory
from tests.factories.sources import (
    CitationFactory,
    ClaimFactory,
    DocumentFactory,
    NameFactory,
    PassageFactory,
    PersonFactory,
)

NAMES = {"en": "Aigerim Sadykova", "ru": "Айгерим Садыкова", "kk": "Әйгерім Сәдуақасқызы"}
HEADLINES = {
    "en": "She asked for wages. She was given four years.",
    "ru": "Она просила зарплату. Ей дали четыре года.",
    "kk": "Ол жалақы сұрады. Оған төрт жыл берді.",
}
ASKS = {"en": "Release her now.", "ru": "Освободите её немедленно.", "kk": "Оны дереу босатыңыздар."}
COUNTS = {"en": "alone in a cell", "ru": "одна в камере", "kk": "жеке камерада жалғыз"}
SUMMARIES = {
    "en": "Aigerim Sadykova asked for wages that had not been paid.",
    "ru": "Айгерим Садыкова требовала невыплаченную зарплату; подъём цен съел её сбережения.",
    "kk": "Әйгерім Сәдуақасқызы төленбеген жалақыны сұрады; ғылым мен һәм өнер жөнінде ұжымға жүгінді.",
}
STORY = {
    "en": "In 2019 Aigerim Sadykova asked the works for wages that had not been paid.",
    "ru": "В 2019 году Айгерим Садыкова потребовала у завода невыплаченную зарплату.",
    "kk": "2019 жылы Әйгерім Сәдуақасқызы зауыттан төленбеген жалақысын сұрады.",
}
DEMANDS = {
    "en": "Release Aigerim at once",
    "ru": "Немедленно освободить Айгерим",
    "kk": "Әйгерім дереу босатылсын",
}
BODIES = {
    "en": "I write about Aigerim.\n\nI ask you to:\n\n1. Release her.\n2. Let her see a doctor.",
    "ru": "Я пишу об Айгерим.\n\nПрошу Вас:\n\n1. Освободить её.\n2. Допустить к ней врача.",
    "kk": "Мен Әйгерім туралы жазамын.\n\nСізден сұраймын:\n\n1. Оны босатыңыз.\n2. Дәрігерге көрсетіңіз.",
}

# Put before what a letter says in English, to tell its languages apart.
ADDED = {"en": "", "ru": "По-русски:", "kk": "Қазақша:"}


def translate(row: Translated, field: str, texts: dict[str, str], *, review: Review = Review.UNREAD) -> None:
    """Add the Russian and Kazakh texts of a field."""
    for language in ("ru", "kk"):
        row.translations.create(field=field, language=language, text=texts[language], review=review)


def make_claim(texts: dict[str, str], **changes: object) -> Claim:
    """Make a claim that cites one document, with its translations."""
    # A published claim and its citation come together.
    with transaction.atomic():
        claim = ClaimFactory.create(text=texts["en"], citation=None, **changes)
        document = DocumentFactory.create(title=f"Paper of {claim.slug}")
        CitationFactory.create(claim=claim, passage=PassageFactory.create(document=document))
    translate(claim, "text", texts)
    return claim


def make_case(*, as_of: date | None = date(2022, 1, 21), **changes: object) -> Case:
    """Make a published case in a campaign that is a record, or a live one without `as_of`."""
    person = PersonFactory.create(name__text=NAMES["en"])
    NameFactory.create(person=person, language="ru", script="Cyrl", text=NAMES["ru"])
    NameFactory.create(
        person=person, language="kk", script="Cyrl", text=NAMES["kk"], kind=NameKind.TRANSLITERATION
    )
    texts = {"headline": HEADLINES, "ask": ASKS, "count_text": COUNTS, "summary": SUMMARIES}
    values = {field: by_language["en"] for field, by_language in texts.items()}
    dates = {"status_as_of": "2021-12-15", "checked_on": as_of}
    case = CaseFactory.create(person=person, **{**values, **dates, **changes})
    for field, by_language in texts.items():
        translate(case, field, by_language)
    StorySentenceFactory.create(case=case, claim=make_claim(STORY))
    event = CaseEventFactory.create(case=case, date="2021-09-15", circa=True)
    event.claims.add(make_claim(COUNTS))
    case.count_from = event
    case.save()
    campaign = CampaignFactory.create(as_of=as_of)
    CampaignCaseFactory.create(campaign=campaign, case=case)
    demand = DemandFactory.create(campaign=campaign, text=DEMANDS["en"])
    demand.cases.add(case)
    translate(demand, "text", DEMANDS)
    return case


def make_letter(case: Case, **changes: object) -> Letter:
    """Make a published letter about a case."""
    campaign: Campaign = case.campaigns.get()
    target = TargetFactory.create(
        campaign=campaign, title="The Ambassador", salutation="Your Excellency,", address="Embassy\nLondon"
    )
    letter = LetterFactory.create(
        **{"campaign": campaign, "target": target, "case": case, "body": BODIES["en"], **changes}
    )
    for row, field in ((letter, "subject"), (target, "title"), (target, "salutation")):
        translate(row, field, {code: f"{words} {getattr(row, field)}" for code, words in ADDED.items()})
    translate(letter, "body", BODIES)
    return letter


def lengthen(case: Case, *, paragraphs: int, sentences: int) -> None:
    """Add paragraphs of long sentences to the story of a case."""
    for paragraph in range(1, paragraphs + 1):
        for position in range(sentences):
            texts = {
                language: f"{paragraph}.{position}: {text[:-1]}, {text[0].lower()}{text[1:]}"
                for language, text in STORY.items()
            }
            claim = make_claim(texts)
            StorySentenceFactory.create(case=case, claim=claim, paragraph=paragraph, position=position)


def read(data: bytes) -> str:
    """Return the text of a PDF with single spaces."""
    pages = PdfReader(io.BytesIO(data)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages)).strip()


def fonts_of(data: bytes) -> dict[str, bool]:
    """Return the families of fonts in a PDF, and whether the letters of all of their weights are in it."""
    found: dict[str, bool] = {}
    for page in PdfReader(io.BytesIO(data)).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            # One of two-byte codes has its letters a step below (ISO 32000-1, 9.7.1).
            described = font.get("/DescendantFonts", [font])[0]["/FontDescriptor"]
            family = described["/FontName"].split("+")[1].split("-")[0]
            found[family] = found.get(family, True) and "/FontFile2" in described
    return found
