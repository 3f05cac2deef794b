"""圈子: which circles there are, following one and leaving it."""

from __future__ import annotations

from typing import Annotated

from bot import tags
from bot.arguments import Named, verb_apart
from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Page, Phrase, Press, Refusal, Said
from bot.parts import SAYS_LIMIT
from handlers.circles.settings import AT, feature
from storage import archive, circles

JOINS = {"加入", "关注", "订阅", "join", "follow"}
LEAVES = {"退出", "取消", "离开", "leave", "unfollow"}
MOST_FOLLOWED, SHOWN = 20, 8

TITLE = Phrase(zh="⭕ 圈子，你关注了{n}个", en="⭕ Circles; you follow {n}")
TAG = Phrase(zh="#{tag}", en="#{tag}")
SIZE = Phrase(zh="{items}条内容、{people}人关注", en="{items:item|items}, followed by {people}")
YOURS = Phrase(zh="已关注", en="you follow it")
FOLLOW, UNFOLLOW = Phrase(zh="关注 #{tag}", en="Follow #{tag}"), Phrase(zh="退出 #{tag}", en="Leave #{tag}")
NONE_YET = Phrase(
    zh="还没有圈子：问答和案例打上标签，那个标签就是一个圈子。试试：提问 客户嫌贵怎么回 #异议",
    en="There are no circles yet: a tag of an answer or a case is one. Try: ask How to answer “too expensive” #pricing",
)
FOLLOWED = Phrase(
    zh="✅ 关注了 #{tag}。有新内容，工作日 {at} 私聊你；不想看了发：圈子 退出 {tag}",
    en="✅ You follow #{tag}. What is new comes on workdays at {at}, in private; to stop send: circle leave {tag}",
)
FOLLOWED_BEFORE = Phrase(
    zh="#{tag} 你已经关注了。不想看了发：圈子 退出 {tag}", en="You follow #{tag} already. To stop send: circle leave {tag}"
)
LEFT = Phrase(zh="✅ 退出了 #{tag}，不再私聊你。", en="✅ You left #{tag}; nothing more of it comes to you.")
NOT_FOLLOWED = Phrase(zh="你没有关注 #{tag}。看关注了哪些：圈子", en="You do not follow #{tag}. To see what you follow: circle")
NO_SUCH = Phrase(zh="没有 #{tag} 这个圈子。有：{known}。", en="There is no circle #{tag}. There are: {known}.")
TOO_MANY = Phrase(
    zh="最多关注{most}个圈子，先退出一个。看关注了哪些：圈子",
    en="You can follow at most {most:circle|circles}; leave one first. To see which: circle",
)
NAMED = 6
"""Circles that are named where there is none of a name."""


@feature.command(
    "圈子",
    "circle",
    help=Phrase(zh="关注一个标签，有新的问答和案例就私聊告诉你。", en="Follow a tag: new answers and cases of it come to you."),
    asked={
        r"(?:我要|我想)?关注\s*#?(?P<tag>(?!的)\S{1,20})|follow\s+#?(?P<en>\S{1,20})": "{tag}{en}",
        r"(?:有|都有)?(?:哪些|什么)圈子|我(?:的|关注的?|在哪些)圈子|圈子(?:列表|有哪些)|(?:which|what) circles are there|my circles": "",
        r"(?:我要|我想)?加入圈子\s*#?(?P<tag>\S{1,20})|(?:我要|我想)?(?:加入|进)\s?#?(?P<of>\S{1,12}?)圈子?|(?:我要|我想)?订阅\s*#?(?P<more>\S{1,20})"
        r"|join (?:the )?circle #?(?P<en>\S{1,20})": "{tag}{of}{more}{en}",
        r"退出圈子\s*#?(?P<tag>\S{0,20})|退出\s?#?(?P<of>\S{1,12}?)圈子|(?:取消关注|取关|不再?关注)\s*#?(?P<more>\S{1,20}?)了?"
        r"|(?:unfollow|leave (?:the )?circle) #?(?P<en>\S{1,20})|(?:不想|不要)再?(?:收|看)到?圈子的?(?:消息|推送|通知)了?": "退出 {tag}{of}{more}{en}",
    },
    examples=["圈子", "圈子 异议", "圈子 退出 异议", "circle", "circle leave pricing"],
)
def circle(ctx: Context, tag: Annotated[str, Named("标签", "tag")] = "") -> None:
    first, rest = verb_apart(tag)
    if not first or (first in LEAVES and not rest):  # each circle they follow has a press to leave it
        ctx.show_list("all")
    elif first in LEAVES:
        _leave(ctx, rest)
    elif first in JOINS and rest:
        _follow(ctx, rest)
    else:
        _follow(ctx, tag)


def _follow(ctx: Context, words: str) -> None:
    there = _there(ctx)
    tag = tags.known(words, there)
    if tag is None:
        if not there:
            raise Refusal(NONE_YET)
        raise Refusal(NO_SUCH(tag=tags.tag(words), known=[f"#{one}" for one in list(there)[:NAMED]]))
    mine = circles.followed(ctx.db, ctx.member.id)
    if tag in mine:
        raise Refusal(FOLLOWED_BEFORE(tag=tag))
    if len(mine) >= MOST_FOLLOWED:
        raise Refusal(TOO_MANY(most=MOST_FOLLOWED))
    circles.follow(ctx.db, ctx.camp.id, ctx.member.id, tag, at=ctx.now)
    ctx.reply(FOLLOWED(tag=tag, at=ctx.setting(AT)))


def _leave(ctx: Context, words: str) -> None:
    tag = tags.known(words, circles.followed(ctx.db, ctx.member.id))
    if tag is None or not circles.leave(ctx.db, ctx.member.id, tag):
        raise Refusal(NOT_FOLLOWED(tag=tags.tag(words)))
    ctx.reply(LEFT(tag=tag))


def _there(ctx: Context) -> dict[str, int]:
    """How much stands under each tag of the camp's answers and cases, the most first."""
    found = dict(archive.tags(ctx.db, ctx.camp.id))
    for tag, n in circles.case_tags(ctx.db, ctx.camp.id).items():
        found[tag] = found.get(tag, 0) + n
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


@feature.paged("all")
def _all(ctx: Context, after: int) -> Page:
    mine, sizes, there = circles.followed(ctx.db, ctx.member.id), circles.sizes(ctx.db, ctx.camp.id), _there(ctx)
    order = [*mine, *(tag for tag in there if tag not in mine)]
    shown = order[after : after + SHOWN]
    if not shown:
        return Page((NONE_YET,))
    rows = [
        FactRow(TAG(tag=tag), SIZE(items=there.get(tag, 0), people=sizes.get(tag, 0)), YOURS if tag in mine else "")
        for tag in shown
    ]
    said: tuple[Said, ...] = (FactRows.of(*rows, title=TITLE(n=len(mine))), *_presses(shown, mine))
    return Page.cut(*said, after=after, most=SHOWN, of=len(order), audience=Audience.PERSON)


def _presses(shown: list[str], mine: list[str]) -> list[list[Press]]:
    """A button a circle, where its name fits into one."""
    both = [(UNFOLLOW(tag=tag), f"圈子 退出 {tag}") if tag in mine else (FOLLOW(tag=tag), f"圈子 {tag}") for tag in shown]
    return [[Press(label, says)] for label, says in both if len(says.encode()) <= SAYS_LIMIT]
