"""What a camp has looked for, as its managers read it: every filter with its rule and what it caught, and the words on a list."""

from __future__ import annotations

from datetime import timedelta

from bot.audience import Audience
from bot.feature import Context, Line, Phrase, Refusal
from handlers.moderation.acting import where
from handlers.moderation.filter_forms import list_of
from handlers.moderation.settings import KINDS, rule, rules_in_force
from storage.moderation import cases, filters
from storage.moderation.filters import ContentFilter

SHOWN = 40
"""Words of a list that are shown at once."""
LATELY = timedelta(days=30)

NONE = Phrase(
    zh="还没有巡查。试试：巡查 词 G3 加V；看股票（先试运行，什么都不动）",
    en="Nothing is filtered yet. Try: filters words G3 stock tips; add me (nothing is touched while it is on trial)",
)
TITLE = Phrase(zh="🔎 巡查（近30天）：", en="🔎 Filters (last 30 days):")
ROW = Phrase(zh="· {kind}{number}｜{rule}｜{mode}，抓到{n}条", en="· {kind}{number} | {rule} | {mode}, {n} caught")
ON = Phrase(zh="已打开", en="in force")
TRIAL = Phrase(zh="试运行", en="on trial")
NUMBER = {
    "words": Phrase(zh="{n}个", en=" ({n})"),
    "domains": Phrase(zh="{n}个", en=" ({n})"),
    "links": Phrase(zh="（允许{n}个域名）", en=" ({n:domain|domains} allowed)"),
    "newcomers": Phrase(zh="前{n}小时", en=" (first {n:hour|hours})"),
    "mentions": Phrase(zh="超过{n}人", en=" (over {n})"),
    "copies": Phrase(zh="10分钟{n}次", en=" ({n} in 10 minutes)"),
    "floods": Phrase(zh="一分钟{n}条", en=" ({n} a minute)"),
}
CANNOT = Phrase(
    zh="⚠️ {where}的消息我删不了，只报给你们；企微里我只看得到对我说的话。",
    en="⚠️ On {where} I cannot delete messages, only report them; on WeCom I see only what is said to me.",
)
LIST = Phrase(zh="“{kind}”（{n}个）：{words}{more}", en="“{kind}” ({n}): {words}{more}")
AND_MORE = Phrase(zh="……全部：导出 词表", en=" … all of them: export words")
EMPTY = Phrase(zh="“{kind}”的名单是空的。", en="The list of “{kind}” is empty.")


def overview(ctx: Context) -> None:
    """Every filter with its rule, whether it is in force, and what it caught. Raises Refusal where there is none."""
    every = filters.of_camp(ctx.db, ctx.camp.id)
    if not every:
        raise Refusal(NONE)
    version, _ = rules_in_force(ctx)
    caught = cases.caught(ctx.db, ctx.camp.id, ctx.now - LATELY)
    rows = [
        ROW(
            kind=KINDS[one.kind],
            number=count(ctx, one),
            rule=rule(ctx, one.rule, version),
            mode=TRIAL if one.on_since is None else ON,
            n=sum(n for kind, on_trial, n in caught if kind == one.kind),
        )
        for one in every
    ]
    ctx.reply(TITLE, *rows, *cannot_delete(ctx), audience=Audience.MANAGERS)


def words(ctx: Context, code: str) -> None:
    """The list of a kind. Raises Refusal where it is empty or there is none."""
    of = list_of(code)
    kept = filters.words(ctx.db, ctx.camp.id, of) if of else []
    if not kept:
        raise Refusal(EMPTY(kind=KINDS[code]))
    more = AND_MORE if len(kept) > SHOWN else ""
    ctx.reply(LIST(kind=KINDS[code], n=len(kept), words=kept[:SHOWN], more=more), audience=Audience.MANAGERS)


def count(ctx: Context, one: ContentFilter) -> Line | str:
    """The number a kind of filter has: words on its list, hours, messages."""
    if one.kind not in NUMBER:
        return ""
    of = list_of(one.kind)
    n = len(filters.words(ctx.db, ctx.camp.id, of)) if of else one.most
    return NUMBER[one.kind](n=n) if n else ""


def cannot_delete(ctx: Context) -> list[Line]:
    """What is left to people in this camp's groups."""
    channels = dict.fromkeys(room.channel for room in ctx.rooms())
    known = [(channel, ctx.router.channels.get(channel)) for channel in channels]
    left = [where(channel) for channel, one in known if one is None or not one.can.deletes]
    return [CANNOT(where=list(dict.fromkeys(left)))] if left else []
