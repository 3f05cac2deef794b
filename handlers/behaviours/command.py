"""行为: one word for setting behaviours, saying that one was done, confirming, and looking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from bot.arguments import Named, Onwards, Tagged
from bot.feature import Context, Phrase
from bot.names import folded
from handlers.behaviours import confirming, defining, reporting, showing
from handlers.behaviours.settings import feature

VERBS: dict[str, Callable[[Context, str], None]] = {
    **dict.fromkeys(("记", "did"), reporting.report),
    **dict.fromkeys(("是", "yes"), confirming.yes),
    **dict.fromkeys(("没有", "no"), confirming.no),
    **dict.fromkeys(("停", "stop"), defining.stop),
}
ADDS = {"加", "add"}


@feature.command(
    "行为",
    "behaviours",
    help=Phrase(
        zh="看请我做的行为、记一次；经理定行为、看谁做到了。",
        en="My behaviours, and saying I did one; managers set them and see who did.",
    ),
    examples=[
        "行为",
        "行为 记 每周培训 林晓 练了报价",
        "行为 加 每周培训 频率=每周1次 给=骨干",
        "行为 加 交销售计划 频率=每月1日 遇休=顺延",
        "行为 加 联合拜访 频率=每月1次 名单=林晓,周航 给=骨干",
        "行为 停 每周培训",
        "behaviours",
        "behaviours did Team training Ann practised quotes",
        "behaviours add Team training cadence=1/week for=core",
    ],
    everyday=True,
)
def behave(
    ctx: Context,
    words: Annotated[str, Named("行为", "behaviour")] = "",
    *,
    cadence: Annotated[Onwards | None, Named("频率", "cadence", ("周期", "多久一次", "frequency", "often"))] = None,
    tag: Annotated[Tagged | None, Named("给", "for", ("对象", "谁"))] = None,
    names: Annotated[Onwards | None, Named("名单", "list")] = None,
    on_rest_day: Annotated[str | None, Named("遇休", "dayoff")] = None,
) -> None:
    verb, _, rest = words.strip().partition(" ")
    if folded(verb) in ADDS:
        return defining.add(ctx, rest, cadence, tag, names, on_rest_day)
    if (run := VERBS.get(folded(verb))) is not None:
        return run(ctx, rest.strip())
    showing.show(ctx, words.strip())
