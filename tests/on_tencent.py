"""What leaves on Tencent's four wires for a message of ours, and what is wrong with it: too long, cut, raw markup, nothing to press, an
address nobody can touch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from bot.channels.tencent import text_limits
from bot.channels.tencent.cards import BODY, TITLE, Media
from bot.channels.wechat import Wechat
from bot.channels.wecom import Wecom
from bot.channels.wecom_bot import WecomBot
from bot.channels.wecom_group import Hook, WecomGroup
from bot.clock import HandClock
from bot.messages import Address, Lane, OutboundMessage
from bot.parts import Part
from tests.standins.wecom.rules import card_fault

NOBODYS = "a" * 43
BYTES = {
    ("wecom", "text"): text_limits.APP_TEXT,
    ("wecom_bot", "markdown"): text_limits.BOT_MARKDOWN,
    ("wecom_group", "text"): text_limits.GROUP_TEXT,
    ("wecom_group", "markdown"): text_limits.GROUP_MARKDOWN,
    ("wechat", "text"): text_limits.ACCOUNT_TEXT,
}
MARKUP = re.compile(r"\*\*|</?font|\]\(https?:|^#{1,6} |`", re.MULTILINE)
"""What plain words would show as it is."""
ARROW = re.compile(r"^(.+?) +→ \1", re.MULTILINE)
"""A button as a list of what to type, said where its label would do."""


@cache
def channels() -> tuple[Wecom | WecomBot | WecomGroup | Wechat, ...]:
    clock, url = HandClock(datetime(2026, 5, 6, tzinfo=UTC)), "http://127.0.0.1/"
    app = {"token": "t", "api_base_url": url, "clock": clock}
    return (
        Wecom(corp_id="c", agent_id=1, secret="s", encoding_aes_key=NOBODYS, **app),  # type: ignore[arg-type]
        WecomBot(bot_id="b", secret="s", ws_url="ws://127.0.0.1/", clock=clock),
        WecomGroup([Hook("群", "k", url)], clock=clock),
        Wechat(app_id="a", secret="s", encoding_aes_key="", **app),  # type: ignore[arg-type]
    )


def faults(parts: tuple[Part, ...]) -> Iterator[str]:
    """What is wrong with a message on any of the four."""
    for channel in channels():
        pieces = channel.render(OutboundMessage(7, Address(channel.name, "r", direct=True), parts, Lane.REPLY))
        said = "".join(piece.get(piece["msgtype"], {}).get("content", "") for piece in pieces if not isinstance(piece, Media))
        for piece in pieces:
            if not isinstance(piece, Media):
                wrong = (
                    _of_card(piece["template_card"], said)
                    if piece["msgtype"] == "template_card"
                    else _of_words(channel.name, piece)
                )
                yield from (f"{channel.name}: {one}" for one in wrong)


def _of_words(channel: str, piece: dict[str, Any]) -> Iterator[str]:
    kind = piece["msgtype"]
    words = piece[kind]["content"]
    if not 0 < len(words.encode()) <= BYTES[channel, kind]:
        yield f"{len(words.encode())} bytes of {kind}"
    if kind == "text" and (raw := MARKUP.search(re.sub(r'<a href="[^"]*">', "", words))):
        yield f"raw markup {raw[0]!r} in {words[:60]!r}"
    if arrow := ARROW.search(words):
        yield f"an arrow: {arrow[0]!r}"


def _of_card(card: dict[str, Any], said: str) -> Iterator[str]:
    """`said` is what was said above it: its title may be the beginning of that."""
    if code := card_fault(card, set()):
        yield f"card refused with {code}"
    title, below = card["main_title"]["title"], card.get("sub_title_text", "") or card["main_title"].get("desc", "")
    if len(title) > TITLE or len(below) > BODY:
        yield f"{len(title)} and {len(below)} characters on a card: {title!r}"
    if title.endswith("…") and title.rstrip("…") not in _bare(said):
        yield f"a title cut: {title!r}"
    if "http" in title + below:
        yield f"an address on a card: {title!r}"


def _bare(words: str) -> str:
    return words.replace("**", "").replace("`", "")
