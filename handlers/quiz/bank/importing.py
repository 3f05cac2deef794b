"""What an import would change: which questions are new, which the bank says differently, which it says already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handlers.quiz.bank.formats import Format, merged
from handlers.quiz.bank.questions import Question, fingerprint


@dataclass(frozen=True, slots=True)
class BankChanges:
    """The questions to write, each as the bank should hold it afterwards, and how many need no writing."""

    new: tuple[Question, ...]
    changed: tuple[Question, ...]
    unchanged: int

    @property
    def tags(self) -> Counter[str]:
        """How many of the new questions have each tag."""
        return Counter(tag for question in self.new for tag in question.tags)


def plan(read: Iterable[Question], stored: Mapping[str, Question], format: Format) -> BankChanges:
    """The plan for questions read from a file of this format over a bank (fingerprint → question).

    What the format cannot say of a question is no change: a table sent back leaves feedback, weights and pictures as they are.
    """
    new, changed, unchanged = [], [], 0
    for question in read:
        known = stored.get(fingerprint(question))
        if known is None:
            new.append(question)
        elif (kept := merged(known, question, format)) != known:
            changed.append(kept)
        else:
            unchanged += 1
    return BankChanges(tuple(new), tuple(changed), unchanged)
