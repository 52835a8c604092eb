"""Publishing, withdrawing, editing and deleting in the admin."""

import json

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from sources.models import Citation, Claim, Event, PublicationState, Question, Translation
from sources.models.publication import Publishable
from tests.desk import add, address, history_of, run_action, send, text_of
from tests.factories.accounts import UserFactory
from tests.factories.sources import (
    ClaimFactory,
    DocumentFactory,
    EventFactory,
    PassageFactory,
    PersonFactory,
    PositionFactory,
    QuestionFactory,
    TieFactory,
)

pytestmark = pytest.mark.django_db


def state_of(row: Publishable) -> str:
    """Return the state that is stored."""
    return type(row)._default_manager.get(pk=row.pk).state


def draft_claim(**fields: object) -> Claim:
    """Return a claim that is cited and not public."""
    return ClaimFactory.create(state=PublicationState.DRAFT, **fields)


def test_admin_adds_a_claim_with_its_citation_and_publishes_it(desk: Client, organiser: User) -> None:
    passage = PassageFactory.create()
    given = {"text": "He was arrested.", "slug": "arrested", "citations-0-passage": passage.pk}

    page = add(desk, Claim, "_publish", **given)

    claim = Claim.objects.get(slug="arrested")
    assert [(citation.passage, citation.stance) for citation in claim.citations.all()] == [
        (passage, "supports")
    ]
    assert claim.is_published
    assert page.redirect_chain == [(address(claim), 302)]
    assert history_of(claim)[1:] == ["Changed state: published."]
    assert {entry.user for entry in LogEntry.objects.all()} == {organiser}


def test_admin_keeps_a_draft_and_says_what_is_missing(desk: Client) -> None:
    claim = draft_claim(citation=None, text="Nobody says so.")

    page = send(desk, claim, "_publish", text="Nobody says so at all.")

    assert state_of(claim) == PublicationState.DRAFT
    assert Claim.objects.get(pk=claim.pk).text == "Nobody says so at all."
    assert "is not published yet. What is missing:" in page
    assert "<li>This claim has no citation: “Nobody says so at all.”</li>" in page
    assert history_of(claim) == ["Changed Sentence, in our words."]


def test_admin_publishes_the_drafts_that_an_event_rests_on(desk: Client) -> None:
    claim = draft_claim()
    event = EventFactory.create(state=PublicationState.DRAFT)
    event.claims.add(claim)

    send(desk, event, "_publish")

    assert (state_of(event), state_of(claim)) == ("published", "published")
    assert history_of(event) == ["No fields changed.", "Changed state: published."]
    assert history_of(claim) == ["Changed state: published."]


def test_admin_does_not_bring_a_withdrawn_claim_back(desk: Client) -> None:
    claim = ClaimFactory.create(state=PublicationState.WITHDRAWN, text="Taken back.")
    event = EventFactory.create(state=PublicationState.DRAFT)
    event.claims.add(claim)

    page = send(desk, event, "_publish")

    assert (state_of(event), state_of(claim)) == ("draft", "withdrawn")
    assert "This claim was withdrawn: “Taken back.”" in page


def test_admin_refuses_to_leave_a_public_claim_without_citation(desk: Client) -> None:
    claim = ClaimFactory.create(text="He is in prison.")

    page = send(desk, claim, **{"text": "He is free.", "citations-0-DELETE": "on"})

    claim.refresh_from_db()
    assert (claim.text, claim.is_published, claim.citations.count()) == ("He is in prison.", True, 1)
    assert "It is public, so nothing was saved." in page
    assert "This claim has no citation: “He is free.”" in page
    assert ">\nHe is free.</textarea>" in page, "what was typed stays"
    assert history_of(claim) == []


def test_admin_refuses_a_citation_that_only_disputes(desk: Client) -> None:
    claim = ClaimFactory.create()

    page = send(desk, claim, **{"citations-0-stance": "disputes"})

    assert "It is public, so nothing was saved." in page
    assert claim.citations.get().stance == Citation.Stance.SUPPORTS


def test_admin_refuses_to_leave_a_public_event_without_claim(desk: Client) -> None:
    event = EventFactory.create()
    event.claims.add(ClaimFactory.create())
    uncited = draft_claim(citation=None, text="Hearsay.")

    page = send(desk, event, claims=[str(uncited.pk)], title="Another title")

    event.refresh_from_db()
    assert "This claim has no citation: “Hearsay.”" in page
    assert event.title != "Another title"
    assert uncited not in event.claims.all()


def test_admin_saves_a_public_event_with_a_new_draft_claim(desk: Client) -> None:
    """The control of the refusals: what is cited may be saved, and its claim becomes public with it."""
    event = EventFactory.create()
    event.claims.add(ClaimFactory.create())
    claim = draft_claim()

    send(desk, event, claims=[str(claim.pk)], title="Another title")

    event.refresh_from_db()
    assert (event.title, list(event.claims.all())) == ("Another title", [claim])
    assert (state_of(event), state_of(claim)) == ("published", "published")


def test_admin_refuses_to_leave_a_public_question_with_one_answer(desk: Client) -> None:
    question = QuestionFactory.create()
    PositionFactory.create(question=question)
    PositionFactory.create(question=question)

    page = send(desk, question, **{"positions-1-DELETE": "on"})

    assert "It needs at least two positions." in page
    assert question.positions.count() == 2


def test_admin_withdraws_even_when_the_form_is_wrong(desk: Client, organiser: User) -> None:
    claim = ClaimFactory.create(text="As it was.")

    page = send(desk, claim, "_withdraw", text="", slug="not a slug")

    claim.refresh_from_db()
    assert (claim.state, claim.text) == (PublicationState.WITHDRAWN, "As it was.")
    assert "Claim withdrawn: As it was." in page
    assert history_of(claim) == ["Changed state: withdrawn."]
    assert [entry.user for entry in LogEntry.objects.all()] == [organiser]


def test_admin_withdraws_with_a_claim_what_rests_on_it_alone(desk: Client) -> None:
    claim, other = ClaimFactory.create(), ClaimFactory.create()
    alone, backed = EventFactory.create(), EventFactory.create()
    tie = TieFactory.create(state=PublicationState.PUBLISHED)
    alone.claims.add(claim)
    tie.claims.add(claim)
    backed.claims.add(claim, other)
    question = QuestionFactory.create()
    PositionFactory.create(question=question, claim=claim)
    PositionFactory.create(question=question, claim=other)

    send(desk, claim, "_withdraw")

    rows: list[Publishable] = [claim, other, alone, backed, tie, question]
    assert [state_of(row) for row in rows] == [
        "withdrawn", "published", "withdrawn", "published", "withdrawn", "withdrawn",
    ]  # fmt: skip
    assert history_of(alone) == history_of(question) == ["Changed state: withdrawn."]


def test_admin_actions_publish_what_may_be_and_name_the_rest(desk: Client) -> None:
    good, bad = draft_claim(text="Cited."), draft_claim(citation=None, text="Not cited.")

    page = text_of(run_action(desk, Claim, "publish_selected", good, bad))

    assert (state_of(good), state_of(bad)) == ("published", "draft")
    assert "Claim published: Cited." in page
    assert "“Not cited.” is not published yet." in page

    run_action(desk, Claim, "withdraw_selected", good, bad)
    assert (state_of(good), state_of(bad)) == ("withdrawn", "withdrawn")
    assert history_of(good) == ["Changed state: published.", "Changed state: withdrawn."]


def test_admin_buttons_need_the_permission_to_change(client: Client) -> None:
    claim = ClaimFactory.create()
    reader = UserFactory.create(is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_claim"))
    client.force_login(reader)

    page = client.get(address(claim)).content.decode()
    answers = [client.post(address(claim), {button: "1"}).status_code for button in ("_withdraw", "_publish")]

    assert 'name="_withdraw"' not in page
    assert answers == [403, 403]
    assert state_of(claim) == PublicationState.PUBLISHED


def test_admin_does_not_delete_what_is_published(desk: Client) -> None:
    claim = ClaimFactory.create(text="He is in prison.")
    url = address(claim, "delete")

    page = desk.get(url).content.decode()
    desk.post(url, {"post": "yes"})

    assert "Claim “He is in prison.” is published; withdraw it first" in page
    assert 'type="submit" value="Yes, I’m sure"' not in page
    assert Claim.objects.filter(pk=claim.pk).exists()

    send(desk, claim, "_withdraw")
    assert "Yes, I’m sure" in desk.get(url).content.decode()
    desk.post(url, {"post": "yes"})
    assert not Claim.objects.filter(pk=claim.pk).exists()


def test_admin_does_not_delete_what_others_rest_on(desk: Client) -> None:
    claim = draft_claim()
    passage = claim.citations.get().passage
    person = PersonFactory.create(description_claim=claim)
    for kind, row in (("passage", passage), ("claim", claim)):
        url = reverse(f"admin:sources_{kind}_delete", args=[row.pk])
        page = desk.get(url).content.decode()
        assert "would require deleting the following protected related objects" in page
        desk.post(url, {"post": "yes"})
    assert Claim.objects.filter(pk=claim.pk).exists()
    assert str(person) in page


def test_admin_action_does_not_delete_what_is_published(desk: Client) -> None:
    event = EventFactory.create(title="A published event")
    url = reverse("admin:sources_event_changelist")
    data = {"action": "delete_selected", "_selected_action": [event.pk], "index": "0", "post": "yes"}

    page = desk.post(url, data).content.decode()

    assert "Event “A published event” is published; withdraw it first" in page
    assert Event.objects.filter(pk=event.pk).exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"figure_operator": "between", "figure_value": "9", "figure_high": "3"},
            "A figure needs an operator",
        ),
        ({"date": "2022-01", "date_end": "2021"}, "The second date is before the first."),
        ({"date": "January"}, "Write a year, a year and month, or a full date"),
    ],
)
def test_admin_says_in_words_what_the_database_checks(
    desk: Client, changes: dict[str, str], words: str
) -> None:
    claim = draft_claim()

    page = send(desk, claim, **changes)

    assert words in page
    assert "Constraint" not in page
    assert Claim.objects.get(pk=claim.pk).figure_operator == ""


def test_admin_shows_the_form_again_when_only_the_database_notices(desk: Client) -> None:
    """The last resort: what no form checks (here, a second Russian text) is an error on the form, not a broken page."""
    claim = draft_claim(text="One.")
    form = "sources-translation-content_type-object_id"
    rows = {
        f"{form}-{n}-{name}": value
        for n, text in enumerate(["Один", "Раз"])
        for name, value in {"field": "text", "language": "ru", "text": text, "review": "unread"}.items()
    }

    page = send(desk, claim, text="Two.", **rows, **{f"{form}-TOTAL_FORMS": "2"})

    assert "Nothing was saved: the database refuses these values together" in page
    assert ">\nРаз</textarea>" in page
    claim.refresh_from_db()
    assert (claim.text, claim.translations.count()) == ("One.", 0)


def test_admin_shows_the_way_to_the_public_page_of_what_is_public(desk: Client) -> None:
    document = DocumentFactory.create()
    claim = ClaimFactory.create(citation__passage__document=document)
    public = f'href="/en/sources/{document.slug}/#claim-{claim.slug}"'

    assert public in desk.get(address(claim)).content.decode()
    Claim.objects.update(state=PublicationState.DRAFT)
    assert "View on site" not in desk.get(address(claim)).content.decode()


def test_admin_history_shows_who_published(desk: Client) -> None:
    claim = draft_claim()
    send(desk, claim, "_publish")

    page = desk.get(address(claim, "history")).content.decode()

    assert "Changed state: published." in page
    assert "Dana" in page


def test_admin_offers_passages_by_title_and_number(desk: Client) -> None:
    document = DocumentFactory.create(title="The revolt")
    passages = [PassageFactory.create(document=document, number=number) for number in (2, 12)]
    PassageFactory.create(number=12)
    query = {"app_label": "sources", "model_name": "citation", "field_name": "passage"}

    def offered(term: str) -> list[str]:
        answer = desk.get(reverse("admin:autocomplete"), {**query, "term": term})
        return [option["text"] for option in json.loads(answer.content)["results"]]

    assert offered("revolt 12") == ["The revolt, paragraph 12"]
    assert offered("revolt") == ["The revolt, paragraph 2", "The revolt, paragraph 12"]
    assert offered("revolt 7") == []
    assert len(passages) == 2


@pytest.mark.parametrize(
    "typed", ["Elshibayev", "ЕЛЬШИБАЕВ", "Елшібаев", "yelshibaev erzhan", "prison elshibayev"]
)
def test_admin_finds_claims_by_a_name_in_any_spelling(desk: Client, typed: str) -> None:
    person = PersonFactory.create(name__text="Erzhan Yelshibayev")
    wanted, other = ClaimFactory.create(text="He is in prison."), ClaimFactory.create(text="Prison again.")
    wanted.people.add(person)

    page = desk.get(reverse("admin:sources_claim_changelist"), {"q": typed}).content.decode()

    assert (wanted.text in page, other.text in page) == (True, False)


@pytest.mark.parametrize("typed", ["петиция", "ПЕТИЦИЯ", "Петиция", "пети"])
def test_admin_finds_words_of_any_case_in_translations(desk: Client, typed: str) -> None:
    question = QuestionFactory.create(title="A petition?")
    question.translations.create(field="title", language="ru", text="Петиция против ареста")
    other = QuestionFactory.create(title="Something else?")

    page = desk.get(reverse("admin:sources_question_changelist"), {"q": typed}).content.decode()

    assert (question.title in page, other.title in page) == (True, False)


def test_admin_marks_translations_as_read(desk: Client) -> None:
    question: Question = QuestionFactory.create()
    row = question.translations.create(field="title", language="kk", text="Сұрақ")

    run_action(desk, Translation, "mark_read", row)

    row.refresh_from_db()
    assert row.review == "read"
    assert [entry.get_change_message() for entry in LogEntry.objects.all()] == ["Changed review."]
