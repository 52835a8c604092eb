"""The organisers' admin site."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _

from accounts.forms import OwnPasswordForm


class OrganiserSite(AdminSite):
    """Django's admin under our name and style sheet."""

    site_header = "Unforgotten"
    site_title = "Unforgotten"
    index_title = _("Organisers' desk")
    password_change_form = OwnPasswordForm
