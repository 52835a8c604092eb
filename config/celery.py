"""The Celery application and its schedule. Celery wakes and executes; the database remembers."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# A worker that starts would run Django's checks, which load the admin, and throw away what they find.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

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
    # What the mail server's log says of messages that nobody knows about; nothing without MAIL_LOG.
    "reconcile-outbox": {
        "task": "campaigns.tasks.reconcile_outbox_task",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "lapse-offers": {
        "task": "campaigns.tasks.lapse_offers_task",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "note-news": {
        "task": "campaigns.tasks.note_news_task",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "end-pickets": {
        "task": "campaigns.tasks.end_pickets_task",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "refresh-prints": {
        "task": "campaigns.tasks.refresh_prints_task",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "send-asked-links": {
        "task": "campaigns.tasks.send_asked_links_task",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "sweep-petitions": {
        "task": "campaigns.tasks.sweep_petitions_task",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "sweep-exports": {
        "task": "campaigns.tasks.sweep_exports_task",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "sweep-hand-overs": {
        "task": "campaigns.tasks.sweep_hand_overs_task",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "sweep-bundles": {
        "task": "campaigns.tasks.sweep_bundles_task",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "sweep-intakes": {
        "task": "sources.tasks.sweep_intakes_task",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "sweep-links": {
        "task": "sources.tasks.sweep_links_task",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "extend-series": {
        "task": "campaigns.tasks.extend_series_task",
        "schedule": crontab(minute="27"),
    },
    "erase-expired-invitations": {
        "task": "campaigns.tasks.erase_expired_invitations_task",
        "schedule": crontab(minute="37"),
    },
    "remove-stray-photographs": {
        "task": "campaigns.tasks.remove_stray_photographs_task",
        "schedule": crontab(minute="47"),
    },
    # Once an hour rather than at night: a machine that is off at night would never do it.
    "erase-expired-sign-ups": {
        "task": "campaigns.tasks.erase_expired_sign_ups_task",
        "schedule": crontab(minute="17"),
    },
    "erase-expired-signatures": {
        "task": "campaigns.tasks.erase_expired_signatures_task",
        "schedule": crontab(minute="52"),
    },
    "erase-unconfirmed-signatures": {
        "task": "campaigns.tasks.erase_unconfirmed_signatures_task",
        "schedule": crontab(minute="22"),
    },
    "plan-letter-reminders": {
        "task": "campaigns.tasks.plan_letter_reminders_task",
        "schedule": crontab(minute="12"),
    },
    # Each date is told once, whenever this comes to run: a machine may be off in the morning.
    "plan-notices": {
        "task": "campaigns.tasks.plan_notices_task",
        "schedule": crontab(minute="7"),
    },
}
