"""Fill in a form as a browser does: what stands in its fields is sent back, with what a test changes."""

from html.parser import HTMLParser
from typing import Protocol


class Page(Protocol):
    """An answer of the test client."""

    @property
    def content(self) -> bytes:
        """The body."""


class _Fields(HTMLParser):
    """Collects names and values of the fields of one form."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.values: dict[str, list[str]] = {}
        self._inside = False
        self._select = ""
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self._inside = given.get("id") == self.form_id
        if not self._inside or (name and "__prefix__" in name):
            return
        match tag:
            case "input" if name and given.get("type") not in {"submit", "checkbox", "radio", "file"}:
                self._add(name, given.get("value", ""))
            case "input" if name and "checked" in given:
                self._add(name, given.get("value", "on"))
            case "select":
                self._select = name
            case "option" if self._select and "selected" in given:
                self._add(self._select, given.get("value", ""))
            case "textarea":
                self._textarea = name
                self._add(name, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            # A browser leaves out the line break with which a textarea begins.
            self.values[self._textarea][-1] += data.removeprefix("\n")

    def _add(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)


def fields_of(page: Page, form_id: str) -> dict[str, list[str]]:
    """Return the fields of a form of a page, each with its values."""
    parser = _Fields(form_id)
    parser.feed(page.content.decode())
    assert parser.values, f"there is no form {form_id}"
    return parser.values
