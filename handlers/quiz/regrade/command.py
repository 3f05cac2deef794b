"""重新判分: what a corrected key would change is shown first, confirmed once, and everybody it concerns is told in private."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Annotated, Any

from bot.arguments import Named
from bot.feature import Context, Page, Phrase, Press, Refusal, Role
from handlers.quiz.bank.settings import NUMBER, called, feature
from handlers.quiz.regrade import affected, telling
from handlers.quiz.regrade.judging import Keys, applied, tried
from storage import answers, bank, question_versions
from storage.bank import Stored

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
        return _show(ctx, stored, CHANGED_SINCE(number=called(stored.number)))
    _apply(ctx, stored)


@feature.paged("behind", by=Role.MANAGER)
def _behind(ctx: Context, after: int) -> Page:
    """The questions with numbers above `after` that earlier answers stand by an old key of."""
    found = affected.behind(ctx.db, ctx.camp.id, after=after, most=affected.LISTED + 1)
    shown = found[: affected.LISTED]
    if not shown:
        return Page(() if after else (NOTHING_BEHIND,))
    return Page(tuple(affected.listed(shown)), next=shown[-1].number if len(found) > len(shown) else None)


def _show(ctx: Context, stored: Stored, *before: Any) -> None:
    """What it would change, with the button that does it."""
    outcome = tried(ctx, stored.id, affected.keys_for(ctx.db, stored))
    left = affected.left_out(ctx.db, stored)
    others = [OTHER_WORDS(n=left)] if left else []
    if not outcome.answers:
        ctx.reply(*before, NOTHING(number=called(stored.number)), *others)
        return
    says = f"重新判分 {called(stored.number)} v{stored.version}"
    ctx.reply(*before, *telling.preview(ctx, stored, outcome), *others, [Press(REGRADE, says)])


def _apply(ctx: Context, stored: Stored) -> None:
    _sweep_later(ctx, stored)
    undo = _keys_now(ctx, stored)
    outcome = applied(ctx, stored.id, affected.keys_for(ctx.db, stored))
    if not outcome.answers:
        raise Refusal(NOTHING(number=called(stored.number)))
    told = telling.everybody(ctx, stored, outcome)
    ctx.audit("regrade", undo={"question": stored.id, "keys": undo}, number=called(stored.number), version=stored.version)
    ctx.reply(DONE(number=called(stored.number), version=stored.version, n=told))


def _keys_now(ctx: Context, stored: Stored) -> Keys:
    return {one.version: one.regraded for one in question_versions.asked(ctx.db, stored.id)}


@feature.undoes("regrade", by=Role.MANAGER)
def take_back(ctx: Context, question: int, keys: dict[str, dict[str, Any] | None]) -> None:
    """The keys of before count again; a version asked first since then keeps its own."""
    bank.hold(ctx.db, question)
    stored = bank.current(ctx.db, question)
    assert stored is not None
    _sweep_later(ctx, stored)
    outcome = applied(ctx, question, {int(version): key for version, key in keys.items()})
    ctx.reply(BACK(number=called(stored.number), n=telling.everybody(ctx, stored, outcome)))


def _sweep_later(ctx: Context, stored: Stored) -> None:
    newest = answers.newest(ctx.db, ctx.camp.id, stored.id)
    ctx.later("bank.sweep", f"{stored.id}:{newest}", ctx.now + IN_FLIGHT)


@feature.due("sweep")
def sweep(ctx: Context, subject: str, _: datetime) -> None:
    """An answer that was being taken while others were judged anew met the key of before: it is judged by the key that counts."""
    question, newest = (int(number) for number in subject.split(":"))
    bank.hold(ctx.db, question)
    stored = bank.current(ctx.db, question)
    assert stored is not None
    outcome = applied(ctx, question, _keys_now(ctx, stored), after=newest)
    telling.everybody(ctx, stored, outcome)
