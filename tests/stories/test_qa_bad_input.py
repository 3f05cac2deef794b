"""What people send that is no question, no answer and no choice: one clear sentence, and nothing is changed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.messages import Account, Quote
from bot.names import clean
from storage.archive import alias, entry, entry_version
from storage.heat import heat_event
from storage.suggestions import suggestion
from storage.tickets import answer_version, answer_vote, ticket, ticket_answer
from tests.stories.test_qa import ASKED, asked, known, people, quoting, staffed
from tests.town import Town

TABLES = (alias, entry, entry_version, heat_event, suggestion, answer_version, answer_vote, ticket, ticket_answer)


@pytest.fixture
def camp(town: Town) -> Town:
    """With one ticket, answered and accepted, another that waits, and two entries."""
    camp = staffed(town, opened=True)
    asked(camp)
    camp.somebody("何琳").says("答 A-0001 先问与谁比")
    camp.somebody("陈默").says("采纳")
    known(camp, "合同改了价格谁来批", "先过法务")
    asked(camp, "晨会怎么开大家才愿意说话", " #晨会")
    return camp


def books(town: Town) -> list[Any]:
    return [town.look(table.select()) for table in TABLES]


QUESTIONS = {
    "nothing": ("提问", "还差问题。试试：提问"),
    "one character": ("提问 a", "太短了，看不出问的是什么"),
    "10,000 characters": (f"提问 {'报价' * 5000}", "这条太长了（10003字，最多4000字）"),
    "longer than a question": (f"提问 {'报价' * 300}", "问题最多500字（现在600字）"),
    "only emoji": ("提问 😀😀🎉👍", "里面没有文字"),
    "only punctuation": ("提问 ？？！！……", "里面没有文字"),
    "only a greeting": ("提问 老师好，请问一下", "看不出问的是哪件事"),
    "only stop words": ("提问 这是怎么了呢", "看不出问的是哪件事"),
    "only English stop words": ("提问 how do you do it", "看不出问的是哪件事"),
    "only a tag": ("提问 #异议", "里面没有文字"),
}
ANSWERS = {
    "no ticket": ("答 先问与谁比", "答哪个问题？写上问题号"),
    "no words": ("答 A-0002", "把回答写在后面，比如：答 A-0002"),
    "a closed ticket": ("答 A-0001 打折", "A-0001 已采纳了回答（K-0001），不再收新的"),
    "a ticket nobody knows": ("答 A-9999 打折", "没有 A-9999 这个问题。"),
    "a number no table holds": ("答 A-99999999999999999999 打折", "答哪个问题？写上问题号"),
    "only emoji": ("答 A-0002 👍👍", "回答里没有文字。"),
    "too long": (f"答 A-0002 {'打折' * 1500}", "回答最多2000字（现在3000字）"),
    "correcting what was never said": ("答 A-0002 更正 打折", "你还没有答过 A-0002"),
    "accepting another's": ("采纳 A-0001", "只有提问的陈默和社群经理能采纳。"),
    "accepting what has no answer": ("采纳", "你没有等着采纳的问题"),
    "accepting nonsense": ("采纳 那个", "采纳哪个？试试：采纳 A-0007"),
    "a vote for nothing": ("赞 A-0002 3", "A-0002 没有第3个回答。"),
    "a vote for nonsense": ("赞 他", "给哪个回答？试试：赞 A-0007 1"),
    "waiting for nothing": ("同问", "和谁同问？试试：同问 A-0007"),
    "waiting for a closed one": ("同问 A-0001", "A-0001 已经结束了。"),
    "unsolved out of the blue": ("没解决", "没有等着的问题"),
    "a week there is not": ("热度 第九周", "看哪一周？试试：热度"),
}
MENDING = {
    "nothing": ("归档", "回复要归档的那条回答"),
    "no order": ("归档 K-0001", "K-0001《客户嫌我们报价高怎么回》可以：改 新答案"),
    "an order there is not": ("归档 K-0001 删掉", "K-0001《客户嫌我们报价高怎么回》可以：改 新答案"),
    "an entry there is not": ("归档 K-0777 改 打折", "档案里没有 K-0777。"),
    "no new words": ("归档 K-0001 改", "回答里没有文字。"),
    "no question": ("归档 K-0001 改问 ？？", "里面没有文字"),
    "no tags": ("归档 K-0001 标签", "标签写在后面，比如：归档 K-0001 标签"),
    "in favour of itself": ("归档 K-0001 作废 K-0001", "K-0001 不能代替自己。"),
    "in favour of nothing": ("归档 K-0001 作废 K-0777", "档案里没有 K-0777。"),
    "bringing back what is in use": ("归档 K-0001 恢复", "K-0001 在用，不用恢复。"),
    "versions of what never changed": ("归档 K-0001 版本", "K-0001 没有改过。"),
}


@pytest.mark.parametrize(
    ("who", "table"), [("陈默", QUESTIONS), ("周航", ANSWERS), ("王岚", MENDING)], ids=["questions", "answers", "mending"]
)
def test_it_is_refused_in_one_sentence_and_changes_nothing(camp: Town, who: str, table: dict[str, tuple[str, str]]) -> None:
    before = books(camp)
    for case, (words, expected) in table.items():
        said = camp.somebody(who).says(words)
        assert said.startswith(expected), (case, said)
        assert len(said.posts) == 1, case
        assert books(camp) == before, case


@pytest.mark.parametrize(
    "words",
    [
        "x' OR 1=1; DROP TABLE ticket; --",
        'NEAR("报价" "高", 3) AND 客户* NOT 贵 OR ^异议:',
        "%_\\ LIKE '%' GLOB * 报价{0}",
        "\u202e客户嫌报价高\u202c怎么回\u200f",
        "كيف أرد على العميل الذي يقول إن السعر مرتفع",
        "A-0001 K-0001 采纳 归档",
    ],
)
def test_what_looks_like_a_command_to_a_machine_is_a_question_like_any_other(camp: Town, words: str) -> None:
    chen, _, _, _ = people(camp)
    chen.tells(f"提问 {words} #测试")
    chen.tells("没解决")
    chen.tells("发出")
    assert len(camp.look(ticket.select())) == 3
    assert camp.look(ticket.select())[-1].words == clean(words)


def test_an_answer_to_a_question_of_another_camp_is_none(camp: Town) -> None:
    wang = camp.somebody("王岚")
    wang.says("开营 另一个营", room="群二")
    he = camp.somebody("何琳")
    assert "没有 A-0002 这个问题。" in he.says("答 A-0002 打折", room="群二")
    waiting = next(post for post in camp.squares["telegram"].posts if "A-0002" in str(post))
    before = books(camp)
    he.says("先问与谁比", room="群二", about=waiting)
    assert books(camp) == before


def test_a_pair_without_words_is_not_archived(camp: Town) -> None:
    he = camp.somebody("何琳")
    before = books(camp)
    quote = Quote("👍", Account("telegram", "周航", "周航"), answers=ASKED)
    assert "回答里没有文字。" in camp.hear(quoting(he, "归档 客户要发票怎么开", quote))
    assert books(camp) == before
