"""What organisers do with signatures in the admin."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import HandOver, LedgerEntry, PaperSheet, Signature, SolidarityMessage, Statement
from campaigns.services.export_work import make_export
from campaigns.services.paper import SheetEntry, enter_sheets
from campaigns.signature_chain import check_file
from campaigns.signature_counts import counts_of
from sources.models import NameKind, Organisation
from tests.campaigns.signatories import NOW, open_statement, signed, tail, waiting_organisation
from tests.desk import add, address, history_of, run_action, send, text_of
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import SignatureFactory, StatementVersionFactory, TargetFactory
from tests.factories.sources import NameFactory, OrganisationFactory
from tests.forms import fields_of
from tests.toolkit.photographs import jpeg_from_a_camera

pytestmark = pytest.mark.django_db

LIST = "admin:campaigns_signature_changelist"
CONTACTS = ["contact.canary@example.org", "Contact Person", "office@union.example"]


def page_of(statement: Statement, name: str, *more: object) -> str:
    """Return the address of a page of a statement."""
    return reverse(f"admin:campaigns_statement_{name}", args=[statement.pk, *more])


def confirm(desk: Client, page: Any) -> Any:  # noqa: ANN401 - the test client's answer
    """Answer yes on a page that asks."""
    return desk.post(reverse(LIST), fields_of(page, "ask_form"), follow=True)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_shows_no_contact_in_one_number_of_queries(desk: Client, rows: int) -> None:
    statement = open_statement()
    for number in range(rows):
        signed(statement, f"Sample {number}", email=f"{number}.contact.canary@example.org")
        waiting_organisation(statement, "Union" * (number + 1))
        SignatureFactory.create(statement=statement)
    hidden = signed(statement, "Canary Hidden", display="hidden", email="contact.canary@example.org")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = text_of(desk.get(reverse(LIST)))
    assert len(queries) == 8
    assert [word for word in [*CONTACTS, "contact.canary", "Canary Hidden"] if word in page] == []
    assert page.count("Name kept private") >= 1
    one = text_of(desk.get(address(hidden)))
    assert [word for word in ["contact.canary", "Canary Hidden"] if word in one] == []
    assert hidden.email == "contact.canary@example.org"


def test_an_organisation_is_approved_as_one_of_ours_in_any_spelling(desk: Client, organiser: object) -> None:
    statement = open_statement()
    ours = OrganisationFactory.create()
    NameFactory.create(
        person=None, organisation=ours, text="Профсоюз образцов", language="ru", kind=NameKind.VARIANT
    )
    waiting = waiting_organisation(statement, "ПРОФСОЮЗ Образцов")
    url = reverse("admin:campaigns_signature_approve", args=[waiting.pk])
    assert url in text_of(desk.get(address(waiting)))

    form = fields_of(desk.get(url), "ask_form")
    assert form["organisation"] == [str(ours.pk)]
    answer = desk.post(url, form, follow=True)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.organisation) == ("confirmed", ours)
    assert tail(statement) == [("signed", 1)]
    assert history_of(waiting) == ["Changed state: confirmed."]
    again = desk.post(url, form)
    assert again.status_code == 422
    assert "does not wait for an organiser any more" in text_of(again)
    assert answer.status_code == 200


def test_organisations_are_approved_in_bulk_after_a_question(desk: Client) -> None:
    statement = open_statement()
    rows = [waiting_organisation(statement, f"Sample Union {word}") for word in ("a", "bb")]
    asked = run_action(desk, Signature, "approve_selected", *rows)
    assert "Sample Union bb: a new organisation" in text_of(asked)
    assert tail(statement) == []

    confirm(desk, asked)

    assert tail(statement, 5) == [("signed", 1), ("signed", 2)]
    assert sorted(str(one) for one in Organisation.objects.all()) == ["Sample Union a", "Sample Union bb"]


def test_refusing_asks_first_and_then_erases(desk: Client) -> None:
    statement = open_statement()
    refused = signed(statement, "Canary Refused")
    asked = run_action(desk, Signature, "refuse_selected", refused)
    assert "This cannot be taken back" in text_of(asked)
    refused.refresh_from_db()
    assert refused.state == "confirmed"

    confirm(desk, asked)

    refused.refresh_from_db()
    assert (refused.state, refused.name, tail(statement)) == ("refused", "", [("refused", 0)])
    assert history_of(refused) == ["Changed state: refused."]
    assert "Canary" not in str(list(LedgerEntry.objects.values_list()))


def test_names_are_held_back_and_shown_again(desk: Client) -> None:
    person = signed(open_statement(checks_names=True))
    found = []
    for action in ("show_names", "withhold_names", "show_names"):
        run_action(desk, Signature, action, person)
        person.refresh_from_db()
        found.append((person.is_name_checked, person.is_name_withheld))
    assert found == [(True, False), (True, True), (True, False)]
    assert history_of(person)[:2] == ["Changed name looked at.", "Changed name held back."]


def test_messages_are_moderated_with_history(desk: Client) -> None:
    statement = open_statement()
    one, two = (
        SolidarityMessage.objects.create(signature=signed(statement, name), text=name, language="en")
        for name in ("Ann Sample", "Bob Sample")
    )
    run_action(desk, SolidarityMessage, "show_selected", one)
    asked = run_action(desk, SolidarityMessage, "refuse_selected", two)
    two.refresh_from_db()
    assert two.state == "pending"
    url = reverse("admin:campaigns_solidaritymessage_changelist")
    desk.post(url, fields_of(asked, "ask_form"))
    rows = SolidarityMessage.objects.in_bulk()
    assert [(rows[row.pk].state, rows[row.pk].text) for row in (one, two)] == [
        ("shown", "Ann Sample"),
        ("refused", ""),
    ]
    assert [history_of(row) for row in (one, two)] == [["Changed state: shown."], ["Changed state: refused."]]
    assert desk.get(address(one)).status_code == 200


def test_a_published_version_is_read_only(desk: Client) -> None:
    statement = open_statement()
    text = StatementVersionFactory.create(statement=statement, text="As signed.", published_at=NOW)
    send(desk, statement, **{"versions-0-text": "Altered.", "versions-0-DELETE": "on", "title": "New title"})
    text.refresh_from_db()
    statement.refresh_from_db()
    assert (text.text, statement.title) == ("As signed.", "New title")


def test_control_a_draft_of_a_version_can_be_changed(desk: Client) -> None:
    statement = open_statement()
    text = StatementVersionFactory.create(statement=statement, text="A draft.")
    send(desk, statement, **{"versions-0-text": "Altered."})
    text.refresh_from_db()
    assert text.text == "Altered."


def test_a_version_is_published_after_a_question(desk: Client) -> None:
    statement = open_statement()
    text = StatementVersionFactory.create(statement=statement)
    url = reverse("admin:campaigns_statement_publish_version", args=[statement.pk, 1])
    assert url in text_of(desk.get(address(statement)))
    assert "cannot be changed any more" in text_of(desk.get(url))
    drafts = statement.versions.filter(published_at=None)
    assert list(drafts) == [text]
    assert "Published." in text_of(desk.post(url, follow=True))
    assert list(drafts.all()) == []
    assert "It is not published" in text_of(desk.post(url, follow=True))


def sheet(number: int, **changes: str) -> dict[str, str]:
    """Return what is typed in one row."""
    given = {"label": f"S {number + 1}", "count": "12", "language": "en", **changes}
    return {f"sheets-{number}-{name}": value for name, value in given.items()}


def test_sheets_are_entered_in_bulk_with_names_typed_and_from_a_table(desk: Client) -> None:
    statement = open_statement()
    url = page_of(statement, "paper")
    form = fields_of(desk.get(url), "paper_form")
    table = SimpleUploadedFile("names.csv", "S 2,Bob Sample,York\r\nS 2,=Eve,\r\n".encode("utf-8-sig"))
    names = "Ann Sample; Leeds\n\nЖанар Үлгі"
    given = {
        **form,
        **sheet(0, names=names, collected_on="2026-02-01", place="Leeds"),
        **sheet(1),
        "table": table,
    }
    answer = desk.post(url, given, follow=True)

    assert "24 signatures on paper entered" in text_of(answer)
    rows = [
        (row.name, row.town, row.sheet.label)
        for row in Signature.objects.order_by("sheet__label", "position")
        if row.sheet
    ]
    assert rows == [
        ("Ann Sample", "Leeds", "S 1"),
        ("Жанар Үлгі", "", "S 1"),
        ("Bob Sample", "York", "S 2"),
        ("=Eve", "", "S 2"),
    ]
    assert tail(statement, 2) == [("paper", 12), ("paper", 24)]
    assert str(PaperSheet.objects.get(label="S 1").entered_by) == "Dana"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (sheet(1, label="s  1"), "has been entered already"),
        (sheet(1, count="0"), "greater than or equal to 1"),
        (sheet(1, count="1", names="A\nB"), "more names than signatures"),
        (sheet(1, names=f"{'x' * 200}; Leeds"), "is not a name and a town"),
        (sheet(1, collected_on="yesterday"), "Enter a valid date"),
        ({"table": SimpleUploadedFile("x.csv", b"S 9,Bob,York")}, "there is no sheet"),
        ({"table": SimpleUploadedFile("x.csv", b"S 1,\xff\xfe,York")}, "is not in UTF-8"),
    ],
)
def test_nothing_is_entered_and_nothing_lost_when_something_is_wrong(
    desk: Client, changes: dict[str, Any], words: str
) -> None:
    statement = open_statement()
    url = page_of(statement, "paper")
    form = fields_of(desk.get(url), "paper_form")
    answer = desk.post(url, {**form, **sheet(0, names="Ann Sample; Leeds"), **changes})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "Ann Sample; Leeds" in text_of(answer)
    assert PaperSheet.objects.count() == 0
    more = desk.post(url, {**form, **sheet(0, names="Ann Sample; Leeds"), "_more": "1"})
    assert (more.status_code, fields_of(more, "paper_form")["sheets-TOTAL_FORMS"]) == (200, ["10"])
    assert "Ann Sample; Leeds" in text_of(more)


def test_an_empty_page_of_sheets_is_refused(desk: Client) -> None:
    url = page_of(open_statement(), "paper")
    answer = desk.post(url, fields_of(desk.get(url), "paper_form"))
    assert (answer.status_code, "Fill in one sheet at least" in text_of(answer)) == (422, True)
    assert desk.post(url, {"sheets-TOTAL_FORMS": "x"}).status_code == 422


def test_a_sheet_is_taken_out_after_a_question(desk: Client) -> None:
    statement = open_statement()
    (one,) = enter_sheets(statement, [SheetEntry("1", 9, "en", names=[("Ann", "")])], by=None, now=NOW)
    url = reverse("admin:campaigns_papersheet_delete", args=[one.pk])
    assert desk.get(url).status_code == 200
    desk.post(url, {"post": "yes"})
    assert (PaperSheet.objects.count(), Signature.objects.count()) == (0, 0)
    assert tail(statement) == [("paper_removed", 0)]


def test_the_export_is_made_by_posting_and_passes_its_check(desk: Client, tmp_path: Any) -> None:  # noqa: ANN401
    statement = open_statement()
    signed(statement)
    url = page_of(statement, "export")
    assert "Make the file" in text_of(desk.get(url))
    desk.post(url)
    make_export(statement.exports.get().pk)
    answer = desk.get(page_of(statement, "export_file", statement.exports.get().pk))
    assert (answer["Content-Type"], "no-store" in answer["Cache-Control"]) == ("application/zip", True)
    path = tmp_path / "export.zip"
    path.write_bytes(answer.getvalue())
    assert check_file(str(path))[0]
    LedgerEntry.objects.update(count=7, hash="0" * 64)
    desk.post(url)
    make_export(statement.exports.get().pk)
    assert "There is no export" in text_of(desk.get(url))


def test_a_statement_is_handed_over_with_a_photograph(desk: Client, settings: Any, tmp_path: Any) -> None:  # noqa: ANN401
    settings.MEDIA_ROOT = tmp_path
    statement = open_statement()
    signed(statement)
    target = TargetFactory.create(campaign=statement.campaign)
    url = page_of(statement, "hand_over")
    assert url in text_of(desk.get(address(statement)))
    form = fields_of(desk.get(url), "ask_form")
    bad = desk.post(url, {**form, "target": str(target.pk), "on": "2026-02-31"})
    assert (bad.status_code, HandOver.objects.count()) == (422, 0)
    other = desk.post(url, {**form, "target": str(TargetFactory.create().pk), "on": "2026-03-02"})
    assert (other.status_code, HandOver.objects.count()) == (422, 0)

    desk.post(url, {**form, "target": str(target.pk), "on": "2026-03-02", "note": "At the gate."})

    record = HandOver.objects.get()
    assert (record.count, record.ledger_hash) == (1, statement.ledger.latest("number").hash)
    photograph_url = reverse("admin:campaigns_handover_photograph", args=[record.pk])
    assert photograph_url in text_of(desk.get(address(record)))
    words = {"description": "The gate", "credit": "Sample", "rights": "CC BY 4.0", "people": "nobody"}
    file = SimpleUploadedFile("p.jpg", jpeg_from_a_camera(), content_type="image/jpeg")
    assert desk.post(photograph_url, {**words, "file": file}).status_code == 302
    assert (
        desk.post(photograph_url, {**words, "file": SimpleUploadedFile("p.svg", b"<svg/>")}).status_code
        == 422
    )
    assert record.photographs.get().description == "The gate"
    assert counts_of(statement).total == 1


def test_an_organisation_that_a_source_reports_is_added_by_hand(desk: Client) -> None:
    statement, ours = open_statement(), OrganisationFactory.create()
    url = reverse("admin:campaigns_signature_add")
    form = fields_of(desk.get(url), "signature_form")
    desk.post(
        url, {**form, "statement": str(statement.pk), "organisation": str(ours.pk), "note": "{}"}, follow=True
    )
    assert Signature.objects.get().state == "confirmed"
    assert tail(statement) == [("signed", 1)]


def test_pages_of_a_statement_are_for_those_who_may_change_it(client: Client, organiser: Any) -> None:  # noqa: ANN401
    statement = open_statement()
    organiser.is_superuser = False
    organiser.save()
    client.force_login(organiser)
    pages = ["hand_over", "paper", "export"]
    assert [client.post(page_of(statement, name)).status_code for name in pages] == [403, 403, 403]


def test_the_note_of_an_organisation_is_a_line_in_each_language(desk: Client, client: Client) -> None:
    signature = SignatureFactory.create(note={"ru": "участник", "de": "Mitglied"})
    assert fields_of(desk.get(address(signature)), "signature_form")["note_ru"] == ["участник"]
    send(desk, signature, note_en=" A founder ", note_ru="")
    signature.refresh_from_db()
    # What it says in a language that this site has not stays.
    assert signature.note == {"en": "A founder", "de": "Mitglied"}
    send(desk, signature, position="3")
    signature.refresh_from_db()
    assert (signature.note, signature.position) == ({"en": "A founder", "de": "Mitglied"}, 3)
    given = {"statement": str(open_statement().pk), "organisation": str(signature.organisation_id)}
    add(desk, Signature, note_kk="құрылтайшы", **given)
    assert Signature.objects.get(position=0).note == {"kk": "құрылтайшы"}

    reader = UserFactory.create(is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_signature"))
    client.force_login(reader)
    assert 'English: <span lang="en">A founder</span>' in text_of(client.get(address(signature)))


def test_versions_are_short_in_the_filter_and_lead_to_those_who_signed_them(desk: Client) -> None:
    statement = open_statement(title="Release the people who were arrested at the square")
    version = StatementVersionFactory.create(statement=statement, published_at=NOW)
    signed(statement, "Aigerim Sample", version=version)
    signed(statement, "Ann Sample")
    listed = reverse("admin:campaigns_signature_changelist")
    page = text_of(desk.get(listed))
    assert page.count("1 (en), Release the people who were…") == 1
    found = text_of(desk.get(f"{listed}?version__id__exact={version.pk}"))
    assert (found.count("Aigerim Sample"), found.count("Ann Sample")) == (1, 0)
