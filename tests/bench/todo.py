"""待办 with a thousand things waiting in its five queues: from the word to the committed answer, page after page.

python -m tests.bench.todo            1,000 things among 20,000 graded answers
python -m tests.bench.todo --short    50, to see that it runs
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog
from sqlalchemy import insert

from bot.messages import Kind
from handlers.quiz.bank.questions import Question, Short
from storage import archive, asks, bank, care, joining, migrate, tickets
from storage.answers import answer
from storage.connection import Db
from storage.database import connect
from tests.quiz import fill, write
from tests.town import START, Somebody, Town

MOST = 30.0
"""Milliseconds a page may take."""
PAGES = 30
GRADED = 20_000
ANSWER = insert(answer)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--short", action="store_true")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    things, graded = (50, 100) if parser.parse_args().short else (1_000, GRADED)
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'todo.db'}"
        migrate.upgrade(connect(url), now=START)
        town = Town(url, Path(folder))
        owner = town.opened()
        owner.tells("积分")
        lin = town.learner("林晓")
        fill(town, [Question("怎么回应？", Short("认同"), tags=("话术",))])
        write(town, lambda db: _fill(db, town, things // 5, graded))
        town.clock.move(timedelta(hours=6))
        town.settle()
        said = owner.tells("待办")
        print(said.split("\n")[0])
        first, further = [_took(town, owner, "待办") for _ in range(10)], [_took(town, owner, "更多") for _ in range(PAGES)]
        lin_too = [_took(town, lin, "积分") for _ in range(10)]
        town.close()
    for name, some in (("待办", first), ("更多", further)):
        middle = statistics.median(some)
        print(f"{'✓' if middle <= MOST else '✗'} {name:<6}{middle:>8.1f} ms, at worst {max(some):.1f}  (at most {MOST:.0f})")
    print(f"  积分  {statistics.median(lin_too):>8.1f} ms, for comparison")


def _took(town: Town, who: Somebody, words: str) -> float:
    """Milliseconds from the word to its commit."""
    event = who.event(Kind.SAID, words, who.private)
    begun = time.perf_counter()
    town.run(town.app.receive(event))
    return (time.perf_counter() - begun) * 1000


def _fill(db: Db, town: Town, each: int, graded: int) -> None:
    now = town.clock.now()
    stored = bank.by_number(db, 1, 1)
    assert stored is not None
    for n in range(graded + each):
        ask = asks.put(db, 1, stored, "exam", at=now, place=0, membership=2)
        given: dict[str, Any] = {
            "said": "先认同",
            "chosen": [],
            "earned": 100 if n < graded else None,
            "out_of": 100,
            "received_at": now,
        }
        db.run(ANSWER, ask_id=ask, camp_id=1, question_id=stored.id, membership_id=2, **given)
    for n in range(each):
        joining.ask(db, 1, "telegram", "群一", f"新人{n}", f"新人{n}", at=now)
        one, other = (
            archive.add(db, 1, f"第{n}种{side}", "答", person=None, source="manual", at=now).id for side in ("甲", "乙")
        )
        archive.suspect(db, 1, one, other, 700, at=now)
        care.flag(db, 1, 2, [["R4", {"days": 2, "dates": "5/8"}]], on=now.date(), due_on=now.date())
        tickets.ask(db, 1, 2, f"第{n}个问题", due=now + timedelta(hours=2), at=now)


if __name__ == "__main__":
    main()
