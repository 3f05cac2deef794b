"""Deep links into the private chat: opening one is typing its sentence."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

MARK = "s-"
PAYLOAD_LIMIT = 64
"""Characters of A-Z a-z 0-9 _ - a `?start=` may carry."""
START = re.compile(rf"/start {MARK}([A-Za-z0-9_-]+)")


def link(username: str, says: str = "") -> str:
    """https://t.me/… to our private chat; it says `says` there. Raises ValueError for more than 46 UTF-8 bytes."""
    if not says:
        return f"https://t.me/{username}?start"
    payload = MARK + urlsafe_b64encode(says.encode()).decode().rstrip("=")
    if len(payload) > PAYLOAD_LIMIT:
        raise ValueError(f"too long for a deep link: {says!r}")
    return f"https://t.me/{username}?start={payload}"


def opened(text: str) -> str:
    """`/start` with the sentence of one of our links in place of its payload; anything else as it is."""
    match = START.fullmatch(text)
    if match is None:
        return text
    payload = match[1]
    try:
        return "/start " + urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
    except ValueError:
        return text
