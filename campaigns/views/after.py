"""What a picket left behind: its photographs."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from campaigns.reports import public_photograph
from campaigns.services.photographs import file_of

SMALL = "-small"


@require_safe
@cache_control(private=True, max_age=7 * 24 * 60 * 60, immutable=True)
def photograph(request: HttpRequest, name: str) -> FileResponse:
    """Show one photograph, while its report is public.

    Its name is that of its content, so a browser may keep it; a proxy may not, or it would outlive a withdrawal.
    Raises Http404.
    """
    found = public_photograph(name.removesuffix(SMALL))
    if found is None:
        raise Http404
    try:
        return FileResponse(file_of(found, small=name.endswith(SMALL)).open("rb"), content_type="image/jpeg")
    except FileNotFoundError as error:
        raise Http404 from error
