"""Rosters: in order, with friends below who brings them, as a table without formulas and on paper."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from campaigns.models import Shift, SignUp
from campaigns.printing.roster import roster_pdf
from campaigns.rosters import roster_rows, rosters_of
from tests.campaigns.printed import read
from tests.factories.campaigns import LegalCardFactory, ShiftFactory, SignUpFactory
from toolkit.tables import write_csv

pytestmark = pytest.mark.django_db

LANGUAGES = ["en", "ru", "kk"]


def friend_of(host: SignUp, name: str, **changes: object) -> SignUp:
    """Bring a friend."""
    given = {"shift": host.shift, "brought_by": host, "name": name, "email": "", "email_index": "", **changes}
    friend: SignUp = SignUpFactory(**given)
    return friend


def lines(shift: Shift) -> list[tuple[str, str, bool]]:
    """Return who stands on the roster of the first shift."""
    return [(one.sign_up.name, one.brought_by, one.is_below) for one in rosters_of(shift.picket)[0].named]


def test_roster_is_in_order_of_names_in_both_scripts(shift: Shift) -> None:
    for name in ("Zarina", "Ержан", "aigerim", "Ботагөз"):
        SignUpFactory(shift=shift, name=name)
    for name, state in (("Canat", "cancelled"), ("Lapsed", "lapsed"), ("Waiting", "waiting")):
        SignUpFactory(shift=shift, name=name, state=state)
    SignUpFactory(shift=shift, name="Dinara", state="offered", answer_by=shift.ends_at)

    assert [name for name, *_ in lines(shift)] == [
        "aigerim", "Ботагөз", "Dinara", "Ержан", "Zarina", "Waiting",
    ]  # fmt: skip
    counts = {count.label: count.count for count in rosters_of(shift.picket)[0].counts}
    assert counts == {
        "Has a place": 4,
        "In reserve": 1,
        "Is asked to take a place that came free": 1,
        "Did not answer in time": 1,
        "Cancelled": 1,
    }


def test_friends_stand_below_who_brings_them_and_nobody_is_lost(shift: Shift) -> None:
    later = ShiftFactory(picket=shift.picket, starts_at=shift.ends_at)
    zarina = SignUpFactory(shift=shift, name="Zarina")
    friend = friend_of(zarina, "Aigul")
    friend_of(friend, "Friend of a friend")
    friend_of(zarina, "Bolat")
    friend_of(zarina, "Later", shift=later)
    gone = SignUpFactory(shift=shift, name="Gone", state="cancelled")
    friend_of(gone, "Stays")

    assert lines(shift) == [
        ("Friend of a friend", "Aigul", False),
        ("Stays", "Gone", False),
        ("Zarina", "", False),
        ("Aigul", "Zarina", True),
        ("Bolat", "Zarina", True),
    ]
    assert [(one.sign_up.name, one.brought_by) for one in rosters_of(shift.picket)[1].named] == [
        ("Later", "Zarina")
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_table_holds_no_formula_in_any_cell(shift: Shift, start: str) -> None:
    evil = f"{start}1+1"
    shift.title = evil
    shift.save()
    host = SignUpFactory(shift=shift, name=evil, phone=evil, language=evil[:8], email=f"{start}x@example.org")
    friend_of(host, f"{evil} +1")

    rows = list(csv.reader(io.StringIO(write_csv(roster_rows(shift.picket)), newline="")))

    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.startswith(start)] == []
    assert [row[4:6] for row in rows[1:]] == [[f"'{evil}", ""], [f"'{evil} +1", f"'{evil}"]]
    # The control: what is written as it is would begin with it.
    assert any(str(cell).startswith(start) for row in roster_rows(shift.picket) for cell in row)


def test_table_tells_who_came_when_in_the_zone_of_the_picket(shift: Shift) -> None:
    came_at = shift.starts_at + timedelta(minutes=5)
    SignUpFactory(shift=shift, name="Aigerim", state="checked_in", checked_in_at=came_at)
    SignUpFactory(shift=shift, name="Zarina", state="absent")

    rows = list(roster_rows(shift.picket))

    assert [(row[4], row[9], row[10]) for row in rows[1:]] == [
        ("Aigerim", "Came", f"{came_at.astimezone(shift.picket.zone):%Y-%m-%d %H:%M}"),
        ("Zarina", "Did not come", ""),
    ]
    assert {len(row) for row in rows} == {11}


@pytest.mark.parametrize("count", [1, 3, 300])
def test_roster_costs_three_queries(
    shift: Shift, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    SignUpFactory.create_batch(count, shift=shift)
    ShiftFactory(picket=shift.picket)
    with django_assert_num_queries(3):
        assert sum(1 for _ in roster_rows(shift.picket)) == count + 1


@pytest.mark.needs("pango")
@pytest.mark.parametrize("language", LANGUAGES)
def test_roster_on_paper_names_everybody_and_no_contact(shift: Shift, language: str) -> None:
    host = SignUpFactory(
        shift=shift, name="Әйгерім", email="canary@example.org", phone="+44 20 7946 0321", language="kk"
    )
    friend_of(host, "Zarina")
    SignUpFactory(shift=shift, name="Saule", state="waiting")
    SignUpFactory(shift=shift, name="Canat", state="cancelled")
    shift.picket.place = LegalCardFactory(phone="020 7946 0123").country
    shift.picket.save()

    data = roster_pdf(shift.picket, language=language)

    text = read(data)
    shown = ("Әйгерім", "Zarina", "Saule", "Picket at the embassy", "020 7946 0123")
    assert [words in text for words in shown] == [True] * len(shown)
    assert [words in text for words in ("Canat", "canary", "7946 0321")] == [False] * 3
    reader = PdfReader(io.BytesIO(data))
    root: Any = reader.root_object
    assert (str(root["/Lang"]), set(reader.metadata or {})) == (language, {"/Title"})
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]


@pytest.mark.needs("pango")
def test_roster_of_three_hundred_is_whole(shift: Shift) -> None:
    names = [f"Volunteer{number:03}" for number in range(300)]
    for name in names:
        SignUpFactory(shift=shift, name=name)

    data = roster_pdf(shift.picket, language="en")

    text = read(data)
    assert [name for name in names if text.count(name) != 1] == []
    assert len(PdfReader(io.BytesIO(data)).pages) < 20
    # Each page repeats what its columns are.
    assert text.count("Comes with") >= len(PdfReader(io.BytesIO(data)).pages) - 1
