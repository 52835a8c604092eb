"""Whom it is for: cases, episodes, prisons, consent."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrisonersConfig(AppConfig):
    """Registers the app."""

    name = "prisoners"
    verbose_name = _("Prisoners")

    def ready(self) -> None:
        """Offer a case event on the pages where documents are read."""
        from prisoners.reading import register_own  # noqa: PLC0415 - needs the models

        register_own()
