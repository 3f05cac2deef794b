"""Sound and films of the web chat are played where they stand: a part at a time, by who may have the file, by both halves of a session."""

from __future__ import annotations

import io
import wave
from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web import tokens
from bot.channels.web.media import Span, media_type, span
from storage.channels import web
from tests.standins.house import KEY, ROOM
from tests.standins.sign_in import NO_TLS
from tests.test_web_channel import Tab, clock, house, seated, upload, url

__all__ = ["clock", "house", "url"]


def tone(seconds: float = 1.0) -> bytes:
    """A WAV of silence."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8_000)
        file.writeframes(b"\x80" * round(8_000 * seconds))
    return kept.getvalue()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("bytes=0-", Span(0, 100)),
        ("bytes=0-0", Span(0, 1)),
        ("bytes=10-19", Span(10, 20)),
        ("bytes=90-500", Span(90, 100)),
        ("bytes=-30", Span(70, 100)),
        ("bytes=-500", Span(0, 100)),
        ("bytes=-", None),
        ("bytes=1-2,5-6", None),
        ("lines=1-2", None),
        ("bytes=a-b", None),
    ],
)
def test_the_part_that_is_asked_for(asked, found):
    assert span(asked, 100) == found


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=200-300", "bytes=20-10", "bytes=-0"])
def test_a_part_there_is_not(asked):
    with pytest.raises(ValueError, match="bytes"):
        span(asked, 100)


@given(st.text("bytes=-0123456789, ", max_size=24), st.integers(0, 10**6))
def test_whatever_is_asked_the_part_is_within_the_file(asked, size):
    try:
        found = span(asked, size)
    except ValueError:
        return
    assert found is None or 0 <= found.start < found.end <= size


def test_what_is_played_is_known_by_its_content():
    assert media_type(tone()) == "audio/wav" and media_type(b"\0\0\0\x18ftypmp42") == "video/mp4"
    assert media_type(b"\0\0\0\x18ftypM4A ") == "audio/mp4" and media_type(b"\x1aE\xdf\xa3....") == "video/webm"
    assert media_type(b"<svg/>") is media_type(b"") is media_type(b"%PDF-1.7") is None


async def said(tab: Tab, content: bytes, name: str = "一课.wav") -> str:
    receipt = (await upload(tab, content, name)).json()
    await tab.say("", files=[receipt["token"]])
    return str(receipt["file"])


async def given_pass(tab: Tab, file: str, room: str = ROOM) -> httpx.Response:
    async with httpx.AsyncClient(base_url=tab.url, verify=NO_TLS) as http:
        return await http.get(f"/web/plays/{file}", params={"room": room}, headers=tab.by.headers)


async def asked(tab: Tab, file: str, one: str, room: str = ROOM, **headers: str) -> httpx.Response:
    """As a player asks: with the browser's cookie and no header of the page's."""
    cookie = {} if "Cookie" in headers else {"Cookie": tab.by.cookie}
    async with httpx.AsyncClient(base_url=tab.url, verify=NO_TLS) as http:
        return await http.get(f"/web/files/{file}", params={"room": room, "pass": one}, headers=cookie | headers)


async def test_a_player_reads_it_in_parts(house, url):
    sound = tone()
    async with seated(house, url, "林晓") as ann:
        file = await said(ann, sound)
        one = (await given_pass(ann, file)).json()["pass"]
        whole = await asked(ann, file, one)
        assert (whole.status_code, whole.content, whole.headers["accept-ranges"]) == (200, sound, "bytes")
        assert whole.headers["content-type"] == "audio/wav" and "sandbox" in whole.headers["content-security-policy"]
        part = await asked(ann, file, one, Range="bytes=1000-2999")
        assert (part.status_code, part.content) == (206, sound[1000:3000])
        assert part.headers["content-range"] == f"bytes 1000-2999/{len(sound)}" and part.headers["content-length"] == "2000"
        end = await asked(ann, file, one, Range="bytes=-10")
        assert end.content == sound[-10:]
        none = await asked(ann, file, one, Range=f"bytes={len(sound)}-")
        assert (none.status_code, none.headers["content-range"]) == (416, f"bytes */{len(sound)}")
        odd = await asked(ann, file, one, Range="bytes=1-2,4-5")
        assert (odd.status_code, odd.content) == (200, sound)


async def test_a_pass_is_for_one_file_one_room_and_the_browser_it_was_given_to(house, url, clock):
    async with seated(house, url, "林晓") as ann, seated(house, url, "周航") as bob:
        file, other = await said(ann, tone()), await said(ann, tone(0.5), "另一课.wav")
        one = (await given_pass(ann, file)).json()["pass"]
        assert (await asked(ann, other, one)).status_code == 403
        assert (await asked(ann, file, one, room="@林晓")).status_code == 403
        assert (await asked(bob, file, one)).status_code == 403, "somebody else's browser"
        assert (await asked(ann, file, one, Cookie="")).status_code == 403, "a stolen address alone opens nothing"
        assert (await asked(ann, file, one[:-2] + "xx")).status_code == 403
        forged = tokens.make_pass("another key", tokens.Pass(ann.by.hello["session"], ROOM, file), clock.now())
        assert (await asked(ann, file, forged)).status_code == 403
        assert (await given_pass(ann, file, "别的群")).status_code == 403
        clock.move(tokens.PASS_LIVES + timedelta(seconds=1))
        assert (await asked(ann, file, one)).status_code == 403, "it was given too long ago"
        again = (await given_pass(ann, file)).json()["pass"]
        assert (await asked(ann, file, again)).status_code == 200
        await house.keep(lambda db: web.renew(db, "林晓", KEY))
        assert (await asked(ann, file, again)).status_code == 403, "the session has ended"
        assert (await given_pass(bob, "0" * 40)).status_code == 200
        nothing = (await given_pass(bob, "0" * 40)).json()["pass"]
        assert (await asked(bob, "0" * 40, nothing)).status_code == 404, "a file the room never saw is as none"
