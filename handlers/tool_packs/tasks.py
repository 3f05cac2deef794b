"""The tasks a tool pack may go with: a lesson, homework, a behaviour, a training; how each is named, and who has it now."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from bot.feature import Context, Line, Phrase, Refusal
from bot.names import folded
from storage import behaviours, lessons, memberships, remedial, tool_packs
from storage.behaviours import Behaviour
from storage.connection import Db
from storage.homework import assignments, progress
from storage.tool_packs import Holder, ToolPack

QUOTES = re.compile('[“”"《》]')
LESSON = re.compile(r"[Ll][-–— ]?(\d{1,6})")
KINDS = {
    "lesson": ("微课", "lesson"),
    "homework": ("作业", "homework"),
    "behaviour": ("行为", "behaviour", "behaviours"),
    "remedial": ("补训", "remedial"),
}
KIND_OF = {word: kind for kind, words in KINDS.items() for word in words}
NAMES = {
    "lesson": Phrase(zh="微课 {title}", en="lesson {title}"),
    "homework": Phrase(zh="作业《{title}》", en="homework “{title}”"),
    "behaviour": Phrase(zh="行为“{title}”", en="the behaviour “{title}”"),
    "remedial": Phrase(zh="{title}补训", en="extra training for {title}"),
}
EXAMPLE = Phrase(
    zh="试试：工具包 加 异议清单 给=L12",
    en="Try: toolkit add Checklist for=L12",
)
NO_TASK = Phrase(
    zh="写上跟着哪个任务发：一节微课、一份作业、一个行为或一班补训。{example}",
    en="Say which task it goes with: a lesson, homework, a behaviour or extra training. {example}",
)
NO_LESSON = Phrase(zh="没有 L{number} 这节微课。看有哪些：课表", en="There is no lesson L{number}. To see them: schedule")
NONE_CALLED = Phrase(
    zh="没有叫“{words}”的作业、行为或补训，没有加。{example}",
    en="No homework, behaviour or extra training is called “{words}”; nothing was added. {example}",
)
SEVERAL = Phrase(
    zh="叫“{words}”的不止一个，写明是哪种：{names}。", en="More than one is called “{words}”; say which kind: {names}."
)
SHORT = 30


class PackTask(NamedTuple):
    """What kind of task, its number (or module), and what it is called."""

    kind: str
    subject: str
    title: str

    @property
    def name(self) -> Line:
        return NAMES[self.kind](title=self.title)


def meant(ctx: Context, words: str) -> PackTask:
    """The task words name: L12, 作业 拜访提纲, or a title that only one task has. Raises Refusal."""
    plain = " ".join(QUOTES.sub(" ", unicodedata.normalize("NFKC", words)).split())
    first, _, rest = plain.partition(" ")
    kind = KIND_OF.get(first.casefold()) if rest else None
    number = LESSON.fullmatch(rest.strip() if kind == "lesson" else plain)
    if not plain:
        raise Refusal(NO_TASK(example=EXAMPLE))
    if number is not None and kind in (None, "lesson"):
        return _lesson(ctx, int(number[1]))
    title = rest if kind else plain
    found = [one for one in _named(ctx) if folded(one.title) == folded(title) and kind in (None, one.kind)]
    if not found:
        raise Refusal(NONE_CALLED(words=title[:SHORT], example=EXAMPLE))
    if len(found) > 1:
        raise Refusal(SEVERAL(words=title[:SHORT], names=[one.name for one in found]))
    return found[0]


def _lesson(ctx: Context, number: int) -> PackTask:
    one = lessons.by_number(ctx.db, ctx.camp.id, number)
    if one is None:
        raise Refusal(NO_LESSON(number=number))
    return PackTask("lesson", str(one.id), f"L{one.number}")


def _named(ctx: Context) -> list[PackTask]:
    """Everything of the camp that goes by a title."""
    return [
        *(PackTask("homework", str(one.id), one.title) for one in assignments.of_camp(ctx.db, ctx.camp.id) if one.is_open),
        *(PackTask("behaviour", str(one.id), one.name) for one in behaviours.in_use(ctx.db, ctx.camp.id)),
        *(PackTask("remedial", one.module, one.module) for one in remedial.open_ones(ctx.db, ctx.camp.id)),
    ]


def of_pack(db: Db, camp: int, pack: ToolPack) -> PackTask:
    """What a pack goes with, as it is called now."""
    return PackTask(pack.task, pack.subject, TITLES[pack.task](db, camp, pack.subject))


def _behaviour(db: Db, camp: int, subject: str) -> Behaviour:
    one = behaviours.find(db, camp, int(subject))
    assert one is not None  # a behaviour is stopped, and stays
    return one


def _homework(db: Db, camp: int, subject: str) -> assignments.Homework:
    one = assignments.find_any(db, int(subject))
    assert one is not None  # homework is withdrawn, and stays
    return one


TITLES: dict[str, Callable[[Db, int, str], str]] = {
    "lesson": lambda db, camp, subject: f"L{lessons.by_id(db, int(subject)).number}",
    "homework": lambda db, camp, subject: _homework(db, camp, subject).title,
    "behaviour": lambda db, camp, subject: _behaviour(db, camp, subject).name,
    "remedial": lambda db, camp, subject: subject,
}


def holders(db: Db, camp: int, pack: ToolPack) -> list[Holder]:
    """Who has the task now, by membership: what comes to somebody later is said by a fact."""
    return HOLDERS[pack.task](db, camp, pack.subject)


def _owing(db: Db, camp: int, subject: str) -> list[Holder]:
    one = _homework(db, camp, subject)
    if not one.is_open or one.withdrawn_at is not None:
        return []
    return [Holder(owes.id, owes.person) for owes in progress.owing(db, one.id)]


def _behaving(db: Db, camp: int, subject: str) -> list[Holder]:
    one = _behaviour(db, camp, subject)
    if one.retired_at is not None:
        return []
    some = memberships.members(db, camp, tagged=one.tag) if one.tag else memberships.members(db, camp)
    return [Holder(member.id, member.person) for member in some if one.tag or member.role == "learner"]


def _training(db: Db, camp: int, subject: str) -> list[Holder]:
    open_one = next((one for one in remedial.open_ones(db, camp) if one.module == subject), None)
    if open_one is None:
        return []
    return [Holder(one.membership, one.person) for one in remedial.roster(db, open_one.id) if one.why is None]


HOLDERS: dict[str, Callable[[Db, int, str], list[Holder]]] = {
    "lesson": lambda db, camp, subject: tool_packs.applying(db, int(subject)),
    "homework": _owing,
    "behaviour": _behaving,
    "remedial": _training,
}
