"""The outbox in figures, and its page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from campaigns.outbox_figures import BAR, HEIGHT, HOURS_BACK, outbox_figures
from tests.factories.campaigns import DispatchFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2031, 7, 5, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
LIST = "/admin/campaigns/dispatch/"


def test_states_are_counted_and_lead_to_their_lists() -> None:
    DispatchFactory.create_batch(2, state="unknown", due_at=NOW)
    DispatchFactory(state="sent", due_at=NOW, sent_at=NOW)

    found = [(one.label, one.count, one.url, one.needs_decision) for one in outbox_figures(now=NOW).states]
    assert found == [
        ("Sent", 1, f"{LIST}?state__exact=sent", False),
        ("Not known whether it went out", 2, f"{LIST}?state__exact=unknown", True),
    ]


def test_bars_show_what_went_out_and_what_waits_by_the_hour() -> None:
    DispatchFactory.create_batch(3, state="sent", due_at=NOW - 9 * HOUR, sent_at=NOW - 2 * HOUR)
    DispatchFactory(state="failed", due_at=NOW - 2 * HOUR)
    DispatchFactory(state="planned", due_at=NOW + 2 * HOUR)
    # Outside the plot.
    DispatchFactory(state="sent", sent_at=NOW - 48 * HOUR)
    DispatchFactory(state="planned", due_at=NOW + 25 * HOUR)

    figures = outbox_figures(now=NOW)
    past, ahead = figures.bars
    assert (past.x, past.sent, past.waiting, past.trouble) == ((HOURS_BACK - 3) * BAR, 3, 0, 1)
    assert (past.sent_y, past.sent_height) == (HEIGHT / 4, HEIGHT * 3 / 4)
    assert (past.trouble_y, past.trouble_height) == (0, HEIGHT / 4)
    assert (ahead.x, ahead.waiting, figures.highest) == ((HOURS_BACK + 1) * BAR, 1, 4)


def test_what_should_have_gone_out_is_counted_as_late() -> None:
    DispatchFactory(due_at=NOW - timedelta(minutes=11))
    DispatchFactory(due_at=NOW - timedelta(minutes=9))
    assert outbox_figures(now=NOW).late == 1


def test_page_shows_counts_plot_and_warning(desk: Client) -> None:
    assert "It is empty." in desk.get(LIST).content.decode()
    DispatchFactory(due_at=datetime.now(UTC) - HOUR)
    page = desk.get(LIST).content.decode()
    assert "1 message should have gone out more than ten minutes ago." in page
    assert page.count('<rect class="waiting"') == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_figures_take_few_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    DispatchFactory.create_batch(rows, due_at=NOW)
    with django_assert_num_queries(5):
        outbox_figures(now=NOW)
