"""A stage is passed, or is not any more: written, paid or taken back, and told, in the transaction that made it so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot import purses
from bot.feature import Context, Line, Phrase, Said
from handlers.path import counting, rules, wording
from handlers.path.rules import At, Counts, PathStanding
from handlers.path.settings import FALLEN, PASSED, feature
from storage import path, points
from storage.path import Stage, StagePass, Walker

feature.fact("passed", "stage", "name", "badge")
feature.fact("unpassed", "stage", "name", "badge")

IS_PASSED = Phrase(zh="🎉 “{name}”通关{paid}{then}", en="🎉 “{name}” is passed{paid}{then}")
EARNED = Phrase(zh="，{purse}+{amount}={balance}", en=", {purse} +{amount} = {balance}")
GO_ON = Phrase(zh="，接着是“{name}”。", en=". Next: “{name}”.")
OPENS_ON = Phrase(zh="，“{name}”将于{day}解锁{why}。", en=". “{name}” opens on {day}{why}.")
BECAUSE = Phrase(zh="（{why}）", en=" ({why})")
ALL_PASSED = Phrase(zh="，全部通关！", en=". That was the last one!")
STOP = Phrase(zh="。", en=".")
IS_NOT_PASSED = Phrase(
    zh="“{name}”暂时不算通关了{paid}：{lacking}。补上就重新算。",
    en="“{name}” does not count as passed for now{paid}: {lacking}. Once that is done it counts again.",
)
TAKEN = Phrase(zh="，{purse}-{amount}", en=", {purse} -{amount}")
BEFORE_IT = Phrase(zh="先补上“{name}”", en="“{name}” comes first")


def settle(ctx: Context, member: int) -> PathStanding | None:
    """Brings what is written of a member's path to what they have done, and tells them what is new; None where they walk none."""
    stages, passes = path.stages(ctx.db, ctx.camp.id), path.passes(ctx.db, member)
    walker = path.walker(ctx.db, member) if stages or passes else None
    if walker is None:
        return None
    counts = counting.of_one(ctx.db, ctx.camp.id, member)
    standing = stand(ctx, walker, stages, passes, counts)
    if standing.is_as_written:
        return standing
    said = [*_fall(ctx, walker, passes, standing, counts), *_pass(ctx, walker, stages, standing, counts)]
    if said:
        ctx.tell(walker.person, *said)
    return standing


def stand(ctx: Context, walker: Walker, stages: Sequence[Stage], passes: Sequence[StagePass], counts: Counts) -> PathStanding:
    """Where a learner of the camp stands at this moment."""
    return rules.stand(stages, passes, counts, at(ctx, walker))


def at(ctx: Context, walker: Walker) -> At:
    """This moment of a learner's."""
    return At(ctx.now, ctx.zone, walker.joined_on)


def _fall(ctx: Context, walker: Walker, passes: Sequence[StagePass], standing: PathStanding, counts: Counts) -> list[Said]:
    """What is undone, in the order it was passed; coins that were spent stay spent."""
    said: list[Said] = []
    names = {one.id: one for one in path.stages(ctx.db, ctx.camp.id, retired=True)}
    for one in passes:
        if one.stage not in standing.fallen or path.fall(ctx.db, one.stage, walker.membership, at=ctx.now) is None:
            continue
        stage = names[one.stage]
        back = {
            purse: points.take_back(ctx.db, f"{one.source}:{purse}", reason=FALLEN.code, at=ctx.now, note=stage.name)
            for purse in ("coins", "points")
        }
        path.paid(ctx.db, one.stage, walker.membership, one.points - back["points"], one.coins - back["coins"])
        lacking = wording.lacking(one.under, counts)
        if not lacking and one.after is not None:
            lacking = [BEFORE_IT(name=names[one.after].name)]
        paid = [TAKEN(purse=purses.called(purse, ctx.camp), amount=amount) for purse, amount in back.items() if amount]
        said.append(IS_NOT_PASSED(name=stage.name, paid=_joined(paid), lacking=lacking))
        ctx.happened("path.unpassed", walker.membership, stage=stage.id, name=stage.name, badge=stage.badge or "")
    return said


def _pass(ctx: Context, walker: Walker, stages: Sequence[Stage], standing: PathStanding, counts: Counts) -> list[Said]:
    behind, by_id = rules.before(stages), {stage.id: stage for stage in stages}
    for number in standing.renewed:
        needs = rules.fixed(by_id[number].needs, counts)
        path.renew(ctx.db, number, walker.membership, needs, behind[number])
    said: list[Said] = []
    for number in standing.new:
        stage, needs = by_id[number], rules.fixed(by_id[number].needs, counts)
        given = path.give(ctx.db, ctx.camp.id, number, walker.membership, needs, behind[number], at=ctx.now)
        if given is None:
            continue
        is_last = number == standing.new[-1]
        then = _then(ctx, walker, stages, standing) if is_last else STOP
        said.append(IS_PASSED(name=stage.name, paid=_joined(_pay(ctx, walker, stage, given)), then=then))
        said += _honour(ctx, walker, stage)
        ctx.happened("path.passed", walker.membership, stage=stage.id, name=stage.name, badge=stage.badge or "")
    return said


def _pay(ctx: Context, walker: Walker, stage: Stage, given: path.Paid) -> list[Line]:
    """The reward, unless it is paid from an earlier time that fell; gives what to say of it."""
    said = []
    held = {"coins": given.coins, "points": given.points}
    for purse, amount in (("coins", stage.coins), ("points", stage.points)):
        if not amount or held[purse]:
            continue
        balance = points.earn(
            ctx.db,
            ctx.camp.id,
            walker.membership,
            amount,
            category=PASSED.category,
            reason=PASSED.code,
            source=f"{given.source}:{purse}",
            at=ctx.now,
            note=stage.name,
            purse=purse,
        )
        if balance is not None:
            held[purse] = amount
            said.append(EARNED(purse=purses.called(purse, ctx.camp), amount=amount, balance=balance))
    path.paid(ctx.db, stage.id, walker.membership, held["points"], held["coins"])
    return said


def _honour(ctx: Context, walker: Walker, stage: Stage) -> list[Said]:
    """The badge and the certificate of the stage, where the camp has them; who has one already keeps it."""
    said: list[Said] = []
    for code, name in (("badge", stage.badge), ("certificate", stage.certificate)):
        kind = ctx.router.awards.get(code) if name else None
        found = kind.find(ctx, name or "") if kind is not None else None
        if kind is not None and found is not None:
            line = kind.give(ctx, walker.membership, found.key, f"stage:{stage.id}", FOR_STAGE(name=stage.name))
            said += [] if line is None else [line]
    return said


def without_badge(ctx: Context, badges: Iterable[str]) -> list[Line]:
    """What to say of badges the camp does not have, so that nobody would get them."""
    kind = ctx.router.awards.get("badge")
    missing = [] if kind is None else [name for name in dict.fromkeys(filter(None, badges)) if kind.find(ctx, name) is None]
    return [NO_BADGE(names=missing)] if missing else []


NO_BADGE = Phrase(
    zh="营里还没有勋章{names}，建好之前通关的人拿不到。",
    en="The camp has no badge {names} yet; who passes before there is one gets none.",
)
FOR_STAGE = Phrase(zh="“{name}”通关", en="“{name}” passed")


def _then(ctx: Context, walker: Walker, stages: Sequence[Stage], standing: PathStanding) -> Line | Phrase:
    """What comes next: the first stage that is open, or else the one that opens first."""
    waiting = [stage for stage in stages if stage.id not in standing.passed]
    if not waiting:
        return ALL_PASSED
    behind, here = rules.before(stages), at(ctx, walker)
    opening = [(rules.waits_for(stage, behind[stage.id], standing.passed, here), stage) for stage in waiting]
    for waits, stage in opening:
        if waits.is_open:
            return GO_ON(name=stage.name)
    later = [(waits.until, stage) for waits, stage in opening if waits.until is not None]
    if not later:
        return STOP
    until, stage = min(later, key=lambda one: one[0])
    day, today = ctx.local(until).date(), ctx.local(ctx.now).date()
    why = BECAUSE(why=wording.monthly(ctx.camp)) if stage.monthly else ""
    return OPENS_ON(name=stage.name, day=wording.short_day(day, today), why=why)


def _joined(lines: Sequence[Line]) -> Line | str:
    """Sentences' ends one after the other."""
    return "" if not lines else TOGETHER(first=lines[0], rest=_joined(lines[1:]))


TOGETHER = Phrase(zh="{first}{rest}", en="{first}{rest}")
