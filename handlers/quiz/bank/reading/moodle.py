"""Moodle XML to questions; a document type declaration is refused, so no entity can be a bomb.

Source: Moodle's XML format documentation and the files its exporter writes. Rows are lines of the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from string import ascii_uppercase
from xml.parsers import expat

from bot.documents import faults as file_faults
from bot.phrases import Refusal
from handlers.quiz.bank import normalise, questions, tags
from handlers.quiz.bank.normalise import clean
from handlers.quiz.bank.questions import (
    ONE,
    Amount,
    Body,
    FillIn,
    Matching,
    Multiple,
    Numeric,
    Option,
    Question,
    Short,
    Single,
    TrueFalse,
)
from handlers.quiz.bank.reading import faults
from handlers.quiz.bank.reading.html import looks_like_html, words
from handlers.quiz.bank.reading.outcome import QuestionSink

DEPTH_LIMIT, NODES_LIMIT = 40, 2000
"""How deep and how large one question may be."""
ATTACHMENTS = frozenset(("file", "image_base64"))
SOURCE_LIMIT = 4000
"""Characters of a question's text kept for the error table."""


@dataclass(slots=True)
class Node:
    """An element: where it begins, its attributes, the elements in it and the words directly in it."""

    tag: str
    line: int
    attributes: dict[str, str]
    inner: list[Node] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def all(self, tag: str) -> Iterator[Node]:
        return (node for node in self.inner if node.tag == tag)

    def first(self, tag: str) -> Node | None:
        return next(self.all(tag), None)

    @property
    def text(self) -> str:
        return "".join(self.said)


def looks_right(text: str) -> bool:
    """Whether a text is XML, of whatever kind."""
    return text.lstrip("\ufeff \r\n\t").startswith(("<?xml", "<quiz", "<!DOCTYPE quiz"))


def read(text: str) -> QuestionSink:
    """Every question of a Moodle XML text, up to where it stops being XML. Raises Refusal where it is another kind of XML."""
    reader = _Reader()
    try:
        reader.parser.Parse(text.lstrip("\ufeff \r\n\t"), True)
    except expat.ExpatError as error:
        reader.sink.fault(faults.SPOILT_XML(), error.lineno)
    return reader.sink


class _Reader:
    """Reads question by question, so that only one of them is ever a tree."""

    def __init__(self) -> None:
        self.sink = QuestionSink()
        self.category: tuple[str, ...] = ()
        self.open: list[Node] = []
        self.depth = self.nodes = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters

    def doctype(self, *_: object) -> None:
        raise Refusal(faults.ENTITIES)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth == 1 and tag != "quiz":
            raise Refusal(faults.NOT_MOODLE)
        self.nodes += bool(self.open)
        if self.depth > DEPTH_LIMIT or self.nodes > NODES_LIMIT:
            raise Refusal(file_faults.BROKEN)
        if not self.open and tag != "question":
            return
        node = Node(tag, self.parser.CurrentLineNumber, attributes)
        if self.open:
            self.open[-1].inner.append(node)
        self.open.append(node)

    def characters(self, said: str) -> None:
        if self.open and self.open[-1].tag not in ATTACHMENTS:
            self.open[-1].said.append(said)

    def end(self, tag: str) -> None:
        self.depth -= 1
        if not self.open:
            return
        node = self.open.pop()
        if self.open:
            return
        self.nodes = 0
        if node.attributes.get("type") == "category":
            self.category = tags.of_category(_text(node.first("category")))
        else:
            _read_question(node, self.category, self.sink)


def _read_question(node: Node, category: tuple[str, ...], sink: QuestionSink) -> None:
    source = ("\n".join(_as_text(node))[:SOURCE_LIMIT],)
    try:
        question, attached = _question(node, category)
        sink.keep(question, node.line, source=source)
    except Refusal as no:
        return sink.fault(no.line, node.line, source=source)
    if attached:
        sink.note(faults.PICTURE_LEFT(), node.line)


def _as_text(node: Node) -> Iterator[str]:
    """A question as a text bank writes it, for the table of faults: stem, options or pairs, and what is said to be right."""
    yield _said(node.first("questiontext"))
    answers = [(_said(answer), answer.attributes.get("fraction", "0")) for answer in node.all("answer")]
    right = [place for place, (_, fraction) in enumerate(answers) if fraction.strip() not in ("", "0") and fraction[:1] != "-"]
    if node.attributes.get("type") == "multichoice":
        yield from (f"{letter}. {said}" for letter, (said, _) in zip(ascii_uppercase, answers, strict=False))
        yield "答案：" + "".join(ascii_uppercase[place] for place in right if place < len(ascii_uppercase))
    elif answers:
        yield "答案：" + "|".join(answers[place][0] for place in right)
    yield from (f"{_said(pair)} => {_said(pair.first('answer'))}" for pair in node.all("subquestion"))


def _said(node: Node | None) -> str:
    """The words of an element, as they stand where they cannot be read."""
    if node is None:
        return ""
    try:
        return _text(node)
    except Refusal:
        return clean((node.first("text") or node).text)


def _question(node: Node, category: tuple[str, ...]) -> tuple[Question, bool]:
    stem, attached = _words(node.first("questiontext"))
    tagged = node.first("tags")
    named, difficulty = tags.sorted_out((*category, *(_plain(tag) for tag in (tagged.all("tag") if tagged else ()))))
    question = Question(stem, _body(node), _text(node.first("generalfeedback")), named, difficulty)
    return question, attached or _has_file(node)


def _has_file(node: Node) -> bool:
    return node.tag in ATTACHMENTS or any(_has_file(inner) for inner in node.inner)


def _words(node: Node | None, outer: str = "") -> tuple[str, bool]:
    """The words in an element's <text>, by its format or the format around it, and whether they showed a picture."""
    if node is None:
        return "", False
    holder = node.first("text") or node
    markup = node.attributes.get("format") or outer or "moodle_auto_format"
    if markup == "html" or (markup == "moodle_auto_format" and looks_like_html(holder.text)):
        return words(holder.text)
    return clean(holder.text), False


def _plain(node: Node) -> str:
    """The words of a tag, which is no text of any format: <A> is a name."""
    return clean((node.first("text") or node).text)


def _text(node: Node | None, outer: str = "") -> str:
    return _words(node, outer)[0]


def _body(node: Node) -> Body:
    kind = node.attributes.get("type", "")
    match kind:
        case "multichoice" if _said_no(node.first("single")):
            return Multiple(tuple(_options(node)))
        case "multichoice":
            return Single(tuple(_options(node)))
        case "truefalse":
            return _true_false(node)
        case "shortanswer":
            return FillIn(tuple(_options(node)))
        case "numerical":
            return Numeric(tuple(_amounts(node)))
        case "matching":
            return _matching(node)
        case "essay":
            return Short(_text(node.first("graderinfo")))
        case _:
            raise Refusal(faults.KIND_NOT_SUPPORTED(kind=kind))


def _said_no(node: Node | None) -> bool:
    return node is not None and node.text.strip().lower() in ("false", "0")


def _options(node: Node) -> Iterator[Option]:
    for answer in node.all("answer"):
        yield Option(_text(answer), _weight(answer), _text(answer.first("feedback")))


def _weight(answer: Node) -> Fraction:
    said = answer.attributes.get("fraction", "0")
    try:
        return normalise.weight(said)
    except ValueError:
        raise Refusal(faults.BAD_WEIGHT(weight=said[:10])) from None


def _true_false(node: Node) -> TrueFalse:
    feedback = {}
    truth = None
    for answer in node.all("answer"):
        side = normalise.truth(answer_text := _text(answer))
        if side is None:
            raise Refusal(faults.NOT_TRUE_FALSE(answer=answer_text[:20]))
        feedback[side] = _text(answer.first("feedback"))
        truth = side if _weight(answer) == ONE else truth
    if truth is None:
        raise Refusal(questions.NO_RIGHT)
    return TrueFalse(truth, feedback[truth], feedback.get(not truth, ""))


def _amounts(node: Node) -> Iterator[Amount]:
    """Numbers; Moodle's `*` for any wrong answer is left out."""
    for answer in node.all("answer"):
        if (said := _text(answer)) != "*":
            tolerance = _text(answer.first("tolerance")) or "0"
            yield Amount(_number(said), _number(tolerance), _weight(answer), _text(answer.first("feedback")))


def _number(said: str) -> Decimal:
    value = normalise.number(said)
    if value is None:
        raise Refusal(faults.NOT_A_NUMBER(answer=said[:20]) if said else questions.NO_ANSWER)
    return value


def _matching(node: Node) -> Matching:
    outer = "html" if any(pair.attributes.get("format") == "html" for pair in node.all("subquestion")) else ""
    return questions.paired([(_text(pair), _text(pair.first("answer"), outer)) for pair in node.all("subquestion")])
