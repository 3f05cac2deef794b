"""Files of the smart bot: down from an address that lives five minutes, encrypted with a key of their own; up in pieces."""

from __future__ import annotations

import asyncio
import hashlib
import json
from base64 import b64encode
from collections.abc import AsyncIterator

import aiohttp

from bot.channel import Undeliverable
from bot.channels.tencent.download import download
from bot.channels.tencent.envelope import Malformed, deciphered
from bot.channels.tencent.file_names import UNNAMED, file_name
from bot.channels.wecom_bot.connection import Connection
from bot.messages import FileRef

PIECE = 512 << 10
"""Bytes of one piece before base64 (page 101463)."""
NAMED_WITHIN = aiohttp.ClientTimeout(total=2)


async def named(ref: FileRef) -> FileRef:
    """The same file with the name people gave it, which only the download's header tells; "file" where it does not in time."""
    if ref.name:
        return ref
    url, _ = json.loads(ref.token)
    try:
        async with aiohttp.ClientSession(timeout=NAMED_WITHIN, trust_env=True) as session, session.get(url) as response:
            name = file_name(response.headers.get("Content-Disposition", ""))
    except (aiohttp.ClientError, TimeoutError):
        name = UNNAMED
    return FileRef(name, ref.size, ref.token)


async def fetch(ref: FileRef) -> AsyncIterator[bytes]:
    """The file's bytes. Raises Undeliverable: `gone` after five minutes, `refused` when too large or not decipherable."""
    url, key = json.loads(ref.token)
    content = await download(url, {})
    try:
        plain = await asyncio.to_thread(deciphered, content, key)
    except Malformed:
        raise Undeliverable("refused") from None
    for at in range(0, len(plain), 1 << 16):
        yield plain[at : at + (1 << 16)]


async def upload(line: Connection, kind: str, name: str, content: bytes) -> str:
    """Sends a file up, piece by piece; gives its media id, good for three days. Raises what `Connection.ask` raises."""
    pieces = [content[at : at + PIECE] for at in range(0, len(content), PIECE)]
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    about = {"type": kind, "filename": name, "total_size": len(content), "total_chunks": len(pieces), "md5": md5}
    begun = await line.ask("aibot_upload_media_init", about)
    for index, piece in enumerate(pieces):
        told = {"upload_id": begun.get("upload_id"), "chunk_index": index, "base64_data": b64encode(piece).decode()}
        await line.ask("aibot_upload_media_chunk", told)
    done = await line.ask("aibot_upload_media_finish", {"upload_id": begun.get("upload_id")})
    return str(done.get("media_id", ""))
