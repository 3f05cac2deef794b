"""What `doctor` asks of a group webhook: whether its key is taken. It uploads a few bytes, which nobody in the group sees."""

from __future__ import annotations

from typing import Any

import requests

from bot.channels.tencent.calls import TIMEOUT, Refused
from bot.channels.tencent.codes import advice
from bot.phrases import Line, Phrase

WORKS = Phrase(zh="可以发到群“{group}”", en="The group “{group}” can be written to")
UNREACHED = Phrase(
    zh="群“{group}”：连不上企业微信，检查网络和 api_base_url", en="{group}: WeCom cannot be reached; check api_base_url"
)
FAILS = Phrase(zh="群“{group}”：{why}", en="{group}: {why}")


def check(*, name: str, key: str, api_base_url: str) -> list[tuple[bool, Line]]:
    """(works, one sentence); waits for the network."""
    try:
        told = _asked(f"{api_base_url}webhook/upload_media", key)
    except (requests.RequestException, ValueError):
        return [(False, UNREACHED(group=name))]
    if code := told.get("errcode"):
        return [(False, FAILS(group=name, why=advice(Refused(int(code), ""))))]
    return [(True, WORKS(group=name))]


def _asked(url: str, key: str) -> dict[str, Any]:
    files = {"media": ("check.txt", b"doctor was here")}
    told = requests.post(url, params={"key": key, "type": "file"}, files=files, timeout=TIMEOUT).json()
    if not isinstance(told, dict):
        raise ValueError("not an answer of WeCom's")
    return told
