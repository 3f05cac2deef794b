"""A medium somebody sent to the app or the account: fetched with the token, for three days."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp

from bot.channel import Undeliverable
from bot.channels.tencent.calls import Calls

AT_MOST = 20 << 20
TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=15)
NOT_MEDIA = {"application/json", "text/plain"}
"""What an error comes as."""


async def download(calls: Calls, base_url: str, media_id: str) -> AsyncIterator[bytes]:
    """The bytes. Raises Undeliverable: `gone` where the platform has it no more, `refused` over 20 MB."""
    params = {"access_token": await calls.token(), "media_id": media_id}
    async with (
        aiohttp.ClientSession(timeout=TIMEOUT, trust_env=True) as session,
        session.get(f"{base_url}media/get", params=params) as response,
    ):
        if response.status != 200 or response.content_type in NOT_MEDIA:
            raise Undeliverable("gone")
        size = 0
        async for chunk in response.content.iter_chunked(1 << 16):
            size += len(chunk)
            if size > AT_MOST:
                raise Undeliverable("refused")
            yield chunk
