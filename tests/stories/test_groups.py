"""Groups: drawn by a printed seed and rule, even in size and kind, changed until they are shown, then known everywhere by their tags."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.groups import rules
from handlers.groups.command import mean
from storage import groups, memberships
from storage.groups import GroupMember
from tests.engines import postgresql_in_journeys
from tests.quiz import write
from tests.town import Town


def sizes(town: Town) -> list[int]:
    """Of the groups that are not shown yet, or that are in use."""
    (of,) = town.look(groups.UNSHOWN, camp=1) or town.look(groups.IN_USE, camp=1)
    return sorted(Counter(row.number for row in town.look(groups.MEMBERS, draw=of.id)).values())


@postgresql_in_journeys
def test_groups_are_drawn_changed_shown_and_used(either_town: Town) -> None:
    town = either_town
    wang = town.opened()
    people = town.learners(13)
    for who in people[:4]:
        wang.tells(f"标签 {who.name} +骨干")
    ann, bob = people[0], people[1]
    for wrong, why in (
        ("小组 抽", "分几组"),
        ("小组 抽 7组", "13人分不了7组，每组至少2人，最多分6组。什么都没有改。"),
        ("小组 抽 1组", "分不了1组"),
        ("小组 抽 4组 按=颜色", "没有学员有“颜色”这个标签"),
        ("小组 抽 4组 种子=1000000", "种子是0到999999"),
        ("小组 公布", "没有要公布的分组"),
        ("小组 重抽", "没有要公布的分组"),
        ("小组 换 学员1 学员2", "没有要公布的分组"),
        ("小组 解散", "没有公布的小组"),
        ("小组 跳舞", "没看懂“跳舞”"),
    ):
        assert why in wang.tells(wrong), wrong
    assert "还没有分小组" in ann.tells("小组") and "要由社群经理来做" in ann.tells("小组 抽 4组")
    said = wang.tells("小组 抽 4组 按=等级,骨干 种子=7")
    assert "13人分4组，每组3–4人。种子 7，先按标签“骨干”、等级摊匀再随机" in said and sizes(town) == [3, 3, 3, 4]
    rows = [line for line in said.splitlines() if line[1:2] == "组"]
    assert all(sum(f"学员{n}" in line.replace("学员1", "学员1 ").split("：")[1] for n in (2, 3, 4)) <= 2 for line in rows)
    assert str(wang.tells("小组 抽 4组 按=骨干,等级 种子=7")) == str(said), "the same people and the same seed"
    other = wang.presses("重抽", wang.heard_privately.posts[-1])
    assert "种子 7，" not in other and sizes(town) == [3, 3, 3, 4]
    assert "还没有分小组" in ann.tells("小组"), "only managers have seen it"
    (draft,) = town.look(groups.UNSHOWN, camp=1)
    placed = {row.name: row.number for row in town.look(groups.MEMBERS, draw=draft.id)}
    one = "学员1"
    away = next(name for name, number in placed.items() if number != placed[one])
    near = next((name for name, number in placed.items() if number == placed[one] and name != one), None)
    assert f"{one}去{placed[away]}组" in wang.tells(f"小组 换 {one} {away}")
    assert "在同一组" in wang.tells(f"小组 换 {away} {near}") and "换哪两个人" in wang.tells("小组 换 学员1")
    assert sizes(town) == [3, 3, 3, 4] and "小组改回去了" in wang.takes_back()

    shown = wang.tells("小组 公布")
    assert "公布4个小组" in shown and "你在1组" in shown
    assert "✅ 小组公布了" in wang.presses("发出", wang.heard_privately.posts[-1])
    assert any("👥 小组分好了（种子 " in str(post) for post in town.squares["telegram"].posts if post.room == town.group)
    assert f"👥 你在{placed[one]}组：" in str(ann.heard_privately)
    assert wang.tells("成员 1组").startswith("标签“1组”共") and "已经公布" in wang.tells("小组 重抽")
    assert "已经公布" in wang.tells("小组 抽 5组")
    wang.tells(f"加分 {ann.name} 8 分享")
    mine = ann.tells("小组")
    size = sum(number == placed[one] for number in placed.values())
    assert f"你在{placed[one]}组，{size}人，人均{8 / size:.1f}分".replace(".0分", ".0分") in mine
    assert f"{placed[one]}组：人均" in mine.splitlines()[2], "the best mean comes first"
    assert "这里是1组自己的群" in wang.says("小组 群 1组", room="群一")
    assert "自己的群里发" in wang.tells("小组 群 1组") and "第几组的群" in wang.says("小组 群 9组")

    first, other = (next(who for who, number in placed.items() if number == n) for n in (1, 2))
    wang.tells(f"小组 换 {first} {other}")
    own = [str(post) for post in town.squares["telegram"].posts if post.room == town.group][-1]
    assert own.startswith("👥 1组现在是：") and other in own and "2组" not in own, "its own chat reads of it"
    assert "小组改回去了" in wang.takes_back()

    late = town.learner("后来")
    assert "你还不在小组里" in late.tells("小组")
    least = min(range(1, 5), key=lambda n: (sum(number == n for number in placed.values()), n))
    most = max(range(1, 5), key=lambda n: sum(number == n for number in placed.values()))
    assert "多出不止1人" in wang.tells(f"小组 放 后来 {most}组")
    assert f"✅ 后来去{least}组" in wang.tells(f"小组 放 后来 {least}组") and f"你在{least}组" in late.tells("小组")
    assert f"后来本来就在{least}组" in wang.tells(f"小组 放 后来 {least}组")
    assert "小组改回去了" in wang.takes_back() and "你还不在小组里" in late.tells("小组")
    assert "小组解散了" in wang.tells("小组 解散") and "1组" not in wang.tells("标签")
    assert "小组又在了" in wang.takes_back() and "1组" in wang.tells("标签")
    assert bob.name in wang.tells(f"成员 {placed[bob.name]}组")


def test_a_contest_and_homework_know_a_group_by_its_tag(town: Town) -> None:
    wang, people = town.somebody("王岚"), town.learners(4)
    for one in people:
        one.tells("积分")
    assert "3人" not in wang.tells("小组 抽 5组") and "4人分不了5组" in wang.tells("小组 抽 5组")
    wang.tells("小组 抽 2组")
    wang.confirms("小组 公布")
    assert "作业《提纲》布置好了" in wang.confirms("作业 提纲 截止=周五 18:00 标签=1组")
    assert "没有“3组”这个队" in wang.says("开赛 对抗 计分=团队 分组=1组,3组")
    assert "2组" in wang.tells("排行榜 小组")


def test_three_people_make_no_five_groups(town: Town) -> None:
    wang = town.somebody("王岚")
    town.learners(3)
    assert "只有3位学员，分不了组：至少要4人。" in wang.tells("小组 抽 5组")
    assert town.look(groups.UNSHOWN, camp=1) == []


def test_two_accounts_are_in_one_group(town: Town) -> None:
    people = town.learners(4)
    town.somebody("王岚").tells("小组 抽 2组")
    (draw,) = town.look(groups.UNSHOWN, camp=1)
    first, second = (row.id for row in town.look(groups.MEMBERS, draw=draw.id)[:2])
    write(town, lambda db: groups.move(db, first, second))
    assert [row.id for row in town.look(groups.MEMBERS, draw=draw.id)].count(second) == 1
    assert people and write(town, lambda db: len(memberships.members(db, 1))) == 5


# ── pure ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(
    st.dictionaries(st.integers(1, 500), st.tuples(st.integers(0, 1), st.integers(0, 4)), min_size=4, max_size=80),
    st.data(),
)
@settings(max_examples=80)
def test_any_draw_is_even_in_size_and_in_its_first_kind(kinds: dict[int, tuple[int, int]], data: st.DataObject) -> None:
    count, seed = data.draw(st.integers(2, max(2, len(kinds) // 2))), data.draw(st.integers(0, 999_999))
    placed = rules.drawn(kinds, count, seed)
    assert placed.keys() == kinds.keys() and rules.drawn(dict(reversed(kinds.items())), count, seed) == placed
    in_each = [Counter(placed.values())[n] for n in range(1, count + 1)]
    assert max(in_each) - min(in_each) <= 1 and (min(in_each), max(in_each)) == rules.sizes(len(kinds), count)
    for tag in (0, 1):
        tagged = Counter(placed[member] for member, kind in kinds.items() if kind[0] == tag)
        spread = [tagged[n] for n in range(1, count + 1)]
        assert max(spread) - min(spread) <= 1


@pytest.mark.parametrize(("members", "each", "count"), [(45, 6, 8), (12, 6, 2), (13, 6, 3), (4, 2, 2)])
def test_so_many_each(members: int, each: int, count: int) -> None:
    assert rules.groups_of(members, each) == count


def test_a_groups_score_is_its_members_mean() -> None:
    some = [GroupMember(1, n, n, "", points) for n, points in enumerate((10, 5, 5))]
    assert mean(some) == Fraction(20, 3) and mean([]) == 0
