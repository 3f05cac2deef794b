"""The simulated camp for the shell: where it may live, how many days, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bot.cli import starter_camp
from bot.cli.simulation.people import CAST, SimulatedLearner, crowd
from bot.cli.simulation.run import Lived, live
from bot.clock import SystemClock
from bot.config import Settings, apart
from bot.phrases import Line, Phrase
from scheduler.calendar import Calendar

__all__ = ["ASTRAY", "BEGINS", "CAST", "DEMO_DAYS", "LIVED", "LOOK", "NEXT", "elsewhere", "learners", "live_until_now"]

DEMO_DAYS = 21

BEGINS = Phrase(
    zh="→ {members}位学员过{days}天，用一个单独的数据库，不碰你的数据。要一会儿。",
    en="→ {members:learner|learners} live {days:day|days} in a database of their own; yours is not touched. This takes a moment.",
)
DAY = Phrase(zh="  {day}　已收到{said}条、发出{answered}条", en="  {day}  {said:message|messages} in and {answered} out so far")
LIVED = Phrase(zh="✓ 过完了：收到{said}条，发出{answered}条。", en="✓ Done: {said:message|messages} in, {answered} out.")
ASTRAY = Phrase(
    zh="账本：{n}位成员的余额与流水不一致", en="ledger: {n:balance is not its entries'|balances are not their entries'} sum"
)
NEXT = Phrase(
    zh="""这是演示，停下就清空。先看这几样：
  经理的私聊：需关注名单、看板；再发“周报”“彩排 7天”
  群里：往上翻是竞赛、投票、答疑、周报和晒出的账单
  学员的私聊：错题复习、学习账单；再发“学习账单 全程”
""",
    en="""This is a demo: it is gone when you stop it. Look at these first:
  the manager's private chat: who needs care, the dashboard; then send “report”, “rehearse 7d”
  the group: scroll up for contests, polls, questions, digests and shared bills
  a learner's private chat: reviews and bills; then send “bill camp”
""",
)
LOOK = Phrase(
    zh="看一看：QUNXUE_STORAGE__URL={url} {python} -m bot run",
    en="To look around: QUNXUE_STORAGE__URL={url} {python} -m bot run",
)


def elsewhere(chosen: Settings, folder: Path) -> Settings:
    """Settings that share nothing with the real ones but the page and the words: a database in the folder, the web chat alone."""
    bot = chosen.bot.model_copy(update={"owners": (f"web:{starter_camp.OWNER}",)})
    return apart(f"sqlite:///{folder}/qunxue.db", bot, chosen.web)


def learners(members: int, seed: int) -> tuple[SimulatedLearner, ...]:
    """So many, the same ones for the same seed."""
    return crowd(members, Random(seed))


async def live_until_now(
    settings: Settings, people: Sequence[SimulatedLearner], days: int, seed: int, tell: Callable[[Line], None]
) -> Lived:
    """The last so many days, up to this moment; says each day as it begins."""
    now = SystemClock().now()
    first = now.astimezone(ZoneInfo(settings.bot.timezone)).date() - timedelta(days=days - 1)
    known = Calendar()

    def day_begins(day: date, lived: Lived) -> None:
        tell(DAY(day=known.label(day), said=lived.said, answered=lived.answered))

    return await live(settings, people, first=first, until=now, seed=seed, day_begins=day_begins)
