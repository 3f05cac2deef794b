"""结果: one word for what came out of anything asked. What it shows is said by the operation whose numbers have that letter.

An operation answers for its letter with a function of (ctx, number, words) under `@feature.on("result:P")`.
"""

from __future__ import annotations

import re
from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Feature, Phrase, Refusal, Role, Theme
from storage import polls, surveys

feature = Feature("results", Theme.OPINIONS)

WHICH = re.compile(r"([A-Za-zＡ-Ｚａ-ｚ])(\d+)\s*(.*)", re.DOTALL)
UNKNOWN = Phrase(zh="没有 {which}。例如：结果 P12", en="There is no {which}. For example: result P12")
NOTHING = Phrase(zh="还没有投票或问卷。", en="There has been no poll or form yet.")
OF_POLLS = ("未投",)
OF_FORMS = re.compile(r"按|by\b|导出|export|未填", re.IGNORECASE)


@feature.command(
    "结果",
    "result",
    help=Phrase(
        zh="看投票、问卷、竞赛、考试的结果；未填、按标签、导出写在后面。",
        en="The result of a poll, form, contest or exam; missing, by tag, export go behind it.",
    ),
    by=Role.MANAGER,
    hosts=True,
    examples=["结果", "结果 P12", "结果 S3 按标签", "结果 S3 未填", "结果 S3 导出", "结果 C7", "结果 E2", "result S3 missing"],
    everyday=True,
)
def result(ctx: Context, words: Annotated[str, Named("编号", "number")] = "") -> None:
    kind, number, rest = _meant(ctx, words.strip())
    shows = ctx.router.listeners(f"result:{kind}")
    if not shows:
        raise Refusal(UNKNOWN(which=f"{kind}{number}"))
    for name, show in shows:
        ctx.feature = name
        show(ctx, number, rest)


@feature.command(
    "谁没填",
    "missing",
    help=Phrase(zh="谁还没投、没填：等于“结果 编号 未填”。", en="Who has not answered: the same as “result NUMBER missing”."),
    by=Role.MANAGER,
    hosts=True,
    examples=["谁没填", "谁没填 S3", "missing P12"],
)
def missing(ctx: Context, which: Annotated[str, Named("编号", "number")] = "") -> None:
    result(ctx, f"{which} 未填".strip())


def _meant(ctx: Context, words: str) -> tuple[str, int, str]:
    """The kind's letter, the number, and the words behind; without a number, what was asked last."""
    if found := WHICH.fullmatch(words):
        return found[1].upper(), int(found[2]), found[3].strip()
    poll, survey = polls.latest(ctx.db, ctx.camp.id), surveys.latest(ctx.db, ctx.camp.id)
    if poll is not None and words in OF_POLLS:
        return "P", poll.id, words
    if survey is not None and (poll is None or OF_FORMS.match(words) or survey.opened_at >= poll.opened_at):
        return "S", survey.id, words
    if poll is None:
        raise Refusal(NOTHING)
    return "P", poll.id, words
