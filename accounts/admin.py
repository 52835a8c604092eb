"""Organisers in the admin."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Field
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User


@admin.register(User)
class OrganiserAdmin(UserAdmin[User]):
    """Organisers, by their e-mail address."""

    list_display = ["email", "nickname", "is_staff", "is_superuser", "is_active"]
    list_filter = ["is_staff", "is_superuser", "is_active"]
    search_fields = ["email", "nickname"]
    ordering = ["email"]
    readonly_fields = ["date_joined", "last_login"]
    fieldsets = (
        (None, {"fields": ("email", "nickname", "language", "password", "must_change_password")}),
        (
            _("Permissions"),
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("email", "usable_password", "password1", "password2")}),
    )

    def formfield_for_dbfield(
        self,
        db_field: Field[Any, Any],
        request: HttpRequest,
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> forms.Field | None:
        """Offer the languages that the interface has."""
        if db_field.name != "language":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        choices = [("", _("What the browser asks for")), *settings.LANGUAGES]
        return forms.ChoiceField(label=capfirst(str(db_field.verbose_name)), choices=choices, required=False)
