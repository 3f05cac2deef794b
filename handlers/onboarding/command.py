"""入职: one word for setting the stages, seeing them and signing somebody off."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named, Onwards, known_verb
from bot.feature import Context, Phrase, Refusal, Role
from handlers.onboarding import planning, showing, signing
from handlers.onboarding.settings import feature

SETS, SIGNS = {"设", "设置", "定", "改", "set", "change"}, {"签字", "签", "sign", "signoff", "sign-off"}
STOPS = {"取消", "停", "停掉", "删除", "stop", "cancel"}
CANNOT_STOP = Phrase(
    zh="定了的入职路线停不了，可以改：入职 设 30/30/30 关口=无,签字,签字。刚定的10分钟内可发“撤销”。",
    en="An onboarding cannot be stopped, but changed: onboarding set 30/30/30 gates=none,signoff,signoff. A new one is taken back "
    "with “undo” within 10 minutes.",
)


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
    verbs=(*SETS, *SIGNS),
    asked={
        r"(?:我的)?入职(?:的)?(?:路线|进度|情况|到哪(?:一步)?了?|走到哪(?:一步)?了?|第几天|多少天|几天)了?(?:怎么样)?|我入职(?:多少|第?几)天了?": "",
        r"我?走?到(?:入职)?哪一步了|新人(?:的)?(?:进度|情况)(?:怎么样)?|谁的入职卡住了|where am i in (?:my |the )?onboarding|my onboarding": "",
        r"(?P<name>(?!我|新人|谁)\S{1,12}?)的?入职(?:走?到哪(?:一步)?了?|进度|情况|怎么样了?)": "{name}",
        r"(?:给|帮)(?P<name>\S{1,12}?)(?:的入职)?签(?:个|一下)?字|签字\s*(?P<one>\S{2,12})|sign off (?P<en>\S.{0,39})": "签字 {name}{one}{en}",
    },
)
def onboard(
    ctx: Context,
    words: Annotated[str, Named("谁", "who")] = "",
    *,
    gates: Annotated[Onwards | None, Named("关口", "gates")] = None,
) -> None:
    verb, rest = known_verb(words, {*SETS, *SIGNS, *STOPS}, behind=SIGNS)
    if verb in SETS:
        return planning.plan(ctx, rest, gates)
    if verb in SIGNS:
        return signing.sign(ctx, rest)
    if verb in STOPS and not rest and ctx.role >= Role.MANAGER:
        raise Refusal(CANNOT_STOP)
    showing.show(ctx, words.strip())
