"""move at a shell: everything from the SQLite file into an empty PostgreSQL, proved by counts and sums."""

from __future__ import annotations

from datetime import datetime

from bot.cli.open_database import connected, connected_to, migrations_said, stopped
from bot.cli.output import fail, say
from bot.config import Settings
from bot.phrases import Phrase
from storage import backup, migrate
from storage.copying import Differs

MOVED = Phrase(
    zh="已搬完：{tables}张表{rows}行，行数与合计都一致。现在把 config.toml 的 storage.url 改成新地址再启动；原来的文件没有动。",
    en="Moved: {tables:table|tables}, {rows:row|rows}; counts and sums are equal. Now set storage.url in config.toml to the new address and start; "
    "the file was left as it is.",
)
ONLY_FROM_SQLITE = Phrase(
    zh="storage.url 已经是 PostgreSQL，没有要搬的。", en="storage.url is a PostgreSQL already: there is nothing to move."
)
ONLY_TO_POSTGRESQL = Phrase(
    zh="目标要写成 postgresql://用户:密码@主机/库名。", en="The target is written postgresql://USER:PASSWORD@HOST/DATABASE."
)
NOT_EMPTY = Phrase(
    zh="目标数据库里已有内容，什么也没搬。请用一个空的。", en="The target is not empty; nothing was moved. Use an empty one."
)
DIFFERS = Phrase(
    zh="核对不一致（{table}），目标里什么也没留下。请联系维护人员。",
    en="The figures differ ({table}); nothing was left in the target. Call the maintainers.",
)


def move(settings: Settings, url: str, now: datetime) -> None:
    """The bot stands still meanwhile: whatever is said to it waits on the platforms."""
    language = settings.bot.language
    if not settings.storage.url.startswith("sqlite:"):
        fail(ONLY_FROM_SQLITE().to(language), code=2)
    if not url.startswith("postgresql://"):
        fail(ONLY_TO_POSTGRESQL().to(language), code=2)
    target = connected_to(url, language)
    try:
        with connected(settings) as source, stopped(settings, source), migrations_said(settings):
            migrate.upgrade(source, now=now)
            if not backup.is_empty(target):
                fail(NOT_EMPTY().to(language))
            held = backup.fill(target, source, now=now)
    except Differs as differs:
        fail(DIFFERS(table=str(differs)).to(language))
    finally:
        target.dispose()
    say(settings, MOVED(tables=len(held), rows=sum(figures.rows for figures in held.values())))
