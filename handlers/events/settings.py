"""What a camp can set about its events, the letter of their numbers, and what they tell the rest of the house."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Theme

feature = Feature("events", Theme.LEARNING)
PREFIX = "V"
feature.prefix(PREFIX, Phrase(zh="一场活动", en="an event"))

feature.fact("signed_up", "event")
feature.fact("signup_cancelled", "event")
feature.fact("cancelled", "event")

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
