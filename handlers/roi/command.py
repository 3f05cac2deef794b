"""ROI: begun, given in a line, or looked at month by month."""

from __future__ import annotations

from typing import Annotated, Any

from bot.arguments import Named, Onwards
from bot.feature import Context, Phrase, Refusal, Role
from bot.grounds import grounds
from handlers.roi import asking, rules
from handlers.roi.settings import feature

LISTS = {"月度", "每月", "月报", "列表", "历史", "趋势", "仪表盘", "series", "list", "monthly", "history", "trend", "months"}
IN_PRIVATE = Phrase(zh="ROI里有成本和业绩，在私聊里算：私聊我发“ROI”。", en="A return tells costs; send me “roi” in private.")
NO_MONTH = Phrase(
    zh="“{word}”不是已经开始的月份。试试：ROI 80000 98000 2 45 360000 月=2026-05",
    en="“{word}” is no month that has begun. Try: roi 80000 98000 2 45 360000 month=2026-05",
)
NO_CLAIM = Phrase(
    zh="要说是培训带来的，得有对照组或写明假设：归因=对照组:未参训的30人同期涨2%，或 归因=假设:行情不变",
    en="To attribute it to the training say why: attributed=control:30 untrained grew 2%, or attributed=assumption:steady market",
)


@feature.command(
    "ROI",
    "roi",
    help=Phrase(
        zh="算培训投入产出 TE＝(E2−E1)×T×TS−C，一步步问，也可以一行给全。",
        en="Work out the return on training, asked step by step or given in a line.",
    ),
    by=Role.MANAGER,
    examples=[
        "ROI",
        "ROI 80000 98000 2 45 360000",
        "ROI 8万 9.8万 2 自动 36万 月=2026-05 归因=对照组:未参训的30人同期涨2%",
        "ROI 月度",
        "roi 80000 98000 2 45 360000",
        "roi series",
    ],
    asked={
        r"(?:算一?下?)?(?:培训(?:的)?)?(?:投入产出比?|投资回报率?|回报率)(?:是多少|怎么样)?|return on (?:investment|training)": "",
        r"(?:我们|这次|这期|培训)?的?roi(?:是|有)?(?:多少|怎么样|如何)": "月度",
        r"what(?: is|'s) (?:our |the )?(?:training )?roi(?: of (?:the )?training)?": "月度",
        r"(?:培训)?(?:的)?roi(?:是|要|该)?(?:怎么|如何|咋)(?:算|计算)(?:的|出来的)?": "",
        r"how (?:do (?:you|we|i) |is |to )?(?:calculate|compute|work out|measure)d? (?:the |our )?(?:training )?roi": "",
    },
)
def roi_command(
    ctx: Context,
    words: Annotated[str, Named("数", "amounts")] = "",
    *,
    e1: Annotated[str, Named("E1", "E1")] = "",
    e2: Annotated[str, Named("E2", "E2")] = "",
    t: Annotated[str, Named("T", "T")] = "",
    ts: Annotated[str, Named("TS", "TS")] = "",
    c: Annotated[str, Named("C", "C")] = "",
    month: Annotated[str, Named("月", "month", ("月份",))] = "",
    attributed: Annotated[Onwards | None, Named("归因", "attributed")] = None,
) -> None:
    if words.strip().casefold() in LISTS or rules.month(words, ctx.today) is not None:
        return ctx.show_list("months")
    if not ctx.address.direct:
        raise Refusal(IN_PRIVATE)
    said = zip(rules.TERMS, (e1, e2, t, ts, c), strict=True)
    known = {term: asking.amount(ctx, term, word) for term, word in said if word}
    asking.go_on(ctx, asking.take(ctx, rules.values(words), known), _kept(ctx, month, attributed))


def _kept(ctx: Context, month: str, attributed: str | None) -> dict[str, Any]:
    """The month and the grounds, as a dialog keeps them. Raises Refusal."""
    of = rules.month(month, ctx.today) if month else ctx.today.replace(day=1)
    if of is None:
        raise Refusal(NO_MONTH(word=month[: asking.LONGEST]))
    return {"month": of.isoformat(), **grounds(attributed, NO_CLAIM)._asdict()}
