"""练习: a timed drill in private, questions in random order, half a minute each, and a report by category."""

from __future__ import annotations

import random
import re
from datetime import timedelta
from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Phrase, Refusal
from handlers.quiz import objection_drill
from handlers.quiz.exam.settings import feature
from handlers.quiz.exam.sitting import begin, finish
from handlers.quiz.exam.taking import take_up
from scheduler.when.numbers import NUMBER
from storage import bank, exams

MOST = 50
LIMITS = (5, 600)
LIMIT = timedelta(seconds=30)

STARTS = Phrase(zh="{count}题{tag}，每题{seconds}秒，现在开始。", en="{count:question|questions}{tag}, {seconds} s each. Go.")
OF_TAG = Phrase(zh="“{tag}”", en=" on “{tag}”")
NO_QUESTIONS = Phrase(zh="题库里还没有能练的题{tag}。{tags}", en="There is nothing to drill{tag} yet.{tags}")
TAGS = Phrase(zh="可以练：{tags}", en=" There are: {tags}")
BAD_COUNT = Phrase(zh="题数是1到{most}。试试：练习 题数=10", en="questions is 1 to {most}. Try: practice questions=10")
BAD_LIMIT = Phrase(
    zh="限时是{least}到{most}秒。试试：练习 限时=30秒",
    en="limit is {least} to {most:second|seconds}. Try: practice limit=30s",
)
COUNTED = re.compile(r"(?P<tag>.*?)\s*(?P<count>\d{1,4}) ?(?:道?题|questions?)", re.IGNORECASE)
"""异议 5题: how many, without its name."""


@feature.command(
    "练习",
    "practice",
    help=Phrase(zh="限时练一组题，练完看每类的命中率。", en="A timed drill with a report by category."),
    examples=["练习", "练习 异议 题数=10 限时=5秒", "练习 异议 5题", "practice questions=10 limit=5s"],
    private=True,
    asked={
        r"(?:我(?:想|要)|来)?(?:做|刷|练)(?:几道|点|些|一组)?(?:题|练习)|来一组(?:练习)?|(?:我(?:想|要))练习": "",
        r"(?:再)?来(?:[几两一1])?(?:道|个|组)(?:题|练习)?|(?:再)?来题|(?:考|抽|问)(?:考|问)?我(?:几|一)?(?:道|个|下)?题?|出(?:几|一)?(?:道|个)?题": "",
        rf"(?:再)?(?:来|做|刷|练|考我|出)\s*(?P<count>{NUMBER})\s*(?:道|个)?题": "题数={count}",
        r"quiz me|test me|(?:give me )?(?:another|a) question|let me practi[cs]e": "",
    },
)
def practice(
    ctx: Context,
    tag: Annotated[str, Named("标签", "tag")] = "",
    *,
    count: Annotated[int, Named("题数", "questions")] = 10,
    limit: Annotated[timedelta | None, Named("限时", "limit")] = None,
) -> None:
    if typed := COUNTED.fullmatch(tag.strip()):
        tag, count = typed["tag"], int(typed["count"])
    if not 1 <= count <= MOST:
        raise Refusal(BAD_COUNT(most=MOST))
    limit = limit or (objection_drill.SECONDS if tag.strip() in objection_drill.TAGS else LIMIT)
    if not LIMITS[0] <= limit.total_seconds() <= LIMITS[1]:
        raise Refusal(BAD_LIMIT(least=LIMITS[0], most=LIMITS[1]))
    under_way = exams.under_way(ctx.db, ctx.member.id)
    if under_way is not None and under_way.exam is not None:
        return take_up(ctx, under_way)
    if under_way is not None:
        finish(ctx, under_way)
    wanted = objection_drill.TAGS.get(tag.strip(), tag.strip())
    stock = [question for question, _ in bank.stock(ctx.db, ctx.camp.id, wanted or None, judged=True)]
    if not stock:
        tags = list(name for name, _ in bank.tags(ctx.db, ctx.camp.id))
        raise Refusal(NO_QUESTIONS(tag=OF_TAG(tag=wanted[:24]) if wanted else "", tags=TAGS(tags=tags) if tags else ""))
    chosen = random.Random(f"drill:{ctx.event.key}").sample(stock, min(count, len(stock)))
    sitting = exams.sit(ctx.db, ctx.camp.id, ctx.member.id, chosen, at=ctx.now, limit=limit // timedelta(milliseconds=1))
    seconds = int(limit.total_seconds())
    begin(ctx, sitting, STARTS(count=len(chosen), tag=OF_TAG(tag=wanted) if wanted else "", seconds=seconds))
