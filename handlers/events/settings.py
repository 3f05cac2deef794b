"""What a camp can set about its events, the letter of their numbers, and what they tell the rest of the house."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Setting, Theme
from bot.setting_values import between

feature = Feature("events", Theme.EVENTS)
PREFIX = "V"
feature.prefix(PREFIX, Phrase(zh="一场活动", en="an event"))

feature.fact("signed_up", "event")
feature.fact("signup_cancelled", "event")
feature.fact("cancelled", "event")

feature.fact("attended", "event")
feature.fact("made_up", "event")
feature.fact("unmade_up", "event")

LATE_AFTER = feature.setting(
    Setting(
        "events.late_after",
        Phrase(zh="迟到分钟", en="late-minutes"),
        Phrase(zh="0到120：活动开始几分钟后签到算迟到", en="0 to 120, minutes after an event began from which one is late"),
        10,
        between(0, 120),
    )
)

QUESTIONS = "qa"
"""The kind an event has that is a round of open questions."""
QUESTION_MINUTES = feature.setting(
    Setting(
        "events.question_minutes",
        Phrase(zh="问答分钟", en="question-minutes"),
        Phrase(
            zh="5到180：一场问答没写时长时开几分钟",
            en="5 to 180, minutes a round of questions is open where no length is given",
        ),
        30,
        between(5, 180),
    )
)

KINDS = {
    "lecture": Phrase(zh="直播", en="lecture"),
    "sharing": Phrase(zh="分享会", en="sharing"),
    "team": Phrase(zh="团建", en="team-day"),
    "drill": Phrase(zh="演练", en="drill"),
    "contest": Phrase(zh="大赛", en="contest"),
    "qa": Phrase(zh="问答", en="qa"),
    "other": Phrase(zh="活动", en="event"),
}
"""The kinds of events, by their code in the database."""
