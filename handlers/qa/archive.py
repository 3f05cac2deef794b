"""归档: an expert keeps an answer said in the group, and mends what the archive has: other words, other tags, retired, superseded."""

from __future__ import annotations

import re
from typing import Annotated, Any

from bot.arguments import Named
from bot.feature import Context, Line, Phrase, Refusal, Role
from handlers.qa import accept, limits, naming, replying, tags
from handlers.qa.naming import title
from handlers.qa.settings import feature
from storage import archive as entries
from storage import people
from storage.archive import Entry
from storage.tickets import Answer, Ticket

KEPT = Phrase(
    zh="✅ 已归档 {code}《{question}》{author}。10分钟内可发“撤销”。",
    en="✅ Archived as {code} “{question}”{author}. “undo” within 10 minutes takes it back.",
)
BY = Phrase(zh="，{name}答", en=", answered by {name}")
WHICH_QUESTION = Phrase(zh="这条回答的是什么问题？回一句话。", en="Which question does it answer? Send it in a sentence.")
HOW = Phrase(
    zh="回复要归档的那条回答，发“归档 问题是什么”；改已有的：归档 K-0058 改 …",
    en="Reply to the answer with “archive WHAT WAS ASKED”; to change one: archive K-0058 change …",
)
ONLY_ACCEPTED = Phrase(
    zh="{code} 的回答由提问的人或社群经理“采纳”，采纳了就归档。",
    en="Answers to {code} are archived when the asker or a manager accepts one.",
)
KNOWN = Phrase(
    zh="{code} 已经有这个问题。要换答案发：归档 {code} 改 …",
    en="{code} has that question already. To change its answer: archive {code} change …",
)
HOW_TO_CHANGE = Phrase(
    zh="{code}《{question}》可以：改 新答案｜改问 新问题｜标签 异议；行业=零售｜作废｜作废 K-0031（由它代替）｜恢复｜版本",
    en="{code} “{question}”: change ANSWER | rephrase QUESTION | tags objection; industry=retail | retire | retire K-0031 (in "
    "favour of it) | restore | versions",
)
CHANGED = Phrase(zh="✅ {code} 已改，现在是第{version}版。", en="✅ {code} is changed; this is version {version}.")
RETIRED = Phrase(
    zh="✅ {code} 已作废，不再被搜到。10分钟内可发“撤销”。",
    en="✅ {code} is retired and not found any more. “undo” within 10 minutes.",
)
SUPERSEDED = Phrase(
    zh="✅ {code} 已由 {instead} 代替。10分钟内可发“撤销”。",
    en="✅ {code} is superseded by {instead}. “undo” within 10 minutes.",
)
RESTORED = Phrase(zh="✅ {code} 已恢复。", en="✅ {code} is back.")
TAKEN_BACK = Phrase(zh="✅ {code} 已撤下。", en="✅ {code} was taken out.")
RETIRED_BEFORE = Phrase(
    zh="{code} 已经作废了。要用先发：归档 {code} 恢复", en="{code} is retired. To use it send: archive {code} restore"
)
IN_USE = Phrase(zh="{code} 在用，不用恢复。", en="{code} is in use.")
NOT_ITSELF = Phrase(zh="{code} 不能代替自己。", en="{code} cannot supersede itself.")
NOT_YOURS = Phrase(zh="{code} 不是你答的，要社群经理来改。", en="{code} is not your answer; a manager may change it.")
MANAGERS_ONLY = Phrase(zh="作废和恢复要社群经理来做。", en="Entries are retired and restored by a manager.")
VERSIONS = Phrase(zh="{code} 第{version}版，以前：\n{lines}", en="{code}, version {version}; before:\n{lines}")
VERSION = Phrase(zh="第{n}版（{at:%m-%d %H:%M} {name}改）：{words}", en="Version {n} (until {at:%m-%d %H:%M}, {name}): {words}")
FIRST_VERSION = Phrase(zh="{code} 没有改过。", en="{code} was never changed.")
NO_TAG = Phrase(
    zh="标签写在后面，比如：归档 {code} 标签 异议；行业=零售",
    en="Put the tags behind it, like: archive {code} tags objection; industry=retail",
)
ORDERS = {
    "改问": "rephrase",
    "rephrase": "rephrase",
    "改": "change",
    "change": "change",
    "标签": "tags",
    "tags": "tags",
    "作废": "retire",
    "retire": "retire",
    "恢复": "restore",
    "restore": "restore",
    "版本": "versions",
    "versions": "versions",
}
ORDER = re.compile(rf"({'|'.join(ORDERS)})(?:[\s:：,，]+(.*))?", re.IGNORECASE | re.DOTALL)
SHOWN = 5


@feature.command(
    "归档",
    "archive",
    help=Phrase(
        zh="回复群里的一条回答，把它归档；或改档案：归档 K-0058 改 …",
        en="Reply to an answer in the group to archive it; or change one: archive K-0058 change …",
    ),
    by=Role.EXPERT,
    examples=["归档 客户嫌报价高怎么回", "归档 K-0058 改 先问与谁比", "archive K-0058 versions"],
)
def archive(ctx: Context, words: Annotated[str, Named("问题", "question")] = "") -> None:
    if code := naming.entry_in(words):
        _mend(ctx, naming.entry(ctx, code[0]), code[1])
    else:
        _keep(ctx, words)


@feature.on("reply")
def replied(ctx: Context) -> bool:
    """归档 as a reply to a member's message needs no @: an expert who says it means us."""
    match = ctx.catalog.match(ctx.event.text)
    if match is None or match.command.run is not archive or ctx.role < Role.EXPERT:
        return False
    _keep(ctx, match.words.strip())
    return True


# ── a pair said in the group ─────────────────────────────────────────────────────────────────────────────────────────


def _keep(ctx: Context, words: str) -> None:
    about, quote = replying.meant(ctx), ctx.event.data.get("quote")
    if about is not None:
        _accept(ctx, *about)
        return
    if quote is None or ctx.about() is not None:
        raise Refusal(HOW)
    asked, named = naming.untagged(words)
    by = [quote.by.channel, quote.by.id, quote.by.name] if quote.by else None
    kept = {"answer": quote.words, "tags": named, "link": quote.link, "by": by}
    if asked := asked or quote.answers:
        _add(ctx, asked, **kept)
    else:
        ctx.ask("question", **kept)
        ctx.reply(WHICH_QUESTION)


@feature.step("question")
def question(ctx: Context, words: str, **kept: Any) -> None:
    """What an answer answers, said afterwards."""
    asked, named = naming.untagged(words)
    _add(ctx, asked, **{**kept, "tags": [*kept["tags"], *named]})


def _accept(ctx: Context, one: Ticket, chosen: Answer | None) -> None:
    """A reply to an answer of a ticket: to archive it is to accept it."""
    if chosen is None or ctx.role < Role.MANAGER or not one.is_open:
        raise Refusal(ONLY_ACCEPTED(code=one.code))
    accept.settle(ctx, one, chosen)


def _add(ctx: Context, asked: str, answer: str, tags: list[str], link: str, by: list[str] | None) -> None:
    limits.question(asked)
    limits.answer(answer)
    if same := entries.asked_like(ctx.db, ctx.here.id, asked):
        raise Refusal(KNOWN(code=same[0].code))
    person, name = _author(ctx, by)
    one = entries.add(
        ctx.db, ctx.here.id, asked, answer, tags=tags, person=person, author=name, source="room", link=link or None, at=ctx.now
    )
    ctx.did("archive", undo={"entry": one.id}, code=one.code)
    ctx.reply(KEPT(code=one.code, question=title(one.question), author=BY(name=one.author) if one.author else ""))


def _author(ctx: Context, by: list[str] | None) -> tuple[int | None, str | None]:
    """The person behind a (channel, id, name), or the name alone where we never met them."""
    if by is None:
        return None, None
    channel, ident, name = by
    row = ctx.db.one(people.ACCOUNT, channel=channel, ident=ident)
    return (row.person_id, None) if row is not None else (None, name)


@feature.undoes("archive")
def take_out(ctx: Context, entry: int) -> None:
    one = entries.get(ctx.db, entry)
    if not entries.retire(ctx.db, one, at=ctx.now):
        raise Refusal(RETIRED_BEFORE(code=one.code))
    ctx.reply(TAKEN_BACK(code=one.code))


# ── what the archive has ─────────────────────────────────────────────────────────────────────────────────────────────


def _mend(ctx: Context, one: Entry, words: str) -> None:
    order = ORDER.fullmatch(words)
    if order is None:
        raise Refusal(HOW_TO_CHANGE(code=one.code, question=title(one.question)))
    rest = (order[2] or "").strip()
    match ORDERS[order[1].casefold()]:
        case "versions":
            _show_versions(ctx, one)
        case "retire":
            _retire(ctx, one, rest)
        case "restore":
            _restore(ctx, one)
        case what:
            _revise(ctx, one, what, rest)


def _revise(ctx: Context, one: Entry, what: str, words: str) -> None:
    if one.person != ctx.me.id and ctx.role < Role.MANAGER:
        raise Refusal(NOT_YOURS(code=one.code))
    if one.retired_at is not None:
        raise Refusal(RETIRED_BEFORE(code=one.code))
    asked, answer, named = one.question, one.answer, one.tags
    match what:
        case "change":
            limits.answer(words)
            answer = words
        case "rephrase":
            limits.question(words)
            asked = words
        case _:
            named = list(tags.tags(words.replace(" ", ";")))
            if not named:
                raise Refusal(NO_TAG(code=one.code))
    now = entries.revise(ctx.db, one, asked, answer, named, by=ctx.me.id, at=ctx.now)
    ctx.did("archive_change", code=one.code, version=now.version)
    ctx.reply(CHANGED(code=one.code, version=now.version))


def _retire(ctx: Context, one: Entry, words: str) -> None:
    _for_managers(ctx)
    code = naming.entry_in(words)
    if words and code is None:
        raise Refusal(HOW_TO_CHANGE(code=one.code, question=title(one.question)))
    instead = naming.entry(ctx, code[0]) if code else None
    if instead is not None and instead.id == one.id:
        raise Refusal(NOT_ITSELF(code=one.code))
    if instead is not None and instead.retired_at is not None:
        raise Refusal(RETIRED_BEFORE(code=instead.code))
    if not entries.retire(ctx.db, one, instead=instead, at=ctx.now):
        raise Refusal(RETIRED_BEFORE(code=one.code))
    ctx.did("archive_retire", undo={"entry": one.id}, code=one.code, instead=instead.code if instead else "")
    ctx.reply(SUPERSEDED(code=one.code, instead=instead.code) if instead else RETIRED(code=one.code))


@feature.undoes("archive_retire")
def bring_back(ctx: Context, entry: int) -> None:
    _put_back(ctx, entries.get(ctx.db, entry))


def _restore(ctx: Context, one: Entry) -> None:
    _for_managers(ctx)
    _put_back(ctx, one)
    ctx.did("archive_restore", code=one.code)


def _put_back(ctx: Context, one: Entry) -> None:
    if not entries.restore(ctx.db, one):
        raise Refusal(IN_USE(code=one.code))
    ctx.reply(RESTORED(code=one.code))


def _for_managers(ctx: Context) -> None:
    if ctx.role < Role.MANAGER:
        raise Refusal(MANAGERS_ONLY)


def _show_versions(ctx: Context, one: Entry) -> None:
    before = entries.versions(ctx.db, one.id)[-SHOWN:]
    if not before:
        raise Refusal(FIRST_VERSION(code=one.code))
    ctx.reply(VERSIONS(code=one.code, version=one.version, lines="\n".join(_version(ctx, each) for each in before)))


def _version(ctx: Context, each: entries.Version) -> str:
    line: Line = VERSION(n=each.version, at=each.at, name=each.by or "", words=title(each.answer))
    return line.to(ctx.language, ctx.zone)
