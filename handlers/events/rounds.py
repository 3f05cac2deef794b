"""A round of open questions: opened when its event begins, shown in the groups as it stands, and over when the event is."""

from __future__ import annotations

from datetime import datetime

from bot.feature import Context, HowToCall, Line, Page, Phrase, Press, Refusal, Said
from handlers.events import rules, wording
from handlers.events.settings import QUESTIONS, feature
from storage import archive, memberships
from storage.events import events, guests, rounds
from storage.events.events import MOST_MINUTES, Event
from storage.events.rounds import EventQuestion

TOP, LISTED, VOTED, SLICE = 5, 20, 4, 100

OPEN_BESIDE = Phrase(
    zh="❓ {event} 开始提问，{until:%H:%M} 收。另一场后开始的也在收：问这一场，直接回复这条，或发：活动 V{id} 问 你的问题",
    en="❓ Questions for {event}, until {until:%H:%M}. Another round began later: to ask in this one reply here or send: event V{id} ask YOUR QUESTION",
)
OPEN = Phrase(
    zh="❓ {event} 开始提问，{until:%H:%M} 收。直接回复这条，或发：提问 你的问题；私聊问可以不署名。",
    en="❓ Questions for {event}, until {until:%H:%M}. Reply to this or send: ask YOUR QUESTION; in private you may go unnamed.",
)
STANDS = Phrase(zh="已有{n}问，答了{answered}个。", en="Questions so far: {n}, answered: {answered}.")
QUEUE = Phrase(zh="❓ {event} {n}问，答了{answered}个", en="❓ {event}: {n:question|questions}, {answered} answered")
WAITS = Phrase(zh="{number}. {words}（{name}，{votes}票）", en="{number}. {words} ({name}, {votes:vote|votes})")
ANSWERED = Phrase(zh="✅ {number}. {words}（{name}）", en="✅ {number}. {words} ({name})")
ARCHIVED = Phrase(zh="✅ {number}. {words}（{name}）→ {code}", en="✅ {number}. {words} ({name}) → {code}")
SOMEBODY = Phrase(zh="一位学员", en="a learner")
NOBODY_ASKS = Phrase(
    zh="{event} 还没有人提问。发：提问 你的问题", en="Nobody has asked at {event} yet. Send: ask YOUR QUESTION"
)
NO_ROUND = Phrase(
    zh="{event} 不是问答，没有提问的队。开一场：活动 自由问答 周五 16:00 类型=问答",
    en="{event} is no round of questions. To plan one: event Open questions Friday 16:00 kind=qa",
)
OVER = Phrase(
    zh="📊 {event} 收了：{n}问，答了{answered}个。还想问就发：提问 你的问题",
    en="📊 {event} is over: {n:question|questions}, {answered} answered. To ask on send: ask YOUR QUESTION",
)
OVER_UNASKED = Phrase(
    zh="📊 {event} 收了，这次没有人提问。以后想问就发：提问 你的问题",
    en="📊 {event} is over and nobody asked. Whenever you want to, send: ask YOUR QUESTION",
)
TO_ARCHIVE = Phrase(
    zh="📊 {event} 有{n}问还没有文字答案，补上就进归档、告诉提问的人：活动 V{id} 答 {number} 你的答案\n{lines}",
    en="📊 {event}: no answer in words yet for {n:question|questions}. With one it is archived and its asker told: "
    "event V{id} answer {number} YOUR ANSWER\n{lines}",
)
PLAIN = Phrase(zh="{number}. {words}", en="{number}. {words}")
ALL_OF_THEM = Phrase(zh="看全部提问", en="All questions")
VOTE = Phrase(zh="顶 {number}", en="Vote {number}")


def is_on(one: Event, at: datetime) -> bool:
    """Whether what is said at a moment is asked in the round: from its beginning up to its end, and not at it."""
    stands = one.kind == QUESTIONS and one.cancelled_at is None and one.closed_at is None
    return stands and one.starts_at <= at < rules.ends_at(one.starts_at, one.minutes)


def under_way(ctx: Context) -> Event | None:
    """The round that hears what who speaks asks: of several that are on for them, by when they said it, the one that began last."""
    return next(iter(all_under_way(ctx)), None)


def all_under_way(ctx: Context) -> list[Event]:
    """The rounds that are on for who speaks, the last first."""
    return [one for one in _on(ctx, ctx.said_at) if guests.may_come(ctx.db, one.id, ctx.member.id)]


def _on(ctx: Context, at: datetime) -> list[Event]:
    known = rounds.under_way(ctx.db, ctx.camp.id, at - MOST_MINUTES * rules.MINUTE, at)
    return [one for one in known if is_on(one, at)]


@feature.due("round")
def opened(ctx: Context, subject: str, _: datetime) -> None:
    """It begins: the groups read how to ask, on the message that shows it from then on. What is for a tag is shown in no group."""
    one = events.by_number(ctx.db, int(subject))
    if one is None or not is_on(one, ctx.now) or rounds.boards(ctx.db, one.id):
        return
    if one.tag is None:
        rounds.posted(ctx.db, one.id, ctx.announce(*_board(ctx, one)))
        _show_others(ctx, one)
    else:
        ctx.later("events.opened_to", f"{one.id}:0", ctx.now)


@feature.due("opened_to")
def tell(ctx: Context, subject: str, _: datetime) -> None:
    """One slice of who is expected, where no group may read it; the rest follow."""
    number, after = map(int, subject.split(":"))
    one = events.by_number(ctx.db, number)
    if one is None or not is_on(one, ctx.now):
        return
    slice_ = guests.expected(ctx.db, number, after=after, most=SLICE)
    for guest in slice_:
        ctx.tell(guest.person, *_board(ctx, one), until=rules.ends_at(one.starts_at, one.minutes))
    if len(slice_) == SLICE:
        ctx.later("events.opened_to", f"{number}:{slice_[-1].id}", ctx.now)


def changed(ctx: Context, one: Event) -> None:
    """Somebody asked, voted or answered: what the groups see of it is as it stands."""
    for message in rounds.boards(ctx.db, one.id):
        ctx.edit(message, *_board(ctx, one))


def _show_others(ctx: Context, one: Event) -> None:
    """What another round's messages say of how to ask there is another thing now."""
    for other in _on(ctx, ctx.now):
        if other.id != one.id:
            changed(ctx, other)


def _board(ctx: Context, one: Event) -> tuple[Said, ...]:
    known = rounds.of(ctx.db, one.id)
    hears = next((it.id for it in _on(ctx, ctx.now) if it.tag in (None, one.tag)), one.id)
    opens = (OPEN if hears == one.id else OPEN_BESIDE)(
        event=wording.named(one), until=rules.ends_at(one.starts_at, one.minutes), id=one.id
    )
    stands = [STANDS(n=len(known), answered=_answered(known))] if known else []
    presses = [[Press(ALL_OF_THEM, f"活动 V{one.id} 问题")]] if known else []
    return (opens, HowToCall.SENTENCE, *stands, *(line(ctx, it) for it in known[:TOP] if it.answered_at is None), *presses)


def line(ctx: Context, it: EventQuestion) -> Line:
    """A question as everybody reads it: who asked only where they let it be said."""
    said = {"number": it.number, "words": it.words, "name": it.name if it.named else SOMEBODY}
    if it.answered_at is None:
        return WAITS(**said, votes=it.votes)
    return ARCHIVED(**said, code=archive.get(ctx.db, it.entry).code) if it.entry is not None else ANSWERED(**said)


def _answered(known: list[EventQuestion]) -> int:
    return sum(it.answered_at is not None for it in known)


def show(ctx: Context, one: Event) -> None:
    """活动 V3 问题: all of them, what most are for first."""
    is_round(one)
    ctx.show_list("questions", number=one.id)


def is_round(one: Event) -> None:
    """Raises Refusal where it is another kind of event."""
    if one.kind != QUESTIONS:
        raise Refusal(NO_ROUND(event=wording.named(one)))


@feature.paged("questions")
def _questions(ctx: Context, after: int, *, number: int) -> Page:
    one = events.find(ctx.db, ctx.camp.id, number)
    if one is None:
        return Page(())
    known = rounds.of(ctx.db, number)
    if not known:
        return Page((NOBODY_ASKS(event=wording.named(one)),))
    head = QUEUE(event=wording.named(one), n=len(known), answered=_answered(known))
    some = known[after : after + LISTED]
    open_ = [it.number for it in some if it.answered_at is None][:VOTED] if is_on(one, ctx.said_at) else []
    presses = [[Press(VOTE(number=n), f"活动 V{number} 顶 {n}") for n in open_]] if open_ else []
    return Page.cut(head, *(line(ctx, it) for it in some), *presses, after=after, most=LISTED, of=len(known))


def closed(ctx: Context, one: Event) -> None:
    """Its time is over: everybody reads what became of it, and its host what has no answer in words yet."""
    known = rounds.of(ctx.db, one.id)
    figures = {"n": len(known), "answered": _answered(known)}
    said = OVER(event=wording.named(one), **figures) if known else OVER_UNASKED(event=wording.named(one))
    for message in rounds.boards(ctx.db, one.id):
        ctx.edit(message, said)
    if one.tag is None:
        ctx.announce(said)
    _show_others(ctx, one)
    bare = [it for it in known if it.answer is None]
    if not bare:
        return
    host = memberships.member(ctx.db, one.host_id)
    language = ctx.person_by_id(host.person).language or ctx.camp.language
    lines = "\n".join(PLAIN(number=it.number, words=it.words).to(language) for it in bare[:LISTED])
    ctx.tell(host.person, TO_ARCHIVE(event=wording.named(one), n=len(bare), id=one.id, number=bare[0].number, lines=lines))
