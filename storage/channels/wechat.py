"""What the official account must remember: how much each follower may still be sent, and the menu they last saw."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Column, Integer, Table, Text, bindparam, case, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, Json, metadata

wechat_right = Table(
    "wechat_right",
    metadata,
    Column("openid", Text, primary_key=True),
    Column("remaining", Integer, nullable=False),
    Column("until", Instant, nullable=False),
)
"""Customer-service messages a follower may still be sent, and until when."""

wechat_menu = Table(
    "wechat_menu",
    metadata,
    Column("openid", Text, primary_key=True),
    Column("choices", Json, nullable=False),
    Column("shown_at", Instant, nullable=False),
)
"""The last numbered menu: what is typed → what it says."""

_granted = insert(wechat_right)
_bigger = or_(
    wechat_right.c.until <= bindparam("now", type_=Instant),
    wechat_right.c.remaining == 0,
    _granted.excluded.until >= wechat_right.c.until,
)
GRANT = _granted.on_conflict_do_update(
    index_elements=["openid"],
    set_={
        "remaining": case((_bigger, _granted.excluded.remaining), else_=wechat_right.c.remaining),
        "until": case((_bigger, _granted.excluded.until), else_=wechat_right.c.until),
    },
)
SPEND = (
    update(wechat_right)
    .where(
        wechat_right.c.openid == bindparam("openid_"),
        wechat_right.c.remaining > 0,
        wechat_right.c.until > bindparam("now", type_=Instant),
    )
    .values(remaining=wechat_right.c.remaining - 1)
    .returning(wechat_right.c.remaining)
)
GIVE_BACK = (
    update(wechat_right).where(wechat_right.c.openid == bindparam("openid_")).values(remaining=wechat_right.c.remaining + 1)
)
CLOSE = update(wechat_right).where(wechat_right.c.openid == bindparam("openid_")).values(remaining=0)
RIGHT = select(wechat_right.c.remaining, wechat_right.c.until).where(wechat_right.c.openid == bindparam("openid"))
SHOW = insert(wechat_menu)
SHOW = SHOW.on_conflict_do_update(
    index_elements=["openid"], set_={"choices": SHOW.excluded.choices, "shown_at": SHOW.excluded.shown_at}
)
HIDE = delete(wechat_menu).where(wechat_menu.c.openid == bindparam("openid_"))
MENU = select(wechat_menu.c.choices).where(wechat_menu.c.openid == bindparam("openid"))


def grant(db: Db, openid: str, many: int, until: datetime, *, now: datetime) -> None:
    """They wrote or touched the account; a smaller right never takes a bigger one away."""
    db.run(GRANT, openid=openid, remaining=many, until=until, now=now)


def spend(db: Db, openid: str, *, now: datetime) -> bool:
    """Takes one message of what is left; False where nothing is."""
    return db.value(SPEND, openid_=openid, now=now) is not None


def give_back(db: Db, openid: str) -> None:
    """The message taken was not sent after all."""
    db.run(GIVE_BACK, openid_=openid)


def close(db: Db, openid: str) -> None:
    """The platform says it is over."""
    db.run(CLOSE, openid_=openid)


def right(db: Db, openid: str) -> tuple[int, datetime] | None:
    """(messages left, until when)."""
    row = db.one(RIGHT, openid=openid)
    return None if row is None else (row.remaining, row.until)


def show_menu(db: Db, openid: str, choices: Mapping[str, str], *, at: datetime) -> None:
    """The menu they see now; an empty one puts an end to the last."""
    if choices:
        db.run(SHOW, openid=openid, choices=dict(choices), shown_at=at)
    else:
        db.run(HIDE, openid_=openid)


def menu(db: Db, openid: str) -> dict[str, str]:
    """What is typed → what it says, of the menu they saw last."""
    return db.value(MENU, openid=openid) or {}
