"""A roster by phone or staff number: who it names is expected, and known when they come."""

from __future__ import annotations

import pytest

from tests.engines import on_sqlite
from tests.stories.test_import_export import received, send
from tests.town import Somebody, Town

ROSTER = "姓名,手机,工号,角色,标签\n林晓,13800001111,,,骨干\n周航,,E1002,专家,华东\n"


@pytest.fixture
def owner(either_town: Town) -> Somebody:
    """The roster is in; the company's channel has a room of the camp too."""
    owner = either_town.opened()
    report = send(owner, "名单.csv", ROSTER.encode())
    assert report.startswith("试读完成，尚未写入：可导入2，没有问题。") and "2人还没有账号，先登记" in report
    assert owner.tells("导入").startswith("已导入2人")
    return owner


def test_the_same_roster_again_changes_nothing_and_comes_back_whole(owner: Somebody) -> None:
    assert send(owner, "名单.csv", ROSTER.encode()).startswith("2人已存在且无变化")
    for format in ("csv", "xlsx"):
        name, content = received(owner.town, owner.tells(f"导出 成员 格式={format}"))
        assert send(owner, name, content).startswith("3人已存在且无变化")
    changed = ROSTER.replace("骨干", "骨干;华北")
    assert "可导入1（新增0、更新1），无变化1" in send(owner, "名单.csv", changed.encode())
    assert owner.tells("导入").startswith("已更新1人")
    assert owner.takes_back().startswith("✅ 已撤销这次导入：收回0人，1人恢复原样。")
    assert send(owner, "名单.csv", ROSTER.encode()).startswith("2人已存在且无变化")


@on_sqlite
def test_a_company_account_that_is_the_staff_number_is_known_at_once(owner: Somebody) -> None:
    town = owner.town
    town.app.identity.company_channels.add("wecom")
    town.app.identity.caseless_channels.add("wecom")
    zhou = town.somebody("zhouhang", "wecom", ident="e1002")
    zhou.tells("积分")
    listed = owner.tells("成员 华东")
    assert "周航" in listed and "专家：1人" in owner.tells("成员")
    assert send(owner, "名单.csv", ROSTER.encode()).startswith("2人已存在且无变化")
    other = town.somebody("别人", "wecom", ident="E1003")
    other.tells("积分")
    assert "学员：1人" in owner.tells("成员")


@on_sqlite
def test_a_company_account_that_is_there_already_is_the_one(owner: Somebody) -> None:
    town = owner.town
    town.app.identity.company_channels.add("wecom")
    wu = town.somebody("wumin", "wecom", ident="E1004")
    wu.tells("积分")
    assert "可导入1（新增0、更新1）" in send(owner, "名单.csv", "姓名,工号\n吴敏,E1004\n".encode())
    owner.tells("导入")
    assert "吴敏" in owner.tells("成员")
    assert send(owner, "名单.csv", "姓名,工号\n吴敏,E1004\n".encode()).startswith("1人已存在且无变化")


@on_sqlite
def test_who_gives_name_and_phone_gets_name_and_tags_and_no_role(owner: Somebody) -> None:
    town = owner.town
    ann = town.learner("晓晓")
    assert ann.tells("绑定 林晓 138-0000-1111").startswith("✅ 对上了")
    assert "晓晓 报了手机或工号，对上了名单里的 林晓" in owner.heard_privately
    assert "林晓" in owner.tells("成员 骨干")
    assert "没有这个验证码" in ann.tells("绑定 林晓 13800001111")
    zhou = town.learner("小周")
    assert zhou.tells("绑定 周航 e1002").startswith("✅ 对上了")
    assert "专家：0人" in owner.tells("成员")


@pytest.mark.parametrize(
    "words", ["绑定 林晓 13800001112", "绑定 周航 13800001111", "绑定 13800001111", "绑定 林晓", "绑定 林晓 E1002"]
)
@on_sqlite
def test_a_name_without_its_number_is_nobodys(owner: Somebody, words: str) -> None:
    ann = owner.town.learner("晓晓")
    assert "没有这个验证码" in ann.tells(words)
    assert "晓晓" in owner.tells("成员")


@on_sqlite
def test_somebody_who_is_not_in_the_camp_cannot_claim_a_place_in_it(owner: Somebody) -> None:
    stranger = owner.town.somebody("路人")
    assert "对上了" not in stranger.tells("绑定 林晓 13800001111")


def test_the_wrong_person_is_put_right_by_the_account(owner: Somebody) -> None:
    town = owner.town
    wrong, right = town.learner("甲"), town.learner("乙")
    assert wrong.tells("绑定 林晓 13800001111").startswith("✅ 对上了")
    file = "姓名,账号,手机\n林晓,telegram:乙,13800001111\n甲,telegram:甲,\n"
    assert "可导入2（新增0、更新2）" in send(owner, "名单.csv", file.encode())
    assert owner.tells("导入").startswith("已更新2人")
    _, content = received(town, owner.tells("导出 成员 格式=csv"))
    assert "林晓,telegram:乙,13800001111" in content.decode() and right.name


def test_an_import_of_who_is_expected_is_taken_back(owner: Somebody) -> None:
    assert owner.takes_back() == "✅ 已撤销这次导入：收回2人，0人恢复原样。"
    assert "没有这个验证码" in owner.town.learner("晓晓").tells("绑定 林晓 13800001111")
