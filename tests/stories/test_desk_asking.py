"""The desk's polls and forms: composed in a form, read as one sentence, shown by the bot first; results only as far as they may be told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.desk import asks, cells, figures, filled, table
from tests.stories.test_desk import manager_of_another
from tests.stories.test_surveys import answers
from tests.town import Somebody, Town


def composing(town: Town, who: Somebody) -> list[Any]:
    """The sentences that ask people something new: a poll, a ready-made form, one's own."""
    doings = next(block for block in asks(town, who, "asking")["blocks"] if block["kind"] == "doings")["doings"]
    return [doing for doing in doings if doing["blanks"]]


def given(doing: Any) -> dict[str, str]:
    return {blank["key"]: blank["given"] for blank in doing["blanks"]}


def charts(shown: Any) -> list[Any]:
    return [block for block in shown["blocks"] if block["kind"] == "chart"]


def opened(town: Town) -> tuple[Somebody, list[Somebody]]:
    manager = town.opened()
    people = [town.learner(name) for name in ("林晓", "周航", "陈默")]
    for one in people:
        one.tells("积分")
    return manager, people


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_form_composes_is_understood_and_shown_first(either_town: Town, language: str) -> None:
    town = either_town
    manager, _ = opened(town)
    if language == "en":
        manager.tells("语言 English")
    poll, ready, own = composing(town, manager)
    words = filled(poll, **{**given(poll), "title": "周五去哪 玩", "options": "爬山/唱歌"})
    assert "发出" in str(manager.tells(words)) or "send" in str(manager.tells(words)).casefold()
    manager.confirms(words)
    manager.confirms(filled(ready, **given(ready)))
    manager.confirms(filled(own, **{**given(own), "title": "训后反馈", "questions": "有用吗 [1-5]\n想学什么 [多选] 谈判/CRM"}))
    shown = cells(asks(town, manager, "asking"), "asked")
    assert {row[0][0].split(" ", 1)[0] for row in shown} == {"P1", "S1", "S2"}
    assert {row[0][0] for row in shown} >= {"P1 周五去哪 玩", "S2 训后反馈"}, "a setting at a line's end takes no line with it"


@pytest.mark.parametrize(
    ("filters", "codes"),
    [
        ({"words": "去哪"}, ["P1"]),
        ({"kind": "S"}, ["S1"]),
        ({"state": "open"}, ["S1"]),
        ({"state": "closed"}, ["P1"]),
        ({"words": "%"}, []),
        ({"kind": "x"}, []),
        ({}, ["S1", "P1"]),
    ],
)
def test_they_are_filtered_the_newest_first(either_town: Town, filters: dict[str, str], codes: list[str]) -> None:
    town = either_town
    manager, people = opened(town)
    manager.confirms("投票 周五去哪？ 爬山/唱歌 实名")
    people[0].tells("投 P1 A")
    manager.tells("投票 P1 截止")
    town.pass_(minutes=1)
    manager.confirms("问卷 训后反馈 实名\n有用吗 [1-5]")
    shown = table(asks(town, manager, "asking", filters=filters), "asked")
    assert [row[1][0][0].split(" ")[0] for row in shown["rows"]] == codes and shown["total"] == len(codes)
    if "P1" in codes:
        assert next(row[1][6] for row in shown["rows"] if row[0] == "P1") == 1


def test_a_named_poll_shows_its_bars_and_who_has_not_voted(either_town: Town) -> None:
    town = either_town
    manager, people = opened(town)
    manager.confirms("投票 周五去哪？ 爬山/唱歌 实名")
    people[0].tells("投 P1 A"), people[1].tells("投 P1 A")
    shown = asks(town, manager, "asking", subject="P1")
    assert figures(shown)["已答"] == "2/3"
    assert charts(shown)[0]["rows"] == [["爬山", 2, "100.0%"], ["唱歌", 0, "0.0%"]]
    assert [row[0][0] for row in cells(shown, "missing")] == ["陈默"]
    close = next(
        doing for block in shown["blocks"] if block["kind"] == "doings" for doing in block["doings"] if "截止" in doing["says"]
    )
    assert close["shown"]
    manager.tells(filled(close, code="P1"))
    assert cells(asks(town, manager, "asking"), "asked")[0][3] == "已截止"


def test_an_anonymous_poll_tells_nothing_until_it_closes_and_names_nobody(either_town: Town) -> None:
    town = either_town
    manager, people = opened(town)
    manager.confirms("投票 周五去哪？ 爬山/唱歌 匿名")
    people[0].tells("投 P1 A")
    shown = asks(town, manager, "asking", subject="P1")
    assert not charts(shown) and not [block for block in shown["blocks"] if block.get("name") == "missing"]
    assert not any(one.name in str(shown["blocks"]) for one in people)
    manager.tells("投票 P1 截止")
    assert not charts(asks(town, manager, "asking", subject="P1")), "one ballot is not told either"


def test_a_named_form_is_read_question_by_question(either_town: Town) -> None:
    town = either_town
    manager, people = opened(town)
    questions = "有用吗 [1-5]\n清楚吗 [1-5]\n会推荐吗 [NPS]\n想学什么 [多选] 谈判/CRM\n还想说什么 [文字]"
    manager.confirms(f"问卷 训后反馈 实名\n{questions}")
    answers(people[0], "S1", "5", "4", "10", "A", "很好")
    answers(people[1], "S1", "4", "4", "9", "AB", "多练习")
    shown = asks(town, manager, "asking", subject="S1")
    assert figures(shown)["已答"] == "2/3" and figures(shown)["总体均分"] == "4.3"
    means, options = charts(shown)
    assert [(row[0], row[1]) for row in means["rows"]] == [("1 有用吗", 4.5), ("2 清楚吗", 4.0)] and means["most"] == 5
    assert options["rows"] == [["谈判", 2, "100.0%"], ["CRM", 1, "50.0%"]]
    assert figures(shown)["3 会推荐吗"] == "NPS 100.0"
    assert {row[0] for row in cells(shown, "texts5")} == {"很好", "多练习"}
    assert [row[0][0] for row in cells(shown, "missing")] == ["陈默"]
    assert "总体均分：4.3" in manager.tells("结果 S1"), "as the chat says it"


def test_an_anonymous_form_shows_what_was_told_last(either_town: Town) -> None:
    """A look writes nothing: what a page shows of it is what 结果 told, no answer more."""
    town = either_town
    manager, people = opened(town)
    people += [town.learner(f"学员{n}") for n in range(6)]
    for one in people[3:]:
        one.tells("积分")
    manager.confirms("问卷 训后反馈 匿名\n有用吗 [1-5]\n清楚吗 [1-5]")
    for one in people[:6]:
        answers(one, "S1", "5", "4")
    assert not charts(asks(town, manager, "asking", subject="S1"))
    assert "总体均分：4.5（n=6" in manager.tells("结果 S1")
    for one in people[6:8]:
        answers(one, "S1", "1", "1")
    shown = asks(town, manager, "asking", subject="S1")
    assert figures(shown)["总体均分"] == "4.5" and [row[1] for row in charts(shown)[0]["rows"]] == [5.0, 4.0]
    assert not [block for block in shown["blocks"] if block.get("name") == "missing"]


@pytest.mark.parametrize("subject", ["P1", "S1", "P99999999999999999999", "X1", "p1", "P１", "'"])
def test_what_is_not_there_or_of_another_camp_is_not_there(town: Town, subject: str) -> None:
    manager, other = town.somebody("王岚"), manager_of_another(town)
    town.learner("林晓").tells("积分")
    manager.confirms("投票 周五去哪？ 爬山/唱歌")
    manager.confirms("问卷 训后反馈 实名\n有用吗 [1-5]")
    assert asks(town, other, "asking", camp=2, subject=subject) == asks(town, other, "asking", camp=2, subject="P777")
