"""Archiving a case: an expert makes an entry of it, found by 搜 like any other answer."""

from __future__ import annotations

from bot.feature import Context, Phrase, Refusal, Role
from handlers.cases import reading
from handlers.cases.settings import LETTERS, NAMES, feature
from storage import archive, cases

FOR_EXPERTS = Phrase(
    zh="归档案例要由专家或社群经理来做。看它发：案例 {number}",
    en="Archiving a case is for experts and managers. To read it: case {number}",
)
ARCHIVED = Phrase(
    zh="✅ 案例{number}归档为 {code}，“搜”能找到了。10分钟内可发“撤销”。",
    en="✅ Case {number} is archived as {code}, where “search” finds it. “undo” within 10 minutes takes it out.",
)
BEFORE = Phrase(zh="案例{number}已经归档为 K-{entry:04}。", en="Case {number} is archived already, as K-{entry:04}.")
KNOWN = Phrase(
    zh="档案里已经有{code}“{title}”，没有再归档。", en="The archive has {code}, “{title}”, already; nothing was added."
)
TAKEN_OUT = Phrase(zh="✅ {code} 已撤下，案例{number}还在。", en="✅ {code} was taken out; case {number} is still there.")
GONE = Phrase(zh="{code} 已经撤下过了。", en="{code} was taken out already.")
PART = Phrase(zh="{letter} {name}：{words}", en="{letter}, {name}: {words}")

feature.act("case_archived", Phrase(zh="{who} 把案例{number}归档为 {code}", en="{who} archived case {number} as {code}"))


def keep(ctx: Context, number: int) -> None:
    """Makes an entry of it."""
    if ctx.role < Role.EXPERT:
        raise Refusal(FOR_EXPERTS(number=number))
    one = reading.find(ctx, number)
    if one.entry is not None:
        raise Refusal(BEFORE(number=number, entry=one.entry))
    if same := archive.asked_like(ctx.db, ctx.camp.id, one.title):
        raise Refusal(KNOWN(code=same[0].code, title=one.title))
    answer = "\n".join(
        PART(letter=letter, name=name, words=words).to(ctx.camp.language)
        for letter, name, words in zip(LETTERS, NAMES, (one.situation, one.task, one.action, one.result), strict=True)
    )
    made = archive.add(
        ctx.db, ctx.camp.id, one.title, answer, tags=one.tags, person=one.person, source=f"case:{one.id}", at=ctx.now
    )
    cases.archived(ctx.db, one.id, made.id)
    ctx.audit("case_archived", undo={"case": one.id, "entry": made.id, "number": number}, number=number, code=made.code)
    ctx.reply(ARCHIVED(number=number, code=made.code))


@feature.undoes("case_archived", by=Role.EXPERT, thing=["number"])
def take_out(ctx: Context, case: int, entry: int, number: int) -> None:
    made = archive.get(ctx.db, entry)
    if not archive.retire(ctx.db, made, at=ctx.now):
        raise Refusal(GONE(code=made.code))
    cases.unarchive(ctx.db, case)
    ctx.reply(TAKEN_OUT(code=made.code, number=number))
