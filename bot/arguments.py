"""A command's signature is its grammar: the words after a command become arguments, options are written `名=值` in any order."""

from __future__ import annotations

import inspect
import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from bot.amounts import counted
from bot.phrases import Line, Phrase


@dataclass(frozen=True, slots=True)
class Named:
    """What a parameter is called in front of people; keyword-only ones are options, written 名=值. `also` are other words people
    have for an option, heard and never shown."""

    zh: str
    en: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a command: its names, how its word is read, and whether it may be left out."""

    name: str
    called: Phrase
    zh: str
    en: str
    read: Callable[[str], Any]
    required: bool
    is_option: bool
    is_rest: bool
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every word an option is heard by, folded."""
        return tuple(name.casefold() for name in (self.zh, self.en, *self.also))


class Whom(str):
    """Somebody's name as it was written: a parameter for `ctx.member_named`, of several words where somebody is called so."""

    __slots__ = ()


class Onwards(str):
    """An option's words to the next option or the end, not one word only: 截止=明天 18:00."""

    __slots__ = ()


class Tagged(str):
    """A tag, of whose people alone something is for; everybody's (全员, everyone) is "", none."""

    __slots__ = ()


EVERYONE = Tagged()


@dataclass(frozen=True, slots=True)
class Whose:
    """Who may be meant where a name stands: `begins` finds a known name at the beginning of words and gives it with the rest, `answered`
    is how to name whoever said what the words reply to, "" where they reply to nobody."""

    begins: Callable[[str], tuple[str, str] | None]
    answered: str = ""


class Misread(Exception):
    """A word that does not fit, or one that is missing: `line` names it."""

    def __init__(self, line: Line) -> None:
        super().__init__("misread")
        self.line = line


EMPTY = Phrase(zh="“{name}=”后面还没有写。", en="Nothing stands behind “{name}=” yet.")
MISSING = Phrase(zh="还差{name}。", en="Still needed: {name}.")
WRONG = Phrase(zh="“{word}”不能当作{name}。", en="“{word}” cannot be read as {name}.")
UNKNOWN = Phrase(zh="没有“{name}”这个选项，可以用：{known}。", en="There is no option “{name}”; there are: {known}.")
TOO_MUCH = Phrase(zh="“{word}”是多出来的。", en="“{word}” is one word too many.")
YES = Phrase(zh="是", en="yes")
NO = Phrase(zh="否", en="no")

OPTION = re.compile(r"([^\s=]*[^\s=<>])=(\S*)")
"""Not ≥ as it is typed: 打卡>=20."""
NAMED = re.compile(r"(?<!\S)([^\s=:：]+) ?[=:：] ?(?=\S)")
"""A name and its value as people write them: 讲者：何琳, 名额 = 30."""
COMMA = re.compile(r"[，,；;] ?(?=([^\s=:：，,；;。]{1,24}) ?[=:：] ?\S)")
SPACES = re.compile(r"[^\S\n\r\t ]")
"""What parts words as a space does, and is typed with a full-width keyboard: U+3000."""
SHORTEST_BEGINNING = 2
"""Letters that must be alike before a longer or shorter word is taken for an option's name."""
LONGEST_WORD = 24
"""Characters of somebody's words that are repeated to them in a refusal."""


def parameters(run: Callable[..., Any]) -> tuple[Parameter, ...]:
    """The parameters people fill in: all but the context and what a look found (`found`)."""
    hints = get_type_hints(run, include_extras=True)
    words = [p for p in list(inspect.signature(run).parameters.values())[1:] if p.name != "found"]
    positional = [p for p in words if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    return tuple(_parameter(p, hints[p.name], is_last=bool(positional) and p is positional[-1]) for p in words)


def _parameter(given: inspect.Parameter, hint: Any, *, is_last: bool) -> Parameter:
    kind, called = hint, Named(given.name, given.name)
    if get_origin(hint) is Annotated:
        kind, called = get_args(hint)[:2]
    kinds = [part for part in get_args(kind) if part is not type(None)] or [kind]
    return Parameter(
        given.name,
        Phrase(zh=called.zh, en=called.en),
        called.zh,
        called.en,
        READERS[kinds[0]],
        given.default is inspect.Parameter.empty,
        given.kind is inspect.Parameter.KEYWORD_ONLY,
        is_last and kinds[0] in (str, Whom),
        called.also,
    )


def bind(needed: tuple[Parameter, ...], words: str, whose: Whose | None = None) -> dict[str, Any]:
    """The words as keyword arguments. Raises Misread naming the first one that is wrong, missing or too much."""
    words = SPACES.sub(" ", words)
    options = {key: p for p in needed if p.is_option for key in p.names}
    given, words = _options(options, words) if options else ({}, words)
    positional = [p for p in needed if not p.is_option]
    left = words.strip()
    for place, parameter in enumerate(positional):
        if parameter.read is Whom and whose is not None:
            word, left = _name(left, whose, positional[place + 1 :])
        else:
            word, left = (left, "") if parameter.is_rest else _first(left)
        if word:
            given[parameter.name] = _read(parameter, word)
        elif parameter.required:
            raise Misread(MISSING(name=parameter.called))
    if left:
        raise Misread(TOO_MUCH(word=_short(left)))
    return given


def _name(words: str, whose: Whose, following: list[Parameter]) -> tuple[str, str]:
    """A name somebody has, else whoever is replied to where what comes after a name stands there at once (加分 10), else the first word."""
    if (known := whose.begins(words)) is not None:
        return known
    word, rest = _first(words)
    after = next((parameter for parameter in following if parameter.required), None)
    if word and after is not None and after.read is not str and _fits(after, word):
        return whose.answered, words
    return word, rest


def _fits(parameter: Parameter, word: str) -> bool:
    try:
        parameter.read(word)
    except ValueError:
        return False
    return True


def _first(words: str) -> tuple[str, str]:
    """The first word, or what stands in quotation marks, and what is left."""
    if quoted := re.match(r"[“\"](.+?)[”\"]\s*", words):
        return quoted[1], words[quoted.end() :]
    pieces = words.split(None, 1)
    return (pieces[0] if pieces else "", pieces[1] if len(pieces) > 1 else "")


def _options(known: dict[str, Parameter], words: str) -> tuple[dict[str, Any], str]:
    given: dict[str, Any] = {}
    normal = _with_equals(known, _with_gaps(known, words.replace("＝", "=")))
    left, position = [], 0
    written = list(OPTION.finditer(normal))
    for place, found in enumerate(written, 1):
        name = found[1]
        parameter = _option_named(known, unicodedata.normalize("NFKC", name).casefold())
        if parameter is None:
            raise Misread(UNKNOWN(name=_short(name), known=_names(known)))
        if not found[2]:
            raise Misread(EMPTY(name=_short(name)))
        last = found.end()
        if parameter.read is Onwards:
            last = written[place].start() if place < len(written) else len(normal)
        given[parameter.name] = _read(parameter, normal[found.start(2) : last].strip())
        left.append(normal[position : found.start()])
        position = last
    return given, " ".join(filter(None, (piece.strip(" ") for piece in [*left, normal[position:]])))


def _option_named(known: dict[str, Parameter], name: str) -> Parameter | None:
    """The option of that name; else the only one whose name it begins with or is the beginning of: 负责人 for 负责, seat for seats."""
    if name in known or len(name) < SHORTEST_BEGINNING:
        return known.get(name)
    alike = {p.name: p for key, p in known.items() if _begins(name, key) or _begins(key, name)}
    return next(iter(alike.values())) if len(alike) == 1 else None


def _begins(word: str, beginning: str) -> bool:
    return len(beginning) >= SHORTEST_BEGINNING and word.startswith(beginning)


def _with_gaps(known: dict[str, Parameter], words: str) -> str:
    """The words with a space where a comma stands before an option's whole name: 讲者：何琳，名额：30."""
    return COMMA.sub(lambda found: " " if found[1].casefold() in known else found[0], words)


def _with_equals(known: dict[str, Parameter], words: str) -> str:
    """The words with = alone between an option's whole name and its value."""

    def joined(found: re.Match[str]) -> str:
        follows = OPTION.match(words, found.end())
        is_empty = follows is not None and follows[1].casefold() in known
        return found[0] if is_empty or found[1].casefold() not in known else f"{found[1]}="

    return NAMED.sub(joined, words)


def _names(known: dict[str, Parameter]) -> list[Phrase]:
    """Each option once, as a reader of either language types it."""
    return [Phrase(zh=parameter.zh, en=parameter.en) for parameter in {p.name: p for p in known.values()}.values()]


def _read(parameter: Parameter, word: str) -> Any:
    try:
        return parameter.read(word)
    except ValueError:
        raise Misread(WRONG(word=_short(word), name=parameter.called)) from None


def _short(word: str) -> str:
    return word if len(word) <= LONGEST_WORD else f"{word[:LONGEST_WORD]}…"


# ── how a word is read ───────────────────────────────────────────────────────────────────────────────────────────────


def _normal(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip().casefold()


MOST = 10**9


def whole(word: str) -> int:
    """A whole number of at most nine digits, full-width and Chinese ones too (5, ５, 五); raises ValueError."""
    normal = _normal(word)
    if re.fullmatch(r"[+-]?\d{1,9}", normal):
        return int(normal)
    if (meant := counted(normal)) is not None and meant == int(meant) and meant < MOST:
        return int(meant)
    raise ValueError(word)


def yes(word: str) -> bool:
    """Yes or no, in the usual words; raises ValueError."""
    normal = _normal(word)
    if normal in {"是", "开", "yes", "on", "true", "y", "1"}:
        return True
    if normal in {"否", "关", "no", "off", "false", "n", "0"}:
        return False
    raise ValueError(word)


def yes_or_no(value: bool) -> Phrase:
    """What `yes` read, as people say it."""
    return YES if value else NO


def clock_time(word: str) -> time:
    """A time of day, 09:00, 9:00, 9点, 9点半 or 9点05分; raises ValueError."""
    found = re.fullmatch(r"(\d{1,2})(?::(\d{2})|[点點时時](?:整|(半)|(\d{1,2})分?)?)", _normal(word))
    if not found:
        raise ValueError(word)
    return time(int(found[1]), 30 if found[3] else int(found[2] or found[4] or 0))


SPANS = {
    "秒": 1,
    "s": 1,
    "sec": 1,
    "seconds": 1,
    "分": 60,
    "分钟": 60,
    "m": 60,
    "min": 60,
    "minutes": 60,
    "小时": 3600,
    "h": 3600,
    "天": 86400,
    "d": 86400,
}


def span(word: str) -> timedelta:
    """A length of time, 5秒 or 5s; a bare number is seconds. Raises ValueError."""
    found = re.fullmatch(r"(\d{1,6})\s*(\D*)", _normal(word))
    if not found or (found[2] and found[2] not in SPANS):
        raise ValueError(word)
    return timedelta(seconds=int(found[1]) * SPANS.get(found[2], 1))


EVERYBODY = {"全员", "全体", "全部", "全营", "所有人", "大家", "每个人", "all", "everyone", "everybody"}
ONESELF = {"我", "我的", "我自己", "自己", "本人", "me", "mine", "myself"}
"""What may stand where a name is asked for."""


def tagged(word: str) -> Tagged:
    """The tag, or "" for everybody."""
    return Tagged("" if _normal(word) in EVERYBODY else word)


READERS: dict[Any, Callable[[str], Any]] = {
    str: str,
    Whom: Whom,
    Onwards: Onwards,
    Tagged: tagged,
    int: whole,
    bool: yes,
    time: clock_time,
    timedelta: span,
}


def verb_apart(words: str) -> tuple[str, str]:
    """The word that says what to do, in small letters, and what stands behind it: 标准 高级顾问, 标准：高级顾问."""
    first, _, rest = words.strip().partition(" ")
    if found := re.match(r"([^:：]+)[:：](?!\d)", first):
        first, rest = found[1], f"{first[found.end() :]} {rest}"
    return _normal(first), " ".join(rest.split())


ENDS_A_VERB = re.compile(r"[\d#＃,，、。.!！:：]")
"""What may stand right behind such a word: 停1, 完成#2, 填，做到."""


def known_verb(words: str, known: Collection[str], behind: Collection[str] = ()) -> tuple[str, str]:
    """The one of `known` that words begin with and what stands behind it; "" and the words where they begin with none. 停 1, 停1 and 停：1 are
    alike, and one of `behind` may stand last (谈判 名单)."""
    plain = words.strip()
    first, rest = verb_apart(plain)
    if first in known:
        return first, rest
    small = plain.casefold()
    for verb in sorted(known, key=len, reverse=True):
        if small.startswith(verb) and ENDS_A_VERB.match(plain, len(verb)):
            return verb, plain[len(verb) :].lstrip(",，、。.!！:： ")
    before, _, last = plain.rpartition(" ")
    return (_normal(last), before.strip()) if before and _normal(last) in behind else ("", plain)
