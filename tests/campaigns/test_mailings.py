"""What volunteers get by mail, read back by Python's own parser."""

import email
import email.policy
import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import cast

import pytest
from django.core import mail
from django.test import Client
from django.utils.translation import override
from icalendar import Calendar, Event

from campaigns.mailings import build_mail
from campaigns.models import Dispatch, SignUp
from campaigns.services.links import make_links
from sources.models import Translation
from tests.factories.campaigns import DispatchFactory, PicketFactory, ShiftFactory, SignUpFactory
from toolkit.mail import make_message_id

pytestmark = pytest.mark.django_db

KINDS = {
    "confirmation": (Dispatch.Kind.CONFIRMATION, "x", SignUp.State.CONFIRMED),
    "reserve": (Dispatch.Kind.CONFIRMATION, "x", SignUp.State.WAITING),
    "promotion": (Dispatch.Kind.CONFIRMATION, "x:promoted", SignUp.State.CONFIRMED),
    "reminder": (Dispatch.Kind.REMINDER, "x", SignUp.State.CONFIRMED),
    "cancellation": (Dispatch.Kind.CANCELLATION, "x", SignUp.State.CANCELLED),
}


def _dispatch(kind: str = "confirmation", **sign_up: object) -> Dispatch:
    picket = PicketFactory(
        title="Picket for <the> prisoners & friends",
        starts_at=datetime(2031, 7, 5, 22, 30, tzinfo=UTC),
        time_zone="Asia/Almaty",
        address="Abai Avenue 1",
        meeting_point="Under the clock",
        meeting_point_is_private=True,
        before_you_come="Dress warmly.",
        access_notes="Level pavement.",
    )
    what, key, state = KINDS[kind]
    row = SignUpFactory(
        **{"shift": ShiftFactory(picket=picket), "state": state, "name": "Aigerim", **sign_up}
    )
    return DispatchFactory(sign_up=row, kind=what, key=key)


def _sent(dispatch: Dispatch) -> EmailMessage:
    """Build the message, turn it into bytes and read those back."""
    dispatch = Dispatch.objects.select_related("sign_up__shift__picket__campaign").get(pk=dispatch.pk)
    message = build_mail(dispatch, links=make_links([dispatch])[dispatch.pk], message_id=make_message_id())
    content = message.message(policy=email.policy.SMTP).as_bytes()
    return email.message_from_bytes(content, policy=email.policy.default)


def _text(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def _event(message: EmailMessage) -> Event:
    (part,) = message.iter_attachments()
    assert (part.get_content_type(), part.get_filename()) == ("text/calendar", "shift.ics")
    assert part.get_param("method") == "PUBLISH"
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return cast(Event, event)


def test_confirmation_says_when_where_and_when_details_are_erased() -> None:
    dispatch = _dispatch(email="aigerim@example.org")
    message = _sent(dispatch)

    assert message["To"] == "aigerim@example.org"
    text = _text(message)
    # 22:30 UTC on the 5th is 03:30 on the 6th in Almaty: the picket's own day and hour are what counts.
    for part in (
        "Hello Aigerim,",
        "You have a place.",
        "Picket for <the> prisoners & friends",
        "Handing out leaflets",
        "When: Sunday 6 July 2031, 03:30–04:30 (Almaty)",
        "Where: Abai Avenue 1",
        "Meeting point: Under the clock",
        "Dress warmly.",
        "Level pavement.",
        "are erased on Sunday 13 July 2031.",
    ):
        assert part in text
    assert re.search(r"^http://localhost:8000/en/sign-up/[\w-]{22}/$", text, re.MULTILINE)
    assert "\n\n\n" not in text


def test_the_link_in_the_mail_opens_the_sign_up(client: Client) -> None:
    dispatch = _dispatch(language="kk")
    (path,) = re.findall(
        r"http://localhost:8000(/kk/sign-up/[\w-]{22}/)$", _text(_sent(dispatch)), re.MULTILINE
    )

    assert client.get(path).context["sign_up"] == dispatch.sign_up


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_mails_have_subject_text_html_and_calendar_in_every_language(kind: str, language: str) -> None:
    dispatch = _dispatch(kind, language=language)
    message = _sent(dispatch)

    with override(language):
        assert message["Content-Language"] == language
    assert message["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<[0-9a-f]{32}@localhost>", message["Message-ID"])
    assert "Aigerim" in _text(message)
    assert f'<html lang="{language}">' in _text(message, "html")
    if kind == "reminder":
        # Nothing that the confirmation put into a calendar has changed.
        assert list(message.iter_attachments()) == []
    else:
        assert _event(message).start == dispatch.volunteer.shift.starts_at
    if kind != "cancellation":
        assert f"/{language}/sign-up/" in _text(message)
        assert f"/{language}/sign-up/" in _text(message, "html")


@pytest.mark.parametrize("kind", KINDS)
def test_subjects_tell_nothing(kind: str) -> None:
    subject = str(_sent(_dispatch(kind))["Subject"])
    told = {word.lower() for word in re.findall(r"\w+", subject)}

    assert told.isdisjoint(
        {"picket", "prisoners", "shift", "sign", "aigerim", "almaty", "abai", "protest", "embassy", "place"}
    )
    assert subject


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("confirmation", "You have a place."),
        ("reserve", "you do not have a place yet"),
        ("promotion", "A place has come free, and it is yours."),
        ("reminder", "This is the reminder of your shift."),
        ("cancellation", "Your shift is cancelled"),
    ],
)
def test_each_mail_says_what_it_is_about(kind: str, said: str) -> None:
    message = _sent(_dispatch(kind))
    assert said in _text(message)
    assert said in _text(message, "html")


@pytest.mark.parametrize(
    ("kind", "status"), [("reserve", "TENTATIVE"), ("promotion", "CONFIRMED"), ("cancellation", "CANCELLED")]
)
def test_the_attached_calendar_file_has_the_state(kind: str, status: str) -> None:
    assert str(_event(_sent(_dispatch(kind)))["STATUS"]) == status


def test_texts_of_the_picket_are_in_the_volunteers_language() -> None:
    dispatch = _dispatch(language="ru")
    picket = dispatch.volunteer.shift.picket
    for field, words in [("title", "Пикет у посольства"), ("address", "Проспект Абая, 1")]:
        Translation(subject=picket, field=field, language="ru", text=words).save()
    text = _text(_sent(dispatch))

    assert "Пикет у посольства" in text
    assert "Проспект Абая, 1" in text
    assert "Abai" not in text


def test_a_sample_says_that_it_is_one() -> None:
    dispatch = _dispatch()
    picket = dispatch.volunteer.shift.picket
    picket.is_sample = True
    picket.save()

    assert "This is a sample: nothing takes place." in _text(_sent(dispatch))


class _Elements(HTMLParser):
    """Collects elements and attributes of an HTML text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "A & B",
        "🙂 Әйгерім",
        "{{ action_url }}",
    ],
)
def test_names_cannot_break_a_mail(name: str) -> None:
    message = _sent(_dispatch(name=name))

    assert f"Hello {name}," in _text(message)
    elements = _Elements(_text(message, "html")).found
    assert {tag for tag, _ in elements} <= {
        *("html", "head", "meta", "title", "style", "body"),
        *("p", "h2", "h3", "br", "a", "strong"),
    }


def test_html_loads_nothing_and_tracks_nobody() -> None:
    html = _text(_sent(_dispatch()), "html")
    elements = _Elements(html).found
    attributes = {name for tag, attrs in elements for name in attrs if tag != "meta"}

    assert attributes == {"lang", "href"}
    metas = [set(attrs) for tag, attrs in elements if tag == "meta"]
    assert metas == [{"charset"}, {"name", "content"}, {"name", "content"}]
    # Its own style, the same for everybody, which names nothing that a mail program would fetch.
    [style] = re.findall("<style>(.*?)</style>", html, flags=re.DOTALL)
    assert [word for word in ("url(", "@import", "@font-face", "src", "//") if word in style] == []
    assert {attrs["href"] for tag, attrs in elements if tag == "a"} == {
        attrs["href"] for tag, attrs in elements if "href" in attrs
    }
    assert all("?" not in str(attrs["href"]) for _, attrs in elements if "href" in attrs)


def test_headers_hold_one_line_and_no_name() -> None:
    message = _sent(_dispatch(name="Aigerim"))
    headers = "".join(f"{name}: {value}\n" for name, value in message.items())

    assert "Aigerim" not in headers
    assert sorted(name.lower() for name in message) == sorted(
        [
            *("subject", "from", "to", "date", "message-id", "mime-version", "content-type"),
            *("auto-submitted", "content-language"),
        ]
    )


def test_a_long_text_is_sent_whole() -> None:
    dispatch = _dispatch()
    picket = dispatch.volunteer.shift.picket
    picket.before_you_come = "Тыңдаңыз. " * 400
    picket.save()

    assert ("Тыңдаңыз. " * 400).strip() in _text(_sent(dispatch))
    assert len(mail.outbox) == 0


def test_link_in_the_mail_lasts_until_the_picket_is_over() -> None:
    dispatch = _dispatch()
    _sent(dispatch)
    link = dispatch.volunteer.links.get()

    assert link.expires_at == dispatch.volunteer.shift.picket.ends_at
    assert link.expires_at - datetime.now(UTC) > timedelta(days=1)
