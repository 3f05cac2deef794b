"""What `doctor` asks of the smart bot: whether its address answers, through whatever proxy there is. It does not sign in: that would
kick out the bot that runs."""

from __future__ import annotations

from urllib.parse import urlsplit

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from bot.phrases import Line, Phrase

REACHED = Phrase(
    zh="能连上长连接地址 {host}；bot_id 和 Secret 要启动后才知道对不对（每个机器人只能有一个连接）",
    en="{host} can be reached; whether bot_id and secret are right shows at the start (a bot has one connection only)",
)
UNREACHED = Phrase(zh="连不上长连接地址 {host}：检查网络和 ws_url", en="{host} cannot be reached: check the network and ws_url")
WAIT = 5.0


def check(*, bot_id: str, secret: str, ws_url: str) -> list[tuple[bool, Line]]:
    """(works, one sentence) for each thing; waits for the network."""
    host = urlsplit(ws_url).hostname or ""
    try:
        with connect(ws_url, open_timeout=WAIT, close_timeout=1, ping_interval=None):
            pass
    except (OSError, WebSocketException):
        return [(False, UNREACHED(host=host))]
    return [(True, REACHED(host=host))]
