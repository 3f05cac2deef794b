"""Members as a kind of file: who an import makes a member, as what, how it is taken back, and the roster given out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from bot.documents.document import Document
from bot.documents.parsed import Parsed
from bot.feature import ROLE_NAMES, Camp, Happened, Line, Phrase, Refusal, Role
from bot.file_kind import CSV, XLSX, By, Changes, Export, FileFormat, FileKind, TakenBack, Template, Written
from handlers.members import roster
from handlers.members.roster import RosterRow
from handlers.members.roster_diff import roster_diff
from handlers.members.settings import feature
from handlers.members.standing import WhoIsMeant, become, difference, is_other_role, known
from storage import expected_members, memberships, people, standing
from storage.connection import Db
from storage.expected_members import ExpectedMember

A_SLICE = 1 / 50
"""The part of a transaction a person takes."""
NOTHING = Phrase(zh="没有可导出的成员。", en="There are no members to export.")
TWO_PEOPLE = Phrase(zh="手机和工号在名单里是两个人的", en="the phone and the staff number belong to two people of the roster")
WILL_BE_KNOWN = Phrase(
    zh="{n}人还没有账号，先登记：企业微信账号和工号相同的，一来就对上；其他人进群后，私聊我发“绑定 姓名 手机号”（或工号）就对上。"
    "这样对上的只给名字和标签，角色由你来给。",
    en="Without an account yet: {n}. Whose WeCom account is their staff number is known when they come; others, once in the group, send me "
    "“connect NAME PHONE” (or staff number) in private. That gives them name and tags; roles stay yours to give.",
)
KEPT = ("joined", "changed", "expected", "expected_otherwise")
NOT_YOURS = Phrase(zh="任免经理要由营主来做", en="managers are named by the owner")
TEMPLATE_NAME = Phrase(zh="成员模板.xlsx", en="members_template.xlsx")
HOW = Phrase(
    zh="一行一个账号，写成 渠道:编号；还没有账号的写手机或工号。角色可留空（学员）。填好直接发给我。例子可以删。",
    en="One account a row, as channel:id; without one, a phone or staff number. No role means learner. Send it to me when it is "
    "filled in. The examples may go.",
)
EXAMPLES = {
    "zh": (("林晓", "telegram:1001", "", "", "学员", "骨干;华东"), ("何琳", "wecom:helin", "", "E1002", "专家", "")),
    "en": (("Ann Lin", "telegram:1001", "", "", "learner", "core;east"), ("Helen", "wecom:helen", "", "E1002", "expert", "")),
}


def _read(document: Document, camp: Camp) -> Parsed[RosterRow]:
    return roster.read(document)


def _forbids(reader: Db, camp: Camp, row: RosterRow, role: Role) -> Line | None:
    """Managers are named by the owner, in a file as in words; a phone and a staff number are one person's."""
    if len(expected_members.find(reader, camp.id, phone=row.phone, staff=row.staff)) > 1:
        return TWO_PEOPLE()
    member = known(reader, camp, row).member
    of_a_manager = row.role == "manager" or (member is not None and member.role == "manager")
    return NOT_YOURS() if of_a_manager and role < Role.OWNER and (member is None or is_other_role(member, row)) else None


def _plan(reader: Db, camp: Camp, rows: Sequence[RosterRow]) -> Changes:
    differences = [difference(reader, known(reader, camp, row), row) for row in rows]
    new, same = differences.count("new"), differences.count("same")
    return Changes(new, len(rows) - new - same, same)


def _planned(reader: Db, camp: Camp, rows: Sequence[RosterRow]) -> list[Line]:
    """What would read otherwise, old → new, and how those without an account will be known, where there are any."""
    waiting = sum(not row.ident and known(reader, camp, row).member is None for row in rows)
    return [*roster_diff(reader, camp, rows), *([WILL_BE_KNOWN(n=waiting)] if waiting else [])]


def _write(db: Db, camp: Camp, rows: Sequence[list[Any]], kept: dict[str, Any], by: By, at: datetime) -> Written:
    """Makes everybody named a member as it says, or expects them; nobody else is touched. Remembers who joined or is expected, and who was
    what, was called what and had which tags not."""
    left = {name: list(kept.get(name, [])) for name in KEPT}
    changes = Changes()
    for name, channel, ident, role, tags, phone, staff in rows:
        row = RosterRow(name, channel, ident, role, tuple(tags), phone, staff)
        stands = known(db, camp, row)
        is_ = difference(db, stands, row)
        if is_ != "same":
            _take(db, camp, row, stands, left, at)
        changes = changes.plus(Changes(is_ == "new", is_ == "changed", is_ == "same"))
    joined = left["joined"][len(kept.get("joined", [])) :]
    return Written(changes, left, tuple(Happened("members.joined", member, {}) for member in joined))


def _take(db: Db, camp: Camp, row: RosterRow, stands: WhoIsMeant, left: dict[str, list[Any]], at: datetime) -> None:
    member, expected = stands
    if member is None and not row.ident:
        if expected is None:
            left["expected"].append(
                expected_members.add(db, camp.id, row.name, row.phone, row.staff, row.role, row.tags, at=at)
            )
        else:
            left["expected_otherwise"].append(expected)
            phone, staff = row.phone or expected.phone or "", row.staff or expected.staff or ""
            expected_members.change(db, expected.id, row.name, phone, staff, row.role, row.tags)
        return
    if member is None:
        member = _join(db, camp, row, at)
        left["joined"].append(member.id)
        become(db, camp, member, row)
    elif said := become(db, camp, member, row):
        left["changed"].append(said)
    if (row.phone or row.staff) and expected is None:
        number = expected_members.add(db, camp.id, row.name, row.phone, row.staff, row.role, row.tags, at=at)
        left["expected"].append(number)
        expected_members.bind(db, number, member.id)
    elif expected is not None and expected.member != member.id:
        expected_members.hand_over(db, expected.id, member.id)


def _join(db: Db, camp: Camp, row: RosterRow, at: datetime) -> memberships.Member:
    known_ = people.find_account(db, row.channel, row.ident)
    person = known_.person if known_ else people.meet(db, row.channel, row.ident, row.name, None, at=at, is_given=True)[0]
    memberships.join(db, camp.id, person, row.role or "learner", day=at.astimezone(camp.zone).date(), at=at)
    return memberships.member(db, standing.in_camp(db, camp.id, person).membership_id)


def _take_back(db: Db, camp: Camp, kept: dict[str, Any], by: By, at: datetime) -> TakenBack:
    """Fifty at a time: who joined leaves, who was expected is no longer, who was something else is it again."""
    kept = {name: kept.get(name, []) for name in KEPT}
    now, left = ({name: rows[some] for name, rows in kept.items()} for some in (slice(50), slice(50, None)))
    left_now = [member for member in now["joined"] if memberships.leave(db, member, day=at.astimezone(camp.zone).date())]
    gone = len(left_now) + sum(expected_members.drop(db, number) for number in now["expected"])
    for number, role, tags, name in now["changed"]:
        member = memberships.member(db, number)
        memberships.appoint(db, camp.id, member, role)
        if member.name != name:
            people.rename(db, member.person, name)
        for tag in tags:
            memberships.untag(db, number, tag)
    for number, name, phone, staff, role, tags, _ in now["expected_otherwise"]:
        expected_members.change(db, number, name, phone or "", staff or "", role, tags)
    changed = len(now["changed"]) + len(now["expected_otherwise"])
    facts = tuple(Happened("members.left", member, {}) for member in left_now)
    return TakenBack(gone, changed, left if any(left.values()) else None, facts)


def _export(reader: Db, camp: Camp, format: FileFormat, tag: str, language: str) -> Export:
    """The present members, a row for each of their accounts, and who is expected; read back, it changes nothing."""
    members = memberships.members(reader, camp.id, tagged=tag or None)
    every = expected_members.every(reader, camp.id)
    waiting = [one for one in every if one.member is None and (not tag or tag in one.tags)]
    if not members and not waiting:
        raise Refusal(NOTHING)
    keys = {one.member: one for one in every if one.member is not None}
    rows = [row for member in members for row in _rows_of(reader, member, keys.get(member.id), language)]
    rows += [_row(one.name, "", one, one.role, one.tags, language) for one in waiting]
    return Export(roster.write(rows, language, as_workbook=format is XLSX), len(members) + len(waiting))


def _rows_of(reader: Db, member: memberships.Member, keys: ExpectedMember | None, language: str) -> Iterator[list[str]]:
    """A phone and a staff number stand in the first row alone: they are one person's."""
    role, tags = "manager" if member.role == "owner" else member.role, memberships.tags_of(reader, member.id)
    for account in people.accounts(reader, member.person):
        yield _row(member.name, f"{account.channel}:{account.ident}", keys, role, tags, language)
        keys = None


def _row(name: str, account: str, keys: ExpectedMember | None, role: str, tags: Sequence[str], language: str) -> list[str]:
    phone, staff = (keys.phone or "", keys.staff or "") if keys else ("", "")
    return [name, account, phone, staff, ROLE_NAMES[role]().to(language) if role else "", ";".join(tags)]


def _template(language: str) -> Template:
    return Template(TEMPLATE_NAME().to(language), roster.write(EXAMPLES[language], language, as_workbook=True), HOW())


feature.file_kind(
    FileKind(
        "members",
        name=Phrase(zh="成员", en="members"),
        one=Phrase(zh="1人", en="1 member"),
        many=Phrase(zh="{n}人", en="{n:member|members}"),
        words=("成员", "名单", "学员", "members", "roster"),
        takes=Phrase(zh="xlsx、csv", en="xlsx, csv"),
        endings=(),
        formats=(XLSX, CSV),
        sign=roster.sign,
        read=_read,
        forbids=_forbids,
        plan=_plan,
        planned=_planned,
        pack=list,
        load=lambda _: A_SLICE,
        write=_write,
        take_back=_take_back,
        export=_export,
        template=_template,
    )
)
