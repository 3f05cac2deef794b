"""Journey J10, the binding half: one person on two channels, one ledger."""

from __future__ import annotations

from sqlalchemy import select

from storage import camps, points
from storage.points import ledger
from tests.town import Somebody, Town


def two_accounts(town: Town) -> tuple[Somebody, Somebody]:
    """林晓 in the WeCom group and 林晓 in the Telegram group of one camp."""
    manager = town.opened()
    manager.says("绑定群 营销实战营2605", room="群一")
    town.group = "群二"
    town.app.identity.owners = frozenset({"telegram:王岚", "wecom:王岚"})
    wecom_manager = town.somebody("王岚", "wecom")
    code = manager.tells("绑定").split("绑定 ")[1][:6]
    assert "绑定成功" in wecom_manager.tells(f"绑定 {code}")
    assert "已加入营" in wecom_manager.says("绑定群 营销实战营2605")
    on_wecom = town.learner("林晓", "wecom")
    town.group = "群一"
    return town.learner("林晓", "telegram"), on_wecom


def test_two_ledgers_become_one(either_town: Town) -> None:
    town = either_town
    on_telegram, on_wecom = two_accounts(town)
    manager = town.somebody("王岚")
    number = {member.person: member.id for member in members(town)}
    telegram_number, wecom_number = sorted(number.values())[-1], sorted(number.values())[-2]
    manager.says(f"加分 林晓#{telegram_number} 30 案例")
    manager.says(f"加分 林晓#{wecom_number} 97 案例")
    said = on_wecom.tells("绑定")
    assert "10分钟内" in said
    code = said.split("绑定 ")[1][:6]
    answer = on_telegram.tells(f"绑定 {code}")
    assert "97分 + 30分 = 127分" in answer and "绑定成功" in answer
    assert on_telegram.tells(f"绑定 {code}") == "验证码已使用。"
    assert on_telegram.says("积分").startswith("积分：127")
    assert "今日 1/1" in on_telegram.says("打卡")
    assert "今天已打卡" in on_wecom.says("打卡 又来", room="群二")
    assert town.look(points.ASTRAY) == []


def test_a_day_stamped_on_both_counts_once_and_the_sentence_says_so(either_town: Town) -> None:
    town = either_town
    on_telegram, on_wecom = two_accounts(town)
    on_wecom.says("打卡", room="群二")
    on_telegram.says("打卡")
    town.go_to("5/7")
    on_telegram.says("打卡")
    code = on_wecom.tells("绑定").split("绑定 ")[1][:6]
    answer = on_telegram.tells(f"绑定 {code}")
    assert "5/6 两边都打了卡，只计一次：冲回5分。" in answer
    assert on_telegram.says("积分").startswith("积分：10")
    assert [row.amount for row in town.look(select(ledger.c.amount).where(ledger.c.reason == "counted_twice"))] == [-5]
    town.go_to("5/8")
    assert "连续3个工作日" in on_wecom.says("打卡", room="群二")
    assert town.look(points.ASTRAY) == []


def test_codes_that_do_not_bind(either_town: Town) -> None:
    town = either_town
    on_telegram, on_wecom = two_accounts(town)
    assert "没有这个验证码" in on_telegram.tells("绑定 ZZZZZZ")
    code = on_wecom.tells("绑定").split("绑定 ")[1][:6]
    assert "这个账号自己要的" in on_wecom.tells(f"绑定 {code}")
    town.pass_(minutes=11)
    assert "验证码已过期" in on_telegram.tells(f"绑定 {code}")
    code = on_wecom.tells("绑定").split("绑定 ")[1][:6]
    assert "绑定成功" in on_telegram.tells(f"绑定 {code.lower()}")
    third = town.somebody("周航", "wecom")
    code = on_telegram.tells("绑定").split("绑定 ")[1][:6]
    assert "已经绑定了别人" in third.tells(f"绑定 {code}")
    assert "请在私聊里发给我" in on_telegram.says("绑定")


def members(town: Town) -> list[camps.Member]:
    """Who is called 林晓."""
    found = [camps.Member(*row) for row in town.look(camps.MEMBERS, camp=1)]
    return [member for member in found if member.name == "林晓"]
