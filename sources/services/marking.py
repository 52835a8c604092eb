"""Passages marked as furniture of the page, or as text, while reading."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from sources.models import Document, Passage, ReviewStep
from sources.services.furniture import set_furniture
from sources.services.review_steps import remember


@transaction.atomic
def mark_passage(passage: Passage, *, is_furniture: bool, by: User) -> ReviewStep | None:
    """Mark a passage, as a step that can be taken back; nothing when it is marked so already.

    Its open suggestions stay, and wait for nobody while it is furniture. Raises ValidationError for one that is cited.
    The document is locked first, as whoever cites it does.
    """
    document = Document.objects.select_for_update().get(pk=passage.document_id)
    row = Passage.objects.get(pk=passage.pk)
    if row.is_furniture == is_furniture:
        return None
    set_furniture(row, is_furniture=is_furniture, by=by)
    kind = ReviewStep.Kind.FURNITURE if is_furniture else ReviewStep.Kind.TEXT
    return remember(document, kind, by=by, at=timezone.now(), number=row.number, before=[], made=[])
