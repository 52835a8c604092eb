"""Handing a message to a push service: over https, to known services alone, with no redirect followed."""

import http.client
import ssl
from dataclasses import dataclass, field

from django.conf import settings

from toolkit.mail import Delivery, Outcome
from toolkit.push.endpoints import HTTPS_PORT, EndpointError, check_endpoint
from toolkit.push.keys import authorisation
from toolkit.push.sealing import Browser, seal_for

SECONDS = 10
# What a push service says once a browser is no longer there.
GONE = {http.client.NOT_FOUND, http.client.GONE}
_LATER = {http.client.REQUEST_TIMEOUT, http.client.TOO_EARLY, http.client.TOO_MANY_REQUESTS}


@dataclass(frozen=True, slots=True)
class PushMessage:
    """A notification for one browser.

    `topic` replaces an earlier one that has not been fetched; after `seconds` nobody wants it any more.
    """

    endpoint: str
    browser: Browser = field(repr=False)
    content: bytes = field(repr=False)
    topic: str
    seconds: int
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class PushDelivery:
    """What is known after a push service was asked, and whether the browser is gone for good."""

    delivery: Delivery
    is_gone: bool = False


def send_push(message: PushMessage) -> PushDelivery:
    """Send one message and return what is known; raises nothing that a push service can cause.

    An attempt of which nobody knows whether it arrived counts as one to repeat: a notification of the same topic
    takes the place of the one before it, so that nobody sees two.
    """
    try:
        parts = check_endpoint(message.endpoint)
    except EndpointError:
        return PushDelivery(Delivery(Outcome.PERMANENT, "not a known push service"))
    connection = http.client.HTTPSConnection(
        parts.hostname or "",
        parts.port or HTTPS_PORT,
        timeout=SECONDS,
        context=ssl.create_default_context(),
    )
    origin = f"{parts.scheme}://{parts.netloc}"
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:
        connection.request(
            "POST", target, body=seal_for(message.browser, message.content), headers=_headers(message, origin)
        )
        # The answer has no body that we want, and http.client follows no redirect.
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return PushDelivery(Delivery(Outcome.TEMPORARY, f"no connection: {type(error).__name__}"))
    finally:
        connection.close()
    return _judge(status)


def _judge(status: int) -> PushDelivery:
    if http.client.OK <= status < http.client.MULTIPLE_CHOICES:
        return PushDelivery(Delivery(Outcome.SENT))
    later = status in _LATER or status >= http.client.INTERNAL_SERVER_ERROR
    outcome = Outcome.TEMPORARY if later else Outcome.PERMANENT
    return PushDelivery(Delivery(outcome, f"push {status}"), is_gone=status in GONE)


def _headers(message: PushMessage, origin: str) -> dict[str, str]:
    return {
        "Authorization": authorisation(
            settings.VAPID_PRIVATE_KEY, origin=origin, contact=settings.VAPID_CONTACT
        ),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(max(message.seconds, 0)),
        "Topic": message.topic,
        "Urgency": "high" if message.is_urgent else "normal",
    }
