"""Bundles of printed files: how far they are, cancelling, fetching. They stand within the admin."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from campaigns.models import PrintBundle
from campaigns.printing.studio import find_subject
from campaigns.services.bundles import cancel_bundle, shows_public_only
from campaigns.studio_choices import name_of_subject
from toolkit.ranges import ranged_file


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A sheet that a bundle is without: of what, where that is mended, in which language, and why."""

    name: str
    address: str
    language: str
    problem: str


KINDS = {"pdf": "application/pdf", "zip": "application/zip"}


@require_safe
def bundle_list(request: HttpRequest) -> HttpResponse:
    """List the bundles of whoever is signed in."""
    rows = PrintBundle.objects.filter(asked_by=cast(User, request.user), expires_at__gt=timezone.now())
    context = {
        **admin.site.each_context(request),
        "title": _("Printed for you"),
        "bundles": rows.defer("people", "sheets").select_related("letter", "campaign"),
    }
    return render(request, "admin/campaigns/bundles.html", context)


@require_safe
def bundle_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how far a bundle is; the page asks again by itself until it is done."""
    bundle = _find(request, pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Print many"),
        "bundle": bundle,
        "left_out": _left_out(request, bundle),
        "is_gone": bundle.is_done and not shows_public_only(bundle),
    }
    is_partial = request.headers.get("HX-Request") == "true"
    template = "admin/campaigns/bundle.html" + ("#state" if is_partial else "")
    return render(request, template, context)


@require_POST
def bundle_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stop it and delete what was made."""
    bundle = _find(request, pk)
    if cancel_bundle(bundle, now=timezone.now()):
        messages.success(request, _("Stopped. Its files, names and addresses are deleted."))
    return HttpResponseRedirect(reverse("admin:bundle", args=[bundle.pk]))


@require_safe
def bundle_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Hand the file out, in whole or from where a download broke off; 410 once something on it is withdrawn."""
    bundle = _find(request, pk)
    if bundle.is_unfinished:
        return HttpResponseRedirect(reverse("admin:bundle", args=[bundle.pk]))
    if not bundle.is_done or bundle.finished_at is None or not shows_public_only(bundle):
        words = PrintBundle.Problem.WITHDRAWN.label if bundle.is_done else bundle.get_state_display()
        return HttpResponse(str(words), status=410, content_type="text/plain; charset=utf-8")
    subject = bundle.letter or bundle.campaign
    try:
        return ranged_file(
            request,
            bundle.file,
            tag=f'"{bundle.pk.hex}-{bundle.size}"',
            changed=int(bundle.finished_at.timestamp()),
            content_type=KINDS[bundle.packing],
            filename=f"unforgotten-{subject.slug if subject else bundle.pk}-{bundle.total}.{bundle.packing}",
        )
    except OSError:
        raise Http404 from None


def _left_out(request: HttpRequest, bundle: PrintBundle) -> list[LeftOut]:
    """Return what could not be made, by the name under which an organiser knows it."""
    names = dict(settings.LANGUAGES)
    subjects = {reference: find_subject(reference) for reference, _language, _problem in bundle.left_out}
    return [
        LeftOut(
            name=name_of_subject(subject) if (subject := subjects[reference]) else reference,
            address=_address_of(request, subject) if subject else "",
            language=names.get(language, language),
            problem=str(PrintBundle.Problem(problem).label),
        )
        for reference, language, problem in bundle.left_out
    ]


def _address_of(request: HttpRequest, subject: Model) -> str:
    """Return the page of a subject in the admin; nothing for who may not see it."""
    if not admin.site.get_model_admin(type(subject)).has_view_permission(request, subject):
        return ""
    names = subject._meta
    return reverse(f"admin:{names.app_label}_{names.model_name}_change", args=[subject.pk])


def _find(request: HttpRequest, pk: UUID) -> PrintBundle:
    """Return a bundle of whoever asks; superusers see those of others. Raises Http404, PermissionDenied."""
    user = cast(User, request.user)
    rows = PrintBundle.objects.filter(expires_at__gt=timezone.now())
    if not user.is_superuser:
        rows = rows.filter(asked_by=user)
    rows = rows.defer("people", "sheets").select_related("letter__campaign", "campaign")
    bundle = get_object_or_404(rows, pk=pk)
    if not user.has_perm("campaigns.change_letter" if bundle.letter_id else "campaigns.change_campaign"):
        raise PermissionDenied
    return bundle
