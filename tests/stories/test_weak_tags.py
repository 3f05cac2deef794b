"""A tag of questions somebody is weak in brings its lesson the next workday, once, and nobody else reads of it."""

from __future__ import annotations

from tests.engines import postgresql_in_journeys
from tests.quiz import fill, single
from tests.stories.test_exam import takes
from tests.stories.test_import_export import send
from tests.town import Somebody, Town

BROUGHT = "“异议”再练一把会更稳，先看这一节："


def ready(town: Town) -> tuple[Somebody, Somebody]:
    manager, ann = town.somebody("王岚"), town.learner("林晓")
    ann.tells("积分")
    send(manager, "课.csv", "标题,技能\n澄清参照,先问和谁比。\n复述确认,先复述。\n".encode())
    manager.tells("导入")
    manager.tells("课表 微课 停")
    fill(town, [single(f"异议第{n}问？", "B", "异议") for n in range(10)])
    return manager, ann


@postgresql_in_journeys
def test_a_weak_tag_brings_its_lesson_the_next_workday_once(either_town: Town) -> None:
    town = either_town
    town.opened()
    manager, ann = ready(town)
    ben = town.learner("周航")
    ben.tells("积分")
    assert "L1《澄清参照》，一人一次" in manager.tells("课表 弱项 异议 L1")
    manager.confirms("考试 阶段一 题数=10 及格=80 次数=3")
    takes(town, ann, "阶段一", 6, 10)  # 60 %
    takes(town, ben, "阶段一", 7, 10)  # 70 % is not below it
    assert BROUGHT not in ann.heard_privately
    town.pass_workdays(1)
    town.go_to(town.now.date(), "09:00")
    assert ann.heard_privately.count(BROUGHT) == 1 and "先问和谁比。" in ann.heard_privately
    assert BROUGHT not in ben.heard_privately and "异议" not in "".join(
        str(post) for post in town.squares["telegram"].posts if post.room == ann.room and "弱" in str(post)
    )
    town.pass_workdays(2)
    assert ann.heard_privately.count(BROUGHT) == 1


def test_fewer_than_five_answers_judge_nobody(town: Town) -> None:
    manager, ann = ready(town)
    manager.tells("课表 弱项 异议 L1")
    manager.confirms("考试 短考 题数=4 及格=80")
    takes(town, ann, "短考", 0, 4)
    town.pass_workdays(2)
    assert BROUGHT not in ann.heard_privately


def test_a_manager_sets_it_and_takes_it_back(town: Town) -> None:
    manager, ann = ready(town)
    assert "还没有弱项补课" in manager.tells("课表 弱项")
    for words, said in {
        "课表 弱项 异议": "哪个标签补哪一节",
        "课表 弱项 异议 谁": "哪个标签补哪一节",
        "课表 弱项 异议 L99": "没有 L99 这节课。没有改动。",
        "课表 弱项 天气 L1": "题库里没有“天气”这个标签，导入的考核也没有这个维度。没有改动。",
    }.items():
        assert said in manager.tells(words)
    assert "还没有弱项补课" in manager.tells("课表 弱项")
    manager.tells("课表 弱项 异议 L1")
    manager.tells("课表 弱项 异议 L2")
    assert "· 异议 → L2《复述确认》" in manager.tells("课表 弱项")
    assert "改回去了" in manager.takes_back() and "· 异议 → L1《澄清参照》" in manager.tells("课表 弱项")
    assert "不再补课" in manager.tells("课表 弱项 异议 无") and "还没有弱项补课" in manager.tells("课表 弱项")
    assert "经理" in ann.tells("课表 弱项")


@postgresql_in_journeys
def test_row_23_a_weak_imported_appraisal_brings_its_lesson_the_next_workday_once(either_town: Town) -> None:
    town = either_town
    manager = town.opened()
    ann, ben, eva = town.learner("林晓"), town.learner("周航"), town.learner("陈默")
    for who in (ann, ben, eva):
        who.tells("积分")
    send(manager, "课.csv", "标题,技能\n先问参照,先问和谁比。\n".encode())
    manager.tells("导入")
    manager.tells("课表 微课 停")
    assert "导入的考核也没有这个维度" in manager.tells("课表 弱项 谈判 L1")
    table = "姓名,维度,月份,得分\n林晓,谈判,2026-03,90\n林晓,谈判,2026-04,69.9\n周航,谈判,2026-04,70\n陈默,谈判,2026-03,60\n陈默,谈判,2026-04,85%\n"
    send(manager, "考核.csv", table.encode())
    assert "已导入5个得分" in manager.tells("导入")
    manager.tells("课表 弱项 谈判 L1")
    brought = BROUGHT.replace("异议", "谈判")
    assert brought not in ann.heard_privately
    town.pass_workdays(1)
    town.go_to(town.now.date(), "09:00")
    assert ann.heard_privately.count(brought) == 1 and "先问和谁比。" in ann.heard_privately
    assert brought not in ben.heard_privately, "70 is not below 70"
    assert brought not in eva.heard_privately, "the newest month counts"
    send(manager, "考核.csv", table.replace("69.9", "50").encode())
    manager.tells("导入")
    town.pass_workdays(2)
    assert ann.heard_privately.count(brought) == 1
