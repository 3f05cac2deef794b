"""The settings of one installation: built-in defaults, then config.toml, then the environment, read once at start.

The sections below are the file's. `QUNXUE_` and a key's path joined by `__` says the same from the environment and wins
(`QUNXUE_CHANNELS__TELEGRAM__TOKEN`); a list is written there as JSON (`["web:admin"]`).
"""

from __future__ import annotations

import json
import os
import secrets
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any, ClassVar, Literal, Self, TypeGuard, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.countries import CHINA, country_of_zone, has_workdays
from bot.phrases import Line, Phrase

DEFAULT = Path("config.toml")
PREFIX = "QUNXUE_"

UNREADABLE = Phrase(zh="读不了设置文件 {file}：{why}。", en="The settings file {file} cannot be read: {why}.")
UNKNOWN = Phrase(zh="没有 {key} 这个设置项。", en="There is no setting {key}.")
MISSPELT = Phrase(zh="没有 {key} 这个设置项，是不是 {near}？", en="There is no setting {key}; did you mean {near}?")
WRONG = Phrase(
    zh="{key} 写得不对，写法见 config.example.toml。", en="{key} is not written as it should be; see config.example.toml."
)
HALF = Phrase(
    zh="{key} 还缺 {missing}：填全就启用，都留空就停用。",
    en="{key} still lacks {missing}: fill all of them to turn the channel on, or none to leave it off.",
)

NOBODY = Phrase(
    zh="{key} 是 0 要用 PostgreSQL：SQLite 上没有别的程序来做重活。",
    en="{key} may be 0 only on PostgreSQL: over SQLite nobody else does the heavy work.",
)
IDLE = ("tasks", "workers")


class ConfigError(Exception):
    """The settings cannot be used; `str()` is one sentence that names the key or the file, never a value."""


# ── the keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, OSError, ValueError) as unknown:  # ZoneInfo raises any of them, by how the name is wrong
        raise ValueError(name) from unknown


def _country(code: str) -> str:
    if not has_workdays(code := code.strip().upper()):
        raise ValueError(code)
    return code


OwnerId = Annotated[str, Field(pattern=r"^(web|telegram|wecom|wecom_bot|wechat):.+$")]
Country = Annotated[str, AfterValidator(_country)]
Zone = Annotated[str, AfterValidator(_zone)]
Url = Annotated[str, Field(pattern=r"^https?://\S+$")]
UrlOrNone = Annotated[str, Field(pattern=r"^(https?://\S+)?$")]
SocketUrl = Annotated[str, Field(pattern=r"^wss?://\S+$")]
DatabaseUrl = Annotated[str, Field(pattern=r"^(sqlite:///|postgresql://).+$", repr=False)]  # may hold a password
ProxyAddress = Annotated[str, AfterValidator(lambda address: str(ip_network(address)))]
EMPTY = SecretStr("")


class Section(BaseModel):
    """A table of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bot(Section):
    name: Annotated[str, Field(min_length=1)] = "小助"
    language: Literal["zh", "en"] = "zh"
    timezone: Zone = "Asia/Shanghai"
    country: Country = CHINA
    owners: tuple[OwnerId, ...] = ("web:admin",)

    @model_validator(mode="before")
    @classmethod
    def _country_of_the_zone(cls, written: Any) -> Any:
        """Where only the zone was written its country is meant."""
        if not isinstance(written, Mapping) or "country" in written or not isinstance(written.get("timezone"), str):
            return written
        code = country_of_zone(written["timezone"])
        return {**written, "country": code} if code is not None and has_workdays(code) else written


class Storage(Section):
    url: DatabaseUrl = "sqlite:///data/qunxue.db"
    files: Annotated[str, Field(min_length=1)] = "data/files"
    retention_days: Annotated[int, Field(ge=30, le=36_500)] = 730

    @model_validator(mode="before")
    @classmethod
    def _files_beside_the_database(cls, written: Any) -> Any:
        """Where only the database was written they stand beside it."""
        if not isinstance(written, Mapping) or "files" in written or not isinstance(written.get("url"), str):
            return written
        return {**written, "files": str(_folder(written["url"]) / "files")}


def _folder(url: str) -> Path:
    """The folder for what is not in a database: where the SQLite file stands, else `data`."""
    scheme, _, file = url.partition(":///")
    return Path(file.partition("?")[0]).parent if scheme == "sqlite" else Path("data")


class Tasks(Section):
    workers: Annotated[int, Field(ge=0, le=64)] = 2


class Web(Section):
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: UrlOrNone = ""
    secret: SecretStr = EMPTY
    trusted_proxies: tuple[ProxyAddress, ...] = ()
    metrics_token: SecretStr = EMPTY


class WebChat(Section):
    enabled: bool = True

    @property
    def on(self) -> bool:
        return self.enabled


class ChannelSection(Section):
    """A channel is on where its credentials are given and off where none is; some of them is a mistake."""

    credentials: ClassVar[tuple[str, ...]]

    @property
    def on(self) -> bool:
        return all(getattr(self, name) for name in self.credentials)

    @model_validator(mode="after")
    def _all_or_none(self) -> Self:
        missing = [name for name in self.credentials if not getattr(self, name)]
        if 0 < len(missing) < len(self.credentials):
            raise PydanticCustomError("half", "lacks {missing}", {"missing": ", ".join(missing)})
        return self


class Telegram(ChannelSection):
    credentials = ("token",)

    token: SecretStr = EMPTY
    mode: Literal["polling", "webhook"] = "polling"
    base_url: Url = "https://api.telegram.org/bot"
    base_file_url: Url = "https://api.telegram.org/file/bot"
    webhook_secret: SecretStr = EMPTY
    rate: Annotated[float, Field(gt=0)] = 25


class Wecom(ChannelSection):
    credentials = ("corp_id", "agent_id", "secret", "token", "encoding_aes_key")

    corp_id: str = ""
    agent_id: int = 0
    secret: SecretStr = EMPTY
    token: SecretStr = EMPTY
    encoding_aes_key: SecretStr = EMPTY
    api_base_url: Url = "https://qyapi.weixin.qq.com/cgi-bin/"
    markdown: bool = False


class WecomBot(ChannelSection):
    credentials = ("bot_id", "secret")

    bot_id: str = ""
    secret: SecretStr = EMPTY
    ws_url: SocketUrl = "wss://openws.work.weixin.qq.com"


class WecomGroup(ChannelSection):
    credentials = ("name", "key")

    name: str = ""
    key: SecretStr = EMPTY
    api_base_url: Url = "https://qyapi.weixin.qq.com/cgi-bin/"


class Wechat(ChannelSection):
    credentials = ("app_id", "secret", "token")  # without encoding_aes_key the platform sends plain text

    app_id: str = ""
    secret: SecretStr = EMPTY
    token: SecretStr = EMPTY
    encoding_aes_key: SecretStr = EMPTY
    api_base_url: Url = "https://api.weixin.qq.com/cgi-bin/"


class Channels(Section):
    web: WebChat = WebChat()
    telegram: Telegram = Telegram()
    wecom: Wecom = Wecom()
    wecom_bot: WecomBot = WecomBot()
    wecom_group: tuple[WecomGroup, ...] = ()
    wechat: Wechat = Wechat()


class Settings(Section):
    """Everything an installation can decide. Secrets are masked wherever this is printed."""

    bot: Bot = Bot()
    storage: Storage = Storage()
    tasks: Tasks = Tasks()
    web: Web = Web()
    channels: Channels = Channels()

    @property
    def data(self) -> Path:
        """The folder for what is not in the database."""
        return _folder(self.storage.url)


# ── reading them ─────────────────────────────────────────────────────────────────────────────────────────────────────


def load(path: Path | None = None) -> Settings:
    """The settings of `path`, which must exist; of `config.toml` where it does; else the defaults. Raises ConfigError."""
    file = path or DEFAULT
    written = _read(file) if path or file.exists() else {}
    for key in [*((name,) for name in written), *_variables()]:
        if key[0] not in Settings.model_fields:
            raise _complaint(_unknown(key), key, file, written)
    try:
        settings = Settings.model_validate(_over(written, _environment()))
    except ValidationError as invalid:
        first = invalid.errors()[0]
        key = tuple(step for step in first["loc"] if isinstance(step, str))
        raise _complaint(_wrong(first, key), key, file, written) from None
    if not settings.tasks.workers and settings.storage.url.startswith("sqlite"):
        raise _complaint(NOBODY(key=_spelt(IDLE)), IDLE, file, written)
    return settings


def apart(url: str, bot: Bot, web: Web | None = None) -> Settings:
    """Settings for a database of its own, with no channel but the web chat: nothing of the environment's gets into them."""
    return Settings.model_construct(bot=bot, storage=Storage(url=url), web=web or Web(), channels=Channels())


def signing_key(settings: Settings, folder: Path | None = None) -> bytes:
    """What links are signed with: `web.secret`, else the key in the data folder (or another one), made there once (mode 0600)."""
    if settings.web.secret:
        return settings.web.secret.get_secret_value().encode()
    kept = (folder or settings.data) / "secret"
    if not kept.exists():
        _keep(kept, secrets.token_urlsafe(32))
    return kept.read_bytes()


def _keep(kept: Path, secret: str) -> None:
    """Whole or not at all, and the first of two programs starting at once wins: both then read one key."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=kept.parent) as draft, suppress(FileExistsError):  # made with mode 0600
        draft.write(secret)
        draft.flush()
        os.fsync(draft.fileno())
        os.link(draft.name, kept)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except OSError as missing:
        why = missing.strerror or type(missing).__name__
    except ValueError as broken:  # not TOML, or not UTF-8
        why = str(broken)
    raise ConfigError(UNREADABLE(file=str(file), why=why).to(_language({})))


def _variables() -> dict[tuple[str, ...], str]:
    """What the environment says, by the path of its key. Without `__` a name is a whole section or nothing of ours (`QUNXUE_CI`)."""
    keys = {
        tuple(name.removeprefix(PREFIX).lower().split("__")): value
        for name, value in sorted(os.environ.items())
        if name.startswith(PREFIX)
    }
    return {key: value for key, value in keys.items() if len(key) > 1 or key[0] in Settings.model_fields}


def _environment() -> dict[str, Any]:
    """The same in tables, as the file has it."""
    tables: dict[str, Any] = {}
    for key, value in _variables().items():
        said: Any = _value(key, value)
        for step in reversed(key):
            said = {step: said}
        tables = _over(tables, said)
    return tables


def _value(key: tuple[str, ...], value: str) -> Any:
    """Text, but for a list or a table, which is JSON; what should be JSON and is not stays text: the complaint is about its key."""
    kind: Any = Settings
    for step in key:
        kind = kind.model_fields[step].annotation if _is_section(kind) and step in kind.model_fields else None
    if not _is_section(kind) and get_origin(kind) is not tuple:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Two tables in one: where both say something, what is `above` counts."""
    both = dict(below)
    for name, value in above.items():
        under = both.get(name)
        both[name] = _over(under, value) if isinstance(under, Mapping) and isinstance(value, Mapping) else value
    return both


def _wrong(error: ErrorDetails, key: tuple[str, ...]) -> Line:
    match error["type"]:
        case "extra_forbidden":
            return _unknown(key)
        case "half":
            return HALF(key=_spelt(key), missing=error["ctx"]["missing"])
    return WRONG(key=_spelt(key))


def _unknown(key: tuple[str, ...]) -> Line:
    near = get_close_matches(".".join(key), keys(), n=1)
    return MISSPELT(key=_spelt(key), near=near[0]) if near else UNKNOWN(key=_spelt(key))


def _spelt(key: tuple[str, ...]) -> str:
    """As it was written: the variable's name, or the path in the file."""
    return _variable(key) if _variable(key) in os.environ else ".".join(key)


def _variable(key: tuple[str, ...]) -> str:
    return PREFIX + "__".join(key).upper()


def _complaint(line: Line, key: tuple[str, ...], file: Path, written: Mapping[str, Any]) -> ConfigError:
    from_file = key[0] in written and _variable(key) not in os.environ
    sentence = line.to(_language(written))
    return ConfigError(f"{file}: {sentence}" if from_file else sentence)


def _language(written: Mapping[str, Any]) -> str:
    """What the installation speaks, even where its settings will not do."""
    section = written.get("bot")
    told = section.get("language") if isinstance(section, Mapping) else None
    return "en" if os.environ.get(_variable(("bot", "language")), told) == "en" else "zh"


def keys(section: type[BaseModel] = Settings) -> Iterator[str]:
    """Every key with its path, `channels.telegram.token`; a list of tables counts as one table."""
    for name, field in section.model_fields.items():
        inner = next((kind for kind in (field.annotation, *get_args(field.annotation)) if _is_section(kind)), None)
        if inner is None:
            yield name
        else:
            yield from (f"{name}.{key}" for key in keys(inner))


def _is_section(kind: Any) -> TypeGuard[type[Section]]:
    return isinstance(kind, type) and issubclass(kind, Section)
