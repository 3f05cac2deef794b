"""The lines at the end of a text bank that hold its answers, taken one by one."""

from __future__ import annotations

import re

from handlers.quiz.bank.questions import QuestionKind
from handlers.quiz.bank.reading import answer_key, bank_lines
from handlers.quiz.bank.reading.answer_key import KeyEntry
from handlers.quiz.bank.reading.line_shapes import Shape, Shaped
from handlers.quiz.bank.reading.outcome import QuestionSink


class KeyLines:
    """Gathers the entries of a key under its heads; what does not fit its numbers is a fault."""

    def __init__(self, sink: QuestionSink) -> None:
        self.sink = sink
        self.entries: list[KeyEntry] = []
        self.kind: QuestionKind | str | None = None
        self.section = 0

    def take(self, one: Shaped) -> bool:
        """Whether a line belongs to the key, which it is then taken into."""
        text = one.line.text
        if one.shape == Shape.SECTION:
            assert isinstance(one.holds, tuple)
            self._begin_section(one.holds[0])
            after = re.search(r"[:：]\s*(\S.*)$", text)
            if not (after and self._add_entries(after[1], one.line.number)):
                rest = re.sub(r"^.*?题\s*(?:答案)?\s*[:：]?\s*", "", text, count=1)
                self._add_entries(rest, one.line.number)
            return True
        if one.shape == Shape.FIELD and self.entries:
            return self._take_fields(one)
        if one.shape == Shape.KEY:
            return True
        if one.shape == Shape.NUMBER and one.asks and not one.is_bare_letters:
            return False
        if bank_lines.chinese_number(text) is not None:
            self._begin_section(None)
            text = re.sub(r"^\s*[（(]?[一二三四五六七八九十]+[）)、.．]\s*", "", text)
            return self._add_entries(text, one.line.number) or True
        return self._add_entries(text, one.line.number)

    def _begin_section(self, kind: QuestionKind | str | None) -> None:
        self.kind, self.section = kind, self.section + 1

    def _add_entries(self, text: str, number: int) -> bool:
        found, wrong = answer_key.entries(text, number)
        for entry in found:
            entry.kind, entry.section = self.kind, self.section
            self._label_entry(entry)
        self.entries += found
        for reason in wrong:
            self.sink.fault(reason, number, source=(text,))
        return bool(found or wrong)

    @staticmethod
    def _label_entry(entry: KeyEntry) -> None:
        """An entry that labels its own answer (1.【答案】B【解析】…)."""
        for field in bank_lines.fields(entry.answer):
            if field.name == "answer":
                entry.answer = field.words
            elif field.name == "explanation":
                entry.explanation = field.words
        if (place := bank_lines.label_inside(entry.answer)) is not None:
            said, rest = entry.answer[:place].strip(), bank_lines.fields(entry.answer[place:].strip())
            entry.answer = said
            entry.explanation = "\n".join(field.words for field in rest if field.name == "explanation")

    def _take_fields(self, one: Shaped) -> bool:
        assert isinstance(one.holds, list)
        for field in one.holds:
            if field.name == "explanation":
                self.entries[-1].explanation = "\n".join(filter(None, (self.entries[-1].explanation, field.words)))
            elif field.name == "answer":
                self.entries[-1].answer = self.entries[-1].answer or field.words
        return True
