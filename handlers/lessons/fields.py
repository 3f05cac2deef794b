"""The fields of a lesson: what they are called in heads and before colons, and how the words of each are read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from string import ascii_lowercase
from urllib.parse import urlsplit

from bot.phrases import Phrase, Refusal
from handlers.lessons.draft import LessonDraft, asked

FIELDS = {
    "标题": "title",
    "题目": "title",
    "技能": "skill",
    "技巧": "skill",
    "案例": "case",
    "正文": "body",
    "内容": "body",
    "材料": "link",
    "分钟": "minutes",
    "时长": "minutes",
    "必修": "required",
    "标签": "tags",
    "作者": "author",
    "课程": "course",
    "应用": "apply",
    "开始": "starts",
    "问题": "question",
    "选项": "options",
    "答案": "answer",
}
"""Heads in Chinese; in English each is what the field is called."""
NAMES = {**FIELDS, **{name: name for name in FIELDS.values()}}
OPTION = re.compile(r"(?:选项|option[_ ]?)([a-z])", re.IGNORECASE)
REQUIRED = {"是", "必修", "yes", "required", "true", "1", "√", ""}
ELECTIVE = {"否", "选修", "no", "elective", "false", "0", "×"}
YES = {"是", "要", "yes", "true", "1", "√"}
NO = {"否", "不要", "no", "false", "0", "×", ""}

NOT_A_NUMBER = Phrase(zh="分钟“{word}”不是1到60的整数", en="minutes “{word}” is no whole number from 1 to 60")
NOT_YES_NO = Phrase(zh="应用“{word}”看不懂，写是或否", en="apply “{word}” is neither yes nor no")
NOT_A_LINK = Phrase(
    zh="材料“{word}”不是网址，写全，例如 https://example.com/video",
    en="link “{word}” is no web address; write all of it, such as https://example.com/video",
)
NOT_A_START = Phrase(zh="开始“{word}”看不懂，写日期或“入营”", en="starts “{word}” is neither a date nor “joining”")


def name(head: str) -> str:
    """What a folded head means, or ""."""
    if option := OPTION.fullmatch(head):
        return f"option_{option[1]}"
    return NAMES.get(head, "")


def draft(given: Mapping[str, str]) -> LessonDraft:
    """A lesson as its fields say it. Raises Refusal for a field that cannot be read."""
    required, required_tags = _required(given.get("required", ""))
    answer = unicodedata.normalize("NFKC", given.get("answer", "")).strip().upper()
    return LessonDraft(
        title=_line(given.get("title", "")),
        skill=given.get("skill", ""),
        case=given.get("case", ""),
        body="\n\n".join(filter(None, (given.get("body", ""), *map(_linked, _listed(given.get("link", "")))))),
        minutes=_minutes(given.get("minutes", "")),
        required=required,
        required_tags=required_tags,
        tags=_listed(given.get("tags", "")),
        author=_line(given.get("author", "")),
        apply=_yes(given.get("apply", "")),
        question=asked(given.get("question", "").strip(), _options(given), answer),
        course=_line(given.get("course", "")),
    )


def _line(words: str) -> str:
    """Words that stand in one line."""
    return " ".join(filter(None, map(str.strip, words.split("\n"))))


def _options(given: Mapping[str, str]) -> list[str]:
    """The options in the order of their letters, up to the last one that is given."""
    options = [_line(given.get(f"option_{letter}", "")) for letter in ascii_lowercase]
    while options and not options[-1]:
        options.pop()
    return options


def _minutes(word: str) -> int:
    """6, 6分钟 or 6 min; 0 where nothing is said."""
    plain = unicodedata.normalize("NFKC", word).strip()
    if not plain:
        return 0
    found = re.fullmatch(r"(\d{1,2})(?:\.0)?\s*(?:分钟?|min(?:utes)?)?", plain)
    if not found or not 1 <= int(found[1]) <= 60:
        raise Refusal(NOT_A_NUMBER(word=word[:10]))
    return int(found[1])


def _required(word: str) -> tuple[str, tuple[str, ...]]:
    folded = unicodedata.normalize("NFKC", word).strip().casefold()
    if folded in REQUIRED:
        return "yes", ()
    if folded in ELECTIVE:
        return "no", ()
    return "tags", _listed(word)


def _yes(word: str) -> bool:
    folded = unicodedata.normalize("NFKC", word).strip().casefold()
    if folded not in YES | NO:
        raise Refusal(NOT_YES_NO(word=word[:10]))
    return folded in YES


def _linked(address: str) -> str:
    """A line of the body that opens material kept elsewhere, called by its host. Raises Refusal."""
    try:
        split = urlsplit(address)
        host = split.hostname if split.scheme in ("https", "http") else None
    except ValueError:
        host = None
    if not host or re.search(r"[\s<>]", address):
        raise Refusal(NOT_A_LINK(word=address[:40]))
    return f"🔗 [{host}](<{address}>)"


def _listed(words: str) -> tuple[str, ...]:
    pieces = map(_line, re.split(r"[;；]", words))
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


def start(word: str) -> str:
    """When a course begins: an ISO day or "joining". Raises Refusal."""
    if word.strip().casefold() in ("入营", "joining"):
        return "joining"
    try:
        return date.fromisoformat(word.strip()[:10].replace("/", "-")).isoformat()
    except ValueError:
        raise Refusal(NOT_A_START(word=word[:12])) from None
