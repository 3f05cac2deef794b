"""A file somebody sent, fetched through whatever proxy there is, at most three times: a line that breaks is no reason to lose it."""

from __future__ import annotations

import asyncio

import aiohttp

from bot.channel import Undeliverable

AT_MOST = 20 << 20
TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=15)
AGAIN_AFTER = (1.0, 3.0)
"""Seconds before the second and the third try."""


async def download(url: str, params: dict[str, str], *, not_media: frozenset[str] = frozenset()) -> bytes:
    """The bytes. Raises Undeliverable: `gone` where the platform has it no more, `refused` over 20 MB; an aiohttp error when the line
    broke three times."""
    for wait in AGAIN_AFTER:
        try:
            return await _once(url, params, not_media)
        except (aiohttp.ClientError, TimeoutError):
            await asyncio.sleep(wait)
    return await _once(url, params, not_media)


async def _once(url: str, params: dict[str, str], not_media: frozenset[str]) -> bytes:
    content = bytearray()
    async with (
        aiohttp.ClientSession(timeout=TIMEOUT, trust_env=True) as session,
        session.get(url, params=params or None) as response,
    ):
        if response.status >= 500:
            raise aiohttp.ClientPayloadError("not now")
        if response.status != 200 or response.content_type in not_media:
            raise Undeliverable("gone")
        async for chunk in response.content.iter_chunked(1 << 16):
            content += chunk
            if len(content) > AT_MOST:
                raise Undeliverable("refused")
    return bytes(content)
