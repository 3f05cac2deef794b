"""What somebody new may be called in the web chat, where a name is also the account."""

from __future__ import annotations

import re
from typing import Any

from bot.channels.web.chat import WebChat
from bot.channels.web.tokens import LONGEST_NAME
from bot.messages import Account, Address
from bot.phrases import Line, Phrase
from storage.channels import web

EMPTY = Phrase(zh="先写上你的名字，比如：林晓。", en="First your name, please, like this: Ann Lee.")
TOO_LONG = Phrase(
    zh="名字最多{most}个字，现在有{length}个。写平时大家叫你的名字就好，比如：林晓。",
    en="A name has at most {most:character|characters}; this has {length}. What people call you is enough: Ann Lee.",
)
UNSEEN = Phrase(
    zh="名字里有看不见的字符或 @ # / : 这样的符号。只写文字就好，比如：林晓。",
    en="There is something unseen in that name, or a sign like @ # / :. Letters are enough: Ann Lee.",
)
TAKEN = Phrase(
    zh="这里已经有“{name}”了。就是你的话，在原来聊天的地方私聊小助发“网页”，用自己的链接进来；不是的话换个写法，比如：{free}。",
    en="“{name}” is here already. If that is you, send the bot “web” in private where you already chat, and come in by your own link; if not, try: {free}.",
)
SIGNS = re.compile(r"[@#＠＃/／:：\\<>*“”\"]")


class Unusable(Exception):
    """Nobody new can be called that; `line` says why, and what would do."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.line = line


def new_name(db: Any, chat: WebChat, said: str, at: Address) -> str:
    """The name as it is kept, for somebody new in that room. Raises Unusable."""
    name = " ".join(said.split())
    if not name:
        raise Unusable(EMPTY())
    if len(name) > LONGEST_NAME:
        raise Unusable(TOO_LONG(most=LONGEST_NAME, length=len(name)))
    if not name.isprintable() or SIGNS.search(name) or not any(letter.isalnum() for letter in name):
        raise Unusable(UNSEEN())
    if _is_taken(db, chat, name, at):
        raise Unusable(TAKEN(name=name, free=_free(db, chat, name, at)))
    return name


def _is_taken(db: Any, chat: WebChat, name: str, at: Address) -> bool:
    return web.is_known(db, name) or chat.house.is_known(db, Account("web", name, name), at)


def _free(db: Any, chat: WebChat, name: str, at: Address) -> str:
    short = name[: LONGEST_NAME - 2]
    return next((free for n in range(2, 30) if not _is_taken(db, chat, free := f"{short}{n}", at)), f"{short}…")
