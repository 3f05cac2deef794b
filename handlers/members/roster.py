"""A roster file: names, accounts, roles and tags, checked row by row, and written so that it can be read back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from bot.documents import delimited, headed_table
from bot.documents.document import Document, FileType
from bot.documents.headed_table import HeadedTable
from bot.documents.parsed import Parsed, Sink
from bot.documents.workbook import Workbook
from bot.phrases import Phrase, Refusal
from handlers.members.settings import SPOKEN_ROLES

COLUMNS = {
    "name": Phrase(zh="姓名", en="name"),
    "account": Phrase(zh="账号", en="account"),
    "role": Phrase(zh="角色", en="role"),
    "tags": Phrase(zh="标签", en="tags"),
}
HEADS = {said: name for name, column in COLUMNS.items() for said in (column.zh, column.en)}
SHEET = Phrase(zh="成员", en="members")
CHANNELS = {
    **{code: code for code in ("web", "telegram", "wecom", "wecom_bot", "wechat")},
    "网页": "web",
    "电报": "telegram",
    "tg": "telegram",
    "企业微信": "wecom",
    "企微": "wecom",
    "智能机器人": "wecom_bot",
    "公众号": "wechat",
    "微信": "wechat",
}
"""What people write for a channel."""
CASELESS = ("wecom", "wecom_bot")
"""Channels whose own accounts are the same in capitals (Tencent's userids)."""
MOST = 20_000
"""People one file may bring."""
LONGEST_NAME = 40

NO_HEADS = Phrase(
    zh="没看出是成员名单：表格第一行要有“姓名”和“账号”两列。",
    en="No roster found: the first row needs the columns name and account.",
)
NOBODY = Phrase(zh="名单里没有人。", en="There is nobody in the roster.")
TOO_MANY = Phrase(
    zh="一次最多{limit}人，这个文件超过了。请拆成几个文件。", en="At most {limit:person|people} at once; this file has more."
)
NO_NAME = Phrase(zh="没有姓名", en="no name")
LONG_NAME = Phrase(zh="姓名超过{most}个字", en="the name is over {most:character|characters}")
NOT_AN_ACCOUNT = Phrase(zh="账号要写成 渠道:编号，如 telegram:1001", en="an account is channel:id, like telegram:1001")
NOT_A_ROLE = Phrase(zh="没有“{role}”这个角色（学员、专家、经理）", en="there is no role “{role}” (learner, expert, manager)")
TWICE = Phrase(zh="账号与第{first}行相同", en="the same account as row {first}")


class RosterRow(NamedTuple):
    """One person of the file; `role` is "" where it says none."""

    name: str
    channel: str
    ident: str
    role: str
    tags: tuple[str, ...]


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
    return headed_table.find(document, lambda head: HEADS.get(head, ""), lambda columns: columns >= {"name", "account"})


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
    channel, ident = _account(given.get("account", ""))
    if role is None or role == "owner":
        raise Refusal(NOT_A_ROLE(role=said[:20]))
    if (first := seen.setdefault(f"{channel}:{ident.casefold() if channel in CASELESS else ident}", number)) != number:
        raise Refusal(TWICE(first=first))
    tags = tuple(dict.fromkeys(tag.strip() for tag in re.split(r"[;；]", given.get("tags", "")) if tag.strip()))
    return RosterRow(name, channel, ident, role, tags)


def _account(said: str) -> tuple[str, str]:
    """Channel and id as people type them: telegram：1001, Telegram: 1001, 企业微信:zhangsan."""
    written, _, ident = said.replace("：", ":").partition(":")
    channel, ident = CHANNELS.get(written.strip().casefold(), ""), ident.strip()
    if not channel or not ident:
        raise Refusal(NOT_AN_ACCOUNT)
    return channel, ident


def write(rows: Iterable[Sequence[str]], language: str, *, as_workbook: bool) -> bytes:
    """Rows of (name, account, role, tags) as an xlsx or a csv file."""
    heads = [column().to(language) for column in COLUMNS.values()]
    if not as_workbook:
        return delimited.written([heads, *rows])
    book = Workbook()
    book.add(SHEET().to(language), heads, rows)
    return book.saved()
