"""Honours given by other operations: a stage and the shop give badges and certificates, a badge asks for stages; once each."""

from __future__ import annotations

from sqlalchemy import select

from storage import audit
from tests.town import Town


def test_a_stage_gives_its_badge_and_its_certificate_once(town: Town) -> None:
    wang, lin = town.somebody("王岚"), town.learner("林晓")
    wang.tells("勋章 新建 热心")
    assert "奖励 勋章“热心”、证书“结业”" in wang.tells("地图 加 破冰岛 打卡=1 奖励=勋章 热心；证书 结业")
    assert "地图改好了" in wang.tells("发出")
    said = lin.tells("打卡")
    assert "“破冰岛”通关" in said and "你获得勋章《热心》" in said and "🏆 证书编号 YX2605-0001-" in said
    assert "热心：05-06 获得" in lin.tells("勋章") and "结业（2026-05-06）" in lin.tells("证书")
    town.pass_(days=1)
    wang.tells("地图 改 破冰岛 奖励=勋章 热心；证书 结业；积分 5")
    wang.tells("发出")
    town.pass_(days=1)
    assert lin.tells("证书").count("· YX2605-") == 1
    assert "certificates_issued" not in {row.act for row in town.look(select(audit.audit.c.act))}
    assert "颁发" not in lin.tells("撤销"), "nobody takes back what nobody decided"


def test_the_shop_gives_a_certificate_at_once(town: Town) -> None:
    wang, lin = town.somebody("王岚"), town.learner("林晓")
    lin.tells("打卡")
    assert "已上架证书《结业勋章》：2分" in wang.tells("上架 结业勋章 价格=2 奖励=证书:结业")
    bought = lin.tells("兑换 结业勋章")
    assert "成功，-2分，余3分" in bought and "🏆 证书编号 YX2605-0001-" in bought
    assert "没有等你定的" in wang.tells("待办")
    assert "已经有《结业勋章》" in lin.tells("兑换 结业勋章") and "积分：3" in lin.tells("积分")


def test_a_badge_asks_for_stages_and_a_stage_for_none(town: Town) -> None:
    wang, lin = town.somebody("王岚"), town.learner("林晓")
    wang.confirms("地图 加 一岛 打卡=1")
    wang.confirms("地图 加 二岛 打卡=2")
    assert "没有“通关”这一项" in wang.tells("地图 加 三岛 通关=2")
    lin.tells("打卡")
    assert "现在有1位学员够格" in wang.tells("勋章 新建 闯关者 通关>=1")
    wang.tells("发出")
    wang.tells("勋章 新建 双岛 通关>=2")
    wang.tells("发出")
    assert "闯关者：" in lin.tells("勋章") and "双岛：通关≥2" in lin.tells("勋章")
    town.pass_workdays(1)
    lin.tells("打卡")
    assert "双岛：05-07 获得（通关≥2）" in lin.tells("勋章")
