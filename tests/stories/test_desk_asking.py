"""The desk's polls and forms: composed in a form, read as one sentence, shown by the bot first; results only as far as they may be told."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from bot.messages import Account
from tests.desk import asks, cells, composed, figures, filled, table, words_of
from tests.stories.test_desk import manager_of_another
from tests.stories.test_surveys import answers
from tests.town import ZONE, Somebody, Town


def composing(town: Town, who: Somebody, what: str) -> Any:
    """What a poll or a form is composed with: the sentence, and the one that tries it."""
    return next(block for block in asks(town, who, "asking", subject=what)["blocks"] if block["kind"] == "composer")


def said(composer: Any, which: str = "doing", **given: str) -> str:
    """The sentence as the page puts it together: what is left empty leaves nothing behind."""
    blanks = composer["doing"]["blanks"]
    values = {blank["key"]: given.get(blank["key"], blank["given"]) for blank in blanks}
    stands = {blank["key"]: blank["stands"] for blank in blanks}
    worded = {key: stands[key].replace("{}", value) if stands[key] and value else value for key, value in values.items()}
    return re.sub(r"\{\w+\}", "", filled(composer[which], **worded))


def charts(shown: Any) -> list[Any]:
    return [block for block in shown["blocks"] if block["kind"] == "chart"]


def opened(town: Town) -> tuple[Somebody, list[Somebody]]:
    manager = town.opened()
    people = [town.learner(name) for name in ("林晓", "周航", "陈默")]
    for one in people:
        one.tells("积分")
    return manager, people


POLL = {"title": "周五去哪 玩", "options": "爬山\n唱歌/K歌"}
FORM = {"title": "训后反馈", "questions": "有用吗 [1-5]\n想学什么 [多选] 谈判/CRM\n还想说什么 [文字]"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_composed_is_understood_and_shown_first(either_town: Town, language: str) -> None:
    town = either_town
    manager, _ = opened(town)
    if language == "en":
        manager.tells("语言 English")
    words = said(composing(town, manager, "new-poll"), **POLL)
    assert "发出" in str(manager.tells(words)) or "send" in str(manager.tells(words)).casefold()
    manager.confirms(words)
    manager.confirms(said(composing(town, manager, "ready-form")))
    manager.confirms(said(composing(town, manager, "new-form"), **FORM))
    shown = cells(asks(town, manager, "asking"), "asked")
    assert {row[0][0].split(" ", 1)[0] for row in shown} == {"P1", "S1", "S2"}
    assert {row[0][0] for row in shown} >= {"P1 周五去哪 玩", "S2 训后反馈"}, "a setting at a line's end takes no line with it"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_typed_is_seen_as_the_chat_will_show_it(either_town: Town, language: str) -> None:
    """The page and the bot's preview are drawn by one hand, in the camp's language; nothing is kept of what was only typed."""
    town = either_town
    manager, _ = opened(town)
    if language == "en":
        manager.tells("语言 English")
    for what, given in (("new-poll", POLL), ("new-form", FORM), ("ready-form", {})):
        words = said(composing(town, manager, what), **given)
        seen = words_of(composed(town, manager, words))
        told = str(manager.tells(words))
        first = seen if what == "new-poll" else seen.split("\n2/", 1)[0]
        assert all(line in told for line in first.split("\n")), (seen, told)
    form = composed(town, manager, said(composing(town, manager, "new-form"), **FORM))
    assert len(form["messages"]) == 3, "one question a message, as people get them"
    assert not cells(asks(town, manager, "asking"), "asked")


@pytest.mark.parametrize(
    ("what", "given", "fault"),
    [
        ("new-poll", {"title": "周五去哪", "options": "爬山"}, "两个选项"),
        ("new-poll", {"title": "周五去哪", "options": "爬山\n爬山"}, "写了两次"),
        ("new-poll", {**POLL, "start": "哪天再说"}, "没看懂开始的时间"),
        ("new-poll", {**POLL, "title": "，截止周五" * 400}, "最多200个字"),
        ("new-form", {"title": "反馈", "questions": "想学什么 [多选] 谈判"}, "至少要两个选项"),
        ("new-form", {"title": "反馈", "questions": "有用吗 [七分]"}, "不认得题型"),
        ("new-form", {"title": "长" * 61, "questions": "有用吗 [1-5]"}, "最多60个字"),
    ],
)
def test_what_would_be_refused_is_said_while_it_is_typed(
    empty_town: Town, what: str, given: dict[str, str], fault: str
) -> None:
    manager, _ = opened(empty_town)
    words = said(composing(empty_town, manager, what), **given)
    assert fault in composed(empty_town, manager, words)["says"]
    assert fault in str(manager.tells(words)), "as the chat says it"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_tried_on_oneself_alone_and_nothing_counts(either_town: Town, language: str) -> None:
    town = either_town
    manager, _ = opened(town)
    if language == "en":
        manager.tells("语言 English")
    posts = town.squares["telegram"].posts
    others = [post for post in posts if post.room != manager.private.room]
    for what, given in (("new-poll", POLL), ("new-form", FORM)):
        told = manager.tells(said(composing(town, manager, what), "trial", **given))
        seen = words_of(composed(town, manager, said(composing(town, manager, what), **given)))
        assert ("试发" in told or "A trial" in told) and all(line in told for line in seen.split("\n"))
        assert not manager.heard_privately.posts[-1].buttons, "nothing to press"
    assert not cells(asks(town, manager, "asking"), "asked"), "nothing was opened"
    assert [post for post in posts if post.room != manager.private.room] == others, "nobody else heard of it"


def test_in_a_group_a_trial_comes_in_private(empty_town: Town) -> None:
    manager, _ = opened(empty_town)
    manager.tells("积分")
    answer = manager.says("/投票 周五去哪？ 爬山/唱歌 试发=我")
    assert "爬山" not in answer and "爬山" in str(manager.heard_privately.posts[-1])


@pytest.mark.parametrize("words", ["投票 试发 还是 正式发？ 试发/正式", "poll Which test? A trial=run/B"])
def test_only_the_option_makes_it_a_trial(empty_town: Town, words: str) -> None:
    manager, _ = opened(empty_town)
    manager.confirms(words)
    assert len(cells(asks(empty_town, manager, "asking"), "asked")) == 1


def test_what_is_planned_is_listed_with_its_next_moment_and_stopped_from_there(either_town: Town) -> None:
    town = either_town
    manager, _ = opened(town)
    manager.confirms(said(composing(town, manager, "new-poll"), **POLL, start="每周一 9:00"))
    manager.confirms(said(composing(town, manager, "ready-form"), start="周五 16:00"))
    shown = table(asks(town, manager, "asking"), "planned")
    assert [(row[1][0], row[1][1]) for row in shown["rows"]] == [("N1", "投票"), ("N1", "问卷")]
    assert (
        "每周一 09:00" in shown["rows"][0][1][3]
        and shown["rows"][0][1][4] == 1000 * datetime(2026, 5, 11, 9, tzinfo=ZONE).timestamp()
    )
    stop = shown["doings"][0]
    assert stop["shown"]
    manager.tells(filled(stop, **shown["rows"][1][2]))
    assert [row[1][1] for row in table(asks(town, manager, "asking"), "planned")["rows"]] == ["投票"]
    manager.tells(filled(stop, **shown["rows"][0][2]))
    assert not [block for block in asks(town, manager, "asking")["blocks"] if block.get("name") == "planned"]


@pytest.mark.parametrize(
    "said",
    [
        [],
        [""],
        ["打卡"],
        ["设置 打卡分 7"],
        ["投票 a? b/c", "问卷 柯氏一级"],
        ["投票 " + "x" * 10_001],
        ["投票 a? b/c"] * 21,
        [1],
        "投票",
    ],
)
def test_what_no_page_composes_is_not_looked_at(empty_town: Town, said: Any) -> None:
    manager, _ = opened(empty_town)
    account = Account(manager.channel, manager.id, manager.name)
    with pytest.raises(ValueError):
        empty_town.run(empty_town.app.desk_draft(account, manager.private, 1, {"said": said}))


@pytest.mark.long
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
