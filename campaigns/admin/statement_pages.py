"""Pages of a statement in the admin: publish a version."""

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from campaigns.admin.asking import address_of_row, ask, find_row
from campaigns.models import Statement
from campaigns.services.versions import VersionRefusedError, publish_version
from campaigns.signature_counts import Counts


def counts_in_words(counts: Counts) -> list[str]:
    """Return who stands under the current version: people, organisations, and those on paper."""
    return [
        ngettext("%d person", "%d people", counts.people) % counts.people,
        ngettext("%d organisation", "%d organisations", counts.organisations) % counts.organisations,
        _("%d on paper") % counts.paper,
    ]


def version_page(
    admin: ModelAdmin[Statement], request: HttpRequest, object_id: str, number: int
) -> HttpResponse:
    """Ask whether a version is to be published; when posted, publish it."""
    statement = find_row(admin, request, object_id)
    texts = statement.versions.filter(number=number, published_at=None)
    title = _("Publish version %(number)d") % {"number": number}
    if request.method == "POST":
        try:
            told = publish_version(statement, number, now=timezone.now())
        except VersionRefusedError:
            messages.error(
                request,
                _(
                    "It is not published: it has no text left to publish, comes before the current one, or does not "
                    "say in each language what changed."
                ),
            )
        else:
            admin.log_change(
                request, statement, [{"changed": {"fields": [gettext_noop("version published")]}}]
            )
            words = [_("Published. Its text cannot be changed any more.")]
            if told:
                words.append(
                    ngettext("%d person is asked to confirm.", "%d people are asked to confirm.", told) % told
                )
            messages.success(request, " ".join(words))
        return HttpResponseRedirect(address_of_row(admin, statement))
    return ask(
        admin,
        request,
        title=title,
        explanation=_(
            "The texts become public and cannot be changed any more. Whoever signed an earlier version is told what "
            "changed and asked to confirm; until then they count apart."
        ),
        button=title,
        row=statement,
        subjects=[f"{text.language}: {text.what_changed or text.text[:160]}" for text in texts],
    )
