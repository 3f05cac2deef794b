"""Journey J5: a live contest, to the point and the millisecond, whatever happens in between."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.channel import Can, Pace, TryLater
from bot.messages import Kind
from bot.parts import Picture
from handlers.quiz.contest.podium import drawn, steps
from handlers.quiz.contest.scoring import ContestAnswer, Mode, board
from handlers.quiz.contest.season import standings, worth
from storage import answers, asks, camps, channel_latency, contests, rooms
from storage.connection import Db
from storage.contests import Placed
from tests.engines import on_sqlite
from tests.quiz import OPTIONS, fill, right_in, single, write, wrong_in
from tests.town import Post, Somebody, Town

BANK = [
    single("客户说“太贵了”，先做什么？", "B", why="先弄清参照，再谈价值。"),
    single("客户说“再考虑一下”，先做什么？", "B", why="先弄清参照，再谈价值。"),
    single("客户说“没时间”，先做什么？", "B", why="先弄清参照，再谈价值。"),
]


def posts(town: Town, words: str, room: str = "群一", channel: str = "telegram") -> list[Post]:
    """What stands in a room with these words."""
    return [post for post in town.squares[channel].posts if post.room == room and not post.whisper and words in str(post)]


def question(town: Town, n: int, **where: str) -> Post:
    """The message of question n."""
    return posts(town, f"第{n}题 ", **where)[-1]


class Game:
    """Three people in one room, and the moments they press at."""

    def __init__(self, town: Town, people: dict[str, Somebody]) -> None:
        self.town, self.people = town, people

    def plays(self, n: int, *moves: tuple[float, str, bool]) -> None:
        """Presses (seconds after the question, who, right or wrong), then the question's end."""
        post = question(self.town, n)
        begun = self.town.now
        for seconds, name, right in moves:
            self.town.move_to(begun + timedelta(seconds=seconds))
            letter = (right_in if right else wrong_in)(self.town, post)
            self.people[name].presses(letter, post)
        self.town.move_to(begun + timedelta(seconds=6.4))


def set_up(town: Town) -> Game:
    town.opened()
    fill(town, BANK)
    return Game(town, {name: town.learner(name) for name in ("林晓", "周航", "陈默")})


@pytest.fixture
def either_game(either_town: Town) -> Game:
    return set_up(either_town)


@pytest.fixture
def game(sqlite_url: str, tmp_path: Path) -> Iterator[Game]:
    town = Town(sqlite_url, tmp_path, channels=("telegram", "wecom"))
    yield set_up(town)
    town.close()


def test_j5_three_questions_to_the_point(either_game: Game) -> None:
    game = either_game
    town = game.town
    wang = town.somebody("王岚")
    lin = game.people["林晓"]
    assert "🏁 30秒后开始，点“参加”。已参加 0" in wang.says("开赛 异议抢答 题数=3 限时=5秒 计分=速度")
    lin.presses("参加", posts(town, "已参加 0")[0])
    town.pass_(seconds=30)
    assert "（5秒）" in str(question(town, 1))
    game.plays(1, (1.2, "林晓", True), (1.9, "林晓", False), (3.4, "周航", True), (5.3, "陈默", True))
    assert "答案B。林晓 880｜周航 660｜陈默 0（超时）" in str(question(town, 1))
    game.plays(2, (1.2, "陈默", True), (2.0, "林晓", True), (4.9, "周航", True))
    town.restart()
    assert "林晓 +900（连对+100）｜周航 +610（连对+100）｜陈默 +880" in str(question(town, 2))
    assert "目前 林晓 1780｜周航 1270｜陈默 880" in str(question(town, 2))
    game.plays(3, (1.0, "林晓", False), (1.2, "陈默", True), (2.0, "周航", True))
    final = posts(town, "🏆")[0]
    assert str(final) == "🏆 异议抢答\n1 周航：2270\n2 陈默：1860\n3 林晓：1780\n积分：参赛+5，前三+50/+30/+20"
    assert any(isinstance(part, Picture) for post in town.squares["telegram"].posts for part in post.parts)
    assert [game.people[name].tells("积分").split("（")[0] for name in ("周航", "陈默", "林晓")] == [
        "积分：55",
        "积分：35",
        "积分：25",
    ]
    lin.says("我的错题")
    letter = wrong_in(town, question(town, 3))
    expected = f"第3题你选{letter} {OPTIONS['ABCD'.index(letter)]}，正确B 问清比较对象，因为先弄清参照，再谈价值。已加入复习，下次 5/7。"
    assert expected in lin.heard_privately


def replayed(town: Town) -> list[tuple[int, int]]:
    """(membership, points) of the board, from the log of answers alone."""
    log = [
        ContestAnswer(row.membership_id, put.place, row.earned == row.out_of, row.thinking_ms)
        for put in town.look(answers.OF_CONTEST, contest=1)
        for row in town.look(answers.GIVEN, ask=put.id)
    ]
    players = [row.membership_id for row in town.look(contests.PLAYERS, contest=1)]
    return [(int(one.who), int(one.points)) for one in board(players, log, 5000, Mode.SPEED)]


def test_the_log_of_answers_replays_to_the_final_board(game: Game) -> None:
    opens(game)
    game.plays(1, (1.2, "林晓", True), (3.4, "周航", True), (5.3, "陈默", True))
    game.plays(2, (1.2, "陈默", True), (2.0, "林晓", True), (4.9, "周航", True))
    game.plays(3, (1.0, "林晓", False), (1.2, "陈默", True), (2.0, "周航", True))
    tally = {row.membership_id: row.points for row in game.town.look(contests.PLAYERS, contest=1)}
    assert replayed(game.town) == sorted(tally.items(), key=lambda item: -item[1])
    assert [points for _, points in replayed(game.town)] == [2270, 1860, 1780]


def another_room(town: Town, channel: str, room: str) -> None:
    """One more room of the camp."""
    write(town, lambda db: rooms.bind(db, 1, channel, room, None))


def opens(game: Game, options: str = "题数=3 限时=5秒 计分=速度") -> None:
    """A contest whose first question stands in the room."""
    game.town.somebody("王岚").says(f"开赛 异议抢答 {options}")
    game.town.pass_(seconds=30)


@on_sqlite
def test_a_restart_in_the_middle_of_a_question_keeps_every_answer(either_game: Game) -> None:
    game = either_game
    opens(game)
    town, lin, zhou = game.town, game.people["林晓"], game.people["周航"]
    post, begun = question(town, 1), town.now
    town.move_to(begun + timedelta(seconds=1.2))
    lin.presses("B", post)
    town.restart()
    town.move_to(begun + timedelta(seconds=3.4))
    zhou.presses("B", post)
    town.restart()
    town.move_to(begun + timedelta(seconds=6.4))
    assert "答案B。林晓 880｜周航 660" in str(question(town, 1)) and len(posts(town, "第2题 ")) == 1


def test_who_pressed_hears_of_it_and_the_group_does_not(game: Game) -> None:
    opens(game)
    town, lin = game.town, game.people["林晓"]
    post, before = question(town, 1), len(posts(game.town, ""))
    town.pass_(seconds=1.2)
    assert lin.presses("B", post) == "✅ 收到B，1.2秒"
    assert lin.presses("A", post) == "你已经答过了，第一次的算。"
    town.pass_(seconds=4.1)
    assert game.people["陈默"].presses("B", post) == "⏰ 超时了，这题0分"
    town.pass_(seconds=2)
    late = game.people["周航"].event(Kind.PRESSED, "选 D1 B", town.at("telegram", "群一"), post)
    assert town.hear(late).startswith("这题已经结束。")
    nonsense = lin.event(Kind.PRESSED, "选 D1 Z", town.at("telegram", "群一"), post)
    assert town.hear(nonsense) == "这题已经结束。"
    assert [str(one) for one in posts(town, "")[before:]] == [str(question(town, 2))]


def test_right_answers_alone_can_count(game: Game) -> None:
    opens(game, "题数=3 限时=5秒 计分=正确率")
    game.plays(1, (1.2, "林晓", True), (3.4, "周航", True), (5.3, "陈默", True))
    game.plays(2, (1.2, "陈默", True), (2.0, "林晓", True), (4.9, "周航", True))
    game.plays(3, (1.0, "林晓", False), (1.2, "陈默", True), (2.0, "周航", True))
    assert "1 周航：3/3\n2 陈默：2/3（并列）\n2 林晓：2/3（并列）" in str(posts(game.town, "🏆")[0])


def test_teams_are_compared_by_their_members_mean(game: Game) -> None:
    wang = game.town.somebody("王岚")
    for name, team in (("林晓", "红队"), ("周航", "红队"), ("陈默", "蓝队")):
        wang.says(f"标签 {name} +{team}")
    assert "团队计分要写分组" in wang.says("开赛 对抗 题数=1 计分=团队")
    opens(game, "题数=1 限时=5秒 分组=红队,蓝队")
    game.plays(1, (1.0, "林晓", True), (2.0, "周航", True), (2.0, "陈默", True))
    assert "（人均）\n1 红队：850\n2 蓝队：800" in str(posts(game.town, "🏆")[0])
    assert game.people["林晓"].tells("积分").startswith("积分：55") and game.people["陈默"].tells("积分").startswith("积分：35")


def test_who_joins_a_team_and_does_not_answer_counts_in_its_mean(game: Game) -> None:
    town = game.town
    for name, team in (("林晓", "红队"), ("周航", "红队"), ("陈默", "蓝队")):
        town.somebody("王岚").says(f"标签 {name} +{team}")
    town.somebody("王岚").says("开赛 对抗 题数=1 限时=5秒 分组=红队,蓝队")
    game.people["周航"].presses("参加", posts(town, "已参加 0")[0])
    town.pass_(seconds=30)
    game.plays(1, (1.0, "林晓", True), (2.0, "陈默", True))
    assert "🏆 对抗（人均）\n1 蓝队：800\n2 红队：450" in str(posts(town, "🏆")[0])
    assert game.people["周航"].tells("积分").startswith("积分：0")


@on_sqlite
def test_several_rooms_and_channels_have_one_board(either_game: Game) -> None:
    game = either_game
    town = game.town
    wang = town.somebody("王岚")
    wang.says("绑定群 营销实战营2605", room="群二")
    wecom = town.learner("何琳", "wecom")
    another_room(town, "telegram", "群三")
    another_room(town, "wecom", "群一")
    assert "已在4个群开赛" in wang.tells("开赛 异议抢答 题数=1 限时=5秒")
    town.pass_(seconds=30)
    begun = town.now
    town.move_to(begun + timedelta(seconds=1))
    game.people["林晓"].presses("B", question(town, 1))
    game.people["周航"].presses("B", question(town, 1, room="群二"))
    town.move_to(begun + timedelta(seconds=2))
    wecom.presses("B", question(town, 1, channel="wecom"))
    town.move_to(begun + timedelta(seconds=6.4))
    boards = [posts(town, "🏆", **where)[0] for where in ({}, {"room": "群二"}, {"room": "群三"}, {"channel": "wecom"})]
    assert len({str(board) for board in boards}) == 1
    assert "3 何琳：800" in str(boards[0]) and str(boards[0]).index("900") < str(boards[0]).index("何琳")


def test_the_clock_of_a_room_starts_when_its_platform_has_the_question(game: Game) -> None:
    town = game.town
    another_room(town, "wecom", "群一")
    helen = town.learner("何琳", "wecom")
    wang = town.somebody("王岚")
    wang.tells("开赛 异议抢答 题数=1 限时=5秒")
    slow = town.squares["wecom"]
    slow.fails = [TryLater(3)]
    town.pass_(seconds=30)
    begun = town.now
    assert posts(town, "第1题 ") and not posts(town, "第1题 ", channel="wecom")
    town.move_to(begun + timedelta(seconds=3))
    town.settle()
    town.move_to(begun + timedelta(seconds=4))
    game.people["林晓"].presses("B", question(town, 1))
    helen.presses("B", question(town, 1, channel="wecom"))
    town.move_to(begun + timedelta(seconds=12))
    assert "何琳 900｜林晓 600" in str(question(town, 1))


def test_a_slow_channel_costs_nobody_points(game: Game) -> None:
    town = game.town
    for call in range(50):
        write(town, partial(channel_latency.note, channel="telegram", call=call, ms=700))
    opens(game, "题数=1 限时=5秒")
    town.squares["telegram"].takes = timedelta(milliseconds=100)  # from now on; this question's delay is fixed
    game.plays(1, (1.7, "林晓", True), (0.3, "周航", True), (5.6, "陈默", True))
    assert "答案B。周航 1000｜林晓 900｜陈默 510" in str(question(town, 1))


def test_where_nothing_can_be_played_a_sentence_says_so(game: Game) -> None:
    town = game.town
    wang = town.somebody("王岚")
    town.squares["telegram"].can = Can(edit=False, group=False)
    assert "这里开不了赛" in wang.says("开赛 异议抢答 题数=1") and not town.look(contests.BUSY, camp=1)
    another_room(town, "wecom", "群一")
    answer = wang.tells("开赛 异议抢答 题数=1")
    assert "已在1个群开赛" in answer and "没有开到：群一" in answer


def test_a_room_with_a_budget_gets_its_questions_more_slowly(game: Game) -> None:
    town = game.town
    town.squares["telegram"].pace = Pace(rate=25, room_gap=1.0, group_per_minute=12)
    town.somebody("王岚").says("开赛 异议抢答 题数=2 限时=5秒")
    (made,) = town.look(contests.CONTEST, contest=1)
    assert made.gap_ms == 2 * 60_000 // 12 - 5000 - 800


def test_it_can_be_paused_resumed_and_stopped(game: Game) -> None:
    town = game.town
    wang, lin = town.somebody("王岚"), game.people["林晓"]
    assert "这里现在没有竞赛" in wang.says("暂停")
    opens(game)
    assert "要由群管理员或社群经理来做" in lin.says("/暂停")
    assert "暂停，这题答完就停下" in wang.says("暂停") and "已经暂停" in wang.says("暂停")
    game.plays(1, (1.2, "林晓", True))
    town.pass_(minutes=5)
    assert not posts(town, "第2题 ")
    assert "继续。" in wang.says("继续")
    town.pass_(seconds=1)
    lin.presses("B", question(town, 2))
    game.people["周航"].presses("A", question(town, 2))
    stopped = wang.says("停赛")
    assert "🏆 异议抢答\n1 林晓：" in stopped and "答案B" in str(question(town, 2))
    town.pass_(minutes=1)
    assert not posts(town, "第3题 ") and len(posts(town, "🏆")) == 1
    assert lin.tells("积分").startswith("积分：55")


def test_a_host_stops_only_what_they_started(game: Game) -> None:
    town = game.town
    host = town.learner("群主")
    host.is_room_admin = True
    opens(game)
    assert "要由发起人或社群经理来停" in host.says("停赛")
    town.somebody("王岚").says("停赛")
    assert "🏁 30秒后开始" in host.says("开赛 热身 题数=1") and "要由社群经理来做" in host.says("开赛 又一场 题数=1 范围=全部")
    lobby = posts(town, "🏁 30秒后开始")[-1]
    assert "已取消，不计分" in host.says("停赛") and not lobby.buttons


def test_it_is_called_off_within_ten_minutes_but_not_once_it_is_over(game: Game) -> None:
    town = game.town
    wang = town.somebody("王岚")
    opens(game)
    game.people["林晓"].presses("B", question(town, 1))
    assert "已取消，不计分" in wang.takes_back()
    town.pass_(minutes=2)
    assert not posts(town, "第2题 ") and not posts(town, "🏆")
    assert game.people["林晓"].tells("积分").startswith("积分：0")
    opens(game, "题数=1 限时=5秒")
    game.plays(1, (1.0, "林晓", True))
    assert "已经结束，积分也发了" in wang.takes_back()


def test_a_contest_nobody_could_follow_is_not_taken_up_hours_later(game: Game) -> None:
    town = game.town
    opens(game)
    game.people["林晓"].presses("B", question(town, 1))
    town.clock.move(timedelta(hours=2))
    town.restart()
    assert "答案B。林晓" in str(question(town, 1)) and not posts(town, "第2题 ") and posts(town, "1 林晓：")
    town.somebody("王岚").says("开赛 又一场 题数=1")
    town.clock.move(timedelta(hours=2))
    town.restart()
    assert posts(town, "竞赛“又一场”已取消，不计分。") and not posts(town, "第1题 ")[1:]


def test_its_result_can_be_asked_for_by_its_number(game: Game) -> None:
    town = game.town
    wang, others = town.somebody("王岚"), [town.learner(f"学员{n}") for n in range(5)]
    assert "看结果：结果 C1" in wang.tells("开赛 异议抢答 题数=1 限时=5秒")
    town.pass_(seconds=30)
    for n, somebody in enumerate(others):
        somebody.presses("B" if n == 0 else "A", question(town, 1))
    assert "还在进行，算到上一题" in wang.tells("结果 C1")
    town.pass_(seconds=10)
    told = wang.tells("结果 C1")
    assert "竞赛“异议抢答”（05-06）：1/1题，5人作答\n🏆 名次\n1 学员0：1000\n答对最少的题\n第1题：1/5（客户说" in told
    host = town.learner("群主")
    host.is_room_admin = True
    assert "给发起人和社群经理看" in host.says("结果 C1") and "没有 C9 这场竞赛" in wang.tells("结果 C9")


def test_equal_scores_share_a_place(game: Game) -> None:
    opens(game, "题数=1 限时=5秒")
    game.plays(1, (1.0, "林晓", True), (1.0, "周航", True), (2.0, "陈默", True))
    assert "1 林晓：900（并列）\n1 周航：900（并列）\n3 陈默：800" in str(posts(game.town, "🏆")[0])
    assert "同分并列，奖励各得一份" in str(posts(game.town, "🏆")[0])
    points = [game.people[name].tells("积分").split("（")[0] for name in ("林晓", "周航", "陈默")]
    assert points == ["积分：55", "积分：55", "积分：25"]


@pytest.mark.parametrize("scoring", ["速度", "正确率"])
def test_equal_points_share_the_place_in_every_mode(game: Game, scoring: str) -> None:
    opens(game, f"题数=1 限时=5秒 计分={scoring}")
    first = 1.0 if scoring == "正确率" else 1.002
    game.plays(1, (first, "林晓", True), (1.003 if first > 1 else 4.0, "周航", True))
    assert str(posts(game.town, "🏆")[0]).count("（并列）") == 2
    assert [game.people[name].tells("积分").split("（")[0] for name in ("林晓", "周航")] == ["积分：55", "积分：55"]


def test_who_plays_alone_is_named_and_earns_nothing(game: Game) -> None:
    town = game.town
    wang = town.somebody("王岚")
    opens(game, "题数=2 限时=5秒")
    for number in (1, 2):
        wang.presses("B", question(town, number))
        town.pass_(seconds=10)
    assert str(posts(town, "🏆")[0]).endswith("\n积分：只有1人参赛，不计")
    town.pass_(minutes=5)
    assert wang.tells("积分").startswith("积分：0")


def test_a_name_that_ends_in_figures_stands_apart_from_its_score(game: Game) -> None:
    game.people["张伟1"] = game.town.learner("张伟1")
    opens(game, "题数=1 限时=5秒")
    game.plays(1, (0.0, "张伟1", True), (1.0, "周航", True))
    assert "张伟1 1000｜周航 900" in str(question(game.town, 1)) and "1 张伟1：1000\n2 周航：900" in str(
        posts(game.town, "🏆")[0]
    )


def test_a_contests_name_is_no_filter(game: Game) -> None:
    town = game.town
    fill(town, [single("几点打卡？", "B", "制度")])
    wang = town.somebody("王岚")
    assert "题目选自" not in wang.says("开赛 制度热身 题数=4")
    wang.says("停赛")
    assert "题目选自“制度”" in wang.says("开赛 热身 题数=1 标签=制度")
    wang.says("停赛")
    heard = wang.says("开赛 异议抢答 题数=3")
    assert "题目选自“异议”" in heard and "每题5秒" in heard


def test_a_team_must_exist(game: Game) -> None:
    wang = game.town.somebody("王岚")
    assert "没有“红队”这个队。先给队员加标签" in wang.says("开赛 对抗 题数=1 分组=红队,蓝队")
    for name, team in (("林晓", "红队"), ("周航", "蓝队")):
        wang.tells(f"标签 {name} +{team}")
    assert "没有“红对”这个队。有这些：红队" in wang.says("开赛 对抗 题数=1 分组=红对,蓝队")
    assert "团队计分要写分组" in wang.says("开赛 对抗 题数=1 分组=红队,红队 计分=团队")
    assert "最多8个" in wang.says(f"开赛 对抗 题数=1 分组={','.join(f'{n}队' for n in range(9))}")
    assert not game.town.look(contests.BUSY, camp=1)
    assert "红队 蓝队 按人均速度分对抗" in wang.says("开赛 对抗 题数=1 分组=红队、蓝队")


def test_whoever_has_no_points_is_not_called_out(game: Game) -> None:
    opens(game, "题数=2 限时=5秒")
    game.plays(1, (1.0, "林晓", False), (2.0, "周航", False))
    assert "目前" not in str(question(game.town, 1))
    game.plays(2, (1.0, "林晓", False), (2.0, "周航", True))
    final = str(posts(game.town, "🏆")[0])
    assert "1 周航：800\n" in final and "林晓" not in final
    assert game.people["林晓"].tells("积分").startswith("积分：5")


def test_where_nobody_scores_there_is_no_winner(game: Game) -> None:
    opens(game, "题数=1 限时=5秒")
    game.plays(1, (1.0, "林晓", False), (2.0, "周航", False))
    assert not posts(game.town, "🏆") and posts(game.town, "结束了，这次没有人得分。\n积分：参赛+5")
    assert game.people["林晓"].tells("积分").startswith("积分：5")


def test_nobody_answers(game: Game) -> None:
    opens(game, "题数=1 限时=5秒")
    game.plays(1)
    assert "这题没有人作答" in str(question(game.town, 1)) and posts(game.town, "结束了，这次没有人作答")


def test_joining_is_counted_on_the_message_and_said_to_nobody_else(game: Game) -> None:
    town = game.town
    town.somebody("王岚").says("开赛 异议抢答 题数=1")
    lobby = posts(town, "已参加 0")[0]
    lin, zhou = game.people["林晓"], game.people["周航"]
    assert lin.presses("参加", lobby) == "✅ 已参加“异议抢答”" and lin.presses("参加", lobby) == "你已经参加了。"
    assert zhou.chats("参加") == "" and zhou.chats("参加 明天的会吗") == ""
    town.pass_(seconds=5)
    assert "已参加 2" in str(lobby) and lobby.edits == 1
    town.pass_(seconds=25)
    assert "已经开始，2人参加" in str(lobby)


def test_wrong_words_are_named_with_an_example_and_open_nothing(game: Game) -> None:
    wang = game.town.somebody("王岚")
    for words, said in {
        "开赛": "还差竞赛名",
        "开赛 x 题数=99": "题数是1到50",
        "开赛 x 限时=2秒": "限时是5到600秒",
        "开赛 x 计分=运气": "没有“运气”这种计分",
        "开赛 x 题数=9": "只有3道，不够9道",
        "开赛 x 标签=量子": "带“量子”标签",
        "开赛 x 范围=天上": "范围是 本群 或 全部",
        "开赛 x 题数=几": "不能当作题数",
        "开赛 x 难度=3": "没有“难度”这个选项",
    }.items():
        assert said in wang.says(words), words
    assert not game.town.look(contests.BUSY, camp=1)


FIRST = [(1, "周航", "2270"), (2, "陈默", "1860"), (3, "林晓", "1780")]


def test_a_name_that_cannot_be_drawn_leaves_the_words() -> None:
    standing = steps(FIRST, "zh", last=9)
    light, dark = (drawn("异议抢答", 9, standing, "zh", colours) for colours in ("light", "dark"))
    assert light is not None and dark is not None and light != dark
    assert drawn("异议抢答", 3, steps([(1, "\U0001f9dc", "2270")], "zh", last=1), "zh", "light") is None
    assert drawn("objections", 3, standing, "en", "light") != drawn("objections", 3, standing, "zh", "light")


@pytest.mark.parametrize(
    ("places", "last", "on_it"),
    [
        (FIRST, 9, [(1, ("周航",)), (2, ("陈默",)), (3, ("林晓",))]),
        (FIRST, 3, [(1, ("周航",)), (2, ("陈默",))]),
        (FIRST[:2], 2, [(1, ("周航",))]),
        ([(1, "周航", "9"), (1, "陈默", "9"), (3, "林晓", "8")], 4, [(1, ("周航", "陈默")), (3, ("林晓",))]),
        ([(1, name, "9") for name in "甲乙丙"], 1, [(1, ("甲", "乙", "丙"))]),
        ([(1, name, "9") for name in "甲乙丙丁"], 1, [(1, ("甲", "乙", "等4人"))]),
    ],
)
def test_who_stands_on_the_podium_and_never_who_came_last(places, last, on_it) -> None:
    assert [(step.place, step.names) for step in steps(places, "zh", last=last)] == on_it


def speaks_english(db: Db) -> None:
    db.run(update(camps.camp).values(language="en"))


def test_in_english(game: Game) -> None:
    town = game.town
    wang = town.somebody("王岚")
    write(town, speaks_english)
    assert "Starts in 30 seconds" in wang.says("/contest objections questions=1 limit=5s")
    town.pass_(seconds=30)
    post = posts(town, "(5 s)")[0]
    town.pass_(seconds=1)
    assert game.people["林晓"].presses("B", post) == "✅ B in 1 s"
    game.people["周航"].presses("A", post)
    town.pass_(seconds=10)
    assert "Answer: B. 林晓 900" in str(post) and posts(
        town, "🏆 objections\n1 林晓: 900\nPoints: playing +5, first 3 +50/+30/+20"
    )
    assert "Contest “objections” (05-06): 1 of 1 question, 2 people answered" in wang.tells("result C1")


def test_two_accounts_of_one_person_in_a_contest_count_once(game: Game) -> None:
    town = game.town
    another_room(town, "wecom", "群一")
    lin, double = game.people["林晓"], town.learner("林晓二", "wecom")
    town.somebody("王岚").tells("开赛 异议抢答 题数=1 限时=5秒")
    town.pass_(seconds=30)
    lin.presses("B", question(town, 1))
    double.presses("A", question(town, 1, channel="wecom"))
    town.pass_(seconds=10)
    assert lin.tells("积分").startswith("积分：55") and double.tells("积分").startswith("积分：5")
    code = lin.tells("绑定").split("绑定 ")[1][:6]
    assert "1场竞赛两边都参加了，只计一次：冲回5分。" in double.tells(f"绑定 {code}")
    assert lin.tells("积分").startswith("积分：55")
    assert "没有错题" in lin.tells("我的错题")


# ── fairness (N10) ───────────────────────────────────────────────────────────────────────────────────────────────────

LINKS = {"telegram": 100, "wecom": 700}
"""Round trips in ms: a question is seen half of one after the platform has it, a press reaches us half of one after it."""
JITTER = 0.1
PAIRS = 6
ROUNDS = 3


def test_every_call_of_a_channel_is_timed_and_a_toast_is_not(game: Game) -> None:
    town = game.town
    town.squares["telegram"].takes = timedelta(milliseconds=700)
    town.somebody("王岚").says("开赛 异议抢答 题数=1 限时=5秒")
    known = write(town, lambda db: channel_latency.round_trips(db, "telegram"))
    game.people["林晓"].presses("参加", posts(town, "已参加 0")[0])
    assert 700 in known and write(town, lambda db: channel_latency.round_trips(db, "telegram")) == known


def test_equal_thinkers_on_a_fast_and_a_slow_link_score_within_three_percent(game: Game) -> None:
    town, chance = game.town, random.Random(7)
    another_room(town, "wecom", "群一")
    people = {channel: [town.learner(f"{channel}{n}", channel) for n in range(PAIRS)] for channel in LINKS}

    def way(channel: str) -> timedelta:
        return timedelta(milliseconds=round(LINKS[channel] * chance.uniform(1 - JITTER, 1 + JITTER)))

    for _ in range(2 * len(people)):  # what was said before is what a channel's delay is known by
        for channel in LINKS:
            town.squares[channel].takes = way(channel)
            town.somebody("王岚", channel).says("/帮助")
    town.somebody("王岚").tells(f"开赛 异议抢答 题数={ROUNDS} 限时=5秒")
    town.pass_(seconds=30)
    for place in range(1, ROUNDS + 1):
        begun = started(town, place)
        thinking = [timedelta(seconds=chance.uniform(0.6, 4.4)) for _ in range(PAIRS)]
        presses = sorted(
            (begun[channel] + thought + way(channel), channel, n) for channel in LINKS for n, thought in enumerate(thinking)
        )
        for at, channel, n in presses:
            town.move_to(at)
            people[channel][n].presses("B", question(town, place, channel=channel))
        town.move_to(max(begun.values()) + timedelta(seconds=8.5))
    points = {row.name: row.points for row in town.look(contests.PLAYERS, contest=1)}
    for n in range(PAIRS):
        fast, slow = points[f"telegram{n}"], points[f"wecom{n}"]
        assert abs(fast - slow) <= 0.03 * max(fast, slow), (fast, slow)


def started(town: Town, place: int) -> dict[str, datetime]:
    """Channel → when its platform said it had the question."""
    channels = {room.id: room.channel for room in town.look(rooms.ROOMS, camp=1)}
    (ask,) = (row.id for row in town.look(answers.OF_CONTEST, contest=1) if row.place == place - 1)
    return {channels[row.room_id]: row.opened_at for row in town.look(asks.SHOWINGS, ask=ask)}


def test_a_season_adds_up_the_places_of_its_contests(either_game: Game) -> None:
    game = either_game
    town, wang = game.town, game.town.somebody("王岚")
    assert "还没有赛季" in wang.tells("赛季")
    orders = [(("林晓", 0.0), ("周航", 1.0), ("陈默", 2.0)), (("周航", 0.0), ("林晓", 1.0)), (("林晓", 1.0),)]
    for number, order in enumerate(orders):
        assert "计入赛季“春季赛”" in wang.says(f"开赛 第{number}轮 题数=1 限时=5秒 赛季=春季赛")
        town.pass_(seconds=30)
        post = posts(town, "第1题 ")[-1]
        begun = town.now
        for name, seconds in order:
            town.move_to(begun + timedelta(seconds=seconds))
            game.people[name].presses(right_in(town, post), post)
        town.pass_(seconds=20)
    assert "🏆 赛季“春季赛”（3场）\n1. 周航：18（2场）\n1. 林晓：18（2场）\n3. 陈默：6（1场）\n" in wang.tells("赛季")
    assert "没有“春赛”这个赛季。有：春季赛" in wang.tells("赛季 春赛")
    assert "赛季名最多30个字" in wang.says(f"开赛 x 题数=1 赛季={'长' * 31}")


def test_a_seasons_table_shares_places_and_counts_no_contest_of_one() -> None:
    placed = [Placed(1, 1, "林晓", 1), Placed(1, 2, "周航", 1), Placed(1, 3, "陈默", None), Placed(2, 3, "陈默", 1)]
    assert [(one.place, one.name, one.points, one.played) for one in standings(placed)] == [
        (1, "周航", 10, 1),
        (1, "林晓", 10, 1),
        (3, "陈默", 1, 1),
    ]
    assert [worth(place) for place in (1, 2, 7, 8, None)] == [10, 8, 2, 1, 1]


def test_of_two_contests_it_is_asked_which_is_to_stop(game: Game) -> None:
    wang = game.town.somebody("王岚")
    wang.says("绑定群 营销实战营2605", room="群二")
    opens(game)
    wang.says("开赛 热身 题数=1", room="群二")
    which = wang.tells("停赛")
    assert "有2场竞赛在进行" in which and [button.says for button in which.posts[-1].buttons] == ["停赛 C2", "停赛 C1"]
    assert "“热身”已取消" in wang.presses("C2 热身", which.posts[-1])
    assert "“运动会”不在进行" in wang.tells("停赛 运动会") and "“C9”不在进行" in wang.tells("暂停 C9")
    wang.tells("停赛")
    assert "没有竞赛" in wang.tells("停赛")
