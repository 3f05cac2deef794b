"""What we depend on: every package we name is locked with hashes and stands in the docs with its version, a date and what it is for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
NAMED = re.compile(r"^([a-z][\w-]*)", re.MULTILINE)
LOCKED = re.compile(r"^([a-z][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)([^\n]*\n(?:    --hash=[^\n]+\n?)*)", re.MULTILINE)


def locked(name: str) -> dict[str, tuple[str, str]]:
    """Package → its version and what follows it in a lock file."""
    return {package: (version, rest) for package, version, rest in LOCKED.findall((ROOT / name).read_text("utf-8"))}


@pytest.mark.parametrize(
    ("wanted", "lock"), [("requirements.in", "requirements.lock"), ("requirements-dev.in", "requirements-dev.lock")]
)
def test_what_we_name_is_locked_and_listed(wanted: str, lock: str) -> None:
    versions = locked(lock)
    for package in NAMED.findall((ROOT / wanted).read_text("utf-8")):
        version, _ = versions[package]
        assert re.search(rf"^\| {package} \| {re.escape(version)} \| 20\d\d-\d\d-\d\d \| \S.* \|$", PAGE, re.MULTILINE), package


def test_nothing_else_is_listed() -> None:
    named = {
        name for file in ("requirements.in", "requirements-dev.in") for name in NAMED.findall((ROOT / file).read_text("utf-8"))
    }
    assert set(re.findall(r"^\| ([a-z][\w-]*) \|", PAGE, re.MULTILINE)) == named


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_its_hashes_and_no_address(lock: str) -> None:
    assert all("--hash=sha256:" in rest for _, rest in locked(lock).values()) and len(locked(lock)) > 10
    assert "://" not in (ROOT / lock).read_text("utf-8")
