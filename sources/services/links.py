"""Whether what we link to is still there: asked once a week, gently, and noted.

An address is asked once a week, after a failure once a day. A sweep asks a small part, so that a day's work is spread
over the day, and one address of a host at most; two workers never ask a host at the same time. What holds a host is a
key in the shared cache: if the cache loses it, a server is asked twice, which does no harm.
"""

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from django.core.cache import caches
from django.db import transaction
from django.utils import timezone

from sources.archives import check_archived_url
from sources.models import Document, LinkCheck
from toolkit.fetching import FetchProblem, Limits, check

WEEK, DAY = timedelta(days=7), timedelta(days=1)
SWEEPS_A_DAY = 288
MOST_IN_SWEEP = 40
# A sweep begins nothing new after this; the next one comes after 300 seconds.
SWEEP_SECONDS = 240.0
LIMITS = Limits(seconds=20.0, connect_seconds=8.0)
# Longer than one question may take.
_HOLD_SECONDS = 60
_LONGEST = 500

Outcome, Which = LinkCheck.Outcome, LinkCheck.Which
_FAILED = {Outcome.GONE, Outcome.REFUSED, Outcome.UNREACHABLE}
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}


@dataclass(frozen=True, slots=True)
class Link:
    """An address of a document, and its last check if there was one."""

    document: int
    which: str
    url: str
    last: LinkCheck | None

    @property
    def host(self) -> str:
        """The host, in lower case."""
        return (urlsplit(self.url).hostname or "").lower()

    def is_due(self, now: datetime) -> bool:
        """Return whether it is to be asked again: a changed address at once."""
        if self.last is None or self.last.url != self.url:
            return True
        return self.last.checked_at <= now - (DAY if self.last.failures else WEEK)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one question."""

    outcome: LinkCheck.Outcome
    status: int | None = None
    moved_to: str = ""


def links_of(documents: Iterable[int] | None = None) -> list[Link]:
    """Return the addresses of documents, of all of them without a choice, the longest unasked first. Two queries."""
    rows = Document.objects.order_by("pk")
    checks = LinkCheck.objects.all()
    if documents is not None:
        rows, checks = rows.filter(pk__in=documents), checks.filter(document__in=documents)
    last = {(found.document_id, found.which): found for found in checks}
    links = [
        Link(key, which, url, last.get((key, which)))
        for key, address, archived in rows.values_list("pk", "url", "archived_url")
        for which, url in ((Which.ADDRESS, address), (Which.ARCHIVE, archived))
        if url
    ]
    never = datetime.min.replace(tzinfo=timezone.now().tzinfo)
    return sorted(links, key=lambda link: link.last.checked_at if link.last else never)


def sweep_links(*, now: datetime, limits: Limits = LIMITS) -> int:
    """Ask a small part of the addresses that are due, one of a host; return how many were asked."""
    links = links_of()
    due = [link for link in links if link.is_due(now)]
    size = min(MOST_IN_SWEEP, math.ceil(len(links) / SWEEPS_A_DAY))
    chosen: dict[str, Link] = {}
    for link in due:
        chosen.setdefault(link.host, link)
    end = time.monotonic() + SWEEP_SECONDS
    asked = 0
    for link in list(chosen.values())[:size]:
        if time.monotonic() > end:
            break
        asked += check_link(link.document, link.which, now=now, limits=limits) is not None
    return asked


def check_link(
    document: int, which: str, *, now: datetime, asked_at: datetime | None = None, limits: Limits = LIMITS
) -> LinkCheck | None:
    """Ask one address and note the answer; return None when it is not due, has gone, or its host is being asked.

    With `asked_at`, when somebody asked for it, it is due unless it was checked since then.
    """
    link = _find(document, which)
    if link is None:
        return None
    key = f"link-host-{link.host}"
    if not caches["limits"].add(key, 1, timeout=_HOLD_SECONDS):
        return None
    try:
        # Read again: whoever held the host may just have asked this address.
        link = _find(document, which)
        if link is None or not _is_wanted(link, now, asked_at):
            return None
        return _note(link, _ask(link.url, limits))
    finally:
        caches["limits"].delete(key)


def check_links(links: Iterable[tuple[int, str]], *, asked_at: datetime, limits: Limits = LIMITS) -> int:
    """Ask addresses now, one after the other; return how many were asked. A host that is busy is waited for."""
    asked = 0
    for document, which in links:
        end = time.monotonic() + _HOLD_SECONDS
        while True:
            now = timezone.now()
            if check_link(document, which, now=now, asked_at=asked_at, limits=limits) is not None:
                asked += 1
                break
            link = _find(document, which)
            if link is None or not _is_wanted(link, now, asked_at) or time.monotonic() > end:
                break
            time.sleep(0.5)
    return asked


@transaction.atomic
def set_archived_url(document: Document, url: str) -> None:
    """Set or clear the address of the archived copy. Raises ValidationError for what cannot be one."""
    if url:
        check_archived_url(url, of=document.url)
    document.archived_url = url
    document.save(update_fields=["archived_url"])
    if not url:
        LinkCheck.objects.filter(document=document, which=Which.ARCHIVE).delete()


def _find(document: int, which: str) -> Link | None:
    return next((link for link in links_of([document]) if link.which == which), None)


def _is_wanted(link: Link, now: datetime, asked_at: datetime | None) -> bool:
    if link.is_due(now):
        return True
    return asked_at is not None and link.last is not None and link.last.checked_at < asked_at


def _ask(url: str, limits: Limits) -> Answer:
    """Ask for a page and hang up after the headers: bodies are not needed, and many servers refuse HEAD."""
    try:
        got = check(url, limits=limits)
    except FetchProblem as problem:
        refused = problem.reason in {FetchProblem.Reason.PRIVATE, FetchProblem.Reason.ADDRESS}
        return Answer(Outcome.REFUSED if refused else Outcome.UNREACHABLE)
    if got.status < HTTPStatus.BAD_REQUEST:
        moved_to = got.moved_to if len(got.moved_to) <= _LONGEST else ""
        return Answer(Outcome.MOVED if moved_to else Outcome.THERE, got.status, moved_to)
    if got.status in _GONE:
        return Answer(Outcome.GONE, got.status)
    broken = got.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return Answer(Outcome.UNREACHABLE if broken else Outcome.REFUSED, got.status)


@transaction.atomic
def _note(link: Link, answer: Answer) -> LinkCheck | None:
    """Write down what an address answered; nothing when the document has another address by now, or is gone."""
    document = Document.objects.select_for_update().filter(pk=link.document).first()
    here = (document.url if link.which == Which.ADDRESS else document.archived_url) if document else ""
    if document is None or here != link.url:
        return None
    now = timezone.now()
    last = LinkCheck.objects.filter(document=document, which=link.which).first()
    if last is not None and last.url != link.url:
        last.there_at, last.failures = None, 0
    check_row = last or LinkCheck(document=document, which=link.which)
    failed = answer.outcome in _FAILED
    check_row.url, check_row.outcome = link.url, answer.outcome
    check_row.status, check_row.moved_to = answer.status, answer.moved_to
    check_row.checked_at = now
    check_row.there_at = check_row.there_at if failed else now
    check_row.failures = check_row.failures + 1 if failed else 0
    check_row.save()
    return check_row
