"""The shell's way in, as somebody at a shell meets it: real processes, exit codes, one line for what is wrong."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.files.bank.make import UGLY

pytestmark = pytest.mark.journey

ROOT = Path(__file__).parent.parent


def bot(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """`python -m bot …` in an empty folder."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **more}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=60
    )


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def running(tmp_path: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A bot that has greeted, and what it said."""
    process = bot_that_serves(tmp_path, port)
    yield process, [until_greeted(process)]
    if process.poll() is None:
        process.kill()
    process.communicate()


def bot_that_serves(folder: Path, port: int, **more: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QUNXUE_WEB__PORT": str(port), **more}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def until_greeted(process: subprocess.Popen[str]) -> str:
    """What it says up to the last line of its greeting."""
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if "doctor" in line:
            break
    return "".join(said)


def get(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return str(answer.read().decode())


def test_run_greets_serves_and_stops_when_asked(
    running: tuple[subprocess.Popen[str], list[str]], tmp_path: Path, port: int
) -> None:
    process, said = running
    assert len(re.findall(rf"http://127\.0\.0\.1:{port}/#\S+", "".join(said))) == 3
    assert get(port, "/healthz") == "ok" and json.loads(get(port, "/readyz"))["ready"] is True
    assert "qunxue_events_total" in get(port, "/metrics") and "<!doctype html>" in get(port, "/").lower()
    assert bot(tmp_path, "link", "--room", "示范营", "--as", "新来的").stdout.startswith(f"http://127.0.0.1:{port}/#")
    assert "“别处”是新群" in bot(tmp_path, "link", "--room", "别处", "--as", "甲").stderr
    assert f"✓ 程序：正在运行，http://127.0.0.1:{port} 就绪" in bot(tmp_path, "doctor").stdout
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=10)
    assert process.returncode == 0 and "没有丢下什么" in rest
    logged = (tmp_path / "data" / "qunxue.log").read_text()
    assert "event=event" in logged and "key=web:starter" in logged and "event=" not in "".join(said)
    assert "打卡怎么设计" not in logged, "a log line holds no words"
    doctor = bot(tmp_path, "doctor")
    assert doctor.returncode == 0 and "✓ 账本" in doctor.stdout and "✓ 字体" in doctor.stdout
    assert [file for file in (tmp_path / "data").rglob("*") if file.stat().st_mode & 0o077] == []
    (tmp_path / "data" / "qunxue.db").chmod(0o644)
    doctor = bot(tmp_path, "doctor")
    assert doctor.returncode == 1 and "chmod 600 data/qunxue.db" in doctor.stdout


def test_a_server_prints_nobodys_way_in(tmp_path: Path, port: int) -> None:
    """What it says ends in a journal many may read, and a link is as good as a password."""
    server = bot_that_serves(tmp_path, port, QUNXUE_WEB__PUBLIC_URL="https://bot.example.com", QUNXUE_WEB__SECRET="s" * 32)
    said = until_greeted(server)
    server.terminate()
    server.communicate(timeout=30)
    assert "https://bot.example.com" in said and "/#" not in said and "python -m bot link --room" in said


def test_a_second_bot_takes_the_next_port(running: tuple[subprocess.Popen[str], list[str]], tmp_path: Path, port: int) -> None:
    other = tmp_path / "other"
    other.mkdir()
    second = bot_that_serves(other, port)
    assert second.stdout is not None
    assert f"端口{port}被占用" in second.stdout.readline() + second.stdout.readline()
    second.terminate()
    second.communicate(timeout=15)


def test_a_second_bot_on_the_same_file_is_refused_and_so_is_migrating_beneath_the_first(
    running: tuple[subprocess.Popen[str], list[str]], tmp_path: Path
) -> None:
    second = bot(tmp_path, "run")
    assert second.returncode == 1 and second.stderr.count("\n") == 1 and "已有一个群学程序在用这个数据库" in second.stderr
    assert bot(tmp_path, "migrate").returncode == 0  # there is nothing to migrate
    stands_at(tmp_path, "0005_words")
    beneath = bot(tmp_path, "migrate")
    assert beneath.returncode == 1 and beneath.stderr.count("\n") == 1 and "先停下它" in beneath.stderr


def test_only_run_and_migrate_bring_a_database_to_another_shape(tmp_path: Path) -> None:
    assert bot(tmp_path, "link", "--room", "甲营", "--as", "甲").returncode == 0  # an empty one is given its tables
    newest = stands_at(tmp_path, "0005_words")
    for words in (
        ("link", "--room", "甲营", "--as", "甲"),
        ("import", "questions", "q.csv", "--camp", "甲营"),
        ("export", "questions", "out.csv", "--camp", "甲营"),
    ):
        refused = bot(tmp_path, *words)
        assert refused.returncode == 1 and refused.stderr.count("\n") == 1 and "bot migrate" in refused.stderr, words
    assert stands_at(tmp_path, newest) == "0005_words"


def stands_at(folder: Path, revision: str) -> str:
    """Writes another revision into the database; gives the one that stood there."""
    with sqlite3.connect(folder / "data" / "qunxue.db") as db:
        (before,) = db.execute("SELECT version_num FROM alembic_version").fetchone()
        db.execute("UPDATE alembic_version SET version_num = ?", [revision])
    db.close()
    return str(before)


def test_what_is_wrong_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[bot]\nnmae = 'x'\n", encoding="utf-8")
    wrong = bot(tmp_path, "doctor")
    assert wrong.returncode == 1 and "bot.nmae" in wrong.stderr and wrong.stderr.count("\n") == 1
    (tmp_path / "config.toml").unlink()
    unreachable = bot(tmp_path, "migrate", QUNXUE_STORAGE__URL="postgresql://nobody@127.0.0.1:1/none")
    assert unreachable.returncode == 1 and unreachable.stderr.count("\n") == 1 and "Traceback" not in unreachable.stderr
    down = bot(tmp_path, "run", QUNXUE_STORAGE__URL="postgresql://nobody@127.0.0.1:1/none")
    assert down.returncode == 1 and down.stderr.count("\n") == 1 and "打不开数据库" in down.stderr
    assert bot(tmp_path, "nonsense").returncode == 2
    assert bot(tmp_path, "doctor").returncode == 1


def test_a_database_of_a_newer_version_is_refused_in_one_sentence_by_every_command(tmp_path: Path) -> None:
    assert bot(tmp_path, "migrate").returncode == 0
    with sqlite3.connect(tmp_path / "data" / "qunxue.db") as db:
        db.execute("UPDATE alembic_version SET version_num = '0099_future'")
    db.close()
    (tmp_path / "q.csv").write_text("题型,题干\n", encoding="utf-8")
    commands = (
        ("run",),
        ("migrate",),
        ("link", "--room", "示范营", "--as", "甲"),
        ("import", "questions", "q.csv", "--camp", "示范营"),
        ("export", "questions", "out.csv", "--camp", "示范营"),
    )
    for words in commands:
        refused = bot(tmp_path, *words)
        assert refused.returncode == 1 and refused.stderr.count("\n") == 1, words
        assert "更新的版本用过的（0099_future）" in refused.stderr
    told = bot(tmp_path, "doctor")
    assert told.returncode == 1 and "✗ 数据库是更新的版本用过的" in told.stdout
    english = bot(tmp_path, "migrate", QUNXUE_BOT__LANGUAGE="en")
    assert "A newer version has used this database" in english.stderr


def test_the_version_is_the_changelogs_newest(tmp_path: Path) -> None:
    newest = re.search(r"^## \[(\d\S*)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    said = bot(tmp_path, "--version")
    assert newest is not None and said.stdout == f"qunxue {newest[1]}\n" and said.returncode == 0


def test_simulate_leaves_a_database_to_look_at_and_touches_no_other(tmp_path: Path) -> None:
    lived = bot(tmp_path, "simulate", "--members", "3", "--days", "2", QUNXUE_STORAGE__URL=f"sqlite:///{tmp_path}/real.db")
    assert lived.returncode == 0, lived.stderr
    assert "✓ 过完了" in lived.stdout
    assert lived.stdout.count("已收到") in (1, 2), "today is named once something has happened, and at night nothing has yet"
    url = re.search(r"QUNXUE_STORAGE__URL=(sqlite:///\S+)", lived.stdout)
    assert url is not None and not list(tmp_path.iterdir())
    assert "✓ 账本" in bot(tmp_path, "doctor", QUNXUE_STORAGE__URL=url[1]).stdout
    shutil.rmtree(Path(url[1].removeprefix("sqlite:///")).parent)


ROSTER = """\
姓名,账号,角色,标签
林晓,telegram:1,学员,骨干；华东
周航,telegram:2,,
,telegram:3,,
陈默,1001,,
何琳,wecom:helin,专家,
赵雨,telegram:4,校长,
钱多,telegram:1,,
"""


def test_questions_of_every_kind_of_file_are_imported_with_their_notes(
    running: tuple[subprocess.Popen[str], list[str]], tmp_path: Path
) -> None:
    sent = Path(__file__).parent / "files" / "bank" / "sent"
    camp = ("--camp", "社群运营示范营")

    def imported(name: str, *more: str) -> str:
        done = bot(tmp_path, "import", "questions", str(sent / name), *camp, *more)
        return done.stdout + done.stderr

    assert "新增1，更新0" in imported("o1_product.csv", "--yes")
    assert "新增2，更新0，不变0，问题0" in imported("o2_service.csv", "--yes")
    assert "第3行 带的图片或附件没有导入" in imported("m07_pluginfile.xml")
    assert "第3行 是隐藏行，也读了" in imported("f02_hidden_row.xlsx")
    assert "新增3，更新0，不变0，问题0" in imported("w01_autonumber.docx")
    assert "新增2，更新0，不变0，问题0" in imported("t10_fill.txt")
    assert "表格占了1048576行×16384列" in imported("stray_cell_bank.xlsx")
    changed = tmp_path / "changed.csv"
    changed.write_text((sent / "o1_product.csv").read_text("utf-8-sig").replace(",A,", ",B,"), "utf-8")
    said = bot(tmp_path, "import", "questions", str(changed), *camp).stdout
    assert "答案 A → B" in said and "新增0，更新1" in said
    assert "已更新" in bot(tmp_path, "import", "questions", str(changed), *camp, "--yes").stdout


def test_a_map_is_imported_whole_or_not_at_all(running: tuple[subprocess.Popen[str], list[str]], tmp_path: Path) -> None:
    camp = ("--camp", "社群运营示范营")
    good, bad, out = (tmp_path / name for name in ("good.md", "bad.md", "out.csv"))
    good.write_text("# 一岛\n课程: 1\n# 二岛\n打卡: 3\n开放: 每月一关\n", "utf-8")
    bad.write_text("# 一岛\n课程: 1\n# 二岛\n课程: L99\n", "utf-8")
    refused = bot(tmp_path, "import", "path", str(bad), *camp, "--yes").stdout
    assert "第3行 没有 L99 这一节课" in refused and "新增0，更新0，不变0，问题1" in refused
    assert "新增2，更新0" in bot(tmp_path, "import", "path", str(good), *camp).stdout
    assert "已写入：新增2，更新0" in bot(tmp_path, "import", "path", str(good), *camp, "--yes").stdout
    assert "新增0，更新0，不变2" in bot(tmp_path, "import", "path", str(good), *camp, "--yes").stdout
    assert bot(tmp_path, "export", "path", str(out), *camp).returncode == 0
    assert "新增0，更新0，不变2" in bot(tmp_path, "import", "path", str(out), *camp, "--yes").stdout


def test_members_are_imported_once(running: tuple[subprocess.Popen[str], list[str]], tmp_path: Path) -> None:
    for encoding in ("utf-8-sig", "gbk"):
        (tmp_path / f"{encoding}.csv").write_text(ROSTER, encoding=encoding)
    words = ("import", "members", "utf-8-sig.csv", "--camp", "社群运营示范营")
    dry = bot(tmp_path, *words)
    assert dry.returncode == 0 and "尚未写入：新增3" in dry.stdout and "问题4" in dry.stdout
    for row, why in ((4, "没有姓名"), (5, "渠道:编号"), (7, "校长"), (8, "与第2行相同")):
        assert f"第{row}行" in dry.stdout and why in dry.stdout
    assert "已写入：新增3" in bot(tmp_path, *words, "--yes").stdout
    again = bot(tmp_path, "import", "members", "gbk.csv", "--camp", "社群运营示范营", "--yes")
    assert "新增0，更新0，不变3" in again.stdout
    assert "没有叫“别的营”的营" in bot(tmp_path, "import", "members", "gbk.csv", "--camp", "别的营").stderr
    assert bot(tmp_path, "import", "pictures", "gbk.csv", "--camp", "x").returncode == 2


BANK = "题型,题干,选项A,选项B,答案\n单选,先问什么？,参照,价格,A\n单选,没有答案的题,甲,乙,\n判断,超时倒扣分,,,错\n"
COURSE = "---\n课程: 异议处理\n---\n# 问参照\n## 技能\n先问“和谁比”。\n# 没有正文的课\n# 报总价\n## 技能\n先拆三年总成本。\n"


def test_questions_and_lessons_go_in_once_and_come_out_as_they_went_in(
    running: tuple[subprocess.Popen[str], list[str]], tmp_path: Path
) -> None:
    (tmp_path / "bank.csv").write_text(BANK, encoding="utf-8")
    (tmp_path / "course.md").write_text(COURSE, encoding="utf-8")
    for kind, file, fault in (("questions", "bank.csv", "第3行"), ("lessons", "course.md", "第7行")):
        camp = ("--camp", "社群运营示范营")
        dry = bot(tmp_path, "import", kind, file, *camp).stdout
        assert fault in dry and "尚未写入：新增2，更新0，不变0，问题1" in dry
        assert "已写入：新增2" in bot(tmp_path, "import", kind, file, *camp, "--yes").stdout
        assert "新增0，更新0，不变2" in bot(tmp_path, "import", kind, file, *camp, "--yes").stdout
        out = f"out{Path(file).suffix}"
        assert out in bot(tmp_path, "export", kind, out, *camp).stdout
        assert "新增0，更新0" in bot(tmp_path, "import", kind, out, *camp, "--yes").stdout
    wrong = bot(tmp_path, "export", "lessons", "out.pdf", "--camp", "社群运营示范营")
    assert wrong.returncode == 2 and ".xlsx、.csv、.md" in wrong.stderr
    nothing = bot(tmp_path, "import", "lessons", "bank.csv", "--camp", "社群运营示范营")
    assert nothing.returncode == 1 and "没看出是课程" in nothing.stderr and nothing.stdout == ""


QA = "问题,答案,标签,作者,来源\n客户嫌报价高怎么回,先问与谁比,异议；行业=零售,何琳,手册\n没有答案的问题,,,,\n合同盖几份章,=四份,,,\n"


def test_answers_go_in_once_and_come_out_as_they_went_in(
    running: tuple[subprocess.Popen[str], list[str]], tmp_path: Path
) -> None:
    (tmp_path / "qa.csv").write_text(QA, encoding="utf-8")
    camp = ("--camp", "社群运营示范营")
    dry = bot(tmp_path, "import", "qa", "qa.csv", *camp).stdout
    assert "第3行 答案为空" in dry and "尚未写入：新增2，更新0，不变0，问题1" in dry
    assert "已写入：新增2" in bot(tmp_path, "import", "qa", "qa.csv", *camp, "--yes").stdout
    assert "新增0，更新0，不变2" in bot(tmp_path, "import", "qa", "qa.csv", *camp, "--yes").stdout
    for out in ("out.csv", "out.xlsx"):
        assert out in bot(tmp_path, "export", "qa", out, *camp).stdout
        assert "新增0，更新0，不变2，问题0" in bot(tmp_path, "import", "qa", out, *camp, "--yes").stdout
    nothing = bot(tmp_path, "import", "qa", "out.pdf", *camp)
    assert nothing.returncode == 1 and "读不了" in nothing.stderr


def test_members_come_out_as_they_went_in(running: tuple[subprocess.Popen[str], list[str]], tmp_path: Path) -> None:
    for file in ("out.csv", "out.xlsx"):
        assert file in bot(tmp_path, "export", "members", file, "--camp", "社群运营示范营").stdout
        assert "新增0，更新0，不变5" in bot(tmp_path, "import", "members", file, "--camp", "社群运营示范营", "--yes").stdout
    (tmp_path / "more.csv").write_text("姓名,账号\n王ᠠ,web:wangjun\n", encoding="utf-8")
    assert "新增1" in bot(tmp_path, "import", "members", "more.csv", "--camp", "社群运营示范营", "--yes").stdout
    doctor = bot(tmp_path, "doctor")
    assert doctor.returncode == 0 and "1位成员的名字里有画不出的字（ᠠ）" in doctor.stdout


def test_a_hostile_file_is_one_sentence_in_the_shell(running: tuple[subprocess.Popen[str], list[str]], tmp_path: Path) -> None:
    (tmp_path / "stray.xlsx").write_bytes(UGLY["stray_cell.xlsx"]())
    for kind in ("questions", "lessons", "qa", "members"):
        refused = bot(tmp_path, "import", kind, "stray.xlsx", "--camp", "社群运营示范营")
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr == "✗ 表格占了1048576行×16384列，大多是空的。请把内容复制到新表格再发。\n"
