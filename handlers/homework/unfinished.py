"""What somebody sent and did not hand in: asked about once, and a file that comes without a word is asked which homework it is for."""

from __future__ import annotations

from datetime import datetime

from bot.feature import Context, Phrase, Press, Role
from handlers.homework import wording
from handlers.homework.handing_in import DROP, FINISH
from handlers.homework.settings import feature
from storage.homework import assignments, hand_ins, progress

STILL_OPEN = Phrase(
    zh="⏰ 《{title}》还没交：收着{pieces}。发完了就按“完成”。",
    en="⏰ “{title}” is not handed in yet; I hold {pieces}. If that is all press “Done”.",
)
SAY_FIRST = Phrase(
    zh="是要交作业吗？先按下面选一份，再把文件发给我。", en="Is that homework? Press which one first, then send me the file."
)


@feature.due("forgotten")
def forgotten(ctx: Context, subject: str, _: datetime) -> None:
    """Somebody sent pieces and no 完成: asked once whether it is all."""
    one = hand_ins.find(ctx.db, int(subject))
    pieces = hand_ins.pieces(ctx.db, int(subject))
    meant = assignments.find(ctx.db, one.homework) if one is not None and one.state == "gathering" else None
    if one is None or meant is None or not meant.is_open or not pieces:
        return
    presses = [Press(FINISH, f"交作业 完成 {one.id}"), Press(DROP, f"交作业 不交了 {one.id}")]
    still = ("homework.gathering", subject)
    ctx.nudge(one.person, STILL_OPEN(title=meant.title, pieces=wording.counted(pieces)), presses, still=still)


@feature.condition("gathering")
def is_gathering(ctx: Context, person: int, subject: str) -> bool:
    """Whether it is not handed in yet."""
    one = hand_ins.find(ctx.db, int(subject))
    return one is not None and one.person == person and one.state == "gathering"


@feature.on("file")
def file_came(ctx: Context) -> None:
    """A file a learner sends without a word, who has homework to hand in: which one it is for is asked before it is sent again."""
    if not ctx.address.direct or ctx.member_or_none is None or ctx.role is not Role.LEARNER or "album" in ctx.event.data:
        return
    owed = [
        one.homework for one in progress.mine(ctx.db, ctx.member.id) if one.homework.is_open and one.state in (None, "returned")
    ]
    if owed:
        ctx.reply(SAY_FIRST, *[[Press(one.title, f"交作业 {one.id}")] for one in owed[:6]])
