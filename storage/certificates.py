"""Certificates: what was issued to whom for what, every version of each with its name and files, and what was revoked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    exists,
    false,
    func,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.camps import camp
from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Day, Instant, Json, foreign_key, metadata, primary_key

certificate = Table(
    "certificate",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("membership"),
    Column("number", Text, nullable=False, unique=True),
    Column("plain", Text, nullable=False, unique=True),
    Column("serial", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("reason", Json, nullable=False),
    Column("language", Text, nullable=False),
    Column("signature", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("issued_on", Day, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("revoked_for", Text),
    Column("erased", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("camp_id", "serial"),
    CheckConstraint("serial > 0", name="serial"),
    CheckConstraint("version > 0", name="version"),
    CheckConstraint("(revoked_at is null) = (revoked_for is null)", name="revoked"),
)
"""`plain` is the number without hyphens; `source` what it was issued for (`exam:3`): a member has one valid certificate of a source;
`reason` says it in both languages, {"zh": …, "en": …}; `erased`: whose it was had themselves erased."""
Index("ix_certificate_membership", certificate.c.membership_id)
Index(
    "uq_certificate_valid",
    certificate.c.membership_id,
    certificate.c.source,
    unique=True,
    sqlite_where=certificate.c.revoked_at.is_(None),
    postgresql_where=certificate.c.revoked_at.is_(None),
)

certificate_version = Table(
    "certificate_version",
    metadata,
    foreign_key("certificate", primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("badge", Text),
    CheckConstraint("version > 0", name="version"),
    sqlite_with_rowid=False,
)
"""A certificate as it was issued, and each time again under another name. The badge (VC-JWT) is signed once, with its first picture; pictures
and documents are drawn whenever they are asked for, the same each time."""

certificate_series = Table(
    "certificate_series",
    metadata,
    foreign_key("camp", primary_key=True),
    Column("last", Integer, nullable=False),
    CheckConstraint("last > 0", name="last"),
)
"""The last serial a camp has given."""

shown_name = Table(
    "shown_name",
    metadata,
    foreign_key("person", primary_key=True),
    Column("at", Instant, nullable=False),
)
"""Who agreed that the public page says their name in full."""

_series = insert(certificate_series)
COUNT_ON = _series.on_conflict_do_update(
    index_elements=[certificate_series.c.camp_id],
    set_={"last": certificate_series.c.last + _series.excluded.last},
).returning(certificate_series.c.last)
ISSUE = insert(certificate).on_conflict_do_nothing().returning(certificate.c.id)
NAME = insert(certificate_version)
_current = certificate.join(
    certificate_version,
    (certificate_version.c.certificate_id == certificate.c.id) & (certificate_version.c.version == certificate.c.version),
)
_read = select(
    certificate.c.id,
    certificate.c.camp_id,
    camp.c.name.label("camp"),
    certificate.c.membership_id,
    membership.c.person_id,
    certificate.c.number,
    certificate.c.source,
    certificate.c.reason,
    certificate.c.language,
    certificate.c.signature,
    certificate.c.version,
    certificate.c.issued_on,
    certificate.c.issued_at,
    certificate.c.revoked_at,
    certificate.c.revoked_for,
    certificate.c.erased,
    certificate_version.c.name,
    certificate_version.c.made_at,
    certificate_version.c.badge,
    camp.c.timezone.label("zone"),
    exists().where(shown_name.c.person_id == membership.c.person_id).label("is_public"),
).select_from(
    _current.join(camp, camp.c.id == certificate.c.camp_id).join(membership, membership.c.id == certificate.c.membership_id)
)
BY_NUMBER = _read.where(certificate.c.number == bindparam("number"))
BY_PLAIN = _read.where(certificate.c.plain == bindparam("plain"))
BY_ID = _read.where(certificate.c.id == bindparam("certificate"))
OF_PERSON = _read.where(membership.c.person_id == bindparam("person"), certificate.c.camp_id == bindparam("camp")).order_by(
    certificate.c.id.desc()
)
COUNT_OF = select(func.count()).where(certificate.c.membership_id == bindparam("member"), certificate.c.revoked_at.is_(None))
HOLDERS = select(certificate.c.membership_id).where(
    certificate.c.camp_id == bindparam("camp"), certificate.c.source == bindparam("source"), certificate.c.revoked_at.is_(None)
)
REVOKE = (
    update(certificate)
    .where(certificate.c.id == bindparam("certificate"), certificate.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("at"), revoked_for=bindparam("why"))
    .returning(certificate.c.id)
)
UNREVOKE = (
    update(certificate)
    .where(certificate.c.id == bindparam("certificate"), certificate.c.revoked_at.is_not(None), certificate.c.erased.is_(False))
    .values(revoked_at=None, revoked_for=None)
    .returning(certificate.c.id)
)
LIVE_TWIN = select(certificate.c.number).where(
    certificate.c.membership_id == bindparam("member"),
    certificate.c.source == bindparam("source"),
    certificate.c.revoked_at.is_(None),
)
REISSUE = (
    update(certificate)
    .where(certificate.c.id == bindparam("certificate"), certificate.c.revoked_at.is_(None))
    .values(version=certificate.c.version + 1)
    .returning(certificate.c.version)
)
SIGNED = (
    update(certificate_version)
    .where(
        certificate_version.c.certificate_id == bindparam("certificate"),
        certificate_version.c.version == bindparam("number"),
        exists().where(certificate.c.id == certificate_version.c.certificate_id, certificate.c.erased.is_(False)),
    )
    .values(badge=func.coalesce(certificate_version.c.badge, bindparam("signed")))
    .returning(certificate_version.c.badge)
)
VERSION_MADE_AT = select(certificate_version.c.made_at).where(
    certificate_version.c.certificate_id == bindparam("certificate"), certificate_version.c.version == bindparam("number")
)
_twin = certificate.alias("twin")
TWICE = (
    select(certificate.c.id, certificate.c.number, _twin.c.id.label("twin"), _twin.c.number.label("twin_number"))
    .select_from(certificate.join(_twin, _twin.c.source == certificate.c.source))
    .where(
        certificate.c.membership_id == bindparam("old"),
        _twin.c.membership_id == bindparam("kept"),
        certificate.c.revoked_at.is_(None),
        _twin.c.revoked_at.is_(None),
    )
    .order_by(certificate.c.id)
)
MOVE = update(certificate).where(certificate.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
SHOW = insert(shown_name).on_conflict_do_nothing()
HIDE = delete(shown_name).where(shown_name.c.person_id == bindparam("person"))
IS_SHOWN = select(true()).where(shown_name.c.person_id == bindparam("person"))
_theirs = select(certificate.c.id).where(
    certificate.c.membership_id.in_(select(membership.c.id).where(membership.c.person_id == bindparam("person")))
)
ERASE = update(certificate).where(certificate.c.id.in_(_theirs)).values(erased=true())
BLANK = update(certificate_version).where(certificate_version.c.certificate_id.in_(_theirs)).values(name="", badge=None)
NAMES = select(certificate_version.c.name).where(certificate_version.c.certificate_id.in_(_theirs)).distinct()


CANDIDATES = (
    select(membership.c.id, person.c.id.label("person"), person.c.name, func.coalesce(person.c.language, camp.c.language))
    .select_from(membership.join(person, person.c.id == membership.c.person_id).join(camp, camp.c.id == membership.c.camp_id))
    .where(membership.c.camp_id == bindparam("camp"), membership.c.left_on.is_(None))
    .order_by(membership.c.id)
)


class PresentMember(NamedTuple):
    """A present member, and the language they read."""

    member: int
    person: int
    name: str
    language: str


class NewCertificate(NamedTuple):
    """One to be issued: to whom, under which number and name, in which language."""

    member: int
    number: str
    serial: int
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as it stands: its newest version's name and badge. `reason` is what it is for in both languages."""

    id: int
    camp_id: int
    camp: str
    member: int
    person: int
    number: str
    source: str
    reason: dict[str, str]
    language: str
    signature: str
    version: int
    issued_on: date
    issued_at: datetime
    revoked_at: datetime | None
    revoked_for: str | None
    erased: bool
    name: str
    made_at: datetime
    badge: str | None
    zone: str
    is_public: bool

    def what_for(self, language: str) -> str:
        """What it was issued for."""
        return self.reason["en" if language == "en" else "zh"]


def local_day(one: Certificate, moment: datetime) -> date:
    """The day of a moment where its camp is."""
    return moment.astimezone(ZoneInfo(one.zone)).date()


def next_serials(db: Db, camp_id: int, count: int) -> int:
    """Takes so many serials of a camp; gives the first of them."""
    return int(db.value(COUNT_ON, camp_id=camp_id, last=count)) - count + 1


def issue(
    db: Db,
    camp_id: int,
    new: Iterable[NewCertificate],
    *,
    source: str,
    reason: dict[str, str],
    signature: str,
    day: date,
    at: datetime,
) -> list[int]:
    """Issues certificates of one source; gives those that are new, none for who holds a valid one of it."""
    issued = []
    for one in new:
        made = db.value(
            ISSUE,
            camp_id=camp_id,
            membership_id=one.member,
            number=one.number,
            plain=one.number.replace("-", ""),
            serial=one.serial,
            source=source,
            reason=reason,
            language=one.language,
            signature=signature,
            issued_on=day,
            issued_at=at,
        )
        if made is not None:
            db.run(NAME, certificate_id=made, version=1, name=one.name, made_at=at)
            issued.append(int(made))
    return issued


def find(db: Db, number: str) -> Certificate | None:
    """By its number, with its hyphens or without any."""
    found = db.one(BY_NUMBER, number=number) if "-" in number else db.one(BY_PLAIN, plain=number)
    return _certificate(found)


def by_id(db: Db, certificate_id: int) -> Certificate | None:
    return _certificate(db.one(BY_ID, certificate=certificate_id))


def of_person(db: Db, person_id: int, camp_id: int) -> list[Certificate]:
    """Somebody's in a camp, the newest first, revoked ones too."""
    return [one for row in db.all(OF_PERSON, person=person_id, camp=camp_id) if (one := _certificate(row)) is not None]


def _certificate(row: Any) -> Certificate | None:
    return None if row is None else Certificate(*row)


def count(db: Db, member: int) -> int:
    """How many valid ones a member holds."""
    return int(db.value(COUNT_OF, member=member))


def holders(db: Db, camp_id: int, source: str) -> set[int]:
    """The memberships with a valid one of a source."""
    return {row[0] for row in db.all(HOLDERS, camp=camp_id, source=source)}


def candidates(db: Db, camp_id: int) -> dict[int, PresentMember]:
    """The present members of a camp, by membership."""
    return {row[0]: PresentMember(*row) for row in db.all(CANDIDATES, camp=camp_id)}


def revoke(db: Db, certificate_id: int, why: str, *, at: datetime) -> bool:
    """It is valid no more; False where it was not."""
    return db.value(REVOKE, certificate=certificate_id, why=why, at=at) is not None


def unrevoke(db: Db, certificate_id: int) -> bool:
    """It is valid again; False where whose it was is erased."""
    return db.value(UNREVOKE, certificate=certificate_id) is not None


def live_twin(db: Db, member: int, source: str) -> str | None:
    """The number of the valid one a member holds of a source."""
    return db.value(LIVE_TWIN, member=member, source=source)


def reissue(db: Db, certificate_id: int, name: str, *, at: datetime) -> int | None:
    """A new version under another name; gives its number, None where it is revoked."""
    version = db.value(REISSUE, certificate=certificate_id)
    if version is not None:
        db.run(NAME, certificate_id=certificate_id, version=version, name=name, made_at=at)
    return version


def made_at(db: Db, certificate_id: int, version: int) -> datetime | None:
    """When a version was issued; None where there is none."""
    return db.value(VERSION_MADE_AT, certificate=certificate_id, number=version)


def keep_badge(db: Db, certificate_id: int, version: int, badge: str) -> str | None:
    """The badge of a version, signed now; gives the one that counts, the first. None where whose it is was erased meanwhile."""
    return db.value(SIGNED, certificate=certificate_id, number=version, signed=badge)


class NumberedCertificate(NamedTuple):
    """A certificate and its number."""

    id: int
    number: str


def twice(db: Db, old: int, kept: int) -> list[tuple[NumberedCertificate, NumberedCertificate]]:
    """One membership's certificates, each with another's of the same source, where both are valid."""
    return [
        (NumberedCertificate(row[0], row[1]), NumberedCertificate(row[2], row[3])) for row in db.all(TWICE, old=old, kept=kept)
    ]


def move(db: Db, old: int, kept: int) -> None:
    """One membership's certificates are another's."""
    db.run(MOVE, old=old, kept=kept)


def show_name(db: Db, person_id: int, *, at: datetime) -> bool:
    """They agree that the public page says their name; False where they did before."""
    return db.insert(SHOW, person_id=person_id, at=at)


def hide_name(db: Db, person_id: int) -> None:
    """The public page masks their name."""
    db.run(HIDE, person=person_id)


def is_shown(db: Db, person_id: int) -> bool:
    """Whether they agreed to that."""
    return db.value(IS_SHOWN, person=person_id) is not None


def names(db: Db, person_id: int) -> list[str]:
    """Every name somebody's certificates were issued under."""
    return [row[0] for row in db.all(NAMES, person=person_id)]


def erase(db: Db, person_id: int) -> None:
    """The numbers stay, and say that they are somebody's who is erased; names, badges and files go."""
    db.run(ERASE, person=person_id)
    db.run(BLANK, person=person_id)


def merge_consent(db: Db, old: int, kept: int, *, at: datetime) -> None:
    """Who agreed with one account agreed."""
    if is_shown(db, old):
        hide_name(db, old)
        show_name(db, kept, at=at)
