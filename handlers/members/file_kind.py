"""Members as a kind of file: who an import makes a member, as what, how it is taken back, and the roster given out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from bot.documents.document import Document
from bot.documents.parsed import Parsed
from bot.feature import ROLE_NAMES, Camp, Line, Phrase, Refusal, Role
from bot.file_kind import CSV, XLSX, By, Changes, Export, FileFormat, FileKind, TakenBack, Template, Written
from handlers.members import roster
from handlers.members.roster import RosterRow
from handlers.members.settings import feature
from storage import camps, people
from storage.connection import Db

A_SLICE = 1 / 50
"""The part of a transaction a person takes."""
NOTHING = Phrase(zh="没有可导出的成员。", en="There are no members to export.")
NOT_YOURS = Phrase(zh="任免经理要由营主来做", en="managers are named by the owner")
TEMPLATE_NAME = Phrase(zh="成员模板.xlsx", en="members_template.xlsx")
HOW = Phrase(
    zh="一行一个账号，写成 渠道:编号；角色可留空（学员）。填好直接发给我。例子可以删。",
    en="One account a row, as channel:id; no role means learner. Send it to me when it is filled in. The examples may go.",
)
EXAMPLES = {
    "zh": (("林晓", "telegram:1001", "学员", "骨干;华东"), ("何琳", "wecom:helin", "专家", "")),
    "en": (("Ann Lin", "telegram:1001", "learner", "core;east"), ("Helen", "wecom:helen", "expert", "")),
}


def _member(db: Db, camp: Camp, row: RosterRow) -> camps.Member | None:
    """The present member whose account a row names."""
    account = people.find_account(db, row.channel, row.ident)
    found = camps.in_camp(db, camp.id, account.person) if account else None
    if found is None or found.membership_id is None:
        return None
    member = camps.member(db, found.membership_id)
    return member if member.left_on is None else None


def _read(document: Document, camp: Camp) -> Parsed[RosterRow]:
    return roster.read(document)


def _forbids(reader: Db, camp: Camp, row: RosterRow, role: Role) -> Line | None:
    """Managers are named by the owner, in a file as in words."""
    member = _member(reader, camp, row)
    of_a_manager = row.role == "manager" or (member is not None and member.role == "manager")
    return NOT_YOURS() if of_a_manager and role < Role.OWNER and (member is None or _is_other_role(member, row)) else None


def _is_other_role(member: camps.Member, row: RosterRow) -> bool:
    """Whether the file gives a member another role; it makes nobody an owner, and leaves one who is."""
    return row.role not in ("", member.role) and member.role != "owner"


def _plan(reader: Db, camp: Camp, rows: Sequence[RosterRow]) -> Changes:
    new = changed = 0
    for row in rows:
        member = _member(reader, camp, row)
        if member is None:
            new += 1
        elif row.name != member.name or _is_other_role(member, row) or set(row.tags) - set(camps.tags_of(reader, member.id)):
            changed += 1
    return Changes(new, changed, len(rows) - new - changed)


def _write(db: Db, camp: Camp, rows: Sequence[list[Any]], kept: dict[str, Any], by: By, at: datetime) -> Written:
    """Makes everybody named a member as it says; nobody else is touched. Remembers who joined, and who was what, was called what and had
    which tags not."""
    joined, changed = list(kept.get("joined", [])), list(kept.get("changed", []))
    changes = Changes()
    for name, channel, ident, role, tags in rows:
        row = RosterRow(name, channel, ident, role, tuple(tags))
        was = _member(db, camp, row)
        member = was or _join(db, camp, row, at)
        missing = sorted(set(row.tags) - set(camps.tags_of(db, member.id)))
        for tag in missing:
            camps.tag_as(db, member.id, tag)
        differs = _is_other_role(member, row)
        if differs:
            camps.appoint(db, camp.id, member, row.role)
        renamed = was is not None and row.name != was.name
        if renamed:
            people.rename(db, member.person, row.name)
        if was is None:
            joined.append(member.id)
        elif differs or missing or renamed:
            changed.append([member.id, member.role, missing, member.name])
        changes = changes.plus(Changes(was is None, was is not None and (differs or renamed or bool(missing)), 0))
    same = len(rows) - changes.new - changes.changed
    return Written(changes._replace(same=same), {"joined": joined, "changed": changed})


def _join(db: Db, camp: Camp, row: RosterRow, at: datetime) -> camps.Member:
    known = people.find_account(db, row.channel, row.ident)
    person = known.person if known else people.meet(db, row.channel, row.ident, row.name, None, at=at, is_given=True)[0]
    camps.join(db, camp.id, person, row.role or "learner", day=at.astimezone(camp.zone).date(), at=at)
    return camps.member(db, camps.in_camp(db, camp.id, person).membership_id)


def _take_back(db: Db, camp: Camp, kept: dict[str, Any], by: By, at: datetime) -> TakenBack:
    """Fifty at a time: who joined leaves, who was something else is it again."""
    joined, changed = kept["joined"], kept["changed"]
    gone = sum(camps.leave(db, member, day=at.astimezone(camp.zone).date()) for member in joined[:50])
    for number, role, tags, name in changed[:50]:
        member = camps.member(db, number)
        camps.appoint(db, camp.id, member, role)
        if member.name != name:
            people.rename(db, member.person, name)
        for tag in tags:
            camps.untag(db, number, tag)
    left = {"joined": joined[50:], "changed": changed[50:]}
    return TakenBack(gone, len(changed[:50]), left if left["joined"] or left["changed"] else None)


def _export(reader: Db, camp: Camp, format: FileFormat, tag: str, language: str) -> Export:
    """The present members, a row for each of their accounts; read back, it changes nothing."""
    members = camps.members(reader, camp.id, tagged=tag or None)
    if not members:
        raise Refusal(NOTHING)
    rows = [row for member in members for row in _rows_of(reader, member, language)]
    return Export(roster.write(rows, language, as_workbook=format is XLSX), len(members))


def _rows_of(reader: Db, member: camps.Member, language: str) -> Iterator[list[str]]:
    role = "manager" if member.role == "owner" else member.role
    said, tags = ROLE_NAMES[role]().to(language), ";".join(camps.tags_of(reader, member.id))
    for account in people.accounts(reader, member.person):
        yield [member.name, f"{account.channel}:{account.ident}", said, tags]


def _template(language: str) -> Template:
    return Template(TEMPLATE_NAME().to(language), roster.write(EXAMPLES[language], language, as_workbook=True), HOW())


feature.file_kind(
    FileKind(
        "members",
        name=Phrase(zh="成员", en="members"),
        one=Phrase(zh="1人", en="1 member"),
        many=Phrase(zh="{n}人", en="{n:member|members}"),
        words=("成员", "名单", "members", "roster"),
        takes=Phrase(zh="xlsx、csv", en="xlsx, csv"),
        endings=(),
        formats=(XLSX, CSV),
        sign=roster.sign,
        read=_read,
        forbids=_forbids,
        plan=_plan,
        pack=list,
        load=lambda _: A_SLICE,
        write=_write,
        take_back=_take_back,
        export=_export,
        template=_template,
    )
)
