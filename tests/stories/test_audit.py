"""The audit log: what managers read of every act, in both languages, and whom it names after two people became one."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from bot.messages import Kind
from scheduler import rhythm
from scheduler.rhythm import Daily
from storage import audit
from storage.connection import Db
from tests.engines import on_sqlite
from tests.stories.test_connect import members, two_accounts
from tests.stories.test_joining import asks
from tests.town import Somebody, Town

ANN = 2
"""The second person the town has met."""
TAG: dict[str, Any] = {"person": 1, "change": "+骨干"}

# act → (its details, the sentence in Chinese, and in English)
SENTENCES: dict[str, tuple[dict[str, Any], str, str]] = {
    "invite": (
        {"number": 3, "room": "网页群", "seats": 20},
        "王岚 发了3号邀请：网页群“网页群”，20个名额",
        "王岚 gave invitation 3 into “网页群” with 20 seats",
    ),
    "invite_revoked": ({"number": 3}, "王岚 收回了3号邀请", "王岚 withdrew invitation 3"),
    "filter": (
        {"kind": "words", "mode": "on"},
        "王岚 把巡查“词”设为已打开",
        "王岚 set the filter “words”: in force",
    ),
    "penalty": ({"case": 88, "step": "warn"}, "王岚 处理了 M88：警告", "王岚 decided M88: a warning"),
    "case_dismissed": ({"case": 88}, "王岚 忽略了 M88", "王岚 dismissed M88"),
    "case_upheld": ({"case": 88}, "王岚 维持了 M88", "王岚 upheld M88"),
    "case_overturned": (
        {"case": 88},
        "王岚 改判了 M88，记为误判",
        "王岚 overturned M88, on record as a mistake",
    ),
    "grade": (
        {"person": 1, "number": "J12", "score": 80},
        "王岚 给 王岚 的简答 J12 评了80分",
        "王岚 graded 王岚's short answer J12 with 80",
    ),
    "qa_nudge": ({"person": 1, "code": "A-0007"}, "王岚 催了 王岚 答 A-0007", "王岚 reminded 王岚 of A-0007"),
    "qa_let_be": ({"code": "A-0007"}, "王岚 定了 A-0007 不再催", "王岚 took A-0007 off the list of late questions"),
    "case_written": ({"number": 3}, "王岚 写了案例3", "王岚 wrote case 3"),
    "case_archived": ({"number": 3, "code": "K-0007"}, "王岚 把案例3归档为 K-0007", "王岚 archived case 3 as K-0007"),
    "templates_added": ({"n": 2}, "王岚 加了2份模板", "王岚 added 2 templates"),
    "roi_worked_out": (
        {"month": "2026-05", "version": 2},
        "王岚 算了2026-05的ROI，第2版",
        "王岚 worked out the return of 2026-05, version 2",
    ),
    "kirkpatrick_reported": (
        {"report": "kirkpatrick 7", "n": 12},
        "王岚 出了柯氏报告 kirkpatrick 7，12个数",
        "王岚 made Kirkpatrick report kirkpatrick 7, figures: 12",
    ),
    "target_set": ({"number": 1, "version": 2}, "王岚 设了目标1，第2版", "王岚 set target 1, version 2"),
    "target_dropped": ({"number": 1}, "王岚 停用了目标1", "王岚 dropped target 1"),
    "template_removed": ({"title": "价格异议"}, "王岚 删了模板《价格异议》", "王岚 removed the template “价格异议”"),
    "outcomes_expected": (
        {"sponsor": "李总", "n": 2},
        "王岚 记下李总的2项期望",
        "王岚 wrote down 2 expectations of 李总",
    ),
    "level_set": (
        {"name": "顾问", "version": 2},
        "王岚 发布了“顾问”的晋升标准第2版",
        "王岚 published what “顾问” asks for, version 2",
    ),
    "level_removed": ({"name": "顾问"}, "王岚 删了级别“顾问”", "王岚 removed the level “顾问”"),
    "level_confirmed": (
        {"person": 1, "level": "高级管理员", "version": 2},
        "王岚 确认 王岚 升为“高级管理员”，达到标准第2版",
        "王岚 confirmed 王岚 as Senior manager, version 2 met",
    ),
    "level_noted": (
        {"person": 1, "level": "顾问", "version": 2},
        "王岚 记下 王岚 现在是“顾问”，没有按第2版核对",
        "王岚 noted 王岚 as 顾问, not held against version 2",
    ),
    "level_put_off": (
        {"person": 1, "level": "高级管理员"},
        "王岚 先不定 王岚 升“高级管理员”",
        "王岚 put off Senior manager of 王岚",
    ),
    "feedback_set": (
        {"n": 5, "ends": "2026-05-06"},
        "王岚 设了互评：5人，2026-05-06 结束的培训",
        "王岚 set ratings: 5 people, training ended 2026-05-06",
    ),
    "feedback_raters": ({"person": 1}, "王岚 改了王岚的评分人", "王岚 changed who rates 王岚"),
    "feedback_stopped": ({}, "王岚 停了互评", "王岚 stopped the ratings"),
    "roleplay_set": ({"event": "V4"}, "王岚 定了 V4 的对练", "王岚 set the role play of V4"),
    "roleplay_drawn": ({"event": "V4", "seed": "1-99"}, "王岚 给 V4 抽了签，种子 1-99", "王岚 drew V4, seed 1-99"),
    "roleplay_result": (
        {"event": "V4"},
        "王岚 公布了 V4 的对练结果",
        "王岚 announced the result of the role play V4",
    ),
    "works_set": ({"event": "V3"}, "王岚 定了 V3 的评审办法", "王岚 set how V3 is judged"),
    "works_judged": (
        {"event": "V3", "seed": "1-99"},
        "王岚 让 V3 开评，种子 1-99",
        "王岚 began the judging of V3, seed 1-99",
    ),
    "works_result": ({"event": "V3"}, "王岚 公布了 V3 的结果", "王岚 announced the result of V3"),
    "work_rated": ({"number": "U5"}, "王岚 评了 U5", "王岚 judged U5"),
    "judges_added": (
        {"event": "V3", "n": 1},
        "王岚 给 V3 加了1位评委",
        "王岚 added 1 judge to V3",
    ),
    "topic_opened": ({"title": "难接的话"}, "王岚 开了话题“难接的话”", "王岚 opened the topic “难接的话”"),
    "topic_closed": ({"title": "难接的话"}, "王岚 收了话题“难接的话”", "王岚 closed the topic “难接的话”"),
    "spot_check": (
        {"release": "2.3", "n": 3, "seed": "1-99"},
        "王岚 抽查了版本2.3：3人，种子 1-99",
        "王岚 spot-checked release 2.3: 3 people, seed 1-99",
    ),
    "spot_scored": (
        {"person": 1, "number": "T3", "score": 80},
        "王岚 给 王岚 的抽查 T3 评了80分",
        "王岚 scored 王岚's spot check T3 with 80",
    ),
    "homework": ({"title": "拜访提纲"}, "王岚 设了作业《拜访提纲》", "王岚 set homework “拜访提纲”"),
    "homework_handed_in": (
        {"title": "拜访提纲", "hand_in": 21},
        "王岚 交了《拜访提纲》H21",
        "王岚 handed in H21 for “拜访提纲”",
    ),
    "homework_accepted": ({"hand_in": 21}, "王岚 通过了作业 H21", "王岚 accepted homework H21"),
    "homework_returned": ({"hand_in": 21}, "王岚 退回了作业 H21", "王岚 returned homework H21"),
    "homework_rated": ({"hand_in": 21}, "王岚 给作业 H21 打了分", "王岚 rated homework H21"),
    "homework_closed": ({"title": "拜访提纲"}, "王岚 关了作业《拜访提纲》", "王岚 closed homework “拜访提纲”"),
    "homework_reopened": ({"title": "拜访提纲"}, "王岚 重开了作业《拜访提纲》", "王岚 reopened homework “拜访提纲”"),
    "forget": ({}, "王岚 注销并删除了自己的数据，已离营", "王岚 left and had their data deleted"),
    "retry": ({"n": 2}, "王岚 重发了2条没发出的消息", "王岚 sent 2 messages again"),
    "certificates_issued": (
        {"n": 2, "reason": "通过考试《产品》"},
        "王岚 颁发了2张证书：通过考试《产品》",
        "王岚 issued 2 certificates: 通过考试《产品》",
    ),
    "certificate_reissued": (
        {"person": ANN, "number": "YX2605-0007-K3F9Q2TMH8"},
        "王岚 换发了林晓的证书 YX2605-0007-K3F9Q2TMH8",
        "王岚 reissued 林晓's certificate YX2605-0007-K3F9Q2TMH8",
    ),
    "certificate_revoked": (
        {"person": ANN, "number": "YX2605-0007-K3F9Q2TMH8", "why": "成绩有误"},
        "王岚 作废了林晓的证书 YX2605-0007-K3F9Q2TMH8：成绩有误",
        "王岚 revoked 林晓's certificate YX2605-0007-K3F9Q2TMH8: 成绩有误",
    ),
    "drop": ({"n": 1}, "王岚 忽略了1条没发出的消息", "王岚 let 1 message be"),
    "open": ({"camp": "甲营"}, "王岚 开了营“甲营”", "王岚 opened camp “甲营”"),
    "bind": (
        {"camp": "甲营", "room": "telegram:群"},
        "王岚 把群 telegram:群 绑到营“甲营”",
        "王岚 bound group telegram:群 to camp “甲营”",
    ),
    "bind_webhook": (
        {"camp": "甲营", "webhook": "早报"},
        "王岚 把群推送“早报”接到营“甲营”",
        "王岚 connected group push “早报” to camp “甲营”",
    ),
    "set": (
        {"setting": "checkin.points", "before": None, "after": 8},
        "王岚 把“打卡分”从 5 改成 8",
        "王岚 set checkin-points from 5 to 8",
    ),
    "role": (
        {"person": ANN, "before": "learner", "after": "expert"},
        "王岚 把 林晓 的角色从学员改成专家",
        "王岚 changed 林晓's role from learner to expert",
    ),
    "role_by_link": (
        {"after": "manager"},
        "王岚 用命令行发的链接进来，角色是经理",
        "王岚 came in by a link from the shell as manager",
    ),
    "tag": ({"person": ANN, "change": "+骨干"}, "王岚 改了 林晓 的标签：+骨干", "王岚 changed 林晓's tags: +骨干"),
    "rules": ({"version": 2, "n": 3}, "王岚 发布群规 v2，共3条", "王岚 published the rules v2, 3 in all"),
    "award": (
        {"person": ANN, "amount": -5, "reason": "迟交"},
        "王岚 给 林晓 加分 -5：迟交",
        "王岚 changed 林晓's points by -5: 迟交",
    ),
    "event": ({"title": "周五分享会"}, "王岚 安排了活动《周五分享会》", "王岚 planned the event “周五分享会”"),
    "event_signup": ({"title": "周五分享会"}, "王岚 报名《周五分享会》", "王岚 signed up for “周五分享会”"),
    "event_signup_cancelled": (
        {"title": "周五分享会"},
        "王岚 取消报名《周五分享会》",
        "王岚 cancelled their seat at “周五分享会”",
    ),
    "event_changed": ({"title": "周五分享会"}, "王岚 改了活动《周五分享会》", "王岚 changed the event “周五分享会”"),
    "attended_by_host": (
        {"person": ANN, "title": "周五分享会", "reason": "手机没电"},
        "王岚 替 林晓 签到了《周五分享会》：手机没电",
        "王岚 signed 林晓 in to “周五分享会”: 手机没电",
    ),
    "contest_screen": (
        {"name": "异议抢答"},
        "王岚 给竞赛“异议抢答”开了大屏",
        "王岚 opened a screen for the contest “异议抢答”",
    ),
    "poll_screen": (
        {"poll": 1, "title": "周五去哪？"},
        "王岚 给投票 P1“周五去哪？”开了大屏",
        "王岚 opened a screen for poll P1 “周五去哪？”",
    ),
    "event_screen": ({"title": "周五分享会"}, "王岚 给《周五分享会》开了大屏", "王岚 opened a screen for “周五分享会”"),
    "prize": ({"title": "知识传播奖"}, "王岚 设了奖项“知识传播奖”", "王岚 set the prize “知识传播奖”"),
    "prize_stopped": ({"title": "知识传播奖"}, "王岚 停了奖项“知识传播奖”", "王岚 ended the prize “知识传播奖”"),
    "prize_given": (
        {"title": "知识传播奖", "days": "2026-04-01–2026-06-30"},
        "王岚 公布了奖项“知识传播奖”（2026-04-01–2026-06-30）",
        "王岚 announced the prize “知识传播奖” (2026-04-01–2026-06-30)",
    ),
    "prize_dropped": (
        {"title": "知识传播奖", "days": "2026-04-01–2026-06-30", "reason": "数据有误"},
        "王岚 没有发奖项“知识传播奖”（2026-04-01–2026-06-30）：数据有误",
        "王岚 did not give the prize “知识传播奖” (2026-04-01–2026-06-30): 数据有误",
    ),
    "event_question": ({"title": "自由问答"}, "王岚 在《自由问答》提问", "王岚 asked a question at “自由问答”"),
    "event_question_unnamed": (
        {"title": "自由问答"},
        "有人在《自由问答》不署名提问",
        "Somebody asked at “自由问答” without their name",
    ),
    "event_question_down": (
        {"title": "自由问答", "number": 2},
        "王岚 撤下了《自由问答》第2问",
        "王岚 took down question 2 of “自由问答”",
    ),
    "event_answer": (
        {"title": "自由问答", "number": 2},
        "王岚 答了《自由问答》第2问",
        "王岚 answered question 2 of “自由问答”",
    ),
    "event_replay": (
        {"title": "周五分享会"},
        "王岚 给《周五分享会》缺席的人发了回放",
        "王岚 sent the replay of “周五分享会” to who was absent",
    ),
    "event_archive": (
        {"title": "谈判讲义", "code": "K-0001"},
        "王岚 把《谈判讲义》归档为 K-0001",
        "王岚 archived “谈判讲义” as K-0001",
    ),
    "event_series_ended": ({"title": "周五分享会"}, "王岚 停了重复的活动《周五分享会》", "王岚 ended the series “周五分享会”"),
    "event_rota": ({"title": "周五分享会"}, "王岚 排了《周五分享会》的轮值", "王岚 wrote the rota of “周五分享会”"),
    "event_swapped": (
        {"person": ANN, "title": "周五分享会"},
        "王岚 把《周五分享会》换成 林晓 讲",
        "王岚 swapped “周五分享会”: 林晓 speaks",
    ),
    "event_cancelled": ({"title": "周五分享会"}, "王岚 取消了活动《周五分享会》", "王岚 called off the event “周五分享会”"),
    "behaviour": ({"name": "每周培训"}, "王岚 定了行为“每周培训”", "王岚 set the behaviour “每周培训”"),
    "retro_template": (
        {"version": 2},
        "王岚 把复盘模板改成第2版",
        "王岚 changed the retro's template to version 2",
    ),
    "tool_pack": (
        {"name": "提问清单", "task": "拜访提纲"},
        "王岚 给拜访提纲加了工具“提问清单”",
        "王岚 put “提问清单” with 拜访提纲",
    ),
    "tool_pack_removed": (
        {"name": "提问清单", "task": "拜访提纲"},
        "王岚 从拜访提纲去掉了工具“提问清单”",
        "王岚 took “提问清单” off 拜访提纲",
    ),
    "behaviour_stopped": ({"name": "每周培训"}, "王岚 停了行为“每周培训”", "王岚 stopped the behaviour “每周培训”"),
    "behaviour_reported": ({"name": "每周培训"}, "王岚 记了一次“每周培训”", "王岚 reported “每周培训”"),
    "behaviour_confirmed": ({"name": "每周培训"}, "王岚 确认了一次“每周培训”", "王岚 confirmed “每周培训”"),
    "behaviour_denied": ({"name": "每周培训"}, "王岚 没有确认一次“每周培训”", "王岚 did not confirm “每周培训”"),
    "onboarding": ({"n": 3, "days": 90}, "王岚 定了入职路线：3段90天", "王岚 set the onboarding: 3 stages over 90 days"),
    "onboarding_signed": ({"person": ANN, "place": 2}, "王岚 给 林晓 的入职第2段签字", "王岚 signed off stage 2 of 林晓"),
    "mentor_offered": (
        {"person": ANN, "mentor": 1},
        "王岚 请 王岚 带 林晓",
        "王岚 asked 王岚 to mentor 林晓",
    ),
    "mentor_agreed": ({"pair": 12}, "王岚 答应了第12号结对", "王岚 agreed to pair 12"),
    "mentor_declined": ({"pair": 12}, "王岚 没有答应第12号结对", "王岚 declined pair 12"),
    "mentor_ended": ({"pair": 12}, "王岚 结束了第12号结对", "王岚 ended pair 12"),
    "mentors_matched": (
        {"n": 3, "tag": "待辅导"},
        "王岚 给标签“待辅导”配了3对",
        "王岚 asked 3 pairs for the tag “待辅导”",
    ),
    "shop_list": ({"name": "销售巨人", "item": 1}, "王岚 上架了《销售巨人》", "王岚 put “销售巨人” on sale"),
    "shop_delist": ({"name": "销售巨人", "item": 1}, "王岚 下架了《销售巨人》", "王岚 took “销售巨人” off the shelf"),
    "redeemed": (
        {"name": "销售巨人", "order": 9},
        "王岚 兑换了《销售巨人》（O-9）",
        "王岚 redeemed “销售巨人” (O-9)",
    ),
    "redeemed_award": (
        {"name": "结业勋章", "order": 9},
        "王岚 兑换了《结业勋章》，当场发了（O-9）",
        "王岚 redeemed “结业勋章”, given at once (O-9)",
    ),
    "order_handed": (
        {"person": ANN, "name": "销售巨人", "order": 9},
        "王岚 把《销售巨人》发给了 林晓（O-9）",
        "王岚 handed “销售巨人” over to 林晓 (O-9)",
    ),
    "order_refunded": (
        {"person": ANN, "name": "销售巨人", "order": 9, "reason": "缺货"},
        "王岚 退回了 林晓 的《销售巨人》（O-9）：缺货",
        "王岚 refunded “销售巨人” of 林晓 (O-9): 缺货",
    ),
    "badge": ({"name": "热心", "badge": 1}, "王岚 建了勋章《热心》", "王岚 made the badge “热心”"),
    "badge_retired": ({"name": "热心", "badge": 1}, "王岚 停用了勋章《热心》", "王岚 retired the badge “热心”"),
    "badge_given": (
        {"person": ANN, "badge": "热心", "reason": "常帮新人"},
        "王岚 把勋章《热心》颁给了 林晓：常帮新人",
        "王岚 gave the badge “热心” to 林晓: 常帮新人",
    ),
    "badge_revoked": (
        {"person": ANN, "badge": "热心", "reason": "发错了"},
        "王岚 收回了 林晓 的勋章《热心》：发错了",
        "王岚 revoked the badge “热心” of 林晓: 发错了",
    ),
    "award_coins": (
        {"person": ANN, "amount": 0, "coins": 20, "reason": "带新人"},
        "王岚 给 林晓 加分 +0、币 +20：带新人",
        "王岚 changed 林晓's points by +0, coins by +20: 带新人",
    ),
    "calendar": (
        {"day": "2026-05-10", "before": None, "after": True},
        "王岚 把 2026-05-10 从按日历改成工作日",
        "王岚 changed 2026-05-10 from what the calendar says to a workday",
    ),
    "leave": ({"first": "2026-05-12", "last": "2026-05-13"}, "王岚 请假：5/12–5/13", "王岚 took leave: 5/12–5/13"),
    "disconnect": (
        {"accounts": 1},
        "王岚 解绑了自己的一个账号，还有1个",
        "王岚 took off one of their accounts; they have 1 account now",
    ),
    "arrive": ({}, "王岚 凭手机或工号对上了名单", "王岚 was found in the roster, by phone or staff number"),
    "connect_locked": (
        {"wrong": 5},
        "王岚 输错5次绑定验证码，锁一小时",
        "王岚 typed 5 wrong codes to connect accounts; locked for an hour",
    ),
    "connect_denied": (
        {},
        "王岚 说发来绑定验证码的账号不是自己的",
        "王岚 said the account that sent their code is not theirs",
    ),
    "connect": (
        {"accounts": 2},
        "王岚 把自己的账号绑到一起，现有2个",
        "王岚 connected their accounts; they have 2 accounts now",
    ),
    "refused": ({"command": "设置"}, "王岚 越权被拒：设置", "王岚 was refused: 设置"),
    "import": (
        {"kind": "questions", "new": 3, "changed": 1},
        "王岚 导入题库：新增3，更新1",
        "王岚 imported questions: 3 new, 1 changed",
    ),
    "remind": (
        {"reminder": 4, "whom": "tag:骨干", "words": "交计划"},
        "王岚 设了提醒 R4（私聊提醒“骨干”）：交计划",
        "王岚 set reminder R4 (in private, to “骨干”): 交计划",
    ),
    "remind_person": (
        {"reminder": 4, "person": ANN, "words": "交计划"},
        "王岚 给 林晓 设了提醒 R4：交计划",
        "王岚 set reminder R4 for 林晓: 交计划",
    ),
    "poll": ({"poll": 7, "title": "去哪"}, "王岚 发出投票 P7“去哪”", "王岚 opened poll P7 “去哪”"),
    "poll_plan": (
        {"title": "去哪", "begins": rhythm.to_json(Daily(time(9, 0)))},
        "王岚 安排投票“去哪”：每天 09:00，下次今天 09:00",
        "王岚 planned the poll “去哪”: every day at 09:00, next today 09:00",
    ),
    "survey": ({"survey": 7, "title": "满意度"}, "王岚 发出问卷 S7“满意度”", "王岚 opened form S7 “满意度”"),
    "survey_plan": (
        {"title": "满意度", "begins": rhythm.to_json(Daily(time(9, 0)))},
        "王岚 安排问卷“满意度”：每天 09:00，下次今天 09:00",
        "王岚 planned the form “满意度”: every day at 09:00, next today 09:00",
    ),
    "weak_lesson": (
        {"tag": "异议", "number": 3},
        "王岚 定了“异议”弱项补课：L3",
        "王岚 set the lesson for the weak tag “异议”: L3",
    ),
    "path": ({"n": 6}, "王岚 改了地图，共6关", "王岚 changed the map: 6 stages in all"),
    "path_renamed": (
        {"old": "1岛", "new": "起点"},
        "王岚 把地图上的“1岛”改名为“起点”",
        "王岚 called “1岛” on the map “起点”",
    ),
    "contest": ({"name": "反洗钱"}, "王岚 开了比赛“反洗钱”", "王岚 started the contest “反洗钱”"),
    "exam": ({"exam": 3, "name": "结业"}, "王岚 设了考试 E3“结业”", "王岚 set exam E3 “结业”"),
    "exam_resit": (
        {"person": ANN, "name": "结业"},
        "王岚 让 林晓 再考一次“结业”",
        "王岚 let 林晓 take “结业” once more",
    ),
    "regrade": ({"number": "Q012", "version": 2}, "王岚 把 Q012 按 v2 重新判分", "王岚 regraded Q012 by v2"),
    "exam_pair": (
        {"name": "反洗钱", "role": "before"},
        "王岚 开了“反洗钱”的课前测",
        "王岚 opened the pretest on “反洗钱”",
    ),
    "question": ({"number": "Q012", "version": 2}, "王岚 改了 Q012，现在是 v2", "王岚 changed Q012, now v2"),
    "question_retired": ({"number": "Q012"}, "王岚 停用了 Q012", "王岚 retired Q012"),
    "lesson_retired": ({"lesson": 5, "title": "开场"}, "王岚 停用了 L5“开场”", "王岚 retired L5 “开场”"),
    "course": (
        {"course": "销售", "before": ["joining", None, None], "after": ["date", "2026-05-12", "骨干"]},
        "王岚 把“销售”的开始从“入营次日”改成“05-12，只给“骨干””",
        "王岚 changed when “销售” begins from “the day after joining” to “05-12, for “骨干” only”",
    ),
    "ask_unnamed": ({"code": "A-0001"}, "有人不署名提问 A-0001", "Somebody asked A-0001 without their name"),
    "ask": ({"code": "A-0001"}, "王岚 提问 A-0001", "王岚 asked A-0001"),
    "accept": (
        {"person": ANN, "code": "A-0001", "entry": "K-0002"},
        "王岚 采纳了 林晓 对 A-0001 的回答，归档为 K-0002",
        "王岚 accepted 林晓's answer to A-0001; it is kept as K-0002",
    ),
    "archive": ({"code": "K-0002"}, "王岚 归档了 K-0002", "王岚 archived K-0002"),
    "archive_change": ({"code": "K-0002", "version": 2}, "王岚 改了 K-0002，现在是 v2", "王岚 changed K-0002, now v2"),
    "archive_retire": ({"code": "K-0002"}, "王岚 作废了 K-0002", "王岚 retired K-0002"),
    "archive_supersede": (
        {"code": "K-0002", "instead": "K-0003"},
        "王岚 作废了 K-0002，改看 K-0003",
        "王岚 retired K-0002 in favour of K-0003",
    ),
    "archive_restore": ({"code": "K-0002"}, "王岚 恢复了 K-0002", "王岚 restored K-0002"),
    "qa_merge": ({"gone": "K-0003", "kept": "K-0002"}, "王岚 把 K-0003 并入 K-0002", "王岚 merged K-0003 into K-0002"),
    "qa_apart": (
        {"first": "K-0002", "second": "K-0003"},
        "王岚 认定 K-0002 和 K-0003 不同",
        "王岚 keeps K-0002 and K-0003 apart",
    ),
    "dictionary": ({"words": "异议=拒绝"}, "王岚 往词典加了：异议=拒绝", "王岚 added to the dictionary: 异议=拒绝"),
    "dictionary_forget": ({"word": "异议"}, "王岚 从词典去掉了：异议", "王岚 took out of the dictionary: 异议"),
    "care": (
        {"person": ANN, "case": 4, "action": "打了电话"},
        "王岚 跟进了 林晓（Z4）：打了电话",
        "王岚 looked after 林晓 (Z4): 打了电话",
    ),
    "care_outcome": (
        {"person": ANN, "case": 4, "outcome": "recovered"},
        "王岚 结束了对 林晓 的跟进（Z4）：已恢复",
        "王岚 closed the case of 林晓 (Z4): recovered",
    ),
    "care_rule": ({"name": "掉队"}, "王岚 开了预警“掉队”", "王岚 turned on the rule of care “掉队”"),
    "care_rule_stopped": ({"name": "掉队"}, "王岚 停了预警“掉队”", "王岚 stopped the rule of care “掉队”"),
    "groups_changed": ({"change": "林晓 ⇄ 赵雨"}, "王岚 调了小组：林晓 ⇄ 赵雨", "王岚 changed the groups: 林晓 ⇄ 赵雨"),
    "groups_shown": ({"n": 4}, "王岚 公布了4个小组", "王岚 showed 4 groups"),
    "groups_ended": ({}, "王岚 解散了小组", "王岚 ended the groups"),
    "group_room": ({"group": "3组"}, "王岚 把一个群给了3组", "王岚 gave a chat to 3组"),
    "remedial": (
        {"module": "谈判", "n": 2},
        "王岚 开了谈判补训（2人）",
        "王岚 began extra training for 谈判 (2 people)",
    ),
    "remedial_roster": (
        {"person": ANN, "module": "谈判"},
        "王岚 改了谈判补训名单：林晓",
        "王岚 changed the roster for 谈判: 林晓",
    ),
    "remedial_closed": ({"module": "谈判"}, "王岚 结束了谈判补训", "王岚 closed the training for 谈判"),
    "admit": ({"request": 1}, "王岚 放行了 赵雨 的入群申请", "王岚 let 赵雨 into a group"),
    "turn_down": ({"request": 1}, "王岚 谢绝了 赵雨 的入群申请", "王岚 turned 赵雨 down"),
    "admit_by_rule": (
        {"request": 1},
        "没有人答复，按营的设置放行了 赵雨 的入群申请",
        "nobody answered; the camp's rule let 赵雨 into a group",
    ),
    "admit_by_application": (
        {"request": 1},
        "申请通过了，放行了 赵雨 的入群申请",
        "the application was approved before; 赵雨 was let into a group",
    ),
    "application_approved": ({"application": 12}, "王岚 通过了申请 Y-0012", "王岚 approved application Y-0012"),
    "application_rejected": ({"application": 12}, "王岚 没有通过申请 Y-0012", "王岚 turned application Y-0012 down"),
    "application_approved_by_criteria": (
        {"application": 12},
        "按营的条件通过了申请 Y-0012",
        "application Y-0012 was approved by the camp's criteria",
    ),
    "application_rejected_by_criteria": (
        {"application": 12},
        "按营的条件没有通过申请 Y-0012",
        "application Y-0012 was turned down by the camp's criteria",
    ),
    "application_withdrawn": ({"application": 12}, "王岚 撤回了申请 Y-0012", "王岚 withdrew application Y-0012"),
    "goal_set": ({"kind": "short"}, "王岚 设了短期目标", "王岚 set: Short goal"),
    "goal_ended": ({"kind": "long"}, "王岚 停用了长期目标", "王岚 ended: Long goal"),
    "goal_entered": (
        {"kind": "long", "value": "12.5单"},
        "王岚 填了长期目标的现在：12.5单",
        "王岚 typed in for Long goal: 12.5单",
    ),
    "recruiting_form": (
        {"version": 2, "n": 3},
        "王岚 写了申请表单 v2，共3题",
        "王岚 wrote the application form v2; questions: 3",
    ),
    "turn_down_by_rule": (
        {"request": 1},
        "没有人答复，按营的设置谢绝了 赵雨 的入群申请",
        "nobody answered; the camp's rule turned 赵雨 down",
    ),
}


def newest(owner: Somebody) -> str:
    """The sentence of the log's first line, without its time."""
    return owner.tells("记录").split("\n")[1].split(" ", 2)[2]


def note(town: Town, act: str, detail: dict[str, Any], person: int | None = 1) -> None:
    async def write() -> None:
        await town.database.transact(lambda db: audit.note(db, 1, person, act, detail, at=town.clock.now()))

    town.run(write())


def test_every_act_is_a_sentence(town: Town) -> None:
    owner, _ = town.somebody("王岚"), town.learner("林晓")
    asks(town, town.somebody("赵雨"))
    assert SENTENCES.keys() == {code for code, act in town.app.router.acts.items() if not act.private}
    said: dict[str, dict[str, str]] = {"zh": {}, "en": {}}
    for language in said:
        owner.tells(f"语言 {'中文' if language == 'zh' else 'English'}")
        for act, (detail, *_) in SENTENCES.items():
            note(town, act, detail)
            said[language][act] = newest(owner)
    assert said["zh"] == {act: zh for act, (_, zh, _) in SENTENCES.items()}
    assert said["en"] == {act: en for act, (_, _, en) in SENTENCES.items()}


def test_what_was_done_is_read_back(town: Town) -> None:
    owner, _ = town.somebody("王岚"), town.learner("林晓")
    owner.says("角色 林晓 专家")
    assert newest(owner) == "王岚 把 林晓 的角色从学员改成专家"
    owner.takes_back()
    assert newest(owner) == "王岚 把 林晓 的角色从学员改成专家（已撤销）"
    owner.says("设置 打卡分 8")
    assert newest(owner) == "王岚 把“打卡分”从 5 改成 8"
    owner.says("加分 林晓 10 分享了案例")
    assert newest(owner) == "王岚 给 林晓 加分 +10：分享了案例"


def test_an_act_of_an_earlier_version_says_what_is_kept_of_it(town: Town) -> None:
    owner = town.somebody("王岚")
    note(town, "role", {"name": "林晓", "before": "learner", "after": "expert"}, None)
    assert newest(owner) == "命令行 把 林晓 的角色从学员改成专家"
    note(town, "a feature that was taken out", {"n": 3, "empty": ""})
    assert newest(owner) == "王岚 做了旧版本的一步：3"
    note(town, "another_one", {"state": "open", "what": "读书会", "empty": None})
    assert newest(owner) == "王岚 做了旧版本的一步：读书会"
    note(town, "another_one", {})
    assert newest(owner) == "王岚 做了旧版本的一步"


@on_sqlite
def test_the_log_names_whom_two_accounts_became(either_town: Town) -> None:
    town = either_town
    on_telegram, on_wecom = two_accounts(town)
    owner = town.somebody("王岚")
    people = sorted(member.person for member in members(town) if member.name == "林晓")
    for person in people:
        note(town, "tag", {"person": person, "change": "+骨干"})
    note(town, "tag", {"person": int(f"{people[0]}0"), "change": "+骨干"})
    assert newest(owner) == "王岚 改了 （已不在） 的标签：+骨干"
    code = on_wecom.tells("绑定").split("绑定 ")[1][:6]
    assert "绑定成功" in on_telegram.tells(f"绑定 {code}")
    kept = {row.detail["person"] for row in town.look(audit.ENTRIES, camp=1, before=2**62, most=9) if row.act == "tag"}
    assert len(kept & set(people)) == 1 and int(f"{people[0]}0") in kept


def test_nobody_writes_an_act_that_was_not_registered(town: Town) -> None:
    hello = town.somebody("王岚").event(Kind.SAID, "你好", town.at("telegram", town.group))

    def audits(db: Db) -> None:
        ctx = town.app.identity.of(db, hello)
        with pytest.raises(ValueError, match="no feature has registered it"):
            ctx.audit("nobody's")
        with pytest.raises(ValueError, match="no feature has registered it"):
            ctx.audit("tag", name="林晓", change="+骨干")
        with pytest.raises(ValueError, match="no feature has registered it"):
            ctx.audit("connect", undo={}, accounts=2)
        ctx.audit("tag", **TAG)

    async def write() -> None:
        await town.database.transact(audits)

    town.run(write())
    assert [row.act for row in town.look(audit.ENTRIES, camp=1, before=2**62, most=9)] == ["tag", "open"]
