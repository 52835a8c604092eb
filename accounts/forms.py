"""Forms of organisers' accounts."""

from typing import cast

from django.contrib.admin.forms import AdminPasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class OwnPasswordForm(AdminPasswordChangeForm):
    """The admin's form for one's own password; it ends the time of a one-time password."""

    def clean_new_password1(self) -> str:
        """Return the new password. Raises ValidationError when it is the one-time password again."""
        password = cast(str, self.cleaned_data["new_password1"])
        if self.user.check_password(password):
            raise ValidationError(
                _("Choose a password other than the one you have now."), code="same_password"
            )
        return password

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - Django's signature
        """Set the password and note that it is the organiser's own."""
        self.user.must_change_password = False
        return super().save(commit)
