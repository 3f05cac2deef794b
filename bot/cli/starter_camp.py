"""The starter camp: what a fresh installation finds, said through the real inbound path by its first people.

Ours, about running a training community; every line is something anybody could have typed. Its people, lessons, questions and map
stand in `programme/` and are taken in as the shell takes in any file.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from bot.app import App
from bot.cli import import_export
from bot.cli.import_export import THE_SHELL
from bot.membership import FOR_SHOW, camp_of, is_for_show
from bot.messages import Account, Address, InboundEvent, Kind
from storage import camps, path
from storage.connection import Db

CAMP = "社群运营示范营"
ROOM = "示范营"
OWNER, OWNER_NAME = "admin", "李主管"
MANAGER = "王岚"
EXPERT = "何琳"
LEARNERS = ("林晓", "周航")
PROGRAMME = Path(__file__).parent / "programme"
FILES = {"members": "people.csv", "lessons": "lessons.md", "questions": "questions.csv", "path": "path.md"}


class StarterLine(NamedTuple):
    """Who says or does what in the camp's room, or in private."""

    who: str
    says: str = ""
    private: bool = False
    kind: Kind = Kind.SAID


OPENING = (StarterLine(OWNER, f"/开营 {CAMP}"),)
ALONE = tuple(StarterLine(name, private=True, kind=Kind.REACHABLE) for name in (OWNER, MANAGER, EXPERT, *LEARNERS))
"""A private chat for each: what they are told before they first walk in waits there, and nobody is looked for in the group."""
SUGGESTIONS = (
    StarterLine(
        MANAGER,
        "/群规 每个工作日打卡一次，一句话也行；有问题先搜再问；回答别人的问题，比自己答对更值钱；不发与学习无关的内容；群里说的客户信息不外传",
    ),
    StarterLine(MANAGER, "/草稿 发出"),
    StarterLine(MANAGER, "课表", private=True),
    StarterLine(MANAGER, "问卷 每周脉搏 开始=每周五 16:00 时长=3天", private=True),
    StarterLine(MANAGER, "草稿 发出", private=True),
    StarterLine(MANAGER, "勋章 新建 热心", private=True),
    StarterLine(MANAGER, "上架 《销售巨人》 价格=100 库存=3 每人=1", private=True),
    StarterLine(MANAGER, "/投票 第一次分享会先讲什么？ 打卡怎么设计/没人提问怎么办/竞赛怎么办得公平 时长=7天"),
    StarterLine(MANAGER, "/草稿 发出"),
    StarterLine(MANAGER, f"证书 {LEARNERS[0]} 事由=第一个报名的同学", private=True),
    StarterLine(MANAGER, "草稿 发出", private=True),
)
"""What a manager might do next, done once: rules written, the timetable looked at, a weekly pulse planned, a badge made, something put on
sale, a poll opened, a certificate issued."""


async def settle_in(app: App) -> None:
    """Opens the starter camp, brings its people in and fills its shelves; once, whoever starts twice."""
    await say(app, "opening", OPENING)
    await mark_for_show(app)
    await fill(app)
    await say(app, "alone", ALONE)
    await say(app, "suggestions", SUGGESTIONS)


async def mark_for_show(app: App) -> None:
    """Whoever comes from a company's own channel is not taken into it: they look for a camp of their own."""

    def mark(db: Db) -> None:
        row = camps.named(db, CAMP)
        if row is not None and not is_for_show(row):
            camps.change_settings(db, row.camp_id, {FOR_SHOW: True})

    await app.database.transact(mark)


async def say(app: App, part: str, lines: tuple[StarterLine, ...]) -> None:
    """Lines of the script, each under a key of its own."""
    for number, line in enumerate(lines):
        to = Address("web", f"@{line.who}", direct=True) if line.private else Address("web", ROOM)
        by = Account("web", line.who, OWNER_NAME if line.who == OWNER else line.who)
        await app.receive(InboundEvent(f"web:starter:{part}:{number}", app.clock.now(), to, by, line.kind, line.says))


async def fill(app: App) -> None:
    """The programme's people, lessons and questions; what stands there already is left alone."""
    now = app.clock.now()
    camp = camp_of(await app.database.read(lambda db: camps.named(db, CAMP)))
    assert camp is not None
    has_map = await app.database.read(lambda db: path.is_there(db, camp.id))
    for code, name in FILES.items():
        if code == "path" and has_map:  # whoever changed it meant it
            continue
        kind, kept = app.router.file_kinds[code], {"number": None, "file": name}
        parsed = await app.database.read(
            lambda db, kind=kind, name=name: import_export.read(db, kind, camp, PROGRAMME / name)  # type: ignore[misc]
        )
        for some in import_export.slices(kind, parsed):
            written = await app.database.transact(
                lambda db, kind=kind, some=some, kept=kept: kind.write(db, camp, some, kept, THE_SHELL, now)  # type: ignore[misc]
            )
            kept = written.kept
