"""The shop: what is on sale is sold once, paid once and given back whole, whoever presses at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from bot.messages import Kind
from storage import memberships, points, shop
from storage.connection import Db
from storage.memberships import membership
from tests.stories.test_connect import two_accounts
from tests.stories.test_my_data import erased
from tests.town import Somebody, Town

BOOK = "上架 《销售巨人》 价格=100 库存=1 每人=1"


def rich(town: Town, manager: Somebody, *names: str, amount: int = 150, coins: int = 0) -> list[Somebody]:
    """Learners with so many points, known in private."""
    learners = [town.learner(name) for name in names]
    for learner in learners:
        learner.tells("积分")
        manager.tells(f"加分 {learner.name} {amount} 之前攒的" + (f" 币={coins}" if coins else ""))
    return learners


def at_once(town: Town, people: Sequence[Somebody], words: str) -> list[str]:
    """The same words from everybody in the same moment; gives what each was answered last."""

    async def all_of_them() -> None:
        events = [one.event(Kind.SAID, words, one.private) for one in people]
        await asyncio.gather(*(town.app.receive(event) for event in events))

    town.run(all_of_them())
    town.settle()
    return [str(one.heard_privately.posts[-1]) for one in people]


def balances(town: Town) -> None:
    assert town.look(points.ASTRAY) == []


def test_a_thing_is_bought_paid_for_and_found_in_the_ledger(either_town: Town) -> None:
    town = either_town
    wang = town.opened()
    (lin,) = rich(town, wang, "林晓", amount=127)
    title_before = lin.tells("积分").split("称号：")[1].split("\n")[0]
    assert "✅ 已上架《销售巨人》：100分，剩1件、每人1件。兑换发：兑换 销售巨人" in wang.says(BOOK)
    seen = lin.tells("商店")
    assert "你有127分、0金币" in seen and "《销售巨人》：100分（剩1件、每人1件）" in seen
    assert "🎁 成功，-100分，余27分，单号O-1，等社群经理发放" in lin.tells("兑换 《销售巨人》")
    assert "O-1 林晓 兑换了《销售巨人》" in wang.heard_privately
    ledger = lin.tells("流水")
    assert "兑换 -100" in ledger and "O-1 《销售巨人》" in ledger and "合计27" in ledger
    assert title_before in lin.tells("积分") and "商店 -100" in lin.tells("积分")
    assert "O-1《销售巨人》：100分（等发放" in lin.tells("我的订单")
    assert "剩" not in lin.tells("商店") and "已兑完" in lin.tells("商店")
    balances(town)


def test_fifty_press_for_one_thing(either_town: Town) -> None:
    town = either_town
    wang = town.opened()
    names = [f"学员{n:02}" for n in range(50)]
    people = [town.learner(name) for name in names]
    for one in people:
        one.tells("积分")
    give(town, 100)
    wang.tells(BOOK)
    answers = at_once(town, people, "兑换 《销售巨人》")
    won = [said for said in answers if "🎁 成功，-100分，余0分，单号O-" in said]
    lost = [said for said in answers if said == "《销售巨人》已兑完，未扣积分，余100分。"]
    assert (len(won), len(lost)) == (1, 49)
    item = town.look(shop.ON_SALE, camp=1)[0]
    assert (item.stock, item.sold) == (0, 1) and len(town.look(shop.WAITING, camp=1)) == 1
    assert sum(row.points for row in held(town)) == 49 * 100 and min(row.points for row in held(town)) == 0
    balances(town)


@pytest.mark.long
def test_it_is_taken_off_while_fifty_press(either_town: Town) -> None:
    """Every one either has theirs or keeps their coins, and nobody after it went."""
    town = either_town
    wang = town.opened()
    people = [town.learner(f"学员{n:02}") for n in range(50)]
    for one in people:
        one.tells("积分")
    give(town, 30, purse="coins")
    wang.tells("上架 咖啡券 价格=30金币")
    events = [one.event(Kind.SAID, "兑换 咖啡券", one.private) for one in people]
    events.insert(25, wang.event(Kind.SAID, "下架 咖啡券", wang.private))

    async def all_of_them() -> None:
        await asyncio.gather(*(town.app.receive(event) for event in events))

    town.run(all_of_them())
    town.settle()
    answers = [str(one.heard_privately.posts[-1]) for one in people]
    won = sum("🎁 成功，-30金币，余0金币" in said for said in answers)
    lost = sum(said == "《咖啡券》已经下架了，没有扣金币。" for said in answers)
    assert won + lost == 50 and len(town.look(shop.WAITING, camp=1)) == won
    assert sum(row.coins for row in held(town)) == lost * 30
    assert "已经下架了" in people[0].tells("兑换 咖啡券")
    balances(town)


def test_two_accounts_of_one_person_press_at_the_same_moment(either_town: Town) -> None:
    town = either_town
    lin, lin_wecom = two_accounts(town)
    wang = town.somebody("王岚")
    for one in (lin, lin_wecom):
        one.tells("积分")
    lin.becomes_one_with(lin_wecom)
    wang.tells("加分 林晓 150 之前攒的")
    wang.tells("上架 《销售巨人》 价格=100 库存=5 每人=1")
    answers = at_once(town, [lin, lin_wecom], "兑换 《销售巨人》")
    assert sum("🎁 成功" in said for said in answers) == 1 and town.look(shop.ON_SALE, camp=1)[0].stock == 4
    assert any("每人最多1件" in said or "还差" in said for said in answers)
    balances(town)


def test_a_button_asks_first_and_what_was_bought_can_be_given_back(town: Town) -> None:
    wang = town.somebody("王岚")
    (lin,) = rich(town, wang, "林晓", amount=150)
    wang.tells(BOOK)
    lin.tells("商店")
    asked = lin.presses("兑换《销售巨人》", lin.heard_privately.posts[-1])
    assert "兑换《销售巨人》要100分，你有150分，兑换后余50分。" in asked
    assert town.look(shop.WAITING, camp=1) == [] and "积分：150" in lin.tells("积分")
    assert "🎁 成功，-100分，余50分" in lin.presses("确认兑换", asked.posts[-1])
    assert "已兑完" in lin.presses("确认兑换", asked.posts[-1]), "the button that was pressed does nothing more"
    assert "《销售巨人》的兑换已撤销，+100分，余150分" in lin.takes_back()
    assert town.look(shop.ON_SALE, camp=1)[0].stock == 1 and "已撤销" in lin.tells("我的订单")
    assert "🎁 成功" in lin.tells("兑换 销售巨人"), "it can be bought again"
    balances(town)


def test_a_price_may_stand_behind_the_name(town: Town) -> None:
    wang = town.somebody("王岚")
    town.learner("林晓")
    assert "✅ 已上架《杯子》：5分" in wang.tells("上架 《杯子》 5积分 库存=1")
    assert "✅ 已上架《本子》：8金币" in wang.tells("上架 本子 8金币")
    assert "✅ 已上架《笔记 3》：5分" in wang.tells("上架 笔记 3 价格=5")


def test_a_cap_counts_what_one_has(town: Town) -> None:
    wang = town.somebody("王岚")
    lin, zhou = rich(town, wang, "林晓", "周航", amount=300)
    wang.tells("上架 笔记本 价格=100 库存=10 每人=2")
    for _ in range(2):
        assert "🎁 成功" in lin.tells("兑换 笔记本")
    assert lin.tells("兑换 笔记本") == "《笔记本》每人最多2件，你已经有了，没有扣积分。"
    assert "🎁 成功" in zhou.tells("兑换 笔记本") and town.look(shop.ON_SALE, camp=1)[0].stock == 7
    lin.takes_back()
    assert "🎁 成功" in lin.tells("兑换 笔记本")
    balances(town)


def test_coins_are_renamed_in_the_middle(town: Town) -> None:
    wang = town.somebody("王岚")
    (lin,) = rich(town, wang, "林晓", amount=10, coins=100)
    wang.tells("上架 笔记本 价格=80金币")
    lin.tells("商店")
    button = lin.heard_privately.posts[-1]
    wang.tells("设置 币名 学霸币")
    assert "《笔记本》：80学霸币" in lin.tells("商店") and "你有100学霸币，兑换后余20学霸币" in lin.presses(
        "兑换《笔记本》", button
    )
    assert "-80学霸币，余20学霸币" in lin.tells("兑换 笔记本")
    assert "✅ 已上架《贴纸》：5学霸币" in wang.tells("上架 贴纸 价格=5学霸币") and "10学霸币" in wang.tells(
        "上架 书签 价格=10币"
    )
    wang.tells("设置 币名 默认")
    assert "-80" in lin.tells("流水 金币") and "合计20金币" in lin.tells("流水 金币")
    balances(town)


def test_what_is_wrong_gets_one_sentence_and_changes_nothing(town: Town) -> None:
    wang = town.somebody("王岚")
    (lin,) = rich(town, wang, "林晓", amount=90)
    wang.tells(BOOK)
    before = town.look(shop.ON_SALE, camp=1)
    for words, said in {
        "上架 《杯子》 价格=0": "价格要写成1到1000000的整数",
        "上架 《杯子》 价格=-5": "价格要写成1到1000000的整数",
        "上架 《杯子》 价格=1.5": "价格要写成1到1000000的整数",
        "上架 《杯子》 价格=一百": "价格要写成1到1000000的整数",
        "上架 《杯子》 价格=100元": "价格要写成1到1000000的整数",
        "上架 《杯子》 价格=1000001": "价格要写成1到1000000的整数",
        "上架 《杯子》 价格=9999999999": "价格要写成1到1000000的整数",
        "上架 《杯子》": "价格要写成1到1000000的整数",
        "上架 《杯子》 价格=5 库存=1 用积分": "没看懂《杯子》后面的“用积分”",
        "上架 《杯子》 5积分 价格=5": "没看懂《杯子》后面的“5积分”",
        "上架 《杯子》 价格=10 库存=-1": "库存要写1到1000000的整数",
        "上架 《杯子》 价格=10 库存=0": "库存要写1到1000000的整数",
        "上架 《杯子》 价格=10 库存=很多": "不能当作库存",
        "上架 《杯子》 价格=10 每人=0": "每人要写1到1000000的整数",
        "上架 《杯子》 价格=10 每人=-2": "每人要写1到1000000的整数",
        "上架 《杯子》 价格=10 颜色=红": "没有“颜色”这个选项",
        "上架 价格=10": "还差名字",
        "上架 12 价格=10": "写上名字，最多40个字",
        "上架 《》 价格=10": "写上名字，最多40个字",
        "上架 🎁 价格=10": "写上名字，最多40个字",
        f"上架 {'长' * 41} 价格=10": "写上名字，最多40个字",
        "上架 销售巨人 价格=10": "《销售巨人》已经在架上：100分，剩1件、每人1件。要改就先发：下架 销售巨人",
        "上架 《销售巨人》 价格=120 库存=9": "已经在架上",
        "上架 杯子 价格=10 奖励=奖杯": "奖励可以是",
        "下架 杯子": "商店里没有《杯子》",
        "下架": "还差名字",
    }.items():
        answer = wang.tells(words)
        assert said in answer and len(answer.splitlines()) == 1, f"{words} → {answer}"
    for words, said in {
        "兑换": "还差名字",
        "兑换 杯子": "商店里没有《杯子》",
        "兑换 销售巨头": "商店里没有《销售巨头》，是不是《销售巨人》？",
        "兑换 99": "商店里没有",
        "兑换 0": "商店里没有",
        "兑换 -1": "商店里没有",
        "兑换 99 确认": "商店里没有",
        "兑换 《销售巨人》": "《销售巨人》要100分，你有90分，还差10分。没有扣积分。",
        "兑换 1": "《销售巨人》要100分，你有90分，还差10分。没有扣积分。",
        "流水 钻石": "看积分还是金币？",
    }.items():
        answer = lin.tells(words)
        assert said in answer and len(answer.splitlines()) == 1, f"{words} → {answer}"
    assert "社群经理" in lin.tells("上架 杯子 价格=1") and "社群经理" in lin.tells("下架 销售巨人")
    assert town.look(shop.ON_SALE, camp=1) == before and town.look(shop.WAITING, camp=1) == []
    assert "积分：90" in lin.tells("积分")
    balances(town)


def test_what_was_put_on_sale_is_taken_back_and_what_was_taken_off_returns(town: Town) -> None:
    wang = town.somebody("王岚")
    (lin,) = rich(town, wang, "林晓", amount=150)
    assert "还没有东西。上架一样" in wang.tells("商店") and lin.tells("商店") == "商店还没有东西。"
    wang.tells(BOOK)
    assert "没有上架" in wang.takes_back() and "还没有东西" in lin.tells("商店")
    wang.tells(BOOK)
    assert "✅ 《销售巨人》已下架" in wang.tells("下架 《销售巨人》")
    assert "又上架了" in wang.takes_back() and "🎁 成功" in lin.tells("兑换 销售巨人")
    assert "还有1单等发放" in wang.tells("下架 销售巨人")
    wang.tells("上架 《销售巨人》 价格=90")
    said = wang.tells("撤销")
    assert "上架了《销售巨人》" in said
    balances(town)


def test_what_two_accounts_bought_stands_when_they_become_one(either_town: Town) -> None:
    town = either_town
    lin, lin_wecom = two_accounts(town)
    wang = town.somebody("王岚")
    for one in (lin, lin_wecom):
        one.tells("积分")
    give(town, 120, purse="coins")
    wang.tells("上架 笔记本 价格=100金币 库存=9 每人=1")
    assert "🎁 成功" in lin.tells("兑换 笔记本") and "🎁 成功" in lin_wecom.tells("兑换 笔记本")
    lin.becomes_one_with(lin_wecom)
    mine = lin.tells("我的订单")
    assert "O-1" in mine and "O-2" in mine and "金币：40" in lin.tells("积分")
    assert "每人最多1件" in lin_wecom.tells("兑换 笔记本")
    balances(town)


def test_an_erased_buyer_leaves_the_books_right(either_town: Town) -> None:
    town = either_town
    wang = town.opened()
    lin, zhou = rich(town, wang, "林晓", "周航", amount=100)
    wang.tells(BOOK)
    lin.tells("兑换 销售巨人")
    erased(town, lin)
    balances(town)
    assert town.look(shop.WAITING, camp=1) == [] and town.look(shop.ON_SALE, camp=1)[0].stock == 1
    assert "🎁 成功" in zhou.tells("兑换 销售巨人")


def give(town: Town, amount: int, *, purse: str = "points") -> None:
    """So much to every learner there is."""

    def write(db: Db) -> None:
        for one in memberships.members(db, 1):
            if one.role == "learner":
                entry: dict[str, Any] = {
                    "category": "contribution",
                    "reason": "award",
                    "source": f"test:{one.id}:{purse}",
                    "at": town.clock.now(),
                }
                points.earn(db, 1, one.id, amount, purse=purse, **entry)

    async def transact() -> None:
        await town.database.transact(write)

    town.run(transact())


def held(town: Town) -> list[Any]:
    """Every learner's (points, coins)."""
    return town.look(select(membership.c.points, membership.c.coins).where(membership.c.role == "learner"))


def test_an_order_waits_for_a_manager_who_hands_it_over_or_pays_back(either_town: Town) -> None:
    town = either_town
    wang = town.opened()
    (lin,) = rich(town, wang, "林晓", amount=127)
    wang.tells(BOOK)
    lin.tells("兑换 销售巨人")
    assert "O-1 林晓 用100分兑换了《销售巨人》" in wang.tells("待办")
    assert "林晓 用100分兑换了《销售巨人》" in wang.tells("待办 O1")
    assert "为什么退回 O-1" in wang.tells("退回 O-1")
    title_before = lin.tells("积分").split("称号：")[1].split("\n")[0]
    assert "✅ O-1 已退回，100分还给 林晓，已告诉对方。" in wang.tells("缺货")
    assert "《销售巨人》（O-1）已退回：缺货。+100分，余127分。称号不变。" in lin.heard_privately
    assert "已退回" in lin.tells("我的订单") and "缺货" in lin.tells("我的订单")
    assert title_before in lin.tells("积分") and "兑换退回 +100" in lin.tells("流水")
    for again in ("退回 O-1 再退一次", "通过 O-1", "拒绝 o1 不行"):
        assert "O-1 已经定了" in wang.tells(again), again
    assert "积分：127" in lin.tells("积分") and town.look(shop.ON_SALE, camp=1)[0].stock == 1
    assert "单号O-2" in lin.tells("兑换 销售巨人")
    assert "✅ O-2《销售巨人》已发放给 林晓，已告诉对方。" in wang.tells("通过 O2")
    assert "《销售巨人》（O-2）发给你了" in lin.heard_privately and "已发放" in lin.tells("我的订单")
    assert "O-2 已经处理过了，不能撤销" in lin.takes_back()
    assert "O-2 又在等发放，已告诉 林晓" in wang.takes_back() and "其实还没发" in lin.heard_privately
    assert "还给 林晓" in wang.tells("拒绝 O-2 弄丢了")
    assert "积分：127" in lin.tells("积分")
    assert "没有 O-99" in wang.tells("通过 O-99") and "O-1 已经定了" in wang.tells("通过 O-1")
    assert "社群经理" in lin.tells("通过 O-1")
    balances(town)


def test_two_managers_decide_on_one_order_at_the_same_moment(either_town: Town) -> None:
    town = either_town
    wang = town.opened()
    lin, zhang = rich(town, wang, "林晓", "张敏", amount=127)
    wang.tells("角色 张敏 经理")
    wang.tells(BOOK)
    lin.tells("兑换 销售巨人")
    events = [wang.event(Kind.SAID, "退回 O-1 缺货", wang.private), zhang.event(Kind.SAID, "通过 O-1", zhang.private)]

    async def both() -> None:
        await asyncio.gather(*(town.app.receive(event) for event in events))

    town.run(both())
    town.settle()
    answers = [str(one.heard_privately.posts[-1]) for one in (wang, zhang)]
    assert sum("已经定了" in said for said in answers) == 1, answers
    (order,) = town.look(shop.MINE, member=2)
    assert (order.handed_at is None) is not (order.refunded_at is None)
    balances(town)
