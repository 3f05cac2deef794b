"""A question of a form: its kind, its words, its answers read from what people type; and forms people write themselves."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Literal

from bot.feature import Phrase, Refusal
from handlers.asking import option_list

Kind = Literal["scale", "nps", "ten", "single", "multiple", "text"]
"""`scale` is Likert 1–5, `nps` and `ten` are 0–10: only the first is ever summed up as NPS."""
Answer = list[str] | str
"""What is kept: the points or the options' places chosen, as text; or what was written, empty where it was skipped."""

KINDS: dict[str, Kind] = {
    "1-5": "scale",
    "1~5": "scale",
    "量表": "scale",
    "likert": "scale",
    "nps": "nps",
    "0-10": "ten",
    "0~10": "ten",
    "单选": "single",
    "single": "single",
    "多选": "multiple",
    "multi": "multiple",
    "文字": "text",
    "text": "text",
}
POINTS: dict[Kind, tuple[str, ...]] = {
    "scale": tuple("12345"),
    "nps": tuple(str(point) for point in range(11)),
    "ten": tuple(str(point) for point in range(11)),
}
LETTERS = "ABCDEFGHIJKL"
MOST_QUESTIONS, LONGEST, LONGEST_LINE, LONGEST_TEXT = 30, 200, 2_000, 1000
SKIPS = {"跳过", "skip", "-", "无", "none"}

MARKED = re.compile(r"[\[【（(]\s*([^\]】）)]{1,8}?)\s*[\]】）)]")
LETTERED = re.compile(r"^(?:\d{1,2})\s*[.．、)）:：]?\s+|^(?:\d{1,2})\s*[.．、)）:：]\s*")
APART = re.compile(option_list.STRONG)

NOT_A_POINT = Phrase(zh="请回 {first} 到 {last} 的一个数。", en="Please answer with a number from {first} to {last}.")
NOT_AN_OPTION = Phrase(zh="请回字母 A–{last}。", en="Please answer with a letter, A–{last}.")
NOT_OPTIONS = Phrase(
    zh="请回字母，可以几个一起，如 {example}。", en="Please answer with letters, several at once, like {example}."
)
TEXT_TOO_LONG = Phrase(zh="最多{most}个字，这里有{length}个。", en="At most {most:character|characters}; this has {length}.")
TOO_MANY = Phrase(zh="一张问卷最多{most}题。", en="A form has at most {most:question|questions}.")
LINE_TOO_LONG = Phrase(
    zh="一题连选项最多{most}个字。", en="A question with its options has at most {most:character|characters}."
)
QUESTION_TOO_LONG = Phrase(zh="一题最多{most}个字。", en="A question has at most {most:character|characters}.")
FEW_OPTIONS = Phrase(zh="“{words}”至少要两个选项，用 / 隔开。", en="“{words}” needs two options at least, with / between them.")
NO_SUCH_KIND = Phrase(
    zh="不认得题型“{kind}”，可以用 [1-5] [NPS] [0-10] [单选] [多选] [文字]。",
    en="There is no kind “{kind}”; there are [1-5] [NPS] [0-10] [single] [multi] [text].",
)


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    """One question in both languages; a form of one's own says the same in both. Everybody is asked every question: which comes
    next must not tell what was chosen before."""

    kind: Kind
    zh: str
    en: str
    options: tuple[tuple[str, str], ...] = ()
    topic: str = ""
    """What a ready-made form asks it about, where it asks the same of several: a tag of the questions people learn by."""

    def words(self, language: str) -> str:
        return self.en if language == "en" else self.zh

    def option(self, place: int, language: str) -> str:
        return self.options[place][language == "en"]

    @property
    def choices(self) -> tuple[str, ...]:
        """Everything that can be counted for it: points, or places of options."""
        return POINTS.get(self.kind) or tuple(str(place) for place in range(len(self.options)))

    @property
    def stored(self) -> dict[str, Any]:
        return {"kind": self.kind, "zh": self.zh, "en": self.en, "options": self.options, "topic": self.topic}

    @classmethod
    def of(cls, stored: dict[str, Any]) -> SurveyQuestion:
        options = tuple((zh, en) for zh, en in stored["options"])
        return cls(stored["kind"], stored["zh"], stored["en"], options, stored.get("topic", ""))


def read(question: SurveyQuestion, words: str) -> Answer:
    """An answer from what was typed or pressed. Raises Refusal."""
    plain = unicodedata.normalize("NFKC", words).strip()
    match question.kind:
        case "text":
            if len(words) > LONGEST_TEXT:
                raise Refusal(TEXT_TOO_LONG(most=LONGEST_TEXT, length=len(words)))
            return "" if plain.casefold() in SKIPS else words.strip()
        case "single" | "multiple":
            return _places(question, plain)
    points = POINTS[question.kind]
    if plain not in points:
        raise Refusal(NOT_A_POINT(first=points[0], last=points[-1]))
    return [plain]


def _places(question: SurveyQuestion, plain: str) -> list[str]:
    letters = re.sub(r"[\s,，、]+", "", plain).upper()
    known = LETTERS[: len(question.options)]
    if not letters or any(letter not in known for letter in letters) or (question.kind == "single" and len(letters) > 1):
        raise Refusal(NOT_AN_OPTION(last=known[-1]) if question.kind == "single" else NOT_OPTIONS(example=known[0] + known[-1]))
    return [str(place) for place in sorted({known.index(letter) for letter in letters})]


# ── forms of one's own ───────────────────────────────────────────────────────────────────────────────────────────────


def own(lines: list[str]) -> list[SurveyQuestion]:
    """Questions from lines like 你会推荐给同事吗 [NPS], 想再学什么 [多选] 谈判/CRM. Raises Refusal naming the line that is wrong."""
    if len(lines) > MOST_QUESTIONS:
        raise Refusal(TOO_MANY(most=MOST_QUESTIONS))
    return [_own(LETTERED.sub("", line.strip())) for line in lines]


def _own(line: str) -> SurveyQuestion:
    """Without a mark a line with options is 单选, one without is 1–5."""
    if len(line) > LONGEST_LINE:
        raise Refusal(LINE_TOO_LONG(most=LONGEST_LINE))
    marked = [found for found in MARKED.finditer(line) if _kind(found[1]) or found[0][0] in "[【"]
    if not marked:
        words, options = _with_options(line)
        return _made("single" if options else "scale", words, options)
    mark = next(
        (found for found in marked if _kind(found[1]) in ("single", "multiple")), marked[-1]
    )  # behind it [A] is an option's
    kind = _kind(mark[1])
    if kind is None:
        raise Refusal(NO_SUCH_KIND(kind=mark[1]))
    return _made(kind, line[: mark.start()].strip(), option_list.options(line[mark.end() :].strip()))


def _kind(word: str) -> Kind | None:
    return KINDS.get(unicodedata.normalize("NFKC", word).strip().casefold().replace("–", "-"))


def _with_options(line: str) -> tuple[str, list[str]]:
    words, mark, rest = line.partition("？" if "？" in line else "：" if "：" in line else "?")
    options = _listed(rest)
    return (f"{words}{mark}".strip("：") if options else line, options)


def _listed(words: str) -> list[str]:
    """The options behind a question without a mark: only where a sign says that they are some."""
    return option_list.options(words.strip()) if APART.search(words) else []


def _made(kind: Kind, words: str, options: list[str]) -> SurveyQuestion:
    if not words or len(words) > LONGEST:
        raise Refusal(QUESTION_TOO_LONG(most=LONGEST))
    if kind in ("single", "multiple") and not 2 <= len(options) <= len(LETTERS):
        raise Refusal(FEW_OPTIONS(words=words[:20]))
    kept = tuple((option, option) for option in options) if kind in ("single", "multiple") else ()
    return SurveyQuestion(kind, words, words, kept)
