"""What was said to the bot in a group, without the calling: every message that reaches it there is a call, by whatever name it is shown."""

from __future__ import annotations

import re
from collections.abc import Collection

_SPACE = r"\s\u2005"
_STOP = r",，:：、。．.!！?？;；~～"
_LEADING = re.compile(rf"[@＠]([^{_SPACE}{_STOP}]*)[{_SPACE}{_STOP}]*")
_ONLY_MENTIONS = re.compile(rf"(?:[{_SPACE}]*[@＠][^{_SPACE}]+[{_SPACE}{_STOP}]*)*")
_TRAILING = re.compile(rf"[{_SPACE}]*[@＠][^{_SPACE}]+$")


def uncalled(text: str, called: str, commands: Collection[str] = ()) -> str:
    """The words alone. `called` is the bot's name as configured; where it is shown by another, the first mention is taken for it, or
    the last. `commands` are words one may begin with: they tell "@小助打卡" from the name "@小助手"."""
    text = text.strip(" \t\r\n\u2005")
    if called and (found := re.compile(rf"[@＠]{re.escape(called)}(?=[{_SPACE}{_STOP}]|$)", re.IGNORECASE)).search(text):
        return _without(text, found)
    if called and (glued := _glued(text, called, commands)) is not None:
        return glued
    if (leading := _LEADING.match(text)) is not None:
        rest = re.sub(rf"[{_SPACE}]*[@＠]{re.escape(leading[1])}$", "", text[leading.end() :]) if leading[1] else text
        return _past_more_of_a_name(rest, commands)
    return _TRAILING.sub("", text)


def _without(text: str, name: re.Pattern[str]) -> str:
    """Without the bot's name wherever it stands, and without those called before it."""
    first = name.search(text)
    assert first is not None
    before, after = text[: first.start()], text[first.end() :]
    if _ONLY_MENTIONS.fullmatch(before):
        return name.sub("", after).strip(f" \t\r\n\u2005{_STOP}") if name.search(after) else _begun(after)
    return f"{before.rstrip()} {_begun(name.sub('', after))}".strip()


def _begun(words: str) -> str:
    return re.sub(rf"^[{_SPACE}{_STOP}]+", "", words).rstrip()


def _glued(text: str, called: str, commands: Collection[str]) -> str | None:
    """What is written right behind the name; None where that makes another name of it."""
    if not re.match(rf"[@＠]{re.escape(called)}", text, re.IGNORECASE):
        return None
    rest = text[len(called) + 1 :]
    if _is_command(rest, commands):
        return rest
    leading = _LEADING.match(text)
    is_alone = leading is not None and leading.end() == len(text)
    return rest if is_alone and not commands else None


def _past_more_of_a_name(words: str, commands: Collection[str]) -> str:
    """A Latin name may have several words, and others may be called first: "@Qunxue Bot 积分", "@周航 @群学 积分"."""
    rest = words
    for _ in range(2):
        head, _, after = rest.partition(" ")
        is_a_name = head.startswith(("@", "＠")) or (head.isascii() and head[:1].isupper())
        if _is_command(rest, commands) or not is_a_name:
            break
        rest = after.lstrip()
        if _is_command(rest, commands):
            return rest
    return words


def _is_command(words: str, commands: Collection[str]) -> bool:
    """Whether the words begin with something that can be said to us; Chinese needs no space behind it."""
    head = re.split(rf"[{_SPACE}{_STOP}]", words.lstrip("/／"), maxsplit=1)[0].casefold()
    return head in commands or any(not word.isascii() and head.startswith(word) for word in commands)
