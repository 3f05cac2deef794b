"""Reading cases: one in full, and those a word is in."""

from __future__ import annotations

from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Page, Phrase, Press, Refusal, Role
from handlers.cases import rules
from handlers.cases.settings import LETTERS, NAMES, feature
from storage import cases
from storage.cases import CaseStory

SHOWN = 6

WHOLE = Phrase(
    zh="📘 案例{number}《{title}》｜{author} {at:%m-%d}{tags}", en="📘 Case {number}, “{title}” | {author}, {at:%m-%d}{tags}"
)
PART = Phrase(zh="{letter} {name}：{words}", en="{letter}, {name}: {words}")
IN_ARCHIVE = Phrase(zh="已归档为 K-{entry:04}", en="archived as K-{entry:04}")
TITLE = Phrase(zh="📘 案例", en="📘 Cases")
TITLE_OF = Phrase(zh="📘 有“{words}”的案例", en="📘 Cases with “{words}”")
ROW = Phrase(zh="案例{number}", en="Case {number}")
WRITE = Phrase(zh="写一个案例", en="Write a case")
ARCHIVE = Phrase(zh="归档", en="Archive it")
READ = Phrase(zh="看{number}", en="Read {number}")
NONE = Phrase(
    zh="还没有案例。写一个：案例 写 价格异议 #异议",
    en="There are no cases yet. To write one: case write Price objection #pricing",
)
NONE_SUCH = Phrase(
    zh="还没有“{words}”的案例。写一个：案例 写 {words}", en="No case has “{words}” yet. To write one: case write {words}"
)
NO_NUMBER = Phrase(zh="没有案例{number}。看有哪些：案例 列表", en="There is no case {number}. To see what there is: case list")


def find(ctx: Context, number: int) -> CaseStory:
    """The camp's case of that number. Raises Refusal."""
    one = cases.numbered(ctx.db, ctx.camp.id, number)
    if one is None or one.withdrawn_at is not None:
        raise Refusal(NO_NUMBER(number=number))
    return one


def show(ctx: Context, number: int) -> None:
    """One in full."""
    one = find(ctx, number)
    tags = "".join(f" #{tag}" for tag in one.tags)
    said = [
        WHOLE(number=one.number, title=one.title, author=one.author, at=one.at, tags=tags),
        *(
            PART(letter=letter, name=name, words=words)
            for letter, name, words in zip(LETTERS, NAMES, (one.situation, one.task, one.action, one.result), strict=True)
        ),
    ]
    if one.entry is not None:
        said.append(IN_ARCHIVE(entry=one.entry))
    offers = one.entry is None and ctx.role >= Role.EXPERT and ctx.address.direct
    ctx.reply(*said, *([[Press(ARCHIVE, f"案例 归档 {one.number}")]] if offers else []))


@feature.paged("found")
def found(ctx: Context, after: int, words: str) -> Page:
    """Those a word is in; all for ""."""
    known = cases.found(ctx.db, ctx.camp.id, rules.words(words))
    shown = known[after : after + SHOWN]
    if not shown:
        return Page((NONE_SUCH(words=words) if words else NONE, [Press(WRITE, "案例 写")]))
    rows = [FactRow(ROW(number=one.number), f"《{one.title}》", one.author) for one in shown]
    title = TITLE_OF(words=words) if words else TITLE
    presses = [Press(READ(number=one.number), f"案例 {one.number}") for one in shown]
    return Page.cut(
        FactRows.of(*rows, title=title),
        presses[:3],
        presses[3:],
        [Press(WRITE, "案例 写")],
        after=after,
        most=SHOWN,
        of=len(known),
    )
