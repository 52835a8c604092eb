"""The shapes of whom it is for: cases, their episodes, events, facts, story and consents; prisons."""

from django.core.exceptions import ValidationError
from django.db import models

from prisoners.models import Case, CaseEvent, Charge, Consent, Episode, Fact, Prison, Stay, StorySentence
from prisoners.services import publish_case
from sources.exchange.catalogue import SPAN, set_position, story_part
from sources.exchange.shapes import Children, Flags, Link, Links, Plain, Shape, Text
from sources.models import PublicationState

PRISON = Shape(
    Prison,
    (
        Plain("slug"),
        Link("place"),
        Link("run_by"),
        Plain("postal_address"),
        Text("mail_rules"),
        Plain("mail_languages"),
        Plain("mail_pages"),
        Plain("checked_on"),
        Links("claims"),
    ),
)
_FACT = Shape(
    Fact,
    (Plain("label"), Text("value"), Links("claims")),
    prepare=set_position,
    prepared=("position",),
)
_CHARGE = Shape(Charge, (Text("text"), Plain("article")), prepare=set_position, prepared=("position",))
_STAY = Shape(Stay, (Link("prison"), Plain("since"), Plain("until"), Links("claims")))
_EPISODE = Shape(
    Episode,
    (
        Plain("slug"),
        Plain("arrested_on"),
        Plain("arrested_circa"),
        Plain("released_on"),
        Plain("sentence_months"),
        Text("sentence_text"),
        Plain("sentenced_on"),
        Children("charges", _CHARGE, "episode"),
        Children("stays", _STAY, "episode", order=("since", "pk")),
        Links("claims"),
    ),
)
_EVENT = Shape(
    CaseEvent,
    (
        Plain("slug"),
        Plain("kind"),
        Text("title"),
        Text("text"),
        *SPAN,
        Link("place"),
        Links("claims"),
    ),
    prepare=set_position,
    prepared=("position",),
)
_CONSENT = Shape(
    Consent,
    (
        Plain("ground"),
        Flags(
            "scope",
            (
                ("name", "covers_name"),
                ("photo", "covers_photo"),
                ("health", "covers_health"),
                ("family", "covers_family"),
                ("postal_address", "covers_postal_address"),
            ),
        ),
        Plain("given_on"),
        Plain("until"),
        Text("note"),
    ),
)
# A consent that was withdrawn is no longer a ground for anything: it is neither dumped nor touched by a reload.
_IN_FORCE = models.Q(withdrawn_on=None)

CASE = Shape(
    Case,
    (
        Plain("slug"),
        Plain("kind"),
        Link("person"),
        Text("title"),
        Link("country"),
        Link("home"),
        Plain("status"),
        Plain("status_as_of"),
        Text("status_text"),
        Plain("checked_on"),
        Plain("last_word_on"),
        Plain("birthday"),
        Text("summary"),
        Text("headline"),
        Text("ask"),
        Link("count_from", late=True, within="case"),
        Text("count_text"),
        story_part("story", StorySentence, "case"),
        Children("facts", _FACT, "case", same=("label",)),
        Children("episodes", _EPISODE, "case", order=("arrested_on", "slug"), same=("slug",)),
        Children("events", _EVENT, "case", same=("slug",)),
        Children("consents", _CONSENT, "case", order=("pk",), only=_IN_FORCE),
    ),
)


def order_cases(slugs: list[str]) -> None:
    """Number cases by their place in the roll."""
    places = {slug: place for place, slug in enumerate(slugs)}
    moved = [case for case in Case.objects.filter(slug__in=slugs) if case.position != places[case.slug]]
    for case in moved:
        case.position = places[case.slug]
    Case.objects.bulk_update(moved, ["position"])


def publish_new_cases(slugs: list[str]) -> dict[str, list[str]]:
    """Publish drafts among the cases that have a consent and citations; return the gaps of those that stay drafts.

    Cases that are in review or were withdrawn stay as they are.
    """
    gaps = {}
    for case in Case.objects.filter(slug__in=slugs, state=PublicationState.DRAFT):
        try:
            publish_case(case)
        except ValidationError as error:
            gaps[case.slug] = error.messages
    return gaps
