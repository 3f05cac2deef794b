"""A medium somebody sent to the app or the account: fetched with the token, for three days."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.channels.tencent.calls import Calls
from bot.channels.tencent.download import download

SMALLEST = 6
"""Bytes: nothing of five or fewer is taken."""
LARGEST_PICTURE = 10 << 20
"""Bytes: what is larger may still go as a file (at most 20 MB, which is what the store takes)."""
AN_ERROR = frozenset({"application/json", "text/plain"})
"""What is answered instead where the platform has it no more."""


async def medium(calls: Calls, base_url: str, media_id: str) -> AsyncIterator[bytes]:
    """The bytes. Raises what `download` raises, and what a token can."""
    token = await calls.token()
    yield await download(f"{base_url}media/get", {"access_token": token, "media_id": media_id}, not_media=AN_ERROR)
