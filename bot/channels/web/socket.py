"""One tab of a browser: it proves its session in the first frame, then frames go both ways over one web socket.

Frames are JSON objects; `t` names the kind; instants are milliseconds since 1970 UTC. A room is named as in its address:
a group by its name, somebody's private talk with the bot by `@name`.

From the page
    hello    {session, nonce, room, rooms: {room: rev}, language}    must be the first, within ten seconds; the browser's cookie proves the rest
    say      {id, room, text, files: [upload token…], to: seq|null}  `id` is the page's own name for it, the same when sent again
    press    {id, room, post: seq|null, says}                        a chip has no post
    react    {id, room, post, emoji, on}                             puts one of `reacts` under a post, or takes it away; again is no harm
    read     {room, seq}                                             read up to here
    history  {room, before: seq|null}                                the fifty posts before that one, or the newest
    panel    {room}                                                  cards, chips and words for this person in this room
    search   {room, words, before: seq|null}                         the newest posts that have these words, before that one
    stretch  {room, seq|at, way: -1|0|1}                             fifty posts before, around or after that post, or from that instant on
    members  {room}                                                  who sits in that room
    look     {id, page, subject, filters, sort, start}               a page of the desk, where the session is for one
    draft    {id, said: [sentence…]}                                 what would come of sentences that are typed there; nothing is kept
    ping     {}                                                      every twenty seconds; also looks for anything missed
    heard    {}                                                      at once on a pong: what lies between is the way there and back

To the page
    welcome  {me, bot, zone, now, reacts: [emoji], rooms: [{room, direct, rev, read, unread, posts, reset, more}],
              desk: {camp, language, pages: [[name, title]], until} or null}
             posts are the changes since the page's rev, or a first page with `reset`, or only the newest one
    posts    {room, posts}        new and changed posts, in the order of `rev`; the page keeps the highest rev of each seq;
             under a post `reactions: [[emoji, count, names, mine]]`, where the bot's name is ""
    page     {room, posts, more}  what `history` asked for
    ack      {id}                 committed. The line itself came just before, unless it was of a secret kind
    refused  {id, says, again}    not taken, and why; `again` is the number of seconds after which to try, or null for never
    later    {id, again}          could not be kept now; send the same again after that many seconds
    panel    {room, cards, chips: [[label, says]], online, count, menu?: [[words, help]]}  menu only where it changed
    presence {room, online, count}
    found    {room, words, posts, before, earlier: seq|null}  what `search` asked for, newest first; `earlier` is where to look on
    stretch  {room, way, seq, posts, earlier, later}  what `stretch` asked for; `seq` is the post it was asked for by
    members  {room, names}        everybody who sits there, online or not
    looked   {id, page, title, back, blocks}  what `look` asked for (bot/desk_page.py); or {id, page, says}: why it is not shown
    drafted  {id, messages: [parts…]}  what `draft` asked for; or {id, says}: why nothing would come of it
    read     {room, seq}          read in another tab of the same person
    whisper  {says}               a toast for this person alone
    pong     {now}
    bye      {why, says}          `ended`, `old` or `crowded`; the socket closes and coming back with the same session is no use

What is committed is acknowledged; what is not acknowledged is sent again under the same id, which the inbox knows as
`web:<session>:<id>`. A post reaches a tab by its `rev`, so coming back neither loses nor doubles one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NoReturn

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.channels.web import proof, reacting, search, tokens
from bot.channels.web.chat import WebChat
from bot.channels.web.hub import Frame, frame, milliseconds, post, quote
from bot.channels.web.page_frame import Malformed, clean, id_in, list_in, number_in, read, text_in
from bot.channels.web.person_limits import MOST_TABS, PersonLimits
from bot.channels.web.post_reference import address, reference
from bot.channels.web.sign_in import NOT_AT_THE_DESK
from bot.channels.web.welcome import PAGE, welcome
from bot.messages import Account, Address, Answer, FileRef, InboundEvent, Kind
from bot.parts import SAYS_LIMIT
from bot.phrases import Line, Phrase
from storage.channels import web
from storage.channels.web import sessions

log = logging.getLogger(__name__)

LARGEST_FRAME = 64 * 1024
LONGEST_TEXT = 10_000
MOST_FILES = 10
HELLO_WITHIN = 10.0
TOAST_WITHIN = timedelta(seconds=15)
MOST_MEMBERS = 2_000
LATEST = 4_102_444_800_000
"""Milliseconds: nobody looks for a day after 2099."""
SEEN_EVERY = timedelta(hours=1)
LONGEST_WAY = 10_000
"""Milliseconds after which a page takes its line for dead."""
BACKLOG = 2_000
"""Frames waiting for a browser that reads nothing; then the socket is closed, and it reads by rev when it comes back."""

ENDED = Phrase(
    zh="这台设备上的登录已经结束了。再进来：私聊小助发“网页”拿一个新链接，或请社群经理发你。",
    en="You are signed out on this device. To come back, send the bot “web” in private for a new link, or ask your community manager.",
)
OLD_PAGE = Phrase(zh="网页更新过了，请先刷新这一页。", en="The page is newer than the one you have open; reload it first.")
CROWDED = Phrase(
    zh="你已经开着 {most} 个页面了。关掉几个，再刷新这一页。",
    en="You have {most:tab|tabs} open already. Close some, then reload this one.",
)
TOO_FAST = Phrase(
    zh="发得有点快，{seconds} 秒后会自动再发。", en="That was a little fast; it will be sent again in {seconds} s."
)
TOO_LONG = Phrase(
    zh="这段话有 {length} 字，一条最多 {most} 字。可以存成文件发过来。",
    en="That is {length:character|characters}; one message holds {most}. You can send it as a file.",
)
TOO_BIG = Phrase(
    zh="这条内容太大，没有发出。可以存成文件发过来。", en="That is too large and was not sent. You can send it as a file."
)
FILE_GONE = Phrase(zh="附件已经失效，请重新选一次文件。", en="The attachment is no longer valid; choose the file again.")


class Over(Exception):
    """We end the talk, having said why."""


class Connection:
    """One socket, from its first frame to its last."""

    def __init__(self, chat: WebChat, socket: WebSocket) -> None:
        self._chat, self._socket = chat, socket
        self._out: asyncio.Queue[str | None] = asyncio.Queue()
        self._limits = PersonLimits()
        """A stranger's until the first frame says who it is."""
        self._menus: dict[str, tuple[str, str]] = {}
        self._closing = False
        self._ponged: datetime | None = None
        self.name = self.session = ""
        self.desk: int | None = None
        """The camp whose desk the session is for."""
        self._desk_until: datetime | None = None
        self._seen_at = chat.house.now()
        self.language = chat.language
        self.shown: dict[str, int] = {}

    async def run(self) -> None:
        await self._socket.accept()
        writing = asyncio.create_task(self._write())
        try:
            await self._talk()
        except (WebSocketDisconnect, Over, Malformed, TimeoutError):
            pass  # the page comes back by itself unless it was told bye
        finally:
            self._chat.hub.leave(self)
            self.close()
            with suppress(WebSocketDisconnect, RuntimeError):
                await writing

    def push(self, said: str) -> None:
        if self._closing:
            return
        if self._out.qsize() < BACKLOG:
            self._out.put_nowait(said)
        else:
            self.close()

    def close(self) -> None:
        """After what is already waiting."""
        if not self._closing:
            self._closing = True
            self._out.put_nowait(None)

    def end(self) -> None:
        """The session this tab came in by stands no more."""
        self.push(frame(t="bye", why="ended", says=self._line(ENDED())))
        self.close()

    # ── the two directions ───────────────────────────────────────────────────────────────────────────────────────────

    async def _write(self) -> None:
        while (said := await self._out.get()) is not None:
            await self._socket.send_text(said)
        await self._socket.close()

    async def _talk(self) -> None:
        async with asyncio.timeout(HELLO_WITHIN):
            hello = await self._next()
        await self._come_in(hello)
        while True:
            await self._act(await self._next())

    async def _next(self) -> Frame:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1000))
            text = message.get("text") or ""
            if len(text) > LARGEST_FRAME or len(text.encode(errors="replace")) > LARGEST_FRAME:
                self.push(frame(t="refused", id=None, says=self._line(TOO_BIG()), again=None))
            else:
                # The page never comes near; whoever does is simply read more slowly, all their tabs together.
                while wait := self._limits.frames.wait(asyncio.get_running_loop().time()):  # noqa: ASYNC110 - time makes the next one
                    await asyncio.sleep(wait)
                return read(text)

    async def _act(self, said: Frame) -> None:
        await self._see()
        match said["t"]:
            case "say":
                await self._say(said)
            case "press":
                await self._press(said)
            case "react":
                await self._react(said)
            case "read":
                await self._read_up_to(self._room(said), number_in(said, "seq") or 0)
            case "history":
                await self._history(self._room(said), number_in(said, "before"))
            case "panel":
                await self._panel(self._room(said))
            case "search":
                await self._search(said, self._room(said))
            case "stretch":
                await self._stretch(said, self._room(said))
            case "members":
                await self._members(self._room(said))
            case "look":
                await self._look(said)
            case "draft":
                await self._draft(said)
            case "ping":
                await self._ping()
            case "heard":
                await self._heard()
            case _:
                raise Malformed

    # ── coming in ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _come_in(self, hello: Frame) -> None:
        if hello["t"] != "hello":
            raise Malformed
        self.language = "zh" if text_in(hello, "language", 20, "zh").lower().startswith("zh") else "en"
        session, nonce = text_in(hello, "session", proof.LONGEST_SECRET, ""), text_in(hello, "nonce", proof.LONGEST_SECRET, "")
        if not nonce:  # a page from before an update has a token of another kind
            self._bye("old", OLD_PAGE())
        house, now = self._chat.house, self._chat.house.now()
        found = await house.look(lambda db: proof.proven(db, self._socket, self._chat.key, session, nonce, now))
        if found is None:
            self._bye("ended", ENDED())
        if len(self._chat.hub.tabs_of(found.name)) >= MOST_TABS:
            self._bye("crowded", CROWDED(most=MOST_TABS))
        self.name, self.session, self._seen_at = found.name, session, found.seen_at
        self.desk, self._desk_until = found.camp, found.until
        self._limits = self._chat.hub.limits.of(self.name)
        await self._see()
        await self._welcome(hello)

    async def _see(self) -> None:
        """The session is in use, and lasts from now: noted once an hour."""
        if (now := self._chat.house.now()) - self._seen_at >= SEEN_EVERY:
            self._seen_at = now
            await self._chat.house.keep(partial(sessions.see, session=self.session, at=now))

    def _bye(self, why: str, line: Line) -> NoReturn:
        self.push(frame(t="bye", why=why, says=self._line(line)))
        raise Over

    async def _welcome(self, hello: Frame) -> None:
        house, revs = self._chat.house, hello.get("rooms")
        wanted = text_in(hello, "room", 100, "")
        known = {room: rev for room, rev in revs.items() if type(rev) is int} if isinstance(revs, dict) else {}
        desk = await self._at_desk()
        who = {"name": self.name, "session": self.session, "language": self.language}
        told = await house.look(partial(welcome, chat=self._chat, **who, known=known, wanted=wanted))
        if desk is not None:
            told |= {"rooms": [room for room in told["rooms"] if room["direct"]]}
        self.shown = {room["room"]: room["rev"] for room in told["rooms"]}
        self.push(frame(**told, desk=desk))
        self._chat.hub.enter(self)

    async def _at_desk(self) -> Frame | None:
        """What the page of a desk begins with; None where the session is for none. Whoever has lost the role is turned away."""
        if self.desk is None or self._desk_until is None:
            return None
        told = await self._chat.house.desk(self._account, self._alone, self.desk, None)
        if told is None:
            self._bye("role", NOT_AT_THE_DESK())
        return {**told, "until": milliseconds(self._desk_until)}

    # ── what the page asks ───────────────────────────────────────────────────────────────────────────────────────────

    async def _say(self, said: Frame) -> None:
        name, room, text = id_in(said), self._room(said), clean(text_in(said, "text", LARGEST_FRAME, ""))
        if len(text) > LONGEST_TEXT:
            return self._refuse(name, TOO_LONG(length=len(text), most=LONGEST_TEXT))
        try:
            uploads = [self._upload(token) for token in list_in(said, "files", MOST_FILES)]
        except (tokens.Expired, tokens.Forged):
            return self._refuse(name, FILE_GONE())
        if not text.strip() and not uploads:
            raise Malformed
        to = number_in(said, "to")
        data = self._by
        data |= {"pictures": {upload.file: [upload.width, upload.height] for upload in uploads if upload.width}}
        if to is not None and (row := await self._chat.house.look(lambda db: web.post(db, room, to))) is not None:
            data |= {"quote": quote(row), "to_us": row.kind == "bot"}
        await self._hand_in(
            name,
            InboundEvent(
                self._key(name),
                self._chat.house.now(),
                address(room),
                self._account,
                Kind.SAID,
                text=text,
                about=None if to is None else reference(room, to),
                files=tuple(FileRef(upload.title, upload.size, upload.file) for upload in uploads),
                data=data,
            ),
        )

    async def _press(self, said: Frame) -> None:
        name, room, at, says = (
            id_in(said),
            self._room(said),
            number_in(said, "post"),
            clean(text_in(said, "says", SAYS_LIMIT, "")),
        )
        if not says or len(says.encode()) > SAYS_LIMIT:
            raise Malformed
        now = self._chat.house.now()
        await self._hand_in(
            name,
            InboundEvent(
                self._key(name),
                now,
                address(room),
                self._account,
                Kind.PRESSED,
                text=says,
                about=None if at is None else reference(room, at),
                answer=Answer(self.name, now + TOAST_WITHIN),
                data=self._by,
            ),
        )

    async def _react(self, said: Frame) -> None:
        """An emoji under a line is no word to the house: who sits there and whose session stands is asked where it is written."""
        name, room, at, emoji, on = (
            id_in(said),
            self._room(said),
            number_in(said, "post"),
            text_in(said, "emoji", 8, ""),
            said.get("on"),
        )
        if at is None or emoji not in reacting.EMOJI or type(on) is not bool:
            raise Malformed
        if wait := self._limits.words.wait(asyncio.get_running_loop().time()):
            return self._refuse(name, TOO_FAST(seconds=round(wait + 0.5)), again=wait)
        now = self._chat.house.now()

        def put(db: Any) -> bool:
            may = web.seat(db, self.name, room) is not None and sessions.stands(db, self.session, self.name, at=now)
            if may:
                web.react(db, room, at, self.name, emoji, on=on, at=now)
            return may

        try:
            if not await self._chat.house.keep(put):
                return await self._not_admitted()
            self._chat.written(room)
            await self._chat.hub.spread(room)
        except Exception as problem:
            log.warning("not kept: %s", type(problem).__name__)
            return self.push(frame(t="later", id=name, again=3))
        self.push(frame(t="ack", id=name))

    async def _hand_in(self, name: str, event: InboundEvent) -> None:
        """Commits, shows the line, acknowledges: in this order, so that the page swaps its own line for the real one."""
        if wait := self._limits.words.wait(asyncio.get_running_loop().time()):
            return self._refuse(name, TOO_FAST(seconds=round(wait + 0.5)), again=wait)
        try:
            receipt = await self._chat.house.receive(event)
            if not receipt.admitted:
                return await self._not_admitted()
            if event.kind is Kind.SAID:
                self._chat.written(event.address.room)
                await self._chat.hub.spread(event.address.room)
        except Exception as problem:
            log.warning("not kept: %s", type(problem).__name__)
            return self.push(frame(t="later", id=name, again=3))
        self.push(frame(t="ack", id=name))
        await self._chat.answer(receipt)

    async def _not_admitted(self) -> None:
        """The session has ended, or they sit there no more: then the page comes back to the rooms there are."""
        house = self._chat.house
        stands = await house.look(partial(sessions.stands, session=self.session, name=self.name, at=house.now()))
        if stands:
            self.close()
        else:
            self.end()

    async def _read_up_to(self, room: str, seq: int) -> None:
        await self._chat.house.keep(lambda db: web.read_up_to(db, self.name, room, seq))
        self._chat.hub.read(self, room, seq)

    async def _history(self, room: str, before: int | None) -> None:
        end = 2**62 if before is None else before
        rows = await self._chat.house.look(lambda db: web.page(db, room, end, PAGE + 1))
        posts = [post(row, self.session, self.name) for row in rows[-PAGE:]]
        self.push(frame(t="page", room=room, posts=posts, more=len(rows) > PAGE))

    async def _panel(self, room: str) -> None:
        house, where = self._chat.house, address(room)
        panel = await house.around(self._account, where, desk=self.desk)
        me = panel.cards.get("me", {})
        self.language, role = me.get("language", self.language), me.get("role", "learner")
        shown: Frame = {"room": room, "cards": panel.cards, "chips": [[chip.label, chip.says] for chip in panel.chips]}
        if self._menus.get(room) != (role, self.language):
            self._menus[room] = (role, self.language)
            shown["menu"] = [[item.words, item.help] for item in house.menu(role, self.language, direct=where.direct)]
        self.push(frame(t="panel", **shown))
        if not where.direct:
            self.push(self._chat.hub.presence(room))

    async def _look(self, said: Frame) -> None:
        """A page of the desk."""
        await self._desk("looked", self._chat.house.desk, said)

    async def _draft(self, said: Frame) -> None:
        """What is being composed there, as its readers would see it."""
        await self._desk("drafted", self._chat.house.desk_draft, said)

    async def _desk(self, kind: str, asks: Callable[[Account, Address, int, Frame], Awaitable[Any]], said: Frame) -> None:
        """Whoever has lost the role reads so, whatever they ask for."""
        if self.desk is None:
            raise Malformed
        name = id_in(said)
        try:
            told = await asks(self._account, self._alone, self.desk, said)
        except ValueError as problem:
            raise Malformed from problem
        self.push(frame(**{**(told or {"says": self._line(NOT_AT_THE_DESK())}), "t": kind, "id": name}))

    async def _search(self, said: Frame, room: str) -> None:
        words, before = clean(text_in(said, "words", search.LONGEST, "")), number_in(said, "before")
        start = 2**62 if before is None else before
        hits = await self._chat.house.look(partial(search.find, name=self.name, room=room, words=words, before=start))
        posts = [post(row, self.session, self.name) for row in hits.posts]
        self.push(frame(t="found", room=room, words=words, posts=posts, before=before, earlier=hits.earlier))

    async def _stretch(self, said: Frame, room: str) -> None:
        seq, at, way = number_in(said, "seq"), number_in(said, "at"), said.get("way")
        if way not in (-1, 0, 1) or (seq is None) == (at is None) or (at or 0) > LATEST:
            raise Malformed
        part = await self._chat.house.look(partial(search.around, name=self.name, room=room, seq=seq, at=at, way=way))
        posts = [post(row, self.session, self.name) for row in part.posts]
        self.push(frame(t="stretch", room=room, way=way, seq=seq, posts=posts, earlier=part.earlier, later=part.later))

    async def _members(self, room: str) -> None:
        names = await self._chat.house.look(partial(web.members, room=room, most=MOST_MEMBERS))
        self.push(frame(t="members", room=room, names=names))

    async def _ping(self) -> None:
        """Says the time; shows what another process may have written."""
        self._ponged = self._chat.house.now()
        self.push(frame(t="pong", now=milliseconds(self._ponged)))
        for room in self.shown:
            self._chat.hub.changed(room)

    async def _heard(self) -> None:
        """Notes how long the pong's way there and back was. Longer than the page waits for one it says nothing of the way."""
        ponged, self._ponged = self._ponged, None
        if ponged is None:
            return
        took = (self._chat.house.now() - ponged) // timedelta(milliseconds=1)
        if 0 <= took <= LONGEST_WAY and self._limits.may_be_heard(asyncio.get_running_loop().time()):
            ping = next(self._chat.hub.pings)
            await self._chat.house.keep(lambda db: web.pinged(db, ping, took))

    # ── small things ─────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _by(self) -> dict[str, Any]:
        """What goes with everything they say: the session, and the camp whose desk it is for."""
        return {"session": self.session} | ({} if self.desk is None else {"desk": self.desk})

    @property
    def _alone(self) -> Address:
        return address(tokens.private_room(self.name))

    @property
    def _account(self) -> Account:
        return Account("web", self.name, self.name, self.language)

    def _key(self, name: str) -> str:
        return f"web:{self.session}:{name}"

    def _line(self, line: Line) -> str:
        return line.to(self.language)

    def _refuse(self, name: str, line: Line, again: float | None = None) -> None:
        self.push(frame(t="refused", id=name, says=self._line(line), again=again))

    def _room(self, said: Frame) -> str:
        room = text_in(said, "room", 100, "")
        if room not in self.shown:
            raise Malformed
        return room

    def _upload(self, token: Any) -> tokens.Upload:
        if not isinstance(token, str):
            raise Malformed
        upload = tokens.read_upload(self._chat.key, token, self._chat.house.now())
        if upload.name != self.name:
            raise tokens.Forged
        return upload
