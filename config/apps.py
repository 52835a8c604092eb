"""The admin, with our own site in Django's place."""

from django.contrib.admin.apps import AdminConfig


class OrganiserAdminConfig(AdminConfig):
    """Django's admin with the organisers' site as the default one."""

    default_site = "config.admin.OrganiserSite"
