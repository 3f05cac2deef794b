"""入职: one word for setting the stages, seeing them and signing somebody off."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named, Onwards
from bot.feature import Context, Phrase
from bot.names import folded
from handlers.onboarding import planning, showing, signing
from handlers.onboarding.settings import feature

SETS, SIGNS = {"设", "set"}, {"签字", "sign"}


@feature.command(
    "入职",
    "onboarding",
    help=Phrase(
        zh="从加入那天起的几段路：走到哪、还差什么；导师签字，经理定段数和关口。",
        en="The stages since you joined and what is missing; mentors sign off, managers set stages and gates.",
    ),
    examples=[
        "入职",
        "入职 林晓",
        "入职 签字 林晓",
        "入职 设 30/30/30 关口=无,签字,签字",
        "onboarding",
        "onboarding set 30/30/30 gates=none,signoff,signoff",
    ],
    everyday=True,
)
def onboard(
    ctx: Context,
    words: Annotated[str, Named("谁", "who")] = "",
    *,
    gates: Annotated[Onwards | None, Named("关口", "gates")] = None,
) -> None:
    verb, _, rest = words.strip().partition(" ")
    if folded(verb) in SETS:
        return planning.plan(ctx, rest.strip(), gates)
    if folded(verb) in SIGNS:
        return signing.sign(ctx, rest.strip())
    showing.show(ctx, words.strip())
