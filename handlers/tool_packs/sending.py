"""Whoever gets a task is sent what goes with it: at the fact that says so, and in slices those who had it when it was attached."""

from __future__ import annotations

from datetime import datetime

from bot.feature import Context, Happened, Phrase, Said
from bot.parts import File
from handlers.tool_packs import tasks
from handlers.tool_packs.settings import feature
from storage import memberships, tool_packs
from storage.tool_packs import ToolPack

SENT = Phrase(zh="📘 {task}用得上：{name}{link}", en="📘 For {task}: {name}{link}")
LINK = Phrase(zh="\n{link}", en="\n{link}")
SLICE = 100


def said(ctx: Context, pack: ToolPack) -> list[Said]:
    """What is sent: a line, and the file where it is one."""
    task = tasks.of_pack(ctx.db, ctx.camp.id, pack)
    line = SENT(task=task.name, name=pack.name, link=LINK(link=pack.link) if pack.link else "")
    return [line, File(pack.file, pack.name, pack.size or 0)] if pack.file else [line]


@feature.on("fact:lessons.learned")
def learned(ctx: Context, fact: Happened) -> None:
    """What is to be applied begins now."""
    _give(ctx, fact.member, "lesson", str(fact.details["lesson"]))


@feature.on("fact:homework.assigned")
def assigned(ctx: Context, fact: Happened) -> None:
    _give(ctx, fact.member, "homework", str(fact.details["homework"]))


@feature.on("fact:behaviours.asked")
def asked(ctx: Context, fact: Happened) -> None:
    _give(ctx, fact.member, "behaviour", str(fact.details["behaviour"]))


@feature.on("fact:remedial.joined")
def in_training(ctx: Context, fact: Happened) -> None:
    _give(ctx, fact.member, "remedial", str(fact.details["module"]))


def _give(ctx: Context, member: int, task: str, subject: str) -> None:
    """Everything that goes with a task, to one who has it now."""
    packs = tool_packs.of_task(ctx.db, ctx.camp.id, task, subject)
    if packs:
        person = memberships.member(ctx.db, member).person
        for pack in packs:
            _send(ctx, pack, member, person)


def _send(ctx: Context, pack: ToolPack, member: int, person: int) -> None:
    if tool_packs.send(ctx.db, pack.id, member, at=ctx.now):
        ctx.tell(person, *said(ctx, pack), gently=True)


@feature.due("send")
def send(ctx: Context, subject: str, _: datetime) -> None:
    """Those who have the task already, a slice at a time."""
    number, after = (int(piece) for piece in subject.split(":"))
    pack = tool_packs.find(ctx.db, ctx.camp.id, number)
    if pack is None or not pack.stands:
        return
    some = [one for one in tasks.holders(ctx.db, ctx.camp.id, pack) if one.membership > after]
    for one in some[:SLICE]:
        _send(ctx, pack, one.membership, one.person)
    if len(some) > SLICE:
        ctx.later("tool_packs.send", f"{number}:{some[SLICE - 1].membership}", ctx.now)
