"""J10's shop and J9's honour on three platforms: one thing, three who want it at once, one who gets it, and what was paid comes back."""

from __future__ import annotations

import asyncio

import pytest

from storage import points, shop
from tests.stories.test_j9_everywhere import OnWecomApp
from tests.stories.test_polls_everywhere import seats
from tests.stories.test_quiz_everywhere import WECOM, House, Seat, house, opened

__all__ = ["house"]  # the running bot of the contest
pytestmark = [pytest.mark.browser, pytest.mark.journey]


async def test_one_thing_three_platforms_one_buyer_and_a_refund(house: House) -> None:
    wang, _, alone = await seats(house)
    for name in alone:
        await wang.says(f"加分 {name} 145 之前攒的 币=200")
        await wang.hears(f"{name} +145")
    await wang.says("上架 《销售巨人》 价格=100 库存=1 每人=1")
    await wang.hears("已上架《销售巨人》：100分，剩1件")
    await wang.says("勋章 新建 结业勋章")
    await wang.hears("B1《结业勋章》建好了")
    await wang.says("上架 结业勋章 价格=120金币 奖励=勋章")
    await wang.hears("已上架勋章《结业勋章》")

    await asyncio.gather(*(seat.says("兑换 《销售巨人》") for seat in alone.values()))
    won = await winner(house)
    for name, seat in alone.items():
        if name == won:
            await seat.hears("🎁 成功，-100分，余50分，单号O-1")
        else:
            await seat.hears("《销售巨人》已兑完，未扣积分，余150分。")
    await wang.says("待办 O")
    await wang.hears(f"O-1 {won} 用100分兑换了《销售巨人》")
    await wang.says("退回 O-1 缺货")
    await wang.hears("O-1 已退回，100分还给")
    await alone[won].hears("《销售巨人》（O-1）已退回：缺货。+100分，余150分。称号不变。")

    for seat in alone.values():
        await bought_by_button(seat)
    assert await house.app.look(lambda db: points.astray(db)) == []
    assert await house.app.look(lambda db: [(one.stock, one.sold) for one in shop.on_sale(db, 1)]) == [(1, 0), (None, 3)]


async def test_the_companys_own_app_sells_and_certifies(house: House) -> None:
    """Where there is no group and everything is said in private."""
    wang, _ = await opened(house, "wecom_bot", "林晓")
    lin = OnWecomApp(house, WECOM["林晓"])
    await lin.says("打卡")
    await lin.hears("✅ ")
    await wang.says("上架 笔记本 价格=3 库存=1")
    await wang.hears("已上架《笔记本》：3分，剩1件")
    await wang.says("上架 结业证书 价格=1 奖励=证书:结业")
    await wang.hears("已上架证书《结业证书》")
    await lin.says("商店")
    await lin.presses("兑换《笔记本》", "商店｜你有5分")
    await lin.presses("确认兑换", "兑换《笔记本》要3分，你有5分")
    await lin.hears("🎁 成功，-3分，余2分，单号O-1")
    await wang.says("通过 O-1")
    await lin.hears("《笔记本》（O-1）")
    await lin.says("兑换 结业证书")
    await lin.hears("🏆 证书编号")
    await lin.says("证书")
    await lin.hears("结业（2026-")
    assert await house.app.look(lambda db: points.astray(db)) == []


async def winner(house: House) -> str:
    """Who has the one order."""

    async def ordered() -> str:
        waiting = await house.app.look(lambda db: shop.waiting(db, 1))
        return waiting[0].buyer if waiting else ""

    found: str = await house.passes(ordered)
    return found


async def bought_by_button(seat: Seat) -> None:
    """What is pressed in the shop is asked about first; a badge is there at once."""
    await seat.says("商店")
    await seat.presses("兑换《结业勋章》", "商店｜你有150分、200金币")
    await seat.presses("确认兑换", "兑换《结业勋章》要120金币，你有200金币，兑换后余80金币。")
    await seat.hears("🏅 你获得勋章《结业勋章》：在商店兑换（O-")
    await seat.says("勋章")
    await seat.hears("我的勋章（1枚）")
