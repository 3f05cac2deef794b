"""The ledger has purses and kinds and says what a taken-back entry answers; a due row may name its camp.

A program of before this release earns points by the defaults; what it would take back without naming the entry is turned away.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0002_house"
down_revision = "0001_spine"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CHECKS = {
    "purse": "purse IN ('points', 'coins')",
    "kind": "kind IN ('earn', 'refund') AND amount > 0 OR kind IN ('reverse', 'spend') AND amount < 0",
    "reverses": "(kind IN ('reverse', 'refund')) = (reverses IS NOT NULL)",
}


class Entry(NamedTuple):
    id: int
    membership: int
    amount: int
    reason: str
    source: str


def upgrade() -> None:
    op.add_column("ledger", sa.Column("purse", sa.Text(), server_default="points", nullable=False))
    op.add_column("ledger", sa.Column("kind", sa.Text(), server_default="earn", nullable=False))
    op.add_column("ledger", sa.Column("reverses", KEY, nullable=True))
    on = op.get_bind()
    name_kinds(on)
    recompute_lifetimes(on)
    with op.batch_alter_table("ledger") as ledger:
        ledger.create_foreign_key(op.f("fk_ledger_reverses"), "ledger", ["reverses"], ["id"])
        for name, rule in CHECKS.items():
            ledger.create_check_constraint(op.f(f"ck_ledger_{name}"), rule)
    named = sa.text("reverses IS NOT NULL")
    op.create_index("uq_ledger_reverses", "ledger", ["reverses"], unique=True, sqlite_where=named, postgresql_where=named)
    with op.batch_alter_table("agenda") as agenda:
        agenda.add_column(sa.Column("camp_id", KEY, nullable=True))
        agenda.create_foreign_key(op.f("fk_agenda_camp_id"), "camp", ["camp_id"], ["id"])
    name_camps(on)


# ── what is there ────────────────────────────────────────────────────────────────────────────────────────────────────


def name_kinds(on: sa.Connection) -> None:
    """Everything earned until now stays `earn`. A negative entry takes back the one its source speaks of; one that speaks of none is a
    manager's deduction, `spend`, and what took such a deduction back is its `refund`."""
    taken: set[int] = set()
    on.execute(sa.text("UPDATE ledger SET kind = 'spend' WHERE amount < 0"))
    # deductions that were taken back come before the positive entries that did it
    doubtful = (
        "SELECT id, membership_id, amount, reason, source FROM ledger WHERE amount < 0 OR reason = 'award_back' ORDER BY id"
    )
    for row in on.execute(sa.text(doubtful)).all():
        entry = Entry(*row)
        found = answered(on, entry, taken)
        if not found:
            continue
        kind = "reverse" if entry.amount < 0 else "refund"
        first, *more = found
        named = "UPDATE ledger SET kind = :kind, reverses = :first, amount = :amount WHERE id = :id"
        on.execute(sa.text(named), {"kind": kind, "first": first.id, "amount": -first.amount, "id": entry.id})
        for other in more:
            split_off(on, entry, other)
        taken.update(one.id for one in found)


def answered(on: sa.Connection, entry: Entry, taken: set[int]) -> list[Entry]:
    """The entries one takes back whole; two where a contest's playing and prize were taken back as one sum."""
    if entry.reason == "contest_twice":
        both = [one for source in sources(entry) for one in booked(on, source)]
        return both if sum(one.amount for one in both) == -entry.amount else []
    for source in sources(entry):
        for one in booked(on, source):
            is_theirs = one.membership == entry.membership or "%" not in source
            if one.amount == -entry.amount and one.id < entry.id and one.id not in taken and is_theirs:
                return [one]
    return []


def sources(entry: Entry) -> Sequence[str]:
    """Patterns of what it may be about, the likeliest first."""
    _, _, about = entry.source.partition(":")
    match entry.reason, about.split(":"):
        case "award_back", _:
            return (f"award:{about}",)
        case "accepted_own", _:
            return (f"accepted:{about}",)
        case "contest_twice", _:
            return (f"contest:{about}", f"contest_prize:{about}")
        case "exam_twice", [exam, _]:
            return (f"exam:{about}", f"exam:{exam}:%")
        case "lesson_twice", [code, old, lesson]:
            return (f"{code}:{old}:{lesson}", f"{code}:%:{lesson}")
        case "counted_twice", [old, day]:
            return (f"checkin:{old}:{day}", f"makeup:{old}:{day}", f"checkin:%:{day}", f"makeup:%:{day}")
    return ()


def booked(on: sa.Connection, source: str) -> Iterator[Entry]:
    how = "LIKE" if "%" in source else "="
    found = f"SELECT id, membership_id, amount, reason, source FROM ledger WHERE source {how} :source ORDER BY id"
    return (Entry(*row) for row in on.execute(sa.text(found), {"source": source}).all())


def split_off(on: sa.Connection, entry: Entry, other: Entry) -> None:
    """A line of its own for another entry that was taken back with the first: one names one."""
    line = (
        "INSERT INTO ledger (camp_id, membership_id, amount, category, reason, note, source, at, purse, kind, reverses) "
        "SELECT camp_id, membership_id, :amount, category, reason, note, :source, at, purse, 'reverse', :other "
        "FROM ledger WHERE id = :id"
    )
    values = {"amount": -other.amount, "source": f"back:{other.id}", "other": other.id, "id": entry.id}
    on.execute(sa.text(line), values)


def recompute_lifetimes(on: sa.Connection) -> None:
    """What was taken back until now stayed in the lifetime."""
    earned = (
        "coalesce((SELECT sum(amount) FROM ledger WHERE ledger.membership_id = membership.id "
        "AND purse = 'points' AND kind IN ('earn', 'reverse')), 0)"
    )
    on.execute(sa.text(f"UPDATE membership SET lifetime = {earned} WHERE lifetime <> {earned}"))


# ── whose a due row is ───────────────────────────────────────────────────────────────────────────────────────────────

TABLES = {"polls.open": "poll_plan", "surveys.open": "survey_plan"}
"""Whose number stands in the subject of jobs whose subject does not say it."""
OF_KIND = {"poll": "poll", "survey": "survey", "contest": "contest", "ask": "ask", "sitting": "sitting", "ticket": "ticket"}
OF_SLICES = {
    "surveys": "survey",
    "polls": "poll",
    "contest.pay": "contest",
    "exam.call": "exam",
    "reminders.some": "reminder",
}
"""Jobs that go on in slices: their subject begins with a bare number of these."""
OF_CAMP = ("reminders.anew", "review.call_on", "bank.put_back")
"""The same, where the number is the camp's own."""


def name_camps(on: sa.Connection) -> None:
    """Every row on the agenda names its camp, but for those of the house."""
    for job, subject in on.execute(sa.text("SELECT job, subject FROM agenda")).all():
        camp = camp_of(on, job, subject)
        if camp is not None:
            named = sa.text("UPDATE agenda SET camp_id = :camp WHERE job = :job AND subject = :subject")
            on.execute(named, {"camp": camp, "job": job, "subject": subject})


def camp_of(on: sa.Connection, job: str, subject: str) -> int | None:
    """The camp a subject belongs to; None where it is the house's, or what it names is gone."""
    kind, _, rest = subject.partition(":")
    number = rest.partition(":")[0]
    if kind.isdigit():
        table = OF_SLICES.get(job) or OF_SLICES.get(job.partition(".")[0])
        return camp_in(on, "camp" if job in OF_CAMP else table, kind)
    if job == "reminders.ring":
        return ringing(on, subject)
    if kind in ("camp", "request", "plan"):
        return camp_in(on, {"camp": "camp", "request": "join_request"}.get(kind, TABLES.get(job)), number)
    return camp_in(on, OF_KIND.get(kind), number)


def camp_in(on: sa.Connection, table: str | None, number: str) -> int | None:
    if table is None or not number.isdigit():
        return None
    column = "id" if table == "camp" else "camp_id"
    found: int | None = on.execute(sa.text(f"SELECT {column} FROM {table} WHERE id = :id"), {"id": int(number)}).scalar()
    return found


def ringing(on: sa.Connection, place: str) -> int | None:
    """The camp of the reminder that rings first in a place."""
    first = "SELECT camp_id FROM reminder WHERE place = :place AND next_at IS NOT NULL ORDER BY next_at LIMIT 1"
    found: int | None = on.execute(sa.text(first), {"place": place}).scalar()
    return found
