"""/screen: one page for every host's screen; its token stands behind # and comes back in a header. /send is what a QR code on it opens on a phone."""

from __future__ import annotations

from html import escape
from pathlib import Path

from bot.feature import Phrase
from bot.host_screen import NO_TOKEN, said
from bot.public_page import PublicAnswer, PublicRequest
from handlers.screens.settings import feature
from storage.connection import Db

HERE = Path(__file__).parent
SCREEN = Phrase(zh="大屏", en="Screen")
AWAY = Phrase(zh="连不上，正在重试…", en="Connection lost, trying again…")
SEND = Phrase(zh="发给小助", en="Send to the bot")
COPY = Phrase(zh="把这句发到群里（前面加 @）或私聊小助：", en="Send this to the bot, in private or with @ in the group:")


@feature.public("/screen")
def screen(reader: Db, asked: PublicRequest) -> PublicAnswer:
    words = f' data-away="{escape(said(asked, AWAY))}" data-no-token="{escape(said(asked, NO_TOKEN))}"'
    body = '<main><h1 id="title"></h1><div id="scene"></div><p id="note" role="status"></p></main>'
    return _page(asked, SCREEN, "screen", body, words)


@feature.public("/send")
def send(reader: Db, asked: PublicRequest) -> PublicAnswer:
    body = f'<main class="send"><h1>{escape(said(asked, SEND))}</h1><p>{escape(said(asked, COPY))}</p><p id="sentence" class="sentence"></p></main>'
    return _page(asked, SEND, "send", body, "")


def _page(asked: PublicRequest, title: Phrase, script: str, body: str, words: str) -> PublicAnswer:
    page = f"""<!doctype html>
<html lang="{"en" if asked.language == "en" else "zh-CN"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{escape(said(asked, title))}</title>
<link rel="stylesheet" href="screen.css">
<script src="{script}.js" defer></script>
</head>
<body{words}>
{body}
</body>
</html>
"""
    return PublicAnswer(page, scripted=True)


@feature.public("/screen.css")
def style(reader: Db, asked: PublicRequest) -> PublicAnswer:
    return _file("screen.css", "text/css")


@feature.public("/screen.js")
def screen_script(reader: Db, asked: PublicRequest) -> PublicAnswer:
    return _file("screen.js", "text/javascript")


@feature.public("/send.js")
def send_script(reader: Db, asked: PublicRequest) -> PublicAnswer:
    return _file("send.js", "text/javascript")


def _file(name: str, kind: str) -> PublicAnswer:
    return PublicAnswer((HERE / name).read_text("utf-8"), kind=f"{kind}; charset=utf-8", lasts=3600)
