"""What surveys keep of a person: named responses, drafts, and forms they sent out."""

from __future__ import annotations

from bot.feature import Context, Phrase
from bot.personal_data import AT, FOR_FIGURES, FOR_THE_COMMUNITY, WORDS, KeptRows
from handlers.asking.surveys.settings import feature
from storage import surveys

FORM = Phrase(zh="问卷", en="Form")

feature.keeps(
    KeptRows(
        "survey",
        Phrase(zh="你发的问卷", en="Forms you sent out"),
        {"title": FORM, "opened_at": AT},
        stays=FOR_THE_COMMUNITY,
        blanks={},
    ),
    KeptRows(
        "survey_plan", Phrase(zh="你排期的问卷", en="Forms you planned"), {"words": WORDS}, stays=FOR_THE_COMMUNITY, blanks={}
    ),
    KeptRows(
        "response",
        Phrase(zh="你记名填的问卷", en="Forms you filled in by name"),
        {"survey_id": FORM, "answers": WORDS, "at": AT},
        stays=FOR_FIGURES,
        blanks={},
        wrote=("answers",),
    ),
    KeptRows(
        "draft", Phrase(zh="没交的问卷", en="Forms not sent in"), {"survey_id": FORM, "answers": WORDS}, wrote=("answers",)
    ),
)


@feature.erases
def erase(ctx: Context, person: int) -> None:
    surveys.erase(ctx.db, person)
