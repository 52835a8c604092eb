"""What stewards did on the day, an action a row: whoever sends one twice changes nothing."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.pickets import Picket
from campaigns.models.sign_ups import SignUp, StewardLink


class StewardAction(models.Model):
    """An action on a steward's phone. Its key is made there, so that an action that is sent again is known.

    What became of a person is reckoned from all actions about them (`campaigns.services.stewards`), so that it
    does not matter in which order phones find a connection.
    """

    class Kind(models.TextChoices):
        CHECK_IN = "check_in", _("Came")
        UNDO = "undo", _("Neither came nor stayed away, so far")
        ABSENT = "absent", _("Did not come")
        WALK_IN = "walk_in", _("One more came without signing up")
        WALK_IN_UNDO = "walk_in_undo", _("One fewer came without signing up")
        OBSERVE = "observe", _("Counted heads or wrote a note")

    ABOUT_A_PERSON: ClassVar[tuple[str, ...]] = (Kind.CHECK_IN, Kind.UNDO, Kind.ABSENT)

    id = models.UUIDField(primary_key=True, editable=False)
    picket = models.ForeignKey(
        Picket, on_delete=models.CASCADE, related_name="steward_actions", verbose_name=_("picket")
    )
    link = models.ForeignKey(
        StewardLink,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("steward's link"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    sign_up = models.ForeignKey(
        SignUp,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="steward_actions",
        verbose_name=_("sign-up"),
    )
    happened_at = models.DateTimeField(_("happened at"))
    taken_at = models.DateTimeField(_("arrived at"), auto_now_add=True)

    class Meta:
        verbose_name = _("steward's action")
        verbose_name_plural = _("stewards' actions")
        ordering = ["happened_at", "taken_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["check_in", "undo", "absent"], sign_up__isnull=False)
                | Q(kind__in=["walk_in", "walk_in_undo", "observe"], sign_up=None),
                name="steward_action_about_whom",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.happened_at:%Y-%m-%d %H:%M}"
