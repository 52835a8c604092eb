"""The rows of a run: everybody who is to be reminded, and what the outbox says of them.

python -m tests.faults.people 1000      make a picket that begins soon, with 1000 volunteers
python -m tests.faults.people --open    print how many messages are not settled yet
python -m tests.faults.people --rows    print address, state and Message-ID of each message
"""

import sys
from datetime import UTC, datetime, timedelta

import django

django.setup()

from campaigns.models import Campaign, Dispatch, Picket, Reminder, Shift, SignUp  # noqa: E402 - after setup
from sources.models import PublicationState  # noqa: E402

BATCH = 2000
REFUSED_EVERY = 500
SETTLED = [Dispatch.State.SENT, Dispatch.State.FAILED, Dispatch.State.DROPPED]


def address(number: int) -> str:
    """Return the address of the volunteer of a number; some are refused for good."""
    return f"{'refused' if number % REFUSED_EVERY == 7 else 'volunteer'}-{number}@example.org"


def make(count: int) -> None:
    """Make a picket within the time of one reminder, its shift and its volunteers."""
    now = datetime.now(UTC)
    campaign = Campaign.objects.create(slug="faults", title="SAMPLE", state=PublicationState.PUBLISHED)
    starts_at = now + timedelta(hours=12)
    picket = Picket.objects.create(
        campaign=campaign,
        slug="faults",
        title="SAMPLE picket",
        stage=Picket.Stage.ANNOUNCED,
        state=PublicationState.PUBLISHED,
        is_sample=True,
        date=f"{starts_at:%Y-%m-%d}",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=4),
        # A zone in which it is noon now: nobody is kept waiting for the morning.
        time_zone=f"Etc/GMT{now.hour - 12:+d}" if now.hour != 12 else "UTC",
    )
    Reminder.objects.create(campaign=campaign, before=timedelta(hours=12))
    shift = Shift.objects.create(
        picket=picket,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        places_needed=count,
        places_taken=count,
    )
    for start in range(0, count, BATCH):
        SignUp.objects.bulk_create(
            SignUp(
                shift=shift,
                name=f"Volunteer {number}",
                email=address(number),
                # Not the real index: nobody looks these people up.
                email_index=f"{number:064x}",
                language=("en", "ru", "kk")[number % 3],
                erase_after=starts_at + timedelta(days=7),
            )
            for number in range(start, min(start + BATCH, count))
        )
    SignUp.objects.update(created_at=now - timedelta(days=2))


def main(argument: str) -> None:
    """Do what the command line asks."""
    match argument:
        case "--open":
            left = SignUp.objects.exclude(dispatches__state__in=SETTLED).count()
            sys.stdout.write(f"{left}\n")
        case "--rows":
            rows = Dispatch.objects.filter(kind="reminder").select_related("sign_up")
            for row in rows.iterator(chunk_size=BATCH):
                sys.stdout.write(f"{row.volunteer.email}\t{row.state}\t{row.message_id}\n")
        case _:
            make(int(argument))


if __name__ == "__main__":
    main(sys.argv[1])
