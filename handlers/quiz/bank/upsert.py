"""Questions written to the bank: what is new, what reads differently where that was agreed to; the rest is left alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.quiz.bank.formats import Format, merged
from handlers.quiz.bank.questions import Question, fingerprint, from_plain, to_plain
from storage import bank
from storage.connection import Db


@dataclass(frozen=True, slots=True)
class BankPlan:
    """The questions to write, each as the bank should hold it afterwards, and how many need no writing."""

    new: tuple[Question, ...]
    changed: tuple[Question, ...]
    unchanged: int


def plan(read: Iterable[Question], stored: Mapping[str, Question], format: Format) -> BankPlan:
    """The plan for questions read from a file of this format over a bank (fingerprint → question).

    What the format cannot say of a question is no change: a table sent back leaves feedback, weights and pictures as they are.
    """
    new, changed, unchanged = [], [], 0
    for question in read:
        known = stored.get(fingerprint(question)) if stored else None
        if known is None:
            new.append(question)
        elif (kept := merged(known, question, format)) != known:
            changed.append(kept)
        else:
            unchanged += 1
    return BankPlan(tuple(new), tuple(changed), unchanged)


def put(
    db: Db, camp: int, import_id: int, questions: Sequence[Question], format: Format, agreed: Set[int], *, at: datetime
) -> BankPlan:
    """Writes questions read from a file of this format under an import: what is new, and what reads differently under the numbers
    `agreed` to. Gives what was written, and what needed none."""
    stored: dict[str, Question] = {}
    free: set[str] = set()
    for question in questions:
        print_ = fingerprint(question)
        known = bank.by_fingerprint(db, camp, print_)
        if known is not None and known.retired_at is None:
            stored[print_] = from_plain(known.plain)
            free |= {print_} if known.number in agreed else set()
    planned = plan(questions, stored, format)
    planned = replace(planned, changed=tuple(one for one in planned.changed if fingerprint(one) in free))
    new = [(fingerprint(one), to_plain(one), None) for one in planned.new]
    changed = [(print_, to_plain(one), to_plain(stored[print_])) for one in planned.changed if (print_ := fingerprint(one))]
    bank.bring_in(db, camp, import_id, [*new, *changed], at=at)
    return planned
