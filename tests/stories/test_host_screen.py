"""A host's screen for contests and polls: who may open it, what it never tells, by whose clock it counts, and when its link is worth nothing."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from bot.channels.web import WebChannel
from bot.host_screen import ScreenOrder, order
from bot.qr_code import qr_drawing
from handlers.quiz.contest.screen import shows_at
from storage import answers, asks
from storage.asks import ask
from tests.quiz import OPTIONS, fill, single
from tests.stories.test_attendance import asked
from tests.stories.test_contest import posts, question
from tests.stories.test_desk import manager_of_another
from tests.test_question_picture import png
from tests.town import CAMP, Somebody, Square, Town

STEM = "客户说“太贵了”，先做什么？"
BEGUN = datetime(2026, 5, 6, 4, 0, tzinfo=UTC)


def token_in(said: str) -> str:
    found = re.search(r"/screen#(\S+)", said)
    assert found, said
    return found[1]


def looks(town: Town, token: str, at: str) -> dict[str, Any]:
    """What the screen is told now."""
    status, body, headers = asked(town, f"/screen/{at}", token)
    assert headers["cache-control"] == "no-store"
    return {**json.loads(body), "status": status}


def until(town: Town, token: str, scene: str) -> dict[str, Any]:
    """A second after another, to the first in which the contest's screen shows that."""
    for _ in range(120):
        shown = looks(town, token, "contest")
        if shown["scene"] == scene:
            return shown
        town.pass_(seconds=1)
    raise AssertionError(f"{scene} never came")


def camp(town: Town, *names: str) -> list[Somebody]:
    fill(town, [single(STEM, "B", "异议"), single("客户说“再考虑一下”？", "B", "异议")])
    return [town.learner(name) for name in names]


# ── the sentence ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("大屏", ScreenOrder(None, False)),
        ("screen", ScreenOrder(None, False)),
        ("大屏 C7", ScreenOrder(7, False)),
        ("大屏 c-7", ScreenOrder(7, False)),
        ("C7 大屏", ScreenOrder(7, False)),
        ("大屏 收回", ScreenOrder(None, True)),
        ("screen C7 revoke", ScreenOrder(7, True)),
        ("大屏抢答", None),
        ("大屏 P7", None),
        ("大屏 C7 收", None),
        ("", None),
        (f"大屏 C{'9' * 30}", None),
    ],
)
def test_what_asks_for_a_screen_and_what_is_a_contests_name(words: str, found: ScreenOrder | None) -> None:
    assert order(words, "C") == found


@pytest.mark.parametrize(("limit", "pause", "after"), [(20, 5, 5), (20, 0, 0), (5, 5, 2.5), (600, 30, 30)])
def test_the_choices_come_after_the_pause_and_never_past_half_of_the_time(limit: int, pause: int, after: float) -> None:
    assert shows_at(BEGUN, limit * 1000, pause) == BEGUN + timedelta(seconds=after)


# ── a contest ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_contest_from_the_lobby_to_the_podium(town: Town) -> None:
    wang = town.somebody("王岚")
    lin, zhou, chen = camp(town, "林晓", "周航", "陈默")
    wang.says("/开赛 异议抢答 题数=2 限时=20秒 计分=速度")
    token = token_in(wang.tells("开赛 大屏"))
    lobby = looks(town, token, "contest")
    assert (lobby["scene"], lobby["joined"], lobby["names"]) == ("lobby", "已参加 0 人", [])
    assert lobby["starts"] == round((town.clock.now() + timedelta(seconds=30)).timestamp() * 1000)
    assert lobby["sentence"] == "参加 C1" and "qr" not in lobby, "no phone can open this address"
    lin.presses("参加", posts(town, "已参加 0")[0])
    assert looks(town, token, "contest")["names"] == ["林晓"]

    town.pass_(seconds=30)
    first = looks(town, token, "contest")
    assert (first["scene"], first["options"], first["think"]) == ("question", [], "先读题，选项马上出来")
    assert first["stem"] and first["again"] <= 1
    town.pass_(seconds=5)
    shown = looks(town, token, "contest")
    assert [one["words"] for one in shown["options"]] == list(OPTIONS) and shown["think"] == ""
    lin.presses("B", question(town, 1))
    zhou.presses("A", question(town, 1))
    shown = looks(town, token, "contest")
    assert shown["answered"] == "2 人已作答" and shown["ends"] - shown["now"] <= 15_000
    told = json.dumps(shown, ensure_ascii=False)
    assert not any(word in told for word in ("林晓", "周航", "right", "share", "board")), (
        "nothing of who or what before it closes"
    )

    answer = until(town, token, "answer")
    assert answer["key"] == "答案 B" and answer["answered"] == "1 / 2 答对"
    assert [(one["right"], one["n"], one["share"]) for one in answer["options"]][:2] == [(False, 1, 50), (True, 1, 50)]
    assert [one["name"] for one in answer["board"]] == ["林晓"], "who has no points is not called out"
    assert until(town, token, "question")["place"] == "第 2 题 / 共 2 题"
    podium = until(town, token, "podium")
    assert podium["steps"][0]["names"] == ["林晓"] and podium["players"] == "2人参赛"
    assert not any(one.name in json.dumps(podium, ensure_ascii=False) for one in (zhou, chen))
    town.pass_(minutes=15)
    assert looks(town, token, "contest")["status"] == 410
    assert "这场竞赛结束了" in wang.tells("开赛 大屏 C1")


def test_a_screen_is_withdrawn_and_a_contest_called_off_is_said(town: Town) -> None:
    wang = town.somebody("王岚")
    camp(town, "林晓")
    wang.says("/开赛 异议抢答 题数=1")
    one, two = token_in(wang.tells("开赛 大屏")), token_in(wang.tells("开赛 大屏 C1"))
    assert one != two
    assert "收回了（2个）" in wang.tells("开赛 大屏 C1 收回")
    assert looks(town, one, "contest")["status"] == looks(town, two, "contest")["status"] == 403
    three = token_in(wang.tells("开赛 大屏"))
    wang.says("/停赛")
    gone = looks(town, three, "contest")
    assert (gone["status"], gone["said"]) == (410, "这场竞赛取消了。")


def test_who_may(town: Town) -> None:
    """Whoever started it and managers; a learner, another room's host, a number of another camp and no token learn nothing."""
    wang = town.somebody("王岚")
    (lin,) = camp(town, "林晓")
    wang.says("/开赛 异议抢答 题数=1")
    wang.confirms("投票 周五去哪？ 爬山/唱歌")
    for sentence in ("开赛 大屏", "开赛 大屏 C1", "开赛 大屏 C1 收回", "投票 大屏", "投票 大屏 P1", "投票 大屏 P1 收回"):
        assert "/screen#" not in lin.tells(sentence) and "收回了" not in lin.heard_privately, sentence
    for sentence in ("开赛 大屏 C999", "投票 大屏 P999"):
        assert "/screen#" not in wang.tells(sentence)
    contest, poll = token_in(wang.tells("开赛 大屏")), token_in(wang.tells("投票 大屏"))
    host = town.learner("群主")
    host.is_room_admin = True
    for sentence in ("开赛 大屏 C1", "开赛 大屏 C1 收回", "投票 大屏 P1", "投票 大屏 P1 收回"):
        host.says(sentence)
        assert "/screen#" not in host.heard_privately and "收回了" not in host.heard_privately, "a host who did not start it"
    other = manager_of_another(town)
    for sentence in ("开赛 大屏 C1", "开赛 大屏 C1 收回", "投票 大屏 P1", "投票 大屏 P1 收回"):
        there_is_none = sentence.replace("C1", "C999").replace("P1", "P999")
        assert other.tells(sentence).replace("P1", "P999") == other.tells(there_is_none), "a number of another camp"
    for path, token in (
        ("contest", ""),
        ("contest", "x" * 32),
        ("contest", poll),
        ("poll", contest),
        ("code", contest),
        ("poll", ""),
    ):
        assert looks(town, token, path)["status"] == 403, (path, token)


def test_the_next_question_waits_while_a_screen_shows_the_answer(town: Town) -> None:
    """Both rooms wait alike for what the screen takes to be read, and for nothing once no screen shows it any more."""
    wang = town.somebody("王岚")
    fill(town, [single(f"客户第{n}次说“太贵了”，先做什么？", "B", "异议") for n in range(4)])
    town.learner("林晓")
    assert "已加入营" in wang.says(f"绑定群 {CAMP}", room="群二")
    wang.tells("开赛 异议抢答 题数=4 限时=5秒")
    town.pass_(seconds=31)
    wang.tells("开赛 大屏")
    town.pass_(seconds=14)
    wang.tells("设置 大屏公布 12")
    town.pass_(seconds=15)
    wang.tells("开赛 大屏 C1 收回")
    town.pass_(minutes=2)
    put = town.look(answers.OF_CONTEST, contest=1)
    asked_at = {row.place: row.asked_at for row in town.look(select(ask.c.place, ask.c.asked_at))}
    assert [round((asked_at[one.place + 1] - one.closed_at).total_seconds(), 1) for one in put[:-1]] == [5.0, 12.0, 0.6]
    for one in put:
        opened = {row.opened_at for row in town.look(asks.SHOWINGS, ask=one.id)}
        assert len(opened) == 1, "every room at the same moment"


@pytest.mark.parametrize(("seconds", "is_taken"), [("0", True), ("30", True), ("31", False), ("-1", False), ("很久", False)])
def test_how_long_the_answer_stands_is_a_setting_with_bounds(town: Town, seconds: str, is_taken: bool) -> None:
    said = town.somebody("王岚").tells(f"设置 大屏公布 {seconds}")
    assert ("0到30" not in said) is is_taken, said


def test_a_questions_picture_is_on_the_screen_at_an_address_of_its_own(town: Town) -> None:
    """The picture is had without the screen's token, which is in no address, and nothing else by it."""
    wang = town.somebody("王岚")
    file = town.app.files.put(png(30, 20), "柜台.png")
    fill(town, [replace(single(STEM, "B", "异议"), picture=file)])
    wang.says("/开赛 异议抢答 题数=1 限时=20秒")
    token = token_in(wang.tells("开赛 大屏"))
    town.pass_(seconds=31)
    shown = looks(town, token, "contest")
    assert shown["scene"] == "question" and shown["picture"].startswith("files/") and token not in shown["picture"]
    status, body, headers = asked(town, "/files/{token}", path=f"/{shown['picture']}")
    assert (status, headers["content-type"]) == (200, "image/png") and "PNG" in body
    assert asked(town, "/files/{token}", path=f"/{shown['picture'][:-2]}xx")[0] == 404
    assert until(town, token, "answer")["picture"] == shown["picture"]


# ── what a phone is brought to ───────────────────────────────────────────────────────────────────────────────────────


class LinkedSquare(Square):
    """A platform on which an address opens our private chat."""

    def link(self, says: str = "") -> str:
        return f"https://t.me/xiaozhu?start={says}"


def test_a_code_brings_the_sentence_to_where_one_press_says_it(sqlite_url: str, tmp_path: Path) -> None:
    """With a public address the lobby has a code; what it opens has a press for each platform that can be brought words."""
    town = Town(sqlite_url, tmp_path, page=WebChannel("a key for tests alone", bot="小助"))
    town.opened()
    town.app.channels["telegram"] = LinkedSquare("telegram")
    town.app.identity.public_url = "https://qunxue.example"
    wang = town.somebody("王岚")
    (lin,) = camp(town, "林晓")
    wang.says("/开赛 异议抢答 题数=1")
    lobby = looks(town, token_in(wang.tells("开赛 大屏")), "contest")
    assert lobby["qr"].startswith("<svg") and lobby["scan"] == "手机扫码参加"

    def sent(says: str) -> str:
        return asked(town, "/send", query=urlencode({"say": says}))[1]

    page = sent(lobby["sentence"])
    assert 'href="https://t.me/xiaozhu?start=参加 C1">在TG发出<' in page
    assert f'href="https://qunxue.example/?{urlencode({"say": "/参加 C1"})}">在网页发出<' in page
    assert ">参加 C1</p>" in page and "<script" not in page
    for wrong in ("", "<b>参加</b> C1", "参加 C1 加微信 123", "https://evil.example C1", "参加 C" + "1" * 20):
        refused = sent(wrong)
        assert "链接里没有要发的话" in refused and "press" not in refused
    town.app.channels["telegram"] = town.squares["telegram"]
    brought = lin.tells("/start 参加 C1")
    assert "已参加" not in brought and "✅" in lin.presses("参加 C1", brought.posts[-1])
    town.close()


# ── a poll ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_polls_bars_grow_and_wait_where_they_are_told_at_the_end(town: Town) -> None:
    wang = town.somebody("王岚")
    lin, zhou = camp(town, "林晓", "周航")
    wang.confirms("投票 周五去哪？ 爬山/唱歌")
    wang.confirms("投票 换个时间？ 好/不好 匿名")
    open_one, hidden = token_in(wang.tells("投票 大屏 P1")), token_in(wang.tells("投票 大屏"))
    lin.tells("投 P1 A")
    zhou.tells("投 P2 B")
    shown = looks(town, open_one, "poll")
    assert (shown["scene"], [(one["n"], one["share"]) for one in shown["options"]]) == ("poll", [(1, 100), (0, 0)])
    assert "林晓" not in json.dumps(shown, ensure_ascii=False) and shown["answered"] == "已投 1 / 2"
    waits = looks(town, hidden, "poll")
    assert waits["said"] == "结果截止后公布" and all("n" not in one for one in waits["options"])
    wang.tells("投票 截止 P1")
    assert looks(town, open_one, "poll")["said"] == "已结束"
    town.pass_(minutes=15)
    assert looks(town, open_one, "poll")["status"] == 410
    assert "已结束" in wang.tells("投票 大屏 P1")


def test_a_code_is_as_large_as_its_page_makes_it() -> None:
    """A drawing of a fixed size stands in a corner of its frame, as large as a thumbnail."""
    drawn = qr_drawing("https://qunxue.example/send#参加 C1")
    assert re.search(r'<svg [^>]*viewBox="0 0 \d+ \d+"', drawn) and not re.search(r"<svg [^>]*(?:width|height)=", drawn)
