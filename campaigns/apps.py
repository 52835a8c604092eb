"""What people do: campaigns, pickets, statements, letters."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    """Registers the app."""

    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        """Offer a demand on the pages where documents are read."""
        from campaigns.reading import register_own  # noqa: PLC0415 - needs the models

        register_own()
