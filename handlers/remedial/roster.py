"""The roster of extra training: who is on it, who came how often, who passed; changed by hand, and closed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Phrase, Refusal, Role
from bot.figures import short_down
from handlers.remedial import opening
from handlers.remedial.settings import feature
from storage import remedial
from storage.remedial import Training

HEAD = Phrase(zh="📘 {module}补训名单（{when}，{below}过）", en="📘 Roster for {module} ({when}; {below} passes)")
CAME = Phrase(zh="来时{score}，签到{came}/{expected}", en="{score} on coming, came {came}/{expected}")
STATES = {
    "passed": Phrase(zh="已通过", en="passed"),
    "taken_off": Phrase(zh="已移出", en="taken off"),
    "closed": Phrase(zh="班已结束", en="closed"),
}
NO_TRAINING = Phrase(
    zh="“{module}”没有开补训。看谁低：补训 {module}", en="There is no training for “{module}”. Who is low: remedial {module}"
)
NONE_RUNNING = Phrase(zh="现在没有开补训。看谁该补：补训", en="No extra training is running. Who needs it: remedial")
WHICH_TRAINING = Phrase(zh="哪个模块？在开的：{modules}。", en="Which module? Running: {modules}.")
WHO = Phrase(zh="谁、哪个模块？试试：补训 {verb} 林晓 谈判", en="Who, and which module? Try: remedial {verb} Ann pricing")
ADDED = Phrase(zh="✅ {name}加进{module}补训，已私信。", en="✅ {name} is on the roster for {module} and told in private.")
ON_ALREADY = Phrase(zh="{name}已经在{module}补训里。", en="{name} is on the roster for {module} already.")
NOT_A_LEARNER = Phrase(zh="{name}不是学员，不用补训。", en="{name} is no learner.")
TAKEN_OFF = Phrase(zh="✅ {name}不在{module}补训里了。", en="✅ {name} is off the roster for {module}.")
NOT_ON = Phrase(zh="{name}不在{module}补训里。", en="{name} is not on the roster for {module}.")
CLOSED = Phrase(
    zh="✅ {module}补训结束了。10分钟内可发“撤销”。",
    en="✅ The training for {module} is closed. “undo” within 10 minutes reopens it.",
)
REOPENED = Phrase(zh="✅ {module}补训又开了。", en="✅ {module}: the training is open again.")
OTHER = Phrase(zh="撤销不了：{module}已有新的补训。", en="That cannot be undone: {module} has another training by now.")
SAID_OFF = Phrase(zh="{module}补训你不用来了。", en="You need not come to the training for {module} any more.")
UNKNOWN_SCORE = "–"

feature.act(
    "remedial_roster", Phrase(zh="{who} 改了{module}补训名单：{person}", en="{who} changed the roster for {module}: {person}")
)
feature.act("remedial_closed", Phrase(zh="{who} 结束了{module}补训", en="{who} closed the training for {module}"))

Low = dict[str, dict[int, Fraction]]


def show(ctx: Context, module: str, found: Low) -> None:
    one = named(ctx, module)
    rows = [
        FactRow(
            person.name,
            CAME(score=person.score, came=person.came, expected=person.expected),
            STATES[person.why] if person.why else "",
        )
        for person in remedial.roster(ctx.db, one.id)
    ]
    title = HEAD(module=one.module, when=opening.when(one), below=one.below)
    ctx.reply(FactRows.of(*rows, title=title), audience=Audience.MANAGERS)


def add(ctx: Context, words: str, found: Low) -> None:
    """补训 加 林晓 谈判. Raises Refusal."""
    who, one = _who(ctx, words, "加")
    member = ctx.member_named(who)
    if member.role != "learner":
        raise Refusal(NOT_A_LEARNER(name=member.name))
    if one.id in {training.id for training in remedial.of_member(ctx.db, member.id)}:
        raise Refusal(ON_ALREADY(name=member.name, module=one.module))
    score = found.get(one.module, {}).get(member.id)
    remedial.join(ctx.db, one.id, member.id, UNKNOWN_SCORE if score is None else short_down(score), at=ctx.now)
    plan = {"module": one.module, "when": opening.when(one), "below": one.below}
    ctx.tell(member.person, opening.INVITED(manager=ctx.person.name, **plan))
    ctx.happened("remedial.joined", member.id, module=one.module)
    undo = {"training": one.id, "member": member.id, "was_on": False}
    ctx.audit("remedial_roster", undo=undo, person=member.person, module=one.module)
    ctx.reply(ADDED(name=member.name, module=one.module), audience=Audience.MANAGERS)


def take_off(ctx: Context, words: str, found: Low) -> None:
    """补训 去 林晓 谈判. Raises Refusal."""
    who, one = _who(ctx, words, "去")
    member = ctx.member_named(who)
    if not remedial.leave(ctx.db, one.id, member.id, "taken_off", at=ctx.now):
        raise Refusal(NOT_ON(name=member.name, module=one.module))
    ctx.tell(member.person, SAID_OFF(module=one.module))
    ctx.happened("remedial.left", member.id, module=one.module)
    undo = {"training": one.id, "member": member.id, "was_on": True}
    ctx.audit("remedial_roster", undo=undo, person=member.person, module=one.module)
    ctx.reply(TAKEN_OFF(name=member.name, module=one.module), audience=Audience.MANAGERS)


@feature.undoes("remedial_roster", by=Role.MANAGER, thing=["person", "module"])
def change_back(ctx: Context, training: int, member: int, was_on: bool) -> None:
    one = remedial.find(ctx.db, training)
    assert one is not None
    person = next(person for person in remedial.roster(ctx.db, training) if person.membership == member)
    if was_on:
        remedial.join(ctx.db, training, member, person.score, at=ctx.now)
        ctx.reply(ADDED(name=person.name, module=one.module))
        plan = {"module": one.module, "when": opening.when(one), "below": one.below}
        ctx.tell(person.person, opening.INVITED(manager=ctx.person.name, **plan))
    else:
        remedial.leave(ctx.db, training, member, "taken_off", at=ctx.now)
        ctx.tell(person.person, SAID_OFF(module=one.module))
        ctx.reply(TAKEN_OFF(name=person.name, module=one.module))


def close(ctx: Context, module: str, found: Low) -> None:
    """补训 结束 谈判. Raises Refusal."""
    one = named(ctx, module)
    people = [person for person in remedial.roster(ctx.db, one.id) if person.why is None]
    remedial.close(ctx.db, one.id, at=ctx.now)
    for person in people:
        ctx.tell(person.person, SAID_OFF(module=one.module))
        ctx.happened("remedial.left", person.membership, module=one.module)
    ctx.later("remedial.session", f"remedial:{one.id}", None)
    ctx.audit("remedial_closed", undo={"training": one.id}, module=one.module)
    ctx.reply(CLOSED(module=one.module), audience=Audience.MANAGERS)


@feature.undoes("remedial_closed", by=Role.MANAGER, thing=["module"])
def close_back(ctx: Context, training: int) -> None:
    one = remedial.find(ctx.db, training)
    assert one is not None
    if not remedial.reopen(ctx.db, ctx.camp.id, training):
        raise Refusal(OTHER(module=one.module))
    opening.plan_next(ctx, training, one)
    ctx.reply(REOPENED(module=one.module))


def named(ctx: Context, module: str) -> Training:
    """The training of a module that is running. Raises Refusal."""
    every = remedial.open_ones(ctx.db, ctx.camp.id)
    if not every:
        raise Refusal(NO_TRAINING(module=module.strip()[:20]) if module.strip() else NONE_RUNNING)
    if not module.strip():
        if len(every) > 1:
            raise Refusal(WHICH_TRAINING(modules=[one.module for one in every]))
        return every[0]
    found = next((one for one in every if one.module == module.strip()), None)
    if found is None:
        raise Refusal(NO_TRAINING(module=module.strip()[:20]))
    return found


def _who(ctx: Context, words: str, verb: str) -> tuple[str, Training]:
    """林晓 谈判, 谈判 林晓, and 林晓 alone where one training runs. Raises Refusal."""
    who, _, module = words.strip().partition(" ")
    every = remedial.open_ones(ctx.db, ctx.camp.id)
    if not who or (not module and len(every) != 1):
        raise Refusal(WHO(verb=verb))
    if any(one.module == who for one in every) and module:
        who, module = module.strip(), who
    return who, named(ctx, module)


VERBS: tuple[tuple[set[str], Callable[[Context, str, Low], None]], ...] = (
    ({"名单", "出勤", "roster"}, show),
    ({"加", "加上", "add"}, add),
    ({"去", "去掉", "移出", "移除", "删除", "off", "remove"}, take_off),
    ({"结束", "停", "停掉", "close", "end"}, close),
)
