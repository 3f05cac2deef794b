"""Working out a month's return, keeping it, and what it does not show."""

from __future__ import annotations

from datetime import date

from bot.feature import Context, Line, Phrase, Press, Refusal, Role
from bot.figures import short, short_down
from handlers.roi import rules
from handlers.roi.settings import GATE, feature
from storage import roi

MONTH = Phrase(zh="{year}年{month}月", en="{month}/{year}")
RESULT = Phrase(
    zh="📊 TE＝{effect}元，TE/C＝{ratio}%（门槛{gate}%，{verdict}）",
    en="📊 TE = {effect} yuan, TE/C = {ratio}% (asked for {gate}%: {verdict})",
)
REACHED, BELOW = Phrase(zh="达标", en="reached"), Phrase(zh="未达标", en="not reached")
HOW = Phrase(
    zh="{month}第{version}版：({after}−{before})×{years}×{people}−{cost}",
    en="{month}, version {version}: ({after} − {before}) × {years} × {people} − {cost}",
)
UNCHECKED = Phrase(
    zh="五个数由{who}提供，机器人未核实，也未扣除季节和其他因素，不能说都是培训带来的。",
    en="The five amounts are {who}'s and were not checked; seasons and other causes are not taken out, so it is not all the training's.",
)
CLAIMED = {
    "control": Phrase(
        zh="{who}把它归因于培训，依据是对照组：{stated}。五个数和依据机器人都未核实。",
        en="{who} attributes it to the training, by a control group: {stated}. Neither the amounts nor the group were checked.",
    ),
    "assumption": Phrase(
        zh="{who}把它归因于培训，依据是假设：{stated}。五个数和假设机器人都未核实。",
        en="{who} attributes it to the training, on the assumption: {stated}. Neither the amounts nor that were checked.",
    ),
}
TAKEN_OUT = Phrase(
    zh="TS 是营里在册的{n}人，已扣除离开的{left}人：{names}。",
    en="TS is the {n} still in the camp, without the {left} who left: {names}.",
)
NOT_TAKEN_OUT = Phrase(
    zh="营里在册只有{n}人，离开的{left}人是{names}；TS 应扣除他们。",
    en="Still in the camp: {n}; gone: {left}, {names}. TS should be without them.",
)
AGAIN = Phrase(zh="按{n}人重算", en="Work it out for {n}")
NAMED = 10
"""Leavers that are named; the rest are counted."""
AND_MORE = Phrase(zh="等", en="and others")
BACK = Phrase(zh="✅ {month}的ROI第{version}版不算了。", en="✅ {month}: version {version} was withdrawn.")
GONE = Phrase(zh="这一版已经不算了。", en="That version was withdrawn before.")

feature.act(
    "roi_worked_out",
    Phrase(zh="{who} 算了{month}的ROI，第{version}版", en="{who} worked out the return of {month}, version {version}"),
)


def named(month: date) -> Line:
    """A month as people say it."""
    return MONTH(year=month.year, month=month.month)


def work_out(ctx: Context, terms: rules.Terms, month: date, basis: str | None, stated: str) -> None:
    """Keeps a month's return and tells it with what is not known of it."""
    gate = ctx.setting(GATE)
    number, version = roi.keep(
        ctx.db,
        ctx.camp.id,
        month,
        amounts=(terms.before, terms.after, terms.years, terms.people, terms.cost),
        gate=gate,
        basis=basis,
        stated=stated,
        by=ctx.person.id,
        at=ctx.now,
    )
    ctx.audit("roi_worked_out", undo={"number": number, "version": version}, month=f"{month:%Y-%m}", version=version)
    who = ctx.person.name
    shown = {name: rules.money(value) for name, value in terms._asdict().items() if name != "people"}
    ctx.reply(
        told(terms, gate),
        HOW(month=named(month), version=version, people=terms.people, **shown),
        whose(who, basis, stated),
        *_leavers(ctx, terms, month),
    )


def whose(who: str, basis: str | None, stated: str) -> Line:
    """Whose amounts they are, and on what grounds it is called the training's, or that it is not all of it."""
    return CLAIMED[basis](who=who, stated=stated) if basis else UNCHECKED(who=who)


def terms_of(one: roi.RoiRecord) -> rules.Terms:
    """What a month was worked out from."""
    return rules.Terms(one.before, one.after, one.years, one.people, one.cost)


def told(terms: rules.Terms, gate: int) -> Line:
    """TE, TE/C and whether that is enough. What reaches the gate is never rounded up to it."""
    ratio = rules.ratio(terms) * 100
    verdict = REACHED if rules.is_reached(terms, gate) else BELOW
    return RESULT(
        effect=rules.money(rules.effect(terms)),
        ratio=short_down(ratio) if ratio >= 0 else short(ratio),
        gate=gate,
        verdict=verdict,
    )


def _leavers(ctx: Context, terms: rules.Terms, month: date) -> list[Line | list[Press]]:
    """Who left the camp, and whether TS is without them."""
    present, left = roi.present_and_leavers(ctx.db, ctx.camp.id)
    if not left:
        return []
    names = [*left[:NAMED], *([AND_MORE] if len(left) > NAMED else [])]
    if terms.people == present:
        return [TAKEN_OUT(n=present, left=len(left), names=names)]
    if terms.people < present or not present:
        return []
    amounts = f"{terms.before:f} {terms.after:f} {terms.years:f} {present} {terms.cost:f}"
    return [
        NOT_TAKEN_OUT(n=present, left=len(left), names=names),
        [Press(AGAIN(n=present), f"ROI {amounts} 月={month:%Y-%m}")],
    ]


@feature.undoes("roi_worked_out", by=Role.MANAGER)
def not_worked_out(ctx: Context, number: int, version: int) -> None:
    month = roi.withdraw(ctx.db, ctx.camp.id, number, at=ctx.now)
    if month is None:
        raise Refusal(GONE)
    ctx.reply(BACK(month=named(month), version=version))
