"""The form of a tie asks for what is missing."""

import pytest
from django.test import Client

from sources.models import Tie
from tests.desk import add, text_of
from tests.factories.sources import ClaimFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def given(**changes: object) -> dict[str, object]:
    """Return what a form of a tie needs."""
    person, body = PersonFactory(), OrganisationFactory()
    whole = {"slug": "a-tie", "kind": "directs", "subject_person": person.pk, "object_organisation": body.pk}
    return {**whole, "claims": [ClaimFactory().pk], **changes}


def test_whole_tie_is_published_from_its_form(desk: Client) -> None:
    add(desk, Tie, "_publish", **given(since="2021-09", until="2021"))
    tie = Tie.objects.get()
    assert (tie.state, tie.since, tie.until) == ("published", "2021-09", "2021")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"subject_person": ""}, "Say who it begins at: a person or an organisation."),
        ({"object_organisation": ""}, "Say to whom it leads: a person or an organisation."),
        ({"since": "2021-09", "until": "2020"}, "It cannot end before it begins."),
        ({"since": "soon"}, "Write a year, a year and month, or a full date"),
        ({"claims": []}, "This field is required."),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_lost(
    desk: Client, changes: dict[str, object], said: str
) -> None:
    html = text_of(add(desk, Tie, "_save", **given(**changes)))
    assert said in html
    assert 'value="a-tie"' in html
    assert Tie.objects.count() == 0


def test_tie_to_oneself_is_refused(desk: Client) -> None:
    person = PersonFactory()
    html = text_of(
        add(
            desk,
            Tie,
            "_save",
            **given(subject_person=person.pk, object_organisation="", object_person=person.pk),
        )
    )
    assert "Nobody has a tie to oneself." in html
    assert Tie.objects.count() == 0
