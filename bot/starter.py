"""The starter camp: what a fresh installation finds, said through the real inbound path by its first people.

Ours, about running a training community; every line is something anybody could have typed.
"""

from __future__ import annotations

from typing import NamedTuple

from bot.app import App
from bot.messages import Account, Address, InboundEvent, Kind

CAMP = "社群运营示范营"
ROOM = "示范营"
OWNER = "admin"
MANAGER = "王岚"
EXPERT = "何琳"
LEARNERS = ("林晓", "周航")


class Line(NamedTuple):
    """Who says what in the camp's room; nothing said means they come in."""

    who: str
    says: str = ""


PROGRAMME = (
    Line(OWNER, f"/开营 {CAMP}"),
    Line(MANAGER),
    Line(EXPERT),
    *(Line(name) for name in LEARNERS),
    Line(OWNER, f"/角色 {MANAGER} 经理"),
    Line(OWNER, f"/角色 {EXPERT} 专家"),
    Line(
        MANAGER,
        "/群规 每个工作日打卡一次，一句话也行；有问题先搜再问；回答别人的问题，比自己答对更值钱；不发与学习无关的内容；群里说的客户信息不外传",
    ),
    Line(MANAGER, f"/标签 {LEARNERS[0]} +骨干"),
    Line(MANAGER, f"/标签 {LEARNERS[1]} +新员工"),
)


async def settle_in(app: App) -> None:
    """Opens the starter camp and brings its people in; once, whoever starts twice."""
    for number, line in enumerate(PROGRAMME):
        kind = Kind.SAID if line.says else Kind.JOINED
        by = Account("web", line.who, line.who)
        event = InboundEvent(f"web:starter:{number}", app.clock.now(), Address("web", ROOM), by, kind, line.says)
        await app.receive(event)
