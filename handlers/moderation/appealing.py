"""申诉, 维持, 改判: one appeal within fourteen days, decided by somebody else; what is overturned gives back what it took and stays as a mistake."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from bot import deciding, queue
from bot.arguments import Named
from bot.feature import Context, Phrase, Press, Refusal, Role
from bot.membership import camp_by_id
from handlers.moderation import ending
from handlers.moderation.queue import find, whole
from handlers.moderation.settings import APPEAL_DAYS, STEPS, feature, staff
from storage import memberships, standing
from storage.moderation import cases, penalties
from storage.moderation.cases import ModerationCase

NO_CASE = Phrase(zh="没有对你的 {code}。看自己的发：处罚", en="There is no {code} about you. To see what there is: penalties")
WHICH = Phrase(
    zh="申诉哪一件？写号和理由，试试：申诉 {code} 那是课程资料的链接",
    en="Which one? Name it and say why. Try: appeal {code} it was a link to the course",
)
NOTHING = Phrase(zh="没有对你的处罚，不用申诉。", en="Nothing was decided against you; there is nothing to appeal.")
UNDECIDED = Phrase(zh="{code} 还没有处罚，不用申诉。", en="Nothing was decided in {code}; there is nothing to appeal.")
TWICE = Phrase(zh="{code} 已经申诉过，一件只能申诉一次。{now}", en="{code} was appealed before; there is one appeal. {now}")
PENDING = Phrase(zh="还在等裁决。", en="It waits for its decision.")
SETTLED = Phrase(zh="结果：{what}。", en="The result: {what}.")
TOO_LATE = Phrase(
    zh="{code} 是 {at:%m-%d} 的，过了{days}天，不能申诉了。",
    en="{code} was decided on {at:%m-%d}; after {days:day|days} it cannot be appealed.",
)
LONG = Phrase(zh="理由最多{most}字。", en="Say why in at most {most:character|characters}.")
WHY = Phrase(
    zh="为什么 {code} 是误判？写一句，会给另一位经理看。", en="Why is {code} a mistake? One line; another manager reads it."
)
CALLED = Phrase(zh="{code} 的申诉理由", en="why {code} is a mistake")
RECEIVED = Phrase(
    zh="✅ {code} 的申诉已交给{who}，不是原来处理的人。结果会私下告诉你。",
    en="✅ The appeal against {code} is with {who}, not with whoever decided. You will be told in private.",
)
NOBODY = Phrase(
    zh="✅ {code} 的申诉记下了。现在营里没有别的经理能裁决：原来处理的人不能裁自己的，有了另一位就由他定，结果会私下告诉你。",
    en="✅ The appeal against {code} is noted. Nobody else may decide it now, since whoever decided cannot judge their own case; it waits for "
    "another manager, and you will be told in private.",
)
SOMEBODY_ELSE = Phrase(zh="另一位经理", en="another manager")
THE_OWNER = Phrase(zh="营主", en="the camp's owner")
ASKED = Phrase(zh="回复“改判 {code} 原因”或“维持 {code} 原因”。", en="Reply “overturn {code} WHY” or “uphold {code} WHY”.")
GIVE_WHY = Phrase(
    zh="{code} 的裁决要写原因，给申诉的人看。", en="The decision on {code} needs a reason; whoever appealed reads it."
)
NO_APPEAL = Phrase(zh="{code} 没有申诉，不用裁决。", en="Nobody appealed against {code}; there is nothing to judge.")
OWN = Phrase(
    zh="{code} 是你处理的，不能自己裁决，要由别的经理或营主来。",
    en="You decided {code} yourself; another manager or the owner judges it.",
)
ABOUT_YOU = Phrase(zh="{code} 是对你的处罚，不能自己裁决。", en="{code} is about you; somebody else judges it.")
UPHELD = Phrase(
    zh="{code} 的申诉：维持原来的决定。原因：{why}", en="Your appeal against {code}: the decision stands. Why: {why}"
)
OVERTURNED = Phrase(
    zh="✅ {code} 改判了，{steps}已撤销，不再计数，记录保留为“误判”。原因：{why}",
    en="✅ {code} is overturned: {steps} no longer stands nor counts, and stays on record as a mistake. Why: {why}",
)
DONE_UPHELD = Phrase(zh="✅ {code} 维持，已告诉本人。", en="✅ {code} is upheld; they have been told.")
DONE_OVERTURNED = Phrase(
    zh="✅ {code} 改判，{steps}已撤销，记为误判，已告诉本人。",
    en="✅ {code} is overturned: {steps} no longer stands, on record as a mistake; they have been told.",
)
TAKEN_BACK = Phrase(
    zh="✅ {code} 的处罚已撤回，记为误判，已告诉本人。",
    en="✅ The penalty of {code} is taken back, on record as a mistake; they have been told.",
)
TOLD_BACK = Phrase(
    zh="{code} 的处罚撤回了，{steps}不再计数。", en="The penalty of {code} is taken back; {steps} no longer counts."
)
APPEALED_SINCE = Phrase(
    zh="{code} 已有申诉，由另一位经理裁决，撤不了。", en="{code} was appealed by now; another manager decides."
)
JUDGEMENTS = {"upheld": Phrase(zh="维持", en="upheld"), "overturned": Phrase(zh="改判", en="overturned")}
LONGEST = 500


@feature.command(
    "申诉",
    "appeal",
    help=Phrase(
        zh="对处罚申诉一次，14天内，由另一位经理裁决。",
        en="Appeal once against a penalty within 14 days; somebody else decides.",
    ),
    by=Role.ANYONE,
    examples=["申诉 M88 那是课程资料的链接", "appeal M88 it was a link to the course"],
    private=True,
)
def appeal(ctx: Context, words: Annotated[str, Named("号和理由", "number and reason")] = "") -> None:
    named = queue.read(words)
    if named is None or named.letter != "M":
        mine = penalties.of_person(ctx.db, ctx.person.id)
        raise Refusal(WHICH(code=f"M{mine[-1].case}") if mine else NOTHING)
    one = _mine(ctx, named.number)
    if not named.rest:
        ctx.ask("why", number=one.id, code=f"M{one.id}")
        ctx.reply(WHY(code=f"M{one.id}"))
        return
    _appeal(ctx, one, named.rest)


@feature.step("why", called=CALLED)
def why(ctx: Context, words: str, number: int, code: str) -> None:
    _appeal(ctx, _mine(ctx, number), words.strip())


def _mine(ctx: Context, number: int) -> ModerationCase:
    """A case about whoever speaks that may be appealed, in whichever camp. Raises Refusal."""
    one, code = cases.find(ctx.db, number), f"M{number}"
    if one is None or one.person != ctx.person.id:
        raise Refusal(NO_CASE(code=code))
    is_taken_back = one.judged_at is not None and one.appealed_at is None
    if one.decided_at is None or one.verdict == "dismissed" or is_taken_back:
        raise Refusal(UNDECIDED(code=code))
    if one.appealed_at is not None:
        now = PENDING if one.judgement is None else SETTLED(what=JUDGEMENTS[one.judgement])
        raise Refusal(TWICE(code=code, now=now))
    if ctx.now - one.decided_at > timedelta(days=APPEAL_DAYS):
        raise Refusal(TOO_LATE(code=code, at=one.decided_at, days=APPEAL_DAYS))
    return one


def _appeal(ctx: Context, one: ModerationCase, words: str) -> None:
    code = f"M{one.id}"
    if len(words) > LONGEST:
        raise Refusal(LONG(most=LONGEST))
    if not cases.appeal(ctx.db, one.id, words, at=ctx.now):
        raise Refusal(TWICE(code=code, now=PENDING))
    with ctx.in_camp(camp_by_id(ctx.db, one.camp)):
        judges = judges_of(ctx, one)
        for member in judges:
            presses = [Press(JUDGEMENTS["upheld"], f"维持 {code}"), Press(JUDGEMENTS["overturned"], f"改判 {code}")]
            ctx.tell(member.person, *whole(ctx, one.id), ASKED(code=code), presses)
    who = THE_OWNER if len(judges) == 1 and judges[0].role == "owner" else SOMEBODY_ELSE
    ctx.reply(RECEIVED(code=code, who=who) if judges else NOBODY(code=code))


def judges_of(ctx: Context, one: ModerationCase) -> list[memberships.Member]:
    """Who may decide an appeal: whoever runs the camp, but for who decided and who appeals."""
    return [member for member in staff(ctx) if member.person not in (one.decided_by, one.person)]


@feature.command(
    "维持",
    "uphold",
    help=Phrase(zh="裁决申诉：维持原来的处罚，写原因。", en="Judge an appeal: the penalty stands; say why."),
    by=Role.MANAGER,
    examples=["维持 M88 确实是广告", "uphold M88 it was an advertisement"],
    private=True,
)
def uphold(ctx: Context, words: Annotated[str, Named("号和原因", "number and reason")] = "") -> None:
    deciding.decide(ctx, "维持", words)


@feature.command(
    "改判",
    "overturn",
    help=Phrase(zh="裁决申诉：处罚作废，记为误判，写原因。", en="Judge an appeal: the penalty was a mistake; say why."),
    by=Role.MANAGER,
    examples=["改判 M88 确为课程资料", "overturn M88 it was course material"],
    private=True,
)
def overturn(ctx: Context, words: Annotated[str, Named("号和原因", "number and reason")] = "") -> None:
    deciding.decide(ctx, "改判", words)


@feature.decides("M", "维持", asks=GIVE_WHY)
def stands(ctx: Context, number: int, words: str) -> None:
    one = _judged(ctx, number, "upheld", words)
    code = f"M{number}"
    ctx.audit("case_upheld", about=code, case=number)
    ctx.tell(one.person, UPHELD(code=code, why=words))
    ctx.reply(DONE_UPHELD(code=code))


@feature.decides("M", "改判", asks=GIVE_WHY)
def falls(ctx: Context, number: int, words: str) -> None:
    one = _judged(ctx, number, "overturned", words)
    code = f"M{number}"
    ctx.audit("case_overturned", about=code, case=number)
    steps = give_back(ctx, one)
    ctx.tell(one.person, OVERTURNED(code=code, steps=steps, why=words))
    ctx.reply(DONE_OVERTURNED(code=code, steps=steps))


def _judged(ctx: Context, number: int, judgement: str, words: str) -> ModerationCase:
    """The case, judged by whoever speaks. Raises Refusal for who may not, and where somebody was first."""
    one, code = find(ctx, number), f"M{number}"
    if len(words) > LONGEST:
        raise Refusal(LONG(most=LONGEST))
    if one.judged_at is not None:
        raise deciding.decided(ctx, "M", number)
    if one.person == ctx.person.id:
        raise Refusal(ABOUT_YOU(code=code))
    if one.appealed_at is None:
        raise Refusal(NO_APPEAL(code=code))
    if one.decided_by == ctx.person.id:
        raise Refusal(OWN(code=code))
    if not cases.judge(ctx.db, number, judgement, words, by=ctx.person.id, at=ctx.now):
        raise deciding.decided(ctx, "M", number)
    return one


def give_back(ctx: Context, one: ModerationCase) -> list[Phrase]:
    """No step of the case stands any more, and what it took on the platforms is given back; gives the steps in words."""
    fallen = penalties.overturn(ctx.db, one.id, at=ctx.now)
    for step in fallen:
        if step.step == "remove" and step.until > ctx.now:
            _let_back(ctx, one.person)
        if step.step in ("silence", "remove") and step.until > ctx.now:
            ending.lift(ctx, step)
    return [STEPS[step] for step in dict.fromkeys(step.step for step in fallen)]


def _let_back(ctx: Context, person: int) -> None:
    """A member again, as before; the platform's own door they find open."""
    if memberships.join(ctx.db, ctx.camp.id, person, "learner", day=ctx.today, at=ctx.now):
        ctx.happened("members.joined", standing.in_camp(ctx.db, ctx.camp.id, person).membership_id)


@feature.undoes("penalty", by=Role.MANAGER, thing=["case"])
def take_back(ctx: Context, case: int) -> None:
    """Whoever decided sees it was a mistake at once."""
    one, code = find(ctx, case), f"M{case}"
    if one.appealed_at is not None or not cases.judge(ctx.db, case, "overturned", "", by=ctx.person.id, at=ctx.now):
        raise Refusal(APPEALED_SINCE(code=code))
    steps = give_back(ctx, one)
    ctx.tell(one.person, TOLD_BACK(code=code, steps=steps))
    ctx.reply(TAKEN_BACK(code=code))
