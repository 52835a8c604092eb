"""How the application starts: keys, checks, preparation, and the processes under one supervisor."""


class CannotStart(Exception):
    """The application cannot start. The message is one line that says what to do."""
