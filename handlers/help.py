"""Help: what can be said here, by this person, in one glance; and the first sentence of a private chat."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Feature, Phrase, Press, Refusal, Role
from storage import dialogs

feature = Feature("help")

HELLO = Phrase(
    zh="你好，我是小助，帮你把每天的学习落到实处。\n每个工作日“打卡”一次，有问题就问，答对题能攒分。",
    en="Hello, I keep the books of your learning.\nCheck in once every workday, ask when in doubt, and collect points.",
)
NO_CAMP = Phrase(
    zh="你还没有加入任何营：在营的群里说一句话就算入营，或向社群经理要一个入口。",
    en="You are in no camp yet: say something in your camp's group, or ask the community manager for a way in.",
)
COMMANDS = Phrase(zh="你可以说：\n{lines}\n想细看某一个：帮助 打卡", en="You can say:\n{lines}\nMore about one: help checkin")
LINE = Phrase(zh="· {word}：{help}", en="· {word}: {help}")
ONE = Phrase(zh="{words}\n{help}\n例如：\n{examples}", en="{words}\n{help}\nFor example:\n{examples}")
NO_SUCH = Phrase(zh="没有“{word}”这个指令。发“帮助”看全部。", en="There is no command “{word}”. Send “help” for all of them.")
CANCELLED = Phrase(zh="好的，刚才的问题作罢。", en="All right, we leave that.")
NOTHING_OPEN = Phrase(zh="现在没有等你回答的问题。", en="There is nothing waiting for your answer.")
CHECK_IN = Phrase(zh="打卡", en="Check in")
HELP = Phrase(zh="帮助", en="Help")
IN_A_GROUP = 8
"""Commands listed in a group: the rest is for private."""
MORE = Phrase(zh="还有{n}个，私聊我发“帮助”。", en="{n} more: send me “help” in private.")


@feature.command(
    "帮助",
    "help",
    help=Phrase(zh="看我会做什么。", en="See what I can do."),
    by=Role.ANYONE,
    examples=["帮助", "帮助 打卡", "help checkin"],
    bare=True,
)
def help_(ctx: Context, word: Annotated[str, Named("指令", "command")] = "") -> None:
    if word:
        return _explain(ctx, word.strip())
    allowed = [c for c in ctx.catalog.allowed(ctx.role, direct=ctx.address.direct) if c.run is not start]
    shown = allowed if ctx.address.direct else sorted(allowed, key=lambda c: not c.bare)[:IN_A_GROUP]
    lines = [LINE(word=c.word_in(ctx.language), help=c.help).to(ctx.language) for c in shown]
    more = [MORE(n=len(allowed) - len(shown))] if len(allowed) > len(shown) else []
    ctx.reply(COMMANDS(lines="\n".join(lines)), *more)


@feature.command(
    "开始",
    "start",
    help=Phrase(zh="从这里开始。", en="Start here."),
    by=Role.ANYONE,
    examples=["开始", "start"],
    private=True,
)
def start(ctx: Context, payload: Annotated[str, Named("入口", "link")] = "") -> None:
    if ctx.membership is None:
        ctx.reply(HELLO, NO_CAMP)
        return
    ctx.reply(HELLO, [Press(CHECK_IN, "打卡"), Press(HELP, "帮助")])


@feature.command(
    "取消",
    "cancel",
    help=Phrase(zh="不答刚才的问题了。", en="Leave the question I asked."),
    by=Role.ANYONE,
    examples=["取消", "cancel"],
)
def cancel(ctx: Context) -> None:
    dialog = dialogs.newest(ctx.db, ctx.me.id, ctx.address.key, now=ctx.now)
    if dialog is None:
        raise Refusal(NOTHING_OPEN)
    dialogs.close(ctx.db, dialog.id)
    ctx.reply(CANCELLED)


def _explain(ctx: Context, word: str) -> None:
    match = ctx.catalog.match(word)
    if match is None:
        raise Refusal(NO_SUCH(word=word[:24]))
    command = match.command
    examples = "\n".join(example for example in command.examples if example.split()[0].isascii() == (ctx.language == "en"))
    ctx.reply(ONE(words=" / ".join(command.words), help=command.help, examples=examples or command.examples[0]))
