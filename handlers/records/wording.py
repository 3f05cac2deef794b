"""What each kind of learned thing is called where it is counted: 学完微课, 通过考试."""

from __future__ import annotations

from collections.abc import Mapping

from bot.feature import Line, Phrase
from bot.learning_record import ActivityType, Did

COUNTED: Mapping[tuple[Did, ActivityType], Phrase] = {
    (Did.COMPLETED, ActivityType.LESSON): Phrase(zh="学完微课", en="lessons completed"),
    (Did.COMPLETED, ActivityType.STAGE): Phrase(zh="通过关卡", en="stages passed"),
    (Did.COMPLETED, ActivityType.HOMEWORK): Phrase(zh="通过作业", en="homework accepted"),
    (Did.ATTENDED, ActivityType.MEETING): Phrase(zh="出席活动", en="events attended"),
    (Did.ANSWERED, ActivityType.QUESTION): Phrase(zh="答题", en="questions answered"),
    (Did.EARNED, ActivityType.BADGE): Phrase(zh="勋章", en="badges"),
    (Did.EARNED, ActivityType.CERTIFICATE): Phrase(zh="证书", en="certificates"),
}
"""What is counted by the time."""
PASSED = Phrase(zh="通过考试", en="exams passed")
SAT = {
    (Did.PASSED, ActivityType.TEST): PASSED,
    (Did.FAILED, ActivityType.TEST): Phrase(zh="未通过考试", en="exams failed"),
    (Did.COMPLETED, ActivityType.TEST): Phrase(zh="课前课后测", en="tests before and after"),
}
"""What came of an exam."""
OTHER = Phrase(zh="{type}（{did}）", en="{type} ({did})")


def called(did: Did, type: ActivityType) -> Phrase | Line:
    """One kind of learned thing, with a number behind it."""
    return COUNTED.get((did, type)) or SAT.get((did, type)) or OTHER(did=did.word, type=type.word)
