"""The Celery application and its schedule. Celery wakes and executes; the database remembers."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("unforgotten")
# In a web server's threads too: without it they would get an app of Celery's own, with another broker.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    # A sweep that waited longer than a minute is no longer wanted: the next one does its work.
    "sweep-outbox": {
        "task": "campaigns.tasks.sweep_outbox_task",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    # Once an hour rather than at night: a machine that is off at night would never do it.
    "erase-expired-sign-ups": {
        "task": "campaigns.tasks.erase_expired_sign_ups_task",
        "schedule": crontab(minute="17"),
    },
}
