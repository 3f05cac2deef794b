"""巡查: what a camp has looked for in its groups, for which of its rules; every filter begins on trial, and only a manager puts it in force."""

from __future__ import annotations

import re
from typing import Annotated

from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Context, Line, Phrase, Press, Refusal, Role, Said
from handlers.moderation import filters_showing, word_lists
from handlers.moderation.filter_forms import ASKS
from handlers.moderation.filters_following import filters_changed
from handlers.moderation.settings import KINDS, feature, rule, rules_in_force
from storage.moderation import filters
from storage.moderation.filters import ContentFilter

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
MODE_NAMES = {"on": filters_showing.ON, "trial": filters_showing.TRIAL, "off": Phrase(zh="关闭", en="off")}
_RULE = re.compile(r"^[GgＧｇ]\s*[-－]?\s*(\d{1,3})\s*")

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
EXAMPLES = {"words": Phrase(zh="加V；看股票", en="stock tips; add me"), "domains": Phrase(zh="bad.com", en="bad.com")}
SWITCH_ON = Phrase(zh="打开", en="Put in force")
BEHIND = Phrase(zh=" {words}", en=" {words}")


def _shows(ctx: Context, kind: str, mode: str) -> dict[str, object]:
    return {"kind": KINDS[kind], "mode": MODE_NAMES[mode]}


feature.act(
    "filter",
    Phrase(zh="{who} 把巡查“{kind}”设为{mode}", en="{who} set the filter “{kind}”: {mode}"),
    shows=_shows,
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
        return filters_showing.overview(ctx)
    code = CODES.get(kind.casefold())
    if code is None:
        raise Refusal(UNKNOWN(word=kind[:20], kinds=list(KINDS.values())))
    mode = MODES.get(words.strip().casefold())
    if mode is not None:
        return _switch(ctx, code, mode)
    _set(ctx, code, words.strip())


def _set(ctx: Context, code: str, words: str) -> None:
    """A filter for a rule; more words for one that is there need no rule."""
    filters_changed(ctx.db, ctx.camp.id)
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
        ctx.audit("filter", kind=code, mode="trial" if on_since is None else "on")
        said_rule = rule(ctx, number, version)
        shown = filters_showing.count(ctx, ContentFilter(code, number, most, on_since, ctx.now))
        press = [Press(SWITCH_ON, f"巡查 {KINDS[code].zh} 打开")]
        ctx.reply(MADE(kind=KINDS[code], rule=said_rule, number=shown), press, audience=Audience.MANAGERS)
        return
    if asks.number:
        filters.put(ctx.db, ctx.camp.id, code, number, most, on_since=known.on_since, at=ctx.now)
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
        return filters_showing.words(ctx, code)
    since = ctx.now if mode == "on" else None
    there = filters.drop(ctx.db, ctx.camp.id, code) if mode == "off" else filters.switch(ctx.db, ctx.camp.id, code, since)
    if not there:
        raise Refusal(NO_FILTER(kind=KINDS[code], more=_example(code)))
    filters_changed(ctx.db, ctx.camp.id)
    ctx.audit("filter", kind=code, mode=mode)
    said: list[Said] = [{"on": SWITCHED_ON, "trial": SWITCHED_BACK, "off": OFF}[mode](kind=KINDS[code])]
    if mode == "on":
        said += filters_showing.cannot_delete(ctx)
    ctx.reply(*said, audience=Audience.MANAGERS)


def _example(code: str) -> Line | str:
    example = EXAMPLES.get(code)
    return BEHIND(words=example) if example is not None else ""
