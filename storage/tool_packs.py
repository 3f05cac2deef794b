"""Tool packs: a file or a link that belongs to a task, and who was sent it; once a person and pack, whatever is stopped and started."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, bindparam, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.lessons.curriculum import lesson
from storage.lessons.learning import lesson_done
from storage.memberships import membership
from storage.schema import Instant, foreign_key, metadata, primary_key

tool_pack = Table(
    "tool_pack",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("task", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("link", Text),
    Column("file", Text),
    Column("size", Integer),
    foreign_key("person", name="made_by"),
    Column("made_at", Instant, nullable=False),
    Column("attached_at", Instant),
    Column("removed_at", Instant),
    CheckConstraint("task IN ('lesson', 'homework', 'behaviour', 'remedial')", name="task"),
    CheckConstraint("(link IS NULL) <> (file IS NULL)", name="content"),
    CheckConstraint("(file IS NULL) = (size IS NULL)", name="size"),
)
"""`subject` is the number of the lesson, homework or behaviour, or the module that is trained; until `attached_at` it is only looked at."""
Index("ix_tool_pack_task", tool_pack.c.camp_id, tool_pack.c.task, tool_pack.c.subject)
tool_pack_sent = Table(
    "tool_pack_sent",
    metadata,
    foreign_key("tool_pack", name="pack_id", primary_key=True),
    foreign_key("membership", primary_key=True, index=True),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

KEEP = insert(tool_pack).returning(tool_pack.c.id)
DROP_STALE = delete(tool_pack).where(
    tool_pack.c.camp_id == bindparam("camp"),
    tool_pack.c.attached_at.is_(None),
    tool_pack.c.made_at < bindparam("before", type_=Instant),
)
_sent = (
    select(func.count()).where(tool_pack_sent.c.pack_id == tool_pack.c.id).correlate(tool_pack).scalar_subquery().label("sent")
)
_stands = (tool_pack.c.attached_at.is_not(None), tool_pack.c.removed_at.is_(None))
_PACK = select(
    tool_pack.c.id,
    tool_pack.c.task,
    tool_pack.c.subject,
    tool_pack.c.name,
    tool_pack.c.link,
    tool_pack.c.file,
    tool_pack.c.size,
    tool_pack.c.attached_at,
    tool_pack.c.removed_at,
)
FIND = _PACK.where(tool_pack.c.camp_id == bindparam("camp"), tool_pack.c.id == bindparam("pack"))
OF_TASK = _PACK.where(
    tool_pack.c.camp_id == bindparam("camp"),
    tool_pack.c.task == bindparam("task"),
    tool_pack.c.subject == bindparam("subject"),
    *_stands,
).order_by(tool_pack.c.id)
EVERY = _PACK.add_columns(_sent).where(tool_pack.c.camp_id == bindparam("camp"), *_stands).order_by(tool_pack.c.id)
_mine = exists().where(tool_pack_sent.c.pack_id == tool_pack.c.id, tool_pack_sent.c.membership_id == bindparam("member"))
MINE = EVERY.where(_mine)
ATTACH = (
    update(tool_pack)
    .where(tool_pack.c.id == bindparam("pack"), tool_pack.c.attached_at.is_(None))
    .values(attached_at=bindparam("when", type_=Instant))
    .returning(tool_pack.c.id)
)
REMOVE = (
    update(tool_pack)
    .where(tool_pack.c.id == bindparam("pack"), *_stands)
    .values(removed_at=bindparam("when", type_=Instant))
    .returning(tool_pack.c.id)
)
RESTORE = (
    update(tool_pack)
    .where(tool_pack.c.id == bindparam("pack"), tool_pack.c.removed_at.is_not(None))
    .values(removed_at=None)
    .returning(tool_pack.c.id)
)
SEND = insert(tool_pack_sent).on_conflict_do_nothing()
APPLYING = (
    select(membership.c.id, membership.c.person_id)
    .select_from(
        lesson_done.join(membership, membership.c.id == lesson_done.c.membership_id).join(
            lesson, lesson.c.id == lesson_done.c.lesson_id
        )
    )
    .where(
        lesson.c.id == bindparam("lesson"),
        lesson.c.apply,
        lesson_done.c.at.is_not(None),
        lesson_done.c.applied_at.is_(None),
        membership.c.left_on.is_(None),
    )
    .order_by(membership.c.id)
)
_other = tool_pack_sent.alias("other")
DROP_TWICE = delete(tool_pack_sent).where(
    tool_pack_sent.c.membership_id == bindparam("old"),
    exists().where(_other.c.pack_id == tool_pack_sent.c.pack_id, _other.c.membership_id == bindparam("kept")),
)
MOVE = update(tool_pack_sent).where(tool_pack_sent.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
MOVE_MADE = update(tool_pack).where(tool_pack.c.made_by == bindparam("old")).values(made_by=bindparam("kept"))


class ToolPack(NamedTuple):
    """A file or a link, and the task it goes with; `sent` is to how many, where that was asked."""

    id: int
    task: str
    subject: str
    name: str
    link: str | None
    file: str | None
    size: int | None
    attached_at: datetime | None
    removed_at: datetime | None
    sent: int = 0

    @property
    def stands(self) -> bool:
        return self.attached_at is not None and self.removed_at is None


class Holder(NamedTuple):
    """Somebody who has a task now."""

    membership: int
    person: int


def keep(
    db: Db,
    camp: int,
    task: str,
    subject: str,
    name: str,
    *,
    link: str | None = None,
    file: str | None = None,
    size: int | None = None,
    by: int,
    at: datetime,
) -> int:
    """The number of one that is to be looked at; nobody is sent it yet."""
    given = {"camp_id": camp, "task": task, "subject": subject, "name": name, "link": link, "file": file, "size": size}
    return int(db.value(KEEP, **given, made_by=by, made_at=at, attached_at=None, removed_at=None))


def drop_stale(db: Db, camp: int, *, before: datetime) -> None:
    """What was looked at and never attached is no more."""
    db.run(DROP_STALE, camp=camp, before=before)


def find(db: Db, camp: int, number: int) -> ToolPack | None:
    """One of the camp's by its number, whatever became of it."""
    row = db.one(FIND, camp=camp, pack=number)
    return None if row is None else ToolPack(*row)


def of_task(db: Db, camp: int, task: str, subject: str) -> list[ToolPack]:
    """What goes with a task, the oldest first."""
    return [ToolPack(*row) for row in db.all(OF_TASK, camp=camp, task=task, subject=subject)]


def every(db: Db, camp: int) -> list[ToolPack]:
    """All that stand, the oldest first, with how many were sent each."""
    return [ToolPack(*row) for row in db.all(EVERY, camp=camp)]


def mine(db: Db, camp: int, member: int) -> list[ToolPack]:
    """Those of them somebody was sent."""
    return [ToolPack(*row) for row in db.all(MINE, camp=camp, member=member)]


def attach(db: Db, number: int, *, at: datetime) -> bool:
    """It goes with its task from now on; False where it does already."""
    return db.one(ATTACH, pack=number, when=at) is not None


def remove(db: Db, number: int, *, at: datetime) -> bool:
    """Nobody is sent it any more; False where it does not stand."""
    return db.one(REMOVE, pack=number, when=at) is not None


def restore(db: Db, number: int) -> bool:
    """It goes with its task again; False where it was not removed."""
    return db.one(RESTORE, pack=number) is not None


def send(db: Db, pack: int, member: int, *, at: datetime) -> bool:
    """It is theirs to be sent now; False where they were."""
    return db.insert(SEND, pack_id=pack, membership_id=member, at=at)


def applying(db: Db, number: int) -> list[Holder]:
    """Who learned a lesson and has still to apply it, present members only."""
    return [Holder(*row) for row in db.all(APPLYING, lesson=number)]


def move(db: Db, old: int, kept: int) -> None:
    """What one membership was sent another was; once is enough."""
    db.run(DROP_TWICE, old=old, kept=kept)
    db.run(MOVE, old=old, kept=kept)


def move_person(db: Db, old: int, kept: int) -> None:
    """What one person made is another's."""
    db.run(MOVE_MADE, old=old, kept=kept)
