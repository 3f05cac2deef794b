"""Surveys: the forms sent out, their questions, drafts not yet sent in, named responses, and forms still to be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Index, Table, Text, bindparam, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert

from storage.ballots import Electorate, forgets
from storage.connection import AnyRow, Db
from storage.memberships import membership, tag
from storage.people import person
from storage.schema import Instant, Json, foreign_key, metadata, primary_key

survey = Table(
    "survey",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("person", index=True),
    Column("title", Text, nullable=False),
    Column("form", Text, nullable=False, server_default=text("''")),
    Column("questions", Json, nullable=False),
    Column("anonymous", Boolean, nullable=False),
    Column("only", Text, nullable=False, server_default=text("''")),
    Column("axis", Text, nullable=False, server_default=text("''")),
    Column("until", Instant, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("told", Json),
    Column("place", Text, nullable=False, server_default=text("'camp'")),
)
"""`place` is `camp` or the one room whose people are asked, `room:3`.
`form` names the ready-made form, empty for one's own; `only` is the tag of those asked, `axis` what their groups go by
(部门 for tags like 部门:华东, empty for any tag). `told` is the result last shown of an anonymous form."""
Index("ix_survey_camp", survey.c.camp_id, survey.c.id)

draft = Table(
    "draft",
    metadata,
    foreign_key("survey", primary_key=True),
    foreign_key("person", primary_key=True, index=True),
    Column("answers", Json, nullable=False),
    sqlite_with_rowid=False,
)
"""Answers not yet sent in, under the person's name; gone when they are."""

response = Table(
    "response",
    metadata,
    foreign_key("survey", primary_key=True),
    foreign_key("person", primary_key=True, index=True),
    Column("answers", Json, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)
"""A named response: question → list of what was chosen, or a text."""

survey_plan = Table(
    "survey_plan",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("person", index=True),
    Column("words", Text, nullable=False),
    Column("rhythm", Json, nullable=False),
    Column("stopped_at", Instant),
    Column("place", Text, nullable=False, server_default=text("'camp'")),
)
"""A form to be sent when it is time, as it was written."""

_SURVEY = (
    survey.c.id,
    survey.c.camp_id,
    survey.c.person_id,
    survey.c.title,
    survey.c.form,
    survey.c.questions,
    survey.c.anonymous,
    survey.c.only,
    survey.c.axis,
    survey.c.until,
    survey.c.opened_at,
    survey.c.closed_at,
    survey.c.told,
    survey.c.place,
)
_READ_ONLY = ("id", "camp_id", "person_id", "closed_at", "told")
_WRITTEN = tuple(column.name for column in _SURVEY if column.name not in _READ_ONLY)
OWN = select(response.c.survey_id, response.c.answers).where(response.c.person_id == bindparam("who"))
REWORD = (
    update(response)
    .where(response.c.survey_id == bindparam("survey"), response.c.person_id == bindparam("who"))
    .values(answers=bindparam("left", type_=Json))
)
OPEN = insert(survey).returning(survey.c.id)
ONE = select(*_SURVEY).where(survey.c.id == bindparam("survey"))
RUNNING = select(*_SURVEY).where(survey.c.camp_id == bindparam("camp"), survey.c.closed_at.is_(None)).order_by(survey.c.id)
LATEST = select(*_SURVEY).where(survey.c.camp_id == bindparam("camp")).order_by(survey.c.id.desc()).limit(1)
CLOSE = (
    update(survey)
    .where(survey.c.id == bindparam("survey"), survey.c.closed_at.is_(None))
    .values(closed_at=bindparam("at", type_=Instant))
    .returning(survey.c.id)
)
TELL = update(survey).where(survey.c.id == bindparam("survey")).values(told=bindparam("result", type_=Json))
_drafted = insert(draft)
WRITE = _drafted.on_conflict_do_update(
    index_elements=[draft.c.survey_id, draft.c.person_id], set_={"answers": _drafted.excluded.answers}
)
DRAFT = select(draft.c.answers).where(draft.c.survey_id == bindparam("survey"), draft.c.person_id == bindparam("who"))
DROP_DRAFT = delete(draft).where(draft.c.survey_id == bindparam("survey"), draft.c.person_id == bindparam("who"))
DROP_DRAFTS = delete(draft).where(draft.c.survey_id == bindparam("survey"))
RESPOND = insert(response).on_conflict_do_nothing().returning(response.c.person_id)
RESPONSES = (
    select(response.c.person_id, response.c.answers)
    .where(response.c.survey_id == bindparam("survey"))
    .order_by(response.c.person_id)
)
NAMES = (
    select(response.c.person_id, person.c.name)
    .select_from(response.join(person, person.c.id == response.c.person_id))
    .where(response.c.survey_id == bindparam("survey"))
)
LABELS = (
    select(membership.c.person_id, tag.c.name)
    .select_from(tag.join(membership, membership.c.id == tag.c.membership_id))
    .where(membership.c.camp_id == bindparam("camp"))
    .order_by(membership.c.person_id, tag.c.name)
)
PLAN = insert(survey_plan).returning(survey_plan.c.id)
PLANNED = select(survey_plan).where(survey_plan.c.id == bindparam("plan"), survey_plan.c.stopped_at.is_(None))
PLANS = (
    select(survey_plan)
    .where(survey_plan.c.camp_id == bindparam("camp"), survey_plan.c.stopped_at.is_(None))
    .order_by(survey_plan.c.id)
)
STOP_PLAN = (
    update(survey_plan)
    .where(survey_plan.c.id == bindparam("plan"), survey_plan.c.stopped_at.is_(None))
    .values(stopped_at=bindparam("at"))
    .returning(survey_plan.c.id)
)
DROP_OLD_DRAFTS = delete(draft).where(draft.c.person_id == bindparam("old"))
_other = response.alias("other")
DROP_DOUBLE = delete(response).where(
    response.c.person_id == bindparam("old"),
    select(_other.c.survey_id)
    .where(_other.c.person_id == bindparam("kept"), _other.c.survey_id == response.c.survey_id)
    .exists(),
)
MOVE_RESPONSES = update(response).where(response.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))
MERGE_AUTHORS = update(survey).where(survey.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))
MERGE_PLANNERS = update(survey_plan).where(survey_plan.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))


@dataclass(frozen=True, slots=True)
class Survey:
    """A form sent out; `questions` and `told` as `handlers.surveys` writes them."""

    id: int
    camp: int
    author: int
    title: str
    form: str
    questions: list[dict[str, Any]]
    anonymous: bool
    only: str
    axis: str
    until: datetime
    opened_at: datetime
    closed_at: datetime | None
    told: dict[str, Any] | None
    place: str

    @property
    def asked(self) -> Electorate:
        """Whom it was sent to."""
        return Electorate(self.camp, self.only, self.place)

    @property
    def subject(self) -> str:
        """What its ballots and its rows on the agenda are called."""
        return f"survey:{self.id}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


@dataclass(frozen=True, slots=True)
class PlannedSurvey:
    """A form to be sent at its rhythm, as it was written."""

    id: int
    camp: int
    author: int
    words: str
    rhythm: dict[str, Any]
    place: str


def open_survey(db: Db, one: Survey) -> int:
    """Opens a form that has no number yet; gives the number it gets."""
    columns = {name: getattr(one, name) for name in _WRITTEN}
    return int(db.value(OPEN, camp_id=one.camp, person_id=one.author, **columns))


def find(db: Db, survey_id: int) -> Survey | None:
    row = db.one(ONE, survey=survey_id)
    return None if row is None else Survey(*row)


def running(db: Db, camp: int) -> list[Survey]:
    """A camp's forms that can still be filled in."""
    return [Survey(*row) for row in db.all(RUNNING, camp=camp)]


def latest(db: Db, camp: int) -> Survey | None:
    """The form sent last, closed or not."""
    row = db.one(LATEST, camp=camp)
    return None if row is None else Survey(*row)


def close(db: Db, survey_id: int, *, at: datetime) -> bool:
    """Closes for good and drops what was never sent in; False where it was closed."""
    if db.one(CLOSE, survey=survey_id, at=at) is None:
        return False
    forgets(db)
    db.run(DROP_DRAFTS, survey=survey_id)
    return True


def tell(db: Db, survey_id: int, result: dict[str, Any]) -> None:
    """Keeps the result that was shown."""
    db.run(TELL, survey=survey_id, result=result)


def write(db: Db, survey_id: int, person_id: int, answers: dict[str, Any]) -> None:
    """Keeps somebody's answers until they send them in; what they change is overwritten."""
    forgets(db)
    db.run(WRITE, survey_id=survey_id, person_id=person_id, answers=answers)


def written(db: Db, survey_id: int, person_id: int) -> dict[str, Any]:
    """Somebody's answers so far."""
    return db.value(DRAFT, survey=survey_id, who=person_id) or {}


def drop_draft(db: Db, survey_id: int, person_id: int) -> None:
    """Their answers are sent in, and no longer kept under their name."""
    forgets(db)
    db.run(DROP_DRAFT, survey=survey_id, who=person_id)


def respond(db: Db, survey_id: int, person_id: int, answers: dict[str, Any], *, at: datetime) -> bool:
    """A named response; False where there is one."""
    return db.one(RESPOND, survey_id=survey_id, person_id=person_id, answers=answers, at=at) is not None


def responses(db: Db, survey_id: int) -> list[tuple[int, dict[str, Any]]]:
    """Named responses as (person, answers)."""
    return [(row.person_id, row.answers) for row in db.all(RESPONSES, survey=survey_id)]


def names(db: Db, survey_id: int) -> dict[int, str]:
    """Who responded by name."""
    return {row.person_id: row.name for row in db.all(NAMES, survey=survey_id)}


def tags_by_person(db: Db, camp: int) -> dict[int, list[str]]:
    """Every member's tags, by person."""
    tags: dict[int, list[str]] = {}
    for row in db.all(LABELS, camp=camp):
        tags.setdefault(row.person_id, []).append(row.name)
    return tags


def plan(db: Db, camp: int, author: int, place: str, words: str, rhythm: dict[str, Any]) -> int:
    """A form to be sent later, perhaps again and again; gives the plan's id."""
    return int(db.value(PLAN, camp_id=camp, person_id=author, place=place, words=words, rhythm=rhythm))


def _planned(row: AnyRow) -> PlannedSurvey:
    return PlannedSurvey(row.id, row.camp_id, row.person_id, row.words, row.rhythm, row.place)


def find_plan(db: Db, plan_id: int) -> PlannedSurvey | None:
    """A plan that was not stopped."""
    row = db.one(PLANNED, plan=plan_id)
    return None if row is None else _planned(row)


def plans(db: Db, camp: int) -> list[PlannedSurvey]:
    """A camp's plans."""
    return [_planned(row) for row in db.all(PLANS, camp=camp)]


def stop_plan(db: Db, plan_id: int, *, at: datetime) -> bool:
    """It is not sent any more; False where it was stopped."""
    return db.one(STOP_PLAN, plan=plan_id, at=at) is not None


def merge(db: Db, old: int, kept: int) -> None:
    """Where both responded by name, `kept`'s stands; what `old` had not sent in is dropped."""
    db.run(DROP_OLD_DRAFTS, old=old)
    db.run(DROP_DOUBLE, old=old, kept=kept)
    for statement in (MOVE_RESPONSES, MERGE_AUTHORS, MERGE_PLANNERS):
        db.run(statement, old=old, kept=kept)


UNSAID = "—"
"""What stands where somebody's words stood: that they wrote something still counts."""


def erase(db: Db, person_id: int) -> None:
    """What they chose in named forms stays counted, what they wrote does not; what they had not sent in goes."""
    forgets(db)
    for row in db.all(OWN, who=person_id):
        left = {question: UNSAID if isinstance(said, str) and said else said for question, said in row.answers.items()}
        if left != row.answers:
            db.run(REWORD, survey=row.survey_id, who=person_id, left=left)
