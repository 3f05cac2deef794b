"""Word files and presentations to the fields of their lessons: a heading or a slide is a lesson, what stands under it its Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from bot.documents.headed_table import folded
from bot.documents.presentation import Slide, SlideLine
from bot.documents.text_line import TextLine, TextMark
from bot.documents.word import WordContent, WordTable
from bot.documents.word_headings import TITLE
from bot.phrases import Line, Phrase, Refusal
from handlers.lessons import markdown_file
from handlers.lessons.draft import LONGEST_TITLE
from handlers.lessons.fields import NAMES, name
from handlers.lessons.markdown_file import SECTIONS, RawLesson

NO_HEADINGS = Phrase(
    zh="这份 Word 里没有“标题”样式的段落，分不出每一节课。请把每节课的题目设成“标题 1”，再发给我。",
    en="No paragraph of this Word file has a heading style, so lessons cannot be told apart. Make each title a “Heading 1” and resend.",
)
NOT_UNDER_A_TITLE = Phrase(zh="在第一个标题之前，没有用到：“{words}”", en="before the first heading, not used: “{words}”")
NO_PICTURES = Phrase(
    zh="图片、图表和附件没有导入；导入后私聊发给我，配上“微课 编号”",
    en="pictures, charts and attachments were left out; send them in private afterwards, with “lesson” and the number",
)
HIDDEN_WORDS = Phrase(zh="隐藏的文字没有读", en="hidden words were not read")
HIDDEN_SLIDE = Phrase(zh="是隐藏的幻灯片，没有读", en="is a hidden slide and was not read")
NOTHING_ON_IT = Phrase(zh="没有文字，没有导入", en="has no words and was left out")
ONLY_A_TITLE = Phrase(zh="只有标题“{title}”，没有导入", en="has only the title “{title}” and was left out")
UNTITLED = Phrase(zh="没有标题，用了第一行字", en="has no title; its first line was taken")
SHOWN_WORDS = 40
"""Characters shown of a line that was not used."""
DEEPEST = 6
"""Levels of headings in Markdown."""

_SIGNS = re.compile(r"[\\`*]|(?<![^\W_])_|_(?![^\W_])|~~|!?\[(?=[^\]\n]*\]\()")
_BEGINS = re.compile(r"(?:#{1,6}(?=\s|$)|>|[-+](?=\s|$)|={2,}\s*$|-{2,}\s*$|~{3,})")
_ITEM = re.compile(r"(?:- |\d+[.)] )")
_NUMBER = re.compile(r"^(?:第?[一二三四五六七八九十\d]+[、.．章节)）]|[（(][一二三四五六七八九十\d]+[)）])\s*")


@dataclass(slots=True)
class Found:
    """The lessons of a file, the course it names, and what is to be said of it, by line or slide."""

    lessons: list[RawLesson] = field(default_factory=list)
    course: str = ""
    notes: list[tuple[Line, int]] = field(default_factory=list)


# ── Word ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def has_headings(content: WordContent) -> bool:
    """Whether a Word file has a heading that may begin a lesson."""
    return any(map(_level, content.blocks))


def has_parts(content: WordContent) -> bool:
    """Whether one of its headings is named as the parts of a lesson are."""
    return any(_level(block) and _part(block) for block in content.blocks)


def from_word(content: WordContent) -> Found:
    """A lesson for each heading of the highest level; where there is only one, with nothing but headings under it, that one is the
    course and those below it the lessons. Raises Refusal where there are none."""
    found = Found(course=next((_words(one) for one in content.blocks if _heading(one) == TITLE and _words(one)), ""))
    blocks = [one for one in content.blocks if _heading(one) != TITLE]
    level, course = _lesson_level(blocks)
    found.course = course or found.course
    starts = [place for place, one in enumerate(blocks) if _level(one) == level and not _part(one)]
    common = _before(blocks[: starts[0]], found)
    for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True):
        lines = list(_markdown(blocks[start + 1 : end], level))
        found.lessons.append(markdown_file.lesson(_line(blocks[start]), _words(blocks[start]), lines, common))
    found.notes += [(NO_PICTURES(), line) for line in dict.fromkeys(content.pictures)]
    found.notes += [(HIDDEN_WORDS(), line) for line in dict.fromkeys(content.hidden)]
    return found


def _heading(block: TextLine | WordTable) -> int | None:
    return block.heading if isinstance(block, TextLine) else None


def _level(block: TextLine | WordTable) -> int:
    """The level of a heading with words; 0 for everything else."""
    return (_heading(block) or 0) if _words(block) else 0


def _words(block: TextLine | WordTable) -> str:
    return " ".join(block.text.split()) if isinstance(block, TextLine) else ""


def _line(block: TextLine | WordTable) -> int:
    return block.number if isinstance(block, TextLine) else block.line


def _part(block: TextLine | WordTable) -> str:
    """The part of a lesson a heading names: 技能, 二、案例, 正文：; "" for none."""
    said = _NUMBER.sub("", folded(_words(block))).rstrip(":： ")
    return said if name(said) in SECTIONS else ""


def _lesson_level(blocks: Sequence[TextLine | WordTable]) -> tuple[int, str]:
    """(the level of the headings that are lessons, the course a single heading above them names)."""
    levels = Counter(level for one in blocks if (level := _level(one)) and not _part(one))
    if not levels:
        raise Refusal(NO_HEADINGS)
    top, *deeper = sorted(levels)
    if levels[top] > 1 or not deeper or levels[deeper[0]] < 2:
        return top, ""
    place = next(place for place, one in enumerate(blocks) if _level(one) == top)
    following = next((one for one in blocks[place + 1 :] if isinstance(one, WordTable) or _words(one)), None)
    if following is None or _level(following) != deeper[0] or _part(following):
        return top, ""
    return deeper[0], _words(blocks[place])


def _before(blocks: Sequence[TextLine | WordTable], found: Found) -> dict[str, str]:
    """What the lines before the first lesson say for all of them (作者：何琳); what else they say is noted."""
    common: dict[str, str] = {}
    for block in blocks:
        said, colon, value = _words(block).replace("：", ":", 1).partition(":")
        known = NAMES.get(folded(said), "") if colon else ""
        if known and known not in SECTIONS:
            common[known] = value.strip()
        elif _words(block) and not _level(block):
            found.notes.append((NOT_UNDER_A_TITLE(words=_words(block)[:SHOWN_WORDS]), _line(block)))
    return common


def _markdown(blocks: Iterable[TextLine | WordTable], level: int) -> Iterator[str]:
    """The Markdown of what stands under a lesson's title: a blank line between paragraphs, none between the items of a list."""
    before = ""
    for block in blocks:
        if isinstance(block, WordTable):
            yield from ("", *_table([cells for _, cells in block.rows]), "")
            before = ""
            continue
        line = _paragraph(block, level)
        if line:
            yield from ([line] if _ITEM.match(before) and _ITEM.match(line) else ["", line])
            before = line


def _paragraph(line: TextLine, level: int) -> str:
    if _level(line):
        part = _part(line)
        return f"## {part}" if part else f"{'#' * min(line.heading - level + 1, DEEPEST)} {_plain(_words(line))}"  # type: ignore[operator]
    bold = [(first, past) for first, past, mark in line.marks if mark is TextMark.BOLD]
    words = _emphasised(line.text, bold).strip()
    return f"- {words}" if line.is_bullet and words else words


def _emphasised(text: str, bold: Sequence[tuple[int, int]]) -> str:
    """A line whose bold words are strong, where the signs for it can stand: between a letter and a space or a letter."""
    if not bold or (bold[0][0] == 0 and bold[-1][1] >= len(text.rstrip())):
        return _plain(text)
    said, done = "", 0
    for first, past in bold:
        words = text[first:past]
        is_one = words[:1].isalnum() and words[-1:].isalnum()
        said += _signs(text[done:first]) + (f"**{_signs(words)}**" if is_one else _signs(words))
        done = past
    said = (said + _signs(text[done:])).strip()
    return f"\\{said}" if _BEGINS.match(said) else said


def _plain(text: str) -> str:
    """Words that stay words in Markdown."""
    said = _signs(text.strip())
    return f"\\{said}" if _BEGINS.match(said) else said


def _signs(text: str) -> str:
    return _SIGNS.sub(lambda found: f"\\{found[0]}", text)


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as a table of Markdown, the first one its heads."""
    filled = [[" ".join(_signs(cell).split()).replace("|", r"\|") for cell in row] for row in rows if any(row)]
    if not filled:
        return []
    width = max(map(len, filled))
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in filled]
    return [lines[0], "|" + " --- |" * width, *lines[1:]]


# ── presentations ────────────────────────────────────────────────────────────────────────────────────────────────────


def from_slides(slides: Sequence[Slide]) -> Found:
    """A lesson for each section; where there are none, for each slide, slides of one title after each other being one."""
    found = Found()
    shown = list(_shown(slides, found))
    for section, group in groupby(shown, key=lambda slide: slide.section or slide.title.casefold()):
        together = list(group)
        first = together[0]
        title = first.section or first.title
        lines = [
            line for slide in together for line in _of_slide(slide, is_headed=bool(first.section and slide.title != section))
        ]
        found.lessons.append(markdown_file.lesson(first.number, title, lines, {}))
    return found


def _shown(slides: Sequence[Slide], found: Found) -> Iterator[Slide]:
    """The slides with something to learn; of the others it is said why they are left out."""
    for slide in slides:
        has_words = bool(slide.blocks or slide.notes)
        if slide.is_hidden:
            found.notes.append((HIDDEN_SLIDE(), slide.number))
            continue
        if slide.has_more:
            found.notes.append((NO_PICTURES(), slide.number))
        if slide.is_cover and slide.number == 1 and slide.title:
            found.course = slide.title
        elif not has_words and not slide.title:
            found.notes.append((NOTHING_ON_IT(), slide.number))
        elif not has_words and not slide.section:
            found.notes.append((ONLY_A_TITLE(title=slide.title[:LONGEST_TITLE]), slide.number))
        else:
            if not slide.title and not slide.section:
                _title(slide, found)
            yield slide


def _title(slide: Slide, found: Found) -> None:
    """Gives a slide without a title its first line for one."""
    lines = next((one for one in slide.blocks if isinstance(one[0], SlideLine)), None)
    if lines is None:
        slide.title = " ".join(slide.notes.split())[:LONGEST_TITLE]
    else:
        slide.title = " ".join(lines[0].text.split())
        if len(lines) > 1:
            del lines[0]
    found.notes.append((UNTITLED(), slide.number))


def _of_slide(slide: Slide, *, is_headed: bool) -> Iterator[str]:
    """The Markdown of a slide: what its notes say of the lesson first, its words, then what is to be told with it."""
    pairs, told = _pairs(slide.notes.split("\n"))
    yield from pairs
    if is_headed and slide.title:
        yield from ("", f"### {_plain(slide.title)}")
    for block in slide.blocks:
        yield ""
        if isinstance(block[0], SlideLine):
            yield from _lines(block)
        else:
            yield from _table(block)
    for line in told:
        if line.strip():
            yield from ("", _plain(line))


def _lines(lines: Sequence[SlideLine]) -> Iterator[str]:
    """A text box: several lines are a list, as slides show them."""
    if len(lines) == 1:
        yield from map(_plain, lines[0].text.split("\n"))
        return
    for line in lines:
        words = " ".join(_plain(one) for one in line.text.split("\n"))
        yield words if _ITEM.match(words) and not line.depth else f"{'  ' * line.depth}- {words}"


def _pairs(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """(the lines of notes that say a field of the lesson: 技能：…, the others)."""
    said = [(line, name(folded(line.replace("：", ":", 1).partition(":")[0]))) for line in lines]
    is_pair = [bool(field) and ":" in line.replace("：", ":") for line, field in said]
    return (
        [line for line, pair in zip(lines, is_pair, strict=True) if pair],
        [line for line, pair in zip(lines, is_pair, strict=True) if not pair],
    )
