"""A worker is asked for something now. What it does stands in the database, and a sweep finds it unasked too."""

import logging

from celery import current_app

logger = logging.getLogger(__name__)

# One second each to connect and to be answered, one try: somebody waits for the page meanwhile.
_PATIENCE = {
    "socket_connect_timeout": 1.0,
    "socket_timeout": 1.0,
    "max_retries": 0,
    "interval_start": 0,
    "interval_max": 0,
    "connect_retries_timeout": 1.0,
}


def ask_for_task(task: str, *args: str | int, expires: float | None = None) -> None:
    """Ask a worker for a task by its whole name; it is not wanted any more after `expires` seconds.

    Without a broker the next sweep does it; raises nothing.
    """
    try:
        with current_app.connection_for_write(transport_options=_PATIENCE) as connection:
            current_app.send_task(
                task,
                args=list(args),
                connection=connection,
                retry=False,
                ignore_result=True,
                expires=expires,
            )
    except Exception as error:
        logger.warning("no worker was woken (%s); the next sweep does it", type(error).__name__)
