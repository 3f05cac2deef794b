"""Markdown to message parts: the token stream of markdown-it, walked once. Raw HTML is shown as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.parts import Mark, Run, Text

if TYPE_CHECKING:
    from markdown_it.token import Token

INDENT = "　"
MARKS = {"strong_open": Mark.STRONG, "em_open": Mark.SOFT, "s_open": Mark.SOFT}
CLOSING = {"strong_close", "em_close", "s_close"}


def parts(words: str) -> tuple[Text, ...]:
    """The text as one part; none where there is nothing."""
    runs = _trimmed(_Walk().blocks(words))
    return (Text(tuple(runs)),) if runs else ()


class _Walk:
    """Where we are in the text: which lists are open, and whether inside a quotation."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.lists: list[int | None] = []
        self.quoted = self.headed = 0
        self.is_first_cell = True

    def blocks(self, words: str) -> list[Run]:
        from markdown_it import MarkdownIt

        parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
        for token in parser.parse(words):
            match token.type:
                case "bullet_list_open":
                    self.lists.append(None)
                case "ordered_list_open":
                    self.lists.append(int(token.attrGet("start") or 1))
                case "bullet_list_close" | "ordered_list_close":
                    self.lists.pop()
                    self._end("" if self.lists else "\n")
                case "list_item_open":
                    self._bullet()
                case "blockquote_open":
                    self.quoted += 1
                case "blockquote_close":
                    self.quoted -= 1
                case "heading_open":
                    self.headed = 1
                case "heading_close":
                    self.headed = 0
                    self._end("\n")
                case "paragraph_close":
                    self._end("\n" if self.lists else "\n\n")
                case "fence" | "code_block":
                    self._add(token.content.rstrip("\n"), Mark.CODE)
                    self._end("\n\n")
                case "th_open" | "td_open":
                    self._cell(is_head=token.type == "th_open")
                case "tr_close":
                    self.headed = 0
                    self._end("\n")
                case "tr_open":
                    self.is_first_cell = True
                case "table_close":
                    self._end("\n")
                case "hr":
                    self._add("———")
                    self._end("\n\n")
                case "inline":
                    self._inline(token.children or [])
        return self.runs

    def _bullet(self) -> None:
        number = self.lists[-1]
        if number is not None:
            self.lists[-1] = number + 1
        self._add(INDENT * (len(self.lists) - 1) + ("• " if number is None else f"{number}. "))

    def _cell(self, *, is_head: bool) -> None:
        """A cell of a table: a row is a line, its cells parted by a bar."""
        if not self.is_first_cell:
            self._add("｜")
        self.is_first_cell, self.headed = False, int(is_head)

    def _inline(self, tokens: list[Token]) -> None:
        mark: Mark | None = None
        link: str | None = None
        for token in tokens:
            kind, content = token.type, token.content
            if kind in MARKS:
                mark = MARKS[kind]
            elif kind in CLOSING:
                mark = None
            elif kind == "link_open":
                link = _address(token.attrGet("href"))
            elif kind == "link_close":
                link = None
            elif kind == "image":
                self._add(f"🖼 {content or '…'}", mark, _address(token.attrGet("src")))
            elif kind in ("softbreak", "hardbreak"):
                self._add("\n", mark)
            elif content:
                self._add(content, Mark.CODE if kind == "code_inline" else mark, link)

    def _add(self, words: str, mark: Mark | None = None, link: str | None = None) -> None:
        base = Mark.QUOTE if self.quoted else Mark.STRONG if self.headed else None
        self.runs.append(Run(words, mark or base, link))

    def _end(self, blank: str) -> None:
        if blank:
            self.runs.append(Run(blank))


def _address(link: object) -> str | None:
    """A link people can open; anything but http stays words."""
    return link if isinstance(link, str) and link.startswith(("https://", "http://")) else None


def _trimmed(runs: list[Run]) -> list[Run]:
    """Equal neighbours joined, nothing blank at the end."""
    joined: list[Run] = []
    for run in runs:
        if joined and (joined[-1].mark, joined[-1].link) == (run.mark, run.link):
            joined[-1] = Run(joined[-1].words + run.words, run.mark, run.link)
        else:
            joined.append(run)
    while joined and not joined[-1].words.strip():
        joined.pop()
    if joined:
        joined[-1] = Run(joined[-1].words.rstrip(), joined[-1].mark, joined[-1].link)
    return joined
