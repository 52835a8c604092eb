"""Run a function in many threads at once, each with its own database connection."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def all_at_once[A, R](function: Callable[[A], R], arguments: Iterable[A]) -> list[R | Exception]:
    """Call the function with each argument, all at the same moment; return results or what was raised."""
    given = list(arguments)
    start = threading.Barrier(len(given))

    def run(argument: A) -> R | Exception:
        try:
            connection.ensure_connection()
            start.wait()
            return function(argument)
        except Exception as error:  # the caller looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(given)) as pool:
        return list(pool.map(run, given))
