"""A volunteer changes what we call them, how they are reached, and which messages they want."""

from collections.abc import Collection

from django.db import transaction

from campaigns.models import Dispatch, SignUp
from campaigns.services.links import renew_links

# What a volunteer can do without. Whatever else is sent answers them, or tells of a change.
MUTABLE = (Dispatch.Kind.REMINDER, Dispatch.Kind.THANKS)


@transaction.atomic
def change_sign_up(
    sign_up: SignUp,
    *,
    name: str,
    phone: str,
    language: str,
    time_zone: str,
    wanted: Collection[str],
    agreed_to_calls: bool,
) -> SignUp:
    """Write down what a volunteer wants; return the sign-up as it is now. One that was cancelled stays as it is.

    Of MUTABLE the kinds in `wanted` are sent, the others are not. Who does not agree to calls any more is not called
    for any sign-up of the same address. Raises SignUp.DoesNotExist once it is erased.
    """
    same_person = _lock_same_person(sign_up)
    current = next((one for one in same_person if one.pk == sign_up.pk), None)
    if current is None:
        raise SignUp.DoesNotExist
    if current.state == SignUp.State.CANCELLED:
        return current
    agreed_before = current.agreed_to_calls
    others = set(current.muted) - set(MUTABLE) - ({Dispatch.Kind.CALL} if agreed_to_calls else set())
    current.name, current.phone = name, phone
    current.language, current.time_zone = language, time_zone
    current.muted = sorted({str(kind) for kind in {*others, *MUTABLE} if kind not in wanted})
    current.agreed_to_calls = agreed_to_calls
    current.save(update_fields=["name", "phone", "language", "time_zone", "muted", "agreed_to_calls"])
    if agreed_before and not agreed_to_calls:
        _stop_calls(same_person)
    elif agreed_to_calls and not agreed_before:
        # Of two answers the last one counts, for whichever sign-up the other was given.
        for one in same_person:
            one.muted = [kind for kind in one.muted if kind != Dispatch.Kind.CALL]
            one.save(update_fields=["muted"])
        renew_links(current)
    return current


@transaction.atomic
def stop_calls(sign_up: SignUp) -> None:
    """Ask this person for help no more, for whichever sign-up of their address. Doing it twice is no harm.

    Contacts that were kept for nothing else are erased within the hour (campaigns.services.erasing).
    """
    _stop_calls(_lock_same_person(sign_up))


def _lock_same_person(sign_up: SignUp) -> list[SignUp]:
    """Return all sign-ups of an address, locked in their order, so that two who change them take turns."""
    same = SignUp.objects.select_for_update().filter(email_index=sign_up.email_index, brought_by=None)
    return list(same)


def _stop_calls(same_person: list[SignUp]) -> None:
    for one in same_person:
        one.agreed_to_calls = False
        one.muted = sorted({*one.muted, str(Dispatch.Kind.CALL)})
        one.save(update_fields=["agreed_to_calls", "muted"])
    Dispatch.objects.filter(
        sign_up__in=same_person,
        kind=Dispatch.Kind.CALL,
        state__in=[Dispatch.State.PLANNED, Dispatch.State.RETRY],
    ).update(state=Dispatch.State.DROPPED)
