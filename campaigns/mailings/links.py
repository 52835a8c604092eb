"""The private addresses that stand in one mail. They are made when it is sent, and kept nowhere."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Links:
    """Full addresses with fresh tokens; empty where the mail has none.

    `action` is what the recipient is asked to open; `stop` ends messages of this kind with one click.
    """

    action: str = ""
    stop: str = ""
