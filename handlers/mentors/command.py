"""辅导: one word for offering a pair, answering, filling in a week, looking and ending."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from bot.arguments import Named, Onwards
from bot.feature import Context, Phrase
from bot.names import folded
from handlers.mentors import agreeing, ending, filling, offering, pairing, showing, wording
from handlers.mentors.settings import feature

VERBS: dict[str, Callable[[Context, str], None]] = {
    **dict.fromkeys(("好的", "同意", "ok", "yes"), agreeing.agree),
    **dict.fromkeys(("不了", "no"), agreeing.decline),
    **dict.fromkeys(("填", "fill"), filling.fill),
    **dict.fromkeys(("结束", "end"), ending.end),
    **dict.fromkeys(("看", "see"), showing.show),
}
PAIRS = {"配对", "match"}


@feature.command(
    "辅导",
    "coach",
    help=Phrase(
        zh="看我的结对、填这周的行为；经理请人结对、配对、看结果。",
        en="My pair and this week's behaviours; managers pair people up and see how it goes.",
    ),
    examples=[
        "辅导",
        "辅导 填 做到 部分 这周问了三次参照",
        "辅导 林晓 导师=周航 8周 行为=先问参照,记录异议",
        "辅导 配对 8周 标签=待辅导 行为=先问参照,记录异议",
        "辅导 结束 12 换了部门",
        "coach",
        "coach fill done partly asked three times",
        "coach Ann mentor=Ben 8 weeks behaviours=ask first,note objections",
    ],
    everyday=True,
    asked={r"我(?:的)?导师(?:是谁|是哪位)?|谁是我(?:的)?导师|我带谁|(?:who(?:'s| is) )?my (?:mentor|mentee)": ""},
)
def coach(
    ctx: Context,
    words: Annotated[str, Named("谁", "who")] = "",
    *,
    mentor: Annotated[Onwards | None, Named("导师", "mentor", ("师傅", "coach"))] = None,
    behaviours: Annotated[Onwards | None, Named("行为", "behaviours", ("behaviors",))] = None,
    tag: Annotated[str | None, Named("标签", "tag")] = None,
) -> None:
    verb, _, rest = words.strip().partition(" ")
    if folded(verb) in PAIRS and mentor is None:
        return pairing.pair_up(ctx, rest, tag, behaviours)
    if mentor is None and behaviours is None:
        if (run := VERBS.get(folded(verb))) is not None:
            return run(ctx, rest.strip())
        if not words.strip() or wording.number(words) is not None:
            return showing.show(ctx, words.strip())
    offering.offer(ctx, words, mentor, behaviours)
