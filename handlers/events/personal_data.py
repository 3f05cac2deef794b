"""What events keep of a person: what they planned, host or speak at, and what they signed up for."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, FOR_FIGURES, FOR_THE_COMMUNITY, FOR_THE_RECORD, KeptRows, ShownColumn
from handlers.events.settings import feature

NAME, NUMBER = Phrase(zh="活动", en="Event"), Phrase(zh="活动号", en="Event's number")
STARTS = Phrase(zh="开始", en="Begins")
STATES = {
    "in": Phrase(zh="报上了", en="a seat"),
    "waiting": Phrase(zh="排队", en="in line"),
    "cancelled": Phrase(zh="取消了", en="cancelled"),
}
ATTENDED = {
    "present": Phrase(zh="到了", en="there"),
    "late": Phrase(zh="迟到", en="late"),
    "absent": Phrase(zh="缺席", en="absent"),
    "made_up": Phrase(zh="已补", en="made up for"),
}

feature.keeps(
    KeptRows(
        "event_signup",
        Phrase(zh="你报名的活动", en="Events you signed up for"),
        {"event_id": NUMBER, "at": AT, "state": ShownColumn(Phrase(zh="结果", en="Became"), STATES)},
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "attendance",
        Phrase(zh="你的出勤", en="Your attendance"),
        {"event_id": NUMBER, "at": AT, "state": ShownColumn(Phrase(zh="结果", en="Became"), ATTENDED)},
        by="membership_id",
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "attendance",
        Phrase(zh="你替别人签到的（不列是谁）", en="People you signed in (not who)"),
        {"event_id": NUMBER, "at": AT, "reason": Phrase(zh="原因", en="Why")},
        by="signed_by",
        stays=FOR_FIGURES,
        blanks={"reason": ""},
        wrote=("reason",),
    ),
    KeptRows(
        "event_opinion",
        Phrase(zh="你给活动打的分", en="What you gave events"),
        {"event_id": NUMBER, "score": Phrase(zh="分", en="Score"), "at": AT},
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "event_slot",
        Phrase(zh="你约的一对一", en="Your hours one to one"),
        {"event_id": NUMBER, "starts_at": STARTS},
        by="taken_by",
        stays=FOR_THE_RECORD,
        blanks={},
    ),
    KeptRows(
        "event_slot",
        Phrase(zh="你留的一对一时段", en="Hours one to one you keep"),
        {"event_id": NUMBER, "starts_at": STARTS},
        by="host_id",
        stays=FOR_THE_RECORD,
        blanks={},
    ),
    KeptRows(
        "event_task",
        Phrase(zh="你勾过的清单", en="What you ticked on checklists"),
        {"event_id": NUMBER, "words": Phrase(zh="内容", en="Words"), "done_at": AT},
        by="done_by",
        stays=FOR_THE_RECORD,
        blanks={},
    ),
    KeptRows(
        "event_question",
        Phrase(zh="你在问答里提的问题", en="Your questions in rounds"),
        {"event_id": NUMBER, "words": Phrase(zh="问题", en="Question"), "at": AT},
        by="membership_id",
        stays=FOR_THE_COMMUNITY,
        blanks={},
        wrote=("words",),
    ),
    KeptRows(
        "event_question",
        Phrase(zh="你在问答里的回答", en="Your answers in rounds"),
        {"event_id": NUMBER, "answer": Phrase(zh="回答", en="Answer"), "answered_at": AT},
        by="answered_by",
        stays=FOR_THE_COMMUNITY,
        blanks={},
        wrote=("answer",),
    ),
    KeptRows(
        "event_question_vote", Phrase(zh="你顶过的问题", en="Questions you voted for"), {}, stays=FOR_THE_COMMUNITY, blanks={}
    ),
    KeptRows(
        "event_material",
        Phrase(zh="你归档的活动文件", en="Files of events you archived"),
        {"event_id": NUMBER, "name": Phrase(zh="文件", en="File"), "at": AT},
        stays=FOR_THE_COMMUNITY,
        blanks={},
    ),
    KeptRows("event_rota", Phrase(zh="你在的轮值", en="Rotas you are in"), {"series_id": Phrase(zh="系列", en="Series")}),
    KeptRows("calendar_feed", Phrase(zh="你的日历地址（不列地址）", en="Your calendar address (not itself)"), {"made_at": AT}),
    KeptRows(
        "event_screen", Phrase(zh="你开的大屏", en="Screens you opened"), {"event_id": NUMBER, "made_at": AT}, by="made_by"
    ),
    KeptRows(
        "event",
        Phrase(zh="你讲的活动", en="Events you speak at"),
        {"id": NUMBER, "title": NAME, "starts_at": STARTS},
        by="speaker_id",
        stays=FOR_THE_RECORD,
        blanks={"speaker": ""},
    ),
    KeptRows(
        "event",
        Phrase(zh="你主持的活动", en="Events you host"),
        {"id": NUMBER, "title": NAME, "starts_at": STARTS},
        by="host_id",
        stays=FOR_THE_RECORD,
        blanks={},
    ),
    KeptRows(
        "event",
        Phrase(zh="你安排的活动", en="Events you planned"),
        {"id": NUMBER, "title": NAME, "starts_at": STARTS},
        by="made_by",
        stays=FOR_THE_RECORD,
        blanks={},
    ),
    KeptRows(
        "event_series",
        Phrase(zh="你安排的系列活动", en="Events you planned that come again"),
        {"title": NAME, "made_at": AT},
        by="made_by",
        stays=FOR_THE_RECORD,
        blanks={},
    ),
)
