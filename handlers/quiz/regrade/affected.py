"""Which answers a corrected key concerns: those to versions that ask the same, judged otherwise than the bank would today."""

from __future__ import annotations

from itertools import islice

from bot.feature import Context, Line, Phrase, Press, Said
from handlers.quiz.bank.questions import from_plain
from handlers.quiz.bank.settings import called
from handlers.quiz.regrade import rules
from handlers.quiz.regrade.judging import Keys
from storage import bank, question_versions, regrades
from storage.bank import Stored
from storage.connection import Db

OFFER = Phrase(
    zh="{n}个以前的回答是按旧答案判的，还没动。要改判：重新判分 {number}",
    en="Answers judged by the old key: {n}; they stand as they are. To judge them anew: regrade {number}",
)
LOOK = Phrase(zh="看看影响", en="See what changes")
BEHIND = Phrase(
    zh="这些题改了答案，以前的回答还按旧答案：{numbers}。要改判就发：重新判分 {first}",
    en="The key of these changed and earlier answers stand by the old one: {numbers}. To judge them anew: regrade {first}",
)
LISTED = 10


def keys_for(db: Db, stored: Stored) -> Keys:
    """The key of today for every version that asks the same."""
    now = from_plain(stored.plain)
    fitting = {one.version: rules.corrected(from_plain(one.plain), now) for one in question_versions.asked(db, stored.id)}
    return {version: rules.key_of(question) for version, question in fitting.items() if question is not None}


def count(db: Db, stored: Stored) -> int:
    """How many answers would earn something else."""
    keys = keys_for(db, stored)
    questions = {
        asked.version: from_plain({**asked.plain, **(keys[asked.version] or {})})
        for asked in question_versions.asked(db, stored.id)
        if asked.version in keys
    }
    found = 0
    for one in regrades.alike(db, stored.id):
        verdict = rules.judge(questions[one.version], one.said, one.chosen) if one.version in questions else None
        if verdict is not None and verdict.credit not in (None, one.credit):
            found += one.answers
    return found


def left_out(db: Db, stored: Stored) -> int:
    """How many answers were given to other words: those stay as they were judged."""
    keys = keys_for(db, stored)
    return sum(one.answers for one in regrades.alike(db, stored.id) if one.version not in keys)


def behind(db: Db, camp: int, *, after: int = 0, most: int = LISTED) -> list[Stored]:
    """The questions with answers a corrected key would judge otherwise, those with numbers above `after`, by number."""
    found = (bank.by_number(db, camp, number) for number in sorted(question_versions.behind(db, camp)) if number > after)
    return list(islice((one for one in found if one is not None and _is_rekeyed(db, one) and count(db, one)), most))


def _is_rekeyed(db: Db, stored: Stored) -> bool:
    """Whether an asked version is judged by another key than today's: cheaper to know than the answers."""
    keys = keys_for(db, stored)
    asked = question_versions.asked(db, stored.id)
    return any((key := keys.get(one.version)) and key["answer"] != one.judged["answer"] for one in asked)


def offer(ctx: Context, number: int) -> list[Said]:
    """What to say after a question was changed; nothing where no answer hangs on it."""
    stored = bank.by_number(ctx.db, ctx.camp.id, number)
    n = count(ctx.db, stored) if stored is not None else 0
    if not n:
        return []
    return [OFFER(n=n, number=called(number)), [Press(LOOK, f"重新判分 {called(number)}")]]


def listed(those: list[Stored]) -> list[Line]:
    """Them by number."""
    numbers = list(called(one.number) for one in those)
    return [BEHIND(numbers=numbers, first=called(those[0].number))] if those else []
