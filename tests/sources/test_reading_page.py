"""The reading view: what the page shows, to whom, and at what cost."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from sources.models import Document, Passage, Person, Suggestion
from sources.services.reviewing import dismiss_suggestions
from tests.factories.accounts import UserFactory
from tests.factories.sources import (
    CitationFactory,
    ClaimFactory,
    DocumentFactory,
    OrganisationFactory,
    PersonFactory,
)
from tests.sources.reading_pages import (
    address,
    make_document,
    page_of,
    passage_of,
    suggest,
    suggest_everything,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return make_document()


def test_page_marks_what_was_found_by_kind_and_links_the_known(desk: Client, document: Document) -> None:
    known = PersonFactory.create(name__text="Bota Samplova")
    first = suggest(passage_of(document), "person", "Bota Samplova", person=known)
    second = suggest(passage_of(document), "place", "Sampletown")
    suggest(passage_of(document), "person", "Samplova to five")

    page = page_of(desk, document)

    assert (
        f'<mark class="found found--person is-open" data-key="{first.pk}" data-sign="P" title="Person: Bota Samplova">'
        f'<a href="/admin/sources/person/{known.pk}/change/">Bota Samplova</a></mark>' in page
    )
    assert f'data-key="{second.pk}" data-sign="L" title="Place">Sampletown</mark>' in page
    assert page.count("<mark") == 2 + 6


def test_page_escapes_the_text(desk: Client, document: Document) -> None:
    Passage.objects.filter(number=1).update(text="<script>alert(1)</script> Bota & co")
    suggest(passage_of(document), "person", "<script>alert(1)")

    page = page_of(desk, document)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)</mark>&lt;/script&gt; Bota &amp; co" in page


def test_page_folds_furniture_and_sets_contained_texts_apart(desk: Client, document: Document) -> None:
    inner = DocumentFactory.create(held_in=document, title="A text within")
    Passage.objects.filter(number=1).update(is_furniture=True)
    Passage.objects.filter(number=3).update(quoted_from=inner)

    page = page_of(desk, document)

    assert "Furniture of the page: 1" in page
    assert (page.count('<details class="furniture">'), page.count('class="passage is-furniture"')) == (1, 1)
    assert (page.count('<article class="passage"'), page.count('class="contained"')) == (2, 1)
    assert page.index('id="p2"') < page.index("A text within") < page.index('id="p3"')


def test_page_shows_furniture_when_asked_or_in_focus(desk: Client, document: Document) -> None:
    Passage.objects.filter(number=1).update(is_furniture=True)
    suggest(passage_of(document), "person", "Bota Samplova")

    assert '<details class="furniture" open>' not in page_of(desk, document)
    assert "Show furniture of the page</a>" in page_of(desk, document)
    shown = page_of(desk, document, "?furniture=shown")
    assert '<details class="furniture" open>' in shown
    assert "Hide furniture of the page</a>" in shown
    in_focus = page_of(desk, document, "?passage=1")
    assert '<details class="furniture" open>' in in_focus
    assert "Mark as text" in in_focus
    # Nobody is asked about what was found in it, and nothing is made from it.
    assert (in_focus.count("<mark"), "0 suggestions are open." in in_focus) == (6, True)
    assert "data-make" not in in_focus


def test_page_leads_to_splitting_and_a_contained_text_to_its_holder(desk: Client, document: Document) -> None:
    inner = DocumentFactory.create(held_in=document, held_passages="2-3", title="A text within")
    split = reverse("admin:document-split", args=[document.pk])
    assert f'id="split" href="{split}"' in page_of(desk, document)
    page = page_of(desk, inner)
    assert 'id="split"' not in page
    assert f"Its text is held in “{document.title}”, paragraphs 2-3." in page
    assert f'<a class="desk-button" href="{address(document)}">Read it there</a>' in page


def test_page_shows_what_was_cited_beside_the_passage(desk: Client, document: Document) -> None:
    claim = ClaimFactory.create(text="She is in prison.", state="draft", citation=None)
    CitationFactory.create(claim=claim, passage=passage_of(document), stance="disputes")

    page = page_of(desk, document)

    assert f'<a href="/admin/sources/claim/{claim.pk}/change/">She is in prison.</a>' in page
    assert "Draft, disputes" in page
    assert "1 claim is cited from it." in page


def test_page_counts_what_is_done(desk: Client, document: Document, organiser: User) -> None:
    rows = suggest_everything(passage_of(document)) + suggest_everything(passage_of(document, 2))
    Passage.objects.filter(number=3).update(is_furniture=True)
    page = page_of(desk, document)
    assert "0 of 2 paragraphs have nothing open" in page
    assert "12 suggestions are open." in page

    dismiss_suggestions([row.pk for row in rows[:6]], by=organiser)

    page = page_of(desk, document)
    assert "1 of 2 paragraphs have nothing open" in page
    assert "6 suggestions are open." in page


@pytest.mark.parametrize(("passages", "each"), [(1, 1), (3, 3), (300, 7)])
def test_page_costs_the_same_whatever_there_is(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, passages: int, each: int
) -> None:
    document = make_document(passages)
    person, body = PersonFactory.create(), OrganisationFactory.create()
    for passage in document.passages.all():
        Suggestion.objects.bulk_create(
            Suggestion(passage=passage, kind=kind, start=start, end=start + 3, **{kind: known})
            for start in range(each)
            for kind, known in (("person", person), ("organisation", body))
        )
    for passage in document.passages.all()[:9]:
        CitationFactory.create(claim=ClaimFactory.create(citation=None), passage=passage)
    page_of(desk, document)

    with django_assert_num_queries(13):
        page = page_of(desk, document, "?passage=1")

    assert page.count('<article class="passage') == min(passages, 60)


def test_page_gives_the_next_rows_to_htmx(desk: Client) -> None:
    document = make_document(62)
    page = page_of(desk, document)
    assert ("?from=61" in page, 'id="p61"' in page) == (True, False)

    answer = desk.get(f"{address(document)}?from=61&part=rows", headers={"HX-Request": "true"})

    assert (answer.content.decode().count("<article"), b"<html" in answer.content) == (2, False)
    assert 'id="p61"' in page_of(desk, document, "?passage=62")


def test_page_gives_a_change_of_focus_to_htmx(desk: Client, document: Document) -> None:
    suggest_everything(passage_of(document, 2))

    answer = desk.get(f"{address(document)}?part=focus&passage=2&left=1", headers={"HX-Request": "true"})

    content = answer.content.decode()
    # The words stay as they are, and with them what is selected in them.
    assert [content.count(f'id="b{n}"') for n in (1, 2, 3)] == [1, 1, 0]
    assert 'class="words"' not in content
    assert content.count('hx-swap-oob="outerHTML"') == 2
    assert content.count('class="suggestion"') == 6


@pytest.mark.parametrize(
    "query", ["?passage=999", "?passage=x&start=3", "?from=-1", "?from=9999999999999999", "?passage=%00"]
)
def test_page_takes_any_address(desk: Client, document: Document, query: str) -> None:
    assert desk.get(f"{address(document)}{query}").status_code == 200


def test_pages_are_for_those_who_may(client: Client, document: Document) -> None:
    row = suggest(passage_of(document), "person", "Bota Samplova")
    pages: list[tuple[str, *tuple[object, ...]]] = [
        ("read",),
        ("edit", row.pk),
        ("make", "claim"),
        ("claims_csv",),
    ]
    for page in pages:
        assert client.get(address(document, *page)).status_code == 302
    reader = UserFactory.create(is_staff=True)
    client.force_login(reader)
    for page in pages:
        assert client.get(f"{address(document, *page)}?passage=1").status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="view_document"))
    found = [client.get(f"{address(document, *page)}?passage=1").status_code for page in pages]
    assert found == [200, 403, 403, 200]
    assert (
        client.post(address(document, "review"), {"do": f"accept:{row.pk}", "passage": 1}).status_code == 403
    )
    assert client.post(address(document, "undo")).status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="change_suggestion"))
    assert (
        client.post(address(document, "review"), {"do": f"accept:{row.pk}", "passage": 1}).status_code == 403
    )
    assert Person.objects.count() == 0
