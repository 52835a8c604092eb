"""Whom it is for: cases, episodes, prisons, consent."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrisonersConfig(AppConfig):
    """Registers the app."""

    name = "prisoners"
    verbose_name = _("Prisoners")
