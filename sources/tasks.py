"""What Celery runs of the evidence desk: each takes ids and calls one service. A task that runs twice does no harm."""

from datetime import datetime
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from sources.services.intake_work import run_intake
from sources.services.intakes import sweep_intakes
from sources.services.links import check_links, sweep_links


@shared_task
def run_intake_task(intake_id: str) -> None:
    """Bring one document in, if it is still wanted and nobody is at it."""
    run_intake(UUID(intake_id))


@shared_task
def sweep_intakes_task() -> None:
    """Take up documents that a worker left, and erase what no row names; asked for every minute."""
    sweep_intakes(now=timezone.now())


@shared_task
def sweep_links_task() -> None:
    """Ask a small part of the addresses that we link to; asked for every five minutes."""
    sweep_links(now=timezone.now())


@shared_task
def check_links_task(links: str, asked_at: str) -> None:
    """Ask addresses now: keys of documents with a letter for which one, such as "12:address 12:archive"."""
    pairs = (link.split(":", 1) for link in links.split())
    check_links([(int(key), which) for key, which in pairs], asked_at=datetime.fromisoformat(asked_at))
