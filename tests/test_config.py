"""Settings: the example shows every key, the environment wins, a mistake is one sentence that names the key, secrets stay secret."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.config import ConfigError, Settings, WecomGroup, keys, load, signing_key

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder, and no setting in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("QUNXUE_")]:
        monkeypatch.delenv(name)


def written(words: str) -> Settings:
    Path("config.toml").write_text(words, "utf-8")
    return load()


def complaint(words: str = "") -> str:
    """What is said about a file with these words: one line."""
    with pytest.raises(ConfigError) as caught:
        written(words)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# ── the example ──────────────────────────────────────────────────────────────────────────────────────────────────────


def paths(table: Mapping[str, Any]) -> Iterator[str]:
    for name, value in table.items():
        match value:
            case Mapping():
                yield from (f"{name}.{key}" for key in paths(value))
            case [Mapping() as first, *_]:
                yield from (f"{name}.{key}" for key in paths(first))
            case _:
                yield name


def test_the_example_has_every_key_and_no_other() -> None:
    assert list(paths(tomllib.loads(EXAMPLE.read_text("utf-8")))) == list(keys())


def test_the_example_states_the_defaults() -> None:
    example = load(EXAMPLE)
    assert example.channels.wecom_group == (WecomGroup(),)
    shown = example.channels.model_copy(update={"wecom_group": ()})
    assert example.model_copy(update={"channels": shown}) == load()


def test_the_example_explains_each_key_in_both_languages() -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    for above, line in pairwise(lines):
        if re.match(r"\w+ = ", line):
            chinese, dot, english = above.partition(" · ")
            assert re.match(r"# .*[一-鿿]", chinese), line
            assert dot and re.search(r"[a-z]{2}", english), line


# ── where a value comes from ─────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_file_the_defaults_hold() -> None:
    settings = load()
    assert (settings.bot.name, settings.web.port) == ("小助", 8080)
    assert settings.bot.owners == ("web:admin",)


def test_a_file_that_was_asked_for_must_exist() -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml"):
        load(Path("nowhere.toml"))


def test_the_environment_beats_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUNXUE_WEB__PORT", "9001")
    monkeypatch.setenv("QUNXUE_CHANNELS__TELEGRAM__TOKEN", "from-the-environment")
    monkeypatch.setenv("QUNXUE_BOT__OWNERS", '["wecom:wanglan"]')
    settings = written('[web]\nhost = "0.0.0.0"\nport = 9000\n[channels.telegram]\ntoken = "from-the-file"\nrate = 5')
    assert (settings.web.host, settings.web.port) == ("0.0.0.0", 9001)
    assert settings.channels.telegram.token.get_secret_value() == "from-the-environment"
    assert settings.channels.telegram.rate == 5
    assert settings.bot.owners == ("wecom:wanglan",)


def test_other_variables_of_ours_are_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUNXUE_CI", "1")
    assert load() == Settings()


def test_a_byte_order_mark_does_not_matter() -> None:
    Path("config.toml").write_text('[bot]\nname = "小群"', "utf-8-sig")
    assert load().bot.name == "小群"


# ── mistakes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('[channels.telegram]\ntokn = "1:a"', ("没有 channels.telegram.tokn 这个设置项", "channels.telegram.token？")),
        ("[tasks]\nworkers = 0", ("tasks.workers 是 0 要用 PostgreSQL",)),
        ("[tasks]\nworkers = -1", ("tasks.workers 写得不对",)),
        ("[chanels.web]\nenabled = true", ("没有 chanels 这个设置项",)),
        ("[bot]\nzzzz = 1", ("没有 bot.zzzz 这个设置项。",)),
        ("colour = 1", ("没有 colour 这个设置项",)),
        ("_env_file = 1", ("没有 _env_file 这个设置项",)),
        ('[[channels.wecom_group]]\nnmae = "x"', ("没有 channels.wecom_group.nmae 这个设置项", "channels.wecom_group.name？")),
        ('[bot]\nlanguage = "fr"', ("bot.language 写得不对",)),
        ('[bot]\ntimezone = "Mars/Olympus"', ("bot.timezone 写得不对",)),
        ('[bot]\ntimezone = "../etc/passwd"', ("bot.timezone 写得不对",)),
        ('[bot]\ntimezone = "Asia"', ("bot.timezone 写得不对",)),
        ('[bot]\ntimezone = ""', ("bot.timezone 写得不对",)),
        ('[bot]\nowners = ["admin"]', ("bot.owners 写得不对",)),
        ('[bot]\nowners = ["telegramm:1"]', ("bot.owners 写得不对",)),
        ('[storage]\nurl = "mysql://root:hunter2@host/db"', ("storage.url 写得不对",)),
        ("[web]\nport = 70000", ("web.port 写得不对",)),
        ('[web]\npublic_url = "bot.example.com"', ("web.public_url 写得不对",)),
        ('web = "on"', ("web 写得不对",)),
        ('[channels.telegram]\nrate = 0\ntoken = "1:hunter2"', ("channels.telegram.rate 写得不对",)),
        ("[channels.wechat]\nsecret = 12345", ("channels.wechat.secret 写得不对",)),
        ('[channels.wecom_bot]\nbot_id = "b"', ("channels.wecom_bot 还缺 secret",)),
        ("[bot\nname", ("读不了设置文件",)),
    ],
)
def test_a_mistake_is_named(words: str, said: tuple[str, ...]) -> None:
    sentence = complaint(words)
    assert all(part in sentence for part in ("config.toml", *said)), sentence
    assert "hunter2" not in sentence and "12345" not in sentence


def test_a_mistake_is_named_in_the_language_of_the_file() -> None:
    sentence = complaint('[bot]\nlanguage = "en"\nnme = "x"')
    assert sentence == "config.toml: There is no setting bot.nme; did you mean bot.name?"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("QUNXUE_CHANNELS__TELEGRAM__TOKN", "1:hunter2", "没有 QUNXUE_CHANNELS__TELEGRAM__TOKN 这个设置项"),
        ("QUNXUE_CHANELS__TELEGRAM__TOKEN", "1:hunter2", "没有 QUNXUE_CHANELS__TELEGRAM__TOKEN 这个设置项"),
        ("QUNXUE_WEB__PORT", "hunter2", "QUNXUE_WEB__PORT 写得不对"),
        ("QUNXUE_BOT__OWNERS", "web:hunter2", "QUNXUE_BOT__OWNERS 写得不对"),
        ("QUNXUE_BOT", "hunter2", "QUNXUE_BOT 写得不对"),
        ("QUNXUE_CHANNELS__WECOM__SECRET", "hunter2", "channels.wecom 还缺 corp_id, agent_id, token, encoding_aes_key"),
    ],
)
def test_a_mistake_in_the_environment_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(name, value)
    sentence = complaint()
    assert sentence.startswith(said) and "hunter2" not in sentence


def test_a_file_in_another_encoding_is_one_sentence() -> None:
    Path("config.toml").write_bytes('[bot]\nname = "小助"'.encode("gbk"))
    with pytest.raises(ConfigError, match=r"config\.toml"):
        load()


# ── channels and secrets ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_channel_is_on_where_its_credentials_are() -> None:
    channels = load().channels
    assert channels.web.on
    assert not any(channel.on for channel in (channels.telegram, channels.wecom, channels.wecom_bot, channels.wechat))
    channels = written(
        '[channels.web]\nenabled = false\n[channels.telegram]\ntoken = "1:a"\n'
        '[channels.wecom]\ncorp_id = "c"\nagent_id = 2\nsecret = "s"\ntoken = "t"\nencoding_aes_key = "k"\n'
        '[channels.wechat]\napp_id = "a"\nsecret = "s"\ntoken = "t"\n[[channels.wecom_group]]\nname = "n"\nkey = "k"'
    ).channels
    assert not channels.web.on
    assert all(channel.on for channel in (channels.telegram, channels.wecom, channels.wechat, *channels.wecom_group))


def test_secrets_are_masked_where_settings_are_printed() -> None:
    settings = written(
        '[storage]\nurl = "postgresql://bot:hunter2@host/db"\n[web]\nsecret = "hunter2"\n'
        '[channels.telegram]\ntoken = "hunter2"\nwebhook_secret = "hunter2"\n'
        '[channels.wecom]\ncorp_id = "c"\nagent_id = 2\nsecret = "hunter2"\ntoken = "hunter2"\nencoding_aes_key = "hunter2"\n'
        '[channels.wecom_bot]\nbot_id = "b"\nsecret = "hunter2"\n[[channels.wecom_group]]\nname = "n"\nkey = "hunter2"\n'
        '[channels.wechat]\napp_id = "a"\nsecret = "hunter2"\ntoken = "hunter2"\nencoding_aes_key = "hunter2"'
    )
    assert "hunter2" not in repr(settings) + str(settings)


def test_the_signing_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    settings = written(f'[storage]\nurl = "sqlite:///{tmp_path}/camp/qunxue.db"')
    with ThreadPoolExecutor(8) as several:
        made = set(several.map(lambda _: signing_key(settings), range(8)))
    assert len(made) == 1 and len(made.pop()) >= 32
    kept = tmp_path / "camp" / "secret"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [file.name for file in kept.parent.iterdir()] == ["secret"]


def test_a_signing_key_that_was_given_is_used() -> None:
    assert signing_key(written('[web]\nsecret = "ours"')) == b"ours"
    assert not Path("data").exists()
