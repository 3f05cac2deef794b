"""Every kind of material on every channel: it goes as it is, as a file, or as a summary with an address that opens that one file."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.app import App
from bot.channel import Channel
from bot.channels.telegram import Telegram
from bot.channels.web import WebChannel
from bot.channels.web.files import picture_type
from bot.channels.web.tokens import FileLink, make_file_link
from bot.channels.wechat import Wechat
from bot.channels.wecom import Wecom
from bot.channels.wecom_bot import WecomBot
from bot.channels.wecom_group import Hook, WecomGroup
from bot.clock import HandClock
from bot.config import Settings, Storage
from bot.delivery.carrying import size_in_words
from bot.http import free_port, serve
from bot.messages import Address, Lane, OutboundMessage
from bot.parts import File, Mark, Part, Picture, Run, Text
from storage import outbox
from storage.database import Database
from tests.patience import PATIENCE
from tests.standins.wecom import Tencent

NOW = datetime(2026, 5, 6, 0, 10, tzinfo=UTC)
URL = "https://bot.example.com"
PNG = b"\x89PNG\r\n\x1a\n"
VIDEO = b"\x00\x00\x00\x18ftypmp42" + bytes(4000)
CHANNELS = ("telegram", "web", "wecom", "wecom_bot", "wecom_group", "wechat")


class Bot:
    """The whole app with every channel, without anybody at the other end but Tencent's stand-in."""

    def __init__(self, url: str, folder: Path, tencent: Tencent, *, public_url: str) -> None:
        self.clock = HandClock(NOW)
        self.tencent, given = tencent, tencent.config
        company = Wecom(**given["wecom"], clock=self.clock)
        channels: list[Channel] = [
            Telegram("1:a", clock=self.clock),
            WebChannel("k", bot="小助", public_url=public_url),
            company,
            WecomBot(**given["wecom_bot"], clock=self.clock, company=company),
            WecomGroup([Hook(**hook) for hook in given["wecom_group"]], clock=self.clock),
            Wechat(**given["wechat"], clock=self.clock),
        ]
        self.database = Database(url)
        settings = Settings(storage=Storage(url=url))
        self.app = App(settings, self.database, channels, clock=self.clock, public_url=public_url, folder=folder)
        self._site = httpx.ASGITransport(Starlette(routes=self.app.routes()))

    async def fitted(self, channel: str, *parts: Part) -> OutboundMessage:
        message = OutboundMessage(1, Address(channel, "somebody", direct=True), parts, Lane.REPLY)
        return await self.app._fits(message)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._site, base_url=URL) as browser:
            return await browser.get(path, headers=headers)

    def kept(self, content: bytes, name: str) -> str:
        return self.app.files.put(content, name)


@asynccontextmanager
async def running(url: str, folder: Path, tencent: Tencent, public_url: str = URL) -> AsyncIterator[Bot]:
    bot = Bot(url, folder, tencent, public_url=public_url)
    yield bot
    bot.database.close()


@pytest.fixture
async def bot(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Bot]:
    async with running(sqlite_url, tmp_path, Tencent(HandClock(NOW))) as made:
        yield made


@pytest.fixture
async def unknown(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Bot]:
    """The same where nobody else can open an address of ours."""
    async with running(sqlite_url, tmp_path, Tencent(HandClock(NOW)), "http://127.0.0.1:8080") as made:
        yield made


def became(part: Part) -> str:
    match part:
        case Text(runs):
            return "link" if any(run.link for run in runs) else "text"
    return part.kind


KINDS: dict[str, tuple[str, bytes]] = {
    "picture": ("图.png", PNG),
    "large picture": ("大图.png", PNG + bytes(10 << 20)),
    "sound": ("讲解.mp3", b"ID3" + bytes(4000)),
    "video": ("拜访.mp4", VIDEO),
    "file": ("提纲.pdf", b"%PDF-1.7" + bytes(100)),
    "tiny file": ("短.txt", b"ok"),
}
EXPECTED = {
    "text": "text text text text text text",
    "web address": "link link link link link link",
    "picture": "picture picture picture picture picture picture",
    "large picture": "picture picture file file picture link",
    "sound": "file file file file file link",
    "video": "file file file file file link",
    "file": "file file file file file link",
    "tiny file": "file file link link link link",
}
"""Kind → what it becomes on each of CHANNELS. Telegram and the group webhook send a picture too large for one as a file by themselves."""


async def test_every_kind_on_every_channel(bot: Bot) -> None:
    for kind, expected in EXPECTED.items():
        part: Part
        if kind in KINDS:
            name, content = KINDS[kind]
            file = bot.kept(content, name)
            part = Picture(file, "图") if "picture" in kind else File(file, name, len(content))
        else:
            part = Text((Run("看这里", link="https://example.com/a" if kind == "web address" else None),))
        for channel, wanted in zip(CHANNELS, expected.split(), strict=True):
            message = await bot.fitted(channel, part)
            assert [became(one) for one in message.parts] == [wanted], (kind, channel)
            pieces = bot.app.channels[channel].render(message)
            assert pieces and all(pieces), (kind, channel)
            if wanted == "link" and kind in KINDS:
                assert f"{URL}/files/" in str(pieces) and "在这里发不出来" in str(pieces), (kind, channel)


async def test_what_it_is_and_how_large_is_said_and_the_rest_stays(bot: Bot) -> None:
    file = bot.kept(VIDEO, "拜访.mp4")
    before = Text((Run("微课", Mark.STRONG),))
    message = await bot.fitted("wechat", before, File(file, "拜访.mp4", len(VIDEO)), Text.of("学完点“已学”。"))
    first, said, last = message.parts
    assert (first, last) == (before, Text.of("学完点“已学”。"))
    assert said.plain().startswith(
        "\n📎 视频“拜访.mp4”（4 KB）在这里发不出来，点开下面的地址就能取，7天内有效：\n打开“拜访.mp4” https://"
    )
    bot.clock.move(timedelta(hours=3))
    again = await bot.fitted("wechat", before, File(file, "拜访.mp4", len(VIDEO)), Text.of("学完点“已学”。"))
    assert again == message, "tried again, it is the same message"


async def test_without_a_public_address_it_says_where_it_is_to_be_had(unknown: Bot) -> None:
    file = unknown.kept(VIDEO, "拜访.mp4")
    (said,) = (await unknown.fitted("wechat", File(file, "拜访.mp4", len(VIDEO)))).parts
    where = "TG或网页或企微"
    assert said.plain() == f"📎 视频“拜访.mp4”（4 KB）在这里发不出来。到{where}里跟我再说一次刚才的话，就能收到。"
    for name in CHANNELS:
        if name != "wechat":
            unknown.app.channels.pop(name)
    (said,) = (await unknown.fitted("wechat", File(file, "拜访.mp4", len(VIDEO)))).parts
    assert said.plain() == "📎 视频“拜访.mp4”（4 KB）在这里发不出来，请找管理员另外发给你。"


async def test_what_should_not_be_passed_on_has_no_address(bot: Bot) -> None:
    file = bot.kept(VIDEO, "拜访.mp4")
    to = Address("wechat", "somebody", direct=True)
    secret = OutboundMessage(1, to, (File(file, "拜访.mp4", len(VIDEO)),), Lane.REPLY, protected=True)
    said = (await bot.app._fits(secret)).parts[0].plain()
    assert "https://" not in said and "到TG或网页或企微里" in said
    for name in ("我的数据.xlsx", "作业.zip", "结果.CSV"):
        (summary,) = (await bot.fitted("wechat", File(bot.kept(b"names", name), name, 5))).parts
        assert "https://" not in summary.plain() and not any(run.link for run in summary.runs), name


async def test_what_is_gone_is_said_by_delivery(bot: Bot) -> None:
    gone = File("0" * 40 + ".pdf", "提纲.pdf", 10)
    assert (await bot.fitted("wechat", gone)).parts == (gone,)


def address(message: OutboundMessage) -> str:
    found = re.search(r"https://\S+", message.parts[0].plain())
    assert found is not None
    return found[0].removeprefix(URL)


async def test_the_address_opens_that_one_file_for_a_week(bot: Bot) -> None:
    file, other = bot.kept(VIDEO, "拜访.mp4"), bot.kept(b"somebody else's", "x.txt")
    where = address(await bot.fitted("wechat", File(file, "拜访.mp4", len(VIDEO))))
    got = await bot.get(where)
    assert (got.status_code, got.content) == (200, VIDEO)
    assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''%E6%8B%9C%E8%AE%BF.mp4"
    assert got.headers["cache-control"] == "private, no-store" and got.headers["x-content-type-options"] == "nosniff"
    assert "noindex" in got.headers["x-robots-tag"] and "sandbox" in got.headers["content-security-policy"]

    token = where.removeprefix("/files/")
    said, stamp, signature = token.rsplit(".", 2)
    theirs = make_file_link("another key", FileLink(other, "x.txt"), NOW).rsplit(".", 2)[0]
    changed = ("B" if signature[0] == "A" else "A") + signature[1:]
    altered = [f"{said}.{stamp}.{changed}", said, other, f"{theirs}.{stamp}.{signature}", "..%2Fsecret"]
    forged = make_file_link("another key", FileLink(other, "x.txt"), NOW)
    for bad in [*altered, forged]:
        refused = await bot.get(f"/files/{bad}")
        assert refused.status_code == 404 and b"somebody" not in refused.content, bad

    bot.clock.move(timedelta(days=7))
    assert (await bot.get(where)).status_code == 200
    bot.clock.move(timedelta(days=1))
    late = await bot.get(where, **{"accept-language": "en"})
    assert (late.status_code, VIDEO in late.content) == (410, False) and "has expired" in late.text


async def test_a_file_deleted_is_gone_from_its_address(bot: Bot) -> None:
    file = bot.kept(PNG, "图.png")
    part = Picture(bot.kept(PNG + bytes(11 << 20), "图.png"), "图")
    where = address(await bot.fitted("wechat", part))
    assert (await bot.get(where)).headers["content-type"] == picture_type(PNG)
    bot.app.files.delete(part.file)
    assert (await bot.get(where)).status_code == 404 and file != part.file


async def test_nobody_tries_addresses_faster_than_people_read(bot: Bot) -> None:
    codes = [(await bot.get("/files/x")).status_code for _ in range(25)]
    assert codes[0] == 404 and codes[-1] == 429


def test_sizes_as_people_say_them() -> None:
    cases = {0: "0 B", 1023: "1023 B", 4300: "4 KB", 1 << 20: "1.0 MB", 12_900_000: "12.3 MB"}
    assert {size: size_in_words(size) for size in cases} == cases


# ── on the stand-ins ─────────────────────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def talking(url: str, folder: Path, name: str) -> AsyncIterator[Bot]:
    """The app talks to Tencent's stand-in on one channel."""
    async with Tencent(HandClock(NOW)) as tencent, running(url, folder, tencent) as bot:
        listening = free_port("127.0.0.1", 0)
        tencent.calls_back_to(f"http://127.0.0.1:{listening.getsockname()[1]}")
        works: list[Any] = [bot.app.channels[name].run(bot.app), serve(bot.app, bot.app.routes(), listening)]
        works.append(bot.app.delivery.senders[name].run())
        loops = [asyncio.ensure_future(work) for work in works]
        yield bot
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)


async def owe(bot: Bot, to: Address, *parts: Part) -> None:
    await bot.database.transact(lambda db: outbox.put(db, to, parts, Lane.REPLY, at=bot.clock.now()))
    bot.app.delivery.senders[to.channel].wake(to.room, Lane.REPLY)


async def passes(bot: Bot, sees: Any) -> Any:
    async with asyncio.timeout(PATIENCE):
        while not (found := sees()):
            bot.clock.move(timedelta(seconds=0.2))
            await asyncio.sleep(0.01)
    return found


async def test_a_follower_of_the_official_account_opens_the_video(sqlite_url: str, tmp_path: Path) -> None:
    async with talking(sqlite_url, tmp_path, "wechat") as bot:
        account = bot.tencent.account
        await account.says("o-linxiao", "你好")
        file = bot.kept(VIDEO, "拜访.mp4")
        await owe(bot, Address("wechat", "o-linxiao", direct=True), Text.of("📘 L1"), File(file, "拜访.mp4", len(VIDEO)))
        said = await passes(bot, lambda: next((words for words in account.screen("o-linxiao") if "拜访.mp4" in words), ""))
        assert said.startswith("📘 L1\n📎 视频“拜访.mp4”（4 KB）")
        link = re.search(rf'<a href="{URL}(/files/[^"]+)">打开“拜访.mp4”</a>', said)
        assert link is not None and (await bot.get(link[1])).content == VIDEO


async def test_a_member_of_the_company_gets_the_large_picture_as_a_file(sqlite_url: str, tmp_path: Path) -> None:
    async with talking(sqlite_url, tmp_path, "wecom") as bot:
        large, tiny = bot.kept(PNG + bytes(11 << 20), "大图.png"), bot.kept(b"ok", "短.txt")
        await owe(bot, Address("wecom", "linxiao", direct=True), Picture(large, "销售漏斗"), File(tiny, "短.txt", 2))
        app = bot.tencent.app
        await passes(bot, lambda: len(app.screen("linxiao")) >= 2)
        file, words = app.screen("linxiao")[:2]
        assert file.kind == "file" and "短.txt" in words.content
        link = re.search(rf'<a href="{URL}(/files/[^"]+)">', words.content)
        assert link is not None and (await bot.get(link[1])).content == b"ok"
