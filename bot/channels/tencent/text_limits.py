"""Words as Tencent's clients read them: cut by bytes, never inside a character, and never markup by accident."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial

from bot.parts import Mark, Mention, Part, Run, Text

APP_TEXT = 2048
"""Bytes of a self-built app's text or markdown; what is over is cut off silently (page 90236)."""
GROUP_TEXT = 2048
"""Bytes of a group webhook's text; what is over is refused with 40058 (page 99110)."""
GROUP_MARKDOWN = 4096
BOT_MARKDOWN = 20480
"""Bytes of a smart bot's answer (page 101031)."""
ACCOUNT_TEXT = 2048

_ANCHOR = re.compile(r"<(?=/?[a-zA-Z@!])")
_LINK = re.compile(r"\[(?=[^\]\n]*\]\()")
_BLOCK = re.compile(r"^(\s*)(#{1,6}(?= )|>)", re.MULTILINE)
_STARS = re.compile(r"\*\*|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)")
_WIDE = str.maketrans({"#": "＃", ">": "＞", "*": "＊", "_": "＿"})
_HEADING = re.compile(r"([^\s【](?:[^\n]*[^\s】])?)(?=\n|$)")
_COLOURS = {Mark.SOFT: "comment", Mark.HIT: "warning"}


def split(words: str, limit: int) -> list[str]:
    """Pieces of at most `limit` bytes of UTF-8, broken at a line's end where there is one in the second half. Nothing is lost
    but the line end a piece was broken at."""
    pieces = []
    rest = words
    while len(rest.encode("utf-8", "surrogatepass")) > limit:
        fits = len(rest.encode("utf-8", "surrogatepass")[:limit].decode("utf-8", "ignore"))
        line = rest.rfind("\n", fits // 2, fits + 1)
        cut = line if line > 0 else _whole(rest, fits)
        pieces.append(rest[:cut])
        rest = rest[cut + 1 :] if line > 0 else rest[cut:]
    return [*pieces, rest] if rest or not pieces else pieces


def _whole(words: str, at: int) -> int:
    """The last place up to `at` that does not tear an emoji or an accent from what it belongs to."""
    cut = at
    while cut > at - 16 and cut > 1 and (_joins(words[cut]) or words[cut - 1] == "\u200d"):
        cut -= 1
    return cut if cut > max(at - 16, 1) else at


def _joins(sign: str) -> bool:
    return sign in "\u200d\ufe0f\u20e3" or "\U0001f3fb" <= sign <= "\U0001f3ff" or "\u0300" <= sign <= "\u036f"


def clip(words: str, most: int) -> str:
    """At most `most` characters, the last one an ellipsis where something was left out."""
    return words if len(words) <= most else words[: most - 1] + "…"


def is_marked(parts: Iterable[object]) -> bool:
    """Whether something in the text is set off, so that plain text would lose it."""
    return any(isinstance(part, Text) and any(run.mark for run in part.runs) for part in parts)


def is_linked(parts: Iterable[object]) -> bool:
    """Whether there is a link in the text: a group webhook's plain text has none."""
    return any(isinstance(part, Text) and any(run.link for run in part.runs) for part in parts)


def as_text(parts: Sequence[Text | Mention]) -> str:
    """For a `text` message: plain words, headings in brackets, links as anchors. Somebody's own "<a href=…>" stays what they typed."""
    runs = [run for part in parts for run in _runs(part)]
    said = [_anchored(run) for run in runs]
    for at, run in enumerate(runs):
        if run.mark is Mark.STRONG and _stands_alone(said, at):
            said[at] = _HEADING.sub(r"【\1】", said[at])
    return "".join(said)


def _stands_alone(said: Sequence[str], at: int) -> bool:
    """Whether a run is a line of its own: what is set off there is a heading."""
    before, after = "".join(said[:at]), "".join(said[at + 1 :])
    starts = not before or before.endswith("\n") or said[at].startswith("\n")
    return starts and (not after or after.startswith("\n") or said[at].endswith("\n"))


def as_markdown(parts: Sequence[Text | Mention], *, colours: bool) -> str:
    """For a `markdown` message; `colours` where <font color> exists (the app and the webhook, not the smart bot)."""
    return "".join(_marked(run, colours) for part in parts for run in _runs(part))


def as_group_markdown(parts: Sequence[Text | Mention]) -> str:
    """For a group webhook: markdown in which a mention really calls its person."""
    call = partial(_marked, colours=True)
    return "".join(
        f"<@{part.account}>" if isinstance(part, Mention) and part.account else "".join(map(call, _runs(part)))
        for part in parts
    )


def as_typed(words: str) -> str:
    """Somebody's words with what markdown would act upon made full-width: WeCom documents no escape."""
    words = _LINK.sub("［", _ANCHOR.sub("＜", words.replace("`", "｀")))
    words = _BLOCK.sub(lambda found: found[1] + found[2].translate(_WIDE), words)
    return _STARS.sub(lambda found: found[0].translate(_WIDE), words)


def placed(words: Sequence[Text | Mention], part: Part, before: Part | None) -> list[Text | Mention]:
    """What a part says, on a line of its own where it is a block or follows one: `before` is the part above, in the same message."""
    runs_on = isinstance(part, Text | Mention) and isinstance(before, Text | Mention)
    if not words or before is None or runs_on or words[0].plain().startswith("\n"):
        return list(words)
    return [Text.of("\n"), *words]


def _runs(part: Text | Mention) -> tuple[Run, ...]:
    return part.runs if isinstance(part, Text) else (Run(part.plain()),)


def _anchored(run: Run) -> str:
    words = _ANCHOR.sub("＜", run.words)
    return f'<a href="{_address(run.link)}">{words}</a>' if run.link else words


def _marked(run: Run, colours: bool) -> str:
    words = as_typed(run.words)
    if run.link:
        return f"[{words}]({_address(run.link)})"
    match run.mark:
        case Mark.STRONG:
            return f"**{words}**"
        case Mark.CODE:
            return f"`{words}`"
        case Mark.QUOTE:
            return "\n".join(f"> {line}" for line in words.split("\n")) + "\n"
        case Mark.SOFT | Mark.HIT if colours:
            return f'<font color="{_COLOURS[run.mark]}">{words}</font>'
        case Mark.HIT:
            return f"**{words}**"
    return words


def _address(link: str) -> str:
    return link.replace('"', "%22").replace(")", "%29").replace("<", "%3C").replace(" ", "%20")
