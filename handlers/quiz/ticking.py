"""Several right options are ticked one by one and handed in together; what somebody ticked is theirs alone to see."""

from __future__ import annotations

from bot import ticking
from bot.feature import Context, Phrase
from bot.messages import Kind
from handlers.quiz.bank.questions import LETTERS
from handlers.quiz.question_view import whisper_or_reply
from storage import answers, ticks
from storage.asks import Ask

NO_SUCH = Phrase(zh="没有这个选项。", en="There is no such option.")


def read(ctx: Context, asked: Ask, said: str) -> str | None:
    """The answer that was given: what was typed, or the letters ticked where they are handed in. None where it was a tick, or
    nothing is ticked: that has been answered then."""
    is_over = asked.closed_at is not None or answers.has_answered(ctx.db, asked.id, ctx.member.id)
    letter, hands_in = ticking.letter_of(said), ticking.hands_in(said)
    if asked.plain["kind"] != "multiple" or is_over or asked.membership not in (None, ctx.member.id):
        # Whoever answers for the question says why not; a press is an answer to it all the same.
        return LETTERS[0] if hands_in and ctx.event.kind is Kind.PRESSED else said.removeprefix(ticking.TICK)
    if letter is not None:
        _tick(ctx, asked, letter)
        return None
    if not hands_in:
        return said
    letters = ticks.ticked(ctx.db, asked.id, ctx.member.id)
    if not letters:
        whisper_or_reply(ctx, ticking.TICK_FIRST)
        return None
    ticks.clear(ctx.db, asked.id, ctx.member.id)
    return letters


def _tick(ctx: Context, asked: Ask, letter: str) -> None:
    if letter not in tuple(LETTERS[: len(asked.plain["options"])]):
        return whisper_or_reply(ctx, NO_SUCH)
    letters = "".join(sorted(ticking.toggled(ticks.ticked(ctx.db, asked.id, ctx.member.id), letter)))
    ticks.keep(ctx.db, asked.id, ctx.member.id, letters)
    hand_in = f"选 D{asked.id} {ticking.HAND_IN}"
    if not ctx.address.direct or not ticking.show(ctx, asked.message, letters, hand_in):
        whisper_or_reply(ctx, ticking.said_of(letters), aloud=False)
