"""What ratings keep of a person: what they gave themselves, and that they rate and are rated; never what they gave others."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, FOR_FIGURES, FOR_THE_RECORD, KeptRows
from handlers.feedback.settings import feature

feature.keeps(
    KeptRows(
        "feedback_self",
        Phrase(zh="互评里你给自己打的分", en="What you gave yourself in ratings"),
        {"days": Phrase(zh="训后天数", en="Days after the training"), "scores": Phrase(zh="分数", en="Marks")},
    ),
    KeptRows(
        "feedback_rated",
        Phrase(zh="请人评过你的互评", en="Ratings others were asked to give you"),
        {"feedback_id": Phrase(zh="第几次", en="Number")},
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "feedback_rater",
        Phrase(
            zh="请你评别人的互评（打了几分没有记在你名下）",
            en="Ratings you were asked to give (what you gave is not under your name)",
        ),
        {"relation": Phrase(zh="身份", en="As")},
    ),
    KeptRows(
        "feedback",
        Phrase(zh="你设的互评", en="Ratings you set"),
        {"ends_on": Phrase(zh="培训结束", en="Training ended"), "made_at": AT},
        stays=FOR_THE_RECORD,
        blanks={},
    ),
)
