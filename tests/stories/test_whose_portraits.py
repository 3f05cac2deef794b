"""Who may read whose radar and portrait: everybody their own, managers their camp's, and nobody else's."""

from __future__ import annotations

import pytest

from bot.membership import Role
from tests.quiz import fill, single
from tests.stories.test_events import met
from tests.stories.test_exam import takes
from tests.town import Heard, Town

ASKED = {
    "雷达": "林晓的能力雷达",
    "画像": "林晓的学习画像",
}
WHOSE = {
    Role.LEARNER: "给社群经理看",
    Role.EXPERT: "给社群经理看",
    Role.MANAGER: "",
    Role.OWNER: "",
}
"""What each role reads of another's; nothing stands for the thing itself."""
ANOTHER = {"雷达": ("雷达 林晓", "林晓的雷达", "雷达 林晓 5/5"), "画像": ("画像 林晓", "林晓的画像")}


def town_with_answers(town: Town) -> dict[Role, str]:
    """林晓 has answered; who else is there, by role."""
    wang = town.somebody("王岚")
    lin, *_ = met(town, "林晓", "周航", "何琳", "赵敏")
    wang.tells("角色 何琳 专家")
    wang.tells("角色 赵敏 经理")
    fill(town, [single(f"异议{n}？", "B", "异议") for n in range(10)])
    wang.confirms("考试 小测 标签=异议 题数=10 次数=1")
    takes(town, lin, "E1", 7, 10)
    return {Role.LEARNER: "周航", Role.EXPERT: "何琳", Role.MANAGER: "赵敏", Role.OWNER: "王岚"}


def test_the_roles_table(town: Town) -> None:
    people = town_with_answers(town)
    assert people.keys() == WHOSE.keys() == set(Role) - {Role.ANYONE}
    lin = town.somebody("林晓")
    for word, title in ASKED.items():
        assert title in lin.tells(word) and title in lin.tells(f"{word} 我")
        for role, name in people.items():
            one = town.somebody(name)
            for words in ANOTHER[word]:
                said = one.tells(words)
                if WHOSE[role]:
                    assert WHOSE[role] in said and "7/10" not in said, (role, words)
                else:
                    assert title in said and "7/10=70.0%" in said, (role, words)
    for role, name in people.items():
        for words in ("画像 全营", "团队画像"):
            said = town.somebody(name).tells(words)
            assert (WHOSE[role] in said and "7/10" not in said) if WHOSE[role] else "全营的团队画像（2人）" in said


def read_by_another(town: Town) -> list[Heard]:
    """What the manager of another camp reads when they ask for somebody of this one."""
    town_with_answers(town)
    town.group = "群二"
    other = town.somebody("王岚")
    assert "开好了" in other.says("开营 乙营")
    su = town.learner("苏敏")
    su.says("打卡", room="群二")
    other.says("/角色 苏敏 经理", room="群二")
    return [su.tells(words) for of in ANOTHER.values() for words in of]


def test_a_manager_of_another_camp_reads_nothing(town: Town) -> None:
    for said in read_by_another(town):
        assert "营里没有叫“林晓”的人" in said and "7/10" not in said


@pytest.mark.parametrize("words", ["雷达 林晓", "画像 林晓"])
def test_who_is_no_manager_any_more_reads_nothing(town: Town, words: str) -> None:
    people = town_with_answers(town)
    zhao, wang = town.somebody(people[Role.MANAGER]), town.somebody("王岚")
    assert "7/10" in zhao.tells(words)
    wang.tells("角色 赵敏 学员")
    assert "给社群经理看" in zhao.tells(words)
