"""Several right options are ticked one by one and handed in together; what somebody ticked is theirs alone to see."""

from __future__ import annotations

from dataclasses import replace

from bot.feature import Context, Line, Phrase, Press
from bot.messages import Kind
from bot.parts import Choices
from handlers.quiz.bank.questions import LETTERS
from handlers.quiz.question_view import DONE, HAND_IN, TICK, whisper_or_reply
from storage import answers, outbox, ticks
from storage.asks import Ask

HANDS_IN = frozenset({HAND_IN, "提交", "done", "ok"})

TICKED = Phrase(zh="已选 {letters}，按“确定”才算交。", en="Ticked: {letters}. Press “Done” to hand it in.")
NONE_TICKED = Phrase(zh="一个都没选了。选好再按“确定”。", en="Nothing is ticked now. Tick and press “Done”.")
TICK_FIRST = Phrase(zh="还没有选。先点选项，再按“确定”。", en="Nothing is ticked yet. Tick options, then press “Done”.")
NO_SUCH = Phrase(zh="没有这个选项。", en="There is no such option.")


def read(ctx: Context, asked: Ask, said: str) -> str | None:
    """The answer that was given: what was typed, or the letters ticked where they are handed in. None where it was a tick, or
    nothing is ticked: that has been answered then."""
    word = said.strip().casefold()
    is_over = asked.closed_at is not None or answers.has_answered(ctx.db, asked.id, ctx.member.id)
    if asked.plain["kind"] != "multiple" or is_over or asked.membership not in (None, ctx.member.id):
        # Whoever answers for the question says why not; a press is an answer to it all the same.
        return LETTERS[0] if word in HANDS_IN and ctx.event.kind is Kind.PRESSED else said.removeprefix(TICK)
    if word.startswith(TICK):
        _tick(ctx, asked, word.removeprefix(TICK).strip().upper())
        return None
    if word not in HANDS_IN:
        return said
    letters = ticks.ticked(ctx.db, asked.id, ctx.member.id)
    if not letters:
        whisper_or_reply(ctx, TICK_FIRST)
        return None
    ticks.clear(ctx.db, asked.id, ctx.member.id)
    return letters


def _tick(ctx: Context, asked: Ask, letter: str) -> None:
    if letter not in tuple(LETTERS[: len(asked.plain["options"])]):
        return whisper_or_reply(ctx, NO_SUCH)
    letters = "".join(sorted(set(ticks.ticked(ctx.db, asked.id, ctx.member.id)) ^ {letter}))
    ticks.keep(ctx.db, asked.id, ctx.member.id, letters)
    line = TICKED(letters=letters) if letters else NONE_TICKED()
    if not ctx.address.direct:
        return whisper_or_reply(ctx, line)
    _show(ctx, asked, letters, line)


def _show(ctx: Context, asked: Ask, letters: str, line: Line) -> None:
    """In private the message itself shows what is ticked; where it cannot be changed, a new one does."""
    message = ctx.replied_to() if ctx.event.kind is Kind.PRESSED else asked.message
    parts = outbox.parts_of(ctx.db, message) if message else ()
    options = next((part for part in parts if isinstance(part, Choices)), None)
    if message is None or options is None:
        return whisper_or_reply(ctx, line)
    marked = replace(options, options=tuple(replace(one, picked=one.letter in letters) for one in options.options))
    if ctx.can_edit(message):
        ctx.edit(message, *(marked if part is options else part for part in parts))
    else:
        ctx.reply(line, marked, [Press(DONE, f"选 D{asked.id} {HAND_IN}")])
