"""What an organiser should look at twice before a question is published; none of it forbids anything."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from sources.models import Claim, Position


def warnings_of(positions: Sequence[Position]) -> list[str]:
    """Return a sentence for each thing that is odd about the answers. One query."""
    keys = {position.claim_id for position in positions}
    public = set(Claim.objects.published().filter(pk__in=keys).values_list("pk", flat=True))
    figured = [position for position in positions if position.claim.has_figure]
    lines = []
    if figured:
        lines += [
            _("%(who)s: the claim has no figure, so it is not drawn.") % {"who": position.who}
            for position in positions
            if not position.claim.has_figure
        ]
    units = dict.fromkeys(position.claim.figure_unit or _("no unit") for position in figured)
    if len(units) > 1:
        lines.append(
            _("The units differ, so there is a plot for each: %(units)s.") % {"units": ", ".join(units)}
        )
    lines += [
        _("%(who)s: the claim is not published, so the answer is not shown.") % {"who": position.who}
        for position in positions
        if position.claim_id not in public
    ]
    return lines
