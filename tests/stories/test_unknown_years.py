"""A year the calendar has no moved workdays of is said wherever workdays are counted for somebody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.quiz import fill, single
from tests.stories.test_lessons import send
from tests.town import Town

UNSURE = {"zh": "2027年的调休安排还不在日历里", "en": "The calendar does not have the moved workdays of 2027"}
AFTER_NEW_YEAR = datetime(2027, 1, 4, 1, 30, tzinfo=UTC)
LAST_WORKDAY_OF_2026 = datetime(2026, 12, 31, 8, 30, tzinfo=UTC)
MID_YEAR = datetime(2027, 6, 8, 1, 30, tzinfo=UTC)
WEEK_BEFORE = MID_YEAR - timedelta(days=7)

COUNTED = {
    "zh": (
        ("林晓", "打卡"),
        ("林晓", "日历"),
        ("林晓", "请假 6/10"),
        ("林晓", "请假 6/9"),
        ("林晓", "补卡"),
        ("林晓", "提醒我 每个工作日 9:00 写日报"),
        ("林晓", "提醒我 3个工作日后 9:00 交表"),
        ("王岚", "谁没打卡"),
        ("王岚", "周完成率"),
        ("王岚", "看板"),
        ("王岚", "投票 开始=每个工作日9:00 去哪？ 爬山/唱歌"),
        ("王岚", "问卷 开始=每个工作日9:00 柯氏一级"),
    ),
    "en": (
        ("林晓", "checkin"),
        ("林晓", "calendar"),
        ("林晓", "leave 6/10"),
        ("林晓", "makeup"),
        ("林晓", "remind me every weekday 9:00 report"),
        ("林晓", "remind me in 3 workdays at 9:00 report"),
        ("王岚", "noshows"),
        ("王岚", "dashboard"),
        ("王岚", "poll start=every weekday 9:00 Where? hills/songs"),
        ("王岚", "survey start=every weekday 9:00 level1"),
    ),
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_whatever_counts_workdays_names_the_year_it_does_not_know(empty_town: Town, language: str) -> None:
    town = empty_town
    town.clock.move(WEEK_BEFORE)
    town.opened()
    fill(town, [single("问题？")])
    people = {"林晓": town.learner("林晓"), "王岚": town.somebody("王岚")}
    for one in people.values():
        one.tells("语言 中文" if language == "zh" else "language English")
    town.move_to(MID_YEAR)
    silent = {}
    for name, words in COUNTED[language]:
        said = people[name].tells(words)
        if words.startswith(("投票", "poll", "问卷", "survey")):
            said = people[name].tells("发出" if language == "zh" else "send")
        if UNSURE[language] not in said:
            silent[words] = str(said)
    assert silent == {}


def test_an_answer_promised_for_the_next_year_says_so(town: Town) -> None:
    lin, wang = town.learner("林晓"), town.somebody("王岚")
    lin.tells("积分")
    wang.says("角色 王岚 专家")
    town.clock.move(LAST_WORKDAY_OF_2026)
    lin.says("提问 怎样回应太贵了？")
    town.pass_(seconds=20)
    posts = [str(post) for post in town.squares["telegram"].posts if post.room == town.group]
    assert any("怎样回应太贵了" in post and UNSURE["zh"] in post for post in posts)


def test_a_lesson_to_be_finished_next_year_says_so(town: Town) -> None:
    owner = town.somebody("王岚")
    send(town, owner, "标题,技能,正文\n好课,a,b\n次课,c,d\n", "微课.csv", says="导入 课程")
    owner.tells("导入")
    town.clock.move(datetime(2026, 12, 31, 0, 29, tzinfo=UTC))
    town.move_to(datetime(2026, 12, 31, 0, 31, tzinfo=UTC))
    posts = [str(post) for post in town.squares["telegram"].posts if post.room == town.group]
    assert any("今日微课" in post and UNSURE["zh"] in post for post in posts), posts
