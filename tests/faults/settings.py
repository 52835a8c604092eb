"""The real settings; in a small run everything that only waits is quicker."""

import os
from datetime import timedelta

from config.settings import *  # noqa: F403 - the real settings, with few changes

HURRY = os.environ.get("FAULTS_HURRY") == "1"
# Long enough for a sweep of the small run and for a stalled server to be given up.
if HURRY:
    OUTBOX_LEASE = timedelta(seconds=15)
    OUTBOX_SENDING_LEASE = timedelta(seconds=15)
    OUTBOX_FIRST_WAIT = timedelta(seconds=1)
    MAILERS["default"]["OPTIONS"]["timeout"] = 3  # noqa: F405
else:
    # A full run need not wait ten minutes for the last of them.
    OUTBOX_SENDING_LEASE = timedelta(minutes=2)
