"""Lessons as something to be asked for: one, those with a tag, or so many of any."""

from __future__ import annotations

from collections.abc import Mapping

from bot import counters
from bot.counters import Asked, Counter
from bot.feature import Camp, Phrase, Refusal
from handlers.lessons.answering import number_in
from handlers.lessons.settings import feature
from storage import lessons
from storage.connection import Db

LESSONS = Phrase(zh="课程", en="lessons")
TAG = "#"
MARKS = ("#", "＃", "标签", "tag")
NO_SUCH = Phrase(zh="没有 L{number} 这一节课", en="there is no lesson L{number}")
NONE_TAGGED = Phrase(zh="没有带“{tag}”标签的课", en="no lesson has the tag “{tag}”")
TOO_FEW = Phrase(
    zh="带“{tag}”标签的课只有{n}节，不够{needs}节", en="only {n:lesson|lessons} with the tag “{tag}”, fewer than {needs}"
)


def _read(db: Db, camp: Camp, words: str) -> Asked:
    """L12, #谈判, #谈判 3, 30."""
    said = words.strip()
    for mark in MARKS:
        if said.casefold().startswith(mark):
            return _tagged(db, camp, said[len(mark) :].strip(" =:："))
    number = number_in(said) if said[:1] in "LlＬｌ" else None
    if number is None:
        return counters.number(LESSONS, said)
    found = lessons.by_number(db, camp.id, number)
    if found is None or found.retired_at is not None:
        raise Refusal(NO_SUCH(number=number))
    return Asked(f"L{number}", 1)


def _tagged(db: Db, camp: Camp, words: str) -> Asked:
    tag, _, rest = words.rpartition(" ")
    tag, needs = (tag.strip(), counters.number(LESSONS, rest).needs) if tag and rest[:1].isdecimal() else (words, None)
    there = len(lessons.tagged(db, camp.id, tag, in_use=True))
    if not there:
        raise Refusal(NONE_TAGGED(tag=tag[:24]))
    if needs is not None and needs > there:
        raise Refusal(TOO_FEW(tag=tag[:24], n=there, needs=needs))
    return Asked(f"{TAG}{tag}", needs)


def _count(db: Db, camp: int, subject: str, member: int | None) -> Mapping[int, int]:
    if not subject:
        return lessons.finished(db, camp, member)
    if not subject.startswith(TAG):
        return lessons.finished_one(db, camp, int(subject[1:]), member)
    return lessons.finished_among(db, camp, lessons.tagged(db, camp, subject[1:], in_use=False), member)


def _in_use(db: Db, camp: int, subject: str) -> int:
    return len(lessons.tagged(db, camp, subject[1:], in_use=True))


def _in_use_done(db: Db, camp: int, subject: str, member: int | None) -> Mapping[int, int]:
    return lessons.finished_among(db, camp, lessons.tagged(db, camp, subject[1:], in_use=True), member)


def _goes_to(db: Db, camp: int, subject: str) -> str:
    return f"微课 {subject}" if subject.startswith("L") else "微课 进度"


feature.counter(
    Counter(
        "lessons",
        LESSONS,
        ("课", "微课", "lesson"),
        ("lessons.learned", "lessons.applied"),
        _count,
        read=_read,
        all_of=_in_use,
        all_done=_in_use_done,
        lacks=Phrase(zh="未学", en="not learned"),
        goes_to=_goes_to,
    )
)
