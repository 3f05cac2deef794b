"""What the bot that runs over the configured database says of its own readiness."""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from bot.cli.links import address
from bot.config import Settings
from bot.phrases import Line, Phrase

READY = Phrase(zh="✓ 程序：正在运行，{url} 就绪", en="✓ program: running, {url} is ready")
NOT_READY = Phrase(zh="✗ 程序：正在运行，但没就绪：{problems}", en="✗ program: running but not ready: {problems}")
SILENT = Phrase(
    zh="✗ 程序：正在运行，{url} 却不答话（{why}）：看日志，必要时重新启动",
    en="✗ program: running, but there is no answer at {url} ({why}): look at the log; start it anew if it stays so",
)
ANSWERS_WITHIN = 5.0
"""Seconds."""
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""An address to listen on is none to ask at."""


def asked(settings: Settings) -> tuple[bool, Line]:
    """(whether it is well, what is said about it) of a bot on this machine."""
    url = f"http://{settings.web.host}:{settings.web.port}" if settings.web.public_url else address(settings)
    where = urlsplit(url)
    host = where.hostname or settings.web.host
    asking = HTTPConnection(ANYWHERE.get(host, host), where.port, timeout=ANSWERS_WITHIN)
    token = settings.web.metrics_token.get_secret_value()
    try:
        asking.request("GET", "/readyz", headers={"Authorization": f"Bearer {token}"} if token else {})
        said = json.loads(asking.getresponse().read())
    except (OSError, HTTPException, ValueError) as problem:
        return False, SILENT(url=url, why=type(problem).__name__)
    finally:
        asking.close()
    return (True, READY(url=url)) if said["ready"] else (False, NOT_READY(problems=said["problems"]))
