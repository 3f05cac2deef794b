"""重新判分: what a corrected key would change is shown first, confirmed once, and everybody it concerns is told in private."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Annotated, Any

from bot.arguments import Named
from bot.feature import Context, Page, Phrase, Press, Refusal, Role
from handlers.quiz.bank.settings import NUMBER, called, feature
from handlers.quiz.regrade import affected, applying, preview
from handlers.quiz.regrade.judging import Keys, worked_out
from storage import answers, bank
from storage.bank import Stored
from storage.connection import Db

IN_FLIGHT = timedelta(seconds=10)
"""Longer than an answer is on its way from the question's words to its mark."""
VERSION = re.compile(r"[vV]\s*(\d{1,7})")

NO_SUCH = Phrase(zh="没有 {number} 这道题。", en="There is no question {number}.")
WHICH = Phrase(zh="哪道题？试试：重新判分 Q012", en="Which question? Try: regrade Q012")
NOTHING_BEHIND = Phrase(
    zh="没有要改判的：答过的题都按现在的答案判。改答案：题库 Q012 答案 B",
    en="Nothing to judge anew: every answer stands by today's key. To change a key: bank Q012 answer B",
)
NOTHING = Phrase(
    zh="{number} 的回答都已按现在的答案判，没有要改的。", en="All answers to {number} stand by today's key; nothing changes."
)
OTHER_WORDS = Phrase(
    zh="另有{n}个回答，答的时候题干或选项不一样，不改判。",
    en="Answers given when the question read otherwise: {n}. They stay as they are.",
)
CHANGED_SINCE = Phrase(zh="{number} 又改过了，先看现在的影响。", en="{number} was changed again; see what it means now.")
REGRADE = Phrase(zh="重新判分", en="Regrade")
DONE = Phrase(
    zh="✅ {number} 已按 v{version} 重新判分，私下告诉了{n}人。10分钟内可发“撤销”。",
    en="✅ {number} was judged anew by v{version}; told in private: {n}. “undo” within 10 minutes takes it back.",
)
BACK = Phrase(
    zh="✅ {number} 的改判已撤销，私下告诉了{n}人。", en="✅ The regrade of {number} was taken back; told in private: {n}."
)

feature.act("regrade", Phrase(zh="{who} 把 {number} 按 v{version} 重新判分", en="{who} regraded {number} by v{version}"))


@feature.command(
    "重新判分",
    "regrade",
    help=Phrase(
        zh="改了答案以后，把以前的回答按新答案改判：先看影响，再确认。",
        en="After a key was corrected, judge earlier answers by it: see what changes, then confirm.",
    ),
    by=Role.MANAGER,
    examples=["重新判分", "重新判分 Q012", "regrade Q012"],
    private=True,
)
def regrade(ctx: Context, words: Annotated[str, Named("题号", "number")] = "") -> None:
    said = words.strip()
    if not said:
        return ctx.show_list("behind")
    number = NUMBER.match(said)
    if number is None:
        raise Refusal(WHICH)
    stored = bank.by_number(ctx.db, ctx.camp.id, int(number[1]))
    if stored is None:
        raise Refusal(NO_SUCH(number=called(int(number[1]))))
    version = VERSION.fullmatch(said[number.end() :].strip())
    if version is None:
        return _show(ctx, stored)
    if int(version[1]) != bank.hold(ctx.db, stored.id):
        return _show(ctx, stored, is_since=True)
    _judge(ctx, stored, "regrade")


@feature.paged("behind", by=Role.MANAGER)
def _behind(ctx: Context, after: int) -> Page:
    """The questions with numbers above `after` that earlier answers stand by an old key of."""
    found = affected.behind(ctx.db, ctx.camp.id, after=after, most=affected.LISTED + 1)
    shown = found[: affected.LISTED]
    if not shown:
        return Page(() if after else (NOTHING_BEHIND,))
    return Page(tuple(affected.listed(shown)), next=shown[-1].number if len(found) > len(shown) else None)


def _show(ctx: Context, stored: Stored, *, is_since: bool = False) -> None:
    """What it would change is looked up beside everything else; `is_since` that somebody was about to do it by another key."""
    ctx.task("bank.preview", camp=ctx.camp.id, question=stored.id, is_since=is_since)


@feature.task("preview", by=Role.MANAGER)
def look(reader: Db, camp: int, question: int, **rest: Any) -> list[Any]:
    """The version of the bank, and what judging by it would change."""
    stored = bank.current(reader, question)
    assert stored is not None
    outcome = worked_out(reader, camp, question, affected.keys_for(reader, stored))
    return [(stored.version, preview.counted(outcome, affected.left_out(reader, stored)))]


@feature.on("done:bank.preview")
def show(ctx: Context) -> None:
    """What it would change, with the button that does it."""
    (version, found), payload = ctx.event.data["rows"][0], ctx.event.data["payload"]
    stored = bank.current(ctx.db, payload["question"])
    assert stored is not None
    if stored.version != version:
        return _show(ctx, stored, is_since=payload["is_since"])
    number = called(stored.number)
    before = [CHANGED_SINCE(number=number)] if payload["is_since"] else []
    others = [OTHER_WORDS(n=found.other_words)] if found.other_words else []
    if not found.answers:
        ctx.reply(*before, NOTHING(number=number), *others)
    else:
        says = f"重新判分 {number} v{version}"
        ctx.reply(*before, *preview.said(ctx, stored, found), *others, [Press(REGRADE, says)])


# ── doing it, and taking it back ─────────────────────────────────────────────────────────────────────────────────────


def _judge(ctx: Context, stored: Stored, why: str, *, keys: Keys | None = None, after: int = 0) -> None:
    """Asks for a plan to judge by these keys: where none are given by the bank's, or for a sweep by those that count."""
    newest = answers.newest(ctx.db, ctx.camp.id, stored.id)
    asked = {"why": why, "version": stored.version, "keys": keys, "after": after, "newest": newest}
    ctx.task("bank.judge", quietly=why == "sweep", camp=ctx.camp.id, question=stored.id, **asked)


@feature.task("judge")
def judge(
    reader: Db, camp: int, question: int, why: str, keys: dict[str, dict[str, Any] | None] | None, after: int, **rest: Any
) -> list[Any]:
    """The plan."""
    stored = bank.current(reader, question)
    assert stored is not None
    match why:
        case "regrade":
            by = affected.keys_for(reader, stored)
        case "sweep":
            by = applying.keys_now(reader, question)
        case _:
            by = {int(version): key for version, key in (keys or {}).items()}
    return [applying.plan_for(reader, camp, question, by, after)]


@feature.on("done:bank.judge")
def judged(ctx: Context) -> None:
    """Writes the plan, unless something has changed since: then it is made anew."""
    payload, plan = ctx.event.data["payload"], ctx.event.data["rows"][0]
    why, version = payload["why"], bank.hold(ctx.db, payload["question"])
    stored = bank.current(ctx.db, payload["question"])
    assert stored is not None
    number = called(stored.number)
    if why == "regrade" and version != payload["version"]:
        return _show(ctx, stored, is_since=True)
    if why == "regrade" and not plan.marks:
        raise Refusal(NOTHING(number=number))
    undo = {"question": stored.id, "keys": applying.keys_now(ctx.db, stored.id)}
    if not applying.write(ctx, stored, plan):
        ctx.task("bank.judge", **payload)
        return
    if why == "regrade":
        ctx.audit("regrade", undo=undo, number=number, version=version)
        ctx.reply(DONE(number=number, version=version, n=plan.told))
    elif why == "undo":
        ctx.reply(BACK(number=number, n=plan.told))
    if why != "sweep":
        ctx.later("bank.sweep", f"{stored.id}:{payload['newest']}", ctx.now + IN_FLIGHT)


@feature.undoes("regrade", by=Role.MANAGER)
def take_back(ctx: Context, question: int, keys: dict[str, dict[str, Any] | None]) -> None:
    """The keys of before count again; a version asked first since then keeps its own."""
    bank.hold(ctx.db, question)
    stored = bank.current(ctx.db, question)
    assert stored is not None
    _judge(ctx, stored, "undo", keys={int(version): key for version, key in keys.items()})


@feature.due("sweep")
def sweep(ctx: Context, subject: str, _: datetime) -> None:
    """An answer that was being taken while others were judged anew met the key of before: it is judged by the key that counts."""
    question, newest = (int(number) for number in subject.split(":"))
    stored = bank.current(ctx.db, question)
    assert stored is not None
    _judge(ctx, stored, "sweep", after=newest)
