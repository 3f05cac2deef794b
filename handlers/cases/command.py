"""案例: writing one, reading one, finding those with a word, and archiving one."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Phrase, Refusal
from handlers.cases import archiving, reading, rules, writing
from handlers.cases.settings import feature

WRITES, LISTS = {"写", "新", "新建", "write", "new"}, {"列表", "全部", "list", "all"}
ARCHIVES, FIXES = {"归档", "archive"}, {"改", "修改", "删", "删除", "撤下", "change", "delete", "remove"}
HOW_TO_FIX = Phrase(
    zh="案例存好10分钟内发“撤销”能拿回去重写；过后要改，请专家归档时改，或再写一个。",
    en="Within 10 minutes “undo” takes a case back, to be written anew; later ask an expert, who may change it in the archive, or write another.",
)
NUMBER = re.compile(r"\d{1,6}")


@feature.command(
    "案例",
    "case",
    help=Phrase(
        zh="写一个案例，按情境、任务、行动、结果一步步问你；也能按词找。",
        en="Write a case, asked step by step for situation, task, action, result; or find one.",
    ),
    asked={
        r"(?:写|新建|分享|发|记)(?:一个|一篇|个|下|一下)?(?:我的)?案例(?:[：:\s]+(?P<title>.{1,100}))?|案例写[：:\s]*(?P<more>.{0,100})"
        r"|我?(?:想|要)写(?:一个|一篇|个)?案例|(?:write|add|share) (?:a |my )?case(?: (?:on|about))?(?P<en>.{0,100})": "写 {title}{more}{en}",
        r"案例(?:列表|大全|库)|(?:最近|最新|所有|全部|大家)的?案例|(?:有|都有)?(?:哪些|什么)案例|(?:all |the )?cases": "列表",
        r"(?:有没有|有|找|搜)(?:一下|关于)?(?P<words>\S{1,12}?)的?案例[吗么]?|(?P<of>[^\s我]{1,12}?)的案例"
        r"|cases? (?:about|on|for) (?P<en>.{1,30})": "{words}{of}{en}",
        r"(?:第\s?)?案例\s?(?P<n>\d{1,6})": "{n}",
        r"归档案例\s?(?P<n>\d{1,6})|archive case (?P<en>\d{1,6})": "归档 {n}{en}",
        r"(?:删掉?|删除|撤下|撤回|修改|改)(?:一下)?(?:我的)?案例\s?(?P<n>\d{0,6})|(?:delete|change|edit) (?:my )?case\s?(?P<en>\d{0,6})": "改 {n}{en}",
        r"(?:匿名|不署名)(?:写|发|分享)(?:一个|个)?\S{0,6}案例": "写 匿名",
    },
    examples=["案例", "案例 写 价格异议 #异议", "案例 异议", "案例 列表", "case write Price objection #pricing", "case list"],
)
def case(ctx: Context, words: Annotated[str, Named("内容", "words")] = "") -> None:
    plain = unicodedata.normalize("NFKC", words).strip()
    if (together := re.match(r"(写|新建|归档|write|archive)[:：]\s*", plain)) is not None:  # 写：价格异议
        words = plain = f"{together[1]} {plain[together.end() :]}"
    first, _, rest = plain.partition(" ")
    number = rest.strip() if first.casefold() in ARCHIVES else first
    if first.casefold() in ARCHIVES and NUMBER.fullmatch(number):
        archiving.keep(ctx, int(number))
    elif NUMBER.fullmatch(words.strip()):
        reading.show(ctx, int(number))
    elif first.casefold() in FIXES and (not rest or NUMBER.fullmatch(rest.strip())):
        raise Refusal(HOW_TO_FIX)
    elif first.casefold() in LISTS and not rest:
        ctx.show_list("found", words="")
    elif first.casefold() in WRITES:
        writing.begin(ctx, words.strip()[len(first) :].strip())
    elif not first or rules.labelled(words)[1]:
        writing.begin(ctx, words.strip())
    else:
        ctx.show_list("found", words=words.strip().lstrip("#＃")[: rules.LONGEST_TITLE])
