"""A poll as people see it: the question, how it works, the options with their bars, and who has voted."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from bot.feature import Context, Line, Phrase, Press, Refusal, Role, Said
from bot.figures import decimal
from bot.parts import Choice, Choices
from bot.phrases import listed
from handlers.asking.polls.counting import OptionScore, scores
from handlers.asking.polls.settings import ANONYMOUS, NAMED, NOT_YOURS, UNKNOWN
from handlers.asking.polls.wording import LETTERS, is_relevance
from storage import ballots, polls
from storage.connection import Db
from storage.polls import Poll, PollOption

TITLE = Phrase(zh="📊 {title}", en="📊 {title}")
HOW = Phrase(zh="{badge}{kind}{until}{hidden}｜P{id}", en="{badge}{kind}{until}{hidden} | P{id}")
KINDS = {
    "single": Phrase(zh="单选", en="one choice"),
    "multiple": Phrase(zh="最多选{most}项", en="up to {most:choice|choices}"),
    "ranking": Phrase(zh="按喜欢的先后选，最多{most}项", en="in the order you like, up to {most}"),
}
UNTIL = Phrase(zh="｜截止 {until.month}月{until.day}日 {until:%H:%M}", en=" | until {until:%b} {until.day}, {until:%H:%M}")
HIDDEN = Phrase(zh="｜结果截止后公布", en=" | results when it closes")
PROMISE = Phrase(
    zh="谁投了什么，社群经理和发起人都看不到；投出后不能改。",
    en="Nobody, the manager included, can see who chose what; once sent a vote is final.",
)
ADD = Phrase(zh="想加选项就发：投 P{id} +新选项", en="To add an option: vote P{id} +NEW")
VOTED = Phrase(zh="已投 {done}/{expected}", en="{done} of {expected:learner|learners} voted")
VOTED_MORE = Phrase(zh="已投 {all}人（学员 {done}/{expected}）", en="{all} voted ({done} of {expected:learner|learners})")
CLOSED = Phrase(zh="已结束｜{voted}", en="Closed | {voted}")
SEND = Phrase(zh="去投票", en="Vote")
NOMINATE = Phrase(
    zh="🏆 评选：{title}\n先提名{until}。提名请发：投 P{id} 名字",
    en="🏆 Award: {title}\nNominations{until}. To nominate: vote P{id} NAME",
)
NOMINATED = Phrase(zh="已提名：{names}", en="Nominated: {names}")
POINTS = Phrase(
    zh="排序计分：第1位{most}分，往后每位少1分。", en="Points: {most} for a first place, one less for each place after."
)
RELEVANT = Phrase(zh="{words} {percent}%（n={n}）", en="{words} {percent} % (n={n})")
TOO_FEW = Phrase(
    zh="匿名票不足{least}张，不公布结果。", en="Fewer than {least:anonymous ballot|anonymous ballots}: the result is not shown."
)


UNNUMBERED = "…"
"""The number of what is not there yet."""


def shown(ctx: Context, poll: Poll) -> list[Said]:
    """The poll as it is now, with what can be pressed while it is open."""
    options = polls.options(ctx.db, poll.id)
    return _said(ctx, poll, options, results(ctx.db, poll, options) if is_told(poll) else None, str(poll.id))


def preview(ctx: Context, poll: Poll, options: list[PollOption]) -> list[Said]:
    """The poll as it will be when it is opened; it has no number yet."""
    return _said(ctx, poll, options, scores(poll.kind, {}, len(options), 0) if is_told(poll) else None, UNNUMBERED)


def _said(ctx: Context, poll: Poll, options: list[PollOption], counted: list[OptionScore] | None, number: str) -> list[Said]:
    if poll.stage == "nominating":
        return [NOMINATE(title=poll.title, id=number, until=_until(poll)), *_nominated(ctx, poll)]
    said: list[Said] = [TITLE(title=poll.title), how(poll, number)]
    if poll.stage == "open" and poll.anonymous:
        said.append(PROMISE)
    said.append(_choices(poll, options, counted))
    said.append(_status(ctx, poll))
    if poll.stage == "open" and poll.addable:
        said.append(ADD(id=number))
    if poll.stage == "open" and is_sent_whole(poll):
        said.append([Press(SEND, f"投 P{poll.id}")])
    return said


def how(poll: Poll, number: str = "") -> Line:
    """The badge, the kind, the deadline."""
    return HOW(
        badge=ANONYMOUS if poll.anonymous else NAMED,
        kind=KINDS[poll.kind](most=poll.most),
        until=_until(poll),
        hidden=HIDDEN if (poll.hidden or poll.anonymous) and poll.stage == "open" else "",
        id=number or poll.id,
    )


def results(db: Db, poll: Poll, options: list[PollOption]) -> list[OptionScore] | None:
    """The scores in the options' order; None where there are too few anonymous ballots to tell."""
    if not poll.anonymous:
        return scores(poll.kind, polls.counts(db, poll.id), len(options), polls.voters(db, poll.id))
    tally = ballots.tallies(db, poll.subject).get("", ballots.Tally())
    if tally.n < ballots.LEAST:
        return None
    counts = {(int(place), int(rank)): times for rank, counted in tally.counts.items() for place, times in counted.items()}
    return scores(poll.kind, counts, len(options), tally.n)


def result_lines(ctx: Context, poll: Poll, options: list[PollOption]) -> list[Said]:
    """A closed poll's result as parts, or a word on why there is none."""
    counted = results(ctx.db, poll, options)
    if counted is None:
        return [TOO_FEW(least=ballots.LEAST)]
    more: list[Said] = [POINTS(most=len(options) - 1)] if poll.kind == "ranking" else []
    return [_choices(poll, options, counted), *more, *_relevant(options, counted)]


def in_short(ctx: Context, poll: Poll) -> Line | str:
    """A closed poll's result in one line, most votes first, or why there is none."""
    options = polls.options(ctx.db, poll.id)
    counted = results(ctx.db, poll, options)
    if counted is None:
        return TOO_FEW(least=ballots.LEAST)
    order = sorted(options, key=lambda option: -counted[option.place].votes)
    return listed([f"{option.words} {counted[option.place].votes}" for option in order], ctx.camp.language)


def _relevant(options: list[PollOption], counted: list[OptionScore]) -> list[Said]:
    """The one figure a relevance poll is asked for."""
    if not is_relevance([option.words for option in options]) or not counted[0].of:
        return []
    share = Fraction(100 * counted[0].votes, counted[0].of)
    return [RELEVANT(words=options[0].words, percent=decimal(share), n=counted[0].of)]


def is_sent_whole(poll: Poll) -> bool:
    """An anonymous vote of several choices is one message: presses that add up would have to be kept under a name."""
    return poll.anonymous and poll.kind != "single"


def voted(ctx: Context, poll: Poll) -> Line:
    """How many have voted, of those who are asked."""
    done, expected = ballots.turnout(ctx.db, poll.subject, poll.asked)
    everybody = ballots.participants(ctx.db, poll.subject)
    if everybody == done:
        return VOTED(done=done, expected=expected)
    return VOTED_MORE(all=everybody, done=done, expected=expected)


def theirs(ctx: Context, number: int) -> Poll:
    """The poll of that number. Raises Refusal where there is none, or its result is not theirs to see today."""
    poll = polls.find(ctx.db, number)
    if poll is None or poll.camp != ctx.camp.id:
        raise Refusal(UNKNOWN(id=number))
    if poll.author != ctx.person.id and ctx.role < Role.MANAGER:
        raise Refusal(NOT_YOURS(id=number))
    return poll


def is_told(poll: Poll) -> bool:
    """Anonymous counts are told at the end: one vote more between two looks would be somebody's."""
    return poll.stage == "closed" or not (poll.hidden or poll.anonymous)


def _choices(poll: Poll, options: list[PollOption], counted: list[OptionScore] | None) -> Choices:
    presses = poll.stage == "open" and not is_sent_whole(poll)
    return Choices(
        tuple(
            Choice(
                LETTERS[option.place],
                option.words,
                f"投 P{poll.id} {LETTERS[option.place]}" if presses else "",
                (counted[option.place].votes, counted[option.place].of) if counted else None,
            )
            for option in options
        )
    )


def _status(ctx: Context, poll: Poll) -> Line:
    counted = voted(ctx, poll)
    return CLOSED(voted=counted) if poll.stage == "closed" else counted


def _until(poll: Poll) -> Any:
    return UNTIL(until=poll.until) if poll.until and poll.stage != "closed" else ""


def _nominated(ctx: Context, poll: Poll) -> list[Said]:
    names = list(sorted(nominee.name for nominee in polls.nominees(ctx.db, poll.id)))
    return [NOMINATED(names=names)] if names else []
