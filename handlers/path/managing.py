"""地图: the map as a whole, changed stage by stage and shown before it is, and how far one member or all of them are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any

from bot import draft
from bot.arguments import Named
from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Asker, Context, Line, Page, Phrase, Refusal, Role, Said
from handlers.path import fields, file_kind, funnel, passing, reading, walking, wording
from handlers.path.settings import feature
from handlers.path.showing import Walk
from storage import path
from storage.connection import Db
from storage.path import Stage, StageSpec

TEMPLATE, PROGRESS = {"模板", "template"}, {"进度", "progress", "funnel"}
ADD, CHANGE, REMOVE = {"加", "新增", "add"}, {"改", "change"}, {"删", "删除", "拿掉", "remove"}
MOVE, RENAME = {"移", "移到", "move"}, {"改名", "rename"}
PLACE = {"位置", "place"}
MOST_SHOWN = 6

MAP = Phrase(zh="🗺 地图（{stages}）", en="🗺 The map ({stages})")
NUMBERED = Phrase(zh="{n}. {name}", en="{n}. {name}")
PASSED_BY = Phrase(zh="通关{n}人", en="passed by {n}")
BRINGS = Phrase(zh="奖励 {rewards}", en="earns {rewards}")
OPENS = Phrase(zh="开放 {when}", en="opens {when}")
HOW = Phrase(
    zh="改一关：地图 改 {name} 奖励=积分50｜加一关：地图 加 名称 课程=3 开放=每月一关｜整张改：导出 地图，改好发回来",
    en="Change one: path change {name} reward=points50 | Add one: path add NAME lessons=3 opens=monthly | All of it: export path, and "
    "send it back",
)
NO_SUCH = Phrase(zh="地图上没有“{name}”。发“地图”看有哪些。", en="There is no “{name}” on the map. Send “path” for all of it.")
THERE_ALREADY = Phrase(
    zh="地图上已有“{name}”。要改它就发：地图 改 {name} …",
    en="“{name}” is on the map already. To change it: path change {name} …",
)
WHICH = Phrase(zh="哪一{word}？试试：地图 {verb} 第一关", en="Which {word}? Try: path {verb} Start")
NOTHING_SAID = Phrase(
    zh="要改什么？试试：地图 改 {name} 课程=5 奖励=积分50",
    en="What is to change? Try: path change {name} lessons=5 reward=points50",
)
NOT_A_PLACE = Phrase(zh="位置是1到{most}。试试：地图 移 {name} 1", en="A place is 1 to {most}. Try: path move {name} 1")
NEW_NAME = Phrase(zh="改成什么名字？试试：地图 改名 {name}=新名字", en="What is its new name? Try: path rename {name}=NEW")
TOO_MANY = Phrase(zh="一张地图最多{most}。", en="A map has at most {most}.")
NOT_RIGHT = Phrase(zh="{why}。没有改动。", en="{why}. Nothing was changed.")
SAME = Phrase(zh="本来就是这样，没有改动。", en="It stands so already; nothing was changed.")
WHAT_ADD = Phrase(zh="地图加一{word}“{name}”，排第{place}。", en="A {word} “{name}” comes onto the map, in place {place}.")
WHAT_CHANGE = Phrase(zh="地图上的“{name}”改成下面这样。", en="“{name}” on the map becomes what follows.")
WHAT_REMOVE = Phrase(zh="{gone}。", en="{gone}.")
WHAT_MOVE = Phrase(zh="“{name}”移到第{place}。", en="“{name}” moves to place {place}.")
WHO_PASSES = Phrase(
    zh="发出后，已经做到的学员马上通关，私聊告诉他们；已通关的不受影响。",
    en="Once sent, learners who have done it all pass at once and are told in private; who has passed keeps it.",
)
CHANGED = Phrase(
    zh="✅ 地图改好了，共{stages}。10分钟内可发“撤销”。",
    en="✅ The map is changed: {stages} in all. “undo” within 10 minutes takes it back.",
)
BACK = Phrase(zh="✅ 地图改回去了；这期间通关的不变。", en="✅ The map is as before; what was passed meanwhile stays.")
RENAMED = Phrase(zh="✅ “{old}”改名为“{new}”，进度不变。", en="✅ “{old}” is called “{new}” now; nobody's progress changes.")
NOT_A_WALKER = Phrase(zh="{name} 不是学员，不走地图。", en="{name} is no learner and does not walk the map.")
ACT = Phrase(zh="{who} 改了地图，共{n}关", en="{who} changed the map: {n:stage|stages} in all")
_PAIR = re.compile(r"(?:^|(?<=\s))([^\s=＝]+?)\s*[=＝]\s*")

feature.act("path", ACT)


def look(reader: Db, asker: Asker, words: str = "") -> Any:
    """Only how far everybody is needs a look at everybody."""
    return funnel.find(reader, asker) if words.strip().casefold() in PROGRESS else None


@feature.command(
    "地图",
    "path",
    help=Phrase(
        zh="看整张地图、大家走到哪、某人差什么；一关一关改：地图 加 第一关 课程=3；整张写：地图 模板",
        en="The map, how far everybody is, what somebody lacks; stage by stage: path add Start lessons=3; all of it: path template",
    ),
    by=Role.MANAGER,
    examples=[
        "地图",
        "地图 模板",
        "地图 进度",
        "地图 加 第一关 打卡=3 奖励=积分20",
        "path add Start checkins=3 reward=points20",
    ],
    look=look,
)
def manage(ctx: Context, words: Annotated[str, Named("做什么", "what")] = "", *, found: Any) -> None:
    verb, _, rest = words.strip().partition(" ")
    plain = verb.casefold()
    doing = next((run for verbs, run in VERBS if plain in verbs), None)
    if not verb:
        ctx.show_list("stages")
    elif plain in TEMPLATE:
        ctx.task("import_export.template", kind="path", language=ctx.language)
    elif plain in PROGRESS:
        _check_there(ctx)
        funnel.show(ctx, found)
    elif doing is not None:
        doing(ctx, verb, rest.strip())
    else:
        _one_member(ctx, words.strip())


def _check_there(ctx: Context) -> None:
    if not path.is_there(ctx.db, ctx.camp.id):
        raise Refusal(walking.NO_MAP_YET)


def _one_member(ctx: Context, name: str) -> None:
    """The rows the member reads."""
    _check_there(ctx)
    member = ctx.member_named(name)
    walker = path.walker(ctx.db, member.id)
    if walker is None:
        raise Refusal(NOT_A_WALKER(name=member.name))
    walk = Walk(ctx, walker)
    said, _ = walk.next()
    ctx.reply(walk.rows(walk.title(member.name)), *said, audience=Audience.MANAGERS)


# ── all of it ────────────────────────────────────────────────────────────────────────────────────────────────────────


@feature.paged("stages", by=Role.MANAGER)
def _stages(ctx: Context, after: int) -> Page:
    """The stages from the place `after` on."""
    every = path.stages(ctx.db, ctx.camp.id)
    if not every:
        raise Refusal(walking.NO_MAP_YET)
    passed, names = path.passed_by(ctx.db, ctx.camp.id), {stage.id: stage.name for stage in every}
    rows = [
        _row(ctx, place, stage, names, passed.get(stage.id, 0))
        for place, stage in enumerate(every, 1)
        if after < place <= after + MOST_SHOWN
    ]
    title = MAP(stages=wording.stages(len(every), ctx.camp))
    said: list[Said] = [FactRows.of(*rows, title=title), *([] if after else [HOW(name=every[0].name)])]
    return Page.cut(*said, after=after, most=MOST_SHOWN, of=len(every), audience=Audience.MANAGERS)


def _row(ctx: Context, place: int, stage: Stage, names: dict[int, str], passed: int) -> FactRow:
    opening = wording.opening(stage, names, ctx.camp, ctx.today, is_first=place == 1)
    rewards = wording.rewards(stage, ctx.camp)
    notes: list[Line | str] = [stage.about] if stage.about else []
    notes += [OPENS(when=opening)] if opening else []
    notes += [BRINGS(rewards=rewards)] if rewards else []
    notes += [PASSED_BY(n=passed)] if passed else []
    return FactRow(NUMBERED(n=place, name=stage.name), wording.asked(stage.needs, ctx.language), notes)


# ── one stage ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _pairs(words: str) -> tuple[str, list[tuple[str, str]]]:
    """(what stands before the first `名=值`, the pairs): a value goes on to the next pair."""
    found = list(_PAIR.finditer(words))
    ends = [*(one.start() for one in found[1:]), len(words)]
    pairs = [(one[1], words[one.end() : end].strip()) for one, end in zip(found, ends, strict=False)]  # none: nothing
    return (words[: found[0].start()] if found else words).strip(), pairs


def _named(ctx: Context, verb: str, words: str) -> str:
    if not words:
        raise Refusal(WHICH(word=wording.word(ctx.camp), verb=verb))
    try:
        return fields.named(words)
    except Refusal as no:
        raise Refusal(NOT_RIGHT(why=no.line)) from None


def _find(ctx: Context, verb: str, words: str) -> tuple[list[StageSpec], StageSpec]:
    """(the map, the stage of that name or place). Raises Refusal."""
    name, specs = _named(ctx, verb, words), path.specs(ctx.db, ctx.camp.id)
    known = next((spec for spec in specs if spec.name.casefold() == name.casefold()), None)
    if known is None and name.isdecimal() and 1 <= int(name) <= len(specs):
        known = specs[int(name) - 1]
    if known is None:
        raise Refusal(NO_SUCH(name=name))
    return specs, known


def _applied(ctx: Context, spec: StageSpec, pairs: list[tuple[str, str]]) -> StageSpec:
    """The stage with its fields said anew. Raises Refusal."""
    try:
        said = fields.apply(ctx.db, ctx.camp, spec, pairs)
        if not said.needs:
            raise Refusal(fields.NOTHING_ASKED(name=spec.name))
    except Refusal as no:
        raise Refusal(NOT_RIGHT(why=no.line)) from None
    return said


def _place(pairs: list[tuple[str, str]], most: int, name: str, *, otherwise: int) -> tuple[int, list[tuple[str, str]]]:
    """(the place that is named, or another where none is; the other pairs)."""
    places = [words for word, words in pairs if fields.folded(word) in PLACE]
    others = [(word, words) for word, words in pairs if fields.folded(word) not in PLACE]
    return (_place_in(places[-1], most, name) if places else otherwise), others


def _place_in(words: str, most: int, name: str) -> int:
    if not words.isdecimal() or not 1 <= int(words) <= most:
        raise Refusal(NOT_A_PLACE(most=most, name=name))
    return int(words)


def add(ctx: Context, verb: str, words: str) -> None:
    called, pairs = _pairs(words)
    name, specs = _named(ctx, verb, called), path.specs(ctx.db, ctx.camp.id)
    if any(spec.name.casefold() == name.casefold() for spec in specs):
        raise Refusal(THERE_ALREADY(name=name))
    if len(specs) >= reading.MOST:
        raise Refusal(TOO_MANY(most=wording.stages(reading.MOST, ctx.camp)))
    place, pairs = _place(pairs, len(specs) + 1, name, otherwise=len(specs) + 1)
    spec = _applied(ctx, StageSpec(name, ()), pairs)
    what = WHAT_ADD(name=name, place=place, word=wording.word(ctx.camp))
    _change(ctx, what, [*specs[: place - 1], spec, *specs[place - 1 :]], spec)


def change(ctx: Context, verb: str, words: str) -> None:
    called, pairs = _pairs(words)
    specs, known = _find(ctx, verb, called)
    if not pairs:
        raise Refusal(NOTHING_SAID(name=known.name))
    at, pairs = _place(pairs, len(specs), known.name, otherwise=specs.index(known) + 1)
    spec, left = _applied(ctx, known, pairs), [one for one in specs if one is not known]
    _change(ctx, WHAT_CHANGE(name=spec.name), [*left[: at - 1], spec, *left[at - 1 :]], spec)


def remove(ctx: Context, verb: str, words: str) -> None:
    specs, known = _find(ctx, verb, words)
    left = [one for one in specs if one is not known]
    (gone,) = file_kind.gone(ctx.db, ctx.camp.id, left)
    _change(ctx, WHAT_REMOVE(gone=gone), left, None)


def move(ctx: Context, verb: str, words: str) -> None:
    called, _, number = words.rpartition(" ")
    specs, known = _find(ctx, verb, called or number)
    place = _place_in(number, len(specs), known.name)
    left = [one for one in specs if one is not known]
    _change(ctx, WHAT_MOVE(name=known.name, place=place), [*left[: place - 1], known, *left[place - 1 :]], known)


def rename(ctx: Context, verb: str, words: str) -> None:
    """Its name alone: nobody is told, and nobody's progress changes."""
    old, _, new = words.replace("＝", "=").partition("=")
    if not new.strip():
        old, _, new = words.rpartition(" ")
    _, known = _find(ctx, verb, old or new)
    if not old.strip() or not new.strip():
        raise Refusal(NEW_NAME(name=known.name))
    name = _named(ctx, verb, new)
    if name == known.name:
        raise Refusal(SAME)
    if any(stage.name.casefold() == name.casefold() for stage in path.stages(ctx.db, ctx.camp.id, retired=True)):
        raise Refusal(THERE_ALREADY(name=name))
    stage = next(stage for stage in path.stages(ctx.db, ctx.camp.id) if stage.name == known.name)
    path.rename(ctx.db, stage.id, name)
    ctx.audit("path_renamed", undo={"stage": stage.id, "name": known.name}, old=known.name, new=name)
    ctx.reply(RENAMED(old=known.name, new=name))


feature.act("path_renamed", Phrase(zh="{who} 把地图上的“{old}”改名为“{new}”", en="{who} called “{old}” on the map “{new}”"))


@feature.undoes("path_renamed", by=Role.MANAGER)
def rename_back(ctx: Context, stage: int, name: str) -> None:
    now = next(one for one in path.stages(ctx.db, ctx.camp.id, retired=True) if one.id == stage)
    if any(one.name == name for one in path.stages(ctx.db, ctx.camp.id, retired=True)):
        raise Refusal(THERE_ALREADY(name=name))
    path.rename(ctx.db, stage, name)
    ctx.reply(RENAMED(old=now.name, new=name))


Doing = Callable[[Context, str, str], None]
VERBS: Sequence[tuple[set[str], Doing]] = (
    (ADD, add),
    (CHANGE, change),
    (REMOVE, remove),
    (MOVE, move),
    (RENAME, rename),
)


def _change(ctx: Context, what: Line, specs: list[StageSpec], seen: StageSpec | None) -> None:
    """Shown first, as learners will read of it; then the map is this one. Raises Refusal where a stage could never open."""
    before = path.specs(ctx.db, ctx.camp.id)
    if specs == before:
        raise Refusal(SAME)
    wrong = reading.wrong_order(specs)
    if wrong is not None:
        raise Refusal(NOT_RIGHT(why=wrong[1]))
    if not ctx.sends_draft:
        rows = [FactRows.of(_preview(ctx, specs, seen))] if seen is not None else []
        views = [draft.in_private(ctx.camp.learners, *rows)] if rows else []
        return draft.show(
            ctx, what, *views, notes=(WHO_PASSES, *passing.without_badge(ctx, [seen.badge] if seen is not None else []))
        )
    file_kind.write(ctx.db, ctx.camp, specs, at=ctx.now)
    ctx.later(file_kind.SETTLE, f"camp:{ctx.camp.id}", ctx.now)
    ctx.audit("path", undo={"before": [file_kind.as_json(spec) for spec in before]}, n=len(specs))
    ctx.reply(CHANGED(stages=wording.stages(len(specs), ctx.camp)))


def _preview(ctx: Context, specs: list[StageSpec], seen: StageSpec) -> FactRow:
    names = {place: spec.name for place, spec in enumerate(specs, 1)}
    place = next(place for place, spec in enumerate(specs, 1) if spec is seen)
    after = next((number for number, name in names.items() if name == seen.after), None)
    given = {name: getattr(seen, name) for name in ("about", "monthly", "opens_on", "days_in", "points", "coins", "needs")}
    in_turn = seen.in_turn and not seen.after
    badge, certificate = seen.badge or None, seen.certificate or None
    as_stage = Stage(
        place, place, seen.name, in_turn=in_turn, after=after, badge=badge, certificate=certificate, retired_at=None, **given
    )
    return _row(ctx, place, as_stage, names, 0)


@feature.undoes("path", by=Role.MANAGER, thing=())
def change_back(ctx: Context, before: list[dict[str, Any]]) -> None:
    specs = [file_kind.from_json(one) for one in before]
    file_kind.write(ctx.db, ctx.camp, specs, at=ctx.now)
    ctx.later(file_kind.SETTLE, f"camp:{ctx.camp.id}", ctx.now)
    ctx.reply(BACK)
