"""How a poll goes on and ends: its messages edited as votes come in, the shortlist, the close, the result, and who is missing."""

from __future__ import annotations

from datetime import datetime

from bot.audience import Audience
from bot.feature import Context, Page, Phrase, Press, Said
from handlers.asking.polls import award, xlsx_export
from handlers.asking.polls.settings import feature
from handlers.asking.polls.showing import how, in_short, is_told, result_lines, shown, theirs, voted
from handlers.asking.target_rooms import rooms
from storage import ballots, outbox, polls
from storage.polls import Poll

OVER = Phrase(zh="📊 投票结束：{title}｜{voted}", en="📊 The poll is closed: {title} | {voted}")
OVER_IN_SHORT = Phrase(zh="📊 投票结束：{title}｜{voted}｜{counted}", en="📊 The poll is closed: {title} | {voted} | {counted}")
STANDS = Phrase(zh="📊 {title}｜{voted}", en="📊 {title} | {voted}")
HIDDEN = Phrase(zh="结果截止后公布，现在谁都看不到。", en="The result is shown when it closes; until then to nobody.")
MISSING = Phrase(zh="{voted}。还没投的{n}人：{names}", en="{voted}. Not yet: {n}: {names}")
NAMES = Phrase(zh="{names}", en="{names}")
MISSING_COUNT = Phrase(
    zh="{voted}。还没投的{n}人{nudged}。匿名投票不列名单。", en="{voted}. Not yet: {n}{nudged}. An anonymous poll has no list."
)
NUDGED = Phrase(zh="，其中{n}人已提醒过", en=", {n} of them reminded")
NOBODY_MISSING = Phrase(zh="{voted}，都投了。", en="{voted}: everybody has voted.")
NUDGE = Phrase(zh="⏰ 还差你一票：", en="⏰ Your vote is missing:")
NUDGING = Phrase(
    zh="✅ 正在提醒还没投的{n}人，每人一天最多一次。", en="✅ Reminding the {n} who have not voted, once a day each at most."
)
REMIND = Phrase(zh="提醒他们", en="Remind them")
LISTED = 50
SLICE = 100
"""People reminded in one transaction."""


@feature.due("refresh")
def refresh(ctx: Context, subject: str, _: datetime) -> None:
    """Shows the votes of the last two seconds in every room at once."""
    poll = _poll(ctx, subject)
    if poll.stage == "open":
        _show_again(ctx, poll)


@feature.due("shortlist")
def shortlist(ctx: Context, subject: str, _: datetime) -> None:
    poll = _poll(ctx, subject)
    if poll.stage == "nominating":
        to_the_vote(ctx, poll)


@feature.due("close")
def close(ctx: Context, subject: str, _: datetime) -> None:
    poll = _poll(ctx, subject)
    if poll.stage == "open":
        close_now(ctx, poll)


def to_the_vote(ctx: Context, poll: Poll) -> None:
    """Nominations are over: the shortlist is put to the vote in every room."""
    voting = award.to_the_vote(ctx, poll)
    ctx.later("polls.shortlist", poll.subject, None)
    if voting is None:
        _say(ctx, poll, [award.TOO_FEW(title=poll.title)])
        return
    ctx.later("polls.close", poll.subject, voting.until)
    listed = len(polls.options(ctx.db, poll.id))
    for room in rooms(ctx, poll.camp, poll.place):
        message = ctx.post(room, award.TO_THE_VOTE(title=poll.title, n=listed, cut=poll.shortlist), *shown(ctx, voting))
        polls.add_message(ctx.db, poll.id, message)


def close_now(ctx: Context, poll: Poll) -> None:
    """Closes it, shuffles the ballots a last time, and turns the poll into its result; where a message cannot be changed one line says
    it, while the day's budget lasts."""
    polls.close(ctx.db, poll.id, at=ctx.now)
    for job in ("polls.close", "polls.refresh", "polls.shortlist"):
        ctx.later(job, poll.subject, None)
    if poll.anonymous:
        ballots.mix(ctx.db, poll.subject)
        ctx.task("ballots.forget")
    closed = polls.find(ctx.db, poll.id)
    assert closed is not None
    over = {"title": poll.title, "voted": voted(ctx, closed)}
    changed = [message for message in polls.posts(ctx.db, poll.id) if ctx.can_edit(message)]
    for message in changed:
        ctx.edit(message, OVER(**over), *_result(ctx, closed))
    seen = {(to.channel, to.room) for message in changed if (to := outbox.address_of(ctx.db, message))}
    for room in rooms(ctx, poll.camp, poll.place):
        if (room.channel, room.room) not in seen:
            ctx.post_within_budget(room, OVER_IN_SHORT(**over, counted=in_short(ctx, closed)), *_awarded(ctx, closed))


@feature.on("result:P")
def result(ctx: Context, number: int, words: str) -> None:
    """结果 P12, 结果 P12 未投, 结果 P12 导出: for whoever opened it, and managers."""
    poll = theirs(ctx, number)
    if words in ("未投", "未填", "missing"):
        _say_missing(ctx, poll)
    elif words in ("导出", "export"):
        xlsx_export.export(ctx, poll, _stands(ctx, poll))
    else:
        ctx.reply(*_stands(ctx, poll))


def _stands(ctx: Context, poll: Poll) -> list[Said]:
    """How it stands, as far as that is told."""
    if poll.stage == "nominating":
        return shown(ctx, poll)
    stands = STANDS(title=poll.title, voted=voted(ctx, poll))
    return [stands, *(_result(ctx, poll) if is_told(poll) else [HIDDEN])]


def nudge(ctx: Context, poll: Poll) -> None:
    """Reminds those who have not voted, a slice at a time."""
    done, expected = ballots.turnout(ctx.db, poll.subject, poll.asked)
    ctx.later("polls.nudge", f"{poll.id}:0", ctx.now)
    ctx.reply(NUDGING(n=expected - done))


@feature.due("nudge")
def nudge_some(ctx: Context, subject: str, due_at: datetime) -> None:
    number, after = subject.split(":")
    poll = _poll(ctx, f"poll:{number}")
    if poll.stage != "open":
        return
    some = ballots.missing(ctx.db, poll.subject, poll.asked, after=int(after), most=SLICE)
    today = ctx.local(ctx.now).date()
    for _, person, _name in some:
        if ballots.remind(ctx.db, poll.subject, person, today):
            ctx.nudge(person, NUDGE, *shown(ctx, poll), until=poll.until, still=("polls.unvoted", str(poll.id)))
    if len(some) == SLICE:
        ctx.later("polls.nudge", f"{poll.id}:{some[-1][0]}", ctx.now)


@feature.condition("unvoted")
def unvoted(ctx: Context, person: int, subject: str) -> bool:
    """Whether the poll is still open and their vote still missing."""
    poll = _poll(ctx, f"poll:{subject}")
    return poll.stage == "open" and not ballots.took_part(ctx.db, poll.subject, person)


def _say_missing(ctx: Context, poll: Poll) -> None:
    """Names are for one pair of eyes, and of an anonymous poll for nobody's."""
    done, expected = ballots.turnout(ctx.db, poll.subject, poll.asked)
    counted, missing = voted(ctx, poll), expected - done
    if not missing:
        ctx.reply(NOBODY_MISSING(voted=counted))
    elif poll.anonymous:
        remind = [[Press(REMIND, f"投票 P{poll.id} 提醒")]] if poll.stage == "open" else []
        reminded = sum(ballots.reminded(ctx.db, poll.subject, poll.asked).values())
        ctx.reply(MISSING_COUNT(voted=counted, n=missing, nudged=NUDGED(n=reminded) if reminded else ""), *remind)
    else:
        ctx.show_list("missing", poll=poll.id)


@feature.paged("missing")
def _missing(ctx: Context, after: int, poll: int) -> Page:
    """Who has not voted, by membership from `after` on: who votes meanwhile moves nobody out of sight."""
    meant = theirs(ctx, poll)
    some = ballots.missing(ctx.db, meant.subject, meant.asked, after=after, most=LISTED + 1)
    names = [name for _, _, name in some[:LISTED]]
    done, expected = ballots.turnout(ctx.db, meant.subject, meant.asked)
    said: list[Said] = [NAMES(names=names) if after else MISSING(voted=voted(ctx, meant), n=expected - done, names=names)]
    if not after and meant.stage == "open":
        said.append([Press(REMIND, f"投票 P{meant.id} 提醒")])
    following = some[LISTED - 1].membership if len(some) > LISTED else None
    return Page(tuple(said) if names else (), next=following, audience=Audience.PERSON)


def _result(ctx: Context, poll: Poll) -> list[Said]:
    lines: list[Said] = [how(poll), *result_lines(ctx, poll, polls.options(ctx.db, poll.id))]
    return lines + _awarded(ctx, poll)


def _awarded(ctx: Context, poll: Poll) -> list[Said]:
    return award.outcome(ctx, poll) if poll.seats and poll.stage == "closed" else []


def _show_again(ctx: Context, poll: Poll) -> None:
    for message in polls.posts(ctx.db, poll.id):
        ctx.edit(message, *shown(ctx, poll))


def _say(ctx: Context, poll: Poll, said: list[Said]) -> None:
    for room in rooms(ctx, poll.camp, poll.place):
        ctx.post_within_budget(room, *said)


def _poll(ctx: Context, subject: str) -> Poll:
    """The poll of a row on the agenda."""
    poll = polls.find(ctx.db, int(subject.partition(":")[2]))
    assert poll is not None
    return poll
