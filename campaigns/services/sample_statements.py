"""A sample statement, so that signing can be tried at once. It says SAMPLE wherever it shows; nobody gets it."""

from datetime import datetime

from django.db import transaction

from campaigns.models import Campaign, Issuer, Statement, StatementVersion
from campaigns.services.versions import publish_version
from sources.models import PublicationState, Translation
from sources.models.translations import Translated

SLUG = "sample-statement"
GOAL = 50

# By field and language; the first language is the base.
TEXTS = {
    "title": {
        "en": "SAMPLE: open the letters",
        "ru": "ОБРАЗЕЦ: откройте письма",
        "kk": "ҮЛГІ: хаттарды ашыңыздар",
    },
    "summary": {
        "en": "A SAMPLE to try signing with. Nobody issued it, and it is handed to nobody.",
        "ru": "ОБРАЗЕЦ, чтобы попробовать подписать. Его никто не выпускал, и он никому не будет передан.",
        "kk": "Қол қойып көруге арналған ҮЛГІ. Оны ешкім шығарған жоқ және ол ешкімге тапсырылмайды.",
    },
}
ISSUER = {"en": "SAMPLE: nobody", "ru": "ОБРАЗЕЦ: никто", "kk": "ҮЛГІ: ешкім"}
STATEMENT_TEXT = {
    "en": "SAMPLE text.\n\nEvery letter to a prisoner is to be handed over on the day it arrives.\n\n"
    "Nobody is asked for anything here.",
    "ru": "ОБРАЗЕЦ текста.\n\nКаждое письмо заключённому следует передавать в день получения.\n\n"
    "Здесь никого ни о чём не просят.",
    "kk": "Мәтіннің ҮЛГІСІ.\n\nТұтқынға келген әр хат сол күні тапсырылуы керек.\n\n"
    "Мұнда ешкімнен ештеңе сұралмайды.",
}


@transaction.atomic
def make_sample_statement(campaign: Campaign, *, now: datetime) -> tuple[Statement, bool]:
    """Return the sample statement, open for signing, and whether it was made just now."""
    known = Statement.objects.filter(slug=SLUG).first()
    if known is not None:
        return known, False
    statement = Statement.objects.create(
        campaign=campaign,
        slug=SLUG,
        kind=Statement.Kind.STATEMENT,
        state=PublicationState.PUBLISHED,
        signing=Statement.Signing.OPEN,
        issued_on=f"{now:%Y-%m-%d}",
        goal=GOAL,
        takes_messages=True,
        is_sample=True,
        **{field: texts["en"] for field, texts in TEXTS.items()},
    )
    for field, texts in TEXTS.items():
        _translate(statement, field, texts)
    issuer = Issuer.objects.create(statement=statement, label=ISSUER["en"])
    _translate(issuer, "label", ISSUER)
    for language, text in STATEMENT_TEXT.items():
        StatementVersion.objects.create(statement=statement, number=1, language=language, text=text)
    publish_version(statement, 1, now=now)
    return statement, True


def _translate(subject: Translated, field: str, texts: dict[str, str]) -> None:
    for language, text in texts.items():
        if language != "en":
            Translation(subject=subject, field=field, language=language, text=text).save()
