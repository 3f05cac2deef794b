"""The topic of the day: opened for everybody, taken part in by replying, without what is short or said twice."""

from __future__ import annotations

from tests.stories.test_connect import two_accounts
from tests.town import Heard, Post, Somebody, Town

TITLE = "今天最难接的一句话是什么？"


def in_the_group(town: Town, beginning: str) -> Post:
    return next(
        post for post in reversed(town.squares["telegram"].posts) if str(post).startswith(beginning) and post.room == town.group
    )


def opened(town: Town, owner: Somebody) -> Post:
    owner.confirms(f"话题 开 {TITLE}")
    return in_the_group(town, "🔥 今天的话题")


def replies(town: Town, who: Somebody, words: str, post: Post) -> Heard:
    return who.says(words, about=post)


def test_row_102_replies_count_but_not_what_is_short_or_said_twice(either_town: Town) -> None:
    town = either_town
    owner = town.opened()
    lin, zhou, zhao = town.learner("林晓"), town.learner("周航"), town.learner("赵雨")
    assert "现在没有话题" in lin.tells("话题")
    assert "现在没有话题。开一个" in owner.tells("话题")
    shown = owner.tells(f"话题 开 {TITLE}")
    assert "预览，还没有发出" in shown and "05-06 22:00 收" in shown
    post = opened(town, owner)
    assert "8个字以上、不重复才计入，05-06 22:00 收" in str(post)
    for who, words in (
        (lin, "客户说“我再想想”最难接"),
        (lin, "客户说我再想想，最难接！"),
        (zhou, "客户说我再想想最难接"),
        (zhou, "同意楼上"),
        (zhou, "老板一句“预算没批”就没下文了"),
        (lin, "还有“你们和别家一样”这句"),
    ):
        assert replies(town, who, words, post) == "", "talk goes on undisturbed"
    assert "2/3人参与，3条计入" in lin.tells("话题") and "你说了2条" in lin.tells("话题")
    assert "不到8个字，没有计入" in zhao.tells("话题 太贵了")
    assert "已经有人说过了" in zhao.tells("话题 老板一句预算没批就没下文了")
    assert "✅ 算上了" in zhao.tells("话题 客户直接把报价单发给竞品") and "积分2" in str(zhao.heard_privately.posts[-1])
    assert "只数学员" in owner.tells("话题 我也来说一句难接的话")
    assert "参与话题 +2" in lin.tells("流水") and lin.tells("流水").count("参与话题") == 1, "a topic pays once"
    assert "林晓（2条）" in owner.tells("话题 名单") and "赵雨（1条）" in owner.tells("话题 名单")
    assert "“今天最难接的一句话是什么？”还开着" in owner.tells("话题 开 再来一个")
    town.restart()
    town.go_to("5/6", "22:01")
    assert str(in_the_group(town, "🔥 话题“")) == f"🔥 话题“{TITLE}”收了：3/3人参与（100.0%），4条计入。"
    assert replies(town, lin, "收了以后再说一句很长的话", post) == "" and "现在没有话题" in lin.tells("话题")
    assert "林晓（2条）" in owner.tells("话题 名单"), "what came after the end is not counted"


def test_opening_and_closing_are_a_managers_and_checked(town: Town) -> None:
    owner, lin = town.somebody("王岚"), town.learner("林晓")
    assert "要由社群经理来做" in lin.tells("话题 开 我来开一个")
    assert "要由社群经理来做" in lin.tells("话题 关")
    assert "话题是1到60个字" in owner.tells("话题 开 " + "长" * 61)
    assert "话题是1到60个字" in owner.tells("话题 开")
    assert "以后7天里收" in owner.tells("话题 开 太久了 截止=6/30")
    owner.confirms("话题 开 周末学什么 截止=5/8 18:00")
    assert "没有人说" in owner.tells("话题 关") and "现在没有话题" in owner.tells("话题 关")
    assert "群里已经看到了" in owner.tells("撤销") or "已经公布" in owner.tells("撤销")
    assert "结果" not in lin.tells("话题 名单")


def test_late_in_the_evening_a_topic_is_the_next_days(town: Town) -> None:
    owner = town.somebody("王岚")
    town.learner("林晓")
    town.go_to("5/6", "22:30")
    assert "05-07 22:00 收" in owner.tells(f"话题 开 {TITLE}")


def test_two_accounts_take_part_once(either_town: Town) -> None:
    town = either_town
    lin, lin_wecom = two_accounts(town)
    owner = town.somebody("王岚")
    owner.confirms(f"话题 开 {TITLE}")
    lin.tells("话题 客户说“我再想想”最难接")
    lin_wecom.tells("话题 老板一句“预算没批”就没下文了")
    code = lin_wecom.tells("绑定").split("绑定 ")[1][:6]
    assert "1个话题两边都参与了，只计一次：冲回2分" in lin.tells(f"绑定 {code}")
    assert "1/1人参与，2条计入" in lin.tells("话题")
