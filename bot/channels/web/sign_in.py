"""Signing in and out over HTTP: the page posts what stood behind the # of a link, and gets a session of its own for it.

A GET never uses a link up, so that a chat's preview of it does not either. The page makes its nonce before it asks and asks again with the same
one while it has no answer: the same session is opened, once. Nothing is told to a page that is not ours, and no page may ask without end.

    POST /web/session      {token, nonce, name?, session?, proof?, language} → {session, name, room, welcome?}, the last as the socket's first frame
                           an invitation without a name → {asks: "name", room, camp}; what cannot be → {why, says, name?}
                           a link to the desk, or {desk: camp, session, proof, nonce} from the chat → {session, name, room, desk: camp's name}
    POST /web/session/end  with the session's proof: it ends, and its cookie goes
"""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import secrets
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from bot.channels.web import proof, tokens
from bot.channels.web.chat import WebChat
from bot.channels.web.device import device_of
from bot.channels.web.hub import Frame, frame
from bot.channels.web.new_names import Unusable, new_name
from bot.channels.web.post_reference import address
from bot.channels.web.token_bucket import TokenBucket
from bot.channels.web.welcome import welcome
from bot.messages import Account, InboundEvent, Kind
from bot.phrases import Line, Phrase
from storage.channels import web
from storage.channels.web import invitations, sessions

log = logging.getLogger(__name__)

LARGEST_BODY = 8 * 1024
REMEMBERED = 5_000
"""Addresses whose tries are counted; who asked longest ago comes back with fresh ones."""
QUICKLY = 5
"""How hard a first page of posts is compressed: a phone far away waits longer for its bytes than for this."""
NONCE = range(20, 101)
"""Characters a nonce may have: the page makes 32 by chance."""

USED = Phrase(
    zh="这个登录链接用过或作废了，一个链接只能用一次。再要一个：私聊小助发“网页”，或请社群经理发你。",
    en="This sign-in link was used or replaced; each works once. For another, send the bot “web” in private, or ask your community manager.",
)
EXPIRED = Phrase(
    zh="这个登录链接已经过期了（24小时内有效）。再要一个：私聊小助发“网页”，或请社群经理发你。",
    en="This sign-in link has expired (it works for 24 hours). For another, send the bot “web” in private, or ask your community manager.",
)
DESK_USED = Phrase(
    zh="这个工作台链接用过或作废了，一个链接只能用一次。再要一个：私聊小助发“工作台”。",
    en="This link to the desk was used or replaced; each works once. For another, send the bot “desk” in private.",
)
DESK_EXPIRED = Phrase(
    zh="这个工作台链接已经过期了（12小时内有效）。再要一个：私聊小助发“工作台”。",
    en="This link to the desk has expired (it works for 12 hours). For another, send the bot “desk” in private.",
)
NOT_AT_THE_DESK = Phrase(
    zh="工作台是这个营的社群经理和专家用的，你现在不在其中。",
    en="The desk is for the camp's managers and experts, and you are none of them now.",
)
FORGED = Phrase(
    zh="这个链接不完整，或者不是这里发出的。请从原消息里重新完整复制，或请社群经理再发一个。",
    en="This link is incomplete or was not made here. Copy it again in full, or ask your community manager for a new one.",
)
OVER = Phrase(
    zh="这个邀请已经过期了。请邀请你的社群经理再发一个。",
    en="This invitation has expired. Ask the community manager who invited you for another.",
)
REVOKED = Phrase(
    zh="这个邀请已经收回了。请邀请你的社群经理再发一个。",
    en="This invitation was withdrawn. Ask the community manager who invited you for another.",
)
FULL = Phrase(
    zh="这个邀请的名额已经满了。请邀请你的社群经理再发一个。",
    en="All seats of this invitation are taken. Ask the community manager who invited you for another.",
)
TOO_OFTEN = Phrase(
    zh="试得太频繁了，请过{seconds}秒再试。", en="Too many tries from here; try again in {seconds:second|seconds}."
)


class Turned(Exception):
    """Whoever asks is not let in: `why` for the page, `line` for the person, `name` whose link it was."""

    def __init__(self, why: str, line: Line, name: str = "") -> None:
        super().__init__(why)
        self.why, self.line, self.name = why, line, name


class Came(NamedTuple):
    """Somebody is in: their session, the room it is about, what names their coming once, and the role the link gives."""

    session: str
    name: str
    room: str
    key: str
    role: str | None
    desk: int | None = None
    camp: str = ""


@dataclass(slots=True)
class Tries:
    """What one address may ask: a whole office sits behind one, so that little is allowed only of what is forged."""

    asked: TokenBucket = field(default_factory=lambda: TokenBucket(600, 10))
    forged: TokenBucket = field(default_factory=lambda: TokenBucket(10, 1 / 30))
    locked_until: float = 0.0


class SignIn:
    """The two endpoints under /web/session."""

    def __init__(self, chat: WebChat) -> None:
        self._chat = chat
        self._tries: OrderedDict[str, Tries] = OrderedDict()

    async def open(self, request: Request) -> Response:
        """A session for what the page brings."""
        if not self._is_ours(request):
            return Response(status_code=403)
        asked = await posted_by(request)
        if asked is None:
            return Response(status_code=400)
        language = _language(asked)
        tries = self._tries_of(request)
        if wait := self._wait(tries):
            return JSONResponse({"why": "tries", "says": TOO_OFTEN(seconds=wait).to(language), "again": wait}, status_code=429)
        try:
            return await self._open(request, asked)
        except tokens.Forged:
            now = asyncio.get_running_loop().time()
            tries.locked_until = now + tries.forged.wait(now)
            turned = Turned("forged", FORGED())
        except Unusable as problem:
            turned = Turned("name", problem.line)
        except Turned as problem:
            turned = problem
        except Exception as problem:  # the page asks again by itself
            log.warning("nobody signed in: %s", type(problem).__name__)
            return Response(status_code=503, headers=NEVER_KEPT)
        said = {"why": turned.why, "says": turned.line.to(language)} | ({"name": turned.name} if turned.name else {})
        return JSONResponse(said, status_code=400)

    async def end(self, request: Request) -> Response:
        """The session that proves itself is over."""
        if not self._is_ours(request):
            return Response(status_code=403)
        house, (session, nonce) = self._chat.house, proof.bearer(request)

        def end(db: Any) -> sessions.Proven | None:
            found = proof.proven(db, request, self._chat.key, session, nonce, house.now())
            return found if found is not None and sessions.end(db, session, found.name) else None

        ended = await house.keep(end)
        if ended is None:
            return Response(status_code=403)
        gone = proof.cookie(self._chat.key, ended.name, "", ended.camp, is_secure=_is_secure(request))
        return JSONResponse({}, headers=gone | NEVER_KEPT)

    # ── who may ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _is_ours(self, request: Request) -> bool:
        return self._chat.is_ours(request.headers.get("origin"), request.headers.get("host", ""))

    def _tries_of(self, request: Request) -> Tries:
        at = request.client.host if request.client else ""
        tries = self._tries.setdefault(at, Tries())
        self._tries.move_to_end(at)
        if len(self._tries) > REMEMBERED:
            self._tries.popitem(last=False)
        return tries

    def _wait(self, tries: Tries) -> int:
        """Seconds until this address may ask again; 0 for now."""
        now = asyncio.get_running_loop().time()
        wait = max(tries.locked_until - now, 0.0) or tries.asked.wait(now)
        return 0 if wait <= 0 else max(1, round(wait + 0.5))

    # ── coming in ──────────────────────────────────────────────────────────────────────────────────────────────────

    async def _open(self, request: Request, asked: dict[str, Any]) -> Response:
        """Raises Turned, Forged or Unusable."""
        token, nonce = _word(asked, "token", 2_000), _word(asked, "nonce", NONCE[-1])
        if len(nonce) not in NONCE:
            raise tokens.Forged
        now, secret = self._chat.house.now(), secrets.token_urlsafe(32)
        arriving = Arriving(self._chat, request, nonce, secret)
        if "desk" in asked:
            came = await self._chat.house.keep(partial(arriving.from_chat, asked=asked))
            return self._given(request, came, secret)
        try:
            link = self._read(token, now)
        except tokens.Expired as old:
            line = DESK_EXPIRED() if isinstance(old.said, tokens.DeskLink) else EXPIRED()
            raise Turned("expired", line, getattr(old.said, "name", "")) from old
        if isinstance(link, tokens.DeskLink):
            came = await self._chat.house.keep(partial(arriving.by_desk_link, link=link))
        elif isinstance(link, tokens.Link):
            came = await self._chat.house.keep(partial(arriving.by_link, link=link))
        elif not asked.get("name") and not asked.get("session"):
            return JSONResponse(await self._chat.house.look(partial(arriving.invited, number=link.number)), headers=NEVER_KEPT)
        else:
            came = await self._chat.house.keep(partial(arriving.by_invitation, number=link.number, asked=asked))
        await self._announce(came)
        told = await self._chat.house.look(partial(self._told, came=came, language=_language(asked))) if came.room else None
        return self._given(request, came, secret, told)

    def _read(self, token: str, now: datetime) -> tokens.Link | tokens.DeskLink | tokens.Invited:
        """Which of the links it is. Raises Expired or Forged."""
        for read in (tokens.read_link, tokens.read_desk_link):
            with suppress(tokens.Forged):
                return read(self._chat.key, token, now)
        return tokens.read_invitation(self._chat.key, token, now)

    def _told(self, db: Any, *, came: Came, language: str) -> Frame:
        """What their page is welcomed with before its line is open."""
        who = {"name": came.name, "session": came.session, "language": language}
        return welcome(db, chat=self._chat, **who, known={}, wanted=came.room)

    def _given(self, request: Request, came: Came, secret: str, told: Frame | None = None) -> Response:
        kept = proof.cookie(self._chat.key, came.name, secret, came.desk, is_secure=_is_secure(request))
        said: Frame = {"session": came.session, "name": came.name, "room": came.room}
        said |= {"desk": came.camp} if came.camp else {}
        said |= {} if told is None else {"welcome": told}
        body, headers = frame(**said).encode(), kept | NEVER_KEPT | {"Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            body, headers = gzip.compress(body, QUICKLY), headers | {"Content-Encoding": "gzip"}
        return Response(body, media_type="application/json", headers=headers)

    async def _announce(self, came: Came) -> None:
        """The house hears once of a new seat, and of a role each time a link gives one."""
        house = self._chat.house
        for room, kind in ((tokens.private_room(came.name), Kind.REACHABLE), (came.room, Kind.JOINED)):
            if not room:
                continue
            seat = await house.look(partial(web.seat, name=came.name, room=room))
            role = came.role if kind is Kind.JOINED else None
            if seat is None or (seat.welcomed and not role):
                continue
            data = {"session": came.session} | ({"role": role} if role else {})
            who = Account("web", came.name, came.name)
            await house.receive(InboundEvent(f"{came.key}:{kind}", house.now(), address(room), who, kind, data=data))
            await house.keep(partial(web.welcomed, name=came.name, room=room))
            self._chat.written(room)


class Arriving:
    """One request that asks to come in, and what is written for it. Each method is one transaction."""

    def __init__(self, chat: WebChat, request: Request, nonce: str, secret: str) -> None:
        self._chat, self._request, self._nonce, self._secret = chat, request, nonce, secret

    def by_link(self, db: Any, link: tokens.Link) -> Came:
        """Uses the link up. Raises Turned."""
        if web.serial(db, link.name, self._chat.key) != link.serial:
            raise Turned("used", USED(), link.name)
        if not sessions.use(db, link.id, nonce=self._nonce, at=self._chat.house.now()):
            raise Turned("used", USED(), link.name)
        session = self._session(db, link.name)
        self._seats(db, link.name, link.room)
        return Came(session, link.name, link.room, f"web:link:{link.id}", link.role)

    def by_desk_link(self, db: Any, link: tokens.DeskLink) -> Came:
        """Uses the link up. Raises Turned."""
        if web.serial(db, link.name, self._chat.key) != link.serial:
            raise Turned("used", DESK_USED(), link.name)
        if not sessions.use(db, link.id, nonce=self._nonce, at=self._chat.house.now()):
            raise Turned("used", DESK_USED(), link.name)
        return self._at_desk(db, link.name, link.camp)

    def from_chat(self, db: Any, asked: dict[str, Any]) -> Came:
        """Somebody signed in to the chat comes to the desk of a camp of theirs. Raises Turned."""
        session, nonce, camp = _word(asked, "session", 40), _word(asked, "proof", NONCE[-1]), asked["desk"]
        found = proof.proven(db, self._request, self._chat.key, session, nonce, self._chat.house.now())
        if found is None or found.camp is not None or type(camp) is not int or not 0 < camp < 2**62:
            raise Turned("forged", NOT_AT_THE_DESK())
        return self._at_desk(db, found.name, camp)

    def _at_desk(self, db: Any, name: str, camp: int) -> Came:
        called = self._chat.house.desk_of(db, Account("web", name, name), camp)
        if called is None:
            raise Turned("role", NOT_AT_THE_DESK())
        session = self._session(db, name, camp)
        self._seats(db, name, "")
        return Came(session, name, "", f"web:desk:{session}", None, camp, called)

    def invited(self, db: Any, number: int) -> dict[str, str]:
        """What an invitation is into, before anybody has said who they are. Raises Turned."""
        found = self._invitation(db, number)
        if found.taken >= found.seats:
            raise Turned("full", FULL())
        return {"asks": "name", "room": found.room, "camp": found.camp_name}

    def by_invitation(self, db: Any, number: int, asked: dict[str, Any]) -> Came:
        """Takes a seat of it, for somebody new or for who is signed in here already. Raises Turned or Unusable."""
        found = self._invitation(db, number)
        key = f"web:invitation:{number}"
        if _word(asked, "session", 40):
            session, name = self._known(db, asked)
            if web.seat(db, name, found.room) is None and not invitations.take(db, number):
                raise Turned("full", FULL())
        else:
            name = _word(asked, "name", 1_000)
            if (again := sessions.reopened(db, name.strip(), secret=self._secret, nonce=self._nonce)) is not None:
                return Came(again, name.strip(), found.room, f"{key}:{name.strip()}", None)
            name = new_name(db, self._chat, name, address(found.room))
            if not invitations.take(db, number):
                raise Turned("full", FULL())
            web.reserve(db, name)
            session = self._session(db, name)
        self._seats(db, name, found.room)
        return Came(session, name, found.room, f"{key}:{name}", None)

    def _invitation(self, db: Any, number: int) -> invitations.Invitation:
        found = invitations.find(db, number)
        if found is None or not found.stands:
            raise Turned("revoked", REVOKED())
        if found.until <= self._chat.house.now():
            raise Turned("expired", OVER())
        return found

    def _known(self, db: Any, asked: dict[str, Any]) -> tuple[str, str]:
        """The session that was here before, with a fresh secret. Raises Turned."""
        session, nonce = _word(asked, "session", 40), _word(asked, "proof", NONCE[-1])
        found = proof.proven(db, self._request, self._chat.key, session, nonce, self._chat.house.now())
        if found is None or found.camp is not None:
            raise Turned("forged", FORGED())
        sessions.reopened(db, found.name, secret=self._secret, nonce=nonce)
        return session, found.name

    def _session(self, db: Any, name: str, desk: int | None = None) -> str:
        """The session of whoever asks; the one this browser had for that account, or for its desk, is over."""
        again = sessions.reopened(db, name, secret=self._secret, nonce=self._nonce)
        if again is not None:
            return again
        if old := proof.secret_of(self._request, self._chat.key, name, desk):
            sessions.end_by_secret(db, name, old)
        session, device = secrets.token_hex(8), device_of(self._request.headers.get("user-agent", ""))
        now = self._chat.house.now()
        given: dict[str, Any] = {"secret": self._secret, "nonce": self._nonce, "device": device}
        sessions.open_session(db, session, name, at=now, desk=desk, **given)
        return session

    def _seats(self, db: Any, name: str, room: str) -> None:
        for place in filter(None, (tokens.private_room(name), room)):
            self._chat.seat(db, name, place)


NEVER_KEPT = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}


def _language(asked: dict[str, Any]) -> str:
    """Of the page. Raises Forged."""
    said = _word(asked, "language", 20)
    return "en" if said and not said.lower().startswith("zh") else "zh"


def _is_secure(request: Request) -> bool:
    """Whether the page came over https: its origin, which was checked to be ours, says so also behind a proxy."""
    return request.headers.get("origin", "").startswith("https://")


async def posted_by(request: Request) -> dict[str, Any] | None:
    """What the page posts; None for what no page of ours would."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return None
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                return None
        asked = json.loads(body)
    except (ValueError, RecursionError, ClientDisconnect):
        return None
    return asked if isinstance(asked, dict) else None


def _word(asked: dict[str, Any], name: str, longest: int) -> str:
    value = asked.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest:
        raise tokens.Forged
    return value
