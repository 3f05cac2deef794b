"""复盘 模板: a manager names the camp's own fields, shown first; a retro keeps those it was asked with."""

from __future__ import annotations

import re

from bot import draft
from bot.audience import Audience
from bot.feature import Context, Phrase, Refusal, Role
from bot.names import clean, folded
from handlers.retro import asking
from handlers.retro.settings import feature, named
from storage import retro

WHAT = Phrase(
    zh="复盘模板第{version}版：{fields}，下次复盘起用", en="retro template {version}: {fields}; from the next retro on"
)
CHANGED = Phrase(
    zh="✅ 复盘模板第{version}版：{fields}，下次复盘起用；已经写的还是原来的栏。",
    en="✅ Retro template {version}: {fields}, from the next retro on; what is written keeps its fields.",
)
NOW = Phrase(
    zh="🔁 复盘模板第{version}版：{fields}。改成自己的栏：复盘 模板 本周成果/最大的坑/要谁帮忙；用回原来的：复盘 模板 默认",
    en="🔁 Retro template {version}: {fields}. To name your own: retro template Wins/Traps/Help; to go back: retro template default",
)
ONLY_MANAGERS = Phrase(
    zh="复盘写哪几栏由社群经理来定。写这周的：复盘",
    en="The retro's fields are named by managers. To write this week's: retro",
)
NOT_FIELDS = Phrase(
    zh="模板是1到{most}栏，每栏1到{longest}个字，不重名，用 / 隔开。试试：复盘 模板 本周成果/最大的坑/要谁帮忙",
    en="A template has at most {most:field|fields}, each of at most {longest:character|characters} and no two alike, with / between. "
    "Try: retro template Wins/Traps/Help",
)
THE_SAME = Phrase(zh="复盘模板本来就是这几栏，没有改。", en="The template has these fields already; nothing changed.")
DEFAULT = {"默认", "恢复默认", "默认的", "原来的", "还原", "恢复", "重置", "default", "reset", "the default"}

feature.act(
    "retro_template",
    Phrase(zh="{who} 把复盘模板改成第{version}版", en="{who} changed the retro's template to version {version}"),
)


def template(ctx: Context, words: str) -> None:
    """Shows it, or names other fields. Raises Refusal."""
    if ctx.role < Role.MANAGER:
        raise Refusal(ONLY_MANAGERS)
    before = retro.template(ctx.db, ctx.camp.id)
    if not words.strip():
        ctx.reply(NOW(version=before.version, fields=list(named(before.fields).values())), audience=Audience.MANAGERS)
        return
    fields = [] if folded(words) in DEFAULT else _read(words)
    if fields == before.fields:
        raise Refusal(THE_SAME)
    said = {"version": before.version + 1, "fields": list(named(fields).values())}
    if not ctx.sends_draft:
        asked = asking.asks(ctx, fields, "")
        return draft.show(ctx, WHAT(**said), draft.in_rooms(len(ctx.rooms()), *asked))
    retro.change_template(ctx.db, ctx.camp.id, before.version + 1, fields, by=ctx.person.id, at=ctx.now)
    ctx.audit("retro_template", undo={"fields": before.fields}, version=before.version + 1)
    ctx.reply(CHANGED(**said), audience=Audience.MANAGERS)


def _read(words: str) -> list[str]:
    """Raises Refusal."""
    pieces = [" ".join(clean(piece).split()) for piece in re.split(r"[/／、,，;；\n]", words)]
    if not retro.are_fields(pieces):
        raise Refusal(NOT_FIELDS(most=retro.MOST_FIELDS, longest=retro.LONGEST_NAME))
    return pieces


@feature.undoes("retro_template", by=Role.MANAGER, thing=[])
def template_back(ctx: Context, fields: list[str]) -> None:
    """The fields of before are the next version: what was asked meanwhile keeps its own."""
    version = retro.template(ctx.db, ctx.camp.id).version + 1
    retro.change_template(ctx.db, ctx.camp.id, version, fields, by=ctx.person.id, at=ctx.now)
    ctx.reply(CHANGED(version=version, fields=list(named(fields).values())))
