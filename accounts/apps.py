"""Who may sign in to organise."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Registers the app."""

    name = "accounts"
    verbose_name = _("Accounts")
