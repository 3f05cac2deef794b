"""What a camp can set about exams and why they earn points."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Setting, Theme
from bot.setting_values import between, points

feature = Feature("exam", Theme.QUIZZES)
feature.prefix("E", Phrase(zh="一场考试", en="an exam"))
feature.prefix("J", Phrase(zh="一道简答", en="a short answer"))
feature.fact("passed", "exam")
feature.fact("failed", "exam")
feature.fact("unpassed", "exam")

PASSED = feature.reason("exam", "learning", Phrase(zh="测验", en="exam"))
REGRADED = feature.reason("exam_regraded", "learning", Phrase(zh="测验改判", en="exam regraded"))
COUNTED_TWICE = feature.reason("exam_twice", "learning", Phrase(zh="两个账号同一测验重复", en="one exam on two accounts"))


EXAM_POINTS = feature.setting(
    Setting(
        "exam.points",
        Phrase(zh="测验分", en="exam-points"),
        Phrase(zh="0到1000：每个测验第一次及格得的分", en="0 to 1000, for passing an exam the first time"),
        20,
        points,
    )
)

EXAM_MINUTES = feature.setting(
    Setting(
        "exam.minutes",
        Phrase(zh="考试学时", en="exam-minutes"),
        Phrase(zh="0到600：通过一场考试计几分钟学时", en="0 to 600: minutes of study a passed exam counts for"),
        0,
        between(0, 600),
    )
)

EXAM_ROLES = {
    "exam": Phrase(zh="考试", en="exam"),
    "before": Phrase(zh="课前测", en="pretest"),
    "after": Phrase(zh="课后测", en="posttest"),
}
