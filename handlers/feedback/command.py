"""互评: one word for setting ratings, giving them and seeing what they came to."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Phrase, Refusal, Role
from handlers.feedback import rating, rules, setting_up, showing
from handlers.feedback.settings import EXAMPLE, feature

SET, RATERS, STOP = {"设", "set"}, {"评分人", "raters"}, {"停", "stop"}
RATE, MINE = {"评", "rate"}, {"我的", "mine"}
FOR_MANAGERS = Phrase(
    zh="设互评要由社群经理来做。看等你打分的：互评",
    en="Ratings are for managers to set. To see what waits for you: feedback360",
)


@feature.command(
    "互评",
    "feedback360",
    help=Phrase(
        zh="训后30天、90天匿名互评关键行为：打分、看自己的；经理设定、看人和变化。",
        en="Key behaviours rated anonymously 30 and 90 days after the training: give marks, see yours; managers set them and see how they move.",
    ),
    examples=["互评", "互评 设 行为=先问参照、记录异议 结束=2026-05-06", "互评 我的", "feedback360", "feedback360 mine"],
)
def command(
    ctx: Context,
    words: Annotated[str, Named("做什么", "what")] = "",
    *,
    behaviours: Annotated[str, Named("行为", "behaviours")] = "",
    ends: Annotated[str, Named("结束", "end")] = "",
    tag: Annotated[str, Named("给", "for")] = "",
    superior: Annotated[str, Named("上级", "manager")] = "",
    peers: Annotated[str, Named("同事", "peers")] = "",
) -> None:
    first, _, rest = words.strip().partition(" ")
    word = first.casefold()
    if word in SET | RATERS | STOP and ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS)
    if word in SET:
        setting_up.set_up(ctx, behaviours, ends, tag, superior, _count(peers))
    elif word in RATERS:
        setting_up.change(ctx, rest, superior, peers)
    elif word in STOP:
        setting_up.stop(ctx)
    elif word in RATE:
        rating.begin(ctx, rest)
    elif word in MINE:
        showing.person(ctx, "")
    elif words.strip():
        showing.person(ctx, words.strip())
    else:
        showing.overview(ctx)


NOT_A_COUNT = Phrase(
    zh="同事写几位：{least}到{most}，如 同事=4。试试：{example}",
    en="How many peers: {least} to {most}, like peers=4. Try: {example}",
)


def _count(words: str) -> int | None:
    """How many peers rate each. Raises Refusal."""
    if not words:
        return None
    if not words.isdecimal() or not rules.FEWEST_PEERS <= int(words) <= rules.MOST_PEERS:
        raise Refusal(NOT_A_COUNT(least=rules.FEWEST_PEERS, most=rules.MOST_PEERS, example=EXAMPLE))
    return int(words)
