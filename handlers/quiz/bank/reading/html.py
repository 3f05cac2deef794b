"""HTML to the words in it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from handlers.quiz.bank.normalise import clean
from handlers.quiz.bank.questions import WHOLE, WHOLE_LIMIT, fits

_LOOKS_LIKE_HTML = re.compile(
    r"</?(?:p|br|hr|b|i|u|s|strong|em|span|div|font|a|img|sub|sup|ul|ol|li|pre|code|h[1-6]|table|tbody|thead|tr|td|th|video|audio)"
    r"(?:\s[^<>]*)?/?>|&(?:[a-z]{2,8}|#\d{1,6}|#x[0-9a-f]{1,5});",
    re.IGNORECASE,
)
_DATA = re.compile(r"data:[\w/+.-]*;base64,[\w+/=\s]*")
_BLOCKS = frozenset(("p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr"))
_UNSEEN = frozenset(("script", "style", "head", "title"))
_ATTACHED = frozenset(("img", "audio", "video", "embed", "object", "iframe"))


def looks_like_html(text: str) -> bool:
    """Whether a text nobody called HTML has known tags or entities in it."""
    return _LOOKS_LIKE_HTML.search(text) is not None


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
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attached |= tag in _ATTACHED
        self._unseen += tag in _UNSEEN
        if tag == "br" or tag in _BLOCKS:
            self.said.append("\n")
        if tag == "td":
            self.said.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        if tag in _BLOCKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.said.append(re.sub(r"\s+", " ", data))
