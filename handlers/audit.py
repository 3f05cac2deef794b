"""The audit log: who did what, each act in its own sentence; and taking back one's own last act within ten minutes."""

from __future__ import annotations

from bot.audience import Audience
from bot.feature import Act, Context, Feature, Line, Phrase, Refusal, Role, Theme
from storage import audit, people
from storage.audit import AuditEntry

feature = Feature("audit", Theme.PERSONAL)

LOG = Phrase(zh="最近{n}条记录\n{lines}", en="The last {n:entry|entries}\n{lines}")
ENTRY = Phrase(zh="{at:%m-%d %H:%M} {said}{undone}", en="{at:%m-%d %H:%M} {said}{undone}")
OF_OLD = Phrase(zh="{who}：{act} {detail}", en="{who}: {act} {detail}")
"""An act of an earlier version, or of a feature there is not any more."""
UNDONE = Phrase(zh="（已撤销）", en=" (undone)")
EMPTY = Phrase(zh="还没有记录。", en="Nothing has been recorded yet.")
SHELL = Phrase(zh="命令行", en="the shell")
NOTHING = Phrase(zh="最近10分钟没有可以撤销的操作。", en="Nothing of yours in the last 10 minutes can be undone.")
GONE = Phrase(zh="（已不在）", en="(somebody gone)")
NOT_ANY_MORE = Phrase(
    zh="你上一件事是升级前做的，现在撤不了了。", en="Your last act was of an earlier version and cannot be undone any more."
)
SHOWN = 15

feature.act("refused", Phrase(zh="{who} 越权被拒：{command}", en="{who} was refused: {command}"))


@feature.command(
    "记录",
    "audit",
    help=Phrase(zh="最近谁做了什么。", en="Who did what lately."),
    by=Role.MANAGER,
    examples=["记录", "audit"],
)
def log(ctx: Context) -> None:
    entries = audit.entries(ctx.db, ctx.camp.id, SHOWN)
    if not entries:
        raise Refusal(EMPTY)
    lines = [
        ENTRY(at=entry.at, said=_said(ctx, entry), undone=UNDONE if entry.undone_at else "").to(ctx.language, ctx.zone)
        for entry in entries
    ]
    ctx.reply(LOG(n=len(lines), lines="\n".join(lines)), audience=Audience.MANAGERS)


@feature.command(
    "撤销",
    "undo",
    help=Phrase(zh="撤销自己10分钟内的上一个操作。", en="Take back your own last act within 10 minutes."),
    examples=["撤销", "undo"],
)
def undo(ctx: Context) -> None:
    act = audit.last(ctx.db, ctx.camp.id, ctx.person.id, now=ctx.now)
    if act is None or not audit.mark_undone(ctx.db, act.id, at=ctx.now):
        raise Refusal(NOTHING)
    take_back = ctx.router.undoings.get(act.act)
    if take_back is None:  # of a version before this one, or of a feature that was removed
        raise Refusal(NOT_ANY_MORE)
    take_back(ctx, **act.undo)


def _said(ctx: Context, entry: AuditEntry) -> Line:
    """The sentence of an entry: its act's own, with its details in it."""
    act: Act | None = ctx.router.acts.get(entry.act)
    detail, who = entry.detail, entry.name or SHELL
    if act is None or act.details != detail.keys():
        kept = " ".join(str(value) for value in detail.values() if value not in (None, ""))
        return OF_OLD(who=who, act=entry.act, detail=kept)
    values = act.shows(ctx, **detail) if act.shows else detail
    person = people.name_of(ctx.db, detail[audit.PERSON]) if audit.PERSON in detail else None
    return act.sentence(**{**values, "who": who, audit.PERSON: person or GONE})
