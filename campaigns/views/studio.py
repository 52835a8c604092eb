"""The print studio: choose, look, print. Files lie under the key of what they show."""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import (
    add_never_cache_headers,
    get_conditional_response,
    patch_cache_control,
    patch_vary_headers,
)
from django.utils.http import http_date
from django.utils.translation import get_language, gettext, override
from django.views.decorators.http import require_safe

from campaigns.forms_print import PrintForm
from campaigns.models import Campaign, LegalCard, PrintedMatter
from campaigns.printing.files import pdf_path, picture_path
from campaigns.printing.matter import matter_of
from campaigns.printing.options import Ink, Options
from campaigns.printing.reading import reading_once
from campaigns.printing.sheets import MissingLettersError, sheet_pdf
from campaigns.printing.studio import (
    FORMS,
    Form,
    Subject,
    find_subject,
    is_public,
    languages_of,
    misfits,
    reference_of,
    untranslated,
)
from campaigns.querysets import campaign_of_home
from campaigns.services.printing import ask_for_print, make_print
from campaigns.studio_choices import case_choices, form_choices, name_of_subject, subject_groups
from prisoners.models import Case
from toolkit.pdf import PDFUnavailableError, TooManyPagesError
from toolkit.pdf.pictures import page_count, picture_of

# So long a worker has before the web process makes the sheet itself.
PATIENCE = timedelta(seconds=4)
KINDS = {"pdf": "application/pdf", "png": "image/png"}


class _RefusedError(Exception):
    """A choice that cannot be printed, with what to say."""

    def __init__(self, says: list[str], status: int = 422, languages: list[str] | None = None) -> None:
        super().__init__(*says)
        self.says, self.status, self.languages = says, status, languages or []


@require_safe
@reading_once()
def studio(request: HttpRequest) -> HttpResponseBase:
    """Show the choices and the sheet: made at once if it exists, else as soon as a worker has made it."""
    data = _with_usual_choices(request.GET)
    form = PrintForm(data)
    subject = find_subject(data.get("about", ""))
    context: dict[str, Any] = {
        "section": "print",
        "form": form,
        "data": data,
        "query": request.GET.get("q", "")[:100],
        "subject": subject,
        "gone": False,
    }
    status = 200
    try:
        chosen, options = _choice(form, subject)
        context |= _sheet(request, chosen, subject, options)  # type: ignore[arg-type]  # _choice refuses None
    except _RefusedError as refused:
        # Where the reader has chosen nothing, ours is not an address that is wrong: the page says what is missing.
        status = refused.status if request.GET.get("about") else 200
        context |= {"says": refused.says, "offer": _offers(request, refused.languages), "gone": status == 410}
    is_partial = request.headers.get("HX-Request") == "true" and not request.headers.get("HX-Boosted")
    shown = subject if subject is not None and is_public(subject) else None
    cases_of = data["about"] if isinstance(shown, Campaign) else ""
    context |= {
        "cases": case_choices(shown, data.getlist("case")),
        "cases_of": cases_of,
        # Only where they are of something else: who goes through them with keys keeps their place.
        "changes_cases": is_partial and data.get("of", "") != cases_of,
    }
    if is_partial:
        # htmx shows what it is told in an answer that succeeded.
        response = render(request, "campaigns/studio/studio.html#preview", context)
    else:
        language = str(data["language"])
        context |= {
            "forms": form_choices(shown, language),
            "groups": subject_groups(context["query"], chosen=shown),
        }
        response = render(request, "campaigns/studio/studio.html", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    add_never_cache_headers(response)
    return response


@require_safe
def print_file(request: HttpRequest, key: str, kind: str) -> HttpResponseBase:
    """Hand out a file by the key of what it shows, or its picture; 410 once its subject is withdrawn.

    One that shows what is no longer so leads to the same sheet in the studio.
    """
    row = PrintedMatter.objects.public().filter(content_key=key).select_related("case").first()
    if row is None or row.made_at is None:
        if row is None and PrintedMatter.objects.filter(content_key=key).exists():
            return _gone(request)
        raise Http404
    if row.stale_since:
        # It shows what is no longer so: the same choice, with the facts of today, is in the studio.
        options = Options(row.language, row.also, row.paper, row.ink, marks=row.marks)
        query = _query_of(FORMS[row.form], row.subject, options)
        return redirect(f"{reverse('campaigns:print-studio')}?{query}")
    tag, changed = f'"{key[:32]}-{kind}"', int(row.made_at.timestamp())
    known = get_conditional_response(request, etag=tag, last_modified=changed)
    if known is None:
        try:
            file = (pdf_path(key) if kind == "pdf" else picture_path(key)).open("rb")
        except OSError:
            raise Http404 from None
        name = f"unforgotten-{_file_name(row)}.{kind}"
        answer: HttpResponseBase = FileResponse(file, content_type=KINDS[kind], filename=name)
    else:
        answer = known
    answer["ETag"], answer["Last-Modified"] = tag, http_date(changed)
    # The content never changes under its key, but what is withdrawn has to be gone: a browser asks each time.
    patch_cache_control(answer, no_cache=True, public=True)
    return answer


@require_safe
def own_sheet(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Make a sheet with somebody's own line or chosen cases, or its picture. No file of it is stored."""
    form = PrintForm(_with_usual_choices(request.GET))
    subject = find_subject(request.GET.get("about", ""))
    try:
        chosen, options = _choice(form, subject)
        data = _render(chosen, subject, options)
    except _RefusedError as refused:
        return _refuse(request, refused)
    body = data if kind == "pdf" else picture_of(data)
    name = f"unforgotten-{chosen.key}-{options.language}.{kind}"
    response = HttpResponse(
        body, content_type=KINDS[kind], headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
    add_never_cache_headers(response)
    return response


@require_safe
def all_languages(request: HttpRequest) -> HttpResponseBase:
    """Hand out one sheet in every language that it is there in, as a ZIP of PDFs."""
    form = PrintForm(_with_usual_choices(request.GET))
    subject = find_subject(request.GET.get("about", ""))
    archive = io.BytesIO()
    try:
        chosen, options = _choice(form, subject)
        with zipfile.ZipFile(archive, "w") as file:
            for language in languages_of(subject):  # type: ignore[arg-type]  # _choice refuses None
                one = replace(options, language=language, also="")
                name = f"unforgotten-{subject.slug}-{chosen.key}-{language}.pdf"  # type: ignore[union-attr]  # as above
                file.writestr(name, _kept_or_rendered(chosen, subject, one))
    except _RefusedError as refused:
        return _refuse(request, refused)
    response = HttpResponse(
        archive.getvalue(),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="unforgotten-{chosen.key}.zip"'},
    )
    add_never_cache_headers(response)
    return response


def _with_usual_choices(given: QueryDict) -> QueryDict:
    """Return what was asked for, with the usual choice wherever nothing was said."""
    data = given.copy()
    if not data.get("about"):
        campaign = campaign_of_home()
        case = campaign.lead_case if campaign else None
        case = case if case is not None and case.is_published else Case.objects.published().first()
        data["about"] = reference_of(case) if case else ""
    usual = {
        "form": next(iter(FORMS)),
        "language": get_language() or settings.LANGUAGE_CODE,
        "ink": Ink.COLOUR,
        "line": "",
    }
    for name, value in usual.items():
        data.setdefault(name, value)
    return data


def _choice(form: PrintForm, subject: Subject | None) -> tuple[Form, Options]:
    """Return form and options of a choice that can be printed. Raises _RefusedError."""
    if subject is None:
        raise _RefusedError([gettext("There is nothing of that name to print.")], 404)
    if not is_public(subject):
        raise _RefusedError([gettext("This was withdrawn. Nothing is printed of it any more.")], 410)
    if not form.is_valid():
        raise _RefusedError([str(error) for errors in form.errors.values() for error in errors])
    chosen, options = form.chosen(subject)
    says = misfits(chosen, subject, options)
    if says:
        raise _RefusedError(says)
    lacking = untranslated(subject, options)
    if lacking:
        names = dict(settings.LANGUAGES)
        text = gettext("It is not translated yet: %(languages)s. A sheet never mixes languages silently.")
        languages = ", ".join(names[code] for code in lacking)
        raise _RefusedError([text % {"languages": languages}], languages=languages_of(subject))
    return chosen, options


def _sheet(request: HttpRequest, chosen: Form, subject: Subject, options: Options) -> dict[str, Any]:
    """Return what the page says of the sheet: its picture and links, or that it is being made."""
    query = _query_of(chosen, subject, options)
    shared = {
        "chosen": chosen,
        "options": options,
        **_about(subject, options),
        "query_string": query,
        "again": f"{reverse('campaigns:print-studio')}?{query}{_of(subject)}",
        "zip_url": f"{reverse('campaigns:print-languages')}?{query}",
        "waits": False,
        "says": [],
    }
    if options.line or options.cases:
        data = _render(chosen, subject, options)
        own = {kind: f"{reverse('campaigns:print-own', args=[kind])}?{query}" for kind in KINDS}
        return shared | _made(own, len(data), page_count(data))
    row = _row(chosen, subject, options)
    if row.made_at is None and timezone.now() - row.created_at >= PATIENCE:
        _make(row)
    if row.problem:
        raise _RefusedError([_problem(row)])
    if row.made_at is None or row.size is None or row.pages is None:
        return shared | {"waits": True}
    urls = {kind: reverse("campaigns:print-file", args=[row.content_key, kind]) for kind in KINDS}
    return shared | _made(urls, row.size, row.pages)


def _of(subject: Subject) -> str:
    """Return what tells the page asked next whose cases the page before shows."""
    return "&" + urlencode({"of": reference_of(subject)}) if isinstance(subject, Campaign) else ""


def _made(urls: dict[str, str], size: int, pages: int) -> dict[str, Any]:
    return {
        "pdf_url": urls["pdf"],
        "picture_url": urls["png"],
        "kilobytes": round(size / 1000) or 1,
        "pages": pages,
    }


def _row(chosen: Form, subject: Subject, options: Options) -> PrintedMatter:
    try:
        return ask_for_print(chosen, subject, options, now=timezone.now())
    except PDFUnavailableError:
        raise _RefusedError([gettext("This server cannot make PDFs at the moment.")], 503) from None


def _make(row: PrintedMatter) -> None:
    """Make a sheet here, as no worker did."""
    try:
        make_print(row.content_key)
    except PDFUnavailableError:
        raise _RefusedError([gettext("This server cannot make PDFs at the moment.")], 503) from None
    except OSError:
        raise _RefusedError([gettext("The sheet could not be written: the disk may be full.")], 503) from None
    row.refresh_from_db()


def _kept_or_rendered(chosen: Form, subject: Subject | None, options: Options) -> bytes:
    """Return a sheet's bytes: from its file, made now if need be; one with an own line is never kept."""
    if subject is None or options.line or options.cases:
        return _render(chosen, subject, options)
    row = _row(chosen, subject, options)
    if row.made_at is None:
        _make(row)
    if row.problem:
        raise _RefusedError([_problem(row)])
    try:
        return pdf_path(row.content_key).read_bytes()
    except OSError:
        # A worker is making it at this moment.
        return _render(chosen, subject, options)


def _render(chosen: Form, subject: Subject | None, options: Options) -> bytes:
    draft = chosen.make(subject, options)
    try:
        # Somebody's own line is kept nowhere; a choice of cases for an hour.
        return draft.render() if options.line else sheet_pdf(draft)
    except TooManyPagesError:
        raise _RefusedError([gettext("The text is too long for its paper.")]) from None
    except MissingLettersError as error:
        letters = " ".join(error.letters[:20])
        text = gettext("Our fonts have no such letters: %(letters)s")
        raise _RefusedError([text % {"letters": letters}]) from None
    except PDFUnavailableError:
        raise _RefusedError([gettext("This server cannot make PDFs at the moment.")], 503) from None


def _problem(row: PrintedMatter) -> str:
    if row.problem == PrintedMatter.Problem.LETTERS:
        return gettext("Our fonts lack letters of this text. Write to us, and we add them.")
    return gettext("The text is too long for its paper.")


def _query_of(chosen: Form, subject: Subject, options: Options) -> str:
    query = QueryDict(mutable=True)
    query.update({"form": chosen.key, "about": reference_of(subject), "language": options.language})
    given = {"also": options.also, "ink": options.ink, "line": options.line, "paper": options.paper}
    query.update({name: value for name, value in given.items() if value})
    if options.marks:
        query["marks"] = "on"
    query.setlist("case", list(options.cases))
    return query.urlencode()


def _offers(request: HttpRequest, languages: list[str]) -> list[tuple[str, str, str]]:
    """Return the same choice in the languages that are there: code, name, address."""
    names = dict(settings.LANGUAGES)
    offers = []
    for code in languages:
        query = request.GET.copy()
        query["language"] = code
        query.pop("also", None)
        offers.append((code, names[code], f"{reverse('campaigns:print-studio')}?{query.urlencode()}"))
    return offers


def _about(subject: Subject, options: Options) -> dict[str, Any]:
    """Return the name of a subject in the language of its sheet, and the day as of which its facts are."""
    with override(options.language):
        if isinstance(subject, LegalCard):
            return {"name": name_of_subject(subject), "day": timezone.now().date()}
        matter = matter_of(subject, options.cases)
    return {"name": matter.title, "day": matter.day}


def _file_name(row: PrintedMatter) -> str:
    also = f"-{row.also}" if row.also else ""
    return f"{row.subject.slug}-{row.form}-{row.paper}-{row.language}{also}"


def _gone(request: HttpRequest) -> HttpResponse:
    says = [gettext("This was withdrawn. Nothing is printed of it any more.")]
    return _refuse(request, _RefusedError(says, 410))


def _refuse(request: HttpRequest, refused: _RefusedError) -> HttpResponse:
    context = {"section": "print", "says": refused.says, "offer": _offers(request, refused.languages)}
    response = render(request, "campaigns/studio/refused.html", context, status=refused.status)
    add_never_cache_headers(response)
    return response
