"""Journey J2: check-in, repeat, make-up, moved workdays, and the week's rate."""

from __future__ import annotations

from sqlalchemy import select

from storage import checkins
from tests.engines import on_sqlite
from tests.town import Town


@on_sqlite
def test_j2_check_in_repeat_makeup_and_moved_workday(either_town: Town) -> None:
    town = either_town
    manager = town.opened()
    manager.says("设置 打卡窗口 06:00-22:00")
    lin, *others = town.learner("林晓"), *(town.learner(f"学员{n}") for n in range(1, 45))
    assert lin.says("打卡 听完需求洞察第1课") == "✅ 林晓 第1天｜+5｜积分5｜今日 1/45"
    town.pass_(minutes=1)
    assert lin.says("打卡 再来一次") == "今天已打卡（08:10），内容已追加，不重复计分。"
    town.go_to("5/7", "07:55")
    assert lin.says("打卡 复述FABE") == "✅ 林晓 连续2个工作日｜+5｜积分10｜今日 1/45"
    town.go_to("5/9", "09:00")
    answer = lin.says("打卡 客户拜访提纲")
    assert "今天是调休上班日，计入应打卡。连续1｜+5｜积分15" in answer
    assert "5/8 可补：回复“补卡 5/8 内容”（本月剩3次）" in answer
    assert lin.says("补卡 5/8 整理异议清单") == "✅ 已补 5/8｜+2｜积分17｜连续恢复为4"
    town.go_to("5/10", "10:00")
    assert lin.says("打卡 读书") == "📖 休息日打卡已记录，不计完成率，也不影响连续。"
    town.go_to("5/11", "22:30")
    assert lin.says("打卡 忘了") == "⏰ 今日窗口 06:00–22:00 已关闭，明天可补卡。"
    assert len(others) == 44


def test_a_streak_survives_a_restart_and_breaks_on_a_gap(town: Town) -> None:
    ann = town.learner("林晓")
    assert "第1天" in ann.says("打卡")
    town.restart()
    town.pass_workdays(1)
    assert "连续2个工作日" in ann.says("打卡")
    town.pass_workdays(3)
    assert "重新开始，第1天" in ann.says("打卡")


TYPED = ("打卡！", "打卡✅", "打卡今天读完第三章", "#打卡 今天", "早安打卡", "打卡打卡", "打 卡")


def test_a_check_in_is_taken_as_people_type_it(town: Town) -> None:

    for name, words in enumerate(TYPED):
        learner = town.learner(f"学员{name}")
        assert learner.chats("我今天打卡晚了") == learner.chats("打卡机坏了") == ""
        assert f"✅ 学员{name} 第1天｜+5" in learner.chats(words)
    assert [row.note for row in town.look(select(checkins.check_in.c.note).order_by(checkins.check_in.c.id))][2:4] == [
        "今天读完第三章",
        "今天",
    ]


def test_a_makeup_written_in_one_go_is_made_up(town: Town) -> None:

    ann = town.learner("林晓")
    town.go_to("5/8", "09:00")
    assert "已补 5/7" in ann.chats("补卡昨天读完第三章")
    assert ann.chats("补卡昨天可以吗") == ""


@on_sqlite
def test_a_days_note_grows_no_further_than_it_may(either_town: Town) -> None:
    """Whoever goes on sending makes no later message dearer than an early one."""
    either_town.opened()
    lin = either_town.learner("林晓")
    answers = [lin.says("打卡 " + "写" * 1_900) for _ in range(40)]
    assert "内容已追加" in answers[1] and answers[-1] == "今天的打卡内容已经写满4000字，这段没有加上。"
    assert "不重复计分" in lin.says("打卡")
    (note,) = either_town.look(select(checkins.check_in.c.note))[0]
    assert len(note) == 3_801 and set(note) == {"写", "\n"}
