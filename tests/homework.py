"""Homework in tests: a camp with somebody who reads, files sent in private, and the numbers of what was handed in."""

from __future__ import annotations

from typing import Any

from bot.messages import FileRef
from tests.town import Heard, Somebody, Town

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def staffed(town: Town) -> tuple[Somebody, Somebody]:
    """The owner, and an expert who reads."""
    owner, expert = town.somebody("王岚"), town.learner("何琳")
    expert.tells("开始")
    owner.tells("角色 何琳 专家")
    return owner, expert


def learners(town: Town, *names: str) -> list[Somebody]:
    """Learners who have a private chat."""
    people = [town.learner(name) for name in names]
    for one in people:
        one.tells("开始")
    return people


def sends(who: Somebody, words: str, *files: tuple[str, bytes], **data: Any) -> Heard:
    """A message with files, in private; `data` is what else the platform says of it (album)."""
    refs = []
    for name, content in files:
        token = f"{who.name}/{who.town.events}/{name}"
        who.town.squares[who.channel].files[token] = content
        refs.append(FileRef(name, len(content), token))
    if not data:
        return who.tells(words, files=tuple(refs))
    from dataclasses import replace

    from bot.messages import Kind

    event = who.event(Kind.SAID, words, who.private, files=tuple(refs))
    return who.town.hear(replace(event, data={**event.data, **data}))


def hands_in(who: Somebody, title: str, words: str = "三个问题") -> int:
    """A text is handed in; gives its number."""
    who.tells(f"交作业 {title} {words}")
    said = who.tells("完成")
    assert "已交（H" in said, said
    return int(said.split("已交（H")[1].split("）")[0])


def last(who: Somebody) -> str:
    """What they read last in private."""
    return str(who.heard_privately.posts[-1])
