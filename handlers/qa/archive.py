"""归档: an expert keeps an answer that was said in the group."""

from __future__ import annotations

from typing import Annotated, Any

from bot.arguments import Named
from bot.feature import Context, Phrase, Refusal, Role
from handlers.qa import accept, codes, limits, replying
from handlers.qa.codes import title
from handlers.qa.entry_editing import RETIRED_BEFORE, mend
from handlers.qa.settings import feature
from storage import archive as entries
from storage import people
from storage.tickets import Ticket, TicketAnswer

KEPT = Phrase(
    zh="✅ 已归档 {code}《{question}》{author}。10分钟内可发“撤销”。",
    en="✅ Archived as {code} “{question}”{author}. “undo” within 10 minutes takes it back.",
)
BY = Phrase(zh="，{name}答", en=", answered by {name}")
WHICH_QUESTION = Phrase(zh="这条回答的是什么问题？回一句话。", en="Which question does it answer? Send it in a sentence.")
HOW = Phrase(
    zh="回复要归档的那条回答，发“归档 问题是什么”；改已有的：归档 K-0058 改 …",
    en="Reply to the answer with “archive WHAT WAS ASKED”; to change one: archive K-0058 change …",
)
ONLY_ACCEPTED = Phrase(
    zh="{code} 的回答由提问的人或社群经理“采纳”，采纳了就归档。",
    en="Answers to {code} are archived when the asker or a manager accepts one.",
)
KNOWN = Phrase(
    zh="{code} 已经有这个问题。要换答案发：归档 {code} 改 …",
    en="{code} has that question already. To change its answer: archive {code} change …",
)
TAKEN_BACK = Phrase(zh="✅ {code} 已撤下。", en="✅ {code} was taken out.")


@feature.command(
    "归档",
    "archive",
    help=Phrase(
        zh="回复群里的一条回答，把它归档；或改档案：归档 K-0058 改 …",
        en="Reply to an answer in the group to archive it; or change one: archive K-0058 change …",
    ),
    by=Role.EXPERT,
    examples=["归档 客户嫌报价高怎么回", "归档 K-0058 改 先问与谁比", "archive K-0058 versions"],
)
def archive(ctx: Context, words: Annotated[str, Named("问题", "question")] = "") -> None:
    if code := codes.entry_in(words):
        mend(ctx, codes.entry(ctx, code[0]), code[1])
    else:
        _keep(ctx, words)


@feature.on("reply")
def replied(ctx: Context) -> bool:
    """归档 as a reply to a member's message needs no @: an expert who says it means us."""
    match = ctx.router.match(ctx.event.text)
    if match is None or match.command.run is not archive or ctx.role < Role.EXPERT:
        return False
    _keep(ctx, match.words.strip())
    return True


# ── a pair said in the group ─────────────────────────────────────────────────────────────────────────────────────────


def _keep(ctx: Context, words: str) -> None:
    about, quote = replying.meant(ctx), ctx.event.data.get("quote")
    if about is not None:
        _accept(ctx, *about)
        return
    if quote is None or ctx.replied_to() is not None:
        raise Refusal(HOW)
    asked, named = codes.untagged(words)
    by = [quote.by.channel, quote.by.id, quote.by.name] if quote.by else None
    kept = {"answer": quote.words, "tags": named, "link": quote.link, "by": by}
    if asked := asked or quote.answers:
        _add(ctx, asked, **kept)
    else:
        ctx.ask("question", **kept)
        ctx.reply(WHICH_QUESTION)


@feature.step("question", called=Phrase(zh="这次归档", en="this archiving"))
def question(ctx: Context, words: str, **kept: Any) -> None:
    """What an answer answers, said afterwards."""
    asked, named = codes.untagged(words)
    _add(ctx, asked, **{**kept, "tags": [*kept["tags"], *named]})


def _accept(ctx: Context, one: Ticket, chosen: TicketAnswer | None) -> None:
    """A reply to an answer of a ticket: to archive it is to accept it."""
    if chosen is None or ctx.role < Role.MANAGER or not one.is_open:
        raise Refusal(ONLY_ACCEPTED(code=one.code))
    accept.settle(ctx, one, chosen)


feature.act("archive", Phrase(zh="{who} 归档了 {code}", en="{who} archived {code}"))


def _add(ctx: Context, asked: str, answer: str, tags: list[str], link: str, by: list[str] | None) -> None:
    limits.question(asked)
    limits.answer(answer)
    if same := entries.asked_like(ctx.db, ctx.camp.id, asked):
        raise Refusal(KNOWN(code=same[0].code))
    person, name = _author(ctx, by)
    one = entries.add(
        ctx.db, ctx.camp.id, asked, answer, tags=tags, person=person, author=name, source="room", link=link or None, at=ctx.now
    )
    ctx.audit("archive", undo={"entry": one.id}, code=one.code)
    ctx.reply(KEPT(code=one.code, question=title(one.question), author=BY(name=one.author) if one.author else ""))


def _author(ctx: Context, by: list[str] | None) -> tuple[int | None, str | None]:
    """The person behind a (channel, id, name), or the name alone where we never met them."""
    if by is None:
        return None, None
    channel, ident, name = by
    known = people.find_account(ctx.db, channel, ident)
    return (known.person, None) if known is not None else (None, name)


@feature.undoes("archive", by=Role.MANAGER)
def take_out(ctx: Context, entry: int) -> None:
    one = entries.get(ctx.db, entry)
    if not entries.retire(ctx.db, one, at=ctx.now):
        raise Refusal(RETIRED_BEFORE(code=one.code))
    ctx.reply(TAKEN_BACK(code=one.code))
