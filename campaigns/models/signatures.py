"""Signatures under statements, on the site and on paper, and what is kept to show that none was altered."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.demands import Target
from campaigns.models.statements import Statement, StatementVersion
from sources.models import Claim, Organisation
from sources.models.translations import Translated
from toolkit.encrypted_fields import EncryptedTextField
from toolkit.partial_dates import PartialDateField, partial_date_check
from toolkit.tokens import make_token


class SignatureQuerySet(models.QuerySet["Signature"]):
    """Reads of signatures."""

    def confirmed(self) -> Self:
        """Return those that count."""
        return self.filter(state=Signature.State.CONFIRMED)

    def by_people(self) -> Self:
        """Return those of persons who signed here, not on paper."""
        return self.filter(signer=Signature.Signer.PERSON, sheet=None)

    def by_organisations(self) -> Self:
        """Return those of organisations."""
        return self.filter(signer=Signature.Signer.ORGANISATION)


class PaperSheet(models.Model):
    """A sheet of signatures on paper: how many there are, and who entered it. Counted apart."""

    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="paper_sheets", verbose_name=_("statement")
    )
    label = models.CharField(
        _("sheet"), max_length=40, help_text=_("The number written on it, so that none is counted twice.")
    )
    count = models.PositiveIntegerField(_("valid signatures on it"))
    language = models.CharField(_("language"), max_length=8)
    collected_on = models.DateField(_("collected on"), null=True, blank=True)
    place = models.CharField(_("where"), max_length=120, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="paper_sheets",
        verbose_name=_("entered by"),
    )
    created_at = models.DateTimeField(_("entered at"), auto_now_add=True)

    class Meta:
        verbose_name = _("sheet of paper signatures")
        verbose_name_plural = _("sheets of paper signatures")
        ordering = ["label", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "label"], name="paper_sheet_once"),
            models.CheckConstraint(condition=Q(count__gte=1), name="paper_sheet_counts_something"),
        ]

    def __str__(self) -> str:
        return f"{self.statement}, {self.label}"


class Signature(models.Model):
    """A signature under a statement: an organisation's, or a person's with sealed contacts.

    One count stands over all languages. `version` is the text, in its language, that was signed last.
    """

    class Signer(models.TextChoices):
        PERSON = "person", _("A person")
        ORGANISATION = "organisation", _("An organisation")

    class State(models.TextChoices):
        PENDING = "pending", _("Not confirmed yet")
        TO_APPROVE = "to_approve", _("Waits for an organiser")
        CONFIRMED = "confirmed", _("Confirmed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REFUSED = "refused", _("Refused")

    class Display(models.TextChoices):
        FULL = "full", _("Full name")
        FIRST_NAME_AND_TOWN = "first_name_and_town", _("First name and town")
        HIDDEN = "hidden", _("Name kept private")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="signatures", verbose_name=_("statement")
    )
    version = models.ForeignKey(
        StatementVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="signatures",
        verbose_name=_("version"),
    )
    signer = models.CharField(_("signed by"), max_length=12, choices=Signer, default=Signer.PERSON)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="signatures",
        verbose_name=_("organisation"),
    )
    # As its contact wrote it; an organiser then says which of our organisations it is, or makes it a new one.
    organisation_name = models.CharField(_("organisation, as written"), max_length=160, blank=True)
    sheet = models.ForeignKey(
        "PaperSheet",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="names",
        verbose_name=_("sheet of paper"),
    )
    # By language, in the row: a signature's key is a UUID, which translation rows do not point to.
    note = models.JSONField(_("in what capacity, by language"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING, db_index=True)
    display = models.CharField(_("shown as"), max_length=20, choices=Display, default=Display.HIDDEN)
    # For an organisation that of its contact, which is never shown.
    name = EncryptedTextField(_("name"), default="", blank=True)
    is_name_checked = models.BooleanField(_("an organiser has looked at the name"), default=False)
    is_name_withheld = models.BooleanField(
        _("name withheld by an organiser"),
        default=False,
        help_text=_("It counts, and is shown as a name kept private."),
    )
    town = EncryptedTextField(_("town"), default="", blank=True)
    email = EncryptedTextField(_("e-mail address"), default="", blank=True)
    email_index = models.CharField(max_length=64, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=8, default="en")
    created_at = models.DateTimeField(_("signed at"), auto_now_add=True)
    # Keeps the hash in the ledger from being guessed; erased with the name.
    salt = models.CharField(max_length=32, default=make_token, editable=False, blank=True)
    # Of a name that was erased in part: hashes of the parts that are gone, and the salts of those that stay.
    seals = models.JSONField(_("what stands for an erased name"), default=dict, editable=False, blank=True)
    resent = models.PositiveSmallIntegerField(_("times asked again to confirm"), default=0)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    claims = models.ManyToManyField(Claim, blank=True, related_name="signatures", verbose_name=_("claims"))

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["position", "created_at"]
        # Lists of those who signed, a page at a time in the order of signing, without sorting them all.
        indexes = [
            models.Index(
                fields=["statement", "state", "signer", "sheet", "confirmed_at", "id"],
                name="signature_in_order",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "organisation"],
                condition=Q(organisation__isnull=False),
                name="signature_once_per_organisation",
            ),
            models.UniqueConstraint(
                fields=["statement", "signer", "email_index"],
                condition=~Q(email_index=""),
                name="signature_once_per_address",
            ),
            # What was withdrawn, refused or kept past its time has lost its address; one on paper never had any.
            models.CheckConstraint(
                condition=Q(signer="person", organisation=None, organisation_name="")
                & (Q(sheet__isnull=False, email_index="") | Q(sheet=None))
                | Q(signer="organisation", sheet=None)
                & (Q(organisation__isnull=False) | ~Q(organisation_name="")),
                name="signature_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="pending") | ~Q(email_index=""), name="signature_pending_has_address"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "to_approve", "confirmed", "withdrawn", "refused"]),
                name="signature_state_known",
            ),
            models.CheckConstraint(
                condition=Q(display__in=["full", "first_name_and_town", "hidden"]),
                name="signature_display_known",
            ),
        ]

    def __str__(self) -> str:
        if self.signer == self.Signer.ORGANISATION:
            return str(self.organisation) if self.organisation else self.organisation_name
        return self.get_display_display()

    @property
    def is_named(self) -> bool:
        """Whether the signatory agreed to be shown by a name and no organiser holds it back."""
        return self.display != self.Display.HIDDEN and not self.is_name_withheld


class SolidarityMessage(models.Model):
    """A few words that somebody who signs leaves with the signature; shown once an organiser has looked at them."""

    class State(models.TextChoices):
        PENDING = "pending", _("Not looked at yet")
        SHOWN = "shown", _("Shown")
        REFUSED = "refused", _("Refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    signature = models.OneToOneField(
        Signature, on_delete=models.CASCADE, related_name="message", verbose_name=_("signature")
    )
    text = EncryptedTextField(_("message"))
    language = models.CharField(_("language"), max_length=8)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.PENDING, db_index=True)
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        verbose_name = _("message of solidarity")
        verbose_name_plural = _("messages of solidarity")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["pending", "shown", "refused"]), name="solidarity_message_state_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.created_at:%Y-%m-%d}"


class LedgerEntry(models.Model):
    """One line of what happened to the signatures of a statement, chained by hash to the line before it.

    It names no person: of a signature it holds the random key and a hash of what was signed. It outlives the row of
    a signature that was withdrawn or erased.
    """

    class Event(models.TextChoices):
        SIGNED = "signed", _("Signed")
        RENEWED = "renewed", _("Signed the new version")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REFUSED = "refused", _("Refused by an organiser")
        PAPER = "paper", _("Sheet of paper entered")
        PAPER_REMOVED = "paper_removed", _("Sheet of paper taken out")
        HANDED_OVER = "handed_over", _("Handed over")

    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="ledger", verbose_name=_("statement")
    )
    number = models.PositiveIntegerField(_("number"))
    event = models.CharField(_("event"), max_length=13, choices=Event)
    subject = models.CharField(_("key of what it is about"), max_length=40)
    at = models.DateTimeField(_("at"))
    # People, organisations and paper together count so many after this line.
    count = models.PositiveIntegerField(_("signatures after it"))
    content_hash = models.CharField(_("hash of what was signed"), max_length=64)
    previous_hash = models.CharField(_("hash of the line before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("line of the ledger")
        verbose_name_plural = _("ledger of signatures")
        ordering = ["statement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="ledger_entry_number"),
            models.UniqueConstraint(fields=["statement", "previous_hash"], name="ledger_entry_one_chain"),
            models.CheckConstraint(condition=Q(number__gte=1), name="ledger_entry_starts_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_event_display()}"


class HandOver(Translated):
    """A statement delivered: to whom, when, with what count."""

    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="hand_overs", verbose_name=_("statement")
    )
    target = models.ForeignKey(
        Target, on_delete=models.PROTECT, related_name="hand_overs", verbose_name=_("to")
    )
    on = PartialDateField(_("on"))
    count = models.PositiveIntegerField(_("signatures handed over"))
    people = models.PositiveIntegerField(_("of these by people on the site"), null=True, blank=True)
    organisations = models.PositiveIntegerField(_("of these by organisations"), null=True, blank=True)
    on_paper = models.PositiveIntegerField(_("of these on paper"), null=True, blank=True)
    ledger_hash = models.CharField(
        _("hash of the ledger then"),
        max_length=64,
        blank=True,
        help_text=_("Whoever has the export of that day can show that it was not altered."),
    )
    note = models.TextField(_("note"), blank=True)

    translated_fields: ClassVar[tuple[str, ...]] = ("note",)

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["on", "pk"]
        constraints = [partial_date_check("on", model="hand_over")]

    def __str__(self) -> str:
        return f"{self.statement}, {self.on}"
