"""Work in the organisers' admin: open a page, change fields, press a button."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from tests.forms import Page, fields_of


def address(row: Model, page: str = "change") -> str:
    """Return the address of a page of one row."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])


def text_of(page: Page) -> str:
    """Return a page as text."""
    return page.content.decode()


def send(desk: Client, row: Model, button: str = "_save", /, **changes: object) -> str:
    """Open a row, change some fields, press a button; return the page that follows."""
    form = fields_of(desk.get(address(row)), f"{row._meta.model_name}_form")
    answer = desk.post(address(row), {**form, **changes, button: "1"}, follow=True)
    assert answer.status_code == 200
    return text_of(answer)


def add(desk: Client, model: type[Model], button: str = "_save", /, **given: object) -> Any:  # noqa: ANN401 - the test client's answer knows where it was led
    """Open the page to add a row, fill it in, press a button; return the page that follows."""
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    form = fields_of(desk.get(url), f"{model._meta.model_name}_form")
    return desk.post(url, {**form, **given, button: "1"}, follow=True)


def run_action(desk: Client, model: type[Model], action: str, *rows: Model) -> Any:  # noqa: ANN401 - the test client's answer knows where it was led
    """Select rows in a list and run an action; return the page that follows."""
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    keys = [row.pk for row in rows]
    return desk.post(url, {"action": action, "_selected_action": keys, "index": "0"}, follow=True)


def history_of(row: Model) -> list[str]:
    """Return what the history of a row says, the first first."""
    entries = LogEntry.objects.filter(content_type__model=row._meta.model_name, object_id=str(row.pk))
    return [entry.get_change_message() for entry in entries.order_by("pk")]
