"""Whether a message still makes sense: things change between planning and sending."""

from datetime import datetime

from campaigns.mailings.volunteers import LAPSED
from campaigns.models import Dispatch, LetterReminder, Picket, Signature, SignUp
from campaigns.notices.standing import dates_to_tell
from campaigns.services.reminders import is_for_start
from campaigns.statement_texts import awaits_signatory
from toolkit.encryption import SealError


def is_wanted(dispatch: Dispatch, *, now: datetime) -> bool:
    """Return whether the message should still go out, as its recipient and its picket are now."""
    if dispatch.invitation is not None:
        return bool(dispatch.invitation.email) and dispatch.invitation.answered_at is None
    if dispatch.signature is not None:
        return _is_wanted_by_signatory(dispatch, dispatch.signature, now)
    if dispatch.letter_reminder is not None:
        return _is_wanted_by_letter_writer(dispatch, dispatch.letter_reminder, now)
    if dispatch.user is not None:
        return bool(dates_to_tell(dispatch, now=now))
    return dispatch.sign_up is not None and _is_wanted_by_volunteer(dispatch, dispatch.sign_up, now)


def _is_wanted_by_volunteer(dispatch: Dispatch, sign_up: SignUp, now: datetime) -> bool:
    shift = sign_up.shift
    picket = shift.picket
    goes_on = picket.is_published and picket.stage in {Picket.Stage.ANNOUNCED, Picket.Stage.MOVED}
    ahead = shift.ends_at > now
    # A friend has no address; who brought them is written to.
    if dispatch.kind in sign_up.muted or not sign_up.email_index:
        return False
    match dispatch.kind:
        case Dispatch.Kind.REMINDER:
            has_place = sign_up.state == SignUp.State.CONFIRMED
            return goes_on and has_place and shift.starts_at > now and is_for_start(dispatch.key, shift)
        case Dispatch.Kind.CONFIRMATION:
            return goes_on and sign_up.state not in {SignUp.State.CANCELLED, SignUp.State.LAPSED} and ahead
        case Dispatch.Kind.OFFER:
            is_over = dispatch.key.endswith(f":{LAPSED}")
            told = SignUp.State.LAPSED if is_over else SignUp.State.OFFERED
            return goes_on and sign_up.state == told and ahead
        case Dispatch.Kind.CHANGE:
            gone = {SignUp.State.CANCELLED, SignUp.State.LAPSED}
            return goes_on and sign_up.state not in gone and ahead and _is_latest_change(dispatch, picket)
        case Dispatch.Kind.CALLED_OFF:
            return picket.stage == Picket.Stage.CANCELLED and sign_up.state != SignUp.State.CANCELLED
        case Dispatch.Kind.THANKS:
            came = {SignUp.State.CONFIRMED, SignUp.State.CHECKED_IN}
            return sign_up.state in came and picket.stage != Picket.Stage.CANCELLED and not ahead
        case Dispatch.Kind.CALL:
            called_to = dispatch.picket
            return sign_up.agreed_to_calls and called_to is not None and called_to.takes_sign_ups
        case _:
            return sign_up.state == SignUp.State.CANCELLED and ahead


def _is_wanted_by_signatory(dispatch: Dispatch, signature: Signature, now: datetime) -> bool:
    if not signature.email_index or not _has_address(signature):
        return False
    takes = signature.statement.takes_signatures(now.date())
    if dispatch.kind == Dispatch.Kind.NEW_VERSION:
        return takes and signature.state == Signature.State.CONFIRMED and awaits_signatory(signature)
    if signature.state == Signature.State.PENDING:
        return takes
    # The private link works after the statement is closed too.
    return signature.state in {Signature.State.TO_APPROVE, Signature.State.CONFIRMED}


def _has_address(signature: Signature) -> bool:
    """Return whether there is an address, even one that does not open: that is found out when the mail is made."""
    try:
        return bool(signature.email)
    except SealError:
        return True


def _is_wanted_by_letter_writer(dispatch: Dispatch, reminder: LetterReminder, now: datetime) -> bool:
    if reminder.erase_after <= now:
        return False
    is_confirmed = reminder.state == LetterReminder.State.CONFIRMED
    if dispatch.kind == Dispatch.Kind.WRITE_AGAIN:
        return is_confirmed and reminder.campaign.is_published
    return not is_confirmed


def change_key(sign_up: SignUp) -> str:
    """Return the key under which a volunteer is told once of how a picket stands now."""
    return f"change:{sign_up.pk}:{sign_up.shift.picket.sequence}"


def _is_latest_change(dispatch: Dispatch, picket: Picket) -> bool:
    return dispatch.key.endswith(f":{picket.sequence}")
