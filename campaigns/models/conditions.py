"""Conditions that several tables check."""

from functools import reduce
from operator import or_

from django.db.models import Q


def exactly_one(*fields: str) -> Q:
    """Return the condition that one of these fields is filled and the others are not."""
    ways = (Q(**{f"{field}__isnull": field != filled for field in fields}) for filled in fields)
    return reduce(or_, ways)
