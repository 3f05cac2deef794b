"""What ratings came to: for a camp how it stands and moves, for a person their own beside what others gave; never a group below three."""

from __future__ import annotations

from fractions import Fraction

from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Line, Phrase, Press, Refusal, Role
from bot.figures import decimal
from bot.named_figures import Measured
from bot.names import folded
from handlers.feedback import asking, rules
from handlers.feedback.figures import OTHERS as OTHERS_MEAN
from handlers.feedback.rules import GroupRating
from handlers.feedback.settings import EXAMPLE, OPEN_FOR, WAVES
from storage import ballots, behaviours
from storage.feedback import people, waves
from storage.feedback.people import Rated
from storage.feedback.waves import Feedback, Wave

TITLE = Phrase(
    zh="📊 互评：培训 {ends:%Y-%m-%d} 结束，{n}人，{k}项行为",
    en="📊 Ratings: training ended {ends:%Y-%m-%d}, {n:person|people}, {k:behaviour|behaviours}",
)
WAVE = Phrase(zh="训后{days}天", en="Day {days}")
COMES = Phrase(zh="{at:%m-%d} 发出", en="asked on {at:%m-%d}")
OPEN = Phrase(
    zh="收到 {done}/{asked}，缺{missing}，到 {until:%m-%d}", en="{done} of {asked} in, {missing} missing, until {until:%m-%d}"
)
RATED = Phrase(
    zh="他评均分{mean}，{n}人有{least}人以上评；收到 {done}/{asked}，缺{missing}",
    en="others' mean {mean}, {n} rated by {least} or more; {done} of {asked} in, {missing} missing",
)
TOO_FEW = Phrase(
    zh="没有人有{least}人以上评，不显示分数；收到 {done}/{asked}，缺{missing}",
    en="nobody was rated by {least} or more, so no marks are shown; {done} of {asked} in, {missing} missing",
)
TREND = Phrase(zh="{first}→{last}（{change}）", en="{first} → {last} ({change})")
PERSON = Phrase(zh="📊 {name}的互评", en="📊 Ratings of {name}")
SELF, OTHERS = Phrase(zh="自评", en="self"), Phrase(zh="他评", en="others")
GROUPS = {"manager": Phrase(zh="上级", en="managers"), "peer": Phrase(zh="同事", en="peers"), rules.OTHERS: OTHERS}
OF_GROUP = Phrase(zh="{group}{mean}（{n}人）", en="{group} {mean} (n={n})")
OF_SELF = Phrase(zh="自评{mean}", en="self {mean}")
MISSING = Phrase(zh="请了{asked}人，缺{missing}人", en="{asked} asked, {missing} missing")
HIDDEN = Phrase(zh="他评不足{least}人，不显示", en="others who rated: fewer than {least}, so nothing is shown")
CHECKED = Phrase(
    zh="行为打卡：对方确认{confirmed}次，自报{own}次", en="check-ins: confirmed by the other side {confirmed}, own word {own}"
)
CHECKED_TITLE = Phrase(zh="平时", en="Day by day")
NOTE = Phrase(
    zh="不足{least}人的组已合并，没有单独的分数留下。", en="Any group below {least} is merged; no single rating is kept."
)
NOT_YOURS = Phrase(
    zh="别人的互评只有社群经理看得到。看自己的：互评 我的", en="Only managers see those of others. For yours: feedback360 mine"
)
NOT_RATED = Phrase(zh="{name}不在这次互评里。", en="{name} is not rated in it.")
NOTHING = Phrase(zh="现在没有互评。", en="There are no ratings.")
SET_ONE = Phrase(zh="还没有互评。设一个：{example}", en="No ratings were set. To set them: {example}")
BEGIN = Phrase(zh="开始打分", en="Begin")
YOU_ARE_ASKED = Phrase(
    zh="训后{days}天互评还有{n}位等你打分，匿名。", en="Day {days}: {n:person waits|people wait} for your marks, anonymously."
)
NOTHING_WAITS = Phrase(
    zh="现在没有等你打分的互评。看自己的：互评 我的", en="Nobody waits for your marks. For yours: feedback360 mine"
)


def overview(ctx: Context) -> None:
    """A manager's: each wave, and how each behaviour moved. Anybody's: what waits for them."""
    if ctx.role < Role.MANAGER:
        return _waiting(ctx)
    one = waves.latest(ctx.db, ctx.camp.id)
    if one is None:
        raise Refusal(SET_ONE(example=EXAMPLE))
    rated, known = people.rated(ctx.db, one.id), {it.days: it for it in waves.waves(ctx.db, one.id)}
    rows = [_of_wave(ctx, one, days, known.get(days)) for days in WAVES]
    seen = {days: found for days in known if OTHERS_MEAN.is_enough(_others(ctx, one, days)) and (found := _all(ctx, one, days))}
    title = TITLE(ends=one.ends_on, n=len(rated), k=len(one.behaviours))
    trend = [_trend(one, place, seen) for place in range(len(one.behaviours))] if seen else []
    ctx.reply(FactRows.of(*rows, *trend, title=title), NOTE(least=rules.LEAST), audience=Audience.MANAGERS)


def _waiting(ctx: Context) -> None:
    one = waves.standing(ctx.db, ctx.camp.id)
    open_ = [it for it in waves.waves(ctx.db, one.id) if it.closed_at is None] if one is not None else []
    if one is None or not open_:
        raise Refusal(NOTHING_WAITS)
    own = ctx.member.id in asking.own_left(ctx, one, open_[-1].days)
    n = len(asking.others_left(ctx, one, open_[-1].days, ctx.member.id, ctx.person.id)) + own
    if not n:
        raise Refusal(NOTHING_WAITS)
    ctx.reply(YOU_ARE_ASKED(days=open_[-1].days, n=n), [Press(BEGIN, f"互评 评 {open_[-1].days}")], audience=Audience.PERSON)


def _of_wave(ctx: Context, one: Feedback, days: int, wave: Wave | None) -> FactRow:
    if wave is None:
        return FactRow(WAVE(days=days), COMES(at=asking.moment(ctx, one, days)))
    asked = sum(sum(of.values()) for of in people.relations(ctx.db, one.id).values())
    done = sum(people.done(ctx.db, one.subject(days)).values())
    said = {"done": done, "asked": asked, "missing": asked - done}
    if wave.closed_at is None:
        return FactRow(WAVE(days=days), OPEN(**said, until=wave.opened_at + OPEN_FOR))
    found = _others(ctx, one, days)
    if not found.n:
        return FactRow(WAVE(days=days), TOO_FEW(**said, least=rules.LEAST))
    return FactRow(WAVE(days=days), RATED(**said, mean=OTHERS_MEAN.shown(found), n=found.n, least=rules.LEAST))


def _others(ctx: Context, one: Feedback, days: int) -> Measured:
    return OTHERS_MEAN.query(ctx.db, ctx.camp.id, {"feedback": one.id, "days": days})


def _all(ctx: Context, one: Feedback, days: int) -> GroupRating | None:
    """What others gave everybody, once a wave is closed."""
    tallies = ballots.tallies(ctx.db, one.subject(days))
    return rules.rating(tallies.values(), [it.id for it in people.every(ctx.db, one.id)], len(one.behaviours))


def of_person(ctx: Context, one: Feedback, days: int, rated: int) -> GroupRating | None:
    """What others gave somebody."""
    return rules.rating(ballots.tallies(ctx.db, one.subject(days)).values(), [rated], len(one.behaviours))


def _trend(one: Feedback, place: int, seen: dict[int, GroupRating]) -> FactRow:
    means = [found.means[place] for _, found in sorted(seen.items())]
    return FactRow(one.behaviours[place], _moved(means))


def _moved(means: list[Fraction]) -> Line | str:
    if len(means) < 2:
        return decimal(means[0], 2)
    change = means[-1] - means[0]
    sign = "+" if change > 0 else ""
    return TREND(first=decimal(means[0], 2), last=decimal(means[-1], 2), change=f"{sign}{decimal(change, 2)}")


def person(ctx: Context, words: str) -> None:
    """Somebody's own, or for a manager anybody's."""
    one = waves.latest(ctx.db, ctx.camp.id)
    if one is None:
        raise Refusal(NOTHING)
    member = ctx.member_named(words) if words else None
    if member is not None and member.id != ctx.member.id and ctx.role < Role.MANAGER:
        raise Refusal(NOT_YOURS)
    name, number = (member.name, member.id) if member is not None else (ctx.person.name, ctx.member.id)
    rated = next((it for it in people.rated(ctx.db, one.id) if it.membership == number), None)
    if rated is None:
        raise Refusal(NOT_RATED(name=name))
    rows = [row for wave in waves.waves(ctx.db, one.id) for row in _of_one(ctx, one, wave, rated)]
    rows += _trends(ctx, one, rated)
    told = FactRows.of(*rows, _check_ins(ctx, one, rated), title=PERSON(name=name))
    whose = Audience.PERSON if number == ctx.member.id else Audience.MANAGERS
    ctx.reply(told, NOTE(least=rules.LEAST), audience=whose)


def _of_one(ctx: Context, one: Feedback, wave: Wave, rated: Rated) -> list[FactRow]:
    """Theirs beside each group's that may be named, and who is missing."""
    asked = sum(people.relations(ctx.db, one.id).get(rated.id, {}).values())
    missing = MISSING(asked=asked, missing=asked - people.done(ctx.db, one.subject(wave.days)).get(rated.id, 0))
    own = waves.said(ctx.db, one.id, wave.days).get(rated.membership)
    said: list[Line] = [OF_SELF(mean=decimal(Fraction(sum(own), len(own)), 2))] if own else []
    tallies = ballots.tallies(ctx.db, one.subject(wave.days)) if wave.closed_at else {}
    for group in rules.GROUPS:
        if (found := rules.rating([tallies[group]] if group in tallies else [], [rated.id], len(one.behaviours))) is not None:
            said.append(OF_GROUP(group=GROUPS[group], mean=decimal(rules.mean(found), 2), n=found.n))
    if wave.closed_at is None:
        said.append(
            OPEN(
                done=asked - missing.values["missing"],
                asked=asked,
                missing=missing.values["missing"],
                until=wave.opened_at + OPEN_FOR,
            )
        )
    elif len(said) == bool(own):
        said.append(HIDDEN(least=rules.LEAST))
    return [FactRow(WAVE(days=wave.days), said, missing)]


def _trends(ctx: Context, one: Feedback, rated: Rated) -> list[FactRow]:
    """Each behaviour, from the first wave in which enough rated to the last."""
    seen = [
        found for wave in waves.waves(ctx.db, one.id) if wave.closed_at and (found := of_person(ctx, one, wave.days, rated.id))
    ]
    return (
        [FactRow(it, _moved([found.means[place] for found in seen])) for place, it in enumerate(one.behaviours)] if seen else []
    )


def _check_ins(ctx: Context, one: Feedback, rated: Rated) -> FactRow | None:
    """What the other side confirmed of the same behaviours since the end."""
    key = {folded(it) for it in one.behaviours}
    mine = [
        report
        for it in behaviours.in_use(ctx.db, ctx.camp.id)
        if folded(it.name) in key
        for report in behaviours.between(ctx.db, it.id, one.ends_on, ctx.today, rated.membership)
    ]
    if not mine:
        return None
    confirmed = sum(it.counts for it in mine)
    return FactRow(
        CHECKED_TITLE,
        CHECKED(confirmed=confirmed, own=sum(it.is_own_word for it in mine)),
    )
