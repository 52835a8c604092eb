"""The gate: a published claim without a supporting citation cannot be, whichever way one tries.

The transactions are real: both databases look at the end of each. The control takes the gate away.
"""

import time
from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import QuerySet
from django.test import Client

from sources import gate
from sources.models import Citation, Claim, Passage, PublicationState
from tests.campaigns.races import all_at_once
from tests.desk import run_action, send
from tests.factories.sources import CitationFactory, ClaimFactory, PassageFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _gate_away() -> Iterator[None]:
    gate.take_down(connection)
    yield
    Claim.objects.all().delete()
    gate.put_up(connection)


def published() -> Claim:
    """Return a published claim with one supporting citation and one that only mentions it."""
    claim: Claim = ClaimFactory.create()
    CitationFactory.create(claim=claim, stance="mentions")
    return claim


def draft() -> Claim:
    claim: Claim = ClaimFactory.create(state=PublicationState.DRAFT, citation=None)
    CitationFactory.create(claim=claim, stance="disputes")
    return claim


def supporting(claim: Claim) -> QuerySet[Citation]:
    return Citation.objects.filter(claim=claim, stance="supports")


def _save() -> None:
    claim = draft()
    claim.state = PublicationState.PUBLISHED
    claim.save()


def _create() -> None:
    Claim.objects.create(slug="one", text="One.", state=PublicationState.PUBLISHED)


def _update() -> None:
    Claim.objects.filter(pk=draft().pk).update(state=PublicationState.PUBLISHED)


def _bulk_create() -> None:
    Claim.objects.bulk_create([Claim(slug="one", text="One.", state=PublicationState.PUBLISHED)])


def _bulk_update() -> None:
    claim = draft()
    claim.state = PublicationState.PUBLISHED
    Claim.objects.bulk_update([claim], ["state"])


def _sql() -> None:
    pk = draft().pk
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sources_claim SET state = 'published' WHERE id = %s", [pk])


def _delete_citation() -> None:
    supporting(published()).get().delete()


def _delete_citations() -> None:
    supporting(published()).delete()


def _delete_by_sql() -> None:
    pk = published().pk
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sources_citation WHERE claim_id = %s", [pk])


def _weaken_citation() -> None:
    supporting(published()).update(stance="disputes")


def _move_citation() -> None:
    supporting(published()).update(claim=draft())


def _delete_and_write_another() -> None:
    claim = published()
    with transaction.atomic():
        supporting(claim).delete()
        Citation.objects.create(claim=claim, passage=PassageFactory.create(), stance="mentions")


def _in_a_savepoint() -> None:
    with transaction.atomic(), transaction.atomic():
        _create()


WAYS: list[Callable[[], None]] = [
    _save, _create, _update, _bulk_create, _bulk_update, _sql, _delete_citation, _delete_citations, _delete_by_sql,
    _weaken_citation, _move_citation, _delete_and_write_another, _in_a_savepoint,
]  # fmt: skip


def uncited() -> int:
    held = Citation.objects.filter(stance="supports").values("claim")
    return Claim.objects.filter(state=PublicationState.PUBLISHED).exclude(pk__in=held).count()


@pytest.mark.parametrize("way", WAYS)
def test_database_refuses_a_published_claim_without_support(way: Callable[[], None]) -> None:
    with pytest.raises(IntegrityError):
        way()
    assert uncited() == 0


@pytest.mark.usefixtures("_gate_away")
@pytest.mark.parametrize("way", WAYS)
def test_control_without_the_gate_every_way_leads_there(way: Callable[[], None]) -> None:
    way()
    assert uncited() == 1


def test_claim_and_citation_may_be_written_in_any_order() -> None:
    with transaction.atomic():
        claim = Claim.objects.create(slug="one", text="One.", state=PublicationState.PUBLISHED)
        Citation.objects.create(claim=claim, passage=PassageFactory.create())
    with transaction.atomic():
        supporting(claim).delete()
        Citation.objects.create(claim=claim, passage=PassageFactory.create())
    with transaction.atomic():
        supporting(claim).delete()
        Claim.objects.filter(pk=claim.pk).update(state=PublicationState.WITHDRAWN)
    assert (uncited(), Claim.objects.count()) == (0, 1)


def test_a_published_claim_and_its_citations_may_go_together() -> None:
    claim = published()
    claim.delete()
    assert (Claim.objects.count(), Citation.objects.count()) == (0, 0)


def test_a_passage_that_is_cited_cannot_be_deleted_by_sql() -> None:
    passage = supporting(published()).get().passage
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM sources_passage WHERE id = %s", [passage.pk])
    assert Passage.objects.filter(pk=passage.pk).exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_citations_of_published_claims_cannot_be_truncated() -> None:
    published()
    with pytest.raises((IntegrityError, ProgrammingError)), connection.cursor() as cursor:
        cursor.execute("TRUNCATE sources_citation")
    assert uncited() == 0


def test_admin_refuses_to_take_the_last_support_of_a_published_claim(desk: Client) -> None:
    claim = ClaimFactory.create()

    page = send(desk, claim, **{"citations-0-DELETE": "on"})

    assert "It is public, so nothing was saved." in page
    assert supporting(claim).count() == 1
    assert "is not published yet" in send(desk, draft(), "_publish")
    assert "is not published yet" in run_action(desk, Claim, "publish_selected", draft()).content.decode()
    assert uncited() == 0


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_two_who_each_delete_one_of_two_citations_cannot_both() -> None:
    claim = ClaimFactory.create()
    CitationFactory.create(claim=claim)

    found = all_at_once(_delete_slowly, list(supporting(claim)))

    assert sorted(type(one).__name__ for one in found) == ["IntegrityError", "NoneType"]
    assert supporting(claim).count() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_control_without_the_lock_of_the_gate_both_do(monkeypatch: pytest.MonkeyPatch) -> None:
    unlocked = gate._POSTGRESQL_UP.replace(" FOR NO KEY UPDATE;", ";")
    # After its look, each waits until the other has looked.
    slow = unlocked.replace("RETURN NULL;\nEND $$", "PERFORM pg_sleep(0.3);\n    RETURN NULL;\nEND $$")
    claim = ClaimFactory.create()
    CitationFactory.create(claim=claim)
    citations = list(supporting(claim))
    monkeypatch.setattr(gate, "_POSTGRESQL_UP", slow)
    gate.put_up(connection)
    try:
        assert all_at_once(_delete_slowly, citations) == [None, None]
        assert uncited() == 1
    finally:
        Claim.objects.all().delete()
        monkeypatch.undo()
        gate.put_up(connection)


def _delete_slowly(citation: Citation) -> None:
    with transaction.atomic():
        citation.delete()
        time.sleep(0.2)


@pytest.mark.usefixtures("_gate_away")
def test_putting_the_gate_up_makes_drafts_of_what_nothing_supports() -> None:
    _create()
    good = ClaimFactory.create()
    gate.put_up(connection)
    assert dict(Claim.objects.values_list("slug", "state")) == {"one": "draft", good.slug: "published"}


def test_migrate_puts_the_gate_up_again() -> None:
    gate.take_down(connection)
    call_command("migrate", run_syncdb=True, verbosity=0)
    with pytest.raises(IntegrityError):
        _create()
