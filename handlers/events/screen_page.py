"""What an event's screen shows: the code of this half minute.

/attend is what its QR code opens on a phone: the code in a sentence, and one press that says it wherever a link can bring a sentence.
"""

from __future__ import annotations

from datetime import timedelta
from html import escape

from bot import host_screen
from bot.feature import Phrase
from bot.host_screen import digest_of, said, scene
from bot.public_page import PublicAnswer, PublicRequest
from handlers.events import codes, rules
from handlers.events.settings import feature
from storage.connection import Db
from storage.events import attendance, guests
from storage.events.events import Event

TITLE = Phrase(zh="签到", en="Sign in")
SEND = Phrase(zh="私聊或在群里 @小助 发：", en="Send, in private or to the bot in the group:")
SENTENCE = Phrase(zh="签到 {code}", en="attend {code}")
COUNT = Phrase(zh="已到 {there} 人，应到 {expected} 人", en="{there} here, {expected} expected")
COUNT_ONLY = Phrase(zh="已到 {there} 人", en="{there} here")
SOON = Phrase(zh="开始前15分钟开放签到。", en="Signing in opens 15 minutes before it begins.")
ENDED = Phrase(zh="这场签到结束了。", en="Signing in is over.")
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


@feature.public("/attend")
def attend(reader: Db, asked: PublicRequest) -> PublicAnswer:
    code = asked.query.get("code", "")
    if not codes.WHOLE.fullmatch(code):
        return _page(asked, f'<main class="attend"><p>{escape(said(asked, NO_CODE))}</p></main>')
    sentence = said(asked, SENTENCE(code=code))
    presses = host_screen.presses(asked, sentence, SIGN_IN_ON)
    body = f"""<main class="attend">
<h1>{said(asked, TITLE)}</h1>{presses}<p>{escape(said(asked, COPY))}</p><p id="sentence" class="sentence">{escape(sentence)}</p>
<p class="note">{escape(said(asked, CHANGES))}</p>
</main>"""
    return _page(asked, body)


def _page(asked: PublicRequest, body: str) -> PublicAnswer:
    page = f"""<!doctype html>
<html lang="{"en" if asked.language == "en" else "zh-CN"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{escape(said(asked, TITLE))}</title>
<link rel="stylesheet" href="screen.css">
</head>
<body>
{body}
</body>
</html>
"""
    return PublicAnswer(page)


@feature.public("/screen/code", a_second=4)
def code(reader: Db, asked: PublicRequest) -> PublicAnswer:
    """What the screen shows now; it asks again when the code changes."""
    one = attendance.by_screen(reader, digest_of(asked.bearer)) if asked.bearer else None
    if one is None:
        return host_screen.without_token(asked)
    title = {"title": one.title}
    if one.cancelled_at is not None or asked.now >= rules.ends_at(one.starts_at, one.minutes):
        return scene(asked, "note", title | {"said": said(asked, ENDED)}, again=0, status=410)
    opens = one.starts_at - codes.OPENS_BEFORE
    secret = attendance.known_secret(reader, one.id)
    if asked.now < opens or secret is None:
        wait = min(int((opens - asked.now).total_seconds()) + 1, 60)
        return scene(asked, "note", title | {"said": said(asked, SOON)}, again=wait)
    digits, left = codes.code(secret, codes.step_of(asked.now)), codes.seconds_left(asked.now)
    shown = {
        "code": codes.spoken(digits),
        "how": said(asked, SEND),
        "sentence": said(asked, SENTENCE(code=digits)),
        "count": _count(reader, asked, one),
        "ends": host_screen.milliseconds(asked.now + timedelta(seconds=left)),
        "limit": codes.STEP * 1000,
        **host_screen.qr_to(asked, f"attend?code={digits}"),
    }
    return scene(asked, "code", title | shown | ({"scan": said(asked, SCAN)} if "qr" in shown else {}), again=min(left, 5))


def _count(reader: Db, asked: PublicRequest, one: Event) -> str:
    there = attendance.counts(reader, one.id).there
    expected = len(guests.expected(reader, one.id))
    return said(asked, COUNT(there=there, expected=expected) if expected else COUNT_ONLY(there=there))
