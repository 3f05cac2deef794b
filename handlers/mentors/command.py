"""辅导: one word for offering a pair, answering, filling in a week, looking and ending."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from bot.arguments import Named, Onwards, known_verb
from bot.feature import Context, Phrase
from handlers.mentors import agreeing, ending, filling, offering, pairing, showing, wording
from handlers.mentors.settings import feature

VERBS: dict[str, Callable[[Context, str], None]] = {
    **dict.fromkeys(("好的", "好", "同意", "愿意", "ok", "yes"), agreeing.agree),
    **dict.fromkeys(("不了", "不要", "不愿意", "no"), agreeing.decline),
    **dict.fromkeys(("填", "填写", "fill"), filling.fill),
    **dict.fromkeys(("结束", "停止", "end", "stop"), ending.end),
    **dict.fromkeys(("看", "see"), showing.show),
    **dict.fromkeys(("没结对", "未结对", "alone"), showing.alone),
    **dict.fromkeys(("没填", "未填", "missing"), showing.missing),
}
PAIRS = {"配对", "match"}
_MENTOR = r"(?:导师|师[傅父]|带教(?:老师|人)?|带教师傅)"
_WORK = r"(?:带教|辅导|结对|师徒)"
_SPAN = r"(?P<weeks>[\d一二两三四五六七八九十]{1,3}(?:周|个?星期|个月))"
_PAIR = "{mentee} 导师={mentor} {weeks}"
_WHO_IS = r"(?:是谁|是哪[个位]|叫什么|呢|在哪)?"


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
    verbs=(*VERBS, *PAIRS),
    asked={
        rf"我(?:的)?{_MENTOR}{_WHO_IS}|谁(?:是我(?:的)?{_MENTOR}|在?带我)|我(?:的)?(?:徒弟|带的人|学徒){_WHO_IS}(?:怎么样)?|我带(?:的是)?谁": "",
        r"(?:who(?:'s| is) )?my (?:mentor|mentee)s?|who (?:do|am) i mentor(?:ing)?|mentors?(?:ing)?|pairs?": "",
        rf"(?:看看?)?(?:我的)?{_WORK}(?:的)?(?:名单|情况|进度|列表|记录)(?:怎么样|如何)?|{_WORK}(?:什么时候|几号|哪天)结束|{_WORK}还[剩有](?:几|多少)周": "",
        rf"我(?:也)?(?:想要?|需要|要)(?:找|有)?(?:一?个|一位)?{_MENTOR}(?:带我?)?|(?:谁能|有没有人能?)带(?:带)?我|i (?:need|want|would like) a mentor": "",
        rf"我(?:也)?(?:想|愿意|可以)(?:当|做)(?:一?个)?{_MENTOR}|我(?:想|愿意|可以)带(?:新)?人": "",
        rf"(?:我)?(?:不想|不)(?:再)?要{_MENTOR}了?|(?:我)?(?:想|要|能|能不能|可以)?换(?:一?个|一位)?{_MENTOR}吗?|(?:我)?(?:不想|不)(?:再)?带了": "结束",
        r"i (?:want|need|would like) (?:another|a different|a new) mentor|(?:stop|end|quit) (?:the )?mentoring": "结束",
        rf"(?:结束|停止?)(?P<name>\S{{1,12}}?)的?{_WORK}": "结束 {name}",
        rf"(?P<name>(?!我|大家)\S{{1,12}}?)的{_WORK}(?:情况|进度|怎么样|如何)*|how is (?P<en>\w{{1,20}})(?:'s)? mentoring(?: going)?": "看 {name}{en}",
        rf"谁(?:都)?还?没有?(?:{_MENTOR}|{_WORK}|人带)|who has no mentor": "没结对",
        rf"(?:这周|本周)?谁(?:这周|本周)?还?没有?填{_WORK}|{_WORK}(?:这周|本周)?谁还?没有?填": "没填",
        r"who has(?: not|n't) filled in (?:their )?(?:coaching|mentoring)": "没填",
        rf"(?:让|请|安排)(?P<mentor>(?!我)\S{{1,12}}?)来?(?:带|辅导|指导)(?:一下)?(?P<mentee>\S{{1,12}}?)(?:[\s,，]*{_SPAN})?": _PAIR,
        rf"(?P<mentor>(?!我)\S{{1,12}}?)(?:带|辅导)(?P<mentee>\S{{1,12}}?)[\s,，]*{_SPAN}": _PAIR,
        r"pair (?P<mentee>\w{1,20}) (?:up )?with (?P<mentor>\w{1,20})": "{mentee} mentor={mentor}",
    },
)
def coach(
    ctx: Context,
    words: Annotated[str, Named("谁", "who")] = "",
    *,
    mentor: Annotated[Onwards | None, Named("导师", "mentor", ("师傅", "coach"))] = None,
    behaviours: Annotated[Onwards | None, Named("行为", "behaviours", ("behaviors",))] = None,
    tag: Annotated[str | None, Named("标签", "tag")] = None,
) -> None:
    verb, rest = known_verb(words, {*VERBS, *PAIRS})
    if verb in PAIRS and mentor is None:
        return pairing.pair_up(ctx, rest, tag, behaviours)
    if mentor is None and behaviours is None:
        if (run := VERBS.get(verb)) is not None:
            return run(ctx, rest)
        if not words.strip() or wording.number(words) is not None:
            return showing.show(ctx, words.strip())
    offering.offer(ctx, words, mentor, behaviours)
