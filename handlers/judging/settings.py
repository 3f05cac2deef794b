"""The feature of judging, and the letter of what a judge is asked."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Theme
from bot.judging.asking import PREFIX

feature = Feature("judging", Theme.EVENTS)
feature.prefix(PREFIX, Phrase(zh="一份请你评审的", en="something you are to judge"))
feature.act(
    "judges_added",
    Phrase(zh="{who} 给 {event} 加了{n}位评委", en="{who} added {n:judge|judges} to {event}"),
    final=Phrase(
        zh="多一位评委不改已经给的分，用不着撤。",
        en="One more judge changes no points that were given; nothing is to be taken back.",
    ),
)
