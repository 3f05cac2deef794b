"""The figures of quizzes: what an answer costs, a rush of answers, the next question in time, a large file beside check-ins.

    python -m tests.bench.quiz [--short]

Every figure is printed with its bound; the exit code is 1 where one is missed. Times depend on what else the machine does;
the cost of an answer is a ratio of CPU, taken in turns with check-ins in one process.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from bot.app import App
from bot.clock import Clock, HandClock, SystemClock
from bot.config import Bot, Settings, Storage
from bot.membership import Role
from bot.messages import Account, Address, Answer, FileRef, InboundEvent, Kind
from handlers.quiz.bank.questions import Question, Single, even, fingerprint, to_plain
from storage import agenda, answers, bank, camps, contests, memberships, migrate, people, rooms
from storage.connection import Db
from storage.database import Database, connect
from storage.file_folder import FileFolder
from tests.bench.workload import ZONE
from tests.files.bank import word
from tests.files.bank.make import single, table
from tests.town import Square

ROOMS = 10
START = datetime(2026, 1, 5, 9, tzinfo=ZONE)
IN_FLIGHT = 32


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and its bound."""

    name: str
    value: float
    most: float
    unit: str

    def __str__(self) -> str:
        verdict = "✓" if self.value <= self.most else "✗"
        return f"{verdict} {self.name}: {self.value:.3g} {self.unit} (at most {self.most:g})"


# ── a house with people in it ────────────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def housed(people_a_room: int, clock: Clock) -> AsyncIterator[App]:
    """A camp in ten rooms, its members, a bank, and the loops that send and work."""
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'qunxue.db'}"
        _populate(url, people_a_room)
        square = Square("telegram")
        square.clock = clock  # type: ignore[assignment]
        settings = Settings(bot=Bot(owners=("telegram:0:0",)), storage=Storage(url=url))
        app = App(settings, Database(url), [square], clock=clock, folder=folder)
        await app.wake_up()
        loops = [asyncio.create_task(app.delivery.run()), asyncio.create_task(app.task_pool.run())]
        yield app
        for loop in loops:
            loop.cancel()
        await asyncio.wait(loops)
        app.database.close()


def _populate(url: str, people_a_room: int) -> None:
    engine = connect(url)
    migrate.upgrade(engine, now=START)
    db = Db(engine)
    with db.transaction("BEGIN"):
        camp = camps.open_camp(db, "营", language="zh", timezone=str(ZONE), at=START)
        assert camp is not None
        for room in range(ROOMS):
            rooms.bind(db, camp, "telegram", f"群{room}", None)
            for place in range(people_a_room):
                who, _ = people.meet(db, "telegram", f"{room}:{place}", f"学员{room}-{place}", "zh", at=START)
                memberships.join(db, camp, who, "owner" if room == place == 0 else "learner", day=START.date(), at=START)
        questions = [Question(f"问题{n}？", Single(even("甲乙丙丁", [1])), tags=("题",)) for n in range(60)]
        bank.save(db, camp, [(fingerprint(one), to_plain(one)) for one in questions], at=START)
    db.close()
    engine.dispose()


def event(app: App, number: int, room: int, place: int, words: str, kind: Kind = Kind.SAID) -> InboundEvent:
    now = app.clock.now()
    answer = Answer(f"press{number}", now + timedelta(seconds=10)) if kind is Kind.PRESSED else None
    by = Account("telegram", f"{room}:{place}", f"学员{room}-{place}", "zh")
    return InboundEvent(
        f"telegram:{number}", now, Address("telegram", f"群{room}"), by, kind, words, answer=answer, data={"to_us": True}
    )


async def open_contest(app: App, clock: HandClock, questions: int) -> int:
    """A contest whose first question stands in every room; gives the number answers name."""
    await app.receive(
        event(app, -clock.now().microsecond - id(object()) % 10**9, 0, 0, f"开赛 比一比 题数={questions} 限时=600秒 范围=全部")
    )
    clock.move(timedelta(seconds=31))
    await settle(app)
    return await app.database.read(newest_ask)


def newest_ask(db: Db) -> int:
    return int(db.execute("SELECT max(id) FROM ask").fetchone()[0])


async def settle(app: App) -> None:
    while await app.runner.tick():
        await app.delivery.idle()
    await app.delivery.idle()


async def flow(jobs: Iterable[Callable[[], Awaitable[object]]], in_flight: int) -> list[float]:
    """Runs all, so many at a time; gives each one's seconds."""
    left, waits = iter(jobs), []

    async def next_ones() -> None:
        for job in left:
            begun = time.perf_counter()
            await job()
            waits.append(time.perf_counter() - begun)

    await asyncio.gather(*(next_ones() for _ in range(in_flight)))
    return waits


def p99(waits: Sequence[float]) -> float:
    """In milliseconds."""
    return sorted(waits)[len(waits) * 99 // 100] * 1000


# ── what an answer costs ─────────────────────────────────────────────────────────────────────────────────────────────


async def cost(people_a_room: int, rounds: int) -> list[Figure]:
    """CPU of an answer over that of a check-in: rounds in turn, the median of each."""
    clock = HandClock(START.astimezone(UTC))
    number = 0
    spent: dict[str, list[float]] = {"check-in": [], "answer": []}
    async with housed(people_a_room, clock) as app:
        everybody = [(room, place) for room in range(ROOMS) for place in range(1, people_a_room)]
        for _ in range(rounds):
            ask = await open_contest(app, clock, 1)
            for what, words, kind in (("check-in", "打卡", Kind.SAID), ("answer", f"选 D{ask} B", Kind.PRESSED)):
                heard = []
                for room, place in everybody:
                    number += 1
                    heard.append(event(app, number, room, place, words, kind))
                begun = time.process_time()
                await flow([lambda one=one: app.receive(one) for one in heard], IN_FLIGHT)  # type: ignore[misc]
                spent[what].append((time.process_time() - begun) / len(heard) * 1000)
                await settle(app)
            clock.move(timedelta(minutes=11))
            await settle(app)
            clock.move(timedelta(days=1) - timedelta(minutes=12))
            await settle(app)
    check_in, answer = (statistics.median(spent[what]) for what in ("check-in", "answer"))
    print(f"  a check-in {check_in:.3f} ms, an answer {answer:.3f} ms of CPU")
    return [Figure("an answer over a check-in", answer / check_in, 1.3, "×")]


# ── rushes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def rush(count: int, seconds: float) -> tuple[list[float], int]:
    """So many answers from ten rooms spread over so many seconds, toasts included; gives the waits and how many are durable."""
    clock = HandClock(START.astimezone(UTC))
    async with housed(count // ROOMS + 1, clock) as app:
        ask = await open_contest(app, clock, 1)
        waits: list[float] = []
        begun = time.perf_counter()

        async def one(number: int) -> None:
            due = begun + seconds * number / count
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            heard = event(app, number + 1, number % ROOMS, 1 + number // ROOMS, f"选 D{ask} B", Kind.PRESSED)
            asked = time.perf_counter()
            receipt = await app.receive(heard)
            waits.append(time.perf_counter() - asked)
            await app.claim(receipt)

        await asyncio.gather(*(one(number) for number in range(count)))
        durable = await app.database.read(lambda db: len(db.all(answers.GIVEN, ask=ask)))
        return waits, durable


async def rushes(short: bool) -> list[Figure]:
    count = 400 if short else 2000
    waits, durable = await rush(count, 1.0 if short else 5.0)
    many, at_once = await rush(500, 0.0)
    return [
        Figure(f"{count} answers over {1 if short else 5} s: p99 from receipt to durable", p99(waits), 250, "ms"),
        Figure(f"{count} answers: lost", count - durable, 0, ""),
        Figure("500 answers at once: the last durable after", max(many) * 1000, 1000, "ms"),
        Figure("500 answers at once: lost", 500 - at_once, 0, ""),
    ]


# ── the next question ────────────────────────────────────────────────────────────────────────────────────────────────


async def in_time() -> list[Figure]:
    """A real contest by the real clock, its ticker and all: how long after a question's end the next one stands in the rooms."""
    from scheduler.ticker import Ticker

    clock = SystemClock()
    async with housed(51, clock) as app:
        app.ticker = ticker = Ticker(app.runner)
        ticker.start()
        try:
            await app.receive(event(app, 1, 0, 0, "开赛 比一比 题数=3 限时=5秒 范围=全部"))
            await app.database.transact(lambda db: agenda.plan(db, "contest.next", "contest:1", clock.now()))
            ticker.nudge(clock.now())
            for place in range(3):
                await until(app, lambda db, place=place: len(db.all(answers.OF_CONTEST, contest=1)) > place)  # type: ignore[misc]
                ask = await app.database.read(newest_ask)
                heard = [
                    event(app, 1000 * (place + 1) + n, n % ROOMS, 1 + n // ROOMS, f"选 D{ask} B", Kind.PRESSED)
                    for n in range(500)
                ]
                await asyncio.gather(*(app.receive(one) for one in heard))
                await until(app, lambda db, ask=ask: db.execute(f"SELECT closed_at FROM ask WHERE id = {ask}").fetchone()[0])  # type: ignore[misc]
            await until(app, lambda db: db.one(contests.CONTEST, contest=1).state == "over")
            late = await app.database.read(_late)
        finally:
            ticker.stop()
    return [Figure("the next question in its last room, after the end of the one before (500 answers each)", late, 1000, "ms")]


def _late(db: Db) -> float:
    """The longest from a question's end to the next one's acknowledgement in its last room, in ms."""
    rows = db.execute(
        "SELECT ask.closed_at, (SELECT max(opened_at) FROM showing WHERE ask_id = ask.id) FROM ask ORDER BY ask.id"
    ).fetchall()
    return max(float(after[1] - before[0]) / 1000 for before, after in pairwise(rows))


async def until(app: App, holds: Callable[[Db], object]) -> None:
    async with asyncio.timeout(30):
        while not await app.database.read(holds):  # noqa: ASYNC110 - what is waited for is a row
            await asyncio.sleep(0.02)


# ── a large file ─────────────────────────────────────────────────────────────────────────────────────────────────────


def workbook(rows: int) -> bytes:
    heads = ("题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析", "标签", "难度")
    return table([heads, *(single(f"客户第{number}次说太贵了，先做什么？") for number in range(rows))])


def word_file(questions: int) -> bytes:
    """A bank with automatic numbers, the options of each question a list of their own."""
    paragraphs: list[str] = []
    lists: dict[int, tuple[int, dict[int, int]]] = {1: (1, {})}
    for number in range(questions):
        lists[number + 2] = (2, {0: 1})
        options = ("立刻降价", "问清和谁比", "不说话", "换一款产品")
        paragraphs += [word.paragraph(f"客户第{number}次说“太贵了”，先做什么？", (1, 0))]
        paragraphs += [word.paragraph(option, (number + 2, 0)) for option in options]
        paragraphs += [word.paragraph("答案：B"), word.paragraph("解析：先弄清参照，再谈价值。")]
    return word.package(word.body(*paragraphs), word.numbering({1: [("decimal", "%1.")], 2: [("upperLetter", "%1.")]}, lists))


def read_alone(file: Path) -> None:
    """In a process of its own: reads the file as the task does, and prints CPU seconds and the most memory it took (MB)."""
    from bot.task_process import do

    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/x.db"
        engine = connect(url)
        migrate.upgrade(engine, now=START)
        camps.open_camp(Db(engine), "营", language="zh", timezone="Asia/Shanghai", at=START)
        kept = FileFolder(Path(folder), lambda: START).put(file.read_bytes(), file.name)
        asked = {"camp": 1, "kind": "questions", "role": Role.MANAGER.value, "language": "zh", "file": kept, "name": file.name}
        before = resource.getrusage(resource.RUSAGE_SELF)
        (row,) = do(url, folder, "import_export.read", asked, START)
        after = resource.getrusage(resource.RUSAGE_SELF)
        print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1024, row["new"])


def importing(rows: int, word_questions: int) -> list[Figure]:
    return [
        *read_apart("bank.xlsx", workbook(rows), rows, "rows of xlsx", 3),
        *read_apart("bank.docx", word_file(word_questions), word_questions, "questions of docx", 4),
    ]


def read_apart(name: str, content: bytes, holds: int, what: str, seconds: int) -> list[Figure]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        words = [sys.executable, "-m", "tests.bench.quiz", "--read", str(file)]
        cpu, memory, new = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
        assert int(new) == holds
    return [
        Figure(f"reading {holds} {what}: CPU", float(cpu), seconds, "s"),
        Figure(f"reading {holds} {what}: memory", float(memory), 200, "MB"),
    ]


async def beside(name: str, content: bytes, holds: int) -> list[Figure]:
    """Check-ins, a hundred a second, while a large file of so many questions is read and written."""
    clock = HandClock(START.astimezone(UTC))
    async with housed(1001, clock) as app:
        square = app.channels["telegram"]
        assert isinstance(square, Square)
        square.files["bank"] = content
        private = Address("telegram", "@0:0", direct=True)
        by = Account("telegram", "0:0", "学员0-0", "zh")

        def says(number: int, words: str, files: tuple[FileRef, ...] = ()) -> InboundEvent:
            return InboundEvent(f"telegram:p{number}", clock.now(), private, by, Kind.SAID, words, files=files)

        await app.receive(says(0, "切换 营"))
        waits: list[float] = []
        done = asyncio.Event()

        async def check_ins() -> None:
            for number in range(1, ROOMS * 1000):
                begun = time.perf_counter()
                await app.receive(event(app, number, number % ROOMS, 1 + number // ROOMS, "打卡"))
                waits.append(time.perf_counter() - begun)
                if done.is_set():
                    return
                await asyncio.sleep(0.01)

        checking = asyncio.create_task(check_ins())
        await app.receive(says(1, "", (FileRef(name, len(content), "bank"),)))
        await until_quiet(app)
        await app.receive(says(2, "导入"))
        await until_quiet(app)
        done.set()
        await checking
        count = await app.database.read(lambda db: bank.count(db, 1))
    return [
        Figure(f"check-ins beside an import of {name}, {holds} questions: p99 (n={len(waits)})", p99(waits), 50, "ms"),
        Figure("questions missing afterwards", 60 + holds - count, 0, ""),
    ]


async def until_quiet(app: App) -> None:
    await app.task_pool.idle()
    await app.delivery.idle()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--read", type=Path)
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # its beat is cut off in mid-tick at the end
    if given.read:
        return read_alone(given.read)
    rows, word_questions = (2000, 250) if given.short else (20_000, 2500)
    missed = False
    for part in (
        lambda: asyncio.run(cost(21 if given.short else 101, 3 if given.short else 7)),
        lambda: asyncio.run(rushes(given.short)),
        lambda: asyncio.run(in_time()),
        lambda: importing(rows, word_questions),
        lambda: asyncio.run(beside("bank.xlsx", workbook(rows), rows)),
        lambda: asyncio.run(beside("bank.docx", word_file(word_questions), word_questions)),
    ):
        for figure in part():
            print(figure, flush=True)
            missed |= figure.value > figure.most
    sys.exit(missed)


if __name__ == "__main__":
    main()
