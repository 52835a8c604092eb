"""The organisers' desk: what waits for somebody, the pickets to come, and what a native speaker has not read."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin import AdminSite
from django.db.models import Count, Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from campaigns.models import Dispatch, Picket, PrintBundle, Shift, Signature, SignUp, SolidarityMessage
from campaigns.notices.agenda import Agenda, agenda_of
from sources.models import LinkCheck, PublicationState, Review, Translation
from sources.models.publication import Publishable

# So many pickets to come are shown with their places; the list has them all.
MOST_PICKETS = 6
# So many dates of cases; the page of dates has them all.
MOST_DATES = 8


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits: how much of it, what it is, why it matters, and where it is done."""

    count: int
    title: str
    why: str
    url: str
    button: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Coming:
    """A picket to come, with places taken and needed; its shifts are fetched."""

    picket: Picket
    begins: datetime | None
    days: int
    taken: int
    needed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Unread:
    """How many texts in a language no native speaker has read, of how many."""

    language: str
    name: str
    unread: int
    total: int
    url: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What the first page of the admin shows to one organiser."""

    tasks: list[Task]
    agenda: Agenda | None
    pickets: list[Coming]
    languages: list[Unread]


def desk_for(request: HttpRequest, site: AdminSite) -> Desk:
    """Return the desk of the organiser who asks; nothing is on it that they may not see."""

    def visible(model: type[Model]) -> bool:
        return site.get_model_admin(model).has_view_permission(request)

    publishable = [model for model in site._registry if issubclass(model, Publishable) and visible(model)]  # noqa: SLF001 - the site has no other list of its models
    tasks = _messages() if visible(Dispatch) else []
    tasks += _signatures() if visible(Signature) else []
    tasks += _solidarity() if visible(SolidarityMessage) else []
    tasks += _dead_links() if visible(LinkCheck) else []
    tasks += _printed(cast(User, request.user))
    tasks += [task for model in publishable for task in _drafts(model)]
    return Desk(
        tasks=tasks,
        agenda=agenda_of(cast(User, request.user), now=timezone.now(), most=MOST_DATES),
        pickets=_pickets() if visible(Picket) and visible(SignUp) else [],
        languages=_languages() if visible(Translation) else [],
    )


def _messages() -> list[Task]:
    states = Dispatch.objects.filter(state__in=[Dispatch.State.FAILED, Dispatch.State.UNKNOWN])
    counts = dict(states.order_by().values_list("state").annotate(Count("pk")))
    failed, unknown = counts.get(Dispatch.State.FAILED, 0), counts.get(Dispatch.State.UNKNOWN, 0)
    tasks = [
        Task(
            failed,
            ngettext("message was not delivered", "messages were not delivered", failed),
            _("The mail server refused them. Somebody may be waiting for a confirmation or a reminder."),
            _list_of(Dispatch, state__exact=Dispatch.State.FAILED),
            _("See why"),
            urgent=True,
        ),
        Task(
            unknown,
            ngettext(
                "message may or may not have gone out", "messages may or may not have gone out", unknown
            ),
            _(
                "They are not sent again by themselves, so that nobody gets one twice. Look into the mail log."
            ),
            _list_of(Dispatch, state__exact=Dispatch.State.UNKNOWN),
            _("Decide"),
            urgent=True,
        ),
    ]
    return [task for task in tasks if task.count]


def _signatures() -> list[Task]:
    count = Signature.objects.filter(state=Signature.State.TO_APPROVE).count()
    task = Task(
        count,
        ngettext("organisation to confirm", "organisations to confirm", count),
        _("Check that whoever signed may speak for the body."),
        _list_of(Signature, state__exact=Signature.State.TO_APPROVE),
        _("Check"),
    )
    return [task] if count else []


def _solidarity() -> list[Task]:
    count = SolidarityMessage.objects.filter(state=SolidarityMessage.State.PENDING).count()
    task = Task(
        count,
        ngettext("message of solidarity to read", "messages of solidarity to read", count),
        _("They are shown beside the statement after you have looked at them."),
        _list_of(SolidarityMessage, state__exact=SolidarityMessage.State.PENDING),
        _("Read"),
    )
    return [task] if count else []


def _dead_links() -> list[Task]:
    count = LinkCheck.objects.dead().count()
    task = Task(
        count,
        ngettext("link is dead", "links are dead", count),
        _("Readers who follow a footnote find nothing. Look for the new address or an archived copy."),
        _list_of(LinkCheck, standing="dead"),
        _("See which"),
    )
    return [task] if count else []


def _printed(user: User) -> list[Task]:
    done = PrintBundle.State.DONE
    count = PrintBundle.objects.filter(asked_by=user, state=done, expires_at__gt=timezone.now()).count()
    why = _("Download it: it is deleted a day after you asked.")
    task = Task(count, _("Printed for you"), why, reverse("admin:bundles"), _("Look"))
    return [task] if count else []


def _drafts(model: type[Publishable]) -> list[Task]:
    rows = model._default_manager.filter(state__in=[PublicationState.DRAFT, PublicationState.REVIEW])
    count = rows.count()
    names = model._meta
    task = Task(
        count,
        str(names.verbose_name if count == 1 else names.verbose_name_plural),
        ngettext("A draft: nobody sees it yet.", "Drafts: nobody sees them yet.", count),
        _list_of(model, state__in=f"{PublicationState.DRAFT},{PublicationState.REVIEW}"),
        _("Finish and publish"),
    )
    return [task] if count else []


def _pickets() -> list[Coming]:
    now = timezone.now()
    waiting = dict(
        SignUp.objects.filter(state=SignUp.State.WAITING, shift__picket__in=Picket.objects.upcoming())
        .order_by()
        .values_list("shift__picket")
        .annotate(Count("pk"))
    )
    pickets = Picket.objects.upcoming().with_shifts()[:MOST_PICKETS]
    return [_coming(picket, now, waiting.get(picket.pk, 0)) for picket in pickets]


def _coming(picket: Picket, now: datetime, waiting: int) -> Coming:
    shifts: list[Shift] = list(picket.shifts.all())
    # Naive, or the `date` filter would turn it to the server's zone.
    begins = picket.starts_at.astimezone(picket.zone).replace(tzinfo=None) if picket.starts_at else None
    return Coming(
        picket=picket,
        begins=begins,
        days=max(0, (begins.date() - now.astimezone(picket.zone).date()).days) if begins else 0,
        taken=sum(shift.places_taken for shift in shifts),
        needed=sum(shift.places_needed for shift in shifts),
        waiting=waiting,
    )


def _languages() -> list[Unread]:
    totals = dict(Translation.objects.order_by().values_list("language").annotate(Count("pk")))
    unread = dict(
        Translation.objects.filter(review=Review.UNREAD)
        .order_by()
        .values_list("language")
        .annotate(Count("pk"))
    )
    return [
        Unread(
            code,
            name,
            unread.get(code, 0),
            totals[code],
            _list_of(Translation, language=code, review__exact=Review.UNREAD),
        )
        for code, name in settings.LANGUAGES
        if code in totals
    ]


def _list_of(model: type[Model], **filters: str) -> str:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{urlencode(filters)}"
