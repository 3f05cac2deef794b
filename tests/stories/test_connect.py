"""Journey J10, the binding half: one person on two channels, one ledger."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.config import Bot
from bot.messages import nameless
from storage import memberships, people, points
from storage.connection import Db
from storage.points import ledger
from tests.engines import on_sqlite, postgresql_in_journeys
from tests.quiz import write
from tests.town import Somebody, Town


def two_accounts(town: Town) -> tuple[Somebody, Somebody]:
    """林晓 in the WeCom group and 林晓 in the Telegram group of one camp."""
    manager = town.opened()
    manager.says("绑定群 营销实战营2605", room="群一")
    town.group = "群二"
    town.app.identity.owners = frozenset({"telegram:王岚", "wecom:王岚"})
    wecom_manager = town.somebody("王岚", "wecom")
    assert "绑定成功" in manager.becomes_one_with(wecom_manager)
    assert "已加入营" in wecom_manager.says("绑定群 营销实战营2605")
    on_wecom = town.learner("林晓", "wecom")
    town.group = "群一"
    return town.learner("林晓", "telegram"), on_wecom


@on_sqlite
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
    assert str(answer.posts[0]) == "绑定成功。企微97分 + TG 30分 = 127分。以后两边同一天打卡，只计一次。"
    assert on_telegram.tells(f"绑定 {code}") == "验证码已使用。"
    assert on_telegram.says("积分").startswith("积分：127")
    assert "今日 1/1" in on_telegram.says("打卡")
    assert "今天已打卡" in on_wecom.says("打卡 又来", room="群二")
    assert town.look(points.ASTRAY) == []


@postgresql_in_journeys
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


@on_sqlite
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


@on_sqlite
def test_who_is_owner_stays_owner_whoever_asks_for_the_code(either_town: Town) -> None:
    town = either_town
    owner = town.opened()
    owner.says("绑定群 营销实战营2605 群管理=经理")
    on_wecom = town.somebody("王岚企微", "wecom")
    code = on_wecom.tells("绑定").split("绑定 ")[1][:6]
    waits = owner.tells(f"绑定 {code}")
    assert "要“王岚企微”先确认" in waits and [member.role for member in everybody(town)] == ["owner"]
    asked = on_wecom.heard_privately.posts[-1]
    assert "对方：TG“王岚”；“营销实战营2605”营主，0分" in str(asked) and "你：企微“王岚企微”；还不在营里" in str(asked)
    assert [button.label for button in asked.buttons] == ["确认绑定", "不是我"]
    assert "绑定成功" in on_wecom.presses("确认绑定", asked)
    assert "“王岚企微”确认了" in owner.heard_privately
    assert [(member.name, member.role) for member in everybody(town)] == [("王岚企微", "owner")]
    assert "积分" in owner.says("成员") + owner.tells("积分")
    assert "验证码已使用" in on_wecom.presses("确认绑定", asked)


@on_sqlite
def test_who_asked_for_the_code_may_say_it_is_not_them(either_town: Town) -> None:
    town = either_town
    owner, stranger = town.opened(), town.somebody("周航", "wecom")
    code = owner.tells("绑定").split("绑定 ")[1][:6]
    stranger.tells(f"绑定 {code}")
    asked = owner.heard_privately.posts[-1]
    assert "另一个账号已经发过" in town.somebody("陈默", "wecom").tells(f"绑定 {code}")
    assert "没有绑定，验证码作废" in owner.presses("不是我", asked)
    assert "没有绑定" in str(stranger.heard_privately.posts[-1])
    assert "验证码已使用" in owner.presses("确认绑定", asked)
    assert [member.name for member in everybody(town)] == ["王岚"]


@on_sqlite
def test_the_yes_counts_within_the_life_of_the_code_and_for_what_is_so_then(either_town: Town) -> None:
    town = either_town
    owner, on_wecom = town.opened(), town.somebody("王岚", "wecom")
    code = owner.tells("绑定").split("绑定 ")[1][:6]
    assert "还没有账号发过这个码" in owner.tells(f"绑定 {code} 确认")
    on_wecom.tells(f"绑定 {code}")
    assert "要和你合成一个人" in owner.tells(f"绑定 {code}"), "asked again where the first was not seen"
    assert "可以：绑定" in owner.tells(f"绑定 {code} 好")
    town.pass_(minutes=11)
    assert "验证码已过期" in owner.tells(f"绑定 {code} 确认")
    assert len(town.look(select(people.person.c.id))) == 2


@on_sqlite
def test_five_wrong_codes_lock_for_an_hour_and_are_in_the_log(either_town: Town) -> None:
    town = either_town
    owner, lin, on_wecom = town.opened(), town.learner("林晓"), town.somebody("林晓", "wecom")
    for _ in range(4):
        assert lin.tells("绑定 ZZZZZZ").startswith("没有这个验证码")
    locked = "验证码已输错5次，09:10前不再收"
    assert lin.tells("绑定 ZZZZZZ").startswith(locked)
    code = on_wecom.tells("绑定").split("绑定 ")[1][:6]
    assert lin.tells(f"绑定 {code}").startswith(locked)
    assert "林晓 输错5次绑定验证码，锁一小时" in owner.tells("记录")
    town.restart()
    assert lin.tells(f"绑定 {code}").startswith(locked)
    town.pass_(minutes=61)
    assert "没有这个验证码" in lin.tells("绑定 ZZZZZZ"), "the count begins anew"
    assert "绑定成功" in on_wecom.becomes_one_with(lin)


def test_one_account_is_taken_off_and_the_books_stay(either_town: Town) -> None:
    town = either_town
    on_telegram, on_wecom = two_accounts(town)
    on_telegram.says("打卡")
    assert "只有TG这一个账号" in on_telegram.tells("解绑")
    assert "绑定成功" in on_telegram.becomes_one_with(on_wecom)
    listed = on_telegram.tells("解绑")
    number = next(line.split()[0] for line in listed.splitlines() if "企微“林晓”" in line)
    assert "TG“林晓”（就是这个）" in listed and listed.startswith("你有2个账号")
    assert "没有编号“999”的账号" in on_telegram.tells("解绑 999")
    shown = on_telegram.tells(f"解绑 {number}")
    assert "要重新加入营" in shown and len(accounts(town)) == 2, "nothing is done before it is agreed to"
    assert "确认解绑就发" in on_telegram.tells(f"解绑 {number} 好")
    assert "已解绑企微“林晓”" in on_telegram.presses("确认解绑", shown.posts[-1])
    assert "已经和“林晓”解绑" in on_wecom.heard_privately
    assert on_telegram.says("积分").startswith("积分：5")
    assert "5" not in on_wecom.tells("积分")
    assert "林晓 解绑了自己的一个账号，还有1个" in town.somebody("王岚").tells("记录")
    assert "只有TG这一个账号" in on_telegram.presses("确认解绑", shown.posts[-1])
    assert f"没有编号“{number}”" in town.somebody("王岚").tells(f"解绑 {number} 确认"), "nobody else's"
    assert "绑定成功" in on_telegram.becomes_one_with(on_wecom)
    assert town.look(points.ASTRAY) == []


def accounts(town: Town) -> list[str]:
    """The platforms of 林晓's accounts that are one person's with the one on Telegram."""
    on_telegram = town.look(people.ACCOUNT, channel="telegram", ident="林晓")[0].person_id
    return [row.channel for row in town.look(people.ACCOUNTS, person=on_telegram)]


def everybody(town: Town) -> list[memberships.Member]:
    """Who is in the camp."""
    return [memberships.Member(*row) for row in town.look(memberships.MEMBERS, camp=1)]


def members(town: Town) -> list[memberships.Member]:
    """Who is called 林晓."""
    found = [memberships.Member(*row) for row in town.look(memberships.MEMBERS, camp=1)]
    return [member for member in found if member.name == "林晓"]


def test_an_account_without_a_name_is_called_by_what_its_platform_knows_it_by(town: Town) -> None:
    lin = town.learner("林晓", "telegram")

    def given(db: Db) -> None:
        person = people.by_account(db, "telegram", "林晓")
        assert person is not None
        people.add_account(db, person, "web", "lin.1001", "")

    write(town, given)
    assert "web:lin.1001" in lin.tells("我的")


@on_sqlite
def test_what_is_asked_in_private_is_answered_where_it_was_asked_however_quickly_they_change(either_town: Town) -> None:
    """Somebody who looks from the one telephone to the other within a minute is not answered on the one they have put away."""
    town = either_town
    on_telegram, on_wecom = two_accounts(town)
    on_telegram.becomes_one_with(on_wecom)
    for asks in (on_wecom, on_telegram, on_wecom, on_telegram):
        assert asks.tells("我的数据").posts, asks.channel
        assert asks.tells("我的错题 复习").posts, asks.channel
        town.pass_(seconds=10)


@pytest.mark.parametrize("asks", ["wechat", "wecom_bot"])
def test_a_name_made_of_an_id_yields_to_a_name(sqlite_url: str, tmp_path: Path, asks: str) -> None:
    """The official account names nobody: who binds it is on no board as 同学xiao afterwards, whichever side asked for the code."""
    town = Town(sqlite_url, tmp_path, channels=("wecom_bot", "wechat"), bot=Bot(owners=("wecom_bot:王岚",)))
    town.opened()
    lin, follower = town.learner("林晓"), town.somebody(nameless("o-linxiao"), "wechat", ident="o-linxiao")
    follower.tells("开始")
    first, second = (follower, lin) if asks == "wechat" else (lin, follower)
    assert "绑定成功" in first.becomes_one_with(second)
    assert "✅ 林晓 第1天" in follower.tells("打卡") and "林晓" in lin.says("排行榜") and "同学" not in lin.says("排行榜")
    town.close()
