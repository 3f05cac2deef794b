"""我的地图: what somebody has passed, what is missing of what is open, and how to get there."""

from __future__ import annotations

from bot.audience import Audience
from bot.feature import Context, Phrase, Refusal, Role
from handlers.path import passing
from handlers.path.settings import feature
from handlers.path.showing import Walk
from storage import path

NO_MAP = Phrase(zh="这个营还没有地图。", en="This camp has no map yet.")
NO_MAP_YET = Phrase(
    zh="这个营还没有地图。发“地图 模板”拿一份照着改，或一关一关写：地图 加 第一关 课程=3",
    en="This camp has no map yet. “path template” gives you one to write over, or write it stage by stage: path add Start lessons=3",
)
NOT_WALKING = Phrase(
    zh="地图是学员走的。看整张图发“地图”，看某人走到哪发“地图 名字”。",
    en="Learners walk the map. “path” shows all of it, “path NAME” how far somebody is.",
)
FOR_LEARNERS = Phrase(zh="地图是学员走的。", en="Learners walk the map.")


@feature.command(
    "我的地图",
    "map",
    help=Phrase(zh="走到哪一关了，还差什么。", en="How far you are on the map, and what is missing."),
    examples=["我的地图", "map"],
    asked={
        r"我(?:现在)?(?:走|闯|练)到(?:哪|第几)(?:里|儿|一?关|一?岛|一?步)?了?|(?:我)?还差(?:什么|哪些)(?:才能)?(?:通关|过关)?": "",
        r"where am i on the map|what do i still need": "",
    },
)
def my_map(ctx: Context) -> None:
    """Looking brings it to this moment: what is open and done is passed."""
    if not path.is_there(ctx.db, ctx.camp.id):
        raise Refusal(NO_MAP_YET if ctx.role >= Role.MANAGER else NO_MAP)
    walker = path.walker(ctx.db, ctx.member.id)
    if walker is None:
        raise Refusal(NOT_WALKING if ctx.role >= Role.MANAGER else FOR_LEARNERS)
    walk = Walk(ctx, walker)
    if not walk.standing.is_as_written:
        passing.settle(ctx, walker.membership)
        walk = Walk(ctx, walker)
    said, presses = walk.next()
    ctx.reply(walk.rows(walk.title()), *said, *([[press] for press in presses]), audience=Audience.PERSON)
