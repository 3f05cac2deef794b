"""用上了: somebody says that an answer was of use. It counts for the heat once a day, never for one's own answer."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Phrase, Refusal
from bot.membership import membership_of
from handlers.qa import codes, last_results, reachable_rooms, suggestions
from handlers.qa.last_results import Shown
from handlers.qa.settings import PAIR, feature
from storage import archive, heat, standing
from storage.archive import Entry

WHICH = Phrase(zh="用上了哪一条？试试：用上了 K-0031", en="Which one was of use? Try: used K-0031")
WHICH_PLACE = Phrase(zh="用上了哪一条？试试：用上了 {place}", en="Which one was of use? Try: used {place}")
NOTED = Phrase(zh="✅ 记下了：{code} 你用上了。", en="✅ Noted: {code} was of use to you.")
NOTED_BEFORE = Phrase(zh="{code} 今天已经记过了。", en="{code} is noted for today already.")
OWN = Phrase(zh="{code} 是你自己答的，不计热度。", en="You answered {code} yourself; that does not count.")
PAIR_IS_FULL = Phrase(
    zh="{name}的答案你今天已经记了{n}次用上了，明天再计。",
    en="You have noted {n:use|uses} of {name}'s answers today; more count tomorrow.",
)
RETIRED = Phrase(zh="{code} 已作废，不再计热度。", en="{code} is retired and does not count any more.")


@feature.command(
    "用上了",
    "used",
    help=Phrase(zh="说一条答案用上了，计入热度。", en="Say that an answer was of use; it counts for its heat."),
    examples=["用上了 K-0031", "used K-0031"],
    everyday=True,
)
def used(ctx: Context, which: Annotated[str, Named("哪一条", "which")] = "") -> None:
    use(ctx, meant(ctx, which.strip(), last_results.recall(ctx) or _suggested(ctx)))


def _suggested(ctx: Context) -> Shown | None:
    """What was suggested to a question of this person that waits here."""
    draft = suggestions.draft(ctx)
    return draft and Shown("", tuple(entry for entry, _ in draft.kept["shown"] if entry))


def meant(ctx: Context, which: str, before: Shown | None) -> Entry:
    """The entry of a code, or of a place in the list before somebody. Raises Refusal where it is not clear which."""
    if code := codes.entry_in(which):
        return codes.entry(ctx, code[0])
    if before is None:
        raise Refusal(WHICH)
    entry = before.at(which)
    if entry is None:
        raise Refusal(WHICH_PLACE(place=before.start + 1))
    return archive.get(ctx.db, entry)


def use(ctx: Context, entry: Entry) -> None:
    """Counts it, and says so: to who pressed as a toast."""
    if entry.person == ctx.person.id:
        raise Refusal(OWN(code=entry.code))
    if entry.retired_at is not None:
        raise Refusal(RETIRED(code=entry.code))
    most = ctx.setting(PAIR)
    if entry.person is not None and heat.used_of(ctx.db, ctx.camp.id, entry.person, ctx.person.id, ctx.today) >= most:
        raise Refusal(PAIR_IS_FULL(name=ctx.person_by_id(entry.person).name, n=most))
    is_confirmed = suggestions.confirm(ctx, entry)
    if not heat.note(ctx.db, entry.id, ctx.person.id, "used", ctx.today) and not is_confirmed:
        raise Refusal(NOTED_BEFORE(code=entry.code))
    reachable_rooms.quietly(ctx, NOTED(code=entry.code))
    author = membership_of(standing.in_camp(ctx.db, ctx.camp.id, entry.person)) if entry.person is not None else None
    if author is not None:
        ctx.happened("qa.used", author.id, entry=entry.id)
