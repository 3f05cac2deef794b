"""晋升 标准, 晋升 删: a manager says what a level asks for; it is shown first, then published, and every version is kept."""

from __future__ import annotations

from bot import draft
from bot.arguments import whole
from bot.feature import Context, Page, Phrase, Refusal, Role, Said
from bot.names import folded
from handlers.promotion import reading, wording
from handlers.promotion.settings import EXAMPLE, EXAMPLE_LADDER, feature
from storage import memberships, promotion
from storage.memberships import Member
from storage.promotion import MANAGER, MOST_RANKS, POST, JobLevel

SHOWN = 5
"""Levels, or versions of one, on a page: each is as long as what it asks for."""
WHAT = Phrase(zh="“{level}”的晋升标准，第{version}版", en="what “{level}” asks for, version {version}")
MANAGERS = Phrase(zh="{n}位经理在私聊里", en="managers in private ({n})")
BEFORE = Phrase(zh="现在的第{version}版会被替换：", en="Version {version}, in force now, would be replaced:")
SET = Phrase(
    zh="✅ “{level}”的标准发布了，第{version}版。谁达标了：晋升 名单。10分钟内可发“撤销”。",
    en="✅ What “{level}” asks for is published, version {version}. To see who meets it: promotion who. “undo” within 10 minutes.",
)
REMOVED = Phrase(
    zh="✅ “{level}”不再是一级，已经有这一级的人照旧。10分钟内可发“撤销”。",
    en="✅ “{level}” is no level any more; whoever holds it still does. “undo” within 10 minutes.",
)
BACK = Phrase(zh="✅ “{level}”回到原来的样子。", en="✅ “{level}” is as it was before.")
TAKEN_BACK = Phrase(
    zh="🪜 “{level}”第{version}版的晋升标准撤回了，发“晋升 标准”看现在的。",
    en="🪜 Version {version} of what “{level}” asks for was taken back; send “promotion criteria” for what holds now.",
)
CHANGED = Phrase(zh="“{level}”后来又改过，撤不了。", en="“{level}” was changed again since; this stays.")
VERSION = Phrase(zh="“{level}”第{version}版，{since:%Y-%m-%d}起：", en="“{level}”, version {version}, since {since:%Y-%m-%d}:")
ONLY_MANAGERS = Phrase(
    zh="晋升标准由社群经理来定。看你还差什么：晋升",
    en="What levels ask for is set by managers. To see what you lack: promotion",
)
BAD_RANK = Phrase(
    zh="级写1到{most}的数，1最低，没有改动。试试：晋升 标准 高级顾问 级=2 要求=课程 3",
    en="A rank is a number from 1, the lowest, to {most}; nothing was changed. Try: promotion criteria Senior consultant rank=2 needs=lessons 3",
)
TAKEN = Phrase(
    zh="第{rank}级已经是“{other}”，没有改动。换一个级，或者先删：晋升 删 {other}",
    en="Rank {rank} is “{other}” already; nothing was changed. Take another, or first: promotion remove {other}",
)
FIXED = Phrase(
    zh="“{level}”是管理员的第{rank}级，级不用写，没有改动。{example}",
    en="“{level}” is rank {rank} of the managers; leave the rank out. Nothing was changed. {example}",
)
SAME = Phrase(zh="“{level}”已经是这样要求的，没有改动。", en="“{level}” asks for just that already; nothing was changed.")
JUST_CHANGED = Phrase(
    zh="“{level}”刚被别人改过，没有改动。看现在的：晋升 标准",
    en="“{level}” was changed by somebody just now; nothing was done. To see it: promotion criteria",
)
NO_LEVEL = Phrase(
    zh="“{name}”还没有标准，没有改动。{example}", en="“{name}” asks for nothing yet; nothing was changed. {example}"
)


def define(ctx: Context, words: str, rank: str | None, asked: str | None) -> None:
    """With nothing asked for it reads; else it writes a version. Raises Refusal."""
    if rank is None and asked is None:
        return ctx.show_list("criteria", level=wording.named(words)[0] if words.strip() else "")
    if ctx.role < Role.MANAGER:
        raise Refusal(ONLY_MANAGERS)
    name, rung = wording.named(words)
    level, before = _written(ctx, name, rung, rank, asked)
    if not ctx.sends_draft:
        what = WHAT(level=wording.called(level), version=level.version)
        notes: list[Said] = [BEFORE(version=before.version), *wording.asked(before)] if before else []
        return draft.show(ctx, what, _view(ctx, level), notes=tuple(notes))
    if before is not None:
        promotion.end(ctx.db, before.id, at=ctx.now)
    kept = {"track": level.track, "rank": level.rank, "version": level.version, "needs": level.needs}
    new = promotion.put(ctx.db, ctx.camp.id, name, folded(name), by=ctx.person.id, at=ctx.now, **kept)  # type: ignore[arg-type]
    if new is None:
        raise Refusal(JUST_CHANGED(level=wording.called(level)))
    undo = {"level": new, "before": before.id if before else None, "name": name}
    ctx.audit("level_set", undo=undo, name=name, version=level.version)
    ctx.reply(SET(level=wording.called(level), version=level.version))
    _publish(ctx, level.track, *wording.published(level))


def _written(
    ctx: Context, name: str, rung: int | None, rank: str | None, asked: str | None
) -> tuple[JobLevel, JobLevel | None]:
    """The version the words make, not yet kept, and the one it replaces. Raises Refusal."""
    every = promotion.in_force(ctx.db, ctx.camp.id)
    before = next((one for one in every if one.folded == folded(name)), None)
    track, example = (POST, EXAMPLE) if rung is None else (MANAGER, EXAMPLE_LADDER)
    if rung is not None and rank is not None:
        raise Refusal(FIXED(level=name, rank=rung, example=example))
    place = rung or _rank(rank, before, [one for one in every if one.track == POST])
    other = next((one for one in every if (one.track, one.rank) == (track, place) and one.folded != folded(name)), None)
    if other is not None:
        raise Refusal(TAKEN(rank=place, other=other.name))
    if asked is None and before is None:
        raise Refusal(NO_LEVEL(name=name, example=example))
    needs = before.needs if asked is None and before else reading.needs(ctx, asked or "", example)
    if before is not None and (before.rank, before.needs) == (place, needs):
        raise Refusal(SAME(level=name))
    earlier = promotion.versions(ctx.db, ctx.camp.id, folded(name))
    version = earlier[-1].version + 1 if earlier else 1
    return JobLevel(0, track, place, name, folded(name), version, ctx.now, None, needs), before


def _rank(words: str | None, before: JobLevel | None, posts: list[JobLevel]) -> int:
    """As written; else where it was, or above all others. Raises Refusal."""
    if words is None:
        rank = before.rank if before else max((one.rank for one in posts), default=0) + 1
    else:
        try:
            rank = whole(words.strip().removeprefix("第").removesuffix("级"))
        except ValueError:
            rank = 0
    if not 1 <= rank <= MOST_RANKS:
        raise Refusal(BAD_RANK(most=MOST_RANKS))
    return rank


def _view(ctx: Context, level: JobLevel) -> draft.View:
    said = tuple(wording.published(level))
    if level.track == POST:
        return draft.in_rooms(len(ctx.rooms()), *said)
    return draft.View(MANAGERS(n=len(_other_managers(ctx))), said)


def _publish(ctx: Context, track: str, *said: Said) -> None:
    """To whom it is for: a post's to the groups, the managers' ladder to the other managers."""
    if track == POST:
        ctx.announce(*said)
        return
    for one in _other_managers(ctx):
        ctx.tell(one.person, *said, gently=True)


def _other_managers(ctx: Context) -> list[Member]:
    every = memberships.members(ctx.db, ctx.camp.id)
    return [one for one in every if Role[one.role.upper()] >= Role.MANAGER and one.id != ctx.member.id]


@feature.paged("criteria")
def _read(ctx: Context, after: int, *, level: str) -> Page:
    """Every version of one level, or what each level asks for now; the managers' ladder is read by managers."""
    sees = {POST, MANAGER} if ctx.role >= Role.MANAGER else {POST}
    known = promotion.versions(ctx.db, ctx.camp.id, folded(level)) if level else promotion.in_force(ctx.db, ctx.camp.id)
    every = [one for one in known if one.track in sees]
    if not every:
        return Page((NO_LEVEL(name=level, example=EXAMPLE) if level else _none(ctx),))
    said: list[Said] = []
    for one in every[after : after + SHOWN]:
        said += [VERSION(level=wording.called(one), version=one.version, since=one.made_at), *wording.asked(one)]
    return Page.cut(*said, after=after, most=SHOWN, of=len(every))


def _none(ctx: Context) -> Phrase:
    return wording.NONE_YET_MANAGER if ctx.role >= Role.MANAGER else wording.NONE_YET


def remove(ctx: Context, words: str) -> None:
    if ctx.role < Role.MANAGER:
        raise Refusal(ONLY_MANAGERS)
    level = wording.meant(ctx, words)
    promotion.end(ctx.db, level.id, at=ctx.now)
    ctx.audit("level_removed", undo={"level": level.id, "name": level.name}, name=level.name)
    ctx.reply(REMOVED(level=wording.called(level)))


feature.act(
    "level_set",
    Phrase(zh="{who} 发布了“{name}”的晋升标准第{version}版", en="{who} published what “{name}” asks for, version {version}"),
)
feature.act("level_removed", Phrase(zh="{who} 删了级别“{name}”", en="{who} removed the level “{name}”"))


@feature.undoes("level_set", by=Role.MANAGER, thing=["name"])
def set_back(ctx: Context, level: int, before: int | None, name: str) -> None:
    """The version before is in force again; who read the new one is told."""
    gone = next(one for one in promotion.versions(ctx.db, ctx.camp.id, folded(name)) if one.id == level)
    if not promotion.end(ctx.db, level, at=ctx.now) or (before is not None and not promotion.revive(ctx.db, before)):
        raise Refusal(CHANGED(level=name))
    ctx.reply(BACK(level=name))
    _publish(ctx, gone.track, TAKEN_BACK(level=wording.called(gone), version=gone.version))


@feature.undoes("level_removed", by=Role.MANAGER, thing=["name"])
def remove_back(ctx: Context, level: int, name: str) -> None:
    if not promotion.revive(ctx.db, level):
        raise Refusal(CHANGED(level=name))
    ctx.reply(BACK(level=name))
