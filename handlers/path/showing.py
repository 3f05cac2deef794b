"""The map as somebody walks it: what is passed, what is done of what is open, and what the rest waits for. The member and a manager read
the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot import purses
from bot.counters import COUNTERS
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Line, Phrase, Press
from handlers.path import counting, passing, rules, wording
from handlers.path.rules import Counts, PathStanding, WaitsFor
from storage import path, points
from storage.path import Stage, Walker

OPEN, PASSED, LOCKED, OLD = "▶", "✅", "🔒", Phrase(zh="旧版", en="old")
HOW_FAR = Phrase(zh="🗺 已通关 {n}/{stages}{purse}", en="🗺 {n} of {stages} passed{purse}")
HOW_FAR_OF = Phrase(zh="🗺 {name} 已通关 {n}/{stages}{purse}", en="🗺 {name}: {n} of {stages} passed{purse}")
PURSE = Phrase(zh="｜{coins}", en=" | {coins}")
NAMED = Phrase(zh="{mark} {name}", en="{mark} {name}")
MORE_PASSED = Phrase(zh="{mark} 前面{stages}", en="{mark} {stages} before")
ALL_DONE = Phrase(zh="通关", en="passed")
PASSED_ON = Phrase(zh="{day}通关", en="passed {day}")
DONE_SO_FAR = Phrase(zh="已做{n}/{of}", en="{n}/{of} done")
FIRST = Phrase(zh="先过“{name}”", en="after “{name}”")
OPENS = Phrase(zh="{day}开", en="opens {day}")
IN_TURN = Phrase(zh="依次开放", en="one after the other")
STILL = Phrase(zh="“{name}”还差：{lacking}。", en="“{name}” still needs: {lacking}.")
WAITS = Phrase(zh="“{name}”{day}开放{why}。", en="“{name}” opens on {day}{why}.")
BECAUSE = Phrase(zh="（{why}）", en=" ({why})")
ALL_PASSED = Phrase(zh="🎉 全部通关！", en="🎉 You have passed them all!")
MOST_BEFORE, MOST_AHEAD = 2, 1
"""Passed stages shown each by itself, and locked ones; the others are one row."""
MOST_OPEN, MOST_LACKING, MOST_BUTTONS, LONGEST_SAYS = 3, 4, 3, 64


class Walk:
    """A learner's map at this moment: counted once, said in as many ways as wanted."""

    def __init__(self, ctx: Context, walker: Walker) -> None:
        self.ctx, self.walker = ctx, walker
        self.every = path.stages(ctx.db, ctx.camp.id, retired=True)
        self.stages = [stage for stage in self.every if stage.retired_at is None]
        self.counts: Counts = counting.of_one(ctx.db, ctx.camp.id, walker.membership)
        self.behind = rules.before(self.stages)
        passes = path.passes(ctx.db, walker.membership)
        self.standing: PathStanding = passing.stand(ctx, walker, self.stages, passes, self.counts)

    @property
    def passed(self) -> dict[int, date]:
        """Stage (id) → the day it was passed."""
        return {stage: self.ctx.local(at).date() for stage, at in self.standing.passed.items()}

    def waits(self, stage: Stage) -> WaitsFor:
        """What a stage that is not passed waits for."""
        return rules.waits_for(stage, self.behind[stage.id], self.standing.passed, passing.at(self.ctx, self.walker))

    @property
    def left(self) -> list[Stage]:
        return [stage for stage in self.stages if stage.id not in self.standing.passed]

    @property
    def open(self) -> list[Stage]:
        return [stage for stage in self.left if self.waits(stage).is_open]

    def rows(self, title: Line) -> FactRows:
        """Everything, below each other."""
        locked = [stage for stage in self.left if not self.waits(stage).is_open]
        return FactRows.of(
            *self._passed_rows(),
            *(self._open_row(stage) for stage in self.open),
            *self._locked_rows(locked),
            *self._old_rows(),
            title=title,
        )

    def title(self, name: str = "") -> Line:
        """How many are passed; with a name for who reads it of somebody else."""
        n, stages = len(self.stages) - len(self.left), wording.stages(len(self.stages), self.ctx.camp)
        said = {"n": n, "stages": stages, "purse": self._purse()}
        return HOW_FAR_OF(name=name, **said) if name else HOW_FAR(**said)

    def _purse(self) -> Line | str:
        """Their coins, where the map pays some."""
        if not any(stage.coins for stage in self.stages):
            return ""
        coins = points.balance(self.ctx.db, self.walker.membership, "coins")
        return PURSE(coins=purses.amount(coins, "coins", self.ctx.camp))

    def next(self) -> tuple[list[Line | Phrase], list[Press]]:
        """What is missing, named, and the buttons that go there."""
        if not self.left:
            return ([ALL_PASSED] if self.stages else []), []
        if not self.open:
            return self._next_to_open(), []
        shown = self.open[:MOST_OPEN]
        return [line for stage in shown if (line := self.still(stage)) is not None], self._presses(shown[0])

    def still(self, stage: Stage, phrase: Phrase = STILL) -> Line | None:
        """What a stage that is not passed still needs; None where nothing is left."""
        lacking = wording.lacking(stage.needs, self.counts)
        shown: list[Line | str] = [*lacking[:MOST_LACKING], *(["…"] if lacking[MOST_LACKING:] else [])]
        n, of = len(stage.needs) - len(lacking), len(stage.needs)
        return phrase(name=stage.name, lacking=shown, n=n, of=of) if lacking else None

    def _passed_rows(self) -> list[FactRow]:
        passed, days = [stage for stage in self.stages if stage.id in self.standing.passed], self.passed
        shown = passed[-MOST_BEFORE:] if len(passed) > MOST_BEFORE + 1 else passed
        before = len(passed) - len(shown)
        more = [FactRow(MORE_PASSED(mark=PASSED, stages=wording.stages(before, self.ctx.camp)), ALL_DONE)] if before else []
        return [
            *more,
            *(FactRow(NAMED(mark=PASSED, name=stage.name), PASSED_ON(day=self._day(days[stage.id]))) for stage in shown),
        ]

    def _open_row(self, stage: Stage) -> FactRow:
        return FactRow(NAMED(mark=OPEN, name=stage.name), wording.how_far(stage.needs, self.counts))

    def _locked_rows(self, locked: Sequence[Stage]) -> list[FactRow]:
        shown = locked if len(locked) <= MOST_AHEAD + 1 else locked[:MOST_AHEAD]
        rows = [FactRow(NAMED(mark=LOCKED, name=stage.name), self._why(stage), self._ahead(stage)) for stage in shown]
        rest = locked[len(shown) :]
        if rest:
            span = rest[0].name if len(rest) == 1 else f"{rest[0].name} … {rest[-1].name}"
            rows.append(FactRow(NAMED(mark=LOCKED, name=span), IN_TURN))
        return rows

    def _ahead(self, stage: Stage) -> Line | str:
        """What is done of a stage before it opens: it counts when it does."""
        done = sum(self.counts(need).is_met for need in stage.needs)
        return DONE_SO_FAR(n=done, of=len(stage.needs)) if done else ""

    def _old_rows(self) -> list[FactRow]:
        days = self.passed
        return [
            FactRow(NAMED(mark=PASSED, name=stage.name), PASSED_ON(day=self._day(days[stage.id])), OLD)
            for stage in self.every
            if stage.retired_at is not None and stage.id in days
        ]

    def _why(self, stage: Stage) -> Line:
        waits = self.waits(stage)
        if waits.stage is not None:
            return FIRST(name=next(one.name for one in self.every if one.id == waits.stage))
        assert waits.until is not None
        return OPENS(day=self._day(self.ctx.local(waits.until).date()))

    def _next_to_open(self) -> list[Line | Phrase]:
        later = [(waits.until, stage) for stage in self.left if (waits := self.waits(stage)).until is not None]
        if not later:
            return []
        until, stage = min(later, key=lambda one: one[0])
        why = BECAUSE(why=wording.monthly(self.ctx.camp)) if stage.monthly else ""
        return [WAITS(name=stage.name, day=self._day(self.ctx.local(until).date()), why=why)]

    def _presses(self, stage: Stage) -> list[Press]:
        presses = []
        for need in stage.needs:
            counter = COUNTERS.get(need.counter)
            if counter is None or counter.goes_to is None or not need.subject or self.counts(need).is_met:
                continue
            says = counter.goes_to(self.ctx.db, self.ctx.camp.id, need.subject)
            if says and len(says.encode()) <= LONGEST_SAYS:
                presses.append(Press(wording.need(need), says))
        return presses[:MOST_BUTTONS]

    def _day(self, day: date) -> Line:
        return wording.short_day(day, self.ctx.local(self.ctx.now).date())
