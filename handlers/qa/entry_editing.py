"""归档 K-0058 …: what the archive has gets other words or tags, is retired, superseded or brought back; how it read before is kept."""

from __future__ import annotations

import re

from bot import tags
from bot.feature import Context, Line, Page, Phrase, Refusal, Role
from handlers.qa import codes, limits
from handlers.qa.codes import title
from handlers.qa.settings import feature
from storage import archive
from storage.archive import Entry, Version

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
RETIRED_AGAIN = Phrase(zh="✅ {code} 又作废了。", en="✅ {code} is retired again.")
CHANGED_BACK = Phrase(
    zh="✅ {code} 改回原来的内容，现在是第{version}版。", en="✅ {code} reads as before; this is version {version}."
)
RESTORED = Phrase(zh="✅ {code} 已恢复。", en="✅ {code} is back.")
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
    en="Put the tags behind it, like: archive {code:tag|tags} objection; industry=retail",
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


feature.act("archive_change", Phrase(zh="{who} 改了 {code}，现在是 v{version}", en="{who} changed {code}, now v{version}"))
feature.act("archive_retire", Phrase(zh="{who} 作废了 {code}", en="{who} retired {code}"))
feature.act(
    "archive_supersede", Phrase(zh="{who} 作废了 {code}，改看 {instead}", en="{who} retired {code} in favour of {instead}")
)
feature.act("archive_restore", Phrase(zh="{who} 恢复了 {code}", en="{who} restored {code}"))


def mend(ctx: Context, one: Entry, words: str) -> None:
    """One order and what it needs. Raises Refusal."""
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
    if one.person != ctx.person.id and ctx.role < Role.MANAGER:
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
    now = archive.revise(ctx.db, one, asked, answer, named, by=ctx.person.id, at=ctx.now)
    undo = {"entry": one.id, "question": one.question, "answer": one.answer, "tags": list(one.tags)}
    ctx.audit("archive_change", undo=undo, code=one.code, version=now.version)
    ctx.reply(CHANGED(code=one.code, version=now.version))


def _retire(ctx: Context, one: Entry, words: str) -> None:
    _for_managers(ctx)
    code = codes.entry_in(words)
    if words and code is None:
        raise Refusal(HOW_TO_CHANGE(code=one.code, question=title(one.question)))
    instead = codes.entry(ctx, code[0]) if code else None
    if instead is not None and instead.id == one.id:
        raise Refusal(NOT_ITSELF(code=one.code))
    if instead is not None and instead.retired_at is not None:
        raise Refusal(RETIRED_BEFORE(code=instead.code))
    if not archive.retire(ctx.db, one, instead=instead, at=ctx.now):
        raise Refusal(RETIRED_BEFORE(code=one.code))
    if instead is None:
        ctx.audit("archive_retire", undo={"entry": one.id}, code=one.code)
    else:
        ctx.audit("archive_supersede", undo={"entry": one.id}, code=one.code, instead=instead.code)
    ctx.reply(SUPERSEDED(code=one.code, instead=instead.code) if instead else RETIRED(code=one.code))


@feature.undoes("archive_supersede", by=Role.MANAGER, thing=["code"])
@feature.undoes("archive_retire", by=Role.MANAGER, thing=["code"])
def bring_back(ctx: Context, entry: int) -> None:
    _put_back(ctx, archive.get(ctx.db, entry))


def _restore(ctx: Context, one: Entry) -> None:
    _for_managers(ctx)
    _put_back(ctx, one)
    ctx.audit("archive_restore", undo={"entry": one.id, "instead": one.superseded_by}, code=one.code)


@feature.undoes("archive_restore", by=Role.MANAGER, thing=["code"])
def retire_again(ctx: Context, entry: int, instead: int | None) -> None:
    one = archive.get(ctx.db, entry)
    if not archive.retire(ctx.db, one, instead=archive.get(ctx.db, instead) if instead else None, at=ctx.now):
        raise Refusal(RETIRED_BEFORE(code=one.code))
    ctx.reply(RETIRED_AGAIN(code=one.code))


@feature.undoes("archive_change", by=Role.MANAGER, thing=["code"])
def change_back(ctx: Context, entry: int, question: str, answer: str, tags: list[str]) -> None:
    """As it read before, as its next version: what it read meanwhile is kept too."""
    one = archive.get(ctx.db, entry)
    if one.retired_at is not None:
        raise Refusal(RETIRED_BEFORE(code=one.code))
    now = archive.revise(ctx.db, one, question, answer, tags, by=ctx.person.id, at=ctx.now)
    ctx.reply(CHANGED_BACK(code=one.code, version=now.version))


def _put_back(ctx: Context, one: Entry) -> None:
    if not archive.restore(ctx.db, one):
        raise Refusal(IN_USE(code=one.code))
    ctx.reply(RESTORED(code=one.code))


def _for_managers(ctx: Context) -> None:
    if ctx.role < Role.MANAGER:
        raise Refusal(MANAGERS_ONLY)


def _show_versions(ctx: Context, one: Entry) -> None:
    if not archive.versions(ctx.db, one.id):
        raise Refusal(FIRST_VERSION(code=one.code))
    ctx.show_list("versions", entry=one.id)


@feature.paged("versions", by=Role.EXPERT)
def _versions(ctx: Context, after: int, entry: int) -> Page:
    """The newest first."""
    one, before = archive.get(ctx.db, entry), archive.versions(ctx.db, entry)[::-1]
    lines = "\n".join(_version(ctx, each) for each in before[after : after + SHOWN])
    said = VERSIONS(code=one.code, version=one.version, lines=lines)
    return Page.cut(said, after=after, most=SHOWN, of=len(before))


def _version(ctx: Context, each: Version) -> str:
    line: Line = VERSION(n=each.version, at=each.at, name=each.by or "", words=title(each.answer))
    return line.to(ctx.language, ctx.zone)
