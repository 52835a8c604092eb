"""The mail that tells of dates: what is in it, and that its headers tell nothing."""

import re

import pytest

from accounts.models import User
from campaigns.models import Campaign, Dispatch, NoticeKind
from prisoners.models import Case, CaseEvent
from sources.models import Translation
from tests.campaigns.notice_mails import CANARY, give_name, message_about, plan, read_mail, text_of
from tests.campaigns.notices import (
    DAY,
    NEAR,
    TODAY,
    How,
    hearing,
    member,
    quiet_case,
    wish,
)

pytestmark = pytest.mark.django_db


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
    message = read_mail(message_about(campaign, kind))
    case = Case.objects.get()

    for part in [CANARY, str(kind.label), *SAID[kind]]:
        assert part in text_of(message)
        assert part in text_of(message, "html")
    addresses = re.findall(r"^http\S+$", text_of(message), re.MULTILINE)
    assert addresses == [
        f"http://localhost:8000/admin/prisoners/case/{case.pk}/change/",
        "http://localhost:8000/admin/notices/",
        "http://localhost:8000/en/mail/stop/sample/",
    ]
    assert re.findall(r'href="([^"]+)"', text_of(message, "html")) == addresses
    assert "\n\n\n" not in text_of(message)


def test_dates_are_grouped_by_kind_in_the_order_of_their_days(campaign: Campaign) -> None:
    wish(member(campaign), How.AT_ONCE)
    later, sooner = quiet_case(campaign), quiet_case(campaign)
    hearing(later, TODAY + 6 * DAY)
    hearing(sooner, TODAY + 2 * DAY)
    NEAR[NoticeKind.BIRTHDAY](campaign)
    plan()
    text = text_of(read_mail(Dispatch.objects.select_related("user").get()))

    assert text.count("A hearing is near") == 1
    order = ["A hearing is near", sooner.display_name, later.display_name, "A birthday is near"]
    assert sorted(order, key=text.index) == order


@pytest.mark.parametrize("kind", NoticeKind)
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_subjects_and_headers_tell_nothing(campaign: Campaign, kind: NoticeKind, language: str) -> None:
    message_about(campaign, kind)
    User.objects.update(language=language)
    message = read_mail(Dispatch.objects.select_related("user").get())

    headers = "".join(f"{name}: {value}\n" for name, value in message.items())
    for word in ("Kanarbek", "Zhyrauov", "Appeal", str(kind.label), campaign.title, "hearing", "prison"):
        assert word not in headers
    assert message["Subject"]
    assert message["Content-Language"] == language
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_mail_is_in_the_organisers_language(campaign: Campaign) -> None:
    message_about(campaign, NoticeKind.HEARING)
    case = Case.objects.get()
    give_name(case, "Қанарбек Жыраев", "kk")
    Translation(subject=CaseEvent.objects.get(), field="title", language="kk", text="Апелляция").save()
    User.objects.update(language="kk")
    text = text_of(read_mail(Dispatch.objects.select_related("user").get()))

    assert "Қанарбек Жыраев" in text
    assert "Апелляция" in text
    assert '<html lang="kk">' in text_of(read_mail(Dispatch.objects.select_related("user").get()), "html")


def test_who_may_not_see_cases_in_the_admin_gets_the_public_page(campaign: Campaign) -> None:
    member(campaign)
    case = NEAR[NoticeKind.HEARING](campaign)
    plan()
    text = text_of(read_mail(Dispatch.objects.select_related("user").get()))

    assert f"http://localhost:8000{case.get_absolute_url()}\n" in text
    assert "/admin/prisoners/" not in text


def test_a_month_is_told_as_a_month(campaign: Campaign) -> None:
    wish(member(campaign), How.AT_ONCE)
    case = quiet_case(campaign)
    case.episodes.create(slug="first", arrested_on="2026-04", sentence_months=60)
    case.episodes.create(slug="second", arrested_on="2026-03", sentence_months=60)
    plan()
    text = text_of(read_mail(Dispatch.objects.select_related("user").get()))

    assert "\nApril 2031 (in 22 days)\n" in text
    assert "\nMarch 2031 (this month)\n" in text


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "A & B", "🙂 Әйгерім", "{{ wishes_url }}"])
def test_names_cannot_break_a_mail(campaign: Campaign, name: str) -> None:
    dispatch = message_about(campaign, NoticeKind.HEARING)
    give_name(Case.objects.get(), name)
    message = read_mail(dispatch)

    assert name in text_of(message)
    tags = set(re.findall(r"<([a-z][a-z0-9]*)", text_of(message, "html")))
    assert tags <= {"html", "head", "meta", "title", "style", "body", "p", "h2", "br", "a", "strong"}
