"""The mail that tells of dates: what is in it, what is still so when it is sent, and what must never be in it."""

import email
import email.policy
import re
from email.message import EmailMessage

import pytest
import time_machine
from django.core import mail
from django.test import Client

from accounts.models import User
from campaigns.mailings import Links, build_mail
from campaigns.mailings.organisers import NothingToTellError
from campaigns.models import Campaign, Dispatch, Membership, NoticeKind, NoticePreference
from campaigns.services.notices import plan_notices
from campaigns.services.outbox import sweep_outbox
from prisoners.models import Case, CaseEvent
from sources.models import Name, NameKind, Translation
from tests.campaigns.notices import (
    DAY,
    HOUR,
    MONDAY,
    NEAR,
    TODAY,
    How,
    Role,
    hearing,
    member,
    quiet_case,
    wish,
)
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import CampaignFactory
from tests.factories.prisoners import CaseFactory
from toolkit.mail import make_message_id

pytestmark = pytest.mark.django_db

CANARY = "Kanarbek Zhyrauov"


@pytest.fixture
def campaign() -> Campaign:
    """A live campaign."""
    return CampaignFactory.create()


def _name(case: Case, text: str = CANARY, language: str = "en") -> None:
    assert case.person is not None
    case.person.names.all().delete()
    Name(person=case.person, text=text, language=language, kind=NameKind.PREFERRED).save()


def _plan() -> None:
    with time_machine.travel(MONDAY, tick=False):
        plan_notices(now=MONDAY)


def _sent(dispatch: Dispatch) -> EmailMessage:
    """Build the message, turn it into bytes and read those back."""
    links = Links(stop="http://localhost:8000/en/mail/stop/sample/")
    with time_machine.travel(MONDAY, tick=False):
        message = build_mail(dispatch, links=links, message_id=make_message_id())
    content = message.message(policy=email.policy.SMTP).as_bytes()
    return email.message_from_bytes(content, policy=email.policy.default)


def _text(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def _near(campaign: Campaign, *kinds: NoticeKind) -> Dispatch:
    """Return the one message that tells a coordinator of cases near their dates."""
    wish(member(campaign, is_superuser=True), How.AT_ONCE)
    for kind in kinds:
        _name(NEAR[kind](campaign))
    _plan()
    return Dispatch.objects.select_related("user").get()


SAID = {
    NoticeKind.HEARING: ["A hearing is near", "Monday 17 March 2031 (in 7 days)", "Appeal"],
    NoticeKind.BIRTHDAY: ["A birthday is near", "Monday 24 March 2031 (in 14 days)", "Write cards now"],
    NoticeKind.ANNIVERSARY: ["Monday 24 March 2031 (in 14 days)", "10 years since the arrest"],
    NoticeKind.SENTENCE_END: ["Wednesday 9 April 2031 (in 30 days)", "as reckoned", "This is not a release."],
    NoticeKind.CONSENT_END: [
        "Wednesday 9 April 2031 (in 30 days)",
        "Consent that ends: Already on public record",
    ],
    NoticeKind.NO_WORD: ["Last word: 10 December 2030 (90 days without word)", "Ask the family"],
    NoticeKind.UNCHECKED: ["Last checked: 9 January 2031 (60 days without a check)"],
}


@pytest.mark.parametrize("kind", NoticeKind)
def test_each_kind_says_who_what_when_and_what_to_do(campaign: Campaign, kind: NoticeKind) -> None:
    message = _sent(_near(campaign, kind))
    case = Case.objects.get()

    for part in [CANARY, str(kind.label), *SAID[kind]]:
        assert part in _text(message)
        assert part in _text(message, "html")
    addresses = re.findall(r"^http\S+$", _text(message), re.MULTILINE)
    assert addresses == [
        f"http://localhost:8000/admin/prisoners/case/{case.pk}/change/",
        "http://localhost:8000/admin/notices/",
        "http://localhost:8000/en/mail/stop/sample/",
    ]
    assert re.findall(r'href="([^"]+)"', _text(message, "html")) == addresses
    assert "\n\n\n" not in _text(message)


def test_dates_are_grouped_by_kind_in_the_order_of_their_days(campaign: Campaign) -> None:
    wish(member(campaign), How.AT_ONCE)
    later, sooner = quiet_case(campaign), quiet_case(campaign)
    hearing(later, TODAY + 6 * DAY)
    hearing(sooner, TODAY + 2 * DAY)
    NEAR[NoticeKind.BIRTHDAY](campaign)
    _plan()
    text = _text(_sent(Dispatch.objects.select_related("user").get()))

    assert text.count("A hearing is near") == 1
    order = ["A hearing is near", sooner.display_name, later.display_name, "A birthday is near"]
    assert sorted(order, key=text.index) == order


@pytest.mark.parametrize("kind", NoticeKind)
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_subjects_and_headers_tell_nothing(campaign: Campaign, kind: NoticeKind, language: str) -> None:
    _near(campaign, kind)
    User.objects.update(language=language)
    message = _sent(Dispatch.objects.select_related("user").get())

    headers = "".join(f"{name}: {value}\n" for name, value in message.items())
    for word in ("Kanarbek", "Zhyrauov", "Appeal", str(kind.label), campaign.title, "hearing", "prison"):
        assert word not in headers
    assert message["Subject"]
    assert message["Content-Language"] == language
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_mail_is_in_the_organisers_language(campaign: Campaign) -> None:
    _near(campaign, NoticeKind.HEARING)
    case = Case.objects.get()
    _name(case, "Қанарбек Жыраев", "kk")
    Translation(subject=CaseEvent.objects.get(), field="title", language="kk", text="Апелляция").save()
    User.objects.update(language="kk")
    text = _text(_sent(Dispatch.objects.select_related("user").get()))

    assert "Қанарбек Жыраев" in text
    assert "Апелляция" in text
    assert '<html lang="kk">' in _text(_sent(Dispatch.objects.select_related("user").get()), "html")


def test_who_may_not_see_cases_in_the_admin_gets_the_public_page(campaign: Campaign) -> None:
    member(campaign)
    case = NEAR[NoticeKind.HEARING](campaign)
    _plan()
    text = _text(_sent(Dispatch.objects.select_related("user").get()))

    assert f"http://localhost:8000{case.get_absolute_url()}\n" in text
    assert "/admin/prisoners/" not in text


def test_a_month_is_told_as_a_month(campaign: Campaign) -> None:
    wish(member(campaign), How.AT_ONCE)
    case = quiet_case(campaign)
    case.episodes.create(slug="first", arrested_on="2026-04", sentence_months=60)
    case.episodes.create(slug="second", arrested_on="2026-03", sentence_months=60)
    _plan()
    text = _text(_sent(Dispatch.objects.select_related("user").get()))

    assert "\nApril 2031 (in 22 days)\n" in text
    assert "\nMarch 2031 (this month)\n" in text


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "A & B", "🙂 Әйгерім", "{{ wishes_url }}"])
def test_names_cannot_break_a_mail(campaign: Campaign, name: str) -> None:
    dispatch = _near(campaign, NoticeKind.HEARING)
    _name(Case.objects.get(), name)
    message = _sent(dispatch)

    assert name in _text(message)
    tags = set(re.findall(r"<([a-z][a-z0-9]*)", _text(message, "html")))
    assert tags <= {"html", "head", "meta", "title", "style", "body", "p", "h2", "br", "a", "strong"}


# --- what is still so when it is sent ---


def _sweep(moment: object = MONDAY) -> list[str]:
    """Send what is due; return the texts."""
    mail.outbox.clear()
    with time_machine.travel(moment, tick=False):  # type: ignore[arg-type]  # a datetime
        sweep_outbox()
    return [str(message.body) for message in mail.outbox]


def test_the_sweep_sends_a_notice_with_links_to_stop_and_to_choose(
    campaign: Campaign, client: Client
) -> None:
    coordinator = member(campaign)
    NEAR[NoticeKind.HEARING](campaign)
    _plan()
    (text,) = _sweep()

    assert mail.outbox[0].to == [coordinator.email]
    assert "http://localhost:8000/admin/notices/" in text
    (path,) = re.findall(r"^http://localhost:8000(/en/mail/stop/\S+)$", text, re.MULTILINE)
    with time_machine.travel(MONDAY, tick=False):
        client.get(path)
        assert NoticePreference.objects.count() == 0
        client.post(path)
    assert set(NoticePreference.objects.values_list("user", "how")) == {(coordinator.pk, "off")}
    assert NoticePreference.objects.count() == len(NoticeKind)
    plan_notices(now=MONDAY + 6 * DAY)
    assert Dispatch.objects.count() == 1


def _moved(event: CaseEvent) -> None:
    CaseEvent.objects.filter(pk=event.pk).update(date=(TODAY + 9 * DAY).isoformat())


def _no_longer_public(event: CaseEvent) -> None:
    Case.objects.filter(pk=event.case_id).update(state="withdrawn")


def _step_withdrawn(event: CaseEvent) -> None:
    CaseEvent.objects.filter(pk=event.pk).update(state="withdrawn")


def _out_of_the_roll(event: CaseEvent) -> None:
    event.case.in_rolls.all().delete()


def _role_lost(_event: CaseEvent) -> None:
    Membership.objects.exclude(user__is_superuser=True).delete()


def _turned_off(_event: CaseEvent) -> None:
    wish(User.objects.get(is_superuser=False), How.OFF, NoticeKind.HEARING)


def _not_active(_event: CaseEvent) -> None:
    User.objects.filter(is_superuser=False).update(is_active=False)


def _not_staff(_event: CaseEvent) -> None:
    User.objects.filter(is_superuser=False).update(is_staff=False)


def _a_record(_event: CaseEvent) -> None:
    Campaign.objects.update(as_of=TODAY)


CHANGES = [
    *(_moved, _no_longer_public, _step_withdrawn, _out_of_the_roll, _role_lost, _turned_off),
    *(_not_active, _not_staff, _a_record),
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_no_longer_so_is_not_sent(
    campaign: Campaign, change: object, caplog: pytest.LogCaptureFixture
) -> None:
    member(campaign, is_superuser=True)
    coordinator = member(campaign)
    event = hearing(quiet_case(campaign), TODAY + 7 * DAY)
    plan_notices(now=MONDAY)
    change(event)  # type: ignore[operator]  # one of CHANGES
    _sweep()

    assert [message.to for message in mail.outbox if coordinator.email in message.to] == []
    assert Dispatch.objects.get(user=coordinator).state == Dispatch.State.DROPPED
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize("change", CHANGES)
def test_control_without_the_look_before_sending_it_would_be(
    campaign: Campaign, change: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {}
    coordinator = member(campaign)
    event = hearing(quiet_case(campaign), TODAY + 7 * DAY)
    _name(event.case)
    plan_notices(now=MONDAY)
    from campaigns.notices.ahead import dates_ahead  # noqa: PLC0415 - as it stands before the change

    before["dates"] = dates_ahead(today=TODAY)
    change(event)  # type: ignore[operator]  # one of CHANGES
    for module in ("campaigns.services.wanted", "campaigns.mailings.organisers"):
        monkeypatch.setattr(f"{module}.dates_to_tell", lambda _dispatch, *, now: before["dates"])
    _sweep()

    assert [message.to for message in mail.outbox] == [[coordinator.email]]
    assert CANARY in str(mail.outbox[0].body)


def test_a_message_tells_only_what_of_it_is_still_so(campaign: Campaign) -> None:
    member(campaign)
    moved, stays = quiet_case(campaign), quiet_case(campaign)
    event = hearing(moved, TODAY + 5 * DAY)
    hearing(stays, TODAY + 5 * DAY)
    plan_notices(now=MONDAY)
    _moved(event)
    (text,) = _sweep()

    assert stays.display_name in text
    assert moved.display_name not in text


def test_a_hearing_that_is_moved_and_moved_back_is_told_again(campaign: Campaign) -> None:
    member(campaign)
    event = hearing(quiet_case(campaign), TODAY + 7 * DAY)
    plan_notices(now=MONDAY)
    _moved(event)
    assert _sweep() == []
    CaseEvent.objects.filter(pk=event.pk).update(date=event.date)
    for hours in range(3):
        plan_notices(now=MONDAY + hours * HOUR)

    assert len(_sweep(MONDAY + 3 * HOUR)) == 1
    assert sorted(Dispatch.objects.values_list("state", flat=True)) == ["dropped", "sent"]
    plan_notices(now=MONDAY + 4 * HOUR)
    assert Dispatch.objects.count() == 2


def test_a_message_that_waited_too_long_does_not_tell_of_days_that_passed(campaign: Campaign) -> None:
    member(campaign)
    hearing(quiet_case(campaign), TODAY + 2 * DAY)
    plan_notices(now=MONDAY)

    assert _sweep(MONDAY + 3 * DAY) == []
    assert Dispatch.objects.get().state == Dispatch.State.DROPPED


def test_days_are_counted_from_the_day_it_is_sent(campaign: Campaign) -> None:
    member(campaign)
    hearing(quiet_case(campaign), TODAY + 2 * DAY)
    plan_notices(now=MONDAY)

    assert "(tomorrow)" in _sweep(MONDAY + DAY)[0]


def test_a_mail_with_nothing_to_tell_is_not_made(campaign: Campaign) -> None:
    member(campaign)
    event = hearing(quiet_case(campaign), TODAY + 7 * DAY)
    plan_notices(now=MONDAY)
    _moved(event)

    with pytest.raises(NothingToTellError):
        _sent(Dispatch.objects.select_related("user").get())


# --- what must never be in it ---


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
            _name(hidden, f"Hidden {state} {kind}")
        _name(NEAR[kind](theirs), f"Foreign {kind}")
        _name(NEAR[kind](ours), f"Ours {kind}")
    alone = CaseFactory.create(birthday=f"{TODAY + 14 * DAY:%m-%d}")
    _name(alone, "Hidden without a campaign")
    plan_notices(now=MONDAY)
    _sweep()

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
    _sweep()

    assert sorted(message.to for message in mail.outbox) == sorted([[first.email], [second.email]])
    assert [message.cc + message.bcc for message in mail.outbox] == [[], []]
