"""Cases in 待办: what a filter caught and nobody has decided, and appeals against what somebody else decided."""

from __future__ import annotations

from bot import deciding, queue
from bot.feature import Asker, Backlog, Context, Line, Phrase, Press, Refusal, Role, Said, Waiting
from bot.parts import KeptWords
from handlers.moderation import rules
from handlers.moderation.penalising import BADLY_LONG, penalise
from handlers.moderation.settings import GONE, KINDS, STEPS, feature, rule
from storage.connection import Db
from storage.moderation import cases, penalties
from storage.moderation.cases import TYPED, ModerationCase

CAUGHT = Phrase(zh="{name}：{kind}（G{rule}）", en="{name}: {kind} (G{rule})")
APPEALS = Phrase(zh="{name} 申诉（G{rule}）", en="{name} appeals (G{rule})")
WHOLE = Phrase(
    zh="🚩 {code} {name} 可能违反群规{rule}：{kind}{hit}{times}，{at:%m-%d %H:%M}。",
    en="🚩 {code} {name} may have broken the rule {rule}: {kind}{hit}{times}, {at:%m-%d %H:%M}.",
)
HIT = Phrase(zh="“{hit}”", en=" “{hit}”")
TIMES = Phrase(zh="，{n}次", en=", {n:time|times}")
BY_A_MANAGER = Phrase(zh="经理指出", en="named by a manager")
ON_TRIAL = Phrase(zh="试运行：什么都没有动。", en="On trial: nothing was touched.")
HISTORY = Phrase(zh="以前：{steps}。", en="Before: {steps}.")
CLEAN = Phrase(zh="以前没有处罚。", en="Nothing before.")
STEP_TIMES = Phrase(zh="{step}{n}次", en="{step} ×{n}")
WHY = Phrase(zh="申诉：", en="They say: ")
WAS_GIVEN = Phrase(zh="原来的决定：{step}（{by}）。", en="What was decided: {step} (by {by}).")
AND = Phrase(zh="下一步可以是：{step}。", en="Next could be: {step}.")
HOW = Phrase(
    zh="{code} 怎么处理？写 提醒、警告、禁言 或 移出，后面写原因。试试：处理 {code} 警告 发布无关广告",
    en="What is to be done about {code}? Say remind, warn, silence or remove, then why. Try: handle {code} warn advertising",
)
HOW_AGAIN = Phrase(
    zh="{code} 还没处理：第一个词写 提醒、警告、禁言 或 移出。试试：处理 {code} 警告 发布无关广告",
    en="{code} waits: the first word is remind, warn, silence or remove. Try: handle {code} warn advertising",
)
DISMISSED = Phrase(zh="✅ {code} 已忽略，什么都没有做。", en="✅ {code} is dismissed; nothing was done.")
WAITS_FOR_JUDGE = Phrase(
    zh="{code} 已处理，在等申诉的裁决：维持 {code} 原因，或 改判 {code} 原因",
    en="{code} is decided and waits for its appeal: uphold {code} WHY, or overturn {code} WHY",
)
STEP_PATTERN = "(?:" + "|".join(rules.STEP_WORDS) + r")(?:\s.*)?"


def _some(reader: Db, asker: Asker, after: int, most: int) -> list[Waiting]:
    return [
        Waiting(one.id, one.appealed_at or one.found_at, _in_short(one))
        for one in cases.waiting(reader, asker.camp.id, asker.person.id, after=after, most=most)
    ]


def _in_short(one: ModerationCase) -> Line:
    name = queue.in_short(one.name)
    if one.appealed_at is not None:
        return APPEALS(name=name, rule=one.rule)
    return CAUGHT(name=name, kind=_kind(one), rule=one.rule)


def _kind(one: ModerationCase) -> Phrase:
    return BY_A_MANAGER if one.kind == TYPED else KINDS[one.kind]


def _backlog(reader: Db, asker: Asker) -> Backlog:
    return Backlog(*cases.backlog(reader, asker.camp.id, asker.person.id))


def whole(ctx: Context, number: int) -> tuple[Said, ...]:
    """A case in full: whose, which rule, the words, what stood against them before, and the appeal."""
    one = find(ctx, number)
    said: list[Said] = [
        WHOLE(
            code=f"M{one.id}",
            name=one.name,
            rule=rule(ctx, one.rule, one.rules_version),
            kind=_kind(one),
            hit=HIT(hit=one.hit) if one.hit else "",
            times=TIMES(n=one.times) if one.times > 1 else "",
            at=one.found_at,
        )
    ]
    if one.kind != TYPED:
        said.append(KeptWords(one.id, GONE().to(ctx.camp.language)))
    if one.on_trial and one.decided_at is None:
        said.append(ON_TRIAL)
    history = [step for step in penalties.of_person(ctx.db, one.person, ctx.camp.id) if step.case != one.id]
    said.append(_history([step.step for step in history if step.overturned_at is None]))
    if one.appealed_at is not None:
        by = "" if one.decided_by is None else ctx.person_by_id(one.decided_by).name
        language = ctx.camp.language
        appeal = KeptWords(one.id, GONE().to(language), "appeal", WHY().to(language))
        said += [WAS_GIVEN(step=STEPS.get(one.verdict or "", ""), by=by), appeal]
    elif one.decided_at is None:
        said.append(AND(step=STEPS[rules.suggested(history, ctx.now)]))
    return tuple(said)


def _history(steps: list[str]) -> Line | Phrase:
    counted = [STEP_TIMES(step=STEPS[step], n=steps.count(step)) for step in STEPS if step in steps]
    return HISTORY(steps=counted) if counted else CLEAN


def card(ctx: Context, number: int) -> list[Said]:
    """The same with what can be pressed, for whoever runs the camp."""
    code = f"M{number}"
    ways = [Press(step, f"处理 {code} {step.zh}") for step in STEPS.values()]
    return [*whole(ctx, number), ways[:2], ways[2:], [Press(Phrase(zh="忽略", en="Dismiss"), f"忽略 {code}")]]


def find(ctx: Context, number: int) -> ModerationCase:
    """A case of this camp. Raises Refusal where there is none."""
    one = cases.find(ctx.db, number)
    if one is None or one.camp != ctx.camp.id:
        raise deciding.none_such(ctx, "M", number)
    return one


def _takes(ctx: Context, number: int) -> tuple[str, ...]:
    """A case is decided first; then, where there is one, its appeal."""
    return ("处理", "忽略") if find(ctx, number).decided_at is None else ("维持", "改判")


feature.queue(
    "M",
    Phrase(zh="违规和申诉", en="cases and appeals"),
    by=Role.MANAGER,
    waiting=_some,
    backlog=_backlog,
    whole=whole,
    takes=_takes,
)


@feature.decides("M", "处理", asks=HOW, takes=STEP_PATTERN)
def handle(ctx: Context, number: int, words: str) -> None:
    """A step of the ladder, with its reason."""
    one = _open(ctx, number)
    try:
        step = rules.read(words)
    except ValueError as problem:
        raise Refusal(BADLY_LONG(words=str(problem), code=f"M{number}")) from None
    if step is None:
        raise Refusal(HOW_AGAIN(code=f"M{number}"))
    penalise(ctx, one, step, one.rules_version)


@feature.decides("M", "忽略")
def dismiss(ctx: Context, number: int, words: str) -> None:
    one = _open(ctx, number)
    if not cases.decide(ctx.db, one.id, "dismissed", by=ctx.person.id, at=ctx.now):
        raise deciding.decided(ctx, "M", number)
    ctx.audit("case_dismissed", about=f"M{number}", case=number)
    ctx.reply(DISMISSED(code=f"M{number}"))


def _open(ctx: Context, number: int) -> ModerationCase:
    one = find(ctx, number)
    if one.decided_at is None:
        return one
    if one.appealed_at is not None and one.judged_at is None:
        raise Refusal(WAITS_FOR_JUDGE(code=f"M{number}"))
    raise deciding.decided(ctx, "M", number)
