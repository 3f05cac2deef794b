"""Whether a round may have its result: begun, not closed, nobody waited for, and everything judged by enough; and what was given."""

from __future__ import annotations

from bot.feature import Context, Phrase, Refusal
from bot.judging.kinds import KINDS
from bot.judging.rules import JUDGES_EACH
from storage import panels
from storage.panels import JudgingPanel, PanelRating

NOT_BEGUN = Phrase(zh="V{n} 还没有开评，先发：{begins}", en="V{n} is not judged yet; first send: {begins}")
BEFORE = Phrase(zh="V{n} 的结果已经公布过了。", en="The result of V{n} is announced already.")
WAITS = Phrase(
    zh="V{n} 还有{n_open}份没评完，先不公布。等：{names}",
    en="V{n} has {n_open:rating|ratings} still open, so there is no result yet. Waiting for: {names}",
)
LACKS = Phrase(
    zh="{what} 只有{n}位评委评过，要{each}位，先不公布。加一位：{call} 加评委 名字",
    en="{what} was judged by {n} and takes {each}, so there is no result yet. To ask one more: {call} addjudge NAME",
)
NOTHING = Phrase(zh="V{n} 没有可评的了，出不了结果。", en="Nothing of V{n} is left to judge, so there is no result.")


def given(ctx: Context, of: JudgingPanel) -> dict[int, list[PanelRating]]:
    """entry → what its judges gave. Raises Refusal where the round may not have its result."""
    kind = KINDS[of.kind]
    if of.seed is None:
        raise Refusal(NOT_BEGUN(n=of.event, begins=kind.begins(n=of.event)))
    if of.closed_at is not None:
        raise Refusal(BEFORE(n=of.event))
    known = panels.ratings(ctx.db, of.id)
    waits = [one for one in known if one.is_open]
    if waits:
        raise Refusal(WAITS(n=of.event, n_open=len(waits), names=list(dict.fromkeys(one.judge for one in waits))))
    found: dict[int, list[PanelRating]] = {}
    for entry in kind.entries(ctx.db, of.id):
        found[entry.entry] = [one for one in known if one.entry == entry.entry and one.points is not None]
        if len(found[entry.entry]) < JUDGES_EACH:
            said = {"n": len(found[entry.entry]), "each": JUDGES_EACH, "call": kind.call(n=of.event)}
            raise Refusal(LACKS(what=entry.what, **said))
    if not found:
        raise Refusal(NOTHING(n=of.event))
    return found
