"""A camp's template as a kind of file: what a camp has, never its people; what taking it in would change is shown, and the second time is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from bot.documents import bundle
from bot.documents.document import Document
from bot.documents.parsed import Item, Parsed, Remark
from bot.feature import Camp, Happened, Line, Phrase, Refusal
from bot.file_kind import KINDS, By, Changes, Export, FileFormat, FileKind, Overwrite, TakenBack, Template, Written
from handlers.camp_templates.sections import SECTIONS, first_day, is_readable
from handlers.camp_templates.settings import MARK, VERSION, TemplatePart, feature, of_section
from storage import lessons, memberships, path
from storage.connection import Db
from storage.path import Need, StageSpec

JSON = FileFormat(("json",), ".json")
MAP, A_SLICE = "path", 0.02
SHOWN = 12

NOT_ONE = Phrase(zh="这不是营的模板。要一份：导出 模板", en="This is no camp's template. To have one: export template")
NEWER = Phrase(
    zh="这份模板是第{version}版的格式，这里只读得懂第{known}版，没有改动。先升级小助，再导入。",
    en="This template is of format {version}; here {known} is the newest that can be read. Nothing was changed. Upgrade first, then import it.",
)
BROKEN = Phrase(zh="模板里的“{section}”读不懂", en="“{section}” of the template cannot be read")
UNKNOWN = Phrase(
    zh="设置“{key}”这里没有，或者值读不懂，没有带上",
    en="the setting “{key}” is not known here, or its value cannot be read; it was left out",
)
HOW = Phrase(
    zh="这是一份只有群规的模板。要一个营的全部：在那个营发“导出 模板”，把文件私聊发给新的营，先给你看会改什么。",
    en="This template holds rules alone. For all of a camp send “export template” there, and the file to me in private, in the new camp: "
    "what it would change is shown first.",
)
NAME = Phrase(zh="营模板.json", en="camp_template.json")
EXAMPLE = Phrase(zh="不发广告", en="No advertising")
MORE = Phrase(zh="还有{n}处", en="and {n} more")


def _carried() -> list[FileKind]:
    """The kinds of files a template holds."""
    return [kind for code, kind in sorted(KINDS.items(), reverse=True) if kind.in_template]


# ── out ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _export(reader: Db, camp: Camp, format: FileFormat, tag: str, language: str) -> Export:
    parts: list[list[Any]] = [[code, value] for code, section in SECTIONS.items() for value in section.held(reader, camp)]
    stages = path.specs(reader, camp.id)
    if stages:
        parts.append([MAP, [_stage(reader, camp, spec) for spec in stages]])
    files = {kind.code: sheet for kind in _carried() if (sheet := _sheet(reader, camp, kind, language)) is not None}
    return Export(bundle.packed({MARK: VERSION, "camp": camp.name, "parts": parts}, files), len(parts) + len(files))


def _sheet(reader: Db, camp: Camp, kind: FileKind, language: str) -> tuple[str, bytes] | None:
    """A kind's own file, in the first format that loses nothing; None where there is nothing."""
    try:
        made = [(format.ending, kind.export(reader, camp, format, "", language)) for format in kind.formats]
    except Refusal:
        return None
    ending, best = next((one for one in made if not one[1].notes), made[0])
    return f"{kind.code}{ending}", best.content


def _stage(reader: Db, camp: Camp, spec: StageSpec) -> dict[str, Any]:
    """A stage, its lessons by title and its day counted from the camp's first."""
    packed = dict(KINDS[MAP].pack(spec))
    opens = packed.pop("opens_on")
    packed["opens_in"] = (date.fromisoformat(opens) - first_day(reader, camp)).days if opens else None
    packed["needs"] = [[need.counter, _title(reader, camp, need), need.needs] for need in spec.needs]
    return packed


def _title(reader: Db, camp: Camp, need: Need) -> str:
    if need.counter != "lessons" or need.subject[:1] != "L" or not need.subject[1:].isdecimal():
        return need.subject
    found = lessons.by_number(reader, camp.id, int(need.subject[1:]))
    return f"《{found.title}》" if found is not None else need.subject


def _spec(db: Db, camp: Camp, packed: dict[str, Any]) -> StageSpec:
    """The stage in a camp: its lessons by their numbers there."""
    numbers = {one.title: one.number for one in lessons.everything(db, camp.id)}

    def subject(counter: str, words: str) -> str:
        title = words[1:-1] if counter == "lessons" and words.startswith("《") else ""
        return f"L{numbers[title]}" if title in numbers else words

    said = dict(packed)
    days = said.pop("opens_in")
    needs = tuple(Need(counter, subject(counter, words), n) for counter, words, n in said.pop("needs"))
    return StageSpec(**said, needs=needs, opens_on=first_day(db, camp) + timedelta(days=days) if days is not None else None)


# ── in ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _sign(document: Document) -> Fraction:
    return Fraction(1) if MARK.encode() in document.data[:200] else Fraction(0)


def _read(document: Document, camp: Camp) -> Parsed[TemplatePart]:
    try:
        whole, files = bundle.unpacked(document)
        version = int(whole[MARK])
    except (ValueError, KeyError, TypeError):
        return Parsed.refused(NOT_ONE())
    if version > VERSION:
        return Parsed.refused(NEWER(version=version, known=VERSION))
    items: list[Item[TemplatePart]] = []
    faults: list[Remark] = []
    for code, value in whole.get("parts", []):
        known = code in SECTIONS or code == MAP
        if not known or not is_readable(code, value):
            words = UNKNOWN(key=str(value[0])[:40]) if code == "settings" else BROKEN(section=str(code)[:40])
            faults.append(Remark(words, len(items) + len(faults) + 1))
        else:
            items.append(Item(TemplatePart(code, value), len(items) + 1))
    for kind in _carried():
        if (sheet := files.get(kind.code)) is not None:
            inner = kind.read(sheet, camp)
            items += [Item(TemplatePart(kind.code, value), len(items) + n) for n, value in enumerate(inner.values, 1)]
            faults += inner.faults
    in_order = sorted(items, key=lambda item: item.value.section == MAP)
    return Parsed("json", tuple(replace(one, row=n) for n, one in enumerate(in_order, 1)), tuple(faults))


def _changes(db: Db, camp: Camp, parts: Sequence[TemplatePart]) -> list[Line]:
    return [line for part in parts if part.section in SECTIONS if (line := SECTIONS[part.section].change(db, camp, part.value))]


def _plan(reader: Db, camp: Camp, parts: Sequence[TemplatePart]) -> Changes:
    ours = sum(part.section in SECTIONS for part in parts)
    changed = len(_changes(reader, camp, parts))
    made = Changes(0, changed, ours - changed)
    for kind in _carried():
        if values := of_section(parts, kind.code):
            made = made.plus(kind.plan(reader, camp, values))
    for stages in of_section(parts, MAP):
        made = made.plus(KINDS[MAP].plan(reader, camp, [_spec(reader, camp, one) for one in stages]))
    return made


def _planned(reader: Db, camp: Camp, parts: Sequence[TemplatePart]) -> list[Line]:
    """The diff: what would read differently, line by line."""
    lines = _changes(reader, camp, parts)
    over = len(lines) - SHOWN
    said = lines[:SHOWN] + ([MORE(n=over)] if over > 0 else [])
    for kind in _carried():
        if values := of_section(parts, kind.code):
            said += kind.planned(reader, camp, values)
    return said


def _overwrites(reader: Db, camp: Camp, parts: Sequence[TemplatePart], language: str) -> list[Overwrite]:
    return [
        one
        for kind in _carried()
        if (values := of_section(parts, kind.code))
        for one in kind.overwrites(reader, camp, values, language)
    ]


def _pack(part: TemplatePart) -> Any:
    kind = KINDS.get(part.section)
    is_file = kind is not None and kind.in_template
    return [part.section, kind.pack(part.value) if kind is not None and is_file else part.value]


def _load(packed: Any) -> float:
    section, value = packed
    kind = KINDS.get(section)
    return kind.load(value) if kind is not None and kind.in_template else A_SLICE


def _write(db: Db, camp: Camp, rows: Sequence[Any], kept: dict[str, Any], by: By, at: datetime) -> Written:
    """Each row by its section; what was done is remembered in order."""
    base = kept.get("base") or {name: kept.get(name) for name in ("number", "file", "agreed")}
    inner: dict[str, Any] = dict(kept.get("inner", {}))
    done: list[Any] = list(kept.get("done", []))
    made = Changes()
    happened: list[Happened] = []
    author = by.person if by.person is not None else memberships.owner(db, camp.id)
    for section, values in _runs(rows):
        if section in SECTIONS:
            made = made.plus(_write_ours(db, camp, section, values, done, author, at))
            continue
        kind = KINDS[section]
        if section == MAP:
            values = [kind.pack(_spec(db, camp, stage)) for stages in values for stage in stages]
        if section not in inner:
            done.append([section, None])
        written = kind.write(db, camp, values, inner.get(section, base), by, at)
        inner[section], made = written.kept, made.plus(written.changes)
        happened += written.happened
    return Written(made, {"base": base, "inner": inner, "done": done}, tuple(happened))


def _runs(rows: Sequence[Any]) -> list[tuple[str, list[Any]]]:
    """Rows of one section together, in their order."""
    runs: list[tuple[str, list[Any]]] = []
    for section, value in rows:
        if not runs or runs[-1][0] != section:
            runs.append((section, []))
        runs[-1][1].append(value)
    return runs


def _write_ours(db: Db, camp: Camp, section: str, values: Sequence[Any], done: list[Any], by: int, at: datetime) -> Changes:
    of, made = SECTIONS[section], Changes()
    for value in values:
        if of.change(db, camp, value) is None:
            made = made.plus(Changes(same=1))
        else:
            done.append([section, of.write(db, camp, value, by, at)])
            made = made.plus(Changes(changed=1))
    return made


def _take_back(db: Db, camp: Camp, kept: dict[str, Any], by: By, at: datetime) -> TakenBack:
    """The last thing that was done, first; one a transaction."""
    done = list(kept["done"])
    if not done:
        return TakenBack(0, 0, None)
    section, undo = done[-1]
    if section in SECTIONS:
        SECTIONS[section].take_back(db, camp, undo, at)
        new, changed, left = 0, 1, None
    else:
        new, changed, left, _ = KINDS[section].take_back(db, camp, kept["inner"][section], by, at)
    following = done if left is not None else done[:-1]
    inner = {**kept["inner"], section: left} if left is not None else kept["inner"]
    return TakenBack(new, changed, {**kept, "done": following, "inner": inner} if following else None)


def _template(language: str) -> Template:
    whole = {MARK: VERSION, "camp": "", "parts": [["rules", [EXAMPLE().to(language)]]]}
    return Template(NAME().to(language), bundle.packed(whole, {}), HOW())


feature.file_kind(
    FileKind(
        "camp",
        name=Phrase(zh="模板", en="template"),
        one=Phrase(zh="1项", en="1 thing"),
        many=Phrase(zh="{n}项", en="{n:thing|things}"),
        words=("模板", "营模板", "template", "camp"),
        takes=Phrase(zh="json（导出 模板 给的文件）", en="json (what “export template” gives)"),
        endings=(".json",),
        formats=(JSON,),
        sign=_sign,
        read=_read,
        plan=_plan,
        planned=_planned,
        overwrites=_overwrites,
        pack=_pack,
        load=_load,
        write=_write,
        take_back=_take_back,
        export=_export,
        template=_template,
    )
)
