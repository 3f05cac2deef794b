"""好的, 不了: both of a pair say yes before it begins; one no ends the matter."""

from __future__ import annotations

from datetime import datetime

from bot.audience import Audience
from bot.feature import Context, Line, Phrase, Refusal
from handlers.mentors import wording
from handlers.mentors.settings import feature, rhythm
from handlers.mentors.wording import DAY
from scheduler import calendar
from storage.mentors import pairs
from storage.mentors.pairs import MentorPair

WAITS = Phrase(zh="✅ 好，等{name}也答应就开始。", en="✅ Good. It begins when {name} agrees too.")
BEGINS = Phrase(
    zh="✅ 今天起结对：{mentor}带{mentee}，{weeks}周（至{until}）。第一次填：{first:%m-%d %H:%M}。随时看：辅导",
    en="✅ You are a pair from today: the mentor is {mentor}, the mentee {mentee}, for {weeks:week|weeks} (until {until}). "
    "First question: {first:%m-%d %H:%M}. To look at any time: coach",
)
BOTH_AGREED = Phrase(
    zh="{mentee}、{mentor}都答应了，今天起结对（第{pair}号，至{until}）。",
    en="{mentee} and {mentor} both agreed; they are a pair from today (pair {pair}, until {until}).",
)
DECLINED = Phrase(zh="好，不结对。已告诉社群经理。", en="All right, no pair. The manager knows.")
SAID_NO = Phrase(
    zh="{name}不想结对（第{pair}号：{mentor}带{mentee}）{why}。可以换一位再问。",
    en="{name} would rather not (pair {pair}: {mentor} and {mentee}){why}. You may ask somebody else.",
)
WHY = Phrase(zh="：{reason}", en=": {reason}")
NOT_BEGUN = Phrase(
    zh="你和{name}的结对没有开始，不用再做什么。", en="The pair with {name} will not begin; there is nothing you have to do."
)
SAID_YES = Phrase(zh="你已经答应了，等{name}。", en="You have agreed already; {name} has not yet.")
OVER = Phrase(zh="第{pair}号结对已经结束了。", en="Pair {pair} is over.")
RUNS = Phrase(
    zh="第{pair}号结对已经开始。要停就发：辅导 结束 {pair} 原因",
    en="Pair {pair} has begun. To stop it: coach end {pair} REASON",
)
ONLY_THEM = Phrase(zh="要由{names}自己答应。", en="That is for {names} to say.")
LONGEST = 200


def agree(ctx: Context, words: str) -> None:
    pair = _asked(ctx, words, "好的")[0]
    if not pairs.agree(ctx.db, pair, ctx.member.id, at=ctx.now):
        raise Refusal(SAID_YES(name=_other(ctx, pair)))
    ctx.audit("mentor_agreed", pair=pair.id)
    moments = _moments(ctx, pair.weeks)
    until = ctx.local(moments[-1]).date()
    if not pairs.start(ctx.db, pair.id, ctx.today, until):
        return _reply(ctx, WAITS(name=_other(ctx, pair)))
    said = {"mentee": pair.mentee_name, "mentor": pair.mentor_name, "until": DAY(day=until)}
    begins = BEGINS(**said, weeks=pair.weeks, first=moments[0])
    _reply(ctx, begins)
    ctx.tell(pair.mentor_person if ctx.member.id == pair.mentee else pair.mentee_person, begins)
    for person in wording.managers(ctx, pair):
        ctx.tell(person, BOTH_AGREED(**said, pair=pair.id))
    ctx.happened("mentors.agreed", pair.mentee, pair=pair.id)


def _moments(ctx: Context, weeks: int) -> list[datetime]:
    """When they will be asked."""
    known, found = calendar.of_settings(ctx.camp.settings), [ctx.now]
    for _ in range(weeks):
        following = rhythm(ctx.camp).after(found[-1], ctx.zone, known)
        assert following is not None
        found.append(following)
    return found[1:]


def decline(ctx: Context, words: str) -> None:
    pair, reason = _asked(ctx, words, "不了")
    pairs.end(ctx.db, pair.id, by=ctx.person.id, why=reason[:LONGEST] or None, at=ctx.now)
    ctx.audit("mentor_declined", pair=pair.id)
    _reply(ctx, DECLINED)
    is_mentee = ctx.member.id == pair.mentee
    ctx.tell(pair.mentor_person if is_mentee else pair.mentee_person, NOT_BEGUN(name=ctx.person.name))
    why = WHY(reason=reason[:LONGEST]) if reason else ""
    said = {"name": ctx.person.name, "pair": pair.id, "mentor": pair.mentor_name, "mentee": pair.mentee_name, "why": why}
    for person in wording.managers(ctx, pair):
        ctx.tell(person, SAID_NO(**said))


def _reply(ctx: Context, said: Line | Phrase) -> None:
    ctx.reply(said, audience=Audience.PERSON)


def _asked(ctx: Context, words: str, verb: str) -> tuple[MentorPair, str]:
    """The pair whose answer is still to be given, by one of the two. Raises Refusal."""
    pair, rest = wording.meant(ctx, words, verb)
    if ctx.member.id not in (pair.mentee, pair.mentor):
        raise Refusal(ONLY_THEM(names=[pair.mentee_name, pair.mentor_name]))
    if not pair.is_open:
        raise Refusal(OVER(pair=pair.id))
    if pair.started_on is not None:
        raise Refusal(RUNS(pair=pair.id))
    return pair, rest


def _other(ctx: Context, pair: MentorPair) -> str:
    return pair.mentor_name if ctx.member.id == pair.mentee else pair.mentee_name


feature.act(
    "mentor_agreed",
    Phrase(zh="{who} 答应了第{pair}号结对", en="{who} agreed to pair {pair}"),
    final=Phrase(
        zh="对方已经知道你答应了。不想继续就发：辅导 结束", en="The other one knows already. If you would rather not: coach end"
    ),
)
feature.act(
    "mentor_declined",
    Phrase(zh="{who} 没有答应第{pair}号结对", en="{who} declined pair {pair}"),
    final=Phrase(
        zh="经理已经知道了。改主意就请经理再问一次。",
        en="The manager knows already. If you changed your mind, ask to be asked again.",
    ),
)
