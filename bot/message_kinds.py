"""What people call the messages operations send by themselves, by the feature that sends them: all that is said of one to who may know no more."""

from __future__ import annotations

from bot.phrases import Phrase

KINDS = {
    "badges": Phrase(zh="勋章", en="badges"),
    "ballots": Phrase(zh="投票问卷", en="polls and forms"),
    "bank": Phrase(zh="题库", en="question bank"),
    "behaviours": Phrase(zh="行为", en="behaviours"),
    "bill": Phrase(zh="学习账单", en="learning bill"),
    "budget": Phrase(zh="合并的消息", en="gathered messages"),
    "camps": Phrase(zh="营务", en="camp matters"),
    "care": Phrase(zh="关注", en="care"),
    "certificates": Phrase(zh="证书", en="certificates"),
    "checkin": Phrase(zh="打卡", en="check-ins"),
    "circles": Phrase(zh="圈子", en="circles"),
    "contest": Phrase(zh="竞赛", en="contest"),
    "digest": Phrase(zh="周报和关注", en="digest and care"),
    "events": Phrase(zh="活动", en="events"),
    "exam": Phrase(zh="考试", en="exam"),
    "feedback": Phrase(zh="互评", en="ratings"),
    "homework": Phrase(zh="作业", en="homework"),
    "housekeeping": Phrase(zh="联系不上的人", en="who cannot be reached"),
    "joining": Phrase(zh="入群", en="joining"),
    "lessons": Phrase(zh="微课", en="micro-lesson"),
    "members": Phrase(zh="成员", en="members"),
    "mending": Phrase(zh="渠道故障", en="channel trouble"),
    "mentors": Phrase(zh="辅导", en="coaching"),
    "moderation": Phrase(zh="群规处理", en="rules of the group"),
    "my_goals": Phrase(zh="我的目标", en="my goals"),
    "onboarding": Phrase(zh="入职", en="onboarding"),
    "path": Phrase(zh="地图", en="path"),
    "polls": Phrase(zh="投票", en="poll"),
    "presence": Phrase(zh="渠道故障", en="channel trouble"),
    "prizes": Phrase(zh="奖项", en="prizes"),
    "promotion": Phrase(zh="晋升", en="promotion"),
    "qa": Phrase(zh="答疑", en="questions"),
    "recruiting": Phrase(zh="招募", en="applications"),
    "remedial": Phrase(zh="补训", en="extra training"),
    "reminders": Phrase(zh="提醒", en="reminder"),
    "retro": Phrase(zh="复盘", en="retro"),
    "review": Phrase(zh="错题复习", en="mistakes to review"),
    "shop": Phrase(zh="商店订单", en="orders of the shop"),
    "spot_checks": Phrase(zh="抽查", en="spot checks"),
    "surveys": Phrase(zh="问卷", en="form"),
    "todo": Phrase(zh="待办", en="what waits for you"),
    "tool_packs": Phrase(zh="工具包", en="toolkit"),
    "topics": Phrase(zh="话题", en="topic of the day"),
    "undelivered": Phrase(zh="没发出的消息", en="undelivered messages"),
    "judging": Phrase(zh="评审", en="judging"),
    "roleplay": Phrase(zh="对练", en="role play"),
    "works": Phrase(zh="作品大赛", en="contest of works"),
}
"""What is said of a private message: which operation's it is."""
OTHER = Phrase(zh="其他", en="other")
NOT_ARRIVED = {
    "failed": Phrase(zh="没发成", en="not sent"),
    "uncertain": Phrase(zh="不知道到没到", en="may have arrived"),
    "file_missing": Phrase(zh="发了，文件没找到", en="sent, its file not found"),
}
"""What is said of a message's outcome where it did not surely arrive."""
