"""Parts as Telegram messages: HTML, inline keyboards, captions, and long texts split where no mark, emoji or letter breaks.

Limits are the Bot API's: 4096 (in a caption 1024) UTF-16 units once the tags are gone, 8 buttons a row, 100 in all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from telegram.constants import CallbackQueryLimit, InlineKeyboardMarkupLimit, MessageLimit

from bot.parts import Button, Buttons, Choice, Choices, Facts, File, Mark, Mention, Part, Picture, Progress, Run, Text, plain

TAGS = {
    Mark.STRONG: ("<b>", "</b>"),
    Mark.SOFT: ("<i>", "</i>"),
    Mark.CODE: ("<code>", "</code>"),
    Mark.QUOTE: ("<blockquote>", "</blockquote>"),
    Mark.HIT: ("<u>", "</u>"),
}
BAR = 10
"""Cells of a share or progress bar."""
BARE = "👇"
"""What stands above buttons that come without a word: Telegram takes no message without text."""

GLUE = "\u00a0"
"""A space no line is broken at."""
UNBROKEN = 20
"""Characters of a figure that fit on one line of a phone, beside a short label."""

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One Telegram message: its words as HTML and without marks, the buttons under it, what it shows or carries, what that is in words, and
    whether it may be passed on."""

    html: str
    words: str
    rows: Rows = ()
    media: Picture | File | None = None
    alt: str = ""
    protected: bool = False

    def unmarked(self) -> Piece:
        """The same without any marks, for when Telegram cannot read them."""
        return replace(self, html=escape(self.words, quote=False))


@dataclass(frozen=True, slots=True)
class Span:
    """Words between an opening and a closing tag."""

    words: str
    before: str = ""
    after: str = ""


def render(parts: Sequence[Part]) -> list[Piece]:
    """The messages that say these parts, in order. Words go under the last picture or file where a caption holds them."""
    rows, rest = _keyboard(parts)
    spans = list(_spans([*parts, *rest]))
    media = [part for part in parts if isinstance(part, Picture | File)]
    words = "".join(span.words for span in spans)
    if media and units(words) <= MessageLimit.CAPTION_LENGTH:
        return [*(Piece("", "", media=each) for each in media[:-1]), Piece(_html(spans), words, rows, media[-1])]
    texts = [Piece(_html(cut), "".join(span.words for span in cut)) for cut in split(spans, MessageLimit.MAX_TEXT_LENGTH)]
    *first, last = [*(Piece("", "", media=each) for each in media), *texts] or [Piece(BARE, BARE)]
    return [*first, replace(last, rows=rows)]


def toast(parts: Iterable[Part]) -> str:
    """What a person sees after a press: 200 characters, no marks."""
    words = plain(parts)
    limit = CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
    return words if units(words) <= limit else words[: _whole(words, 0, limit - 1)] + "…"


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _spans(parts: Iterable[Part]) -> Iterator[Span]:
    """Text and mentions run on; everything else begins a line and ends it."""
    begun = block = False
    for part in parts:
        spans = list(_said(part))
        if not spans:
            continue
        was_block, block = block, not isinstance(part, Text | Mention)
        if begun and (block or (was_block and not spans[0].words.startswith("\n"))):
            yield Span("\n")
        begun = True
        yield from spans


def _said(part: Part) -> Iterator[Span]:
    match part:
        case Text(runs):
            yield from (_run(run) for run in runs if run.words)
        case Mention(name=name, account=account):
            yield from _mention(name, account)
        case Progress(words, done, total):
            yield Span(f"{words} {_bar(done, total)} {done}/{total}")
        case Choices(options):
            yield Span("\n".join(map(_option, options)))
        case Facts():
            yield from _facts(part)
        case Buttons() | Picture() | File():
            return


def _run(run: Run) -> Span:
    before, after = TAGS[run.mark] if run.mark else ("", "")
    if run.link:
        return Span(run.words, f'{before}<a href="{escape(run.link)}">', f"</a>{after}")
    return Span(run.words, before, after)


def _mention(name: str, account: str) -> Iterator[Span]:
    """A number is a user's id; a hidden admin has none, nor has who is not on Telegram."""
    if account.isdecimal():
        yield Span(name, f'<a href="tg://user?id={account}">', "</a>")
        yield Span(" ")
    else:
        yield Span(f"@{name} ")


def _facts(facts: Facts) -> Iterator[Span]:
    """A line a figure: its label set off, and the value not to be torn from it, nor in two where it is short."""
    strong = TAGS[Mark.STRONG]
    if facts.title:
        yield Span(facts.title, *strong)
    for number, row in enumerate(facts.rows):
        if number or facts.title:
            yield Span("\n")
        yield Span(f"{row.label}{facts.colon.strip()}", *strong)
        said = facts.said(row)
        yield Span(GLUE + (said.replace(" ", GLUE) if len(said) <= UNBROKEN else said))


def _option(option: Choice) -> str:
    sign = {True: " ✓", False: " ✗", None: ""}[option.right]
    share = f"\n{_bar(*option.share)} {option.share[0]}/{option.share[1]}" if option.share else ""
    return f"{option.label}. {option.words}{sign}{share}"


def _bar(done: int, total: int) -> str:
    full = round(BAR * done / total) if total > 0 else 0
    return "▰" * full + "▱" * (BAR - full)


def _html(spans: Iterable[Span]) -> str:
    return "".join(f"{span.before}{escape(span.words, quote=False)}{span.after}" for span in spans)


# ── buttons ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _keyboard(parts: Iterable[Part]) -> tuple[Rows, tuple[Part, ...]]:
    """The rows of one keyboard, and what did not fit on it, to be said in words."""
    width, most = InlineKeyboardMarkupLimit.BUTTONS_PER_ROW, InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
    rows: list[tuple[Button, ...]] = []
    rest: list[Button] = []
    room = int(most)
    for row in _rows(parts):
        fits, over = row[:room], row[room:]
        room -= len(fits)
        rows += [fits[at : at + width] for at in range(0, len(fits), width)]
        rest += over
    return tuple(rows), (Text.of("\n" + Buttons.column(*rest).plain()),) if rest else ()


def _rows(parts: Iterable[Part]) -> Iterator[tuple[Button, ...]]:
    for part in parts:
        match part:
            case Buttons(rows):
                yield from rows
            case Choices(options):
                yield tuple(Button(option.label, option.says) for option in options if option.says)


# ── splitting ────────────────────────────────────────────────────────────────────────────────────────────────────────


def units(words: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(words) + sum(letter > "\uffff" for letter in words)


def split(spans: Sequence[Span], limit: int) -> list[list[Span]]:
    """The spans in runs of at most `limit` units, each with something to see; tags close at a cut and open again after it."""
    words = "".join(span.words for span in spans)
    cuts = _cuts(words, limit)
    return [list(_between(spans, start, end)) for start, end in cuts if words[start:end].strip()]


def _cuts(words: str, limit: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(words):
        end = _whole(words, start, limit)
        if end < len(words):
            end = _after_break(words, start, end)
        yield start, end
        start = end


def _between(spans: Iterable[Span], start: int, end: int) -> Iterator[Span]:
    at = 0
    for span in spans:
        inside = span.words[max(0, start - at) : max(0, end - at)]
        if inside:
            yield replace(span, words=inside)
        at += len(span.words)


def _after_break(words: str, start: int, end: int) -> int:
    """Behind the last line end, else the last space, of the second half; where there is none, `end`."""
    half = start + (end - start) // 2
    for sign in "\n", " ":
        if (found := words.rfind(sign, half, end)) >= 0:
            return found + 1
    return end


def _whole(words: str, start: int, limit: int) -> int:
    """The last place within `limit` units of `start` that cuts no letter or emoji; a monster longer than that is cut."""
    end, room = start, limit
    while end < len(words) and room >= (size := units(words[end])):
        end, room = end + 1, room - size
    whole = end
    while start < whole < len(words) and not _is_boundary(words, whole):
        whole -= 1
    return whole if whole > start else end


def _is_boundary(words: str, at: int) -> bool:
    """Whether a letter or an emoji ends before `at`: what joins, colours or accents the one before belongs to it."""
    after, before = words[at], words[at - 1]
    if before == "\u200d" or after in "\u200d\ufe0e\ufe0f\u20e3" or unicodedata.category(after) in ("Mn", "Me", "Mc"):
        return False
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return False
    return not (_is_flag(after) and _flags_before(words, at) % 2)


def _is_flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def _flags_before(words: str, at: int) -> int:
    """How many halves of flags stand right before `at`: a flag is two."""
    begin = at
    while begin > 0 and _is_flag(words[begin - 1]):
        begin -= 1
    return at - begin
