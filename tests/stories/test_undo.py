"""撤销 names what it would undo, newest act first whatever its kind, and undoes it only as long as role and state allow it."""

from __future__ import annotations

from bot.feature import Role
from storage import audit, points
from tests.test_acts import ROUTER
from tests.town import Somebody, Town


def titled(who: Somebody) -> str:
    return who.tells("积分").replace("：", "", 1)


def test_the_reminder_set_after_a_question_is_what_is_taken_back(town: Town) -> None:
    """The third of the given dialogs."""
    town.somebody("王岚").tells("积分")
    ann = town.learner("林晓")
    ann.says("提问 怎么让老学员多带新学员")
    ann.tells("提醒 下周一 9:00 交表")
    shown = ann.tells("撤销")
    assert "林晓 给自己设了提醒 R1：交表" in shown and "A-0001" not in shown
    assert "取消了：交表" in ann.presses("确认撤销", shown.posts[-1])
    shown = ann.tells("撤销")
    assert "林晓 提问 A-0001" in shown
    assert "A-0001 已撤回" in ann.presses("确认撤销", shown.posts[-1])


def test_a_reminder_to_oneself_is_in_nobodys_log(town: Town) -> None:
    owner, ann = town.somebody("王岚"), town.learner("林晓")
    ann.tells("提醒 明天 9:00 去面谈")
    assert "面谈" not in owner.tells("记录")


def test_nothing_is_undone_before_it_is_agreed_to_and_nothing_twice(town: Town) -> None:
    owner, ann = town.somebody("王岚"), town.learner("林晓")
    owner.tells("加分 林晓 10 案例")
    shown = owner.tells("撤销")
    assert "王岚 给 林晓 加分 +10：案例" in shown and "08:20 前按“确认撤销”" in shown and "积分10" in titled(ann)
    assert "10分已收回" in owner.presses("确认撤销", shown.posts[-1])
    owner.presses("确认撤销", shown.posts[-1])
    assert "已经撤销过了" in "".join(str(post) for post in town.squares["telegram"].posts if post.whisper)
    assert titled(ann).startswith("积分0")


def test_shown_in_private_wherever_it_is_asked_for(town: Town) -> None:
    owner, _ = town.somebody("王岚"), town.learner("林晓")
    owner.tells("加分 林晓 10 案例")
    assert owner.says("撤销") == "已私聊发给你。" and "林晓" in str(owner.heard_privately.posts[-1])


def test_an_act_that_cannot_be_undone_is_named_and_the_one_before_it_offered(town: Town) -> None:
    owner, _ = town.somebody("王岚"), town.learner("林晓")
    owner.tells("加分 林晓 10 案例")
    owner.says("绑定群 营销实战营2605", room="群三")
    shown = owner.tells("撤销")
    assert "这一步撤不了：\n王岚 把群 telegram:群三 绑到营" in shown and "把我移出那个群" in shown
    assert "再往前一步可以撤：" in shown and "王岚 给 林晓 加分 +10：案例" in shown
    assert "10分已收回" in owner.presses("确认撤销", shown.posts[-1])


def test_a_setting_the_owner_changed_since_is_not_reset(town: Town) -> None:
    owner, he = town.somebody("王岚"), town.learner("何琳")
    owner.tells("角色 何琳 经理")
    he.tells("设置 打卡分 8")
    stale = he.tells("撤销").posts[-1]
    town.pass_(minutes=1)
    owner.tells("设置 打卡分 9")
    said = he.tells("撤销")
    assert "之后 08:11 王岚 把“打卡分”从 8 改成 9。没有撤销。" in said and not said.posts[-1].buttons
    he.presses("确认撤销", stale)
    assert "打卡分 现在是 9" in owner.tells("设置 打卡分")


def test_who_was_demoted_undoes_nothing_of_a_manager(town: Town) -> None:
    owner, he = town.somebody("王岚"), town.learner("何琳")
    owner.tells("角色 何琳 经理")
    he.tells("设置 打卡分 8")
    stale = he.tells("撤销").posts[-1]
    owner.tells("角色 何琳 学员")
    assert "这要经理才能撤，你现在不是了" in he.tells("撤销")
    he.presses("确认撤销", stale)
    assert "打卡分 现在是 8" in owner.tells("设置 打卡分")


def test_after_ten_minutes_a_shown_act_stands(town: Town) -> None:
    owner, ann = town.somebody("王岚"), town.learner("林晓")
    owner.tells("加分 林晓 10 案例")
    stale = owner.tells("撤销").posts[-1]
    town.pass_(minutes=10)
    owner.presses("确认撤销", stale)
    assert titled(ann).startswith("积分10")
    assert "没有可以撤销" in owner.tells("撤销")


def test_titles_follow_what_was_earned_and_stands(town: Town) -> None:
    """The case title-from-a-slip: a deduction is spent, not un-earned, and an award taken back was never there."""
    owner, one, other = town.somebody("王岚"), town.learner("林晓"), town.learner("周航")
    for words in ("加分 林晓 150 x", "加分 林晓 -120 y", "加分 林晓 200 手滑"):
        owner.tells(words)
    owner.takes_back()
    assert titled(one).startswith("积分30") and "同行者" in titled(one)
    owner.tells("加分 周航 140 x")
    owner.tells("加分 周航 -100 手滑")
    owner.takes_back()
    assert titled(other).startswith("积分140") and "破冰者" in titled(other)
    assert town.look(points.ASTRAY) == []


def test_an_accepted_answer_is_taken_back_with_its_points_and_can_be_accepted_anew(either_town: Town) -> None:
    town = either_town
    owner, ann, he = town.opened(), town.learner("林晓"), town.learner("何琳")
    for one in (owner, ann, he):
        one.tells("积分")
    owner.tells("角色 何琳 专家")
    ann.says("提问 客户嫌报价高怎么回")
    he.tells("答 A-0001 先问与谁比")
    assert "何琳+15" in ann.tells("采纳 A-0001")
    shown = ann.tells("撤销")
    assert "采纳了 何琳 对 A-0001 的回答" in shown
    said = ann.presses("确认撤销", shown.posts[-1])
    assert "A-0001 的采纳已撤销：K-0001 撤下，何琳收回15分，问题重新等着采纳。" in said
    assert titled(he).startswith("积分0") and "采纳被撤销了" in he.heard_privately
    assert "没有找到" in ann.tells("搜 报价 高") or "K-0001" not in ann.tells("搜 报价 高")
    assert "归档 K-0002｜何琳+15" in ann.tells("采纳 A-0001") and titled(he).startswith("积分15")
    assert town.look(points.ASTRAY) == []


def test_tags_the_dictionary_and_plans_come_back(town: Town) -> None:
    owner, ann = town.somebody("王岚"), town.learner("林晓")
    ann.tells("积分")
    owner.tells("标签 林晓 +骨干")
    owner.tells("标签 林晓 +华东 -骨干")
    assert owner.takes_back().startswith("✅") and "骨干 1" in owner.tells("标签") and "华东" not in owner.tells("标签")
    owner.tells("词典 企微=企业微信")
    owner.tells("词典 删 企微")
    owner.takes_back()
    assert "企微=企业微信" in owner.tells("词典")
    owner.takes_back()
    assert "词典还是空的" in owner.tells("词典")
    owner.confirms("投票 开始=每周一 9:00 学什么？ 谈判/洞察")
    assert "N1 不再开了" in owner.takes_back() and owner.tells("投票").startswith("现在没有投票")


CHANGES = {
    "投票": ("poll", "poll_plan", "poll_screen"),
    "问卷": ("survey", "survey_plan"),
    "发起": ("survey", "exam"),
    "设置": ("set",),
    "看板": ("care", "care_outcome"),
    "预警": ("care_rule", "care_rule_stopped"),
    "评分": ("grade", "spot_scored"),
    "巡查": ("filter",),
    "维持": ("case_upheld",),
    "改判": ("case_overturned",),
    "合并": ("qa_merge",),
    "招募": ("set", "recruiting_form"),
    "设目标": ("goal_set", "goal_ended", "goal_entered"),
    "通过": ("grade", "admit", "application_approved"),
    "拒绝": ("grade", "turn_down", "application_rejected"),
    "退回": (),
    "忽略": ("qa_apart", "qa_let_be", "care_outcome"),
    "处理": ("care", "care_outcome", "qa_nudge"),
    "导入": ("import",),
    "入群": ("admit", "turn_down"),
    "课表": ("course", "lesson_retired", "weak_lesson"),
    "角色": ("role",),
    "邀请": ("invite", "invite_revoked"),
    "标签": ("tag",),
    "加分": ("award", "award_coins"),
    "ROI": ("roi_worked_out",),
    "目标": ("target_set", "target_dropped"),
    "柯氏报告": ("kirkpatrick_reported",),
    "成效": ("outcomes_expected",),
    "上架": ("shop_list",),
    "下架": ("shop_delist",),
    "归档": ("archive", "archive_change", "archive_retire", "archive_supersede", "archive_restore"),
    "词典": ("dictionary", "dictionary_forget"),
    "查重": ("qa_merge", "qa_apart"),
    "题库": ("question", "question_retired"),
    "重新判分": ("regrade",),
    "地图": ("path", "path_renamed"),
    "开赛": ("contest", "contest_screen"),
    "作废": ("certificate_revoked",),
    "课前测": ("exam_pair",),
    "课后测": ("exam_pair",),
}
"""What hosts, experts and managers change by their commands, as the acts it is undone by."""
NOTHING_TO_UNDO = {
    **dict.fromkeys(
        ("结果", "谁没填", "谁没打卡", "周完成率", "周报", "成员", "导出", "对比", "彩排", "讲师", "工作台"), "it reads"
    ),
    **dict.fromkeys(("记录", "联系不上", "消息预算", "指标"), "it reads"),
    "暂停": "继续 ends it",
    "继续": "暂停 ends it",
    "待办": "it reads",
    "停赛": "the board and the points have been published; a contest that has not begun is the act contest",
    "没发出": "what was sent again is on its way; what was dropped had not been sent",
}


def test_every_command_that_changes_something_says_by_which_acts_it_is_undone() -> None:
    staff = {one.word for one in ROUTER.commands.values() if one.by >= Role.EXPERT or one.hosts}
    assert staff == CHANGES.keys() | NOTHING_TO_UNDO.keys() and not CHANGES.keys() & NOTHING_TO_UNDO.keys()
    assert {act for acts in CHANGES.values() for act in acts} <= ROUTER.acts.keys()


def test_every_act_is_undone_or_says_why_not() -> None:
    for code, act in ROUTER.acts.items():
        assert (code in ROUTER.undoings) is not bool(act.final), code
        assert act.final is None or not act.final.fields, code
    managers = {code for code, undoing in ROUTER.undoings.items() if undoing.by is Role.LEARNER}
    assert managers == {
        "ask",
        "ask_unnamed",
        "behaviour_reported",
        "case_written",
        "event_question",
        "event_question_unnamed",
        "event_signup",
        "homework_handed_in",
        "leave",
        "mentor_ended",
        "my_goal_closed",
        "my_goal_set",
        "onboarding_signed",
        "redeemed",
        "remind_me",
    }, "whatever a manager does is undone by a manager"


def test_the_log_of_before_roles_were_kept_needs_the_role_of_the_act(town: Town) -> None:
    owner, he = town.somebody("王岚"), town.learner("何琳")
    owner.tells("角色 何琳 经理")
    he.tells("设置 打卡分 8")

    async def forget() -> None:
        await town.database.transact(lambda db: db.execute("UPDATE audit SET role = NULL"))

    town.run(forget())
    assert "改回 5" in he.takes_back()
    assert town.look(audit.ENTRIES, camp=1, most=1, before=2**62)[0].undone_at is not None
