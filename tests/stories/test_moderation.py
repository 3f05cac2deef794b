"""Rules that work: filters on trial and in force, cases in 待办, the ladder, appeals that somebody else decides, and what ends by itself."""

from __future__ import annotations

import threading
from io import BytesIO

import segno
from sqlalchemy import select

from bot.channel import Can
from bot.messages import FileRef, InboundEvent, Kind, Provenance
from bot.parts import Delete, Restrict
from storage.channels import web
from storage.connection import Db
from storage.memberships import membership
from storage.moderation.cases import moderation_case
from storage.moderation.penalties import penalty
from storage.outbox import outbox
from tests.engines import on_sqlite
from tests.stories.test_connect import two_accounts
from tests.stories.test_import_export import send
from tests.town import Heard, Somebody, Town

RULES = "每个工作日打卡；尊重别人；不发广告"
AD = "加V看股票 http://bad.example.xyz"


def staffed(town: Town) -> tuple[Somebody, Somebody, Somebody]:
    """A camp with rules: its owner, another manager, a learner."""
    wang, li = town.somebody("王岚"), town.learner("李主管")
    li.tells("积分")
    wang.tells("角色 李主管 经理")
    wang.confirms(f"群规 {RULES}")
    lin = town.learner("林晓")
    lin.tells("积分")
    return wang, li, lin


def acts(town: Town, kind: type) -> list[object]:
    """What was done on the platform."""
    return [part for post in town.squares["telegram"].posts for part in post.parts if isinstance(part, kind)]


def can_act(town: Town) -> None:
    """The platform lets us delete, silence and remove."""
    town.squares["telegram"].can = Can(deletes=True, restricts=True, removes=True)


def told(who: Somebody) -> Heard:
    """Everything somebody was told in private."""
    return who.heard_privately


def steps(town: Town) -> list[tuple[str, bool]]:
    """Every step given, and whether it stands."""
    rows = town.look(select(penalty.c.step, penalty.c.overturned_at).order_by(penalty.c.id))
    return [(row.step, row.overturned_at is None) for row in rows]


def test_j3_from_a_trial_to_a_mistake(town: Town) -> None:
    wang, li, lin = staffed(town)
    zhou = town.learner("周航")
    assert "G3 不发广告" in lin.says("群规")
    assert "先试运行：抓到的只报给经理" in wang.tells("巡查 词 G3 加V；看股票")
    before = len(town.squares["telegram"].posts)
    assert lin.chats("今天的课很好") == ""
    assert len(town.squares["telegram"].posts) == before, "talk nobody minds is nobody's business"
    assert lin.chats(AD) == "", "on trial nothing is touched, and the group hears nothing"
    card = told(wang).posts[-1]
    assert (
        "🚩 M1 林晓 可能违反群规G3“不发广告”：词“加V”" in str(card) and AD in str(card) and "试运行：什么都没有动" in str(card)
    )
    assert told(li).endswith(str(card))
    waiting = wang.tells("待办 M")
    assert "🚩 M1 林晓" in waiting and "处理 M1\n忽略 M1" in waiting and "改判 M1" not in waiting
    done = wang.tells("处理 M-1 警告 发布无关广告")
    assert "✅ M1 林晓：警告（第1次），已私下告诉本人。" in done
    assert "已按群规G3处理1条消息。" in str([str(post) for post in town.squares["telegram"].posts if post.room == "群一"])
    warned = told(lin)
    assert "你收到第1次警告（G3“不发广告”，06-05前有效）。原因：发布无关广告。3次将禁言24小时。" in warned
    assert "林晓" not in zhou.says("群规") and "M1" not in told(zhou), "nobody else is told"
    assert "M1 警告｜G3“不发广告”｜05-06，有效到 06-05" in lin.tells("处罚") and "有效的警告：1次" in lin.tells("处罚")
    assert "已经定了" in li.tells("处理 M1 禁言")

    assert "已交给另一位经理" in lin.tells("申诉 M-1 是课程资料链接")
    assert "申诉：是课程资料链接" in told(li).posts[-1].__str__() and AD in str(told(li).posts[-1])
    assert "你处理的，不能自己裁决" in wang.tells("改判 M1 我看错了")
    assert not any("是课程资料链接" in row.parts for row in town.look(select(outbox.c.parts))), (
        "an appeal is kept in one place too"
    )
    assert "要写原因" in li.tells("改判 M1")
    assert "✅ M1 改判，警告已撤销，记为误判" in li.tells("确为课程资料")
    assert "记录保留为“误判”。原因：确为课程资料" in told(lin)
    mine = lin.tells("处罚")
    assert "误判，不算" in mine and "有效的警告：0次" in mine
    assert "已经定了" in li.tells("维持 M1 再想想")
    assert "只能申诉一次。结果：改判" in lin.tells("申诉 M1 再来一次")
    sums = wang.tells("处罚")
    assert "近30天处罚 1次，其中误判 1次" in sums and "G3“不发广告”：警告1次（误判1次）" in sums


def test_three_warnings_silence_until_it_ends_by_itself(town: Town) -> None:
    wang, _li, lin = staffed(town)
    can_act(town)
    for n in (1, 2, 3):
        said = wang.confirms(f"处罚 林晓 警告 G2 第{n}回")
        assert f"✅ M{n} 林晓：警告（第{n}次）" in said
        town.pass_(minutes=1)
    assert "满3次，禁言到" in said
    (silence,) = acts(town, Restrict)
    assert isinstance(silence, Restrict) and silence.until is not None and silence.account == "林晓"
    assert "你被禁言到" in told(lin) and "有效的警告满3次" in told(lin)
    assert "有效的警告：0次" in lin.tells("处罚"), "what led to a silence leads to no other"
    town.restart()
    can_act(town)
    town.pass_(hours=24)
    assert acts(town, Restrict)[-1] == Restrict("林晓", None)
    assert "禁言到期了" in told(lin)
    assert [step for step, _ in steps(town)] == ["warn", "warn", "warn", "silence"]
    town.pass_(days=31)
    assert "已失效" in lin.tells("处罚")


def test_what_falls_takes_what_leant_on_it_along(town: Town) -> None:
    wang, li, lin = staffed(town)
    can_act(town)
    for n in (1, 2, 3):
        wang.confirms(f"处罚 林晓 警告 G2 第{n}回")
    lin.tells("申诉 M1 不是我")
    assert "禁言已撤销" in li.tells("改判 M1 查过了，不是他").replace("警告、", "")
    assert acts(town, Restrict)[-1] == Restrict("林晓", None), "the silence ends at once"
    assert "有效的警告：2次" in lin.tells("处罚"), "the other two count again"
    assert steps(town) == [("warn", False), ("warn", True), ("warn", True), ("silence", False)]
    town.pass_(hours=25)
    assert told(lin).count("禁言到期了") == 0
    assert "第3次" in wang.confirms("处罚 林晓 警告 G2 又一回") and len(acts(town, Restrict)) == 3


def test_a_removal_keeps_out_and_an_appeal_lets_back(town: Town) -> None:
    wang, li, lin = staffed(town)
    assert "移出到" in wang.confirms("处罚 林晓 移出 G2 屡次辱骂")
    assert "不能由我移出，请在群里手动操作" in wang.heard_privately, "a platform that cannot is said to"
    assert "你已被移出" in told(lin)
    assert "林晓" not in wang.tells("成员")
    lin.says("打卡")
    assert "林晓" not in wang.tells("成员"), "coming back by a word is no way back"
    assert "M1 移出" in lin.tells("处罚")
    assert "已交给" in lin.tells("申诉 M1 没有辱骂过")
    assert "维持 M1\n改判 M1" in li.tells("待办 M")
    assert "改判" in li.tells("改判 M1 弄错了人")
    assert "林晓" in wang.tells("成员")


def test_in_force_a_message_goes_and_penalties_stay_with_people(town: Town) -> None:
    wang, li, lin = staffed(town)
    can_act(town)
    wang.tells("巡查 词 G3 加V；看股票")
    assert "抓到的消息会删" in wang.tells("巡查 词 打开")
    said = lin.chats("加 V 看 股 票")
    assert acts(town, Delete) and said.strip().endswith("已按群规G3处理1条消息。")
    for _ in range(3):
        assert lin.chats("再说一次加Ｖ").strip() == "", "one line a case, not one a message"
    assert len(acts(town, Delete)) == 4 and "4次" in wang.tells("待办 M1")
    assert wang.chats("加V看股票") == "" and li.chats("加V看股票") == "", "who runs the camp is never filtered"
    (row,) = town.look(select(moderation_case.c.id))
    assert row.id == 1
    assert "M1 已忽略" in wang.tells("忽略 M1") and steps(town) == []
    assert "回到试运行" in wang.tells("巡查 词 试运行")
    before = len(acts(town, Delete))
    lin.chats("加V")
    assert len(acts(town, Delete)) == before
    assert "已关闭" in wang.tells("巡查 词 关闭")
    lin.chats("加V")
    assert "M3" not in wang.tells("待办 M")


def edited(who: Somebody, words: str) -> InboundEvent:
    event = who.event(Kind.EDITED, words, who.town.at(who.channel, who.room))
    return InboundEvent(event.key, event.at, event.address, event.sender, Kind.EDITED, words, data={"ref": "群一/x"})


def test_every_kind_of_filter_catches_its_own(town: Town) -> None:
    wang, _, lin = staffed(town)
    for kind in ("链接", "名片", "新人 24", "点名 2", "重复 3", "刷屏 5"):
        word, _, number = kind.partition(" ")
        assert f"巡查“{word}”" in wang.tells(f"巡查 {word} G3 {number}".strip())
    wang.tells("巡查 链接 允许 example.com")
    wang.tells("巡查 域名 G3 bad.com")
    assert "允许1个域名" in wang.tells("巡查")
    caught = lambda: {row.kind for row in town.look(select(moderation_case.c.kind))}  # noqa: E731
    lin.chats("看 https://docs.example.com/a 和 报告.docx")
    assert caught() == set()
    lin.chats("看 https://elsewhere.net/a")
    assert caught() == {"links"}
    lin.chats("去 b a d . com")
    assert caught() == {"links", "domains"}
    lin.chats("@甲 @乙 @丙 来")
    assert "mentions" in caught()
    lin.town.hear(
        InboundEvent(
            "telegram:card",
            town.clock.now(),
            town.at("telegram", "群一"),
            lin.event(Kind.SAID, "", lin.private).sender,
            Kind.SAID,
            "",
            data={"card": True},
        )
    )
    assert "cards" in caught()
    old = town.learner("老成员")
    town.pass_(hours=25)
    new = town.learner("新成员")
    forwarded = {"provenance": Provenance.FORWARDED}
    for who in (old, new):
        event = who.event(Kind.SAID, "转一段话", town.at("telegram", "群一"))
        town.hear(InboundEvent(event.key, event.at, event.address, event.sender, Kind.SAID, "转一段话", data=forwarded))
    (newcomer,) = town.look(select(moderation_case.c.person_id).where(moderation_case.c.kind == "newcomers"))
    assert newcomer.person_id != town.look(select(moderation_case.c.person_id))[0].person_id
    for _ in range(3):
        old.chats("大家快来看这个")
    assert "copies" in caught()
    for n in range(5):
        new.chats(f"第{n}条闲话")
    assert "floods" in caught()
    town.receive(edited(old, "改成 http://elsewhere.net/b"))
    town.settle()
    assert len([row for row in town.look(select(moderation_case.c.kind)) if row.kind == "links"]) == 2, (
        "an edit is looked at too"
    )


def test_who_left_or_became_a_manager_meanwhile_is_not_penalised(town: Town) -> None:
    wang, _li, lin = staffed(town)
    wang.tells("巡查 词 G3 加V；看股票")
    lin.chats("加V")
    wang.tells("角色 林晓 专家")
    assert "处罚只对学员" in wang.tells("处理 M1 警告")
    wang.tells("角色 林晓 学员")
    town.hear(lin.event(Kind.LEFT, "", town.at("telegram", "群一")))
    assert "已经不在营里，没有处罚" in wang.tells("处理 M1 警告") and steps(town) == []
    assert "✅ M1 已忽略" in wang.tells("忽略 M1")


def test_an_only_manager_cannot_judge_themselves(town: Town) -> None:
    wang = town.somebody("王岚")
    wang.confirms(f"群规 {RULES}")
    lin = town.learner("林晓")
    lin.tells("积分")
    wang.confirms("处罚 林晓 警告 G1 没打卡")
    assert "原来处理的人不能裁自己的，有了另一位就由他定" in lin.tells("申诉 M1 打过了")
    assert "没有等你定的" in wang.tells("待办 M") or "M1" not in wang.tells("待办 M")
    assert "不能自己裁决" in wang.tells("维持 M1 没有记录")
    li = town.learner("李主管")
    li.tells("积分")
    wang.tells("角色 李主管 经理")
    assert "维持 M1\n改判 M1" in li.tells("待办 M")
    assert "✅ M1 维持" in li.tells("维持 M1 没有记录")
    assert "维持原来的决定。原因：没有记录" in told(lin)


def test_an_appeal_has_fourteen_days(town: Town) -> None:
    wang, _, lin = staffed(town)
    wang.confirms("处罚 林晓 提醒 G1 记得打卡")
    assert "没有对你的 M1" in town.learner("周航").tells("申诉 M1 替他说句话")
    town.pass_(days=15)
    assert "过了14天，不能申诉了" in lin.tells("申诉 M1 才看到")
    assert "没有对你的处罚" in town.somebody("周航").tells("申诉")
    assert "M1" in lin.tells("申诉")


def test_a_step_is_taken_back_by_who_gave_it_until_it_is_appealed(town: Town) -> None:
    wang, _, lin = staffed(town)
    wang.confirms("处罚 林晓 警告 G1 没打卡")
    assert "处罚已撤回，记为误判" in wang.takes_back()
    assert "警告不再计数" in told(lin) and steps(town) == [("warn", False)]
    town.pass_(minutes=1)
    wang.confirms("处罚 林晓 警告 G1 真的没打卡")
    lin.tells("申诉 M2 打过了")
    wang.takes_back()
    assert steps(town) == [("warn", False), ("warn", True)], "what was appealed is another manager's"


def test_words_are_in_one_place_and_go_thirty_days_after_the_case(town: Town) -> None:
    wang, _, lin = staffed(town)
    wang.tells("巡查 词 G3 加V；看股票")
    lin.chats(AD)
    wang.tells("待办 M1")
    kept = town.look(select(outbox.c.parts))
    assert not any(AD in row.parts for row in kept), "cards hold a reference"
    assert AD in told(wang), "which is said as it is sent"
    wang.tells("忽略 M1")
    town.pass_(days=29)
    assert town.look(select(moderation_case.c.words))[0].words == AD
    town.pass_(days=3)
    assert town.look(select(moderation_case.c.words))[0].words is None


def test_what_the_web_chat_showed_of_a_case_goes_with_its_words(town: Town) -> None:
    """There cards stand as they were read: they go too, and no others."""
    wang, _, lin = staffed(town)
    wang.tells("巡查 词 G3 加V；看股票")
    lin.chats(AD)
    town.learner("周航").chats("看股票吗")
    cards = {
        n: row.id for row in town.look(select(outbox.c.id, outbox.c.parts)) for n in (1, 2) if f'["kept",{n},' in row.parts
    }

    def shown(db: Db) -> None:
        for n, card in cards.items():
            web.write(
                db, room=f"@{n}", key=f"outbox:{card}", kind="bot", author=None, name="小助", parts="[]", at=town.clock.now()
            )

    town.run(town.app.keep(shown))
    wang.tells("忽略 M1")
    town.pass_(days=31)
    assert [row.key for row in town.look(select(web.web_post.c.key))] == [f"outbox:{cards[2]}"], "M2 still waits"


def test_erasing_oneself_ends_no_penalty(town: Town) -> None:
    wang, _, lin = staffed(town)
    wang.tells("巡查 词 G3 加V")
    lin.chats("加V找我")
    wang.tells("处理 M1 警告 广告")
    wang.confirms("处罚 林晓 移出 G3 屡教不改")
    lin.tells("删除我的数据 继续")
    assert "已删除" in lin.tells("彻底删除")
    row = town.look(select(moderation_case.c.words, moderation_case.c.id))[0]
    assert row.words is None
    town.pass_(minutes=5)
    lin.says("打卡")
    assert "林晓" not in wang.tells("成员"), "they are known again and stay out"
    assert "M2 移出" in lin.tells("处罚") and "M1 警告" in lin.tells("处罚")


def test_a_filter_goes_with_its_rule(town: Town) -> None:
    wang, _, _lin = staffed(town)
    wang.tells("巡查 词 G3 加V")
    wang.tells("巡查 词 打开")
    wang.confirms("群规 不发广告；每个工作日打卡")
    assert "G1“不发广告”｜已打开" in wang.tells("巡查")
    wang.confirms("群规 每个工作日打卡；先举手")
    assert "｜试运行" in wang.tells("巡查"), "a rule that is gone is enforced by nobody"


@on_sqlite
def test_of_two_managers_at_once_one_decides(either_town: Town) -> None:
    town = either_town
    town.opened()
    wang, li, lin = staffed(town)
    wang.tells("巡查 词 G3 加V")
    lin.chats("加V")
    answers = [who.tells("处理 M1 警告 广告") for who in (wang, li)]
    assert "警告（第1次）" in answers[0] and "已经定了" in answers[1]
    assert steps(town) == [("warn", True)]


def test_a_list_comes_as_a_file_and_goes_with_it(town: Town) -> None:
    wang, _, lin = staffed(town)
    content = "词,名单\n加V,词\n看股票,\nbad.com,域名\n/a.*b/,词\n".encode()
    report = send(wang, "词表.csv", content, "导入 词表")
    assert "可导入3，问题1" in report and "像正则表达式" in report
    told_so = wang.tells("导入")
    assert "已导入3个词" in told_so and "巡查 词 G1" in told_so
    wang.tells("巡查 词 G3")
    lin.chats("看 股 票")
    assert "🚩 M1" in told(wang)
    assert "收回3个词" in wang.takes_back()
    assert "是空的" in wang.tells("巡查 词 看")
    many = "词\n" + "".join(f"广告词语{n}\n" for n in range(100_000))
    assert "最多20000个词，这个文件超过了，什么都没有改" in send(wang, "词表.csv", many.encode(), "导入 词表")


def test_a_long_list_is_made_ready_beside_the_talk(town: Town) -> None:
    wang, _, lin = staffed(town)
    wang.tells("巡查 词 G3 加V")
    lines = "词\n" + "".join(f"广告词语{n}号\n" for n in range(3_000))
    send(wang, "词表.csv", lines.encode(), "导入 词表")
    wang.tells("导入")
    lin.chats("先来一句")
    for thread in threading.enumerate():
        if thread.name == "word list":
            thread.join()
    lin.chats("广告 词语 2999 号")
    assert "“广告词语2999号”" in told(wang)


def test_a_code_in_a_picture_is_read(town: Town) -> None:
    wang, _, lin = staffed(town)
    wang.tells("巡查 二维码 G3")
    picture = BytesIO()
    segno.make("https://bad.example.xyz/join").save(picture, kind="png", scale=6)
    for name, content in (("群.png", picture.getvalue()), ("合影.png", b"\x89PNG\r\n\x1a\nnothing")):
        town.squares["telegram"].files[name] = content
        lin.says("", files=(FileRef(name, len(content), name),))
    assert "二维码“https://bad.example.xyz/join”" in told(wang) and "M2" not in told(wang)


def test_two_accounts_that_were_both_penalised_become_one(either_town: Town) -> None:
    town = either_town
    on_telegram, on_wecom = two_accounts(town)
    wang = town.somebody("王岚")
    wang.confirms(f"群规 {RULES}")
    first, second = sorted(row.id for row in town.look(select(membership.c.id)))[-2:]
    for number in (first, second):
        assert "警告（第1次）" in wang.confirms(f"处罚 #{number} 警告 G2 骂人")
    code = on_wecom.tells("绑定").split("绑定 ")[1][:6]
    assert "两边的处罚合在一起：2次警告有效" in on_telegram.tells(f"绑定 {code}")
    assert "有效的警告：2次" in on_telegram.tells("处罚")
    assert "满3次" in wang.confirms(f"处罚 #{first} 警告 G2 再一回") + wang.confirms(f"处罚 #{second} 警告 G2 再一回")
