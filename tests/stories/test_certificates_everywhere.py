"""J9's certificate on the platforms' stand-ins: issued, received with its files, verified by a stranger, the badge sent back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.standins.telegram import text_of as said_on_telegram
from tests.stories import test_quiz_on_telegram as on_telegram
from tests.stories import test_quiz_on_wecom as on_wecom

pytestmark = pytest.mark.journey

telegram = on_telegram.town
wecom = on_wecom.town
NUMBER = re.compile(r"YX2605-0001-[A-Z0-9]{10}")


async def test_j9_on_telegram(telegram: on_telegram.Town) -> None:
    town, wang, lin, stranger = telegram, telegram.wang, telegram.people["林晓"], telegram.cloud.person("路人", 3001)
    lin.says("/打卡", town.group)
    await town.hears("第1天")
    for person in (wang, lin, stranger):
        person.starts()
        await town.passes(person.sees, 0.2)
    wang.says("证书 林晓 事由=第一季度优秀学员")
    draft = await town.hears("1张证书，第一季度优秀学员", wang)
    wang.presses(draft, "发出")
    got = await town.hears("🏆 林晓，你的证书", lin)
    number = NUMBER.search(said_on_telegram(got))
    assert number is not None
    files = await town.passes(lambda: [one for one in lin.sees() if "document" in one][1:], 0.2)
    names = [one["document"]["file_name"] for one in lin.sees() if "document" in one]
    assert names == [f"证书-{number.group()}.pdf", f"徽章-{number.group()}.png"] and files
    assert any("photo" in one for one in lin.sees())
    stranger.says(f"验证 {number.group()}")
    await town.hears("✅ 有效：林晓，营销实战营2605，2026-05-06 颁发。", stranger)
    stored = next(one for one in town.cloud.world.files.values() if one.name.startswith("徽章"))
    stranger.sends_file("徽章.png", stored.content)
    await town.hears("徽章完好，是我们签发的。", stranger)
    wang.says(f"作废 {number.group()} 成绩有误")
    await town.hears("⚠️ 你的证书", lin)
    stranger.says(f"验证 {number.group()}")
    await town.hears("⚠️ 已作废", stranger)


async def test_j9_on_wecom(wecom: on_wecom.Town) -> None:
    """By the smart bot and by the app of one company."""
    town, bot = wecom, wecom.bot

    def screens(chat: str) -> list[Any]:
        return list(bot.screen(chat))

    await bot.says("linxiao", "打卡", chat="C1")
    await town.hears("第1天")
    for who in ("wanglan", "linxiao"):
        await bot.says(who, "切换 营销实战营2605")
        await town.hears("营销实战营2605", who)
    await bot.says("wanglan", "证书 林晓 事由=第一季度优秀学员")
    await town.hears("1张证书，第一季度优秀学员", "wanglan")
    await bot.says("wanglan", "发出")
    await town.hears("✅ 已颁发给林晓，编号", "wanglan")
    got = on_wecom.text_of(await town.hears("🏆 林晓，你的证书", "linxiao"))
    number = NUMBER.search(got)
    assert number is not None
    await bot.says("zhouhang", f"验证 {number.group()}")
    await town.hears("✅ 有效：林晓，营销实战营2605，2026-05-06 颁发。", "zhouhang")
    await bot.says("wanglan", f"作废 {number.group()} 成绩有误")
    await town.hears("⚠️ 你的证书", "linxiao")
    await bot.says("zhouhang", f"验证 {number.group()}")
    await town.hears("⚠️ 已作废", "zhouhang")
    assert screens("linxiao")
