"""What a volunteer's private page shows."""

from datetime import datetime
from typing import Any

from campaigns.forms_manage import ChangeForm, FriendForm, MoveForm
from campaigns.models import Picket, Shift, SignUp
from campaigns.occasions import day_in_words, moment_in_words, occasion_of
from campaigns.services.friends import MOST_FRIENDS
from campaigns.services.moving import MOVABLE
from campaigns.services.retention import calls_until, end_of
from campaigns.services.sign_ups import CANCELLABLE


def page_of(
    sign_up: SignUp,
    token: str,
    *,
    now: datetime,
    note: str = "",
    full: str = "",
    change_form: ChangeForm | None = None,
    move_form: MoveForm | None = None,
    friend_form: FriendForm | None = None,
) -> dict[str, Any]:
    """Return what templates/campaigns/sign_up_manage.html needs; forms are given where they hold errors.

    `full` is the key of a shift that was found full, as it stood in the address; it may be anything.
    """
    shift = sign_up.shift
    picket = shift.picket
    goes_on = picket.is_published and picket.stage in {Picket.Stage.ANNOUNCED, Picket.Stage.MOVED}
    ahead = shift.ends_at > now
    others = _other_shifts(sign_up, now) if goes_on and ahead and sign_up.state in MOVABLE else []
    friends = list(sign_up.friends.holding())
    brings = goes_on and ahead and sign_up.state == SignUp.State.CONFIRMED and not sign_up.brought_by_id
    return {
        "section": "pickets",
        "token": token,
        "note": note,
        "picket": picket,
        "sign_up": sign_up,
        "occasion": occasion_of(shift, tell_private=True),
        "is_over": end_of(shift) <= now,
        "answer_by": moment_in_words(sign_up.answer_by, picket) if sign_up.answer_by else "",
        "erase_on": day_in_words(sign_up.erase_after, picket),
        "calls_until": day_in_words(calls_until(shift), picket) if sign_up.agreed_to_calls else "",
        "others": others,
        "full_shift": next((one for one in others if one.is_full and str(one.pk) == full), None),
        "friends": friends,
        "can_bring": brings and len(friends) < MOST_FRIENDS,
        "can_change": ahead and sign_up.state != SignUp.State.CANCELLED,
        "can_cancel": ahead and sign_up.state in CANCELLABLE,
        "can_rejoin": goes_on and ahead and sign_up.state == SignUp.State.LAPSED,
        "change_form": change_form or ChangeForm(sign_up),
        "move_form": move_form or MoveForm(sign_up),
        "friend_form": friend_form or FriendForm(len(friends)),
    }


def _other_shifts(sign_up: SignUp, now: datetime) -> list[Shift]:
    shifts = sign_up.shift.picket.shifts.with_translations().filter(ends_at__gt=now)
    return list(shifts.exclude(pk=sign_up.shift_id))
