"""What Celery runs: each takes ids and calls one service. A task that runs twice does no harm."""

from pathlib import Path
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from campaigns.services.bundle_work import make_bundle
from campaigns.services.bundles import sweep_bundles
from campaigns.services.erasing import erase_expired_sign_ups
from campaigns.services.export_work import make_export
from campaigns.services.exports import sweep_exports
from campaigns.services.hand_over_work import check_hand_over, sweep_hand_overs
from campaigns.services.invitations import erase_expired_invitations
from campaigns.services.letter_reminders import erase_expired_letter_reminders, plan_letter_reminders
from campaigns.services.lost_links import send_asked_links
from campaigns.services.news import note_news
from campaigns.services.notices import plan_notices
from campaigns.services.outbox import send_dispatch, sweep_outbox
from campaigns.services.petitions import make_petition_part, sweep_petitions
from campaigns.services.photographs import remove_stray_photographs
from campaigns.services.pickets import end_pickets
from campaigns.services.print_refresh import refresh_prints_once
from campaigns.services.printing import make_print
from campaigns.services.reconciling import reconcile_outbox
from campaigns.services.series import extend_all_series
from campaigns.services.signature_retention import erase_expired_signatures
from campaigns.services.signing import erase_unconfirmed_signatures
from campaigns.services.waiting import lapse_offers
from toolkit.mail_backends import forget_old_mail
from toolkit.mail_log import read_mail_log


@shared_task
def send_dispatch_task(dispatch_id: str) -> None:
    """Send one message at once, if it is still there and due."""
    send_dispatch(UUID(dispatch_id))


@shared_task
def sweep_outbox_task() -> None:
    """Plan reminders and send whatever is due. Beat asks for it each minute."""
    sweep_outbox()


@shared_task
def reconcile_outbox_task() -> None:
    """Settle messages that nobody knows about from the mail server's log. Beat asks for it every five minutes."""
    if settings.MAIL_LOG:
        reconcile_outbox(read_mail_log(settings.MAIL_LOG))


@shared_task
def lapse_offers_task() -> None:
    """Pass on the places of those who did not answer in time. Beat asks for it each minute."""
    lapse_offers(now=timezone.now())


@shared_task
def note_news_task() -> None:
    """Note what is new of pickets, for the feed. Beat asks for it each minute."""
    note_news(now=timezone.now())


@shared_task
def end_pickets_task() -> None:
    """Note of pickets that have ended that they are over. Beat asks for it every five minutes."""
    end_pickets(now=timezone.now())


@shared_task
def extend_series_task() -> None:
    """Keep the next dates of every series ready as drafts. Beat asks for it each hour."""
    extend_all_series(now=timezone.now())


@shared_task
def remove_stray_photographs_task() -> None:
    """Delete files of photographs that no row names. Beat asks for it each hour."""
    remove_stray_photographs()


@shared_task
def erase_expired_invitations_task() -> None:
    """Forget the addresses of organisations that did not answer in time. Beat asks for it each hour."""
    erase_expired_invitations(now=timezone.now())


@shared_task
def erase_expired_sign_ups_task() -> None:
    """Erase the contacts whose time is up, and old mail in the development mailbox. Beat asks for it each hour."""
    erase_expired_sign_ups(now=timezone.now())
    folder = settings.MAILERS["default"].get("OPTIONS", {}).get("file_path")
    if folder:
        forget_old_mail(Path(folder))


@shared_task
def erase_expired_signatures_task() -> None:
    """Erase addresses and hidden names of statements that closed long ago. Beat asks for it each hour."""
    erase_expired_signatures(now=timezone.now())


@shared_task
def erase_unconfirmed_signatures_task() -> None:
    """Erase signatures that nobody confirmed in time. Beat asks for it each hour."""
    erase_unconfirmed_signatures(now=timezone.now())


@shared_task
def plan_letter_reminders_task() -> None:
    """Plan reminders to write letters, and erase those whose time is up. Beat asks for it each hour."""
    plan_letter_reminders(now=timezone.now())
    erase_expired_letter_reminders(now=timezone.now())


@shared_task
def plan_notices_task() -> None:
    """Plan what organisers are told of the dates of cases. Beat asks for it each hour."""
    plan_notices(now=timezone.now())


@shared_task
def make_print_task(key: str) -> None:
    """Make one printed sheet, if it is still wanted."""
    make_print(key)


@shared_task
def refresh_prints_task() -> None:
    """Make printed matter again where facts changed, and delete what is withdrawn.

    Asked for every five minutes, and by the desk when something was written there.
    """
    refresh_prints_once()


@shared_task
def make_petition_part_task(book_id: int) -> None:
    """Make the next part of a petition, if it is still wanted."""
    make_petition_part(book_id, now=timezone.now())


@shared_task
def sweep_petitions_task() -> None:
    """Delete petitions that show somebody who wants out, and go on with those that were left; each five minutes."""
    sweep_petitions(now=timezone.now())


@shared_task
def make_export_task(export_id: str) -> None:
    """Go on with one export of signatures, if it is still wanted and nobody is at it."""
    make_export(UUID(export_id))


@shared_task
def sweep_exports_task() -> None:
    """Delete exports that are old or show somebody who wants out, and take up those that were left; each minute."""
    sweep_exports(now=timezone.now())


@shared_task
def check_hand_over_task(check_id: int) -> None:
    """Check one hand-over and record it, if it is still wanted and nobody is at it."""
    check_hand_over(check_id)


@shared_task
def sweep_hand_overs_task() -> None:
    """Take up checks of hand-overs that were left; each minute."""
    sweep_hand_overs(now=timezone.now())


@shared_task
def make_bundle_task(bundle_id: str) -> None:
    """Go on with one bundle of printed files, if it is still wanted and nobody is at it."""
    make_bundle(UUID(bundle_id))


@shared_task
def sweep_bundles_task() -> None:
    """Take up bundles that a worker left, and forget what has expired; asked for every minute."""
    sweep_bundles(now=timezone.now())


@shared_task
def send_asked_links_task() -> None:
    """Send the private links that were asked for again. Beat asks for it each minute."""
    send_asked_links(now=timezone.now())
