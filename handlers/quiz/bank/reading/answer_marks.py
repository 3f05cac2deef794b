"""Words that stand out in a Word file, and whether the file says that they are the answers (红色为正确答案)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.documents.text_line import TextLine, TextMark
from bot.phrases import Phrase

LEGEND_LIMIT = 80
"""Characters of a line that says what a mark means."""
MARK_NAMES: dict[TextMark, Phrase] = {
    TextMark.RED: Phrase(zh="标红", en="red"),
    TextMark.BOLD: Phrase(zh="加粗", en="bold"),
    TextMark.UNDERLINED: Phrase(zh="带下划线", en="underlined"),
    TextMark.HIGHLIGHTED: Phrase(zh="高亮", en="highlighted"),
    TextMark.STRUCK: Phrase(zh="带删除线", en="struck-through"),
}
_LEGEND = {
    TextMark.RED: r"红色|标红|红字|红体|\bred\b",
    TextMark.BOLD: r"加粗|粗体|黑体|\bbold\b",
    TextMark.UNDERLINED: r"下划线|划线|\bunderlined?\b",
    TextMark.HIGHLIGHTED: r"高亮|标黄|黄色|底色|\bhighlight",
}
_SAYS_ANSWER = re.compile(
    r"(?:为|是|即|表示|代表|are|is|=)\s*(?:the\s+)?(?:正确|标准|参考|本题|correct|right)?\s*(?:的)?\s*(?:答案|选项|answers?|options?)|答案(?:用|以|为|是|已|均)"
)


def that_answer(lines: Sequence[TextLine]) -> frozenset[TextMark]:
    """The marks a line of the file says are the answers (红色为正确答案)."""
    said = [line.text for line in lines if _SAYS_ANSWER.search(line.text) and len(line.text) <= LEGEND_LIMIT]
    return frozenset(mark for mark, words in _LEGEND.items() if any(re.search(words, text, re.IGNORECASE) for text in said))


def marks_of(line: TextLine) -> frozenset[TextMark]:
    """The marks that most of a line's words have."""
    length = max(1, len(line.text.strip()) - 2)
    counted: Counter[TextMark] = Counter()
    for first, end, mark in line.marks:
        counted[mark] += end - first
    return frozenset(mark for mark, covered in counted.items() if covered * 2 >= length)


def is_legend(text: str) -> bool:
    return _SAYS_ANSWER.search(text) is not None and any(re.search(words, text) for words in _LEGEND.values())
