"""Ralph, a learning record store of others (OpenFUN, MIT), takes every statement we write, and a file sent twice leaves one of each."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from bot.http import free_port
from tests.patience import PATIENCE
from tests.stories.test_records import lines, lived
from tests.town import Town

pytestmark = pytest.mark.journey

RALPH = ("ralph-malph[lrs,cli]==5.1.0", "requests==2.32.5")
PASSWORD = "statements"
Ask = Callable[[str, Any], tuple[int, Any]]


@pytest.fixture(scope="module")
def ralph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its programs, in an environment of its own: what it needs is not ours."""
    folder = tmp_path_factory.mktemp("ralph")
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    for command in (
        [uv, "venv", "-q", "--python", sys.executable, str(folder / "env")],
        [uv, "pip", "install", "-q", "--python", str(folder / "env/bin/python"), *RALPH],
    ):
        if subprocess.run(command, capture_output=True, timeout=300).returncode:
            pytest.skip("ralph-malph could not be installed (no registry in reach?): no LRS of others was asked")
    return folder / "env/bin"


@pytest.fixture
def store(ralph: Path, tmp_path: Path) -> Iterator[Ask]:
    """It runs over a folder; gives how to ask it."""
    environment = {
        **os.environ,
        "RALPH_APP_DIR": str(tmp_path),
        "RALPH_AUTH_FILE": str(tmp_path / "auth.json"),
        "RALPH_RUNSERVER_BACKEND": "fs",
        "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(tmp_path / "statements"),
    }
    given = ["-u", "qunxue", "-p", PASSWORD, "-s", "all", "-N", "qunxue", "-M", "mailto:bot@example.com", "-w"]
    subprocess.run([str(ralph / "ralph"), "auth", *given], env=environment, check=True, capture_output=True, timeout=PATIENCE)
    with free_port("127.0.0.1", 0) as listening:
        listening.listen()
        port = listening.getsockname()[1]
        served = [str(ralph / "python"), "-m", "uvicorn", "ralph.api:app", "--fd", str(listening.fileno())]
        process = subprocess.Popen(
            served,
            env=environment,
            cwd=tmp_path,
            pass_fds=[listening.fileno()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    try:
        ask = asking(f"http://127.0.0.1:{port}")
        status, _ = ask("/xAPI/statements/?limit=1", None)
        assert status == 200, "who asks before it runs waits at its socket until it does"
        yield ask
    finally:
        process.terminate()
        process.wait(PATIENCE)


def asking(url: str) -> Ask:
    heads = {
        "Authorization": "Basic " + b64encode(f"qunxue:{PASSWORD}".encode()).decode(),
        "X-Experience-API-Version": "1.0.3",
        "Content-Type": "application/json",
    }

    def ask(path: str, sent: Any) -> tuple[int, Any]:
        body = None if sent is None else json.dumps(sent).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(url + path, body, heads), timeout=PATIENCE) as answer:
                said = answer.read()
                return answer.status, json.loads(said) if said else None
        except HTTPError as problem:
            return problem.code, problem.read().decode()

    return ask


def test_it_takes_every_statement_and_a_second_time_none(town: Town, store: Ask) -> None:
    wang, _ = lived(town)
    said = lines(town, wang.tells("导出 xapi"))
    ids = [one["id"] for one in said]
    status, stored = store("/xAPI/statements/", said)
    assert (status, stored) == (200, ids)
    again, _ = store("/xAPI/statements/", said)
    assert again in (200, 204)
    _, found = store("/xAPI/statements/?limit=100", None)
    assert sorted(one["id"] for one in found["statements"]) == sorted(ids), "each once, however often it is sent"
    refused, _ = store("/xAPI/statements/", [{name: value for name, value in said[0].items() if name != "actor"}])
    assert refused == 422, "it looks at what it is sent"
