"""巡查: what a camp has looked for in its groups, for which of its rules; every filter begins on trial, and only a manager puts it in force."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, NamedTuple

from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Context, Happened, Line, Phrase, Press, Refusal, Role, Said
from handlers.moderation import word_lists
from handlers.moderation.acting import where
from handlers.moderation.settings import KINDS, VERSION, feature, rule, rules_in_force
from storage import camps
from storage.moderation import cases, filters
from storage.moderation.filters import ContentFilter


class FilterForm(NamedTuple):
    """What a kind of filter asks for: a list it looks things up in, or a number from `least` to `most`."""

    list: str = ""
    number: int = 0
    least: int = 0
    most: int = 0


ASKS = {
    "words": FilterForm(list="words"),
    "domains": FilterForm(list="domains"),
    "links": FilterForm(),
    "cards": FilterForm(),
    "codes": FilterForm(),
    "newcomers": FilterForm(number=24, least=1, most=720),
    "mentions": FilterForm(number=5, least=1, most=50),
    "copies": FilterForm(number=3, least=2, most=20),
    "floods": FilterForm(number=10, least=3, most=50),
}
CODES = {word: code for code, name in KINDS.items() for word in (name.zh, name.en)}
ALLOWED = ("允许", "allow")
DROPS = ("去掉", "without")
MODES = {
    "打开": "on",
    "on": "on",
    "试运行": "trial",
    "trial": "trial",
    "关闭": "off",
    "off": "off",
    "看": "list",
    "list": "list",
}
_RULE = re.compile(r"^[GgＧｇ]\s*[-－]?\s*(\d{1,3})\s*")
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
UNKNOWN = Phrase(
    zh="没有“{word}”这种巡查，有：{kinds}。试试：巡查 词 G3 加V；看股票",
    en="There is no filter “{word}”; there are: {kinds}. Try: filters words G3 stock tips; add me",
)
NO_RULES = Phrase(
    zh="还没有群规，巡查要对着一条群规。先发：群规 规则一；规则二",
    en="There are no rules yet, and a filter stands for one. First: rules First; Second",
)
WHICH_RULE = Phrase(
    zh="对着哪条群规？现在有 G1–G{n}。试试：巡查 {kind} G{n}{more}",
    en="For which rule? There are G1 to G{n}. Try: filters {kind} G{n}{more}",
)
NEEDS_WORDS = Phrase(
    zh="要找什么{kind}？试试：巡查 {kind} G{n} {example}", en="Which {kind}? Try: filters {kind} G{n} {example}"
)
BAD_NUMBER = Phrase(
    zh="“{word}”不行，写{least}到{most}的数。试试：巡查 {kind} G{n} {usual}",
    en="“{word}” will not do: a number from {least} to {most}. Try: filters {kind} G{n} {usual}",
)
NO_FILTER = Phrase(
    zh="还没有“{kind}”的巡查。试试：巡查 {kind} G1{more}", en="There is no filter “{kind}” yet. Try: filters {kind} G1{more}"
)
MADE = Phrase(
    zh="✅ 巡查“{kind}”对着{rule}{number}，先试运行：抓到的只报给经理，什么都不动。看过没误伤再发：巡查 {kind} 打开",
    en="✅ The filter “{kind}” stands for {rule}{number}, on trial: catches are reported to managers, nothing is touched. Once it is right: "
    "filters {kind} on",
)
TOOK = Phrase(zh="✅ “{kind}”记下了，现在有{n}个。", en="✅ Noted; “{kind}” has {n} now.")
SWITCHED_ON = Phrase(
    zh="✅ 巡查“{kind}”已打开：抓到的消息会删（平台允许的话），处罚还是由人决定。",
    en="✅ The filter “{kind}” is in force: what it catches is deleted where the platform allows; penalties stay with people.",
)
SWITCHED_BACK = Phrase(
    zh="✅ 巡查“{kind}”回到试运行，什么都不动。", en="✅ The filter “{kind}” is on trial again; nothing is touched."
)
OFF = Phrase(zh="✅ 巡查“{kind}”已关闭。", en="✅ The filter “{kind}” is off.")
LIST = Phrase(zh="“{kind}”（{n}个）：{words}{more}", en="“{kind}” ({n}): {words}{more}")
AND_MORE = Phrase(zh="……全部：导出 词表", en=" … all of them: export words")
EMPTY = Phrase(zh="“{kind}”的名单是空的。", en="The list of “{kind}” is empty.")
EXAMPLES = {"words": Phrase(zh="加V；看股票", en="stock tips; add me"), "domains": Phrase(zh="bad.com", en="bad.com")}
SWITCH_ON = Phrase(zh="打开", en="Put in force")


def _shown(ctx: Context, kind: str, mode: str) -> dict[str, object]:
    return {"kind": KINDS[kind], "mode": {"on": ON, "trial": TRIAL, "off": OFF_WORD}[mode]}


OFF_WORD = Phrase(zh="关闭", en="off")
feature.act(
    "filter",
    Phrase(zh="{who} 把巡查“{kind}”设为{mode}", en="{who} set the filter “{kind}”: {mode}"),
    shows=_shown,
    final=Phrase(
        zh="改回去：巡查 词 试运行，或 巡查 词 打开。", en="To change it back: filters words trial, or filters words on."
    ),
)


@feature.command(
    "巡查",
    "filters",
    help=Phrase(
        zh="按群规找词、链接、刷屏等；先试运行，你打开才动手。",
        en="Look for words, links, floods and so on by your rules; on trial until you put it in force.",
    ),
    by=Role.MANAGER,
    examples=["巡查", "巡查 词 G3 加V；看股票", "巡查 新人 G3 24", "巡查 词 打开", "filters words G3 stock tips; add me"],
)
def look_for(
    ctx: Context,
    kind: Annotated[str, Named("种类", "kind")] = "",
    words: Annotated[str, Named("群规号和内容", "rule and words")] = "",
) -> None:
    if not kind:
        return _overview(ctx)
    code = CODES.get(kind.casefold())
    if code is None:
        raise Refusal(UNKNOWN(word=kind[:20], kinds=list(KINDS.values())))
    mode = MODES.get(words.strip().casefold())
    if mode is not None:
        return _switch(ctx, code, mode)
    _set(ctx, code, words.strip())


def _set(ctx: Context, code: str, words: str) -> None:
    """A filter for a rule; more words for one that is there need no rule."""
    known = next((one for one in filters.of_camp(ctx.db, ctx.camp.id) if one.kind == code), None)
    version, lines = rules_in_force(ctx)
    if not lines:
        raise Refusal(NO_RULES)
    found = _RULE.match(words)
    number = int(found[1]) if found else known.rule if known is not None else 0
    if not 1 <= number <= len(lines):
        raise Refusal(WHICH_RULE(n=len(lines), kind=KINDS[code], more=_example(code)))
    rest = words[found.end() :] if found else words
    asks = ASKS[code]
    most = _number(code, rest, number) if asks.number else 0
    has_list = _keep_words(ctx, code, rest, number)
    if known is None or found:
        is_same = known is not None and known.rule == number and known.most == most
        on_since = known.on_since if known is not None and is_same else None
        filters.put(ctx.db, ctx.camp.id, code, number, most, on_since=on_since, at=ctx.now)
        changed(ctx)
        ctx.audit("filter", kind=code, mode="trial" if on_since is None else "on")
        said_rule = rule(ctx, number, version)
        shown = _count(ctx, ContentFilter(code, number, most, on_since, ctx.now))
        press = [Press(SWITCH_ON, f"巡查 {KINDS[code].zh} 打开")]
        ctx.reply(MADE(kind=KINDS[code], rule=said_rule, number=shown), press, audience=Audience.MANAGERS)
        return
    if asks.number:
        filters.put(ctx.db, ctx.camp.id, code, number, most, on_since=known.on_since, at=ctx.now)
    changed(ctx)
    ctx.audit("filter", kind=code, mode="trial" if known.on_since is None else "on")
    ctx.reply(TOOK(kind=KINDS[code], n=has_list or most), audience=Audience.MANAGERS)


def _number(code: str, rest: str, number: int) -> int:
    asks, word = ASKS[code], re.sub(r"(小时|条|次|人|hours?|h)$", "", rest.strip())
    if not word:
        return asks.number
    if not word.isdecimal() or not asks.least <= int(word[:6]) <= asks.most:
        bounds = {"least": asks.least, "most": asks.most, "usual": asks.number}
        raise Refusal(BAD_NUMBER(word=rest[:20], kind=KINDS[code], n=number, **bounds))
    return int(word)


def _keep_words(ctx: Context, code: str, rest: str, number: int) -> int:
    """What was written goes on the kind's list, or off it; gives how many there are."""
    allows = code == "links" and rest.strip().split(" ")[0] in ALLOWED
    of = "allowed" if allows else ASKS[code].list
    if not of:
        return 0
    kept, first = filters.words(ctx.db, ctx.camp.id, of), rest.strip().partition(" ")
    is_off = first[0].casefold() in DROPS
    written = word_lists.split(first[2] if allows or is_off else rest)
    if not written and (not kept or allows or is_off):
        raise Refusal(NEEDS_WORDS(kind=KINDS[code], n=number, example=EXAMPLES.get(of, EXAMPLES["domains"])))
    new = word_lists.checked(written, domains=of != "words")
    now = word_lists.without(kept, new) if is_off else word_lists.joined(kept, new)
    filters.keep_words(ctx.db, ctx.camp.id, of, now)
    return len(now)


def _switch(ctx: Context, code: str, mode: str) -> None:
    if mode == "list":
        return _show_list(ctx, code)
    since = ctx.now if mode == "on" else None
    there = filters.drop(ctx.db, ctx.camp.id, code) if mode == "off" else filters.switch(ctx.db, ctx.camp.id, code, since)
    if not there:
        raise Refusal(NO_FILTER(kind=KINDS[code], more=_example(code)))
    changed(ctx)
    ctx.audit("filter", kind=code, mode=mode)
    said: list[Said] = [{"on": SWITCHED_ON, "trial": SWITCHED_BACK, "off": OFF}[mode](kind=KINDS[code])]
    if mode == "on":
        said += _cannot(ctx)
    ctx.reply(*said, audience=Audience.MANAGERS)


def _show_list(ctx: Context, code: str) -> None:
    of = ASKS[code].list or ("allowed" if code == "links" else "")
    kept = filters.words(ctx.db, ctx.camp.id, of) if of else []
    if not kept:
        raise Refusal(EMPTY(kind=KINDS[code]))
    more = AND_MORE if len(kept) > SHOWN else ""
    ctx.reply(LIST(kind=KINDS[code], n=len(kept), words=kept[:SHOWN], more=more), audience=Audience.MANAGERS)


def _overview(ctx: Context) -> None:
    """Every filter with its rule, whether it is in force, and what it caught."""
    every = filters.of_camp(ctx.db, ctx.camp.id)
    if not every:
        raise Refusal(NONE)
    version, _ = rules_in_force(ctx)
    caught = cases.caught(ctx.db, ctx.camp.id, ctx.now - LATELY)
    rows = [
        ROW(
            kind=KINDS[one.kind],
            number=_count(ctx, one),
            rule=rule(ctx, one.rule, version),
            mode=TRIAL if one.on_since is None else ON,
            n=sum(n for kind, on_trial, n in caught if kind == one.kind),
        )
        for one in every
    ]
    ctx.reply(TITLE, *rows, *_cannot(ctx), audience=Audience.MANAGERS)


def _count(ctx: Context, one: ContentFilter) -> Line | str:
    """The number a kind of filter has: words on its list, hours, messages."""
    if one.kind not in NUMBER:
        return ""
    of = ASKS[one.kind].list or ("allowed" if one.kind == "links" else "")
    n = len(filters.words(ctx.db, ctx.camp.id, of)) if of else one.most
    return NUMBER[one.kind](n=n) if n else ""


def _cannot(ctx: Context) -> list[Line]:
    """What is left to people in this camp's groups."""
    channels = dict.fromkeys(room.channel for room in ctx.rooms())
    known = [(channel, ctx.router.channels.get(channel)) for channel in channels]
    left = [where(channel) for channel, one in known if one is None or not one.can.deletes]
    return [CANNOT(where=list(dict.fromkeys(left)))] if left else []


def _example(code: str) -> Line | str:
    example = EXAMPLES.get(code)
    return BEHIND(words=example) if example is not None else ""


BEHIND = Phrase(zh=" {words}", en=" {words}")


def changed(ctx: Context) -> None:
    """Whoever looks at a message from now on, here or at another replica, asks these filters."""
    version = int(ctx.camp.settings.get(VERSION, 0)) + 1
    camps.change_settings(ctx.db, ctx.camp.id, {**ctx.camp.settings, VERSION: version})


@feature.on("fact:rules.published")
def follow(ctx: Context, fact: Happened) -> None:
    """A filter goes with its rule to the rule's new number; one whose rule is gone is on trial until somebody says for which."""
    _, lines = rules_in_force(ctx)
    before = camps.rules_of(ctx.db, ctx.camp.id, fact.details["follows"])
    moved = False
    for one in filters.of_camp(ctx.db, ctx.camp.id):
        words = before[one.rule - 1] if one.rule <= len(before) else ""
        if one.rule <= len(lines) and lines[one.rule - 1] == words:
            continue
        there = lines.index(words) + 1 if words in lines else min(one.rule, max(len(lines), 1))
        on_since = one.on_since if words in lines else None
        filters.put(ctx.db, ctx.camp.id, one.kind, there, one.most, on_since=on_since, at=ctx.now)
        moved = True
    if moved:
        changed(ctx)
