"""提问 while a round is on: asked once, whoever says it again is for it; 活动 V3 顶 2 votes and takes the vote back."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

from bot import draft
from bot.arguments import whole
from bot.feature import Context, Line, Phrase, Press, Refusal
from bot.messages import Kind
from bot.names import folded
from handlers.events import rounds, wording
from handlers.events.settings import feature
from storage.events import events, guests, signups
from storage.events import rounds as kept
from storage.events.events import Event
from storage.events.rounds import EventQuestion

EACH, LONGEST = 10, 500
NUMBER = re.compile(r"(?:第|#)?\s*(\d{1,6}|[一二三四五六七八九十]{1,3})\s*[问个条]?")

WHAT = Phrase(
    zh="{event} 的提问，大家都看得到，署名{name}。", en="a question at {event}, for everybody to see, with your name, {name}."
)
UNNAMED = Phrase(
    zh="不署名的话，谁也看不到是谁问的；我只记着把答案带给你。",
    en="Without your name nobody sees who asked; I only keep it to bring you the answer.",
)
ASKED = Phrase(zh="✅ 进队了，{event} 第{number}问。", en="✅ You are in the queue of {event}: question {number}.")
SAID_BEFORE = Phrase(
    zh="✅ 有人问过了，替你顶了一票：{event} 第{number}问，{votes}票。",
    en="✅ It was asked already and has your vote now: {event}, question {number}, {votes:vote|votes}.",
)
SAID_YOURSELF = Phrase(
    zh="你问过这个了，{event} 第{number}问，不用再问。", en="You asked that already: {event}, question {number}."
)
ENOUGH = Phrase(
    zh="{event} 里你已经问了{n}个，先听听答案；还可以顶别人的：活动 V{id} 问题",
    en="You asked {n} at {event}; listen to some answers first. You may vote for others': event V{id} questions",
)
TOO_LONG = Phrase(
    zh="问题最多{most}字。先写问的那一句。", en="A question has at most {most:character|characters}. Put the question first."
)
FOR_IT = Phrase(
    zh="✅ 顶了：{event} 第{number}问，{votes}票。再按一次收回。",
    en="✅ Your vote is on {event}, question {number}: {votes:vote|votes}. Press again to take it back.",
)
NOT_FOR_IT = Phrase(
    zh="✅ 收回了你的一票：{event} 第{number}问，{votes}票。",
    en="✅ Your vote was taken back: {event}, question {number}, {votes:vote|votes}.",
)
OWN = Phrase(zh="第{number}问是你问的，已经在队里，不用顶。", en="Question {number} is your own; it is in the queue.")
DONE = Phrase(zh="第{number}问已经答过了，不用再顶。", en="Question {number} is answered; it needs no votes.")
NO_NUMBER = Phrase(
    zh="没有第{words}问。看有哪些：活动 V{id} 问题", en="There is no question {words}. To see them: event V{id} questions"
)
NOT_ON = Phrase(
    zh="{event} 现在不收提问和票。想问就发：提问 你的问题",
    en="No questions or votes for {event} now. To ask send: ask YOUR QUESTION",
)
IS_DOWN = Phrase(
    zh="第{number}问被主持人撤下了，不再收。换个说法问，或找主持人说清楚。",
    en="Question {number} was taken down by the host. Ask it in another way, or talk to the host.",
)
NOTHING_TO_ASK = Phrase(
    zh="要问什么？试试：活动 V{id} 问 客户嫌贵怎么回", en="What is the question? Try: event V{id} ask How to answer “too dear”?"
)
ALSO_ON = Phrase(
    zh="{others} 也在收提问，要问那边就发：活动 V{id} 问 你的问题",
    en="Questions may be asked at {others} too; to ask there send: event V{id} ask YOUR QUESTION",
)
VOTE = Phrase(zh="顶", en="Vote")
TAKEN_BACK = Phrase(zh="✅ 第{number}问收回了。", en="✅ Question {number} was taken back.")
TOO_LATE = Phrase(
    zh="这一问已经答了或撤下了，不能收回。", en="That question is answered or was taken down; it cannot be taken back."
)

feature.act("event_question", Phrase(zh="{who} 在《{title}》提问", en="{who} asked a question at “{title}”"))
feature.act(
    "event_question_unnamed", Phrase(zh="有人在《{title}》不署名提问", en="Somebody asked at “{title}” without their name")
)


@feature.on("question")
def taken(ctx: Context, words: str) -> bool:
    """What is put to the experts otherwise is asked of who is there, while a round is on; shown first where it was said in private."""
    one = rounds.under_way(ctx)
    if one is None:
        return False
    _put(ctx, one, words)
    return True


def ask_there(ctx: Context, one: Event, words: str) -> None:
    """活动 V3 问 …: in this round, whichever others are on. Raises Refusal."""
    rounds.is_round(one)
    if not words.strip():
        raise Refusal(NOTHING_TO_ASK(id=one.id))
    if not rounds.is_on(one, ctx.said_at) or not guests.may_come(ctx.db, one.id, ctx.member.id):
        raise Refusal(NOT_ON(event=wording.named(one)))
    _put(ctx, one, words.strip())


def _put(ctx: Context, one: Event, words: str) -> None:
    """Into the round's queue; shown first where it was said in private."""
    _may_ask(ctx, one, words)
    if ctx.address.direct and not ctx.sends_draft and kept.the_same(ctx.db, one.id, mark(words)) is None:
        what = WHAT(event=wording.named(one), name=ctx.person.name)
        shown = rounds.WAITS(number="…", words=words, name=ctx.person.name, votes=0)
        view = draft.in_rooms(len(ctx.rooms()), shown) if one.tag is None else _to_its_people(ctx, one, shown)
        draft.show(ctx, what, view, notes=(UNNAMED, *_also_on(ctx, one)))
    else:
        _ask(ctx, one, words, named=not ctx.is_unnamed)


def _also_on(ctx: Context, one: Event) -> list[Line]:
    """How to ask in another round that is on for them: a plain question is heard by the one that began last."""
    others = [it for it in rounds.all_under_way(ctx) if it.id != one.id]
    return [ALSO_ON(others=[wording.named(it) for it in others], id=others[0].id)] if others else []


def _to_its_people(ctx: Context, one: Event, shown: Line) -> draft.View:
    return draft.in_private(guests.count(ctx.db, one.id, "invited"), shown)


@feature.on("reply")
def replied(ctx: Context) -> bool:
    """A reply to the message that shows the round is a question, while it is on."""
    message = ctx.replied_to() if ctx.member_or_none is not None else None
    number = kept.in_message(ctx.db, message) if message is not None else None
    one = events.find(ctx.db, ctx.camp.id, number) if number is not None else None
    words = ctx.event.text.strip()
    if one is None or not words or not rounds.is_on(one, ctx.said_at):
        return False
    _may_ask(ctx, one, words)
    _ask(ctx, one, words, named=True)
    return True


def _may_ask(ctx: Context, one: Event, words: str) -> None:
    if len(words) > LONGEST:
        raise Refusal(TOO_LONG(most=LONGEST))
    if kept.asked_by(ctx.db, one.id, ctx.member.id) >= EACH:
        raise Refusal(ENOUGH(event=wording.named(one), n=EACH, id=one.id))


def _ask(ctx: Context, one: Event, words: str, *, named: bool) -> None:
    signups.hold(ctx.db, one.id)
    new = kept.ask(ctx.db, one.id, ctx.member.id, words, mark(words), named=named, at=ctx.now)
    if new is None:
        return _say_again(ctx, one, words)
    ctx.audit("event_question" if named else "event_question_unnamed", undo={"question": new.id}, title=one.title)
    ctx.reply(
        ASKED(event=wording.named(one), number=new.number),
        *_also_on(ctx, one),
        [Press(VOTE, _vote_for(new))] if not ctx.address.direct else [],
    )
    rounds.changed(ctx, one)


def _say_again(ctx: Context, one: Event, words: str) -> None:
    same = kept.the_same(ctx.db, one.id, mark(words))
    assert same is not None
    if same.down_at is not None:
        raise Refusal(IS_DOWN(number=same.number))
    if same.member == ctx.member.id:
        raise Refusal(SAID_YOURSELF(event=wording.named(one), number=same.number))
    kept.vote(ctx.db, same.id, ctx.member.id)
    votes = kept.one(ctx.db, same.id).votes
    ctx.reply(SAID_BEFORE(event=wording.named(one), number=same.number, votes=votes))
    rounds.changed(ctx, one)


def _vote_for(one: EventQuestion) -> str:
    return f"活动 V{one.event} 顶 {one.number}"


def mark(words: str) -> str:
    """What two questions that say the same share: case, width, spaces and marks make no difference."""
    plain = "".join(letter for letter in folded(words) if unicodedata.category(letter)[0] in "LNS")
    return sha256((plain or folded(words)).encode()).hexdigest()


# ── votes ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def vote(ctx: Context, one: Event, words: str) -> None:
    """活动 V3 顶 2: one vote a person and question; said again it is taken back."""
    rounds.is_round(one)
    it = numbered(ctx, one, words)
    if not rounds.is_on(one, ctx.said_at):
        raise Refusal(NOT_ON(event=wording.named(one)))
    if it.member == ctx.member.id:
        raise Refusal(OWN(number=it.number))
    if it.answered_at is not None:
        raise Refusal(DONE(number=it.number))
    is_new = kept.vote(ctx.db, it.id, ctx.member.id)
    if not is_new:
        kept.unvote(ctx.db, it.id, ctx.member.id)
    votes = kept.one(ctx.db, it.id).votes
    said = (FOR_IT if is_new else NOT_FOR_IT)(event=wording.named(one), number=it.number, votes=votes)
    if ctx.event.kind == Kind.PRESSED and not ctx.address.direct:
        ctx.whisper(said)  # the message of the round says how many there are: hundreds of votes make no hundred messages
    else:
        ctx.reply(said)
    rounds.changed(ctx, one)


def numbered(ctx: Context, one: Event, words: str) -> EventQuestion:
    """The question the words name. Raises Refusal."""
    number = NUMBER.fullmatch(unicodedata.normalize("NFKC", words).strip())
    found = kept.numbered(ctx.db, one.id, whole(number[1])) if number else None
    if found is None:
        raise Refusal(NO_NUMBER(words=words.strip()[:12] or "…", id=one.id))
    if found.down_at is not None:
        raise Refusal(IS_DOWN(number=found.number))
    return found


@feature.undoes("event_question")
@feature.undoes("event_question_unnamed")
def take_back(ctx: Context, question: int) -> None:
    it = kept.still(ctx.db, question)
    if it is None or not kept.take_back(ctx.db, question):
        raise Refusal(TOO_LATE)
    ctx.reply(TAKEN_BACK(number=it.number))
    one = events.by_number(ctx.db, it.event)
    if one is not None and one.closed_at is None:
        rounds.changed(ctx, one)
