"""Polls and forms of a camp as one table: filtered, the newest first, cut into pages by the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Text, and_, bindparam, cast, func, literal, or_, select, union_all

from storage.ballots import participation
from storage.connection import Db
from storage.polls import poll
from storage.schema import anywhere
from storage.surveys import survey

_polls = select(
    literal("P", Text).label("letter"),
    poll.c.id,
    poll.c.title,
    poll.c.anonymous,
    (poll.c.stage != "closed").label("open"),
    poll.c.until,
    poll.c.opened_at,
    (literal("poll:", Text) + cast(poll.c.id, Text)).label("subject"),
).where(poll.c.camp_id == bindparam("camp"))
_surveys = select(
    literal("S", Text),
    survey.c.id,
    survey.c.title,
    survey.c.anonymous,
    survey.c.closed_at.is_(None),
    survey.c.until,
    survey.c.opened_at,
    literal("survey:", Text) + cast(survey.c.id, Text),
).where(survey.c.camp_id == bindparam("camp"))
_asked = union_all(_polls, _surveys).subquery("asked")
_fits = and_(
    or_(bindparam("words", type_=Text) == "", func.lower(_asked.c.title).like(bindparam("pattern", type_=Text), escape="\\")),
    or_(bindparam("letter", type_=Text) == "", _asked.c.letter == bindparam("letter", type_=Text)),
    or_(bindparam("state", type_=Text) == "", _asked.c.open == (bindparam("state", type_=Text) == "open")),
)
PAGE = (
    select(
        _asked.c.letter,
        _asked.c.id,
        _asked.c.title,
        _asked.c.anonymous,
        _asked.c.open,
        _asked.c.until,
        _asked.c.opened_at,
        select(func.count())
        .select_from(participation)
        .where(participation.c.subject == _asked.c.subject)
        .scalar_subquery()
        .label("came"),
    )
    .where(_fits)
    .order_by(_asked.c.opened_at.desc(), _asked.c.letter, _asked.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("start"))
)
COUNT = select(func.count()).select_from(_asked).where(_fits)


class AskedFilter(NamedTuple):
    """Which polls (P) and forms (S), open or closed: an empty word asks for nothing."""

    words: str = ""
    letter: str = ""
    state: str = ""


class PollOrForm(NamedTuple):
    """A poll or a form, and how many took part."""

    letter: str
    number: int
    title: str
    anonymous: bool
    is_open: bool
    until: datetime | None
    opened_at: datetime
    came: int


def page(db: Db, camp: int, which: AskedFilter, *, start: int, most: int) -> list[PollOrForm]:
    """From a place on."""
    return [PollOrForm(*row) for row in db.all(PAGE, **_given(camp, which), start=start, most=most)]


def count(db: Db, camp: int, which: AskedFilter) -> int:
    """How many there are."""
    return int(db.value(COUNT, **_given(camp, which)))


def _given(camp: int, which: AskedFilter) -> dict[str, Any]:
    return {"camp": camp, **which._asdict(), "pattern": anywhere(which.words.lower())}
