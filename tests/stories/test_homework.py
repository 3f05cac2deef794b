"""Homework from its setting to its acceptance: told, gathered over several messages, returned, handed in again, accepted and paid once."""

from __future__ import annotations

import io
from zipfile import ZipFile

from openpyxl import load_workbook

from bot.parts import File, Picture
from tests.homework import PNG, hands_in, last, learners, sends, staffed
from tests.stories.test_connect import two_accounts
from tests.stories.test_path import map_of
from tests.town import Somebody, Town


def test_row_34_returned_is_not_counted_and_accepted_counts_once(town: Town) -> None:
    owner, expert = staffed(town)
    ann, bob = learners(town, "林晓", "周航")
    owner.tells("标签 林晓 +骨干")
    shown = owner.tells("作业 拜访提纲 写出三个问题 截止=6/10 18:00 评阅=何琳 标签=骨干")
    assert "新作业《拜访提纲》：06-10 18:00 截止、给“骨干”、何琳评阅、迟交收下并标明，私信1位要交的" in shown
    assert "作业《拜访提纲》" not in last(ann), "nothing is sent before it is"
    assert "正在私信1人" in owner.presses("发出", owner.heard_privately.posts[-1])
    assert last(ann).startswith("📘 作业《拜访提纲》，06-10 18:00 截止\n要求：写出三个问题")
    assert "拜访提纲" not in last(bob)

    told = ann.heard_privately.posts[-1]
    assert "把文字、图片、语音、文件发给我" in ann.presses("交作业", told)
    assert "现有：文字1段" in ann.tells("我的三个问题")
    assert "现有：文字1段、图片1张" in sends(ann, "", ("照片.png", PNG))
    assert "现有：文字1段、图片1张、语音1条、文件1个" in sends(ann, "", ("voice.ogg", b"OggS"), ("提纲.docx", b"PK\3\4"))
    said = ann.presses("完成", ann.heard_privately.posts[-1])
    assert said == "✅ 《拜访提纲》第1版已交（H1）：文字1段、图片1张、语音1条、文件1个。评了就告诉你。"
    asked = expert.heard_privately.posts[-1]
    assert str(asked).startswith(
        "📝 作业 H1 林晓《拜访提纲》：文字1段、图片1张、语音1条、文件1个\n“我的三个问题”\n回复“通过 H1 评语”或“退回 H1 原因”"
    )
    seen = expert.presses("看全文", asked).posts[-1]
    assert [part.alt for part in seen.parts if isinstance(part, Picture)] == ["照片.png"]
    assert [part.name for part in seen.parts if isinstance(part, File)] == ["voice.ogg", "提纲.docx"]

    assert expert.tells("退回 H1 缺数据") == "✅ H1 林晓《拜访提纲》退回，已把原因告诉本人。"
    assert last(ann).startswith("📝 作业《拜访提纲》（H1）退回：缺数据")
    assert "通过0、等评0、退回1" in owner.tells("作业 拜访提纲")
    assert hands_in(ann, "拜访提纲", "补上了数据") == 2
    assert "等评1、退回0" in owner.tells("作业 拜访提纲")
    expert.tells("通过 H2 提纲清晰")
    assert last(ann) == "🎉 作业《拜访提纲》通过了（H2）｜+20｜积分20\n何琳：提纲清晰"
    assert "没有改动" in expert.tells("通过 H2") and "没有改动" in owner.tells("退回 H2 再改改")
    assert "你已经通过了（H2），不用再交" in ann.tells("交作业 拜访提纲 又一版")
    assert "通过1、等评0、退回0" in owner.tells("作业 拜访提纲")
    mine = ann.tells("作业 拜访提纲")
    assert "第1版 H1（05-06 08:10）：退回，等重交：缺数据" in mine and "第2版 H2（05-06 08:10）：已通过 ✅：提纲清晰" in mine
    assert "我的三个问题" in ann.tells("作业 看 H1"), "every version is kept"


def test_a_decision_is_taken_back_with_what_it_paid(town: Town) -> None:
    owner, expert = staffed(town)
    (ann,) = learners(town, "林晓")
    owner.confirms("作业 拜访提纲 截止=6/10 18:00 评阅=何琳")
    hands_in(ann, "拜访提纲")
    expert.tells("通过 H1 好")
    assert "冲回20分" in expert.takes_back()
    assert last(ann) == "📝 作业《拜访提纲》（H1）刚才的通过撤回了，冲回20分，重新等评。"
    assert "积分：0" in ann.tells("积分")
    expert.tells("退回 H1 缺数据")
    assert hands_in(ann, "拜访提纲", "改好了") == 2
    assert "林晓已经交了新的一版，H1 的决定撤不了" in expert.takes_back()
    expert.tells("通过 H2 好")
    assert "积分：20" in ann.tells("积分")
    town.pass_(minutes=10)
    assert "没有可以撤销" in expert.tells("撤销")


def test_a_reason_that_is_missing_is_asked_for(town: Town) -> None:
    owner, expert = staffed(town)
    (ann,) = learners(town, "林晓")
    owner.confirms("作业 拜访提纲 截止=6/10 18:00 评阅=何琳")
    hands_in(ann, "拜访提纲")
    asked = expert.presses("退回", expert.heard_privately.posts[-1])
    assert "H1 退回，要改什么" in asked and "三个问题" in asked
    assert "已把原因告诉本人" in expert.tells("缺客户的数据")
    assert "退回：缺客户的数据" in last(ann)


def test_what_waits_is_in_the_inbox(town: Town) -> None:
    owner, expert = staffed(town)
    ann, bob = learners(town, "林晓", "周航")
    owner.confirms("作业 拜访提纲 截止=6/10 18:00 评阅=何琳")
    hands_in(ann, "拜访提纲"), hands_in(bob, "拜访提纲")
    listed = expert.tells("待办")
    assert "待办2件" in listed and "H1 林晓《拜访提纲》" in listed and "H2 周航《拜访提纲》" in listed
    owner.tells("角色 周航 专家")
    assert "H1" not in bob.tells("待办"), "it is for who was named, and for managers"
    assert "H1 由何琳来评" in bob.tells("通过 H1 好")
    assert "H1 林晓" in owner.tells("待办 H") and "H2 周航" in owner.tells("待办 H")
    assert "你自己交的" not in owner.tells("通过 H2 好")
    assert "H1 林晓" in expert.tells("待办 H") and "H2" not in expert.tells("待办 H")


def test_the_reminder_reaches_only_who_still_owes_it(town: Town) -> None:
    owner, expert = staffed(town)
    ann, bob, eve = learners(town, "林晓", "周航", "赵雨")
    owner.confirms("作业 拜访提纲 截止=5/12 18:00 评阅=何琳")
    hands_in(ann, "拜访提纲"), hands_in(bob, "拜访提纲")
    expert.tells("退回 H2 缺数据")
    before = {who.name: len(who.heard_privately.posts) for who in (ann, bob, eve)}
    town.go_to("5/11", "17:59")
    assert not any("还差你的" in last(who) for who in (ann, bob, eve))
    town.go_to("5/11", "18:01")
    assert last(bob).startswith("⏰ 作业《拜访提纲》05-12 18:00 截止，还差你的。") and last(eve) == last(bob)
    assert "还差你的" not in last(ann) and before["林晓"] == len(ann.heard_privately.posts)
    town.go_to("5/12", "18:01")
    assert "⏰ 作业《拜访提纲》到截止了：交2/3，通过0、等评1、退回1，没交1" in last(expert)


def test_late_ones_by_each_policy(town: Town) -> None:
    owner, expert = staffed(town)
    ann, bob = learners(town, "林晓", "周航")
    for title, policy in (("甲作业", "收"), ("乙作业", "标记"), ("丙作业", "不收")):
        owner.confirms(f"作业 {title} 截止=5/12 18:00 评阅=何琳 迟交={policy}")
    hands_in(bob, "丙作业")
    expert.tells("退回 H1 缺数据")
    town.go_to("5/12", "18:01")
    ann.tells("交作业 甲作业 内容")
    assert "迟交" not in ann.tells("完成")
    ann.tells("交作业 乙作业 内容")
    assert "，迟交。" in ann.tells("完成")
    assert "05-12 18:01 迟交｜等评" in owner.tells("作业 乙作业") and "迟交" not in owner.tells("作业 甲作业")
    assert "05-12 18:00 截止，迟交不收" in ann.tells("交作业 丙作业 内容")
    assert hands_in(bob, "丙作业", "退回的可以再交") > 1
    owner.confirms("作业 丙作业 截止=5/20 18:00")
    assert last(ann).startswith("⏰ 作业《丙作业》改为 05-20 18:00 截止")
    assert hands_in(ann, "丙作业") > 1


def test_what_was_sent_without_done_is_handed_in_at_the_deadline(town: Town) -> None:
    owner, _ = staffed(town)
    ann, bob = learners(town, "林晓", "周航")
    owner.confirms("作业 拜访提纲 截止=5/12 18:00 评阅=何琳 迟交=不收")
    town.go_to("5/12", "17:00")
    ann.tells("交作业 拜访提纲 写了一半")
    bob.tells("交作业 拜访提纲")
    town.go_to("5/12", "17:31")
    assert last(ann).startswith("⏰ 《拜访提纲》还没交：收着文字1段")
    town.go_to("5/12", "18:00")
    assert "我替你交了（H1）：文字1段" in last(ann)
    assert "没交：1" in owner.tells("作业 拜访提纲")
    assert "到截止" not in last(bob)


def test_done_waits_for_files_on_their_way_and_a_broken_one_is_named(town: Town) -> None:
    owner, _ = staffed(town)
    (ann,) = learners(town, "林晓")
    owner.confirms("作业 拜访提纲 截止=6/10 18:00")
    ann.tells("交作业 拜访提纲 正文")
    said = sends(ann, "", ("照片.png", b"PK\3\4" + b"0" * 99))
    assert "“照片.png”名字是图片，里面是压缩包，没有收" in said
    assert "“空.pdf”是空的，没有收" in sends(ann, "", ("空.pdf", b""))
    from bot.messages import FileRef

    assert "“丢了.pdf”没有传到，没有收" in ann.tells("", files=(FileRef("丢了.pdf", 9, "nowhere"),))
    assert "文字1段。" in ann.tells("完成")


def test_an_album_is_answered_once_and_pieces_come_from_two_platforms(either_town: Town) -> None:
    town = either_town
    on_telegram, on_wecom = two_accounts(town)
    on_telegram.becomes_one_with(on_wecom)
    owner = town.somebody("王岚")
    owner.tells("开始")
    owner.confirms("作业 拜访提纲 截止=6/10 18:00")
    before = len(on_telegram.heard_privately.posts)
    sends(on_telegram, "交作业 拜访提纲 说明", ("photo.jpg", b"\xff\xd8\xff1"), album="A")
    sends(on_telegram, "", ("photo.jpg", b"\xff\xd8\xff2"), album="A")
    sends(on_telegram, "", ("photo.jpg", b"\xff\xd8\xff3"), album="A")
    assert len(on_telegram.heard_privately.posts) == before + 1
    assert "文字1段、图片3张" in last(on_telegram)
    assert "文字2段、图片3张" in on_wecom.tells("交作业 拜访提纲 再补一段")
    assert "第1版已交（H1）：文字2段、图片3张" in on_wecom.tells("完成")
    assert "没有正在收的作业" in on_telegram.presses("完成", on_telegram.heard_privately.posts[-1])


def test_handing_in_again_takes_the_place_of_what_waits_and_can_be_taken_back(town: Town) -> None:
    owner, expert = staffed(town)
    (ann,) = learners(town, "林晓")
    owner.confirms("作业 拜访提纲 截止=6/10 18:00 评阅=何琳")
    hands_in(ann, "拜访提纲", "第一稿")
    assert "H1 还在等评，这次交的会换掉它" in ann.tells("交作业 拜访提纲")
    ann.tells("第二稿")
    assert "H1 不再评，以这一版为准" in ann.tells("完成")
    assert "H1 后来又交了一版 H2" in expert.tells("通过 H1 好")
    assert "H2 收回了，内容还在" in ann.takes_back()
    assert "没有 H2" in expert.tells("通过 H2 好")
    assert "✅" in expert.tells("通过 H1 好")
    assert "你已经通过了（H1）" in ann.tells("交作业 拜访提纲")


def test_a_paragraph_that_begins_with_a_word_of_ours_is_homework(town: Town) -> None:
    owner, _ = staffed(town)
    (ann,) = learners(town, "林晓")
    owner.confirms("作业 拜访提纲 截止=6/10 18:00")
    ann.tells("交作业 拜访提纲")
    assert "现有：文字1段" in ann.tells("提问 客户的三个问题：预算由谁定，什么时候定，按什么标准定，都要在第一次拜访里问清楚")
    asked = ann.tells("提问 三个")
    assert "也是一个指令" in asked
    assert "现有：文字2段" in ann.presses("放进作业", asked.posts[-1])
    assert "没交完的《拜访提纲》（收着的都在" in ann.tells("取消")
    assert "文字3段" in ann.tells("交作业 拜访提纲 接着写")
    assert "这次没有交，收的都删了" in ann.tells("不交了") and "没有正在收的作业" in ann.tells("交作业 完成")


def test_closing_reopening_and_taking_back(town: Town) -> None:
    owner, _ = staffed(town)
    (ann,) = learners(town, "林晓")
    owner.confirms("作业 拜访提纲 截止=6/10 18:00")
    assert "关了，不再收" in owner.tells("作业 关 拜访提纲") and "已经是关的" in owner.tells("作业 关 1")
    assert "已经不收了" in ann.tells("交作业 拜访提纲 来晚了")
    assert "先重开" in owner.tells("作业 拜访提纲 截止=6/12 18:00")
    assert "又收了" in owner.takes_back()
    assert "撤回了，告诉了要交的人" in owner.takes_back()
    assert last(ann) == "📘 作业《拜访提纲》撤回了，不用交。"
    assert "没有要你交的作业" in ann.tells("交作业 拜访提纲")
    owner.confirms("作业 拜访提纲 截止=6/11 18:00")
    hands_in(ann, "拜访提纲")
    assert "已经有人交了，撤不了" in owner.tells("撤销")


def test_rules_are_changed_and_changed_back(town: Town) -> None:
    owner, _ = staffed(town)
    (ann,) = learners(town, "林晓")
    owner.confirms("作业 拜访提纲 截止=6/10 18:00")
    assert "改好了：06-10 18:00 截止、何琳评阅、迟交不收" in owner.tells("作业 拜访提纲 评阅=何琳 迟交=不收")
    assert "本来就是这样" in owner.tells("作业 拜访提纲 迟交=不收")
    assert "改回去了" in owner.takes_back()
    shown = owner.tells("作业 拜访提纲 截止=6/12 18:00")
    assert "《拜访提纲》改期，私信还没交的1位" in shown and "改为 06-12" not in last(ann)
    owner.presses("发出", owner.heard_privately.posts[-1])
    assert last(ann).startswith("⏰ 作业《拜访提纲》改为 06-12 18:00 截止。")


def test_the_export_holds_everything_each_in_its_folder(town: Town) -> None:
    owner, expert = staffed(town)
    (ann, _) = learners(town, "林晓", "周/航")
    owner.confirms("作业 拜访提纲 截止=6/10 18:00 评阅=何琳")
    ann.tells("交作业 拜访提纲 =1+1")
    sends(ann, "", ("../../etc/照片.png", PNG))
    ann.tells("完成")
    expert.tells("退回 H1 缺数据")
    hands_in(ann, "拜访提纲", "第二稿")
    expert.tells("通过 H2 好")
    owner.tells("作业 导出 拜访提纲")
    files = [part for post in owner.heard_privately.posts[-2:] for part in post.parts if isinstance(part, File)]
    assert [one.name for one in files] == ["拜访提纲.xlsx", "拜访提纲 附件1.zip"]
    sheet = load_workbook(io.BytesIO(town.app.files.read(files[0].file))).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert rows[0][:10] == ["林晓", "H1", 1, "2026-05-06 08:10", "否", "退回", "何琳", "2026-05-06 08:10", "缺数据", "=1+1"]
    assert rows[1][5] == "通过" and rows[2][:6] == ["周/航", None, None, None, None, "没交"]
    packed = ZipFile(io.BytesIO(town.app.files.read(files[1].file)))
    assert packed.namelist() == ["林晓 H1 第1版/01 文字.txt", "林晓 H1 第1版/02 照片.png", "林晓 H2 第2版/01 文字.txt"]
    assert packed.read("林晓 H1 第1版/02 照片.png") == PNG
    assert "要由社群经理来做" in ann.tells("作业 导出 拜访提纲")


def test_two_accounts_of_one_person_count_and_pay_once(either_town: Town) -> None:
    town = either_town
    on_telegram, on_wecom = two_accounts(town)
    owner = town.somebody("王岚")
    owner.tells("开始"), on_telegram.tells("开始"), on_wecom.tells("开始")
    owner.confirms("作业 拜访提纲 截止=6/10 18:00")
    owner.confirms("作业 复盘 截止=6/10 18:00")
    hands_in(on_telegram, "拜访提纲"), hands_in(on_wecom, "拜访提纲")
    hands_in(on_telegram, "复盘"), hands_in(on_wecom, "复盘")
    for number in (1, 2):
        owner.tells(f"通过 H{number} 好")
    owner.tells("退回 H3 缺数据")
    on_wecom.tells("交作业 复盘 又写了一段")
    town.pass_(minutes=6)
    said = on_telegram.becomes_one_with(on_wecom)
    assert "1份作业两边都通过了，只计一次：冲回20分" in said
    assert "积分：20" in on_telegram.tells("积分")
    mine = on_telegram.tells("作业 复盘")
    assert "第1版 H3" in mine and "第2版 H4" in mine and "等评" in mine
    assert "通过1、等评0" in owner.tells("作业 拜访提纲") and "H1 后来又交了一版" not in owner.tells("通过 H1 好")
    assert "第3版已交" in on_wecom.tells("交作业 完成")


def test_whoever_is_erased_leaves_counts_and_no_words(town: Town) -> None:
    owner, expert = staffed(town)
    ann, bob = learners(town, "林晓", "周航")
    owner.confirms("作业 拜访提纲 截止=6/10 18:00 评阅=何琳")
    hands_in(ann, "拜访提纲", "只有我知道的三个问题")
    hands_in(bob, "拜访提纲")
    data = ann.tells("我的数据")
    assert data
    ann.presses("继续删除", ann.tells("删除我的数据").posts[-1])
    assert "已删除" in ann.tells("彻底删除")
    assert "H1" not in expert.tells("待办") and "H2" in expert.tells("待办")
    assert "只有我知道" not in owner.tells("作业 看 H1")


def names_no_one(said: str, *people: Somebody) -> bool:
    return not any(who.name in said for who in people)


def test_in_a_group_nobody_is_named(town: Town) -> None:
    owner, expert = staffed(town)
    ann, bob = learners(town, "林晓", "周航")
    owner.tells("开始")
    owner.confirms("作业 拜访提纲 截止=6/10 18:00 评阅=何琳")
    hands_in(ann, "拜访提纲")
    for who, words in ((owner, "作业"), (owner, "作业 拜访提纲"), (owner, "作业 看 H1"), (ann, "作业"), (expert, "待办")):
        assert names_no_one(who.says(words), ann, bob), words
    assert "请在私聊里发给我" in ann.says("交作业 拜访提纲")
    assert "只给交的人和评的人看" in bob.tells("作业 看 H1")


def test_the_map_counts_what_was_accepted_once(town: Town) -> None:
    """J9's island: the homework is what is missing, its acceptance passes it, and taking that back takes the island back."""
    owner, expert = staffed(town)
    (ann,) = learners(town, "林晓")
    map_of(owner, "# 2岛\n作业: 2岛\n打卡: 1\n奖励: 金币 100\n")
    assert "没有叫《2岛》的作业" in str(owner.heard_privately)
    owner.confirms("作业 2岛 截止=6/10 18:00 评阅=何琳")
    map_of(owner, "# 2岛\n作业: 2岛\n打卡: 1\n奖励: 金币 100\n# 3岛\n作业: 2\n")
    ann.says("打卡")
    assert "作业 2岛" in ann.tells("我的地图")
    hands_in(ann, "2岛")
    assert "作业 2岛" in ann.tells("我的地图"), "handed in is not accepted"
    expert.tells("通过 H1 提纲清晰")
    assert "🎉 “2岛”通关，金币+100=100" in str(ann.heard_privately)
    assert "✅ 2岛" in ann.tells("我的地图") and "作业1/2" in ann.tells("我的地图")
    expert.takes_back()
    assert "✅ 2岛" not in ann.tells("我的地图")
    expert.tells("通过 H1 还是好")
    assert "✅ 2岛" in ann.tells("我的地图")


def test_a_reviewer_who_left_is_followed_by_who_set_it(town: Town) -> None:
    owner, expert = staffed(town)
    (ann,) = learners(town, "林晓")
    owner.confirms("作业 拜访提纲 截止=6/10 18:00 评阅=何琳")
    expert.presses("继续删除", expert.tells("删除我的数据").posts[-1])
    assert "已删除" in expert.tells("彻底删除")
    hands_in(ann, "拜访提纲")
    assert last(owner).startswith("📝 作业 H1 林晓《拜访提纲》")
    assert "✅" in owner.tells("通过 H1 好")


def test_whoever_comes_later_owes_it_too_and_hears_so(town: Town) -> None:
    owner, _ = staffed(town)
    learners(town, "林晓")
    owner.confirms("作业 拜访提纲 截止=6/10 18:00")
    owner.confirms("作业 旧作业 截止=5/7 18:00")
    town.go_to("5/8", "09:00")
    eve = town.somebody("赵雨")
    eve.comes()
    eve.tells("开始")
    assert "营里有1份作业等你交：《拜访提纲》（06-10 18:00 截止）" in str(eve.heard_privately)
    assert hands_in(eve, "拜访提纲") == 1


def test_the_same_in_english(town: Town) -> None:
    owner, expert = staffed(town)
    (ann,) = learners(town, "Ann")
    for who in (owner, expert, ann):
        who.tells("语言 English")
    owner.tells("homework Visit write three questions until=6/10 18:00 reviewer=何琳 late=refuse")
    assert "1 person is being told" in owner.presses("Send", owner.heard_privately.posts[-1])
    assert last(ann).startswith("📘 Homework “Visit”, until 06-10 18:00\nWhat to do: write three questions")
    assert "so far: 1 text" in ann.tells("submit Visit my three questions")
    assert "“Visit”, version 1, is handed in (H1): 1 text." in ann.tells("done")
    assert "What is to be changed?" in expert.tells("return H1")
    assert "returned, and they know why" in expert.tells("figures are missing")
    assert "came back: figures are missing" in last(ann)
    assert hands_in_english(ann) == "✅ “Visit”, version 2, is handed in (H2): 1 text. You will hear when it was read."
    expert.tells("approve H2 clear")
    assert last(ann) == "🎉 Homework “Visit” is accepted (H2) | +20 | 20 points\n何琳: clear"
    assert "1/1 in (1 accepted, 0 to read, 0 returned" in owner.tells("homework")


def hands_in_english(who: Somebody) -> str:
    who.tells("submit Visit better")
    return str(who.tells("done"))
