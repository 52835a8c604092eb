"""The pages of letters: picking, changing, the three ways, and what must never be on them."""

import io
import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils.html import escape
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from campaigns.models import Campaign, Letter, LetterCount, Target
from campaigns.services import letter_limits
from prisoners.models import Case
from sources.models import Translation
from tests.campaigns.exchange.samples import SAMPLE
from tests.campaigns.letters import CANARY, form_of, open_letter, post, token
from tests.campaigns.printed import NAMES, make_case, make_letter, read
from tests.factories.campaigns import CampaignCaseFactory, CampaignFactory, LetterFactory
from tests.pages import problems_of
from toolkit.limits import Limit

pytestmark = pytest.mark.django_db

BODY = "I write about {case}.\n\nThe sentence is {sentence}. Let {case} go."


@pytest.fixture(autouse=True)
def _empty_caches() -> None:
    for name in ("default", "limits"):
        caches[name].clear()


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    html = response.content.decode()
    assert problems_of(html) == []
    return html


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    campaign = CampaignFactory()
    for _ in range(rows):
        letter = LetterFactory(campaign=campaign, target__campaign=campaign)
        CampaignCaseFactory(campaign=campaign, case=make_case())
        letter.claims.clear()
    # Once before, so that kinds of content are known.
    client.get("/en/letters/")
    with django_assert_num_queries(9):
        client.get("/en/letters/")


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_list_groups_by_form_and_can_be_narrowed(client: Client, language: str) -> None:
    case, other = make_case(), make_case()
    make_letter(case, form=Letter.Form.LETTER, title="A letter for one")
    LetterFactory(form=Letter.Form.MOTION, title="A motion for another", case=other)
    open_letter(case, form=Letter.Form.TELEGRAM, title="A telegram for any")
    html = page(client, f"/{language}/letters/")
    titles = ["A letter for one", "A telegram for any", "A motion for another"]
    assert [html.index(title) for title in titles] == sorted(html.index(title) for title in titles)
    narrowed = page(client, f"/{language}/letters/?case={case.slug}")
    assert [title in narrowed for title in titles] == [True, True, False]
    assert f"?case={case.slug}" in narrowed
    target = Letter.objects.get(title="A motion for another").target
    assert [title in page(client, f"/{language}/letters/?target={target.pk}") for title in titles] == [
        False,
        False,
        True,
    ]
    part = client.get("/en/letters/", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="letters">')


def test_letter_for_any_case_waits_for_one_and_takes_its_facts(client: Client) -> None:
    case = make_case()
    letter = open_letter(case, body=BODY)
    waiting = page(client, f"/en/letters/{letter.slug}/")
    assert ("Choose first for whom you write." in waiting, "{case}" in waiting) == (True, False)
    html = page(client, f"/en/letters/{letter.slug}/?case={case.slug}")
    assert f"I write about {NAMES['en']}." in html
    assert "no source that we hold tells: the sentence, such as “five years”." in html
    assert ("{sentence}" in html, "None" in html) == (False, False)
    assert client.get(f"/en/letters/{letter.slug}/?case=nobody").status_code == 404
    assert client.get(f"/en/letters/{letter.slug}/letter.pdf").status_code == 404


def test_language_is_that_of_the_target_and_a_missing_one_is_said(client: Client) -> None:
    letter = make_letter(make_case())
    Target.objects.update(language="ru")
    assert 'lang="ru">' in page(client, f"/en/letters/{letter.slug}/")
    assert "Мен Әйгерім туралы жазамын." in page(client, f"/en/letters/{letter.slug}/?language=kk")
    Translation.objects.filter(language="ru", field="salutation").delete()
    html = page(client, f"/en/letters/{letter.slug}/")
    assert "This letter is not there in Русский yet." in html
    assert ("I write about Aigerim." in html, "Я пишу об Айгерим." in html) == (True, False)
    assert client.get(f"/ru/letters/{letter.slug}/letter.pdf").status_code == 404
    assert client.get(f"/en/letters/{letter.slug}/?language=xx").status_code == 404


@pytest.mark.needs("pango")
def test_changed_text_is_what_is_printed(client: Client) -> None:
    letter = open_letter(body=BODY)
    case = letter.campaign.cases.get()
    data = {
        "subject": "Own subject Ұ",
        "body": "Own words.\r\n\r\n1. One.\r\n2. Two.",
        "address": "Lane 1\nFlat 2",
    }
    response = post(client, letter, "letter.pdf", query=f"?case={case.slug}", name="Ada", town="Riga", **data)
    text = read(response.content)
    assert response.status_code == 200
    assert [
        words in text for words in ("Own subject Ұ", "Own words.", "1. One.", "Lane 1", "Flat 2", "Riga")
    ] == [True] * 6
    assert "I write about" not in text


@pytest.mark.needs("pango")
def test_text_of_fifty_pages_gets_a_clear_message_and_is_kept(client: Client) -> None:
    letter = make_letter(make_case())
    book = "Many words in it. " * 8_000
    response = post(client, letter, "letter.pdf", body=book)
    html = response.content.decode()
    assert response.status_code == 422
    assert "a letter has at most four pages" in html
    assert book.strip() in html
    lines = "\n\n".join(["x"] * 2_000)
    response = post(client, letter, "letter.pdf", body=lines)
    assert (response.status_code, "it takes more than four pages" in response.content.decode()) == (422, True)
    assert LetterCount.objects.count() == 0


@pytest.mark.parametrize(
    "data",
    [
        {"body": "A\x07b"},
        {"body": "A\u202eb"},
        {"subject": "A\nb\x1f"},
        {"subject": "x" * 201},
        {"body": " \n "},
        {"address": "1\n2\n3\n4\n5"},
        {"layout": "us"},
        {"paper": "a3"},
    ],
)
@pytest.mark.parametrize("way", ["letter.pdf", "mail/", "text/"])
def test_what_cannot_be_sent_is_asked_again(client: Client, data: dict[str, str], way: str) -> None:
    letter = make_letter(make_case())
    Target.objects.update(email=CANARY)
    response = post(client, letter, way, **data)
    assert response.status_code == 422
    # A character that cannot be shown is shown again all the same: nothing that was typed is lost.
    problems = problems_of(response.content.decode())
    assert [problem for problem in problems if "invalid-codepoint" not in problem] == []


def test_telegram_is_one_paragraph_of_at_most_400_characters(client: Client) -> None:
    letter = make_letter(make_case(), form=Letter.Form.TELEGRAM, body="Release her.")
    response = post(client, letter, "text/", body="a b\n" * 100)
    assert (response.status_code, "a b a b" in response.content.decode()) == (200, True)
    response = post(client, letter, "text/", body="a b c\n" * 100)
    assert (response.status_code, "at most 400 characters" in response.content.decode()) == (422, True)


def test_copied_text_stands_in_a_box_with_what_to_do(client: Client) -> None:
    letter = make_letter(make_case())
    response = post(client, letter, "text/", name="Ada <b>", town="Riga")
    html = response.content.decode()
    assert problems_of(html) == []
    whole = re.search(r'<textarea id="copy-text"[^>]*>\n(.*?)</textarea>', html, re.DOTALL)
    assert whole is not None
    assert whole[1] == escape(
        "Your Excellency,\n\nI write about Aigerim.\n\nI ask you to:\n\n1. Release her.\n2. Let her see a doctor.\n\n"
        "Yours faithfully,\n\nAda <b>\nRiga"
    )
    assert "no-store" in response["Cache-Control"]


def test_mail_program_is_opened_with_subject_and_text(client: Client) -> None:
    letter = make_letter(make_case())
    Target.objects.update(email=CANARY)
    response = post(
        client, letter, "mail/", subject="Release & free?", body="One + two = 3 & 100% é", name="Ада"
    )
    parts = urlsplit(response["Location"])
    assert (response.status_code, parts.scheme, unquote(parts.path)) == (303, "mailto", CANARY)
    fields = parse_qs(parts.query.replace("+", "%2B"), strict_parsing=True)
    assert fields == {
        "subject": ["Release & free?"],
        "body": ["Your Excellency,\r\n\r\nOne + two = 3 & 100% é\r\n\r\nYours faithfully,\r\n\r\nАда"],
    }
    assert not re.search(r"[^!-~]", response["Location"])
    assert "no-store" in response["Cache-Control"]
    assert LetterCount.objects.get().way == "mail"


def test_text_too_long_for_an_address_is_pasted(client: Client) -> None:
    letter = make_letter(make_case())
    Target.objects.update(email=CANARY)
    body = "Long words. " * 200
    response = post(client, letter, "mail/", body=body)
    html = response.content.decode()
    assert (response.status_code, problems_of(html)) == (200, [])
    assert (CANARY in html, "mailto" in html, body.strip() in html) == (False, False, True)
    response = post(
        client, letter, "mail/", body=body, subject="Free them", only_subject="1", **form_of(html)
    )
    assert (response.status_code, response["Location"]) == (303, f"mailto:{CANARY}?subject=Free%20them")
    # Both steps are one letter.
    assert LetterCount.objects.get().count == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"website": "x"}, "A field that is not for people was filled in."),
        ({"token": ""}, "This page was open for too long."),
        ({"token": "forged:1:2"}, "This page was open for too long."),
        ({"seconds": "1"}, "That was very quick."),
        ({"seconds": "30000"}, "This page was open for too long."),
    ],
)
def test_bot_gets_the_page_again_with_words(client: Client, data: dict[str, str], words: str) -> None:
    letter = make_letter(make_case())
    Target.objects.update(email=CANARY)
    given = {**data}
    if "seconds" in given:
        given["token"] = token(seconds=float(given.pop("seconds")))
    response = post(client, letter, "mail/", body="What I wrote.", **given)
    html = response.content.decode()
    assert (response.status_code, "Location" in response) == (422, False)
    assert (words in html, "What I wrote." in html, CANARY in html) == (True, True, False)
    assert problems_of(html) == []


def test_many_letters_from_one_place_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letter_limits, "MAIL_FROM_SOURCE", Limit("test-mail", most=2, seconds=3600))
    letter = make_letter(make_case())
    Target.objects.update(email=CANARY)
    client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    assert [post(client, letter, "mail/").status_code for _ in range(3)] == [303, 303, 429]
    client.defaults["REMOTE_ADDR"] = "198.51.100.7"
    assert post(client, letter, "mail/").status_code == 303


def test_without_an_address_or_for_a_motion_there_is_no_mail(client: Client) -> None:
    letter = make_letter(make_case())
    assert "/mail/" not in page(client, letter.get_absolute_url())
    assert post(client, letter, "mail/").status_code == 409
    motion = open_letter(form=Letter.Form.MOTION)
    assert "/mail/" not in page(client, motion.get_absolute_url())
    assert post(client, motion, "mail/").status_code == 409


def test_forms_may_lead_to_a_mail_program_and_all_else_is_as_strict(client: Client) -> None:
    letter = make_letter(make_case())
    policy = client.get(letter.get_absolute_url())["Content-Security-Policy"]
    usual = client.get("/en/letters/")["Content-Security-Policy"]
    assert policy == usual.replace("form-action 'self'", "form-action 'self' mailto:")
    assert "mailto" not in usual


def _kind_of(path: str) -> str:
    """Return what an address shows, where others show the same.

    What the form of a letter is sent to shows, when it is read, the page of the letter, whatever text was chosen: that
    page is read in all of them. The PDF of a text is the same from a page in any language.
    """
    address, _, query = path.partition("?")
    if re.search(r"/letters/[^/]+/(mail|text|remind)/$", address):
        return address
    if address.endswith("/letter.pdf") and "/letters/" in address and "language=" in query:
        return f"{address[3:]}?{query}"
    return address.rpartition("/")[2] if address.endswith(".pdf") else path


def _crawl(client: Client) -> dict[str, bytes]:
    """Return every public page that is linked from the home pages, and one file of each kind, by address."""
    homes = tuple(f"/{code}/" for code, _name in django_settings.LANGUAGES)
    waiting = [*homes, *(f"{home}letters/" for home in homes), "/en/pickets/pickets.ics"]
    found: dict[str, bytes] = {}
    kinds: set[str] = set()
    while waiting:
        path = waiting.pop()
        # A file takes a second to set: of the leaflets one is enough, of letters each text is read.
        kind = _kind_of(path)
        if path in found or kind in kinds:
            continue
        kinds.add(kind)
        response = client.get(path)
        content = b"".join(response) if response.streaming else response.content
        found[path] = content
        if response.headers.get("Content-Type", "").startswith("text/html"):
            links = re.findall(r'(?:href|action|formaction)="(/[^"#]*)', content.decode())
            links = [link.replace("&amp;", "&") for link in links if not link.startswith("/static/")]
            # The filters of lists lead to ever more of the same.
            links = [link for link in links if "?" not in link or "/letters/" in link]
            waiting += [link for link in links if link.startswith(homes)]
        elif response.headers.get("Content-Type") == "application/pdf":
            text = "".join(part.extract_text() for part in PdfReader(io.BytesIO(content)).pages)
            found[path] += text.encode()
    return found


@pytest.mark.long
@pytest.mark.needs("pango")
def test_no_page_feed_or_file_holds_the_address_of_an_official(client: Client, tmp_path: Path) -> None:
    """The sample campaign has something of everything, but for the forms of letters."""
    call_command("load_campaign", str(SAMPLE), verbosity=0)
    case = Case.objects.filter(state="published")[0]
    for form in Letter.Form:
        LetterFactory(campaign=Campaign.objects.get(), target=Target.objects.get(), case=case, form=form)
    for number, target in enumerate(Target.objects.all()):
        target.email = f"canary{number}.official@gov.example"
        target.save()
    found = _crawl(client)
    kinds = {path.partition("?")[0].rpartition(".")[2] for path in found}
    assert {"pdf", "atom", "ics"} <= kinds
    assert {path.partition("?")[0].split("/")[1] for path in found} == {"en", "ru", "kk"}
    assert len(found) > 100
    assert [path for path, content in found.items() if b"official@gov" in content] == []
    call_command("dump_campaign", "port-sella", str(tmp_path), verbosity=0)
    dumped = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert (b"harbour-director" in dumped, b"official@gov" in dumped) == (True, False)
    # The control: where it does stand on a page, the crawl finds it.
    Target.objects.filter(slug="harbour-director").update(title="canary.official@gov.example")
    page = client.get("/en/letters/").content
    assert b"official@gov" in page


@pytest.mark.needs("pango")
def test_what_a_sender_writes_is_kept_nowhere(
    client: Client, settings: Settings, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    letter = make_letter(make_case())
    Target.objects.update(email=CANARY)
    canaries = {
        "name": "Qanarina",
        "town": "Qanaville",
        "address": "Qanary Lane 1",
        "body": "Qanary words. " * 9,
    }
    ways = {"letter.pdf": 200, "text/": 200, "mail/": 303}
    assert {way: post(client, letter, way, **canaries).status_code for way in ways} == ways
    assert post(client, letter, "letter.pdf", **{**canaries, "subject": ""}).status_code == 422
    kept = "".join(capfd.readouterr()) + caplog.text
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names from the database itself
            kept += str(cursor.fetchall())
    for name in ("default", "limits"):
        kept += str(getattr(caches[name], "_cache", {}))
    assert "qana" not in kept.lower()
    assert letter.slug in kept
    # The control: one row that holds it is found.
    Letter.objects.update(title="Qanarina")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM campaigns_letter")
        assert "qana" in str(cursor.fetchall()).lower()
