"""The pages of the print studio, its files over HTTP, and the command."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from django.core.management import CommandError, call_command
from django.http import FileResponse, HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from campaigns.models import PrintedMatter
from campaigns.services import printing
from campaigns.services.printing import make_print, refresh_prints
from prisoners.models import Case
from sources.models import PublicationState, Translation
from tests.campaigns.printed import NAMES, make_case, read
from tests.factories.prisoners import CaseFactory
from toolkit import pdf

pytestmark = [pytest.mark.needs("pango"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PRINT_ROOT = tmp_path / "print"
    monkeypatch.setattr(printing, "_wake_worker", lambda _key: None)


def studio(client: Client, case: Case, **choice: str) -> HttpResponse:
    return cast(
        HttpResponse, client.get("/en/print/", {"form": "sign", "about": f"case:{case.slug}", **choice})
    )


def made(client: Client, case: Case, **choice: str) -> PrintedMatter:
    """Ask for a sheet and let a worker make it."""
    studio(client, case, **choice)
    row = PrintedMatter.objects.order_by("-pk").first()
    assert row is not None
    make_print(row.content_key)
    row.refresh_from_db()
    return row


def body(response: object) -> bytes:
    assert isinstance(response, FileResponse)
    return b"".join(response)


def test_sheet_that_is_not_there_is_being_made_and_then_shown(client: Client) -> None:
    case = make_case()
    first = studio(client, case).content.decode()
    row = made(client, case)
    second = studio(client, case).content.decode()
    assert ("The sheet is being made" in first, 'http-equiv="refresh"' in first) == (True, True)
    assert ("being made" in second, 'http-equiv="refresh"' in second) == (False, False)
    assert re.findall(r"/en/print/files/(\w+)\.pdf", second) == [row.content_key] * 2
    assert f"/en/print/files/{row.content_key}.png" in second


def test_small_installation_does_not_wait_for_a_worker(client: Client) -> None:
    case = make_case()
    studio(client, case)
    PrintedMatter.objects.update(created_at=timezone.now() - timedelta(seconds=5))
    html = studio(client, case).content.decode()
    assert ("being made" in html, PrintedMatter.objects.get().made_at is not None) == (False, True)


def test_studio_without_a_choice_shows_the_first_case(client: Client) -> None:
    case = make_case()
    html = client.get("/ru/print/").content.decode()
    assert (f'value="case:{case.slug}" selected' in html, NAMES["ru"] in html) == (True, True)


def test_studio_without_anything_to_print_says_so(client: Client) -> None:
    response = client.get("/en/print/")
    wrong = client.get("/en/print/?about=case:nobody")
    assert (response.status_code, wrong.status_code) == (200, 404)
    assert b"nothing of that name" in response.content


def test_htmx_gets_the_preview_alone(client: Client) -> None:
    case = make_case()
    row = made(client, case)
    response = client.get(
        "/en/print/", {"form": "sign", "about": f"case:{case.slug}"}, headers={"HX-Request": "true"}
    )
    html = response.content.decode()
    assert (html.strip().startswith("<section"), "<form" in html, row.content_key in html) == (
        True,
        False,
        True,
    )
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize("query", ["Aigerim", "айгерим", "Әйгерім", "Sadikova"])
def test_search_finds_any_spelling(client: Client, query: str) -> None:
    case, other = make_case(), CaseFactory.create(person=None, kind="group", title="Somebody else")
    html = client.get("/en/print/", {"q": query, "about": f"case:{case.slug}"}).content.decode()
    options = re.findall(r'<option value="case:([^"]+)"', html)
    assert options == [case.slug], other.slug


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        ({"form": "placard", "paper": "letter"}, "printed on A3 only"),
        ({"form": "sign", "also": "en"}, "same as the first"),
        ({"form": "birthday", "line": "Hello"}, "no room for your own line"),
        ({"form": "legal_card"}, "not made of this subject"),
        ({"form": "nonsense"}, "nonsense"),
        ({"line": "x" * 81}, "at most 80"),
        ({"line": "a\u202eb"}, "letters, figures and punctuation"),
    ],
)
def test_choice_that_does_not_fit_is_refused_with_words(
    client: Client, choice: dict[str, str], says: str
) -> None:
    response = studio(client, make_case(), **choice)
    assert (response.status_code, says in response.content.decode()) == (422, True)
    assert not PrintedMatter.objects.exists()


def test_missing_translation_is_said_and_another_offered(client: Client) -> None:
    case = make_case()
    Translation.objects.filter(language="kk", field="headline").delete()
    response = studio(client, case, language="kk")
    html = response.content.decode()
    assert (response.status_code, "not translated yet: Қазақша" in html) == (422, True)
    assert re.findall(r'hreflang="(\w\w)" lang="\w\w">', html.split('role="alert"')[1])[:2] == ["en", "ru"]


def test_letters_without_a_font_are_named(client: Client) -> None:
    response = studio(client, make_case(), line="李")
    assert (response.status_code, "no such letters: 李" in response.content.decode()) == (422, True)


def test_own_line_is_printed_and_kept_nowhere(client: Client, settings: Settings) -> None:
    case = make_case()
    html = studio(client, case, line="Canary 7").content.decode()
    address = re.search(r'href="(/en/print/own\.pdf\?[^"]+)"', html)
    assert address is not None
    data = client.get(address[1].replace("&amp;", "&"))
    picture = client.get(address[1].replace("&amp;", "&").replace("own.pdf", "own.png"))
    assert ("Canary 7" in read(data.content), picture.content[:4]) == (True, b"\x89PNG")
    assert "no-store" in data["Cache-Control"]
    assert (PrintedMatter.objects.count(), settings.PRINT_ROOT.exists()) == (0, False)


def test_file_is_sent_once_and_has_validators(client: Client) -> None:
    row = made(client, make_case())
    address = f"/en/print/files/{row.content_key}.pdf"
    first = client.get(address)
    data = body(first)
    by_tag = client.get(address, headers={"If-None-Match": first["ETag"]})
    by_time = client.get(address, headers={"If-Modified-Since": first["Last-Modified"]})
    other = client.get(address, headers={"If-None-Match": '"other"'})
    assert (first.status_code, first["Content-Type"], len(data)) == (200, "application/pdf", row.size)
    assert [by_tag.status_code, by_time.status_code, other.status_code] == [304, 304, 200]
    assert "Aigerim" in read(data)
    assert not first.cookies


def test_file_takes_one_query(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    row = made(client, make_case())
    with django_assert_num_queries(1):
        client.get(f"/en/print/files/{row.content_key}.pdf")


def test_withdrawn_subject_is_gone_at_once(client: Client) -> None:
    case = make_case()
    row = made(client, case)
    addresses = [f"/en/print/files/{row.content_key}.{kind}" for kind in ("pdf", "png")]
    addresses.append(f"/en/print/?about=case:{case.slug}")
    before = [client.get(address).status_code for address in addresses]
    case.state = PublicationState.WITHDRAWN
    case.save()
    after = [client.get(address).status_code for address in addresses]
    refresh_prints(now=timezone.now())
    later = [client.get(address).status_code for address in addresses]
    assert (before, after, later) == ([200] * 3, [410] * 3, [410] * 3)


def test_stale_file_leads_to_the_same_choice(client: Client) -> None:
    case = make_case()
    row = made(client, case, also="ru", ink="black")
    case.summary = "Something else is known."
    case.save()
    refresh_prints(now=timezone.now())
    response = client.get(f"/en/print/files/{row.content_key}.pdf")
    choice = f"form=sign&about=case%3A{case.slug}&language=en&also=ru&ink=black&paper=a4"
    assert (response.status_code, response["Location"]) == (302, f"/en/print/?{choice}")
    assert "being made" not in client.get(response["Location"]).content.decode()


def test_unknown_file_is_not_found(client: Client) -> None:
    assert client.get(f"/en/print/files/{'0' * 64}.pdf").status_code == 404


def test_all_languages_come_in_one_archive(client: Client) -> None:
    case = make_case()
    response = client.get("/en/print/languages.zip", {"form": "sign", "about": f"case:{case.slug}"})
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        names = archive.namelist()
        texts = [read(archive.read(name)) for name in names]
    assert names == [f"unforgotten-{case.slug}-sign-{code}.pdf" for code in ("en", "ru", "kk")]
    assert [code for code, text in zip(NAMES, texts, strict=True) if NAMES[code].split()[0] in text] == [
        "en",
        "ru",
        "kk",
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_studio_takes_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    cases = [make_case() for _ in range(rows)]
    made(client, cases[0])
    studio(client, cases[0])
    with django_assert_num_queries(31):
        html = studio(client, cases[0]).content.decode()
    assert html.count('<option value="case:') == rows


@pytest.fixture
def _pdf_is_off(settings: Settings, tmp_path: Path) -> Iterator[None]:
    pdf._load.cache_clear()
    settings.BASE_DIR = tmp_path
    yield
    pdf._load.cache_clear()


@pytest.mark.logs_errors
@pytest.mark.usefixtures("_pdf_is_off")
def test_studio_says_that_pdfs_are_off(client: Client) -> None:
    response = studio(client, make_case())
    assert (response.status_code, b"cannot make PDFs" in response.content) == (503, True)


def test_command_prints_one_sheet(tmp_path: Path) -> None:
    case = make_case()
    target = tmp_path / "sheet.pdf"
    out = io.StringIO()
    call_command(
        "print", "a5", case.slug, "--language", "ru", "--ink", "black", "-o", str(target), stdout=out
    )
    assert (NAMES["ru"].split()[0] in read(target.read_bytes()), out.getvalue().count("\n")) == (True, 1)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["a5", "nobody"], "Nothing published"),
        (["a5"], "Say what to print"),
        (["placard", "{slug}", "--paper", "letter"], "printed on A3 only"),
        (["a5", "{slug}", "--line", "李"], "no such letters"),
        (["a5", "--all"], "--all prints every form"),
    ],
)
def test_command_says_in_a_line_what_is_wrong(tmp_path: Path, arguments: list[str], says: str) -> None:
    case = make_case()
    target = tmp_path / "sheet.pdf"
    with pytest.raises(CommandError, match=says) as caught:
        call_command("print", *(part.format(slug=case.slug) for part in arguments), "-o", str(target))
    assert ("\n" in str(caught.value), list(tmp_path.iterdir())) == (False, [])


def test_command_prints_everything_and_says_what_it_skipped(tmp_path: Path) -> None:
    case = make_case()
    Translation.objects.filter(language__in=["ru", "kk"], field="headline").delete()
    out = io.StringIO()
    call_command("print", "--all", "-o", str(tmp_path / "all"), stdout=out)
    names = sorted(path.name for path in (tmp_path / "all").iterdir())
    of_case = [name for name in names if name.startswith(f"case-{case.slug}")]
    assert (len(of_case), f"skipped case:{case.slug} in kk: not translated" in out.getvalue()) == (9, True)
