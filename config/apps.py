"""The admin, with our own site in Django's place, and which static files are published."""

from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class OrganiserAdminConfig(AdminConfig):
    """Django's admin with the organisers' site as the default one."""

    default_site = "config.admin.OrganiserSite"


class PublishedFilesConfig(StaticFilesConfig):
    """Django's static files, less the whole fonts: PDFs are set with them here, and no browser asks for them."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "*.ttf"]
