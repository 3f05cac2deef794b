"""作业: one word for setting homework, seeing how it goes, reading and rating it, closing and exporting it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from bot.arguments import Named, Onwards, Tagged
from bot.feature import Context, Phrase, Refusal, Role
from bot.names import folded
from handlers.homework import assigning, exporting, giving, showing, telling, viewing, wording
from handlers.homework.assigning import HomeworkOptions
from handlers.homework.settings import feature
from scheduler import calendar, when
from storage.homework import assignments
from storage.homework.assignments import Homework

WHICH_HAND_IN = Phrase(zh="看哪一份？试试：作业 看 H21", en="Which one? Try: homework see H21")
WHICH = Phrase(zh="哪份作业？试试：作业 {verb} 拜访提纲", en="Which homework? Try: homework {verb} Visit")
NO_SUCH = showing.NO_SUCH
FOR_MANAGERS = Phrase(zh="“作业 {verb}”要由社群经理来做。", en="“homework {verb}” is for managers.")
CLOSED = Phrase(
    zh="✅ 《{title}》关了，不再收。重开：作业 开 {title}",
    en="✅ “{title}” is closed; nothing more is taken. To reopen it: homework reopen {title}",
)
CLOSED_BEFORE = Phrase(zh="《{title}》已经是关的。", en="“{title}” is closed already.")
REOPENED = Phrase(zh="✅ 《{title}》又收了。", en="✅ “{title}” is taken again.")
OPEN_ALREADY = Phrase(zh="《{title}》本来就收着。", en="“{title}” is open already.")

feature.act("homework_closed", Phrase(zh="{who} 关了作业《{title}》", en="{who} closed homework “{title}”"))
feature.act("homework_reopened", Phrase(zh="{who} 重开了作业《{title}》", en="{who} reopened homework “{title}”"))


@feature.command(
    "作业",
    "homework",
    help=Phrase(
        zh="看我的作业；经理布置作业、看谁交了、关、导出。",
        en="My homework; managers set it, see who handed in, close and export it.",
    ),
    opens="H",
    asked={
        r"我?(?:还)?(?:有|要交|欠|差|没交)(?:什么|哪些|哪几份|几份)作业(?:没交|要交)?了?|作业(?:什么时候|啥时候|几号|哪天)(?:交|截止)"
        r"|(?:还有|有)?(?:谁|哪些人|几个人)(?:还)?没(?:有)?交作业|what homework (?:do i have|is due|is open)(?: to hand in)?": "",
        r"(?:布置|发|留|下)(?:一个|个|一份)?作业\s*[:：]?\s*(?P<what>\S.{0,400})": "{what}",
    },
    examples=[
        "作业",
        "作业 拜访提纲",
        "作业 拜访提纲 写出三个问题 截止=周五 18:00 评阅=何琳 标签=骨干 迟交=标记",
        "作业 案例分析 截止=周五 18:00 同伴=2 维度=逻辑、数据、表达",
        "作业 看 H21",
        "作业 评 H21 4 3 5 数据再具体些",
        "作业 关 拜访提纲",
        "作业 导出 拜访提纲",
        "homework",
        "homework Visit until=Fri 18:00 reviewer=Helen",
    ],
)
def homework(
    ctx: Context,
    words: Annotated[str, Named("作业名", "title")] = "",
    *,
    until: Annotated[Onwards | None, Named("截止", "until", ("截至", "deadline", "due", "by"))] = None,
    reviewers: Annotated[Onwards | None, Named("评阅", "reviewer")] = None,
    tag: Annotated[Tagged | None, Named("标签", "tag")] = None,
    peers: Annotated[int | None, Named("同伴", "peers")] = None,
    rubric: Annotated[Onwards | None, Named("维度", "rubric", ("评分维度", "dimensions"))] = None,
    late: Annotated[str | None, Named("迟交", "late")] = None,
) -> None:
    verb, _, rest = words.strip().partition(" ")
    if (run := VERBS.get(folded(verb))) is not None and not any((until, reviewers, tag, rubric, late)):
        return run(ctx, verb, rest.strip())
    title, ends = when.take_deadline(words.strip(), until, ctx.local(ctx.said_at), calendar.of_settings(ctx.camp.settings))
    if (
        ends is None
        and ctx.role >= Role.MANAGER
        and wording.named_in(title, assignments.of_camp(ctx.db, ctx.camp.id))[0] is None
    ):
        title, ends = when.deadline_within(title, ctx.local(ctx.said_at), calendar.of_settings(ctx.camp.settings))
    given = HomeworkOptions(ends, reviewers, tag, peers, rubric, late)
    if not title and not given:
        return showing.everything(ctx)
    known, brief = wording.named_in(title, assignments.of_camp(ctx.db, ctx.camp.id))
    if known is not None and not given and not brief:
        return showing.one_homework(ctx, known)
    if ctx.role < Role.MANAGER and not given:
        raise Refusal(NO_SUCH(title=title[:20]))
    assigning.assign(ctx, known, brief if known is not None else title, given, frozenset(VERBS))


def _see(ctx: Context, verb: str, rest: str) -> None:
    number = wording.hand_in_number(rest)
    if number is None:
        raise Refusal(WHICH_HAND_IN)
    viewing.show(ctx, number)


def _rate(ctx: Context, verb: str, rest: str) -> None:
    giving.give(ctx, rest)


def _managed(ctx: Context, verb: str, rest: str) -> Homework:
    """The one that is to be closed, opened or exported, by a manager. Raises Refusal."""
    if ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS(verb=verb))
    if not rest:
        raise Refusal(WHICH(verb=verb))
    known, more = wording.named_in(rest, assignments.of_camp(ctx.db, ctx.camp.id))
    if known is None or more:
        raise Refusal(NO_SUCH(title=rest[:20]))
    return known


def _close(ctx: Context, verb: str, rest: str) -> None:
    one = _managed(ctx, verb, rest)
    if not assignments.close(ctx.db, one.id, at=ctx.now):
        raise Refusal(CLOSED_BEFORE(title=one.title))
    ctx.audit("homework_closed", undo={"homework": one.id}, title=one.title)
    ctx.reply(CLOSED(title=one.title))


def _reopen(ctx: Context, verb: str, rest: str) -> None:
    one = _managed(ctx, verb, rest)
    if not assignments.reopen(ctx.db, one.id):
        raise Refusal(OPEN_ALREADY(title=one.title))
    ctx.audit("homework_reopened", undo={"homework": one.id}, title=one.title)
    ctx.reply(REOPENED(title=one.title))


def _export(ctx: Context, verb: str, rest: str) -> None:
    exporting.export(ctx, _managed(ctx, verb, rest))


@feature.undoes("homework_closed", by=Role.MANAGER, thing=["title"])
def close_back(ctx: Context, homework: int) -> None:
    one = telling.standing(ctx, homework)
    assignments.reopen(ctx.db, homework)
    ctx.reply(REOPENED(title=one.title))


@feature.undoes("homework_reopened", by=Role.MANAGER, thing=["title"])
def reopen_back(ctx: Context, homework: int) -> None:
    one = telling.standing(ctx, homework)
    assignments.close(ctx.db, homework, at=ctx.now)
    ctx.reply(CLOSED(title=one.title))


VERBS: dict[str, Callable[[Context, str, str], None]] = {
    **dict.fromkeys(("看", "see", "show"), _see),
    **dict.fromkeys(("评", "打分", "评分", "rate"), _rate),
    **dict.fromkeys(("关", "关闭", "close"), _close),
    **dict.fromkeys(("开", "重开", "reopen"), _reopen),
    **dict.fromkeys(("导出", "export"), _export),
}
"""What can be done besides setting it and seeing how it goes."""
