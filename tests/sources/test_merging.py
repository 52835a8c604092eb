"""Two rows joined and taken apart: all that led to the one, in every room, and back to the letter."""

import random
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from sources.models import (
    Merge,
    Name,
    NameKind,
    NotTheSame,
    Organisation,
    Person,
    Place,
    Suggestion,
    Tie,
    Translation,
)
from sources.models.names import Named
from sources.services import merging
from sources.services.merging import generic_relations, merge_named, relations_to, undo_merge
from sources.services.pairs import say_two
from tests.factories.prisoners import CaseFactory
from tests.factories.sources import (
    ClaimFactory,
    DocumentFactory,
    NameFactory,
    OrganisationFactory,
    PersonFactory,
    PlaceFactory,
    SuggestionFactory,
    TieFactory,
    TranslationFactory,
)
from tests.test_factories import FACTORIES

pytestmark = pytest.mark.django_db

FACTORY: dict[type[Named], Any] = {
    Person: PersonFactory,
    Organisation: OrganisationFactory,
    Place: PlaceFactory,
}
RELATIONS = [(model, related, name) for model in FACTORY for related, name in relations_to(model)]
# What a row has in place of its usual end, where only one of two may be set.
INSTEAD: dict[tuple[str, str], dict[str, Any]] = {
    ("sources.Name", "person"): {"kind": NameKind.VARIANT},
    ("sources.Name", "organisation"): {"person": None, "kind": NameKind.VARIANT},
    ("sources.Name", "place"): {"person": None, "kind": NameKind.VARIANT},
    ("sources.Tie", "subject_organisation"): {"subject_person": None},
    ("sources.Tie", "object_person"): {"object_organisation": None},
    ("campaigns.Participant", "person"): {"label": ""},
    ("campaigns.Participant", "organisation"): {"label": ""},
    ("campaigns.Issuer", "person"): {"label": ""},
    ("campaigns.Issuer", "organisation"): {"label": ""},
}


def everything() -> dict[str, dict[Any, dict[str, Any]]]:
    """Return every row of every model, but of merges and of history."""
    return {
        model._meta.label: {row["pk"]: row for row in model._base_manager.values("pk", *_columns(model))}
        for model in apps.get_models(include_auto_created=True)
        if model not in {Merge, LogEntry}
    }


def _columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def row_that_leads_to(related: type[models.Model], name: str, subject: Named) -> Any:  # noqa: ANN401 - a row of any model
    """Return a new row of a model whose key leads to somebody."""
    if related._meta.auto_created:
        other = next(
            field for field in related._meta.get_fields() if field.is_relation and field.name != name
        )
        owner = FACTORIES[other.related_model].create()  # type: ignore[index]  # a model of ours
        return related._default_manager.create(**{other.name: owner, name: subject})
    return FACTORIES[related].create(**{name: subject, **INSTEAD.get((related._meta.label, name), {})})


@pytest.mark.parametrize(
    ("model", "related", "name"),
    RELATIONS,
    ids=lambda value: value.__name__ if isinstance(value, type) else value,
)
def test_each_relation_of_all_models_is_led_over_and_back(
    model: type[Named], related: type[models.Model], name: str
) -> None:
    kept, removed = FACTORY[model].create(), FACTORY[model].create()
    row = row_that_leads_to(related, name, removed)
    before = everything()

    merge = merge_named(kept, removed, by=None)
    assert getattr(related._base_manager.get(pk=row.pk), f"{name}_id") == kept.pk
    assert not model._default_manager.filter(pk=merge.removed).exists()
    undo_merge(merge, by=None)
    assert everything() == before


def test_every_generic_key_is_led_over() -> None:
    assert [related for related, _key in generic_relations()] == [Translation]
    kept, removed = PersonFactory(), PersonFactory(description="A sample.")
    text = TranslationFactory(subject=removed, field="description", text="Пример.")
    merge_named(kept, removed, by=None)
    text.refresh_from_db()
    assert (text.subject, kept.__class__.objects.get().description) == (kept, "A sample.")


def test_a_relation_that_is_forgotten_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with one relation left out, nothing is lost; the merge is refused and undone."""
    monkeypatch.setattr(
        merging, "relations_to", lambda model: [pair for pair in relations_to(model) if pair[0] is not Name]
    )
    kept, removed = PersonFactory(), PersonFactory()
    before = everything()
    with pytest.raises(RuntimeError, match="more would have gone"):
        merge_named(kept, removed, by=None)
    assert everything() == before


def build(pick: random.Random, model: type[Named]) -> tuple[Named, Named]:  # noqa: C901 - a list of what may be there
    """Return two rows with some of all that can collide between them, and others beside."""
    factory = FACTORY[model]
    one, two, third = (factory.create(name=None) for _ in range(3))
    key = model._meta.model_name or ""
    owner = {"person": None, "organisation": None, "place": None}
    for row in (one, two):
        languages: set[str] = set()
        for _ in range(pick.randrange(5)):
            language = pick.choice(["en", "ru"])
            kind = (
                NameKind.PREFERRED if language not in languages and pick.random() < 0.6 else NameKind.VARIANT
            )
            languages |= {language} if kind == NameKind.PREFERRED else set()
            text = pick.choice(["Ada Sample", "A. Sample", "Ада", "Adda"])
            NameFactory(**{**owner, key: row}, text=text, language=language, kind=kind)
        if pick.random() < 0.5:
            row.description = pick.choice(["A sample.", "Another."])
            row.description_claim = ClaimFactory()
            row.save()
            if pick.random() < 0.7:
                TranslationFactory(subject=row, field="description", text=pick.choice(["Пример", "Иной"]))
    claims = [ClaimFactory() for _ in range(3)]
    for claim in claims:
        for row in (one, two, third):
            if pick.random() < 0.5:
                getattr(
                    claim, {"person": "people", "organisation": "organisations", "place": "places"}[key]
                ).add(row)
        if key != "place" and pick.random() < 0.4:
            setattr(claim, f"said_by_{key}", pick.choice([one, two]))
            claim.save()
    if key != "place":
        ends = {f"subject_{other}": None for other in ("person", "organisation")}
        TieFactory(**{**ends, f"subject_{key}": pick.choice([one, two])})
    else:
        PlaceFactory(within=pick.choice([one, two]))
    if pick.random() < 0.5:
        SuggestionFactory(
            kind="claim",
            proposal={"people": [one.pk, two.pk], "organisations": [two.pk], "places": [two.pk, third.pk]},
        )
    for row in (one, two):
        if pick.random() < 0.5:
            say_two(key, row.pk, third.pk, by=None)
    return one, two


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), model=st.sampled_from(list(FACTORY)), is_first_kept=st.booleans())
def test_taken_apart_all_is_as_before(seed: int, model: type[Named], is_first_kept: bool) -> None:  # noqa: FBT001 - drawn
    with transaction.atomic():
        pair = build(random.Random(seed), model)  # noqa: S311 - no secret
        kept, removed = pair if is_first_kept else pair[::-1]
        before = everything()
        merge = merge_named(kept, removed, by=None)
        assert not model._default_manager.filter(pk=removed.pk or merge.removed).exists()
        undo_merge(merge, by=None)
        assert everything() == before
        transaction.set_rollback(True)


def test_names_are_gathered_once_each_and_one_stays_preferred() -> None:
    kept, removed = PersonFactory(name__text="Ada Sample"), PersonFactory(name__text="Adda Sample")
    for text, kind in (("Ada Sample", NameKind.VARIANT), ("Ада", NameKind.SLIP)):
        NameFactory(person=removed, text=text, kind=kind)
    merge_named(kept, removed, by=None)
    assert [(name.text, name.kind) for name in kept.names.order_by("pk")] == [
        ("Ada Sample", "preferred"),
        ("Adda Sample", "variant"),
        ("Ада", "slip"),
    ]


def test_a_claim_that_names_both_names_the_one_kept_once() -> None:
    kept, removed = PersonFactory(), PersonFactory()
    claim = ClaimFactory()
    claim.people.add(kept, removed)
    merge = merge_named(kept, removed, by=None)
    assert list(claim.people.all()) == [kept]
    row = undo_merge(merge, by=None)
    assert set(claim.people.all()) == {kept, row}


def test_what_was_added_since_stays_with_the_one_kept() -> None:
    kept, removed = PersonFactory(), PersonFactory(description="A sample.")
    document = DocumentFactory(author=removed)
    moved_claim, deleted = ClaimFactory(), ClaimFactory(state="draft")
    for claim in (moved_claim, deleted):
        claim.people.add(removed)
    merge = merge_named(kept, removed, by=None)
    added, name = ClaimFactory(), NameFactory(person=kept, kind=NameKind.VARIANT)
    added.people.add(kept)
    Person.objects.filter(pk=kept.pk).update(description="Edited since.")
    deleted.delete()
    row = undo_merge(merge, by=None)
    assert list(added.people.all()) == [kept]
    assert list(moved_claim.people.all()) == [row]
    assert (Name.objects.get(pk=name.pk).person, type(document).objects.get(pk=document.pk).author) == (
        kept,
        row,
    )
    assert (Person.objects.get(pk=kept.pk).description, Person.objects.get(pk=row.pk).description) == (
        "Edited since.",
        "A sample.",
    )


def refusal(kept: Named, removed: Named) -> list[str]:
    """Return why two rows cannot be joined; nothing is changed by trying."""
    before = everything()
    with pytest.raises(ValidationError) as caught:
        merge_named(kept, removed, by=None)
    assert everything() == before
    return list(caught.value.messages)


def test_a_tie_between_the_two_is_refused() -> None:
    one, two = PersonFactory(name__text="Ada"), PersonFactory(name__text="Bea")
    TieFactory(subject_person=one, object_organisation=None, object_person=two, kind=Tie.Kind.FAMILY)
    words = "The tie “Ada is family of Bea” is between these two: nobody has a tie to oneself."
    assert refusal(one, two) == [words]
    assert refusal(two, one) == [words]


def test_a_place_within_itself_is_refused() -> None:
    country = PlaceFactory(name__text="Sampleland")
    region = PlaceFactory(within=country)
    town = PlaceFactory(within=region, name__text="Sampletown")
    assert refusal(town, country) == [
        "“Sampletown” lies within “Sampleland”: a place cannot lie within itself."
    ]
    merge_named(country, town, by=None)
    assert Place.objects.get(pk=country.pk).within is None


def test_two_cases_are_refused() -> None:
    one, two = PersonFactory(), PersonFactory()
    for person in (one, two):
        CaseFactory(person=person)
    assert refusal(one, two) == [
        "Both have something that only one can have (cases). Take it from one of them first."
    ]


def test_a_pair_known_to_be_two_is_refused() -> None:
    one, two = PersonFactory(), PersonFactory()
    say_two("person", two.pk, one.pk, by=None)
    assert refusal(one, two) == ["Somebody said that these are two. Take that back first."]
    NotTheSame.objects.all().delete()
    merge_named(one, two, by=None)


def test_proposals_lead_to_the_one_kept() -> None:
    kept, removed = PersonFactory(), PersonFactory()
    row = SuggestionFactory(kind="claim", proposal={"people": [removed.pk, kept.pk], "text": "x"})
    merge_named(kept, removed, by=None)
    assert Suggestion.objects.get(pk=row.pk).proposal == {"people": [kept.pk], "text": "x"}


def refusal_to_undo(merge: Merge) -> list[str]:
    """Return why a merge cannot be taken apart; nothing is changed by trying."""
    before = everything()
    with pytest.raises(ValidationError) as caught:
        undo_merge(merge, by=None)
    assert everything() == before
    assert Merge.objects.get(pk=merge.pk).undone_at == merge.undone_at
    return list(caught.value.messages)


def test_undo_is_refused_where_it_cannot_be() -> None:
    one, two, three = (PersonFactory(name__text=text) for text in ("Ada", "Bea", "Cleo"))
    claim = ClaimFactory(state="draft")
    Person.objects.filter(pk=one.pk).update(description_claim=claim)
    first = merge_named(two, Person.objects.get(pk=one.pk), by=None)
    second = merge_named(three, two, by=None)
    assert refusal_to_undo(first) == [
        "“Bea” is not there any more. If it was joined to another, take that apart first."
    ]
    undo_merge(second, by=None)
    other = PersonFactory(slug=one.slug)
    assert refusal_to_undo(first) == [
        "“Ada” cannot be made again: its address or its names were given to another meanwhile."
    ]
    other.names.all().delete()
    other.delete()
    Person.objects.update(description_claim=None)
    claim.delete()
    assert refusal_to_undo(first) == [
        "“Ada” cannot be made again: what its claim that backs the description led to was deleted since."
    ]
    Merge.objects.filter(pk=second.pk).update(undone_at=None)
    undone = Merge.objects.get(pk=second.pk)
    Person.objects.filter(pk=two.pk).update(slug="elsewhere")
    assert undone.undone_at is None


def test_undone_twice_is_refused() -> None:
    merge = merge_named(PersonFactory(), PersonFactory(), by=None)
    undo_merge(merge, by=None)
    merge.refresh_from_db()
    assert refusal_to_undo(merge) == ["It was taken apart already."]


def test_address_of_the_one_removed_leads_on_however_often_it_was_joined(client: Client) -> None:
    one, two, three = (PersonFactory() for _ in range(3))
    ClaimFactory().people.add(three)
    first = merge_named(two, one, by=None)
    slug = first.moved["row"]["values"]["slug"]
    second = merge_named(three, two, by=None)
    answer = client.get(f"/en/people/{slug}/")
    assert (answer.status_code, answer.headers["Location"]) == (301, three.get_absolute_url())
    undo_merge(second, by=None)
    undo_merge(first, by=None)
    assert client.get(f"/en/people/{slug}/").status_code == 404


def test_address_leads_nowhere_where_the_one_kept_has_no_page(client: Client) -> None:
    kept, removed = PersonFactory(), PersonFactory()
    slug = removed.slug
    merge_named(kept, removed, by=None)
    assert client.get(f"/en/people/{slug}/").status_code == 404


def test_history_of_both_shows_the_merge(organiser: User) -> None:
    kept, removed = PersonFactory(name__text="Ada"), PersonFactory(name__text="Adda")
    merge = merge_named(kept, removed, by=organiser)
    undo_merge(merge, by=organiser)
    entries = LogEntry.objects.order_by("pk").values_list("object_id", "change_message")
    assert [tuple(entry) for entry in entries] == [
        (str(key), words) for words in ("Adda → Ada", "Adda ↮ Ada") for key in (kept.pk, merge.removed)
    ]
