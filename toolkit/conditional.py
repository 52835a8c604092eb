"""Answers that are not sent again while they stay the same."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag


def unless_known(
    request: HttpRequest, response: HttpResponse, *, content: bytes | None = None
) -> HttpResponseBase:
    """Return the answer, or 304 when the reader has it already (If-None-Match).

    `content` is what counts where the body itself is never the same twice; the tag is a weak one then. The content
    decides and not a time: an answer may say when it was last modified, but a mended translation has no time.
    """
    digest = hashlib.sha256(response.content if content is None else content).hexdigest()[:32]
    tag = quote_etag(digest) if content is None else f'W/"{digest}"'
    response.headers["ETag"] = tag
    if not response.headers.get("Cache-Control"):
        # Kept, but asked for each time: what is withdrawn is gone at once.
        patch_cache_control(response, no_cache=True, public=True)
    answer = get_conditional_response(request, etag=tag, response=response)
    if answer is None:
        raise TypeError("an answer to a condition is never nothing")
    return answer
