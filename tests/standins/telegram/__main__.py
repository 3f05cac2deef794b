"""`python -m tests.standins.telegram [PORT]`: a Telegram with one group and three people, to be clicked through by hand."""

from __future__ import annotations

import signal
import sys

from tests.standins.telegram import Cloud, TelegramStandin


def main() -> None:
    cloud = Cloud()
    host = cloud.person("王岚", 1001, started=True)
    learners = [cloud.person("林晓", 1002), cloud.person("周航", 1003)]
    cloud.group("营销实战营2605", *learners, host=host)
    with TelegramStandin(cloud, port=int(sys.argv[1]) if len(sys.argv) > 1 else 8081) as telegram:
        print(f"page           http://127.0.0.1:{telegram.port}/")
        print(f'[channels.telegram]\ntoken = "{cloud.token}"')
        print(f'base_url = "{telegram.base_url}"\nbase_file_url = "{telegram.base_file_url}"', flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    main()
