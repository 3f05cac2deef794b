"""草稿: what was shown first is sent, written anew or set aside, by its author alone and once."""

from __future__ import annotations

import re
from typing import Annotated

from bot import draft
from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Asker, Context, Feature, Page, Phrase, Press, Refusal, Theme
from bot.phrases import NotAnAnswer
from storage import dialogs, drafts
from storage.dialogs import Dialog
from storage.drafts import OutgoingDraft

feature = Feature("drafts", Theme.CAMP)

NONE = Phrase(zh="没有等着发出的草稿。", en="No draft is waiting to be sent.")
LIST = Phrase(zh="📝 等着发出的草稿，共{n}份\n{lines}", en="📝 Drafts that wait to be sent: {n}\n{lines}")
LINE = Phrase(
    zh="{id}（{until:%m-%d %H:%M} 前）{words}\n　草稿 发出 {id}｜草稿 改 {id}｜草稿 取消 {id}",
    en="{id} (until {until:%m-%d %H:%M}) {words}\n  send {id} | drafts change {id} | drafts cancel {id}",
)
NO_SUCH = Phrase(zh="你没有草稿 {id}。看看有哪些：草稿", en="You have no draft {id}. To see yours: drafts")
SENT_BEFORE = Phrase(
    zh="这份草稿 {at:%m-%d %H:%M} 已经发出，没有再发。", en="That draft was sent on {at:%m-%d %H:%M}; it was not sent again."
)
DROPPED_BEFORE = Phrase(
    zh="这份草稿 {at:%m-%d %H:%M} 已经收起，没有发出。",
    en="That draft was set aside on {at:%m-%d %H:%M}; nothing was sent.",
)
EXPIRED = Phrase(
    zh="这份草稿 {until:%m-%d %H:%M} 已过期，没有发出。要发就把原句再发一遍：\n{words}",
    en="That draft expired on {until:%m-%d %H:%M}; nothing was sent. To send it say the sentence again:\n{words}",
)
NOT_ANY_MORE = Phrase(
    zh="你现在的角色不能再发这个了，没有发出。", en="Your role does not allow this any more; nothing was sent."
)
OF_OLD = Phrase(zh="这句话现在没有功能认得，没有发出。", en="No feature knows that sentence any more; nothing was sent.")
ANEW = Phrase(
    zh="草稿 {id} 收起了，没有发出。把改好的整句发给我，原句：",
    en="Draft {id} is set aside and nothing was sent. Send me the whole sentence as you want it; it was:",
)
DROPPED = Phrase(zh="✅ 草稿 {id} 收起了，没有发出。", en="✅ Draft {id} is set aside; nothing was sent.")
HOW = Phrase(
    zh="可以：草稿 发出 12｜草稿 改 12｜草稿 取消 12", en="You may: drafts send 12 | drafts change 12 | drafts cancel 12"
)
NAMED_ONLY = Phrase(zh="草稿 {id} 不能不署名，没有发出。", en="Draft {id} cannot go unnamed; nothing was sent.")
VERBS = {
    **dict.fromkeys(("发出", "署名", "send", "post"), "send"),
    **dict.fromkeys(("不署名", "不署名发出", "匿名", "匿名发出", "unnamed"), "unnamed"),
    **dict.fromkeys(("改", "change"), "change"),
    **dict.fromkeys(("取消", "cancel"), "cancel"),
}
NUMBER = re.compile(r"\d{1,12}")
SHOWN = 60
"""Characters of a sentence in the list."""
A_PAGE = 10


@feature.command(
    "草稿",
    "drafts",
    help=Phrase(zh="看等着发出的草稿，发出、改或取消。", en="The drafts that wait to be sent; send, change or cancel one."),
    asked={r"(?:确认)?发出(?:去)?|发送|send(?: it)?": "发出"},
    examples=["草稿", "草稿 发出 12", "草稿 改 12", "草稿 取消 12", "drafts send 12"],
)
def handle(
    ctx: Context,
    verb: Annotated[str, Named("发出、改或取消", "send, change or cancel")] = "",
    number: Annotated[str, Named("草稿号", "number")] = "",
) -> None:
    if not verb:
        return ctx.show_list("mine")
    if verb.casefold() not in VERBS:
        raise Refusal(HOW)
    _obey(ctx, VERBS[verb.casefold()], _mine(ctx, number))


@feature.step("waiting", called=Phrase(zh="草稿“{words}”", en="the draft “{words}”"), stays=True)
def answer(ctx: Context, said: str, *, draft: int, words: str) -> None:
    """The same, typed under the preview; other words are not for it, and it waits on."""
    verb = VERBS.get(said.strip().casefold())
    if verb is None:
        known = drafts.find(ctx.db, draft)
        if known is not None and known.until > ctx.now:
            ctx.ask("waiting", until=known.until, draft=draft, words=words)
        raise NotAnAnswer
    _obey(ctx, verb, _mine(ctx, str(draft)))


@feature.on("cancelled")
def set_aside(ctx: Context, dialog: Dialog) -> None:
    """取消 under a preview ends the draft too."""
    if dialog.step == draft.STEP:
        drafts.drop(ctx.db, dialog.kept["draft"], at=ctx.now)


def _obey(ctx: Context, verb: str, one: OutgoingDraft) -> None:
    waiting = dialogs.find(ctx.db, ctx.person.id, ctx.address.key, now=ctx.now)
    if waiting is not None and waiting.step == draft.STEP and waiting.kept["draft"] == one.id:
        dialogs.close(ctx.db, waiting.id)
    match verb:
        case "send" | "unnamed":
            _send(ctx, one, unnamed=verb == "unnamed")
        case "change":
            drafts.drop(ctx.db, one.id, at=ctx.now)
            ctx.reply(ANEW(id=one.id), draft.quoted(one.words))
        case _:
            drafts.drop(ctx.db, one.id, at=ctx.now)
            ctx.reply(DROPPED(id=one.id))


def _send(ctx: Context, one: OutgoingDraft, *, unnamed: bool) -> None:
    """Its command is called as if the sentence were said now. Raises Refusal where today's role or state does not allow it."""
    match = ctx.router.match(one.words)
    if match is None:
        raise Refusal(OF_OLD)
    if unnamed and not match.command.unnamed:
        raise Refusal(NAMED_ONLY(id=one.id))
    drafts.mark_sent(ctx.db, one.id, at=ctx.now)
    _return_to(ctx, one)
    ctx.is_unnamed, command = unnamed, match.command
    if not command.open_to(ctx.role, is_host=ctx.is_host):
        raise Refusal(NOT_ANY_MORE)
    ctx.feature = command.feature
    words = ctx.router.bound(match, ctx.language)
    found = {} if command.look is None else {"found": command.look(ctx.db, Asker.of(ctx), **words)}
    command.run(ctx, **words, **found)


@feature.paged("mine")
def _list(ctx: Context, after: int) -> Page:
    """The newest first."""
    waiting = drafts.waiting(ctx.db, ctx.camp.id, ctx.person.id, now=ctx.now)
    if not waiting:
        return Page((NONE,), audience=Audience.PERSON)
    some = waiting[after : after + A_PAGE]
    lines = "\n".join(LINE(id=one.id, until=one.until, words=one.words[:SHOWN]).to(ctx.language, ctx.zone) for one in some)
    said = [lines] if after else [LIST(n=len(waiting), lines=lines), [Press(draft.SEND, f"草稿 发出 {waiting[0].id}")]]
    return Page.cut(*said, after=after, most=A_PAGE, of=len(waiting), audience=Audience.PERSON)


def _mine(ctx: Context, number: str) -> OutgoingDraft:
    """The draft of that number, or the newest, that may still be sent. Raises Refusal saying what became of it."""
    if not number:
        waiting = drafts.waiting(ctx.db, ctx.camp.id, ctx.person.id, now=ctx.now)
        if not waiting:
            raise Refusal(NONE)
        return waiting[0]
    one = drafts.find(ctx.db, int(number)) if NUMBER.fullmatch(number) else None
    if one is None or one.person != ctx.person.id or not ctx.turn_to(one.camp):
        raise Refusal(NO_SUCH(id=number[:12]))
    if one.sent_at is not None:
        raise Refusal(SENT_BEFORE(at=one.sent_at))
    if one.dropped_at is not None:
        raise Refusal(DROPPED_BEFORE(at=one.dropped_at))
    if one.until <= ctx.now:
        raise Refusal(EXPIRED(until=one.until, words=one.words))
    return one


def _return_to(ctx: Context, one: OutgoingDraft) -> None:
    """Its times count from when it was said, its room is the one it was said in; who says it is who they are today."""
    ctx.sends_draft, ctx.said_at, ctx.is_room_admin = True, one.said_at, one.as_host
    if one.place:
        ctx.room_id = int(one.place.partition(":")[2])
