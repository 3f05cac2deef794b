"""The audit log: who did what, each act in its own sentence; and taking back one's own last act within ten minutes, named before it is."""

from __future__ import annotations

import re
from typing import Annotated

from bot import act_sentences
from bot.arguments import Named
from bot.audience import Audience
from bot.feature import ROLE_NAMES, Context, Feature, Line, Page, Phrase, Press, Refusal, Role, Said, Theme, Undoing
from bot.personal_data import AT, FOR_THE_RECORD, WORDS, KeptRows, ShownColumn
from storage import audit
from storage.audit import UNDO_WITHIN, AuditEntry, OwnAct

feature = Feature("audit", Theme.PERSONAL)

LOG = Phrase(zh="最近{n}条记录\n{lines}", en="{n:entry|entries}, the newest first\n{lines}")
ENTRY = Phrase(zh="{at:%m-%d %H:%M} {said}{undone}", en="{at:%m-%d %H:%M} {said}{undone}")
UNDONE = Phrase(zh="（已撤销）", en=" (undone)")
EMPTY = Phrase(zh="还没有记录。", en="Nothing has been recorded yet.")
NOTHING = Phrase(zh="最近10分钟没有可以撤销的操作。", en="Nothing of yours in the last 10 minutes can be undone.")
WILL_UNDO = Phrase(
    zh="要撤销的是 {at:%H:%M} 的这一步：\n{said}\n{until:%H:%M} 前按“确认撤销”，不按就不动。",
    en="This would be undone, of {at:%H:%M}:\n{said}\nPress “Undo it” before {until:%H:%M}; otherwise nothing changes.",
)
CANNOT = Phrase(zh="⚠️ {at:%H:%M} 的这一步撤不了：\n{said}\n{why}", en="⚠️ This cannot be undone, of {at:%H:%M}:\n{said}\n{why}")
EARLIER = Phrase(zh="再往前一步可以撤：", en="The one before it can be:")
CONFIRM = Phrase(zh="确认撤销", en="Undo it")
NOT_ANY_MORE = Phrase(
    zh="这是升级前做的，现在撤不了了。", en="It was done by an earlier version and cannot be undone any more."
)
CHANGED_SINCE = Phrase(zh="之后 {at:%H:%M} {said}。没有撤销。", en="Since then, at {at:%H:%M}, {said}. Nothing was undone.")
NOT_YOUR_ROLE = Phrase(
    zh="这要{role}才能撤，你现在不是了。没有撤销。",
    en="Only a {role} may undo this, and you are not one now. Nothing was undone.",
)
BEFORE = Phrase(zh="这一步 {at:%H:%M} 已经撤销过了。", en="That was undone at {at:%H:%M} already.")
TOO_LATE = Phrase(
    zh="过了10分钟，撤不了了：{said}", en="More than 10 minutes have passed; this cannot be undone any more: {said}"
)
HOW = Phrase(
    zh="“撤销”后面不用写什么：发“撤销”，会先给你看撤的是哪一步。",
    en="Nothing stands behind “undo”: send it alone, and you are shown first what would be undone.",
)
CONFIRMS = re.compile(r"(?:确认|confirm)\s*(\d{1,12})", re.IGNORECASE)
SHOWN = 15
NAMED = 3
"""Acts that cannot be taken back, and why, in one answer."""

feature.keeps(
    KeptRows(
        "audit",
        Phrase(zh="你做过的营务和设置", en="What you did"),
        {"at": AT, "act": ShownColumn(Phrase(zh="做了什么", en="What"), registered="act"), "detail": WORDS},
        stays=FOR_THE_RECORD,
        blanks={},
    )
)


@feature.erases
def erase(ctx: Context, person: int) -> None:
    audit.erase(ctx.db, person)


feature.act(
    audit.REFUSED,
    Phrase(zh="{who} 越权被拒：{command}", en="{who} was refused: {command}"),
    final=Phrase(zh="被拒的事没有做，没有可撤的。", en="What was refused was not done; there is nothing to undo."),
)


@feature.command(
    "记录",
    "audit",
    help=Phrase(zh="最近谁做了什么。", en="Who did what lately."),
    by=Role.MANAGER,
    examples=["记录", "audit"],
)
def log(ctx: Context) -> None:
    ctx.show_list("log")


@feature.paged("log", by=Role.MANAGER)
def _log(ctx: Context, after: int) -> Page:
    """The entries before one, the newest first."""
    entries = audit.entries(ctx.db, ctx.camp.id, SHOWN + 1, before=after or 2**62)
    if not entries:
        raise Refusal(EMPTY)
    is_cut, entries = len(entries) > SHOWN, entries[:SHOWN]
    lines = [
        ENTRY(at=entry.at, said=act_sentences.sentence(ctx, entry), undone=UNDONE if entry.undone_at else "").to(
            ctx.language, ctx.zone
        )
        for entry in entries
    ]
    said = LOG(n=len(lines), lines="\n".join(lines))
    return Page((said,), next=entries[-1].id if is_cut else None, audience=Audience.MANAGERS)


@feature.command(
    "撤销",
    "undo",
    help=Phrase(
        zh="撤销自己10分钟内的上一个操作，先给你看撤的是什么。",
        en="Take back your own last act within 10 minutes; you are shown what it is first.",
    ),
    examples=["撤销", "undo"],
    asked={
        r"(?:撤回|撤销|取消)(?:掉)?(?:刚才|刚刚|上一?)(?:的|那)?(?:一)?(?:步|条|个|次|操作)?": "",
        r"撤回|回退|上一步|反悔|(?:刚才|刚刚)(?:那个|的)?(?:不算|弄错了|错了|发错了)": "",
        r"(?:take (?:it|that) back|revert(?: that)?|undo (?:that|it|the last(?: one)?))": "",
    },
)
def undo(ctx: Context, words: Annotated[str, Named("确认", "confirm")] = "") -> None:
    if not words:
        _show(ctx)
    elif confirmed := CONFIRMS.fullmatch(words.strip()):
        _take_back(ctx, int(confirmed[1]))
    else:
        raise Refusal(HOW)


# ── what would be undone ─────────────────────────────────────────────────────────────────────────────────────────────


def _show(ctx: Context) -> None:
    """The newest act; where that one cannot be taken back it is named with the reason, and the next one that can is offered."""
    acts = audit.recent(ctx.db, ctx.camp.id, ctx.person.id, now=ctx.now)
    if not acts:
        raise Refusal(NOTHING)
    said: list[Said] = []
    for act in acts:
        refusal = _refusal(ctx, act)
        if refusal is None:
            ends = act.at + UNDO_WITHIN
            named = WILL_UNDO(at=act.at, said=_own(ctx, act), until=ends)
            press = [Press(CONFIRM, f"撤销 确认 {act.id}")]
            first = [*said[:NAMED], *([EARLIER] if said else [])]
            ctx.reply(*first, named, press, audience=Audience.PERSON, until=ends)
            return
        said.append(CANNOT(at=act.at, said=_own(ctx, act), why=refusal))
    ctx.reply(*said[:NAMED], audience=Audience.PERSON)


def _refusal(ctx: Context, act: OwnAct) -> Line | None:
    """Why an act cannot be taken back now; None where it can: it is tried, and nothing of the trial stays."""
    kept = ctx.effects.copy()
    try:
        with ctx.db.savepoint():
            _run(ctx, act)
            raise _Tried
    except _Tried:
        return None
    except Refusal as refusal:
        return refusal.line
    finally:
        ctx.effects = kept


class _Tried(Exception):
    """It could be taken back."""


# ── undoing it ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _take_back(ctx: Context, number: int) -> None:
    act = audit.own(ctx.db, ctx.camp.id, ctx.person.id, number)
    if act is None:
        raise Refusal(NOTHING)
    if act.undone_at is not None:
        raise Refusal(BEFORE(at=act.undone_at))
    if act.at <= ctx.now - UNDO_WITHIN:
        raise Refusal(TOO_LATE(said=_own(ctx, act)))
    _run(ctx, act)


def _run(ctx: Context, act: OwnAct) -> None:
    """Takes an act back. Raises Refusal: it never can be, the role is gone, or somebody has changed the same thing since."""
    known, undoing = ctx.router.acts.get(act.act), ctx.router.undoings.get(act.act)
    if (
        act.undo is None or known is None or undoing is None
    ):  # the last two: of another version, or of a feature that was removed
        raise Refusal(known.final if known is not None and known.final is not None else NOT_ANY_MORE)
    needed = min(undoing.by, Role[act.role.upper()] if act.role else undoing.by)
    if ctx.role < needed:
        raise Refusal(NOT_YOUR_ROLE(role=ROLE_NAMES[needed.name.lower()]))
    if (since := _changed_since(ctx, act, undoing)) is not None:
        raise Refusal(CHANGED_SINCE(at=since.at, said=act_sentences.sentence(ctx, since)))
    audit.mark_undone(ctx.db, act.id, at=ctx.now)
    undoing.run(ctx, **act.undo)


def _changed_since(ctx: Context, act: OwnAct, undoing: Undoing) -> AuditEntry | None:
    """The first later act on the same thing that still stands."""
    if undoing.thing is None:
        return None
    thing = {name: act.detail.get(name) for name in undoing.thing}
    kin = {code for code, other in ctx.router.undoings.items() if other.run is undoing.run}
    return next(
        (one for one in audit.later(ctx.db, ctx.camp.id, act.id) if one.act in kin and thing.items() <= one.detail.items()),
        None,
    )


# ── what was done, in words ──────────────────────────────────────────────────────────────────────────────────────────


def _own(ctx: Context, act: OwnAct) -> Line:
    return act_sentences.sentence(ctx, AuditEntry(act.id, act.at, ctx.person.name, act.act, act.detail, act.undone_at))
