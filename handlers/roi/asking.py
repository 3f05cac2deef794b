"""The five amounts, asked for one after the other; several at once are taken too, and nothing is kept before all are there."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.feature import Context, Phrase, Refusal
from handlers.roi import rules, working_out
from handlers.roi.settings import feature
from storage import roi

LASTS = timedelta(days=1)
"""How long what was begun waits for its next amount."""
CALLED = Phrase(zh="ROI", en="the return on training")

BEGIN = Phrase(
    zh="📊 {month}的ROI：TE＝(E2−E1)×T×TS−C。可以一行给全：E1 E2 T TS C，不算了发“取消”。",
    en="📊 Return on training, {month}: TE = (E2 − E1) × T × TS − C. All five may come in one line; to give it up send “cancel”.",
)
ASKS = {
    "E1": Phrase(
        zh="E1 培训前，平均一个人一年带来多少（元）？例：80000", en="E1: what one person brought in a year before? Like 80000"
    ),
    "E2": Phrase(zh="E2 培训后，同一口径是多少？例：98000", en="E2: the same, after the training? Like 98000"),
    "T": Phrase(zh="T 效果按几年算？例：2", en="T: for how many years does the effect last? Like 2"),
    "TS": Phrase(
        zh="TS 受训后还在岗的有多少人（扣除离职）？发“自动”就按营里在册的算。例：45",
        en="TS: how many of the trained are still there, leavers taken out? “auto” takes the camp's learners. Like 45",
    ),
    "C": Phrase(zh="C 培训一共花了多少（元）？例：360000", en="C: what did the training cost in all? Like 360000"),
}
WRONG = {
    "E1": Phrase(
        zh="“{word}”不能当作E1：写一个金额，如 80000 或 8万。", en="“{word}” cannot be E1: write an amount, like 80000."
    ),
    "E2": Phrase(
        zh="“{word}”不能当作E2：写一个金额，如 98000 或 9.8万。", en="“{word}” cannot be E2: write an amount, like 98000."
    ),
    "T": Phrase(
        zh="“{word}”不能当作T：写0到50之间的年数，如 2 或 0.5。",
        en="“{word}” cannot be T: write years up to 50, like 2 or 0.5.",
    ),
    "TS": Phrase(
        zh="“{word}”不能当作TS：人数是1以上的整数，如 45。",
        en="“{word}” cannot be TS: it is a whole number of people, 1 or more, like 45.",
    ),
    "C": Phrase(
        zh="“{word}”不能当作C：成本要大于0，如 360000 或 36万。",
        en="“{word}” cannot be C: a cost is more than 0, like 360000.",
    ),
}
TOO_MANY = Phrase(
    zh="一共五个数：E1 E2 T TS C，多给了{n}个。试试：ROI 80000 98000 2 45 360000",
    en="There are five amounts, E1 E2 T TS C; that is {n} too many. Try: roi 80000 98000 2 45 360000",
)
LONGEST = 20
"""Characters of a wrong word that are said back."""


def go_on(ctx: Context, known: dict[str, str], kept: dict[str, Any]) -> None:
    """Asks for the first term there is not, or works the return out."""
    missing = next((term for term in rules.TERMS if term not in known), None)
    if missing is None:
        amounts = {term: Decimal(value) for term, value in known.items()}
        terms = rules.Terms(amounts["E1"], amounts["E2"], amounts["T"], int(amounts["TS"]), amounts["C"])
        return working_out.work_out(ctx, terms, date.fromisoformat(kept["month"]), kept["basis"], kept["stated"])
    _wait(ctx, known, kept)
    month = date.fromisoformat(kept["month"])
    ctx.reply(*([] if known else [BEGIN(month=working_out.named(month))]), ASKS[missing])


def take(ctx: Context, words: list[str], known: dict[str, str]) -> dict[str, str]:
    """What is known with these for the first terms there are not. Raises Refusal."""
    said = [(rules.term_of(word), word) for word in words]
    known = known | {named[0]: amount(ctx, *named) for named, _ in said if named is not None}
    words = [word for named, word in said if named is None]
    missing = [term for term in rules.TERMS if term not in known]
    if len(words) > len(missing):
        raise Refusal(TOO_MANY(n=len(words) - len(missing)))
    return known | {term: amount(ctx, term, word) for term, word in zip(missing, words, strict=False)}


def amount(ctx: Context, term: str, word: str) -> str:
    """One term as it is kept. Raises Refusal."""
    if term == "TS" and word.casefold() in rules.AUTOMATIC:
        word = str(roi.present_and_leavers(ctx.db, ctx.camp.id)[0])
    value = rules.read(term, word)
    if value is None:
        raise Refusal(WRONG[term](word=word[:LONGEST]))
    return f"{value:f}"


@feature.step("term", called=CALLED, stays=True)
def term(ctx: Context, words: str, *, known: dict[str, str], **kept: Any) -> None:
    """The amount that was asked for, or several from it on."""
    try:
        more = take(ctx, rules.values(words), known)
    except Refusal:
        _wait(ctx, known, kept)
        raise
    go_on(ctx, more, kept)


def _wait(ctx: Context, known: dict[str, str], kept: dict[str, Any]) -> None:
    ctx.ask("term", until=ctx.now + LASTS, known=known, **kept)
