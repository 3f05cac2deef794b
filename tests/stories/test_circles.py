"""Circles, cases and templates: who follows a tag is told of what is new and nobody else; a case has four parts; a script is found by a word."""

from __future__ import annotations

from storage import archive
from storage.memberships import membership
from tests.quiz import write
from tests.stories.test_connect import two_accounts
from tests.town import Town

STAR = ("门店客户第三次嫌贵", "当天签下三年框架", "拆成三年总成本，和竞品比", "签了120万，客户转介绍一家")


def kept(town: Town, question: str, *tags: str) -> None:
    """An entry of the archive by nobody in particular."""
    at = town.clock.now()
    write(town, lambda db: archive.add(db, 1, question, "先问与谁比。", tags=tags, person=None, source="file", at=at))


def test_row_64_who_follows_a_tag_reads_what_is_new_and_nobody_else(either_town: Town) -> None:
    town = either_town
    owner = town.opened()
    lin, zhou = town.learner("林晓"), town.learner("周航")
    assert "还没有圈子" in lin.tells("圈子")
    kept(town, "客户嫌报价高怎么回", "异议")
    kept(town, "零售客户怎么找", "行业=零售")
    listed = lin.tells("圈子")
    assert "圈子，你关注了0个" in listed and "#异议" in listed and "1条内容、0人关注" in listed
    assert "✅ 关注了 #异议。有新内容，工作日 17:00 私聊你" in lin.presses("关注 #异议", listed.posts[-1])
    assert "已经关注了" in lin.tells("圈子 #异议")
    assert "没有 #谈判 这个圈子。有：#异议、#行业=零售。" in lin.tells("圈子 谈判")
    assert "没有关注 #异议" in zhou.tells("圈子 退出 异议")
    before = {one.name: len(one.heard_privately.posts) for one in (lin, zhou, owner)}
    groups = len(town.squares["telegram"].posts)
    town.go_to("5/6", "17:01")
    assert len(lin.heard_privately.posts) == before["林晓"], "nothing is new since she follows it"
    for n in range(4):
        kept(town, f"异议第{n}种怎么回", "异议")
    kept(town, "零售二问", "行业=零售")
    town.restart()
    town.go_to("5/7", "17:01")
    new = str(lin.heard_privately.posts[-1])
    assert new.startswith("⭕ #异议 新来4条\n· K-0003 异议第0种怎么回") and new.count("· K-") == 3 and "· 还有1条" in new
    assert "零售" not in new
    assert len(lin.heard_privately.posts) == before["林晓"] + 1
    assert [len(one.heard_privately.posts) for one in (zhou, owner)] == [before["周航"], before["王岚"]]
    assert not any("⭕" in str(post) for post in town.squares["telegram"].posts[groups:] if post.room == town.group)
    town.go_to("5/8", "17:01")
    assert len(lin.heard_privately.posts) == before["林晓"] + 1, "told once"
    kept(town, "异议第9种怎么回", "异议")
    assert "✅ 退出了 #异议" in lin.tells("圈子 退出 异议")
    before_monday = len(lin.heard_privately.posts)
    town.go_to("5/11", "17:01")
    assert len(lin.heard_privately.posts) == before_monday, "who left is told nothing"


def test_two_accounts_follow_once(either_town: Town) -> None:
    town = either_town
    lin, lin_wecom = two_accounts(town)
    kept(town, "客户嫌报价高怎么回", "异议")
    kept(town, "零售客户怎么找", "行业=零售")
    lin.tells("圈子 异议")
    lin_wecom.tells("圈子 异议")
    lin_wecom.tells("圈子 行业=零售")
    lin.becomes_one_with(lin_wecom)
    assert "圈子，你关注了2个" in lin.tells("圈子")
    assert town.look(membership.select())


def test_row_65_a_case_is_asked_for_step_by_step_and_what_is_missing_is_named(either_town: Town) -> None:
    town = either_town
    owner = town.opened()
    lin, he = town.learner("林晓"), town.learner("何琳")
    owner.tells("角色 何琳 专家")
    assert "案例在私聊里写" in lin.says("/案例 写 价格异议")
    assert "1/4 S 情境" in lin.tells("案例 写 价格异议 #异议")
    assert "S 情境还空着，写一句就行" in lin.tells("……")
    assert "2/4 T 任务" in lin.tells(STAR[0])
    assert "任务最多500字，这段有501字" in lin.tells("长" * 501)
    town.restart()
    assert "3/4 A 行动" in lin.tells(STAR[1])
    assert "积分" in lin.tells("积分"), "a command in between does not end it"
    assert "4/4 R 结果" in lin.tells(STAR[2])
    done = lin.tells(STAR[3])
    assert "✅ 案例1《价格异议》存好了" in done
    read = he.tells("案例 1")
    assert "📘 案例1《价格异议》｜林晓 05-06 #异议" in read
    assert all(
        f"{letter} {name}：{words}" in read
        for letter, name, words in zip("STAR", ("情境", "任务", "行动", "结果"), STAR, strict=True)
    )

    left_out = lin.tells("案例 S：客户要账期。A：先问付款流程。R：改成月结")
    assert "还差 T 任务。" in left_out and "2/4 T 任务" in left_out
    assert "✅ 案例2《客户要账期。》存好了" in lin.tells("保住回款节奏")
    assert "✅ 案例2已撤下。" in lin.takes_back() and "没有案例2" in lin.tells("案例 2")
    assert "案例1" in lin.tells("案例 异议") and "还没有“谈判”的案例" in lin.tells("案例 谈判")
    assert "案例1" in lin.tells("案例 列表") and "没有案例9" in lin.tells("案例 9")

    assert "要由专家或社群经理来做" in lin.tells("案例 归档 1")
    assert "✅ 案例1归档为 K-0001" in he.tells("案例 归档 1")
    assert "已经归档为 K-0001" in he.tells("案例 归档 1")
    assert "K-0001" in lin.tells("搜 三年总成本")
    assert "案例1还在" in he.takes_back() and "K-0001" not in lin.tells("搜 三年总成本")
    english = town.somebody("林晓")
    english.tells("语言 English")
    assert "1/4 S, the situation" in english.tells("case write Late delivery")
    assert "2/4 T, the task" in english.tells("The truck was late")
    assert "取消" not in english.tells("cancel")


def test_row_65_a_script_is_found_by_a_word(either_town: Town) -> None:
    town = either_town
    owner, lin = town.opened(), town.learner("林晓")
    assert "还没有模板" in lin.tells("模板 异议") or "没有“异议”的模板" in lin.tells("模板 异议")
    assert "要由专家或社群经理来做" in lin.tells("模板 加 话术 价格异议\n先认同")
    assert "写明是清单还是话术" in owner.tells("模板 加 价格异议")
    assert "《价格异议》还没有正文" in owner.tells("模板 加 话术 价格异议 #异议")
    assert "✅ 加了1份话术：《价格异议》" in owner.tells("模板 加 话术 价格异议 #异议\n先认同，再问和谁比。")
    assert "已经有《价格异议》，没有加" in owner.tells("模板 加 话术 价格异议\n别的")
    assert "✅ 加了2份清单：《拜访前》、《拜访后》" in owner.tells(
        "模板 加 清单\n# 拜访前 #拜访\n- 查公司\n- 查联系人\n# 拜访后\n- 发纪要"
    )
    found = lin.tells("模板 异议")
    assert found == "📋 话术《价格异议》 #异议\n先认同，再问和谁比。"
    assert "- 查联系人" in lin.tells("模板 拜访前")
    listed = lin.tells("模板 拜访")
    assert "📋 有“拜访”的模板2份" in listed
    assert "- 发纪要" in lin.presses("拜访后", listed.posts[-1])
    assert "📋 模板3份：2份清单、1份话术" in lin.tells("模板")
    assert "没有9号模板" in owner.tells("模板 删 9")
    assert "✅ 《价格异议》不再出现" in owner.tells("模板 删 1") and "没有“异议”的模板" in lin.tells("模板 异议")
    assert "✅ 《价格异议》又在了" in owner.takes_back() and "先认同" in lin.tells("模板 异议")
    assert "✅ 加的2份撤下了" in owner.takes_back()


def test_circles_cases_and_templates_are_spoken_of_in_sentences(town: Town) -> None:
    wang = town.somebody("王岚")
    lin, zhou = town.learner("林晓"), town.learner("周航")
    kept(town, "客户嫌报价高怎么回", "异议")
    assert "圈子，你关注了0个" in lin.tells("有哪些圈子") and "关注了 #异议" in lin.tells("加入圈子 异议")
    assert "你关注了1个" in lin.tells("圈子 退出") and "退出了 #异议" in lin.tells("取消关注异议")
    assert "1/4 S" in lin.tells("写案例 价格异议 #异议")
    lin.tells(STAR[0]), lin.tells("写错了的任务")
    assert "2/4 T" in lin.tells("上一步")
    lin.tells(STAR[1]), lin.tells(STAR[2])
    assert "案例1《价格异议》存好了" in lin.tells(STAR[3])
    read = zhou.tells("看案例1")
    assert f"T 任务：{STAR[1]}" in read and "写错了的任务" not in read
    assert "案例1：《价格异议》" in zhou.tells("有没有异议的案例") and "案例1" in zhou.tells("最近的案例")
    assert "10分钟内发“撤销”" in lin.tells("案例 删 1") and "不能匿名" in zhou.tells("匿名写个失败案例")
    assert "归档为 K-0002" in wang.tells("归档案例1")
    assert "加了1份清单：《拜访前清单》" in wang.tells("模板 加 拜访前清单\n查官网")
    assert "加了1份话术：《价格异议》" in wang.tells("添加模板 话术 价格异议\n先认同，再问")
    assert "先认同，再问" in zhou.tells("有没有价格的话术") and "先认同，再问" in zhou.tells("话术 价格异议")
    assert "模板 加 话术 价格异议" in wang.tells("模板 改 价格异议") and "不再出现" in wang.tells("删除模板 价格异议")
