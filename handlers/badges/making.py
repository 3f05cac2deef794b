"""A new badge: its rule is read and shown first with how many have earned it already; then it is made, drawn, and given to them once."""

from __future__ import annotations

import re

from bot import counters, draft
from bot.arguments import whole
from bot.counters import Asked, Counter
from bot.feature import Context, Phrase, Refusal, Role
from bot.names import folded
from bot.phrases import listed
from handlers.badges import rules
from handlers.badges.qualifying import qualified
from handlers.badges.settings import earned, feature, rule, rule_of
from storage import badges
from storage.connection import Db

MADE = Phrase(
    zh="✅ 勋章 B{number}《{name}》建好了（{rule}），够格的人会收到私聊。10分钟内可发“撤销”。",
    en="✅ The badge B{number} “{name}” is made ({rule}); who has earned it is told in private. “undo” within 10 minutes takes it back.",
)
MADE_BY_HAND = Phrase(
    zh="✅ 勋章 B{number}《{name}》建好了，颁发发：勋章 给 林晓 {name} 原因。10分钟内可发“撤销”。",
    en="✅ The badge B{number} “{name}” is made. To give it: badges give Ann {name} REASON. “undo” within 10 minutes takes it back.",
)
WHAT = Phrase(
    zh="新勋章《{name}》（{rule}），现在有{n}位学员够格，之后谁够格谁得",
    en="the new badge “{name}” ({rule}): {n:learner has|learners have} earned it already, and whoever does later gets it",
)
COUNTING = Phrase(
    zh="正在数谁已经够格，数好了私聊给你看预览。",
    en="I am counting who has earned it already; a preview comes to you in private.",
)
RETIRED = Phrase(
    zh="✅ 勋章《{name}》停用了，得到的人留着，以后不再发。10分钟内可发“撤销”。",
    en="✅ The badge “{name}” is given no more; who has it keeps it. “undo” within 10 minutes takes it back.",
)
BACK_IN_USE = Phrase(zh="✅ 勋章《{name}》又在用了。", en="✅ The badge “{name}” is in use again.")
UNMADE = Phrase(
    zh="✅ 勋章《{name}》撤销了，{n}人的也收回了。",
    en="✅ The badge “{name}” is gone, and so are {n:one|those} of {n:learner|learners}.",
)

NO_NAME = Phrase(
    zh="勋章要有名字，最多{most}个字。试试：勋章 新建 七日连签 连续打卡>=7",
    en="A badge needs a name of at most {most:letter|letters}. Try: badges new Steady streak>=7",
)
NO_RULE = Phrase(
    zh="规则没看懂：“{words}”。写成 计数>=数字，试试：勋章 新建 {name} 连续打卡>=7",
    en="I did not get the rule “{words}”. Write WHAT>=NUMBER. Try: badges new {name} streak>=7",
)
NO_COUNTER = Phrase(
    zh="没有“{words}”这个计数，可以数：{known}。", en="Nothing is counted as “{words}”. What can be counted: {known}."
)
NO_NUMBER = Phrase(
    zh="{counter}后面要写1到{most}的整数，“{words}”不是。试试：勋章 新建 七日连签 连续打卡>=7",
    en="{counter} takes a whole number from 1 to {most}; “{words}” is none. Try: badges new Steady streak>=7",
)
THERE_ALREADY = Phrase(
    zh="已经有勋章《{name}》（{rule}）。换个名字，或先停用：勋章 停用 {name}",
    en="There is a badge “{name}” ({rule}). Take another name, or first: badges retire {name}",
)
NO_SUCH = Phrase(
    zh="没有叫《{name}》的勋章。看全部：勋章 全部；建一枚自己颁发的：勋章 新建 {name}",
    en="There is no badge “{name}”. To see them all: badges all; to make one you give yourself: badges new {name}",
)
CANNOT = Phrase(zh="现在撤销不了：又有一个《{name}》了。", en="That cannot be undone: there is another “{name}” by now.")
MOST = 1_000_000
NUMBER = re.compile(r"[BbＢｂ]\s*[-－]?\s*(\d{1,9})")


def new(ctx: Context, words: str) -> None:
    """勋章 新建 七日连签 连续打卡>=7, or a name alone for one that is given by hand. Raises Refusal."""
    name, rest = rules.named(words)
    if not rules.is_name(name):
        raise Refusal(NO_NAME(most=rules.LONGEST))
    if (there := badges.named(ctx.db, ctx.camp.id, folded(name))) is not None:
        raise Refusal(THERE_ALREADY(name=there.name, rule=rule_of(there)))
    asked = _rule(ctx, name, rest) if rest else None
    if asked is not None and not ctx.sends_draft:
        counter, subject, least = asked
        ctx.task("badges.count", counter=counter, subject=subject, least=least, name=name, camp=ctx.camp.id, words=ctx.sentence)
        ctx.reply(COUNTING)
        return
    number = badges.make(ctx.db, ctx.camp.id, name, folded(name), rule=asked, by=ctx.person.id, at=ctx.now)
    assert number is not None
    ctx.audit("badge", undo={"badge": number}, name=name, badge=number)
    said = {"number": number, "name": name}
    ctx.reply(MADE_BY_HAND(**said) if asked is None else MADE(rule=rule(*asked), **said))
    ctx.task("badges.award", quietly=True, camp=ctx.camp.id, badge=number)


def _rule(ctx: Context, name: str, words: str) -> tuple[str, str, int]:
    """(counter, subject, least). Raises Refusal."""
    written = rules.written(words)
    if written is None:
        raise Refusal(NO_RULE(words=words[:30], name=name))
    counter, about = _counter(written.counted)
    if counter is None:
        known = listed((one.name().to(ctx.language) for one in counters.COUNTERS.values()), ctx.language)
        raise Refusal(NO_COUNTER(words=written.counted[:20], known=known))
    if not about:
        return counter.code, "", _number(counter, written.least)
    asked = counter.asked(ctx.db, ctx.camp, f"{about} {written.least}".strip())
    return counter.code, asked.subject, _least(ctx, counter, asked)


def _counter(words: str) -> tuple[Counter | None, str]:
    """The counter words name, whole or with a subject behind (课程 #谈判, 考试 阶段一)."""
    whole_name = counters.called(words)
    if whole_name is not None:
        return whole_name, ""
    first, _, about = words.partition(" ")
    return counters.called(first), about.strip()


def _number(counter: Counter, words: str) -> int:
    try:
        least = whole(words.strip().rstrip("次天节个场份篇枚分"))
    except ValueError:
        least = 0
    if not 1 <= least <= MOST:
        raise Refusal(NO_NUMBER(words=words[:12], most=MOST, counter=counter.name))
    return least


def _least(ctx: Context, counter: Counter, asked: Asked) -> int:
    """How many of a subject: all there are now, where none is written."""
    if asked.needs is not None:
        return asked.needs
    assert counter.all_of is not None
    return max(counter.all_of(ctx.db, ctx.camp.id, asked.subject), 1)


@feature.task("count", by=Role.MANAGER)
def count(reader: Db, camp: int, counter: str, subject: str, least: int, name: str, words: str) -> list[dict[str, int]]:
    """How many learners a rule would give its badge to."""
    return [{"n": len(qualified(reader, camp, counter, subject, least))}]


@feature.on("done:badges.count")
def show(ctx: Context) -> None:
    """The draft, with how many have earned it; sending it runs the same sentence again."""
    asked, n = ctx.event.data["payload"], ctx.event.data["rows"][0]["n"]
    said = rule(asked["counter"], asked["subject"], asked["least"])
    view = draft.in_private(n, earned(asked["name"], said))
    draft.show(ctx, WHAT(name=asked["name"], rule=said, n=n), *([view] if n else []), sentence=asked["words"])


def retire(ctx: Context, words: str) -> None:
    """勋章 停用 七日连签. Raises Refusal."""
    one = find(ctx, words)
    badges.retire(ctx.db, one.id, at=ctx.now)
    ctx.audit("badge_retired", undo={"badge": one.id}, name=one.name, badge=one.id)
    ctx.reply(RETIRED(name=one.name))


def find(ctx: Context, words: str) -> badges.Badge:
    """The badge in use that words name, or by its number B3. Raises Refusal."""
    number = NUMBER.fullmatch(words.strip())
    name = rules.named(f"《{words}》" if words and words[0] not in '《“"「『【' else words)[0]
    one = badges.find(ctx.db, ctx.camp.id, int(number[1])) if number else badges.named(ctx.db, ctx.camp.id, folded(name))
    if one is None or one.retired_at is not None:
        raise Refusal(NO_SUCH(name=name[: rules.LONGEST]))
    return one


feature.act(
    "badge",
    Phrase(zh="{who} 建了勋章《{name}》", en="{who} made the badge “{name}”"),
    shows=lambda ctx, name, badge: {"name": name},
)
feature.act(
    "badge_retired",
    Phrase(zh="{who} 停用了勋章《{name}》", en="{who} retired the badge “{name}”"),
    shows=lambda ctx, name, badge: {"name": name},
)


@feature.undoes("badge", by=Role.MANAGER, thing=["badge"])
def unmake(ctx: Context, badge: int) -> None:
    """It is retired, and nobody has it any more."""
    one = badges.find(ctx.db, ctx.camp.id, badge)
    assert one is not None
    badges.retire(ctx.db, badge, at=ctx.now)
    ctx.reply(UNMADE(name=one.name, n=badges.take_from_all(ctx.db, badge)))


@feature.undoes("badge_retired", by=Role.MANAGER, thing=["badge"])
def use_again(ctx: Context, badge: int) -> None:
    one = badges.find(ctx.db, ctx.camp.id, badge)
    assert one is not None
    if not badges.unretire(ctx.db, ctx.camp.id, badge):
        raise Refusal(CANNOT(name=one.name))
    ctx.reply(BACK_IN_USE(name=one.name))
