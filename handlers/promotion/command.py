"""晋升: one word for seeing what is missing, for what levels ask for, for who is ready, and for confirming a level."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named, Onwards
from bot.feature import Context, Phrase
from bot.names import folded
from handlers.promotion import confirming, setting, showing
from handlers.promotion.settings import feature

DEFINES = {"标准", "条件", "criteria"}
REMOVES = {"删", "删除", "remove"}
CONFIRMS = {"定", "确认", "confirm"}
LISTS = {"名单", "谁", "谁达标了", "who"}


@feature.command(
    "晋升",
    "promotion",
    help=Phrase(
        zh="我的下一级要什么、还差什么；经理定各级标准、看谁达标、确认升级（不能定自己的）。管理员级别按带过的营、竞赛、活动和课程算。",
        en="What my next level asks for and what is missing; managers set that, see who meets it and confirm a level (never their "
        "own). Managers' own levels go by camps, contests and events run, and courses.",
    ),
    examples=[
        "晋升",
        "晋升 标准",
        "晋升 标准 高级顾问 级=2 要求=课程 3；学时 20",
        "晋升 标准 初级管理员 要求=办活动 2；办竞赛 1；课程 1",
        "晋升 名单",
        "晋升 定 林晓 高级顾问",
        "晋升 删 高级顾问",
        "promotion",
        "promotion criteria Senior consultant needs=lessons 3; hours 20",
    ],
    asked={
        r"我?(?:离晋升|晋升)?还?差(?:什么|几门课?|多少)(?:才)?能?晋升|我?(?:怎么|如何)(?:才能)?晋升|how do i get promoted": ""
    },
)
def promote(
    ctx: Context,
    words: Annotated[str, Named("级别或名字", "level or name")] = "",
    *,
    rank: Annotated[str | None, Named("级", "rank", ("级别", "顺序", "level"))] = None,
    needs: Annotated[Onwards | None, Named("要求", "needs", ("达标", "requires"))] = None,
) -> None:
    verb, _, rest = words.strip().partition(" ")
    word = folded(verb)
    if word in DEFINES or rank is not None or needs is not None:
        return setting.define(ctx, rest if word in DEFINES else words, rank, needs)
    if word in REMOVES:
        return setting.remove(ctx, rest)
    if word in CONFIRMS:
        return confirming.confirm(ctx, rest.strip())
    if word in LISTS:
        return showing.who(ctx)
    showing.show(ctx, words.strip())
