"""A camp's archive as a table: filtered, put in order and cut into pages by the database."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Text, and_, bindparam, exists, func, or_, select

from storage.archive.entries import AUTHORED, COLUMNS, USED, Entry
from storage.archive.tables import entry, entry_tag
from storage.connection import Db
from storage.schema import anywhere

_pattern = bindparam("pattern", type_=Text)
_tagged = exists().where(entry_tag.c.entry_id == entry.c.id, entry_tag.c.tag == bindparam("tag", type_=Text))
_asked = and_(
    entry.c.camp_id == bindparam("camp"),
    or_(
        bindparam("state", type_=Text) == "",
        and_(bindparam("state", type_=Text) == "used", USED),
        and_(bindparam("state", type_=Text) == "retired", ~USED),
    ),
    or_(
        bindparam("words", type_=Text) == "",
        func.lower(entry.c.question).like(_pattern, escape="\\"),
        func.lower(entry.c.answer).like(_pattern, escape="\\"),
    ),
    or_(bindparam("tag", type_=Text) == "", _tagged),
)
_page = select(*COLUMNS).select_from(AUTHORED).where(_asked).limit(bindparam("most")).offset(bindparam("start"))
ORDERS = {"number": entry.c.number, "changed": entry.c.changed_at}
PAGES = {
    f"{sign}{key}": _page.order_by(order.desc() if sign else order, entry.c.number)
    for key, order in ORDERS.items()
    for sign in ("", "-")
}
COUNT = select(func.count()).select_from(entry).where(_asked)


class EntryFilter(NamedTuple):
    """Which entries: an empty word asks for nothing; the state is `used` or `retired`."""

    words: str = ""
    tag: str = ""
    state: str = ""


def page(db: Db, camp: int, which: EntryFilter, *, sort: str, start: int, most: int) -> list[Entry]:
    """Entries from a place on, in an order of `PAGES`."""
    return [Entry(*row) for row in db.all(PAGES[sort], **_given(camp, which), start=start, most=most)]


def count(db: Db, camp: int, which: EntryFilter) -> int:
    """How many there are."""
    return int(db.value(COUNT, **_given(camp, which)))


def _given(camp: int, which: EntryFilter) -> dict[str, Any]:
    return {"camp": camp, **which._asdict(), "pattern": anywhere(which.words.lower())}
