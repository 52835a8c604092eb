"""Make an account that may do everything, with a one-time password that is shown once."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from accounts.models import User
from accounts.passwords import give_one_time_password


class Command(BaseCommand):
    """The first account, and the way back in for an organiser who has lost the password."""

    help = "Make an organiser, or give an existing one a new one-time password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the address and --if-none."""
        parser.add_argument("email", nargs="?", default=settings.ORGANISER_EMAIL)
        parser.add_argument(
            "--if-none", action="store_true", help="do nothing when there is an organiser already"
        )

    def handle(self, *, email: str, if_none: bool, **_: object) -> str:
        """Make or renew the account; return, for printing, its password. Raises CommandError for what is no address."""
        if if_none and User.objects.filter(is_superuser=True).exists():
            return ""
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email!r} is not an e-mail address.") from None
        user = User.objects.filter(email=email).first() or User(email=email)
        password = give_one_time_password(user)
        return (
            f"Organiser    {email}\n"
            f"Password     {password}   (shown only now; you choose your own when you first sign in)"
        )
