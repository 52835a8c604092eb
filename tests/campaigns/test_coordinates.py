"""A point on the map is a whole pair, as the database itself sees to it."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from campaigns.models import Picket
from sources.models import Place
from tests.factories.campaigns import PicketFactory
from tests.factories.sources import PlaceFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("51.5", None), (None, "0.1"), ("91", "0.1"), ("51.5", "-181")]
)
@pytest.mark.parametrize("factory", [PicketFactory, PlaceFactory])
def test_half_a_point_or_one_off_the_earth_is_refused(
    factory: type[PicketFactory | PlaceFactory], latitude: str | None, longitude: str | None
) -> None:
    row: Picket | Place = factory.create()
    stored = type(row).objects.filter(pk=row.pk)

    stored.update(latitude=Decimal("51.5"), longitude=Decimal("-0.1"))
    stored.update(latitude=None, longitude=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        stored.update(latitude=latitude, longitude=longitude)
