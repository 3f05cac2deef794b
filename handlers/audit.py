"""The books of who did what: the log managers read, and taking back one's own last act within ten minutes."""

from __future__ import annotations

from typing import Any

from bot.feature import Context, Feature, Phrase, Refusal, Role, Theme
from storage import audit

feature = Feature("audit", Theme.PERSONAL)

LOG = Phrase(zh="最近{n}条记录\n{lines}", en="The last {n} entries\n{lines}")
ENTRY = Phrase(zh="{at:%m-%d %H:%M} {name} {act}{detail}{undone}", en="{at:%m-%d %H:%M} {name} {act}{detail}{undone}")
UNDONE = Phrase(zh="（已撤销）", en=" (undone)")
EMPTY = Phrase(zh="还没有记录。", en="Nothing has been recorded yet.")
SHELL = Phrase(zh="命令行", en="the shell")
NOTHING = Phrase(zh="最近10分钟没有可以撤销的操作。", en="Nothing of yours in the last 10 minutes can be undone.")
SHOWN = 15
ACTS = {
    "open": Phrase(zh="开营", en="opened"),
    "bind": Phrase(zh="绑定群", en="bound a group"),
    "set": Phrase(zh="设置", en="set"),
    "role": Phrase(zh="角色", en="role"),
    "tag": Phrase(zh="标签", en="tag"),
    "rules": Phrase(zh="群规", en="rules"),
    "award": Phrase(zh="加分", en="award"),
    "calendar": Phrase(zh="日历", en="calendar"),
    "leave": Phrase(zh="请假", en="leave"),
    "connect": Phrase(zh="绑定账号", en="connected accounts"),
    "refused": Phrase(zh="越权被拒", en="refused"),
    "import": Phrase(zh="导入", en="import"),
    "remind": Phrase(zh="提醒", en="reminder"),
    "poll": Phrase(zh="投票", en="poll"),
    "poll_plan": Phrase(zh="定期投票", en="repeated poll"),
    "survey": Phrase(zh="问卷", en="survey"),
    "survey_plan": Phrase(zh="定期问卷", en="repeated survey"),
    "contest": Phrase(zh="开赛", en="contest"),
    "lesson": Phrase(zh="微课", en="lesson"),
    "ask": Phrase(zh="提问", en="asked"),
    "accept": Phrase(zh="采纳", en="accepted"),
    "archive": Phrase(zh="归档", en="archived"),
    "archive_change": Phrase(zh="改档案", en="changed an entry"),
    "archive_retire": Phrase(zh="档案作废", en="retired an entry"),
    "archive_restore": Phrase(zh="档案恢复", en="restored an entry"),
    "admit": Phrase(zh="入群放行", en="let in"),
    "turn_down": Phrase(zh="入群谢绝", en="turned down"),
}


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
        ENTRY(
            at=entry.at,
            name=entry.name or SHELL,
            act=ACTS.get(entry.act, entry.act),
            detail=_detail(entry.detail),
            undone=UNDONE if entry.undone_at else "",
        ).to(ctx.language, ctx.zone)
        for entry in entries
    ]
    ctx.reply(LOG(n=len(lines), lines="\n".join(lines)))


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
    ctx.router.undoings[act.act](ctx, **act.undo)


def _detail(detail: dict[str, Any]) -> str:
    """The values of an entry, without the empty ones."""
    words = [str(value) for value in detail.values() if value not in (None, "")]
    return f" {' '.join(words)}" if words else ""
