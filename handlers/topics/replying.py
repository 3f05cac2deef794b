"""Taking part: a reply to the topic in the group, or 话题 and one's words."""

from __future__ import annotations

from bot.feature import Context, Phrase, Refusal, Role
from handlers.topics import rules
from handlers.topics.settings import JOINED, POINTS, feature
from storage import points, topics
from storage.topics import Topic

DONE = Phrase(zh="✅ 算上了，《{title}》你说了{n}条{paid}。", en="✅ Counted: {n:reply|replies} of yours to “{title}”{paid}.")
PAID = Phrase(zh="｜+{points}｜积分{balance}", en=" | +{points} | {balance:point|points}")
SHORT = Phrase(
    zh="这句不到{least}个字，没有计入。多说一句为什么就算。",
    en="That has fewer than {least:character|characters} and was not counted. Say why, and it is.",
)
SAID = Phrase(
    zh="这句已经有人说过了，没有计入。换成你自己的例子就算。",
    en="That was said before and was not counted. Add an example of yours, and it is.",
)
STAFF = Phrase(
    zh="参与人数只数学员，你的话没有计入。看进度发：话题",
    en="Only learners are counted, so yours was not. To see how it goes: topic",
)


def say(ctx: Context, one: Topic, words: str) -> None:
    """Said as a command: what does not count is told so."""
    if ctx.role is not Role.LEARNER:
        raise Refusal(STAFF)
    if not rules.is_long_enough(words):
        raise Refusal(SHORT(least=rules.SHORTEST))
    paid = _count(ctx, one, words)
    if paid is None:
        raise Refusal(SAID)
    balance = PAID(points=paid, balance=points.balance(ctx.db, ctx.member.id, "points")) if paid else ""
    ctx.reply(DONE(title=one.title, n=topics.counted(ctx.db, one.id, ctx.member.id), paid=balance))


def _count(ctx: Context, one: Topic, words: str) -> int | None:
    """The points it earned, None where it does not count."""
    is_counted = topics.reply(ctx.db, one.id, ctx.member.id, rules.mark(words), counts=rules.is_long_enough(words), at=ctx.now)
    if not is_counted:
        return None
    if topics.counted(ctx.db, one.id, ctx.member.id) > 1:
        return 0
    ctx.happened("topics.joined", ctx.member.id, topic=one.title)
    amount = ctx.setting(POINTS)
    if amount:
        kind = {"category": JOINED.category, "reason": JOINED.code, "note": one.title}
        source = f"{JOINED.code}:{one.id}:{ctx.member.id}"
        points.earn(ctx.db, ctx.camp.id, ctx.member.id, amount, source=source, at=ctx.now, **kind)
    return amount


@feature.on("reply")
def replied(ctx: Context) -> bool:
    """A reply to the topic is talk: it is counted in silence, with a thumb where the channel has one; who had to call us is answered."""
    message = ctx.replied_to() if ctx.member_or_none is not None else None
    number = topics.in_message(ctx.db, message) if message is not None else None
    one = topics.find(ctx.db, ctx.camp.id, number) if number is not None else None
    words = ctx.event.text.strip()
    if one is None:
        return False
    is_open = one.closed_at is None and ctx.now <= one.ends_at
    if is_open and ctx.event.data.get("called"):
        say(ctx, one, words)
    elif is_open and ctx.role is Role.LEARNER and _count(ctx, one, words) is not None:
        ctx.nod()
    return True
