"""工具包: what somebody was sent, to be had again; for managers, what goes with which task and how many have it."""

from __future__ import annotations

from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Page, Phrase, Press, Refusal, Role
from handlers.tool_packs import sending, tasks
from handlers.tool_packs.settings import feature
from storage import tool_packs

TITLE = Phrase(zh="📘 发给你的工具{n}个", en="📘 {n:tool was|tools were} sent to you")
TITLE_OF_ALL = Phrase(zh="📘 跟着任务发的工具{n}个", en="📘 {n:tool goes|tools go} with the camp's tasks")
ROW = Phrase(zh="{number} {name}", en="{number} {name}")
SENT_TO = Phrase(zh="发了{n}人", en="sent to {n}")
READ = Phrase(zh="{name}", en="{name}")
NONE = Phrase(zh="还没有发给你的工具。", en="No tools were sent to you yet.")
NONE_AT_ALL = Phrase(
    zh="还没有跟着任务发的工具，文件或链接都行。{example}",
    en="No tools go with a task yet; a file or a link will do. {example}",
)
NOT_YOURS = Phrase(
    zh="没有发给你的第{number}号工具。看有哪些：工具包", en="No tool {number} was sent to you. To see yours: toolkit"
)
SHOWN = 6


def show(ctx: Context, words: str) -> None:
    """All of them, or one again."""
    number = words.strip().lstrip("#＃")
    if not number:
        return ctx.show_list("packs")
    known = _theirs(ctx)
    one = next((pack for pack in known if str(pack.id) == number), None)
    if one is None:
        raise Refusal(NOT_YOURS(number=number[:9]))
    ctx.reply(*sending.said(ctx, one), audience=Audience.PERSON)


def _theirs(ctx: Context) -> list[tool_packs.ToolPack]:
    if ctx.role >= Role.MANAGER:
        return tool_packs.every(ctx.db, ctx.camp.id)
    return tool_packs.mine(ctx.db, ctx.camp.id, ctx.member.id)


@feature.paged("packs")
def _packs(ctx: Context, after: int) -> Page:
    known = _theirs(ctx)
    leads = ctx.role >= Role.MANAGER
    shown = known[after : after + SHOWN]
    if not shown:
        return Page((NONE_AT_ALL(example=tasks.EXAMPLE) if leads else NONE,), audience=Audience.PERSON)
    rows = []
    for one in shown:
        task = tasks.of_pack(ctx.db, ctx.camp.id, one).name
        row = ROW(number=one.id, name=one.name)
        rows.append(FactRow(row, task, SENT_TO(n=one.sent)) if leads else FactRow(row, task))
    title = (TITLE_OF_ALL if leads else TITLE)(n=len(known))
    presses = [Press(READ(name=one.name), f"工具包 {one.id}") for one in shown]
    facts = FactRows.of(*rows, title=title)
    return Page.cut(facts, presses[:3], presses[3:], after=after, most=SHOWN, of=len(known), audience=Audience.PERSON)
