"""The pages that bring documents in: what they take, what they say, who may, and what each list costs."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from sources.models import Document, Intake
from sources.services.intake_work import run_intake
from sources.services.intakes import ask_for_file
from tests.factories.accounts import UserFactory
from tests.sources.importing.corpus import ENGLISH, page, pdf

pytestmark = pytest.mark.django_db
TEXT = "\n".join(["Sample statement of the committee", *(f"{ENGLISH} Number {n}." for n in range(9))])


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DOCUMENT_ROOT", tmp_path / "documents")
    monkeypatch.setattr("sources.services.intakes.ask_for_task", lambda *_: None)


@pytest.fixture
def organiser(client: Client) -> Client:
    """Return the client of one who may do everything."""
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    return client


def test_addresses_files_and_a_text_are_taken_in_one_form(organiser: Client) -> None:
    answer = organiser.post(
        reverse("admin:intakes"),
        {
            "addresses": "https://site.example/one\nsite.example/two\n",
            "upload": [SimpleUploadedFile("a.pdf", pdf()), SimpleUploadedFile("b.html", page("<p>x</p>"))],
            "text": TEXT,
        },
    )
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('admin:intakes')}#intakes")
    assert sorted(Intake.objects.values_list("way", "url", "name")) == [
        ("address", "https://site.example/one", ""),
        ("address", "https://site.example/two", ""),
        ("file", "", "a.pdf"),
        ("file", "", "b.html"),
        ("text", "", "Sample statement of the committee"),
    ]
    assert "every 2s" in organiser.get(reverse("admin:intakes")).text

    for intake in Intake.objects.exclude(way="address"):
        run_intake(intake.pk)
    assert Document.objects.get(title="Sample statement of the committee").kind == "statement"
    partial = organiser.get(reverse("admin:intakes"), headers={"HX-Request": "true"}).text
    assert partial.count("<article") == 5
    assert "<html" not in partial
    assert partial.count("Read it") == 3


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Give an address, a file or a text."),
        ({"addresses": "http://a:b@site.example/"}, "This is no address of a public page."),
        ({"addresses": "file:///etc/passwd"}, "This is no address of a public page."),
        ({"addresses": "\n".join(f"https://site.example/{n}" for n in range(51))}, "At most 50 at once."),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_taken(
    organiser: Client, data: dict[str, str], words: str
) -> None:
    answer = organiser.post(reverse("admin:intakes"), data)
    assert (answer.status_code, Intake.objects.count()) == (422, 0)
    assert words in answer.text


def test_files_larger_than_a_request_are_told_so(organiser: Client) -> None:
    large = SimpleUploadedFile("large.pdf", b"%PDF-" + bytes(11 * 1024 * 1024))
    answer = organiser.post(reverse("admin:intakes"), {"upload": large})
    assert (answer.status_code, Intake.objects.count()) == (422, 0)
    assert "larger than 10.0" in answer.text.replace("\xa0", " ")


def test_failed_address_is_tried_again_and_a_failed_file_is_not(organiser: Client) -> None:
    address = Intake.objects.create(
        way="address", url="https://site.example/", state="failed", problem="too_slow"
    )
    file = Intake.objects.create(way="file", name="a.pdf", state="failed", problem="broken")
    text = organiser.get(reverse("admin:intakes")).text
    assert (text.count("Try again"), text.count("The file was not kept.")) == (1, 1)

    for intake in (address, file):
        assert organiser.post(reverse("admin:intake-retry", args=[intake.pk])).status_code == 302
        assert organiser.get(reverse("admin:intake-retry", args=[intake.pk])).status_code == 405
    assert sorted(Intake.objects.values_list("way", "state")) == [("address", "waiting"), ("file", "failed")]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_with_one_row_and_with_three(
    organiser: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        document = Document.objects.create(slug=f"sample-{number}", title="Sample", paragraphs=3)
        Intake.objects.create(way="file", name="a", state="done", document=document, same_as=document)
    with django_assert_num_queries(4):
        organiser.get(reverse("admin:intakes"))


def read_in(text: str) -> Document:
    """Bring a text in and return its document."""
    intake = ask_for_file(text.encode(), name="sample.txt", by=None, wake=False)
    assert run_intake(intake.pk)
    return Document.objects.get(intakes=intake)


def test_original_is_handed_out_to_keep_and_never_shown(organiser: Client) -> None:
    document = read_in(TEXT)
    answer = organiser.get(reverse("admin:document-original", args=[document.pk]))
    assert answer.getvalue() == TEXT.encode()
    assert answer["Content-Disposition"] == f'attachment; filename="{document.slug}.txt"'
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == (
        "nosniff",
        "application/octet-stream",
    )
    assert "no-store" in answer["Cache-Control"]
    settings.DOCUMENT_ROOT.joinpath(document.sha256).unlink()
    assert organiser.get(reverse("admin:document-original", args=[document.pk])).status_code == 404


def test_document_is_split_as_proposed_and_united(organiser: Client) -> None:
    one = "\n".join(
        ["Sample report of the committee", *[f"{ENGLISH} One."] * 3, "Reproduced from https://site.example/"]
    )
    two = "\n".join(["Statement of the other committee", *[f"{ENGLISH} Two."] * 3])
    document = read_in(f"{one}\n{two}")
    url = reverse("admin:document-split", args=[document.pk])
    assert 'value="6-9"' in organiser.get(url).text

    given = {"part-TOTAL_FORMS": "2", "part-INITIAL_FORMS": "2"}
    given |= {
        "part-0-title": "",
        "part-0-passages": "1-5",
        "part-1-title": "The other",
        "part-1-passages": "6-9",
    }
    beyond = organiser.post(url, {**given, "part-0-title": "One", "part-1-passages": "6-90"})
    assert (beyond.status_code, document.contained.count()) == (422, 0)
    assert "The text has 9 paragraphs." in beyond.text
    given["part-0-title"] = "One"
    assert organiser.post(url, given).status_code == 302
    owners = list(document.passages.order_by("number").values_list("quoted_from__title", flat=True))
    assert owners == ["One"] * 5 + ["The other"] * 4

    part = document.contained.get(title="The other")
    Document.objects.filter(pk=part.pk).update(state="published")
    organiser.post(reverse("admin:document-unite", args=[part.pk]))
    assert document.contained.count() == 2
    Document.objects.filter(pk=part.pk).update(state="draft")
    organiser.post(reverse("admin:document-unite", args=[part.pk]))
    owners = list(document.passages.order_by("number").values_list("quoted_from__title", flat=True))
    assert owners == ["One"] * 5 + [None] * 4


def test_pages_are_for_those_who_may(client: Client) -> None:
    document = Document.objects.create(slug="sample", title="Sample", sha256="0" * 64)
    urls = [
        reverse("admin:intakes"),
        *(reverse(f"admin:document-{name}", args=[document.pk]) for name in ("split", "original")),
    ]
    assert [client.get(url).status_code for url in urls] == [302] * 3
    client.force_login(UserFactory.create(is_staff=True))
    assert [client.get(url).status_code for url in urls] == [403] * 3
