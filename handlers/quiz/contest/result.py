"""结果 C7: how a contest stands or went, and which of its questions were the hardest."""

from __future__ import annotations

from fractions import Fraction

from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Phrase, Refusal, Role, Said
from handlers.quiz.contest import board
from handlers.quiz.contest.settings import feature
from storage import answers, contests
from storage.answers import Fared
from storage.contests import Contest

FEWEST = 5
"""Answers from which up a question is called hard."""
HARDEST = 3
STEM_SHOWN = 24

RESULT = Phrase(
    zh="竞赛“{name}”（{at:%m-%d}）：{asked}/{of}题，{n}人作答{state}",
    en="Contest “{name}” ({at:%m-%d}): {asked} of {of:question|questions}, {n:person|people} answered{state}",
)
GOES_ON = Phrase(zh="，还在进行，算到上一题", en=" up to the last question; it goes on")
CALLED_OFF = Phrase(zh="，已取消，不计分", en="; it was called off and does not count")
PLACES = Phrase(zh="🏆 名次{more}", en="🏆 Places{more}")
OF_ALL = Phrase(zh="（共{n}）", en=" (of {n})")
HARDEST_ONES, QUESTION = Phrase(zh="答对最少的题", en="Hardest questions"), Phrase(zh="第{n}题", en="Question {n}")
RIGHT = Phrase(zh="{right}/{all}", en="{right}/{all}")
NO_SUCH = Phrase(zh="没有 C{number} 这场竞赛。", en="There is no contest C{number}.")
NOT_YOURS = Phrase(
    zh="竞赛“{name}”的结果给发起人和社群经理看。", en="The result of “{name}” is for whoever started it, or a manager."
)


@feature.on("result:C")
def show(ctx: Context, number: int, rest: str) -> None:
    """What whoever started it, or a manager, is told."""
    contest = contests.find(ctx.db, number)
    if contest is None or contest.camp != ctx.camp.id:
        raise Refusal(NO_SUCH(number=number))
    if ctx.role < Role.MANAGER and contest.starter != ctx.member.id:
        raise Refusal(NOT_YOURS(name=contest.name))
    players = contests.players(ctx.db, number)
    places = board.ranking(contest, players, contests.teams(ctx.db, contest))
    names = {one.membership: one.name for one in players}
    first = board.rows(contest, places, names, of=contest.asked)
    more = OF_ALL(n=len(places)) if len(places) > board.SHOWN else ""
    ctx.reply(
        RESULT(
            name=contest.name,
            at=contest.made_at,
            asked=contest.asked,
            of=len(contest.questions),
            n=sum(one.answers > 0 for one in players),
            state=CALLED_OFF if contest.state == "void" else GOES_ON if contest.state != "over" else "",
        ),
        *([FactRows.of(*first, title=PLACES(more=more))] if first else []),
        *_hard(ctx, contest),
    )


def _hard(ctx: Context, contest: Contest) -> list[Said]:
    """The questions fewest got right, hardest first; those all got right and those of few answers are not among them."""
    fared = [one for one in answers.fared(ctx.db, contest.id) if one.answers >= FEWEST and one.right < one.answers]
    fared.sort(key=lambda one: (Fraction(one.right, one.answers), one.place))
    rows = [FactRow(QUESTION(n=one.place + 1), RIGHT(right=one.right, all=one.answers), _short(one)) for one in fared[:HARDEST]]
    return [FactRows.of(*rows, title=HARDEST_ONES)] if rows else []


def _short(one: Fared) -> str:
    stem = " ".join(one.stem.split())
    return stem if len(stem) <= STEM_SHOWN else f"{stem[:STEM_SHOWN]}…"
