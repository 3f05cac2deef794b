"""投票 大屏: a poll on the host's projector, its bars as votes come in; where its counts wait for the end, the screen waits too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot import host_screen
from bot.feature import Context, Phrase, Refusal
from bot.host_screen import ScreenOrder, digest_of, milliseconds, said, scene
from bot.public_page import PublicAnswer, PublicRequest
from handlers.asking.polls import showing
from handlers.asking.polls.settings import CLOSED, feature
from handlers.asking.polls.wording import LETTERS
from storage import ballots, polls, screens
from storage.connection import Db
from storage.polls import Poll

STANDS = timedelta(minutes=15)
"""How long the result stays after the end; then the link is worth nothing."""

BACK = Phrase(zh="投票 大屏 P{id} 收回", en="poll screen P{id} revoke")
NAME = Phrase(zh="投票 P{id}", en="poll P{id}")
NONE = Phrase(zh="现在没有进行中的投票。上大屏：投票 大屏 P12", en="No poll is open now. To show one: poll screen P12")
HOW = Phrase(zh="在群里点选项，或发", en="Press a choice in the group, or send")
SENTENCE = Phrase(zh="投 P{id}", en="vote P{id}")
VOTED = Phrase(zh="已投 {done} / {of}", en="{done} of {of} voted")
HIDDEN = Phrase(zh="结果截止后公布", en="Results when it closes")
NOMINATING = Phrase(zh="正在提名", en="Nominations are open")
NOMINATE = Phrase(zh="投 P{id} 名字", en="vote P{id} NAME")
ENDED = Phrase(zh="已结束", en="Closed")
OVER = Phrase(zh="这个投票结束了。", en="The poll is over.")

feature.act(
    "poll_screen",
    Phrase(zh="{who} 给投票 P{poll}“{title}”开了大屏", en="{who} opened a screen for poll P{poll} “{title}”"),
    final=Phrase(zh="要收回大屏就发：投票 大屏 P12 收回", en="To withdraw the screen send: poll screen P12 revoke"),
)


def show(ctx: Context, asked: ScreenOrder) -> None:
    """An address for the projector, in private; 收回 ends it. For whoever opened the poll, and managers. Raises Refusal."""
    running = polls.running(ctx.db, ctx.camp.id)
    number = asked.number if asked.number is not None else running[-1].id if running else None
    if number is None:
        raise Refusal(NONE)
    poll = showing.theirs(ctx, number)
    name = NAME(id=poll.id)
    if asked.revokes:
        return host_screen.tell_revoked(ctx, screens.revoke_poll(ctx.db, poll.id, at=ctx.now), name=name)
    if poll.stage == "closed":
        raise Refusal(CLOSED(id=poll.id))
    token = host_screen.new_token("p")
    screens.open_for_poll(ctx.db, poll.id, digest_of(token), by=ctx.member.id, at=ctx.now)
    ctx.audit("poll_screen", poll=poll.id, title=poll.title)
    host_screen.tell_link(ctx, token, name=name, back=BACK(id=poll.id).to(ctx.language))


@feature.public("/screen/poll", a_second=4)
def now(reader: Db, asked: PublicRequest) -> PublicAnswer:
    """The bars where they may be told, and how many have voted; nobody's name."""
    number = screens.poll_of(reader, digest_of(asked.bearer)) if asked.bearer else None
    poll = None if number is None else polls.find(reader, number)
    if poll is None:
        return host_screen.without_token(asked)
    ended = polls.closed_at(reader, poll.id)
    if poll.stage == "closed" and (ended is None or asked.now >= ended + STANDS):
        return scene(asked, "note", {"title": poll.title, "said": said(asked, OVER)}, again=0, status=410)
    done, of = ballots.turnout(reader, poll.subject, poll.asked)
    return scene(
        asked,
        "poll",
        {"title": poll.title, "answered": said(asked, VOTED(done=done, of=of)), **_shown(reader, asked, poll)},
        again=2,
    )


def _shown(reader: Db, asked: PublicRequest, poll: Poll) -> dict[str, Any]:
    if poll.stage == "nominating":
        return {"options": [], "said": said(asked, NOMINATING), "how": "", "sentence": said(asked, NOMINATE(id=poll.id))}
    options = polls.options(reader, poll.id)
    counted = showing.results(reader, poll, options) if showing.is_told(poll) else None
    rows = [
        {"letter": LETTERS[one.place], "words": one.words}
        | ({"n": counted[one.place].votes, "share": _share(counted[one.place].votes, counted[one.place].of)} if counted else {})
        for one in options
    ]
    if poll.stage == "closed":
        why = said(asked, showing.TOO_FEW(least=ballots.LEAST)) if counted is None else said(asked, ENDED)
        return {"options": rows, "said": why}
    sentence = said(asked, SENTENCE(id=poll.id))
    return {
        "options": rows,
        "said": "" if showing.is_told(poll) else said(asked, HIDDEN),
        "how": said(asked, HOW),
        "sentence": sentence,
        "ends": milliseconds(poll.until) if poll.until else None,
        **host_screen.qr_to_send(asked, sentence),
    }


def _share(votes: int, of: int) -> int:
    """Hundredths, 0 of nothing."""
    return round(100 * votes / of) if of else 0
