"""A survey as people order it: a ready-made form or questions of their own, for whom, until when, named or not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.feature import Phrase, Refusal
from handlers.asking.surveys import forms
from handlers.asking.surveys.questions import SurveyQuestion, own
from handlers.asking.wording import cut, take_deadlines, take_flags, take_lasting, take_tag, take_times
from scheduler.calendar import Calendar
from scheduler.rhythm import Rhythm

LASTS = timedelta(days=7)
"""How long a form can be filled in where nothing is said; every form ends, so that its groups are merged for good."""
LONGEST_TITLE = 60
STARTS = {"开始": "start", "start": "start"}
ENDS = {"截止": "until", "until": "until"}
FLAGS = {"匿名": "anonymous", "anonymous": "anonymous", "实名": "named", "named": "named"}
FORM = re.compile(r"(?:^|(?<=\s))(?:模板|form)[=＝](\S+)", re.IGNORECASE)
AXIS = re.compile(r"(?:^|(?<=\s))(?:按|by)[=＝](\S+)", re.IGNORECASE)
TOPICS = re.compile(r"(?:^|(?<=\s))(?:主题|topics)[=＝](\S+)", re.IGNORECASE)
MOST_TOPICS, LONGEST_TOPIC = 10, 24

EXAMPLE = Phrase(zh="试试：问卷 柯氏一级 匿名 截止=周五 18:00", en="Try: survey level1 anonymous until=Fri 18:00")
NO_FORM = Phrase(
    zh="没有叫“{name}”的模板，可以用：{forms}。或在下面一行写一题。",
    en="There is no form “{name}”; there are: {forms}. Or write one question a line below.",
)
PAST = Phrase(zh="截止时间要在将来。", en="The deadline is in the future.")
BOTH = Phrase(zh="匿名和实名只能选一个。", en="Either anonymous or named.")
TITLE_TOO_LONG = Phrase(zh="问卷名最多{most}个字。", en="A form's name has at most {most:character|characters}.")
TOPIC_TOO_LONG = Phrase(zh="一个主题最多{most}个字。", en="A topic has at most {most:character|characters}.")
NOT_BY_TOPIC = Phrase(zh="只有{forms}可以按主题问，没有发。", en="Only {forms} ask by topic; nothing was sent.")
TOO_MANY_TOPICS = Phrase(zh="主题最多{most}个。", en="There are at most {most:topic|topics}.")


@dataclass(slots=True)
class SurveyDraft:
    """A survey understood but not yet sent; anonymous unless 实名 is said."""

    title: str
    form: str
    questions: list[SurveyQuestion]
    anonymous: bool
    only: str
    axis: str
    until: datetime
    start: Rhythm | None
    without_start: str
    topics: list[str] = field(default_factory=list)


def draft(words: str, now: datetime, calendar: Calendar, language: str) -> SurveyDraft:
    """A survey from its words, seen from `now`; titles are in `language`. Raises Refusal."""
    starts, words = take_times(words, STARTS, now, calendar)
    without_start = words
    lasts, words = take_lasting(words)
    ends, words = take_deadlines(words, ENDS, now, calendar)
    until = ends.get("until") or now + (lasts or LASTS)
    if until <= now:
        raise Refusal(PAST)
    only, words = take_tag(words)
    flags, words = take_flags(words, FLAGS)
    if len(flags) > 1:
        raise Refusal(BOTH)
    axis, words = _take(AXIS, words)
    topics, words = _take(TOPICS, words)
    listed = list(dict.fromkeys(topic for topic in re.split(r"[,，、/]", topics) if topic))
    if len(listed) > MOST_TOPICS:
        raise Refusal(TOO_MANY_TOPICS(most=MOST_TOPICS))
    if any(len(topic) > LONGEST_TOPIC for topic in listed):
        raise Refusal(TOPIC_TOO_LONG(most=LONGEST_TOPIC))
    title, form, questions = _questions(words, listed, language)
    return SurveyDraft(
        title,
        form,
        questions,
        "named" not in flags,
        only,
        axis,
        until,
        starts["start"].rhythm if starts else None,
        without_start.strip(),
        listed,
    )


def _questions(words: str, topics: list[str], language: str) -> tuple[str, str, list[SurveyQuestion]]:
    """(title, form, questions): 模板=柯氏一级 with a title of one's own, a form's name as the title, or one question a line."""
    name, words = _take(FORM, words)
    head, *lines = [line.strip() for line in words.strip().split("\n") if line.strip()] or [""]
    if not name and not lines:
        name, _, head = head.partition(" ")
    if len(head) > LONGEST_TITLE:
        raise Refusal(TITLE_TOO_LONG(most=LONGEST_TITLE))
    if lines and topics:
        raise _not_by_topic(language)
    if lines:
        return head, "", own(lines)
    form = forms.BY_NAME.get(name.casefold())
    if form is None:
        raise Refusal(NO_FORM(name=name[:20], forms=_names(forms.FORMS, language)))
    if topics and not form.is_by_topic:
        raise _not_by_topic(language)
    return head.strip() or form.title().to(language), form.id, form.questions(topics)


def _not_by_topic(language: str) -> Refusal:
    return Refusal(NOT_BY_TOPIC(forms=_names([form for form in forms.FORMS if form.is_by_topic], language)))


def _names(some: Iterable[forms.Form], language: str) -> list[str]:
    """As people type them."""
    return [form.names[0 if language == "zh" else -1] for form in some]


def _take(pattern: re.Pattern[str], words: str) -> tuple[str, str]:
    found = pattern.search(words)
    return (found[1], cut(words, found)) if found else ("", words)
