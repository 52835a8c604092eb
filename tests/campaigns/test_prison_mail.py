"""Pages and papers of letters to prisoners: consent, transfer, stale labels, limits, and what is never kept."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.cache import cache, caches
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from campaigns.views import prison_mail
from prisoners.models import Case, Consent, Mail, Prison
from prisoners.post import Destination, post_of
from prisoners.querysets import cases_for_post
from prisoners.services_mail import transfer_prisoner
from sources.models import PublicationState
from tests.campaigns.printed import read
from tests.factories.prisoners import CaseFactory, MailFactory
from tests.factories.sources import ClaimFactory, NameFactory
from tests.pages import problems_of
from tests.prisoners.test_post import make_prison, make_prisoner
from tests.stored import everything_stored

pytestmark = pytest.mark.django_db

LINE = "Учреждение ОБРАЗЕЦ-1"
CANARY = "Kanareika"


@pytest.fixture(autouse=True)
def _empty_caches() -> Iterator[None]:
    caches["limits"].clear()
    cache.clear()
    yield
    caches["limits"].clear()


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    assert not response.cookies
    return str(response.content.decode())


def make(client: Client, case: Case, **given: str) -> tuple[int, str, bytes]:
    """Send the form of a letter; return status, kind and body."""
    data = {"text": "Здравствуйте!\n\nВыпал снег.", "sender": "nobody", "what": "letter", **given}
    response = client.post(f"/en/post/{case.slug}/letter.pdf", data)
    return response.status_code, response["Content-Type"].partition(";")[0], response.content


def destination_of(case: Case) -> Destination:
    found = post_of(cases_for_post(timezone.now().date()).get(pk=case.pk)).destination
    assert found is not None
    return found


def label_page(case: Case) -> str:
    return f"/en/post/{case.slug}/label/{destination_of(case).key}/"


# --- who can be written to ---


def test_list_offers_who_has_fewest_letters_and_says_why_others_have_none(client: Client) -> None:
    many, few = make_prisoner(slug="many"), make_prisoner(slug="few")
    make_prisoner(make_prison(""), slug="nowhere")
    make_prisoner(agreed=False, slug="not-agreed")
    make_prisoner(slug="free", status=Case.Status.RELEASED)
    MailFactory.create(case=many, count=12, on=timezone.now().date())
    html = page(client, "/en/post/")
    assert problems_of(html) == []
    assert html.index("/en/post/few/") < html.index("/en/post/many/")
    for words, count in [
        ("12 letters known in the last year", 1),
        ("No letter known in the last year", 1),
        ("No address in any source we hold.", 1),
        ("The family has not agreed to show the address.", 1),
        ("/post/free/", 0),
        ("Russian", 2),
        (LINE, 0),
    ]:
        assert html.count(words) == count, words
    assert page(client, few.get_absolute_url()).count("/en/post/few/") == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        make_prisoner()
        make_prisoner(agreed=False)
    page(client, "/en/post/")
    with django_assert_num_queries(9):
        html = page(client, "/en/post/")
    assert html.count("The family has not agreed") == rows


def test_list_without_an_address_invents_none(client: Client) -> None:
    CaseFactory.create(slug="held")
    html = page(client, "/en/post/")
    assert "We can show no address at the moment." in html
    assert "No address in any source we hold." in page(client, "/en/post/held/")
    assert problems_of(html) == []


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_page_shows_rules_address_and_form(client: Client, language: str) -> None:
    claim = ClaimFactory.create(text="Letters are read by a censor.")
    prison = make_prison(mail_rules="No photographs.", mail_pages=3, checked_on=date(2026, 11, 1))
    prison.claims.add(claim)
    case = make_prisoner(prison)
    html = page(client, f"/{language}/post/{case.slug}/")
    assert problems_of(html) == []
    for words in (LINE, "No photographs.", "Letters are read by a censor.", "letter.pdf"):
        assert words in html
    assert "no-store" in client.get(f"/{language}/post/{case.slug}/")["Cache-Control"]


def test_address_is_on_no_page_and_no_paper_without_consent(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make_prisoner()
    address = label_page(case)
    pages = [f"/en/post/{case.slug}/", "/en/post/", address, case.get_absolute_url()]
    assert [LINE in page(client, path) for path in pages] == [True, False, False, False]
    Consent.objects.filter(covers_postal_address=True).update(withdrawn_on=timezone.now().date())
    assert [LINE in page(client, path) for path in pages] == [False] * 4
    assert "The family has not agreed to show the address." in page(client, pages[0])
    assert client.get(f"/en/post/{case.slug}/label.pdf").status_code == 404
    assert make(client, case)[0] == 404
    # The control: with the gate open the same page shows it, so the line above can fail.
    real = post_of

    def ungated(found: Case) -> object:
        found.is_address_agreed = True  # type: ignore[attr-defined]  # as cases_for_post annotates
        return real(found)

    monkeypatch.setattr(prison_mail, "post_of", ungated)
    assert LINE in page(client, pages[0])


@pytest.mark.parametrize("state", [PublicationState.DRAFT, PublicationState.WITHDRAWN])
def test_case_that_is_not_public_has_no_post(client: Client, state: str) -> None:
    case = make_prisoner()
    paths = [f"/en/post/{case.slug}/", label_page(case), f"/en/post/{case.slug}/label.pdf"]
    before = [client.get(path).status_code for path in paths[:2]]
    Case.objects.update(state=state)
    after = [client.get(path).status_code for path in [*paths, case.get_absolute_url()]]
    assert (before, after) == ([200, 200], [404] * 4)
    assert client.post(f"/en/post/{case.slug}/posted/").status_code == 404


# --- papers ---


@pytest.mark.needs("pango")
def test_letter_has_numbered_pages_and_a_page_to_keep(client: Client) -> None:
    case = make_prisoner(make_prison(mail_pages=4, checked_on=date(2026, 11, 1)))
    status, kind, data = make(client, case, text="Выпал снег. " * 400, sender="name", name="Anna")
    assert (status, kind) == (200, "application/pdf")
    pages = [one.extract_text() for one in PdfReader(io.BytesIO(data)).pages]
    numbers = [f"{number} / {len(pages) - 1}" for number in range(1, len(pages))]
    assert [number in text for number, text in zip(numbers, pages, strict=False)] == [True] * len(numbers)
    assert (len(pages) > 2, "Anna" in pages[-2], "Unforgotten" in pages[0]) == (True, True, False)
    kept = " ".join(pages[-1].split())
    assert "It does not go into the envelope." in kept
    assert "Checked on 1 November 2026." in kept
    assert destination_of(case).key in kept.replace(" ", "")
    assert LINE in kept


@pytest.mark.needs("pango")
@pytest.mark.parametrize(
    ("what", "sizes"),
    [("dl", [(220, 110)] * 2), ("c6", [(162, 114)] * 2), ("labels", [(210, 297)])],
)
def test_envelopes_and_labels_have_their_sizes(
    client: Client, what: str, sizes: list[tuple[int, int]]
) -> None:
    case = make_prisoner()
    got = [
        client.get(f"/en/post/{case.slug}/label.pdf?form={what}").content,
        make(client, case, text="", what=what, sender="address", name="Anna", address="Sample St 1")[2],
    ]
    for data in got:
        pages = PdfReader(io.BytesIO(data)).pages
        found = [
            (round(float(p.mediabox.width) / 72 * 25.4), round(float(p.mediabox.height) / 72 * 25.4))
            for p in pages
        ]
        assert found == sizes
        assert read(data).count("Address as of") == (10 if what == "labels" else 1)
        assert read(data).count(LINE) == (10 if what == "labels" else 1)
    assert ["Sample St 1" in read(data) for data in got] == [False, True]


@pytest.mark.needs("pango")
def test_address_from_right_to_left_is_read_back(client: Client) -> None:
    case = make_prisoner(make_prison("زندان نمونه\nخیابان نمونه، شماره ۱۲", mail_languages=["fa"]))
    NameFactory.create(person=case.person, language="fa", script="Arab", text="آزاده نمونه")
    html = page(client, f"/en/post/{case.slug}/")
    assert 'class="envelope" dir="rtl"' in html
    data = client.get(f"/en/post/{case.slug}/label.pdf?form=c6").content
    found = read(data)
    for words in ("آزاده نمونه", "زندان نمونه", "۱۲"):
        assert words in found or words[::-1] in found
    [first, _] = PdfReader(io.BytesIO(data)).pages
    places: list[float] = []
    first.extract_text(
        visitor_text=lambda text, _cm, tm, _font, _size: places.append(float(tm[4])) if text.strip() else None
    )
    # In the right half of the envelope, as the lines end there.
    assert min(places) > float(first.mediabox.width) / 2
    text = read(make(client, case, text="سلام\n\nپنجره باز است.")[2])
    assert "۱ / ۱" in text or "۱/۱" in text.replace(" ", "")


@pytest.mark.needs("pango")
def test_letter_longer_than_the_prison_allows_is_refused_and_not_lost(client: Client) -> None:
    case = make_prisoner(make_prison(mail_pages=1))
    text = "Снег. " * 1200
    status, _kind, body = make(client, case, text=text)
    assert (status, body.decode().count("This is longer than 1 pages")) == (422, 1)
    assert text.strip() in body.decode()
    assert problems_of(body.decode()) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": ""}, "Write your letter first"),
        ({"text": "a\x00b"}, "cannot be shown"),
        ({"text": "a\u202eb"}, "cannot be shown"),
        ({"text": "a" * 20_001}, "longer than any letter"),
        ({"sender": "name"}, "Write the name"),
        ({"sender": "address", "name": "Anna"}, "Write the return address"),
        ({"sender": "address", "name": "Anna", "address": "a\n" * 6}, "At most five lines"),
        ({"sender": "address", "name": "Anna", "address": "a" * 45}, "At most five lines"),
        ({"what": "a3"}, "a3"),
    ],
)
def test_wrong_letter_is_shown_again_with_what_to_mend(
    client: Client, given: dict[str, str], words: str
) -> None:
    status, kind, body = make(client, make_prisoner(), **given)
    assert (status, kind) == (422, "text/html")
    assert words in body.decode()
    # A character that no browser sends is sent back as it came.
    assert problems_of(body.decode().replace("\x00", "")) == []


@pytest.mark.needs("pango")
def test_sender_and_letter_are_kept_nowhere(
    client: Client, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    case = make_prisoner()
    given = {"text": f"{CANARY} writes.", "sender": "address", "name": CANARY, "address": f"{CANARY} St 1"}
    status, _kind, data = make(client, case, **given)
    assert (status, read(data).count(CANARY)) == (200, 4)
    response = client.post(f"/en/post/{case.slug}/letter.pdf", {**given, "what": "letter"})
    assert "no-store" in response["Cache-Control"]
    # Not the database's own files: SQLite loses its locks when its process opens and closes them beside it.
    files = [
        path for path in Path(settings.VAR_DIR).rglob("*") if path.is_file() and ".sqlite3" not in path.name
    ]
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []
    assert CANARY not in everything_stored()
    assert CANARY not in caplog.text
    Mail.objects.create(case=case, on=date(2026, 1, 1))
    Case.objects.update(summary=CANARY)  # the control: what is stored is found so
    assert CANARY in everything_stored()


# --- posted ---


def test_posted_letter_is_counted_without_who(client: Client) -> None:
    case = make_prisoner()
    response = client.post(f"/en/post/{case.slug}/posted/")
    assert (response.status_code, response["Location"]) == (302, f"/en/post/{case.slug}/thanks/")
    assert client.get(f"/en/post/{case.slug}/posted/").status_code == 405
    html = page(client, response["Location"])
    assert ("Counted. Thank you." in html, "1 letter known in the last year" in html) == (True, True)
    [row] = Mail.objects.all()
    assert (row.case, row.outcome, row.count) == (case, Mail.Outcome.SENT, 1)
    assert {field.name for field in Mail._meta.fields} == {"id", "case", "prison", "outcome", "count", "on"}


def test_posted_letters_of_one_visitor_are_limited(client: Client) -> None:
    case = make_prisoner()
    codes = [
        client.post(f"/en/post/{case.slug}/posted/", REMOTE_ADDR="203.0.113.7").status_code for _ in range(7)
    ]
    other = client.post(f"/en/post/{case.slug}/posted/", REMOTE_ADDR="198.51.100.7").status_code
    assert (codes, other) == ([302] * 5 + [429] * 2, 302)
    assert Mail.objects.get().count == 6


def test_posted_letter_to_a_closed_address_is_a_conflict(client: Client) -> None:
    case = make_prisoner(agreed=False)
    assert client.post(f"/en/post/{case.slug}/posted/").status_code == 409
    assert Mail.objects.count() == 0


def test_posted_from_another_site_is_refused(client: Client) -> None:
    case = make_prisoner()
    answer = client.post(f"/en/post/{case.slug}/posted/", headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, Mail.objects.count()) == (403, 0)


def test_page_warns_of_letters_that_came_back(client: Client) -> None:
    case = make_prisoner()
    prison = destination_of(case).prison
    MailFactory.create(case=case, prison=prison, outcome=Mail.Outcome.RETURNED, count=3)
    assert "The last 3 letters came back." in page(client, f"/en/post/{case.slug}/")


# --- a transfer ---


@pytest.mark.needs("pango")
def test_transfer_changes_the_next_letter_and_makes_old_labels_stale(client: Client) -> None:
    case = make_prisoner()
    old = label_page(case)
    before = read(make(client, case)[2])
    assert "Still right" in page(client, old)

    transfer_prisoner(case, prison=make_prison("Учреждение ОБРАЗЕЦ-2"), since="2026-11-20")

    after = read(make(client, case)[2])
    label = read(client.get(f"/en/post/{case.slug}/label.pdf").content)
    assert [LINE in text for text in (before, after, label)] == [True, False, False]
    assert ["ОБРАЗЕЦ-2" in text for text in (before, after, label)] == [False, True, True]
    html = page(client, old)
    assert "Moved: 20 November 2026. Labels printed before are out of date." in html
    assert ("Out of date" in html, "Here is the new one" in html, LINE in html) == (True, True, False)
    assert "Still right" in page(client, label_page(case))
    assert "Labels printed before are out of date." in page(client, f"/en/post/{case.slug}/")
    for path in (old, label_page(case)):
        assert problems_of(page(client, path)) == []


def test_label_of_changed_rules_is_stale_and_of_a_new_check_is_not(client: Client) -> None:
    case = make_prisoner()
    label = label_page(case)
    Prison.objects.update(checked_on=date(2026, 11, 21))
    assert "Still right" in page(client, label)
    Prison.objects.update(mail_rules="No photographs.")
    assert "Out of date" in page(client, label)
    Case.objects.update(status=Case.Status.RELEASED)
    assert "Not in prison, as far as we know." in page(client, label)
