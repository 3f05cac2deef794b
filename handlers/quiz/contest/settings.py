"""What a camp can set about contests, and why they earn points."""

from __future__ import annotations

import re

from bot.feature import Context, Feature, Line, Phrase, Refusal, Role, Setting, Theme
from bot.setting_values import points
from storage.contests import Contest

feature = Feature("contest", Theme.QUIZZES)
feature.prefix("C", Phrase(zh="一场竞赛", en="a contest"))
feature.fact("placed", "contest", "place")

PLAYED = feature.reason("contest", "activity", Phrase(zh="参赛", en="contest"))
PRIZE = feature.reason("contest_prize", "activity", Phrase(zh="竞赛名次", en="contest rank"))
REGRADED = feature.reason("contest_regraded", "activity", Phrase(zh="竞赛改判", en="contest regraded"))
COUNTED_TWICE = feature.reason("contest_twice", "activity", Phrase(zh="两个账号同场竞赛重复", en="two accounts in one contest"))

NOT_YOURS = Phrase(
    zh="竞赛“{name}”要由发起人或社群经理来停。", en="The contest “{name}” is for whoever started it, or a manager."
)
NONE_HERE = Phrase(zh="这里现在没有竞赛。{start}", en="There is no contest here now.{start}")
START = Phrase(zh="发起一场：开赛 异议抢答 题数=3", en=" Start one: contest objections questions=3")


def none_here(ctx: Context) -> Line:
    """There is no contest; how to start one is said to who may."""
    return NONE_HERE(start=START if ctx.is_host or ctx.role >= Role.MANAGER else "")


def prizes_of(words: str) -> list[int]:
    """50/30/20, at most ten; raises ValueError."""
    prizes = [points(word) for word in re.split(r"[/／,，、+\s]+", words.strip("+ ")) if word]
    if not 1 <= len(prizes) <= 10 or sorted(prizes, reverse=True) != prizes:
        raise ValueError(words)
    return prizes


def prizes_said(prizes: list[int]) -> str:
    return "/".join(map(str, prizes))


PLAY_POINTS = feature.setting(
    Setting(
        "contest.points",
        Phrase(zh="参赛分", en="contest-points"),
        Phrase(zh="0到1000的整数", en="a whole number from 0 to 1000"),
        5,
        points,
    )
)
PRIZES = feature.setting(
    Setting(
        "contest.prizes",
        Phrase(zh="竞赛奖", en="contest-prizes"),
        Phrase(zh="第一名起的分，如 50/30/20", en="from the first place on, like 50/30/20"),
        [50, 30, 20],
        prizes_of,
        prizes_said,
    )
)


def check_theirs(ctx: Context, contest: Contest) -> None:
    """A room's host may stop what they started, a manager everything. Raises Refusal."""
    if ctx.role < Role.MANAGER and contest.starter != ctx.member.id:
        raise Refusal(NOT_YOURS(name=contest.name))
