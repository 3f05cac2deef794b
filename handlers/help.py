"""Help: what can be said here, by this person, in one glance; and the first sentence of a private chat."""

from __future__ import annotations

from typing import Annotated

from bot import enrolment
from bot.arguments import Named
from bot.feature import QUESTION, Command, Context, Feature, Phrase, Press, Refusal, Role, Theme
from bot.membership import camp_of
from bot.parts import SAYS_LIMIT
from storage import camps, dialogs

feature = Feature("help", Theme.PERSONAL)

HELLO = Phrase(
    zh="你好，我是小助，帮你把每天的学习落到实处。\n每个工作日“打卡”一次，有问题就问，答对题能攒分。",
    en="Hello, I keep the books of your learning.\nCheck in once every workday, ask when in doubt, and collect points.",
)
BROUGHT = Phrase(zh="按一下就发出：", en="Press to send it:")
NO_CAMP = Phrase(
    zh="你还没有加入任何营：在营的群里说一句话就算入营，或向社群经理要一个入口。",
    en="You are in no camp yet: say something in your camp's group, or ask the community manager for a way in.",
)
APPLY_OR_ASK = Phrase(
    zh="你还没有加入任何营。在招募的可以现在申请：", en="You are in no camp yet. These take applications now:"
)
APPLY = Phrase(zh="申请“{camp}”", en="Apply to “{camp}”")
THEMES = Phrase(
    zh="你可以说：\n{lines}\n看一类：帮助 {theme}；看一个怎么用：帮助 打卡",
    en="You can say:\n{lines}\nA group of them: help {theme}; how one works: help checkin",
)
THEME = Phrase(zh="【{theme}】{words}", en="{theme}: {words}")
OF_A_THEME = Phrase(zh="【{theme}】\n{lines}", en="{theme}\n{lines}")
LINE = Phrase(zh="· {word}：{help}", en="· {word}: {help}")
IN_A_GROUP = Phrase(
    zh="在群里直接说：{words}\n别的前面加 /，如 /请假 明天。全部用法：私聊我发“帮助”。",
    en="Here you can simply say: {words}\nEverything else with a slash, like /leave tomorrow. For all of it send me “help” in private.",
)
IN_A_GROUP_THAT_CALLS = Phrase(
    zh="在这个群里先@{bot}再说，我才听得到，如：@{bot} 打卡\n常用的：{words}；别的也这样说，不用加 /。全部用法：私聊我发“帮助”。",
    en="In this group begin with @{bot}, or I do not hear it, like: @{bot} checkin\nOften said: {words}; everything else the same way, "
    "with no slash. For all of it send me “help” in private.",
)
ONE = Phrase(zh="{words}\n{help}\n例如：\n{examples}", en="{words}\n{help}\nFor example:\n{examples}")
NO_SUCH = Phrase(zh="没有“{word}”这个指令。发“帮助”看全部。", en="There is no command “{word}”. Send “help” for all of them.")
CANCELLED = Phrase(zh="好的，{what}先放下。", en="All right, {what} is set aside.")
NOTHING_OPEN = Phrase(zh="现在没有等你回答的问题。", en="There is nothing waiting for your answer.")
CHECK_IN = Phrase(zh="打卡", en="Check in")
HELP = Phrase(zh="帮助", en="Help")
A_ROW = 4
"""Buttons side by side that a phone still shows whole."""


@feature.command(
    "帮助",
    "help",
    help=Phrase(zh="看我会做什么。", en="See what I can do."),
    by=Role.ANYONE,
    examples=["帮助", "帮助 打卡", "help checkin"],
    bare=True,
    answers_nothing=True,
    asked={
        r"(?:你|小助)?(?:会|能|可以)(?:做|干|帮我做)?(?:些)?(?:什么|啥)|(?:你)?怎么用你?|有(?:哪些|什么)(?:指令|命令|功能)": "",
        rf"(?P<theme>{'|'.join(theme.value.zh for theme in Theme if theme is not Theme.DECISIONS)})(?:类)?(?:的)?(?:指令|功能)?": "{theme}",
        r"隐私(?:政策|条款|说明)?|privacy(?: policy)?": "我的数据",
        r"(?:主|看看?)?菜单|(?:所有|全部)?(?:功能|指令|命令)(?:列表|大全)?|(?:使用)?(?:说明|教程)|帮帮我|what can you do|menu|commands|how does this work": "",
    },
)
def help_(ctx: Context, word: Annotated[str, Named("指令", "command")] = "") -> None:
    if word:
        return _explain(ctx, word.strip())
    if not ctx.address.direct:
        bare = _listed([command for command in _mine(ctx) if command.bare], ctx.language)
        ctx.reply(IN_A_GROUP_THAT_CALLS(bot=ctx.router.name, words=bare) if ctx.hears_calls_only else IN_A_GROUP(words=bare))
        return
    themes = _by_theme(ctx)
    lines = [THEME(theme=theme.value, words=_listed(found, ctx.language)).to(ctx.language) for theme, found in themes.items()]
    presses = [Press(theme.value, f"帮助 {theme.value.zh}") for theme in themes]
    rows = [presses[first : first + A_ROW] for first in range(0, len(presses), A_ROW)]
    ctx.reply(THEMES(lines="\n".join(lines), theme=Theme.QUIZZES.value), *rows)


@feature.command(
    "开始",
    "start",
    help=Phrase(zh="从这里开始。", en="Start here."),
    by=Role.ANYONE,
    examples=["开始", "start"],
    private=True,
)
def start(ctx: Context, payload: Annotated[str, Named("入口", "link")] = "") -> None:
    if ctx.member_or_none is None:
        recruiting = [camp for row in camps.every(ctx.db) if (camp := camp_of(row)) is not None and enrolment.recruits(camp)]
        presses = [[Press(APPLY(camp=camp.name), f"申请 #{camp.id}")] for camp in recruiting[:A_ROW]]
        ctx.reply(HELLO, APPLY_OR_ASK if presses else NO_CAMP, *presses)
        return
    if payload and ctx.router.match(payload) is not None and len(payload.encode()) <= SAYS_LIMIT:
        return _bring(ctx, payload)
    ctx.reply(HELLO, [Press(CHECK_IN, "打卡"), Press(HELP, "帮助")])


def _bring(ctx: Context, sentence: str) -> None:
    """A link brought them here with something to say: they say it by one press, for what an address says changes nothing by itself."""
    ctx.reply(BROUGHT, [Press(sentence, sentence)])


@feature.command(
    "取消",
    "cancel",
    help=Phrase(zh="不答刚才的问题了。", en="Leave the question I asked."),
    by=Role.ANYONE,
    examples=["取消", "cancel"],
    everyday=True,
    answers_nothing=True,
)
def cancel(ctx: Context) -> None:
    dialog = dialogs.find(ctx.db, ctx.person.id, ctx.address.key, now=ctx.now)
    if dialog is None:
        raise Refusal(NOTHING_OPEN)
    dialogs.close(ctx.db, dialog.id)
    for feature_name, hears in ctx.router.listeners("cancelled"):
        ctx.feature = feature_name
        hears(ctx, dialog)
    step = ctx.router.steps.get(dialog.step)
    ctx.reply(CANCELLED(what=step.called(**dialog.kept) if step else QUESTION))


def _explain(ctx: Context, word: str) -> None:
    theme = next((theme for theme in Theme if word.lower() in (theme.value.zh, theme.value.en)), None)
    if theme is not None:
        found = _by_theme(ctx).get(theme, [])
        lines = [LINE(word=command.word_in(ctx.language), help=command.help).to(ctx.language) for command in found]
        ctx.reply(OF_A_THEME(theme=theme.value, lines="\n".join(lines)))
        return
    match = ctx.router.match(word)
    if match is None and not ctx.is_called:  # 帮助 is also what people give each other
        return
    if match is None:
        raise Refusal(NO_SUCH(word=word[:24]))
    command = match.command
    examples = "\n".join(command.examples_in(ctx.language))
    ctx.reply(ONE(words=" / ".join(command.words), help=command.help, examples=examples or command.examples[0]))


def _mine(ctx: Context) -> list[Command]:
    """What this person may say here; opening and binding groups only where they could."""
    leads = ctx.is_founder or ctx.role >= Role.MANAGER
    allowed = ctx.router.allowed(ctx.role, is_host=ctx.is_host, direct=ctx.address.direct)
    return [command for command in allowed if command.run is not start and (leads or not command.unbound)]


def _by_theme(ctx: Context) -> dict[Theme, list[Command]]:
    themes = {feature.name: feature.theme for feature in ctx.router.features}
    mine = _mine(ctx)
    grouped = {theme: [command for command in mine if themes[command.feature] is theme] for theme in Theme}
    return {theme: found for theme, found in grouped.items() if found}


def _listed(commands: list[Command], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(command.word_in(language) for command in commands)
