"""What organisers decide: organisations, names, messages."""

import pytest

from campaigns.models import Signature, SolidarityMessage
from campaigns.services.approving import (
    ApprovingError,
    approve_organisation,
    check_names,
    decide_on_messages,
    refuse_signature,
)
from campaigns.services.ledger_check import check_statement
from campaigns.services.paper import SheetEntry, enter_sheets
from campaigns.signature_counts import counts_of
from campaigns.signature_names import shown_name
from sources.models import Organisation
from tests.campaigns.signatories import NOW, open_statement, signed, tail, waiting_organisation
from tests.factories.sources import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_an_approved_organisation_counts_and_is_in_the_ledger() -> None:
    statement = open_statement()
    ours = OrganisationFactory.create()
    waiting = waiting_organisation(statement)
    assert counts_of(statement).organisations == 0

    approved = approve_organisation(waiting, organisation=ours, name="", now=NOW)

    assert (approved.state, approved.organisation) == (Signature.State.CONFIRMED, ours)
    assert counts_of(statement).organisations == 1
    assert tail(statement) == [("signed", 1)]
    assert check_statement(statement).count == 1


def test_a_new_organisation_is_made_with_the_name_as_written() -> None:
    statement = open_statement()
    waiting = waiting_organisation(statement, "Профсоюз образцов", language="ru")

    approved = approve_organisation(waiting, organisation=None, name=" Профсоюз  образцов ", now=NOW)

    made = Organisation.objects.get()
    assert approved.organisation == made
    assert made.display_name == "Профсоюз образцов"
    assert [(name.language, name.kind) for name in made.all_names()] == [("ru", "preferred")]


def test_an_organisation_counts_once() -> None:
    statement = open_statement()
    ours = OrganisationFactory.create()
    first = waiting_organisation(statement)
    approve_organisation(first, organisation=ours, name="", now=NOW)
    second = waiting_organisation(statement, "Sample Union of ours")

    with pytest.raises(ApprovingError, match="signed this statement already"):
        approve_organisation(second, organisation=ours, name="", now=NOW)
    with pytest.raises(ApprovingError, match="does not wait"):
        approve_organisation(first, organisation=ours, name="", now=NOW)
    with pytest.raises(ApprovingError, match="write the name"):
        approve_organisation(second, organisation=None, name=" ", now=NOW)

    assert counts_of(statement).organisations == 1
    assert tail(statement, 3) == [("signed", 1)]


def test_a_refused_signature_loses_name_and_address_and_its_count() -> None:
    statement = open_statement()
    kept, refused = signed(statement), signed(statement, "Canary Surname", town="Canarytown")
    SolidarityMessage.objects.create(signature=refused, text="canary words", language="en")

    refuse_signature(refused, now=NOW)

    row = Signature.objects.get(pk=refused.pk)
    assert (row.name, row.town, row.email, row.email_index, row.salt) == ("", "", "", "", "")
    assert SolidarityMessage.objects.count() == 0
    assert tail(statement, 3) == [("signed", 1), ("signed", 2), ("refused", 1)]
    assert check_statement(statement).signatures.keys() == {str(kept.pk)}
    with pytest.raises(ApprovingError):
        refuse_signature(refused, now=NOW)
    assert tail(statement) == [("refused", 1)]


def test_refusing_what_did_not_count_adds_no_line() -> None:
    statement = open_statement()
    refuse_signature(waiting_organisation(statement), now=NOW)
    assert tail(statement) == []
    # The organisation itself can still sign.
    ours = OrganisationFactory.create()
    first = approve_organisation(
        waiting_organisation(statement, "Union A"), organisation=ours, name="", now=NOW
    )
    refuse_signature(first, now=NOW)
    again = waiting_organisation(statement, "Union AA")
    approve_organisation(again, organisation=ours, name="", now=NOW)
    assert tail(statement, 3) == [("signed", 1), ("refused", 0), ("signed", 1)]
    assert check_statement(statement).count == 1


def test_a_refused_name_from_paper_goes_from_its_sheet_whose_count_stays() -> None:
    statement = open_statement()
    entry = SheetEntry("1", 12, "en", names=[("Ann Sample", "York"), ("Bob Sample", "Leeds")])
    (sheet,) = enter_sheets(statement, [entry], by=None, now=NOW)

    refuse_signature(sheet.names.get(position=1), now=NOW)

    assert [one.name for one in sheet.names.all()] == ["Ann Sample"]
    assert tail(statement, 3) == [("paper", 12), ("paper_removed", 0), ("paper", 12)]
    assert check_statement(statement).count == 12


def test_names_are_shown_after_a_look_withheld_and_shown_again() -> None:
    statement = open_statement(checks_names=True)
    person, organisation = signed(statement), waiting_organisation(statement)
    keys = [person.pk, organisation.pk]

    def shown() -> str:
        return str(shown_name(Signature.objects.select_related("statement").get(pk=person.pk)))

    assert shown() == ""
    assert check_names(keys, withhold=False) == 1
    assert shown() == "Aigerim Sample"
    check_names(keys, withhold=True)
    assert shown() == ""
    assert counts_of(statement).people == 1
    check_names(keys, withhold=False)
    assert shown() == "Aigerim Sample"


@pytest.mark.parametrize(
    ("display", "expected"),
    [("full", "Aigerim Sample"), ("first_name_and_town", "Aigerim, Leeds"), ("hidden", "")],
)
def test_a_name_is_shown_as_its_owner_wished(display: str, expected: str) -> None:
    assert str(shown_name(signed(open_statement(), display=display))) == expected


def test_messages_are_shown_or_refused_and_what_is_refused_is_erased() -> None:
    statement = open_statement()
    one, two = (
        SolidarityMessage.objects.create(
            signature=signed(statement, name), text=f"From {name}", language="en"
        )
        for name in ("Ann Sample", "Bob Sample")
    )
    assert [row.pk for row in decide_on_messages([one.pk], show=True)] == [one.pk]
    assert [row.pk for row in decide_on_messages([two.pk], show=False)] == [two.pk]
    assert decide_on_messages([one.pk, two.pk], show=True) == []

    rows = SolidarityMessage.objects.in_bulk()
    assert (rows[one.pk].state, rows[one.pk].text) == ("shown", "From Ann Sample")
    assert (rows[two.pk].state, rows[two.pk].text) == ("refused", "")
