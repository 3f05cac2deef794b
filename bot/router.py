"""From words to a command: which one is meant, whether it was meant for us, and what its words are bound to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from bot.arguments import Misread, Whose, bind
from bot.channel import Channel, MenuItem
from bot.feature import Act, Command, Context, Feature, Job, Line, Role, Setting, Step
from bot.file_kind import FileKind
from bot.messages import Kind
from bot.names import folded
from bot.phrases import Phrase, Refusal

MISREAD = Phrase(zh="{problem}试试：{example}", en="{problem} Try: {example}")
UNKNOWN = Phrase(zh="没有“{word}”这个指令。是不是想说：{near}", en="There is no command “{word}”. Did you mean: {near}")
LOST = Phrase(zh="没看懂。发“帮助”看看我会做什么。", en="I did not get that. Send “help” to see what I can do.")
LONGEST_WORD = 24
LONGEST = 4000
"""Characters of one message we listen to; nobody types more in a chat, and every platform of ours carries as much."""
TOO_LONG = Phrase(
    zh="这条太长了（{length}字，最多{most}字），没有记录。",
    en="That is too long ({length:character|characters}, at most {most}); nothing was recorded.",
)

# A word is ended by white space or by the marks people put after a name; a digit may follow a Chinese word at once (补卡5/8).
ENDED = re.compile(r"[\s:：,，]+")
MENTION = re.compile(r"^\s*@\S+[\s\u2005]*")
HASH = re.compile(r"^[#＃](?=\w)")
MARKED = re.compile(r"([^\W_]+)([^\w\s@]+)(?=\s|$)")
"""A word with nothing but marks or pictures behind it: 打卡！ 打卡✅"""


class Match(NamedTuple):
    """A command and the words after it."""

    command: Command
    words: str


class Router:
    """Every word people can say, from all features. Raises ValueError where two claim one word."""

    def __init__(self, features: Iterable[Feature], bot_name: str) -> None:
        self.features = list(features)
        self.name = bot_name
        self.commands: dict[str, Command] = {}
        self.glued: list[tuple[re.Pattern[str], Command]] = []
        self.steps: dict[str, Step] = {}
        self.jobs: dict[str, Job] = {}
        self.tasks: dict[str, Callable[..., Any]] = {}
        self.settings: list[Setting[Any]] = []
        self.reasons: dict[str, Phrase] = {}
        self.acts: dict[str, Act] = {}
        self.undoings: dict[str, Callable[..., None]] = {}
        self.mergers: list[Callable[[Context, int, int], list[Line]]] = []
        self.file_kinds: dict[str, FileKind] = {}
        self.channels: dict[str, Channel] = {}
        """What each channel can carry and how fast, for who must know before speaking; the app puts them in."""
        for feature in self.features:
            self._take(feature)
        if unnamed := self.undoings.keys() - self.acts.keys():
            raise ValueError(f"{sorted(unnamed)} can be undone, but no act is called so")

    def _take(self, feature: Feature) -> None:
        for command in feature.commands:
            if command.glued:
                self.glued.append((re.compile(f"{command.word}(?={command.glued})"), command))
            for word in command.words:
                if self.commands.setdefault(folded(word), command) is not command:
                    raise ValueError(f"{word} belongs to {self.commands[folded(word)].feature} and to {feature.name}")
        _add(self.steps, feature.steps, feature.name)
        _add(self.jobs, feature.jobs, feature.name)
        _add(self.tasks, feature.tasks, feature.name)
        _add(self.acts, {act.code: act for act in feature.acts}, feature.name)
        _add(self.undoings, feature.undoings, feature.name)
        _add(self.reasons, {reason.code: reason.name for reason in feature.reasons}, feature.name)
        _add(self.file_kinds, {kind.code: kind for kind in feature.file_kinds}, feature.name)
        self.settings.extend(feature.settings)
        self.mergers.extend(feature.mergers)

    def listeners(self, kind: str) -> list[tuple[str, Callable[..., Any]]]:
        """Who wants to hear of a kind of event, in the features' order."""
        return [(feature.name, run) for feature in self.features for run in feature.listeners.get(kind, ())]

    def match(self, words: str) -> Match | None:
        """The command the words begin with, an @name and a slash aside; @小助打卡 is written in one go too."""
        words = words.lstrip()
        if not words.startswith("@"):
            return self._begun(words)
        return self._begun(MENTION.sub("", words, count=1)) or self._begun(words.removeprefix(f"@{self.name}"))

    def _begun(self, words: str) -> Match | None:
        words = words.lstrip().removeprefix("/").removeprefix("／")
        words = HASH.sub("", words)
        end = ENDED.search(words)
        head, rest = (words[: end.start()], words[end.end() :]) if end else (words, "")
        if (command := self.commands.get(folded(head.partition("@")[0]))) is not None:
            return Match(command, rest)
        marked = MARKED.match(words)
        if marked and (command := self.commands.get(folded(marked[1]))) is not None:
            return Match(command, words[marked.end() :].lstrip())
        return self._glued(head, words)

    def _glued(self, head: str, words: str) -> Match | None:
        """补卡5/8 → 补卡, 5/8: a Chinese word with a number right behind it, or with what the command says may stand there."""
        number = re.match(r"[^\W\d_]+(?=\d)", head)
        command = self.commands.get(folded(number[0])) if number and not number[0].isascii() else None
        if command and number:
            return Match(command, words[len(number[0]) :])
        known = ((pattern.match(head), command) for pattern, command in self.glued)
        return next((Match(command, words[found.end() :]) for found, command in known if found), None)

    def is_to_us(self, event_words: str, marked: bool) -> bool:
        """Whether words in a group are meant for us: a slash, our name, or the platform's own word for it."""
        words = event_words.lstrip()
        return marked or words.startswith(("/", "／")) or words.startswith(f"@{self.name}")

    def bound(self, match: Match, language: str, whose: Whose | None = None) -> dict[str, Any]:
        """The arguments of a call. Raises Refusal with an example that works."""
        try:
            return bind(match.command.parameters, match.words, whose)
        except Misread as problem:
            raise Refusal(MISREAD(problem=problem.line, example=match.command.example(language))) from None

    def nearest(self, words: str, role: Role, language: str, *, is_host: bool = False) -> Refusal:
        """What to say to words that are no command: the nearest one this person may use."""
        head = folded(ENDED.split(words.strip().lstrip("/@"), 1)[0])[:LONGEST_WORD]
        allowed = [word for word, command in self.commands.items() if command.open_to(role, is_host=is_host)]
        near = get_close_matches(head, allowed, n=2, cutoff=0.5)
        if not near:
            return Refusal(LOST)
        said = dict.fromkeys(self.commands[word].word_in(language) for word in near)
        return Refusal(UNKNOWN(word=head, near="、".join(said)))

    def allowed(self, role: Role, *, is_host: bool = False, direct: bool = True) -> list[Command]:
        """The commands a role, or a room's host, may use, each once, the daily ones first; in a group without those for private."""
        every = list({id(command): command for command in self.commands.values()}.values())
        mine = [command for command in every if command.open_to(role, is_host=is_host) and (direct or not command.private)]
        return sorted(mine, key=lambda command: (not command.bare, max(command.by, Role.LEARNER)))

    def menu(self, role: Role, language: str, *, is_host: bool = False, direct: bool) -> tuple[MenuItem, ...]:
        """The same as lists show them."""
        return tuple(
            MenuItem(tuple(dict.fromkeys((command.word_in(language), *command.words))), command.help().to(language))
            for command in self.allowed(role, is_host=is_host, direct=direct)
        )


def speaks(kind: Kind) -> bool:
    """Whether an event of this kind is somebody's words."""
    return kind in (Kind.SAID, Kind.PRESSED)


def _add(known: dict[str, Any], new: Mapping[str, Any], feature: str) -> None:
    if twice := known.keys() & new.keys():
        raise ValueError(f"{sorted(twice)} of {feature} is taken")
    known.update(new)
