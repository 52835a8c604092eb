"""One-time passwords, and the rule that an organiser who has one chooses their own before anything else."""

import secrets
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User

# Without letters and digits that are taken for each other; 20 of 31 make 99 bits.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@transaction.atomic
def give_one_time_password(user: User) -> str:
    """Save the user as an organiser with a new one-time password, and return it. It is not kept anywhere."""
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))
    user.set_password(password)
    user.must_change_password = True
    user.is_active = user.is_staff = user.is_superuser = True
    user.save()
    return password


class OwnPasswordMiddleware:
    """Sends an organiser with a one-time password to the page where they choose their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let only the password page and the way out through until it is done."""
        # Public pages do not look at the session, so that they carry no cookie and can be cached.
        if request.path.startswith(reverse("desk")):
            user = request.user
            change = reverse("admin:password_change")
            allowed = {change, reverse("admin:logout"), reverse("admin:jsi18n"), reverse("admin:language")}
            if isinstance(user, User) and user.must_change_password and request.path not in allowed:
                return redirect(change)
        return self.get_response(request)
