"""Who is here is told over all replicas; a toast and how far somebody read find their tabs, at whichever replica they are."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from bot.channels.web.elsewhere import LARGEST, SILENT_AFTER, Elsewhere, pieces
from bot.channels.web.hub import Hub
from tests.patience import PATIENCE

ROOM = "一群"


@pytest.mark.parametrize("names", [[], ["林晓"], [f"学员{number}" * 20 for number in range(500)]])
def test_many_names_go_in_as_many_words_as_carry_them(names: list[str]) -> None:
    said = list(pieces(names))
    assert [name for piece in said for name in piece] == names and said
    assert all(len(json.dumps(piece, ensure_ascii=False).encode()) <= LARGEST + 300 for piece in said)


def test_a_room_is_known_when_the_last_piece_has_come() -> None:
    elsewhere = Elsewhere()
    assert elsewhere.hear("a", ROOM, ["林晓"], more=True, now=0)
    assert elsewhere.names(ROOM) == set()
    assert not elsewhere.hear("a", ROOM, ["陈默"], more=False, now=1)
    assert elsewhere.hear("b", ROOM, ["陈默", "周楠"], more=False, now=1)
    assert elsewhere.names(ROOM) == {"林晓", "陈默", "周楠"} and elsewhere.is_here("周楠")
    elsewhere.hear("b", ROOM, [], more=False, now=2)
    assert elsewhere.names(ROOM) == {"林晓", "陈默"} and not elsewhere.is_here("周楠")


def test_a_replica_that_says_nothing_any_more_has_gone_with_its_people() -> None:
    elsewhere = Elsewhere()
    elsewhere.hear("a", ROOM, ["林晓"], more=False, now=0)
    elsewhere.hear("b", "二群", ["陈默"], more=False, now=1)
    assert elsewhere.forget_silent(SILENT_AFTER) == set()
    assert elsewhere.forget_silent(SILENT_AFTER + 0.5) == {ROOM}
    assert elsewhere.names(ROOM) == set() and elsewhere.names("二群") == {"陈默"}
    assert elsewhere.hear("a", ROOM, ["林晓"], more=False, now=SILENT_AFTER + 2), "it is told anew who is here"


class Tab:
    """A tab as the hub sees it, that keeps what it is shown."""

    session = "s"

    def __init__(self, name: str) -> None:
        self.name, self.shown = name, {ROOM: 0, f"@{name}": 0}
        self.toasts: list[str] = []
        self.read: list[tuple[str, int]] = []
        self.here: tuple[list[str], int] = ([], 0)

    def push(self, said: str) -> None:
        frame: dict[str, Any] = json.loads(said)
        if frame["t"] == "whisper":
            self.toasts.append(frame["says"])
        elif frame["t"] == "read":
            self.read.append((frame["room"], frame["seq"]))
        else:
            assert (frame["t"], frame["room"]) == ("presence", ROOM)
            self.here = (frame["online"], frame["count"])

    def close(self) -> None: ...
    def end(self) -> None: ...


async def told(*tabs: Tab, here: list[str]) -> None:
    """Until each of them was told that these are here."""
    async with asyncio.timeout(PATIENCE):
        while any(tab.here != (here, len(here)) for tab in tabs):  # noqa: ASYNC110 (a tab wakes nobody)
            await asyncio.sleep(0.02)


async def test_two_replicas_tell_each_other_who_is_here_and_what_is_for_whom() -> None:
    one, two = Hub(), Hub()
    one.on_aside.append(lambda words: two.told_aside("one", words))
    two.on_aside.append(lambda words: one.told_aside("two", words))
    ann, again, chen = Tab("林晓"), Tab("林晓"), Tab("陈默")
    one.enter(ann)
    two.enter(again)
    two.enter(chen)
    await told(ann, again, chen, here=["林晓", "陈默"])

    one.whisper("陈默", "只有你看得到")
    one.whisper("林晓", "两处都看得到")
    one.whisper("周楠", "不在的人谁也看不到")
    assert (ann.toasts, again.toasts, chen.toasts) == (["两处都看得到"], ["两处都看得到"], ["只有你看得到"])

    beside = Tab("林晓")
    one.enter(beside)
    one.read(ann, ROOM, 7)
    one.read(beside, "没有的群", 1)
    two.read(chen, ROOM, 9)
    assert (ann.read, beside.read, again.read, chen.read) == ([], [(ROOM, 7)], [(ROOM, 7)], [])

    one.leave(beside)
    two.leave(again)
    two.leave(chen)
    await told(ann, here=["林晓"])
