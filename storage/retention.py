"""What is forgotten with age: which rows are old enough, looked up beside the writer, and their removal, a slice at a time.

Nothing a figure, a book or a promise needs is here: only what was heard, said and done with.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    update,
)

from bot.parts import ADDED, KeptWords
from storage.bank import question
from storage.bills import bill
from storage.channels.web import web_file, web_post
from storage.channels.web.invitations import web_invitation
from storage.channels.web.sessions import web_session, web_used_link
from storage.connection import Db
from storage.digests import digest
from storage.events.materials import event_material
from storage.homework.hand_ins import hand_in_piece
from storage.inbox import dead_letter, inbox
from storage.lessons.curriculum import lesson
from storage.lessons.learning import lesson_done
from storage.moderation.cases import moderation_case
from storage.outbox import outbox, sent
from storage.platform_sends import platform_send
from storage.polls import poll, poll_post
from storage.question_versions import question_version
from storage.schema import Instant, Key
from storage.tasks import task
from storage.tickets import ticket, ticket_post
from storage.tool_packs import tool_pack

MOST = 200_000
"""Rows, of a kind and in all, that go in one night: the first night after an upgrade may have years of them before it."""

_before = bindparam("before", type_=Instant)
_edit = outbox.alias("edit")
_waits_for_it = exists().where(_edit.c.replaces == outbox.c.id, _edit.c.settled_at.is_(None))
_of_open_poll = exists().where(
    poll_post.c.outbox_id == outbox.c.id, poll.c.id == poll_post.c.poll_id, poll.c.closed_at.is_(None)
)
_of_open_ticket = exists().where(
    ticket_post.c.outbox_id == outbox.c.id, ticket.c.id == ticket_post.c.ticket_id, ticket.c.closed_at.is_(None)
)


_closed_at = func.coalesce(moderation_case.c.judged_at, moderation_case.c.decided_at)
_cards = (
    select(literal("outbox:").concat(cast(outbox.c.id, Text)))
    .where(
        outbox.c.needs >= literal_column(str(ADDED[KeptWords.kind])),
        outbox.c.parts.like(literal(f'%["{KeptWords.kind}",').concat(cast(bindparam("k0", type_=Key), Text)).concat(",%")),
    )
    .scalar_subquery()
)
"""The messages a case's words are read in; the web chat has them as they were read."""


class Age(NamedTuple):
    """How a kind of rows ages: the keys of those old enough, and what takes a row with that key away."""

    old: Select[Any]
    drop: tuple[Any, ...]


AGES = {
    "inbox": Age(
        select(inbox.c.key).where(inbox.c.at < _before),
        (delete(inbox).where(inbox.c.key == bindparam("k0")),),
    ),
    # The newest number stays: SQLite would give it again, and what names our messages by number would mean another.
    "outbox": Age(
        select(outbox.c.id)
        .where(
            outbox.c.settled_at < _before,
            outbox.c.id < select(func.max(outbox.c.id)).scalar_subquery(),
            ~_waits_for_it,
            ~_of_open_poll,
            ~_of_open_ticket,
        )
        .order_by(outbox.c.id),
        (
            *(delete(names).where(names.c.outbox_id == bindparam("k0")) for names in (sent, poll_post, ticket_post)),
            delete(outbox).where(outbox.c.id == bindparam("k0")),
        ),
    ),
    "platform_send": Age(
        select(platform_send.c.id).where(platform_send.c.at < _before).order_by(platform_send.c.id),
        (delete(platform_send).where(platform_send.c.id == bindparam("k0")),),
    ),
    "task": Age(
        select(task.c.id)
        .where(task.c.finished_at < _before, task.c.id < select(func.max(task.c.id)).scalar_subquery())
        .order_by(task.c.id),
        (delete(task).where(task.c.id == bindparam("k0")),),
    ),
    "dead_letter": Age(
        select(dead_letter.c.id).where(dead_letter.c.at < _before).order_by(dead_letter.c.id),
        (delete(dead_letter).where(dead_letter.c.id == bindparam("k0")),),
    ),
    "moderation_words": Age(
        select(moderation_case.c.id)
        .where(
            _closed_at < _before,
            or_(moderation_case.c.appealed_at.is_(None), moderation_case.c.judged_at.is_not(None)),
            or_(moderation_case.c.words.is_not(None), moderation_case.c.appeal.is_not(None)),
        )
        .order_by(moderation_case.c.id),
        (
            delete(web_post).where(web_post.c.key.in_(_cards)),
            update(moderation_case).where(moderation_case.c.id == bindparam("k0")).values(words=None, appeal=None, hit=""),
        ),
    ),
    "web_session": Age(
        select(web_session.c.id).where(web_session.c.seen_at < _before),
        (delete(web_session).where(web_session.c.id == bindparam("k0")),),
    ),
    "web_used_link": Age(
        select(web_used_link.c.link).where(web_used_link.c.at < _before),
        (delete(web_used_link).where(web_used_link.c.link == bindparam("k0")),),
    ),
    "web_invitation": Age(
        select(web_invitation.c.id)
        .where(web_invitation.c.until < _before, web_invitation.c.id < select(func.max(web_invitation.c.id)).scalar_subquery())
        .order_by(web_invitation.c.id),
        (delete(web_invitation).where(web_invitation.c.id == bindparam("k0")),),
    ),
    "web_post": Age(
        select(web_post.c.room, web_post.c.seq).where(web_post.c.at < _before).order_by(web_post.c.room, web_post.c.seq),
        (delete(web_post).where(and_(web_post.c.room == bindparam("k0"), web_post.c.seq == bindparam("k1"))),),
    ),
}
OLD = {kind: age.old.limit(bindparam("most")) for kind, age in AGES.items()}

_file: BindParameter[str] = bindparam("file")
_in_text = literal("%").concat(_file).concat("%")
IS_NAMED = select(
    or_(
        exists().where(question.c.picture == _file),
        exists().where(question_version.c.picture == _file),
        exists().where(bill.c.picture == _file),
        exists().where(digest.c.picture == _file),
        exists().where(lesson_done.c.file == _file),
        exists().where(hand_in_piece.c.file == _file),
        exists().where(event_material.c.file == _file),
        exists().where(tool_pack.c.file == _file),
        exists().where(lesson.c.files.op("LIKE")(_in_text)),
        exists().where(outbox.c.settled_at.is_(None), outbox.c.parts.like(_in_text)),
        exists().where(task.c.finished_at.is_(None), task.c.payload.op("LIKE")(_in_text)),
    )
)
IS_SHARED = select(exists().where(web_file.c.file == _file))
UNSHARE = delete(web_file).where(web_file.c.file == bindparam("file"))


def old(db: Db, kind: str, before: datetime) -> list[list[Any]]:
    """The keys of a kind's rows from before a moment that nothing waits for."""
    return [list(row) for row in db.all(OLD[kind], before=before, most=MOST)]


def drop(db: Db, kind: str, keys: Sequence[Sequence[Any]]) -> None:
    """Those rows are no more, and nothing names them."""
    rows = [{f"k{place}": value for place, value in enumerate(key)} for key in keys]
    for statement in AGES[kind].drop:
        db.many(statement, rows)


def is_named(db: Db, file: str) -> bool:
    """Whether a lesson, a question, a bill, a digest, somebody's evidence or anything still to be done needs a stored file."""
    return bool(db.value(IS_NAMED, file=file))


def is_shared(db: Db, file: str) -> bool:
    """Whether it was shown in a room of the web chat."""
    return bool(db.value(IS_SHARED, file=file))


def unshare(db: Db, files: Sequence[str]) -> None:
    """No room shows these files any more."""
    db.many(UNSHARE, [{"file": file} for file in files])
