"""The door of a callback URL: who may come in, how large, how late and how often; whoever may not learns a number, nothing else."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from traceback import extract_tb
from typing import Any, TypeVar

import structlog
import xmltodict
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.tencent.envelope import Forged, Malformed

log = structlog.get_logger()

T = TypeVar("T")

BODY_LIMIT = 1 << 17
"""Bytes of a body: a real callback has a few thousand, and whoever signs nothing may send as much."""
FRESH = timedelta(minutes=5)
"""How far a timestamp may be from now: the signature has no expiry of its own."""
REMEMBERED = timedelta(minutes=10)
LONGEST_ECHO = 64
RETRIED_WITHIN = timedelta(seconds=30)
"""The platform itself repeats within 3 × 5 s, maybe under the same signature; the same bytes later are somebody else's."""
COMMIT_WITHIN = 4.0
"""Seconds for our commit: at 5 s the platform hangs up and tries again."""

_OPENS, _CLOSES = b"<Encrypt>", b"</Encrypt>"
_QUOTE_OPENS, _QUOTE_CLOSES = b"<![CDATA[", b"]]>"
_SPACE = b" \t\r\n"
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 may not hold (section 2.2) and Tencent sends all the same."""
_NUMBERED = re.compile(r"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,8}));")


class TooLarge(Exception):
    """Over BODY_LIMIT: 413."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What stands in a callback's query: when, the word used once, and the signature."""

    timestamp: str
    nonce: str
    signature: str

    @classmethod
    def of(cls, query: Mapping[str, str], signature: str) -> Stamp:
        """Raises Malformed where one is missing."""
        values = [query.get(name, "") for name in ("timestamp", "nonce", signature)]
        if not all(values):
            raise Malformed("a parameter is missing")
        return cls(*values)

    def check_fresh(self, now: datetime) -> None:
        """Raises Forged for another time than ours, Malformed for no time at all."""
        if not (self.timestamp.isascii() and self.timestamp.isdecimal() and len(self.timestamp) <= 12):
            raise Malformed("timestamp")
        if abs(int(self.timestamp) - now.timestamp()) > FRESH.total_seconds():
            raise Forged("stale")


class Replays:
    """The signatures of the last ten minutes. A body that comes again is let through only as soon as the platform itself repeats it."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[str, str], tuple[datetime, bytes]] = OrderedDict()

    def admit(self, stamp: Stamp, body: bytes, now: datetime) -> None:
        """Raises Forged for a replay. Call it for what is known to be signed, so that strangers cannot fill the memory."""
        while self._seen and next(iter(self._seen.values()))[0] < now - REMEMBERED:
            self._seen.popitem(last=False)
        digest = hashlib.sha256(body).digest()
        first, known = self._seen.setdefault((stamp.nonce, stamp.signature), (now, digest))
        if known != digest or now - first > RETRIED_WITHIN:
            raise Forged("replayed")


async def read_body(request: Request) -> bytes:
    """The body, or TooLarge as soon as that is known."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared[:12]) > BODY_LIMIT:
        raise TooLarge
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise TooLarge
    return bytes(body)


def encrypted_part(body: bytes) -> str:
    """What stands in the one `<Encrypt>`. Neither parsed as XML nor matched by a pattern before its signature is known to be
    Tencent's: each step goes through the body once, whatever is in it. Raises Malformed."""
    before, opened, rest = body.partition(_OPENS)
    sealed, closed, after = rest.partition(_CLOSES)
    if not (opened and closed) or _OPENS in rest or _CLOSES in before or _CLOSES in after:
        raise Malformed("Encrypt")
    sealed = sealed.strip(_SPACE)
    if sealed.startswith(_QUOTE_OPENS) and sealed.endswith(_QUOTE_CLOSES):
        sealed = sealed[len(_QUOTE_OPENS) : -len(_QUOTE_CLOSES)]
    sealed = sealed.translate(None, _SPACE)
    if not sealed or sealed.translate(None, _BASE64):
        raise Malformed("Encrypt")
    return sealed.decode()


def echo(query: Mapping[str, str]) -> str:
    """What a console's check asks back. Raises Malformed where nothing is asked."""
    if not (asked := query.get("echostr", "").replace(" ", "+")):
        raise Malformed("a parameter is missing")
    return asked


def check_echo(words: str) -> str:
    """The words, where they are what a console asks back: a number. Raises Forged where they are somebody's message."""
    if not (words.isascii() and words.isdecimal() and len(words) <= LONGEST_ECHO):
        raise Forged("no echo")
    return words


def read_xml(words: str) -> dict[str, Any]:
    """The children of `<xml>`, whatever characters people typed; xmltodict refuses every entity declaration. Raises Malformed."""
    try:
        told = xmltodict.parse(_NUMBERED.sub(_legal, _ILLEGAL.sub("", words)))["xml"]
    except Exception:
        raise Malformed("xml") from None
    if not isinstance(told, dict):
        raise Malformed("xml")
    return told


def _legal(reference: re.Match[str]) -> str:
    """A character written as its number, where it may be written at all."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return reference[0] if number <= 0x10FFFF and not _ILLEGAL.match(chr(number)) else ""


def field(told: Mapping[str, Any], name: str) -> str:
    """The words of one tag, "" where it is absent or empty. Raises Malformed where it stands twice or holds others."""
    value = told.get(name)
    if isinstance(value, dict):
        value = value.get("#text", "") if all(key[0] in "@#" for key in value) else value
    if value is None or isinstance(value, str):
        return value or ""
    raise Malformed(name)


def moment(seconds: str, now: datetime) -> datetime:
    """The moment a callback speaks of; ours where it names none near."""
    if not (seconds.isascii() and seconds.isdecimal() and len(seconds) <= 12):
        return now
    said = datetime.fromtimestamp(int(seconds), UTC)
    return said if timedelta(0) <= now - said <= timedelta(days=1) else now


def listed(value: Any) -> list[Any]:
    """Repeated tags are a list, a single one is itself, none is None: always a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


async def committed(work: Coroutine[Any, Any, T]) -> T:
    """The outcome of what a callback asks for. Raises TimeoutError when it takes too long to be acknowledged; it goes on all the
    same, and the platform's retry finds it done."""
    task = asyncio.ensure_future(work)
    task.add_done_callback(lambda done: done.cancelled() or done.exception())  # nobody may be left to hear of its failure
    async with asyncio.timeout(COMMIT_WITHIN):
        return await asyncio.shield(task)


def routes(path: str, name: str, *, get: Handler, post: Handler) -> list[Route]:
    """The URL with and without a slash at its end: the console's check follows no redirect."""
    ends = {"GET": _guarded(name, get), "POST": _guarded(name, post)}
    return [Route(path + slash, handle, methods=[method]) for slash in ("", "/") for method, handle in ends.items()]


Handler = Callable[[Request], Awaitable[Response]]


def _guarded(name: str, handle: Handler) -> Handler:
    async def guarded(request: Request) -> Response:
        try:
            return await handle(request)
        except Forged as forged:
            status, why = 403, str(forged)
        except (Malformed, ClientDisconnect) as malformed:
            status, why = 400, str(malformed)
        except TooLarge:
            status, why = 413, "too large"
        except TimeoutError:
            status, why = 503, "not committed in time"
        except Exception as bug:
            status, why = 503, f"{type(bug).__name__} at {_place(bug)}"
        log.warning("callback refused", channel=name, status=status, why=why)
        return Response(status_code=status)

    return guarded


def _place(bug: Exception) -> str:
    """File and line alone: what a traceback quotes may hold somebody's words or a secret."""
    frame = extract_tb(bug.__traceback__)[-1]
    return f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
