"""`python -m tests.standins.wecom [PORT] [BOT_URL]`: prints the config for our side, then plays whoever is typed."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from tests.standins.wecom.server import Tencent


async def main(port: int, bot_url: str) -> None:
    tencent = await Tencent().start(port)
    tencent.calls_back_to(bot_url)
    print(f"Tencent listens on {tencent.base} and calls back to {bot_url}. In config.toml:\n")
    print("\n".join(_toml(tencent.config)))
    print(f"\n{await tencent.plays('')}\nEverything shown: {tencent.base}/screens\n", flush=True)
    async with asyncio.TaskGroup() as loops:
        loops.create_task(_show(tencent))
        while line := await asyncio.to_thread(sys.stdin.readline):
            try:
                print(f"  → {await tencent.plays(line)}", flush=True)
            except AssertionError as wrong:
                print(f"  → {wrong}", flush=True)
        await asyncio.Event().wait()


async def _show(tencent: Tencent) -> None:
    """Prints what appears on a screen."""
    seen = dict.fromkeys(tencent.screens(), 0)
    while True:
        for name, sent in tencent.screens().items():
            for one in sent[seen[name] :]:
                print(f"  {name}: {one}", flush=True)
            seen[name] = len(sent)
        await asyncio.sleep(0.3)


def _toml(config: dict[str, Any]) -> list[str]:
    lines = []
    for name, section in config.items():
        for table in section if isinstance(section, list) else [section]:
            lines.append(f"[[channels.{name}]]" if isinstance(section, list) else f"[channels.{name}]")
            lines += [
                f"{key} = {value if isinstance(value, int) else repr(value).replace(chr(39), chr(34))}"
                for key, value in table.items()
            ]
    return lines


if __name__ == "__main__":
    given = sys.argv[1:]
    asyncio.run(main(int(given[0]) if given else 9080, given[1] if len(given) > 1 else "http://127.0.0.1:8080"))
