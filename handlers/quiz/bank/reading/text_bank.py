"""Chinese question banks as plain lines to questions: numbers or none, heads as kinds, answers on their line, in the stem or at the end.

One reader for .txt files, for text pasted into the chat and for Word files. What it cannot place is named by its line.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.documents.text_line import TextLine, TextMark
from bot.phrases import Refusal
from handlers.quiz.bank import normalise
from handlers.quiz.bank.questions import WHOLE, WHOLE_LIMIT, QuestionKind, fits
from handlers.quiz.bank.reading import answer_key, answer_marks, bank_lines, faults, lettering, line_shapes, marked_options
from handlers.quiz.bank.reading.bank_lines import Field, Numbered
from handlers.quiz.bank.reading.difficulty import difficulty_of, is_nothing
from handlers.quiz.bank.reading.draft import Draft, option_of, question, unsigned
from handlers.quiz.bank.reading.key_lines import KeyLines
from handlers.quiz.bank.reading.line_shapes import Shape, Shaped
from handlers.quiz.bank.reading.outcome import QuestionSink
from handlers.quiz.bank.reading.stem import answer_in

SHOWN_WORDS = 40
"""Characters shown of a line that was not used."""


def looks_right(text: str) -> bool:
    """Whether a text has a line that could only be a question's."""
    return any(map(line_shapes.is_sign, marked_options.lettered(bank_lines.from_text(text[: 4 * WHOLE_LIMIT]))))


def read(lines: Sequence[TextLine]) -> QuestionSink:
    """Every question of the lines."""
    lines = marked_options.lettered(lines)
    reader = _LineReader(answer_marks.that_answer(lines))
    for one in line_shapes.with_outlook([line_shapes.shaped(line) for line in lines]):
        reader.take(one)
    return reader.finished()


class _LineReader:
    """Takes line after line; a question ends where the next begins, and is read when the answers at the end are known."""

    def __init__(self, right: frozenset[TextMark]) -> None:
        self.right = right
        self.sink = QuestionSink()
        self.drafts: list[Draft] = []
        self.draft: Draft | None = None
        self.section = 0
        self.kind: QuestionKind | str | None = None
        self.key = KeyLines(self.sink)
        self.unanswered: list[Draft] = []
        self.in_key = False
        self.form = ""
        self.gap = False

    def take(self, one: Shaped) -> None:
        if one.shape == Shape.NOTHING:
            self.gap = True
            return
        if not (self.in_key and self.key.take(one)):
            self._take(one)
        self.gap = False

    def _take(self, one: Shaped) -> None:
        self.in_key = False
        text = one.line.text
        match one.shape:
            case Shape.KEY if self._opens_key(one.next):
                self._end()
                self.in_key = True
            case Shape.SECTION:
                self._begin_section(one)
            case Shape.KEY | Shape.FIELD:
                self._take_fields(one)
            case Shape.OPTION if self._takes_option(one):
                self._take_option(one)
            case Shape.NUMBER if self._begins(one):
                self._begin(one, one.holds)
            case _ if answer_key.is_range(text) and self._lacking():
                self._end()
                self.in_key = True
                self.key.take(one)
            case _:
                self._take_words(one)

    # sections and keys

    def _begin_section(self, one: Shaped) -> None:
        assert isinstance(one.holds, tuple)
        self._end()
        self.section += 1
        self.kind, self.form = one.holds[0], ""

    def _lacking(self) -> list[Draft]:
        """The questions whose answers are still to come."""
        return [*self.unanswered, *([self.draft] if self.draft and not self.draft.answered else [])]

    def _opens_key(self, following: Shaped | None) -> bool:
        """Whether answers of several questions, or of this one by its number, come after a line that only says 答案."""
        lacking = self._lacking()
        if not lacking or following is None:
            return False
        if following.shape == Shape.NUMBER and following.asks and not following.is_bare_letters:
            return False
        words = following.line.text
        found, wrong = answer_key.entries(words, 0)
        if len(lacking) == 1 and lacking[0] is self.draft and found and found[0].number != self.draft.number:
            return False
        return bool(found or wrong or following.shape == Shape.SECTION or bank_lines.chinese_number(words))

    # questions

    def _begins(self, one: Shaped) -> bool:
        """Whether a numbered line begins a question, and is no item of a stem, an answer or an explanation."""
        found, draft = one.holds, self.draft
        assert isinstance(found, Numbered)
        if draft is None or found.number is None or found.kind is not None or found.form == "ordinal":
            return True
        told = one.asks or self._tells(found.words)
        follows = draft.number is not None and found.number == draft.number + 1
        if self.form and found.form != self.form:
            return told and draft.answered and bool(draft.options or draft.answer) and not follows and self.gap
        if draft.open in ("explanation", "answer"):
            judged = draft.open == "answer" and (bool(draft.options) or normalise.truth(draft.answer or "") is not None)
            return told or (follows and (self.gap or judged))
        return told or follows or found.number == 1 or bool(draft.options)

    @staticmethod
    def _tells(words: str) -> bool:
        """Whether words have what only a question has: options, an answer, a blank."""
        inside = lettering.begins(words) is not None or bank_lines.label_inside(words) is not None
        return inside or normalise.blanks(words) > 0 or answer_in(words) is not None

    def _begin(self, one: Shaped, found: object) -> None:
        assert isinstance(found, Numbered)
        self._end()
        self.form = self.form or (found.form if found.number is not None else "")
        self._start(one, found.number, found.kind or self.kind, found.words)

    def _start(self, one: Shaped, number: int | None, kind: QuestionKind | str | None, words: str) -> None:
        self.draft = Draft(one.line.number, number, self.section, kind)
        self.draft.source.append(one.line.text)
        self._add_stem(words)

    def _add_stem(self, words: str) -> None:
        """Words of a stem; an answer on the same line is taken out of them."""
        assert self.draft is not None
        place = bank_lines.label_inside(words)
        labelled = bank_lines.fields(words[place:].lstrip()) if place is not None else []
        self.draft.stem.append(words[:place] if labelled else words)
        for field in labelled:
            self._take_field(field)
        if not labelled:
            self.draft.open = "stem"

    def _end(self) -> None:
        if self.draft is not None:
            self.drafts.append(self.draft)
            self.unanswered += [] if self.draft.answered else [self.draft]
        self.draft = None

    # options

    def _takes_option(self, one: Shaped) -> bool:
        draft, letter = self.draft, one.holds
        if draft is None or (draft.open in ("explanation",) and not (letter == "A" and not draft.options)):
            return False
        return not (letter == "A" and draft.options) or not one.line.text.strip()[1:2].isspace()

    def _take_option(self, one: Shaped, *, loose: bool = False) -> None:
        """The options of a line; where the next line goes on with a letter of it, that one was no mark but a word."""
        draft = self.draft
        assert draft is not None
        draft.source.append(one.line.text)
        text, right = unsigned(one.line.text)
        letter = bank_lines.option_letter(text, loose=loose) or ""
        if letter == "A" and draft.options:
            return self._begin_without_number(one)
        marks = answer_marks.marks_of(one.line)
        for place, (own, words) in enumerate(lettering.options_in(text, letter, loose=loose)):
            known = next((option for option in draft.options if option.letter == own), None)
            draft.options.append(option_of(own, words, marks, right=right and not place))
            if known is not None and not place:
                self._take_back(own)
        draft.open = "option"

    def _take_back(self, letter: str) -> None:
        """A letter that begins a line of its own after it stood in the option before: there it was a word."""
        assert self.draft is not None
        *others, new = self.draft.options
        first = next(place for place, option in enumerate(others) if option.letter == letter)
        if first:
            tail = "".join(f"{option.letter}、{option.words}" for option in others[first:])
            others[first - 1].words += tail
            self.draft.options = [*others[:first], new]

    def _begin_without_number(self, one: Shaped) -> None:
        """A second option A without a stem before it: named, and its options kept apart from the question before."""
        assert self.draft is not None
        self.draft.source.pop()
        self._end()
        self._start(one, None, self.kind, "")
        self._take_option(one)

    # fields and words

    def _take_fields(self, one: Shaped) -> None:
        fields = one.holds if isinstance(one.holds, list) else [Field("answer", "")]
        if (fields[0].name == "stem" and (self.draft is None or "".join(self.draft.stem).strip())) or (
            fields[0].name == "kind" and (self.draft is None or self.draft.answered)
        ):
            self._end()
            self._start(one, None, self.kind, "")
        elif self.draft is None:
            return self._stray(one)
        else:
            self.draft.source.append(one.line.text)
        for field in fields:
            self._take_field(field)

    def _take_field(self, field: Field) -> None:
        draft = self.draft
        assert draft is not None
        match field.name:
            case "answer" | "reply":
                draft.answer = "\n".join(filter(None, (draft.answer, field.words)))
                draft.open = "answer"
                if field.name == "reply" and draft.kind is None and not draft.options:
                    draft.kind = QuestionKind.SHORT if not normalise.blanks("\n".join(draft.stem)) else None
            case "explanation":
                draft.explanation.append(field.words)
                draft.open = "explanation"
            case "difficulty":
                draft.difficulty = field.words
                if difficulty_of(field.words) is None and not is_nothing(field.words):
                    self.sink.note(faults.NOT_A_DIFFICULTY(difficulty=field.words[:20]), draft.line)
            case "tags":
                draft.tags = ";".join(filter(None, (draft.tags, field.words)))
            case "stem":
                draft.stem.append(field.words)
                draft.open = "stem"
            case "kind":
                draft.kind = (bank_lines.section(field.words) or (field.words, ""))[0]

    def _take_words(self, one: Shaped) -> None:
        """Words without a label: a stem, or more of what stood before them."""
        draft, text = self.draft, one.line.text
        if draft is not None and self._goes_on_with_options(text):
            return self._take_option(one, loose=True)
        if self._begins_unnumbered(one):
            self._end()
            return self._start(one, None, self.kind, text)
        if draft is None or (self.gap and draft.open != "stem" and not one.asks and self._is_complete(draft)):
            return self._stray(one)
        draft.source.append(text)
        match draft.open:
            case "option":
                draft.options[-1].words += f"\n{text.strip()}"
            case "explanation":
                draft.explanation.append(text)
            case "answer" if not draft.answer:
                draft.answer = text.strip()
            case "answer" if not draft.options and normalise.truth(draft.answer or "") is None:
                draft.answer = f"{draft.answer}\n{text.strip()}"
            case "answer":
                self._stray(one)
            case _:
                self._add_stem(text)

    def _goes_on_with_options(self, text: str) -> bool:
        """Whether a line is the next option, its letter right before its words (A打折)."""
        assert self.draft is not None
        due = chr(ord("A") + len(self.draft.options))
        open_ = self.draft.open in ("stem", "option") and bool("".join(self.draft.stem).strip())
        return open_ and bank_lines.option_letter(text, loose=True) == due and not text.isascii()

    def _begins_unnumbered(self, one: Shaped) -> bool:
        """Whether words begin a question without a number: its options or answer follow, and the one before has its own."""
        if not one.asks:
            return False
        if self.draft is None:
            return True
        return self._is_complete(self.draft) and (self.gap or self.draft.open in ("answer", "option", "explanation"))

    @staticmethod
    def _is_complete(draft: Draft) -> bool:
        return bool(draft.answer) or len(draft.options) > 1 or draft.answered

    def _stray(self, one: Shaped) -> None:
        if not answer_marks.is_legend(one.line.text):
            self.sink.note(faults.STRAY_WORDS(words=one.line.text.strip()[:SHOWN_WORDS]), one.line.number)

    # the end

    def finished(self) -> QuestionSink:
        self._end()
        for entry, reason in answer_key.give(self.drafts, self.key.entries):
            self.sink.fault(reason, entry.line, source=(f"{entry.number}. {entry.answer}",))
        for draft in self.drafts:
            self._keep(draft)
        return self.sink

    def _keep(self, draft: Draft) -> None:
        source = ("\n".join(draft.source),)
        try:
            fits(WHOLE, source[0], WHOLE_LIMIT)
            if not draft.options and not draft.answer and not "".join(draft.stem).strip():
                return
            self.sink.keep(question(draft, self.right), draft.line, source=source)
        except Refusal as no:
            self.sink.fault(no.line, draft.line, source=source)
            self._note_marks(draft)

    def _note_marks(self, draft: Draft) -> None:
        """Where a question has no answer but some of its options stand out, that is said: it may be what they mean."""
        if draft.answered:
            return
        marks = [option.marks for option in draft.options]
        for mark, name in answer_marks.MARK_NAMES.items():
            if any(mark in one for one in marks) and not all(mark in one for one in marks):
                self.sink.note(faults.MARKED_WORDS(mark=name), draft.line)
