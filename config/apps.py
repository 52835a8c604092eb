"""The admin, with our own site in Django's place, and which static files are published."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.core import checks
from django.core.checks import CheckMessage


class OrganiserAdminConfig(SimpleAdminConfig):
    """Django's admin with the organisers' site as the default one.

    Its pages are loaded with the first address that leads to one (`config/desk_urls.py`): a worker needs none of
    them, and they take 30 MiB.
    """

    default_site = "config.admin.OrganiserSite"

    def ready(self) -> None:
        """Register Django's checks of admins, for which they are loaded."""
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(check_desk, checks.Tags.admin)


def check_desk(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Load the admin and check it."""
    admin.autodiscover()
    return check_admin_app(app_configs, **kwargs)


class PublishedFilesConfig(StaticFilesConfig):
    """Django's static files, less the whole fonts: PDFs are set with them here, and no browser asks for them."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "*.ttf"]
