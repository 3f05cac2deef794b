"""招募: a manager sees who came and what is asked of them, switches applying on and off, and writes the form, shown first."""

from __future__ import annotations

from typing import Annotated, Any

from bot import draft
from bot.arguments import Named
from bot.audience import Audience
from bot.enrolment import RECRUITS
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Line, Phrase, Press, Refusal, Role, Said, Setting
from bot.setting_values import OFF
from handlers.recruiting import form
from handlers.recruiting.form import FormField
from handlers.recruiting.settings import (
    AGREE,
    APPROVES,
    ASKING,
    COOL_OFF,
    ENTRY_QUIZ,
    HOURS,
    ON,
    REJECTS,
    WAY_IN,
    feature,
)
from storage import applications, camps, rooms

FORM, FORM_GONE = {"表单", "表", "form"}, {"无", "清空", "none"}
TITLE = Phrase(zh="“{camp}”的招募", en="Recruiting for “{camp}”")
QUESTIONS = Phrase(zh="表单", en="Form")
N_QUESTIONS = Phrase(zh="{n}题", en="{n:question|questions}")
SO_FAR = Phrase(zh="申请", en="Applications")
COUNTS = Phrase(
    zh="等答复{sent}，通过{approved}，没通过{rejected}，撤回{withdrawn}，在填{open}",
    en="waiting {sent}, approved {approved}, turned down {rejected}, withdrawn {withdrawn}, being filled in {open}",
)
FORM_IS = Phrase(zh="表单 v{version}：", en="The form, v{version}:")
LINE = Phrase(zh="{n} {line}", en="{n} {line}")
HOW = Phrase(
    zh="开关：招募 开、招募 关。写表单，一行一题：\n招募 表单\n{example}\n改别的：设置 入营题 5、设置 自动通过 答对>=4、设置 冷静期 30",
    en="On or off: recruit on, recruit off. To write the form, a question a line:\nrecruit form\n{example}\n"
    "Others: set entry-quiz 5, set approve-if right>=4, set cool-off 30",
)
LINKED = Phrase(zh="给要来的人：{link}", en="For those who want to come: {link}")
TELL = Phrase(zh="给要来的人：私聊我发“申请 {camp}”", en="For those who want to come: send me “apply {camp}” in private")
SWITCHED_ON = Phrase(
    zh="✅ 招募开了：在群里说话不再入营，申请通过才入营。已在营里的人不变。\n申请：私聊我发“申请 {camp}”{link}\n10分钟内可发“撤销”。",
    en="✅ Recruiting is on: talk makes nobody a member any more, approval does. Who is in stays in.\n"
    "To apply: send me “apply {camp}” in private{link}\n“undo” within 10 minutes.",
)
SWITCHED_OFF = Phrase(
    zh="✅ 招募关了：在群里说第一句话就入营。没定的申请还在待办里。10分钟内可发“撤销”。",
    en="✅ Recruiting is off: a first word in a group makes a member. Applications that wait are still in todo. “undo” within 10 minutes.",
)
SAME = Phrase(zh="招募已经是{state}，没有改动。", en="Recruiting is {state} already; nothing was changed.")
UNREAD = Phrase(
    zh="“{words}”没看懂。可以发：招募、招募 开、招募 关、招募 表单",
    en="“{words}” is not understood. There are: recruit, recruit on, recruit off, recruit form",
)
WHAT = Phrase(zh="申请表单 v{version}，共{n}题", en="application form v{version}; questions: {n}")
APPLICANTS = Phrase(zh="申请的人", en="applicants")
KEPT = Phrase(zh="已经在填的人照旧的填。", en="Who has begun one goes on with the form as it was.")
WRITTEN = Phrase(
    zh="✅ 申请表单 v{version}，共{n}题，从下一位申请的人开始用。10分钟内可发“撤销”。",
    en="✅ The form is v{version} ({n}), from the next applicant on. “undo” within 10 minutes.",
)
NO_FORM = Phrase(
    zh="还没有表单。一行一题：\n招募 表单\n{example}", en="There is no form yet. A question a line:\nrecruit form\n{example}"
)
SAME_FORM = Phrase(zh="和现在的表单一样，没有改动。", en="That is the form as it is; nothing was changed.")
FORM_BACK = Phrase(zh="✅ 申请表单回到上一版，共{n}题。", en="✅ The form is as it was before, {n:question|questions}.")
CHANGED_AGAIN = Phrase(zh="表单后来又改过，撤不了。", en="The form was changed again since; this stays.")
SEE = Phrase(zh="看申请", en="See applications")


@feature.command(
    "招募",
    "recruit",
    help=Phrase(
        zh="要不要先申请才能入营；写申请表单，看申请了多少人。",
        en="Whether people apply to come in; the form they fill in; how many did.",
    ),
    by=Role.MANAGER,
    examples=[
        "招募",
        "招募 开",
        "招募 关",
        "招募 表单",
        "招募 表单 你的岗位？ [单选 标签] 新员工/骨干/高潜",
        "recruit",
        "recruit form Why do you want to come? [text]",
    ],
)
def recruit(ctx: Context, words: Annotated[str, Named("开、关或表单", "on, off or form")] = "") -> None:
    verb, _, rest = words.strip().replace("\n", " \n", 1).partition(" ")
    said = verb.casefold()
    if not said:
        return _overview(ctx)
    if said in ON | OFF and not rest.strip():
        return _switch(ctx, said in ON)
    if said not in FORM:
        raise Refusal(UNREAD(words=words.strip()[:24]))
    if not rest.strip():
        return _show_form(ctx)
    _write(ctx, [] if rest.strip().casefold() in FORM_GONE else form.read(rest.strip().split("\n")))


def _overview(ctx: Context) -> None:
    _, fields = applications.form(ctx.db, ctx.camp.id)
    counts = applications.counted(ctx.db, ctx.camp.id)
    settings: tuple[Setting[Any], ...] = (ASKING, ENTRY_QUIZ, APPROVES, REJECTS, HOURS, COOL_OFF, AGREE, WAY_IN)
    rows = [FactRow(one.name, one.show(ctx.setting(one))) for one in settings]
    filling_in = counts.get("open", 0) + counts.get("quiz", 0)
    told = {state: counts.get(state, 0) for state in ("sent", "approved", "rejected", "withdrawn")}
    rows += [
        FactRow(QUESTIONS, N_QUESTIONS(n=len(fields))),
        FactRow(SO_FAR, COUNTS(open=filling_in, **told)),
    ]
    presses = [[Press(SEE, "待办 Y")]] if told["sent"] else []
    ctx.reply(
        FactRows.of(*rows, title=TITLE(camp=ctx.camp.name)),
        _way_in(ctx),
        HOW(example=form.EXAMPLE),
        *presses,
        audience=Audience.MANAGERS,
    )


def _way_in(ctx: Context) -> Line:
    link = _link(ctx)
    return LINKED(link=link) if link else TELL(camp=ctx.camp.name)


def _link(ctx: Context) -> str:
    """What opens our private chat with the application, on the first channel of the camp's that has such a thing."""
    channels = dict.fromkeys((ctx.address.channel, *(room.channel for room in rooms.rooms(ctx.db, ctx.camp.id))))
    return next((link for channel in channels if (link := ctx.link(channel, f"申请 #{ctx.camp.id}"))), "")


def _switch(ctx: Context, is_on: bool) -> None:
    was = ctx.setting(ASKING)
    if was == is_on:
        raise Refusal(SAME(state=ASKING.show(is_on)))
    before = ctx.camp.settings.get(RECRUITS)
    camps.change_settings(ctx.db, ctx.camp.id, {RECRUITS: is_on})
    ctx.audit("set", undo={"key": RECRUITS, "before": before, "after": is_on}, setting=RECRUITS, before=before, after=is_on)
    link = _link(ctx)
    said = SWITCHED_ON(camp=ctx.camp.name, link=f"\n{link}" if link else "") if is_on else SWITCHED_OFF()
    ctx.reply(said, *ASKING.changes(ctx, was, is_on))


def lines(fields: list[FormField], language: str) -> list[Line]:
    """The form as it is written."""
    return [LINE(n=n, line=form.written(field, language)) for n, field in enumerate(fields, 1)]


def _show_form(ctx: Context) -> None:
    version, stored = applications.form(ctx.db, ctx.camp.id)
    if not stored:
        raise Refusal(NO_FORM(example=form.EXAMPLE))
    ctx.reply(FORM_IS(version=version), *lines(form.of_stored(stored), ctx.language), audience=Audience.MANAGERS)


def _write(ctx: Context, fields: list[FormField]) -> None:
    version, stored = applications.form(ctx.db, ctx.camp.id)
    if form.of_stored(stored) == fields:
        raise Refusal(SAME_FORM)
    if not ctx.sends_draft:
        shown: list[Said] = [*lines(fields, ctx.camp.language)]
        view = draft.View(APPLICANTS(), tuple(shown))
        return draft.show(ctx, WHAT(version=version + 1, n=len(fields)), *([view] if shown else []), notes=(KEPT,))
    made = applications.write_form(ctx.db, ctx.camp.id, [field.stored for field in fields], at=ctx.now)
    ctx.audit("recruiting_form", undo={"version": made}, version=made, n=len(fields))
    ctx.reply(WRITTEN(version=made, n=len(fields)), audience=Audience.MANAGERS)


feature.act(
    "recruiting_form",
    Phrase(zh="{who} 写了申请表单 v{version}，共{n}题", en="{who} wrote the application form v{version}; questions: {n}"),
)


@feature.undoes("recruiting_form", by=Role.MANAGER, thing=())
def form_back(ctx: Context, version: int) -> None:
    """The version before is written anew: a version that was filled in keeps its number."""
    if applications.form(ctx.db, ctx.camp.id)[0] != version:
        raise Refusal(CHANGED_AGAIN)
    before = applications.form_of_version(ctx.db, ctx.camp.id, version - 1)
    applications.write_form(ctx.db, ctx.camp.id, before, at=ctx.now)
    ctx.reply(FORM_BACK(n=len(before)))
