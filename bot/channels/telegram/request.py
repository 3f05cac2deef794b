"""How python-telegram-bot's Bot talks HTTP: through aiohttp, a tenth of the CPU its own httpx costs (measured, see tests/bench/fanout.py).

It keeps two failures apart that matter for a message: NetworkError, it never left us; TimedOut, it may have arrived.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import aiohttp
from telegram import Bot
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT = 5.0
ANSWER = 15.0
UPLOAD = 60.0
IDLE = 20.0
"""Seconds a connection is kept unused: less than a server would, or the next message meets a closed door."""
CHUNK = 64 * 1024


class AiohttpRequest(BaseRequest):
    """One pool of connections, made in the loop that first uses it. `answer` is how many seconds an answer may take."""

    def __init__(self, *, answer: float = ANSWER) -> None:
        self._answer = answer
        self._session: aiohttp.ClientSession | None = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """An answer as JSON. One that cannot be read may be to a call that was acted on: TimedOut, as if it had not come."""
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise TimedOut("no readable answer") from None
        if not isinstance(answer, dict):
            raise TimedOut("no readable answer")
        return {"result": True} | answer

    @property
    def read_timeout(self) -> float | None:
        return self._answer

    async def initialize(self) -> None:
        """Nothing to do before the first request."""

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and body; the timeouts for writing and for a free connection are aiohttp's own."""
        uploads = request_data is not None and request_data.contains_files
        seconds = read_timeout if isinstance(read_timeout, int | float) else UPLOAD if uploads else self._answer
        body = _form(request_data) if request_data and uploads else None
        values = request_data.parameters if request_data and not uploads else None
        try:
            async with self._open().request(method, url, data=body, json=values, timeout=_timeout(seconds)) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as problem:
            raise NetworkError(f"not connected: {type(problem).__name__}") from None
        except (TimeoutError, aiohttp.ClientError) as problem:
            raise TimedOut(f"no answer: {type(problem).__name__}") from None

    async def stream(self, url: str) -> AsyncIterator[bytes]:
        """A file's content as it comes. The address holds the bot's token, so no error may tell it."""
        try:
            async with self._open().get(url, timeout=_timeout(UPLOAD)) as answer:
                if answer.status != 200:
                    raise NetworkError(f"download: {answer.status}")
                async for chunk in answer.content.iter_chunked(CHUNK):
                    yield chunk
        except (TimeoutError, aiohttp.ClientError) as problem:
            raise NetworkError(f"download: {type(problem).__name__}") from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(keepalive_timeout=IDLE)
            self._session = aiohttp.ClientSession(connector=connector, headers={"User-Agent": self.USER_AGENT}, trust_env=True)
        return self._session


async def ask(bot: Bot, method: str, *, within: float | None = None, **values: Any) -> Any:
    """A call whose answer is left as JSON; `within` is in seconds, else what a request or an upload may take.

    `_post` is what every method of Bot ends in; the methods themselves refuse a whole answer for one field they miss, and what was sent
    would be sent again.
    """
    return await bot._post(method, values, read_timeout=BaseRequest.DEFAULT_NONE if within is None else within)


def _timeout(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, sock_connect=CONNECT, sock_read=seconds)


def _form(data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)  # or 积分.csv would be called %E7%A7%AF…
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, BytesIO(content) if isinstance(content, bytes) else content, filename=filename, content_type=mime)
    return form
