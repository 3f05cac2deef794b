"""What is put under a line of the web chat: live for whoever looks, counted once each, taken away again, and gone with its line or its person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.channels.web.post_reference import reference, seq_of
from bot.channels.web.reacting import EMOJI, NAMED
from bot.messages import Address, Lane, OutboundMessage
from bot.parts import React, Text
from storage.channels import web
from storage.channels.web.reactions import web_reaction
from tests.standins.house import KEY, ROOM, RoteHouse, served
from tests.test_web_channel import Tab, clock, house, seated, url

__all__ = ["clock", "house", "url"]

THUMB, HEART = EMOJI[:2]


async def react(tab: Tab, seq: int, emoji: str = THUMB, on: bool = True, name: str = "") -> None:
    tab.named += 1
    await tab.send(t="react", id=name or f"r{tab.named}", room=ROOM, post=seq, emoji=emoji, on=on)
    await tab.next("ack")


async def changed(tab: Tab, seq: int) -> list[Any]:
    """What stands under the post in its next change."""
    while (post := await tab.post())["seq"] != seq:
        pass
    return post.get("reactions", [])  # type: ignore[no-any-return]


async def test_everybody_sees_it_at_once_counted_and_knows_their_own(house, url, clock):
    seq = seq_of((await house.post(Text.of("明天交拜访提纲"))).refs[0])
    async with seated(house, url, "林晓") as ann, seated(house, url, "周航") as bob:
        assert ann.welcome["reacts"] == list(EMOJI)
        await ann.send(t="react", id="r1", room=ROOM, post=seq, emoji=THUMB, on=True)
        assert await changed(ann, seq) == [[THUMB, 1, ["林晓"], True]]
        assert await changed(bob, seq) == [[THUMB, 1, ["林晓"], False]]
        clock.move(timedelta(seconds=1))
        await bob.send(t="react", id="r1", room=ROOM, post=seq, emoji=HEART, on=True)
        assert await changed(bob, seq) == [[THUMB, 1, ["林晓"], False], [HEART, 1, ["周航"], True]]
        assert await changed(ann, seq) == [[THUMB, 1, ["林晓"], True], [HEART, 1, ["周航"], False]]
        await bob.send(t="react", id="r2", room=ROOM, post=seq, emoji=THUMB, on=True)
        assert await changed(ann, seq) == [[THUMB, 2, ["林晓", "周航"], True], [HEART, 1, ["周航"], False]]
        await ann.send(t="react", id="r3", room=ROOM, post=seq, emoji=THUMB, on=False)
        assert await changed(ann, seq) == [[HEART, 1, ["周航"], False], [THUMB, 1, ["周航"], False]]
        assert (await _page(ann))[0]["reactions"] == [[HEART, 1, ["周航"], False], [THUMB, 1, ["周航"], False]]
        assert "edited" not in (await _page(ann))[0], "the words are what they were"


async def test_the_same_again_changes_nothing_and_coming_back_brings_it(house, url):
    sent = await house.post(Text.of("一句"))
    seq = seq_of(sent.refs[0])
    async with seated(house, url, "林晓") as ann:
        await react(ann, seq)
        rev = await house.look(lambda db: web.rev(db, ROOM))
        await react(ann, seq, name="again")
        await react(ann, seq, HEART, on=False)
        assert await house.look(lambda db: web.rev(db, ROOM)) == rev
        async with seated(house, url, "林晓", by=ann.by, room=ROOM, rooms={ROOM: seq}) as back:
            there = {post["seq"]: post.get("reactions") for post in back.room()["posts"]}
            assert there[seq] == [[THUMB, 1, ["林晓"], True]]


async def test_only_the_set_only_lines_that_are_there_only_in_ones_own_room(house, url):
    sent = await house.post(Text.of("一句"))
    seq = seq_of(sent.refs[0])
    elsewhere = seq_of((await house.post(Text.of("别处"), room="别的群")).refs[0])
    for bad in (
        {"post": seq, "emoji": "💩", "on": True},
        {"post": seq, "emoji": "", "on": True},
        {"post": seq, "emoji": THUMB, "on": 1},
        {"post": None, "emoji": THUMB, "on": True},
        {"room": "别的群", "post": elsewhere, "emoji": THUMB, "on": True},
    ):
        async with seated(house, url, "林晓") as ann:
            await ann.send(**{"t": "react", "id": "x", "room": ROOM, **bad})
            await ann.socket.wait_closed()
    async with seated(house, url, "林晓") as ann:
        note = next(post["seq"] for post in await _page(ann) if post["kind"] == "note")
        for there in (note, 10**9):
            await react(ann, there, name=f"n{there}")
        assert await _count(house) == 0
        await house.keep(lambda db: web.leave(db, "林晓", ROOM))
        await ann.send(t="react", id="late", room=ROOM, post=seq, emoji=THUMB, on=True)
        await ann.socket.wait_closed()
    assert await _count(house) == 0, "who sits there no more puts nothing there"


async def test_the_bots_own_is_one_too(house, url):
    sent = await house.post(Text.of("打卡"))
    seq = seq_of(sent.refs[0])
    async with seated(house, url, "林晓") as ann:
        for key in (7, 8):
            sign = OutboundMessage(key, Address("web", ROOM), (React(sent.refs[0], THUMB),), Lane.NOW)
            assert (await house.channel.deliver(sign)).refs == ()
        assert await changed(ann, seq) == [[THUMB, 1, [""], False]]
    assert reference(ROOM, seq) == sent.refs[0] and house.channel.can.reacts


async def test_who_is_erased_is_under_no_line_and_a_line_that_goes_takes_all_with_it(house, url, clock):
    sent = await house.post(Text.of("一句"))
    seq = seq_of(sent.refs[0])
    async with seated(house, url, "林晓") as ann, seated(house, url, "周航") as bob:
        await bob.say("我说的")
        mine = (await _page(bob))[-1]["seq"]
        await react(bob, seq)
        await react(ann, mine)
        before = await house.look(lambda db: web.rev(db, ROOM))
        await house.keep(lambda db: web.erase(db, "周航", "@周航", KEY))
        assert await _count(house) == 0
        assert await house.look(lambda db: web.rev(db, ROOM)) > before, "whoever looks is shown it without them"
        assert [post.get("reactions") for post in await _page(ann) if post["seq"] == seq] == [None]


async def test_many_on_postgresql_count_each_once_and_name_some(tmp_path, clock, migrated_pg_url):
    house = RoteHouse(tmp_path, clock.now, migrated_pg_url)
    async with served(house) as url, seated(house, url, "林晓") as ann:
        seq = seq_of((await house.post(Text.of("一句"))).refs[0])
        people = [f"学员{n:02}" for n in range(NAMED + 3)]

        def put(name: str, at: datetime) -> Any:
            return house.keep(lambda db: web.react(db, ROOM, seq, name, THUMB, on=True, at=at))

        for _ in range(2):
            for name in people:
                await put(name, clock.now())
        clock.move(timedelta(seconds=1))
        await react(ann, seq, HEART)
        (post,) = [post for post in await _page(ann) if post["seq"] == seq]
        assert post["reactions"][0][:2] == [THUMB, len(people)] and len(post["reactions"][0][2]) == NAMED
        assert post["reactions"][1] == [HEART, 1, ["林晓"], True]
    house.close()


async def _page(tab: Tab) -> list[dict[str, Any]]:
    await tab.send(t="history", room=ROOM, before=None)
    return (await tab.next("page"))["posts"]  # type: ignore[no-any-return]


async def _count(house: RoteHouse) -> int:
    return int(await house.look(lambda db: db.value(select(func.count()).select_from(web_reaction))))
