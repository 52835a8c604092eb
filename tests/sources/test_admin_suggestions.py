"""The list of suggestions across documents, and the list of documents with what is open in each."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from sources.models import Claim, Person, Suggestion
from tests.desk import run_action, text_of
from tests.factories.accounts import UserFactory
from tests.factories.sources import CitationFactory, ClaimFactory, PersonFactory
from tests.sources.reading_pages import make_document, passage_of, suggest, suggest_everything

pytestmark = pytest.mark.django_db

LIST = "/admin/sources/suggestion/"


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("?cue=sentenced", ["case_cue", "claim"]),
        ("?linked=yes", ["person"]),
        ("?linked=no", ["place"]),
        ("?kind__exact=date", ["date"]),
        ("?state__exact=dismissed", []),
    ],
)
def test_list_is_filtered(desk: Client, query: str, kinds: list[str]) -> None:
    known = PersonFactory.create(name__text="Bota")
    for row in suggest_everything(passage_of(make_document())):
        Suggestion.objects.filter(pk=row.pk, kind="person").update(person=known)

    found = desk.get(LIST + query).context["cl"].queryset

    assert sorted(row.kind for row in found) == kinds


def test_suggestions_of_several_documents_are_accepted_and_dismissed(desk: Client) -> None:
    first = suggest_everything(passage_of(make_document()))
    second = suggest_everything(passage_of(make_document(), 2))

    page = text_of(run_action(desk, Suggestion, "accept_selected", first[3], first[5], second[5]))
    assert "3 suggestions accepted." in page
    page = text_of(run_action(desk, Suggestion, "dismiss_selected", first[0], second[0], second[5]))
    assert "2 suggestions dismissed. 1 had been handled already, by Dana." in page
    assert (Person.objects.count(), Claim.objects.count()) == (1, 2)


def test_accepting_needs_the_permission_to_make_it(client: Client) -> None:
    rows = suggest_everything(passage_of(make_document()))
    reader = UserFactory.create(is_staff=True)
    for name in ("view_suggestion", "change_suggestion"):
        reader.user_permissions.add(Permission.objects.get(codename=name))
    client.force_login(reader)

    assert run_action(client, Suggestion, "accept_selected", rows[3]).status_code == 403
    assert "1" in text_of(run_action(client, Suggestion, "accept_selected", rows[0]))
    assert list(Suggestion.objects.filter(state="accepted")) == [rows[0]]


def test_documents_show_what_is_open_and_cited(desk: Client) -> None:
    document = make_document()
    suggest_everything(passage_of(document))
    suggest(passage_of(document, 2), "person", "Bota Samplova")
    claim = ClaimFactory.create(citation=None, state="draft")
    for number in (1, 2):
        CitationFactory.create(claim=claim, passage=passage_of(document, number))

    answer = desk.get("/admin/sources/document/")

    row = answer.context["cl"].queryset.get()
    assert (row.claim_count, row.open_count) == (1, 7)
    read = reverse("admin:sources_document_read", args=[document.pk])
    assert f'href="{read}"' in text_of(answer)
    assert f'href="{read}"' in text_of(desk.get(reverse("admin:sources_document_change", args=[document.pk])))


def test_a_long_text_does_not_fill_the_form(desk: Client) -> None:
    document = make_document(61)
    page = text_of(desk.get(reverse("admin:sources_document_change", args=[document.pk])))
    assert "passages-TOTAL_FORMS" not in page
