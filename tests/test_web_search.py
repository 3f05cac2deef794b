"""Looking in a room of the web chat: what is found, what is never told, how a stretch is read, and how long 100,000 lines take."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import insert
from websockets.exceptions import ConnectionClosed

from bot.channels.web import search
from bot.parts import Button, Buttons, Fact, Facts, Mark, Mention, Run, Text, decode, encode, plain
from storage.channels import web
from tests.standins.house import ROOM, RoteHouse
from tests.test_web_channel import clock, house, seated, url

__all__ = ["clock", "house", "url"]

FIGURES = plain((Facts((Fact("拜访量", "12"),), "本周"), Buttons.row(Button("打卡", "打卡"))))
LINES = 100_000
MOST_MS = 200


def words(post):
    return plain(decode(json.dumps(post["parts"])))


async def found(tab, wanted, **more):
    await tab.send(t="search", room=ROOM, words=wanted, **more)
    return await tab.next("found")


@pytest.mark.long
@pytest.mark.parametrize(
    ("wanted", "hits"),
    [
        ("贵", ['他说"贵"\\的时候', "太贵了，怎么回"]),
        ("太贵 怎么", ["太贵了，怎么回"]),
        ("怎么 太贵", ["太贵了，怎么回"]),
        ("太贵 便宜", []),
        ("fabe", ["讲了 FABE 的四步"]),
        ("FABE", ["讲了 FABE 的四步"]),
        ('说"贵"', ['他说"贵"\\的时候']),
        ("\\", ['他说"贵"\\的时候']),
        ("%", ["涨了 30%"]),
        ("_", []),
        ("何琳", ["@何琳 看看"]),
        ("拜访量", [FIGURES]),
        ("strong", []),
        ("text", []),
        ("mention", []),
        ("来了", []),
        (" ", []),
    ],
)
async def test_what_is_found(house, url, wanted, hits):
    """Words as people see them: case does not count, nothing is a wildcard, and how posts are stored is no word of theirs."""
    async with seated(house, url, "林晓") as tab:
        for parts in (
            [Text.of("太贵了，怎么回")],
            [Text((Run("讲了 ", None), Run("FABE", Mark.STRONG), Run(" 的四步")))],
            [Text.of('他说"贵"\\的时候')],
            [Text.of("涨了 30%")],
            [Mention(1, "何琳", "何琳"), Text.of("看看")],
            [Facts((Fact("拜访量", "12"),), "本周"), Buttons.row(Button("打卡", "打卡"))],
        ):
            await house.post(*parts)
        said = await found(tab, wanted)
        assert [words(post).strip() for post in said["posts"]] == hits
        assert said["earlier"] is None


async def test_nobody_looks_where_they_do_not_sit(house, url):
    async with seated(house, url, "周航") as bob:
        await bob.send(t="say", id="s", room="@周航", text="我的秘密", files=[])
        await bob.next("ack")
    async with seated(house, url, "林晓") as ann:
        assert (await found(ann, "秘密"))["posts"] == []
        for asked in (
            {"t": "search", "words": "秘密"},
            {"t": "stretch", "seq": 1, "way": 0},
            {"t": "members"},
        ):
            async with seated(house, url, "林晓", by=ann.by) as other:
                await other.send(room="@周航", **asked)
                with pytest.raises(ConnectionClosed):
                    await other.next("found", "stretch", "members")
    assert await house.look(lambda db: search.find(db, "林晓", "@周航", "秘密", 2**62)) == search.Hits([], None)
    assert await house.look(lambda db: search.around(db, "林晓", "@周航", 1, None, 0)) == search.Stretch([], False, False)


async def test_a_stretch_is_read_around_a_post_from_a_day_on_and_both_ways(house, url, clock):
    async with seated(house, url, "林晓") as tab:
        for n in range(120):
            await house.post(Text.of(str(n)))
            clock.move(timedelta(hours=1))
        (hit,) = (await found(tab, "60"))["posts"]
        await tab.send(t="stretch", room=ROOM, seq=hit["seq"], way=0)
        middle = await tab.next("stretch")
        assert [words(post) for post in middle["posts"]] == [str(n) for n in range(60 - search.LEAD, 110 + 1)][:58]
        assert middle["earlier"] and middle["later"]
        await tab.send(t="stretch", room=ROOM, seq=middle["posts"][-1]["seq"], way=1)
        later = await tab.next("stretch")
        assert [words(post) for post in later["posts"]] == [str(n) for n in range(110, 120)] and not later["later"]
        await tab.send(t="stretch", room=ROOM, seq=middle["posts"][0]["seq"], way=-1)
        earlier = await tab.next("stretch")
        assert words(earlier["posts"][-1]) == str(60 - search.LEAD - 1) and earlier["earlier"]
        await tab.send(t="stretch", room=ROOM, at=hit["at"] - 1, way=0)
        assert (await tab.next("stretch"))["posts"] == middle["posts"]
        await tab.send(t="stretch", room=ROOM, at=hit["at"] + 10**10, way=0)
        end = await tab.next("stretch")
        assert words(end["posts"][-1]) == "119" and not end["later"]


@pytest.mark.long
async def test_a_hundred_thousand_lines_are_looked_through_in_the_time_of_a_blink(house):
    now = house.now()
    rows = [
        {
            "room": ROOM, "seq": n, "rev": n, "key": f"k{n}", "kind": "person", "author": "何琳", "name": "何琳", "edited_at": None, "reply_to": None,
            "parts": json.dumps([["text", [f"第{n}条：客户说报价太高，先问清楚他在跟谁比，再把三年成本拆开，strong 的理由最后说。"]]], ensure_ascii=False),
            "at": now - timedelta(minutes=LINES - n),
        }
        for n in range(1, LINES + 1)
    ]  # fmt: skip

    def fill(db):
        web.sit(db, "林晓", ROOM, now)
        db.many(insert(web.web_post), rows)

    await house.keep(fill)

    def looked(db, wanted):
        began = time.thread_time()
        hits = search.find(db, "林晓", ROOM, wanted, 2**62)
        return hits, (time.thread_time() - began) * 1000

    for wanted, count in (
        ("第100000条", 1),
        ("第5条", 1),
        ("没人说过的话", 0),
        ("Nobody", 0),
        ("报价 第77777条", 1),
        ("报价", 30),
        ("mention", 0),
    ):
        hits, ms = await house.look(lambda db, wanted=wanted: looked(db, wanted))
        assert len(hits.posts) == count, wanted
        assert ms < MOST_MS, f"{wanted}: {ms:.0f} ms"
    hits, ms = await house.look(lambda db: looked(db, "text"))
    assert hits.posts == [] and hits.earlier is not None and ms < MOST_MS, (
        "what is read to be sure has an end, and can be gone on with"
    )

    def day(db):
        began = time.thread_time()
        part = search.around(db, "林晓", ROOM, None, round((now - timedelta(days=30)).timestamp() * 1000), 0)
        return part, (time.thread_time() - began) * 1000

    part, ms = await house.look(day)
    assert len(part.posts) == search.STRETCH + search.LEAD and ms < MOST_MS


async def test_either_engine_finds_the_same(either_url, tmp_path, clock):
    house = RoteHouse(tmp_path, clock.now, either_url)
    said = ("报价高", "讲了 FABE 的四步", '他说"贵"\\的时候', "涨了 30%", "_", "👍 好")

    def fill(db):
        web.sit(db, "林晓", ROOM, house.now())
        for n, line in enumerate(said):
            at = house.now() + timedelta(days=n)
            web.write(
                db, room=ROOM, key=f"k{n}", kind="person", author="何琳", name="何琳", parts=encode([Text.of(line)]), at=at
            )

    await house.keep(fill)
    for wanted, seqs in (
        ("报价", [1]),
        ("fabe", [2]),
        ('"', [3]),
        ("\\的", [3]),
        ("30%", [4]),
        ("_", [5]),
        ("👍", [6]),
        ("的 了", [2]),
        ("text", []),
    ):
        hits = await house.look(partial(search.find, name="林晓", room=ROOM, words=wanted, before=2**62))
        assert [row.seq for row in hits.posts] == seqs, wanted
    at = round((house.now() + timedelta(days=3)).timestamp() * 1000)
    part = await house.look(lambda db: search.around(db, "林晓", ROOM, None, at, 0))
    assert [row.seq for row in part.posts] == [1, 2, 3, 4, 5, 6] and not part.earlier and not part.later
    house.close()
