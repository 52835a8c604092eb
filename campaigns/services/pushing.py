"""Notifications of a volunteer's browser: an extra copy of some mails, which reveals nothing on a locked screen."""

import json
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import batched
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from campaigns.models import Dispatch, PushSubscription, SignUp
from campaigns.occasions import absolute
from campaigns.services.links import make_private_link
from toolkit.encryption import blind_index
from toolkit.mail import Delivery, Outcome
from toolkit.push.sealing import Browser
from toolkit.push.sending import PushMessage, send_push

logger = logging.getLogger(__name__)

PUSHED = (Dispatch.Kind.REMINDER, Dispatch.Kind.CHANGE, Dispatch.Kind.CALLED_OFF)
# Phone, tablet, and a few that were wiped and subscribed anew.
MOST_BROWSERS = 5
LONGEST_WAIT = timedelta(days=3)
BATCH = 500


class TooManyBrowsersError(Exception):
    """As many browsers are told of this sign-up already as may be."""


def push_key() -> str:
    """Return the private key that switches notifications on; nothing where there is none."""
    return str(settings.VAPID_PRIVATE_KEY)


@transaction.atomic
def subscribe_browser(sign_up: SignUp, *, endpoint: str, p256dh: str, auth: str) -> PushSubscription:
    """Tell a browser of a sign-up too; one that is told already gets its new keys. Raises TooManyBrowsersError."""
    sign_up = SignUp.objects.select_for_update().get(pk=sign_up.pk)
    index = _index_of(endpoint)
    known = sign_up.push_subscriptions.filter(endpoint_index=index).first()
    if known is None and sign_up.push_subscriptions.count() >= MOST_BROWSERS:
        raise TooManyBrowsersError
    found = known or PushSubscription(sign_up=sign_up, endpoint_index=index)
    found.endpoint, found.p256dh, found.auth = endpoint, p256dh, auth
    found.save()
    return found


@transaction.atomic
def unsubscribe_browsers(sign_up: SignUp) -> int:
    """Tell no browser of a sign-up any more, and take back what was planned; return how many there were."""
    _total, by_model = sign_up.push_subscriptions.all().delete()
    return by_model.get("campaigns.PushSubscription", 0)


def plan_push_copies(dispatch_ids: Iterable[UUID]) -> int:
    """Plan a notification beside each of these mails for every browser that wants it; return how many.

    Only reminders, changes and cancellations of pickets have copies, each once for a browser. Must run in the
    transaction in which the mails are planned; costs nothing where notifications are off.
    """
    if not push_key():
        return 0
    planned = 0
    for ids in batched(dispatch_ids, BATCH, strict=False):
        mails = Dispatch.objects.filter(
            pk__in=ids,
            kind__in=PUSHED,
            channel=Dispatch.Channel.EMAIL,
            sign_up__push_subscriptions__isnull=False,
        ).values_list("key", "kind", "due_at", "sign_up", "sign_up__push_subscriptions")
        rows = [
            # The end of the key stays: by it a message is found to be overtaken (campaigns.services.wanted).
            Dispatch(
                key=f"push:{browser}:{key}",
                kind=kind,
                channel=Dispatch.Channel.PUSH,
                due_at=due_at,
                sign_up_id=sign_up,
                push_subscription_id=browser,
            )
            for key, kind, due_at, sign_up, browser in mails
        ]
        Dispatch.objects.bulk_create(rows, ignore_conflicts=True)
        planned += len(rows)
    return planned


def build_push(dispatch: Dispatch, *, now: datetime | None = None) -> PushMessage:
    """Return the notification of a dispatch: that there is something to read, and where.

    The private link in it is made anew, and sealed with all the rest for the browser alone. Raises SealError when
    the subscription does not open, and BrowserKeyError when its keys are none.
    """
    now = now or timezone.now()
    sign_up, subscription = dispatch.volunteer, dispatch.push_subscription
    if subscription is None:
        raise ValueError(f"message {dispatch.pk} goes to no browser")
    with override(sign_up.language):
        content = {
            "title": gettext("There is a message for you"),
            "body": gettext("Open it to read it."),
            "url": absolute(reverse("campaigns:sign-up-manage", args=[make_private_link(sign_up)])),
            "tag": dispatch.pk.hex,
        }
    shift = sign_up.shift
    end = shift.starts_at if dispatch.kind == Dispatch.Kind.REMINDER else shift.ends_at
    return PushMessage(
        endpoint=subscription.endpoint,
        browser=Browser.read(subscription.p256dh, subscription.auth),
        content=json.dumps(content).encode(),
        topic=dispatch.pk.hex,
        seconds=int(min(max(end - now, timedelta()), LONGEST_WAIT).total_seconds()),
        is_urgent=dispatch.kind == Dispatch.Kind.CALLED_OFF,
    )


def hand_over_push(message: PushMessage) -> Delivery:
    """Hand a notification to its push service; forget the browser when the service says that it is gone."""
    if not push_key():
        return Delivery(Outcome.PERMANENT, "notifications are off")
    result = send_push(message)
    if result.is_gone:
        # Its messages in the outbox go with it; the mails that they were copies of stay.
        gone = PushSubscription.objects.filter(endpoint_index=_index_of(message.endpoint))
        logger.info(
            "a browser is gone (%s): %d subscriptions forgotten", result.delivery.problem, gone.count()
        )
        gone.delete()
    return result.delivery


def _index_of(endpoint: str) -> str:
    return blind_index(endpoint, purpose="push_subscription")
