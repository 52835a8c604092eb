"""The application as granian serves it; with RACES_UNLOCKED=1 without what keeps places from being given twice.

Only the control of tests/faults/test_races_http.py uses it.
"""

import os
import time

from django.conf import settings

from config.wsgi import application

__all__ = ["application"]

if os.environ.get("RACES_UNLOCKED") == "1":
    from campaigns.models import Shift
    from campaigns.services import places

    def _read_then_write(shift: Shift, count: int = 1) -> bool:
        current = Shift.objects.get(pk=shift.pk)
        time.sleep(0.02)
        if current.places_free < count:
            return False
        Shift.objects.filter(pk=shift.pk).update(places_taken=current.places_taken + count)
        return True

    def _not_locked(shift: Shift) -> Shift:
        return Shift.objects.select_related("picket__campaign").get(pk=shift.pk)

    places.take_places = _read_then_write
    places.lock_shift = _not_locked
    # On SQLite the transaction's kind is the lock.
    options = settings.DATABASES["default"].get("OPTIONS", {})
    if "transaction_mode" in options:
        options["transaction_mode"] = "DEFERRED"
