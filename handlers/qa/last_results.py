"""The list somebody has before them: what 更多, 用上了 and a bare number go by, for as long as a dialog is open."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from bot.feature import Context
from storage import dialogs

PAGE = 4
"""Results to a message: with the last line five, what a group bears."""
STEP = "qa.shown"


@dataclass(frozen=True, slots=True)
class Shown:
    """The words searched for, the entries found (ids, the best first), and the place the page begins at, from 0."""

    words: str
    entries: tuple[int, ...]
    start: int = 0

    @property
    def page(self) -> tuple[int, ...]:
        return self.entries[self.start : self.start + PAGE]

    @property
    def left(self) -> int:
        """How many come after the page."""
        return len(self.entries) - self.start - len(self.page)

    def at(self, place: str) -> int | None:
        """The entry of a place on the page, counted from 1 over all pages; of the only one where none is said."""
        if not place and len(self.page) == 1:
            return self.page[0]
        number = int(place) - 1 if place.isdecimal() else -1
        return self.entries[number] if self.start <= number < self.start + len(self.page) else None


def remember(ctx: Context, what: Shown) -> bool:
    """Keeps the list in place of the one before. False where a question waits for this person's answer here: that comes first."""
    waiting = dialogs.find(ctx.db, ctx.person.id, ctx.address.key, now=ctx.now)
    if waiting is not None and waiting.step != STEP:
        return False
    if waiting is not None:
        dialogs.close(ctx.db, waiting.id)
    ctx.ask("shown", **asdict(what))
    return True


def recall(ctx: Context) -> Shown | None:
    """The list this person had here last."""
    waiting = dialogs.find(ctx.db, ctx.person.id, ctx.address.key, now=ctx.now)
    return None if waiting is None or waiting.step != STEP else kept(**waiting.kept)


def kept(words: str, entries: list[int], start: int) -> Shown:
    """The list as a dialog gives it back."""
    return Shown(words, tuple(entries), start)
