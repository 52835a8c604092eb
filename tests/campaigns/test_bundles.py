"""Many letters or sheets at once: made part by part, seen by who asked, gone after a day."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.models import User
from campaigns.models import Letter, PrintBundle
from campaigns.printing import bundle_files
from campaigns.services import bundle_work
from campaigns.services.bundle_work import make_bundle
from campaigns.services.bundles import cancel_bundle, sweep_bundles
from prisoners.models import Case
from sources.models import PublicationState
from tests.campaigns.printed import make_case, make_letter
from tests.campaigns.races import all_at_once
from tests.desk import address, text_of
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import LetterFactory, PrintBundleFactory

pytestmark = [pytest.mark.django_db]
LIST = "name,town,address\nCanary Sample,Leeds,\nОбразцова Проба,Жаңаөзен,\nBob Sample,,1 Sample Street|LS1 1AA\n"
State = PrintBundle.State


@pytest.fixture(autouse=True)
def asked_workers(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> list[str]:
    """Put files into a folder of the test, and take down whom a worker is asked for."""
    settings.BUNDLE_ROOT = tmp_path / "bundles"
    settings.PRINT_ROOT = tmp_path / "print"
    asked: list[str] = []
    monkeypatch.setattr("campaigns.services.bundles.ask_for_task", lambda _task, pk: asked.append(pk))
    monkeypatch.setattr(bundle_work, "LETTERS_A_PART", 2)
    return asked


def page_of(row: object, name: str) -> str:
    return reverse(f"admin:{name}", args=[row.pk])  # type: ignore[attr-defined]  # any row


def ask(desk: Client, letter: Letter, text: str = LIST, **changes: str) -> PrintBundle:
    """Send the form; return the bundle."""
    given = {"language": "en", "layout": "din", "paper": "a4", "packing": "zip", "people": text, **changes}
    answer = desk.post(address(letter, "print_many"), given)
    assert answer.status_code == 302, text_of(answer)
    return PrintBundle.objects.latest("asked_at")


def read(data: bytes) -> list[str]:
    """Return the text of each page, without spaces."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


def whole(response: object) -> bytes:
    """Return the body of a file that is sent in pieces."""
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]  # a response of the test client


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.needs("pango")
@pytest.mark.django_db(transaction=True)
def test_each_person_gets_a_letter_and_names_are_forgotten(
    desk: Client, settings: Settings, asked_workers: list[str]
) -> None:
    bundle = ask(desk, make_letter(make_case()))
    with connection.cursor() as cursor:
        cursor.execute("select people from campaigns_printbundle")
        sealed = bytes(cursor.fetchone()[0])
    before = (bundle.total, asked_workers, b"Canary" in sealed)
    made = make_bundle(bundle.pk)
    bundle.refresh_from_db()
    assert before == (3, [str(bundle.pk)], False)
    assert (made, bundle.state, bundle.made, bundle.parts, bool(bundle.people)) == (
        True,
        State.DONE,
        3,
        2,
        False,
    )
    assert left(settings.BUNDLE_ROOT) == ["bundle.zip"]
    assert (bundle.folder.stat().st_mode & 0o777, bundle.file.stat().st_mode & 0o777) == (0o700, 0o600)

    answer = desk.get(page_of(bundle, "bundle-file"))
    data = whole(answer)
    assert (answer["Content-Type"], "no-store" in answer["Cache-Control"]) == ("application/zip", True)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = file.namelist()
        pages = [read(file.read(name)) for name in names]
    assert names == ["letter-0001.pdf", "letter-0002.pdf", "letter-0003.pdf"]
    people = ["CanarySample", "ОбразцоваПроба", "BobSample"]
    assert [[page[0].count(name) for name in people] for page in pages] == [[2, 0, 0], [0, 2, 0], [0, 0, 2]]
    assert (pages[2][0].count("1SampleStreet"), pages[2][0].count("LS11AA")) == (1, 1)
    # A download that broke off goes on.
    tag = answer["ETag"]
    rest = desk.get(page_of(bundle, "bundle-file"), headers={"Range": "bytes=1000-", "If-Range": tag})
    assert (rest.status_code, whole(rest)) == (206, data[1000:])
    assert desk.get(page_of(bundle, "bundle-file"), headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.needs("pango")
def test_one_pdf_for_all_is_tagged_and_holds_each_font_once(desk: Client) -> None:
    bundle = ask(desk, make_letter(make_case()), packing="pdf", language="ru")
    assert make_bundle(bundle.pk)
    bundle.refresh_from_db()
    data = bundle.file.read_bytes()
    names = ["CanarySample", "ОбразцоваПроба", "BobSample"]
    assert [page.count(name) for page, name in zip(read(data), names, strict=True)] == [2, 2, 2]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fonts = {str(each.BaseFont) for page in pdf.pages for each in page.Resources.Font.values()}
        files = sum(1 for each in pdf.objects if isinstance(each, pikepdf.Stream) and "/Length1" in each)
        tags = pdf.Root.StructTreeRoot.K[0]
        languages = {str(part.Lang) for part in tags.K}
        assert (str(tags.S), len(tags.K), languages, str(pdf.Root.Lang)) == ("/Document", 2, {"ru"}, "ru")
        assert set(pdf.docinfo) == {"/Title"}
        # The third letter has another page, with an address above it.
        assert files <= 2 * len(fonts)


@pytest.mark.needs("pango")
def test_every_sheet_of_a_campaign_and_what_is_left_out(desk: Client) -> None:
    case = make_case()
    campaign = case.campaigns.get()
    given = {
        "form": "sign",
        "languages": ["en", "ru"],
        "paper": "",
        "ink": "black",
        "packing": "zip",
    }
    answer = desk.post(address(campaign, "print_many"), given)
    bundle = PrintBundle.objects.get()
    assert (answer.status_code, bundle.total) == (302, 4)
    assert make_bundle(bundle.pk)
    bundle.refresh_from_db()
    with zipfile.ZipFile(bundle.file) as file:
        names = file.namelist()
    # The campaign's title is not translated.
    assert names == [
        f"campaign-{campaign.slug}-sign-en.pdf",
        f"case-{case.slug}-sign-en.pdf",
        f"case-{case.slug}-sign-ru.pdf",
    ]
    assert bundle.left_out == [[f"campaign:{campaign.slug}", "ru", "language"]]
    page = text_of(desk.get(page_of(bundle, "bundle")))
    linked = f'<a href="{address(campaign)}">{campaign.title}</a>, Русский: It is not translated yet.'
    assert page.count(linked) == 1
    # The first page leads to it.
    assert text_of(desk.get("/admin/")).count(f'href="{reverse("admin:bundles")}"') == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "The first row must name the columns"),
        ("name,phone\nA,B\n", "The first row must name the columns"),
        ("town\nLeeds\n", "The first row must name the columns"),
        ("name\n\n \n", "There is nobody on the list."),
        ("name\n" + "A Sample\n" * 5001, "At most 5000 at once; this list has 5001."),
        ("name\nA Sample\n" + "x" * 300, "Row 3: name and town have at most 80 letters each."),
        ("name\nA Sample\n\n=1+1", "Row 4: a cell begins as a formula does."),
        ("name;town\nA Sample;@Leeds", "Row 2: a cell begins as a formula does."),
        ("name,town\nA Sample,Leeds,more", "Row 2: there are more cells than columns."),
        ("name,town\n,Leeds", "Row 2: there is no name."),
        ("name\nA 山 Sample", "Row 2: our fonts have no such letters: 山"),
        ("name\nA \u202eSample", "Row 2: there is a character in it that cannot be shown."),
        ("name,address\nA Sample,1|2|3|4|5", "Row 2: an address has at most 4 lines"),
        ('name\n"A Sample', ""),
    ],
)
def test_bad_list_says_which_row_and_nothing_is_made(desk: Client, text: str, says: str) -> None:
    letter = LetterFactory.create()
    given = {"language": "en", "layout": "din", "paper": "a4", "packing": "zip", "people": text}
    answer = desk.post(address(letter, "print_many"), given)
    if says:
        assert (answer.status_code, text_of(answer).count(says)) == (422, 1)
        assert PrintBundle.objects.count() == 0
    else:
        # What begins with a quotation mark and does not end is a name as it stands.
        assert answer.status_code == 302


def test_table_is_read_in_any_language_of_its_columns_and_not_both_ways(desk: Client) -> None:
    letter = LetterFactory.create()
    url = address(letter, "print_many")
    given = {"language": "en", "layout": "din", "paper": "a4", "packing": "zip"}

    def table(content: bytes) -> io.BytesIO:
        file = io.BytesIO(content)
        file.name = "people.csv"
        return file

    wrong = desk.post(url, {**given, "table": table("name\nÄ".encode("utf-16"))})
    both = desk.post(url, {**given, "people": "name\nA", "table": table(b"name\nB")})
    right = desk.post(url, {**given, "table": table("\ufeffname\ttown\r\nÄ Sample\tLeeds\r\n".encode())})
    assert [answer.status_code for answer in (wrong, both, right)] == [422, 422, 302]
    assert PrintBundle.objects.get().rows() == [("Ä Sample", "Leeds", [])]


def test_letter_that_is_not_public_is_not_printed_for_many(desk: Client) -> None:
    letter = LetterFactory.create(state=PublicationState.DRAFT)
    given = {"language": "en", "layout": "din", "paper": "a4", "packing": "zip", "people": "name\nA"}
    answer = desk.post(address(letter, "print_many"), given)
    assert (answer.status_code, PrintBundle.objects.count()) == (422, 0)
    assert "Print many" not in text_of(desk.get(address(letter)))


@pytest.mark.needs("pango")
def test_cancelling_between_parts_stops_and_deletes(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [[f"Sample {number}", "", []] for number in range(5)]
    bundle = PrintBundleFactory.create(people=json.dumps(people), total=5)
    write = bundle_files.write_part
    written = []

    def write_and_cancel(bundle: PrintBundle, number: int, files: object) -> None:
        write(bundle, number, files)  # type: ignore[arg-type]  # passed through
        written.append(number)
        if number == 1:
            cancel_bundle(bundle, now=timezone.now())

    monkeypatch.setattr(bundle_work, "write_part", write_and_cancel)
    made = make_bundle(bundle.pk)
    bundle.refresh_from_db()
    assert (made, written, bundle.state, bool(bundle.people)) == (False, [0, 1], State.CANCELLED, False)
    assert (left(settings.BUNDLE_ROOT), make_bundle(bundle.pk)) == ([], False)


@pytest.mark.needs("pango")
def test_letter_changed_between_parts_fails_whole(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [[f"Sample {number}", "", []] for number in range(4)]
    bundle = PrintBundleFactory.create(people=json.dumps(people), total=4)
    write = bundle_files.write_part

    def write_and_change(bundle: PrintBundle, number: int, files: object) -> None:
        write(bundle, number, files)  # type: ignore[arg-type]  # passed through
        Letter.objects.update(body="Something else.")

    monkeypatch.setattr(bundle_work, "write_part", write_and_change)
    make_bundle(bundle.pk)
    bundle.refresh_from_db()
    assert (bundle.state, bundle.problem, bool(bundle.people)) == (State.FAILED, "changed", False)
    assert left(settings.BUNDLE_ROOT) == []


@pytest.mark.needs("pango")
def test_full_disk_and_a_withdrawn_case_leave_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, desk: Client
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    full_bundle = PrintBundleFactory.create()
    with monkeypatch.context() as patch:
        patch.setattr("toolkit.pdf.files.os.fsync", full)
        make_bundle(full_bundle.pk)
    full_bundle.refresh_from_db()
    assert (full_bundle.problem, left(settings.BUNDLE_ROOT)) == ("disk", [])

    bundle = ask(desk, make_letter(make_case()))
    make_bundle(bundle.pk)
    Case.objects.update(state=PublicationState.WITHDRAWN)
    answer = desk.get(page_of(bundle, "bundle-file"))
    page = text_of(desk.get(page_of(bundle, "bundle")))
    assert (answer.status_code, page.count("Something on it was withdrawn")) == (410, 1)
    sweep_bundles(now=timezone.now())
    bundle.refresh_from_db()
    assert (bundle.state, bundle.problem, left(settings.BUNDLE_ROOT)) == (State.FAILED, "withdrawn", [])


def test_sweep_takes_up_what_is_left_forgets_what_is_old_and_gives_up(
    settings: Settings, asked_workers: list[str]
) -> None:
    now = timezone.now()
    waiting = PrintBundleFactory.create()
    left_behind = PrintBundleFactory.create(state=State.AT_WORK, lease_until=now - timedelta(seconds=1))
    held = PrintBundleFactory.create(state=State.AT_WORK, lease_until=now + timedelta(seconds=9))
    stalled = PrintBundleFactory.create(state=State.AT_WORK, lease_until=now - timedelta(seconds=1), tries=5)
    old = PrintBundleFactory.create(asked_at=now - timedelta(hours=25), expires_at=now - timedelta(hours=1))
    for bundle in (held, stalled, old):
        bundle.folder.mkdir(parents=True)
        (bundle.folder / "part-00000.zip").write_text("Canary")
    swept = sweep_bundles(now=now)
    assert (swept.woken, swept.forgotten) == (2, 1)
    assert sorted(asked_workers) == sorted(str(bundle.pk) for bundle in (waiting, left_behind))
    stalled.refresh_from_db()
    assert (stalled.state, stalled.problem, bool(stalled.people)) == (State.FAILED, "stalled", False)
    assert not PrintBundle.objects.filter(pk=old.pk).exists()
    assert [path.name for path in settings.BUNDLE_ROOT.iterdir()] == [str(held.pk)]


@pytest.mark.needs("pango")
@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_makes_it() -> None:
    bundle = PrintBundleFactory.create()
    results = all_at_once(make_bundle, [bundle.pk] * 3)
    assert sorted(map(str, results)) == ["False", "False", "True"]


def test_a_bundle_is_for_who_asked_and_superusers(client: Client, organiser: User) -> None:
    owner = UserFactory.create(is_staff=True)
    bundle = PrintBundleFactory.create(asked_by=owner)
    names = ["bundle", "bundle-file"]
    found = {}
    other = UserFactory.create(is_staff=True)
    for who, user in (("owner without the right", owner), ("other", other), ("superuser", organiser)):
        client.force_login(user)
        answers = [client.get(page_of(bundle, name)).status_code for name in names]
        found[who] = [*answers, client.post(page_of(bundle, "bundle-cancel")).status_code]
    assert found == {
        "owner without the right": [403, 403, 403],
        "other": [404, 404, 404],
        "superuser": [200, 302, 302],
    }
    client.logout()
    assert client.get(page_of(bundle, "bundle")).status_code == 302
    client.force_login(organiser)
    assert client.get(page_of(bundle, "bundle-cancel")).status_code == 405


def test_page_asks_again_only_while_at_work(desk: Client, organiser: User) -> None:
    bundle = PrintBundleFactory.create(asked_by=organiser)
    url = page_of(bundle, "bundle")
    page = text_of(desk.get(url))
    partial = text_of(desk.get(url, headers={"HX-Request": "true"}))
    cancel_bundle(bundle, now=timezone.now())
    after = text_of(desk.get(url, headers={"HX-Request": "true"}))
    asks = [text.count('hx-trigger="every 2s"') for text in (page, partial, after)]
    assert (asks, partial.count("<html"), page.count(f'href="{url}">Reload')) == ([1, 1, 0], 0, 1)
    assert "Alice Sample" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_own_bundles(
    desk: Client, organiser: User, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    PrintBundleFactory.create()
    for _ in range(rows):
        PrintBundleFactory.create(asked_by=organiser)
    with django_assert_num_queries(3):
        page = text_of(desk.get(reverse("admin:bundles")))
    assert page.count('<article class="task bundle-row">') == rows
