"""What the simulated people do about what they are shown: a button pressed, a question answered, each after a while. Pure but for chance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bot.messages import Buttons, Choices, Kind, Part, plain
from bot.simulation.cast import Learner
from bot.simulation.script import EXPERT, Line
from bot.simulation.words import EXCHANGES

SCORES = (10, 9, 9, 8, 8, 8, 7, 7, 6, 5)
ASKED = re.compile(r"❓\s*(A-\d+)\s*([^：:]+)[：:]")
WRONG_FIRST = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Doing:
    """A line, and the post it is about: pressed there, or said in answer to it."""

    line: Line
    about: bool = False


class Habits:
    """What everybody knows and is up to. `right` is each question's stem with the words of its right options."""

    def __init__(self, learners: Sequence[Learner], right: Mapping[str, frozenset[str]], chance: Random) -> None:
        self.learners = {learner.name: learner for learner in learners}
        self.right, self.chance = right, chance
        self.players: set[str] = set()

    def shown(self, room: str, parts: Sequence[Part], at: datetime, present: Sequence[str]) -> list[Doing]:
        """What comes of a new post of the bot's; `present` are the learners who could see it."""
        words = plain(parts)
        owner = room.removeprefix("@") if room.startswith("@") else None
        says = _offered(parts)
        if owner is not None:
            return list(self._alone(owner, words, parts, says, at))
        return [*self._together(words, parts, says, at, present), *self._answered(words, at)]

    # ── in the group ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _together(
        self, words: str, parts: Sequence[Part], says: Sequence[str], at: datetime, present: Sequence[str]
    ) -> Iterator[Doing]:
        first = says[0] if says else ""
        if first.startswith("参加 "):
            self.players = {name for name in present if self._is_keen(name)}
            yield from (self._press(name, first, at, 3, 24) for name in sorted(self.players))
        elif first.startswith("选 "):
            options = _options(parts)
            for name in sorted(self.players):
                yield self._press(name, self._choice(name, words, options), at, 2, 17)
        elif first.startswith("已学 "):
            for name in present:
                if self._is_keen(name):
                    yield from self._learns(name, words, _options(parts), at)
        elif first.startswith("微课 ") and len(says) > 2:
            for name in present:
                if self._is_keen(name) and self.chance.random() < 0.6:
                    yield self._press(name, f"{first.rsplit(' ', 1)[0]} {self.chance.choice(SCORES)}", at, 60, 5400)
        elif first.startswith("投 "):
            choices = [one for one in says if not one.startswith(f"{first.rsplit(' ', 1)[0]} +")]
            for name in present:
                if self._is_keen(name):
                    yield self._press(name, self._leaning(choices), at, 60, 4 * 3600)

    def _learns(self, name: str, words: str, options: Mapping[str, str], at: datetime) -> Iterator[Doing]:
        """A lesson's closing question; who was wrong tries again."""
        choice = self._choice(name, words, options)
        doing = self._press(name, choice, at, 600, 9 * 3600)
        yield doing
        right = self._right(words, options)
        if right and choice != right:
            yield Doing(doing.line._replace(at=doing.line.at + WRONG_FIRST, says=right), about=True)

    def _answered(self, words: str, at: datetime) -> Iterator[Doing]:
        """A question to the experts: one of them answers it, and whoever asked accepts."""
        found = ASKED.search(words)
        exchange = next((one for one in EXCHANGES if one.question[:10] in words), None)
        if found and exchange:
            later = at + timedelta(minutes=self.chance.randint(25, 95))
            yield Doing(Line(later, EXPERT, f"/答 {found[1]} {exchange.answer}"))
            yield Doing(Line(later + timedelta(minutes=self.chance.randint(4, 40)), found[2].strip(), f"采纳 {found[1]}"))

    # ── alone with the bot ───────────────────────────────────────────────────────────────────────────────────────────

    def _alone(self, owner: str, words: str, parts: Sequence[Part], says: Sequence[str], at: datetime) -> Iterator[Doing]:
        if owner not in self.learners:
            return
        first = says[0] if says else ""
        options = _options(parts)
        if first.startswith("填 "):
            wait = (300, 5400) if "【" in words else (15, 60)
            yield self._press(owner, self._next_of_form(says), at, *wait)
        elif first.startswith("选 "):
            yield self._press(owner, self._choice(owner, words, options), at, 8, 40)
        elif (stem := self._stem(words)) and "/" in words.partition("\n")[0]:
            yield self._types(owner, stem, options, at)

    def _next_of_form(self, says: Sequence[str]) -> str:
        """Sending it in, passing over what would have to be written, one of the answers, rather a good one; else opening it."""
        final = next((one for one in says if one.endswith((" 交", " 跳过"))), None)
        answers = [one for one in reversed(says) if len(one.split()) > 3]
        return final or self._leaning(answers or says)

    def _types(self, owner: str, stem: str, options: Mapping[str, str], at: datetime) -> Doing:
        """A question no press answers: letters, or the words themselves."""
        right = self.right[stem]
        letters = "".join(letter for letter, words in options.items() if words in right)
        knows = self.chance.random() < self.learners[owner].knows
        said = (letters or next(iter(sorted(right)))) if knows else ("A" if options else "不记得了")
        return Doing(Line(self._soon(at, 8, 40), owner, said, private=True))

    # ── choosing ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _is_keen(self, name: str) -> bool:
        return self.chance.random() < self.learners[name].keen

    def _choice(self, name: str, words: str, options: Mapping[str, str]) -> str:
        """What somebody picks: the right one as often as they know it. `options` are words by what picking them says."""
        right = self._right(words, options)
        wrong = [says for says in options if says != right]
        if right and (not wrong or self.chance.random() < self.learners[name].knows):
            return right
        return self.chance.choice(wrong)

    def _right(self, words: str, options: Mapping[str, str]) -> str | None:
        stem = self._stem(words)
        return next((says for says, option in options.items() if stem and option in self.right[stem]), None)

    def _stem(self, words: str) -> str | None:
        return next((stem for stem in self.right if stem in words), None)

    def _leaning(self, choices: Sequence[str]) -> str:
        """One of several, the earlier ones liked more."""
        return self.chance.choices(choices, weights=[len(choices) - n for n in range(len(choices))])[0]

    def _press(self, name: str, says: str, at: datetime, least: int, most: int) -> Doing:
        return Doing(Line(self._soon(at, least, most), name, says, kind=Kind.PRESSED), about=True)

    def _soon(self, at: datetime, least: int, most: int) -> datetime:
        return at + timedelta(seconds=self.chance.randint(least, most), milliseconds=self.chance.randint(0, 999))


def _offered(parts: Sequence[Part]) -> list[str]:
    """What pressing anything in the post says."""
    choices = [option.says for part in parts if isinstance(part, Choices) for option in part.options if option.says]
    return choices + [button.says for part in parts if isinstance(part, Buttons) for row in part.rows for button in row]


def _options(parts: Sequence[Part]) -> dict[str, str]:
    """Options by what picking them says, or by their letter where they are typed."""
    return {
        option.says or option.letter: option.words for part in parts if isinstance(part, Choices) for option in part.options
    }
