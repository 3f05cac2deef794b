"""The path: a camp's stages in their order, what each asks for, and who has passed them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    false,
    func,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Day, Instant, Json, Key, foreign_key, metadata, primary_key

stage = Table(
    "stage",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("place", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("about", Text, nullable=False, server_default=text("''")),
    Column("in_turn", Boolean, nullable=False, server_default=true()),
    Column("after_id", Key, ForeignKey("stage.id", name="fk_stage_after")),
    Column("monthly", Boolean, nullable=False, server_default=false()),
    Column("opens_on", Day),
    Column("days_in", Integer),
    Column("points", Integer, nullable=False, server_default=text("0")),
    Column("coins", Integer, nullable=False, server_default=text("0")),
    Column("badge", Text),
    Column("certificate", Text),
    Column("retired_at", Instant),
    UniqueConstraint("camp_id", "name"),
    CheckConstraint("after_id IS NULL OR (NOT in_turn AND after_id <> id)", name="after"),
    CheckConstraint("days_in >= 0", name="days_in"),
    CheckConstraint("points >= 0 AND coins >= 0", name="reward"),
)
"""It opens behind the stage before it (`in_turn`) or another one (`after_id`), not in the month of the last pass (`monthly`), not before
`opens_on`, nor within `days_in` days of joining. Passing it earns points, coins, a badge and a certificate of what it
is for. One that was taken away keeps its name."""

stage_need = Table(
    "stage_need",
    metadata,
    foreign_key("stage", primary_key=True),
    Column("counter", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("needs", Integer),
    foreign_key("camp"),
    CheckConstraint("needs > 0", name="needs"),
)
"""What a stage asks for: so many of what a counter counts, of a subject ("" is of anything); no number is all there are."""
Index("ix_stage_need_camp", stage_need.c.camp_id, stage_need.c.counter)

stage_pass = Table(
    "stage_pass",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("stage"),
    foreign_key("membership", index=True),
    Column("at", Instant, nullable=False),
    Column("under", Json, nullable=False),
    Column("after_id", Key, ForeignKey("stage.id", name="fk_stage_pass_after")),
    Column("times", Integer, nullable=False, server_default=text("1")),
    Column("source", Text, nullable=False),
    Column("points", Integer, nullable=False, server_default=text("0")),
    Column("coins", Integer, nullable=False, server_default=text("0")),
    Column("fallen_at", Instant),
    UniqueConstraint("stage_id", "membership_id"),
    CheckConstraint("points >= 0 AND coins >= 0", name="paid"),
)
"""A stage somebody passed: once, `under` what it asked for then ([[counter, subject, needs]]) and behind which stage, so that a map changed
later takes nothing away. `points` and `coins` are what was paid for it and not taken back, their entries in the ledger beginning with
`source`; `fallen_at` is since when what it was passed with is undone, and `times` how often it was passed."""
Index("ix_stage_pass_camp", stage_pass.c.camp_id, stage_pass.c.stage_id)

SPEC = ("about", "in_turn", "after_id", "monthly", "opens_on", "days_in", "points", "coins", "badge", "certificate")
"""What a map says of a stage, beside its name and its place."""
_shown = (stage.c.id, stage.c.place, stage.c.name, *(stage.c[name] for name in SPEC), stage.c.retired_at)
STAGES = select(*_shown).where(stage.c.camp_id == bindparam("camp")).order_by(stage.c.place, stage.c.id)
NEEDS = (
    select(stage_need.c.stage_id, stage_need.c.counter, stage_need.c.subject, stage_need.c.needs)
    .where(stage_need.c.camp_id == bindparam("camp"))
    .order_by(stage_need.c.stage_id, stage_need.c.place)
)
HAS_STAGES = select(stage.c.id).where(stage.c.camp_id == bindparam("camp"), stage.c.retired_at.is_(None)).limit(1)
_put = insert(stage)
PUT = _put.on_conflict_do_update(
    index_elements=[stage.c.camp_id, stage.c.name],
    set_={"place": _put.excluded.place, "retired_at": None, **{name: _put.excluded[name] for name in SPEC}},
).returning(stage.c.id)
BEHIND = update(stage).where(stage.c.id == bindparam("stage")).values(after_id=bindparam("other"), in_turn=False)
RETIRE = update(stage).where(stage.c.id == bindparam("stage")).values(retired_at=bindparam("when", type_=Instant))
RENAME = update(stage).where(stage.c.id == bindparam("stage")).values(name=bindparam("called"))
NO_NEEDS = delete(stage_need).where(stage_need.c.stage_id == bindparam("stage"))
NEED = insert(stage_need)
ASKS_FOR = (
    select(stage_need.c.stage_id)
    .select_from(stage_need.join(stage, stage.c.id == stage_need.c.stage_id))
    .where(
        stage_need.c.camp_id == bindparam("camp"), stage_need.c.counter == bindparam("counted"), stage.c.retired_at.is_(None)
    )
    .limit(1)
)
_asking = stage_need.join(stage, stage.c.id == stage_need.c.stage_id).outerjoin(
    stage_pass,
    (stage_pass.c.stage_id == stage.c.id)
    & (stage_pass.c.membership_id == bindparam("member"))
    & stage_pass.c.fallen_at.is_(None),
)
_is_asked = and_(stage_need.c.camp_id == bindparam("camp"), stage.c.retired_at.is_(None), stage_pass.c.id.is_(None))
ASKED_BY = (
    select(stage_need.c.subject, func.min(func.coalesce(stage_need.c.needs, 0)).label("least"))
    .select_from(_asking)
    .where(_is_asked, stage_need.c.counter == bindparam("counted"))
    .group_by(stage_need.c.subject)
)
ASKED = select(stage_need.c.counter).select_from(_asking).where(_is_asked)
"""The counters that stages somebody has not passed ask for."""
_passed = (
    stage_pass.c.id,
    stage_pass.c.stage_id,
    stage_pass.c.membership_id,
    stage_pass.c.at,
    stage_pass.c.under,
    stage_pass.c.after_id,
    stage_pass.c.source,
    stage_pass.c.points,
    stage_pass.c.coins,
    stage_pass.c.fallen_at,
)
PASSES = select(*_passed).where(stage_pass.c.membership_id == bindparam("member")).order_by(stage_pass.c.id)
ALL_PASSES = (
    select(*_passed).where(stage_pass.c.camp_id == bindparam("camp")).order_by(stage_pass.c.membership_id, stage_pass.c.id)
)
PASS = insert(stage_pass).on_conflict_do_nothing()
TIMES = select(stage_pass.c.times).where(
    stage_pass.c.stage_id == bindparam("stage"),
    stage_pass.c.membership_id == bindparam("member"),
    stage_pass.c.fallen_at.is_not(None),
)
PASS_AGAIN = (
    update(stage_pass)
    .where(
        stage_pass.c.stage_id == bindparam("stage"),
        stage_pass.c.membership_id == bindparam("member"),
        stage_pass.c.fallen_at.is_not(None),
    )
    .values(
        at=bindparam("when", type_=Instant),
        under=bindparam("needs", type_=Json),
        after_id=bindparam("behind"),
        times=stage_pass.c.times + 1,
        source=bindparam("paid_as"),
        fallen_at=None,
    )
    .returning(stage_pass.c.points, stage_pass.c.coins)
)
FALL = (
    update(stage_pass)
    .where(
        stage_pass.c.stage_id == bindparam("stage"),
        stage_pass.c.membership_id == bindparam("member"),
        stage_pass.c.fallen_at.is_(None),
    )
    .values(fallen_at=bindparam("when", type_=Instant))
    .returning(stage_pass.c.source, stage_pass.c.points, stage_pass.c.coins)
)
RENEW = (
    update(stage_pass)
    .where(stage_pass.c.stage_id == bindparam("stage"), stage_pass.c.membership_id == bindparam("member"))
    .values(under=bindparam("needs", type_=Json), after_id=bindparam("behind"))
)
PAID = (
    update(stage_pass)
    .where(stage_pass.c.stage_id == bindparam("stage"), stage_pass.c.membership_id == bindparam("member"))
    .values(points=bindparam("n_points"), coins=bindparam("n_coins"))
)
HOW_MANY_PASSED = (
    select(stage_pass.c.stage_id, func.count().label("n"))
    .where(stage_pass.c.camp_id == bindparam("camp"), stage_pass.c.fallen_at.is_(None))
    .group_by(stage_pass.c.stage_id)
)
WHEN_PASSED = select(stage_pass.c.membership_id, stage_pass.c.stage_id, stage_pass.c.at).where(
    stage_pass.c.camp_id == bindparam("camp"), stage_pass.c.fallen_at.is_(None)
)
_how_many = (
    select(stage_pass.c.membership_id, func.count().label("n"))
    .where(stage_pass.c.camp_id == bindparam("camp"), stage_pass.c.fallen_at.is_(None))
    .group_by(stage_pass.c.membership_id)
)
HOW_MANY, HOW_MANY_OF_ONE = _how_many, _how_many.where(stage_pass.c.membership_id == bindparam("member"))
_held = stage_pass.join(stage, (stage.c.id == stage_pass.c.stage_id) & stage.c.retired_at.is_(None))
_of_map = (
    select(stage_pass.c.membership_id, func.count().label("n"), func.max(stage_pass.c.at, type_=Instant).label("last"))
    .select_from(_held)
    .where(stage_pass.c.camp_id == bindparam("camp"), stage_pass.c.fallen_at.is_(None))
    .group_by(stage_pass.c.membership_id)
    .subquery("of_map")
)
_since = func.coalesce(_of_map.c.last, membership.c.joined_at, type_=Instant)
STANDING_STILL = (
    select(membership.c.id, person.c.name, _since.label("since"))
    .select_from(
        membership.join(person, person.c.id == membership.c.person_id).outerjoin(
            _of_map, _of_map.c.membership_id == membership.c.id
        )
    )
    .where(
        membership.c.camp_id == bindparam("camp"),
        membership.c.role == "learner",
        membership.c.left_on.is_(None),
        func.coalesce(_of_map.c.n, 0) < bindparam("stages"),
    )
    .order_by(_since, membership.c.id)
    .limit(bindparam("most"))
    .offset(bindparam("after"))
)
WALKERS = (
    select(membership.c.id, membership.c.person_id, person.c.name, membership.c.joined_on, membership.c.joined_at)
    .select_from(membership.join(person, person.c.id == membership.c.person_id))
    .where(membership.c.camp_id == bindparam("camp"), membership.c.role == "learner", membership.c.left_on.is_(None))
    .order_by(membership.c.id)
)
WALKER = (
    select(membership.c.id, membership.c.person_id, person.c.name, membership.c.joined_on, membership.c.joined_at)
    .select_from(membership.join(person, person.c.id == membership.c.person_id))
    .where(membership.c.id == bindparam("member"), membership.c.role == "learner", membership.c.left_on.is_(None))
)
DROP = delete(stage_pass).where(stage_pass.c.id == bindparam("number"))
MOVE = update(stage_pass).where(stage_pass.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))


class Need(NamedTuple):
    """So many of what a counter counts, of a subject; None is all there are."""

    counter: str
    subject: str
    needs: int | None


@dataclass(frozen=True, slots=True)
class StageSpec:
    """A stage as a map says it. `after` names the stage it opens behind, where that is not the one before it."""

    name: str
    needs: tuple[Need, ...]
    about: str = ""
    in_turn: bool = True
    after: str = ""
    monthly: bool = False
    opens_on: date | None = None
    days_in: int | None = None
    points: int = 0
    coins: int = 0
    badge: str = ""
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a camp; `after` is the id of the one it opens behind, where that is named. Retired, it is shown as an old one."""

    id: int
    place: int
    name: str
    about: str
    in_turn: bool
    after: int | None
    monthly: bool
    opens_on: date | None
    days_in: int | None
    points: int
    coins: int
    badge: str | None
    certificate: str | None
    retired_at: datetime | None
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class StagePass:
    """A stage somebody passed, what it asked for then, and what is paid for it; fallen where that is undone."""

    id: int
    stage: int
    membership: int
    at: datetime
    under: tuple[Need, ...]
    after: int | None
    source: str
    points: int
    coins: int
    fallen_at: datetime | None


class Paid(NamedTuple):
    """What is paid for a pass, in entries of the ledger that begin with `source`."""

    source: str
    points: int
    coins: int


class Walker(NamedTuple):
    """A present learner, who walks the path."""

    membership: int
    person: int
    name: str
    joined_on: date
    joined_at: datetime


class StandsStill(NamedTuple):
    """A learner with something left to pass, and since when they have passed nothing."""

    membership: int
    name: str
    since: datetime


class AskedFor(NamedTuple):
    """What stages that are not passed ask for of a counter: a subject, and the fewest of it that are enough for one; 0 is all there are."""

    subject: str
    least: int


# ── the map ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def stages(db: Db, camp: int, *, retired: bool = False) -> list[Stage]:
    """The stages of a camp in their order; with those that were taken away, if wanted."""
    needs: dict[int, list[Need]] = {}
    for row in db.all(NEEDS, camp=camp):
        needs.setdefault(row[0], []).append(Need(*row[1:]))
    return [
        Stage(*row, tuple(needs.get(row.id, ())))  # type: ignore[call-arg]
        for row in db.all(STAGES, camp=camp)
        if retired or row.retired_at is None
    ]


def is_there(db: Db, camp: int) -> bool:
    """Whether a camp has a map."""
    return db.value(HAS_STAGES, camp=camp) is not None


def put(db: Db, camp: int, specs: Sequence[StageSpec], *, at: datetime) -> None:
    """The camp's map is these stages in this order from now on: known by their names, the others are retired. Whoever calls this has
    looked that no stage waits for itself."""
    kept: dict[str, int] = {}
    for place, spec in enumerate(specs, 1):
        kept[spec.name] = int(db.value(PUT, camp_id=camp, place=place, name=spec.name, **_columns(spec)))
        db.run(NO_NEEDS, stage=kept[spec.name])
        db.many(NEED, _need_rows(camp, kept[spec.name], spec.needs))
    for spec in specs:
        if spec.after:
            db.run(BEHIND, stage=kept[spec.name], other=kept[spec.after])
    for one in stages(db, camp):
        if one.name not in kept:
            db.run(RETIRE, stage=one.id, when=at)


def _columns(spec: StageSpec) -> dict[str, Any]:
    said = {name: getattr(spec, name) for name in SPEC if name not in ("after_id", "badge", "certificate")}
    honours = {"badge": spec.badge or None, "certificate": spec.certificate or None}
    return {**said, **honours, "in_turn": spec.in_turn and not spec.after, "after_id": None}


def _need_rows(camp: int, stage_id: int, needs: Iterable[Need]) -> list[dict[str, Any]]:
    return [{"camp_id": camp, "stage_id": stage_id, "place": place, **need._asdict()} for place, need in enumerate(needs, 1)]


def specs(db: Db, camp: int) -> list[StageSpec]:
    """The camp's map as a file would say it."""
    every = stages(db, camp, retired=True)
    names = {one.id: one.name for one in every}
    return [
        StageSpec(
            one.name,
            one.needs,
            one.about,
            one.in_turn,
            names[one.after] if one.after is not None else "",
            one.monthly,
            one.opens_on,
            one.days_in,
            one.points,
            one.coins,
            one.badge or "",
            one.certificate or "",
        )
        for one in every
        if one.retired_at is None
    ]


def rename(db: Db, stage_id: int, name: str) -> None:
    """Another name for a stage; the caller has looked that none is called so."""
    db.run(RENAME, stage=stage_id, called=name)


# ── who walks it ─────────────────────────────────────────────────────────────────────────────────────────────────────


def walkers(db: Db, camp: int) -> list[Walker]:
    """The camp's present learners."""
    return [Walker(*row) for row in db.all(WALKERS, camp=camp)]


def walker(db: Db, member: int) -> Walker | None:
    """One of them; None for staff and who has left."""
    row = db.one(WALKER, member=member)
    return None if row is None else Walker(*row)


def asks_for(db: Db, camp: int, counter: str) -> bool:
    """Whether a camp's map asks for anything of a counter."""
    return db.value(ASKS_FOR, camp=camp, counted=counter) is not None


def asked_for(db: Db, camp: int, member: int, counter: str) -> list[AskedFor]:
    """What the stages somebody has not passed ask for of a counter: one look, for everything that is counted."""
    return [AskedFor(*row) for row in db.all(ASKED_BY, camp=camp, member=member, counted=counter)]


def passes(db: Db, member: int) -> list[StagePass]:
    """What a membership passed, fallen ones too."""
    return [_pass(row) for row in db.all(PASSES, member=member)]


def all_passes(db: Db, camp: int) -> dict[int, list[StagePass]]:
    """The same of everybody in a camp, by membership."""
    found: dict[int, list[StagePass]] = {}
    for row in db.all(ALL_PASSES, camp=camp):
        found.setdefault(row.membership_id, []).append(_pass(row))
    return found


def _pass(row: Any) -> StagePass:
    number, stage_id, member, at, under, *rest = row
    return StagePass(number, stage_id, member, at, tuple(Need(*one) for one in under), *rest)


def passed_by(db: Db, camp: int) -> dict[int, int]:
    """How many have passed each stage."""
    return {row.stage_id: int(row.n) for row in db.all(HOW_MANY_PASSED, camp=camp)}


def how_many(db: Db, camp: int, member: int | None) -> dict[int, int]:
    """Membership → how many stages it has passed, of one membership or of all (None); those taken off the map count too."""
    rows = db.all(HOW_MANY, camp=camp) if member is None else db.all(HOW_MANY_OF_ONE, camp=camp, member=member)
    return {row.membership_id: int(row.n) for row in rows}


def when_passed(db: Db, camp: int) -> dict[int, dict[int, datetime]]:
    """Membership → stage → when it was passed, of everything that stands."""
    found: dict[int, dict[int, datetime]] = {}
    for row in db.all(WHEN_PASSED, camp=camp):
        found.setdefault(row.membership_id, {})[row.stage_id] = row.at
    return found


def standing_still(db: Db, camp: int, stages_: int, *, after: int, most: int) -> list[StandsStill]:
    """Who has not passed all of so many stages, whoever has passed nothing for the longest first; from a place on."""
    return [StandsStill(*row) for row in db.all(STANDING_STILL, camp=camp, stages=stages_, after=after, most=most)]


def give(
    db: Db, camp: int, stage_id: int, member: int, under: Sequence[Need], after: int | None, *, at: datetime
) -> Paid | None:
    """A stage is passed; gives what is paid for it from before, and where a payment belongs. None where it stands passed already."""
    needs, times = [list(need) for need in under], db.value(TIMES, stage=stage_id, member=member)
    source = f"stage:{stage_id}:{member}:{at:%Y%m%d%H%M%S%f}.{times or 0}"
    if times is None:
        given = {"camp_id": camp, "stage_id": stage_id, "membership_id": member, "at": at, "under": needs, "after_id": after}
        return Paid(source, 0, 0) if db.insert(PASS, **given, source=source) else None
    row = db.one(PASS_AGAIN, stage=stage_id, member=member, when=at, needs=needs, behind=after, paid_as=source)
    return None if row is None else Paid(source, *row)


def fall(db: Db, stage_id: int, member: int, *, at: datetime) -> Paid | None:
    """What it was passed with is undone; gives what was paid for it. None where it was not passed."""
    row = db.one(FALL, stage=stage_id, member=member, when=at)
    return None if row is None else Paid(*row)


def renew(db: Db, stage_id: int, member: int, under: Sequence[Need], after: int | None) -> None:
    """A pass stands by other needs from now on."""
    db.run(RENEW, stage=stage_id, member=member, needs=[list(need) for need in under], behind=after)


def paid(db: Db, stage_id: int, member: int, points: int, coins: int) -> None:
    """What is paid for a pass from now on."""
    db.run(PAID, stage=stage_id, member=member, n_points=points, n_coins=coins)


def move(db: Db, old: int, kept: int) -> list[StagePass]:
    """What one membership passed is another's. Where both did, the one that stands, or the first, is kept; gives the others, which go."""
    mine = {one.stage: one for one in passes(db, kept)}
    twice = [
        max(one, mine[one.stage], key=lambda pass_: (pass_.fallen_at is not None, pass_.at))
        for one in passes(db, old)
        if one.stage in mine
    ]
    for one in twice:
        db.run(DROP, number=one.id)
    db.run(MOVE, old=old, kept=kept)
    return twice
