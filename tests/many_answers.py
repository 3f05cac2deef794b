"""Answers in plenty, for what must not care how many there are: put into the tables, so that nobody has to type a million."""

from __future__ import annotations

from storage.connection import Db

_FOLLOWS = "WITH RECURSIVE seq(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM seq WHERE n < ?)"
_ASKS = f"""INSERT INTO ask (id, camp_id, question_id, kind, membership_id, place, asked_at)
{_FOLLOWS} SELECT 1000 + n, ?, (SELECT min(id) FROM question), 'drill', ?, 0, ? FROM seq"""
_ANSWERS = f"""INSERT INTO answer (ask_id, membership_id, camp_id, question_id, said, chosen, earned, out_of, thinking_ms, received_at)
{_FOLLOWS} SELECT 1000 + n, ?, ?, (SELECT min(id) FROM question), ?, '[' || (n % 4) || ']', n % 4 = 1, 1, 1000 + n % 9000, ? + n * 1000 FROM seq"""


def many_answers(db: Db, camp: int, member: int, count: int, said: str, at: int) -> None:
    """So many answers of a member to the bank's first question, a millisecond apart from a moment (microseconds). SQLite alone."""
    db.execute(_ASKS, (count, camp, member, at))
    db.execute(_ANSWERS, (count, member, camp, said, at))
