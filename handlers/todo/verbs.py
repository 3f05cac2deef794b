"""通过 退回 拒绝 忽略 处理: the words that decide, whatever it is; the feature is found by the letter."""

from __future__ import annotations

from typing import Annotated

from bot import deciding, queue
from bot.arguments import Named
from bot.feature import Context, NotAnAnswer, Phrase, Role
from handlers.todo.settings import feature

CALLED = Phrase(zh="{verb} {code}", en="{verb} {code}")
WORDS = Named("号和理由", "number and reason")
CODE = r"(?P<code>[A-Za-z]\s?-?\d{1,9})\s*"
"""A number said before the word: W3 通过."""


@feature.command(
    "通过",
    "approve",
    help=Phrase(zh="待办里的一件，通过；后面可以写一句话。", en="Approve what waits in todo; a remark may follow."),
    by=Role.EXPERT,
    examples=["通过 W3", "通过 J12 说到了点上", "approve W3"],
    asked={rf"{CODE}(?:就|给|可以)?通过(?:吧|了)?": "{code}"},
    private=True,
    everyday=True,
)
def approve(ctx: Context, words: Annotated[str, WORDS] = "") -> None:
    deciding.decide(ctx, "通过", words)


@feature.command(
    "退回",
    "return",
    help=Phrase(zh="待办里的一件，退回去改；要写缺什么。", en="Send back what waits in todo, saying what is missing."),
    by=Role.EXPERT,
    examples=["退回 H21 缺数据", "return H21 the figures are missing"],
    private=True,
    everyday=True,
)
def send_back(ctx: Context, words: Annotated[str, WORDS] = "") -> None:
    deciding.decide(ctx, "退回", words)


@feature.command(
    "拒绝",
    "reject",
    help=Phrase(zh="待办里的一件，不同意。", en="Turn down what waits in todo."),
    by=Role.EXPERT,
    examples=["拒绝 W3", "reject W3"],
    asked={rf"{CODE}(?:就)?拒绝(?:吧|了)?": "{code}"},
    private=True,
    everyday=True,
)
def reject(ctx: Context, words: Annotated[str, WORDS] = "") -> None:
    deciding.decide(ctx, "拒绝", words)


@feature.command(
    "忽略",
    "dismiss",
    help=Phrase(zh="待办里的一件，不用管了，不再列出。", en="Take what waits in todo off the list: nothing need be done."),
    by=Role.EXPERT,
    examples=["忽略 X3", "dismiss X3"],
    asked={rf"{CODE}(?:就)?(?:忽略|不用管)(?:吧|了)?(?:[\s,，:：]+(?P<why>\S.{{0,199}}))?": "{code} {why}"},
    private=True,
    everyday=True,
)
def dismiss(ctx: Context, words: Annotated[str, WORDS] = "") -> None:
    deciding.decide(ctx, "忽略", words)


@feature.command(
    "处理",
    "handle",
    help=Phrase(zh="待办里的一件，写上怎么处理。", en="Say what is done about something in todo."),
    by=Role.EXPERT,
    examples=["处理 Z12 联系 聊了近况", "处理 A-0007 提醒", "handle Z12 contacted we talked"],
    asked={
        rf"{CODE}(?P<how>(?:已经?)?(?:提醒|联系|聊聊|辅导|补训|恢复|没变化|好了|remind|contacted|recovered).{{0,300}})": "{code} {how}",
        r"(?P<how>提醒|联系|聊聊|恢复)(?:了|一下|过)?\s*(?P<code>[Zz]\s?-?\d{1,9})(?P<rest>.{0,300})": "{code} {how} {rest}",
        rf"(?:结案|关闭|关掉|了结|close)\s*{CODE}|(?P<end>[Zz]\s?-?\d{{1,9}})\s*(?:可以)?(?:结案|关闭|了结|close)了?": "{code}{end}",
    },
    private=True,
    everyday=True,
)
def handle(ctx: Context, words: Annotated[str, WORDS] = "") -> None:
    deciding.decide(ctx, "处理", words)


def _is_answer(ctx: Context, words: str) -> bool:
    """Whether words that are a command elsewhere answer what was asked here: 提醒, 留 K-0031."""
    every = (one for of in ctx.router.queues.values() for one in of.decisions.values())
    return any(one.takes is not None and one.takes.fullmatch(words.strip()) for one in every)


@feature.step("words", called=CALLED, claims=_is_answer)
def what_was_missing(ctx: Context, words: str, verb: str, code: str) -> None:
    """The reason, the score: whatever a word needed besides, answered. What begins with a number of its own is another sentence."""
    other, asked = queue.read(words), queue.read(code)
    if other is not None and asked is not None and other.letter == asked.letter:
        raise NotAnAnswer
    deciding.decide(ctx, verb, f"{code} {words}")
