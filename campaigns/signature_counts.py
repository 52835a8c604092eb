"""How many signed a statement: one count over all languages, of what is really there."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q, Sum

from campaigns.models import Signature, Statement

# What was signed where no version is noted: the text that a source reports, or the one before there were versions.
FIRST = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """The signatures that count under a statement.

    `people` and `organisations` have signed the version that is current, in whichever language; `paper` is what
    stands on sheets of paper; `earlier` are people and organisations who signed an earlier version and have not
    confirmed this one. A signature without a version (such as one that a source reports) is of the first one.
    """

    people: int
    organisations: int
    paper: int
    earlier: int

    @property
    def current(self) -> int:
        """All who stand under the current version, those on paper among them: the number a goal is held against."""
        return self.people + self.organisations + self.paper

    @property
    def total(self) -> int:
        """All who stand under any version: what the last line of the ledger says."""
        return self.current + self.earlier


def current_number(statement: Statement) -> int:
    """Return the number of the latest published version; 0 when no text has been published."""
    published = statement.versions.filter(published_at__isnull=False)
    return published.aggregate(last=Max("number"))["last"] or 0


def counts_of(statement: Statement) -> Counts:
    """Return the counts of a statement as the database has them now, in three queries however many signed."""
    number = current_number(statement)
    person = Q(signer=Signature.Signer.PERSON)
    is_current = Q(version__number__gte=number)
    if number <= FIRST:
        is_current |= Q(version=None)
    # Names typed from paper are part of their sheet's count.
    rows = Signature.objects.confirmed().filter(statement=statement, sheet=None)
    found = rows.aggregate(
        people=Count("pk", filter=person & is_current),
        organisations=Count("pk", filter=~person & is_current),
        everybody=Count("pk"),
    )
    paper = statement.paper_sheets.aggregate(sum=Sum("count"))["sum"] or 0
    people, organisations = found["people"], found["organisations"]
    return Counts(
        people=people,
        organisations=organisations,
        paper=paper,
        earlier=found["everybody"] - people - organisations,
    )
