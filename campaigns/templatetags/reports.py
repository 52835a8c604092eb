"""Reports of pickets, in the organisers' admin."""

from django import template
from django.urls import reverse

from campaigns.models import AfterAction, Picket

register = template.Library()


@register.simple_tag
def report_address(picket: Picket) -> str:
    """Return where the report of a picket is written: its page, or where one is added."""
    key = AfterAction.objects.filter(picket=picket).values_list("pk", flat=True).first()
    if key is None:
        return f"{reverse('admin:campaigns_afteraction_add')}?picket={picket.pk}"
    return reverse("admin:campaigns_afteraction_change", args=[key])
