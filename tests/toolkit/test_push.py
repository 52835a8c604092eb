"""Notifications of browsers: the standard's own example, and a push service that is really there."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from py_vapid import Vapid02
from pytest_django.fixtures import Settings

from tests.push import BrowserSide, PushService, certificate_of, push_service
from toolkit.mail import Delivery, Outcome
from toolkit.push import sending
from toolkit.push.endpoints import EndpointError, check_endpoint
from toolkit.push.keys import check_key, decode, encode, make_key, public_key_of
from toolkit.push.sealing import Browser, BrowserKeyError, seal_for
from toolkit.push.sending import PushDelivery, PushMessage, send_push

# RFC 8291, section 5 and appendix A.
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
RECEIVER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
TEXT = b"When I grow up, I want to be a watermelon"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg"
    "Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


@pytest.fixture
def service(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    """Run a push service over TLS that the settings name and the machine trusts."""
    settings.VAPID_PRIVATE_KEY = make_key()
    settings.VAPID_CONTACT = "https://unforgotten.example"
    with push_service(tmp_path) as running:
        settings.PUSH_HOSTS = [running.host]
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate_of(tmp_path)))
        yield running


def _message(endpoint: str, side: BrowserSide | None = None) -> PushMessage:
    side = side or BrowserSide()
    browser = Browser.read(side.p256dh, side.auth_text)
    return PushMessage(endpoint, browser, b'{"title": "x"}', topic="a" * 32, seconds=60, is_urgent=True)


def test_sealing_makes_the_body_of_the_standards_example() -> None:
    sender = ec.derive_private_key(int.from_bytes(decode(SENDER), "big"), ec.SECP256R1())
    body = seal_for(Browser.read(P256DH, AUTH), TEXT, padded=0, key=sender, salt=decode(SALT))

    assert encode(body) == BODY
    assert BrowserSide(int.from_bytes(decode(RECEIVER), "big"), decode(AUTH)).open(body) == TEXT


def test_sealing_hides_how_long_a_message_is_and_never_repeats_itself() -> None:
    side = BrowserSide()
    browser = Browser.read(side.p256dh, side.auth_text)
    bodies = [seal_for(browser, text) for text in (b"", b"short", b"x" * 900, b"short")]

    assert {len(body) for body in bodies} == {16 + 5 + 65 + 1024 + 16}
    assert bodies[1] != bodies[3]
    assert [side.open(body) for body in bodies] == [b"", b"short", b"x" * 900, b"short"]
    with pytest.raises(ValueError, match="too long"):
        seal_for(browser, b"x" * 5000)


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [("", ""), ("!", AUTH), (P256DH[:-4], AUTH), (P256DH, AUTH[:-4]), (encode(b"\4" + b"\1" * 64), AUTH)],
)
def test_keys_that_no_browser_makes_are_refused(p256dh: str, auth: str) -> None:
    with pytest.raises(BrowserKeyError):
        Browser.read(p256dh, auth)


def test_command_makes_a_key_that_the_settings_take(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("make_push_keys")
    out, err = capsys.readouterr()
    name, _, key = out.strip().partition("=")

    assert name == "VAPID_PRIVATE_KEY"
    check_key(key)
    assert err == f"public key: {public_key_of(key)}\n"
    assert len(decode(public_key_of(key))) == 65


@pytest.mark.parametrize("key", ["short", "not base64 at all!", encode(b"\0" * 32), encode(b"\xff" * 32)])
def test_key_that_is_none_stops_the_start_with_one_line(key: str) -> None:
    with pytest.raises(
        ImproperlyConfigured, match=r"^VAPID_PRIVATE_KEY is not understood; .*make_push_keys\.$"
    ):
        check_key(key)


@pytest.mark.parametrize(
    "address",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://wns2-am3p.notify.windows.com/w/?token=abc%2f",
        "https://fcm.googleapis.com:443/fcm/send/abc",
        "https://push.example.org:8443/abc",
        "https://a.b.example.net/abc",
    ],
)
def test_addresses_of_known_push_services_may_be_asked(address: str, settings: Settings) -> None:
    settings.PUSH_HOSTS = ["push.example.org:8443", "*.example.net"]
    assert check_endpoint(address).geturl() == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://fcm.googleapis.com/abc",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://[::ffff:169.254.169.254]/latest/meta-data",
        "https://169.254.169.254/latest/meta-data",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://10.0.0.1:6379/",
        "https://fcm.googleapis.com:6379/",
        "https://fcm.googleapis.com.evil.example/",
        "https://evilfcm.googleapis.com/",
        "https://notify.windows.com/",
        "https://evilnotify.windows.com/",
        "https://fcm.googleapis.com@evil.example/",
        "https://user:word@fcm.googleapis.com/",
        "https://evil.example\\@fcm.googleapis.com/",
        "https://fcm.googleapis.com\\.evil.example/",
        "https://fcm.googleapis.com./",
        "https://fcm.googleapis.com/a b",
        "https://fcm.googleapis.com/\r\nX: y",
        "https://fcm.googleapis.com/#fragment",
        "https://ﬀcm.googleapis.com/",
        "https://fcm.googleapis.com:port/",
        "https://[fcm.googleapis.com/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "https://fcm.googleapis.com/" + "x" * 1000,
    ],
)
def test_other_addresses_are_never_asked(address: str) -> None:
    with pytest.raises(EndpointError):
        check_endpoint(address)


def test_message_arrives_sealed_for_the_browser_alone(service: PushService) -> None:
    side = BrowserSide()
    result = send_push(_message(service.endpoint(), side))

    assert result == PushDelivery(Delivery(Outcome.SENT))
    [(path, headers, body)] = service.asked
    assert path == "/push/one"
    assert b"title" not in body
    assert json.loads(side.open(body)) == {"title": "x"}
    shown = {name: headers[name] for name in ("Content-Encoding", "TTL", "Topic", "Urgency")}
    assert shown == {"Content-Encoding": "aes128gcm", "TTL": "60", "Topic": "a" * 32, "Urgency": "high"}


def test_message_says_who_sends_it(service: PushService, settings: Settings) -> None:
    send_push(_message(service.endpoint()))
    [(_, headers, _)] = service.asked
    token, _, key = headers["Authorization"].removeprefix("vapid t=").partition(",k=")
    claims = json.loads(decode(token.split(".")[1]))

    assert Vapid02.verify(headers["Authorization"])
    assert key == public_key_of(settings.VAPID_PRIVATE_KEY)
    assert (claims["aud"], claims["sub"]) == (f"https://{service.host}", "https://unforgotten.example")


@pytest.mark.parametrize(
    ("status", "outcome", "is_gone"),
    [
        (200, Outcome.SENT, False),
        (400, Outcome.PERMANENT, False),
        (403, Outcome.PERMANENT, False),
        (404, Outcome.PERMANENT, True),
        (410, Outcome.PERMANENT, True),
        (413, Outcome.PERMANENT, False),
        (429, Outcome.TEMPORARY, False),
        (500, Outcome.TEMPORARY, False),
        (503, Outcome.TEMPORARY, False),
    ],
)
def test_answers_are_understood(service: PushService, status: int, outcome: Outcome, is_gone: bool) -> None:  # noqa: FBT001 - a parameter of the table
    service.status = status
    result = send_push(_message(service.endpoint()))
    assert (result.delivery.outcome, result.is_gone) == (outcome, is_gone)


def test_service_that_is_away_is_tried_again(service: PushService, settings: Settings) -> None:
    settings.PUSH_HOSTS = ["localhost:1"]
    result = send_push(_message("https://localhost:1/push"))
    assert result.delivery == Delivery(Outcome.TEMPORARY, "no connection: ConnectionRefusedError")


def test_certificate_that_nobody_vouches_for_is_refused(
    service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    result = send_push(_message(service.endpoint()))
    assert result.delivery == Delivery(Outcome.TEMPORARY, "no connection: SSLCertVerificationError")
    assert service.asked == []


def test_redirect_is_not_followed(service: PushService) -> None:
    with push_service(None) as inner:
        service.status, service.location = 307, f"http://127.0.0.1:{inner.port}/secret"
        result = send_push(_message(service.endpoint()))
        assert result.delivery == Delivery(Outcome.PERMANENT, "push 307")
        assert (len(service.asked), inner.asked) == (1, [])

        # The control: a client that follows redirects, as most do, does get there.
        service.status = 302
        urllib.request.urlopen(service.endpoint())
        assert [path for path, _, _ in inner.asked] == ["/secret"]


def test_internal_address_is_not_asked(service: PushService, settings: Settings) -> None:
    settings.PUSH_HOSTS = []
    result = send_push(_message(service.endpoint()))
    assert result.delivery == Delivery(Outcome.PERMANENT, "not a known push service")
    assert service.asked == []


def test_internal_address_would_be_asked_without_the_check(
    service: PushService, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    settings.PUSH_HOSTS = []
    monkeypatch.setattr(sending, "check_endpoint", urlsplit)
    assert send_push(_message(service.endpoint())).delivery.outcome == Outcome.SENT
    assert len(service.asked) == 1
