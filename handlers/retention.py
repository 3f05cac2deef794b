"""What is kept how long, in one table: at night everything older goes, but for what a figure, a book or a promise needs."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple

from bot.feature import Context, Feature, Phrase, Theme
from scheduler.rhythm import Daily
from storage import retention
from storage.channels.web.sessions import LIVES as SESSIONS_KEPT
from storage.connection import Db
from storage.files import Files
from storage.inbox import KEPT as KEYS_KEPT

feature = Feature("retention", Theme.CAMP)


class KeptFor(NamedTuple):
    """A kind of what is kept, in words, and for how many days; None is `storage.retention_days`."""

    kind: str
    what: Phrase
    days: int | None = None

    def lasts(self, retention_days: int) -> int:
        return retention_days if self.days is None else self.days


FILES = "files"
KEPT = (
    KeptFor("web_post", Phrase(zh="网页聊天里说过的话", en="what was said in the web chat")),
    KeptFor(
        "web_session",
        Phrase(zh="网页聊天的登录（从最后一次用算起）", en="sign-ins of the web chat, from when they were last used"),
        SESSIONS_KEPT.days,
    ),
    KeptFor("web_used_link", Phrase(zh="用过的登录链接的编号", en="numbers of sign-in links that were used"), 2),
    KeptFor("web_invitation", Phrase(zh="过期的网页邀请", en="invitations into the web chat that are over"), 30),
    KeptFor("outbox", Phrase(zh="小助发出去的消息", en="messages the bot has sent")),
    KeptFor(
        "inbox", Phrase(zh="收到过的消息的编号（防重复，没有内容）", en="keys of what was heard, without words"), KEYS_KEPT.days
    ),
    KeptFor("dead_letter", Phrase(zh="处理不了的消息的原文", en="words of messages that could not be acted on"), 30),
    KeptFor(
        "moderation_words",
        Phrase(
            zh="违规处理里的原话和申诉的话（从结案算起；处罚本身一直留）",
            en="words of cases and of appeals, from when they were closed (the penalties themselves stay)",
        ),
        30,
    ),
    KeptFor(
        "platform_send",
        Phrase(
            zh="发消息的时刻（数平台的额度，没有内容）", en="moments of sends (to count a platform's limits), without words"
        ),
        1,
    ),
    KeptFor("task", Phrase(zh="做完的后台任务和它的材料", en="finished background work and what it was given"), 30),
    KeptFor(
        FILES,
        Phrase(
            zh="存下的文件（题库、课程、账单、周报要用的一直留，网页聊天里的跟着聊天）",
            en="stored files (what lessons, questions, bills and digests need stays; what the web chat shows, as long as the talk)",
        ),
        30,
    ),
)
"""The one table: the nightly job, doctor and docs/retention.md all say it. A feature that keeps words of its own adds its row here."""


@feature.nightly(Daily(time(4, 30)), name="sweep")
def sweep(ctx: Context, due_at: datetime) -> None:
    """Asks what is old enough: that is looked up beside the writer."""
    kept = ctx.router.retention_days
    before = {one.kind: (ctx.now - timedelta(days=one.lasts(kept))).isoformat() for one in KEPT}
    shared_before = (ctx.now - timedelta(days=kept)).isoformat()
    ctx.task("retention.files", before=before.pop(FILES), shared_before=shared_before)
    ctx.task("retention.aged", before=before)


@feature.task("aged")
def find_aged(reader: Db, before: dict[str, str]) -> list[list[Any]]:
    """Kind and key of what is old enough, as much as a night may take; `before` is a moment by kind."""
    aged = (
        [kind, *key] for kind, moment in before.items() for key in retention.old(reader, kind, datetime.fromisoformat(moment))
    )
    return list(islice(aged, retention.MOST))


@feature.on("done:retention.aged")
def forget(ctx: Context) -> None:
    """One slice of it goes."""
    for kind, rows in groupby(ctx.event.data["rows"], itemgetter(0)):
        retention.drop(ctx.db, kind, [key for _, *key in rows])


@feature.task("files")
def delete_files(reader: Db, before: str, shared_before: str, files: Files) -> list[str]:
    """Deletes the files nothing names any more; gives them."""
    long_ago = set(files.kept_before(datetime.fromisoformat(shared_before)))
    gone = []
    for file in files.kept_before(datetime.fromisoformat(before)):
        if retention.is_named(reader, file) or (file not in long_ago and retention.is_shared(reader, file)):
            continue
        files.delete(file)
        gone.append(file)
    return gone


@feature.on("done:retention.files")
def unshare(ctx: Context) -> None:
    """No room of the web chat shows them any more."""
    retention.unshare(ctx.db, ctx.event.data["rows"])
