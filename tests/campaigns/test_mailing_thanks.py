"""The mail that thanks those who came."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from django.utils.translation import override

from campaigns.mailings import Links, build_mail
from campaigns.models import Dispatch, SignUp
from sources.models import PublicationState, Translation
from tests.factories.campaigns import (
    AfterActionFactory,
    DispatchFactory,
    PicketFactory,
    ReportSentenceFactory,
    ShiftFactory,
    SignUpFactory,
)
from toolkit.mail import make_message_id

pytestmark = pytest.mark.django_db

STOP = "http://localhost:8000/en/mail/stop/AAAAAAAAAAAAAAAAAAAAAA/"


@pytest.fixture
def sign_up() -> SignUp:
    """Somebody who came to a picket in Almaty."""
    picket = PicketFactory.create(
        title="Picket for <the> prisoners & friends",
        starts_at=datetime(2031, 7, 5, 22, 30, tzinfo=UTC),
        time_zone="Asia/Almaty",
        slug="almaty",
    )
    shift = ShiftFactory.create(picket=picket)
    return SignUpFactory.create(shift=shift, state=SignUp.State.CHECKED_IN, name="Aigerim")


def sent(sign_up: SignUp, language: str = "en") -> EmailMessage:
    """Build the mail, turn it into bytes and read those back."""
    SignUp.objects.filter(pk=sign_up.pk).update(language=language)
    row = DispatchFactory.create(sign_up=sign_up, kind=Dispatch.Kind.THANKS)
    dispatch = Dispatch.objects.select_related("sign_up__shift__picket__campaign").get(pk=row.pk)
    message = build_mail(dispatch, links=Links(stop=STOP), message_id=make_message_id())
    content = message.message(policy=email.policy.SMTP).as_bytes()
    return email.message_from_bytes(content, policy=email.policy.default)


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    """Return one of the two bodies."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_thanks_say_when_details_are_erased_and_how_to_stop(sign_up: SignUp) -> None:
    message = sent(sign_up)
    text, html = text_of(message), text_of(message, "html")
    for part in (
        "Hello Aigerim,",
        "Thank you for coming.",
        "It was: Picket for <the> prisoners & friends, Sunday 6 July 2031.",
        "Your name, address and phone are erased on Sunday 13 July 2031.",
        STOP,
    ):
        assert part in text
    assert "Picket for &lt;the&gt; prisoners &amp; friends" in html
    assert f'<a href="{STOP}">' in html
    assert (message["List-Unsubscribe"], message["List-Unsubscribe-Post"]) == (
        f"<{STOP}>",
        "List-Unsubscribe=One-Click",
    )
    # Nothing that is in a calendar changed, and the link to the sign-up is over.
    assert list(message.iter_attachments()) == []
    assert "/sign-up/" not in text + html
    assert "\n\n\n" not in text


@pytest.mark.parametrize(
    "state", [state for state in PublicationState if state != PublicationState.PUBLISHED]
)
def test_thanks_tell_nothing_of_a_report_that_is_not_public(sign_up: SignUp, state: PublicationState) -> None:
    AfterActionFactory.create(picket=sign_up.shift.picket, state=state, thanks="Canary", text="Canary")
    message = sent(sign_up)
    assert ("Canary" in text_of(message), "#report" in text_of(message)) == (False, False)
    assert ("Canary" in text_of(message, "html"), "#report" in text_of(message, "html")) == (False, False)


def test_thanks_hold_the_organisers_words_and_lead_to_the_report(sign_up: SignUp) -> None:
    after = AfterActionFactory.create(picket=sign_up.shift.picket, thanks="You were <many>.\n\nCome again.")
    ReportSentenceFactory.create(after=after)
    Translation.objects.create(subject=after, field="thanks", language="ru", text="Вас было много.")

    message = sent(sign_up)
    url = "http://localhost:8000/en/pickets/almaty/#report"
    assert "You were <many>.\n\nCome again.\n\n" in text_of(message)
    assert f"\n{url}\n" in text_of(message)
    assert "<p>You were &lt;many&gt;.</p>" in text_of(message, "html")
    assert f'<a href="{url}">' in text_of(message, "html")

    russian = sent(sign_up, "ru")
    assert "Вас было много." in text_of(russian)
    assert "http://localhost:8000/ru/pickets/almaty/#report" in text_of(russian)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_thanks_reveal_nothing_in_their_subject(sign_up: SignUp, language: str) -> None:
    message = sent(sign_up, language)
    assert message["Content-Language"] == language
    assert f'<html lang="{language}">' in text_of(message, "html")
    with override("en"):
        assert sent(sign_up)["Subject"] == "Thank you"
