"""晋升: one word for seeing what is missing, for what levels ask for, for who is ready, and for confirming a level."""

from __future__ import annotations

import re
from typing import Annotated

from bot.arguments import ONESELF, Named, Onwards, verb_apart
from bot.feature import Context, Phrase
from handlers.promotion import confirming, reading, setting, showing
from handlers.promotion.settings import feature

DEFINES = {"标准", "条件", "criteria"}
REMOVES = {"删", "删除", "去掉", "remove", "delete"}
CONFIRMS = {"定", "定级", "确认", "给", "confirm"}
LISTS = {"名单", "谁", "谁达标了", "达标", "达标名单", "who", "list", "ready"}
PLACED = re.compile(r"\s(?:级别?|rank)\s+(\d{1,2})(?=\s|$)|\s第(\d{1,2})级(?=\s|$)", re.IGNORECASE)
NAMED = re.compile(r"\s(?:要求|需要|达标|条件|needs?|requires?|requirements?)$", re.IGNORECASE)
"""Options that were written without =."""


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
        r"我?(?:离晋升|晋升)?还?差(?:什么|几门课?|多少)(?:才)?能?(?:晋升|升级|升职)|我?(?:怎么|如何)(?:才能)?(?:晋升|升级|升职)": "",
        r"我?(?:离|到)(?P<level>\S{1,20}?)还?差(?:什么|几门课?|多少)|how do i get promoted|what do i need (?:for|to get) (?:a )?promot(?:ion|ed)": "",
        r"(?:有)?谁(?:可以|能|该|够|快)?(?:晋升|升级|升职)(?:了|啦)?|谁(?:都)?达标了|who (?:is ready for|can get) (?:a )?promotion|who can be promoted": "名单",
        r"把?(?P<who>\S{1,20}?)(?:晋升|提升|升)(?:为|到|成)(?P<to>\S.{0,19})|promote (?P<whom>.{1,30}?) to (?P<rung>.{1,20})": "定 {who}{whom} {to}{rung}",
    },
)
def promote(
    ctx: Context,
    words: Annotated[str, Named("级别或名字", "level or name")] = "",
    *,
    rank: Annotated[str | None, Named("级", "rank", ("级别", "顺序", "level"))] = None,
    needs: Annotated[Onwards | None, Named("要求", "needs", ("达标", "条件", "需要", "requires", "requirements"))] = None,
) -> None:
    word, rest = verb_apart(words)
    if word in DEFINES or rank is not None or needs is not None:
        rest = rest if word in DEFINES else words
        if rank is None and (place := PLACED.search(rest)):
            rank, rest = place[1] or place[2], rest[: place.start()] + rest[place.end() :]
        if needs is None:
            rest, behind = reading.apart(rest)
            rest, needs = NAMED.sub("", rest), Onwards(behind) if behind else None
        return setting.define(ctx, rest, rank, needs)
    if word in REMOVES:
        return setting.remove(ctx, rest)
    if word in CONFIRMS:
        return confirming.confirm(ctx, rest.strip())
    if word in LISTS:
        return showing.who(ctx)
    showing.show(ctx, "" if words.strip().casefold() in ONESELF else words.strip())
