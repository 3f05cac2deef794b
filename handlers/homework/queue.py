"""Homework in 待办: what waits for whoever asks, once its raters are done or where it is theirs to rate."""

from __future__ import annotations

from bot.feature import Asker, Backlog, Context, Line, Phrase, Role, Said, Waiting
from handlers.homework import reviewers, verdict, viewing
from handlers.homework.settings import feature
from storage.connection import Db
from storage.homework import waiting

WHAT = Phrase(zh="{name}《{title}》{version}{late}", en="{name}, “{title}”{version}{late}")
LONGEST_NAME = 24
"""Characters of a name in a line that has room for sixty."""


def _some(reader: Db, asker: Asker, after: int, most: int) -> list[Waiting]:
    rows = waiting.some(reader, asker.camp.id, _who(asker), after=after, most=most)
    return [Waiting(row.number, row.since, _what(row)) for row in rows]


def _what(row: waiting.WaitingHandIn) -> Line:
    version = reviewers.VERSION(n=row.version) if row.version != 1 else ""
    return WHAT(name=row.name[:LONGEST_NAME], title=row.title, version=version, late=reviewers.LATE if row.is_late else "")


def _backlog(reader: Db, asker: Asker) -> Backlog:
    return Backlog(*waiting.backlog(reader, asker.camp.id, _who(asker)))


def _who(asker: Asker) -> waiting.Decider:
    return waiting.Decider(asker.membership.id, asker.membership.role >= Role.MANAGER, asker.now)


def _whole(ctx: Context, number: int) -> tuple[Said, ...]:
    meant, one = verdict.find(ctx, number)
    viewing.check(ctx, meant, one)
    return viewing.begun(ctx, meant, one)


feature.queue(
    "H",
    Phrase(zh="等评的作业", en="homework to read"),
    by=Role.EXPERT,
    waiting=_some,
    backlog=_backlog,
    whole=_whole,
)
