"""提问 A-0007: what has become of a question — its answers, or until when one is promised."""

from __future__ import annotations

from collections.abc import Sequence

from bot.feature import Context, Line, Phrase, Press, Said
from handlers.qa.codes import asker, title
from storage import archive, tickets
from storage.tickets import Ticket, TicketAnswer

STATUS = Phrase(zh="❓{code} {name}：{words}\n{state}", en="❓{code} {name}: {words}\n{state}")
WAITS = Phrase(zh="还没人答，说好 {due:%m-%d %H:%M} 前答。", en="Not answered yet; promised by {due:%m-%d %H:%M}.")
JUST_ASKED = Phrase(zh="刚提交，还没人答。", en="Just asked; not answered yet.")
ANSWERED = Phrase(zh="{lines}\n解决了就发：采纳 {code} 1", en="{lines}\nIf one helps, send: accept {code} 1")
ACCEPTED = Phrase(zh="✅ 已采纳，归档为 {entry}", en="✅ Accepted and archived as {entry}")
WITHDRAWN = Phrase(zh="已撤回。", en="Taken back.")
LINE = Phrase(zh="{n} {name}：{words}{votes}", en="{n} {name}: {words}{votes}")
VOTES = Phrase(zh="（👍{votes}）", en=" (👍{votes})")
WHOLE = Phrase(zh="看全文", en="Read it")


def shown(ctx: Context, one: Ticket) -> list[Said]:
    """The question and how it stands."""
    entry = archive.get(ctx.db, one.entry) if one.entry else None
    said = STATUS(code=one.code, name=asker(ctx, one), words=one.words, state=_state(ctx, one))
    return [said, [Press(WHOLE, f"搜 {entry.code}")]] if entry else [said]


def listed(ctx: Context, given: Sequence[TicketAnswer]) -> str:
    """Answers under their numbers, one a line."""
    lines = (
        LINE(n=n, name=each.name, words=title(each.words), votes=VOTES(votes=each.votes) if each.votes else "")
        for n, each in enumerate(given, 1)
    )
    return "\n".join(line.to(ctx.language) for line in lines)


def _state(ctx: Context, one: Ticket) -> Line:
    if one.entry:
        return ACCEPTED(entry=archive.get(ctx.db, one.entry).code)
    if not one.is_open:
        return WITHDRAWN()
    if given := tickets.answers(ctx.db, one.id):
        return ANSWERED(lines=listed(ctx, given), code=one.code)
    return WAITS(due=one.due_at) if one.due_at else JUST_ASKED()
