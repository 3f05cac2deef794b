"""暂停 继续 停赛: a contest waits after the question that is open, goes on, or ends now with the board as it stands."""

from __future__ import annotations

import re
from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Phrase, Press, Refusal, Role
from bot.messages import Address
from handlers.quiz.contest.ending import call_off, finish
from handlers.quiz.contest.running import score_and_show
from handlers.quiz.contest.settings import check_theirs, feature, none_here
from storage import agenda, answers, asks, contests
from storage.contests import Contest

PAUSED = Phrase(
    zh="⏸ “{name}”暂停，这题答完就停下。继续：发“继续”", en="⏸ “{name}” pauses after this question. To go on send “resume”."
)
ALREADY = Phrase(zh="“{name}”已经暂停了。继续：发“继续”", en="“{name}” is paused already. To go on send “resume”.")
RESUMED = Phrase(zh="▶ “{name}”继续。", en="▶ “{name}” goes on.")
WHICH = Phrase(zh="有{n}场竞赛在进行，要“{word}”哪一场？", en="{n:contest is|contests are} on. Which one is it for “{word}”?")
NOT_ON = Phrase(zh="“{name}”不在进行。", en="“{name}” is not on.")
LISTED = Phrase(zh="C{id} {name}", en="C{id} {name}")
LONGEST_NAME = 30
NUMBER = re.compile(r"[Cc]-?(\d{1,12})")
NOT_PAUSED = Phrase(zh="“{name}”没有暂停。", en="“{name}” is not paused.")


@feature.command(
    "暂停",
    "pause",
    help=Phrase(zh="竞赛在这题之后停一停。", en="Let the contest wait after this question."),
    by=Role.MANAGER,
    hosts=True,
    examples=["暂停", "暂停 C7", "pause"],
)
def pause(ctx: Context, which: Annotated[str, Named("竞赛号", "contest number")] = "") -> None:
    contest = _theirs(ctx, "暂停", which)
    if contest is None:
        return
    if contest.paused:
        raise Refusal(ALREADY(name=contest.name))
    contests.pause(ctx.db, contest.id, True)
    _say(ctx, contest, PAUSED)


@feature.command(
    "继续",
    "resume",
    help=Phrase(zh="暂停的竞赛接着比。", en="Let a paused contest go on."),
    by=Role.MANAGER,
    hosts=True,
    examples=["继续", "继续 C7", "resume"],
    everyday=True,
)
def resume(ctx: Context, which: Annotated[str, Named("竞赛号", "contest number")] = "") -> None:
    contest = _theirs(ctx, "继续", which)
    if contest is None:
        return
    if not contest.paused:
        raise Refusal(NOT_PAUSED(name=contest.name))
    contests.pause(ctx.db, contest.id, False)
    _say(ctx, contest, RESUMED)
    if _open_question(ctx, contest) is None and agenda.planned(ctx.db, "contest.next", f"contest:{contest.id}") is None:
        ctx.later("contest.next", f"contest:{contest.id}", ctx.now)


@feature.command(
    "停赛",
    "endcontest",
    help=Phrase(zh="现在就结束竞赛，按目前的分数排名。", en="End the contest now, with the board as it stands."),
    by=Role.MANAGER,
    hosts=True,
    examples=["停赛", "停赛 C7", "endcontest"],
)
def stop(ctx: Context, which: Annotated[str, Named("竞赛号", "contest number")] = "") -> None:
    contest = _theirs(ctx, "停赛", which)
    if contest is None:
        return
    if contest.state == "lobby":
        call_off(ctx, contest.id)
        return
    ask = _open_question(ctx, contest)
    if ask is not None:
        asked = asks.look(ctx.db, ask, None)
        assert asked is not None
        score_and_show(ctx, contest, asked)
        ctx.later("contest.close", f"ask:{ask}", None)
    ctx.later("contest.next", f"contest:{contest.id}", None)
    finish(ctx, contest)


def _theirs(ctx: Context, word: str, which: str) -> Contest | None:
    """The contest meant, which must be theirs to stop; None where there are several, and it was asked which. Raises Refusal."""
    meant = _meant(ctx, which.strip())
    if not meant:
        raise Refusal(NOT_ON(name=which.strip()[:LONGEST_NAME]) if which else none_here(ctx))
    if len(meant) > 1:
        presses = [[Press(LISTED(id=one.id, name=one.name), f"{word} C{one.id}")] for one in meant]
        ctx.reply(WHICH(n=len(meant), word=word), *presses)
        return None
    check_theirs(ctx, meant[0])
    return meant[0]


def _meant(ctx: Context, which: str) -> list[Contest]:
    """By number or name; else the one of this room, in private all that are on."""
    if not which and not ctx.address.direct:
        here = contests.live(ctx.db, ctx.camp.id, ctx.room_id)
        return [here] if here is not None else []
    on, number = contests.all_live(ctx.db, ctx.camp.id), NUMBER.fullmatch(which)
    if number:
        return [one for one in on if one.id == int(number[1])]
    return [one for one in on if which in ("", one.name)]


def _open_question(ctx: Context, contest: Contest) -> int | None:
    """The question that is open now."""
    return next((row.id for row in answers.of_contest(ctx.db, contest.id) if row.closed_at is None), None)


def _say(ctx: Context, contest: Contest, phrase: Phrase) -> None:
    for room in contests.places(ctx.db, contest.id):
        ctx.post(Address(room.channel, room.ident, room.thread), phrase(name=contest.name))
    if ctx.address.direct:
        ctx.reply(phrase(name=contest.name))
