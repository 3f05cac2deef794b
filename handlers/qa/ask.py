"""提问: before a question is put to the experts its asker sees what may answer it already, and says whether it does."""

from __future__ import annotations

from typing import Annotated, Any

from bot.arguments import Named
from bot.feature import Asker, Context, Line, Phrase, Press, Refusal, Said
from bot.messages import Address
from handlers.qa import codes, entry_view, limits, me_too, posting, status, suggestions, using
from handlers.qa.codes import title
from handlers.qa.opening import open_ticket
from handlers.qa.settings import feature
from handlers.qa.suggestions import Known
from storage import archive, dialogs, people, tickets
from storage.archive import Entry
from storage.connection import Db
from storage.tickets import Ticket

ONE = Phrase(
    zh="可能已有答案：{line}。回复1查看，回复“没解决”继续。",
    en="This may be answered already: {line}. Answer 1 to see it, “unsolved” to go on.",
)
SEVERAL = Phrase(
    zh="是不是想问：\n{lines}\n回复编号查看，回复“没解决”继续。",
    en="Did you mean:\n{lines}\nAnswer with a number to see it, “unsolved” to go on.",
)
NUMBERED = Phrase(zh="{n} {line}", en="{n} {line}")
ENTRY = Phrase(zh="{code}《{words}》", en="{code} “{words}”")
TICKET = Phrase(zh="{code}《{words}》（还在等回答）", en="{code} “{words}” (not answered yet)")
ANSWERED = Phrase(zh="这个问题有人答过：", en="This was answered before:")
UNSOLVED = Phrase(zh="没解决", en="Unsolved")
CHOOSE = Phrase(
    zh="回复编号（1到{n}）查看，“用上了”就算解决，回复“没解决”继续提问。",
    en="Answer with a number (1 to {n}) to see it, “used” if it helped, or “unsolved” to go on.",
)
NOTHING_WAITS = Phrase(
    zh="没有等着的问题。重新发一次：提问 客户嫌报价高怎么回",
    en="No question of yours is waiting. Send it again: ask how to answer that the price is too high",
)
UNSOLVED_WORDS = {"没解决", "没有解决", "继续", "unsolved", "no"}
USED_WORDS = {"用上了", "解决了", "used", "solved"}


def look(reader: Db, asker: Asker, words: str) -> Known | None:
    """What is known of the question; None where one is named (A-0007). Raises Refusal where nobody could tell what is asked."""
    if _named(words) is not None:
        return None
    asked, _ = codes.untagged(words)
    limits.question(asked)
    return suggestions.look_up(reader, asker.camp.id, asked)


@feature.command(
    "提问",
    "ask",
    help=Phrase(
        zh="问一个问题，先看有没有现成答案，可加 #标签；“提问 A-0007”看答得怎样了。",
        en="Ask a question, with a #tag; what is answered already comes first. “ask A-0007” shows how one stands.",
    ),
    examples=["提问 客户嫌报价高怎么回", "提问 合同改了价格谁来批 #流程", "ask how to answer that the price is too high"],
    look=look,
    opens="A",
    unnamed=True,
    asked={
        r"(?:我)?(?:想|要)?(?:请教|问)(?:个|一个|一下|点|大家)+(?:问题|事|题)?": "",
        r"(?:我)?(?:有|遇到)(?:个|一个|点)?(?:问题|疑问)(?:想|要)?(?:问|请教)?|i have a question": "",
    },
)
def ask(ctx: Context, words: Annotated[str, Named("问题", "question")], *, found: Known | None) -> None:
    if found is None:
        ctx.reply(*status.shown(ctx, codes.ticket(ctx, _named(words) or 0)))
        return
    asked, tags = codes.untagged(words)
    if _is_taken(ctx, asked):
        return
    limits.may_ask(ctx)
    if ctx.sends_draft or not found.near:
        posting.post(ctx, asked, tags, found.tags)
        return
    place = _where_to_ask(ctx)
    shown = suggestions.suggest(ctx, found.near)
    kept = {
        "camp": ctx.camp.id,
        "words": asked,
        "tags": tags,
        "twin": found.tags,
        "shown": shown,
        "public": not ctx.address.direct,
    }
    _wait(ctx, place, kept)
    if place == ctx.address:
        ctx.reply(*_suggested(ctx, found))
    else:
        ctx.tell(ctx.person.id, *_suggested(ctx, found))


def _is_taken(ctx: Context, asked: str) -> bool:
    """Whether somebody else takes questions now: a round that is on."""
    mine = ctx.feature
    for name, takes in ctx.router.listeners("question"):
        ctx.feature = name
        if takes(ctx, asked):
            return True
    ctx.feature = mine
    return False


def _named(words: str) -> int | None:
    """The number of a ticket that is all there is in the words."""
    code = codes.ticket_in(words)
    return code[0] if code and not code[1] else None


def _where_to_ask(ctx: Context) -> Address:
    """In private where they can be written to, so that the group stays quiet."""
    private = people.private_address(ctx.db, ctx.person.id)
    return ctx.address if ctx.address.direct or private is None else Address(*private, direct=True)


def _wait(ctx: Context, place: Address, kept: dict[str, Any]) -> None:
    """The question waits for what its asker says; one that waited there before is given up."""
    dialogs.ask(ctx.db, ctx.person.id, place.key, suggestions.STEP, kept, at=ctx.now)


def _suggested(ctx: Context, found: Known) -> list[Said]:
    unsolved = Press(UNSOLVED, "没解决")
    if found.is_sure and isinstance(first := found.near[0].what, Entry):
        return [ANSWERED, *entry_view.card(ctx, first, unsolved)]
    lines = [_line(one.what) for one in found.near]
    numbered = "\n".join(NUMBERED(n=n, line=line).to(ctx.language) for n, line in enumerate(lines, 1))
    said = ONE(line=lines[0]) if len(lines) == 1 else SEVERAL(lines=numbered)
    return [said, [*(_press(n, one.what) for n, one in enumerate(found.near, 1)), unsolved]]


def _line(what: Entry | Ticket) -> Line:
    if isinstance(what, Entry):
        return ENTRY(code=what.code, words=title(what.question))
    return TICKET(code=what.code, words=title(what.words))


def _press(n: int, what: Entry | Ticket) -> Press:
    return Press(f"{n} {what.code}", f"搜 {what.code}" if isinstance(what, Entry) else f"同问 {what.code}")


# ── what the asker says ──────────────────────────────────────────────────────────────────────────────────────────────


@feature.step("unsolved", called=Phrase(zh="提问“{words}”", en="your question “{words}”"), stays=True)
def judge(ctx: Context, said: str, **kept: Any) -> None:
    """A number, 用上了 or 没解决. In a group anything else was not said to us, and the question is given up."""
    word, shown = said.strip().casefold(), kept["shown"]
    if word in UNSOLVED_WORDS:
        return _go_on(ctx, kept)
    if not word.isdecimal() and word not in USED_WORDS and not ctx.address.direct:
        return
    _wait(ctx, ctx.address, kept)
    if word.isdecimal() and 1 <= int(word) <= len(shown):
        entry, other = shown[int(word) - 1]
        if entry:
            ctx.reply(*entry_view.card(ctx, archive.get(ctx.db, entry), Press(UNSOLVED, "没解决")))
        else:
            me_too.wait_too(ctx, tickets.get(ctx.db, other), kept["words"])
    elif word in USED_WORDS and len(entries := [entry for entry, _ in shown if entry]) == 1:
        using.use(ctx, archive.get(ctx.db, entries[0]))
    else:
        raise Refusal(CHOOSE(n=len(shown)))


@feature.command(
    "没解决",
    "unsolved",
    help=Phrase(zh="看过的答案没解决，把问题交给专家。", en="What was shown did not help: put the question to the experts."),
    examples=["没解决", "unsolved"],
    everyday=True,
)
def unsolved(ctx: Context) -> None:
    asked = suggestions.draft(ctx)
    if asked is None:
        raise Refusal(NOTHING_WAITS)
    dialogs.close(ctx.db, asked.id)
    _go_on(ctx, asked.kept)


def _go_on(ctx: Context, kept: dict[str, Any]) -> None:
    if not ctx.turn_to(kept["camp"]):
        raise Refusal(NOTHING_WAITS)
    suggestions.reject(ctx, kept["shown"])
    (open_ticket if kept.get("public") else posting.post)(ctx, kept["words"], kept["tags"], kept["twin"])
