"""待办: what waits for whoever asks, letter by letter, what waits longest first; one thing in full where its number is named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from bot import deciding, queue
from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Asker, Backlog, Context, Line, Page, Phrase, Refusal, Role, Said, Waiting
from bot.phrases import opening
from bot.queue import LARGEST, Queue
from handlers.todo.settings import feature
from storage.connection import Db

HEAD = Phrase(
    zh="📥 待办{n}件，最早的从 {since:%m-%d %H:%M} 等到现在。",
    en="📥 Waiting for you: {n}, the oldest since {since:%m-%d %H:%M}.",
)
GROUP = Phrase(zh="{title}（{n}）", en="{title} ({n})")
ONE = Phrase(zh="{code} {what}（{since:%m-%d %H:%M}）", en="{code} {what} ({since:%m-%d %H:%M})")
NOTHING = Phrase(zh="没有等你定的。", en="Nothing waits for you.")
NOTHING_OF = Phrase(zh="没有等你定的{title}。", en="No {title} wait for you.")
HOW = Phrase(zh="看一件的全文：待办 {code}", en="To see one in full: todo {code}")
ALL = Phrase(zh="全部待办", en="Everything")
WHICH = Phrase(
    zh="“{word}”不是号。试试：待办，待办 {letter}，待办 {letter}12",
    en="“{word}” is no number. Try: todo, todo {letter}, todo {letter}12",
)
SHOWN = 5
"""Things on a page: each has a row of buttons."""


@feature.command(
    "待办",
    "todo",
    help=Phrase(
        zh="等你定的事，等得最久的在前；看一类：待办 J，看一件：待办 J12。",
        en="What waits for you, the oldest first; one kind: todo J, one thing: todo J12.",
    ),
    by=Role.EXPERT,
    examples=["待办", "待办 J", "待办 J12", "todo", "todo J12"],
    opens="JWXZ",
    asked={
        r"(?:还)?有?(?:什么|哪些|啥|几件)?(?:事|事情)?(?:在)?等我(?:来)?(?:定|批|处理|审批?)(?:的)?(?:事|有哪些)?": "",
        r"(?:有|还有)?(?:什么|哪些|啥|几件)(?:事|事情)?(?:是)?(?:要|需要|该|轮到)我(?:来)?(?:定|批|处理|审批?|办|做)(?:的)?|(?:待|我要|要我)?审批(?:的)?": "",
        r"(?:我的)?[待代带]办(?:事项|列表|清单)?(?:呢|有哪些|有什么)?|to-?do ?list": "",
        r"(?P<code>[JWXZjwxz]\s?-?\d{1,9})(?:\s*(?:是(?:谁|什么|啥)|(?:现在)?(?:怎么样|怎样|如何|咋样)了?|的?(?:情况|详情|全文)))?": "{code}",
        r"what(?: is|'s)? waiting for me|what waits for me": "",
    },
)
def todo(ctx: Context, which: Annotated[str, Named("号", "number")] = "") -> None:
    named, letter = queue.read(which), queue.letter(which)
    if named is not None and not named.rest:
        return _whole(ctx, named.letter, named.number)
    if which and letter is None:
        raise Refusal(WHICH(word=which[:12], letter=next(iter(_mine(ctx.router.queues.values(), ctx.role))).prefix))
    if letter is not None:
        return ctx.show_list("waiting", order=deciding.seen(ctx, letter, 0).prefix)
    asker = Asker.of(ctx)
    order = [of.prefix for of, _ in _backlogs(ctx.db, asker, _mine(ctx.router.queues.values(), ctx.role))]
    ctx.show_list("waiting", order="".join(order))


@feature.paged("waiting", by=Role.EXPERT)
def _waiting(ctx: Context, after: int, order: str) -> Page:
    """A page of the letters in this order, from a place on: which letter it is, and the number in it. What is decided meanwhile moves
    nothing out of sight."""
    asker, queues = Asker.of(ctx), ctx.router.queues
    mine = [queues[prefix] for prefix in order if prefix in queues and queues[prefix].by <= ctx.role]
    known = {of.prefix: backlog for of, backlog in _backlogs(ctx.db, asker, mine)}
    place, number = divmod(after, LARGEST)
    shown: list[tuple[Queue, list[Waiting]]] = []
    room = SHOWN + 1
    for of in mine[place:]:
        if room and of.prefix in known:
            some = of.waiting(ctx.db, asker, number, room)
            shown, room = [*shown, (of, some)] if some else shown, room - len(some)
        number = 0
    if not shown:
        said = () if after else (NOTHING_OF(title=mine[0].title) if len(mine) == 1 and len(order) == 1 else NOTHING,)
        return Page(said, audience=Audience.REVIEWERS)
    following = None
    if not room:
        shown[-1][1].pop()
        shown = [one for one in shown if one[1]]
        of, some = shown[-1]
        following = mine.index(of) * LARGEST + some[-1].number
    head = [] if after else [_head(known.values())]
    if len(order) == 1:
        return Page((*head, *_in_full(ctx, *shown[0])), next=following, audience=Audience.REVIEWERS)
    groups = [_group(ctx, of, some, known[of.prefix].count) for of, some in shown]
    rows = [deciding.presses(ctx, of, one.number) for of, some in shown for one in some]
    how = [] if after else [HOW(code=shown[0][0].code(shown[0][1][0].number))]
    return Page((*head, *groups, *how, *rows), next=following, audience=Audience.REVIEWERS)


def _in_full(ctx: Context, of: Queue, some: list[Waiting]) -> list[Said]:
    """One kind alone is said whole: who reads it need not ask for each."""
    return [part for one in some for part in (*of.whole(ctx, one.number), deciding.presses(ctx, of, one.number))]


def _backlogs(reader: Db, asker: Asker, queues: Iterable[Queue]) -> list[tuple[Queue, Backlog]]:
    """Those in which something waits, what waits longest first."""
    counted = [(of, of.backlog(reader, asker)) for of in queues]
    waiting = [(of, backlog) for of, backlog in counted if backlog.count]
    return sorted(waiting, key=lambda one: (one[1].since or asker.now, one[0].prefix))


def _mine(queues: Iterable[Queue], role: Role) -> list[Queue]:
    return [of for of in queues if of.by <= role]


def _head(backlogs: Iterable[Backlog]) -> Line:
    some = list(backlogs)
    return HEAD(n=sum(one.count for one in some), since=min(one.since for one in some if one.since is not None))


def _group(ctx: Context, of: Queue, some: list[Waiting], count: int) -> str:
    lines = [ONE(code=of.code(one.number), what=one.what, since=one.since).to(ctx.language, ctx.zone) for one in some]
    return "\n".join([opening(GROUP(title=of.title, n=count), ctx.language), *(f"· {line}" for line in lines)])


def _whole(ctx: Context, letter: str, number: int) -> None:
    of = deciding.seen(ctx, letter, number)
    ctx.reply(*of.whole(ctx, number), deciding.presses(ctx, of, number), audience=deciding.audience(of))
