"""How long contacts are kept. The form, the mails and the privacy page promise these times."""

from datetime import datetime, timedelta

from campaigns.models import Shift

# So long after the picket, name, address and phone.
KEPT_AFTER_PICKET = timedelta(days=7)
# After a cancellation only the mail that says so still needs them.
KEPT_AFTER_CANCELLING = timedelta(days=2)
# Of those who agreed to hear of later pickets the address and the language, so long after the picket.
KEPT_FOR_CALLS = timedelta(days=365)


def end_of(shift: Shift) -> datetime:
    """Return when a volunteer of a shift has done with the picket: at its end, or of the shift if that is later."""
    return max(shift.picket.ends_at or shift.ends_at, shift.ends_at)


def erased_after(shift: Shift) -> datetime:
    """Return when the contacts of those on a shift are to be erased."""
    return end_of(shift) + KEPT_AFTER_PICKET


def calls_until(shift: Shift) -> datetime:
    """Return until when those on a shift who agreed may be asked to help again."""
    return end_of(shift) + KEPT_FOR_CALLS
