"""What events keep of a person: what they planned, host or speak at, and what they signed up for."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, FOR_FIGURES, FOR_THE_RECORD, KeptRows, ShownColumn
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
