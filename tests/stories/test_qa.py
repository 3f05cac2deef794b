"""Journey J7: asked once, answered for everybody — and what else becomes of a question, on both engines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.messages import Account, InboundEvent, Kind, Quote
from handlers.qa.opening import PATIENCE
from storage import agenda, archive, dialogs, memberships, suggestions, tickets
from storage.archive import Entry
from storage.connection import Db
from storage.people import person
from storage.points import ledger
from tests.engines import on_sqlite
from tests.town import Post, Somebody, Town

ASKED = "客户嫌我们报价高怎么回"
ANSWERED = "先问与谁比，再拆成三年总成本"


@pytest.fixture
def camp(either_town: Town) -> Town:
    """A camp with an expert for objections."""
    return staffed(either_town)


@pytest.fixture
def small(town: Town) -> Town:
    """The same on SQLite alone."""
    return staffed(town, opened=True)


def staffed(town: Town, *, opened: bool = False) -> Town:
    wang = town.somebody("王岚") if opened else town.opened()
    for name in ("陈默", "周航", "何琳"):
        town.learner(name).tells("/start")
    wang.tells("/start")
    wang.tells("角色 何琳 专家")
    wang.tells("标签 何琳 +异议")
    return town


def people(town: Town) -> tuple[Somebody, Somebody, Somebody, Somebody]:
    """The asker, another learner, the expert and the manager."""
    chen, zhou, he, wang = (town.somebody(name) for name in ("陈默", "周航", "何琳", "王岚"))
    return chen, zhou, he, wang


def known(town: Town, question: str = "客户说太贵怎么办", answer: str = "报价高先认可，再拆总成本", **more: Any) -> Entry:
    """An entry that was brought in before."""
    given: dict[str, Any] = {"tags": ["异议"], "person": None, "author": "赵敏", "source": "import:1", "at": town.clock.now()}

    async def add() -> Entry:
        return await town.database.transact(lambda db: archive.add(db, 1, question, answer, **{**given, **more}))

    return town.run(add())


def read(town: Town, run: Any) -> Any:
    async def look() -> Any:
        return await town.database.read(run)

    return town.run(look())


def group(town: Town, words: str) -> Post:
    """The last message with these words in the group."""
    return [post for post in town.squares["telegram"].posts if post.room == town.group and words in str(post)][-1]


def asked(town: Town, words: str = ASKED, tag: str = " #异议") -> Post:
    """陈默 asks; gives the ticket as it stands in the group."""
    town.somebody("陈默").says(f"提问 {words}{tag}")
    return group(town, words)


def quoting(who: Somebody, words: str, quote: Quote, **data: Any) -> InboundEvent:
    """A reply to something a member said, as a platform that shows it tells it."""
    event = who.event(Kind.SAID, words, who.town.at(who.channel, who.room))
    return replace(event, about="elsewhere", data={**event.data, "quote": quote, **data})


# ── J7 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


@on_sqlite
def test_j7(camp: Town) -> None:
    chen, zhou, he, _ = people(camp)
    old = known(camp)
    assert chen.says(f"提问 {ASKED}") == ""
    assert "可能已有答案：K-0001《客户说太贵怎么办》。回复1查看，回复“没解决”继续。" in chen.heard_privately
    assert "✅ 已提交 A-0001，2个工作小时内有人答。" in chen.tells("没解决")
    ticket = group(camp, "A-0001")
    assert str(ticket).startswith(f"❓A-0001 陈默：{ASKED}｜标签 异议｜@何琳 2个工作小时内")
    assert he.says(ANSWERED, about=ticket).startswith("已记录何琳的回答。陈默可回复“采纳”。")
    assert zhou.chats("采纳") == ""
    assert "只有提问的陈默和社群经理能采纳。" in zhou.says("采纳", about=ticket)
    assert "✅ 已归档 K-0002｜何琳+15" in chen.chats("采纳")
    assert "已采纳何琳的回答 → K-0002" in str(ticket)
    found = zhou.says("搜 报价 高")
    assert found.startswith(f"1 K-0002 {ASKED}：{ANSWERED}（何琳）\n2 K-0001")
    assert "没有找到。要不要“提问 年会抽奖”？" in zhou.says("搜 年会抽奖")
    zhou.presses("1 用上了", found.posts[0])
    he.says("搜 K-0002")
    he.says("用上了 K-0002")
    assert [(row.amount, row.reason) for row in camp.look(ledger.select())] == [(15, "accepted")]
    before = len(camp.squares["telegram"].posts)
    camp.go_to("5/11", "09:00")
    monday = [str(post) for post in camp.squares["telegram"].posts[before:] if "知识热度" in str(post)]
    assert len(monday) == 1
    assert "1 K-0002：客户嫌我们报价高怎么回（看1、用上1；何琳）" in monday[0]
    assert "话题：异议" in monday[0]
    entry = read(camp, lambda db: archive.numbered(db, 1, 2))
    assert (entry.answer, entry.tags, entry.author, entry.source) == (ANSWERED, ["异议"], "何琳", "ticket:1")
    assert read(camp, lambda db: [one.right for one in suggestions.judgements(db, 1)]) == [False]
    assert old.number == 1


# ── before a ticket opens ────────────────────────────────────────────────────────────────────────────────────────────


@on_sqlite
def test_what_was_asked_before_is_found_by_the_new_words_from_then_on(camp: Town) -> None:
    chen, zhou, _, _ = people(camp)
    known(camp)
    chen.says("提问 客户说太贵了怎么办啊")
    shown = [post for post in camp.squares["telegram"].posts if "这个问题有人答过" in str(post)][-1]
    assert "K-0001《客户说太贵怎么办》\n报价高先认可，再拆总成本" in str(shown)
    chen.presses("用上了", shown)
    assert read(camp, lambda db: archive.aliases(db, 1)) == ["客户说太贵了怎么办啊"]
    assert read(camp, lambda db: [one.right for one in suggestions.judgements(db, 1)]) == [True]
    assert "没有等着的问题" in chen.tells("没解决")
    assert read(camp, lambda db: tickets.waiting(db, 1)) == []
    zhou.says("提问 客户说太贵了怎么办啊")
    assert "这个问题有人答过" in zhou.heard_privately


def test_up_to_three_are_suggested_and_read_by_their_number(small: Town) -> None:
    chen, _, _, _ = people(small)
    for n, question in enumerate(
        ("报价单怎么写", "报价单怎么写才清楚", "报价单模板怎么写", "报价单怎么写给客户", "晨会几点开")
    ):
        known(small, question, f"看第{n}节")
    chen.tells("提问 报价单到底怎么写呢")
    shown = chen.heard_privately.posts[-1]
    labels = [button.label for button in shown.buttons]
    assert (labels[0], len(labels), labels[-1]) == ("1 K-0001", 4, "没解决")
    assert "K-0005" not in str(shown)
    assert chen.tells("3").startswith(f"{labels[2].removeprefix('3 ')}《报价单")
    assert "回复编号（1到3）" in chen.tells("7")
    assert "署名陈默" in chen.tells("没解决") and "✅ 已提交 A-0001" in chen.tells("发出")


def test_the_question_outlives_a_restart_and_the_button_works_like_the_word(small: Town) -> None:
    chen, _, _, _ = people(small)
    known(small)
    chen.says(f"提问 {ASKED}")
    small.restart()
    chen.presses("没解决", chen.heard_privately.posts[-1])
    assert "A-0001" in str(group(small, "A-0001"))


def test_who_cannot_be_written_to_is_asked_in_the_group_and_their_talk_is_left_alone(town: Town) -> None:
    chen = town.learner("陈默")
    known(town)
    assert "可能已有答案：K-0001" in chen.says(f"提问 {ASKED}")
    assert chen.chats("先去吃饭") == ""
    assert chen.chats("没解决") == ""
    assert "可能已有答案" in chen.says(f"提问 {ASKED}")
    assert "❓A-0001" in chen.chats("没解决")


@on_sqlite
def test_the_same_question_asked_while_it_waits_is_waited_for_together(camp: Town) -> None:
    chen, zhou, he, _ = people(camp)
    ticket = asked(camp)
    zhou.tells("提问 客户嫌我们报价高，怎么回呢")
    assert "A-0001《客户嫌我们报价高怎么回》（还在等回答）" in zhou.heard_privately
    assert "✅ 记下了，A-0001 有答案时也告诉你。" in zhou.tells("1")
    assert "已经在等了" in zhou.says("同问", about=ticket)
    assert "是你自己问的" in chen.tells("同问 A-0001")
    he.says(ANSWERED, about=ticket)
    chen.says("采纳")
    assert f"你也在等的 A-0001 有答案了：{ANSWERED}（K-0001）" in zhou.heard_privately
    assert read(camp, lambda db: archive.aliases(db, 1)) == ["客户嫌我们报价高，怎么回呢"]


def test_tags_come_from_jieba_where_nothing_better_is_known(small: Town) -> None:
    chen, _, _, _ = people(small)
    chen.says("提问 报销发票丢了怎么补")
    ticket = group(small, "A-0001")
    words = str(ticket).partition("标签 ")[2].partition("｜")[0].split("、")
    assert words and all(word in "报销发票丢了怎么补" for word in words)
    assert read(small, lambda db: tickets.numbered(db, 1, 1)).tags == words


@pytest.mark.long
@pytest.mark.parametrize(
    ("asked", "promise"),
    [
        (("5/16", "10:00"), "5月18日（周一） 11:00 前"),
        (("5/15", "17:30"), "5月18日（周一） 10:30 前"),
        (("5/14", "20:00"), "5月15日（周五） 11:00 前"),
        (("5/14", "10:00"), "2个工作小时内"),
    ],
)
def test_a_promise_that_is_not_kept_today_names_its_day_and_hour(small: Town, asked: tuple[str, str], promise: str) -> None:
    small.go_to(*asked)
    chen = small.learner("陈默")
    chen.tells(f"提问 {ASKED}")
    assert f"A-0001，{promise}有人答" in chen.tells("发出")
    small.pass_(seconds=20)
    assert promise in str(group(small, "A-0001"))


def test_a_question_is_put_without_tags_where_none_came(small: Town) -> None:
    async def ask() -> None:
        def run(db: Db) -> None:
            one = tickets.ask(db, 1, 2, ASKED, due=None, at=small.clock.now())
            agenda.plan(db, "qa.put", f"ticket:{one.id}", small.clock.now() + PATIENCE, camp=1)

        await small.database.transact(run)

    small.run(ask())
    small.pass_(seconds=16)
    assert str(group(small, "A-0001")).startswith(f"❓A-0001 陈默：{ASKED}｜@何琳 2个工作小时内")
    small.pass_(hours=1)
    assert sum("❓A-0001" in str(post) for post in small.squares["telegram"].posts) == 1


def test_an_expert_sees_beside_the_talk_how_much_waits(small: Town) -> None:
    chen, _, he, _ = people(small)
    asked(small)

    def chips(who: Somebody) -> list[str]:
        account = Account(who.channel, who.id, who.name)
        return [button.label for button in small.run(small.app.around(account, small.at(who.channel, who.room))).chips]

    assert "待答 1" in chips(he)
    assert not [label for label in chips(chen) if "待答" in label]


def test_a_question_is_taken_back_within_ten_minutes(small: Town) -> None:
    chen, _, he, _ = people(small)
    ticket = asked(small)
    assert "✅ A-0001 已撤回。" in chen.takes_back()
    assert str(ticket) == "❓A-0001 已撤回。"
    assert "A-0001 已撤回，不再收回答。" in he.says("答 A-0001 先问与谁比")
    before = len(small.squares["telegram"].posts)
    small.go_to("5/7", "18:00")
    assert not any("A-0001" in str(post) for post in small.squares["telegram"].posts[before:])


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@on_sqlite
def test_several_answers_votes_and_the_one_that_is_chosen(camp: Town) -> None:
    chen, zhou, he, _ = people(camp)
    ticket = asked(camp)
    zhou.says("直接打九折试试", about=ticket)
    second = he.says(ANSWERED, about=ticket)
    assert "已记录何琳的回答（第2个）。陈默可回复“采纳”，或发：采纳 A-0001 2" in second
    zhou.presses("👍 有用", second.posts[0])
    chen.presses("👍 有用", second.posts[0])
    assert "不能给自己的回答点赞" in zhou.says("赞 A-0001 1")
    listed = chen.says("采纳")
    assert "A-0001 有2个回答，采纳哪个？\n1 周航：直接打九折试试\n2 何琳：先问与谁比，再拆成三年总成本（👍2）" in listed
    assert "✅ 已归档 K-0001｜何琳+15" in chen.presses("采纳2", listed.posts[0])
    assert "A-0001 已经结束了" in chen.says("采纳 A-0001 1")
    assert "A-0001 已采纳了回答（K-0001），不再收新的" in zhou.says("我还有一个办法", about=ticket)


def test_what_has_become_of_a_question_can_be_asked(small: Town) -> None:
    chen, zhou, he, _ = people(small)
    asked(small)
    assert zhou.tells("提问 A-0001") == f"❓A-0001 陈默：{ASKED}\n还没人答，说好 05-06 11:00 前答。"
    he.says(f"答 A-0001 {ANSWERED}")
    zhou.says("赞 A-0001 1")
    assert f"1 何琳：{ANSWERED}（👍1）\n解决了就发：采纳 A-0001 1" in chen.tells("提问 A-0001")
    chen.says("采纳")
    assert "✅ 已采纳，归档为 K-0001" in chen.tells("提问 a1")
    assert "没有 A-0009 这个问题。" in chen.tells("提问 A-0009")


def test_small_talk_under_a_question_is_no_answer(small: Town) -> None:
    chen, zhou, _, _ = people(small)
    ticket = asked(small)
    for words in ("好的", "收到！", "👍👍", "谢谢~", "OK", "嗯嗯。"):
        assert zhou.says(words, about=ticket) == ""
    assert "A-0001 有答案时也告诉你" in zhou.says("我也想知道", about=ticket)
    assert chen.says("补充一下，是新客户", about=ticket) == ""
    assert read(small, lambda db: tickets.answers(db, 1)) == []


def test_an_answer_given_in_private_stands_in_the_group(small: Town) -> None:
    chen, _, he, _ = people(small)
    asked(small)
    assert "✅ 已记录你对 A-0001 的回答。" in he.tells(f"答 A-0001 {ANSWERED}")
    assert f"何琳 答 A-0001：{ANSWERED}\n陈默可回复“采纳”" in str(group(small, "何琳 答"))
    assert "何琳 回答了你的 A-0001" in chen.heard_privately
    assert "✅ 已归档 K-0001" in chen.tells("采纳")
    assert "你对 A-0001 的回答被采纳了，归档为 K-0001｜+15" in he.heard_privately


def test_an_edited_message_is_the_answers_next_version(camp: Town) -> None:
    chen, _, he, _ = people(camp)
    ticket = asked(camp)
    said = he.event(Kind.SAID, "先问", camp.at("telegram", camp.group), ticket)
    camp.hear(replace(said, data={**said.data, "ref": "群一/88", "link": "https://t.me/c/1/88"}))
    edit = replace(he.event(Kind.EDITED, ANSWERED, camp.at("telegram", camp.group)), about="群一/88")
    assert camp.hear(edit) == ""
    assert camp.hear(replace(edit, key="telegram:e2", sender=Account("telegram", "周航", "周航"), text="打折")) == ""
    assert read(camp, lambda db: tickets.versions(db, 1))[0][:2] == (1, "先问")
    chen.says("采纳")
    entry = read(camp, lambda db: archive.numbered(db, 1, 1))
    assert (entry.answer, entry.link) == (ANSWERED, "https://t.me/c/1/88")
    camp.hear(replace(edit, key="telegram:e3", text="又改了"))
    assert read(camp, lambda db: archive.numbered(db, 1, 1)).answer == ANSWERED


def test_an_answer_is_corrected_by_word_where_messages_cannot_be_edited(small: Town) -> None:
    _, zhou, he, _ = people(small)
    asked(small)
    he.says("答 A-0001 先问")
    assert "✅ 已更正你对 A-0001 的回答，第2版。" in he.says(f"答 A-0001 更正 {ANSWERED}")
    assert "你还没有答过 A-0001" in zhou.says("答 A-0001 更正 打折")
    assert [one.words for one in read(small, lambda db: tickets.answers(db, 1))] == [ANSWERED]


def test_nobody_is_paid_for_answering_themselves(small: Town) -> None:
    chen, _, _, _ = people(small)
    asked(small)
    chen.says("答 A-0001 后来想通了，先问与谁比")
    assert str(chen.says("采纳").posts[0]) == "✅ 已归档 K-0001"
    assert small.look(ledger.select()) == []


def test_a_manager_accepts_for_who_forgot(small: Town) -> None:
    _, _, he, wang = people(small)
    ticket = asked(small)
    noted = he.says(ANSWERED, about=ticket).posts[0]
    assert "✅ 已归档 K-0001｜何琳+15" in wang.says("采纳", about=noted)


def test_who_is_expected_sees_what_waits(small: Town) -> None:
    chen, _, he, _ = people(small)
    assert "现在没有等着回答的问题" in he.tells("答")
    asked(small)
    assert "还没人答的有1个：\nA-0001 客户嫌我们报价高怎么回" in he.tells("答")
    assert "现在没有等着回答的问题" in chen.tells("答")


# ── the promise ──────────────────────────────────────────────────────────────────────────────────────────────────────


@on_sqlite
def test_nobody_answers_the_expert_is_told_once_then_the_manager_once(camp: Town) -> None:
    _, _, he, wang = people(camp)
    camp.go_to("5/8", "17:30")
    asked(camp)
    camp.go_to("5/9", "10:29")  # a Saturday that is worked
    assert "还在等你回答" not in he.heard_privately
    camp.go_to("5/9", "10:30")
    assert he.heard_privately.count("⏰ A-0001 还在等你回答") == 1
    assert "没人答" not in wang.heard_privately
    camp.go_to("5/9", "12:30")
    assert "⏰ A-0001 过了2个工作小时还没人答，已提醒过何琳" in wang.heard_privately
    camp.go_to("5/20", "12:00")
    assert he.heard_privately.count("⏰ A-0001") == wang.heard_privately.count("⏰ A-0001") == 1


def test_an_answered_question_reminds_nobody(small: Town) -> None:
    _, zhou, he, wang = people(small)
    ticket = asked(small)
    zhou.says("先问与谁比再说", about=ticket)
    small.go_to("5/12", "12:00")
    assert "⏰" not in he.heard_privately + wang.heard_privately


def test_the_question_goes_to_whose_tags_it_has_and_then_to_who_has_less_to_do(small: Town) -> None:
    _, _, _, wang = people(small)
    small.learner("赵敏")
    wang.tells("角色 赵敏 专家")
    asked(small)
    assert "@何琳" in str(group(small, "A-0001"))
    asked(small, "晨会怎么开大家才愿意说话", " #晨会")
    assert "@赵敏" in str(group(small, "A-0002"))
    wang.says("提问 合同改了价格谁来批 #流程")
    assert "@何琳" in str(group(small, "A-0003"))


def test_without_experts_the_managers_are_asked(town: Town) -> None:
    town.somebody("王岚").tells("/start")
    chen = town.learner("陈默")
    chen.says(f"提问 {ASKED} #异议")
    assert "@王岚" in str(group(town, "A-0001"))
    town.go_to("5/6", "12:00")
    assert "⏰ A-0001 过了2个工作小时还没人答：" in town.somebody("王岚").heard_privately


# ── archiving ────────────────────────────────────────────────────────────────────────────────────────────────────────


@on_sqlite
def test_an_expert_archives_a_pair_said_in_the_group(camp: Town) -> None:
    _, zhou, he, _ = people(camp)
    quote = Quote("合同要先过法务，再盖章", Account("telegram", "周航", "周航"), "https://t.me/c/1/5", "合同改了价格谁来批")
    assert camp.hear(quoting(zhou, "归档", quote)) == "“归档”要由专家或社群经理来做。"
    assert "✅ 已归档 K-0001《合同改了价格谁来批》，周航答" in camp.hear(quoting(he, "归档 #流程", quote))
    entry = read(camp, lambda db: archive.numbered(db, 1, 1))
    assert (entry.author, entry.tags, entry.source, entry.link) == ("周航", ["流程"], "room", "https://t.me/c/1/5")
    bare = quoting(he, "归档", replace(quote, answers="客户几点到算迟到"))
    assert "✅ 已归档 K-0002《客户几点到算迟到》" in camp.hear(replace(bare, data={"quote": bare.data["quote"]}))
    he.takes_back()
    assert "K-0001 已经有这个问题" in camp.hear(quoting(he, "归档 合同改了价格，谁来批？", quote))
    assert "✅ K-0001 已撤下。" in he.takes_back()
    assert "没有找到" in zhou.says("搜 合同 法务")


def test_the_question_is_asked_for_where_the_platform_does_not_tell_it(small: Town) -> None:
    _, _, he, _ = people(small)
    quote = Quote("合同要先过法务，再盖章", Account("telegram", "未曾见", "路人"))
    assert "这条回答的是什么问题？" in small.hear(quoting(he, "归档", quote))
    assert "✅ 已归档 K-0001《合同改了价格谁来批》，路人答" in he.says("合同改了价格谁来批")
    assert "回复要归档的那条回答" in he.says("归档")


def test_to_archive_the_answer_of_a_ticket_is_to_accept_it(small: Town) -> None:
    _, _, he, wang = people(small)
    ticket = asked(small)
    noted = he.says(ANSWERED, about=ticket).posts[0]
    assert "采纳了就归档" in he.says("归档", about=noted)
    assert "✅ 已归档 K-0001｜何琳+15" in wang.says("归档", about=noted)


@on_sqlite
def test_what_is_wrong_is_mended_retired_or_superseded_and_its_versions_are_kept(camp: Town) -> None:
    _, zhou, he, wang = people(camp)
    first, _ = known(camp), known(camp, "客户嫌贵的三种回法", "认可、澄清、拆解")
    assert "K-0001 不是你答的" in he.says("归档 K-0001 改 打折")
    assert "✅ K-0001 已改，现在是第2版。" in wang.says("归档 K-0001 改 先问与谁比")
    assert "✅ K-0001 已改，现在是第3版。" in wang.says("归档 K-0001 标签 异议；行业=零售")
    assert "第1版（05-06 08:10 王岚改）：报价高先认可，再拆总成本" in wang.says("归档 K-0001 版本")
    assert "作废和恢复要社群经理来做" in he.says("归档 K-0001 作废")
    assert "✅ K-0001 已由 K-0002 代替" in wang.says("归档 K-0001 作废 K-0002")
    assert "K-0002《客户嫌贵的三种回法》" in zhou.says("搜 K-0001")
    assert "✅ K-0001 已恢复。" in wang.takes_back()
    assert "✅ K-0001 已作废" in wang.says("归档 K-0001 作废")
    assert "K-0001" not in zhou.says("搜 太贵 怎么办")
    assert "✅ K-0001 已恢复。" in wang.says("归档 K-0001 恢复")
    assert "K-0001" in zhou.says("搜 太贵 怎么办")
    assert first.number == 1


# ── the quiet pointer and the heat ───────────────────────────────────────────────────────────────────────────────────


@on_sqlite
def test_a_group_is_pointed_to_a_plain_answer_as_often_as_the_camp_allows(camp: Town) -> None:
    chen, zhou, _, wang = people(camp)
    known(camp)
    known(camp, "合同改了价格谁来批", "先过法务")
    said = chen.chats("客户说太贵了怎么办？")
    assert said.startswith("📘 K-0001 答过：报价高先认可，再拆总成本")
    assert zhou.chats("客户说太贵了怎么办？") == ""  # this room has heard that one today
    assert zhou.chats("客户说太贵了，我先走了") == ""
    assert zhou.chats("今天中午吃什么？") == ""
    wang.says("设置 群内指路 1")
    assert zhou.chats("合同改了价格谁来批？") == ""
    camp.go_to("5/7", "09:00")
    assert "K-0002" in zhou.chats("合同改了价格谁来批？")
    wang.says("设置 群内指路 0")
    camp.go_to("5/8", "09:00")
    assert zhou.chats("客户说太贵了怎么办？") == ""


def test_ones_own_answer_warms_nothing(small: Town) -> None:
    chen, zhou, he, _ = people(small)
    ticket = asked(small)
    he.says(ANSWERED, about=ticket)
    chen.says("采纳")
    he.says("搜 报价 高")
    he.says("搜 K-0001")
    assert "还没有人看过档案里的答案" in zhou.says("热度")
    assert "是你自己答的" in he.says("用上了 K-0001")
    zhou.says("搜 K-0001")
    assert "1 K-0001：客户嫌我们报价高怎么回（打开1；何琳）" in zhou.says("热度")
    assert "看哪一周" in zhou.says("热度 去年")


# ── floods, and two accounts ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_flood_of_questions_is_stopped_politely_and_only_its_own(small: Town) -> None:
    chen, zhou, _, _ = people(small)
    for n in range(5):
        chen.tells(f"提问 {'甲乙丙丁戊'[n]}店的{'海报灯箱货架易拉宝橱窗'[2 * n : 2 * n + 2]}找谁要 #物料")
        chen.tells("没解决")
        chen.tells("发出")
    assert "10分钟里已经问了5个" in chen.says("提问 还有门店的易拉宝呢 #海报")
    assert "10分钟里" not in zhou.says("提问 年假怎么请 #假期")
    small.pass_(minutes=11)
    assert "10分钟里" not in chen.says("提问 还有门店的易拉宝呢 #海报")


def test_a_flood_of_answers_is_stopped_too(small: Town) -> None:
    _, zhou, he, _ = people(small)
    asked(small)
    for n in range(10):
        assert "已记录" in zhou.says(f"答 A-0001 第{n}个办法是打折")
    assert "10分钟里已经答了10个" in zhou.says("答 A-0001 再来一个办法")
    assert "已记录" in he.says(f"答 A-0001 {ANSWERED}")


@on_sqlite
def test_two_accounts_of_one_person_ask_answer_and_wait_as_one(camp: Town) -> None:
    chen, _, he, _ = people(camp)
    twin = camp.somebody("陈默", "wecom", ident="chenmo")
    asked(camp)
    camp.receive(twin.event(Kind.SAID, "积分", twin.private))
    code = str(chen.tells("绑定")).partition("绑定 ")[2][:6]
    assert "绑定成功" in twin.tells(f"绑定 {code}")
    he.says(f"答 A-0001 {ANSWERED}")
    assert "✅ 已归档 K-0001" in twin.tells("采纳")


@on_sqlite
def test_who_answered_themselves_from_another_account_is_not_paid_when_it_comes_out(camp: Town) -> None:
    chen, _, _, _ = people(camp)
    twin = camp.somebody("小陈", "wecom", ident="chenmo")
    asked(camp)
    code = str(twin.tells("绑定")).partition("绑定 ")[2][:6]
    camp.run(join(camp, "小陈"))
    assert "已记录" in twin.tells(f"答 A-0001 {ANSWERED}")
    assert "小陈+15" in chen.says("采纳")
    assert "有1个被采纳的回答是自问自答，不计分：冲回15分。" in chen.tells(f"绑定 {code}")
    assert sum(row.amount for row in camp.look(ledger.select())) == 0


async def join(town: Town, name: str) -> None:
    """Makes somebody a learner of the camp who was met elsewhere."""

    def run(db: Db) -> None:
        (who,) = [row.id for row in db.all(person.select()) if row.name == name]
        memberships.join(db, 1, who, "learner", day=town.now.date(), at=town.clock.now())

    await town.database.transact(run)


def test_a_private_reply_to_a_reminder_is_an_answer(small: Town) -> None:
    _, _, he, _ = people(small)
    asked(small)
    small.go_to("5/6", "12:00")
    reminder = he.heard_privately.posts[-1]
    assert "⏰ A-0001 还在等你回答" in str(reminder)
    assert "✅ 已记录你对 A-0001 的回答。" in small.hear(he.event(Kind.SAID, ANSWERED, he.private, reminder))
    hello = he.heard_privately.posts[0]
    assert "要不要“提问 这是什么意思呀”" in small.hear(he.event(Kind.SAID, "这是什么意思呀", he.private, hello))


def test_in_private_the_camp_of_the_question_is_meant_whichever_was_turned_to(small: Town) -> None:
    chen, _, he, wang = people(small)
    known(small)
    wang.says("开营 另一个营", room="群二")
    for who in (chen, he):
        who.says("积分", room="群二")
        assert "另一个营" in who.tells("切换 另一个营")
    chen.says(f"提问 {ASKED} #异议")
    assert "✅ 已提交 A-0001" in chen.tells("没解决")
    assert read(small, lambda db: tickets.get(db, 1)).camp == 1
    small.go_to("5/6", "12:00")
    reminder = he.heard_privately.posts[-1]
    assert "✅ 已记录你对 A-0001 的回答。" in small.hear(he.event(Kind.SAID, ANSWERED, he.private, reminder))


def test_who_is_not_there_hears_what_a_manager_accepted_for_them(small: Town) -> None:
    chen, _, he, wang = people(small)
    asked(small)
    he.says(f"答 A-0001 {ANSWERED}")
    assert "✅ 已归档 K-0001｜何琳+15" in wang.tells("采纳 A-0001")
    assert "已采纳何琳的回答 → K-0001" in chen.heard_privately
    assert "你对 A-0001 的回答被采纳了" in he.heard_privately


def test_in_english(town: Town) -> None:
    staffed(town, opened=True)
    ann = town.learner("Ann", language="en")
    ann.tells("/start")
    known(town, "the client says it is too expensive", "Ask compared to whom", tags=["objection"], author="Helen")
    ann.tells("ask the client says our price is too expensive #objection")
    assert "K-0001 “the client says it is too expensive”" in ann.heard_privately
    assert "✅ A-0001 is open; expect an answer within 2 work hours." in (ann.tells("unsolved") and ann.tells("post"))
    town.somebody("何琳").says("答 A-0001 Split it over three years")
    assert "✅ Archived as K-0002 | 何琳 +15" in ann.tells("accept")


def test_the_words_of_a_question_are_no_dialog_for_others(small: Town) -> None:
    chen, zhou, _, _ = people(small)
    known(small)
    chen.says(f"提问 {ASKED}")
    assert "没有等着的问题" in zhou.tells("没解决")
    assert read(small, lambda db: dialogs.find(db, 2, "telegram:@陈默", now=small.clock.now())) is not None
