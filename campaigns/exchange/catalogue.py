"""The shapes of what people do, and which shape each file of a campaign follows."""

from collections.abc import Sequence

from django.db import models

from campaigns.exchange.statement_texts import Words
from campaigns.models import (
    AfterAction,
    Campaign,
    CampaignCase,
    Demand,
    DemandStep,
    HandOver,
    Incident,
    Issuer,
    LegalCard,
    Letter,
    Participant,
    Picket,
    ReportSentence,
    Shift,
    Signature,
    Statement,
    StatementDemand,
    StatementVersion,
    Target,
)
from prisoners.exchange import CASE, PRISON
from sources.exchange import catalogue as sources
from sources.exchange.catalogue import PUBLISHED, SPAN, set_position, story_part
from sources.exchange.shapes import Children, Entry, Link, Links, Part, Plain, Shape, Text, Value


def _pack_roll(entries: Sequence[Entry]) -> list[str]:
    return [entry["case"] for entry in entries]


def _unpack_roll(value: Sequence[str]) -> list[Entry]:
    return [{"case": slug} for slug in value]


def _pack_one(entries: Sequence[Entry]) -> Entry:
    return entries[0]


def _unpack_one(value: Value) -> list[Entry]:
    return [value]


def _listed(model: type[models.Model], *parts: Part) -> Shape:
    """Return the shape of children that are numbered by their place in a list."""
    return Shape(model, parts, prepare=set_position, prepared=("position",))


_ROLL = _listed(CampaignCase, Link("case"))
CAMPAIGN = Shape(
    Campaign,
    (
        Plain("slug"),
        Text("title"),
        Text("summary"),
        Plain("as_of"),
        Plain("languages"),
        Link("lead_case", late=True),
        Children("cases", _ROLL, "campaign", pack=_pack_roll, unpack=_unpack_roll),
        Text("about"),
    ),
    fresh=PUBLISHED,
)
TARGET = Shape(
    Target,
    (
        Plain("slug"),
        Link("person"),
        Link("organisation"),
        Text("title"),
        Text("salutation"),
        Plain("language"),
        Plain("address"),
        Link("country"),
        Links("why"),
    ),
)
_STEP = _listed(DemandStep, Plain("state"), Plain("date"), Plain("circa"), Text("text"), Links("claims"))
DEMAND = Shape(
    Demand,
    (
        Plain("slug"),
        Text("text"),
        Plain("state"),
        Link("addressed_to"),
        Links("cases"),
        Children("steps", _STEP, "demand"),
    ),
)
_ISSUER = _listed(Issuer, Link("person"), Link("organisation"), Text("label"))
_NUMBERED = Shape(StatementDemand, (Link("demand"), Plain("number")))
_SIGNATORY = Shape(
    Signature,
    (Link("organisation"), Plain("note"), Links("claims")),
    fresh={
        "signer": Signature.Signer.ORGANISATION,
        "state": Signature.State.CONFIRMED,
        "display": Signature.Display.FULL,
    },
    prepare=set_position,
    prepared=("position",),
)
# Organisations that the file names; those that signed on our own pages left an address, and are not ours to alter.
_FROM_FILE = models.Q(organisation__isnull=False, email_index="")
# What stands in the ledger stays: its name as signed is kept beside it (`take_up_signatures`).
_IN_LEDGER = ~models.Q(organisation_name="")
_VERSION = Shape(
    StatementVersion,
    (
        Plain("number"),
        Plain("language"),
        Words("text"),
        Words("what_changed"),
        Plain("published", "published_at"),
    ),
)
_HAND_OVER = Shape(HandOver, (Link("target"), Plain("on"), Plain("count"), Text("note")))
STATEMENT = Shape(
    Statement,
    (
        Plain("slug"),
        Plain("kind"),
        Text("title"),
        Text("summary"),
        Link("document"),
        Plain("issued_on"),
        Plain("circa"),
        Link("place"),
        Plain("goal"),
        Plain("closes_on"),
        Plain("sample", "is_sample", default=False),
        Children("issuers", _ISSUER, "statement"),
        Children("demands", _NUMBERED, "statement", order=("number",)),
        # What people signed: drafts are not in the file, and a published text stays whatever a file says.
        Children(
            "versions",
            _VERSION,
            "statement",
            order=("number", "language"),
            same=("number", "language"),
            only=models.Q(published_at__isnull=False),
            kept=models.Q(published_at__isnull=False),
        ),
        Children(
            "signatories",
            _SIGNATORY,
            "statement",
            order=("position", "organisation__slug"),
            same=("organisation_id",),
            only=_FROM_FILE,
            kept=_IN_LEDGER,
        ),
        # Those recorded on our own pages carry the hash of the ledger, and are not in the file.
        Children(
            "hand_overs",
            _HAND_OVER,
            "statement",
            order=("on", "pk"),
            same=("target_id", "on"),
            only=models.Q(ledger_hash=""),
            kept=models.Q(photographs__isnull=False),
        ),
        Links("cases"),
        Links("claims"),
    ),
    fresh=PUBLISHED,
)
_PARTICIPANT = _listed(
    Participant,
    Plain("role"),
    Link("person"),
    Link("organisation"),
    Text("label"),
    Link("on_behalf_of"),
    Plain("consent", default=Participant.Consent.NOT_ASKED),
    Links("claims"),
)
_AFTER = Shape(
    AfterAction,
    (
        Plain("turnout_low"),
        Plain("turnout_high"),
        story_part("report", ReportSentence, "after"),
        Text("text"),
        Text("response"),
    ),
    fresh=PUBLISHED,
)
_SHIFT = Shape(
    Shift, (Plain("role"), Text("title"), Plain("starts_at"), Plain("ends_at"), Plain("places_needed"))
)
_INCIDENT = _listed(Incident, Plain("kind"), Text("text"), Links("claims"))
PICKET = Shape(
    Picket,
    (
        Plain("slug"),
        Plain("kind"),
        Plain("state", "stage"),
        Text("stage_note"),
        Text("title"),
        Text("summary"),
        *SPAN,
        Plain("starts_at"),
        Plain("ends_at"),
        Link("place"),
        Link("target"),
        Plain("time_zone", default="UTC"),
        Text("address"),
        Plain("latitude"),
        Plain("longitude"),
        Text("meeting_point"),
        Plain("meeting_point_is_private"),
        Text("travel"),
        Text("access_notes"),
        Text("before_you_come"),
        Plain("spoken", "languages"),
        Plain("counts_as_range"),
        Links("cases"),
        Children("participants", _PARTICIPANT, "picket"),
        # Photographs are not in the file: a report that has some stays even when the file no longer has it.
        Children(
            "after",
            _AFTER,
            "picket",
            order=("pk",),
            same=(),
            kept=models.Q(photographs__isnull=False),
            pack=_pack_one,
            unpack=_unpack_one,
        ),
        # Volunteers are on a shift: it stays even when the file no longer has it.
        Children(
            "shifts",
            _SHIFT,
            "picket",
            order=("starts_at", "role", "pk"),
            same=("role", "starts_at"),
            kept=models.Q(sign_ups__isnull=False),
        ),
        # An incident without public claims is for the legal role only: it is neither dumped nor touched. Nor is one
        # removed that the legal role wrote about or that became a case.
        Children(
            "incidents",
            _INCIDENT,
            "picket",
            same=("kind", "text"),
            only=models.Q(claims__isnull=False),
            kept=models.Q(legal_notes__isnull=False) | models.Q(case__isnull=False),
        ),
        Links("claims"),
    ),
    fresh=PUBLISHED,
)
LETTER = Shape(
    Letter,
    (
        Plain("slug"),
        Plain("form", default=Letter.Form.LETTER),
        Link("target"),
        Link("case"),
        Text("title"),
        Text("subject"),
        Text("body"),
        Links("claims"),
    ),
    fresh=PUBLISHED,
)
LEGAL_CARD = Shape(
    LegalCard,
    (
        Plain("slug"),
        Link("country"),
        Plain("sample", "is_sample", default=False),
        Text("title"),
        Text("text"),
        Plain("phone"),
    ),
    fresh=PUBLISHED,
)

# In the order in which they are loaded: what others point to comes first.
SHARED = {
    "people": sources.PERSON,
    "organisations": sources.ORGANISATION,
    "places": sources.PLACE,
    "documents": sources.DOCUMENT,
    "claims": sources.CLAIM,
    "events": sources.EVENT,
    "questions": sources.QUESTION,
    "ties": sources.TIE,
    "prisons": PRISON,
    "cases": CASE,
    "legal-cards": LEGAL_CARD,
}
OWN = {"targets": TARGET, "demands": DEMAND, "statements": STATEMENT, "pickets": PICKET, "letters": LETTER}
