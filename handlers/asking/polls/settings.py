"""What every part of a poll says the same way."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Theme

feature = Feature("polls", Theme.OPINIONS)
feature.prefix("P", Phrase(zh="一个投票", en="a poll"))
feature.prefix("N", Phrase(zh="一个计划好的投票或问卷", en="a planned poll or form"))

NAMED = Phrase(zh="【实名】", en="[named] ")
ANONYMOUS = Phrase(zh="【匿名】", en="[anonymous] ")
UNKNOWN = Phrase(zh="没有投票 P{id}。看全部：投票", en="There is no poll P{id}. All of them: poll")
CLOSED = Phrase(zh="投票 P{id} 已结束。", en="Poll P{id} is closed.")
NOT_YOURS = Phrase(zh="投票 P{id} 要由发起人或社群经理来管。", en="Poll P{id} is for whoever opened it, or a manager.")
