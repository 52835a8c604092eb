"""Furniture of the page: paragraphs that belong to no text, such as menus and comment forms; nobody cites them."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_noop

from accounts.models import User
from sources.models import Passage

# As they stand in the history; translated when it is read.
FURNITURE = gettext_noop("furniture of the page: yes")
NO_FURNITURE = gettext_noop("furniture of the page: no")


def set_furniture(passage: Passage, *, is_furniture: bool, by: User) -> None:
    """Write whether a passage is furniture, with its history; the caller has locked its document.

    Raises ValidationError for furniture that is cited.
    """
    passage.is_furniture = is_furniture
    try:
        passage.clean()
    except ValidationError as error:
        raise ValidationError(error.messages) from error
    passage.save(update_fields=["is_furniture"])
    word = FURNITURE if is_furniture else NO_FURNITURE
    LogEntry.objects.log_actions(by.pk, [passage], CHANGE, [{"changed": {"fields": [word]}}])
