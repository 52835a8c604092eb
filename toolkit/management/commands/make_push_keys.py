"""Make the key by which push services know this site."""

from typing import Any

from django.core.management.base import BaseCommand

from toolkit.push.keys import make_key, public_key_of


class Command(BaseCommand):
    """Print a new key, to be put into the environment. Whoever has subscribed has to do so again under a new one."""

    help = "Print a new VAPID_PRIVATE_KEY, which switches notifications of browsers on."

    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Print the line for the environment; the public key goes beside it, for those who want to compare."""
        key = make_key()
        self.stdout.write(f"VAPID_PRIVATE_KEY={key}")
        self.stderr.write(f"public key: {public_key_of(key)}")
