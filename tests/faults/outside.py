"""What must hold after a long run, judged from outside: the database and what arrived against what was given."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import func, select

from storage import points
from storage.agenda import agenda
from storage.checkins import check_in
from storage.connection import Db
from storage.inbox import dead_letter
from storage.memberships import membership
from storage.outbox import outbox
from storage.people import account
from storage.points import ledger
from tests.faults.platform import Arrival

CHECK_IN = 5
"""Points."""
CHECKED_IN = re.compile(r"✅ (学员\d+) 第1天")
AWARDED = re.compile(r"（(分享\d+)）")
NOTED = re.compile(r"提醒：(交作业\d+)（")
REMINDED = re.compile(r"(?<!提醒：)(交作业\d+)")


REMINDERS_LEFT = select(func.count()).select_from(agenda).where(agenda.c.job == "reminders.ring")


@dataclass
class Given:
    """What was said and acknowledged: who checked in, which awards and which reminders, by what tells each from all others."""

    learners: list[str] = field(default_factory=list)
    awards: list[str] = field(default_factory=list)
    reminders: list[str] = field(default_factory=list)


def faults(db: Db, given: Given, arrived: list[Arrival], retried: set[int]) -> list[str]:
    """Every way in which it is not as it must be. What was `retried` by hand has no place in its room's order."""
    return [
        *_effects(db, given),
        *_owed(db, arrived),
        *_words(given, arrived),
        *order(arrived, retried),
        *_occurrences(db),
        *_buried(db),
    ]


def _effects(db: Db, given: Given) -> Iterable[str]:
    member = select(account.c.ident, func.count(check_in.c.id)).select_from(
        check_in.join(membership, check_in.c.membership_id == membership.c.id).join(
            account, account.c.person_id == membership.c.person_id
        )
    )
    yield from _once("check-in", given.learners, Counter(dict(map(tuple, db.all(member.group_by(account.c.ident))))))
    awards = db.all(select(ledger.c.note, func.count()).where(ledger.c.note.is_not(None)).group_by(ledger.c.note))
    yield from _once("award", given.awards, Counter(dict(map(tuple, awards))))
    entries, total = db.value(select(func.count()).select_from(ledger)), db.value(select(func.sum(ledger.c.amount)))
    if entries != len(given.learners) + len(given.awards):
        yield f"{entries} ledger entries for {len(given.learners)} check-ins and {len(given.awards)} awards"
    if total != CHECK_IN * len(given.learners) + len(given.awards):
        yield f"the ledger sums up to {total}"
    if balances := points.astray(db):
        yield f"balances that are not the ledger's sum: {balances[:3]}"


def _owed(db: Db, arrived: list[Arrival]) -> Iterable[str]:
    owed = dict(map(tuple, db.all(select(outbox.c.id, outbox.c.outcome).where(outbox.c.channel.is_not(None)))))
    there = {arrival.message for arrival in arrived}
    if unsent := Counter(str(outcome) for outcome in owed.values() if outcome != "sent"):
        yield f"owed messages not sent: {dict(unsent)}"
    if missing := [message for message, outcome in owed.items() if outcome == "sent" and message not in there]:
        yield f"{len(missing)} messages settled as sent never arrived, {missing[:3]}"
    if strangers := there - owed.keys():
        yield f"{len(strangers)} messages arrived that nobody owes"


def _words(given: Given, arrived: list[Arrival]) -> Iterable[str]:
    """Each reply and each reminder is one message, however often that arrived."""
    said = {arrival.message: arrival.words for arrival in arrived}.values()
    for what, pattern, wanted in (
        ("reply to a check-in", CHECKED_IN, given.learners),
        ("reply to an award", AWARDED, given.awards),
        ("reply to a reminder", NOTED, given.reminders),
        ("reminder", REMINDED, given.reminders),
    ):
        yield from _once(what, wanted, Counter(found for words in said for found in pattern.findall(words)))


def order(arrived: list[Arrival], retried: set[int]) -> Iterable[str]:
    latest: dict[tuple[str, int], int] = {}
    seen: set[int] = set()
    astray = 0
    for arrival in arrived:
        if arrival.message in seen or arrival.message in retried:
            continue
        seen.add(arrival.message)
        line = arrival.room, arrival.lane
        astray += arrival.message < latest.get(line, 0)
        latest[line] = max(latest.get(line, 0), arrival.message)
    if astray:
        yield f"{astray} messages came before an earlier one of their room and lane"


def _occurrences(db: Db) -> Iterable[str]:
    """Nothing is still to ring: that each rang once, its message says."""
    if left := db.value(REMINDERS_LEFT):
        yield f"reminders are still to ring in {left} rooms"


def _buried(db: Db) -> Iterable[str]:
    """No trouble is a message's own fault: none is set aside unanswered."""
    for row in db.all(select(dead_letter.c.kind, dead_letter.c.problem, dead_letter.c.key)):
        yield f"{row.key} ({row.kind}) was buried: {row.problem}"


def _once(what: str, wanted: list[str], found: Counter[str]) -> Iterable[str]:
    for count, verb in ((0, "missing"), (2, "doubled")):
        if wrong := [one for one in wanted if (found[one] >= count if count else not found[one])]:
            yield f"{len(wrong)} × {what} {verb}, {wrong[:3]}"
