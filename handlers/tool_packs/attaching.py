"""工具包 加, 附 and 去: a manager names a file or a link and its task, sees what will be sent to whom, and takes it off again."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from bot import draft
from bot.audience import Audience
from bot.feature import Context, Phrase, Refusal, Role
from bot.messages import FileRef
from bot.names import clean
from bot.phrases import NotAnAnswer
from handlers.tool_packs import sending, tasks
from handlers.tool_packs.settings import feature
from handlers.tool_packs.tasks import EXAMPLE, PackTask
from storage import tool_packs
from storage.connection import Db
from storage.files import Files
from storage.tool_packs import ToolPack

LINK = re.compile(r"https?://\S+", re.IGNORECASE)
LONGEST, LONGEST_LINK, LONGEST_ENDING, MOST = 30, 500, 8, 6
KEPT_UNATTACHED = timedelta(days=2)
"""Longer than its preview can be sent."""

WHAT = Phrase(zh="“{name}”跟着{task}发，每人一次", en="“{name}” goes with {task}, once to each")
WHO = Phrase(zh="拿到这个任务的人（现在{n}人，后来的到时候）", en="those who have the task ({n} now, others when they get it)")
ATTACHED = Phrase(
    zh="✅ “{name}”跟着{task}发了：现在有这个任务的{n}人这就收到，后来的拿到任务时收到。不再发：工具包 去 {number}",
    en="✅ “{name}” goes with {task}: {n:person has|people have} the task and get it now, others when they get theirs. "
    "To stop: toolkit remove {number}",
)
REMOVED = Phrase(
    zh="✅ “{name}”不再跟着{task}发，收到的人都留着。10分钟内可发“撤销”。",
    en="✅ “{name}” is not sent with {task} any more; who has it keeps it. “undo” within 10 minutes takes it back.",
)
BACK = Phrase(zh="✅ “{name}”又跟着{task}发了。", en="✅ “{name}” goes with {task} again.")
TAKEN_OFF = Phrase(
    zh="✅ “{name}”不跟着{task}发了；已经发给{n}人的收不回。",
    en="✅ “{name}” is not sent with {task}; whoever has it ({n}) keeps it.",
)
WAITING = Phrase(
    zh="把“{name}”的文件或链接发给我，跟着{task}发。不加了就发“取消”。",
    en="Send me the file or the link of “{name}”; it goes with {task}. “cancel” drops it.",
)
CALLED = Phrase(zh="“{name}”的文件或链接", en="the file or link of “{name}”")

FOR_MANAGERS = Phrase(
    zh="工具包由社群经理来加减。看发给你的：工具包", en="Managers add and remove tools. To see yours: toolkit"
)
NO_NAME = Phrase(zh="写上名字，最多{most}个字。{example}", en="It needs a name of at most {most:letter|letters}. {example}")
ONE_ONLY = Phrase(
    zh="一次加一个文件或一个链接，多的分几次加。", en="One file or one link at a time; add the others one by one."
)
LONG_LINK = Phrase(zh="链接最多{most}个字符。", en="A link has at most {most:character|characters}.")
FULL = Phrase(
    zh="{task}已经有{most}个工具，先去掉一个：工具包 去 {number}",
    en="{task} has {most:tool|tools} already. Take one off first: toolkit remove {number}",
)
NO_SUCH = Phrase(zh="没有第{number}号工具。看有哪些：工具包", en="There is no tool {number}. To see them: toolkit")
EMPTY = Phrase(zh="“{name}”是空的，没有加。", en="“{name}” is empty and was not added.")
NOT_FETCHED = Phrase(
    zh="“{name}”没有传到，没有加。请再发一次。", en="“{name}” did not arrive and was not added. Please send it again."
)
SENTENCE = Phrase(zh="工具包 附 {number}", en="toolkit attach {number}")

feature.act("tool_pack", Phrase(zh="{who} 给{task}加了工具“{name}”", en="{who} put “{name}” with {task}"))
feature.act("tool_pack_removed", Phrase(zh="{who} 从{task}去掉了工具“{name}”", en="{who} took “{name}” off {task}"))


def add(ctx: Context, words: str, whose: str) -> None:
    """工具包 加 异议清单 https://… 给=L12, with the file in the same message, or asked for. Raises Refusal."""
    if ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS)
    links = LINK.findall(words)
    name = " ".join(LINK.sub(" ", clean(words)).split()).strip(' “”"《》')
    if not name and len(ctx.event.files) == 1:
        name = PurePath(ctx.event.files[0].name).stem[:LONGEST]
    if not 1 <= len(name) <= LONGEST or name.isdecimal():
        raise Refusal(NO_NAME(most=LONGEST, example=EXAMPLE))
    task = tasks.meant(ctx, whose)
    _check_room(ctx, task)
    if not links and not ctx.event.files:
        ctx.ask("content", name=name, task=task.kind, subject=task.subject)
        ctx.reply(WAITING(name=name, task=task.name), audience=Audience.MANAGERS)
        return
    _take(ctx, name, task.kind, task.subject, links)


@feature.step("content", called=CALLED)
def content(ctx: Context, words: str, *, name: str, task: str, subject: str) -> None:
    """The file, or the link."""
    links = LINK.findall(words)
    if not links and not ctx.event.files:
        raise NotAnAnswer
    _take(ctx, name, task, subject, links)


def _check_room(ctx: Context, task: PackTask) -> None:
    known = tool_packs.of_task(ctx.db, ctx.camp.id, task.kind, task.subject)
    if len(known) >= MOST:
        raise Refusal(FULL(task=task.name, most=MOST, number=known[0].id))


def _take(ctx: Context, name: str, task: str, subject: str, links: list[str]) -> None:
    """A link is looked at at once, a file when it is here."""
    files: tuple[FileRef, ...] = ctx.event.files
    if len(links) + len(files) != 1:
        raise Refusal(ONE_ONLY)
    if files:
        ctx.fetch(files[0], then="tool_packs.keep", task=task, subject=subject, called=name)
        return
    if len(links[0]) > LONGEST_LINK:
        raise Refusal(LONG_LINK(most=LONGEST_LINK))
    _keep(ctx, task, subject, name, link=links[0])


@feature.task("keep", by=Role.MANAGER)
def keep(reader: Db, files: Files, task: str, subject: str, called: str, file: str, name: str) -> list[list[Any]]:
    """[task, subject, name as it is sent, the file, how many bytes] of a file that is here."""
    ending = PurePath(name).suffix[:LONGEST_ENDING]
    return [[task, subject, called if called.endswith(ending) else called + ending, file, len(files.read(file))]]


@feature.on("done:tool_packs.keep")
def kept(ctx: Context) -> None:
    for task, subject, name, file, size in ctx.event.data["rows"]:
        if size:
            _keep(ctx, task, subject, name, file=file, size=size)
        else:
            ctx.reply(EMPTY(name=name), audience=Audience.MANAGERS)


@feature.on("failed:tool_packs.keep")
def not_kept(ctx: Context) -> None:
    ctx.reply(NOT_FETCHED(name=ctx.event.data["payload"]["called"]), audience=Audience.MANAGERS)


def _keep(
    ctx: Context,
    task: str,
    subject: str,
    name: str,
    *,
    link: str | None = None,
    file: str | None = None,
    size: int | None = None,
) -> None:
    """It is shown as it will be sent; nobody is sent it before its manager says so."""
    tool_packs.drop_stale(ctx.db, ctx.camp.id, before=ctx.now - KEPT_UNATTACHED)
    content = {"link": link, "file": file, "size": size}
    number = tool_packs.keep(ctx.db, ctx.camp.id, task, subject, name, **content, by=ctx.person.id, at=ctx.now)  # type: ignore[arg-type]
    _show(ctx, _known(ctx, number))


def _show(ctx: Context, pack: ToolPack) -> None:
    task = tasks.of_pack(ctx.db, ctx.camp.id, pack)
    n = len(tasks.holders(ctx.db, ctx.camp.id, pack))
    seen = draft.View(WHO(n=n), tuple(sending.said(ctx, pack)))
    sentence = SENTENCE(number=pack.id).to(ctx.language)
    draft.show(ctx, WHAT(name=pack.name, task=task.name), seen, sentence=sentence)


def attach(ctx: Context, words: str) -> None:
    """工具包 附 12, which the preview says when it is sent. Raises Refusal."""
    if ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS)
    pack = _known(ctx, _number(words))
    if pack.attached_at is not None:
        raise Refusal(NO_SUCH(number=pack.id))
    task = tasks.of_pack(ctx.db, ctx.camp.id, pack)
    _check_room(ctx, task)
    if not ctx.sends_draft:
        return _show(ctx, pack)
    tool_packs.attach(ctx.db, pack.id, at=ctx.now)
    n = len(tasks.holders(ctx.db, ctx.camp.id, pack))
    ctx.later("tool_packs.send", f"{pack.id}:0", ctx.now)
    ctx.audit("tool_pack", undo={"pack": pack.id}, name=pack.name, task=task.title)
    ctx.reply(ATTACHED(name=pack.name, task=task.name, n=n, number=pack.id), audience=Audience.MANAGERS)


def remove(ctx: Context, words: str) -> None:
    """工具包 去 12. Raises Refusal."""
    if ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS)
    pack = _known(ctx, _number(words))
    if not tool_packs.remove(ctx.db, pack.id, at=ctx.now):
        raise Refusal(NO_SUCH(number=pack.id))
    task = tasks.of_pack(ctx.db, ctx.camp.id, pack)
    ctx.audit("tool_pack_removed", undo={"pack": pack.id}, name=pack.name, task=task.title)
    ctx.reply(REMOVED(name=pack.name, task=task.name), audience=Audience.MANAGERS)


@feature.undoes("tool_pack", by=Role.MANAGER, thing=["name", "task"])
def attach_back(ctx: Context, pack: int) -> None:
    one = _known(ctx, pack)
    sent = next((it.sent for it in tool_packs.every(ctx.db, ctx.camp.id) if it.id == pack), 0)
    tool_packs.remove(ctx.db, pack, at=ctx.now)
    ctx.reply(TAKEN_OFF(name=one.name, task=tasks.of_pack(ctx.db, ctx.camp.id, one).name, n=sent))


@feature.undoes("tool_pack_removed", by=Role.MANAGER, thing=["name", "task"])
def remove_back(ctx: Context, pack: int) -> None:
    one = _known(ctx, pack)
    tool_packs.restore(ctx.db, pack)
    ctx.later("tool_packs.send", f"{pack}:0", ctx.now)
    ctx.reply(BACK(name=one.name, task=tasks.of_pack(ctx.db, ctx.camp.id, one).name))


def _number(words: str) -> int:
    """Raises Refusal where it is none."""
    plain = words.strip().lstrip("#＃")
    if not plain.isdecimal() or len(plain) > 9:
        raise Refusal(NO_SUCH(number=plain[:9] or "…"))
    return int(plain)


def _known(ctx: Context, number: int) -> ToolPack:
    """One of the camp's. Raises Refusal."""
    pack = tool_packs.find(ctx.db, ctx.camp.id, number)
    if pack is None:
        raise Refusal(NO_SUCH(number=number))
    return pack
