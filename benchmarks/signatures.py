"""A statement with 100,000 signatures: what organisers and readers do with it, in seconds and memory.

    DATABASE_URL=postgresql://... .venv/bin/python -m benchmarks.signatures [--signatures N]

needs a database that is migrated and holds no signatures; it makes them, and leaves them there. Each line of the table
is measured in a process of its own, so that the peak is its own.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import batched

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from benchmarks.measuring import peak_memory, table  # noqa: E402
from campaigns.models import Campaign, Dispatch, LedgerEntry, Signature, Statement, StatementVersion  # noqa: E402
from campaigns.printing.petition_book import petition_pages, petition_part_pdf  # noqa: E402
from campaigns.services.export_work import make_export  # noqa: E402
from campaigns.services.exports import ask_for_export  # noqa: E402
from campaigns.services.ledger import content_hash_of, line_hash  # noqa: E402
from campaigns.services.ledger_check import check_statement  # noqa: E402
from campaigns.services.signature_retention import erase_expired_signatures  # noqa: E402
from campaigns.services.versions import publish_version  # noqa: E402
from campaigns.signature_chain import BEGINNING, check_file  # noqa: E402
from campaigns.signature_counts import counts_of  # noqa: E402
from toolkit.encryption import blind_index  # noqa: E402

SLUG = "bench-statement"
BEGAN = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DISPLAYS = (Signature.Display.FULL, Signature.Display.FIRST_NAME_AND_TOWN, Signature.Display.HIDDEN)


def main() -> int:
    """Make the signatures, measure each job and print the table. Returns the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--signatures", type=int, default=100_000)
    parser.add_argument("--job", choices=JOBS)
    given = parser.parse_args()
    if given.job:
        began = time.perf_counter()
        said = JOBS[given.job](_statement())
        seconds = time.perf_counter() - began
        sys.stdout.write(f"{seconds:.2f}|{peak_memory():.0f}|{said}")
        return 0
    if Signature.objects.exists():
        sys.stderr.write("This database holds signatures already; name an empty one.\n")
        return 1
    make(given.signatures)
    rows = []
    for name in JOBS:
        rows.append([name, *_measure(name)])
        # It takes half an hour: what is known is told at once.
        sys.stderr.write(f"{' | '.join(rows[-1])}\n")
    sys.stdout.write(f"{table([f'{given.signatures:,} signatures', 'seconds', 'peak MiB', 'of it'], rows)}\n")
    return 0


def make(number: int) -> None:
    """Make a published statement, signed by so many sample people, each with a line in the ledger."""
    campaign = Campaign.objects.create(slug="bench", title="Bench", state="published")
    statement = Statement.objects.create(
        campaign=campaign, slug=SLUG, title="Release them", state="published", signing=Statement.Signing.OPEN
    )
    version = StatementVersion.objects.create(
        statement=statement, number=1, language="en", text="We ask for their release.", published_at=BEGAN
    )
    previous = BEGINNING
    for batch in batched(range(number), 2000, strict=False):
        signatures, lines = [], []
        for index in batch:
            signature = _signature(statement, version, index)
            line = LedgerEntry(
                statement=statement,
                number=index + 1,
                event=LedgerEntry.Event.SIGNED,
                subject=str(signature.pk),
                at=signature.confirmed_at or BEGAN,
                count=index + 1,
                content_hash=content_hash_of(signature),
                previous_hash=previous,
            )
            line.hash = previous = line_hash(line)
            signatures.append(signature)
            lines.append(line)
        with transaction.atomic():
            Signature.objects.bulk_create(signatures)
            LedgerEntry.objects.bulk_create(lines)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _signature(statement: Statement, version: StatementVersion, index: int) -> Signature:
    address = f"sample{index}@example.org"
    return Signature(
        statement=statement,
        version=version,
        state=Signature.State.CONFIRMED,
        display=DISPLAYS[index % 3],
        name=f"Aigerim Sample {index:06}",
        town="Leeds",
        email=address,
        email_index=blind_index(address, purpose="signature"),
        confirmed_at=BEGAN + timedelta(seconds=index),
    )


def _statement() -> Statement:
    return Statement.objects.get(slug=SLUG)


def _measure(job: str) -> list[str]:
    """Run one job in a process of its own."""
    run = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "benchmarks.signatures", "--job", job],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    return run.stdout.split("|")


def _nothing(_: Statement) -> str:
    return "what every line begins with"


def _page(number: int) -> Callable[[Statement], str]:
    def page(statement: Statement) -> str:
        last = -(-counts_of(statement).people // 200)
        address = reverse("campaigns:signatory-list", args=[statement.slug])
        with CaptureQueriesContext(connection) as queries:
            answer = Client(HTTP_HOST="localhost").get(address, {"page": str(number or last)})
        return f"{answer.status_code}, {len(queries)} queries"

    return page


def _admin(statement: Statement) -> str:
    user, _ = User.objects.get_or_create(
        email="bench@example.org", is_staff=True, is_superuser=True, nickname="B"
    )
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(reverse("admin:campaigns_signature_changelist"), {"q": statement.slug})
    return f"{answer.status_code}, {len(queries)} queries"


def _count(statement: Statement) -> str:
    with CaptureQueriesContext(connection) as queries:
        found = counts_of(statement)
    return f"{found.total}, {len(queries)} queries"


def _check(statement: Statement) -> str:
    return f"{check_statement(statement).lines} lines"


def _ask_for_export(statement: Statement) -> str:
    export = ask_for_export(statement, language="en", now=timezone.now())
    return f"{export.total} signatures, line {export.until}"


def _export(statement: Statement) -> str:
    """Make the export that was asked for, as often taken up as a worker would."""
    export, turns = statement.exports.get(), 1
    while not make_export(export.pk):
        turns += 1
    return f"{export.file.stat().st_size / 2**20:.0f} MiB, {turns} turns of a worker"


def _verify(statement: Statement) -> str:
    return "whole" if check_file(str(statement.exports.get().file))[0] else "altered"


def _petition(parts: int) -> Callable[[Statement], str]:
    def petition(statement: Statement) -> str:
        number, pages = petition_pages(statement, language="en", day=BEGAN.date())
        size = made = 0
        for page in _some(pages, parts or number):
            size += len(petition_part_pdf(page))
            made += 1
        return f"{made} of {number} files, {size / 2**20:.1f} MiB"

    return petition


def _some(pages: Iterator[str], number: int) -> Iterator[str]:
    for _, page in zip(range(number), pages, strict=False):
        yield page


def _version(statement: Statement) -> str:
    StatementVersion.objects.create(
        statement=statement,
        number=2,
        language="en",
        text="Release them at once.",
        what_changed="It says when.",
    )
    told = publish_version(statement, 2, now=timezone.now())
    return f"{told} asked, {Dispatch.objects.filter(kind=Dispatch.Kind.NEW_VERSION).count()} mails planned"


def _erase(statement: Statement) -> str:
    Statement.objects.filter(pk=statement.pk).update(
        signing=Statement.Signing.HANDED_OVER, closed_at=timezone.now() - timedelta(days=3650)
    )
    return f"{erase_expired_signatures(now=timezone.now())} erased in part"


JOBS: dict[str, Callable[[Statement], str]] = {
    "nothing": _nothing,
    "list, first page": _page(1),
    "list, last page": _page(0),
    "admin, a search": _admin,
    "count": _count,
    "ledger checked": _check,
    "export asked for": _ask_for_export,
    "export made": _export,
    "export verified": _verify,
    "petition, one file": _petition(1),
    "petition, all files": _petition(0),
    "new version: mails planned": _version,
    "addresses and names erased": _erase,
}

if __name__ == "__main__":
    sys.exit(main())
