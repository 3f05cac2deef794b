"""I: who meets their next level waits for a manager, in 待办; 通过 I1 confirms it, 忽略 I1 leaves it until the level asks for something else."""

from __future__ import annotations

from bot.audience import Audience
from bot.deciding import decided, none_such
from bot.feature import Asker, Context, Phrase, Role, Said
from bot.queue import Backlog, Waiting
from handlers.promotion import confirming, rules, wording
from handlers.promotion.measures import counts
from handlers.promotion.settings import PREFIX, feature
from storage import memberships, promotion
from storage.connection import Db
from storage.promotion import JobLevel, ReadyMember

IN_SHORT = Phrase(zh="{name} → {level}", en="{name} → {level}")
WHOLE = Phrase(
    zh="🪜 {code} {name} 达到“{level}”第{version}版的标准：", en="🪜 {code}: {name} meets {level}, version {version}:"
)
PUT_OFF = Phrase(
    zh="✅ {code} {name} 升“{level}”先不定，标准有新版再列进来。10分钟内可发“撤销”。",
    en="✅ {code}: {level} of {name} is put off until the level asks for something else. “undo” within 10 minutes.",
)
BACK = Phrase(zh="✅ {code} 重新等着确认。", en="✅ {code} waits to be confirmed again.")


def _some(reader: Db, asker: Asker, after: int, most: int) -> list[Waiting]:
    levels = {one.id: one for one in promotion.in_force(reader, asker.camp.id)}
    found = promotion.some_ready(reader, asker.camp.id, asker.membership.id, after=after, most=most)
    return [Waiting(one.id, one.at, IN_SHORT(name=one.name, level=wording.called(levels[one.level]))) for one in found]


def _backlog(reader: Db, asker: Asker) -> Backlog:
    return Backlog(*promotion.ready_backlog(reader, asker.camp.id, asker.membership.id))


def _whole(ctx: Context, number: int) -> tuple[Said, ...]:
    one, level = _found(ctx, number)
    done = rules.standing(level, counts(ctx, memberships.member(ctx.db, one.member)))
    head = WHOLE(code=_code(number), name=one.name, level=wording.called(level), version=level.version)
    return (head, *(wording.progress(it) for it in done))


feature.queue(PREFIX, Phrase(zh="晋升", en="promotions"), by=Role.MANAGER, waiting=_some, backlog=_backlog, whole=_whole)


@feature.decides(PREFIX, "通过")
def approve(ctx: Context, number: int, words: str) -> None:
    one, level = _waiting(ctx, number)
    confirming.give(ctx, memberships.member(ctx.db, one.member), level)


@feature.decides(PREFIX, "忽略")
def put_off(ctx: Context, number: int, words: str) -> None:
    one, level = _waiting(ctx, number)
    promotion.put_off(ctx.db, number, at=ctx.now)
    person = memberships.member(ctx.db, one.member).person
    ctx.audit("level_put_off", undo={"number": number}, about=_code(number), person=person, level=level.name)
    ctx.reply(PUT_OFF(code=_code(number), name=one.name, level=wording.called(level)), audience=Audience.MANAGERS)


def _found(ctx: Context, number: int) -> tuple[ReadyMember, JobLevel]:
    """One that waits or did, with its level in force. Raises Refusal."""
    one = promotion.find_ready(ctx.db, ctx.camp.id, number)
    if one is None:
        raise none_such(ctx, PREFIX, number)
    level = next((it for it in promotion.in_force(ctx.db, ctx.camp.id) if it.id == one.level), None)
    if level is None:
        raise decided(ctx, PREFIX, number)
    return one, level


def _waiting(ctx: Context, number: int) -> tuple[ReadyMember, JobLevel]:
    """The same, where nobody has decided it. Raises Refusal."""
    one, level = _found(ctx, number)
    if one.settled_at is not None:
        raise decided(ctx, PREFIX, number)
    return one, level


def _code(number: int) -> str:
    return f"{PREFIX}{number}"


def _shows(ctx: Context, person: int, level: str) -> dict[str, object]:
    return {"level": confirming.shown(level)}


feature.act(
    "level_put_off",
    Phrase(zh="{who} 先不定 {person} 升“{level}”", en="{who} put off {level} of {person}"),
    shows=_shows,
)


@feature.undoes("level_put_off", by=Role.MANAGER, thing=["person"])
def put_off_back(ctx: Context, number: int) -> None:
    promotion.wait_again(ctx.db, number)
    ctx.reply(BACK(code=_code(number)), audience=Audience.MANAGERS)
