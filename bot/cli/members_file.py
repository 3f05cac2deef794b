"""A roster file: names, accounts, roles and tags, checked row by row before anything is written; the same file twice changes nothing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.feature import ROLE_NAMES
from bot.phrases import Line, Phrase, Refusal
from handlers.members import SPOKEN_ROLES
from handlers.quiz.bank.reading.spreadsheet import sheets
from handlers.quiz.bank.reading.text import decoded
from handlers.quiz.bank.writing.book import Book
from storage import camps, people
from storage.connection import Db

HEADS = {
    "姓名": "name",
    "name": "name",
    "账号": "account",
    "account": "account",
    "角色": "role",
    "role": "role",
    "标签": "tags",
    "tags": "tags",
}
COLUMNS = (
    Phrase(zh="姓名", en="name"),
    Phrase(zh="账号", en="account"),
    Phrase(zh="角色", en="role"),
    Phrase(zh="标签", en="tags"),
)
SHEET = Phrase(zh="成员", en="members")
CHANNELS = ("web", "telegram", "wecom", "wecom_bot", "wechat")
LONGEST_NAME = 40

NO_HEADS = Phrase(zh="第一行要有“姓名”和“账号”两列。", en="The first row needs the columns name and account.")
NO_NAME = Phrase(zh="第{row}行 没有姓名", en="Row {row}: no name")
LONG_NAME = Phrase(zh="第{row}行 姓名超过{most}个字", en="Row {row}: the name is over {most} characters")
NOT_AN_ACCOUNT = Phrase(
    zh="第{row}行 账号要写成 渠道:编号，如 telegram:1001", en="Row {row}: an account is channel:id, like telegram:1001"
)
NOT_A_ROLE = Phrase(
    zh="第{row}行 没有“{role}”这个角色（学员、专家、经理）",
    en="Row {row}: there is no role “{role}” (learner, expert, manager)",
)
TWICE = Phrase(zh="第{row}行 账号与第{first}行相同", en="Row {row}: the same account as row {first}")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person of the file."""

    row: int
    name: str
    channel: str
    ident: str
    role: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """What can be taken in, and a sentence for each row that cannot."""

    entries: tuple[RosterRow, ...]
    faults: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What taking a file in changes: how many things are new, how many read differently, how many stand so already."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: Change) -> Change:
        return Change(self.new + other.new, self.updated + other.updated, self.unchanged + other.unchanged)


def read(data: bytes) -> Roster:
    """The roster in an xlsx or csv file. Raises Refusal where it is no such file."""
    rows = _rows(data)
    heads = [HEADS.get(cell.strip().casefold()) for cell in next(rows, (0, []))[1]]
    if "name" not in heads or "account" not in heads:
        raise Refusal(NO_HEADS)
    entries: list[RosterRow] = []
    faults: list[Line] = []
    seen: dict[str, int] = {}
    for number, cells in rows:
        given = {head: cell.strip() for head, cell in zip(heads, cells, strict=False) if head}
        entry = _entry(number, given, seen)
        (entries if isinstance(entry, RosterRow) else faults).append(entry)  # type: ignore[arg-type]
    return Roster(tuple(entries), tuple(faults))


def take_in(db: Db, camp: int, entries: Sequence[RosterRow], *, day: date, at: datetime) -> Change:
    """Makes everybody named a member as it says. Nobody else is touched."""
    new = updated = unchanged = 0
    for entry in entries:
        known = db.one(people.ACCOUNT, channel=entry.channel, ident=entry.ident)
        person = (
            known.person_id if known else people.meet(db, entry.channel, entry.ident, entry.name, None, at=at, is_given=True)[0]
        )
        joined = camps.join(db, camp, person, entry.role, day=day, at=at)
        member = camps.member(db, camps.in_camp(db, camp, person).membership_id)
        changed = _set_right(db, camp, member, entry)
        new += joined
        updated += not joined and changed
        unchanged += not joined and not changed
    return Change(new, updated, unchanged)


def write(db: Db, camp: int, ending: str, language: str) -> bytes:
    """The present members as a csv or xlsx file, a row for each of their accounts; read back, it changes nothing."""
    heads = [name().to(language) for name in COLUMNS]
    rows = [row for member in camps.members(db, camp) for row in _rows_of(db, member, language)]
    if ending == "xlsx":
        book = Book()
        book.add(SHEET().to(language), heads, rows)
        return book.saved()
    text = io.StringIO(newline="")
    csv.writer(text).writerows([heads, *rows])
    return text.getvalue().encode("utf-8-sig")


def _rows_of(db: Db, member: camps.Member, language: str) -> list[list[str]]:
    role = "manager" if member.role == "owner" else member.role  # a file makes nobody an owner, and leaves one who is
    said, tags = ROLE_NAMES[role]().to(language), ";".join(camps.tags_of(db, member.id))
    accounts = db.all(people.ACCOUNTS, person=member.person)
    return [[member.name, f"{account.channel}:{account.ident}", said, tags] for account in accounts]


def _set_right(db: Db, camp: int, member: camps.Member, entry: RosterRow) -> bool:
    """The role and tags of the file; an owner stays one. Gives whether anything was different."""
    missing = set(entry.tags) - set(camps.tags_of(db, member.id))
    for tag in sorted(missing):
        camps.tag_as(db, member.id, tag)
    if member.role in (entry.role, "owner"):
        return bool(missing)
    camps.appoint(db, camp, member, entry.role)
    return True


def _entry(row: int, given: dict[str, str], seen: dict[str, int]) -> RosterRow | Line:
    channel, _, ident = given.get("account", "").partition(":")
    role = SPOKEN_ROLES.get(given.get("role", "").casefold() or "learner")
    name = given.get("name", "")
    if not name:
        return NO_NAME(row=row)
    if len(name) > LONGEST_NAME:
        return LONG_NAME(row=row, most=LONGEST_NAME)
    if channel not in CHANNELS or not ident.strip():
        return NOT_AN_ACCOUNT(row=row)
    if role is None or role == "owner":
        return NOT_A_ROLE(row=row, role=given.get("role", "")[:20])
    if (first := seen.setdefault(f"{channel}:{ident}", row)) != row:
        return TWICE(row=row, first=first)
    tags = tuple(tag.strip() for tag in re.split(r"[;；]", given.get("tags", "")) if tag.strip())
    return RosterRow(row, name, channel, ident.strip(), role, tags)


def _rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """(row number, cells) of the first sheet, or of the csv, without empty rows."""
    if data.startswith(b"PK"):
        found, _ = sheets(data)
        yield from found[0].rows if found else ()
        return
    text = decoded(data)
    separator = max(",;\t", key=text.partition("\n")[0].count)
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
        if any(cell.strip() for cell in cells):
            yield number, cells
