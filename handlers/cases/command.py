"""案例: writing one, reading one, finding those with a word, and archiving one."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Phrase
from handlers.cases import archiving, reading, rules, writing
from handlers.cases.settings import feature

WRITES, LISTS = {"写", "新", "新建", "write", "new"}, {"列表", "全部", "list", "all"}
ARCHIVES = {"归档", "archive"}
NUMBER = re.compile(r"\d{1,6}")


@feature.command(
    "案例",
    "case",
    help=Phrase(
        zh="写一个案例，按情境、任务、行动、结果一步步问你；也能按词找。",
        en="Write a case, asked step by step for situation, task, action, result; or find one.",
    ),
    examples=["案例", "案例 写 价格异议 #异议", "案例 异议", "案例 列表", "case write Price objection #pricing", "case list"],
)
def case(ctx: Context, words: Annotated[str, Named("内容", "words")] = "") -> None:
    first, _, rest = unicodedata.normalize("NFKC", words).strip().partition(" ")
    number = rest.strip() if first.casefold() in ARCHIVES else first
    if first.casefold() in ARCHIVES and NUMBER.fullmatch(number):
        archiving.keep(ctx, int(number))
    elif NUMBER.fullmatch(words.strip()):
        reading.show(ctx, int(number))
    elif first.casefold() in LISTS and not rest:
        ctx.show_list("found", words="")
    elif first.casefold() in WRITES:
        writing.begin(ctx, words.strip()[len(first) :].strip())
    elif not first or rules.labelled(words)[1]:
        writing.begin(ctx, words.strip())
    else:
        ctx.show_list("found", words=words.strip().lstrip("#＃")[: rules.LONGEST_TITLE])
