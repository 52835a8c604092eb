"""What a mail of thanks tells of the picket: the organisers' words and where the report is, once it is public."""

from campaigns.models import AfterAction, Picket
from campaigns.occasions import absolute


def thanks_context(picket: Picket) -> dict[str, str]:
    """Return `thanks` and `report_url` in the active language; both empty until the report is published."""
    after = AfterAction.objects.published().with_translations().filter(picket=picket).first()
    if after is None or not picket.is_published:
        return {"thanks": "", "report_url": ""}
    return {"thanks": after.in_language("thanks"), "report_url": absolute(after.get_absolute_url())}
