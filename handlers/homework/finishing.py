"""完成: what was gathered becomes a version, once every file of it is here, and whoever is to read it hears of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.audience import Audience
from bot.feature import Context, Phrase, Press, Refusal
from handlers.homework import rating, reviewers, rules, wording
from handlers.homework.settings import feature
from storage.homework import assignments, hand_ins, ratings
from storage.homework.assignments import Homework
from storage.homework.hand_ins import HandIn, HandInPiece

feature.fact("handed_in", "homework")
feature.fact("taken_back", "homework")

COMING = Phrase(
    zh="收到“完成”。还有{n}个文件在传，传完自动交。",
    en="Noted. {n:file is|files are} still on the way; it is handed in as soon as all are here.",
)
HANDED_IN = Phrase(
    zh="✅ 《{title}》第{version}版已交（H{id}）：{pieces}{late}。{next}",
    en="✅ “{title}”, version {version}, is handed in (H{id}): {pieces}{late}. {next}",
)
LATE = Phrase(zh="，迟交", en=", late")
TOLD_LATER = Phrase(zh="评了就告诉你。", en="You will hear when it was read.")
PEERS_LATER = Phrase(
    zh="截止后同伴互评，也会请你评{n}份。", en="After the deadline peers rate it, and you will be asked to rate {n}."
)
INSTEAD = Phrase(zh="H{id} 不再评，以这一版为准。", en="H{id} is set aside; this version counts.")
AT_THE_DEADLINE = Phrase(
    zh="⏰ 《{title}》到截止了，你收着没按“完成”的，我替你交了（H{id}）：{pieces}。要改就再交一版。",
    en="⏰ “{title}” is due, so I handed in what you had sent without “Done” (H{id}): {pieces}. To change it hand in another version.",
)
TOO_LATE = Phrase(
    zh="《{title}》{at:%m-%d %H:%M} 截止，迟交不收。要补交请找社群经理。",
    en="“{title}” was due on {at:%m-%d %H:%M} and late ones are refused. Ask the manager if you still want to.",
)
GONE = Phrase(zh="《{title}》这次已经交过了（H{id}）。", en="That was handed in for “{title}” already (H{id}).")
BACK = Phrase(
    zh="✅ H{id} 收回了，内容还在：改好按“完成”再交，或按“不交了”删掉。",
    en="✅ H{id} is taken back and its content kept: press “Done” to hand it in again or “Drop it” to delete it.",
)
READ_ALREADY = Phrase(
    zh="H{id} 已经有人评了，收不回。要改就再交一版：交作业 {title}",
    en="H{id} was read already and stays. To change it hand in another version: submit {title}",
)
FINISH = Phrase(zh="完成", en="Done")
DROP = Phrase(zh="不交了", en="Drop it")

feature.act("homework_handed_in", Phrase(zh="{who} 交了《{title}》H{hand_in}", en="{who} handed in H{hand_in} for “{title}”"))


def total(pieces: Iterable[HandInPiece]) -> int:
    """Bytes of all files."""
    return sum(piece.size for piece in pieces if piece.kind != "words")


def finish(ctx: Context, meant: Homework, number: int) -> None:
    """Hands in what was gathered, or notes that this is all where files are on their way. Raises Refusal."""
    pieces = hand_ins.pieces(ctx.db, number)
    coming = sum(piece.is_coming for piece in pieces)
    if coming:
        hand_ins.ends(ctx.db, number, ctx.said_at)
        ctx.reply(COMING(n=coming), audience=Audience.PERSON)
        return
    one = hand_ins.find(ctx.db, number)
    assert one is not None
    at = one.ends_at or ctx.said_at
    known = hand_ins.versions(ctx.db, meant.id, one.membership)
    if meant.until is not None and rules.is_refused(meant.late, meant.until, at, has_handed_in=bool(known)):
        raise Refusal(TOO_LATE(title=meant.title, at=meant.until))
    if (accepted := next((it for it in known if it.state == "accepted"), None)) is not None:
        raise Refusal(GONE(title=meant.title, id=accepted.id))
    handed, replaced = hand_in(ctx, meant, one, at)
    late = LATE if handed.is_late else ""
    waits = meant.peers and meant.seed is None
    following = PEERS_LATER(n=meant.peers) if waits else TOLD_LATER()
    said = {"title": meant.title, "version": handed.version, "id": handed.id, "pieces": wording.counted(pieces)}
    undo = {"hand_in": handed.id, "replaced": replaced}
    ctx.audit("homework_handed_in", undo=undo, title=meant.title, hand_in=handed.id)
    note = [INSTEAD(id=replaced)] if replaced is not None else []
    ctx.reply(HANDED_IN(**said, late=late, next=following), *note, audience=Audience.PERSON)


def hand_in(ctx: Context, meant: Homework, one: HandIn, at: datetime) -> tuple[HandIn, int | None]:
    """It is the next version; gives it, and the number of the waiting one it takes the place of. Raises Refusal where it is none any more."""
    known = hand_ins.versions(ctx.db, meant.id, one.membership)
    first_at = known[0].at if known and known[0].at else at
    late = rules.is_late(meant.late, meant.until, first_at)
    became = hand_ins.hand_in_now(ctx.db, one, is_late=late, at=at)
    if became is None:
        raise Refusal(GONE(title=meant.title, id=one.id))
    ctx.later("homework.forgotten", str(one.id), None)
    handed = hand_ins.find(ctx.db, one.id)
    assert handed is not None
    ctx.happened("homework.handed_in", handed.membership, homework=meant.id)
    if not rating.begin(ctx, meant, handed):
        reviewers.tell(ctx, meant, handed)
    return handed, became[1]


def finish_at_deadline(ctx: Context, meant: Homework, number: int) -> None:
    """What somebody had sent without 完成 is handed in at the deadline; what is still on its way then follows."""
    assert meant.until is not None
    pieces = hand_ins.pieces(ctx.db, number)
    one = hand_ins.find(ctx.db, number)
    if one is None or not pieces:
        hand_ins.drop(ctx.db, number)
        return
    if any(piece.is_coming for piece in pieces):
        hand_ins.ends(ctx.db, number, meant.until)
        return
    handed, _ = hand_in(ctx, meant, one, meant.until)
    ctx.tell(one.person, AT_THE_DEADLINE(title=meant.title, id=handed.id, pieces=wording.counted(pieces)))


@feature.undoes("homework_handed_in")
def take_back(ctx: Context, hand_in: int, replaced: int | None) -> None:
    """It is being gathered again, and the one it took the place of waits again."""
    one = hand_ins.find(ctx.db, hand_in)
    assert one is not None
    meant = assignments.find(ctx.db, one.homework)
    rated = any(it.given_at is not None for it in ratings.of(ctx.db, hand_in))
    if meant is None or rated or not hand_ins.take_back(ctx.db, one, replaced):
        raise Refusal(READ_ALREADY(id=hand_in, title=meant.title if meant else ""))
    presses = [Press(FINISH, f"交作业 完成 {hand_in}"), Press(DROP, f"交作业 不交了 {hand_in}")]
    ctx.happened("homework.taken_back", one.membership, homework=one.homework)
    ctx.reply(BACK(id=hand_in), presses, audience=Audience.PERSON)
