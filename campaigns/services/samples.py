"""A sample picket, so that signing up can be tried at once. It names nobody, and says SAMPLE wherever it shows."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from campaigns.models import Campaign, Picket, Shift
from campaigns.services.reminders import ensure_default_reminders
from sources.models import Place, PublicationState, Translation
from sources.models.translations import Translated

ZONE = ZoneInfo("Europe/London")
PLACES = (6, 6, 6, 4)
SATURDAY = 5
SOON = "sample-picket-soon-"

# By field and language; the first language is the base.
PICKET_TEXTS = {
    "title": {
        "en": "SAMPLE: picket for the prisoners",
        "ru": "ОБРАЗЕЦ: пикет в поддержку заключённых",
        "kk": "ҮЛГІ: тұтқындарды қолдау пикеті",
    },
    "summary": {
        "en": "A SAMPLE to try signing up with. Nothing takes place and nobody calls for it.",
        "ru": "ОБРАЗЕЦ, чтобы попробовать запись. Ничего не состоится, и никто к этому не призывает.",
        "kk": "Жазылып көруге арналған ҮЛГІ. Ештеңе өтпейді және оған ешкім шақырмайды.",
    },
    "address": {
        "en": "SAMPLE: no real place",
        "ru": "ОБРАЗЕЦ: места на самом деле нет",
        "kk": "ҮЛГІ: нақты орын жоқ",
    },
    "meeting_point": {
        "en": "SAMPLE: under the tall red line. Only those who signed up are told this.",
        "ru": "ОБРАЗЕЦ: под высокой красной чертой. Об этом узнают только записавшиеся.",
        "kk": "ҮЛГІ: биік қызыл сызықтың астында. Мұны тек жазылғандар біледі.",
    },
    "travel": {
        "en": "SAMPLE: the map shows a round number in London. There is nowhere to go.",
        "ru": "ОБРАЗЕЦ: на карте круглые координаты в Лондоне. Ехать никуда не надо.",
        "kk": "ҮЛГІ: картада Лондондағы дөңгелек координаттар көрсетілген. Ешқайда барудың қажеті жоқ.",
    },
    "before_you_come": {
        "en": "SAMPLE: dress for standing still. Ask before you photograph anybody.",
        "ru": "ОБРАЗЕЦ: оденьтесь так, чтобы можно было долго стоять. Спрашивайте, прежде чем снимать людей.",
        "kk": "ҮЛГІ: ұзақ тұруға ыңғайлы киініңіз. Адамдарды суретке түсірмес бұрын рұқсат сұраңыз.",
    },
    "access_notes": {
        "en": "SAMPLE: the pavement is level.",
        "ru": "ОБРАЗЕЦ: тротуар ровный.",
        "kk": "ҮЛГІ: жаяужол тегіс.",
    },
}
SHIFT_TITLES = (
    {
        "en": "SAMPLE: setting up, handing out placards",
        "ru": "ОБРАЗЕЦ: подготовка, раздача плакатов",
        "kk": "ҮЛГІ: дайындық, плакаттар тарату",
    },
    {
        "en": "SAMPLE: messages read aloud",
        "ru": "ОБРАЗЕЦ: чтение обращений вслух",
        "kk": "ҮЛГІ: үндеулерді дауыстап оқу",
    },
    {
        "en": "SAMPLE: leaflets to passers-by",
        "ru": "ОБРАЗЕЦ: листовки прохожим",
        "kk": "ҮЛГІ: өткіншілерге парақшалар тарату",
    },
    {
        "en": "SAMPLE: letter handed in, packing up",
        "ru": "ОБРАЗЕЦ: передача письма, сборы",
        "kk": "ҮЛГІ: хат тапсыру, жинастыру",
    },
)


@transaction.atomic
def make_sample_picket(campaign: Campaign, *, now: datetime, soon: bool = False) -> tuple[Picket, bool]:
    """Return the sample picket of a campaign that is still to come, and whether it was made just now.

    It is on a Saturday at least seven days ahead; with `soon`, it starts in about two hours, so that whoever
    signs up gets the reminder within a minute.
    """
    samples = campaign.pickets.filter(is_sample=True, starts_at__gt=now)
    is_soon = Q(slug__startswith=SOON)
    known = samples.filter(is_soon if soon else ~is_soon).first()
    if known is not None:
        return known, False
    starts_at = _in_two_hours(now) if soon else _next_saturday(now)
    local = starts_at.astimezone(ZONE)
    slug = f"{SOON}{local:%Y-%m-%d-%H%M}" if soon else f"sample-picket-{local:%Y-%m-%d}"
    picket = Picket.objects.create(
        campaign=campaign,
        slug=slug,
        kind=Picket.Kind.PICKET,
        stage=Picket.Stage.ANNOUNCED,
        state=PublicationState.PUBLISHED,
        is_sample=True,
        date=f"{local:%Y-%m-%d}",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=len(PLACES)),
        time_zone=ZONE.key,
        place=Place.objects.filter(slug="london").first(),
        meeting_point_is_private=True,
        latitude=Decimal("51.5"),
        longitude=Decimal("-0.12"),
        languages=["en", "ru", "kk"],
        **{field: texts["en"] for field, texts in PICKET_TEXTS.items()},
    )
    for field, texts in PICKET_TEXTS.items():
        _translate(picket, field, texts)
    for hour, (places, texts) in enumerate(zip(PLACES, SHIFT_TITLES, strict=True)):
        shift = Shift.objects.create(
            picket=picket,
            role=Shift.Role.JUST_COME,
            title=texts["en"],
            starts_at=starts_at + timedelta(hours=hour),
            ends_at=starts_at + timedelta(hours=hour + 1),
            places_needed=places,
        )
        _translate(shift, "title", texts)
    ensure_default_reminders(campaign)
    return picket, True


def _next_saturday(now: datetime) -> datetime:
    """Return noon in the picket's zone of the first Saturday that is at least seven days ahead."""
    first = now.astimezone(ZONE).date() + timedelta(days=7)
    day = first + timedelta(days=(SATURDAY - first.weekday()) % 7)
    return datetime.combine(day, time(12), tzinfo=ZONE)


def _in_two_hours(now: datetime) -> datetime:
    """Return a full five minutes, two hours ahead or a little more."""
    later = now + timedelta(hours=2, minutes=5)
    return later.replace(minute=later.minute - later.minute % 5, second=0, microsecond=0)


def _translate(subject: Translated, field: str, texts: dict[str, str]) -> None:
    for language, text in texts.items():
        if language != "en":
            row = Translation(subject=subject, field=field, language=language, text=text)
            row.save()
