"""The map as a kind of file: what an import of it changes, all of it or nothing, how it is taken back, and what is given out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from bot.documents.document import Document
from bot.documents.parsed import Parsed
from bot.feature import Camp, Context, Line, Phrase, Refusal
from bot.file_kind import CSV, XLSX, By, Changes, Export, FileFormat, FileKind, TakenBack, Told, Written
from handlers.path import passing, writing
from handlers.path.fields import RawStage
from handlers.path.reading import check, read, sign
from handlers.path.settings import feature
from handlers.path.template import template
from storage import agenda, path
from storage.connection import Db
from storage.path import Need, StageSpec

MARKDOWN = FileFormat(("md", "markdown"), ".md")
WRITERS = {MARKDOWN: writing.markdown, CSV: writing.csv, XLSX: writing.xlsx}
NOTHING = Phrase(zh="还没有地图可导出。", en="There is no map to export yet.")
GOES = Phrase(zh="拿掉“{name}”{passed}", en="“{name}” goes{passed}")
WAS_PASSED = Phrase(
    zh="（{n}人通关过，他们那里留作旧版）", en=" ({n:learner has|learners have} passed it, and keep it as an old one)"
)
SETTLE = f"{feature.name}.settle"


def as_json(spec: StageSpec) -> dict[str, Any]:
    """A stage as it travels."""
    return {**asdict(spec), "opens_on": spec.opens_on.isoformat() if spec.opens_on else None}


def from_json(kept: dict[str, Any]) -> StageSpec:
    """The same, back."""
    needs, day = tuple(Need(*need) for need in kept["needs"]), kept["opens_on"]
    return StageSpec(**{**kept, "needs": needs, "opens_on": date.fromisoformat(day) if day else None})


def write(db: Db, camp: Camp, specs: Sequence[StageSpec], *, at: datetime) -> None:
    """The camp's map is this one from now on; who has done it all already is looked for at once, beside everything else."""
    path.put(db, camp.id, specs, at=at)
    agenda.plan(db, SETTLE, f"camp:{camp.id}", at, camp=camp.id)


def changes(before: Sequence[StageSpec], after: Sequence[StageSpec]) -> Changes:
    """What becomes of a map. A stage that goes is no stage of the file, and counted only where nothing else changes."""
    was, order = {spec.name: spec for spec in before}, [spec.name for spec in before]
    new = sum(spec.name not in was for spec in after)
    differing = sum(spec.name in was and spec != was[spec.name] for spec in after)
    kept = [spec.name for spec in after if spec.name in was]
    moved = [name for name in order if name in set(kept)] != kept and not differing
    changed = differing + moved
    return Changes(new, changed or (0 if new else len(was) - len(kept)), len(kept) - changed)


def _check(db: Db, camp: Camp, parsed: Parsed[RawStage]) -> Parsed[StageSpec]:
    return check(db, camp, parsed)


def _read(document: Document, camp: Camp) -> Parsed[RawStage]:
    return read(document)


def _plan(reader: Db, camp: Camp, specs: Sequence[StageSpec]) -> Changes:
    return changes(path.specs(reader, camp.id), specs) if specs else Changes()


def gone(db: Db, camp: int, specs: Sequence[StageSpec]) -> list[Line]:
    """The stages that are not among these, and what becomes of who has passed them."""
    names, passed = {spec.name for spec in specs}, path.passed_by(db, camp)
    return [
        GOES(name=one.name, passed=WAS_PASSED(n=passed[one.id]) if one.id in passed else "")
        for one in path.stages(db, camp)
        if one.name not in names
    ]


def _planned(reader: Db, camp: Camp, specs: Sequence[StageSpec]) -> list[Line]:
    return gone(reader, camp.id, specs) if specs else []


def _write(db: Db, camp: Camp, rows: Sequence[dict[str, Any]], kept: dict[str, Any], by: By, at: datetime) -> Written:
    """All stages are in the one slice there is; what was there before is remembered."""
    before, specs = path.specs(db, camp.id), [from_json(row) for row in rows]
    made = changes(before, specs)
    if made.new or made.changed:
        write(db, camp, specs, at=at)
    return Written(made, {"before": [as_json(spec) for spec in before], "new": made.new, "changed": made.changed})


def _told(ctx: Context, kept: dict[str, Any]) -> Told:
    return Told(lines=tuple(passing.without_badge(ctx, (spec.badge for spec in path.specs(ctx.db, ctx.camp.id)))))


def _take_back(db: Db, camp: Camp, kept: dict[str, Any], by: By, at: datetime) -> TakenBack:
    """The map as it was; what somebody passed meanwhile stays theirs."""
    write(db, camp, [from_json(row) for row in kept["before"]], at=at)
    return TakenBack(kept["new"], kept["changed"], None)


def _export(reader: Db, camp: Camp, format: FileFormat, tag: str, language: str) -> Export:
    specs = path.specs(reader, camp.id)
    if not specs:
        raise Refusal(NOTHING)
    return Export(WRITERS[format](specs, camp.name, language), len(specs))


def with_spec(specs: Sequence[StageSpec], spec: StageSpec, name: str = "") -> list[StageSpec]:
    """The map with a stage in place of the one of that name (its own, where it keeps it); behind all others where there is none."""
    called = name or spec.name
    if called not in {one.name for one in specs}:
        return [*specs, spec]
    renamed = [replace(one, after=spec.name) if one.after == called else one for one in specs]
    return [spec if one.name == called else one for one in renamed]


feature.file_kind(
    FileKind(
        "path",
        name=Phrase(zh="地图", en="path"),
        one=Phrase(zh="1关", en="1 stage"),
        many=Phrase(zh="{n}关", en="{n:stage|stages}"),
        words=("地图", "学习地图", "path", "map"),
        takes=Phrase(zh="md、xlsx、csv", en="md, xlsx, csv"),
        reads_sources=True,
        endings=(".md", ".markdown"),
        formats=(MARKDOWN, XLSX, CSV),
        sign=sign,
        read=_read,
        check=_check,
        plan=_plan,
        planned=_planned,
        pack=as_json,
        load=lambda row: 0.0,
        write=_write,
        told=_told,
        take_back=_take_back,
        export=_export,
        template=template,
    )
)
