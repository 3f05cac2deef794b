"""What the simulated people do about what they are shown: a button pressed, a question answered, each after a while. Pure but for chance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bot.cli.simulation.people import SimulatedLearner
from bot.cli.simulation.script import EXPERT, ScriptLine
from bot.cli.simulation.texts import EXCHANGES
from bot.messages import Kind
from bot.parts import Buttons, Choices, Part, plain

PUT_ALONE = re.compile(r"^(?:第?\d+/\d+[题. ]|今日复习|复习第)", re.MULTILINE)
"""A question of an exam or a review."""
RATES = 0.6
SCORES = (10, 9, 9, 8, 8, 8, 7, 7, 6, 5)
ASKED = re.compile(r"❓\s*(A-\d+)\s*([^：:]+)[：:]")
TICK = "+"
"""What stands before an option's letter where several may be ticked."""
WRONG_FIRST = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Doing:
    """A line, and whether it is about the post: pressed there."""

    line: ScriptLine
    about: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A new post: its words, what pressing anything in it says, its options by what picking them says, and who could see it."""

    words: str
    says: Sequence[str]
    options: Mapping[str, str]
    at: datetime
    present: Sequence[str]


class Habits:
    """What everybody knows and is up to. `right` is each question's stem with the words of its right options."""

    def __init__(self, learners: Sequence[SimulatedLearner], right: Mapping[str, frozenset[str]], chance: Random) -> None:
        self.learners = {learner.name: learner for learner in learners}
        self.right, self.chance = right, chance
        self.players: set[str] = set()
        self._verbs = {"参加": self._join, "选": self._play, "已学": self._learn, "微课": self._rate, "投": self._vote}

    def shown(self, room: str, parts: Sequence[Part], at: datetime, present: Sequence[str]) -> list[Doing]:
        """What comes of a new post of the bot's; `present` are the learners who could see it."""
        seen = Seen(plain(parts), _offered(parts), _options(parts), at, present)
        if room.startswith("@"):
            return list(self._alone(room.removeprefix("@"), seen))
        verb = seen.says[0].partition(" ")[0] if seen.says else ""
        together = self._verbs[verb](seen) if verb in self._verbs else ()
        return [*together, *self._answered(seen.words, at)]

    # ── in the group ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _join(self, seen: Seen) -> Iterator[Doing]:
        self.players = {name for name in seen.present if self._is_keen(name)}
        yield from (self._press(name, seen.says[0], seen.at, 3, 24) for name in sorted(self.players))

    def _play(self, seen: Seen) -> Iterator[Doing]:
        yield from (self._press(name, self._choice(name, seen), seen.at, 2, 17) for name in sorted(self.players))

    def _learn(self, seen: Seen) -> Iterator[Doing]:
        """A lesson's closing question; who was wrong tries again."""
        right = self._right(seen)
        for name in filter(self._is_keen, seen.present):
            doing = self._press(name, self._choice(name, seen), seen.at, 600, 9 * 3600)
            yield doing
            if right and doing.line.says != right:
                yield Doing(doing.line._replace(at=doing.line.at + WRONG_FIRST, says=right), about=True)

    def _rate(self, seen: Seen) -> Iterator[Doing]:
        lesson = " ".join(seen.says[0].split()[:2])
        for name in filter(self._is_keen, seen.present):
            if self.chance.random() < RATES:
                yield self._press(name, f"{lesson} {self.chance.choice(SCORES)}", seen.at, 60, 5400)

    def _vote(self, seen: Seen) -> Iterator[Doing]:
        for name in filter(self._is_keen, seen.present):
            yield self._press(name, self._leaning(list(seen.options)), seen.at, 60, 4 * 3600)

    def _answered(self, words: str, at: datetime) -> Iterator[Doing]:
        """A question to the experts: one of them answers it, and whoever asked accepts."""
        found = ASKED.search(words)
        exchange = next((one for one in EXCHANGES if one.question[:10] in words), None)
        if found and exchange:
            later = at + timedelta(minutes=self.chance.randint(25, 95))
            yield Doing(ScriptLine(later, EXPERT, f"/答 {found[1]} {exchange.answer}"))
            yield Doing(ScriptLine(later + timedelta(minutes=self.chance.randint(4, 40)), found[2].strip(), f"采纳 {found[1]}"))

    # ── alone with the bot ───────────────────────────────────────────────────────────────────────────────────────────

    def _alone(self, owner: str, seen: Seen) -> Iterator[Doing]:
        if owner not in self.learners:
            return
        verb = seen.says[0].partition(" ")[0] if seen.says else ""
        if verb == "填":
            wait = (300, 5400) if "【" in seen.words else (15, 60)
            yield self._press(owner, self._next_of_form(seen.says), seen.at, *wait)
        elif verb == "选" and seen.options:
            yield self._press(owner, self._choice(owner, seen), seen.at, 8, 40)
        elif PUT_ALONE.search(seen.words) and (stem := self._stem(seen.words)):
            yield self._types(owner, stem, seen)

    def _next_of_form(self, says: Sequence[str]) -> str:
        """Sending it in, passing over what would have to be written, one of the answers, rather a good one; else opening it."""
        final = next((one for one in says if one.endswith((" 交", " 跳过"))), None)
        answers = [one for one in reversed(says) if len(one.split()) > 3]
        return final or self._leaning(answers or says)

    def _types(self, owner: str, stem: str, seen: Seen) -> Doing:
        """A question no press answers: letters, or the words themselves."""
        right = self.right[stem]
        letters = "".join(letter for letter, words in seen.options.items() if words in right)
        knows = self.chance.random() < self.learners[owner].knows
        said = (letters, "A") if seen.options else (min(right), "不记得了")
        return Doing(ScriptLine(self._soon(seen.at, 8, 40), owner, said[not knows], private=True))

    # ── choosing ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _is_keen(self, name: str) -> bool:
        return self.chance.random() < self.learners[name].keen

    def _choice(self, name: str, seen: Seen) -> str:
        """What picking somebody's option says, or all right ones at once where several are ticked: as often as they know it."""
        if any(TICK in says for says in seen.options):
            return self._ticked(name, seen)
        right = self._right(seen)
        wrong = [says for says in seen.options if says != right]
        if right and (not wrong or self.chance.random() < self.learners[name].knows):
            return right
        return self.chance.choice(wrong)

    def _ticked(self, name: str, seen: Seen) -> str:
        """The letters of several, as they are typed: ticking is for fingers."""
        stem, knows = self._stem(seen.words), self.chance.random() < self.learners[name].knows
        right = [says for says, words in seen.options.items() if stem and words in self.right[stem]]
        picked = right if right and knows else [self.chance.choice(list(seen.options))]
        return picked[0].partition(TICK)[0] + "".join(says.rpartition(TICK)[2] for says in picked)

    def _right(self, seen: Seen) -> str | None:
        stem = self._stem(seen.words)
        return next((says for says, words in seen.options.items() if stem and words in self.right[stem]), None)

    def _stem(self, words: str) -> str | None:
        return next((stem for stem in self.right if stem in words), None)

    def _leaning(self, choices: Sequence[str]) -> str:
        """One of several, the earlier ones liked more."""
        return self.chance.choices(choices, weights=[len(choices) - n for n in range(len(choices))])[0]

    def _press(self, name: str, says: str, at: datetime, least: int, most: int) -> Doing:
        return Doing(ScriptLine(self._soon(at, least, most), name, says, kind=Kind.PRESSED), about=True)

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
