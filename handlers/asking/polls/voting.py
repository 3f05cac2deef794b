"""投: a vote by word or press; named votes can be changed, an anonymous one is final and never said back."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Line, Phrase, Refusal
from bot.messages import Kind
from handlers.asking.polls import award
from handlers.asking.polls.settings import CLOSED, feature
from handlers.asking.polls.showing import shown
from handlers.asking.polls.wording import LETTERS, LONGEST_OPTION, MOST_OPTIONS, letters
from handlers.asking.target_rooms import NOT_THERE
from storage import ballots, dialogs, memberships, people, polls, rooms
from storage.polls import Poll, PollOption

NUMBER = re.compile(r"[PpＰｐ](\d+)\s*(.*)", re.DOTALL)
REFRESH = timedelta(seconds=2)
"""How often the messages of a poll are edited at most."""

CHOSEN = Phrase(zh="✅ 已选：{choices}", en="✅ Your choice: {choices}")
ORDER = Phrase(zh="✅ 你的排序：{choices}", en="✅ Your order: {choices}")
WITHDRAWN = Phrase(zh="✅ 已撤回，现在什么都没选。", en="✅ Taken back; nothing is chosen now.")
SENT = Phrase(zh="✅ 已投出，匿名，不能再改。", en="✅ Your vote is in: anonymous, and final.")
FINAL = Phrase(zh="这次匿名投票你已投过，投出后不能改。", en="You have voted in this anonymous poll; a vote is final.")
WHICH = Phrase(
    zh="投哪一个？现在开着：{polls}。例如：投 P{first} A", en="Which one? Open now: {polls}. For example: vote P{first} A"
)
UNKNOWN = Phrase(zh="没有投票 P{id}。看开着的：投", en="There is no poll P{id}. To see those open: vote")
NONE_OPEN = Phrase(zh="现在没有开着的投票。", en="No poll is open now.")
NOT_A_CHOICE = Phrase(
    zh="没有“{words}”这个选项，可选 A–{last}。例如：投 P{id} A",
    en="There is no option “{words}”; choose A–{last}. For example: vote P{id} A",
)
ONE_ONLY = Phrase(zh="这次只能选一项。例如：投 P{id} A", en="One choice only. For example: vote P{id} A")
TOO_MANY = Phrase(zh="最多选{most}项。再按一次已选的可取消。", en="At most {most}. Press a chosen one again to take it back.")
NOT_ASKED = Phrase(zh="这次只请“{tag}”投票。", en="This poll asks “{tag}” only.")
IN_PRIVATE = Phrase(
    zh="匿名票不在群里打字投：按按钮，或私聊发我。",
    en="No anonymous votes in writing here: press a button, or write to me in private.",
)
HOW_TO_SEND = Phrase(
    zh="直接回复字母，如 {example}；或发：投 P{id} {example}",
    en="Just answer with letters, like {example}; or send: vote P{id} {example}",
)
SENT_PRIVATELY = Phrase(zh="已私聊你，在那里投。", en="See your private chat to vote.")
NOT_YOURSELF = Phrase(zh="不能投给自己。", en="You cannot vote for yourself.")
NOT_ADDABLE = Phrase(zh="这个投票不能加选项。", en="Options cannot be added to this poll.")
ADDED = Phrase(zh="✅ 已加选项 {letter} {words}", en="✅ Option {letter} added: {words}")
FULL = Phrase(zh="最多{most}个选项，已满。", en="There {most:|is|are} {most:option|options} already, the most there can be.")
HAS_IT = Phrase(zh="已有“{words}”（{letter}）。", en="“{words}” is there already ({letter}).")


@feature.command(
    "投",
    "vote",
    help=Phrase(
        zh="投一票；实名的可以改，匿名的投出后不能改。",
        en="Cast a vote; a named one can be changed, an anonymous one is final.",
    ),
    examples=["投 P12 B", "投 B", "投 P12 AC", "vote P12 B"],
    secret=True,
)
def vote(ctx: Context, words: Annotated[str, Named("投票和选项", "poll and choice")] = "") -> None:
    poll, rest = _meant(ctx, words.strip())
    if poll.stage == "closed":
        raise Refusal(CLOSED(id=poll.id))
    if poll.only and poll.only not in memberships.tags_of(ctx.db, ctx.member.id):
        raise Refusal(NOT_ASKED(tag=poll.only))
    if poll.asked.room and not rooms.is_in_room(ctx.db, poll.asked.room, ctx.person.id):
        raise Refusal(NOT_THERE)
    if poll.stage == "nominating":
        award.nominate(ctx, poll, rest)
    elif not rest:
        _show_privately(ctx, poll)
    elif rest[0] in "+＋":
        _add_option(ctx, poll, rest[1:].strip())
    else:
        _choose(ctx, poll, rest)


@feature.step("ballot", secret=True, called=Phrase(zh="投票 P{poll}", en="poll P{poll}"), stays=True)
def ballot(ctx: Context, words: str, poll: int) -> None:
    """Letters alone, in private, after the poll was shown there."""
    found = polls.find(ctx.db, poll)
    assert found is not None
    if found.stage == "closed":
        raise Refusal(CLOSED(id=poll))
    _choose(ctx, found, words)


def refresh_soon(ctx: Context, poll: Poll) -> None:
    """The poll's messages are edited at the next full refresh; all who vote before it share that edit."""
    since = datetime(1970, 1, 1, tzinfo=ctx.now.tzinfo)
    ctx.later("polls.refresh", poll.subject, since + ((ctx.now - since) // REFRESH + 1) * REFRESH)


def _meant(ctx: Context, words: str) -> tuple[Poll, str]:
    """The poll named, or the only one that is open, and the words after it."""
    if found := NUMBER.match(words):
        poll = polls.find(ctx.db, int(found[1]))
        if poll is None or poll.camp != ctx.camp.id:
            raise Refusal(UNKNOWN(id=found[1][:9]))
        return poll, found[2]
    running = polls.running(ctx.db, ctx.camp.id)
    if not running:
        raise Refusal(NONE_OPEN)
    if len(running) > 1:
        raise Refusal(WHICH(polls=[f"P{poll.id} {poll.title}" for poll in running], first=running[0].id))
    return running[0], words


def _choose(ctx: Context, poll: Poll, words: str) -> None:
    options = polls.options(ctx.db, poll.id)
    places = _places(poll, options, words)
    if any(options[place].person == ctx.person.id for place in places):
        raise Refusal(NOT_YOURSELF)
    (_send if poll.anonymous else _set)(ctx, poll, options, places)
    refresh_soon(ctx, poll)


def _places(poll: Poll, options: list[PollOption], words: str) -> list[int]:
    """What is chosen, by letters or by an option's own words."""
    places = letters(words, len(options))
    if places is None:
        places = [option.place for option in options if option.words.casefold() == words.strip().casefold()]
    if not places:
        raise Refusal(NOT_A_CHOICE(words=words[:20], last=LETTERS[len(options) - 1], id=poll.id))
    if len(places) > poll.most:
        raise Refusal(ONE_ONLY(id=poll.id) if poll.kind == "single" else TOO_MANY(most=poll.most))
    return places


def _set(ctx: Context, poll: Poll, options: list[PollOption], places: list[int]) -> None:
    """A named vote. Where several can be chosen, one letter alone is put to the others or taken away from them."""
    if poll.kind != "single" and len(places) == 1:
        before = polls.chosen(ctx.db, poll.id, ctx.person.id)
        places = [place for place in before if place != places[0]] if places[0] in before else [*before, *places]
        if len(places) > poll.most:
            raise Refusal(TOO_MANY(most=poll.most))
    polls.choose(ctx.db, poll.id, ctx.person.id, places)
    if not places:
        ballots.withdraw(ctx.db, poll.subject, ctx.person.id)
        _answer(ctx, WITHDRAWN())
        return
    ballots.take_part(ctx.db, poll.subject, ctx.person.id)
    if poll.kind == "ranking":
        _answer(ctx, ORDER(choices=" > ".join(options[place].words for place in places)))
    else:
        _answer(ctx, CHOSEN(choices=[options[place].words for place in sorted(places)]))


def _send(ctx: Context, poll: Poll, options: list[PollOption], places: list[int]) -> None:
    """An anonymous vote: two rows that know nothing of each other, and an answer that does not say what was chosen."""
    if ctx.event.kind is Kind.SAID and not ctx.address.direct:
        raise Refusal(IN_PRIVATE)
    if not ballots.take_part(ctx.db, poll.subject, ctx.person.id):
        raise Refusal(FINAL)
    ballots.cast(ctx.db, poll.subject, {str(rank): [str(place)] for rank, place in enumerate(places, 1)})
    ctx.later("ballots.mix", poll.subject, ballots.mix_at(ctx.now))
    _answer(ctx, SENT())


def _show_privately(ctx: Context, poll: Poll) -> None:
    """The poll in private, where letters alone are enough."""
    if poll.anonymous and ballots.took_part(ctx.db, poll.subject, ctx.person.id):
        raise Refusal(FINAL)
    example = "A" if poll.kind == "single" else "CA"
    parts = [part for part in shown(ctx, poll) if not isinstance(part, list)]
    said = (*parts, HOW_TO_SEND(example=example, id=poll.id))
    private = people.private_address(ctx.db, ctx.person.id)
    if private is not None:
        room = f"{private[0]}:{private[1]}"
        dialogs.ask(ctx.db, ctx.person.id, room, "polls.ballot", {"poll": poll.id}, at=ctx.now, until=poll.until)
    if ctx.address.direct:
        ctx.reply(*said)
        return
    ctx.tell(ctx.person.id, *said, until=poll.until)
    _answer(ctx, SENT_PRIVATELY())


def _add_option(ctx: Context, poll: Poll, words: str) -> None:
    options = polls.options(ctx.db, poll.id)
    if not poll.addable:
        raise Refusal(NOT_ADDABLE)
    if not words or len(words) > LONGEST_OPTION:
        raise Refusal(NOT_A_CHOICE(words=words[:20], last=LETTERS[max(len(options) - 1, 0)], id=poll.id))
    if same := next((option for option in options if option.words.casefold() == words.casefold()), None):
        raise Refusal(HAS_IT(words=same.words, letter=LETTERS[same.place]))
    if len(options) == MOST_OPTIONS:
        raise Refusal(FULL(most=MOST_OPTIONS))
    polls.add_option(ctx.db, poll.id, len(options), words)
    _answer(ctx, ADDED(letter=LETTERS[len(options)], words=words))
    refresh_soon(ctx, poll)


def _answer(ctx: Context, line: Line) -> None:
    """A press is answered to whoever pressed alone."""
    if ctx.event.kind is Kind.PRESSED:
        ctx.whisper(line)
    else:
        ctx.reply(line)
