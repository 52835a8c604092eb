"""Every page of the admin, for every model on the site: who may see it, and at what cost."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group as PermissionGroup
from django.db import models
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from campaigns.models import Demand, Incident, Letter, Picket, Target
from prisoners.models import Case, CaseEvent, Prison
from sources.models import Document, Passage, Place
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import TargetFactory
from tests.factories.prisoners import CaseFactory
from tests.factories.sources import DocumentFactory, OrganisationFactory, PersonFactory, PlaceFactory
from tests.test_factories import FACTORIES

pytestmark = pytest.mark.django_db

# Queries of a list, with one row and with three: session and user are two of them.
QUERIES = {
    "accounts.User": 5,
    "auth.Group": 5,
    "campaigns.AfterAction": 5,
    "campaigns.Campaign": 5,
    "campaigns.Demand": 6,
    "campaigns.Dispatch": 13,
    "campaigns.Group": 6,
    "campaigns.HandOver": 6,
    "campaigns.LegalCard": 9,
    "campaigns.Letter": 9,
    "campaigns.PaperSheet": 7,
    "campaigns.Photograph": 5,
    "campaigns.Picket": 8,
    "campaigns.PicketSeries": 6,
    "campaigns.Shift": 6,
    "campaigns.SignUp": 7,
    "campaigns.Signature": 8,
    "campaigns.SolidarityMessage": 6,
    "campaigns.Statement": 6,
    "campaigns.Target": 7,
    "prisoners.Case": 9,
    "prisoners.CaseEvent": 8,
    "prisoners.Episode": 8,
    "prisoners.Mail": 10,
    "prisoners.Prison": 7,
    "sources.Claim": 6,
    "sources.Document": 9,
    "sources.Event": 5,
    "sources.LinkCheck": 5,
    "sources.Merge": 5,
    "sources.Organisation": 6,
    "sources.Passage": 6,
    "sources.Person": 6,
    "sources.Place": 7,
    "sources.Position": 5,
    "sources.Question": 5,
    "sources.Suggestion": 6,
    "sources.Tie": 7,
    "sources.Translation": 8,
}
NOT_ADDED = {
    "campaigns.Dispatch",
    "campaigns.HandOver",
    "campaigns.PaperSheet",
    "campaigns.Photograph",
    "campaigns.SignUp",
    "campaigns.SolidarityMessage",
    "sources.LinkCheck",
    "sources.Merge",
    "sources.Position",
    "sources.Suggestion",
    "sources.Translation",
}
NOT_DELETED = {
    "campaigns.Dispatch",
    "campaigns.HandOver",
    "campaigns.SignUp",
    "campaigns.SolidarityMessage",
    "sources.LinkCheck",
    "sources.Merge",
    "sources.Position",
}
# What a list shows of other rows, which the smallest valid row may lack.
FULL: dict[type[models.Model], Callable[[], dict[str, models.Model]]] = {
    Case: lambda: {"country": PlaceFactory.create(), "home": PlaceFactory.create()},
    CaseEvent: lambda: {"place": PlaceFactory.create()},
    Demand: lambda: {"addressed_to": TargetFactory.create()},
    Document: lambda: {"publisher": OrganisationFactory.create(), "author": PersonFactory.create()},
    Letter: lambda: {"case": CaseFactory.create()},
    Passage: lambda: {"quoted_from": DocumentFactory.create()},
    Picket: lambda: {"place": PlaceFactory.create()},
    Place: lambda: {"within": PlaceFactory.create()},
    Prison: lambda: {"run_by": OrganisationFactory.create()},
    Target: lambda: {"person": PersonFactory.create()},
}

# Seen by a role in a campaign, whatever permissions one has: tests/campaigns/test_incidents.py.
BY_ROLE = {Incident}
admin.autodiscover()
REGISTERED = sorted(set(admin.site._registry) - BY_ROLE, key=lambda model: model._meta.label)


def make(model: type[models.Model]) -> models.Model:
    """Return a new row."""
    if model is PermissionGroup:
        return PermissionGroup.objects.create(name=f"Group {PermissionGroup.objects.count()}")
    return FACTORIES[model].create(**FULL.get(model, dict)())


def address(model: type[models.Model], page: str, *args: object) -> str:
    """Return the address of a page of a model's admin."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def organiser(client: Client, **fields: object) -> Client:
    """Sign somebody in who may come to the desk."""
    client.force_login(UserFactory.create(is_staff=True, **fields))
    return client


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_admin_pages_answer_an_organiser(client: Client, model: type[models.Model]) -> None:
    row = make(model)
    organiser(client, is_superuser=True)

    for page, args in (("changelist", ()), ("change", (row.pk,)), ("history", (row.pk,))):
        assert (page, client.get(address(model, page, *args)).status_code) == (page, 200)
    expected = 403 if model._meta.label in NOT_ADDED else 200
    assert client.get(address(model, "add")).status_code == expected
    expected = 403 if model._meta.label in NOT_DELETED else 200
    assert client.get(address(model, "delete", row.pk)).status_code == expected
    assert client.get(address(model, "changelist"), {"q": "Ельшибаев 12 '\""}).status_code == 200


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_admin_pages_send_a_stranger_to_sign_in(client: Client, model: type[models.Model]) -> None:
    row = make(model)
    pages = [
        ("changelist", ()),
        ("add", ()),
        ("change", (row.pk,)),
        ("history", (row.pk,)),
        ("delete", (row.pk,)),
    ]
    for page, args in pages:
        url = address(model, page, *args)
        answer = client.get(url)
        assert (page, answer.status_code, answer.headers["Location"]) == (
            page,
            302,
            f"/admin/login/?next={url}",
        )


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_admin_pages_refuse_staff_without_permission(client: Client, model: type[models.Model]) -> None:
    row = make(model)
    organiser(client)
    pages = [
        ("changelist", ()),
        ("add", ()),
        ("change", (row.pk,)),
        ("history", (row.pk,)),
        ("delete", (row.pk,)),
    ]
    for page, args in pages:
        assert (page, client.get(address(model, page, *args)).status_code) == (page, 403)


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_admin_list_costs_the_same_for_one_row_and_three(
    client: Client, model: type[models.Model], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    organiser(client, is_superuser=True)
    rows = [make(model)]
    client.get(address(model, "changelist"))

    with django_assert_num_queries(QUERIES[model._meta.label]):
        client.get(address(model, "changelist"))
    rows += [make(model), make(model)]
    with django_assert_num_queries(QUERIES[model._meta.label]):
        client.get(address(model, "changelist"))


def test_every_admin_has_a_literal_count() -> None:
    assert sorted(QUERIES) == sorted(model._meta.label for model in REGISTERED)
