"""The Celery application and its schedule. Celery wakes and executes; the database remembers."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("unforgotten")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "sweep-outbox": {"task": "campaigns.tasks.sweep_outbox_task", "schedule": 60.0},
}
