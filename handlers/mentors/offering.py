"""辅导 陈默 导师=周航 8周 行为=…: a manager offers a pair, which begins when both have said yes."""

from __future__ import annotations

from bot.audience import Audience
from bot.feature import Context, Line, Phrase, Press, Refusal, Role
from bot.names import clean
from handlers.mentors import ranking, rules
from handlers.mentors.settings import AT, MOST_PAIRS, POOL, RANKING, feature
from handlers.mentors.wording import DAY
from storage import memberships, people
from storage.mentors import pairs
from storage.mentors.pairs import MentorPair

OFFERED = Phrase(
    zh="✅ 已问{mentee}和{mentor}愿不愿意结对{weeks}周（第{pair}号），两人都答应就开始。{again}",
    en="✅ I asked {mentee} and {mentor} to pair up for {weeks:week|weeks} (pair {pair}); it begins when both agree. {again}",
)
AGAIN = Phrase(zh="他们以前结过对。", en="They were a pair before.")
ASKED = Phrase(
    zh="{manager}邀你们结对{weeks}周：{mentor}做导师，带{mentee}。每周最后一个工作日 {at} 各填{n}项行为：做到、部分或没做到（{behaviours}）。"
    "你们和社群经理看得到。按“好的”开始。",
    en="{manager} asks you two to pair up for {weeks:week|weeks}: {mentor} as mentor of {mentee}. On the last workday of each week, at {at}, "
    "each says of {n:behaviour|behaviours} whether it was done, partly or not ({behaviours}). You two and the managers read it. "
    "Press “OK” to begin.",
)
OK, NO = Phrase(zh="好的", en="OK"), Phrase(zh="不了", en="No, thanks")

ONLY_MANAGERS = Phrase(zh="结对要由社群经理来提。看你自己的：辅导", en="Pairs are offered by managers. To see yours: coach")
EXAMPLE = Phrase(
    zh="试试：辅导 林晓 导师=周航 8周 行为=先问参照,记录异议",
    en="Try: coach Ann mentor=Ben 8 weeks behaviours=ask first,note objections",
)
FOR_THEM = Phrase(
    zh="试试：辅导 {mentee} 导师={mentor} 8周 行为=先问参照,记录异议",
    en="Try: coach {mentee} mentor={mentor} 8 weeks behaviours=ask first,note objections",
)
NO_MENTEE = Phrase(zh="写上带谁。{example}", en="Say who is to be mentored. {example}")
NO_MENTOR = Phrase(zh="写上谁做导师。{example}", en="Say who is the mentor. {example}")
SAME = Phrase(zh="{name}不能做自己的导师，换一个人。", en="{name} cannot be their own mentor; choose somebody else.")
LEFT = Phrase(
    zh="{name} {day}离营了，不能结对；换一位在营里的。", en="{name} left on {day}; choose somebody who is in the camp."
)
FULL = Phrase(
    zh="{name}已经带了{n}人（最多{most}），换一位，或改上限：设置 导师带几人 {more}",
    en="{name} has {n:pair|pairs} of {most} already. Choose another, or raise it: set mentor-pairs {more}",
)
MOST_THERE_IS = 20
NOT_IN_POOL = Phrase(
    zh="{name}没有标签“{tag}”，不在导师名单里。加上：标签 {name} +{tag}",
    en="{name} has no tag “{tag}”, so is no mentor here. To add it: tag {name} +{tag}",
)
NOT_LEADING = Phrase(
    zh="{name}现在不在导师范围里（{ranking}），换一位，或改范围：设置 导师排名 关",
    en="{name} is not among those who may be mentors now ({ranking}). Choose another, or change that: set mentor-ranking off",
)
HAS_ONE = Phrase(
    zh="{name}已经有一对（第{pair}号，导师{mentor}），先结束再换：辅导 结束 {pair} 换导师",
    en="{name} is in pair {pair} with {mentor} already. End it first: coach end {pair} change",
)
NO_BEHAVIOURS = Phrase(
    zh="写上要看的行为，1到{most}项，用逗号隔开。{example}",
    en="Name {most:behaviour|behaviours} at most, with commas between. {example}",
)
TOO_MANY = Phrase(
    zh="行为最多{most}项，你写了{n}项。挑最要紧的两三项。",
    en="{most:behaviour|behaviours} at most, and you wrote {n}. Choose the two or three that matter.",
)
TOO_LONG = Phrase(
    zh="“{words}”太长，一项行为最多{most}个字。",
    en="“{words}” is too long: a behaviour has at most {most:character|characters}.",
)
BAD_WEEKS = Phrase(
    zh="周数是1到{most}，不写就是{usual}周。{example}", en="Weeks are 1 to {most}; {usual} if left out. {example}"
)
WITHDRAWN = Phrase(zh="✅ 第{pair}号结对收回了。", en="✅ Pair {pair} was withdrawn.")
NOT_ANY_MORE = Phrase(
    zh="{manager}收回了你和{name}的结对，不用回答了。", en="{manager} withdrew the pair with {name}; you need not answer."
)
BEGUN = Phrase(
    zh="第{pair}号已经开始或结束，不能撤销。要停就发：辅导 结束 {pair} 原因",
    en="Pair {pair} has begun or is over and cannot be undone. To stop it: coach end {pair} REASON",
)


def offer(ctx: Context, words: str, mentor_words: str | None, behaviour_words: str | None) -> None:
    """Everything is checked before anybody is asked."""
    if ctx.role < Role.MANAGER:
        raise Refusal(ONLY_MANAGERS)
    name, number = rules.weeks_apart(words)
    mentor_name, later = rules.weeks_apart(mentor_words or "")
    if not name:  # 导师=周航 林晓 8周
        mentor_name, _, name = mentor_name.partition(" ")
    if not name:
        raise Refusal(NO_MENTEE(example=EXAMPLE))
    if not mentor_name:
        raise Refusal(NO_MENTOR(example=EXAMPLE))
    if rules.plain(name) == rules.plain(mentor_name):
        raise Refusal(SAME(name=name))
    if not behaviour_words:
        raise Refusal(NO_BEHAVIOURS(most=rules.MOST_BEHAVIOURS, example=FOR_THEM(mentee=name, mentor=mentor_name)))
    named, last = behaviours(behaviour_words)
    weeks = weeks_of(number, later, last)
    mentee, mentor = member(ctx, name), member(ctx, mentor_name)
    pairs.hold_mentor(ctx.db, mentor.id)
    check_mentor(ctx, mentee, mentor)
    was = (mentee.id, mentor.id) in pairs.before(ctx.db, ctx.camp.id)
    pair = ask(ctx, mentee, mentor, weeks, named)
    ctx.audit("mentor_offered", undo={"pairs": [pair]}, person=mentee.person, mentor=mentor.person)
    said = {"mentee": mentee.name, "mentor": mentor.name, "weeks": weeks, "pair": pair, "again": AGAIN if was else ""}
    ctx.reply(OFFERED(**said), audience=Audience.MANAGERS)


def behaviours(words: str) -> tuple[list[str], int | None]:
    """The behaviours, and the weeks written behind them. Raises Refusal for none, too many and long ones."""
    words, weeks = rules.weeks_apart(clean(words))
    named = rules.behaviours(words)
    if not named:
        raise Refusal(NO_BEHAVIOURS(most=rules.MOST_BEHAVIOURS, example=EXAMPLE))
    if len(named) > rules.MOST_BEHAVIOURS:
        raise Refusal(TOO_MANY(most=rules.MOST_BEHAVIOURS, n=len(named)))
    long = next((one for one in named if len(one) > rules.LONGEST_BEHAVIOUR), None)
    if long is not None:
        raise Refusal(TOO_LONG(words=long[: rules.LONGEST_BEHAVIOUR], most=rules.LONGEST_BEHAVIOUR))
    return named, weeks


def weeks_of(*written: int | None) -> int:
    """The number that was written, or the usual one. Raises Refusal."""
    weeks = next((one for one in written if one is not None), rules.USUAL_WEEKS)
    if not 1 <= weeks <= rules.MOST_WEEKS:
        raise Refusal(BAD_WEEKS(most=rules.MOST_WEEKS, usual=rules.USUAL_WEEKS, example=EXAMPLE))
    return weeks


def member(ctx: Context, name: str) -> memberships.Member:
    """The present member of that name. Raises Refusal, and says so of who has left."""
    try:
        return ctx.member_named(name)
    except Refusal:
        day = pairs.left_on(ctx.db, ctx.camp.id, name)
        if day is None:
            raise
        raise Refusal(LEFT(name=name, day=DAY(day=day))) from None


def check_mentor(ctx: Context, mentee: memberships.Member, mentor: memberships.Member) -> None:
    """Raises Refusal where they may not be a pair."""
    if mentee.id == mentor.id:
        raise Refusal(SAME(name=mentor.name))
    tag, most = ctx.setting(POOL), ctx.setting(MOST_PAIRS)
    if tag and tag not in memberships.tags_of(ctx.db, mentor.id):
        raise Refusal(NOT_IN_POOL(name=mentor.name, tag=tag))
    by = ranking.kept(ctx.setting(RANKING))
    if by is not None and mentor.id not in ranking.leading(ctx.db, ctx.camp.id, by):
        raise Refusal(NOT_LEADING(name=mentor.name, ranking=by.shown))
    has = pairs.loads(ctx.db, ctx.camp.id).get(mentor.id, 0)
    if has >= most:
        raise Refusal(FULL(name=mentor.name, n=has, most=most, more=min(has + 1, MOST_THERE_IS)))


def ask(ctx: Context, mentee: memberships.Member, mentor: memberships.Member, weeks: int, named: list[str]) -> int:
    """Keeps the pair and asks both; gives its number. Raises Refusal where the mentee is in one."""
    made = pairs.offer(ctx.db, ctx.camp.id, mentee, mentor, weeks, named, by=ctx.person.id, at=ctx.now)
    if made is None:
        other = next(one for one in pairs.of_member(ctx.db, mentee.id) if one.is_open and one.mentee == mentee.id)
        raise Refusal(HAS_ONE(name=mentee.name, pair=other.id, mentor=other.mentor_name))
    line = asked(ctx, mentee.name, mentor.name, weeks, named)
    for one in (mentee, mentor):
        ctx.tell(one.person, line, [Press(OK, f"辅导 好的 {made}"), Press(NO, f"辅导 不了 {made}")])
    return made


def asked(ctx: Context, mentee: str, mentor: str, weeks: int, named: list[str]) -> Line:
    """What both read."""
    said = {"manager": ctx.person.name, "mentee": mentee, "mentor": mentor, "weeks": weeks, "at": ctx.setting(AT)}
    return ASKED(**said, n=len(named), behaviours=named)


feature.act(
    "mentor_offered",
    Phrase(zh="{who} 请 {mentor} 带 {person}", en="{who} asked {mentor} to mentor {person}"),
    shows=lambda ctx, person, mentor: {
        "person": people.name_of(ctx.db, person) or "",
        "mentor": people.name_of(ctx.db, mentor) or "",
    },
)


@feature.undoes("mentor_offered", by=Role.MANAGER)
def withdraw(ctx: Context, pairs: list[int]) -> None:
    withdraw_all(ctx, pairs)


def withdraw_all(ctx: Context, numbers: list[int]) -> None:
    """Nobody has to answer any more. Raises Refusal where one has begun."""
    found = [one for number in numbers if (one := pairs.find(ctx.db, ctx.camp.id, number)) is not None]
    begun = next((one for one in found if not one.is_open or one.started_on is not None), None)
    if begun is not None:
        raise Refusal(BEGUN(pair=begun.id))
    for one in found:
        pairs.end(ctx.db, one.id, by=ctx.person.id, why=None, at=ctx.now)
        tell_withdrawn(ctx, one)
    ctx.reply(WITHDRAWN(pair=found[0].id if len(found) == 1 else [str(one.id) for one in found]))


def tell_withdrawn(ctx: Context, pair: MentorPair) -> None:
    """Both hear that there is nothing to answer."""
    (_, mentee, mentee_name), (_, mentor, mentor_name) = pair.sides
    for person, name in ((mentee, mentor_name), (mentor, mentee_name)):
        ctx.tell(person, NOT_ANY_MORE(manager=ctx.person.name, name=name))
