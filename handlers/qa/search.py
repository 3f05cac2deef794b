"""搜: what the archive says on a few words, a page at a time, and an entry in full. Nothing is invented: where it has nothing, it says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from bot.arguments import Named
from bot.feature import Asker, Context, Line, NotAnAnswer, Page, Phrase, Press, Refusal, Said
from bot.parts import SAYS_LIMIT
from handlers.qa import codes, entry_view, last_results, query, result_page, using
from handlers.qa.last_results import PAGE, Shown
from handlers.qa.query import Query
from handlers.qa.settings import feature
from storage import archive, heat
from storage.connection import Db

MOST = 500
"""Results leafed through: whoever needs more needs other words."""
LONGEST_ECHO = 24

USEFUL = Phrase(
    zh="有用请点“用上了”，看全文发“搜 {code}”。", en="Press “of use” where it was; “search {code}” shows all of it."
)
ASK_IT = Phrase(zh="提问", en="Ask it")
NOTHING = Phrase(zh="没有找到。要不要“提问 {words}”？", en="Nothing found. Would you like to “ask {words}”?")
UNLIKELY = Phrase(
    zh="没有很像的，最接近的是下面这些。都不是的话：提问 {words}\n",
    en="Nothing is much like it; these are the nearest. If it is none of them: ask {words}\n",
)
NOTHING_LIKE_THAT = Phrase(
    zh="没有找到符合这些条件的问答。去掉一个条件再搜试试。", en="Nothing fits all of that. Leave one of the filters out."
)
ONLY_THE_FIRST = Phrase(
    zh="只列前{most}条。再加个词、标签或时间，就能找得更准。",
    en="The list stops at {most}. One more word, tag or time finds it better.",
)
NO_MORE = Phrase(zh="后面没有了。", en="There is no more.")
NO_LIST = Phrase(
    zh="要先搜过（30分钟内）才能往后翻，试试：搜 报价 高",
    en="Only a search of the last half hour has a next page. Try: search price too high",
)
SUPERSEDED = Phrase(zh="{code} 已由下面这条代替。", en="{code} is superseded by this one.")
USED = Phrase(zh="{place} 用上了", en="{place} of use")
MORE_WORDS = {"更多", "下一页", "more", "next"}


@dataclass(frozen=True, slots=True)
class SearchPage:
    """All that was found, and the first page of it."""

    list: Shown
    page: tuple[result_page.Listed, ...]
    is_likely: bool = True
    """Whether anything in it is likely to be what was meant, rather than only the nearest there is."""


def find(reader: Db, asker: Asker, words: str = "") -> SearchPage | None:
    """What the archive has; None where a page is to be turned or an entry is named. Raises Refusal for what cannot be searched for."""
    if _turns(words) or codes.entry_in(words):
        return None
    camp = asker.camp
    asked = query.read(words, lambda: [tag for tag, _ in archive.tags(reader, camp.id)], asker.today, camp.zone)
    entries, is_likely = _entries(reader, camp.id, asked)
    found = Shown(asked.words, tuple(entries))
    return SearchPage(found, _listed(reader, camp.id, found.page, asked.words), is_likely)


def _entries(reader: Db, camp: int, asked: Query) -> tuple[list[int], bool]:
    """Those that ask this, then those whose answer speaks of it, then the nearest there are; without words what the filter leaves,
    the newest first. And whether any of them is likely."""
    if not asked.words:
        return [entry.id for entry in archive.browse(reader, camp, asked.wanted, most=MOST)], True
    asking, answering = (look(reader, camp, asked.words, asked.wanted) for look in (archive.find, archive.mentioned))
    likely = [one.item for one in (*asking.listed, *answering.listed)]
    return list(dict.fromkeys([*likely, *(one.item for one in asking.nearest)]))[:MOST], bool(likely)


def _listed(db: Db, camp: int, entries: Iterable[int], words: str) -> tuple[result_page.Listed, ...]:
    dictionary = archive.dictionary(db, camp)
    return tuple(result_page.listed(archive.get(db, one), words, dictionary) for one in entries)


def _turns(words: str) -> bool:
    return words.strip().casefold() in MORE_WORDS


@feature.command(
    "搜",
    "search",
    help=Phrase(
        zh="在问答库里找，可加 #标签、作者=、时间=；“搜 K-0031”看全文。",
        en="Search the answers, by #tag, author= and time= too; “search K-0031” shows one in full.",
    ),
    examples=["搜 报价 高", "搜 报价 时间=本月", "search price too high"],
    look=find,
    opens="K",
    asked={r"(?:搜索|搜一下|搜一搜|搜|查找|查一下|查一查|找一下)\s*[:：]?\s*(?P<words>\S.{0,199})": "{words}"},
)
def search(ctx: Context, words: Annotated[str, Named("要找的词", "words")] = "", *, found: SearchPage | None) -> None:
    if found is not None:
        _answer(ctx, found)
    elif code := codes.entry_in(words):
        _open(ctx, code[0])
    elif (before := last_results.recall(ctx)) is not None:
        _turn(ctx, before)
    else:
        raise Refusal(NO_LIST)


@feature.question("搜", "search", help=Phrase(zh="在问答库里找。", en="Search the answers."), look=find)
def answer_question(ctx: Context, words: Annotated[str, Named("问题", "question")], *, found: SearchPage | None) -> None:
    """A plain question in private is searched for."""
    if found is None:
        raise NotAnAnswer
    _answer(ctx, found)


def _answer(ctx: Context, found: SearchPage) -> None:
    if found.page:
        _show(ctx, found.list, found.page, *([] if found.is_likely else [UNLIKELY(words=found.list.words[:LONGEST_ECHO])]))
    elif found.list.words:
        ctx.reply(NOTHING(words=found.list.words[:LONGEST_ECHO]), *_instead(ctx, found.list.words))
    else:
        ctx.reply(NOTHING_LIKE_THAT)


def _instead(ctx: Context, words: str) -> list[list[Press]]:
    """To press: asking it, and what of ours its words name."""
    asks = f"提问 {words}"
    presses = [Press(ASK_IT, asks)] if len(asks.encode()) <= SAYS_LIMIT else []
    presses += [
        Press(word, word) for word in (command.word_in(ctx.language) for command in ctx.router.named_in(words, ctx.role))
    ]
    return [presses] if presses else []


def _show(ctx: Context, what: Shown, page: tuple[result_page.Listed, ...], *before: Line) -> None:
    """A page of results; where a question waits for this person's answer here, it cannot be turned."""
    can_turn = last_results.remember(ctx, what)
    said = _page(ctx, what, page, *before)
    ctx.say_page("results", said if can_turn else Page(said.said))


def _page(ctx: Context, what: Shown, page: tuple[result_page.Listed, ...], *before: Line) -> Page:
    """What is said of a page; that its entries were seen counts as views."""
    for one in page:
        heat.note(ctx.db, one.entry.id, ctx.person.id, "view", ctx.today)
    used = [Press(USED(place=place), f"用上了 {one.entry.code}") for place, one in enumerate(page, what.start + 1)]
    said: tuple[Said, ...] = (
        *before,
        result_page.lines(page, what.start + 1, ctx.language),
        USEFUL(code=page[0].entry.code),
        used,
    )
    if what.left:
        return Page(said, next=what.start + PAGE, left=what.left)
    return Page((*said, ONLY_THE_FIRST(most=MOST)) if len(what.entries) == MOST else said)


@feature.paged("results")
def _following(ctx: Context, after: int) -> Page:
    """The page that begins at a place."""
    before = last_results.recall(ctx)
    if before is None:
        raise Refusal(NO_LIST)
    now = Shown(before.words, before.entries, after)
    last_results.remember(ctx, now)
    return _page(ctx, now, _listed(ctx.db, ctx.camp.id, now.page, now.words))


def _turn(ctx: Context, before: Shown) -> None:
    if not before.left:
        raise Refusal(NO_MORE)
    ctx.show_list("results", after=before.start + PAGE)


def _open(ctx: Context, number: int) -> None:
    """An entry in full; one that was superseded leads to the one in its place."""
    entry = asked = codes.entry(ctx, number)
    while entry.superseded_by is not None:
        entry = archive.get(ctx.db, entry.superseded_by)
    last_results.remember(ctx, Shown("", (entry.id,)))
    instead = [] if entry is asked else [SUPERSEDED(code=asked.code)]
    ctx.reply(*instead, *entry_view.card(ctx, entry))


# ── what is said to a list ───────────────────────────────────────────────────────────────────────────────────────────


@feature.step("shown", called=Phrase(zh="刚才的搜索", en="your search"), stays=True)
def follow(ctx: Context, said: str, **kept: object) -> None:
    """用上了 2, 2: what people say with the list before them. Anything else was not said to the list."""
    before = last_results.kept(**kept)  # type: ignore[arg-type]
    word, _, rest = said.strip().partition(" ")
    if word in ("用上了", "used"):
        last_results.remember(ctx, before)
        using.use(ctx, using.meant(ctx, rest.strip(), before))
    elif said.strip() and (entry := before.at(said.strip())) is not None:
        _open(ctx, archive.get(ctx.db, entry).number)
    else:
        if ctx.address.direct:
            last_results.remember(ctx, before)
        raise NotAnAnswer
