"""Several options are ticked one by one and handed in together: what a press says, and how the message shows what is ticked."""

from __future__ import annotations

from dataclasses import replace

from bot.context import Context, Press
from bot.messages import Kind
from bot.parts import Choices
from bot.phrases import Line, Phrase
from storage import outbox

TICK, HAND_IN = "+", "确定"
"""What a press says where several may be taken: 选 D41 +A ticks A or takes the tick away, 选 D41 确定 hands in what is ticked."""
HANDS_IN = frozenset({HAND_IN, "提交", "done", "ok"})
DONE = Phrase(zh="确定", en="Done")
TICKED = Phrase(zh="已选 {letters}，按“确定”才算交。", en="Ticked: {letters}. Press “Done” to hand it in.")
NONE_TICKED = Phrase(zh="一个都没选了。选好再按“确定”。", en="Nothing is ticked now. Tick and press “Done”.")
TICK_FIRST = Phrase(zh="还没有选。先点选项，再按“确定”。", en="Nothing is ticked yet. Tick options, then press “Done”.")


def hands_in(said: str) -> bool:
    """Whether what is ticked is handed in."""
    return said.strip().casefold() in HANDS_IN


def letter_of(said: str) -> str | None:
    """The option a press ticks, or takes the tick from; None where it is something else."""
    word = said.strip()
    return word.removeprefix(TICK).strip().upper() if word.startswith(TICK) else None


def toggled(letters: str, letter: str) -> str:
    """The letters with one more, behind the others, or without it."""
    return letters.replace(letter, "") if letter in letters else letters + letter


def said_of(letters: str) -> Line:
    """What is ticked now."""
    return TICKED(letters=letters) if letters else NONE_TICKED()


def show(ctx: Context, message: int | None, letters: str, hand_in: str) -> bool:
    """In private the message itself shows what is ticked; where it cannot be changed, a new one does. False where there is no such
    message."""
    pressed = ctx.replied_to() if ctx.event.kind is Kind.PRESSED else message
    parts = outbox.parts_of(ctx.db, pressed) if pressed else ()
    options = next((part for part in parts if isinstance(part, Choices)), None)
    if pressed is None or options is None:
        return False
    marked = replace(options, options=tuple(replace(one, picked=one.letter in letters) for one in options.options))
    if ctx.can_edit(pressed):
        ctx.edit(pressed, *(marked if part is options else part for part in parts))
    else:
        ctx.reply(said_of(letters), marked, [Press(DONE, hand_in)])
    return True
