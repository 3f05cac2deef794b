"""Settings as a form: every one with its help and its value, saved by the sentence that sets it; and who changed what, with the way back."""

from __future__ import annotations

from bot import act_sentences
from bot.desk_page import UNDO, Blank, CellKind, Column, DeskQuery, DeskView, FieldForm, Sentences, Table, TableRow
from bot.feature import Context, Phrase, Role, Setting, Theme
from bot.phrases import spoken
from handlers.desk.settings import feature
from storage import audit

TITLE = Phrase(zh="设置", en="Settings")
SAYS = Phrase(zh="设置 {name} {value}", en="set {name} {value}")
HISTORY = Phrase(zh="改过的", en="What was changed")
NOTHING = Phrase(zh="还没有人改过设置。", en="Nobody has changed a setting yet.")
WHEN, WHAT = Phrase(zh="时间", en="When"), Phrase(zh="改了什么", en="What")
UNDONE, TAKEN_BACK = Phrase(zh="撤销", en="Undone"), Phrase(zh="已撤销", en="undone")
COLUMNS = (Column("at", WHEN, CellKind.MOMENT), Column("what", WHAT), Column("undone", UNDONE))


@feature.page("settings", TITLE, by=Role.MANAGER, place=90)
def settings(ctx: Context, asked: DeskQuery) -> DeskView:
    groups = [(theme.value, [_field(ctx, one) for one in some]) for theme, some in _by_theme(ctx).items()]
    form = FieldForm(groups, SAYS)
    which = audit.AuditFilter(act="set")
    entries = audit.page(ctx.db, ctx.camp.id, which, start=asked.start, most=asked.most)
    rows = [
        TableRow((one.at, act_sentences.sentence(ctx, one), TAKEN_BACK if one.undone_at else ""), str(one.id))
        for one in entries
    ]
    total = audit.count(ctx.db, ctx.camp.id, which)
    history = Table("changed", COLUMNS, rows, total, title=HISTORY, empty=NOTHING, start=asked.start)
    return DeskView((Sentences((UNDO,)), form, history))


def _by_theme(ctx: Context) -> dict[Theme, list[Setting]]:  # type: ignore[type-arg]
    found = {theme: [one for of in ctx.router.features if of.theme is theme for one in of.settings] for theme in Theme}
    return {theme: some for theme, some in found.items() if some}


def _field(ctx: Context, one: Setting) -> Blank:  # type: ignore[type-arg]
    name = spoken(one.name, ctx.language)
    return Blank(name, one.name, help=one.help, given=spoken(one.show(ctx.setting(one)), ctx.language, ctx.zone))
