"""Dates of the cases of live campaigns, and the organisers whose job each is."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from campaigns.models import Campaign, CampaignCase, Membership, NoticeKind
from campaigns.notices.rules import RULES
from prisoners.dates import CaseDay, cases_with_dates
from prisoners.models import Case
from sources.models import PublicationState

type Jobs = dict[int, dict[NoticeKind, list[User]]]


@dataclass(frozen=True, slots=True)
class DateAhead:
    """A day of a case in a campaign, and who is to know of it."""

    kind: NoticeKind
    campaign: Campaign
    case: Case
    on: CaseDay
    users: tuple[User, ...]

    @property
    def key(self) -> tuple[int, str, date, str]:
        """What it is, in whichever campaign: case, kind, day, and what the day belongs to."""
        return (self.case.pk, self.kind, self.on.day, self.on.of)


def dates_ahead(
    *, today: date, user: User | None = None, cases: Collection[int] | None = None
) -> list[DateAhead] | None:
    """Return the dates of published cases of live campaigns; each organiser has a date once, in their first campaign.

    `user` leaves only what is that organiser's job, `cases` (keys) only those cases. Returns None when no campaign
    gives anybody, or that organiser, a job. A record makes no dates: its today stands still.
    """
    campaigns = {campaign.pk: campaign for campaign in _live_campaigns()}
    jobs = _jobs(campaigns.values(), user)
    if not jobs:
        return None
    roll = CampaignCase.objects.filter(campaign__in=list(jobs)).order_by("campaign__slug", "position", "pk")
    found = cases_with_dates().filter(in_rolls__campaign__in=list(jobs)).distinct()
    if cases is not None:
        roll, found = roll.filter(case__in=cases), found.filter(pk__in=cases)
    by_key = {case.pk: case for case in found}
    told: defaultdict[tuple[int, str, date, str], set[int]] = defaultdict(set)
    ahead = []
    for campaign_pk, case_pk in roll.values_list("campaign", "case"):
        # Those that are not public are not among the cases.
        if (case := by_key.get(case_pk)) is None:
            continue
        for kind, users in jobs[campaign_pk].items():
            for day in RULES[kind].days_of(case, today):
                one = DateAhead(kind, campaigns[campaign_pk], case, day, ())
                new = tuple(user for user in users if user.pk not in told[one.key])
                told[one.key] |= {user.pk for user in new}
                if new:
                    ahead.append(DateAhead(kind, one.campaign, case, day, new))
    return ahead


def _live_campaigns() -> QuerySet[Campaign]:
    """Return campaigns that go on, drafts included, with those of their team who can sign in."""
    team = Membership.objects.filter(user__is_active=True, user__is_staff=True).select_related("user")
    return (
        Campaign.objects.filter(as_of=None)
        .exclude(state=PublicationState.WITHDRAWN)
        .prefetch_related(Prefetch("memberships", queryset=team.order_by("pk")))
    )


def _jobs(campaigns: Collection[Campaign], user: User | None) -> Jobs:
    """Return for each campaign whose job each kind is. What is nobody's is the job of superusers."""
    superusers = list(User.objects.filter(is_active=True, is_staff=True, is_superuser=True).order_by("pk"))
    jobs: Jobs = {}
    for campaign in campaigns:
        team: Sequence[Membership] = list(campaign.memberships.all())
        for kind, rule in RULES.items():
            users = list({one.user.pk: one.user for one in team if one.role in rule.roles}.values())
            users = [one for one in users or superusers if user is None or one.pk == user.pk]
            if users:
                jobs.setdefault(campaign.pk, {})[kind] = users
    return jobs
