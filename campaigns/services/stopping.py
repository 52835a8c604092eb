"""Stopping messages: by the link in a mail, without signing in."""

from datetime import datetime

from django.db import transaction

from campaigns.models import Dispatch, NoticeKind, NoticePreference, PrivateLink, Signature, SignUp
from campaigns.services.letter_reminders import end_letter_reminder
from toolkit.tokens import hash_token


def find_stop_link(token: str, *, now: datetime) -> PrivateLink | None:
    """Return the link that a token opens to stop messages; None when it is wrong, expired or revoked."""
    links = PrivateLink.objects.valid(now).select_related("sign_up", "user", "signature", "letter_reminder")
    return links.filter(token_hash=hash_token(token), purpose=PrivateLink.Purpose.STOP).first()


@transaction.atomic
def stop_messages(link: PrivateLink) -> None:
    """Stop one kind of message to whoever holds the link, for all their sign-ups. Doing it twice is no harm.

    What has been planned and not claimed is taken back.
    """
    waiting = Dispatch.objects.filter(
        kind=link.topic, state__in=[Dispatch.State.PLANNED, Dispatch.State.RETRY]
    )
    if link.user is not None:
        for kind in NoticeKind.values:
            NoticePreference.objects.update_or_create(
                user=link.user, kind=kind, defaults={"how": NoticePreference.How.OFF}
            )
        waiting.filter(user=link.user).update(state=Dispatch.State.DROPPED)
    elif link.signature is not None:
        # The signature stands, and its index tells of a second one; there is nothing left to write to.
        signature = Signature.objects.select_for_update(of=("self",)).get(pk=link.signature.pk)
        signature.email = ""
        signature.save(update_fields=["email"])
        waiting.filter(signature=link.signature).update(state=Dispatch.State.DROPPED)
    elif link.letter_reminder is not None:
        end_letter_reminder(link.letter_reminder)
    elif link.sign_up is not None:
        same_person = SignUp.objects.select_for_update().filter(email_index=link.sign_up.email_index)
        own = SignUp.objects.select_for_update().filter(pk=link.sign_up.pk)
        for sign_up in same_person if link.sign_up.email_index else own:
            sign_up.muted = sorted({*sign_up.muted, link.topic})
            if link.topic == Dispatch.Kind.CALL:
                sign_up.agreed_to_calls = False
            sign_up.save(update_fields=["muted", "agreed_to_calls"])
            waiting.filter(sign_up=sign_up).update(state=Dispatch.State.DROPPED)
