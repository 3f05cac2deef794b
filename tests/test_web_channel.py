"""The web chat's server side, over a real server and a real socket: who may see what, and that nothing is lost or said twice."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bot.channels.web import tokens
from bot.channels.web.page import Page
from bot.channels.web.person_limits import MOST_TABS, MOST_UPLOADS
from bot.channels.web.socket import LARGEST_FRAME, LONGEST_TEXT
from bot.channels.web.token_bucket import TokenBucket
from bot.clock import HandClock
from bot.messages import Account, Kind, Quote
from bot.parts import Button, Buttons, Text
from storage import channel_latency
from storage.channels import web
from tests.patience import PATIENCE
from tests.standins.house import KEY, ROOM, RoteHouse, png, served
from tests.standins.sign_in import NO_TLS, SignedIn, line_to, sign_in

START = datetime(2026, 5, 6, 0, 10, tzinfo=UTC)


class Tab:
    """A browser's tab as the server sees it: frames out, frames in."""

    def __init__(self, socket: ClientConnection, url: str) -> None:
        self.socket, self.url = socket, url
        self.welcome: dict[str, Any] = {}
        self.named = 0
        self.waiting: list[dict[str, Any]] = []

    async def send(self, **frame: Any) -> None:
        await self.socket.send(json.dumps(frame))

    async def next(self, *kinds: str) -> dict[str, Any]:
        """The next frame of a kind; others are passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                frame: dict[str, Any] = json.loads(await self.socket.recv())
                if frame["t"] in kinds:
                    return frame

    async def say(self, text: str, room: str = ROOM, name: str = "", **more: Any) -> str:
        """Says it and waits until it is kept; the name it was sent under."""
        self.named += 1
        name = name or f"n{self.named}"
        await self.send(t="say", id=name, room=room, text=text, **more)
        assert (await self.next("ack"))["id"] == name
        return name

    async def post(self, room: str = ROOM) -> dict[str, Any]:
        """The next thing said in the room; the small lines about it are passed over."""
        while not self.waiting:
            frame = await self.next("posts")
            self.waiting += [post for post in frame["posts"] if frame["room"] == room and post["kind"] != "note"]
        return self.waiting.pop(0)

    async def alive(self) -> None:
        """Everything sent before was taken in."""
        await self.send(t="ping")
        await self.next("pong")

    def room(self, name: str = ROOM) -> dict[str, Any]:
        return next(room for room in self.welcome["rooms"] if room["room"] == name)

    by: SignedIn


def words(post: dict[str, Any]) -> str:
    return "".join(run for part in post["parts"] if part[0] == "text" for run in part[1])


@pytest.fixture
def clock():
    return HandClock(START)


@pytest.fixture
def house(tmp_path, clock):
    house = RoteHouse(tmp_path, clock.now)
    yield house
    house.close()


@pytest.fixture
async def url(house):
    async with served(house) as url:
        yield url


@asynccontextmanager
async def opened(url: str, hello: dict[str, Any], cookie: str = "", origin: str = "") -> AsyncIterator[Tab]:
    async with line_to(url, cookie, origin) as line:
        tab = Tab(line, url)
        await tab.send(t="hello", language="zh-CN", **hello)
        yield tab


@asynccontextmanager
async def seated(
    house: RoteHouse, url: str, name: str, room: str = ROOM, by: SignedIn | None = None, **hello: Any
) -> AsyncIterator[Tab]:
    """Somebody who came in by a fresh link, or by the session passed in."""
    by = by or await sign_in(url, token(house, name, room))
    async with opened(url, {"room": by.room, **by.hello, **hello}, by.cookie) as tab:
        tab.by = by
        tab.welcome = await tab.next("welcome")
        yield tab


def token(house: RoteHouse, name: str, room: str = ROOM, **more: Any) -> str:
    return house.link(name, room, **more).partition("#")[2]


# ── coming in ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_link_opens_its_room_and_a_room_alone_with_the_bot_and_nothing_else(house, url):
    async with seated(house, url, "周航", "另一个群"), seated(house, url, "林晓") as tab:
        assert {room["room"] for room in tab.welcome["rooms"]} == {ROOM, "@林晓"}
        assert tab.welcome["me"]["name"] == "林晓"


async def test_no_room_is_readable_by_anothers_link(house, url):
    async with seated(house, url, "周航", "另一个群") as other, seated(house, url, "林晓") as tab:
        await other.say("只给这里看", "另一个群")
        for asked in ({"t": "history", "room": "另一个群"}, {"t": "say", "id": "x", "room": "@周航", "text": "嗨"}):
            async with seated(house, url, "林晓") as nosy:
                await nosy.send(**asked)
                with pytest.raises(ConnectionClosed):
                    await nosy.next("page")
        await tab.alive()
    assert all(event.address.room != "@周航" for event in house.events if event.kind is Kind.SAID)


def test_no_link_opens_somebodys_private_room():
    with pytest.raises(ValueError, match="private"):
        tokens.make_link(KEY, "", "@周航", "林晓", now=START)


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 41, "\u202eabc"])
def test_a_name_that_cannot_be_read_gets_no_link(name):
    with pytest.raises(ValueError, match="printable"):
        tokens.make_link(KEY, "", ROOM, name, now=START)


async def test_the_house_hears_once_that_somebody_came_and_every_time_of_a_role(house, url):
    for _ in range(2):
        await sign_in(url, token(house, "林晓"))
    assert [event.kind for event in house.events] == [Kind.REACHABLE, Kind.JOINED]
    by = await sign_in(url, token(house, "林晓", role="manager"))
    assert house.events[-1].data == {"role": "manager", "session": by.session}


async def test_whoever_comes_new_has_nothing_unread_and_is_announced_by_a_small_line(house, url):
    await house.furnish()
    async with seated(house, url, "林晓") as tab:
        assert tab.room()["unread"] == 0
        assert tab.room()["posts"][-1]["kind"] == "note"
        assert words(tab.room()["posts"][-1]) == "林晓 来了"


async def test_the_way_to_a_page_and_back_is_measured_by_its_ping(house, url, clock):
    async with seated(house, url, "林晓") as tab:
        for took in (11_000, 40):
            await tab.alive()
            clock.move(timedelta(milliseconds=took))
            await tab.send(t="heard")
        await tab.send(t="heard")
        await tab.alive()
    assert await house.look(lambda db: channel_latency.round_trips(db, "web")) == [40]


async def test_twenty_tabs_of_one_person_are_one_voice_in_the_delay(house, url, clock):
    async with AsyncExitStack() as tabs:
        for name in ("周航", "林晓", *["陈野"] * 18):
            tab = await tabs.enter_async_context(seated(house, url, name))
            for _ in range(3):
                await tab.alive()
                clock.move(timedelta(milliseconds=1_700 if name == "陈野" else 20))
                await tab.send(t="heard")
            await tab.alive()
    assert sorted(await house.look(lambda db: channel_latency.round_trips(db, "web"))) == [20, 20, 1_700]


async def test_more_tabs_than_anybody_reads_are_turned_away_with_a_sentence(house, url):
    async with AsyncExitStack() as tabs:
        for _ in range(MOST_TABS):
            await tabs.enter_async_context(seated(house, url, "林晓"))
        by = await sign_in(url, token(house, "林晓"))
        async with opened(url, by.hello, by.cookie) as tab:
            assert "关掉几个" in (await tab.next("bye"))["says"]
        async with seated(house, url, "周航") as other:
            assert other.welcome


async def test_many_tabs_of_one_person_speak_no_faster_than_one(house, url):
    async with AsyncExitStack() as stack:
        tabs = [await stack.enter_async_context(seated(house, url, "林晓")) for _ in range(6)]
        for number in range(5):
            for at, tab in enumerate(tabs):
                await tab.send(t="say", id=f"n{at}x{number}", room=ROOM, text="快")
        for tab in tabs:
            await tab.alive()
    assert 15 <= len([event for event in house.events if event.text == "快"]) <= 20


async def test_one_person_has_no_more_than_three_files_on_their_way(house, url):
    async with seated(house, url, "林晓") as tab, httpx.AsyncClient(verify=NO_TLS) as client:
        go, held = asyncio.Event(), asyncio.Semaphore(0)

        async def slow():
            yield b"x"
            held.release()
            await go.wait()
            yield b"y"

        def upload(content):
            headers = {**tab.by.headers, "Origin": url}
            return client.post(f"{url}/web/files", params={"room": ROOM, "name": "a.txt"}, content=content, headers=headers)

        under_way = [asyncio.create_task(upload(slow())) for _ in range(MOST_UPLOADS)]
        for _ in under_way:
            await held.acquire()
        async with asyncio.timeout(PATIENCE):
            while house.channel.hub.limits.of("林晓").uploading < MOST_UPLOADS:  # noqa: ASYNC110 - the server tells nobody that it has begun
                await asyncio.sleep(0.01)
        assert (await upload(b"z")).status_code == 429
        go.set()
        assert [answer.status_code for answer in await asyncio.gather(*under_way)] == [200] * MOST_UPLOADS
        assert (await upload(b"z")).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1"])
async def test_another_sites_page_gets_no_socket(house, url, origin):
    by = await sign_in(url, token(house, "林晓"))
    with pytest.raises(InvalidStatus):
        async with opened(url, by.hello, by.cookie, origin):
            pass


# ── talking ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_what_one_says_everybody_in_the_room_sees_and_the_bot_answers(house, url):
    async with seated(house, url, "林晓") as ann, seated(house, url, "周航") as bob:
        await ann.say("打卡 读完第三章")
        assert words(await bob.post()) == "打卡 读完第三章"
        answer = await bob.post()
        assert answer["kind"] == "bot"
        assert words(answer).startswith("✅ 林晓")


async def test_the_senders_tab_knows_its_own_line_and_nobody_elses_tab_does(house, url):
    async with seated(house, url, "林晓") as ann, seated(house, url, "周航") as bob:
        await ann.send(t="say", id="mine", room=ROOM, text="早")
        assert (await ann.post())["id"] == "mine"
        assert "id" not in await bob.post()


async def test_sent_again_under_the_same_name_it_is_said_once(house, url):
    async with seated(house, url, "林晓") as tab:
        for _ in range(3):
            await tab.say("打卡", name="same")
        by = tab.by
    async with seated(house, url, "林晓", by=by, room=ROOM) as tab:
        await tab.say("打卡", name="same")
        rows = await house.look(lambda db: web.page(db, ROOM, 2**62, 50))
    assert [row.author for row in rows if row.kind == "person"] == ["林晓"]
    assert len([event for event in house.events if event.text == "打卡"]) == 1


async def test_what_could_not_be_kept_is_not_acknowledged_and_goes_through_when_sent_again(house, url):
    async with seated(house, url, "林晓") as tab:
        house.broken = True
        await tab.send(t="say", id="a", room=ROOM, text="早")
        assert (await tab.next("later"))["id"] == "a"
        house.broken = False
        await tab.say("早", name="a")
    assert [event.text for event in house.events if event.kind is Kind.SAID] == ["早"]


async def test_away_for_a_while_neither_loses_nor_doubles(house, url):
    async with seated(house, url, "林晓") as ann:
        await ann.say("一")
        rev, by = (await house.look(lambda db: web.rev(db, ROOM))), ann.by
    async with seated(house, url, "周航") as bob:
        for text in ("二", "三", "四"):
            await bob.say(text)
        async with seated(house, url, "林晓", by=by, rooms={ROOM: rev}) as ann:
            back = ann.room()
            assert back["reset"] is False
            assert [words(post) for post in back["posts"] if post["kind"] == "person"] == ["二", "三", "四"]
            await bob.say("五")
            assert words(await ann.post()) == "五"


async def test_an_edit_reaches_those_who_look_and_those_who_come_back(house, url):
    sent = await house.post(Text.of("报名 0 人"))
    async with seated(house, url, "林晓") as tab:
        before = tab.room()["rev"]
        await house.post(Text.of("报名 1 人"), replaces=sent.refs)
        edit = await tab.post()
        assert (words(edit), edit["seq"]) == ("报名 1 人", int(sent.refs[0].rpartition("#")[2]))
        assert edit["edited"]
        by = tab.by
    async with seated(house, url, "林晓", by=by, rooms={ROOM: before}) as tab:
        assert [words(post) for post in tab.room()["posts"]] == ["报名 1 人"]


async def test_the_same_delivery_twice_is_one_line(house, url):
    first = await house.post(Text.of("早"), key=7)
    assert (await house.post(Text.of("早"), key=7)).refs == first.refs
    assert len(await house.look(lambda db: web.page(db, ROOM, 2**62, 50))) == 1


async def test_after_a_long_absence_the_room_starts_afresh_and_history_pages_back(house, url):
    async with seated(house, url, "林晓") as tab:
        rev, by = tab.room()["rev"], tab.by
    for n in range(260):
        await house.post(Text.of(str(n)))
    async with seated(house, url, "林晓", by=by, rooms={ROOM: rev}) as tab:
        room = tab.room()
        assert room["reset"] and room["more"]
        seen = [words(post) for post in room["posts"]]
        first = room["posts"][0]["seq"]
        more = True
        while more:
            await tab.send(t="history", room=ROOM, before=first)
            page = await tab.next("page")
            seen = [words(post) for post in page["posts"]] + seen
            first, more = page["posts"][0]["seq"], page["more"]
        assert seen == ["林晓 来了", *map(str, range(260))]


async def test_a_press_is_no_line_and_its_toast_reaches_that_person_alone(house, url):
    await house.post(Text.of("开始了"), Buttons.row(Button("悄悄", "悄悄")))
    async with seated(house, url, "林晓") as ann, seated(house, url, "周航") as bob:
        seq = ann.room()["posts"][0]["seq"]
        await ann.send(t="press", id="p1", room=ROOM, post=seq, says="悄悄")
        assert (await ann.next("ack"))["id"] == "p1"
        assert (await ann.next("whisper"))["says"] == "只有你看得到这句。"
        pressed = house.events[-1]
        assert (pressed.kind, pressed.text, pressed.about) == (Kind.PRESSED, "悄悄", f"{ROOM}#{seq}")
        await bob.send(t="ping")
        heard: list[str] = []
        while not heard or heard[-1] != "pong":
            heard.append(json.loads(await bob.socket.recv())["t"])
        assert "whisper" not in heard
    rows = await house.look(lambda db: web.page(db, ROOM, 2**62, 50))
    assert [row.kind for row in rows] == ["bot", "note", "note"]


async def test_what_is_secret_leaves_no_line_and_is_acknowledged_all_the_same(house, url):
    async with seated(house, url, "林晓") as tab:
        await tab.say("/secret 1234", "@林晓")
        await tab.send(t="history", room="@林晓")
        assert "1234" not in json.dumps(await tab.next("page"))


async def test_an_answer_quotes_what_it_answers(house, url):
    async with seated(house, url, "陈默") as asker, seated(house, url, "何琳") as expert:
        await asker.send(t="say", id="q", room=ROOM, text="客户嫌贵怎么回")
        asked = await asker.post()
        await expert.say("先问与谁比", to=asked["seq"])
        quote = (await asker.post())["quote"]
        assert (quote["name"], quote["words"]) == ("陈默", "客户嫌贵怎么回")
    assert house.events[-1].about == f"{ROOM}#{asked['seq']}"
    assert house.events[-1].data["quote"] == Quote("客户嫌贵怎么回", Account("web", "陈默", "陈默"))


async def test_a_reply_brings_what_it_replies_to_and_what_that_replied_to(house, url):
    async with seated(house, url, "何琳") as expert, seated(house, url, "陈默") as beside:
        await house.post(Text.of("谁来答？"))
        await expert.say("我来", to=(await beside.post())["seq"])
        assert house.events[-1].data == {
            "session": expert.by.session,
            "pictures": {},
            "quote": Quote("谁来答？"),
            "to_us": True,
        }
        await expert.say("归档", to=(await beside.post())["seq"])
    assert house.events[-1].data["quote"] == Quote("我来", Account("web", "何琳", "何琳"), answers="谁来答？")
    assert house.events[-1].data["to_us"] is False


async def test_read_in_one_tab_is_read_in_the_other_and_unread_is_counted_per_person(house, url):
    async with seated(house, url, "林晓") as ann, seated(house, url, "周航") as bob:
        async with seated(house, url, "林晓", by=ann.by) as second:
            await bob.say("一")
            await bob.say("二")
            seq = (await ann.post())["seq"]
            await ann.send(t="read", room=ROOM, seq=seq + 1)
            assert (await second.next("read"))["seq"] == seq + 1
        await bob.say("三")
        async with seated(house, url, "林晓", by=ann.by) as second:
            assert second.room()["unread"] == 1


async def test_who_is_here_is_told_and_who_left_too(house, url):
    async with seated(house, url, "林晓") as ann:
        async with seated(house, url, "周航"):
            while (frame := await ann.next("presence"))["count"] != 2:
                pass
            assert frame["online"] == ["周航", "林晓"]
        while (await ann.next("presence"))["count"] != 1:
            pass


async def test_the_panel_brings_cards_chips_and_the_words_of_this_room_once(house, url):
    async with seated(house, url, "林晓") as tab:
        await tab.send(t="panel", room=ROOM)
        first = await tab.next("panel")
        assert first["chips"][0] == ["打卡", "打卡"]
        assert [["打卡", "checkin"], "每天打卡一次，可附一句话。"] in first["menu"]
        assert first["cards"]["points"]["balance"] == 92
        await tab.send(t="panel", room=ROOM)
        assert "menu" not in await tab.next("panel")


async def test_the_same_on_postgresql_also_when_many_speak_at_once(tmp_path, clock, migrated_pg_url):
    house = RoteHouse(tmp_path, clock.now, migrated_pg_url)
    async with served(house) as url, seated(house, url, "林晓") as ann, seated(house, url, "周航") as bob:
        sent = await house.post(Text.of("报名 0 人"))
        assert words(await ann.post()) == "报名 0 人"
        await asyncio.gather(*(house.post(Text.of(str(n))) for n in range(30)))
        await house.post(Text.of("报名 1 人"), replaces=sent.refs)
        await bob.say("打卡")
        seen = [await ann.post() for _ in range(33)]
        revs = [post["rev"] for post in seen]
        assert revs == sorted(set(revs))
        assert sorted(words(post) for post in seen[:30]) == sorted(map(str, range(30)))
        assert [words(post) for post in seen[30:32]] == ["报名 1 人", "打卡"]
        await ann.send(t="read", room=ROOM, seq=seen[29]["seq"])
        await ann.alive()
        async with seated(house, url, "林晓", by=ann.by, room=ROOM) as second:
            assert second.room()["unread"] == 2
            assert second.room()["posts"][-1]["kind"] == "bot"
    house.close()


# ── bounds ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_too_long_a_text_gets_one_clear_sentence_and_changes_nothing(house, url):
    async with seated(house, url, "林晓") as tab:
        for text in ("长" * (LONGEST_TEXT + 1), "x" * LARGEST_FRAME):
            await tab.send(t="say", id="a", room=ROOM, text=text)
            refusal = await tab.next("refused")
            assert "文件" in refusal["says"] and refusal["again"] is None
        await tab.say("短")
    assert [event.text for event in house.events if event.kind is Kind.SAID] == ["短"]


async def test_too_fast_is_told_politely_and_when_to_try_again(house, url):
    async with seated(house, url, "林晓") as tab:
        for n in range(30):
            await tab.send(t="say", id=f"f{n}", room=ROOM, text=str(n))
        refusal = await tab.next("refused")
        assert "秒" in refusal["says"] and refusal["again"] > 0


@given(st.lists(st.floats(0, 5), min_size=30, max_size=60))
def test_a_bucket_lets_no_more_through_than_it_holds_and_gains(gaps):
    bucket, now, taken = TokenBucket(10, 2), 100.0, 0
    for gap in gaps:
        now += gap
        taken += bucket.wait(now) == 0
    assert taken <= 10 + 2 * sum(gaps) + 1


@pytest.mark.parametrize(
    "frame", ["", "[]", "{", '{"t":1}', '{"t":"nonsense"}', '{"t":"say","id":"a b","room":"@林晓","text":"x"}']
)
async def test_what_our_page_would_not_send_ends_the_socket_and_hurts_nobody(house, url, frame):
    async with seated(house, url, "周航") as other:
        async with seated(house, url, "林晓") as tab:
            await tab.socket.send(frame)
            with pytest.raises(ConnectionClosed):
                await tab.next("ack")
        await other.alive()


async def test_characters_no_engine_stores_alike_are_cleaned(house, url):
    async with seated(house, url, "林晓") as tab:
        await tab.send(t="say", id="c", room=ROOM, text="a\0b\ud800c 😀")
        assert words(await tab.post()) == "abc 😀"


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def upload(tab: Tab, content: bytes, name: str, room: str = ROOM, **more: Any) -> httpx.Response:
    headers = {**tab.by.headers, "Origin": tab.url, **more.pop("headers", {})}
    async with httpx.AsyncClient(verify=NO_TLS) as http:
        return await http.post(
            f"{tab.url}/web/files", params={"room": room, "name": name, **more}, content=content, headers=headers
        )


async def download(tab: Tab, file: str, room: str = ROOM) -> httpx.Response:
    async with httpx.AsyncClient(verify=NO_TLS) as http:
        headers = tab.by.headers
        return await http.get(f"{tab.url}/web/files/{file}", params={"room": room}, headers=headers)


async def test_a_file_goes_up_is_said_and_comes_down_for_those_in_the_room_alone(house, url):
    async with (
        seated(house, url, "林晓") as ann,
        seated(house, url, "周航") as bob,
        seated(house, url, "陈默", "另一个群") as other,
    ):
        receipt = (await upload(ann, b"<script>alert(1)</script>", "清单.html")).json()
        assert (await download(bob, receipt["file"])).status_code == 404, "not before it is said"
        await ann.say("", files=[receipt["token"]])
        assert (await bob.post())["parts"] == [["file", receipt["file"], "清单.html", 25]]
        got = await download(bob, receipt["file"])
        assert got.content == b"<script>alert(1)</script>"
        assert got.headers["content-type"] == "application/octet-stream"
        assert got.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in got.headers["content-security-policy"]
        assert (await download(other, receipt["file"])).status_code == 403
        assert (await download(other, receipt["file"], "另一个群")).status_code == 404
    assert house.events[-1].files[0].name == "清单.html"
    with house.open(house.events[-1].files[0].token) as kept:
        assert kept.read() == got.content


async def test_a_picture_is_one_by_its_content_not_by_its_name(house, url):
    async with seated(house, url, "林晓") as tab:
        picture = (await upload(tab, png(20, 10), "图.dat", w=20, h=10)).json()
        fake = (await upload(tab, b"<svg/>", "图.png", w=20, h=10)).json()
        assert (picture["picture"], fake["picture"]) == (True, False)
        await tab.send(t="say", id="s", room=ROOM, text="看", files=[picture["token"], fake["token"]])
        parts = (await tab.post())["parts"]
        assert [part[0] for part in parts] == ["text", "picture", "file"]
        assert parts[1][3:] == [20, 10]
        assert (await download(tab, picture["file"])).headers["content-type"] == "image/png"


async def test_nobody_says_a_file_that_somebody_else_put_there(house, url):
    async with seated(house, url, "林晓") as ann, seated(house, url, "周航") as bob:
        receipt = (await upload(ann, b"abc", "a.txt")).json()
        for stolen in (receipt["token"], tokens.make_upload("another key", tokens.Upload("f", "f", 1, "周航"), START)):
            await bob.send(t="say", id="t", room=ROOM, text="", files=[stolen])
            assert "附件" in (await bob.next("refused"))["says"]


async def test_uploads_are_bounded_and_need_a_seat_and_our_page(house, url):
    async with seated(house, url, "林晓") as tab:
        large = await upload(tab, b"x" * (20 * 1024 * 1024 + 1), "大.bin")
        assert (large.status_code, large.json()["says"]) == (413, "文件超过 20 MB，没有上传。")
        assert (await upload(tab, b"", "空.txt")).status_code == 400
        assert (await upload(tab, b"x", "a.txt", room="另一个群")).status_code == 403
        assert (await upload(tab, b"x", "a.txt", headers={"Origin": "http://evil.example"})).status_code == 403
        assert (await upload(tab, b"x", "a.txt", headers={"Authorization": "Bearer x"})).status_code == 403


async def test_a_files_name_keeps_no_path(house, url):
    async with seated(house, url, "林晓") as tab:
        receipt = (await upload(tab, b"x", "../../etc/\u202epasswd")).json()
        await tab.send(t="say", id="s", room=ROOM, text="", files=[receipt["token"]])
        assert (await tab.post())["parts"][0][2] == "passwd"


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


NAMED = re.compile(r'(?:href|src)="web/([^"]+)"')
INSIDE = re.compile(r"<script>(.*?)</script>", re.S)


def assert_runs_only_its_own(page):
    """What stands in the page runs by the hash of its every character alone; nothing else that stands in it would."""
    (inside,) = INSIDE.findall(page.text)
    (scripts,) = re.findall(r"script-src ([^;]+)", page.headers["content-security-policy"])
    assert scripts == f"'self' 'sha256-{b64encode(sha256(inside.encode()).digest()).decode()}'"
    rest = INSIDE.sub("", page.text)
    assert "<style" not in rest and not re.search(r"\bon\w+=", rest) and "://" not in page.text
    assert all('src="web/' in tag for tag in re.findall(r"<script[^>]*>", rest))


async def test_the_first_load_is_small_and_runs_nothing_but_its_own(house, url):
    async with httpx.AsyncClient(base_url=url, verify=NO_TLS) as http:
        index = await http.get("/")
        assert "default-src 'none'" in index.headers["content-security-policy"]
        assert_runs_only_its_own(index)
        names = NAMED.findall(index.text)
        sooner = set(re.findall(r"<web/([^>]+)>", index.headers["link"]))
        assert sooner == {name for name in names if name.endswith((".js", ".css"))}, "all it is made of is asked for at once"
        loaded = {name: await http.get(f"/web/{name}") for name in names}
        assert all(answer.status_code == 200 for answer in loaded.values())
        total = sum(len(gzip.compress(answer.content)) for answer in [index, *loaded.values()])
        assert total <= 60 * 1024
        again = await http.get("/", headers={"If-None-Match": index.headers["etag"]})
        assert again.status_code == 304 and "no-cache" in again.headers["cache-control"]
        lasting = {name for name, answer in loaded.items() if "immutable" in answer.headers["cache-control"]}
        assert lasting == {name for name in loaded if re.fullmatch(r"\w+\.\w{12}\.(js|css)", name)} and len(lasting) == 2
        assert all("'sha256-" not in answer.headers["content-security-policy"] for answer in loaded.values())
        assert (await http.get("/web/../channel.py")).status_code == 404


async def test_the_first_load_of_the_desk_is_small_and_runs_nothing_but_its_own(house, url):
    async with httpx.AsyncClient(base_url=url, verify=NO_TLS) as http:
        page = await http.get("/desk")
        assert page.headers["content-security-policy"] == (await http.get("/")).headers["content-security-policy"]
        assert page.headers["referrer-policy"] == "no-referrer"
        assert_runs_only_its_own(page)
        names = NAMED.findall(page.text)
        loaded = {name: await http.get(f"/web/{name}") for name in names}
        assert all(answer.status_code == 200 for answer in loaded.values())
        total = sum(len(gzip.compress(answer.content)) for answer in [page, *loaded.values()])
        assert total <= 90 * 1024
        scripts = "".join(answer.text for name, answer in loaded.items() if name.endswith(".js"))
        mine = {name for name in Page().assets if name.startswith("desk/") and name.endswith(".js")}
        assert mine and all(f"const ${name.removesuffix('.js').replace('/', '_')} = " in scripts for name in mine)


LATER = {"service_worker.js", "search.js", "voice.js", "charts.js"}
"""What is not needed to begin: it is fetched when it is."""


async def test_every_module_of_the_page_comes_in_it_and_in_one_script(house, url):
    async with httpx.AsyncClient(base_url=url, verify=NO_TLS) as http:
        index = (await http.get("/")).text
        (main,) = re.findall(r'<script type="module" src="([^"]+)">', index)
        text = index + (await http.get(f"/{main}")).text
    modules = {name for name in Page().assets if re.fullmatch(r"(vendor/)?\w+\.js", name)}
    parts = {name for name in modules if f"const ${name.removesuffix('.js').replace('/', '_')} = " in text}
    assert modules - parts == LATER


# ── colours ──────────────────────────────────────────────────────────────────────────────────────────────────────────

READ_ON = [
    *((ink, ground) for ink in ("ink", "soft") for ground in ("paper", "sheet", "well", "tint")),
    *(("accent", ground) for ground in ("paper", "sheet", "tint", "mine")),
    *((name, f"{name}-tint") for name in ("success", "warning", "error")),
    *((name, ground) for name in ("success", "warning", "error") for ground in ("paper", "sheet")),
    ("ink", "mine"),
    ("mine-soft", "mine"),
    ("ink", "hit"),
    ("on-accent", "accent"),
    ("on-toast", "toast"),
    ("paper", "success"),
    ("paper", "error"),
    *(("on-tone", f"tone-{n}") for n in range(8)),
]


def palettes() -> dict[str, dict[str, str]]:
    """The colours by name, in light and in dark."""
    light, dark = Page().assets["theme.css"].body.decode().split("@media screen and (prefers-color-scheme: dark)")
    found = {name: dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", text)) for name, text in (("light", light), ("dark", dark))}
    return found | {"dark": found["light"] | found["dark"]}


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2), 0 to 1."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_stands_out_from_its_ground(scheme):
    colours = palettes()[scheme]
    weak = {}
    for ink, ground in READ_ON:
        low, high = sorted((luminance(colours[ink]), luminance(colours[ground])))
        if (contrast := (high + 0.05) / (low + 0.05)) < 4.5:
            weak[f"{ink} on {ground}"] = round(contrast, 2)
    assert weak == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_good_warning_and_wrong_differ_in_lightness_too(scheme):
    light = sorted(luminance(palettes()[scheme][name]) for name in ("success", "warning", "error"))
    assert (light[1] + 0.05) / (light[0] + 0.05) > 1.1
    assert (light[2] + 0.05) / (light[1] + 0.05) > 1.1
