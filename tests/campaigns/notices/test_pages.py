"""The dates on the desk, and the page where each organiser chooses how to hear of them."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from campaigns.models import Campaign, NoticeKind, NoticePreference
from prisoners.models import Case
from tests.campaigns.notices import DAY, NEAR, How, Role, hearing, member, quiet_case, wish
from tests.desk import text_of
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import CampaignFactory

pytestmark = pytest.mark.django_db

PAGE = "/admin/notices/"
# Session and user; campaigns, teams, superusers, the roll; cases with names, texts, steps and their texts, episodes,
# consents. Then the wishes on the page of dates, and on the desk what else it shows.
QUERIES = {PAGE: 14, "/admin/": 13 + 25}


def today() -> date:
    """Return today where organisers are (tests run with UTC)."""
    return datetime.now(UTC).date()


def fresh(campaign: Campaign, **fields: object) -> Case:
    """Return a case of which there is nothing to tell today."""
    return quiet_case(campaign, **{"checked_on": today(), "last_word_on": today().isoformat(), **fields})


def rows(page: str, section: str) -> list[tuple[str, str, str]]:
    """Return figure, name and kind of each row of a section."""
    found = []
    for article in page.split(f'id="{section}"')[1].split("</section>", maxsplit=1)[0].split("<article")[1:]:
        figure = article.split('<p class="figure">')[1].split("</p>")[0]
        figure = " ".join(figure.replace("<small>", "").replace("</small>", "").split())
        name = article.split("<h3>")[1].split("<")[0]
        found.append((figure, name, article.split("<strong>")[1].split("</strong>")[0]))
    return found


@pytest.fixture
def campaign() -> Campaign:
    """A live campaign."""
    return CampaignFactory.create()


@pytest.fixture
def coordinator(campaign: Campaign, client: Client) -> User:
    """Its coordinator, signed in."""
    user = member(campaign)
    client.force_login(user)
    return user


def test_desk_shows_dates_ahead_the_most_urgent_first(
    client: Client, campaign: Campaign, coordinator: User
) -> None:
    far, near = fresh(campaign), fresh(campaign)
    hearing(far, today() + 20 * DAY)
    hearing(near, today() + 2 * DAY)
    hearing(fresh(campaign), today() + 31 * DAY)
    hearing(fresh(campaign), today() - DAY)
    alone = fresh(campaign, checked_on=today() - 70 * DAY)
    ran_out = fresh(campaign, consent=None)
    ran_out.consents.create(ground="family", covers_name=True, until=today() - 3 * DAY)
    quiet = fresh(campaign, checked_on=today() - 59 * DAY)

    page = text_of(client.get("/admin/"))

    assert rows(page, "desk-dates") == [
        ("3 days ago", ran_out.display_name, "A consent runs out."),
        ("2 days to go", near.display_name, "A hearing is near."),
        ("20 days to go", far.display_name, "A hearing is near."),
        ("70 days without a check", alone.display_name, "Facts not checked for 60 days."),
    ]
    assert quiet.display_name not in page
    # Consent and the hearing within a week are urgent; a hearing in three weeks is not.
    assert page.split('id="desk-dates"')[1].split("</section>")[0].count("task--urgent") == 2
    assert f'href="{PAGE}"' in page


def test_desk_shows_eight_dates_and_says_how_many_more(
    client: Client, campaign: Campaign, coordinator: User
) -> None:
    for days in range(10):
        hearing(fresh(campaign), today() + days * DAY)

    page = text_of(client.get("/admin/"))
    assert len(rows(page, "desk-dates")) == 8
    assert "2 more are on the page of dates." in page
    assert len(rows(text_of(client.get(PAGE)), "dates-ahead")) == 10


def test_desk_says_when_no_date_is_near(client: Client, campaign: Campaign, coordinator: User) -> None:
    fresh(campaign)

    assert "No date is near." in text_of(client.get("/admin/")).split('id="desk-dates"')[1]


def test_desk_shows_dates_by_role_and_nothing_to_who_has_none(client: Client, campaign: Campaign) -> None:
    for near in NEAR.values():
        near(campaign)
    hearing(fresh(campaign), today() + 3 * DAY)
    fresh(campaign, birthday=f"{today() + 3 * DAY:%m-%d}")
    seen = {}
    member(campaign)
    for role in (Role.STEWARD, Role.LEGAL):
        client.force_login(member(campaign, role))
        seen[role] = {kind for _figure, _name, kind in rows(text_of(client.get("/admin/")), "desk-dates")}

    assert "A hearing is near." not in seen[Role.STEWARD]
    assert "A birthday is near." not in seen[Role.LEGAL]
    for stranger in (UserFactory.create(is_staff=True), member(CampaignFactory.create(as_of=today()))):
        client.force_login(stranger)
        assert "desk-dates" not in text_of(client.get("/admin/"))


def test_desk_leads_to_the_case_where_the_organiser_may_open_it(
    client: Client, campaign: Campaign, coordinator: User
) -> None:
    case = fresh(campaign)
    hearing(case, today() + 3 * DAY)
    assert f'href="/en/cases/{case.slug}/"' in text_of(client.get("/admin/"))

    coordinator.user_permissions.add(Permission.objects.get(codename="view_case"))
    page = text_of(client.get("/admin/"))
    assert f'href="/admin/prisoners/case/{case.pk}/change/" aria-label="Open the case: ' in page


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("path", "section"), [(PAGE, "dates-ahead"), ("/admin/", "desk-dates")])
def test_dates_cost_the_same_for_one_case_and_three(
    client: Client,
    campaign: Campaign,
    coordinator: User,
    path: str,
    section: str,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    User.objects.filter(pk=coordinator.pk).update(is_superuser=True)
    for _ in range(number):
        case = fresh(campaign, birthday=f"{today() + DAY:%m-%d}")
        hearing(case, today() + 3 * DAY)
    client.get(path)
    with django_assert_num_queries(QUERIES[path]):
        page = text_of(client.get(path))
    assert len(rows(page, section)) == 2 * number


def _choices(page: str) -> dict[str, str]:
    """Return what is selected for each kind."""
    found = {}
    for select in page.split("<select ")[1:]:
        name = select.split('name="')[1].split('"')[0]
        found[name] = select.split(" selected")[0].rsplit('value="', 1)[1].split('"')[0]
    return found


def test_page_shows_what_is_usual_then_what_was_chosen(client: Client, coordinator: User) -> None:
    usual = _choices(text_of(client.get(PAGE)))
    assert usual == {
        kind: "at_once" if kind in {"hearing", "consent_end"} else "weekly" for kind in NoticeKind
    }

    wish(coordinator, How.OFF, NoticeKind.HEARING)
    assert _choices(text_of(client.get(PAGE)))["hearing"] == "off"


def test_page_keeps_what_is_chosen_for_oneself_only(client: Client, coordinator: User) -> None:
    other = UserFactory.create(is_staff=True)
    wish(other, How.WEEKLY)
    chosen = dict.fromkeys(NoticeKind.values, "at_once") | {"birthday": "off"}
    # Whatever else is posted: there is no field for whose wishes they are.
    for _ in range(2):
        answer = client.post(PAGE, {**chosen, "user": str(other.pk)}, follow=True)
    page = text_of(answer)

    assert "Your wishes are kept." in page
    assert _choices(page) == chosen
    kept = NoticePreference.objects.values_list("kind", "how")
    assert dict(kept.filter(user=coordinator)) == chosen
    assert set(kept.filter(user=other)) == {(kind, "weekly") for kind in NoticeKind}


@pytest.mark.parametrize("wrong", [{"hearing": "daily"}, {"hearing": ""}, {"hearing": "off\0"}])
def test_page_refuses_what_is_no_choice_and_keeps_nothing(
    client: Client, coordinator: User, wrong: dict[str, str]
) -> None:
    answer = client.post(PAGE, {**dict.fromkeys(NoticeKind.values, "off"), **wrong})

    assert answer.status_code == 422
    assert 'class="errorlist"' in text_of(answer)
    assert NoticePreference.objects.count() == 0


def test_page_is_for_staff_and_not_kept_by_browsers(client: Client, coordinator: User) -> None:
    assert "no-store" in client.get(PAGE)["Cache-Control"]
    client.force_login(UserFactory.create())
    assert client.get(PAGE).status_code == 302
    client.logout()
    assert client.get(PAGE)["Location"].startswith("/admin/login/")
    assert client.post(PAGE, dict.fromkeys(NoticeKind.values, "off")).status_code == 302
    assert NoticePreference.objects.count() == 0


def test_page_needs_the_token_of_its_form(coordinator: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(coordinator)

    assert strict.post(PAGE, dict.fromkeys(NoticeKind.values, "off")).status_code == 403
    assert NoticePreference.objects.count() == 0


def test_a_superuser_cannot_reach_wishes_of_others(desk: Client) -> None:
    wish(UserFactory.create(is_staff=True), How.OFF)

    assert "/admin/campaigns/noticepreference/" not in text_of(desk.get("/admin/"))
    assert desk.get("/admin/campaigns/noticepreference/").status_code == 404
    assert set(_choices(text_of(desk.get(PAGE))).values()) == {"at_once", "weekly"}


def test_dates_do_not_depend_on_what_is_turned_off(
    client: Client, campaign: Campaign, coordinator: User
) -> None:
    wish(coordinator, How.OFF)
    hearing(fresh(campaign), today() + 3 * DAY)

    assert len(rows(text_of(client.get("/admin/")), "desk-dates")) == 1
