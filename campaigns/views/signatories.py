"""Who signed a statement: pages that stay as short and as quick for 100,000 as for ten."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns.models import Statement
from campaigns.signatories import MESSAGES_ON_PAGE, PAGE, Kind, page_of_messages, page_of_signatures
from campaigns.signature_counts import counts_of

_MOST_DIGITS = 6


@require_safe
@never_cache
def signatories(request: HttpRequest, slug: str, kind: str = Kind.PEOPLE) -> HttpResponse:
    """Show a page of those who signed, in the order of signing. Raises Http404 for a page that is not there."""
    statement = get_object_or_404(Statement.objects.published().with_translations(), slug=slug)
    number = _number(request.GET.get("page", "1"))
    which = Kind(kind)
    size = MESSAGES_ON_PAGE if which == Kind.MESSAGES else PAGE
    start = (number - 1) * size
    listed = (
        page_of_messages(statement, start=start)
        if which == Kind.MESSAGES
        else page_of_signatures(statement, which, start=start)
    )
    pages = Paginator(range(listed.total), size)
    if number > pages.num_pages:
        raise Http404
    return render(
        request,
        "campaigns/signatories_page.html",
        {
            "section": "statements",
            "statement": statement,
            "kind": which.value,
            "rows": listed.rows,
            "total": listed.total,
            "counts": counts_of(statement),
            "first": start + 1,
            "last": start + len(listed.rows),
            "page": pages.page(number),
            "numbers": list(pages.get_elided_page_range(number, on_each_side=2, on_ends=1)),
        },
    )


def _number(text: str) -> int:
    """Return the number of a page. Raises Http404."""
    if not text.isascii() or not text.isdecimal() or len(text) > _MOST_DIGITS or int(text) < 1:
        raise Http404
    return int(text)
