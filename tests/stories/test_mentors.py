"""Mentors: a pair is offered, agreed to by both, asked every week, filled in, and told how it went; missed weeks, leave, ends and pools."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from bot.messages import Kind
from storage import memberships
from storage.mentors.pairs import mentor_pair
from storage.mentors.weeks import mentor_week
from storage.outbox import outbox
from tests.engines import on_sqlite, postgresql_in_journeys
from tests.quiz import fill, single, write
from tests.stories.test_connect import two_accounts
from tests.stories.test_exam import takes
from tests.stories.test_import_export import send
from tests.stories.test_todo import cared_for
from tests.town import ZONE, Somebody, Town

SALES = "姓名,指标,月份,数值,单位\n何琳,销售额,2026-03,90000,元\n" + "".join(
    f"{name},销售额,2026-04,{value},元\n"
    for name, value in (("陈默", 1), ("林晓", 2), ("周航", "3000.5"), ("何琳", 4), ("赵雨", "3000.50001"))
)
"""Imported: of one month 何琳 leads, of the next 赵雨, by a hair."""
OFFER = "辅导 陈默 导师=周航 8周 行为=先问参照,记录异议"


def people(town: Town) -> tuple[Somebody, Somebody, Somebody]:
    """The manager, the mentee and the mentor, each with a private chat."""
    manager, chen, zhou = town.somebody("王岚"), town.learner("陈默"), town.learner("周航")
    for one in (manager, chen, zhou):
        one.tells("积分")
    return manager, chen, zhou


def paired(town: Town, words: str = OFFER) -> tuple[Somebody, Somebody, Somebody]:
    """They agreed."""
    manager, chen, zhou = people(town)
    assert "已问陈默和周航" in manager.tells(words)
    for one in (chen, zhou):
        one.presses("好的", one.heard_privately.posts[-1])
    return manager, chen, zhou


def last(who: Somebody, about: str = "") -> str:
    """The last message they had in private, or the last about something."""
    return next(str(post) for post in reversed(who.heard_privately.posts) if about in str(post))


def jump(town: Town, day: str, at: str) -> None:
    """To a moment without stopping on the way: what was due meanwhile runs once, as after a stop."""
    month, number = day.split("/")
    town.clock.move(datetime.combine(date(2026, int(month), int(number)), time.fromisoformat(at), ZONE).astimezone(UTC))
    town.settle()


@pytest.mark.journey
def test_a_pair_begins_when_both_agree_and_is_asked_on_the_last_workday(either_town: Town) -> None:
    """From Monday 11 May: eight questions to 3 July, on 18 June because the 19th is a holiday."""
    town = either_town
    town.opened()
    jump(town, "5/11", "10:00")
    manager, chen, zhou = people(town)
    assert "（第1号）" in manager.tells(OFFER)
    assert last(chen) == last(zhou) and "王岚邀你们结对8周：周航做导师，带陈默" in last(chen)
    assert "等周航也答应" in chen.presses("好的", chen.heard_privately.posts[-1])
    assert "等周航" in chen.tells("辅导 好的 1")
    assert "今天起结对：周航带陈默，8周（至7/3）。第一次填：05-15 17:00" in zhou.presses("好的", zhou.heard_privately.posts[-1])
    assert "今天起结对" in last(chen) and "陈默、周航都答应了，今天起结对（第1号，至7/3）" in last(manager)
    assert "已经开始" in chen.tells("辅导 好的 1")
    jump(town, "5/15", "16:59")
    assert "本周" not in last(chen)
    jump(town, "5/15", "17:00")
    assert last(chen).startswith("⏰ 本周2项行为做得怎么样？\n1 先问参照\n2 记录异议")
    assert last(zhou).startswith("⏰ 陈默本周2项行为做得怎么样？")
    asked = chen.heard_privately.posts[-1]
    assert "记下了：先问参照 做到。还差：记录异议" in chen.presses("1 做到", asked)
    assert "都记下了：先问参照 做到、记录异议 部分" in chen.presses("2 部分", asked)
    assert "这周填好了" in chen.tells("周三那次漏了")
    assert "都记下了：先问参照 做到、记录异议 没做到" in chen.presses("2 没做到", asked), "changed as long as it is the latest"
    chen.presses("不写", chen.heard_privately.posts[-1])
    assert "这周填好了：先问参照 做到、记录异议 做到。“问了三次”" in zhou.tells("辅导 填 做到 做到 问了三次")
    shown = chen.tells("辅导")
    assert "#1 周航带陈默｜第1/8周，至7/3" in shown and "· 陈默：先问参照 做到、记录异议 没做到｜周三那次漏了" in shown
    assert "· 周航：先问参照 做到、记录异议 做到｜问了三次" in shown
    town.restart()
    for day in ("5/22", "5/29", "6/5", "6/12", "6/18", "6/26"):
        jump(town, day, "17:00")
        assert last(chen).startswith("⏰ 本周2项"), day
        chen.tells("辅导 填 做到 做到")
        chen.tells("不写")
        zhou.tells("辅导 填 部分 做到 好")
        if day == "6/5":
            jump(town, "6/8", "09:00")
            assert "结对过半（4/8周，周航带陈默）" in last(chen) and last(chen) == last(zhou) == last(manager, "结对过半")
            assert (
                "陈默看到的（填了4/4周）：\n先问参照：做到4/4周，部分0，没做到0\n记录异议：做到3/4周，部分0，没做到1"
                in last(chen)
            )
    jump(town, "7/3", "17:00")
    days = [row.asked_on.isoformat()[5:] for row in town.look(select(mentor_week.c.asked_on).order_by(mentor_week.c.asked_on))]
    assert days == ["05-15", "05-22", "05-29", "06-05", "06-12", "06-18", "06-26", "07-03"]
    assert "那一周已经过了" in chen.presses("1 做到", asked)
    jump(town, "7/6", "09:00")
    assert "8周结对到期了（周航带陈默）" in last(zhou) and "周航看到的（填了7/8周）" in last(manager, "到期了")
    assert "先问参照：做到1/7周，部分6，没做到0" in last(chen)
    jump(town, "7/10", "17:01")
    assert "到期了" in last(chen, "结对"), "nobody is asked any more"
    assert "已经结束" in chen.presses("2 做到", asked)


def test_two_missed_weeks_are_told_once_and_leave_is_none(town: Town) -> None:
    jump(town, "5/11", "10:00")
    manager, chen, zhou = paired(town)
    chen.tells("请假 5/15")
    jump(town, "5/15", "17:00")
    assert "⏰" not in last(chen) and last(zhou).startswith("⏰ 陈默")
    zhou.tells("辅导 填 做到 做到 好")
    jump(town, "5/22", "17:00")
    zhou.tells("辅导 填 做到 做到 好")
    jump(town, "5/25", "09:01")
    assert "没填" not in str(manager.heard_privately), "one week of leave and one missed"
    jump(town, "5/29", "17:00")
    chen.tells("辅导 填 做到")
    assert "一共2项：先问参照、记录异议" in last(chen)
    zhou.tells("辅导 填 做到 做到 好")
    jump(town, "6/1", "09:01")
    assert "连续2周没填的：陈默（第1号）" in last(manager, "连续2周没填") and "· 陈默：没填" in manager.tells("辅导 1")
    before = len(manager.heard_privately.posts)
    jump(town, "6/8", "09:01")
    news = manager.heard_privately.posts[before:]
    assert not any("没填的" in str(post) for post in news), "the third is not told again"
    assert all("没填" not in str(post) for post in town.squares["telegram"].posts if post.room == town.group)


def test_an_outage_over_the_question_sends_it_once_late_and_says_so(town: Town) -> None:
    jump(town, "5/11", "10:00")
    _, chen, zhou = paired(town)
    jump(town, "5/15", "16:50")
    town.clock.move(town.clock.now().replace(hour=9, minute=20))  # 17:20 in Shanghai, and nothing ran in between
    town.restart()
    assert last(chen).startswith("⏰ 本周2项行为做得怎么样？（17:00 的提醒补发）")
    town.restart()
    town.pass_(hours=5)
    assert sum("补发" in str(post) for post in chen.heard_privately.posts) == 1
    assert sum("补发" in str(post) for post in zhou.heard_privately.posts) == 1


BAD = [
    ("辅导 陈默", "写上谁做导师"),
    ("辅导 导师=周航 行为=甲", "写上带谁"),
    ("辅导 陈默 导师=陈默 8周 行为=甲", "陈默不能做自己的导师"),
    ("辅导 陈默 导师=周航 8周", "写上要看的行为，1到8项"),
    ("辅导 陈默 导师=周航 8周 行为=,", "写上要看的行为，1到8项"),
    ("辅导 陈默 导师=周航 行为=一,二,三,四,五,六,七,八,九", "行为最多8项，你写了9项"),
    ("辅导 陈默 导师=周航 0周 行为=甲", "周数是1到52"),
    ("辅导 陈默 导师=周航 53周 行为=甲", "周数是1到52"),
    (f"辅导 陈默 导师=周航 行为={'长' * 21}", "一项行为最多20个字"),
    ("辅导 陈默 导师=赵雨 8周 行为=甲", "赵雨 5/6离营了"),
    ("辅导 陈默 导师=没这人 8周 行为=甲", "营里没有叫"),
    ("辅导 99", "没有第99号结对"),
    ("辅导 填 做到", "你现在没有结对"),
    ("辅导 结束", "你现在没有结对"),
    ("辅导 配对 8周 行为=甲", "写上给谁配"),
    ("辅导 配对 8周 标签=骨干 行为=甲", "先说谁能做导师"),
    ("设置 导师带几人 0", "1到20"),
]


def test_what_is_wrong_is_one_sentence_and_changes_nothing(town: Town) -> None:
    manager, chen, zhou = people(town)
    gone = town.learner("赵雨")
    gone.tells("积分")
    town.hear(gone.event(Kind.LEFT, "", town.at("telegram", town.group)))
    for words, why in BAD:
        said = manager.tells(words)
        assert why in said, (words, said)
    assert "结对要由社群经理来提" in chen.tells(OFFER)
    assert town.look(select(mentor_pair)) == []
    manager.tells("设置 导师带几人 1")
    manager.tells(OFFER)
    assert "陈默已经有一对（第1号，导师周航）" in manager.tells("辅导 陈默 导师=王岚 行为=甲")
    lin = town.learner("林晓")
    lin.tells("积分")
    assert "周航已经带了1人（最多1）" in manager.tells("辅导 林晓 导师=周航 行为=甲")
    assert "不是你的" in lin.tells("辅导 1") and "要由陈默、周航自己答应" in manager.tells("辅导 好的 1")
    assert "还没到填的时候" not in lin.tells("辅导 填 做到")
    assert "不结对" in zhou.presses(
        "不了", next(post for post in zhou.heard_privately.posts if post.buttons and "结对8周" in str(post))
    )
    assert "周航不想结对" in last(manager) and "没有开始" in last(chen)
    assert "已经结束了" in chen.tells("辅导 好的 1")


def test_a_pair_is_ended_with_a_reason_and_goes_on_when_that_is_undone(town: Town) -> None:
    manager, chen, zhou = paired(town)
    assert "为什么结束第1号" in chen.tells("辅导 结束")
    assert "第1号结对结束了" in chen.tells("换了部门")
    assert "陈默结束了结对（周航带陈默，第1号）：换了部门" in last(zhou) and last(manager) == last(zhou)
    assert "已经结束" in zhou.tells("辅导 结束 1 也不想了")
    assert "照旧" in chen.takes_back() and "照旧" in last(zhou)
    zhou.tells("辅导 结束 没时间")
    assert "10分钟内" in last(zhou)
    assert "已问" in manager.tells("辅导 陈默 导师=王岚 行为=甲") and "恢复不了" in zhou.takes_back()
    town.pass_(minutes=1)
    assert "收回了" in manager.takes_back() and "收回了你和王岚的结对" in last(chen)
    assert "以前结过对" in manager.tells(OFFER)


def test_who_leaves_leaves_their_pairs(town: Town) -> None:
    manager, chen, zhou = paired(town)
    town.hear(zhou.event(Kind.LEFT, "", town.at("telegram", town.group)))
    assert "周航离营了，结对（周航带陈默，第1号）到此结束" in last(chen) and last(manager) == last(chen)
    assert "一方离营了" in chen.tells("辅导")
    assert "已问" in manager.tells("辅导 陈默 导师=王岚 行为=甲")


@postgresql_in_journeys
def test_a_pool_is_paired_at_once_shown_first_and_repeats_only_where_it_must(either_town: Town) -> None:
    town = either_town
    town.opened()
    manager = town.somebody("王岚")
    manager.tells("积分")
    for name in ("陈默", "林晓", "周航", "何琳"):
        town.learner(name).tells("积分")
    for name, tag in (("陈默", "待辅导"), ("林晓", "待辅导"), ("周航", "导师"), ("何琳", "导师")):
        manager.tells(f"标签 {name} +{tag}")
    manager.tells("设置 导师标签 导师")
    manager.tells("设置 导师带几人 1")
    assert "没有标签“导师”" in manager.tells("辅导 陈默 导师=林晓 行为=甲")
    pair_up = "辅导 配对 8周 标签=待辅导 行为=先问参照"
    shown = manager.tells(pair_up)
    assert "结对邀请，2对，8周" in shown and "周航带陈默" in shown and "何琳带林晓" in shown
    assert town.look(select(mentor_pair)) == []
    assert "已问2对" in manager.presses("发出", manager.heard_privately.posts[-1])
    for name in ("陈默", "周航", "林晓", "何琳"):
        town.somebody(name).tells("辅导 好的")
    assert "结对（2对）" in manager.tells("辅导") and "都已有结对" in manager.tells(pair_up)
    for name in ("陈默", "林晓"):
        town.somebody(name).tells("辅导 结束 期满")
    shown = manager.tells(pair_up)
    assert "何琳带陈默" in shown and "周航带林晓" in shown and "以前结过" not in shown
    manager.tells("标签 何琳 -导师")
    shown = manager.tells(pair_up)
    assert "周航带林晓" in shown and "1人没有导师可配（导师满了）：陈默" in shown


def test_row_94_the_top_of_a_ranking_are_the_mentors(town: Town) -> None:
    """Five with points: the best fifth is one; by an exam, who has its best score; with a tag too, both are asked of a mentor."""
    manager = town.somebody("王岚")
    people = [town.learner(name) for name in ("陈默", "林晓", "周航", "何琳", "赵雨")]
    for points, one in zip((10, 20, 50, 40, 30), people, strict=True):
        one.tells("积分")
        manager.tells(f"加分 {one.name} {points} 分享")
    manager.tells("标签 陈默 +待辅导")
    assert "按标签或按排名" in manager.tells("辅导 配对 标签=待辅导 行为=先问参照")
    assert "积分 前20%" in manager.tells("设置 导师排名 积分 前20%")
    refused = manager.tells("辅导 陈默 导师=何琳 行为=甲")
    assert "何琳现在不在导师范围里（积分 前20%）" in refused and "40" not in refused, "nobody's figure is said"
    assert "周航带陈默" in manager.tells("辅导 配对 标签=待辅导 行为=先问参照")
    manager.tells("设置 导师标签 导师")
    assert "现在没有人能做导师（标签“导师”、积分 前20%）" in manager.tells("辅导 配对 标签=待辅导 行为=先问参照")
    manager.tells("标签 周航 +导师")
    manager.tells("设置 导师带几人 1")
    assert "已问1对" in manager.confirms("辅导 配对 标签=待辅导 行为=先问参照")
    manager.tells("标签 林晓 +待辅导")
    assert "能做导师的人（标签“导师”、积分 前20%）都带满了" in manager.tells("辅导 配对 标签=待辅导 行为=先问参照")
    manager.tells("设置 导师标签 关")
    fill(town, [single(f"题{n}", "AB"[n % 2]) for n in range(4)])
    manager.confirms("考试 阶段一 题数=4")
    takes(town, people[3], "阶段一", right=4, of=4)
    takes(town, people[4], "阶段一", right=1, of=4)
    manager.tells("设置 导师排名 考试 阶段一 前20%")
    assert "何琳带林晓" in manager.tells("辅导 配对 标签=待辅导 行为=先问参照")
    send(manager, "业绩.csv", SALES.encode())
    manager.tells("导入")
    manager.tells("设置 导师排名 指标 销售额 前20%")
    assert "赵雨带林晓" in manager.tells("辅导 配对 标签=待辅导 行为=先问参照"), "April's, and March's no more"
    manager.tells("设置 导师排名 考试 没有这场 前20%")
    assert "现在没有人能做导师（考试 没有这场 前20%）" in manager.tells("辅导 配对 标签=待辅导 行为=先问参照")
    assert "不能设成“前几名”" in manager.tells("设置 导师排名 前几名")
    assert "现在是 考试 没有这场 前20%" in manager.tells("设置 导师排名"), "what cannot be read changes nothing"


@on_sqlite
def test_two_accounts_of_one_person_have_one_mentor_and_none_of_themselves(either_town: Town) -> None:
    """陈默 has a pair on each account, and one of them mentors the other."""
    town = either_town
    on_telegram, on_wecom = two_accounts(town)
    manager, zhou = town.somebody("王岚"), town.learner("周航")
    for one in (manager, zhou, on_telegram, on_wecom):
        one.tells("积分")
    names = [member.name for member in write(town, lambda db: memberships.members(db, 1))]
    first, second = (f"#{number}" for number in (2, 3))
    assert len(names) == 4
    manager.tells(f"辅导 {first} 导师=周航 行为=甲")
    manager.tells(f"辅导 {second} 导师={first} 行为=乙")
    manager.tells(f"辅导 周航 导师={second} 行为=丙")
    zhou.tells("辅导 好的 1")
    on_wecom.tells("辅导 好的 1")
    said = str(on_wecom.becomes_one_with(on_telegram))
    assert "自己不能带自己" in said
    shown = manager.tells("辅导")
    assert "结对（2对）" in shown and "第1/8周" in shown


def test_a_case_that_asks_for_coaching_gives_the_sentence_that_pairs_them(town: Town) -> None:
    manager, chen, zhou = people(town)
    cared_for(town, "陈默")
    manager.tells("处理 Z1 辅导 导师=周航")
    offered = last(manager, "还没有导师")
    assert "辅导 陈默 导师=周航 8周 行为=先问参照,记录异议" in offered
    assert "已问陈默和周航" in manager.tells(offered.split("就发：")[1])
    for one in (chen, zhou):
        one.tells("辅导 好的")
    manager.tells("处理 Z1 辅导")
    assert "陈默已有导师周航（第1号）" in last(manager, "已有导师")


def test_nothing_of_a_pair_stands_in_the_room(town: Town) -> None:
    """Not even where a manager asks there."""
    manager, chen, zhou = people(town)
    assert manager.says(OFFER) == "已私聊发给你。"
    for one in (chen, zhou):
        one.tells("辅导 好的")
    chen.says("辅导")
    assert not any(
        "结对" in str(post) or "带陈默" in str(post) for post in town.squares["telegram"].posts if post.room == town.group
    )
    assert town.look(select(outbox.c.id).where(outbox.c.feature == "mentors"))


@pytest.mark.parametrize("words", ["coach 陈默 mentor=周航 8 weeks behaviours=ask first,note objections"])
def test_in_english(town: Town, words: str) -> None:
    manager, chen, zhou = people(town)
    for one in (manager, chen, zhou):
        one.tells("language en")
    assert "I asked 陈默 and 周航 to pair up for 8 weeks (pair 1)" in manager.tells(words)
    assert "Press “OK” to begin" in last(chen)
    for one in (chen, zhou):
        one.presses("OK", one.heard_privately.posts[-1])
    assert "You are a pair from today: the mentor is 周航, the mentee 陈默, for 8 weeks" in last(chen)
    jump(town, "5/9", "17:00")
    assert "How did your 2 behaviours go this week?" in last(chen)
    chen.presses("1 done", chen.heard_privately.posts[-1])
    assert "All noted: ask first: done, note objections: not" in chen.tells("coach fill done not")
