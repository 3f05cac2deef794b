"""The files an operator copies say what is so: what the image holds runs, its services find each other, alerts name figures there are."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # the lock file has it, for the lessons' front matter

from bot import config
from bot.http import free_port
from bot.metrics import Metrics
from tests.source import HOUSE

DEPLOY = HOUSE / "docs" / "deploy"
LINES = [line for line in (DEPLOY / "Dockerfile").read_text("utf-8").splitlines() if line and not line.startswith("#")]
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
PROGRAMS = {name: one for name, one in COMPOSE["services"].items() if one.get("image") == "qunxue"}
ASKED, FILLED_IN = re.compile(r"\$\{(\w+):\?"), re.compile(r"\$\{[^}]*\}")


def said(word: str) -> list[str]:
    """What stands behind a word of the Dockerfile, each time."""
    return [line.removeprefix(word).strip() for line in LINES if line.startswith(f"{word} ")]


def image(folder: Path) -> Path:
    """A folder with what the image would hold, and nothing else of ours."""
    for line in said("COPY"):
        *sources, to = (word for word in line.split() if not word.startswith("--"))
        for source in sources:
            there, here = HOUSE / source, folder / to
            if there.is_dir():
                shutil.copytree(there, here, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(there, here / there.name if to in (".", "./") else here)
    return folder


@pytest.mark.journey
def test_what_the_image_holds_runs_is_healthy_and_stops(tmp_path: Path) -> None:
    """Without a daemon: the same files, the same command and the same health check, beside packages that are installed already."""
    home = image(tmp_path)
    with free_port("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    (home / "data").mkdir()
    env = {"PATH": os.environ["PATH"], "QUNXUE_WEB__PORT": str(port), "QUNXUE_TASKS__WORKERS": "1"}
    entry, command = (yaml.safe_load(said(word)[0]) for word in ("ENTRYPOINT", "CMD"))
    (health,) = said("HEALTHCHECK")
    assert entry[0] == "python" and shlex.split(health)[:2] == ["CMD", "python"]
    assert subprocess.run([sys.executable, *entry[1:], "--version"], cwd=home, env=env, check=True, timeout=60).returncode == 0
    with (home / "log").open("w") as log:
        bot = subprocess.Popen([sys.executable, *entry[1:], *command], cwd=home, env=env, stdout=log, stderr=log)
        try:
            checked = [sys.executable, *(word.replace("8080", str(port)) for word in shlex.split(health)[2:])]
            while subprocess.run(checked, env=env, capture_output=True, timeout=30).returncode:
                assert bot.poll() is None, (home / "log").read_text()
            bot.send_signal(signal.SIGTERM)
            assert bot.wait(timeout=60) == 0, (home / "log").read_text()
        finally:
            bot.kill()


def test_every_value_the_services_ask_for_stands_in_the_example() -> None:
    """And only there: `docker compose ps` asks for them as `up` does, so that words before one command would not do."""
    told = re.findall(r"^([A-Z]+)=", (DEPLOY / "env.example").read_text("utf-8"), re.MULTILINE)
    assert set(ASKED.findall((DEPLOY / "compose.yaml").read_text("utf-8"))) == set(told)
    assert all(one["env_file"] == [".env"] for one in PROGRAMS.values())
    assert "/docs/deploy/.env" in (HOUSE / ".gitignore").read_text("utf-8").split()


def test_the_image_is_built_once_and_never_asked_of_a_registry() -> None:
    assert [name for name, one in PROGRAMS.items() if "build" in one] == ["first"]
    assert [one["pull_policy"] for one in PROGRAMS.values()] == ["build", "never", "never"]


def test_the_programs_settings_are_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert PROGRAMS.keys() == {"first", "second", "worker"}
    for one in PROGRAMS.values():
        for name, value in one["environment"].items():
            monkeypatch.setenv(name, FILLED_IN.sub("bot.example.com", value))
        settings = config.load()
        assert settings.storage.url.startswith("postgresql://qunxue:") and settings.storage.files == "database"
        assert settings.tasks.workers == 0 and settings.web.host == "0.0.0.0"
        assert [str(one) for one in settings.web.trusted_proxies] == ["172.16.0.0/12", "192.168.0.0/16"]


def test_services_find_each_other_and_stop_in_their_own_time() -> None:
    services, volumes = COMPOSE["services"], COMPOSE["volumes"]
    for name, one in services.items():
        assert set(one.get("depends_on", {})) <= set(services), name
        for mounted in one.get("volumes", []):
            kept = mounted.split(":")[0]
            assert (DEPLOY / kept).is_file() if kept.startswith(".") else kept in volumes, mounted
    (exposed,) = said("EXPOSE")
    upstreams = re.findall(r"(\w+):(\d+)", (DEPLOY / "Caddyfile").read_text("utf-8"))
    talk = [name for name, one in PROGRAMS.items() if "command" not in one]
    assert upstreams == [(name, exposed) for name in talk] and config.Web().port == int(exposed)
    assert all(one["stop_grace_period"] == "20s" for one in PROGRAMS.values()), "a stop takes ten seconds at most"
    for unit in DEPLOY.glob("*.service"):
        assert int(re.search(r"^TimeoutStopSec=(\d+)$", unit.read_text("utf-8"), re.MULTILINE)[1]) > 10


def test_postgresql_is_healthy_only_where_programs_reach_it() -> None:
    """While its folder is made it answers on its socket alone."""
    asked = COMPOSE["services"]["database"]["healthcheck"]["test"]
    assert asked[:2] == ["CMD", "pg_isready"] and asked[asked.index("-h") + 1] == "127.0.0.1"


def test_an_image_is_not_sent_what_it_does_not_copy() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").split()
    taken = {word for line in said("COPY") for word in line.split()[:-1] if not word.startswith("--")}
    assert ignored[0] == "*" and {one.removeprefix("!") for one in ignored[1:] if one.startswith("!")} == taken


def test_alerts_name_figures_there_are() -> None:
    families = Metrics().registry.collect()
    known = {sample for one in families for sample in (one.name, f"{one.name}_total", f"{one.name}_bucket")}
    (group,) = yaml.safe_load((DEPLOY / "alerts.yaml").read_text("utf-8"))["groups"]
    for rule in group["rules"]:
        assert set(re.findall(r"qunxue_\w+", rule["expr"])) <= known, rule["alert"]
