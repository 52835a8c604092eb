"""A real worker behind the real broker brings documents in, is killed in the middle, and another goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from sources.models import Document, Intake, Passage
from sources.services.intakes import ask_for_file, wake_intake_worker
from sources.tasks import sweep_intakes_task
from tests.campaigns.workers import empty_broker, kill, wait_for, worker
from tests.sources.importing import intake_worker
from tests.sources.importing.corpus import ENGLISH, pdf_bomb

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs("broker")]
LOAD = "tests.sources.importing.intake_worker"
TEXT = f"Sample report of the committee\n{ENGLISH}\n".encode()


@pytest.fixture
def broker() -> Iterator[str]:
    """Point Celery to an empty broker."""
    with empty_broker() as url:
        yield url


def states() -> dict[str, str]:
    """Return the states of all intakes by name."""
    return dict(Intake.objects.values_list("name", "state"))


def kill_in_the_middle(broker: str, folder: Path) -> tuple[int, int, dict[str, str]]:
    """Kill a worker between writing and committing; let another go on. Return documents, passages and states."""
    trace = folder / "trace"
    trace.touch()
    intake = ask_for_file(TEXT, name="text", by=None)
    given = {intake_worker.TRACE: str(trace), "VAR_DIR": str(settings.VAR_DIR)}
    with worker(broker, folder / "first.log", load=LOAD, INTAKE_DAWDLE="20", **given) as first:
        wake_intake_worker(intake.pk)
        wait_for(lambda: trace.read_text() != "", "the writing")
        kill(first)
    with worker(broker, folder / "second.log", load=LOAD, **given):
        # The lease of the first runs out; then a sweep finds it.
        def swept() -> bool:
            sweep_intakes_task()
            return states() == {"text": "done"}

        wait_for(swept, "the second worker", every=1.0)
    return Document.objects.count(), Passage.objects.count(), states()


def test_killed_in_the_middle_and_resumed_there_is_one_whole_document(broker: str, tmp_path: Path) -> None:
    assert kill_in_the_middle(broker, tmp_path) == (1, 2, {"text": "done"})


def test_worker_lives_on_after_a_bomb(broker: str, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    with worker(
        broker, tmp_path / "worker.log", load=LOAD, INTAKE_TRACE=str(trace), VAR_DIR=str(settings.VAR_DIR)
    ) as one:
        ask_for_file(pdf_bomb(), name="bomb", by=None)
        wait_for(lambda: states() == {"bomb": "failed"}, "the bomb")
        ask_for_file(TEXT, name="text", by=None)
        wait_for(lambda: states() == {"bomb": "failed", "text": "done"}, "the text")
        assert one.poll() is None
    assert Intake.objects.get(name="bomb").problem == "bomb"
    assert Document.objects.count() == 1
