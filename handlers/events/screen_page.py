"""/screen: the host's projector, with the code of this half minute as large as it goes; its token stands behind # and comes back in a header.

/attend is what its QR code opens on a phone: the code in a sentence, and one press that says it wherever a link can bring a sentence.
"""

from __future__ import annotations

import json
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.feature import Line, Phrase
from bot.platforms import platform
from bot.public_page import PublicAnswer, PublicRequest
from bot.qr_code import qr_drawing
from handlers.events import codes, rules
from handlers.events.attending import digest_of
from handlers.events.settings import feature
from storage.connection import Db
from storage.events import attendance, guests
from storage.events.events import Event

HERE = Path(__file__).parent
SCREEN = Phrase(zh="签到", en="Sign in")
SEND = Phrase(zh="私聊或在群里 @小助 发：", en="Send, in private or to the bot in the group:")
SENTENCE = Phrase(zh="签到 {code}", en="attend {code}")
COUNT = Phrase(zh="已到 {there} 人，应到 {expected} 人", en="{there} here, {expected} expected")
COUNT_ONLY = Phrase(zh="已到 {there} 人", en="{there} here")
SOON = Phrase(zh="开始前15分钟开放签到。", en="Signing in opens 15 minutes before it begins.")
ENDED = Phrase(zh="这场签到结束了。", en="Signing in is over.")
NO_TOKEN = Phrase(
    zh="这个链接不全或已收回。请主持人再发：活动 V3 大屏",
    en="This link is incomplete or was withdrawn. The host sends: event V3 screen",
)
AWAY = Phrase(zh="连不上，正在重试…", en="Connection lost, trying again…")
SCAN = Phrase(zh="扫码看签到码", en="Scan for the code")
SIGN_IN_ON = Phrase(zh="在{platform}签到", en="Sign in on {platform}")
COPY = Phrase(
    zh="企微、公众号的链接带不了话：长按复制这句，发给小助。",
    en="No link can carry words to WeCom or WeChat: copy this and send it to the bot.",
)
NO_CODE = Phrase(zh="链接里没有签到码，再扫一次大屏。", en="There is no code in this link; scan the screen again.")
CHANGES = Phrase(
    zh="签到码每30秒换一次，过了就再扫一次。", en="The code changes every 30 seconds; scan again when it has passed."
)
LOCAL = {"localhost", "127.0.0.1", "::1", "0.0.0.0", ""}


@feature.public("/screen")
def screen(reader: Db, asked: PublicRequest) -> PublicAnswer:
    said = {"away": AWAY, "no_token": NO_TOKEN}
    body = f"""<main class="screen" aria-live="off">
<header><h1 id="title">{_said(asked, SCREEN)}</h1><p id="count"></p></header>
<section><p id="code" role="status"></p><progress id="left" max="{codes.STEP}" value="0" aria-hidden="true"></progress>
<p id="how">{escape(_said(asked, SEND))} <b id="sentence"></b></p><p id="note"></p></section>
<figure id="qr" hidden><div></div><figcaption>{_said(asked, SCAN)}</figcaption></figure>
</main>"""
    return _page(asked, _said(asked, SCREEN), "screen", body, said)


@feature.public("/attend")
def attend(reader: Db, asked: PublicRequest) -> PublicAnswer:
    code = asked.query.get("code", "")
    if not codes.WHOLE.fullmatch(code):
        return _page(asked, _said(asked, SCREEN), "", f'<main class="attend"><p>{escape(_said(asked, NO_CODE))}</p></main>', {})
    sentence = _said(asked, SENTENCE(code=code))
    addresses = [(name, link(f"/{sentence}" if name == "web" else sentence)) for name, link in asked.links.items()]
    presses = "".join(
        f'<a class="press" href="{escape(address)}">{escape(_said(asked, SIGN_IN_ON(platform=platform(name, asked.language))))}</a>'
        for name, address in addresses
        if address
    )
    body = f"""<main class="attend">
<h1>{_said(asked, SCREEN)}</h1>{presses}<p>{escape(_said(asked, COPY))}</p><p id="sentence" class="sentence">{escape(sentence)}</p>
<p class="note">{escape(_said(asked, CHANGES))}</p>
</main>"""
    return _page(asked, _said(asked, SCREEN), "", body, {})


def _page(asked: PublicRequest, title: str, script: str, body: str, said: dict[str, Phrase]) -> PublicAnswer:
    words = "".join(f' data-{name.replace("_", "-")}="{escape(_said(asked, phrase))}"' for name, phrase in said.items())
    page = f"""<!doctype html>
<html lang="{"en" if asked.language == "en" else "zh-CN"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{escape(title)}</title>
<link rel="stylesheet" href="screen.css">
{f'<script src="{script}.js" defer></script>' if script else ""}
</head>
<body{words}>
{body}
</body>
</html>
"""
    return PublicAnswer(page, scripted=bool(script))


@feature.public("/screen.css")
def style(reader: Db, asked: PublicRequest) -> PublicAnswer:
    return PublicAnswer((HERE / "screen.css").read_text("utf-8"), kind="text/css; charset=utf-8", lasts=3600)


@feature.public("/screen.js")
def screen_script(reader: Db, asked: PublicRequest) -> PublicAnswer:
    return PublicAnswer((HERE / "screen.js").read_text("utf-8"), kind="text/javascript; charset=utf-8", lasts=3600)


@feature.public("/screen/code")
def code(reader: Db, asked: PublicRequest) -> PublicAnswer:
    """What the screen shows now; it asks again when the code changes. Whoever has no token of a screen that stands learns nothing."""
    one = attendance.by_screen(reader, digest_of(asked.bearer)) if asked.bearer else None
    if one is None:
        return _json({"said": _said(asked, NO_TOKEN), "again": 0}, 403)
    if one.cancelled_at is not None or asked.now >= rules.ends_at(one.starts_at, one.minutes):
        return _json({"title": one.title, "said": _said(asked, ENDED), "again": 0}, 410)
    opens = one.starts_at - codes.OPENS_BEFORE
    secret = attendance.known_secret(reader, one.id)
    if asked.now < opens or secret is None:
        wait = min(int((opens - asked.now).total_seconds()) + 1, 60)
        return _json({"title": one.title, "said": _said(asked, SOON), "again": wait})
    digits = codes.code(secret, codes.step_of(asked.now))
    shown = {
        "title": one.title,
        "code": codes.spoken(digits),
        "sentence": _said(asked, SENTENCE(code=digits)),
        "count": _count(reader, asked, one),
        "seconds": codes.seconds_left(asked.now),
        "again": min(codes.seconds_left(asked.now), 5),
    }
    if is_public(asked.public_url):
        shown["qr"] = _qr(f"{asked.public_url}/attend?code={digits}")
    return _json(shown)


def is_public(address: str) -> bool:
    """Whether a phone could open it."""
    return (urlsplit(address).hostname or "") not in LOCAL


@lru_cache(maxsize=16)
def _qr(address: str) -> str:
    """Drawn once for the half minute it stands."""
    return qr_drawing(address)


def _count(reader: Db, asked: PublicRequest, one: Event) -> str:
    there = attendance.counts(reader, one.id).there
    expected = len(guests.expected(reader, one.id))
    return _said(asked, COUNT(there=there, expected=expected) if expected else COUNT_ONLY(there=there))


def _said(asked: PublicRequest, line: Line | Phrase) -> str:
    return (line if isinstance(line, Line) else line()).to(asked.language)


def _json(shown: dict[str, Any], status: int = 200) -> PublicAnswer:
    return PublicAnswer(json.dumps(shown, ensure_ascii=False), status, "application/json")
