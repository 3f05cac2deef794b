"""词典: the camp's own words and what stands for them. A new version is followed by what is indexed, a slice at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from bot.arguments import Named
from bot.feature import Context, Page, Phrase, Refusal, Role
from bot.parts import Progress
from handlers.qa.settings import feature
from storage import archive, tickets
from storage.connection import Db
from storage.search.normal import normal

SHORTEST, LONGEST, MOST = 2, 20, 500
"""Letters of a word, and words of a camp: every question is read for each of them."""
AT_ONCE = 15
"""Wordings to one transaction: each takes up to 0.5 ms, and whoever checks in meanwhile waits for one transaction."""
MOST_TICKETS = 100
"""Waiting questions indexed with a slice: a camp has fewer."""
SHOWN = 60
STEPS = 20
"""How often the progress is shown."""

NO_WORDS = Phrase(
    zh="词典还是空的。加一个词：词典 私域；加一个同义词：词典 企微=企业微信",
    en="The dictionary is empty. Add a word: dictionary SKU; add another word for it: dictionary stock unit=SKU",
)
WORDS = Phrase(zh="词典第{version}版，{n}个词：{words}", en="Dictionary, version {version}, {n:word|words}: {words}")
TAUGHT = Phrase(zh="✅ 词典第{version}版：{words}。{indexed}", en="✅ Dictionary, version {version}: {words}. {indexed}")
FORGOT = Phrase(
    zh="✅ 词典第{version}版：不再有“{words}”。{indexed}", en="✅ Dictionary, version {version}: no “{words}”. {indexed}"
)
AS_BEFORE = Phrase(
    zh="✅ 词典第{version}版：{words} 和之前一样。{indexed}",
    en="✅ Dictionary, version {version}: {words} as before. {indexed}",
)
INDEXED = Phrase(zh="已按它重新索引{n}条问法。", en="{n:wording was|wordings were} indexed by it.")
WILL_INDEX = Phrase(zh="正在按它重新索引{n}条问法。", en="{n:wording is|wordings are} being indexed by it.")
INDEXING = Phrase(zh="正在重新索引", en="Indexing")
ALL_INDEXED = Phrase(
    zh="✅ {n}条问法都已按词典第{version}版索引。", en="✅ {n:wording is|wordings are} indexed by dictionary version {version}."
)
NOT_THERE = Phrase(zh="词典里没有“{word}”。", en="The dictionary has no “{word}”.")
NOT_A_WORD = Phrase(
    zh="“{word}”不能当词：要{shortest}到{longest}个字。试试：词典 企微=企业微信",
    en="“{word}” cannot be a word: {shortest} to {longest:letter|letters}. Try: dictionary stock unit=SKU",
)
FULL = Phrase(
    zh="词典最多{most}个词，先删几个：词典 删 私域",
    en="A dictionary has at most {most:word|words}; delete some: dictionary delete SKU",
)
DELETE = ("删", "删除", "delete", "remove")

_BETWEEN = re.compile(r"[、,，;；\n]")


@feature.command(
    "词典",
    "dictionary",
    help=Phrase(zh="营里自己的词和同义词，让搜索认得。", en="The camp's own words and their synonyms, for the search to know."),
    by=Role.MANAGER,
    examples=["词典", "词典 企微=企业微信", "词典 删 企微", "dictionary stock unit=SKU"],
)
def dictionary(ctx: Context, words: Annotated[str, Named("词", "words")] = "") -> None:
    words = words.strip()
    verb, _, rest = words.partition(" ")
    if not words:
        ctx.show_list("words")
    elif verb.casefold() in DELETE and rest.strip():
        _forget(ctx, rest.strip())
    else:
        _teach(ctx, [_pair(one) for one in _BETWEEN.split(words) if one.strip()])


@feature.paged("words", by=Role.MANAGER)
def _words(ctx: Context, after: int) -> Page:
    known = archive.dictionary(ctx.db, ctx.camp.id)
    if not known.words:
        return Page((NO_WORDS,))
    said = [word if word == means else f"{word}={means}" for word, means in known.words.items()]
    left = len(said) - after - SHOWN
    line = WORDS(version=known.version, n=len(said), words=said[after : after + SHOWN])
    return Page((line,), next=after + SHOWN, left=left) if left > 0 else Page((line,))


def _pair(words: str) -> tuple[str, str]:
    """(word, what it is another word for): themselves where nothing is said. Raises Refusal."""
    word, _, means = words.replace("＝", "=").partition("=")
    for one in (word, means or word):
        if not SHORTEST <= len(normal(one)) <= LONGEST:
            raise Refusal(NOT_A_WORD(word=one.strip()[:24], shortest=SHORTEST, longest=LONGEST))
    return word.strip(), means.strip() or word.strip()


feature.act("dictionary", Phrase(zh="{who} 往词典加了：{words}", en="{who} added to the dictionary: {words}"))
feature.act("dictionary_forget", Phrase(zh="{who} 从词典去掉了：{word}", en="{who} took out of the dictionary: {word}"))


def _teach(ctx: Context, pairs: list[tuple[str, str]]) -> None:
    known = archive.dictionary(ctx.db, ctx.camp.id).words
    if len(known.keys() | {normal(word) for pair in pairs for word in pair}) > MOST:
        raise Refusal(FULL(most=MOST))
    for word, means in pairs:
        archive.teach(ctx.db, ctx.camp.id, word, means, by=ctx.person.id, at=ctx.now)
    said = [word if word == means else f"{word}={means}" for word, means in pairs]
    ctx.audit("dictionary", undo={"was": _changed(ctx, known)}, words=said)
    _turned(ctx, TAUGHT, said)


def _forget(ctx: Context, word: str) -> None:
    known = archive.dictionary(ctx.db, ctx.camp.id).words
    if archive.unteach(ctx.db, ctx.camp.id, word) is None:
        raise Refusal(NOT_THERE(word=word[:24]))
    ctx.audit("dictionary_forget", undo={"was": _changed(ctx, known)}, word=word)
    _turned(ctx, FORGOT, word)


def _changed(ctx: Context, before: Mapping[str, str]) -> dict[str, str | None]:
    """What the words that are other now stood for before; None for one that was not there."""
    now = archive.dictionary(ctx.db, ctx.camp.id).words
    return {word: before.get(word) for word in before.keys() | now.keys() if before.get(word) != now.get(word)}


@feature.undoes("dictionary_forget", by=Role.MANAGER, thing=())
@feature.undoes("dictionary", by=Role.MANAGER, thing=())
def teach_back(ctx: Context, was: dict[str, str | None]) -> None:
    for word, means in sorted(was.items(), key=lambda pair: pair[1] is not None):
        if means is None:
            archive.unteach(ctx.db, ctx.camp.id, word)
        else:
            archive.teach(ctx.db, ctx.camp.id, word, means, by=ctx.person.id, at=ctx.now)
    _turned(ctx, AS_BEFORE, sorted(was))


def _turned(ctx: Context, said: Phrase, words: str | list[str]) -> None:
    """The index follows: at once where it is small, else in slices, and the message shows how far it is."""
    behind = archive.behind(ctx.db, ctx.camp.id)
    version = archive.dictionary(ctx.db, ctx.camp.id).version
    tickets.refresh(ctx.db, ctx.camp.id, MOST_TICKETS)
    if behind <= AT_ONCE:
        archive.refresh(ctx.db, ctx.camp.id, AT_ONCE)
        ctx.reply(said(version=version, words=words, indexed=INDEXED(n=behind)))
        return
    ctx.reply(said(version=version, words=words, indexed=WILL_INDEX(n=behind)))
    progress = ctx.reply(Progress(INDEXING().to(ctx.language), 0, behind))
    ctx.task("qa.behind", camp=ctx.camp.id, total=behind, progress=progress)


@feature.task("behind")
def behind(reader: Db, camp: int, **rest: Any) -> list[int]:
    """How many wordings are left to be indexed."""
    return [archive.behind(reader, camp)]


@feature.on("done:qa.behind")
def index(ctx: Context) -> None:
    """The next slice; the last one ends with a sentence in place of the progress."""
    payload = ctx.event.data["payload"]
    total, progress = payload["total"], payload["progress"]
    left = ctx.event.data["rows"][0] - archive.refresh(ctx.db, ctx.camp.id, AT_ONCE)
    tickets.refresh(ctx.db, ctx.camp.id, MOST_TICKETS)
    if left > 0:
        done = max(0, total - left)
        if done * STEPS // total > (done - AT_ONCE) * STEPS // total:
            ctx.edit(progress, Progress(INDEXING().to(ctx.language), done, total))
        ctx.task("qa.behind", **payload)
        return
    version = archive.dictionary(ctx.db, ctx.camp.id).version
    ctx.edit(progress, ALL_INDEXED(n=total, version=version), last=True)
