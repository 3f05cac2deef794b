"""成效: what came of what was expected; 成效 期望 writes down beforehand what the sponsor expects."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named, Onwards
from bot.feature import Context, Phrase, Refusal, Role
from handlers.outcomes import expecting, reporting
from handlers.outcomes.settings import EXAMPLE, feature

EXPECT = {"期望", "预期", "期待", "目标", "expect", "expected", "expectations", "expectation"}
REPORT = {"报告", "结果", "report", "results"}
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
    asked={
        r"(?:这次|这期|我们的?)?培训(?:的|到底)?(?:有没有|有什么|有)?(?:成效|效果|用)(?:怎么样|怎样|如何|好不好|呢|吗)?": "",
        r"(?:培训(?:的)?)?成效|有没有对照组|(?:the |our )?outcomes": "",
        r"(?:出资人|老板|领导)?(?:的)?期望(?:达成|实现|完成)(?:了)?(?:吗|没有?|多少)?": "",
        r"(?:利润额?|成本|业绩|产出)(?:涨|降|提升|提高|增长|变化)了?(?:吗|没有?|多少)": "",
        r"(?:did|does|is) (?:the |our )?training (?:work(?:ing)?|pay off|effective)": "",
        r"did (?:the )?(?:profits?|costs?|sales|output) (?:go )?(?:up|down|grow|improve|fall)": "",
    },
)
def command(
    ctx: Context,
    words: Annotated[str, Named("做什么", "what")] = "",
    *,
    starts: Annotated[Onwards | None, Named("开始", "start", ("从", "from", "begins"))] = None,
    ends: Annotated[Onwards | None, Named("结束", "end", ("到", "止", "to", "until", "ends"))] = None,
    sponsor: Annotated[str, Named("出资人", "sponsor", ("老板", "领导", "甲方"))] = "",
    profit: Annotated[Onwards | None, Named("利润", "profit")] = None,
    cost: Annotated[Onwards | None, Named("成本", "cost")] = None,
    retention: Annotated[Onwards | None, Named("保有率", "retention")] = None,
    share: Annotated[Onwards | None, Named("份额", "share")] = None,
    productivity: Annotated[Onwards | None, Named("生产率", "productivity")] = None,
    team: Annotated[str, Named("团队", "team")] = "",
    control: Annotated[str, Named("对照", "control")] = "",
    attributed: Annotated[Onwards | None, Named("归因", "attributed")] = None,
) -> None:
    word = words.strip().casefold()
    if word in EXPECT:
        given = {"profit": profit, "cost": cost, "retention": retention, "share": share, "productivity": productivity}
        expecting.begin(ctx, {kind: said for kind, said in given.items() if said}, starts or "", ends or "", sponsor)
    elif word and word not in REPORT:
        raise Refusal(UNKNOWN(word=word[:20], example=EXAMPLE))
    else:
        reporting.report(ctx, reporting.asked(team, control, attributed))
