"""模板: a checklist or a script by a word in it; experts and managers add them and take them out."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from bot.arguments import Named
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Page, Phrase, Press, Refusal, Role
from bot.names import folded
from handlers.templates import rules
from handlers.templates.settings import KIND_WORDS, KINDS, feature
from storage import templates
from storage.templates import KeptTemplate

ADDS, REMOVES, CHANGES = {"加", "新建", "add"}, {"删", "删除", "remove"}, {"改", "修改", "change"}
NUMBER = re.compile(r"\d{1,9}")
SHOWN = 6

WHOLE = Phrase(zh="📋 {kind}《{title}》{tags}", en="📋 {kind} “{title}”{tags}")
TITLE = Phrase(
    zh="📋 模板{n}份：{checklists}份清单、{scripts}份话术",
    en="📋 {n:template|templates}: {checklists:checklist|checklists}, {scripts:script|scripts}",
)
TITLE_OF = Phrase(zh="📋 有“{words}”的模板{n}份", en="📋 {n:template|templates} with “{words}”")
ROW = Phrase(zh="《{title}》", en="“{title}”")
READ = Phrase(zh="{title}", en="{title}")
NONE = Phrase(zh="还没有模板，可以请专家或社群经理加。", en="There are no templates yet; experts and managers add them.")
NONE_EXPERT = Phrase(
    zh="还没有模板。换行写正文，加一份：模板 加 话术 价格异议 #异议",
    en="There are no templates yet. To add one, its text on the next line: template add script Price objection #pricing",
)
NONE_SUCH = Phrase(zh="还没有“{words}”的模板。看有哪些：模板", en="No template has “{words}”. To see what there is: template")
NO_NUMBER = Phrase(zh="没有{number}号模板。看有哪些：模板", en="There is no template {number}. To see what there is: template")
FOR_EXPERTS = Phrase(
    zh="加模板和删模板要由专家或社群经理来做。找模板发：模板 异议",
    en="Adding and removing templates is for experts and managers. To find one: template pricing",
)
NO_KIND = Phrase(
    zh="写明是清单还是话术，正文换行写。试试：模板 加 话术 价格异议 #异议",
    en="Say whether it is a checklist or a script; its text begins on the next line. Try: template add script Price objection #pricing",
)
NO_TITLE = Phrase(
    zh="标题是1到{most}个字，写在第一行，正文换行写。试试：模板 加 话术 价格异议",
    en="A title has at most {most:character|characters}, on the first line, and the text comes below. Try: template add script Price objection",
)
NO_BODY = Phrase(
    zh="《{title}》还没有正文，没有加。正文从第二行起写。",
    en="“{title}” has no text, so nothing was added: the text begins on the second line.",
)
LONG_BODY = Phrase(
    zh="《{title}》的正文最多{most}字，现在{n}字。长的放进微课或文件。",
    en="The text of “{title}” has at most {most:character|characters}, and this has {n}. Put more in a lesson or a file.",
)
HOW_TO_CHANGE = Phrase(
    zh="模板不改，删了再加：模板 删 {number}，再发：模板 加 话术 {title}，正文换行写。",
    en="A template is not changed but added anew: template remove {number}, then: template add script {title}, its text on the next line.",
)
TOO_MANY = Phrase(
    zh="一次最多加{most}份，这里有{n}份，没有加。", en="At most {most} at once; here are {n}, and none was added."
)
THERE = Phrase(
    zh="已经有《{title}》，没有加。要换就先发：模板 删 {number}",
    en="There is “{title}” already; nothing was added. To replace it first send: template remove {number}",
)
ADDED = Phrase(
    zh="✅ 加了{n}份{kind}：{titles}。大家发“模板 {first}”就能看到。10分钟内可发“撤销”。",
    en="✅ Added {n} {kind}: {titles}. Anybody reads it with “template {first}”. “undo” within 10 minutes takes it back.",
)
REMOVED = Phrase(
    zh="✅ 《{title}》不再出现。10分钟内可发“撤销”。",
    en="✅ “{title}” is shown no more. “undo” within 10 minutes brings it back.",
)
BACK = Phrase(zh="✅ 《{title}》又在了。", en="✅ “{title}” is back.")
ANOTHER = Phrase(
    zh="又有一份《{title}》了，旧的放不回去。", en="There is another “{title}” by now; the old one cannot come back."
)
NOT_ADDED = Phrase(zh="✅ 加的{n}份撤下了。", en="✅ The {n:template|templates} you added {n:is|are} taken out.")

feature.act("templates_added", Phrase(zh="{who} 加了{n}份模板", en="{who} added {n:template|templates}"))
feature.act("template_removed", Phrase(zh="{who} 删了模板《{title}》", en="{who} removed the template “{title}”"))


@feature.command(
    "模板",
    "template",
    help=Phrase(zh="按词找清单和话术；专家和经理可以加。", en="Find checklists and scripts by a word; experts add them."),
    asked={
        r"话术\s*(?P<words>\S{0,20})|(?:有没有|有|找)(?:一下)?(?P<of>\S{1,12}?)的?(?:话术|模板)[吗么]?|(?P<what>[^\s我]{1,12}?)的?话术"
        r"|(?:any |the )?(?:scripts?|templates?|checklists?) (?:for|about|on) (?P<en>.{1,30})": "{words}{of}{what}{en}",
        r"(?:加|添加|新建|新增)(?:一个|一份|个)?模板[：:\s]*(?P<rest>[\s\S]{0,3000})|模板(?:加|添加)[：:\s]*(?P<more>[\s\S]{0,3000})": "加 {rest}{more}",
        r"(?:删|删除|去掉)掉?模板\s*(?P<which>\S.{0,40})": "删 {which}",
    },
    examples=["模板", "模板 异议", "模板 加 话术 价格异议 #异议\n先认同，再问和谁比。", "template pricing"],
)
def template(ctx: Context, words: Annotated[str, Named("词", "word")] = "") -> None:
    first, _, rest = unicodedata.normalize("NFKC", words).strip().partition(" ")
    if first.casefold() in ADDS:
        _add(ctx, words.strip()[len(first) :].strip())
    elif first.casefold() in REMOVES and rest.strip():
        _remove(ctx, _meant(ctx, rest.strip()))
    elif first.casefold() in CHANGES and rest.strip():
        one = _meant(ctx, rest.strip())
        raise Refusal(HOW_TO_CHANGE(number=one.id, title=one.title) if ctx.role >= Role.EXPERT else FOR_EXPERTS)
    elif NUMBER.fullmatch(first) and not rest:
        _show(ctx, _numbered(ctx, int(first)))
    else:
        _find(ctx, words.strip())


def _find(ctx: Context, words: str) -> None:
    found = templates.found(ctx.db, ctx.camp.id, folded(words.lstrip("#＃")))
    exact = [one for one in found if one.folded == folded(words)]
    if words and len(exact or found) == 1:
        return _show(ctx, (exact or found)[0])
    ctx.show_list("found", words=words.lstrip("#＃")[: templates.LONGEST_TITLE])


@feature.paged("found")
def _found(ctx: Context, after: int, words: str) -> Page:
    known = templates.found(ctx.db, ctx.camp.id, folded(words))
    shown = known[after : after + SHOWN]
    if not shown:
        return Page((NONE_SUCH(words=words) if words else NONE_EXPERT if ctx.role >= Role.EXPERT else NONE,))
    n, scripts = len(known), sum(one.kind == "script" for one in known)
    title = TITLE_OF(words=words, n=n) if words else TITLE(n=n, scripts=scripts, checklists=n - scripts)
    rows = [FactRow(ROW(title=one.title), KINDS[one.kind], [f"#{tag}" for tag in one.tags]) for one in shown]
    presses = [Press(READ(title=one.title), f"模板 {one.id}") for one in shown]
    return Page.cut(FactRows.of(*rows, title=title), presses[:3], presses[3:], after=after, most=SHOWN, of=n)


def _numbered(ctx: Context, number: int) -> KeptTemplate:
    one = templates.find(ctx.db, ctx.camp.id, number)
    if one is None or one.retired_at is not None:
        raise Refusal(NO_NUMBER(number=number))
    return one


def _meant(ctx: Context, words: str) -> KeptTemplate:
    """By its number or its title. Raises Refusal."""
    if NUMBER.fullmatch(words):
        return _numbered(ctx, int(words))
    title = folded(words.strip("《》“”"))
    found = next((one for one in templates.found(ctx.db, ctx.camp.id, title) if one.folded == title), None)
    if found is None:
        raise Refusal(NONE_SUCH(words=words[:20]))
    return found


def _show(ctx: Context, one: KeptTemplate) -> None:
    tags = "".join(f" #{tag}" for tag in one.tags)
    ctx.reply(WHOLE(kind=KINDS[one.kind], title=one.title, tags=tags), one.body)


# ── what experts do ──────────────────────────────────────────────────────────────────────────────────────────────────


def _add(ctx: Context, words: str) -> None:
    if ctx.role < Role.EXPERT:
        raise Refusal(FOR_EXPERTS)
    found = re.match(r"\S+", words)
    kind = KIND_WORDS.get(found[0].casefold().rstrip(":：")) if found else None
    written = rules.written(words[found.end() :].strip() if found and kind else words)
    if kind is None and written:  # 拜访前清单 says what it is
        kind = next((code for word, code in KIND_WORDS.items() if written[0].title.casefold().endswith(word)), None)
    if kind is None:
        raise Refusal(NO_KIND)
    _check(written)
    numbers = []
    for one in written:
        said = (kind, one.title, folded(one.title), one.body, one.tags, one.words)
        number = templates.add(ctx.db, ctx.camp.id, *said, by=ctx.person.id, at=ctx.now)
        if number is None:
            raise Refusal(THERE(title=one.title, number=_titled(ctx, one.title)))
        numbers.append(number)
    ctx.audit("templates_added", undo={"numbers": numbers}, n=len(numbers))
    first, names = written[0].title, [f"《{one.title}》" for one in written]
    ctx.reply(ADDED(n=len(numbers), kind=KINDS[kind], titles=names, first=first))


def _check(written: list[rules.WrittenTemplate]) -> None:
    """Raises Refusal for the first that cannot be."""
    if not written:
        raise Refusal(NO_TITLE(most=templates.LONGEST_TITLE))
    if len(written) > rules.MOST:
        raise Refusal(TOO_MANY(most=rules.MOST, n=len(written)))
    for one in written:
        if not 1 <= len(one.title) <= templates.LONGEST_TITLE or one.title.isdecimal():
            raise Refusal(NO_TITLE(most=templates.LONGEST_TITLE))
        if not one.body:
            raise Refusal(NO_BODY(title=one.title))
        if len(one.body) > rules.LONGEST_BODY:
            raise Refusal(LONG_BODY(title=one.title, most=rules.LONGEST_BODY, n=len(one.body)))


def _titled(ctx: Context, title: str) -> int:
    known = templates.found(ctx.db, ctx.camp.id, folded(title))
    return next(one.id for one in known if one.folded == folded(title))


def _remove(ctx: Context, one: KeptTemplate) -> None:
    if ctx.role < Role.EXPERT:
        raise Refusal(FOR_EXPERTS)
    templates.retire(ctx.db, one.id, at=ctx.now)
    ctx.audit("template_removed", undo={"number": one.id, "title": one.title}, title=one.title)
    ctx.reply(REMOVED(title=one.title))


@feature.undoes("templates_added", by=Role.EXPERT)
def not_added(ctx: Context, numbers: list[int]) -> None:
    for number in numbers:
        templates.retire(ctx.db, number, at=ctx.now)
    ctx.reply(NOT_ADDED(n=len(numbers)))


@feature.undoes("template_removed", by=Role.EXPERT, thing=["title"])
def not_removed(ctx: Context, number: int, title: str) -> None:
    if not templates.restore(ctx.db, ctx.camp.id, number):
        raise Refusal(ANOTHER(title=title))
    ctx.reply(BACK(title=title))
