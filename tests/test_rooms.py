"""The house rules that can be read off the imports: who may import whom, where an SDK may stand, who may ask the time."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.source import HOUSE, ROOMS, files, nodes

# ── the rules ────────────────────────────────────────────────────────────────────────────────────────────────────────
# A name stands for the module and everything in it; {own} is the operation's or channel's own name. The first row that fits holds.

FLOOR = (
    "bot.parts",
    "bot.messages",
    "bot.channel",
    "bot.phrases",
    "bot.clock",
    "bot.names",
    "bot.picture_twin",
    "bot.one_edit",
)  # stands on the standard library alone
FEATURE = (
    "bot.act_sentences",
    "bot.deciding",
    "bot.desk_page",
    "bot.feature",
    "bot.access",
    "bot.context",
    "bot.membership",
    "bot.audience",
    "bot.effects",
    "bot.enrolment",
    "bot.facts",
    "bot.arguments",
    "bot.award_kind",
    "bot.contributions",
    "bot.counters",
    "bot.certificate_page",
    "bot.countries",
    "bot.zone_names",
    "bot.documents",
    "bot.draft",
    "bot.dry_run",
    "bot.figures",
    "bot.file_kind",
    "bot.learning_record",
    "bot.record_kind",
    "bot.grounds",
    "bot.evidence",
    "bot.message_kinds",
    "bot.named_figures",
    "bot.judging",
    "bot.names",
    "bot.open_badge",
    "bot.personal_data",
    "bot.pictures",
    "bot.platforms",
    "bot.queue",
    "bot.purses",
    "bot.qr_code",
    "bot.public_page",
    "bot.host_screen",
    "bot.quiet_hours",
    "bot.fact_rows",
    "bot.rubric",
    "bot.seeded_draw",
    "bot.setting_values",
    "bot.stop_words",
    "bot.ticking",
    "bot.today",
    "bot.study_time",
    "bot.tags",
    "bot.amounts",
    "bot.late_note",
    "bot.prompting",
    "bot.units",
    "bot.titles",
    "bot.web_account",
    "bot.web_links",
)  # what a handler file is written with
WITH_STORAGE = (*FLOOR, "bot.event_log", "storage", *FEATURE, "bot.hearing", "bot.router")
EVERYTHING = ROOMS

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(FLOOR, ()),
    "bot.messages": ("bot.parts",),
    "bot.channel": ("bot.parts", "bot.messages", "bot.phrases"),
    "bot.config": ("bot.phrases", "bot.countries"),
    "bot.documents": ("bot.documents", "bot.phrases"),
    "storage": ("bot.parts", "bot.messages", "bot.clock", "bot.names", "storage"),
    **dict.fromkeys((*FEATURE, "bot.hearing", "bot.router"), WITH_STORAGE),
    "bot.deciding": (*WITH_STORAGE, "bot.permission"),
    "bot.desk": WITH_STORAGE,
    "scheduler": (*WITH_STORAGE, "scheduler"),
    "bot.planning": (*WITH_STORAGE, "scheduler"),
    **dict.fromkeys(
        ("bot.dispatcher", "bot.delivery", "bot.gathering", "bot.rate_limit", "bot.identity", "bot.permission", "bot.misheard"),
        (
            *WITH_STORAGE,
            "scheduler",
            "bot.planning",
            "bot.delivery",
            "bot.gathering",
            "bot.rate_limit",
            "bot.identity",
            "bot.permission",
            "bot.misheard",
        ),
    ),
    "bot.task_process": (*WITH_STORAGE, "scheduler", "bot.discovery"),  # a process finds its tasks by itself
    **dict.fromkeys(
        ("bot.task_runner", "bot.task_pool", "bot.task_queue", "bot.job_worker"),
        (*WITH_STORAGE, "bot.task_process", "bot.task_runner", "bot.job_worker"),
    ),
    "bot.discovery": ("bot.feature", "handlers"),
    "bot.event_log": (),
    "bot.http_limits": (),
    "bot.version": (),
    "bot.metrics": ("storage",),
    "bot.rehearsal": EVERYTHING,
    "handlers.rehearsal": (
        *FEATURE,
        "bot.phrases",
        "bot.parts",
        "bot.messages",
        "scheduler.rhythm",
        "scheduler.calendar",
        "scheduler.when",
        "storage",
        "bot.rehearsal",  # the house itself, run on a copy in a task
        "handlers.{own}",
    ),
    "handlers.{own}": (
        *FEATURE,
        "bot.phrases",
        "bot.parts",
        "bot.messages",
        "scheduler.rhythm",
        "scheduler.calendar",
        "scheduler.when",
        "scheduler.work_hours",
        "storage",
        "handlers.{own}",
    ),
    # tencent is what the four Tencent channels share on the wire
    "bot.channels.{own}": (*FLOOR, "storage.channels.{own}", "bot.channels.{own}", "bot.channels.tencent"),
    **dict.fromkeys(
        ("bot.app", "bot.fast_forward", "bot.http", "bot.public_site", "bot.file_links", "bot.cli", "bot.__main__"), EVERYTHING
    ),
}

SDK_OF = {
    "telegram": ("bot.channels.telegram",),
    "wechatpy": ("bot.channels.tencent", "bot.channels.wecom", "bot.channels.wechat"),
}

ASKS_THE_TIME = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.sleep")
RUNS = ("one", "value", "all", "run", "many", "insert", "insert_id")
CONNECTIONS = ("db", "reader")
"""What a connection is called wherever one is at hand."""
WAITS = ("asyncio.sleep", "anyio.sleep")
MAY_CALL = dict.fromkeys(ASKS_THE_TIME, ("bot.clock",)) | dict.fromkeys(WAITS, ("bot.clock", "bot.channels"))

# ── reading the files ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Module:
    name: str
    file: Path

    @property
    def package(self) -> str:
        return self.name if self.file.name == "__init__.py" else self.name.rpartition(".")[0]

    def at(self, line: int) -> str:
        return f"{self.file.relative_to(HOUSE)}:{line}"


@cache
def modules() -> tuple[Module, ...]:
    return tuple(
        Module(".".join(file.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__"), file) for file in files()
    )


@cache
def imports(module: Module) -> tuple[tuple[str, int], ...]:
    """What is imported, wherever it stands, with its line. `from a import b` is `a.b` where that is a module of ours, else `a`."""
    found: list[tuple[str, int]] = []
    for node in nodes(module.file):
        match node:
            case ast.Import(names=names):
                found += ((alias.name, node.lineno) for alias in names)
            case ast.ImportFrom(names=names):
                source = _source(module, node)
                found += ((_meant(source, alias.name), node.lineno) for alias in names)
    return tuple(found)


def _source(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.package.split(".")
    above = parts[: len(parts) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


@cache
def _meant(source: str, name: str) -> str:
    inner = HOUSE.joinpath(*source.split("."), name)
    return f"{source}.{name}" if inner.with_suffix(".py").exists() or inner.is_dir() else source


@cache
def calls(module: Module) -> tuple[tuple[str, int], ...]:
    """Every call by its last two names, `datetime.now`, whatever they were called where they were imported."""
    origin = dict(_renamed(module))
    found = []
    for node in nodes(module.file):
        if isinstance(node, ast.Call) and (name := _dotted(node.func)):
            first, dot, rest = name.partition(".")
            full = origin.get(first, first) + dot + rest
            found.append((".".join(full.split(".")[-2:]), node.lineno))
    return tuple(found)


def _dotted(called: ast.expr) -> str:
    """`a.b.c` as it is written; what is called otherwise, as the result of another call, only by its last names."""
    match called:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=owner, attr=name):
            return f"{_dotted(owner)}.{name}"
    return ""


def _renamed(module: Module) -> Iterator[tuple[str, str]]:
    for node in nodes(module.file):
        match node:
            case ast.Import(names=names):
                yield from ((alias.asname, alias.name) for alias in names if alias.asname)
            case ast.ImportFrom(module=str(source), names=names):
                yield from ((alias.asname or alias.name, f"{source}.{alias.name}") for alias in names)


def is_ours(name: str) -> bool:
    return name.partition(".")[0] in {*ROOMS, "tests"}


def inside(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def own(module: Module) -> str:
    """The operation or the channel a module belongs to."""
    parts = module.name.split(".")
    return parts[2] if parts[:2] == ["bot", "channels"] and len(parts) > 2 else parts[1] if len(parts) > 1 else ""


def row(module: Module) -> str | None:
    return next((room for room in MAY_IMPORT if inside(module.name, room.format(own=own(module)))), None)


def is_package(module: Module) -> bool:
    """`bot/__init__.py` and its like, which only say what the room is for."""
    return module.file.name == "__init__.py" and not list(imports(module))


def wrongs(found: Iterable[tuple[Module, int, str]]) -> str:
    """What is wrong, a line each; empty where nothing is."""
    return "\n".join(f"{module.at(line)} {what}" for module, line, what in found)


# ── the tests ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_module_imports_only_what_its_room_may() -> None:
    homeless = [module.name for module in modules() if row(module) is None and not is_package(module)]
    assert not homeless, f"{homeless} stand in no room: give them a row in MAY_IMPORT"
    assert not wrongs(
        (module, line, f"imports {name}, which {row(module)} may not")
        for module in modules()
        for allowed in [[*(may.format(own=own(module)) for may in MAY_IMPORT.get(row(module) or "", ())), module.name]]
        for name, line in imports(module)
        if is_ours(name) and not any(inside(name, may) for may in allowed)
    )


def test_the_floor_stands_on_the_standard_library() -> None:
    floor = [module for module in modules() if module.name in FLOOR]
    assert {module.name for module in floor} == set(FLOOR)
    assert not wrongs(
        (module, line, f"imports {name}")
        for module in floor
        for name, line in imports(module)
        if not is_ours(name) and name.partition(".")[0] not in sys.stdlib_module_names
    )


READS_FORMATS = ("openpyxl", "python_calamine", "csv", "zipfile", "docx", "pptx")
"""What opens a file's format: `bot.documents` does, and handlers are given text, rows and sheets."""


def test_a_handler_opens_no_format_and_decodes_no_bytes() -> None:
    handlers = [module for module in modules() if inside(module.name, "handlers")]
    assert not wrongs(
        (module, line, f"imports {name}")
        for module in handlers
        for name, line in imports(module)
        if name.partition(".")[0] in READS_FORMATS
    )
    assert not wrongs(
        (module, node.lineno, "decodes bytes")
        for module in handlers
        for node in nodes(module.file)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "decode"
    )


def test_an_sdk_is_known_to_its_channel_only() -> None:
    assert not wrongs(
        (module, line, f"imports {name}")
        for module in modules()
        for name, line in imports(module)
        if (homes := SDK_OF.get(name.partition(".")[0])) and not any(inside(module.name, home) for home in homes)
    )


def test_only_the_clock_asks_the_time_and_waits() -> None:
    assert not wrongs(
        (module, line, f"calls {call}")
        for module in modules()
        for call, line in calls(module)
        if (homes := MAY_CALL.get(call)) and not any(inside(module.name, home) for home in homes)
    )


def test_nothing_imports_the_command_line_but_the_way_in() -> None:
    assert not wrongs(
        (module, line, f"imports {name}")
        for module in modules()
        if not inside(module.name, "bot.cli") and module.name != "bot.__main__"
        for name, line in imports(module)
        if inside(name, "bot.cli")
    )


def test_sql_is_written_and_run_in_storage() -> None:
    elsewhere = [module for module in modules() if not inside(module.name, "storage")]
    assert not wrongs(
        (module, line, f"imports {name}")
        for module in elsewhere
        for name, line in imports(module)
        if inside(name, "sqlalchemy")
    )
    assert not wrongs(
        (module, line, f"runs a statement: {call}")
        for module in elsewhere
        for call, line in calls(module)
        if call.partition(".")[0] in CONNECTIONS and call.partition(".")[2] in RUNS
    )


def test_no_handler_changes_the_camp_an_event_is_in() -> None:
    """A due row carries its camp; who must act in another says `with ctx.in_camp(…)`."""
    assert not wrongs(
        (module, node.lineno, "assigns the camp")
        for module in modules()
        if not inside(module.name, "bot")
        for node in nodes(module.file)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and node.attr in ("camp_or_none", "member_or_none")
    )
