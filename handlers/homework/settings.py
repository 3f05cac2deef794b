"""What a camp can set about homework, why it earns points, and what it tells the rest of the house."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Setting, Theme
from bot.setting_values import between, points

feature = Feature("homework", Theme.LEARNING)
feature.prefix("H", Phrase(zh="一版交上来的作业", en="a version of homework handed in"))

ACCEPTED = feature.reason("homework", "learning", Phrase(zh="作业通过", en="homework accepted"))
TAKEN_BACK = feature.reason("homework_back", "learning", Phrase(zh="作业撤回通过", en="homework, acceptance taken back"))
COUNTED_TWICE = feature.reason("homework_twice", "learning", Phrase(zh="两个账号同一作业", en="one homework on two accounts"))

POINTS = feature.setting(
    Setting(
        "homework.points",
        Phrase(zh="作业分", en="homework-points"),
        Phrase(zh="0到1000：每份作业第一次通过得的分", en="0 to 1000, for each homework that is accepted"),
        20,
        points,
    )
)
PEER_PASS = feature.setting(
    Setting(
        "homework.peer_pass",
        Phrase(zh="互评过线", en="peer-pass"),
        Phrase(
            zh="没有写评阅人的互评作业，均分到几分自动通过，1到5；0是都由人来定",
            en="the mean at which peer-rated homework without a reviewer is accepted by itself, 1 to 5; 0 leaves all to people",
        ),
        3,
        between(0, 5),
    )
)
