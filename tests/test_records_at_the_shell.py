"""export xapi and hr at a shell: the file whole or not at all, the same bytes the second time, and one sentence where it will not do."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.stories.test_records import lived
from tests.test_cli import bot
from tests.town import CAMP, Town
from tests.xapi_rules import wrong

pytestmark = pytest.mark.journey


def test_a_second_export_is_equal_byte_for_byte(town: Town, tmp_path: Path) -> None:
    lived(town)
    place = {"QUNXUE_STORAGE__URL": town.url}
    for name in ("first.jsonl", "second.jsonl"):
        done = bot(tmp_path, "export", "xapi", name, "--camp", CAMP, **place)
        assert (done.returncode, done.stderr) == (0, "") and "16条记录" in done.stdout
    first, second = ((tmp_path / name).read_bytes() for name in ("first.jsonl", "second.jsonl"))
    assert first == second and first.endswith(b"}\n")
    said = [json.loads(line) for line in first.splitlines()]
    assert len({one["id"] for one in said}) == 16 and not [wrong(one) for one in said if wrong(one)]
    done = bot(tmp_path, "export", "xapi", "day.jsonl", "--camp", CAMP, "--days", "5/8", **place)
    assert done.returncode == 0 and "2条记录" in done.stdout
    assert {*(tmp_path / "day.jsonl").read_bytes().splitlines()} < {*first.splitlines()}
    done = bot(tmp_path, "export", "xapi", "month.jsonl", "--camp", CAMP, "--days", "2026年5月", **place)
    assert done.returncode == 0 and (tmp_path / "month.jsonl").read_bytes() == first

    done = bot(tmp_path, "export", "hr", "people.csv", "--camp", CAMP, **place)
    assert done.returncode == 0 and "4条记录" in done.stdout
    rows = list(csv.DictReader(io.StringIO((tmp_path / "people.csv").read_text("utf-8-sig"))))
    assert {row["姓名"] for row in rows} == {"王岚", "林晓", "周航", "'=苏敏"}, "no cell is a formula"


BAD = [
    (("xapi", "out.csv", "--camp", CAMP), 2, "xapi 能写成的文件：.jsonl"),
    (("xapi", "out", "--camp", CAMP), 2, "xapi 能写成的文件：.jsonl"),
    (("hr", "out.jsonl", "--camp", CAMP), 2, "hr 能写成的文件：.xlsx、.csv"),
    (("xapi", "out.jsonl", "--camp", CAMP, "--days", "某天"), 2, "没看懂 某天 是哪几天"),
    (("questions", "out.csv", "--camp", CAMP, "--days", "5/8"), 2, "--days 给 xapi 和 hr 用"),
    (("xapi", "out.jsonl", "--camp", "别的营"), 1, "没有叫“别的营”的营"),
    (("xapi", "nowhere/out.jsonl", "--camp", CAMP), 1, "写不了 nowhere/out.jsonl"),
    (("statements", "out.jsonl", "--camp", CAMP), 2, "没有 statements 这一种"),
]


def test_what_will_not_do_is_one_sentence_and_leaves_what_was_there(town: Town, tmp_path: Path) -> None:
    town.learner("林晓").tells("积分")
    for name in ("out.jsonl", "out.csv", "out"):
        (tmp_path / name).write_text("before")
    for words, code, why in BAD:
        done = bot(tmp_path, "export", *words, QUNXUE_STORAGE__URL=town.url)
        assert (done.returncode, done.stdout) == (code, "") and why in done.stderr, (words, done)
        assert len(done.stderr.splitlines()) == 1, (words, done.stderr)
    assert {(tmp_path / name).read_text() for name in ("out.jsonl", "out.csv", "out")} == {"before"}
    assert not [one.name for one in tmp_path.iterdir() if one.name.startswith("tmp")], "no draft is left behind"
