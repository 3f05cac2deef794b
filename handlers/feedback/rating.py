"""互评 评: one after the other, oneself first; what is said of a colleague goes among the ballots, and that it was said is kept apart."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.audience import Audience
from bot.feature import Context, Line, Phrase, Press, Refusal
from handlers.feedback import asking, rules
from handlers.feedback.settings import OPEN_FOR, feature
from storage import ballots
from storage.feedback import people, waves
from storage.feedback.people import Rated
from storage.feedback.waves import Feedback, Wave

LASTS = timedelta(hours=6)
ONESELF = Phrase(
    zh="给你自己（你和社群经理看得到）：{behaviours}。1到5各打几分？如 {example}",
    en="Yourself (you and the managers see it): {behaviours}. Marks from 1 to 5? Like {example}",
)
OTHER = Phrase(
    zh="匿名给{name}：{behaviours}。1到5各打几分？如 {example}；不了解就发“跳过”",
    en="{name}, anonymously: {behaviours}. Marks from 1 to 5? Like {example}; “skip” if you cannot tell",
)
NUMBERED = Phrase(zh="{n} {behaviour}", en="{n} {behaviour}")
SKIP = Phrase(zh="跳过", en="Skip")
KEPT = Phrase(zh="✅ 收到。", en="✅ Noted.")
ALL = Phrase(
    zh="✅ 都评完了，谢谢。收齐以后能看到你自己的。", en="✅ That is all, thank you. Yours can be seen when all are in."
)
PUT_OFF = Phrase(
    zh="好，还有{n}位没评，想好了再发“互评 评 {days}”。",
    en="Good; left: {n}. Send “feedback360 rate {days}” when you can tell.",
)
WRONG = Phrase(
    zh="要{n}个1到5的分，一项一个。试试：{example}", en="It takes {n:mark|marks} from 1 to 5, one for each. Try: {example}"
)
IN_PRIVATE = Phrase(zh="打分在私聊里：私聊我发“互评 评”。", en="Marks are given in private: send me “feedback360 rate” there.")
NOT_ASKED = Phrase(zh="这次互评没有要你打分的。", en="There is nobody for you to rate.")
NOT_OPEN = Phrase(zh="现在没有在收的互评。", en="No ratings are being asked for now.")
CLOSED = Phrase(zh="训后{days}天的互评 {at:%m-%d} 已经收齐了。", en="The ratings of day {days} closed on {at:%m-%d}.")
SKIPS = {"跳过", "不了解", "skip"}
MARKS = (4, 3, 5, 4, 3, 5, 4, 3)


def begin(ctx: Context, words: str) -> None:
    """The first who is left, of the wave that is meant or the open one."""
    if not ctx.address.direct:
        raise Refusal(IN_PRIVATE)
    one, wave = _open(ctx, words.strip())
    _next(ctx, one, wave, [], is_first=True)


def _open(ctx: Context, words: str) -> tuple[Feedback, Wave]:
    """Raises Refusal."""
    one = waves.standing(ctx.db, ctx.camp.id)
    known = waves.waves(ctx.db, one.id) if one is not None else []
    meant = [it for it in known if str(it.days) == words] if words else [it for it in known if it.closed_at is None]
    if one is None or not meant:
        raise Refusal(NOT_OPEN)
    if meant[-1].closed_at is not None:
        raise Refusal(CLOSED(days=meant[-1].days, at=meant[-1].closed_at))
    return one, meant[-1]


def _left(ctx: Context, one: Feedback, days: int) -> list[Rated]:
    own = asking.own_left(ctx, one, days).get(ctx.member.id)
    return [*([own] if own else []), *asking.others_left(ctx, one, days, ctx.member.id, ctx.person.id)]


def _next(ctx: Context, one: Feedback, wave: Wave, skipped: list[int], *, is_first: bool = False) -> None:
    left = _left(ctx, one, wave.days)
    now = next((it for it in left if it.id not in skipped), None)
    if now is None and is_first and not left:
        raise Refusal(ALL if _is_asked(ctx, one) else NOT_ASKED)
    if now is None:
        ctx.reply(PUT_OFF(n=len(left), days=wave.days) if left else ALL, audience=Audience.PERSON)
        return
    ctx.ask("marks", until=min(ctx.now + LASTS, wave.opened_at + OPEN_FOR), days=wave.days, rated=now.id, skipped=skipped)
    named = [NUMBERED(n=n, behaviour=it) for n, it in enumerate(one.behaviours, 1)]
    said = {"behaviours": named, "example": _example(one)}
    front = [] if is_first else [KEPT()]
    if now.membership == ctx.member.id:
        ctx.reply(*front, ONESELF(**said), audience=Audience.PERSON)
    else:
        ctx.reply(*front, OTHER(name=now.name, **said), [Press(SKIP, "跳过")], audience=Audience.PERSON)


def _is_asked(ctx: Context, one: Feedback) -> bool:
    return any(it.membership == ctx.member.id for it in people.rated(ctx.db, one.id)) or bool(
        people.to_rate(ctx.db, one.id, ctx.member.id)
    )


def _example(one: Feedback) -> str:
    return " ".join(str(mark) for mark in MARKS[: len(one.behaviours)])


def _again(one: Feedback) -> Line:
    return WRONG(n=len(one.behaviours), example=_example(one))


@feature.step("marks", called=Phrase(zh="互评", en="the ratings"), stays=True)
def marks(ctx: Context, words: str, *, days: int, rated: int, skipped: list[int]) -> None:
    """The marks for one; then the next."""
    one, wave = _open(ctx, str(days))
    meant = next((it for it in _left(ctx, one, days) if it.id == rated), None)
    if meant is None:
        return _next(ctx, one, wave, skipped)
    is_own = meant.membership == ctx.member.id
    if words.strip().casefold() in SKIPS and not is_own:
        return _next(ctx, one, wave, [*skipped, rated])
    given = rules.scores(words, len(one.behaviours))
    if given is None:
        ctx.ask("marks", until=_until(ctx, wave), days=days, rated=rated, skipped=skipped)
        raise Refusal(_again(one))
    if is_own:
        waves.say(ctx.db, one.id, days, ctx.member.id, given)
    else:
        _cast(ctx, one, days, meant, given)
    _next(ctx, one, wave, skipped)


def _until(ctx: Context, wave: Wave) -> datetime:
    return min(ctx.now + LASTS, wave.opened_at + OPEN_FOR)


def _cast(ctx: Context, one: Feedback, days: int, rated: Rated, given: list[int]) -> None:
    """Nothing that is written here tells whose it is: the ballot has no rater, and the participation no marks."""
    relation = people.relation(ctx.db, rated.id, ctx.member.id)
    assert relation is not None
    asked = people.relations(ctx.db, one.id)[rated.id]
    subject = one.subject(days)
    if ballots.take_part(ctx.db, f"{subject}:{rated.id}", ctx.person.id):
        ballots.cast(ctx.db, subject, rules.ballot(rated.id, given), rules.label(relation, asked))
        ctx.later("ballots.mix", subject, ballots.mix_at(ctx.now))
