"""Signing in to the web chat, over a real server: links used once, sessions that last and end, invitations and who may be called what."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from bot.channels.web import proof
from bot.channels.web.device import device_of
from bot.channels.web.post_reference import address
from bot.messages import Account, InboundEvent, Kind
from bot.parts import Text
from storage.channels import web
from storage.channels.web import sessions
from tests.standins.house import KEY, ROOM, RoteHouse, served
from tests.standins.sign_in import NO_TLS, SignedIn, answered, line_to, posted, sign_in
from tests.test_web_channel import START, clock, house, opened, seated, token, url

__all__ = ["clock", "house", "url"]


async def bye(url: str, by: SignedIn) -> str:
    """Why a session is turned away; "" where it is not."""
    async with opened(url, by.hello, by.cookie) as tab:
        said = await tab.next("welcome", "bye")
        return str(said.get("why", ""))


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_link_works_for_a_day_and_once_and_says_which_it_was(house, url, clock):
    link, other = token(house, "林晓"), token(house, "周航")
    clock.move(timedelta(hours=23))
    await sign_in(url, link)
    said = (await posted(url, link)).json()
    assert (said["why"], said["name"]) == ("used", "林晓") and "只能用一次" in said["says"]
    clock.move(timedelta(hours=2))
    said = (await posted(url, other, language="en")).json()
    assert (said["why"], said["name"]) == ("expired", "周航") and "24 hours" in said["says"]


async def test_the_answer_that_was_lost_is_given_again_to_who_asked_and_opens_no_second_session(house, url):
    link, nonce = token(house, "林晓"), "n" * 32
    answers = await asyncio.gather(*(posted(url, link, nonce) for _ in range(4)))
    given = [answered(answer, nonce) for answer in answers]
    assert len({by.session for by in given}) == 1
    kept = await house.look(lambda db: sessions.of_account(db, "林晓", at=house.now()))
    assert len(kept) == 1
    last = answered(await posted(url, link, nonce), nonce)
    assert await bye(url, last) == ""
    assert [event.kind for event in house.events] == [Kind.REACHABLE, Kind.JOINED], "the house heard once"


async def test_with_the_answer_comes_what_is_there_and_over_the_line_only_what_changed_since(house, url):
    await house.post(Text.of("来之前说的"))
    nonce = "n" * 32
    answer = await posted(url, token(house, "林晓"), nonce)
    first = answer.json()["welcome"]
    rooms = {room["room"]: room for room in first["rooms"]}
    assert rooms.keys() == {"@林晓", ROOM} and rooms[ROOM]["reset"] and not rooms[ROOM]["more"]
    assert rooms[ROOM]["posts"][0]["parts"] == [["text", ["来之前说的"]]]
    await house.post(Text.of("路上说的"))
    by = answered(answer, nonce)
    async with line_to(url, by.cookie) as line:
        known = {name: room["rev"] for name, room in rooms.items()}
        await line.send(json.dumps({"t": "hello", **by.hello, "room": ROOM, "rooms": known, "language": "zh-CN"}))
        frame = json.loads(await line.recv())
    assert {name: frame[name] for name in ("t", "me", "bot", "zone", "reacts")} == {
        name: first[name] for name in ("t", "me", "bot", "zone", "reacts")
    }
    assert {room["room"]: [post["parts"] for post in room["posts"]] for room in frame["rooms"]} == {
        "@林晓": [],
        ROOM: [[["text", ["路上说的"]]]],
    }


async def test_looking_at_a_link_uses_nothing_up(house, url):
    """What a chat's preview of it does: it never sees what stands behind the #, and a GET is only the page."""
    link = house.link("林晓", url=url)
    async with httpx.AsyncClient(verify=NO_TLS) as client:
        for _ in range(5):
            assert (await client.get(link)).status_code == 200
    await sign_in(url, link.partition("#")[2])


async def test_renewing_ends_links_and_sessions_given_before_also_open_ones(house, url):
    old = token(house, "林晓")
    async with seated(house, url, "林晓") as tab:
        serial = await house.keep(lambda db: web.renew(db, "林晓", KEY))
        assert (await tab.next("bye"))["why"] == "ended"  # though the tab asked for nothing
    assert (await posted(url, old)).json()["why"] == "used"
    await sign_in(url, token(house, "林晓", serial=serial))


# ── sessions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_session_lasts_thirty_days_from_when_it_was_last_used(house, url, clock):
    by = await sign_in(url, token(house, "林晓"))
    for _ in range(4):
        clock.move(timedelta(days=29))
        assert await bye(url, by) == ""
    clock.move(timedelta(days=30, seconds=1))
    assert await bye(url, by) == "ended"


async def test_words_alone_keep_a_session(house, url, clock):
    async with seated(house, url, "林晓") as tab:
        for n in range(3):
            clock.move(timedelta(days=20))
            await tab.say(f"第{n}次")
    assert await bye(url, tab.by) == ""


async def test_a_tab_that_stays_open_keeps_its_session(house, url, clock):
    async with seated(house, url, "林晓") as tab:
        for _ in range(3):
            clock.move(timedelta(days=20))
            await tab.alive()
    assert await bye(url, tab.by) == ""


async def test_a_clock_set_back_ends_no_session(house, url, clock):
    by = await sign_in(url, token(house, "林晓"))
    clock.move(timedelta(days=-3))
    assert await bye(url, by) == ""


async def test_an_account_has_a_session_a_device_and_the_one_unused_longest_goes_first(house, url, clock):
    first = await sign_in(url, token(house, "林晓"))
    kept = []
    for _ in range(sessions.MOST):
        clock.move(timedelta(minutes=1))
        kept.append(await sign_in(url, token(house, "林晓")))
    assert await bye(url, first) == "ended"
    assert [await bye(url, by) for by in (kept[0], kept[-1])] == ["", ""]


async def test_signing_in_anew_in_the_same_browser_replaces_the_session_it_had(house, url):
    old = await sign_in(url, token(house, "林晓"))
    new = await sign_in(url, token(house, "林晓"), headers={"Cookie": old.cookie})
    assert await bye(url, old) == "ended" and await bye(url, new) == ""
    other = await sign_in(url, token(house, "周航"), headers={"Cookie": new.cookie})
    assert await bye(url, new) == "" and await bye(url, other) == "", "another account leaves it alone"


async def test_an_ended_session_is_turned_away_and_its_open_tabs_hear_of_it(house, url):
    async with seated(house, url, "林晓") as tab, seated(house, url, "林晓") as elsewhere:
        await house.keep(lambda db: sessions.end(db, tab.by.session, "林晓"))
        assert (await tab.next("bye"))["why"] == "ended"
        await elsewhere.alive()
    assert not await house.keep(lambda db: sessions.end(db, elsewhere.by.session, "周航")), "nobody ends another's"


async def test_signing_out_ends_the_session_and_takes_its_cookie_away(house, url):
    by = await sign_in(url, token(house, "林晓"))
    async with httpx.AsyncClient(verify=NO_TLS) as client:
        answer = await client.post(f"{url}/web/session/end", headers={**by.headers, "Origin": url})
    assert answer.status_code == 200 and "Max-Age=0" in answer.headers["set-cookie"]
    assert await bye(url, by) == "ended"


async def test_who_sits_in_other_rooms_than_before_comes_back_to_those_at_once(house, url):
    """Out of a room, and into another: the line is cut, the session stands, and the page asks anew."""
    by = await sign_in(url, token(house, "林晓"))
    for change, rooms in ((web.leave, {"@林晓"}), (_sits_elsewhere, {"@林晓", "另一个群"})):
        async with seated(house, url, "林晓", by=by) as tab:
            await house.keep(partial(change, name="林晓", room=ROOM))
            with pytest.raises(ConnectionClosed):
                await tab.next("bye")
        async with seated(house, url, "林晓", by=by) as tab:
            assert {room["room"] for room in tab.welcome["rooms"]} == rooms


def _sits_elsewhere(db: Any, name: str, room: str) -> None:
    web.sit(db, name, "另一个群", START)


async def test_a_word_whose_session_ended_on_the_way_is_not_heard(house, url):
    by = await sign_in(url, token(house, "林晓"))
    said = InboundEvent("k", START, address(ROOM), Account("web", "林晓", "林晓"), Kind.SAID, data={"session": by.session})
    assert await house.look(lambda db: house.channel.is_current(db, said))
    await house.keep(lambda db: sessions.end(db, by.session, "林晓"))
    assert not await house.look(lambda db: house.channel.is_current(db, said))


@pytest.mark.parametrize(
    ("origin", "flags"),
    [
        ("https://chat.example", ["__Host-qunxue-", "HttpOnly", "SameSite=Strict", "Secure", "Path=/"]),
        ("{url}", ["qunxue-", "HttpOnly", "SameSite=Strict", "Path=/"]),
    ],
)
async def test_the_cookie_is_for_this_host_alone_and_secure_where_the_page_is(house, url, origin, flags):
    house.channel._public = "https://chat.example"
    nonce = "n" * 32
    answer = await posted(url, token(house, "林晓"), nonce, headers={"Origin": origin.format(url=url)})
    kept = answer.headers["set-cookie"]
    assert all(flag in kept for flag in flags) and kept.startswith(flags[0]) and "Domain" not in kept
    assert ("Secure" in kept) == ("Secure" in flags) and answer.headers["cache-control"] == "no-store"
    assert await bye(url, answered(answer, nonce)) == ""


def test_accounts_and_installations_have_cookies_of_their_own():
    names = {proof.cookie_name(key, name, is_secure=False) for key in ("a", "b") for name in ("林晓", "周航")}
    assert len(names) == 4 and all(name.isascii() for name in names)


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604.1",
            "iphone safari",
        ),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36", "android chrome"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 MicroMessenger/8.0.50", "android wechat"),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605 MicroMessenger/7.0.1 wxwork/4.1.28", "iphone wecom"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/131 Safari/537.36 Edg/131.0", "windows edge"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15) Gecko/20100101 Firefox/133.0", "mac firefox"),
        ("curl/8.5", "other other"),
        ("", "other other"),
    ],
)
def test_a_device_is_two_words_of_ours(agent: str, device: str) -> None:
    assert device_of(agent) == device


# ── what is posted ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"token": None},
        {"token": 7},
        {"token": "x" * 2_001},
        {"token": "x", "nonce": "short"},
        {"token": "x", "nonce": "n" * 101},
        {"token": "x", "nonce": ["n"]},
    ],
)
async def test_what_no_page_of_ours_posts_opens_nothing(house, url, asked):
    async with httpx.AsyncClient(verify=NO_TLS) as client:
        answer = await client.post(f"{url}/web/session", json=asked, headers={"Origin": url})
    assert (answer.status_code, answer.json()["why"]) == (400, "forged")


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"[" * 5_000, b'"x"', b"{" + b" " * 9_000 + b"}"])
async def test_a_body_that_is_none_is_refused(house, url, body):
    async with httpx.AsyncClient(verify=NO_TLS) as client:
        headers = {"Origin": url, "Content-Type": "application/json"}
        assert (await client.post(f"{url}/web/session", content=body, headers=headers)).status_code == 400


async def test_a_page_from_before_the_update_is_asked_to_reload(house, url):
    for hello in ({"link": token(house, "林晓")}, {"session": "x"}, {}):
        async with opened(url, hello) as tab:
            said = await tab.next("bye")
            assert said["why"] == "old" and "刷新" in said["says"]


# ── several programs ─────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_session_is_good_at_every_replica_and_ended_at_all(tmp_path, clock, migrated_pg_url):
    """Signed in at one program, spoken through another; ended at the first, the open tab hears of it; a link used at one is used at all."""
    homes = [RoteHouse(tmp_path, clock.now, migrated_pg_url) for _ in range(2)]
    async with served(homes[0]) as one, served(homes[1]) as two:
        link = token(homes[0], "林晓")
        by = await sign_in(one, link)
        assert (await posted(two, link)).json()["why"] == "used"
        async with seated(homes[1], two, "林晓", by=by) as tab:
            await tab.say("从另一份程序说")
            await homes[0].keep(lambda db: sessions.end(db, by.session, "林晓"))
            assert (await tab.next("bye"))["why"] == "ended"
        links = [token(homes[0], f"同时{n}") for n in range(6)]
        answers = await asyncio.gather(*(posted(url, made) for made in links for url in (one, two)))
        assert sorted(answer.status_code for answer in answers) == [200] * 6 + [400] * 6, "whoever comes first, once"
    for home in homes:
        home.close()


async def test_what_cannot_be_kept_now_is_asked_for_again(house, url):
    link, nonce = token(house, "林晓"), "n" * 32
    house.broken = True
    assert (await posted(url, link, nonce)).status_code == 503
    house.broken = False
    await answered_and_in(url, await posted(url, link, nonce), nonce)


async def answered_and_in(url: str, answer: httpx.Response, nonce: str) -> None:
    assert answer.status_code == 200 and await bye(url, answered(answer, nonce)) == ""
