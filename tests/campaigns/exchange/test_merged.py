"""A campaign file and rows that were joined: dumping and loading go on, and taking apart gives the old file back."""

from pathlib import Path

import pytest
from django.db import connection

from campaigns.exchange.dump import dump_campaign
from campaigns.exchange.load import load_campaign
from campaigns.models import Campaign
from sources.models import Merge, Organisation, Person
from sources.services.merging import merge_named, undo_merge
from tests.campaigns.exchange.samples import SAMPLE, read_files
from tests.databases import empty_tables

pytestmark = pytest.mark.django_db


def _dumped(folder: Path) -> dict[str, bytes]:
    dump_campaign(Campaign.objects.get(slug="port-sella"), folder)
    return _content_of(folder)


def _content_of(folder: Path) -> dict[str, bytes]:
    """Return the files without the schema, which does not come from the database."""
    return {name: content for name, content in read_files(folder).items() if not name.startswith("schema/")}


def _join_two(model: type[Person] | type[Organisation]) -> Merge:
    kept, removed = model._default_manager.order_by("slug")[:2]
    return merge_named(kept, removed, by=None)


@pytest.mark.parametrize("model", [Person, Organisation])
def test_dump_after_a_merge_loads_and_dumps_the_same(
    tmp_path: Path, model: type[Person] | type[Organisation]
) -> None:
    load_campaign(SAMPLE)
    merge = _join_two(model)
    merged = _dumped(tmp_path / "merged")
    assert merged != _content_of(SAMPLE)
    empty_tables()
    connection.check_constraints()
    load_campaign(tmp_path / "merged")
    assert _dumped(tmp_path / "again") == merged
    assert merge.undone_at is None


def test_dump_after_taking_apart_is_the_file_of_before(tmp_path: Path) -> None:
    load_campaign(SAMPLE)
    undo_merge(_join_two(Person), by=None)
    assert _dumped(tmp_path / "dump") == _content_of(SAMPLE)


def test_a_file_of_before_the_merge_adds_the_row_again(tmp_path: Path) -> None:
    load_campaign(SAMPLE)
    merge = _join_two(Person)
    load_campaign(SAMPLE)
    assert Person.objects.filter(slug=merge.moved["row"]["values"]["slug"]).count() == 1
    assert _dumped(tmp_path / "dump") == _content_of(SAMPLE)
