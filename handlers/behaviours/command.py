"""行为: one word for setting behaviours, saying that one was done, confirming, and looking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from bot.arguments import Named, Onwards, Tagged, known_verb
from bot.feature import Context, Phrase
from handlers.behaviours import confirming, defining, reporting, showing
from handlers.behaviours.settings import feature

VERBS: dict[str, Callable[[Context, str], None]] = {
    **dict.fromkeys(("记", "记录", "打卡", "做了", "完成", "did", "done"), reporting.report),
    **dict.fromkeys(("是", "是的", "yes"), confirming.yes),
    **dict.fromkeys(("没有", "no"), confirming.no),
    **dict.fromkeys(("停", "停止", "停掉", "取消", "删除", "stop", "delete"), defining.stop),
    **dict.fromkeys(("谁没做", "谁没做到", "情况", "完成情况", "完成率"), lambda ctx, words: showing.show(ctx, words)),
}
ADDS = {"加", "新增", "增加", "添加", "新建", "add", "new"}


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
    verbs=(*VERBS, *ADDS),
    asked={
        r"我(?:这周|本周)?(?:要|该|得)做(?:哪些|什么)行为|我的行为|(?:what are )?my behaviou?rs?|what behaviou?rs? (?:do i have|are mine)": "",
        r"behaviou?rs?(?: (?P<words>.{1,300}))?": "{words}",
        r"(?:这周|本周)?谁(?:还)?没有?做(?:到)?行为|行为(?:这周|本周)?谁(?:还)?没有?做(?:到)?|who has(?: not|n't) done (?:the|their) behaviou?rs?": "",
    },
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
    verb, rest = known_verb(words, {*VERBS, *ADDS})
    if verb in ADDS:
        return defining.add(ctx, rest, cadence, tag, names, on_rest_day)
    if (run := VERBS.get(verb)) is not None:
        return run(ctx, rest)
    showing.show(ctx, words.strip())
