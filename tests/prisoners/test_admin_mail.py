"""Mail and transfers in the admin: a bundle of post, and a transfer that proposes a dated step."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from prisoners.models import Case, CaseEvent, Mail
from prisoners.post import post_of
from prisoners.querysets import cases_for_post
from tests.desk import add, address, history_of, text_of
from tests.factories.accounts import UserFactory
from tests.factories.prisoners import CaseFactory, PrisonFactory, StayFactory
from tests.factories.sources import ClaimFactory
from tests.prisoners.test_post import make_prison, make_prisoner

pytestmark = pytest.mark.django_db

BUNDLE = "/admin/prisoners/mail/bundle/"


def transfer_address(case: Case) -> str:
    return reverse("admin:prisoners_case_transfer", args=[case.pk])


def lines_of(case: Case) -> tuple[str, ...]:
    found = post_of(cases_for_post(date(2026, 11, 22)).get(pk=case.pk)).destination
    assert found is not None
    return found.lines[1:]


def test_transfer_changes_the_address_at_once_and_proposes_a_step(desk: Client) -> None:
    case, claim = make_prisoner(), ClaimFactory.create()
    new = make_prison("Учреждение ОБРАЗЕЦ-2", place__name__text="Sample colony 2")
    assert transfer_address(case) in text_of(desk.get(address(case)))
    assert desk.get(transfer_address(case)).status_code == 200

    given = {"prison": new.pk, "since": "2026-11-20", "claims": [claim.pk]}
    page = text_of(desk.post(transfer_address(case), given, follow=True))

    assert lines_of(case) == ("Учреждение ОБРАЗЕЦ-2",)
    assert "Labels printed before are out of date." in page
    assert history_of(case) == ["Added stay “Sample colony 2, 2026-11-20”."]
    assert CaseEvent.objects.count() == 0
    link = page.split('<a href="/admin/prisoners/caseevent/add/?')[1].split('"')[0].replace("&amp;", "&")
    form = text_of(desk.get(f"/admin/prisoners/caseevent/add/?{link}"))
    assert ('value="Transferred to Sample colony 2"' in form, 'value="2026-11-20"' in form) == (True, True)
    assert f'<option value="{claim.pk}" selected>' in form


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"since": "2020-01"}, "cannot be before the stay that it ends"),
        ({"since": "soon"}, "errorlist"),
        ({"prison": ""}, "This field is required."),
    ],
)
def test_transfer_that_cannot_be_changes_nothing(desk: Client, given: dict[str, str], words: str) -> None:
    case, new = make_prisoner(), make_prison("Elsewhere")
    before = lines_of(case)
    answer = desk.post(transfer_address(case), {"prison": new.pk, "since": "2026-11-20", **given})
    assert (answer.status_code, words in text_of(answer), lines_of(case)) == (422, True, before)


def test_new_stay_on_the_page_of_the_episode_changes_the_address_too(desk: Client) -> None:
    case = make_prisoner(since="2026-01")
    StayFactory.create(
        episode=case.episodes.get(), prison=make_prison("Учреждение ОБРАЗЕЦ-3"), since="2026-11-20"
    )
    assert lines_of(case) == ("Учреждение ОБРАЗЕЦ-3",)


def test_transfer_and_bundle_need_their_permissions(client: Client) -> None:
    case = make_prisoner()
    user = UserFactory.create(is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=["view_case", "view_mail"]))
    client.force_login(user)
    assert [client.get(path).status_code for path in (transfer_address(case), BUNDLE)] == [403, 403]
    client.logout()
    assert [client.get(path).status_code for path in (transfer_address(case), BUNDLE)] == [302, 302]


def test_transfer_of_a_case_that_is_not_there_is_not_found(desk: Client) -> None:
    assert desk.get(reverse("admin:prisoners_case_transfer", args=[999])).status_code == 404


def test_bundle_writes_down_many_cases_at_once(desk: Client) -> None:
    one, two, three = (
        make_prisoner(slug="one"),
        CaseFactory.create(slug="two"),
        CaseFactory.create(slug="three"),
    )
    CaseFactory.create(state="withdrawn", slug="gone")
    page = text_of(desk.get(BUNDLE))
    assert [page.count(f'name="sent-{case.pk}"') for case in Case.objects.order_by("pk")] == [1, 1, 1, 0]
    assert reverse("admin:prisoners_mail_bundle") in text_of(
        desk.get(reverse("admin:prisoners_mail_changelist"))
    )

    given = {"on": "2026-11-01", f"returned-{one.pk}": "3", f"answered-{one.pk}": "1", f"sent-{two.pk}": "20"}
    desk.post(BUNDLE, given, follow=True)

    found = Mail.objects.order_by("case", "outcome").values_list("case", "outcome", "count", "on")
    day = date(2026, 11, 1)
    assert list(found) == [
        (one.pk, "answered", 1, day),
        (one.pk, "returned", 3, day),
        (two.pk, "sent", 20, day),
    ]
    assert three.mail.count() == 0
    assert one.mail.first().prison == one.episodes.get().stays.get().prison  # type: ignore[union-attr]  # counted above


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"on": "2026-11-01"}, "Write at least one number."),
        ({"on": "2999-01-01", "sent": "1"}, "This day is still ahead."),
        ({"on": "2026-11-01", "sent": "0"}, "errorlist"),
        ({"on": "2026-11-01", "sent": "-1"}, "errorlist"),
        ({"on": "2026-11-01", "sent": "10001"}, "errorlist"),
        ({"sent": "1"}, "errorlist"),
    ],
)
def test_bundle_that_is_not_right_writes_nothing(desk: Client, given: dict[str, str], words: str) -> None:
    case = make_prisoner()
    sent = {f"sent-{case.pk}": given.pop("sent")} if "sent" in given else {}
    answer = desk.post(BUNDLE, {**given, **sent})
    assert (answer.status_code, words in text_of(answer), Mail.objects.count()) == (422, True, 0)


def test_admin_adds_one_row_of_mail(desk: Client) -> None:
    case, prison = make_prisoner(), PrisonFactory.create()
    add(desk, Mail, case=case.pk, prison=prison.pk, outcome="answered", count="2", on="2026-11-01")
    [row] = Mail.objects.all()
    assert (row.case, row.prison, row.outcome, row.count) == (case, prison, "answered", 2)
