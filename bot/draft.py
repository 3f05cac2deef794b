"""Shown first: what would reach many goes to its author alone, as each kind of reader will see it; 发出 then says the same sentence again.

A handler that is about to reach many asks `if not ctx.sends_draft: return draft.show(ctx, …)` once everything is checked. The draft
keeps the sentence; sending it runs the command anew, against the role and the state of that moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.audience import Audience
from bot.context import Context, Press, Said
from bot.messages import Address
from bot.parts import Button, Buttons, Choice, Choices, Mark, Part, Run, Text
from bot.phrases import Line, Phrase
from storage import dialogs, drafts, people

PREVIEW = Phrase(zh="📝 预览，还没有发出：{what}", en="📝 A preview; nothing is sent yet: {what}")
SEEN_BY = Phrase(zh="{who}会看到：", en="What {who} will see:")
ROOMS = Phrase(zh="群里（{n}个群）", en="the groups ({n})")
PEOPLE = Phrase(zh="{n}位学员在私聊里", en="learners in private ({n})")
VALID = Phrase(
    zh="{until:%m-%d %H:%M} 前有效，过期不发。要改就整句重发，原句：",
    en="Good until {until:%m-%d %H:%M}; after that it is not sent. To change it send the whole sentence again; it was:",
)
SEND = Phrase(zh="发出", en="Send")
SEND_UNNAMED = Phrase(zh="不署名发出", en="Send unnamed")
CHANGE = Phrase(zh="改", en="Change")
DROP = Phrase(zh="取消", en="Cancel")
LASTS = timedelta(days=1)
STEP = "drafts.waiting"
"""The question a preview is: send it?"""
NAMED = 40
"""Characters of a sentence that is only named."""


@dataclass(frozen=True, slots=True)
class View:
    """What one kind of reader will see."""

    who: Line
    said: tuple[Said, ...]


def in_rooms(rooms: int, *said: Said) -> View:
    """What the camp's groups will see."""
    return View(ROOMS(n=rooms), said)


def in_private(learners: int, *said: Said) -> View:
    """What each of so many learners will see."""
    return View(PEOPLE(n=learners), said)


def show(
    ctx: Context, what: Line, *views: View, notes: tuple[Said, ...] = (), until: datetime | None = None, sentence: str = ""
) -> None:
    """Keeps the sentence that runs, or another one that says the same, as a draft and shows it to its author in private. `what` says
    what it is and when; `notes` is what else its author should know; `until` is the moment after which it makes no sense (a
    deadline), a day at most."""
    ends = min(until, ctx.now + LASTS) if until is not None and until > ctx.now else ctx.now + LASTS
    place = f"room:{ctx.room_id}" if ctx.room_id is not None and not ctx.address.direct else ""
    words = sentence or ctx.sentence
    said_at = {"said_at": ctx.said_at, "until": ends}
    number = drafts.keep(ctx.db, ctx.camp.id, ctx.person.id, words, place=place, as_host=ctx.is_host, **said_at)
    shown: list[Said] = [PREVIEW(what=what)]
    for view in views:
        shown += [SEEN_BY(who=view.who), *inert(ctx.as_read(ctx.camp.language, *view.said))]
    match = ctx.router.match(words)
    presses = [
        Press(SEND, f"草稿 发出 {number}"),
        *([Press(SEND_UNNAMED, f"草稿 不署名 {number}")] if match is not None and match.command.unnamed else []),
        Press(CHANGE, f"草稿 改 {number}"),
        Press(DROP, f"草稿 取消 {number}"),
    ]
    _wait_for_word(ctx, number, words, ends)
    ctx.reply(*shown, *notes, VALID(until=ends), quoted(words), presses, audience=Audience.PERSON, until=ends)


def _wait_for_word(ctx: Context, number: int, words: str, until: datetime) -> None:
    """发出 and 改 can be typed where the preview is read, and mean the newest, as long as nothing else was asked there."""
    known = people.private_address(ctx.db, ctx.person.id)
    at = ctx.address if ctx.address.direct else Address(*known, direct=True) if known else None
    asked = dialogs.find(ctx.db, ctx.person.id, at.key, now=ctx.now) if at is not None else None
    if at is not None and (asked is None or asked.step == STEP):
        dialogs.ask(ctx.db, ctx.person.id, at.key, STEP, {"draft": number, "words": words[:NAMED]}, at=ctx.now, until=until)


def quoted(words: str) -> Text:
    """A sentence to be copied."""
    return Text((Run("\n"), Run(words, Mark.CODE)))


def inert(parts: tuple[Part, ...], *, follows: bool = True) -> list[Part]:
    """The same to look at, with nothing to press: what a button of a preview did would be done to what is not there yet. What `follows` words
    of ours begins on a line of its own."""
    return [_inert(part, is_first=follows and place == 0) for place, part in enumerate(parts)]


def _inert(part: Part, *, is_first: bool) -> Part:
    match part:
        case Buttons(rows):
            return Text.of("\n" + "\n".join(" ".join(_label(button) for button in row) for row in rows))
        case Choices(options, until, seconds):
            return Choices(tuple(Choice(one.letter, one.words, "", one.share, one.right) for one in options), until, seconds)
        case Text(runs) if is_first:
            return Text((Run("\n"), *runs))
    return part


def _label(button: Button) -> str:
    return f"［{button.label}］"
