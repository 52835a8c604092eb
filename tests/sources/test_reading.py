"""The reading view: what the page shows, what is decided on it, what is made from it."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from sources.models import Claim, Document, Passage, Person, Position, Suggestion, Tie
from sources.services.reviewing import dismiss_suggestions
from tests.factories.accounts import UserFactory
from tests.factories.sources import (
    CitationFactory,
    ClaimFactory,
    DocumentFactory,
    OrganisationFactory,
    PersonFactory,
    QuestionFactory,
)
from tests.forms import fields_of
from tests.sources.reading_pages import TEXT, make_document, passage_of, suggest, suggest_everything

pytestmark = pytest.mark.django_db


def address(document: Document, page: str = "read", *args: object) -> str:
    return reverse(f"admin:sources_document_{page}", args=[document.pk, *args])


@pytest.fixture
def document() -> Document:
    return make_document()


def page_of(desk: Client, document: Document, query: str = "") -> str:
    answer = desk.get(f"{address(document)}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


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
    assert (page.count('<article class="passage'), page.count('class="contained"')) == (2, 1)
    assert page.index('id="p2"') < page.index("A text within") < page.index('id="p3"')


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
    assert [content.count(f'id="p{n}"') for n in (1, 2, 3)] == [1, 1, 0]
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


# --- deciding ---


def decide(desk: Client, document: Document, do: str, **data: object) -> str:
    answer = desk.post(address(document, "review"), {"do": do, "passage": 1, **data}, follow=True)
    assert (answer.status_code, answer.redirect_chain[0][0]) == (200, f"{address(document)}?passage=1#p1")
    return answer.content.decode()


def states() -> list[str]:
    return list(Suggestion.objects.order_by("pk").values_list("state", flat=True))


def test_one_several_and_all_of_a_kind_are_decided(desk: Client, document: Document) -> None:
    rows = suggest_everything(passage_of(document))
    rows.append(suggest(passage_of(document), "person", "her lawyer"))
    elsewhere = suggest(passage_of(document, 2), "person", "Bota Samplova")

    assert "Date accepted: On 3 May." in decide(desk, document, f"accept:{rows[0].pk}")
    keys = [rows[1].pk, rows[2].pk]
    assert "2 suggestions dismissed." in decide(desk, document, "dismiss:selected", suggestion=keys)
    assert "2 suggestions accepted." in decide(desk, document, "accept:kind-person")
    assert "Nothing is selected." in decide(desk, document, "accept:selected")
    assert states() == ["accepted", "dismissed", "dismissed", "accepted", "open", "open", "accepted", "open"]
    assert elsewhere.pk == rows[-1].pk + 1


def test_deciding_with_htmx_changes_the_passage_and_says_so(desk: Client, document: Document) -> None:
    row = suggest_everything(passage_of(document))[3]

    answer = desk.post(
        address(document, "review"), {"do": f"accept:{row.pk}", "passage": 1}, headers={"HX-Request": "true"}
    )

    content = answer.content.decode()
    assert (answer.headers["HX-Trigger-After-Swap"], answer.headers["HX-Reswap"]) == ("reading-done", "none")
    assert "Person accepted: Bota Samplova." in content
    assert (content.count("<article"), content.count('class="suggestion"')) == (1, 5)
    assert "Undo: Accepted, paragraph 1" in content


def test_somebody_who_comes_second_is_told_who_was_first(desk: Client, document: Document) -> None:
    row = suggest(passage_of(document), "person", "Bota Samplova")
    dismiss_suggestions([row.pk], by=UserFactory.create(nickname="Aru"))

    page = decide(desk, document, f"accept:{row.pk}")

    assert "1 had been handled already, by Aru." in page
    assert states() == ["dismissed"]


@pytest.mark.parametrize("do", ["", "accept", "accept:x", "delete:1", "accept:kind-'", "accept:9" * 9])
def test_what_is_not_understood_changes_nothing(desk: Client, document: Document, do: str) -> None:
    suggest_everything(passage_of(document))
    answer = desk.post(address(document, "review"), {"do": do, "passage": 1})
    assert answer.status_code == 422
    assert set(states()) == {"open"}


def test_a_suggestion_of_another_document_is_out_of_reach(desk: Client, document: Document) -> None:
    row = suggest(passage_of(make_document()), "person", "Bota Samplova")

    decide(desk, document, f"accept:{row.pk}")

    assert states() == ["open"]
    assert desk.get(address(document, "edit", row.pk)).status_code == 404


def test_undo_in_the_page(desk: Client, document: Document) -> None:
    row = suggest(passage_of(document, 2), "person", "Bota Samplova")
    decide(desk, document, f"accept:{row.pk}")

    page = desk.post(address(document, "undo"), {"passage": 3}, follow=True).content.decode()

    assert "Taken back: Accepted, paragraph 2." in page
    assert (states(), Person.objects.count()) == (["open"], 0)
    page = desk.post(address(document, "undo"), {"passage": "x"}, follow=True).content.decode()
    assert "There is nothing to take back." in page


# --- editing ---


def fill(desk: Client, url: str, **changes: object) -> Any:  # noqa: ANN401 - the test client's answer knows its code
    form = fields_of(desk.get(url), "sheet-form")
    return desk.post(url, {**form, **changes}, follow=True)


def test_a_name_is_edited_and_accepted(desk: Client, document: Document) -> None:
    known = PersonFactory.create(name__text="Bota Samplova")
    row = suggest(passage_of(document), "person", "Samplova")

    answer = fill(desk, address(document, "edit", row.pk), known="bota samplova", name="B. Samplova")

    row.refresh_from_db()
    assert "Person accepted: Bota Samplova." in answer.content.decode()
    assert (row.person, row.state) == (known, "accepted")


def test_a_name_that_nobody_has_is_told(desk: Client, document: Document) -> None:
    row = suggest(passage_of(document), "person", "Samplova")

    answer = fill(desk, address(document, "edit", row.pk), known="Nobody")

    assert answer.status_code == 422
    assert "Nobody and nothing known is called “Nobody”." in answer.content.decode()
    assert states() == ["open"]


@pytest.mark.parametrize(
    ("place", "changes", "expected"),
    [
        (0, {"date": "2021", "circa": "on"}, {"date": "2021", "date_end": "", "circa": True}),
        (4, {"operator": "between", "value": "5", "high": "7"}, {"operator": "between", "high": "7"}),
        (2, {"cue": "released"}, {"cue": "released"}),
    ],
)
def test_a_date_a_figure_and_a_cue_are_edited(
    desk: Client, document: Document, place: int, changes: dict[str, str], expected: dict[str, Any]
) -> None:
    row = suggest_everything(passage_of(document))[place]

    fill(desk, address(document, "edit", row.pk), **changes)

    row.refresh_from_db()
    assert {name: row.proposal[name] for name in expected} == expected
    assert row.state == "accepted"


def test_a_claim_is_edited_and_accepted(desk: Client, document: Document) -> None:
    row = suggest_everything(passage_of(document))[5]

    fill(desk, address(document, "edit", row.pk), text="She got five years.", date="2022-05")

    row.refresh_from_db()
    claim = Claim.objects.get()
    assert (row.claim, row.state, claim.text, claim.date) == (
        claim,
        "accepted",
        "She got five years.",
        "2022-05",
    )


# --- making ---


def test_a_claim_begins_with_what_was_found(desk: Client, document: Document) -> None:
    person = PersonFactory.create(name__text="Bota Samplova")
    passage = passage_of(document)
    for row in suggest_everything(passage):
        Suggestion.objects.filter(pk=row.pk, kind="person").update(person=person)

    form = fields_of(desk.get(f"{address(document, 'make', 'claim')}?passage=1"), "sheet-form")

    expected = {
        "date": ["2022-05-03"],
        "figure_operator": ["exactly"],
        "figure_value": ["5"],
        "named": [f"person:{person.pk}"],
        "directness": ["reported"],
        "stance": ["supports"],
    }
    assert {name: form[name] for name in expected} == expected


def test_a_claim_is_made_with_its_citation(desk: Client, document: Document, organiser: User) -> None:
    known = OrganisationFactory.create(name__text="Sample Union")
    person = PersonFactory.create(name__text="Bota Samplova")
    answer = fill(
        desk,
        f"{address(document, 'make', 'claim')}?passage=1&passage=3",
        text="She is in prison.",
        said_by="sample union",
        also="Bota Samplova, Sample Union",
        stance="mentions",
    )

    claim = Claim.objects.get()
    assert "Claim made: She is in prison." in answer.content.decode()
    assert (claim.state, claim.said_by_organisation, claim.said_by_label) == ("draft", known, "")
    assert (list(claim.people.all()), list(claim.organisations.all())) == ([person], [known])
    cited = claim.citations.values_list("passage__number", "stance")
    assert list(cited) == [(1, "mentions"), (3, "mentions")]


def test_a_claim_in_the_passages_words_needs_a_tick(desk: Client, document: Document) -> None:
    url = f"{address(document, 'make', 'claim')}?passage=1"

    answer = fill(desk, url, text=TEXT)

    assert answer.status_code == 422
    assert "Say it in our own words." in answer.content.decode()
    assert fields_of(answer, "sheet-form")["text"] == [TEXT]
    assert Claim.objects.count() == 0
    fill(desk, url, text=TEXT, is_quotation="on")
    assert Claim.objects.count() == 1


@pytest.mark.parametrize("query", ["", "?passage=99", "?passage=1&passage=99", "?passage=x"])
def test_nothing_is_made_from_no_passage(desk: Client, document: Document, query: str) -> None:
    assert desk.get(f"{address(document, 'make', 'claim')}{query}").status_code == 404
    assert desk.get(f"{address(document, 'make', 'nothing')}?passage=1").status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": ""}, "This field is required."),
        ({"date": "2022-13"}, "Write a year"),
        (
            {"figure_operator": "between", "figure_value": "9", "figure_high": "3"},
            "A figure needs an operator",
        ),
        ({"date": "2022", "date_end": "2021"}, "The second date is before the first."),
        ({"figure_value": "NaN"}, "Enter a number."),
        ({"also": "Nobody at all"}, "Nobody and nothing known"),
    ],
)
def test_a_claim_that_is_wrong_loses_no_typing(
    desk: Client, document: Document, changes: dict[str, str], words: str
) -> None:
    url = f"{address(document, 'make', 'claim')}?passage=1"

    answer = fill(desk, url, **{"text": "She is in prison.", "said_by": "her friends", **changes})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert fields_of(answer, "sheet-form")["said_by"] == ["her friends"]
    assert Claim.objects.count() == 0


def test_a_position_is_made(desk: Client, document: Document) -> None:
    question = QuestionFactory.create()

    fill(
        desk,
        f"{address(document, 'make', 'position')}?passage=1",
        text="She got five years.",
        question=question.pk,
        who="Her lawyer",
        answer="five",
    )

    position = Position.objects.get()
    assert (position.question, position.claim, position.who) == (question, Claim.objects.get(), "Her lawyer")


def test_a_tie_is_made_and_taken_back(desk: Client, document: Document) -> None:
    person, body = PersonFactory.create(), OrganisationFactory.create()
    url = f"{address(document, 'make', 'tie')}?passage=1"
    given = {"text": "He directs it.", "subject": str(person), "object": str(body), "tie_kind": "directs"}
    answer = fill(desk, url, **{**given, "object": str(person)})
    assert (answer.status_code, Claim.objects.count()) == (422, 0)

    fill(desk, url, **given)

    tie = Tie.objects.get()
    assert (tie.subject, tie.object, list(tie.claims.all())) == (person, body, [Claim.objects.get()])
    desk.post(address(document, "undo"), {"passage": 1})
    assert (Tie.objects.count(), Claim.objects.count()) == (0, 0)


def test_export_neutralises_cells(desk: Client, document: Document) -> None:
    claim = ClaimFactory.create(
        text="=2+2", citation=None, figure_operator="exactly", figure_value=5, figure_unit="years"
    )
    CitationFactory.create(claim=claim, passage=passage_of(document))

    answer = desk.get(address(document, "claims_csv"))

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith('"1","supports","\'=2+2","Published"')
    assert '"exactly","5","","years"' in lines[1]
