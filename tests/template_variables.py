"""Find variables in our own templates that do not resolve; Django renders them as nothing."""

import inspect
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


class UnresolvedVariable(str):
    """Stands in for Django's `string_if_invalid`: notes the variable and renders as nothing."""

    __slots__ = ()
    found: list[str] = []

    def __contains__(self, key: object) -> bool:
        """Say that the variable's name is wanted, so that Django calls __mod__ with it."""
        return key == "%s"

    def __bool__(self) -> bool:
        """Be taken for a text, though an empty one."""
        return True

    def __mod__(self, variable: object) -> str:
        """Note the variable when the template is ours; Django's own admin templates leave many unresolved."""
        template = _template_being_rendered()
        if template is not None and Path(template).is_relative_to(TEMPLATES):
            self.found.append(f"{variable} in {Path(template).relative_to(TEMPLATES)}")
        return ""


def _template_being_rendered() -> str | None:
    """Return the file that holds the variable: the innermost template node on the stack knows it."""
    frame = inspect.currentframe()
    while frame is not None:
        origin = getattr(frame.f_locals.get("self"), "origin", None)
        if frame.f_code.co_name.startswith("render") and origin is not None:
            return str(origin.name)
        frame = frame.f_back
    return None
