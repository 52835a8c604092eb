"""Ask whether what we link to is still there, from the command line."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import ngettext

from sources.models import Document, LinkCheck
from sources.services.links import check_links, links_of


class Command(BaseCommand):
    """`check_links [SLUG...]`: one line an address; the exit status is not 0 when any is dead."""

    help = "Ask the addresses of the named documents now, or without names all that are due, and tell which are dead."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare which documents are meant."""
        parser.add_argument(
            "slugs", nargs="*", metavar="SLUG", help="documents; without any, all that are due"
        )

    def handle(self, *, slugs: list[str], **_: object) -> None:
        """Ask and tell. Raises CommandError for an unknown document, and when an address is dead."""
        documents = dict(Document.objects.filter(slug__in=slugs).values_list("slug", "pk")) if slugs else None
        if documents is not None and len(documents) < len(set(slugs)):
            raise CommandError(f"no such document: {', '.join(sorted(set(slugs) - documents.keys()))}")
        now = timezone.now()
        chosen = documents.values() if documents is not None else None
        links = [link for link in links_of(chosen) if documents is not None or link.is_due(now)]
        check_links([(link.document, link.which) for link in links], asked_at=now)
        rows = LinkCheck.objects.select_related("document").order_by("document__slug", "which")
        rows = rows.filter(document__in=chosen) if chosen is not None else rows
        dead = 0
        for row in rows:
            is_dead = row.is_dead
            dead += is_dead
            words = "dead" if is_dead else row.outcome
            self.stdout.write(f"{words}\t{row.status or '-'}\t{row.document.slug}\t{row.url}")
        if dead:
            raise CommandError(
                ngettext("%(count)d link is dead.", "%(count)d links are dead.", dead) % {"count": dead}
            )
