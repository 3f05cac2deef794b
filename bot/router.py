"""From words to a command: which one is meant, whether it was meant for us, and what its words are bound to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from bot.access import AccessRule
from bot.arguments import Misread, Whose, bind
from bot.award_kind import AwardKind
from bot.channel import Channel, MenuItem
from bot.desk_page import DeskPage, Preview
from bot.facts import known_facts
from bot.feature import Act, Command, Context, Feature, Job, Line, PagedList, Role, Setting, Step, Undoing
from bot.file_kind import FileKind
from bot.hearing import Match, Vocabulary, bare, compiled, half_width, how_of, is_question, question_in, sentences, simplified
from bot.messages import Kind
from bot.names import folded
from bot.personal_data import KeptRows
from bot.phrases import Phrase, Refusal
from bot.queue import known_queues

MISREAD = Phrase(zh="{problem}试试：{example}", en="{problem} Try: {example}")
SHORTEST_IN_ENGLISH = 4
"""Letters of an English word of ours that tells what a question is about."""
GAPS = re.compile(r"[ \t\u3000]{2,}")
LONGEST = 4000
"""Characters of one message we listen to; nobody types more in a chat, and every platform of ours carries as much."""
TOO_LONG = Phrase(
    zh="这条太长了（{length}字，最多{most}字），没有记录。",
    en="That is too long ({length:character|characters}, at most {most}); nothing was recorded.",
)

MENTION = re.compile(r"^\s*@\S+[\s\u2005]*")


class Router:
    """Every word people can say, from all features. Raises ValueError where two claim one word."""

    def __init__(self, features: Iterable[Feature], bot_name: str) -> None:
        self.features = list(features)
        self.name = bot_name
        self.vocabulary = Vocabulary()
        self.questions: list[tuple[re.Pattern[str], Command, str]] = []
        self.answers_questions: list[Command] = []
        self.pages: dict[str, DeskPage] = {}
        """The pages of the desk, in their order."""
        self.previews: dict[str, Preview] = {}
        """What comes of a sentence that is still typed at the desk, by its command's usual word."""
        self.steps: dict[str, Step] = {}
        self.lists: dict[str, PagedList] = {}
        self.prefixes: dict[str, Phrase] = {}
        """What begins with which letter, from all features."""
        self.jobs: dict[str, Job] = {}
        self.tasks: dict[str, Callable[..., Any]] = {}
        self.task_roles: dict[str, Role] = {}
        self.settings: list[Setting[Any]] = []
        self.access_rules: list[AccessRule] = []
        self.reasons: dict[str, Phrase] = {}
        self.acts: dict[str, Act] = {}
        self.undoings: dict[str, Undoing] = {}
        self.mergers: list[Callable[[Context, int, int], list[Line]]] = []
        self.erasers: list[tuple[str, Callable[[Context, int], None]]] = []
        self.kept: list[KeptRows] = []
        self.file_kinds: dict[str, FileKind] = {}
        self.awards: dict[str, AwardKind] = {}
        self.conditions: dict[str, Callable[[Context, int, str], bool]] = {}
        self.channels: dict[str, Channel] = {}
        """What each channel can carry and how fast, for who must know before speaking; the app puts them in."""
        self.owners: frozenset[str] = frozenset()
        """The accounts ("channel:id") that may open camps; the app puts in what the configuration says."""
        self.secret: Callable[[], bytes] = lambda: b""
        """The house's secret, which what must be known again and not be read is hashed with; the app puts it in."""
        self.retention_days = 730
        """How long talk is kept; the app puts in what the configuration says."""
        for feature in self.features:
            self._take(feature)
        answering = {command.feature for command in self.answers_questions}
        self.questions.sort(key=lambda asked: asked[1].feature in answering)  # 查一下成绩 is heard before 查一下 whatever
        self.facts = known_facts(self.features)
        self.queues = known_queues(self.features, self.commands)
        self.pages = dict(sorted(self.pages.items(), key=lambda page: (page[1].place, page[0])))
        if unnamed := self.undoings.keys() - self.acts.keys():
            raise ValueError(f"{sorted(unnamed)} can be undone, but no act is called so")
        if unclear := [code for code, act in self.acts.items() if (code in self.undoings) is (act.final is not None)]:
            raise ValueError(f"{sorted(unclear)} must either be undone or say why not")

    def _take(self, feature: Feature) -> None:
        for command in feature.commands:
            self.vocabulary.add(command)
            for pattern, said in command.asked.items():
                self.questions.append((compiled(pattern), command, said))
        _add(self.steps, feature.steps, feature.name)
        _add(self.lists, feature.lists, feature.name)
        _add(self.pages, {page.name: page for page in feature.pages}, feature.name)
        _add(self.previews, feature.previews, feature.name)
        _add(self.jobs, feature.jobs, feature.name)
        _add(self.tasks, feature.tasks, feature.name)
        self.task_roles |= feature.task_roles
        _add(self.prefixes, feature.prefixes, feature.name)
        _add(self.acts, {act.code: act for act in feature.acts}, feature.name)
        _add(self.undoings, feature.undoings, feature.name)
        _add(self.reasons, {reason.code: reason.name for reason in feature.reasons}, feature.name)
        _add(self.awards, {kind.code: kind for kind in feature.awards}, feature.name)
        _add(self.file_kinds, {kind.code: kind for kind in feature.file_kinds}, feature.name)
        self.conditions |= {f"{feature.name}.{name}": run for name, run in feature.conditions.items()}
        self.settings.extend(feature.settings)
        self.access_rules.extend(feature.access_rules)
        self.mergers.extend(feature.mergers)
        self.erasers.extend((feature.name, run) for run in feature.erasers)
        self.kept.extend(feature.kept)
        self.answers_questions.extend(feature.answers_questions)

    def listeners(self, kind: str) -> list[tuple[str, Callable[..., Any]]]:
        """Who wants to hear of a kind of event, in the features' order."""
        return [(feature.name, run) for feature in self.features for run in feature.listeners.get(kind, ())]

    @property
    def commands(self) -> dict[str, Command]:
        """Every word and its command; the words are folded."""
        return self.vocabulary.commands

    def match(self, words: str) -> Match | None:
        """The command the words begin with, an @name and a slash aside; @小助打卡 is written in one go too. In English, where any word of a
        sentence may be one of ours, the whole sentence comes first: leave the camp is no leave."""
        words = words.lstrip()
        plain = MENTION.sub("", words, count=1) if words.startswith("@") else words
        begun = self.vocabulary.begun(plain)
        if begun is not None and begun.words and plain.isascii() and not plain.startswith("/"):
            return next(self._meant(GAPS.sub(" ", bare(plain))), begun)
        return begun or (self.vocabulary.begun(words.removeprefix(f"@{self.name}")) if words.startswith("@") else None)

    def asked(self, words: str, *, direct: bool) -> Iterator[Match]:
        """What a question that names no command may mean, the likeliest first: one of ours (我有多少分, 明天请假), how one is used (怎么打卡),
        or in private whatever is asked."""
        plain = GAPS.sub(" ", bare(MENTION.sub("", words, count=1) if words.lstrip().startswith("@") else words))
        for sentence in sentences(half_width(plain)):
            yield from self._meant(sentence)
        named = next(filter(None, (self.commands.get(folded(word)) for word in how_of(plain))), None)
        if named is not None and "帮助" in self.commands:
            yield Match(self.commands["帮助"], named.word, about=named)
        if direct and is_question(plain) and self.answers_questions:
            yield Match(self.answers_questions[0], question_in(words))

    def _meant(self, sentence: str) -> Iterator[Match]:
        """What a sentence as a whole may mean, the likeliest first."""
        for pattern, command, said in self.questions:
            if found := pattern.fullmatch(sentence):
                yield Match(command, said.format_map(found.groupdict("")).strip())

    def stays(self, step: str) -> bool:
        """Whether a dialog at that step outlives a command in between."""
        return step in self.steps and self.steps[step].stays

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

    def allowed(self, role: Role, *, is_host: bool = False, direct: bool = True) -> list[Command]:
        """The commands a role, or a room's host, may use, each once, the daily ones first; in a group without those for private."""
        every = list({id(command): command for command in self.commands.values()}.values())
        mine = [command for command in every if command.open_to(role, is_host=is_host) and (direct or not command.private)]
        return sorted(mine, key=lambda command: (not command.bare, max(command.by, Role.LEARNER)))

    def named_in(self, words: str, role: Role, *, is_host: bool = False) -> list[Command]:
        """Up to two commands of theirs whose word stands in a question nobody has an answer to (考试几点, when is the exam), the longest first."""
        plain, pieces = simplified(words), re.findall(r"[a-z]+", words.casefold())
        theirs = {id(command) for command in self.allowed(role, is_host=is_host) if not command.answers_nothing}
        held = [
            word
            for word, command in self.commands.items()
            if id(command) in theirs
            and (len(word) >= SHORTEST_IN_ENGLISH and word in pieces if word.isascii() else len(word) > 1 and word in plain)
        ]
        named = {id(self.commands[word]): self.commands[word] for word in sorted(held, key=len, reverse=True)}
        return list(named.values())[:2]

    def menu(self, role: Role, language: str, *, is_host: bool = False, direct: bool) -> tuple[MenuItem, ...]:
        """The same as lists show them."""
        return tuple(
            MenuItem(tuple(dict.fromkeys((command.word_in(language), *command.words))), command.help().to(language))
            for command in self.allowed(role, is_host=is_host, direct=direct)
        )


def speaks(kind: Kind) -> bool:
    """Whether an event of this kind is somebody's words."""
    return kind is Kind.SAID or kind is Kind.PRESSED


def _add(known: dict[str, Any], new: Mapping[str, Any], feature: str) -> None:
    if twice := known.keys() & new.keys():
        raise ValueError(f"{sorted(twice)} of {feature} is taken")
    known.update(new)
