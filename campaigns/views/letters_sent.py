"""A letter goes to the sender's own mail program, or is copied. The address of an official stands in no page."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from campaigns.forms_letter import LetterForm, LetterReminderForm
from campaigns.letter_texts import one_paragraph, whole_text
from campaigns.letter_tokens import Age, age_of
from campaigns.mailto import fits, mailto
from campaigns.models import Letter, LetterCount
from campaigns.services.letter_limits import may_open_mail
from campaigns.views.letters import OPENS_MAIL, Choice, choose, count_made, read_form, show_letter
from toolkit.http import public_form


class MailRedirect(HttpResponse):
    """Leads to the mail program: 303, so that loading the page again posts nothing."""

    status_code = 303

    def __init__(self, address: str) -> None:
        super().__init__(headers={"Location": address})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@csp_override(OPENS_MAIL)
@public_form
def letter_mail(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Open the sender's mail program with address, subject and text; a bot gets the page again, with words.

    A text that is too long for an address stands on a page to be copied, whose button opens the program with the
    subject alone.
    """
    choice = choose(request, slug)
    if request.method != "POST":
        return redirect(choice.letter)
    email = choice.letter.target.email
    if not email or choice.letter.form == Letter.Form.MOTION:
        return show_letter(request, choice, problem=_("This one cannot be sent by e-mail."), status=409)
    form = read_form(request, choice)
    if isinstance(form, HttpResponse):
        return form
    problem = problem_with_age(form.cleaned_data["token"])
    if problem:
        return show_letter(request, choice, form=form, problem=problem, status=422)
    if not may_open_mail(request, now=timezone.now()):
        problem = _(
            "A great many letters came from where you are. Wait an hour, or print the letter or copy its text."
        )
        return show_letter(request, choice, form=form, problem=problem, status=429)
    subject = form.cleaned_data["subject"]
    count_made(form, choice, LetterCount.Way.MAIL)
    address = mailto(email, subject=subject, body=text_to_send(choice, form))
    if fits(address):
        return MailRedirect(address)
    if "only_subject" in request.POST:
        return MailRedirect(mailto(email, subject=subject))
    return _copy_page(request, choice, form, opens_mail=True)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@csp_override(OPENS_MAIL)
@public_form
def letter_copy(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show the letter as plain text to copy."""
    choice = choose(request, slug)
    if request.method != "POST":
        return redirect(choice.letter)
    if choice.text.needs_case:
        return show_letter(request, choice, problem=_("Choose first for whom you write."), status=422)
    form = read_form(request, choice)
    if isinstance(form, HttpResponse):
        return form
    count_made(form, choice, LetterCount.Way.COPY)
    return _copy_page(request, choice, form, opens_mail=False)


def problem_with_age(token: str) -> str:
    """Say what is wrong with when a form was opened; empty where nothing is."""
    match age_of(token):
        case Age.GOOD:
            return ""
        case Age.TOO_YOUNG:
            return _("That was very quick. Nothing is lost: wait three seconds and send it once more.")
        case _:
            return _("This page was open for too long. Nothing is lost: send it once more.")


def text_to_send(choice: Choice, form: LetterForm) -> str:
    """Return the letter as plain text in its own language, salutation and name included."""
    data = form.cleaned_data
    with override(choice.text.language):
        close = pgettext("the end of a letter", "Yours faithfully,")
    body = data["body"]
    if choice.letter.form == Letter.Form.TELEGRAM:
        body, close = one_paragraph(body), ""
    if choice.letter.form == Letter.Form.MOTION:
        return str(body).strip()
    return whole_text(choice.text, body=body, name=data["name"], town=data["town"], close=close)


def _copy_page(request: HttpRequest, choice: Choice, form: LetterForm, *, opens_mail: bool) -> HttpResponse:
    # The form keeps its note: what is sent from this page too is the same letter, counted once.
    context = {
        "section": "print",
        "letter": choice.letter,
        "choice": choice,
        "form": form,
        "whole": text_to_send(choice, form),
        "subject": form.cleaned_data["subject"],
        "opens_mail": opens_mail,
        "remind_form": LetterReminderForm(),
    }
    return render(request, "campaigns/letters/copy.html", context)
