"""Between a draw and its turn a question may be retired: another of its mix is asked in its place, or it falls out of the draw."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from storage import bank
from storage.bank import Stored
from storage.connection import Db

PRESSED_KINDS = {"single", "true_false", "multiple"}


@dataclass(frozen=True, slots=True)
class Source:
    """What a draw was made from: a camp's bank or one tag of it; `pressed` only what one press answers, `judged` only what needs
    no expert. A `fixed` draw is the same for everybody: nothing takes a place in it that falls empty."""

    camp: int
    tag: str | None
    pressed: bool = False
    judged: bool = False
    fixed: bool = False

    def has(self, stored: Stored) -> bool:
        """Whether a question may still be asked."""
        kind = stored.plain["kind"]
        fits = kind in PRESSED_KINDS if self.pressed else kind != "short" or not self.judged
        return fits and stored.retired_at is None


def next_in_use(db: Db, drawn: Sequence[int], place: int, source: Source, seed: str) -> tuple[tuple[int, ...], Stored | None]:
    """The draw as it stands now, and the question whose turn it is: None after the last."""
    questions = list(drawn)
    while place < len(questions):
        stored = bank.current(db, questions[place])
        assert stored is not None
        if source.has(stored):
            return tuple(questions), stored
        other = None if source.fixed else _another(db, questions, stored, source, f"{seed}:{stored.id}")
        questions[place : place + 1] = [] if other is None else [other]
    return tuple(questions), None


def _another(db: Db, drawn: Sequence[int], gone: Stored, source: Source, seed: str) -> int | None:
    """A question that is not drawn yet: one that shares a tag beside the source's if there is one, else any."""
    stock = bank.stock(db, source.camp, source.tag, pressed=source.pressed, judged=source.judged)
    left = [(question, tag) for question, tag in stock if question not in drawn]
    tags = {tag for tag in gone.plain["tags"] if tag != source.tag}
    alike = [question for question, tag in left if tag in tags] or [question for question, _ in left]
    return random.Random(seed).choice(alike) if alike else None
