"""Pages in the admin that ask for many printed files at once: of a letter, or of a campaign."""

from typing import Any, cast

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts.models import User
from campaigns.admin.asking import ask, find_row
from campaigns.forms_bundles import ManyLettersForm, ManySheetsForm
from campaigns.letter_texts import NotThereError
from campaigns.models import Campaign, Letter
from campaigns.printing.letter import Layout, Paper
from campaigns.printing.studio import FORMS
from campaigns.services.bundles import ask_for_letters, ask_for_sheets
from toolkit.pdf import PDFUnavailableError


@sensitive_post_parameters()
def many_letters_page(request: HttpRequest, admin: ModelAdmin[Letter], object_id: str) -> HttpResponse:
    """Ask for whom; when posted and right, write the bundle down and show how far it is."""
    letter = find_row(admin, request, object_id)
    posted = request.method == "POST"
    form = ManyLettersForm(
        letter, request.POST if posted else None, cast(Any, request.FILES) if posted else None
    )
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            bundle = ask_for_letters(
                letter,
                people=form.everybody(),
                language=data["language"],
                case=data.get("case"),
                layout=Layout(data.get("layout") or Layout.DIN),
                paper=Paper(data["paper"]),
                packing=data["packing"],
                by=cast(User, request.user),
                now=timezone.now(),
            )
        except Letter.DoesNotExist:
            form.add_error(None, _("Publish the letter and its campaign first."))
        except NotThereError:
            form.add_error("language", _("The letter is not there in this language."))
        except PDFUnavailableError:
            form.add_error(None, _("PDFs cannot be made on this server."))
        else:
            return HttpResponseRedirect(reverse("admin:bundle", args=[bundle.pk]))
    return ask(
        admin,
        request,
        title=_("Print many"),
        explanation=_(
            "A letter for each of up to 5,000 people, with their own name. Names and addresses are kept sealed until "
            "the letters are made, and the file for 24 hours at most."
        ),
        button=_("Make the files"),
        form=form,
        row=letter,
    )


def many_sheets_page(request: HttpRequest, admin: ModelAdmin[Campaign], object_id: str) -> HttpResponse:
    """Ask what is to be printed; when posted and right, write the bundle down and show how far it is."""
    campaign = find_row(admin, request, object_id)
    form = ManySheetsForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            bundle = ask_for_sheets(
                campaign,
                form=FORMS[data["form"]],
                languages=data["languages"],
                paper=data["paper"],
                ink=data["ink"],
                packing=data["packing"],
                by=cast(User, request.user),
                now=timezone.now(),
            )
        except PDFUnavailableError:
            form.add_error(None, _("PDFs cannot be made on this server."))
        except ValueError:
            form.add_error(None, _("Nothing of this campaign that is public can be printed so."))
        else:
            return HttpResponseRedirect(reverse("admin:bundle", args=[bundle.pk]))
    return ask(
        admin,
        request,
        title=_("Print many"),
        explanation=_(
            "One form of everything of this campaign that is public: the campaign itself, its cases, statements and "
            "pickets. The file is kept for 24 hours at most."
        ),
        button=_("Make the files"),
        form=form,
        row=campaign,
    )
