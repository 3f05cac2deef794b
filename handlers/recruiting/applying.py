"""申请: somebody applies to a camp that recruits, in private: begins, goes on, changes an answer, sends it, withdraws it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from bot import enrolment
from bot.arguments import Named
from bot.enrolment import Gate
from bot.feature import Camp, Context, Line, Phrase, Press, Refusal, Role, Said
from bot.membership import camp_by_id, camp_of, is_for_show, membership_of
from bot.queue import LARGEST
from handlers.recruiting import filling, quizzing, sending, wording
from handlers.recruiting.settings import COOL_OFF, ENTRY_QUIZ, feature
from storage import applications, camps, standing
from storage.applications import Application

NUMBERED = re.compile(r"[YyＹｙ]\s*[-－–—]?\s*(?P<n>\d{1,18})(?:\s+(?P<rest>.*))?", re.DOTALL)
CAMP = re.compile(r"[#＃](\d{1,9})")
SEND, CHANGE, WITHDRAW = {"交", "提交", "交上去", "send"}, {"改", "修改", "change"}, {"撤回", "withdraw"}
VERBS = SEND | CHANGE | WITHDRAW
LONGEST, SHOWN = 40, 5

INTRO = Phrase(
    zh="申请加入“{camp}”：{asks}。随时可停，发“申请”接着填；交之前都能改。",
    en="Applying to “{camp}”: {asks}. You may stop at any time, “apply” goes on; until it is sent everything can be changed.",
)
FORM_ASKS = Phrase(zh="共{n}问", en="{n:question|questions}")
QUIZ_ASKS = Phrase(zh="{n}道入营题", en="an entry quiz of {n}")
BOTH_ASK = Phrase(zh="{form}+{quiz}，约{minutes}分钟", en="{form} and {quiz}, about {minutes:minute|minutes}")
ASKS_NOTHING = Phrase(zh="不用填表", en="there is no form")
WHICH = Phrase(zh="现在招募的营：", en="Camps one can apply for:")
NONE_RECRUITS = Phrase(
    zh="现在没有在招募的营。有邀请的话，按邀请里写的进来就行。",
    en="No camp recruits now. If you were invited, come in as your invitation says.",
)
NO_SUCH_CAMP = Phrase(
    zh="没有在招募的营叫“{camp}”。发“申请”看有哪些。",
    en="No camp that recruits is called “{camp}”. Send “apply” for those that do.",
)
IN_ALREADY = Phrase(zh="你已经在“{camp}”里了，不用申请。", en="You are in “{camp}” already; no need to apply.")
COOLING = Phrase(
    zh="上次申请“{camp}”没有通过{reason}，{day:%Y-%m-%d} 起可以再申请。",
    en="Your last application to “{camp}” was turned down{reason}. You may apply again from {day:%Y-%m-%d}.",
)
BECAUSE = Phrase(zh="（{reason}）", en=" ({reason})")
WAITS = Phrase(
    zh="{code} 已交给“{camp}”的社群经理，{due:%m-%d %H:%M} 前回复。不想申请了：申请 撤回",
    en="{code} is with the managers of “{camp}”; they answer by {due:%m-%d %H:%M}. To withdraw it: apply withdraw",
)
APPROVED = Phrase(zh="{code} 已通过，你可以进“{camp}”。", en="{code} is approved: “{camp}” is open to you.")
AGREE_NOW = Phrase(
    zh="{code} 已通过。同意“{camp}”的群规就入营：群规 看一眼，再发“同意”。",
    en="{code} is approved. Agree to the rules of “{camp}” and you are in: read them with “rules”, then send “agree”.",
)
ELSEWHERE = Phrase(
    zh="申请要私聊我来填，内容只有社群经理看得到。私聊发：申请 {camp}{link}",
    en="Applications are filled in with me in private; only managers read them. Send me there: apply {camp}{link}",
)
LINKED = Phrase(zh="\n或者点开：{link}", en="\nOr open: {link}")
NO_SUCH = Phrase(zh="你没有申请 {code}。发“申请”看你的。", en="You have no application {code}. Send “apply” for yours.")
NONE_OPEN = Phrase(
    zh="你现在没有在填的申请。要申请就发：申请 营名", en="You have no application under way. To apply: apply CAMP"
)
OVER = Phrase(zh="{code} {state}，不能再改。", en="{code}: {state}. It cannot be changed any more.")
WITHDRAWN = Phrase(zh="✅ {code} 已撤回。想再申请，发：申请 {camp}", en="✅ {code} is withdrawn. To apply again: apply {camp}")
RULES, AGREE = Phrase(zh="群规", en="Rules"), Phrase(zh="同意", en="I agree")


@feature.command(
    "申请",
    "apply",
    "申请加入",
    help=Phrase(
        zh="申请加入一个在招募的营：填表、做入营题，交之前都能改。",
        en="Apply to a camp that recruits: a form, an entry quiz; change it until it is sent.",
    ),
    by=Role.ANYONE,
    examples=["申请", "申请 营销实战营2605", "申请 改 2", "申请 交", "申请 撤回", "apply Sales-2605", "apply withdraw"],
    everyday=True,
    asked={r"我?(?:想|要)(?:申请)?(?:加入|报名)\s*(?P<camp>\S{2,40}营\S{0,12})": "{camp}"},
)
def apply(ctx: Context, words: Annotated[str, Named("营名", "camp")] = "") -> None:
    said = words.strip()
    if not ctx.address.direct:
        return _elsewhere(ctx, said)
    if found := NUMBERED.fullmatch(said):
        if (one := _own(ctx, min(int(found["n"]), LARGEST))) is not None:
            return _act(ctx, one, (found["rest"] or "").strip())
        if camps.named(ctx.db, said) is None:
            raise Refusal(NO_SUCH(code=wording.code(min(int(found["n"]), LARGEST))))
    verb = said.partition(" ")[0].casefold()
    if verb in VERBS:
        mine = applications.under_way(ctx.db, ctx.person.id)
        if not mine:
            raise Refusal(NONE_OPEN)
        return _act(ctx, mine[-1], said)
    if said:
        return _apply_to(ctx, _camp(ctx, said))
    _go_on(ctx)


def recruiting(ctx: Context) -> list[Camp]:
    """The camps people can apply for."""
    every = (camp_of(row) for row in camps.every(ctx.db) if not is_for_show(row))
    return [camp for camp in every if camp is not None and enrolment.recruits(camp)]


def _camp(ctx: Context, said: str) -> Camp:
    """The camp of a name, or of a number as buttons say it. Raises Refusal."""
    number = CAMP.fullmatch(said)
    named = camps.named(ctx.db, said) if number is None else camps.find(ctx.db, int(number[1]))
    found = camp_of(named)
    if found is None or not enrolment.recruits(found):
        mine = found is not None and membership_of(standing.in_camp(ctx.db, found.id, ctx.person.id)) is not None
        raise Refusal(IN_ALREADY(camp=found.name) if mine and found else NO_SUCH_CAMP(camp=said[:LONGEST]))
    return found


def _elsewhere(ctx: Context, said: str) -> None:
    """In a group: what to say in private, and the link that says it where the platform has such a thing."""
    here = ctx.camp_or_none
    wanted = _camp(ctx, said) if said and not NUMBERED.fullmatch(said) and said.casefold() not in VERBS else here
    if wanted is None or not enrolment.recruits(wanted):
        raise Refusal(NO_SUCH_CAMP(camp=wanted.name if wanted else said[:LONGEST]) if wanted or said else NONE_RECRUITS())
    link = ctx.link(ctx.address.channel, f"申请 #{wanted.id}")
    raise Refusal(ELSEWHERE(camp=wanted.name, link=LINKED(link=link) if link else ""))


def _go_on(ctx: Context) -> None:
    """What is under way, else what became of the last one, else the camps there are to apply for."""
    if mine := applications.under_way(ctx.db, ctx.person.id):
        return show(ctx, mine[-1])
    open_camps = recruiting(ctx)
    if not open_camps:
        raise Refusal(NONE_RECRUITS)
    if len(open_camps) == 1:
        return _apply_to(ctx, open_camps[0])
    presses = [[Press(camp.name, f"申请 #{camp.id}")] for camp in open_camps[:SHOWN]]
    ctx.reply(WHICH, *[f"· {camp.name}" for camp in open_camps], *presses)


def _apply_to(ctx: Context, camp: Camp) -> None:
    """Begins, or shows what is under way or became of the last. Raises Refusal for a member, and until the cool-off is over."""
    if membership_of(standing.in_camp(ctx.db, camp.id, ctx.person.id)) is not None:
        raise Refusal(IN_ALREADY(camp=camp.name))
    last = applications.latest(ctx.db, camp.id, ctx.person.id)
    if last is not None and (last.is_under_way or is_let_in(ctx, camp, last)):
        return show(ctx, last)
    with ctx.in_camp(camp):
        if last is not None and (until := cools_until(ctx, last)) is not None:
            raise Refusal(COOLING(camp=camp.name, reason=BECAUSE(reason=last.reason) if last.reason else "", day=until))
        _, fields = applications.form(ctx.db, camp.id)
        number = applications.begin(ctx.db, camp.id, ctx.person.id, fields, at=ctx.now)
        one = applications.find(ctx.db, number) if number is not None else applications.latest(ctx.db, camp.id, ctx.person.id)
        assert one is not None
        filling.go_on(ctx, one, intro=INTRO(camp=camp.name, asks=_asks(ctx, one)))


def is_let_in(ctx: Context, camp: Camp, last: Application) -> bool:
    """Whether the last application still opens the camp."""
    return last.state == "approved" and enrolment.gate(ctx.db, camp, last.person) is not Gate.APPLICATION


def cools_until(ctx: Context, last: Application) -> object | None:
    """The day from which somebody who was turned down may apply again; None where that is today or earlier."""
    if last.state != "rejected" or last.decided_at is None:
        return None
    day = ctx.local(last.decided_at).date() + timedelta(days=ctx.setting(COOL_OFF))
    return day if day > ctx.local(ctx.now).date() else None


def _asks(ctx: Context, one: Application) -> Line | Phrase:
    fields, (quiz, _) = len(one.fields), ctx.setting(ENTRY_QUIZ)
    if fields and quiz:
        return BOTH_ASK(form=FORM_ASKS(n=fields), quiz=QUIZ_ASKS(n=quiz), minutes=max(1, round((fields + quiz) * 0.4)))
    return FORM_ASKS(n=fields) if fields else QUIZ_ASKS(n=quiz) if quiz else ASKS_NOTHING


def _own(ctx: Context, number: int) -> Application | None:
    one = applications.find(ctx.db, number)
    return one if one is not None and one.person == ctx.person.id else None


def _act(ctx: Context, one: Application, said: str) -> None:
    verb, _, rest = said.partition(" ")
    with ctx.in_camp(camp_by_id(ctx.db, one.camp)):
        if verb.casefold() in WITHDRAW:
            return _withdraw(ctx, one)
        if not said:
            return show(ctx, one)
        if one.state == "quiz" and verb[:1].casefold() == "q":
            return quizzing.take(ctx, one, verb[1:], rest.strip())
        if one.state != "open":
            raise Refusal(OVER(code=wording.code(one.id), state=wording.STATE[one.state]))
        if verb.casefold() in SEND:
            return sending.hand_in(ctx, one)
        if verb.casefold() in CHANGE:
            return filling.change(ctx, one, rest.strip())
        filling.take(ctx, one, verb, rest.strip())


def show(ctx: Context, one: Application) -> None:
    """Where it stands, and what to do next."""
    camp = camp_by_id(ctx.db, one.camp)
    said = {"code": wording.code(one.id), "camp": camp.name}
    with ctx.in_camp(camp):
        match one.state:
            case "open":
                filling.go_on(ctx, one)
            case "quiz":
                quizzing.go_on(ctx, one)
            case "sent":
                ctx.reply(WAITS(due=one.due_at, **said))
            case "approved" if enrolment.gate_of_rules(ctx.db, camp, one.person) is Gate.RULES:
                ctx.reply(AGREE_NOW(**said), [Press(RULES, "群规"), Press(AGREE, "同意")])
            case "approved":
                ctx.reply(APPROVED(**said))
            case _:
                raise Refusal(OVER(code=said["code"], state=wording.STATE[one.state]))


def _withdraw(ctx: Context, one: Application) -> None:
    if not applications.withdraw(ctx.db, one.id):
        raise Refusal(OVER(code=wording.code(one.id), state=wording.STATE[one.state]))
    ctx.audit("application_withdrawn", application=one.id)
    said: tuple[Said, ...] = (WITHDRAWN(code=wording.code(one.id), camp=ctx.camp.name),)
    ctx.reply(*said)


feature.act(
    "application_withdrawn",
    Phrase(zh="{who} 撤回了申请 Y-{application:04d}", en="{who} withdrew application Y-{application:04d}"),
    final=Phrase(zh="撤回了的申请可以重新填：申请 营名", en="What was withdrawn can be filled in anew: apply CAMP"),
)
