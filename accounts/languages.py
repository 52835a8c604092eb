"""The language of the organisers' desk: the organiser's own, else what the browser asks for."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import translation

from accounts.models import User


class DeskLanguageMiddleware:
    """Shows the admin in the language that the organiser has chosen; no cookie holds it.

    Who has not signed in yet may choose one in the address of the sign-in page (?language=kk).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in that language; public pages have theirs in their address."""
        if request.path.startswith(reverse("desk")):
            user = request.user
            language = user.language if isinstance(user, User) else request.GET.get("language", "")
            if language in dict(settings.LANGUAGES):
                translation.activate(language)
        return self.get_response(request)
