"""When things of tests happen."""

from datetime import UTC, datetime, timedelta


def in_days(days: float) -> datetime:
    """Return that many days from now, at a full second, as databases and calendar files keep it."""
    return datetime.now(UTC).replace(microsecond=0) + timedelta(days=days)
