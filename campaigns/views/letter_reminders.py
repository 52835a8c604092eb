"""Being reminded to write again: asked for on a letter's page, confirmed by mail, ended by a private link."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.forms_letter import LetterReminderForm
from campaigns.querysets import letters_for_writing
from campaigns.services.letter_limits import may_ask_for_reminder
from campaigns.services.letter_reminders import (
    ask_for_letter_reminder,
    confirm_letter_reminder,
    end_letter_reminder,
    find_letter_reminder,
)
from campaigns.views.answers import posted_data, see_other
from campaigns.views.letters import OPENS_MAIL, choose, show_letter
from campaigns.views.letters_sent import problem_with_age
from toolkit.http import public_form


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@csp_override(OPENS_MAIL)
@public_form
def letter_remind(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an address and ask by mail to confirm it. The answer is the same whether it is known or not."""
    choice = choose(request, slug)
    if request.method != "POST":
        return redirect(choice.letter)
    posted = posted_data(request)
    if posted is None:
        problem = _("What was sent is too large or was cut short. The letter below is as it was before.")
        return show_letter(request, choice, problem=problem, status=413)
    form = LetterReminderForm(posted)
    status = 422
    if form.is_valid():
        problem = problem_with_age(form.cleaned_data["token"])
        if not problem and not may_ask_for_reminder(request, now=timezone.now()):
            problem = _("A great many reminders were asked for. Wait an hour and send it once more.")
            status = 429
        if problem:
            form.add_error(None, problem)
    if not form.is_valid():
        form.renew_token()
        return show_letter(request, choice, remind_form=form, status=status)
    ask_for_letter_reminder(
        choice.letter.campaign,
        email=form.cleaned_data["email"],
        language=get_language() or settings.LANGUAGE_CODE,
        now=timezone.now(),
    )
    return see_other("campaigns:letter-reminded", slug)


@require_safe
@never_cache
def letter_reminded(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a mail is on its way, which has to be confirmed."""
    letter = get_object_or_404(letters_for_writing(), slug=slug)
    context = {"section": "print", "letter": letter, "in_development": settings.DEVELOPMENT}
    return render(request, "campaigns/letters/reminded.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public_form
def letter_reminder_manage(request: HttpRequest, token: str) -> HttpResponse:
    """Show a wish to be reminded, with a button that confirms it and one that ends it. Opening it changes nothing."""
    now = timezone.now()
    reminder = find_letter_reminder(token, now=now)
    done = ""
    if reminder is not None and request.method == "POST":
        match request.POST.get("do"):
            case "confirm":
                reminder, done = confirm_letter_reminder(reminder, now=now), "confirmed"
            case "end":
                end_letter_reminder(reminder)
                done = "ended"
    if reminder is None:
        return render(request, "campaigns/letters/reminder_not_found.html", {"section": "print"}, status=404)
    context = {"section": "print", "reminder": reminder, "token": token, "done": done}
    return render(request, "campaigns/letters/reminder.html", context)
