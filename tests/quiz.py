"""Question banks for stories: filled straight into the tables, so that a story about answering needs no file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from handlers.quiz.bank.marking import key
from handlers.quiz.bank.questions import Question, Single, even, fingerprint, from_plain, to_plain
from storage import bank
from storage.connection import Db
from tests.town import Post, Town

T = TypeVar("T")
OPTIONS = ("降价", "问清比较对象", "沉默", "换产品")


def single(stem: str, right: str = "B", *tags: str, why: str = "") -> Question:
    """A question of four options."""
    return Question(stem, Single(even(OPTIONS, ["ABCD".index(right)])), why, tags or ("异议",))


def write(town: Town, run: Callable[[Db], T]) -> T:
    """One transaction beside the talk."""

    async def written() -> T:
        return await town.database.transact(run)

    return town.run(written())


def fill(town: Town, questions: Iterable[Question], camp: int = 1) -> None:
    """Puts questions into a camp's bank."""
    given = [(fingerprint(one), to_plain(one)) for one in questions]
    write(town, lambda db: bank.save(db, camp, given, at=town.clock.now()))


def question_in(town: Town, post: Post, camp: int = 1) -> Question:
    """The question of the bank a message asks."""
    plains = (
        {
            name: getattr(row, name)
            for name in ("kind", "stem", "options", "answer", "explanation", "tags", "difficulty", "picture")
        }
        for row in town.look(bank.ALL, camp=camp, tag=None)
    )
    return next(from_plain(plain) for plain in plains if plain["stem"] in str(post))


def right_in(town: Town, post: Post) -> str:
    """The letter that is right there."""
    return key(question_in(town, post))


def wrong_in(town: Town, post: Post) -> str:
    """A letter that is wrong there."""
    return next(letter for letter in "ABCD" if letter != right_in(town, post))
