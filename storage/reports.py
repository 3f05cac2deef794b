"""What reports read across operations — who was expected, who was active, who is here — and the weekly digests as they were sent.

Every figure of a digest is one of these statements over a span of days; adding an operation to "active" is one more select
in `_ACTS`.
"""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Integer,
    Table,
    Text,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.asks import answer, ask
from storage.bank import question_tag
from storage.camps import camp, membership
from storage.checkins import check_in, leave
from storage.connection import Db
from storage.contests import contest, player
from storage.exams import exam, sitting
from storage.lessons import lesson_done
from storage.people import account, person
from storage.points import ledger
from storage.schema import Day, Instant, Json, metadata, to
from storage.tickets import ticket, ticket_answer

digest = Table(
    "digest",
    metadata,
    to("camp", primary_key=True),
    Column("monday", Day, primary_key=True),
    Column("figures", Json, nullable=False),
    Column("picture", Text),
    Column("width", Integer, nullable=False, server_default=text("0")),
    Column("height", Integer, nullable=False, server_default=text("0")),
    Column("made_at", Instant, nullable=False),
)
"""A week as it was reported; later make-ups do not change it."""

bill = Table(
    "bill",
    metadata,
    to("membership", primary_key=True),
    Column("period", Text, primary_key=True),
    Column("first", Day, primary_key=True),
    Column("figures", Json, nullable=False),
    Column("picture", Text),
    Column("width", Integer, nullable=False, server_default=text("0")),
    Column("height", Integer, nullable=False, server_default=text("0")),
    Column("made_at", Instant, nullable=False),
    Column("shared_at", Instant),
    CheckConstraint("period in ('week','camp')", name="period"),
)
"""A learner's bill as they saw it last: of a week, or of the whole camp up to then."""

no_bill = Table("no_bill", metadata, to("membership", primary_key=True))
"""Who does not want one every week."""

_present = or_(membership.c.left_on.is_(None), membership.c.left_on > bindparam("on", type_=Day))
_of_camp = (membership.c.camp_id == bindparam("camp"), membership.c.role == "learner")
_stamped = and_(
    check_in.c.membership_id == membership.c.id,
    check_in.c.day == bindparam("on", type_=Day),
    check_in.c.kind != "rest",
    check_in.c.at <= bindparam("as_of", type_=Instant),
)
_excused = and_(
    leave.c.membership_id == membership.c.id,
    leave.c.day == bindparam("on", type_=Day),
    leave.c.entered_at < bindparam("closes", type_=Instant),
)
ATTENDANCE = (
    select(membership.c.id, case((check_in.c.id.is_not(None), 1), else_=0).label("done"))
    .select_from(membership.outerjoin(check_in, _stamped).outerjoin(leave, _excused))
    .where(
        *_of_camp,
        _present,
        leave.c.day.is_(None),
        or_(
            membership.c.joined_on < bindparam("on", type_=Day),
            and_(membership.c.joined_on == bindparam("on", type_=Day), check_in.c.id.is_not(None)),
        ),
    )
)
"""Who was expected on a workday and whether they stamped: here before that day (or stamping on it), not gone, not on leave."""
_attended = ATTENDANCE.subquery()
EXPECTED = select(func.count().label("expected"), func.coalesce(func.sum(_attended.c.done), 0).label("done")).select_from(
    _attended
)
ENROLLED = (
    select(func.count())
    .select_from(membership)
    .where(*_of_camp, _present, membership.c.joined_on <= bindparam("on", type_=Day))
)
ROSTER = (
    select(
        membership.c.id,
        membership.c.person_id,
        person.c.name,
        membership.c.joined_on,
        membership.c.left_on,
        membership.c.activated_at,
        membership.c.points,
    )
    .select_from(membership.join(person, person.c.id == membership.c.person_id))
    .where(*_of_camp)
    .order_by(membership.c.id)
)
STAFF = (
    select(person.c.id, person.c.name)
    .select_from(membership.join(person, person.c.id == membership.c.person_id))
    .where(
        membership.c.camp_id == bindparam("camp"),
        membership.c.left_on.is_(None),
        or_(membership.c.role == "manager", membership.c.role == "owner"),
    )
    .order_by(membership.c.id)
)
OPENED_AT = select(camp.c.opened_at).where(camp.c.id == bindparam("camp"))
NOTES = select(check_in.c.note).where(
    check_in.c.camp_id == bindparam("camp"),
    check_in.c.day >= bindparam("first", type_=Day),
    check_in.c.day <= bindparam("last", type_=Day),
    check_in.c.note != "",
)

_since, _until = bindparam("since", type_=Instant), bindparam("until", type_=Instant)
_asked_here = and_(membership.c.camp_id == ticket.c.camp_id, membership.c.person_id == ticket.c.person_id)
_ACTS = (
    # a make-up may be entered a month after its day
    select(check_in.c.membership_id, check_in.c.at).where(
        check_in.c.camp_id == bindparam("camp"),
        check_in.c.day >= bindparam("from_day", type_=Day),
        check_in.c.at >= _since,
        check_in.c.at < _until,
    ),
    select(lesson_done.c.membership_id, lesson_done.c.at).where(
        lesson_done.c.camp_id == bindparam("camp"), lesson_done.c.at >= _since, lesson_done.c.at < _until
    ),
    select(lesson_done.c.membership_id, lesson_done.c.applied_at).where(
        lesson_done.c.camp_id == bindparam("camp"), lesson_done.c.applied_at >= _since, lesson_done.c.applied_at < _until
    ),
    select(answer.c.membership_id, answer.c.received_at).where(
        answer.c.camp_id == bindparam("camp"), answer.c.received_at >= _since, answer.c.received_at < _until
    ),
    select(membership.c.id, ticket.c.asked_at)
    .select_from(ticket.join(membership, _asked_here))
    .where(ticket.c.camp_id == bindparam("camp"), ticket.c.asked_at >= _since, ticket.c.asked_at < _until),
    select(membership.c.id, ticket_answer.c.at)
    .select_from(
        ticket_answer.join(ticket, ticket.c.id == ticket_answer.c.ticket_id).join(
            membership, and_(membership.c.camp_id == ticket.c.camp_id, membership.c.person_id == ticket_answer.c.person_id)
        )
    )
    .where(ticket.c.camp_id == bindparam("camp"), ticket_answer.c.at >= _since, ticket_answer.c.at < _until),
)
_acted = union_all(*_ACTS).subquery("acted")
ACTS = (
    select(_acted.c.membership_id, _acted.c.at)
    .select_from(_acted.join(membership, membership.c.id == _acted.c.membership_id))
    .where(membership.c.role == "learner")
)
"""What learners did with the bot that a camp is for: a check-in, a lesson learned or applied, an answer in a quiz, a
question or an answer to one. Looking something up is no act."""

QUESTIONS = (
    select(ticket.c.asked_at, ticket.c.state, func.min(ticket_answer.c.at, type_=Instant).label("answered_at"))
    .select_from(ticket.outerjoin(ticket_answer, ticket_answer.c.ticket_id == ticket.c.id))
    .where(ticket.c.camp_id == bindparam("camp"), ticket.c.asked_at >= _since, ticket.c.asked_at < _until)
    .group_by(ticket.c.id, ticket.c.asked_at, ticket.c.state)
    .order_by(ticket.c.id)
)
_later_try = sitting.alias("later_try")
EXAM_SCORES = (
    select(sitting.c.membership_id, sitting.c.exam_id, sitting.c.earned, sitting.c.out_of)
    .select_from(
        membership.join(sitting, sitting.c.membership_id == membership.c.id).join(exam, exam.c.id == sitting.c.exam_id)
    )
    .where(
        *_of_camp,
        sitting.c.ended_at >= _since,
        sitting.c.ended_at < _until,
        sitting.c.out_of.is_not(None),
        exam.c.role != "before",
        ~select(literal(1))
        .where(
            _later_try.c.exam_id == sitting.c.exam_id,
            _later_try.c.membership_id == sitting.c.membership_id,
            _later_try.c.attempt > sitting.c.attempt,
            _later_try.c.ended_at < _until,
            _later_try.c.out_of.is_not(None),
        )
        .exists(),
    )
    .order_by(sitting.c.membership_id, sitting.c.exam_id)
)
"""Learners' exams that ended in a stretch, the last try of each; a test before the course is no result of it."""
TAGGED = (
    select(
        answer.c.membership_id,
        question_tag.c.tag,
        func.count().label("asked"),
        func.sum(case((answer.c.earned == answer.c.out_of, 1), else_=0)).label("right"),
    )
    .select_from(
        answer.join(question_tag, question_tag.c.question_id == answer.c.question_id).join(
            membership, membership.c.id == answer.c.membership_id
        )
    )
    .where(
        answer.c.camp_id == bindparam("camp"),
        answer.c.received_at >= _since,
        answer.c.received_at < _until,
        answer.c.earned.is_not(None),
        membership.c.role == "learner",
    )
    .group_by(answer.c.membership_id, question_tag.c.tag)
)
"""How many questions of each tag a learner answered in a stretch, and how many right."""
BEST_PLACES = (
    select(player.c.membership_id, func.min(player.c.rank).label("rank"))
    .select_from(player.join(contest, contest.c.id == player.c.contest_id))
    .where(
        contest.c.camp_id == bindparam("camp"),
        contest.c.state == "over",
        contest.c.ended_at >= _since,
        contest.c.ended_at < _until,
        player.c.rank.is_not(None),
        player.c.answers > 0,
    )
    .group_by(player.c.membership_id)
)
CONTESTS = (
    select(contest.c.name, func.count(player.c.membership_id).label("players"))
    .select_from(contest.outerjoin(player, and_(player.c.contest_id == contest.c.id, player.c.answers > 0)))
    .where(
        contest.c.camp_id == bindparam("camp"),
        contest.c.state == "over",
        contest.c.ended_at >= _since,
        contest.c.ended_at < _until,
    )
    .group_by(contest.c.id, contest.c.name)
    .order_by(contest.c.id)
)
MENDED = (
    select(answer.c.membership_id, func.count(answer.c.question_id.distinct()).label("mended"))
    .select_from(answer.join(ask, ask.c.id == answer.c.ask_id))
    .where(
        answer.c.camp_id == bindparam("camp"),
        answer.c.received_at >= _since,
        answer.c.received_at < _until,
        ask.c.kind == "review",
        answer.c.earned == answer.c.out_of,
    )
    .group_by(answer.c.membership_id)
)
"""Mistakes that were answered right when they came back."""

_made = insert(digest)
KEEP = _made.on_conflict_do_nothing().returning(digest.c.monday)
KEPT = select(digest).where(digest.c.camp_id == bindparam("camp"), digest.c.monday == bindparam("of_week", type_=Day))
LATEST = select(digest).where(digest.c.camp_id == bindparam("camp")).order_by(digest.c.monday.desc()).limit(1)

LEARNED = (
    select(lesson_done.c.membership_id)
    .where(lesson_done.c.camp_id == bindparam("camp"), lesson_done.c.at.is_not(None))
    .distinct()
)
USED = (
    select(lesson_done.c.membership_id)
    .where(lesson_done.c.camp_id == bindparam("camp"), lesson_done.c.applied_at.is_not(None))
    .union(
        select(ledger.c.membership_id).where(
            ledger.c.camp_id == bindparam("camp"), ledger.c.category == "contribution", ledger.c.amount > 0
        )
    )
)
SHARED = (
    select(bill.c.membership_id)
    .select_from(bill.join(membership, membership.c.id == bill.c.membership_id))
    .where(membership.c.camp_id == bindparam("camp"), bill.c.shared_at.is_not(None))
    .distinct()
)
_recent = (
    select(ledger.c.membership_id, func.sum(ledger.c.amount).label("gained"))
    .where(ledger.c.camp_id == bindparam("camp"), ledger.c.at >= bindparam("since", type_=Instant))
    .group_by(ledger.c.membership_id)
    .subquery("recent")
)
STANDINGS = (
    select(
        membership.c.id,
        membership.c.points,
        (membership.c.points - func.coalesce(_recent.c.gained, 0)).label("before"),
    )
    .select_from(membership.outerjoin(_recent, _recent.c.membership_id == membership.c.id))
    .where(*_of_camp, membership.c.left_on.is_(None))
)
"""Every present learner's points now and before a moment: the balance less what the ledger got since."""
GAINED = (
    select(ledger.c.membership_id, func.sum(ledger.c.amount).label("gained"))
    .where(
        ledger.c.camp_id == bindparam("camp"),
        ledger.c.at >= bindparam("since", type_=Instant),
        ledger.c.at < bindparam("until", type_=Instant),
    )
    .group_by(ledger.c.membership_id)
)
STAMPS = (
    select(
        check_in.c.membership_id,
        func.count().label("stamps"),
        func.sum(case((check_in.c.kind == "makeup", 1), else_=0)).label("makeups"),
    )
    .where(
        check_in.c.camp_id == bindparam("camp"),
        check_in.c.day >= bindparam("first", type_=Day),
        check_in.c.day <= bindparam("last", type_=Day),
        check_in.c.kind != "rest",
        check_in.c.at <= bindparam("as_of", type_=Instant),
    )
    .group_by(check_in.c.membership_id)
)
LESSONS_DONE = (
    select(
        lesson_done.c.membership_id,
        func.sum(
            case(
                (
                    and_(
                        lesson_done.c.at >= bindparam("since", type_=Instant),
                        lesson_done.c.at < bindparam("until", type_=Instant),
                    ),
                    1,
                ),
                else_=0,
            )
        ).label("learned"),
        func.sum(
            case(
                (
                    and_(
                        lesson_done.c.applied_at >= bindparam("since", type_=Instant),
                        lesson_done.c.applied_at < bindparam("until", type_=Instant),
                    ),
                    1,
                ),
                else_=0,
            )
        ).label("applied"),
    )
    .where(
        lesson_done.c.camp_id == bindparam("camp"),
        or_(
            lesson_done.c.at >= bindparam("since", type_=Instant), lesson_done.c.applied_at >= bindparam("since", type_=Instant)
        ),
    )
    .group_by(lesson_done.c.membership_id)
)
_billed = insert(bill)
KEEP_BILL = _billed.on_conflict_do_update(
    index_elements=[bill.c.membership_id, bill.c.period, bill.c.first],
    set_={name: _billed.excluded[name] for name in ("figures", "picture", "width", "height", "made_at")},
)
LAST_BILL = (
    select(bill).where(bill.c.membership_id == bindparam("member")).order_by(bill.c.made_at.desc(), bill.c.period).limit(1)
)
SHARE = (
    update(bill)
    .where(
        bill.c.membership_id == bindparam("member"),
        bill.c.period == bindparam("of_period"),
        bill.c.first == bindparam("of_first", type_=Day),
        bill.c.shared_at.is_(None),
    )
    .values(shared_at=bindparam("when", type_=Instant))
    .returning(bill.c.membership_id)
)
STOP_BILLS = insert(no_bill).on_conflict_do_nothing()
RESUME_BILLS = delete(no_bill).where(no_bill.c.membership_id == bindparam("member"))
WANT_BILLS = (
    select(membership.c.id, membership.c.person_id, person.c.name, person.c.language)
    .select_from(membership.join(person, person.c.id == membership.c.person_id))
    .where(
        *_of_camp,
        membership.c.left_on.is_(None),
        membership.c.id > bindparam("after"),
        ~select(literal(1)).where(no_bill.c.membership_id == membership.c.id).exists(),
        select(literal(1))
        .where(account.c.person_id == person.c.id, account.c.direct_room.is_not(None), account.c.reachable)
        .exists(),
    )
    .order_by(membership.c.id)
    .limit(bindparam("most"))
)
_bill_kept = bill.alias("bill_kept")
DROP_BILLED_TWICE = delete(bill).where(
    bill.c.membership_id == bindparam("old"),
    select(literal(1))
    .where(
        _bill_kept.c.membership_id == bindparam("kept"),
        _bill_kept.c.period == bill.c.period,
        _bill_kept.c.first == bill.c.first,
    )
    .exists(),
)
MOVE_BILLS = update(bill).where(bill.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
STOPPED = select(no_bill.c.membership_id).where(no_bill.c.membership_id == bindparam("member"))


def attendance(db: Db, camp_id: int, day: date, *, closes: datetime, as_of: datetime) -> dict[int, bool]:
    """Who was expected on a workday (membership → stamped by `as_of`); leave entered from `closes` on does not excuse."""
    return {row.id: bool(row.done) for row in db.all(ATTENDANCE, camp=camp_id, on=day, closes=closes, as_of=as_of)}


def expected(db: Db, camp_id: int, day: date, *, closes: datetime, as_of: datetime) -> tuple[int, int]:
    """(done, expected) of a workday, the same way."""
    row = db.one(EXPECTED, camp=camp_id, on=day, closes=closes, as_of=as_of)
    assert row is not None
    return int(row.done), row.expected


def enrolled(db: Db, camp_id: int, day: date) -> int:
    """Learners who were in the camp on a day."""
    return int(db.value(ENROLLED, camp=camp_id, on=day))


def roster(db: Db, camp_id: int) -> list[Any]:
    """Rows (id, person_id, name, joined_on, left_on, activated_at, points) of every learner, present or past."""
    return db.all(ROSTER, camp=camp_id)


def staff(db: Db, camp_id: int) -> list[tuple[int, str]]:
    """(person, name) of the managers and owners."""
    return [(row.id, row.name) for row in db.all(STAFF, camp=camp_id)]


def opened_at(db: Db, camp_id: int) -> datetime:
    return db.value(OPENED_AT, camp=camp_id)  # type: ignore[no-any-return]


def acts(db: Db, camp_id: int, since: datetime, until: datetime, *, from_day: date) -> list[tuple[int, datetime]]:
    """(membership, moment) of what learners did in [since, until); `from_day` is the oldest day a make-up then may be for."""
    rows = db.all(ACTS, camp=camp_id, since=since, until=until, from_day=from_day)
    return [(row.membership_id, row.at) for row in rows]


def questions(db: Db, camp_id: int, since: datetime, until: datetime) -> list[tuple[datetime, str, datetime | None]]:
    """(asked at, state, first answered at) of the questions asked in a stretch."""
    rows = db.all(QUESTIONS, camp=camp_id, since=since, until=until)
    return [(row.asked_at, row.state, row.answered_at) for row in rows]


def exam_scores(db: Db, camp_id: int, since: datetime, until: datetime) -> list[tuple[int, Fraction]]:
    """(membership, score of 100) of the exams that ended in a stretch, the last try of each."""
    rows = db.all(EXAM_SCORES, camp=camp_id, since=since, until=until)
    return [(row.membership_id, Fraction(row.earned, row.out_of) * 100) for row in rows]


def tagged(db: Db, camp_id: int, since: datetime, until: datetime) -> list[tuple[int, str, int, int]]:
    """(membership, tag, questions answered, answered right) in a stretch."""
    rows = db.all(TAGGED, camp=camp_id, since=since, until=until)
    return [(row.membership_id, row.tag, row.asked, int(row.right)) for row in rows]


def best_places(db: Db, camp_id: int, since: datetime, until: datetime) -> dict[int, int]:
    """The best rank in a contest that ended in a stretch, by membership."""
    return {row.membership_id: row.rank for row in db.all(BEST_PLACES, camp=camp_id, since=since, until=until)}


def contests(db: Db, camp_id: int, since: datetime, until: datetime) -> list[tuple[str, int]]:
    """(name, how many answered) of the contests that ended in a stretch."""
    return [(row.name, row.players) for row in db.all(CONTESTS, camp=camp_id, since=since, until=until)]


def mended(db: Db, camp_id: int, since: datetime, until: datetime) -> dict[int, int]:
    """Mistakes answered right in a review, by membership."""
    return {row.membership_id: row.mended for row in db.all(MENDED, camp=camp_id, since=since, until=until)}


def notes(db: Db, camp_id: int, first: date, last: date) -> list[str]:
    """What people wrote with their check-ins."""
    return [row.note for row in db.all(NOTES, camp=camp_id, first=first, last=last)]


def keep(
    db: Db, camp_id: int, monday: date, figures: dict[str, Any], picture: str | None, size: tuple[int, int], *, at: datetime
) -> bool:
    """Keeps a week as it is reported; False where it was reported before."""
    row = db.one(
        KEEP,
        camp_id=camp_id,
        monday=monday,
        figures=figures,
        picture=picture,
        width=size[0],
        height=size[1],
        made_at=at,
    )
    return row is not None


def kept(db: Db, camp_id: int, monday: date) -> Any:
    """The row of a week as it was reported, or None."""
    return db.one(KEPT, camp=camp_id, of_week=monday)


def latest(db: Db, camp_id: int) -> Any:
    """The row of the week reported last, or None."""
    return db.one(LATEST, camp=camp_id)


def learned_ever(db: Db, camp_id: int) -> set[int]:
    """Who ever learned a lesson."""
    return {row.membership_id for row in db.all(LEARNED, camp=camp_id)}


def used_ever(db: Db, camp_id: int) -> set[int]:
    """Who ever used a lesson, or earned points by giving to others."""
    return {row.membership_id for row in db.all(USED, camp=camp_id)}


def shared_ever(db: Db, camp_id: int) -> set[int]:
    """Who ever shared a bill."""
    return {row.membership_id for row in db.all(SHARED, camp=camp_id)}


def standings(db: Db, camp_id: int, since: datetime) -> dict[int, tuple[int, int]]:
    """(points now, points before `since`) of every present learner."""
    return {row.id: (row.points, int(row.before)) for row in db.all(STANDINGS, camp=camp_id, since=since)}


def gained(db: Db, camp_id: int, since: datetime, until: datetime) -> dict[int, int]:
    """Points booked in a stretch, by membership."""
    return {row.membership_id: int(row.gained) for row in db.all(GAINED, camp=camp_id, since=since, until=until)}


def stamps(db: Db, camp_id: int, first: date, last: date, *, as_of: datetime) -> dict[int, tuple[int, int]]:
    """(workday stamps, make-ups among them) of these days as they stood then, by membership."""
    rows = db.all(STAMPS, camp=camp_id, first=first, last=last, as_of=as_of)
    return {row.membership_id: (row.stamps, int(row.makeups)) for row in rows}


def lessons_done(db: Db, camp_id: int, since: datetime, until: datetime) -> dict[int, tuple[int, int]]:
    """(learned, applied) in a stretch, by membership."""
    rows = db.all(LESSONS_DONE, camp=camp_id, since=since, until=until)
    return {row.membership_id: (int(row.learned), int(row.applied)) for row in rows}


def keep_bill(
    db: Db,
    member: int,
    period: str,
    first: date,
    figures: dict[str, Any],
    picture: str | None,
    size: tuple[int, int],
    *,
    at: datetime,
) -> None:
    """A bill as it was shown, in place of an earlier one of the same stretch."""
    db.run(
        KEEP_BILL,
        membership_id=member,
        period=period,
        first=first,
        figures=figures,
        picture=picture,
        width=size[0],
        height=size[1],
        made_at=at,
    )


def last_bill(db: Db, member: int) -> Any:
    """The row of the bill shown last, or None."""
    return db.one(LAST_BILL, member=member)


def share(db: Db, member: int, period: str, first: date, *, at: datetime) -> bool:
    """The bill goes to the rooms; False where it went before."""
    return db.one(SHARE, member=member, of_period=period, of_first=first, when=at) is not None


def want_bills(db: Db, camp_id: int, *, after: int, most: int) -> list[Any]:
    """Rows (id, person_id, name, language) of the learners who can be written to and did not say no, past `after`."""
    return db.all(WANT_BILLS, camp=camp_id, after=after, most=most)


def stop_bills(db: Db, member: int) -> None:
    """No bill every week any more."""
    db.run(STOP_BILLS, membership_id=member)


def resume_bills(db: Db, member: int) -> None:
    """A bill every week again."""
    db.run(RESUME_BILLS, member=member)


def move_bills(db: Db, old: int, kept: int) -> None:
    """One membership's bills become another's; of two of one stretch `kept`'s stands. Who said no once has said no."""
    db.run(DROP_BILLED_TWICE, old=old, kept=kept)
    db.run(MOVE_BILLS, old=old, kept=kept)
    if db.one(STOPPED, member=old) is not None:
        db.run(STOP_BILLS, membership_id=kept)
    db.run(RESUME_BILLS, member=old)
