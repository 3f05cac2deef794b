"""/screen: one page for every host's screen; its token stands behind # and comes back in a header. /send is what a
QR code on it opens on a phone: the sentence, and one press that says it wherever a link can bring one.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from bot import host_screen
from bot.feature import Phrase
from bot.host_screen import NO_TOKEN, said
from bot.public_page import PublicAnswer, PublicRequest
from handlers.screens.settings import feature
from storage.connection import Db

HERE = Path(__file__).parent
SCREEN = Phrase(zh="大屏", en="Screen")
AWAY = Phrase(zh="连不上，正在重试…", en="Connection lost, trying again…")
SEND = Phrase(zh="发给小助", en="Send to the bot")
SEND_ON = Phrase(zh="在{platform}发出", en="Send on {platform}")
COPY = Phrase(
    zh="长按复制这句，私聊小助，或在群里 @小助 发：", en="Copy this and send it to the bot, in private or with @ in the group:"
)
NOTHING_TO_SEND = Phrase(
    zh="链接里没有要发的话，再扫一次大屏。", en="There is nothing to send in this link; scan the screen again."
)
SENTENCE = re.compile(r"[^\W\d_]{1,12} [A-Z]\d{1,12}")
"""All a code of ours says, a word and a number: nobody else's words stand on a page of ours."""


@feature.public("/screen")
def screen(reader: Db, asked: PublicRequest) -> PublicAnswer:
    words = f' data-away="{escape(said(asked, AWAY))}" data-no-token="{escape(said(asked, NO_TOKEN))}"'
    body = '<main><h1 id="title"></h1><div id="scene"></div><p id="note" role="status"></p></main>'
    return _page(asked, SCREEN, body, words, '\n<script src="screen.js" defer></script>')


@feature.public("/send")
def send(reader: Db, asked: PublicRequest) -> PublicAnswer:
    sentence = asked.query.get("say", "")
    if not SENTENCE.fullmatch(sentence):
        return _page(asked, SEND, f'<main class="send"><p>{escape(said(asked, NOTHING_TO_SEND))}</p></main>')
    presses = host_screen.presses(asked, sentence, SEND_ON)
    shown = f'<p>{escape(said(asked, COPY))}</p><p class="sentence">{escape(sentence)}</p>'
    return _page(asked, SEND, f'<main class="send"><h1>{escape(said(asked, SEND))}</h1>{presses}{shown}</main>')


def _page(asked: PublicRequest, title: Phrase, body: str, words: str = "", script: str = "") -> PublicAnswer:
    page = f"""<!doctype html>
<html lang="{"en" if asked.language == "en" else "zh-CN"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{escape(said(asked, title))}</title>
<link rel="stylesheet" href="screen.css">{script}
</head>
<body{words}>
{body}
</body>
</html>
"""
    return PublicAnswer(page, scripted=bool(script))


@feature.public("/screen.css")
def style(reader: Db, asked: PublicRequest) -> PublicAnswer:
    return _file("screen.css", "text/css")


@feature.public("/screen.js")
def screen_script(reader: Db, asked: PublicRequest) -> PublicAnswer:
    return _file("screen.js", "text/javascript")


def _file(name: str, kind: str) -> PublicAnswer:
    return PublicAnswer((HERE / name).read_text("utf-8"), kind=f"{kind}; charset=utf-8", lasts=3600)
