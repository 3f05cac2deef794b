"""How far this machine's clock is from the platform's: a callback stamped more than five minutes off is taken for forged."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

import requests

from bot.channels.tencent.callback import FRESH
from bot.channels.tencent.calls import TIMEOUT
from bot.clock import SystemClock
from bot.phrases import Line, Phrase

NOTABLE = 30.0
"""Seconds from which it is worth a line."""

BEHIND = Phrase(
    zh="本机时钟比腾讯慢 {seconds} 秒（相差 {most} 秒以上，回调会被当成伪造的拒掉）：开启时间同步（NTP）",
    en="This machine's clock is {seconds} s behind Tencent's (callbacks more than {most} s off are refused): turn on NTP",
)
AHEAD = Phrase(
    zh="本机时钟比腾讯快 {seconds} 秒（相差 {most} 秒以上，回调会被当成伪造的拒掉）：开启时间同步（NTP）",
    en="This machine's clock is {seconds} s ahead of Tencent's (callbacks more than {most} s off are refused): turn on NTP",
)


def check_clock(url: str) -> list[tuple[bool, Line]]:
    """(whether callbacks still get in, one sentence) where the clocks differ; nothing where they agree or nobody answers."""
    try:
        answer = requests.head(url, timeout=TIMEOUT, allow_redirects=False)
        theirs = parsedate_to_datetime(answer.headers["Date"])
    except (requests.RequestException, KeyError, ValueError):
        return []
    off = (theirs - SystemClock().now()).total_seconds()
    if abs(off) < NOTABLE:
        return []
    most = FRESH.total_seconds()
    return [(abs(off) < most, (BEHIND if off > 0 else AHEAD)(seconds=f"{abs(off):.0f}", most=f"{most:.0f}"))]
