"""Cases and their dated steps in the admin: adding, publishing, ordering the story, printing, exporting."""

import json
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from prisoners.models import Case, CaseEvent, Fact
from sources.models import Claim, PublicationState
from tests.desk import add, address, history_of, run_action, send, text_of
from tests.factories.campaigns import LetterFactory
from tests.factories.prisoners import CaseEventFactory, CaseFactory, FactFactory, StorySentenceFactory
from tests.factories.sources import ClaimFactory, NameFactory, PassageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    """A public case with a story of one sentence."""
    case: Case = CaseFactory.create(person__name__text="Erzhan Elshibayev")
    StorySentenceFactory.create(case=case)
    return case


def draft_claim(text: str = "He was moved.") -> Claim:
    """Return a claim that is cited and not public."""
    return ClaimFactory.create(state=PublicationState.DRAFT, text=text)


def story_of(case: Case) -> list[tuple[int, int, str]]:
    """Return paragraph, number and text of each sentence."""
    return [(one.paragraph, one.position, one.claim.text) for one in case.story.select_related("claim")]


def tell(case: Case, *paragraphs: list[str]) -> None:
    """Replace the story."""
    case.story.all().delete()
    for paragraph, texts in enumerate(paragraphs):
        for position, text in enumerate(texts):
            claim = ClaimFactory.create(text=text)
            StorySentenceFactory.create(case=case, claim=claim, paragraph=paragraph, position=position)


def test_admin_adds_a_step_on_its_own_page_and_publishes_it_with_its_claim(desk: Client, case: Case) -> None:
    claim = draft_claim("He was moved to Atbasar in May.")

    page = add(
        desk, CaseEvent, "_publish", case=case.pk, kind="transfer", title="Moved", slug="moved", date="2022-05",
        claims=[claim.pk],
    )  # fmt: skip

    event = case.events.get(slug="moved")
    claim.refresh_from_db()
    assert (event.state, claim.state) == ("published", "published")
    assert "Case event published: Moved" in text_of(page)
    public = text_of(desk.get(case.get_absolute_url()))
    assert "Moved" in public
    assert "He was moved to Atbasar in May." in public


def test_admin_adds_a_step_on_the_page_of_its_case_as_a_draft(desk: Client, case: Case) -> None:
    CaseEventFactory.create(case=case, slug="perevod").claims.add(ClaimFactory.create())
    claim = draft_claim()
    new = {"kind": "transfer", "title": "Перевод", "date": "2022-05", "claims": [claim.pk]}

    send(
        desk,
        case,
        **{f"events-1-{name}": value for name, value in new.items()},
        **{"events-TOTAL_FORMS": "2"},
    )

    event = case.events.get(title="Перевод")
    assert (event.slug, event.state, list(event.claims.all())) == ("perevod-2", "draft", [claim])
    assert "Перевод" not in text_of(desk.get(case.get_absolute_url()))

    send(desk, case, "_publish")
    assert case.events.get(title="Перевод").is_published
    assert "Перевод" in text_of(desk.get(case.get_absolute_url()))
    assert history_of(event) == ["Changed state: published."]


def test_admin_does_not_delete_a_public_step_on_the_page_of_its_case(desk: Client, case: Case) -> None:
    event = CaseEventFactory.create(case=case)
    event.claims.add(ClaimFactory.create())

    assert "events-0-DELETE" not in text_of(desk.get(address(case)))
    send(desk, case, **{"events-0-DELETE": "on", "events-0-title": "Other"})

    assert [(one.title, one.state) for one in case.events.all()] == [("Arrested", "published")]


def test_admin_adds_a_claim_with_its_citation_in_a_popup(desk: Client) -> None:
    passage = PassageFactory.create()
    url = reverse("admin:sources_claim_add") + "?_to_field=id&_popup=1"
    page = text_of(desk.get(url))
    assert ('name="_publish"' in page, 'name="_save"' in page) == (False, True)
    rows = {
        "TOTAL_FORMS": "1",
        "INITIAL_FORMS": "0",
        "0-passage": passage.pk,
        "0-stance": "supports",
        "0-position": "0",
    }
    form = {f"citations-{name}": value for name, value in rows.items()}
    kind = "sources-translation-content_type-object_id"
    form |= {f"{kind}-TOTAL_FORMS": "0", f"{kind}-INITIAL_FORMS": "0"}
    form |= {"text": "He was moved.", "slug": "moved", "directness": "reported", "_popup": "1", "_save": "1"}

    answer = desk.post(url, form)

    claim = Claim.objects.get(slug="moved")
    assert [citation.passage for citation in claim.citations.all()] == [passage]
    response = text_of(answer).split('data-popup-response="')[1].split('"')[0].replace("&quot;", '"')
    assert json.loads(response) == {"value": str(claim.pk), "obj": "He was moved."}


def test_admin_names_every_gap_of_a_case_that_cannot_be_published(desk: Client) -> None:
    case = CaseFactory.create(state=PublicationState.DRAFT, consent=None)
    FactFactory.create(case=case).claims.add(
        ClaimFactory.create(citation=None, text="Hearsay.", state=PublicationState.DRAFT)
    )
    CaseEventFactory.create(case=case, title="Arrested", state=PublicationState.DRAFT)

    page = send(desk, case, "_publish")

    assert [gap.split("</li>")[0] for gap in page.split("<ul><li>")[1].split("</ul>")[0].split("<li>")] == [
        "The story is empty.",
        "This claim has no citation: “Hearsay.”",
        "No consent in force covers the name.",
        "No claim backs the event “Arrested”.",
    ]
    assert Case.objects.get(pk=case.pk).state == PublicationState.DRAFT


def test_admin_publishes_a_case_with_its_drafts_but_not_what_was_withdrawn(desk: Client, case: Case) -> None:
    Case.objects.update(state=PublicationState.DRAFT)
    Claim.objects.update(state=PublicationState.DRAFT)
    states = [PublicationState.DRAFT, PublicationState.REVIEW, PublicationState.WITHDRAWN]
    events = [CaseEventFactory.create(case=case, title=state.value, state=state) for state in states]
    for event in events:
        event.claims.add(draft_claim(f"Claim of {event.title}."))

    send(desk, case, "_publish")

    assert Case.objects.get().is_published
    found = case.events.values_list("title", "state").order_by("title")
    assert list(found) == [("draft", "published"), ("review", "published"), ("withdrawn", "withdrawn")]
    assert list(Claim.objects.exclude(state="published").values_list("text", flat=True)) == [
        "Claim of withdrawn."
    ]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("consents-0-DELETE", "No consent in force covers the name."),
        ("story-0-DELETE", "The story is empty."),
    ],
)
def test_admin_refuses_to_take_from_a_public_case_what_it_needs(
    desk: Client, case: Case, part: str, words: str
) -> None:
    page = send(desk, case, **{part: "on", "summary": "Another summary."})

    case.refresh_from_db()
    assert "It is public, so nothing was saved. Mend this, or withdraw it first:" in page
    assert words in page
    assert (case.is_published, case.summary, case.consents.count(), case.story.count()) == (True, "", 1, 1)


def test_admin_refuses_a_fact_that_no_claim_backs_in_a_public_case(desk: Client, case: Case) -> None:
    fact: Fact = FactFactory.create(case=case, value="Five years")
    fact.claims.add(ClaimFactory.create(citation=None, text="Hearsay.", state=PublicationState.DRAFT))

    page = send(desk, case, summary="Another summary.")

    assert "This claim has no citation: “Hearsay.”" in page
    assert Case.objects.get().summary == ""


def test_admin_lets_an_expired_consent_be_withdrawn_with_the_case(desk: Client, case: Case) -> None:
    case.consents.update(until=date(2020, 1, 1))

    assert "No consent in force covers the name." in send(desk, case)
    send(desk, case, "_withdraw")

    assert Case.objects.get().state == PublicationState.WITHDRAWN
    assert desk.get(case.get_absolute_url()).status_code == 404


def test_a_fact_leaves_the_page_with_the_claim_it_rests_on(desk: Client, case: Case) -> None:
    fact: Fact = FactFactory.create(case=case, label=Fact.Label.WORK, value="Oil worker at Zhetybai")
    claim = ClaimFactory.create()
    fact.claims.add(claim)
    assert "Oil worker at Zhetybai" in text_of(desk.get(case.get_absolute_url()))

    send(desk, claim, "_withdraw")

    assert "Oil worker at Zhetybai" not in text_of(desk.get(case.get_absolute_url()))


def test_admin_moves_a_sentence_to_where_its_number_is_typed(desk: Client, case: Case) -> None:
    tell(case, ["One.", "Two.", "Three."], ["Four."])

    send(desk, case, **{"story-2-position": "0"})
    assert story_of(case) == [(0, 0, "Three."), (0, 1, "One."), (0, 2, "Two."), (1, 0, "Four.")]

    send(desk, case, **{"story-0-position": ""})
    assert story_of(case) == [(0, 0, "One."), (0, 1, "Two."), (0, 2, "Three."), (1, 0, "Four.")]

    send(desk, case, **{"story-0-position": "1", "story-1-position": "0"})
    assert story_of(case) == [(0, 0, "Two."), (0, 1, "One."), (0, 2, "Three."), (1, 0, "Four.")]

    send(desk, case, **{"story-2-paragraph": "1", "story-2-position": "0"})
    assert story_of(case) == [(0, 0, "Two."), (0, 1, "One."), (1, 0, "Three."), (1, 1, "Four.")]


def test_admin_adds_a_sentence_at_the_end_and_closes_gaps(desk: Client, case: Case) -> None:
    tell(case, ["One.", "Two."], ["Three."])
    claim = ClaimFactory.create(text="Four.")

    send(desk, case, **{"story-3-claim": claim.pk, "story-TOTAL_FORMS": "4", "story-0-DELETE": "on"})

    assert story_of(case) == [(0, 0, "Two."), (1, 0, "Three."), (1, 1, "Four.")]


def test_admin_leaves_an_untouched_story_alone(desk: Client, case: Case) -> None:
    keys = list(case.story.values_list("pk", flat=True))
    send(desk, case, summary="Another summary.")
    assert list(case.story.values_list("pk", flat=True)) == keys


def test_admin_refuses_the_same_claim_twice_in_a_story(desk: Client, case: Case) -> None:
    tell(case, ["One.", "Two."])
    first = case.story.first()
    assert first is not None

    page = send(desk, case, **{"story-1-claim": first.claim_id})

    assert "This claim is in the text already." in page
    assert story_of(case) == [(0, 0, "One."), (0, 1, "Two.")]


def test_admin_links_to_the_sheets_of_a_public_case(desk: Client, case: Case) -> None:
    LetterFactory.create(case=case, title="To the ambassador")
    page = text_of(desk.get(address(case)))
    for language in ("en", "ru", "kk"):
        for sheet in ("leaflet", "petition"):
            assert f'href="{_sheet(language, sheet, case.slug)}"' in page
    assert "To the ambassador" in page

    Case.objects.update(state=PublicationState.DRAFT)
    assert "can be printed once the case is published" in text_of(desk.get(address(case)))


def test_admin_says_what_a_case_needs(desk: Client, case: Case) -> None:
    page = send(desk, case, title="And a title")
    assert "The case of one person needs the person and no title" in page


@pytest.mark.parametrize("typed", ["Elshibayev", "Ельшибаев", "Елшібаев", "erzhan yelshibaev", "ЕЛЬШИБАЕВ"])
def test_admin_finds_a_case_and_its_steps_in_any_spelling(desk: Client, case: Case, typed: str) -> None:
    CaseEventFactory.create(case=case, title="Put in solitary")
    CaseFactory.create(person__name__text="Aron Atabek")

    cases = text_of(desk.get(reverse("admin:prisoners_case_changelist"), {"q": typed}))
    steps = text_of(desk.get(reverse("admin:prisoners_caseevent_changelist"), {"q": f"solitary {typed}"}))

    assert ("Erzhan Elshibayev" in cases, "Aron Atabek" in cases) == (True, False)
    assert "Put in solitary" in steps


def test_admin_exports_cases_as_a_table(desk: Client, case: Case) -> None:
    assert case.person is not None
    NameFactory.create(person=case.person, language="kk", script="Cyrl", text="Ержан Елшібаев")
    group = CaseFactory.create(kind="group", person=None, title="=HYPERLINK(1)", consent=None)

    answer = run_action(desk, Case, "export_selected", case, group)

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith('"slug","name (en)","name (ru)","name (kk)"')
    assert lines[1].startswith(
        f'"{case.slug}","Erzhan Elshibayev","Erzhan Elshibayev","Ержан Елшібаев","One person"'
    )
    assert "'=HYPERLINK(1)" in lines[2]


def test_admin_names_steps_with_their_case_in_search_boxes(desk: Client, case: Case) -> None:
    CaseEventFactory.create(case=case, title="Arrested")
    query = {"app_label": "prisoners", "model_name": "case", "field_name": "count_from", "term": "arr"}
    answer = desk.get(reverse("admin:autocomplete"), query)
    assert [one["text"] for one in answer.json()["results"]] == ["Erzhan Elshibayev: Arrested"]


def _sheet(language: str, sheet: str, slug: str) -> str:
    with override(language):
        return reverse(f"campaigns:case-{sheet}", args=[slug])
