"""What the house itself keeps of a person: accounts, memberships, talk in private, and what is under way."""

from __future__ import annotations

from bot.feature import ROLE_NAMES, Context, Phrase
from bot.personal_data import AT, DAY, FOR_FIGURES, SINCE, UNTIL, WORDS, KeptRows, ShownColumn
from bot.purses import COINS
from handlers.my_data.settings import feature
from storage import outbox

FOR_COUNTING = Phrase(
    zh="只留何时送出、何时做完，话和地点都删掉", en="only when it was sent or done stays; words and places go"
)
PLATFORM, NAME = Phrase(zh="平台", en="Platform"), Phrase(zh="名字", en="Name")

feature.keeps(
    KeptRows(
        "account",
        Phrase(zh="你的账号", en="Your accounts"),
        {
            "channel": PLATFORM,
            "ident": Phrase(zh="账号", en="Account"),
            "name": NAME,
            "username": Phrase(zh="用户名", en="Username"),
            "language": Phrase(zh="语言", en="Language"),
            "direct_at": Phrase(zh="上次私聊", en="Last private message"),
        },
    ),
    KeptRows(
        "membership",
        Phrase(zh="你在的营", en="Your camps"),
        {
            "role": ShownColumn(Phrase(zh="角色", en="Role"), ROLE_NAMES),
            "joined_on": Phrase(zh="入营", en="Joined"),
            "left_on": Phrase(zh="离营", en="Left"),
            "agreed": Phrase(zh="同意的群规版本", en="Rules agreed to (version)"),
            "activated_at": Phrase(zh="第一次参加", en="First active"),
            "named": Phrase(zh="榜上显示名字", en="Named on boards"),
            "points": Phrase(zh="积分", en="Points"),
            "lifetime": Phrase(zh="累计获得", en="Earned in all"),
            "coins": COINS,
            "streak": Phrase(zh="连续打卡", en="Streak"),
            "streak_to": Phrase(zh="连到", en="Streak until"),
        },
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows("tag", Phrase(zh="你的标签", en="Your tags"), {"name": Phrase(zh="标签", en="Tag")}),
    KeptRows("room_member", Phrase(zh="你在的群", en="Groups you are in"), {"room_id": Phrase(zh="群", en="Group")}),
    KeptRows(
        "outbox",
        Phrase(zh="我私下说给你的话", en="What I told you in private"),
        {"created_at": AT, "parts": WORDS, "settled_at": Phrase(zh="送出", en="Sent")},
        stays=FOR_COUNTING,
        blanks={},
    ),
    KeptRows("dialog", Phrase(zh="等你回答的问题", en="Questions that wait for your answer"), {"kept": WORDS, "until": UNTIL}),
    KeptRows("shown_list", Phrase(zh="翻到一半的列表", en="Lists you were leafing through"), {"kept": WORDS, "until": UNTIL}),
    KeptRows(
        "task",
        Phrase(zh="你要我做的文件", en="Files you asked for"),
        {"asked_at": AT, "payload": WORDS},
        stays=FOR_COUNTING,
        blanks={"payload": {}, "channel": None, "room": None, "thread": None},
    ),
    KeptRows(
        "bind_code", Phrase(zh="绑定验证码", en="Codes to connect accounts"), {"code": WORDS, "until": UNTIL}, by="person_id"
    ),
    KeptRows("bind_code", Phrase(zh="你发来的验证码", en="Codes you sent"), {"code": WORDS, "until": UNTIL}, by="claimed_by"),
    KeptRows(
        "bind_try",
        Phrase(zh="输错的验证码", en="Wrong codes"),
        {"wrong": Phrase(zh="次数", en="Times"), "since": SINCE},
    ),
    KeptRows(
        "held", Phrase(zh="等着一起说给你的话", en="What waits to be told you"), {"at": AT, "parts": WORDS, "until": UNTIL}
    ),
    KeptRows(
        "nudge",
        Phrase(zh="催过你的投票和问卷", en="Reminders to take part"),
        {"day": DAY, "times": Phrase(zh="次数", en="Times")},
    ),
    KeptRows(
        "outgoing_draft",
        Phrase(zh="你的草稿", en="Your drafts"),
        {"said_at": AT, "words": WORDS, "until": UNTIL},
        wrote=("words",),
    ),
)


@feature.erases
def erase(ctx: Context, person: int) -> None:
    outbox.erase(ctx.db, person, at=ctx.now)
