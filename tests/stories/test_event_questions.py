"""A round of open questions: half an hour in which 提问 goes into its queue, voted up, ticked, answered into the archive; then it is 提问 again."""

from __future__ import annotations

from bot.messages import Kind
from storage.archive.tables import entry
from storage.events.rounds import event_question, event_question_vote
from storage.tickets import ticket
from tests.stories.test_connect import two_accounts
from tests.stories.test_events import at_once, met
from tests.town import Post, Somebody, Town

ROUND = "活动 自由问答 周五 16:00 类型=问答"


def board(town: Town) -> Post:
    """The message in the group that shows the round, as it stands."""
    return next(one for one in town.squares["telegram"].posts if one.room == "群一" and "开始提问" in str(one))


def test_half_an_hour_of_questions(either_town: Town) -> None:
    town = either_town
    wang = town.opened()
    he, lin, zhou, su = met(town, "何琳", "林晓", "周航", "苏敏")
    assert "30分钟" in wang.tells(f"{ROUND} 讲者=何琳")
    wang.presses("发出", wang.heard_privately.posts[-1])
    # Before it begins a question is an ordinary one.
    assert "已提交 A-0001" in lin.confirms("提问 合同改了价格谁来批")
    town.go_to("5/8", "16:00")
    assert "V1《自由问答》 开始提问，16:30 收" in str(board(town))
    # In the group: by the word, or as a reply to the message that shows the round.
    assert "进队了，V1《自由问答》 第1问" in lin.says("提问 客户嫌报价高怎么回")
    assert "第2问" in zhou.says("竞品降价了怎么办", about=board(town))
    # In private it is shown first, and may go without a name.
    shown = su.tells("提问 老板越级找我怎么办")
    assert "📝 预览" in shown and "署名苏敏" in shown and "不署名的话" in shown
    assert "第3问" in su.presses("不署名发出", su.heard_privately.posts[-1])
    assert "苏敏" not in str(board(town)) and "老板越级找我怎么办" in str(board(town))
    assert not town.look(ticket.select().where(ticket.c.id > 1))
    # Who says the same again is for it; a vote counts once and can be taken back.
    assert "有人问过了，替你顶了一票" in he.says("提问 竞品降价了，怎么办？")
    assert "你问过这个了" in zhou.says("提问 竞品降价了怎么办")
    assert "顶了" in lin.tells("活动 V1 顶 2") and "2票" in str(board(town))
    assert "收回了你的一票" in lin.tells("活动 V1 顶 2") and "顶了" in lin.tells("活动 V1 顶 2")
    assert "是你问的" in lin.tells("活动 V1 顶 1") and len(town.look(event_question_vote.select())) == 2
    listed = str(lin.tells("活动 V1 问题"))
    assert "V1《自由问答》 3问，答了0个" in listed
    assert listed.index("2. 竞品降价了怎么办（周航，2票）") < listed.index("1. 客户嫌报价高怎么回（林晓，0票）")
    town.restart()
    # Aloud it is ticked; in words it is archived, found at once, and its asker hears.
    assert "由主持人、讲者、专家" in lin.tells("活动 V1 答 2 降价")
    assert "第2问答过了" in he.tells("活动 V1 答 2") and "已经勾过了" in he.tells("活动 V1 答 2")
    assert "归档为 K-0001" in wang.tells("活动 V1 答 3 先当面说清，再同步直属上级")
    assert "你在 V1《自由问答》 的提问有答案了：老板越级找我怎么办" in str(su.heard_privately.posts[-1])
    assert "来自 V1《自由问答》" in lin.tells("搜 老板越级找我")
    assert [row.source for row in town.look(entry.select())] == ["event:1"]
    assert "已有3问，答了2个" in str(board(town))
    # The last second is the round's, the next is not.
    town.go_to("5/8", "16:29")
    assert "第4问" in lin.says("提问 试用期能谈薪吗")
    town.go_to("5/8", "16:31")
    over = [str(one) for one in town.squares["telegram"].posts if one.room == "群一" and "V1《自由问答》 收了" in str(one)]
    assert len(over) == 2 and all("4问，答了2个" in one for one in over)  # the message that showed it, and a new one
    assert "V1《自由问答》 有3问还没有文字答案" in wang.heard_privately
    assert "已提交 A-0002" in zhou.confirms("提问 年假没休完怎么办")
    assert "归档为 K-0002" in wang.tells("活动 V1 答 2 先稳住价值再谈")
    assert "现在不收提问和票" in zhou.tells("活动 V1 顶 1")


def asks(town: Town, somebody: Somebody, words: str) -> None:
    assert "进队了" in somebody.says(f"提问 {words}")


def test_what_is_wrong_gets_one_sentence_and_changes_nothing(town: Town) -> None:
    wang = town.somebody("王岚")
    lin, zhou = met(town, "林晓", "周航")
    wang.confirms("活动 分享会 周五 15:00")
    wang.confirms(ROUND)
    town.go_to("5/8", "16:05")
    assert "还没有人提问" in lin.tells("活动 V2 问题")
    asks(town, lin, "客户嫌报价高怎么回")
    wrong = {
        "活动 V1 问题": "V1《分享会》 不是问答",
        "活动 V1 顶 1": "不是问答",
        "活动 V2 顶 9": "没有第9问",
        "活动 V2 顶": "没有第…问",
        "活动 V2 答": "答第几问？",
        "活动 V2 答 9": "没有第9问",
        f"活动 V2 答 1 {'长' * 2001}": "答案最多2000字",
        "提问 ？？": "里面没有文字",
        f"提问 {'长' * 501}": "问题最多500字",
        "设置 问答分钟 4": "5到180",
        "活动 速答 周六 10:00 类型=聚会": "类型可以是",
    }
    for words, why in wrong.items():
        assert why in wang.tells(words), words
    assert "问题最多500字" in zhou.says("长" * 501, about=board(town))
    assert "由主持人、讲者、专家或社群经理来答" in zhou.tells("活动 V2 答 1")
    assert len(town.look(event_question.select())) == 1
    for n in range(9):
        asks(town, lin, f"第{n}个不同的问题怎么处理")
    assert "你已经问了10个" in lin.says("提问 再来一个问题怎么处理")
    # A question is its asker's to take back until it is answered; an answer whoever's gave it.
    assert "第1问答好了" in wang.tells("活动 V2 答 1 先问和谁比")
    assert "先问和谁比" in lin.tells("搜 客户嫌报价高")
    assert "已经有答案了" in wang.tells("活动 V2 答 1 别的")
    assert "第10问收回了" in lin.takes_back()
    assert "第1问的答案收回了" in wang.takes_back() and "先问和谁比" not in lin.tells("搜 客户嫌报价高")
    assert "第1问答好了" in wang.tells("活动 V2 答 1 换一个答案：先问预算")


def test_it_goes_by_when_it_was_said(town: Town) -> None:
    """An outage puts nobody's question out of the round; a round that was moved or called off takes none."""
    wang = town.somebody("王岚")
    lin, zhou = met(town, "林晓", "周航")
    wang.confirms("设置 问答分钟 20")
    wang.confirms("活动 自由问答 5/8 16:00 类型=问答")
    wang.confirms("活动 V1 改 5/8 17:00")
    town.go_to("5/8", "16:10")
    assert "A-0001" in lin.confirms("提问 改期以后还没开始怎么办")
    town.go_to("5/8", "17:19")
    said = lin.event(Kind.SAID, "提问 断线时问的算不算", town.at("telegram", "群一"))
    late = zhou.event(Kind.SAID, "提问 断线时又问一个", town.at("telegram", "群一"))
    town.hear(said)
    assert [row.words for row in town.look(event_question.select())] == ["断线时问的算不算"]
    town.go_to("5/8", "17:30")
    town.hear(late)  # it is over and was told: the experts are asked
    assert len(town.look(event_question.select())) == 1
    wang.confirms("活动 第二场问答 5/9 10:00")
    wang.confirms("活动 V2 取消 放假")
    town.go_to("5/9", "10:05")
    assert "A-" in lin.confirms("提问 取消了还能问吗")
    assert len(town.look(event_question.select())) == 1


def test_everybody_votes_at_once_and_one_person_twice(either_town: Town) -> None:
    """Every vote once, none lost; two accounts of one person are one vote, and none for their own question."""
    town = either_town
    lin, lin_wecom = two_accounts(town)
    people = met(town, *[f"学员{n:02}" for n in range(12)])
    town.somebody("王岚").confirms(ROUND)
    town.go_to("5/8", "16:05")
    asks(town, people[0], "客户嫌报价高怎么回")
    at_once(town, [*people[1:], lin, lin_wecom], "活动 V1 顶 1")
    assert len(town.look(event_question_vote.select())) == 13
    lin.becomes_one_with(lin_wecom)
    assert len(town.look(event_question_vote.select())) == 12
    at_once(town, people[1:5], "活动 V1 顶 1")
    assert "8票" in people[0].tells("活动 V1 问题")


def test_a_round_for_a_tag_is_its_peoples(town: Town) -> None:
    wang = town.somebody("王岚")
    lin, zhou = met(town, "林晓", "周航")
    wang.tells("标签 林晓 +骨干")
    wang.confirms(f"{ROUND} 标签=骨干")
    lin.tells("报名 V1")
    town.go_to("5/8", "16:01")
    assert "开始提问" in lin.heard_privately and "开始提问" not in zhou.heard_privately
    assert not [one for one in town.squares["telegram"].posts if one.room == "群一" and "开始提问" in str(one)]
    shown = lin.tells("提问 只给骨干的问题怎么答")
    assert "群里（" not in shown and "1位学员在私聊里" in shown
    assert "进队了" in lin.presses("发出", lin.heard_privately.posts[-1])
    assert "A-0001" in zhou.confirms("提问 不在名单里的问题怎么答")


def test_two_that_say_the_same_are_one() -> None:
    from handlers.events.questioning import mark

    same = ("竞品降价了怎么办", "竞品降价了，怎么办？", " 竞品降价了 怎么办", "竞品降价了怎么办！！")
    assert len({mark(words) for words in same}) == 1
    assert mark("竞品降价了怎么办") != mark("竞品涨价了怎么办") and mark("???") != mark("!!!")
    assert mark("ＣＲＭ 怎么填") == mark("crm怎么填")


def test_of_two_rounds_at_once_the_later_hears_and_the_other_is_one_word_away(either_town: Town) -> None:
    town = either_town
    wang = town.opened()
    lin, zhou = met(town, "林晓", "周航")
    wang.confirms(ROUND)
    wang.confirms("活动 报价问答 周五 16:10 类型=问答")
    town.go_to("5/8", "16:05")
    assert "V1《自由问答》 第1问" in lin.says("提问 合同改了价格谁来批") and "另一场" not in str(board(town))
    town.go_to("5/8", "16:10")
    assert "另一场后开始的也在收：问这一场，直接回复这条，或发：活动 V1 问 你的问题" in str(board(town))
    said = lin.says("提问 最低折扣是多少")
    assert "进队了，V2《报价问答》 第1问" in said and "V1《自由问答》 也在收提问，要问那边就发：活动 V1 问 你的问题" in said
    assert "V1《自由问答》 第2问" in zhou.says("@小助 活动 V1 问 试用期能谈薪吗")
    assert "V1《自由问答》 第3问" in zhou.says("差旅怎么报", about=board(town)), "a reply is its round's"
    shown = zhou.tells("提问 折扣谁批")
    assert "V2《报价问答》 的提问" in shown and "V1《自由问答》 也在收提问" in shown
    assert "V2《报价问答》 第2问" in zhou.presses("发出", zhou.heard_privately.posts[-1])
    town.restart()
    town.go_to("5/8", "16:31")
    assert "V1《自由问答》 收了" in str(board_of(town, "V1"))
    said = lin.says("提问 返点怎么算")
    assert "V2《报价问答》 第3问" in said and "也在收提问" not in said
    assert "现在不收提问和票" in lin.says("@小助 活动 V1 问 还来得及吗")


def test_a_later_round_that_ends_first_gives_the_plain_word_back(town: Town) -> None:
    wang = town.somebody("王岚")
    (lin,) = met(town, "林晓")
    wang.confirms(f"{ROUND} 时长=60分钟")
    wang.confirms("活动 报价问答 周五 16:10 类型=问答 时长=10分钟")
    town.go_to("5/8", "16:12")
    assert "另一场" in str(board(town))
    town.go_to("5/8", "16:21")
    assert "另一场" not in str(board(town)) and "V1《自由问答》 第1问" in lin.says("提问 折扣谁批")


def board_of(town: Town, event: str) -> Post:
    """The first message in the group that is about a round."""
    return next(
        one for one in town.squares["telegram"].posts if one.room == "群一" and f"{event}《" in str(one) and "收" in str(one)
    )


def test_whoever_runs_it_takes_a_question_down_and_puts_it_back(either_town: Town) -> None:
    town = either_town
    wang = town.opened()
    he, lin, zhou = met(town, "何琳", "林晓", "周航")
    wang.confirms(f"{ROUND} 主持=何琳")
    town.go_to("5/8", "16:05")
    asks(town, lin, "竞品老板是不是要跑路了")
    asks(town, zhou, "降价怎么谈")
    zhou.tells("活动 V1 顶 1")
    assert "由主持人或社群经理来撤下" in zhou.tells("活动 V1 撤下 1") and "跑路" in str(board(town))
    assert "撤下第几问" in he.tells("活动 V1 撤下") and "没有第9问" in he.tells("活动 V1 撤下 9")
    said = he.tells("活动 V1 撤下 第１问 和主题无关")
    assert "V1《自由问答》 第1问撤下了，私下告诉了提问的人" in said
    assert "第1问被撤下了：竞品老板是不是要跑路了\n理由：和主题无关" in str(lin.heard_privately.posts[-1])
    assert "跑路" not in str(board(town)) and "已有1问" in str(board(town)) and "跑路" not in zhou.tells("活动 V1 问题")
    for words in ("活动 V1 顶 1", "活动 V1 答 1 没有的事", "活动 V1 撤下 1"):
        assert "被主持人撤下了" in wang.tells(words), words
    assert "被主持人撤下了" in lin.says("提问 竞品老板是不是要跑路了？") and "撤下了，不能收回" in lin.takes_back()
    assert "何琳 撤下了《自由问答》第1问" in wang.tells("记录")
    town.restart()
    assert "V1《自由问答》 第1问放回去了" in he.takes_back()
    assert "1. 竞品老板是不是要跑路了（林晓，1票）" in str(board(town)) and "又放回去了" in str(lin.heard_privately.posts[-1])
    he.tells("活动 V1 答 1")
    assert "已经答过了，撤不下来" in he.tells("活动 V1 撤下 1")
