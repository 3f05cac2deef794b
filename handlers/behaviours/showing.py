"""行为: one's own and how far they are; to a manager what there is, and of one who has done it, one's own word apart."""

from __future__ import annotations

from collections import defaultdict

from bot.audience import Audience
from bot.feature import Context, Line, Page, Phrase, Press, Refusal, Role, Said
from handlers.behaviours import rules, wording
from handlers.behaviours.settings import feature
from scheduler import calendar
from storage import behaviours
from storage.behaviours import Behaviour

MINE = Phrase(zh="请你做的行为：", en="Your behaviours:")
EVERY = Phrase(zh="行为（{n}项）：", en="Behaviours ({n}):")
ONE = Phrase(zh="#{number} {name}｜{cadence}，{due}：{stands}", en="#{number} {name} | {cadence}, {due}: {stands}")
OF_ALL = Phrase(
    zh="#{number} {name}｜{cadence}，{due}：已确认做到{met}/{n}人，另有自报{own}人",
    en="#{number} {name} | {cadence}, {due}: confirmed for {met} of {n}, and {own} by their own word alone",
)
PERSON = Phrase(zh="· {name}：{stands}", en="· {name}: {stands}")
HOW = Phrase(zh="做了就发：行为 记 {name} 和谁", en="When done send: behaviours did {name} WITH")
NONE = Phrase(zh="现在没有请你做的行为。", en="There is no behaviour for you just now.")
NONE_YET = Phrase(
    zh="还没有定行为。试试：行为 加 每周培训 频率=每周1次 给=骨干",
    en="No behaviours yet. Try: behaviours add Team training cadence=1/week for=core",
)
SHOWN = 12


def show(ctx: Context, words: str) -> None:
    if ctx.role >= Role.MANAGER:
        if not words:
            return ctx.show_list("every")
        one, _ = wording.meant(ctx, words)
        return ctx.show_list("people", number=one.id)
    mine = [one for one in behaviours.in_use(ctx.db, ctx.camp.id) if wording.is_for(ctx, one)]
    if not mine:
        raise Refusal(NONE)
    ctx.reply(MINE, *(_mine(ctx, one) for one in mine), HOW(name=mine[0].name), audience=Audience.PERSON)


def _mine(ctx: Context, one: Behaviour) -> Line:
    found = rules.period(one, ctx.today, calendar.of_settings(ctx.camp.settings))
    names = [pair for pair in behaviours.names(ctx.db, one.id).items() if pair[0] != ctx.member.id]
    stands = rules.standing(one, behaviours.between(ctx.db, one.id, found.first, found.last, ctx.member.id), names)
    said = {"number": one.id, "name": one.name, "cadence": wording.cadence(one), "due": wording.due(found, ctx.today)}
    return ONE(**said, stands=wording.stands(stands))


def _standings(ctx: Context, one: Behaviour) -> tuple[rules.Period, list[tuple[str, rules.BehaviourStanding]]]:
    found = rules.period(one, ctx.today, calendar.of_settings(ctx.camp.settings))
    reports = defaultdict(list)
    for report in behaviours.between(ctx.db, one.id, found.first, found.last):
        reports[report.membership].append(report)
    listed = list(behaviours.names(ctx.db, one.id).items())
    return found, [
        (member.name, rules.standing(one, reports[member.id], [pair for pair in listed if pair[0] != member.id]))
        for member in wording.for_whom(ctx.db, ctx.camp.id, one)
    ]


def _of_all(ctx: Context, one: Behaviour) -> Line:
    found, every = _standings(ctx, one)
    met, own = sum(it.is_met for _, it in every), sum(not it.is_met and it.is_said for _, it in every)
    said = {"number": one.id, "name": one.name, "cadence": wording.cadence(one), "due": wording.due(found, ctx.today)}
    return OF_ALL(**said, met=met, n=len(every), own=own)


@feature.paged("every", by=Role.MANAGER)
def _every(ctx: Context, after: int) -> Page:
    known = behaviours.in_use(ctx.db, ctx.camp.id)
    if not known:
        return Page((NONE_YET,), audience=Audience.MANAGERS)
    shown = known[after : after + SHOWN]
    said: list[Said] = [*([] if after else [EVERY(n=len(known))]), *(_of_all(ctx, one) for one in shown)]
    presses = [Press(f"#{one.id}", f"行为 {one.id}") for one in shown[:5]]
    return Page.cut(*said, presses, after=after, most=SHOWN, of=len(known), audience=Audience.MANAGERS)


@feature.paged("people", by=Role.MANAGER)
def _people(ctx: Context, after: int, number: int) -> Page:
    one, _ = wording.meant(ctx, str(number))
    _, every = _standings(ctx, one)
    said: list[Said] = [] if after else [_of_all(ctx, one)]
    said += [PERSON(name=name, stands=wording.stands(it)) for name, it in every[after : after + SHOWN]]
    return Page.cut(*said, after=after, most=SHOWN, of=len(every), audience=Audience.MANAGERS)
