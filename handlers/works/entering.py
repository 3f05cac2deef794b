"""Which contest and which works are meant: the newest version of whoever handed in, and how many of those it is for did."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.feature import Context, Phrase, Refusal, Role
from bot.judging import meant
from handlers.works.settings import CONTEST, KIND
from storage import memberships, panels, works
from storage.events import events
from storage.events.events import Event
from storage.homework import hand_ins, progress
from storage.homework.hand_ins import HandIn
from storage.panels import JudgingPanel
from storage.works import ContestRules

WORK = re.compile(r"[Hh]?\s*[-—]?\s*(\d{1,9})")

WHICH = Phrase(zh="哪一场大赛？写上活动的号。试试：大赛 V{n}", en="Which contest? Name its event. Try: competition V{n}")
WHICH_NONE = Phrase(
    zh="还没有大赛。先办活动：活动 微课大赛 周五 16:00 类型=大赛",
    en="There is no contest yet. First hold an event: event Contest Fri 16:00 kind=contest",
)
NO_EVENT = Phrase(zh="没有活动 V{n}。看有哪些：活动", en="There is no event V{n}. To see what there is: event")
NOT_SET_MANAGER = Phrase(
    zh="V{n}《{title}》还没有定评审办法。定：大赛 V{n} 作业=微课作品 维度=创意、实用 评委=何琳、王岚 权重=70/30",
    en="How V{n} “{title}” is judged is not set yet. To set it: competition V{n} homework=Lesson rubric=idea,use judges=Helen,Ann weights=70/30",
)
NOT_A_CONTEST = Phrase(
    zh="V{n}《{title}》不是大赛。先改成大赛：活动 V{n} 类型=大赛",
    en="V{n} “{title}” is no contest. First make it one: event V{n} kind=contest",
)
NOT_SET = Phrase(
    zh="V{n}《{title}》还没有定评审办法，定好了会告诉大家。",
    en="How V{n} “{title}” is judged is not set yet; you will hear when it is.",
)
COUNTS = {"waiting", "accepted"}
"""The states of a version that stands as a work."""


class WorkContest(NamedTuple):
    """A contest as it stands: what was set, and its rounds so far, the last one now."""

    rules: ContestRules
    rounds: list[JudgingPanel]

    @property
    def now(self) -> JudgingPanel:
        return self.rounds[-1]

    @property
    def scored(self) -> JudgingPanel:
        """The round that was judged last, or is."""
        return next((one for one in reversed(self.rounds) if one.seed is not None), self.now)

    @property
    def cut(self) -> int | None:
        """How many go on from this round; None in the last."""
        return self.rules.cuts[self.now.round - 1] if self.now.round <= len(self.rules.cuts) else None

    @property
    def of_rounds(self) -> int:
        return len(self.rules.cuts) + 1


class Entered(NamedTuple):
    """How many handed in of how many it is for."""

    works: int
    expected: int

    @property
    def rate(self) -> str:
        return f"{self.works / max(self.expected, 1):.1%}"


def event_in(ctx: Context, words: str) -> tuple[Event, str]:
    """The contest's event the words begin with, and the rest. Raises Refusal."""
    named = meant.numbered(words)
    if named is None:
        known = meant.held(ctx, CONTEST)
        if (only := meant.among(known, words)) is not None:
            return only
        raise Refusal(WHICH(n=known[0].id) if known else WHICH_NONE)
    number, rest = named
    one = events.find(ctx.db, ctx.camp.id, number)
    if one is None or one.cancelled_at is not None:
        raise Refusal(NO_EVENT(n=number))
    if one.kind != CONTEST:
        raise Refusal(NOT_A_CONTEST(n=one.id, title=one.title))
    return one, rest


def contest(ctx: Context, one: Event) -> WorkContest:
    """The contest of an event. Raises Refusal where it is not set up."""
    found = works.of_event(ctx.db, ctx.camp.id, one.id)
    if found is None:
        raise Refusal((NOT_SET_MANAGER if ctx.role >= Role.MANAGER else NOT_SET)(n=one.id, title=one.title))
    return WorkContest(found, panels.rounds(ctx.db, ctx.camp.id, one.id, KIND.code))


def entered(ctx: Context, of: WorkContest) -> dict[int, HandIn]:
    """hand-in → the work: those being judged, and before that of each present author the newest version that stands; after the first round
    of those authors who went on."""
    every = hand_ins.everything(ctx.db, of.rules.homework)
    if of.now.seed is not None:
        drawn = {one.hand_in for one in works.entries(ctx.db, of.now.id)}
        return {one.id: one for one in every if one.id in drawn}
    newest: dict[int, HandIn] = {}
    for one in sorted(every, key=lambda one: one.version or 0):
        if one.state in COUNTS and memberships.member(ctx.db, one.membership).left_on is None:
            newest[one.membership] = one
    on = _went_on(ctx, of)
    return {one.id: one for one in newest.values() if on is None or one.membership in on}


def _went_on(ctx: Context, of: WorkContest) -> set[int] | None:
    """The authors of the works that went on from the round before; None in the first."""
    if len(of.rounds) == 1:
        return None
    return {one.membership for one in works.entries(ctx.db, of.rounds[-2].id) if one.goes_on}


def rate(ctx: Context, of: WorkContest) -> Entered:
    """The entry rate: of the first round, whichever it is now."""
    first = of.rounds[0]
    count = len(entered(ctx, of)) if len(of.rounds) == 1 else len(works.entries(ctx.db, first.id))
    return Entered(count, len(progress.expected(ctx.db, of.rules.homework)))
