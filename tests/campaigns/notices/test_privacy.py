"""The mail that tells of dates: who gets which, and whose names must never be in it."""

import re

import pytest
from django.core import mail

from accounts.models import User
from campaigns.models import Campaign, NoticeKind
from campaigns.services.notices import plan_notices
from prisoners.models import Case
from tests.campaigns.notice_mails import give_name, sweep
from tests.campaigns.notices import (
    DAY,
    MONDAY,
    NEAR,
    TODAY,
    How,
    Role,
    member,
    wish,
)
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import CampaignFactory
from tests.factories.prisoners import CaseFactory

pytestmark = pytest.mark.django_db


def test_names_reach_only_those_with_a_role_in_their_campaign() -> None:
    """Canaries: cases that are not public, that only another campaign has, and that are another role's job."""
    ours, theirs = CampaignFactory.create(), CampaignFactory.create()
    people = {role: member(ours, role) for role in Role}
    stranger = UserFactory.create(is_staff=True)
    member(theirs)
    superuser = UserFactory.create(is_staff=True, is_superuser=True)
    everybody = [*people.values(), stranger, superuser]
    for user in everybody:
        wish(user, How.AT_ONCE)
    for kind in NoticeKind:
        for state in ("draft", "review", "withdrawn"):
            hidden = NEAR[kind](ours)
            Case.objects.filter(pk=hidden.pk).update(state=state)
            give_name(hidden, f"Hidden {state} {kind}")
        give_name(NEAR[kind](theirs), f"Foreign {kind}")
        give_name(NEAR[kind](ours), f"Ours {kind}")
    alone = CaseFactory.create(birthday=f"{TODAY + 14 * DAY:%m-%d}")
    give_name(alone, "Hidden without a campaign")
    plan_notices(now=MONDAY)
    sweep()

    sent = {user: "".join(_whole(user)) for user in everybody}
    assert [name for text in sent.values() for name in re.findall("Hidden|Foreign", text)] == []
    assert (sent[stranger], sent[superuser]) == ("", "")
    found = {role: set(re.findall(r"Ours (\w+)", sent[user])) for role, user in people.items()}
    assert found == {
        Role.COORDINATOR: set(NoticeKind),
        Role.EDITOR: {"no_word", "unchecked"},
        Role.STEWARD: {"birthday", "anniversary"},
        Role.LEGAL: {"hearing", "sentence_end", "consent_end"},
    }
    # The canaries sing: whoever has the role is told of the other campaign's cases.
    assert len(set(re.findall(r"Foreign (\w+)", "".join(_whole(theirs.memberships.get().user))))) > 1


def _whole(user: User) -> list[str]:
    """Return every mail to an organiser as it goes over the wire, decoded."""
    return [
        f"{message.subject}\n{message.body}\n{message.message()}\n{getattr(message, 'alternatives', '')}"
        for message in mail.outbox
        if user.email in message.to
    ]


def test_organisers_of_the_same_campaign_get_mails_of_their_own(campaign: Campaign) -> None:
    first, second = member(campaign), member(campaign)
    NEAR[NoticeKind.HEARING](campaign)
    plan_notices(now=MONDAY)
    sweep()

    assert sorted(message.to for message in mail.outbox) == sorted([[first.email], [second.email]])
    assert [message.cc + message.bcc for message in mail.outbox] == [[], []]
