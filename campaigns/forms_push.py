"""What a browser sends when it subscribes to notifications. A person never sees this form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from toolkit.push.endpoints import LONGEST, EndpointError, check_endpoint
from toolkit.push.sealing import Browser, BrowserKeyError


class PushForm(forms.Form):
    """The address of its push service and its keys."""

    endpoint = forms.CharField(max_length=LONGEST)
    p256dh = forms.CharField(max_length=120)
    auth = forms.CharField(max_length=40)

    def clean_endpoint(self) -> str:
        """Return the address. Raises ValidationError unless it is one of a push service that we know."""
        endpoint = str(self.cleaned_data["endpoint"])
        try:
            check_endpoint(endpoint)
        except EndpointError:
            raise ValidationError(
                _("We do not know the push service of this browser."), code="host"
            ) from None
        return endpoint

    def clean(self) -> dict[str, Any]:
        """Return what was sent. Raises ValidationError for keys that no browser makes."""
        data = self.cleaned_data
        try:
            Browser.read(data.get("p256dh", ""), data.get("auth", ""))
        except BrowserKeyError:
            raise ValidationError(_("The keys of this browser are not understood."), code="keys") from None
        return data
