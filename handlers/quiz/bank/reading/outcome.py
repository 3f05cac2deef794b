"""Where the bank's readers put what they meet, and how much of it one file may bring."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.documents import parsed
from bot.phrases import Line, Phrase
from handlers.quiz.bank.questions import EXPLANATION_LIMIT, TAG_LIMIT, TAGS_LIMIT, Question, check
from handlers.quiz.bank.reading import faults
from handlers.quiz.bank.tags import sorted_out

QUESTIONS_LIMIT = 20_000
"""Questions one file may bring, right and wrong ones together."""


@dataclass(slots=True)
class QuestionSink(parsed.Sink[Question]):
    """Keeps questions that pass as the bank's."""

    limit: int = QUESTIONS_LIMIT
    too_many: Phrase = faults.TOO_MANY

    def keep(self, value: Question, row: int, sheet: str = "", source: tuple[str, ...] = ()) -> None:
        """A question that passed as its format; what is said about it and does not fit is cut, and a note says so. Raises Refusal
        where something in the question itself is wrong."""
        kept, cut = _cut(value)
        parsed.Sink.keep(self, check(kept), row, sheet, source)
        for reason in cut:
            self.note(reason, row, sheet)


def _cut(question: Question) -> tuple[Question, list[Line]]:
    """The question with tags and an explanation the bank can keep, and a sentence for each thing that was cut."""
    told, (tags, _) = [], sorted_out(question.tags)
    if any(len(tag) > TAG_LIMIT for tag in tags):
        told += [faults.CUT_TAG(tag=tag, limit=TAG_LIMIT) for tag in tags if len(tag) > TAG_LIMIT]
        tags = tuple(dict.fromkeys(tag[:TAG_LIMIT].strip() for tag in tags))
    if len(tags) > TAGS_LIMIT:
        told.append(faults.TAGS_LEFT(limit=TAGS_LIMIT, tags=tags[TAGS_LIMIT:]))
        tags = tags[:TAGS_LIMIT]
    explanation = question.explanation
    if len(explanation) > EXPLANATION_LIMIT:
        told.append(faults.CUT_EXPLANATION(length=len(explanation), limit=EXPLANATION_LIMIT))
        explanation = explanation[:EXPLANATION_LIMIT].rstrip()
    if (tags, explanation) == (question.tags, question.explanation):
        return question, told
    return replace(question, tags=tags, explanation=explanation), told
