"""Several people join the same rows at once: one wins, the others are told, nothing is lost."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from sources.models import Claim, Merge, Person
from sources.services.merging import merge_named, undo_merge
from tests.campaigns.races import all_at_once
from tests.factories.sources import ClaimFactory, PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_those_who_join_the_same_two_in_both_directions_one_wins() -> None:
    for _ in range(5):
        one, two = PersonFactory.create(), PersonFactory.create()
        claim = ClaimFactory.create()
        claim.people.add(one, two)
        pairs = [(one, two), (two, one)] * 3
        found = all_at_once(lambda pair: merge_named(*pair, by=None), pairs)
        merges = [result for result in found if isinstance(result, Merge)]
        refusals = [result for result in found if isinstance(result, Exception)]
        assert len(merges) == 1
        assert {type(error) for error in refusals} == {ValidationError}
        kept = Person.objects.get(pk__in=[one.pk, two.pk])
        assert (kept.pk, list(claim.people.all())) == (merges[0].kept, [kept])


def test_of_those_who_take_it_apart_at_once_one_wins() -> None:
    kept, removed = PersonFactory.create(), PersonFactory.create()
    merge = merge_named(kept, removed, by=None)
    found = all_at_once(lambda _n: undo_merge(merge, by=None), range(4))
    assert [type(result) for result in found if isinstance(result, Exception)] == [ValidationError] * 3
    assert Person.objects.count() == 2


def test_a_claim_written_meanwhile_is_led_over_or_refused() -> None:
    kept, removed = PersonFactory.create(), PersonFactory.create()
    claims = [ClaimFactory.create() for _ in range(6)]

    def act(claim: Claim | None) -> object:
        if claim is None:
            return merge_named(kept, removed, by=None)
        claim.people.add(removed.pk)
        return claim

    found = all_at_once(act, [None, *claims])
    lost = [result for result in found[1:] if isinstance(result, Exception)]
    assert {type(error) for error in lost} <= {IntegrityError}
    assert isinstance(found[0], Merge)
    assert kept.claims.count() == len(claims) - len(lost)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one transaction write at a time")
def test_without_the_lock_both_believe_that_they_won(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: when rows are read without locks, somebody is told by the database and not by a sentence."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_options: rows)
    errors: set[type] = set()
    for _ in range(10):
        one, two = PersonFactory.create(), PersonFactory.create()
        for _n in range(20):
            ClaimFactory.create().people.add(one, two)
        found = all_at_once(lambda pair: merge_named(*pair, by=None), [(one, two), (two, one)] * 2)
        errors |= {type(result) for result in found if isinstance(result, Exception)}
    assert errors - {ValidationError}
