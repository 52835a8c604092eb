"""What the tests of mails about dates share: planning one, building it, reading it back, and sending."""

import email
import email.policy
from email.message import EmailMessage

import time_machine
from django.core import mail

from campaigns.mailings import Links, build_mail
from campaigns.models import Campaign, Dispatch, NoticeKind
from campaigns.services.notices import plan_notices
from campaigns.services.outbox import sweep_outbox
from prisoners.models import Case
from sources.models import Name, NameKind
from tests.campaigns.notices import (
    MONDAY,
    NEAR,
    How,
    member,
    wish,
)
from toolkit.mail import make_message_id

CANARY = "Kanarbek Zhyrauov"


def give_name(case: Case, text: str = CANARY, language: str = "en") -> None:
    """Give the person of a case this name and no other."""
    assert case.person is not None
    case.person.names.all().delete()
    Name(person=case.person, text=text, language=language, kind=NameKind.PREFERRED).save()


def plan() -> None:
    """Plan as on Monday morning."""
    with time_machine.travel(MONDAY, tick=False):
        plan_notices(now=MONDAY)


def read_mail(dispatch: Dispatch) -> EmailMessage:
    """Build the message, turn it into bytes and read those back."""
    links = Links(stop="http://localhost:8000/en/mail/stop/sample/")
    with time_machine.travel(MONDAY, tick=False):
        message = build_mail(dispatch, links=links, message_id=make_message_id())
    content = message.message(policy=email.policy.SMTP).as_bytes()
    return email.message_from_bytes(content, policy=email.policy.default)


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    """Return one of the texts of a mail."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def message_about(campaign: Campaign, *kinds: NoticeKind) -> Dispatch:
    """Return the one message that tells a coordinator of cases near their dates."""
    wish(member(campaign, is_superuser=True), How.AT_ONCE)
    for kind in kinds:
        give_name(NEAR[kind](campaign))
    plan()
    return Dispatch.objects.select_related("user").get()


def sweep(moment: object = MONDAY) -> list[str]:
    """Send what is due; return the texts."""
    mail.outbox.clear()
    with time_machine.travel(moment, tick=False):  # type: ignore[arg-type]  # a datetime
        sweep_outbox()
    return [str(message.body) for message in mail.outbox]
