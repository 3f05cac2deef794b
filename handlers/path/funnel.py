"""地图 进度: how many have passed each stage and how many walk it now, and who has been at one place the longest."""

from __future__ import annotations

from collections import Counter as Tally
from typing import NamedTuple

from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Asker, Context, Line, Page, Phrase, Refusal, Role, Said
from bot.figures import percent
from handlers.path.settings import feature
from storage import path
from storage.connection import Db
from storage.path import Stage

FUNNEL = Phrase(zh="🗺 {n}位学员走到哪了", en="🗺 How far {n:learner is|learners are}")
PASSED = Phrase(zh="通关{n}/{of}", en="{n}/{of} passed")
HERE = Phrase(zh="正在走{n}人", en="{n} walking it now")
ALL_PASSED = Phrase(zh="全部通关", en="All passed")
STANDS = Phrase(zh="· {name} “{stage}” {days}天", en="· {name}: {days:day|days} at “{stage}”")
STAND_STILL = Phrase(zh="停得最久：\n{lines}", en="Longest at one place:\n{lines}")
SEE_ONE = Phrase(zh="看一个人还差什么：地图 {name}", en="To see what somebody still needs: path {name}")
NOBODY = Phrase(zh="营里还没有学员。", en="There are no learners in the camp yet.")
SHOWN = 8


class Funnel(NamedTuple):
    """A camp's learners on its map: how many there are, how many passed each stage (id), and how many walk it now."""

    learners: int
    stages: list[Stage]
    passed: Tally[int]
    here: Tally[int]

    @property
    def through(self) -> int:
        """Who has passed all."""
        return self.learners - self.here.total()


def find(reader: Db, asker: Asker) -> Funnel:
    """Beside the writer: it looks at everybody."""
    stages, passes = path.stages(reader, asker.camp.id), path.when_passed(reader, asker.camp.id)
    walkers = path.walkers(reader, asker.camp.id)
    passed, here = Tally[int](), Tally[int]()
    for walker in walkers:
        mine = passes.get(walker.membership, {})
        passed.update(list(mine))
        here.update([stage.id for stage in stages if stage.id not in mine][:1])
    return Funnel(len(walkers), stages, passed, here)


def show(ctx: Context, funnel: Funnel) -> None:
    """A row a stage, then who has been at theirs the longest, page by page."""
    if not funnel.learners:
        raise Refusal(NOBODY)
    rows = [_row(funnel, stage) for stage in funnel.stages]
    through = FactRow(ALL_PASSED, f"{funnel.through}/{funnel.learners}", percent(funnel.through, funnel.learners))
    page = still(ctx, 0)
    table = FactRows.of(*rows, through, title=FUNNEL(n=funnel.learners))
    ctx.say_page("still", Page((table, *page.said), page.next, page.left, page.audience))


def _row(funnel: Funnel, stage: Stage) -> FactRow:
    n, here = funnel.passed[stage.id], funnel.here[stage.id]
    note: list[Line | str] = [percent(n, funnel.learners), *([HERE(n=here)] if here else [])]
    return FactRow(stage.name, PASSED(n=n, of=funnel.learners), note)


@feature.paged("still", by=Role.MANAGER)
def still(ctx: Context, after: int) -> Page:
    """Who has something left to pass, from a place on."""
    stages = path.stages(ctx.db, ctx.camp.id)
    found = path.standing_still(ctx.db, ctx.camp.id, len(stages), after=after, most=SHOWN + 1)
    lines = [_stands(ctx, stages, one) for one in found[:SHOWN]]
    if not lines:
        return Page((), audience=Audience.MANAGERS)
    said: list[Said] = [STAND_STILL(lines="\n".join(lines))]
    said += [] if after else [SEE_ONE(name=found[0].name)]
    return Page(tuple(said), after + SHOWN if found[SHOWN:] else None, audience=Audience.MANAGERS)


def _stands(ctx: Context, stages: list[Stage], one: path.StandsStill) -> str:
    passed = {pass_.stage for pass_ in path.passes(ctx.db, one.membership) if pass_.fallen_at is None}
    at = next(stage.name for stage in stages if stage.id not in passed)
    days = (ctx.local(ctx.now).date() - ctx.local(one.since).date()).days
    return STANDS(name=one.name, stage=at, days=days).to(ctx.language)
