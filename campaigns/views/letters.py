"""Letters to targets: find one, change it, get it as a PDF. Nothing that is written here is stored."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.csp import CSP
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.forms_letter import LetterForm, LetterReminderForm
from campaigns.letter_texts import LetterText, default_language, languages_of, text_of
from campaigns.models import Campaign, Letter, LetterCount
from campaigns.printing import letter_pdf as make_letter_pdf
from campaigns.printing.letter import Layout, Paper
from campaigns.printing.sheets import MissingLettersError
from campaigns.querysets import letters_for_writing, roll_of, ties_of_target
from campaigns.services.letters import count_letter
from campaigns.views.answers import posted_data
from campaigns.views.printing import pdf_response, unavailable
from prisoners.models import Case
from sources.footnotes import sources_of
from toolkit.http import public_form
from toolkit.pdf import PDFUnavailableError, TooManyPagesError

# The form may lead to the reader's own mail program; for the rest the page is as strict as all others.
OPENS_MAIL: Mapping[str, Collection[str]] = {**settings.SECURE_CSP, "form-action": [CSP.SELF, "mailto:"]}


@dataclass(frozen=True, slots=True)
class Choice:
    """A letter for one case in one language. `asked_for` is a language in which it is not there, or empty."""

    letter: Letter
    case: Case | None
    cases: list[Case]
    text: LetterText
    languages: list[str]
    asked_for: str

    @property
    def query(self) -> str:
        """The choice as a query, for the addresses of the form."""
        case = f"case={self.case.slug}&" if self.case is not None and self.letter.case_id is None else ""
        return f"?{case}language={self.text.language}"


def choose(request: HttpRequest, slug: str, *, language: str = "") -> Choice:
    """Return the letter that an address names. Raises Http404 for an unknown one, its case or language.

    `language` is that to write in where the address names none; else that of the target, or of the reader.
    """
    letter = get_object_or_404(letters_for_writing(), slug=slug)
    cases = list(roll_of(letter.campaign)) if letter.case_id is None else []
    case = _chosen_case(letter, cases, request.GET.get("case", ""))
    wanted = request.GET.get("language", "")
    if wanted and wanted not in dict(settings.LANGUAGES):
        raise Http404
    languages = languages_of(letter)
    wanted = wanted or language or default_language(letter)
    is_there = wanted in languages
    text = text_of(letter, case, language=wanted if is_there else languages[0])
    return Choice(letter, case, cases, text, languages, "" if is_there else wanted)


def _chosen_case(letter: Letter, cases: list[Case], slug: str) -> Case | None:
    if letter.case is not None:
        return letter.case if letter.case.is_published else None
    found = next((case for case in cases if case.slug == slug), None)
    if slug and found is None:
        raise Http404
    return found


@require_safe
def letter_list(request: HttpRequest) -> HttpResponse:
    """List letters by form; a target and a case can be picked."""
    letters = list(letters_for_writing().order_by("form", "slug"))
    campaigns = Campaign.objects.filter(pk__in={letter.campaign_id for letter in letters})
    rolls = {campaign.pk: list(roll_of(campaign)) for campaign in campaigns}
    cases = list({case.pk: case for roll in rolls.values() for case in roll}.values())
    targets = sorted({letter.target for letter in letters}, key=lambda row: row.in_language("title"))
    target = next((row for row in targets if str(row.pk) == request.GET.get("target", "")), None)
    case = next((row for row in cases if row.slug == request.GET.get("case", "")), None)
    shown = [
        letter
        for letter in letters
        if (target is None or letter.target_id == target.pk)
        and (
            case is None
            or letter.case_id == case.pk
            or (letter.case_id is None and case in rolls[letter.campaign_id])
        )
    ]
    groups = [(form, [letter for letter in shown if letter.form == form]) for form in Letter.Form]
    context = {
        "section": "print",
        "groups": [(form, rows) for form, rows in groups if rows],
        "targets": targets,
        "cases": cases,
        "target": target,
        "case": case,
        "letters": shown,
    }
    page = "campaigns/letter_list.html"
    if request.headers.get("HX-Request") == "true":
        page += "#letters"
    return render(request, page, context)


@require_safe
@never_cache
@csp_override(OPENS_MAIL)
def letter_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a letter and the form in which it can be changed; what is filled in is not stored."""
    return show_letter(request, choose(request, slug))


def show_letter(
    request: HttpRequest,
    choice: Choice,
    *,
    form: LetterForm | None = None,
    remind_form: LetterReminderForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with the page of a letter and the forms as they stand; `problem` says what went wrong as a whole."""
    letter = choice.letter
    if form is not None and form.is_bound:
        form.renew_token()
    ties = ties_of_target(letter.target)
    claims = [
        *letter.claims.all(),
        *letter.target.why.all(),
        *(claim for tie in ties for claim in tie.claims),
    ]
    names = {code: str(name) for code, name in settings.LANGUAGES}
    context = {
        "section": "print",
        "letter": letter,
        "choice": choice,
        "text": choice.text,
        "form": form or LetterForm(letter, choice.text),
        "remind_form": remind_form or LetterReminderForm(),
        "text_language": names[choice.text.language],
        "written_in": [(code, names[code], code == choice.text.language) for code in choice.languages],
        "asked_for": names.get(choice.asked_for, ""),
        "problem": problem,
        "opens_mail": bool(letter.target.email) and letter.form != Letter.Form.MOTION,
        "as_of": letter.campaign.as_of,
        "ties": ties,
        "sources": sources_of({claim.pk: claim for claim in claims}.values()),
    }
    return render(request, "campaigns/letter_detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@csp_override(OPENS_MAIL)
@public_form
def letter_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out a letter, with lines to fill in; posted, as it was changed and with who writes. None of it is stored."""
    choice = choose(request, slug, language=get_language() or "")
    if choice.asked_for or choice.text.needs_case:
        return show_letter(request, choice, status=404)
    if request.method != "POST":
        return pdf_response(
            request,
            slug,
            lambda language: make_letter_pdf(choice.letter, language=language, case=choice.case),
            language=choice.text.language,
        )
    response = _pdf_as_posted(request, choice)
    add_never_cache_headers(response)
    return response


def read_form(request: HttpRequest, choice: Choice) -> LetterForm | HttpResponse:
    """Return a form that is in order, or the answer to what is not."""
    posted = posted_data(request)
    if posted is None:
        problem = _("What was sent is too large or was cut short. The letter below is as it was before.")
        return show_letter(request, choice, problem=problem, status=413)
    form = LetterForm(choice.letter, choice.text, posted)
    return form if form.is_valid() else show_letter(request, choice, form=form, status=422)


def count_made(form: LetterForm, choice: Choice, way: LetterCount.Way) -> None:
    """Count the letter that a form made, once for each form."""
    count_letter(
        choice.letter,
        case=choice.case,
        way=way,
        language=choice.text.language,
        token=form.cleaned_data["token"],
        now=timezone.now(),
    )


def _pdf_as_posted(request: HttpRequest, choice: Choice) -> HttpResponseBase:
    form = read_form(request, choice)
    if isinstance(form, HttpResponse):
        return form
    data = form.cleaned_data
    try:
        content = make_letter_pdf(
            choice.letter,
            language=choice.text.language,
            case=choice.case,
            subject=data["subject"],
            body=data["body"],
            name=data["name"],
            town=data["town"],
            address=data.get("address", "").splitlines(),
            layout=Layout(data["layout"] or Layout.DIN),
            paper=Paper(data["paper"] or Paper.A4),
        )
    except PDFUnavailableError:
        return unavailable(request, is_off=True)
    except TooManyPagesError:
        form.add_error(
            "body",
            _("This is too long: it takes more than four pages. Shorten it; what you wrote is still here."),
        )
        return show_letter(request, choice, form=form, status=422)
    except MissingLettersError as error:
        problem = _(
            "Our print has no letters for %(letters)s. Write it another way, or leave the line empty for the pen."
        )
        form.add_error(None, problem % {"letters": " ".join(error.letters)})
        return show_letter(request, choice, form=form, status=422)
    count_made(form, choice, LetterCount.Way.PDF)
    return pdf_response(request, choice.letter.slug, lambda _language: content, language=choice.text.language)
