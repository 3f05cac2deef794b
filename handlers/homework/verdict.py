"""通过 and 退回: the one decision about a version, who took it and when; taken back by 撤销 with what it paid."""

from __future__ import annotations

from bot import deciding
from bot.audience import Audience
from bot.feature import Context, Line, Phrase, Refusal, Role
from handlers.homework import reviewers, telling
from handlers.homework.settings import ACCEPTED, POINTS, TAKEN_BACK, feature
from storage import memberships, points
from storage.homework import assignments, hand_ins
from storage.homework.assignments import Homework
from storage.homework.hand_ins import HandIn

feature.fact("accepted", "homework")
feature.fact("reopened", "homework")

LONGEST_REASON = 1000

NO_SUCH = Phrase(zh="没有 H{id} 这份作业。看你的：作业", en="There is no homework H{id}. To see yours: homework")
NOT_YOURS = Phrase(zh="H{id} 由{names}来评。", en="H{id} is for {names} to decide.")
OWN = Phrase(zh="H{id} 是你自己交的，要由别人来评。", en="H{id} is your own; somebody else decides.")
BECAME = Phrase(zh="{who}{at:%m-%d %H:%M} {what}", en="{what} by {who}on {at:%m-%d %H:%M}")
BY = Phrase(zh="{name} ", en="{name} ")
BY_PEERS = Phrase(zh="同伴评分 ", en="its peers' ratings ")
DONE = {"accepted": Phrase(zh="通过", en="accepted"), "returned": Phrase(zh="退回", en="returned")}
REPLACED = Phrase(
    zh="H{id} 后来又交了一版 H{newest}，看那一版：作业 看 H{newest}",
    en="After H{id} came another version, H{newest}. To see it: homework see H{newest}",
)
LONG_REASON = Phrase(zh="评语最多{most}字。", en="Words have at most {most:character|characters}.")
WHY = Phrase(
    zh="{code} 退回，要改什么？写一句给交的人。",
    en="{code} goes back. What is to be changed? One line for whoever handed it in.",
)
DONE_ACCEPT = Phrase(
    zh="✅ H{id} {name}《{title}》通过，已告诉本人。", en="✅ H{id}, {name}, “{title}”: accepted, and they know."
)
DONE_RETURN = Phrase(
    zh="✅ H{id} {name}《{title}》退回，已把原因告诉本人。", en="✅ H{id}, {name}, “{title}”: returned, and they know why."
)
TOLD_ACCEPTED = Phrase(
    zh="🎉 作业《{title}》通过了（H{id}）{paid}{words}", en="🎉 Homework “{title}” is accepted (H{id}){paid}{words}"
)
PAID = Phrase(zh="｜+{amount}｜积分{balance}", en=" | +{amount} | {balance:point|points}")
WORDS = Phrase(zh="\n{who}：{words}", en="\n{who}: {words}")
TOLD_RETURNED = Phrase(
    zh="📝 作业《{title}》（H{id}）退回：{words}\n改好再交：交作业 {title}",
    en="📝 Homework “{title}” (H{id}) came back: {words}\nTo hand it in again: submit {title}",
)
UNDONE = Phrase(zh="✅ H{id} 又在等评了{points}，已告诉本人。", en="✅ H{id} waits again{points}; they know.")
TOLD_UNDONE = Phrase(
    zh="📝 作业《{title}》（H{id}）刚才的{what}撤回了{points}，重新等评。",
    en="📝 That homework “{title}” (H{id}) was {what} is taken back{points}; it waits to be read again.",
)
POINTS_BACK = Phrase(zh="，冲回{amount}分", en=", {amount:point is|points are} taken back")
NEWER = Phrase(
    zh="{name}已经交了新的一版，H{id} 的决定撤不了。",
    en="{name} has handed in a newer version; what was decided on H{id} stays.",
)

feature.act("homework_accepted", Phrase(zh="{who} 通过了作业 H{hand_in}", en="{who} accepted homework H{hand_in}"))
feature.act("homework_returned", Phrase(zh="{who} 退回了作业 H{hand_in}", en="{who} returned homework H{hand_in}"))


def find(ctx: Context, number: int) -> tuple[Homework, HandIn]:
    """A version of this camp and its homework. Raises Refusal."""
    one = hand_ins.of_camp(ctx.db, ctx.camp.id, number)
    meant = assignments.find(ctx.db, one.homework) if one is not None else None
    if one is None or meant is None:
        raise deciding.none_such(ctx, "H", number) if ctx.role >= Role.EXPERT else Refusal(NO_SUCH(id=number))
    return meant, one


@feature.decides("H", "通过")
def accept(ctx: Context, number: int, words: str) -> None:
    """通过: counted once, paid once, said to whoever handed it in."""
    meant, one = _waiting(ctx, number, words)
    _decide(ctx, one, "accepted", words)
    ctx.audit("homework_accepted", undo={"hand_in": number}, about=f"H{number}", hand_in=number)
    tell_accepted(ctx, meant, one, WORDS(who=ctx.person.name, words=words) if words else "")
    ctx.reply(DONE_ACCEPT(id=number, name=one.name, title=meant.title), audience=Audience.REVIEWERS)


@feature.decides("H", "退回", asks=WHY)
def send_back(ctx: Context, number: int, words: str) -> None:
    """退回 with its reason: it may be handed in again."""
    meant, one = _waiting(ctx, number, words)
    _decide(ctx, one, "returned", words)
    ctx.audit("homework_returned", undo={"hand_in": number}, about=f"H{number}", hand_in=number)
    ctx.tell(one.person, TOLD_RETURNED(title=meant.title, id=number, words=words), telling.hand_in_press(meant))
    ctx.reply(DONE_RETURN(id=number, name=one.name, title=meant.title), audience=Audience.REVIEWERS)


def tell_accepted(ctx: Context, meant: Homework, one: HandIn, words: Line | str) -> None:
    """It is accepted now: paid, said as a fact, and told whoever handed it in."""
    change = _settle(ctx, meant, one, ctx.setting(POINTS))
    balance = memberships.member(ctx.db, one.membership).points
    paid = PAID(amount=change, balance=balance) if change else ""
    ctx.tell(one.person, TOLD_ACCEPTED(title=meant.title, id=one.id, paid=paid, words=words))
    ctx.happened("homework.accepted", one.membership, homework=meant.id)


def _settle(ctx: Context, meant: Homework, one: HandIn, amount: int) -> int:
    """Whoever handed it in holds so much for it from now on; gives the change of their balance."""
    thing, paid = f"{ACCEPTED.code}:{meant.id}", {"category": ACCEPTED.category, "reason": ACCEPTED.code}
    return points.settle(
        ctx.db, meant.camp, one.membership, thing, amount, **paid, back=TAKEN_BACK.code, at=ctx.now, note=meant.title
    )


def _waiting(ctx: Context, number: int, words: str) -> tuple[Homework, HandIn]:
    """One that waits for this person's decision. Raises Refusal saying what became of it."""
    meant, one = find(ctx, number)
    if not reviewers.may_decide(ctx, meant):
        raise Refusal(NOT_YOURS(id=number, names=[who.name for who in reviewers.named(ctx, meant)]))
    if one.person == ctx.person.id:
        raise Refusal(OWN(id=number))
    if one.state != "waiting":
        raise _decided(ctx, one)
    if len(words) > LONGEST_REASON:
        raise Refusal(LONG_REASON(most=LONGEST_REASON))
    return meant, one


def _decided(ctx: Context, one: HandIn) -> Refusal:
    """Who was first, or that there is a newer version."""
    return Refusal(became(ctx, one)) if one.state == "replaced" else deciding.decided(ctx, "H", one.id)


def became(ctx: Context, one: HandIn) -> Line:
    """What was decided, by whom and when, or that there is a newer version."""
    if one.state == "replaced":
        return REPLACED(id=one.id, newest=hand_ins.versions(ctx.db, one.homework, one.membership)[-1].id)
    return BECAME(who=BY(name=one.judge) if one.judge else BY_PEERS(), at=one.decided_at, what=DONE[one.state])


def _decide(ctx: Context, one: HandIn, verdict: str, words: str) -> None:
    if not hand_ins.decide(ctx.db, one.id, verdict, by=ctx.member.id, at=ctx.now, reason=words or None):
        again = hand_ins.find(ctx.db, one.id)  # somebody was a moment ahead
        assert again is not None
        raise _decided(ctx, again)


@feature.undoes("homework_accepted", by=Role.EXPERT)
def accepted_back(ctx: Context, hand_in: int) -> None:
    meant, one = _back(ctx, hand_in)
    change = _settle(ctx, meant, one, 0)
    ctx.happened("homework.reopened", one.membership, homework=meant.id)
    _tell_back(ctx, meant, one, "accepted", POINTS_BACK(amount=-change) if change else "")


@feature.undoes("homework_returned", by=Role.EXPERT)
def returned_back(ctx: Context, hand_in: int) -> None:
    meant, one = _back(ctx, hand_in)
    _tell_back(ctx, meant, one, "returned", "")


def _back(ctx: Context, number: int) -> tuple[Homework, HandIn]:
    meant, one = find(ctx, number)
    if not hand_ins.undecide(ctx.db, number):
        raise Refusal(NEWER(name=one.name, id=number))
    return meant, one


def _tell_back(ctx: Context, meant: Homework, one: HandIn, what: str, back: Line | str) -> None:
    ctx.tell(one.person, TOLD_UNDONE(title=meant.title, id=one.id, what=DONE[what], points=back))
    ctx.reply(UNDONE(id=one.id, points=back), audience=Audience.REVIEWERS)
