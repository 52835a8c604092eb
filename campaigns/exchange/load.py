"""Load a campaign file: everything or nothing, and the second time nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from campaigns.exchange.catalogue import CAMPAIGN, OWN, SHARED
from campaigns.exchange.documents import find_texts
from campaigns.exchange.folder import open_campaign
from campaigns.exchange.legal_cards import leave_out_cards
from campaigns.exchange.ordering import canonical
from campaigns.exchange.problems import CampaignFileError, Problem
from campaigns.exchange.pruning import prune_entries
from campaigns.exchange.reading import Table, rows_of
from campaigns.exchange.scope import list_slugs, read_campaign
from campaigns.exchange.statement_texts import find_altered_texts, leave_out_versions
from campaigns.models import Campaign, PrintedMatter
from campaigns.services.print_refresh import wake_refresh
from prisoners.exchange import order_cases, publish_new_cases
from sources.exchange.loading import Loader, Outcome
from sources.exchange.passages import fill_passages, make_passages, number_documents, order_questions
from sources.models import Document


@dataclass
class LoadReport:
    """What a load did, by file; entries of the database that the file does not have; what a person should know."""

    slug: str
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    left: dict[str, list[str]] = field(default_factory=dict)
    removed: dict[str, list[str]] = field(default_factory=dict)
    passages_filled: int = 0
    warnings: list[Problem] = field(default_factory=list)

    @property
    def added(self) -> int:
        """How many entries are new."""
        return sum(outcome.added for outcome in self.outcomes.values())

    @property
    def changed(self) -> int:
        """How many entries differed and were written."""
        return sum(outcome.changed for outcome in self.outcomes.values())


def load_campaign(folder: Path, *, documents: Path | None = None, prune: bool = False) -> LoadReport:
    """Load the campaign in a folder in one transaction, and return what was done.

    New entries are added and published; cases only when a consent and citations allow it. Entries that differ are
    written, publication states left as they are. Entries that the file no longer has are reported, and removed
    with `prune`, except where volunteers, signatories or another campaign depend on them. A legal card that a lawyer
    has checked stays as it is. With `documents`, the
    texts of passages are taken from that folder for staff to read.

    Raises CampaignFileError, with nothing written, for a file that cannot be loaded.
    """
    whole, warnings = open_campaign(folder)
    texts = _find_texts(whole, folder, documents)
    entries = canonical(whole)
    report = LoadReport(str(entries["campaign"]["slug"]), warnings=warnings)
    try:
        with transaction.atomic():
            _refuse_conflicts(whole, folder, report.slug)
            entries["legal-cards"], spared = leave_out_cards(whole, entries.get("legal-cards", []))
            report.warnings += spared
            entries["statements"], spared = leave_out_versions(whole, entries.get("statements", []))
            report.warnings += spared
            before = _find_present(report.slug)
            _load_entries(entries, report)
            report.passages_filled = fill_passages(texts)
            _publish_cases(whole, report)
            missing = {
                name: sorted(slugs - list_slugs(entries).get(name, set())) for name, slugs in before.items()
            }
            missing = {name: slugs for name, slugs in missing.items() if slugs}
            if prune:
                report.removed, missing = prune_entries(report.slug, missing)
            report.left = missing
            _renew_statistics()
            if (report.added or report.changed or report.removed) and PrintedMatter.objects.exists():
                # Sheets that show other facts now are found soon, not at beat's next look.
                transaction.on_commit(wake_refresh)
    except ProtectedError as error:
        raise CampaignFileError(
            folder, [_explain(folder, f"something else depends on it: {error.args[0]}")]
        ) from error
    except DatabaseError as error:
        raise CampaignFileError(folder, [_explain(folder, str(error).splitlines()[0])]) from error
    return report


def _renew_statistics() -> None:
    """Let PostgreSQL know how much there is now: before it does, it may read a page's claims row by row."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _explain(folder: Path, reason: str) -> Problem:
    return Problem(str(folder), 1, f"the database refused the campaign, nothing was written: {reason}")


def _find_texts(whole: Table, folder: Path, documents: Path | None) -> Mapping[str, tuple[str, ...]]:
    if documents is None:
        return {}
    problems: list[Problem] = []
    texts = find_texts(whole, documents, problems)
    if problems:
        raise CampaignFileError(folder, problems)
    return {slug: text.passages for slug, text in texts.items()}


def _refuse_conflicts(whole: Table, folder: Path, slug: str) -> None:
    """Raise when another campaign already has a statement, picket or letter of the same slug (they are addresses).

    So does a published text of a statement that is another one here.
    """
    problems = []
    for name in ("statements", "pickets", "letters"):
        rows = {row["slug"]: row for row in rows_of(whole, name)}
        taken = OWN[name].model._default_manager.filter(slug__in=rows).exclude(campaign__slug=slug)
        for other, campaign in taken.values_list("slug", "campaign__slug"):
            text = f"{other} is already the slug of one of campaign {campaign}; choose another"
            problems.append(rows[other].problem(text, "slug"))
    problems += find_altered_texts(whole)
    if problems:
        raise CampaignFileError(folder, problems)


def _find_present(slug: str) -> dict[str, set[str]]:
    """Return what the database has of the campaign before it is loaded."""
    campaign = Campaign.objects.filter(slug=slug).first()
    return list_slugs(read_campaign(campaign)) if campaign is not None else {}


def _load_entries(entries: Mapping[str, Any], report: LoadReport) -> None:
    loader = Loader()
    rows = dict(entries) | {
        "claims": [claim for rows in entries.get("claims", {}).values() for claim in rows]
    }
    for name, shape in SHARED.items():
        report.outcomes[name] = loader.load(shape, rows.get(name, []))
        if name == "documents":
            loader.finish(Document)
            slugs = [row["slug"] for row in rows.get(name, [])]
            number_documents(slugs)
            make_passages(slugs)
    order_questions([row["slug"] for row in rows.get("questions", [])])
    report.outcomes["campaign"] = loader.load(CAMPAIGN, [rows["campaign"]])
    campaign = Campaign.objects.get(slug=report.slug)
    for name, shape in OWN.items():
        report.outcomes[name] = loader.load(shape, rows.get(name, []), {"campaign": campaign})
    loader.finish()
    slugs = [row["slug"] for row in rows.get("documents", [])]
    campaign.documents.add(*Document.objects.filter(slug__in=slugs).exclude(campaigns=campaign))
    order_cases(list(rows["campaign"].get("cases", [])))


def _publish_cases(whole: Table, report: LoadReport) -> None:
    rows = {row["slug"]: row for row in rows_of(whole, "cases")}
    for slug, gaps in publish_new_cases(list(rows)).items():
        report.warnings += [rows[slug].problem(f"{slug} stays a draft: {gap}", "slug") for gap in gaps]
