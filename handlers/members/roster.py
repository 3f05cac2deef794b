"""A roster file: names, accounts, roles and tags, checked row by row, and written so that it can be read back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence, Set
from fractions import Fraction
from typing import NamedTuple

from bot import platforms
from bot.documents import delimited, headed_table
from bot.documents.document import Document, FileType
from bot.documents.headed_table import HeadedTable
from bot.documents.parsed import Parsed, Sink
from bot.documents.workbook import Workbook
from bot.phrases import Phrase, Refusal
from handlers.members.settings import SPOKEN_ROLES
from storage.expected_members import as_phone

COLUMNS = {
    "name": Phrase(zh="姓名", en="name"),
    "account": Phrase(zh="账号", en="account"),
    "phone": Phrase(zh="手机", en="phone"),
    "staff": Phrase(zh="工号", en="staff number"),
    "role": Phrase(zh="角色", en="role"),
    "tags": Phrase(zh="标签", en="tags"),
}
HEADS = {said: name for name, column in COLUMNS.items() for said in (column.zh, column.en)} | {
    "手机号": "phone", "手机号码": "phone", "电话": "phone", "联系电话": "phone", "mobile": "phone", "phone number": "phone",
    "员工号": "staff", "员工编号": "staff", "员工工号": "staff", "employee id": "staff", "employee number": "staff", "staff id": "staff",
    "员工姓名": "name", "名字": "name",
}  # fmt: skip
KEYS = ("account", "phone", "staff")
"""Columns of which one is enough to know somebody by."""
SHEET = Phrase(zh="成员", en="members")
MOST = 20_000
"""People one file may bring."""
LONGEST_NAME = 40

NO_HEADS = Phrase(
    zh="没看出是成员名单：表格第一行要有“姓名”，还要有“账号”“手机”“工号”里的一列。",
    en="No roster found: the first row needs the column name, and account, phone or staff number.",
)
NOBODY = Phrase(zh="名单里没有人。", en="There is nobody in the roster.")
TOO_MANY = Phrase(
    zh="一次最多{limit}人，这个文件超过了。请拆成几个文件。", en="At most {limit:person|people} at once; this file has more."
)
NO_NAME = Phrase(zh="没有姓名", en="no name")
LONG_NAME = Phrase(zh="姓名超过{most}个字", en="the name is over {most:character|characters}")
NOT_AN_ACCOUNT = Phrase(zh="账号要写成 渠道:编号，如 telegram:1001", en="an account is channel:id, like telegram:1001")
NOT_A_ROLE = Phrase(zh="没有“{role}”这个角色（学员、专家、经理）", en="there is no role “{role}” (learner, expert, manager)")
NO_KEY = Phrase(zh="没有账号，也没有手机或工号", en="no account, phone or staff number")
NOT_A_PHONE = Phrase(zh="手机“{phone}”看不懂", en="“{phone}” is no phone number")
NOT_A_STAFF_NUMBER = Phrase(
    zh="工号“{staff}”超过{most}个字或有空格", en="the staff number “{staff}” has spaces or over {most:character|characters}"
)
TWICE = Phrase(zh="账号与第{first}行相同", en="the same account as row {first}")
PHONE_TWICE = Phrase(zh="手机与第{first}行相同", en="the same phone as row {first}")
STAFF_TWICE = Phrase(zh="工号与第{first}行相同", en="the same staff number as row {first}")
LONGEST_STAFF_NUMBER = 32


class RosterRow(NamedTuple):
    """One person of the file; `role` is "" where it says none. Who has no account yet has `phone` (digits) or `staff`, and is known
    by it when they come."""

    name: str
    channel: str
    ident: str
    role: str
    tags: tuple[str, ...]
    phone: str = ""
    staff: str = ""


def sign(document: Document) -> Fraction:
    """How surely a file holds a roster: by its heads."""
    table = _find(document) if document.is_table else None
    return table.share_known if table else Fraction(0)


def read(document: Document) -> Parsed[RosterRow]:
    """The people of an xlsx or csv file. Nothing raises: what cannot be read at all has one fault and no row."""
    sink: Sink[RosterRow] = Sink(MOST, TOO_MANY)
    try:
        table = _find(document)
        if table is None:
            raise Refusal(NO_HEADS)
        _read_rows(table, sink)
    except Refusal as no:
        return Parsed.refused(no.line)
    if not sink.items and not sink.faults:
        return Parsed.refused(NOBODY())
    headed_table.note_passed_over(document, table, sink)
    return sink.parsed("xlsx" if document.type is FileType.WORKBOOK else "csv")


def _find(document: Document) -> HeadedTable | None:
    return headed_table.find(document, lambda head: HEADS.get(head, ""), _is_head)


def _is_head(columns: Set[str]) -> bool:
    return "name" in columns and not columns.isdisjoint(KEYS)


def _read_rows(table: HeadedTable, sink: Sink[RosterRow]) -> None:
    sink.heads[""] = table.heads
    seen: dict[str, int] = {}
    for number, given, cells in table.rows():
        try:
            row = _row(number, given, seen)
        except Refusal as no:
            sink.fault(no.line, number, source=cells)
        else:
            sink.keep(row, number, source=cells)


def _row(number: int, given: dict[str, str], seen: dict[str, int]) -> RosterRow:
    said = given.get("role", "")
    role = SPOKEN_ROLES.get(said.casefold()) if said else ""
    name = given.get("name", "")
    if not name:
        raise Refusal(NO_NAME)
    if len(name) > LONGEST_NAME:
        raise Refusal(LONG_NAME(most=LONGEST_NAME))
    said_account = given.get("account", "")
    channel, ident = _account(said_account) if said_account else ("", "")
    phone_, staff_ = phone(given.get("phone", "")), staff_number(given.get("staff", ""))
    if not (ident or phone_ or staff_):
        raise Refusal(NO_KEY)
    if role is None or role == "owner":
        raise Refusal(NOT_A_ROLE(role=said[:20]))
    for key, twice in (
        (ident and f"{channel}:{ident.casefold() if channel in platforms.CASELESS else ident}", TWICE),
        (phone_ and f"phone {phone_}", PHONE_TWICE),
        (staff_ and f"staff {staff_.casefold()}", STAFF_TWICE),
    ):
        if key and (first := seen.setdefault(key, number)) != number:
            raise Refusal(twice(first=first))
    tags = tuple(dict.fromkeys(tag.strip() for tag in re.split(r"[;；]", given.get("tags", "")) if tag.strip()))
    return RosterRow(name, channel, ident, role, tags, phone_, staff_)


def phone(said: str) -> str:
    """The digits of a phone number; "" for none. Raises Refusal."""
    digits = as_phone(said) if said else ""
    if digits is None:
        raise Refusal(NOT_A_PHONE(phone=said[:20]))
    return digits


def staff_number(said: str) -> str:
    """A staff number as it is typed; "" for none. Raises Refusal."""
    plain = unicodedata.normalize("NFKC", said).strip()
    if len(plain) > LONGEST_STAFF_NUMBER or len(plain.split()) > 1:
        raise Refusal(NOT_A_STAFF_NUMBER(staff=said[:20], most=LONGEST_STAFF_NUMBER))
    return plain


def _account(said: str) -> tuple[str, str]:
    known = platforms.account(said)
    if known is None:
        raise Refusal(NOT_AN_ACCOUNT)
    return known


def write(rows: Iterable[Sequence[str]], language: str, *, as_workbook: bool) -> bytes:
    """Rows of (name, account, phone, staff number, role, tags) as an xlsx or a csv file."""
    heads = [column().to(language) for column in COLUMNS.values()]
    if not as_workbook:
        return delimited.written([heads, *rows])
    book = Workbook()
    book.add(SHEET().to(language), heads, rows)
    return book.saved()
