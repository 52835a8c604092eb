"""Counting letters that were made: a number for a day, and nothing of who made them."""

from datetime import datetime

from django.db import connection, transaction

from campaigns.letter_tokens import is_first_use
from campaigns.models import Letter, LetterCount
from prisoners.models import Case

# One statement, so that it is right whoever else counts at the same moment: the row is made or raised by one.
_UPSERT = """
    INSERT INTO {table} (letter_id, case_id, way, language, {on}, count) VALUES (%s, %s, %s, %s, %s, 1)
    ON CONFLICT {arbiter} DO UPDATE SET count = {table}.count + 1
"""
_WITH_CASE = "(letter_id, case_id, way, language, {on})"
_WITHOUT_CASE = "(letter_id, way, language, {on}) WHERE case_id IS NULL"


@transaction.atomic
def count_letter(
    letter: Letter, *, case: Case | None, way: LetterCount.Way, language: str, token: str, now: datetime
) -> bool:
    """Count a letter that was made on a way, once for each form that was shown; return whether it was counted.

    `token` is what `make_form_token` gave the form. The day is that of UTC.
    """
    if not is_first_use(token, now=now):
        return False
    add_to_count(letter, case=case, way=way, language=language, now=now)
    return True


def add_to_count(
    letter: Letter, *, case: Case | None, way: LetterCount.Way, language: str, now: datetime
) -> None:
    """Add one to the count of a day, whoever else does at the same moment."""
    on = connection.ops.quote_name("on")
    arbiter = (_WITHOUT_CASE if case is None else _WITH_CASE).format(on=on)
    table = connection.ops.quote_name(LetterCount._meta.db_table)
    statement = _UPSERT.format(table=table, on=on, arbiter=arbiter)
    values = [letter.pk, case.pk if case else None, str(way), language, now.date()]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
