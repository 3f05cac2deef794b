"""A card carries itself in the other colours: every other reader sees the one picture it is, the web chat the one for its reader's looks."""

from __future__ import annotations

import io

import httpx
import pytest
from PIL import Image

from bot.picture_twin import embedded, twin_in
from bot.pictures import DARK, LIGHT, Drawing, in_both_looks
from storage.channels import web
from tests.standins.house import ROOM, png
from tests.standins.sign_in import NO_TLS
from tests.test_web_channel import clock, house, seated, url

__all__ = ["clock", "house", "url"]


def sheet(colours: str) -> Drawing:
    card = Drawing(DARK if colours == "dark" else LIGHT)
    card.heading("营销实战营2605", "第2周")
    card.figure("85.0%", "打卡 153/180，达标线 85%", "达标", "good")
    return card


@pytest.mark.parametrize(("own", "other"), [("light", "dark"), ("dark", "light")])
def test_a_card_is_the_one_picture_and_has_the_other_within(own, other):
    content, size = in_both_looks(sheet, own)
    shown = Image.open(io.BytesIO(content))
    shown.load()
    assert shown.size == size == sheet(own).size
    assert shown.convert("RGB").getpixel((2, 2)) == Image.open(io.BytesIO(sheet(own).png())).convert("RGB").getpixel((2, 2))
    place = twin_in(content[:64], other)
    assert place is not None and content[place.start : place.end] == sheet(other).png()
    assert twin_in(content[:64], own) is None, "its own looks it has already"


@pytest.mark.parametrize("head", [b"", b"\x89PNG\r\n\x1a\n", png(8, 8)[:40], b"\xff\xd8\xff" + bytes(64)])
def test_what_has_none_has_none(head):
    assert twin_in(head, "dark") is twin_in(head, "light") is twin_in(head, "") is twin_in(head, "striped") is None


async def test_the_web_chat_gives_the_reader_theirs(house, url):
    light, dark = png(64, 40), png(32, 20)
    (house.folder / "card").write_bytes(embedded(light, dark, "dark"))
    await house.keep(lambda db: web.share(db, ROOM, [web.Shared("card", "card.png")]))
    async with (
        seated(house, url, "林晓") as ann,
        httpx.AsyncClient(base_url=url, headers=ann.by.headers, verify=NO_TLS) as http,
    ):
        found = {
            look: (await http.get("/web/files/card", params={"room": ROOM, "look": look})).content
            for look in ("dark", "light", "", "striped")
        }
    assert found["dark"] == dark
    assert found["light"] == found[""] == found["striped"] == embedded(light, dark, "dark")
