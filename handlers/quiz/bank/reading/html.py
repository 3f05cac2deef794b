"""HTML to the words in it."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

from bot.documents.script import script
from handlers.quiz.bank.normalise import clean
from handlers.quiz.bank.questions import WHOLE, WHOLE_LIMIT, fits

_LOOKS_LIKE_HTML = re.compile(
    r"</?(?:p|br|hr|b|i|u|s|strong|em|span|div|font|a|img|sub|sup|ul|ol|li|pre|code|h[1-6]|table|tbody|thead|tr|td|th|video|audio)"
    r"(?:\s[^<>]*)?/?>|&(?:[a-z]{2,8}|#\d{1,6}|#x[0-9a-f]{1,5});",
    re.IGNORECASE,
)
_BEGINS_WITH_A_BLOCK = re.compile(r"\s*<(p|div|span|pre|ul|ol|table|h[1-6])\b[^<>]*>.*</\1\s*>", re.IGNORECASE | re.DOTALL)
_DATA = re.compile(r"data:[\w/+.-]*;base64,[\w+/=\s]*")
_BLOCKS = frozenset(("p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr"))
_UNSEEN = frozenset(("script", "style", "head", "title"))
_SCRIPTS = frozenset(("sup", "sub"))
SCRIPTS_DEEP = 5
_ATTACHED = frozenset(("img", "audio", "video", "embed", "object", "iframe"))


def looks_like_html(text: str) -> bool:
    """Whether a text nobody called HTML has known tags or entities in it."""
    return _LOOKS_LIKE_HTML.search(text) is not None


def is_markup(text: str) -> bool:
    """Whether a text is HTML as a whole: it begins with a block that it closes."""
    return _BEGINS_WITH_A_BLOCK.match(text) is not None


def quoted(text: str) -> str:
    """HTML that `words` reads as this text, whatever is in it."""
    return f"<pre>{escape(text, quote=False)}</pre>"


def words(markup: str) -> tuple[str, bool]:
    """The words of an HTML fragment, a block a line, and whether it showed a picture, sound or film. Raises Refusal over 20,000."""
    bare = _DATA.sub("", markup).replace("<![", "<")  # a marked section Python's parser does not know stops it
    fits(WHOLE, bare, WHOLE_LIMIT)
    reader = _Words()
    reader.feed(bare)
    reader.close()
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(reader.said))
    return clean(re.sub(r"\n{2,}", "\n", text)), reader.attached


class _Words(HTMLParser):
    """Collects what a reader of the page would read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.attached = False
        self._unseen = self._kept = 0
        self._scripts: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attached |= tag in _ATTACHED
        self._unseen += tag in _UNSEEN
        self._kept += tag == "pre"
        if tag in _SCRIPTS and len(self._scripts) < SCRIPTS_DEEP:
            self._scripts.append((tag, self.said))
            self.said = []
        if tag == "br" or tag in _BLOCKS:
            self.said.append("\n")
        if tag == "td":
            self.said.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        self._kept = max(0, self._kept - (tag == "pre"))
        if self._scripts and tag == self._scripts[-1][0]:
            self._end_script()
        if tag in _BLOCKS:
            self.said.append("\n")

    def _end_script(self) -> None:
        """What stood in <sup> or <sub> as plain text."""
        tag, before = self._scripts.pop()
        before.append(script("".join(self.said).strip(), raised=tag == "sup"))
        self.said = before

    def close(self) -> None:
        super().close()
        while self._scripts:
            self._end_script()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.said.append(data if self._kept else re.sub(r"\s+", " ", data))
