"""Which lesson somebody means, and how one person is answered: at once where they are, or in private."""

from __future__ import annotations

import re
import unicodedata

from bot.feature import Context, Line, Phrase, Refusal, Role, Said
from bot.messages import Kind
from storage import lessons, people
from storage.lessons import Lesson

NONE_YET = Phrase(zh="还没有推过微课。", en="No lesson has come yet.")
NO_SUCH = Phrase(zh="没有 L{number} 这节课。", en="There is no lesson L{number}.")
NOT_YET = Phrase(zh="L{number} 还没有推送，到时候见。", en="L{number} has not come yet; see you then.")
NOT_A_LESSON = Phrase(zh="“{word}”不是课号。试试：微课 L12", en="“{word}” is no lesson number. Try: lesson L12")
IN_PRIVATE = Phrase(zh="已私聊发给你。", en="Sent to you in private.")
OPEN_PRIVATE = Phrase(zh="先私聊我说一句话，我才能发给你。", en="Say a word to me in private first, so that I can send it.")


def number_in(word: str) -> int | None:
    """12 in L12, l12 or 12."""
    found = re.fullmatch(r"[lL]?(\d{1,6})", unicodedata.normalize("NFKC", word).strip())
    return int(found[1]) if found else None


def find(ctx: Context, which: str) -> Lesson:
    """The lesson of a number, or the one that came last. Raises Refusal; what has not come is for managers and experts only."""
    if not which:
        latest = lessons.latest(ctx.db, ctx.camp.id, ctx.member.id)
        if latest is None:
            raise Refusal(NONE_YET)
        return latest
    number = number_in(which)
    if number is None:
        raise Refusal(NOT_A_LESSON(word=which[:12]))
    meant = lessons.by_number(ctx.db, ctx.camp.id, number)
    if meant is None:
        raise Refusal(NO_SUCH(number=number))
    if ctx.role < Role.EXPERT and not lessons.has_come(ctx.db, meant.id, ctx.member.id):
        access = ctx.access("lessons", f"L{number}", *(f"#{tag}" for tag in meant.tags))
        if access is None or not access.is_open:
            raise Refusal(NOT_YET(number=number) if access is None or access.why is None else access.why)
    return meant


def at_once(ctx: Context, line: Line, *more: Said) -> None:
    """To whoever pressed in a group as a toast, so that the group stays quiet; else as a reply."""
    if ctx.event.kind is Kind.PRESSED and not ctx.address.direct:
        ctx.whisper(line)
    else:
        ctx.reply(line, *more)


def privately(ctx: Context, *said: Said) -> None:
    """For this person alone, wherever they asked."""
    if ctx.address.direct:
        ctx.reply(*said)
    elif people.private_address(ctx.db, ctx.person.id) is None:
        at_once(ctx, OPEN_PRIVATE())
    else:
        ctx.tell(ctx.person.id, *said)
        at_once(ctx, IN_PRIVATE())
