"""Where letters to a prisoner go: consent, address, transfer, and who has the fewest."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from prisoners.models import Case, Consent, Mail, Prison
from prisoners.post import Post, Standing, is_right_to_left, post_of, script_of
from prisoners.querysets import came_back, cases_for_post
from prisoners.services_mail import (
    MOST_POSTED_A_DAY,
    Counted,
    PostClosedError,
    TooManyPostedError,
    log_mail,
    log_posted_letter,
    transfer_prisoner,
)
from tests.factories.prisoners import (
    CaseFactory,
    ConsentFactory,
    EpisodeFactory,
    MailFactory,
    PrisonFactory,
    StayFactory,
)
from tests.factories.sources import ClaimFactory, NameFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
ADDRESS = "Учреждение ОБРАЗЕЦ-1\n000000 г. Образец"


def make_prison(address: str = ADDRESS, **changes: object) -> Prison:
    """Make a prison with an address, as fictional as can be."""
    return PrisonFactory.create(**{"postal_address": address, "mail_languages": ["ru"], **changes})


def make_prisoner(
    prison: Prison | None = None, *, agreed: bool = True, since: str = "2026-01", **changes: object
) -> Case:
    """Make a published case of somebody in a prison, whose family agreed to show the address."""
    case = CaseFactory.create(**changes)
    StayFactory.create(episode__case=case, prison=prison or make_prison(), since=since)
    if agreed:
        ConsentFactory.create(case=case, ground=Consent.Ground.FAMILY, covers_postal_address=True)
    return case


def post(case: Case) -> Post:
    return post_of(cases_for_post(TODAY).get(pk=case.pk))


def test_letter_goes_to_the_prison_of_a_stay_that_goes_on() -> None:
    found = post(make_prisoner())
    assert (found.standing, found.prison and found.prison.postal_address) == (Standing.OPEN, ADDRESS)


@pytest.mark.parametrize(
    ("consent", "standing"),
    [
        ({}, Standing.OPEN),
        ({"covers_postal_address": False, "covers_name": True}, Standing.NOT_AGREED),
        ({"withdrawn_on": TODAY}, Standing.NOT_AGREED),
        ({"until": TODAY - timedelta(days=1)}, Standing.NOT_AGREED),
        ({"given_on": TODAY + timedelta(days=1)}, Standing.NOT_AGREED),
    ],
)
def test_address_is_there_only_under_a_consent_in_force(
    consent: dict[str, object], standing: Standing
) -> None:
    case = make_prisoner(agreed=False)
    ConsentFactory.create(case=case, **{"covers_postal_address": True, **consent})
    found = post(case)
    assert found.standing is standing
    assert (found.destination is None) == (standing is not Standing.OPEN)


def test_consent_gate_is_what_keeps_the_address_back(monkeypatch: pytest.MonkeyPatch) -> None:
    case = cases_for_post(TODAY).get(pk=make_prisoner(agreed=False).pk)
    assert post_of(case).destination is None
    monkeypatch.setattr(case, "is_address_agreed", True)  # the control: without the gate it is there
    assert post_of(case).destination is not None


def test_case_without_an_address_or_a_stay_has_no_address() -> None:
    assert post(make_prisoner(make_prison(" \n"))).standing is Standing.NO_ADDRESS
    ended = make_prisoner()
    ended.episodes.get().stays.update(until="2026-02")
    assert post(ended).standing is Standing.NO_ADDRESS
    over = make_prisoner()
    over.episodes.update(released_on="2026-02")
    assert post(over).standing is Standing.NO_ADDRESS


def test_who_is_not_held_gets_no_letters() -> None:
    assert post(make_prisoner(status=Case.Status.RELEASED)).standing is Standing.NOT_HELD


def test_groups_and_drafts_are_not_written_to() -> None:
    CaseFactory.create(kind=Case.Kind.GROUP, person=None, title="A group")
    make_prisoner(state="draft")
    make_prisoner(state="withdrawn")
    assert list(cases_for_post(TODAY)) == []


def test_fewest_letters_come_first_and_ties_stay_in_the_order_of_the_roll() -> None:
    for slug, position, counts in [
        ("b", 1, [(3, TODAY)]),
        ("c", 2, []),
        ("d", 0, [(1, TODAY), (1, TODAY - timedelta(days=364)), (40, TODAY - timedelta(days=365))]),
        ("a", 2, []),
    ]:
        case = make_prisoner(slug=slug, position=position)
        for count, on in counts:
            MailFactory.create(case=case, count=count, on=on)
        MailFactory.create(case=case, count=9, on=TODAY, outcome=Mail.Outcome.RETURNED)
    found = [(case.slug, post_of(case).sent) for case in cases_for_post(TODAY)]
    assert found == [("a", 0), ("c", 0), ("d", 2), ("b", 3)]


@pytest.mark.parametrize("rows", [1, 3])
def test_reading_posts_takes_the_same_queries_for_any_number(
    django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        make_prisoner().episodes.get().stays.get().prison.claims.add(ClaimFactory.create())
    list(cases_for_post(TODAY))
    with django_assert_num_queries(11):
        assert [post_of(case).standing for case in cases_for_post(TODAY)] == [Standing.OPEN] * rows


def test_name_on_the_envelope_is_in_the_script_of_the_address() -> None:
    case = make_prisoner()
    NameFactory.create(person=case.person, language="kk", script="Cyrl", text="Айгерім Үлгі")
    NameFactory.create(person=case.person, language="ru", script="Cyrl", text="Айгерим Образцова")
    found = post(case).destination
    assert found is not None
    assert found.lines == ("Айгерим Образцова", "Учреждение ОБРАЗЕЦ-1", "000000 г. Образец")


@pytest.mark.parametrize(
    ("text", "script", "is_rtl"),
    [
        ("Учреждение 1", "Cyrl", False),
        ("زندان نمونه، ۱۲", "Arab", True),
        ("12 בית סוהר", "Hebr", True),
        ("Sample 1", "Latn", False),
        ("123", "", False),
    ],
)
def test_script_and_direction_of_an_address(text: str, script: str, is_rtl: bool) -> None:  # noqa: FBT001 - a parameter
    assert (script_of(text), is_right_to_left(text)) == (script, is_rtl)


def test_transfer_ends_one_stay_and_begins_the_next() -> None:
    case, claim = make_prisoner(since="2026-01"), ClaimFactory.create()
    before = post(case).destination
    new = make_prison("Учреждение ОБРАЗЕЦ-2\n111111 г. Новый")
    stay = transfer_prisoner(case, prison=new, since="2026-11-20", claims=[claim])
    after = post(case).destination
    assert before is not None
    assert after is not None
    assert [(one.since, one.until) for one in case.episodes.get().stays.all()] == [
        ("2026-01", "2026-11-20"),
        ("2026-11-20", ""),
    ]
    assert (stay.prison, list(stay.claims.all())) == (new, [claim])
    assert (before.moved_on, after.moved_on) == ("", "2026-11-20")
    assert after.lines[1:] == ("Учреждение ОБРАЗЕЦ-2", "111111 г. Новый")
    assert before.key != after.key


@pytest.mark.parametrize("since", ["", "2025-12-31"])
def test_transfer_before_the_stay_it_ends_is_refused(since: str) -> None:
    case = make_prisoner(since="2026-01")
    with pytest.raises(ValidationError, match="cannot be before"):
        transfer_prisoner(case, prison=make_prison(), since=since)
    assert case.episodes.get().stays.get().until == ""


def test_transfer_to_the_same_prison_or_of_somebody_free_is_refused() -> None:
    case = make_prisoner()
    with pytest.raises(ValidationError, match="already"):
        transfer_prisoner(case, prison=case.episodes.get().stays.get().prison, since="2026-11")
    free = CaseFactory.create(status=Case.Status.RELEASED)
    EpisodeFactory.create(case=free, released_on="2026-01")
    with pytest.raises(ValidationError, match="Nobody is held"):
        transfer_prisoner(free, prison=make_prison(), since="2026-11")


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"mail_rules": "No photographs."}, False),
        ({"postal_address": "Elsewhere"}, False),
        ({"mail_pages": 2}, False),
        ({"mail_languages": ["ru", "kk"]}, False),
        ({"checked_on": TODAY}, True),
    ],
)
def test_mark_of_a_label_changes_with_what_it_shows(change: dict[str, object], same: bool) -> None:  # noqa: FBT001 - a parameter
    case = make_prisoner()
    before = post(case).destination
    Prison.objects.update(**change)
    after = post(case).destination
    assert before is not None
    assert after is not None
    assert (before.key == after.key) is same


def test_posted_letters_of_a_day_are_one_row_and_end_at_the_limit() -> None:
    case = make_prisoner()
    for _ in range(MOST_POSTED_A_DAY):
        log_posted_letter(case, on=TODAY)
    with pytest.raises(TooManyPostedError):
        log_posted_letter(case, on=TODAY)
    [row] = case.mail.all()
    assert (row.count, row.on, row.prison) == (MOST_POSTED_A_DAY, TODAY, post(case).prison)


def test_letter_that_cannot_go_is_not_counted() -> None:
    case = make_prisoner(agreed=False)
    with pytest.raises(PostClosedError):
        log_posted_letter(case, on=TODAY)
    assert case.mail.count() == 0


def test_letters_that_came_back_count_since_the_last_answer_and_for_this_prison_alone() -> None:
    case = make_prisoner()
    log_mail([Counted(case, Mail.Outcome.RETURNED, 4)], on=date(2026, 3, 1))
    log_mail([Counted(case, Mail.Outcome.ANSWERED, 1)], on=date(2026, 4, 1))
    log_mail([Counted(case, Mail.Outcome.RETURNED, 2)], on=date(2026, 5, 1))
    old = case.episodes.get().stays.get().prison
    assert came_back(case, old) == 2
    new = make_prison()
    transfer_prisoner(case, prison=new, since="2026-06")
    assert came_back(case, new) == 0
