"""Who asked for the private links of their signatures to be sent again; forgotten as soon as it is done."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from toolkit.encrypted_fields import EncryptedTextField


class LinkRequest(models.Model):
    """An address that asked for its links, whether anybody signed with it or not: a worker finds out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = EncryptedTextField(_("e-mail address"))
    asked_at = models.DateTimeField(_("asked at"), db_index=True)

    class Meta:
        verbose_name = _("request for private links")
        verbose_name_plural = _("requests for private links")
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"
