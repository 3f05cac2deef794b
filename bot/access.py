"""Access: what is open to a member where an operation keeps things closed until something is done, like a stage's lessons until it opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.phrases import Line

if TYPE_CHECKING:  # a context is made with what features register
    from bot.context import Context


@dataclass(frozen=True, slots=True)
class Access:
    """Whether something is open to a member; why not, and what is to be done first, where it is not."""

    is_open: bool
    why: Line | None = None


AccessRule = Callable[["Context", str, Sequence[str]], Access | None]
"""Of something a counter counts, by the subjects it may be asked for as; None of what it has no say in."""


def access(ctx: Context, rules: Sequence[AccessRule], counter: str, subjects: Sequence[str]) -> Access | None:
    """What those who have a say in it say: open where one of them opens it, closed where the others close it; None where nobody has one."""
    said = [found for rule in rules if (found := rule(ctx, counter, subjects)) is not None]
    return next((one for one in said if one.is_open), said[0] if said else None)
