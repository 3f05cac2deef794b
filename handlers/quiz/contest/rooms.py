"""Where a contest can be played, and how fast there: what each room's channel carries and how often it may be spoken to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from bot.feature import Context, Phrase, Refusal
from handlers.quiz.contest.scoring import DELAY_LIMIT_MS
from storage import contests, rooms

MESSAGES = 2
"""Messages a question costs a room: it is put, and once it is over edited."""
MINUTE_MS = 60_000
SECOND_MS = 1000
PAUSE_MS = 600
"""From the end of a question to the next, at least: long enough to see what was right, short enough to keep the pace."""

NO_ROOM = Phrase(
    zh="这个营还没有能比赛的群。把我拉进群，发“绑定群 {camp}”。",
    en="This camp has no room to play in. Bring me into a group and send “bind {camp}”.",
)
CANNOT = Phrase(
    zh="这里开不了赛：这个平台不能在群里同时出题、收按钮。到有题目卡片的群里发“开赛”，或让经理私聊我发，就在全部群里开。",
    en="No contest can be held here: this platform cannot put questions to a group and take presses. Send it in a group that "
    "can, or a manager sends it in private for all of them.",
)
BUSY = Phrase(
    zh="这里已有一场竞赛在进行。先发“停赛”，或等它结束。",
    en="A contest is under way here. Send “endcontest”, or wait for its end.",
)

Row = Any
"""A row of `storage.rooms.ROOMS`."""


def carries(ctx: Context, channel: str) -> bool:
    """Whether a question can be put to a group there, answered by a press, and followed by the next one."""
    known = ctx.router.channels.get(channel)
    return known is not None and bool(known.can.group and known.can.push and known.can.buttons)


def rooms_for(ctx: Context, everywhere: bool) -> tuple[list[Row], list[Row]]:
    """The rooms to play in and those left out because they cannot; raises Refusal where nothing can be played."""
    rows = [row for row in rooms.rooms(ctx.db, ctx.camp.id) if everywhere or row.id == ctx.room_id]
    fit = [row for row in rows if carries(ctx, row.channel)]
    if not fit:
        raise Refusal(CANNOT if rows or not carries(ctx, ctx.address.channel) else NO_ROOM(camp=ctx.camp.name))
    free = [row for row in fit if row.id not in contests.busy(ctx.db, ctx.camp.id)]
    if len(free) < len(fit):
        raise Refusal(BUSY)
    return fit, [row for row in rows if row not in fit]


def gap(ctx: Context, rows: Sequence[Row], limit: int, wanted: int) -> int:
    """Milliseconds between the end of a question and the next, so that the slowest room stays in its budget."""
    slowest = max(_cycle(ctx, row, Counter(one.channel for one in rows)[row.channel]) for row in rows)
    return max(wanted, PAUSE_MS, slowest - limit - DELAY_LIMIT_MS)


def _cycle(ctx: Context, row: Row, rooms: int) -> int:
    """Milliseconds a question must take in a room for its channel's pace, with so many rooms on that channel."""
    pace = ctx.router.channels[row.channel].pace
    of_room = -(-MESSAGES * MINUTE_MS // pace.group_per_minute) if pace.group_per_minute and pace.is_group(row.ident) else 0
    return max(of_room, int(MESSAGES * pace.room_gap * SECOND_MS), int(MESSAGES * rooms * SECOND_MS / pace.rate))
