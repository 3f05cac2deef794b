"""The threat model's lines: every one says what, how it is answered and which test proves it, and that test exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROWS = [line for line in (ROOT / "docs" / "threats.md").read_text("utf-8").splitlines() if re.match(r"\| (?!威胁|:?-)", line)]
LINE = re.compile(r"\| [^|]+ · [^|]+ \| [^|]+ \| `(tests/[\w/]+\.py)(?:::(test_\w+))?` \|")


@pytest.mark.parametrize("row", ROWS)
def test_a_threat_has_an_answer_and_its_test_is_there(row: str) -> None:
    found = LINE.fullmatch(row)
    assert found is not None, row
    source = (ROOT / found[1]).read_text("utf-8")
    assert re.search(rf"^(?:async )?def {found[2] or 'test_'}", source, re.MULTILINE), row
    assert not re.search(rf"@pytest\.mark\.(?:skip|xfail)[^\n]*\n(?:@[^\n]*\n)*(?:async )?def {found[2]}\b", source)


def test_every_attack_of_our_own_is_named() -> None:
    """What stands in the two files of attacks is a line of the model."""
    page = (ROOT / "docs" / "threats.md").read_text("utf-8")
    for file in ("tests/test_attacks.py", "tests/stories/test_attacks.py"):
        for name in re.findall(r"^(?:async )?def (test_\w+)", (ROOT / file).read_text("utf-8"), re.MULTILINE):
            assert f"`{file}::{name}`" in page, name


def test_no_threat_stands_twice() -> None:
    assert len(ROWS) > 50 and len({row.split("|")[1] for row in ROWS}) == len(ROWS)
