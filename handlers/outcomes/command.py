"""成效: what came of what was expected; 成效 期望 writes down beforehand what the sponsor expects."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named, Onwards
from bot.feature import Context, Phrase, Refusal, Role
from handlers.outcomes import expecting, reporting
from handlers.outcomes.settings import EXAMPLE, feature

EXPECT = {"期望", "expect", "expected"}
UNKNOWN = Phrase(
    zh="没看懂“{word}”。看成效发“成效”，训前记期望：{example}",
    en="“{word}” is not read. To see outcomes send “outcomes”; to write down beforehand what is expected: {example}",
)


@feature.command(
    "成效",
    "outcomes",
    help=Phrase(
        zh="训前记出资人的期望，训后用导入的指标和去年同月或对照组比。",
        en="Write down what the sponsor expects, and compare imported figures with a year ago or a control group afterwards.",
    ),
    by=Role.MANAGER,
    examples=[
        "成效",
        "成效 期望 开始=2026-06-01 结束=2026-06-30 出资人=李总 利润=5%:利润额 成本=-3%:成本",
        "outcomes",
        "outcomes expect start=2026-06-01 end=2026-06-30 sponsor=Li profit=5%:profit cost=-3%:cost",
    ],
)
def command(
    ctx: Context,
    words: Annotated[str, Named("做什么", "what")] = "",
    *,
    starts: Annotated[str, Named("开始", "start")] = "",
    ends: Annotated[str, Named("结束", "end")] = "",
    sponsor: Annotated[str, Named("出资人", "sponsor")] = "",
    profit: Annotated[str, Named("利润", "profit")] = "",
    cost: Annotated[str, Named("成本", "cost")] = "",
    retention: Annotated[str, Named("保有率", "retention")] = "",
    share: Annotated[str, Named("份额", "share")] = "",
    productivity: Annotated[str, Named("生产率", "productivity")] = "",
    team: Annotated[str, Named("团队", "team")] = "",
    control: Annotated[str, Named("对照", "control")] = "",
    attributed: Annotated[Onwards | None, Named("归因", "attributed")] = None,
) -> None:
    word = words.strip().casefold()
    if word in EXPECT:
        given = {"profit": profit, "cost": cost, "retention": retention, "share": share, "productivity": productivity}
        expecting.begin(ctx, given, starts, ends, sponsor)
    elif word:
        raise Refusal(UNKNOWN(word=word[:20], example=EXAMPLE))
    else:
        reporting.report(ctx, reporting.asked(team, control, attributed))
