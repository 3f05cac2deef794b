"""A host's screen: its token, the sentence that asks for one, and what its page is told, whatever it shows."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from html import escape
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from bot.audience import Audience
from bot.context import Context
from bot.phrases import Line, Phrase
from bot.platforms import platform
from bot.public_page import PublicAnswer, PublicRequest
from bot.qr_code import qr_drawing
from bot.web_links import notes_on

NO_TOKEN = Phrase(
    zh="这个链接不全或已收回。请主持人再开一次大屏。",
    en="This link is incomplete or was withdrawn. The host opens the screen once more.",
)
LINK = Phrase(
    zh="大屏（投影打开，别转发；{name} 结束后就失效）：{link}\n收回：{back}",
    en="For the projector (do not pass it on; it ends with {name}): {link}\nTo withdraw it: {back}",
)
REVOKED = Phrase(zh="✅ {name} 的大屏链接收回了（{n}个）。", en="✅ {name}: {n:screen link was|screen links were} withdrawn.")
SCAN = Phrase(zh="手机扫码参加", en="Scan to take part")
LOCAL = {"localhost", "127.0.0.1", "::1", "0.0.0.0", ""}


class ScreenOrder(NamedTuple):
    """A screen asked for, or taken back: of that number, or of what is on here."""

    number: int | None
    revokes: bool


def order(words: str, letter: str) -> ScreenOrder | None:
    """`大屏 C3`, `C3 大屏`, `大屏 C3 收回`; None where the words are about something else."""
    number = rf"(?:{letter}-?(\d{{1,12}}))"
    found = re.fullmatch(
        rf"(?:(?:大屏|screen)(?:\s+{number})?|{number}\s+(?:大屏|screen))(?:\s+(收回|revoke))?", words.strip(), re.IGNORECASE
    )
    if found is None:
        return None
    said = found[1] or found[2]
    return ScreenOrder(int(said) if said else None, found[3] is not None)


def new_token(letter: str) -> str:
    """Its first letter says to the page whose it is."""
    return f"{letter}.{secrets.token_urlsafe(24)}"


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def tell_link(ctx: Context, token: str, *, name: Line | str, back: str) -> None:
    """The address, to whoever asked for it alone."""
    link = f"{ctx.public_url}/screen#{token}"
    ctx.reply(LINK(link=link, name=name, back=back), *notes_on(link), audience=Audience.PERSON)


def tell_revoked(ctx: Context, n: int, *, name: Line | str) -> None:
    ctx.reply(REVOKED(name=name, n=n), audience=Audience.PERSON)


def scene(asked: PublicRequest, name: str, shown: Mapping[str, Any], *, again: float, status: int = 200) -> PublicAnswer:
    """What the screen shows now, by the server's clock, and after how many seconds it asks again; never where that is 0."""
    told = {"scene": name, "now": milliseconds(asked.now), "again": again, **shown}
    return PublicAnswer(json.dumps(told, ensure_ascii=False), status, "application/json")


def without_token(asked: PublicRequest) -> PublicAnswer:
    """Whoever has no token of a screen that stands learns nothing."""
    return scene(asked, "note", {"said": said(asked, NO_TOKEN)}, again=0, status=403)


def said(asked: PublicRequest, words: Line | Phrase) -> str:
    """In the language the screen reads."""
    return (words if isinstance(words, Line) else words()).to(asked.language)


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def qr_to(asked: PublicRequest, page: str) -> dict[str, str]:
    """A code for phones, where a phone could open our address."""
    if not is_public(asked.public_url):
        return {}
    return {"qr": _drawn(f"{asked.public_url}/{page}"), "scan": said(asked, SCAN)}


def qr_to_send(asked: PublicRequest, sentence: str) -> dict[str, str]:
    """A code for the page that brings a sentence to where it is said."""
    return qr_to(asked, f"send?{urlencode({'say': sentence})}")


def presses(asked: PublicRequest, sentence: str, label: Phrase) -> str:
    """A link for each platform that can be brought a sentence: whoever follows it presses once there to say it."""
    addresses = [(name, link(f"/{sentence}" if name == "web" else sentence)) for name, link in asked.links.items()]
    return "".join(
        f'<a class="press" href="{escape(address)}">{escape(said(asked, label(platform=platform(name, asked.language))))}</a>'
        for name, address in addresses
        if address
    )


def is_public(address: str) -> bool:
    """Whether a phone could open it."""
    return (urlsplit(address).hostname or "") not in LOCAL


@lru_cache(maxsize=64)
def _drawn(address: str) -> str:
    """Drawn once for as long as it stands."""
    return qr_drawing(address)
