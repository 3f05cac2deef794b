"""The several ways people write the same thing: full-width letters, 对/√/T, numbers, percent weights, blanks, 10² and 10^{2}."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

from bot.documents.script import script

TRUE_WORDS = frozenset(
    [
        "√",
        "✓",
        "✔",
        "☑",
        "✅",
        "🗹",
        "○",
        "◯",
        "〇",
        "v",
        "对",
        "对的",
        "正确",
        "是",
        "真",
        "t",
        "true",
        "y",
        "yes",
        "right",
        "correct",
        "1",
    ]
)
FALSE_WORDS = frozenset(
    [
        "×",
        "✗",
        "✘",
        "✕",
        "✖",
        "╳",
        "⨯",
        "☒",
        "❌",
        "❎",
        "🗙",
        "🗷",
        "x",
        "错",
        "错的",
        "错误",
        "不对",
        "不正确",
        "否",
        "假",
        "非",
        "f",
        "false",
        "n",
        "no",
        "wrong",
        "incorrect",
        "0",
    ]
)

_DROPPED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff]"
)
_UNCLEAN = re.compile(
    "_x000D_| \n|[\x00-\x09\x0b-\x1f\x7f-\xa0\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""What `clean` changes, so that it need not look for each of it in what is clean."""
_SPACES = re.compile(r"\s+")
_LINE_ENDS = re.compile(r"[ \t]+\n")
_PAIRS = r"[(（〔【][\s_＿]*[)）〕】]|(?<![A-Za-z0-9_)\]])(?:\[[\s_]*\]|\{[\s_]*\})"
_BLANK = re.compile(rf"{_PAIRS}|[_＿]{{2,}}|＿")
"""A blank as people write it: underscores, or brackets with nothing in them; `a[]`, `f()` and `{}` behind a word are code."""
_CALL = re.compile(r"(?<=[A-Za-z0-9_])\(\)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NUMBER = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,12})?|\.\d{1,12})(?:e[+-]?\d)?")
_TOLERANCE = re.compile(r"(.+?)(?:±|\+/?-)(.+)")
_RANGE = re.compile(r"(.+?)(?:\.\.\.?|~|～|至|到|(?<=\d)[-—–](?=[\d.]))(.+)")
_LETTER_GAPS = re.compile(r"[\s,、;/|&+.。:和及与\[\]()【】〔〕{}\"“”‘’'〈〉《》]+")
_DASHES = re.compile(r"[-‐-―~～]")
_SAID_BEFORE = re.compile(r"\s*(?:[【\[(]?(?:正确|标准|参考)?答案[】\])]?|正确选项|我?应?选项?)\s*[是为]?\s*[:：]?\s*")
"""What people say before the letters: 答案：B, 选B."""

_SCRIPT = re.compile(r"([\^_])(?:\{([^{}]{1,40})\}|([0-9]{1,4}|[+-][0-9]{1,4}))")
_KEPT = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅟"
"""Signs whose place or form is their meaning: NFKC would make 10² a 102 and 1½ a 11⁄2."""
_ANY_KEPT = re.compile(f"[{_KEPT}]")
_AWAY = {ord(sign): chr(0xE000 + place) for place, sign in enumerate(_KEPT)}
_BACK = {0xE000 + place: sign for place, sign in enumerate(_KEPT)}

_TRADITIONAL = str.maketrans(
    "題選項標籤難類問確單複對錯說數準參識點內別試編號備註簡連線詳層級圖幹斷釋據測驗評與綱應當擇敘陳誤較極適階進構檢該個",
    "题选项标签难类问确单复对错说数准参识点内别试编号备注简连线详层级图干断释据测验评与纲应当择叙陈误较极适阶进构检该个",
)


def clean(text: str) -> str:
    """The text without what nobody sees (controls, direction marks, spaces at line ends); line breaks become a newline."""
    if not _UNCLEAN.search(text):
        return text.strip()
    text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = _DROPPED.sub("", text.replace("\t", " ").replace("\xa0", " "))
    return _LINE_ENDS.sub("\n", text).strip()


def fold(text: str) -> str:
    """The text as two people would agree it is the same: width, case, runs of space, 10^2 and 10² do not matter; 10² is not 102."""
    return _SPACES.sub(" ", _narrow(text).casefold()).strip()


def _narrow(text: str) -> str:
    """NFKC, but for the signs it would rob of their meaning."""
    if text.isascii() and "^" not in text and "_" not in text:
        return text
    if "^" in text or "_" in text:
        text = _SCRIPT.sub(_scripted, text)
    if _ANY_KEPT.search(text):
        return unicodedata.normalize("NFKC", text.translate(_AWAY)).translate(_BACK)
    return unicodedata.normalize("NFKC", text)


def _scripted(found: re.Match[str]) -> str:
    """`^{2}`, `^2` or `_{2}` as one sign each, or as it stands; a bare `_2` may be a name's."""
    if found[1] == "_" and found[2] is None:
        return found[0]
    return script(found[2] or found[3], raised=found[1] == "^")


def simplified(text: str) -> str:
    """A head or the name of a kind in simplified characters; a sentence is left as its author wrote it."""
    return text.translate(_TRADITIONAL)


def stem_key(stem: str) -> str:
    """A stem for comparing: folded, without any space or closing punctuation, every blank alike."""
    blanked = _BLANK.sub("_", _SPACES.sub("", fold(stem)))
    return blanked.rstrip("。.!?:;,…") or blanked


def blanks(stem: str) -> int:
    """How many blanks a stem has, written as underscores or as brackets with nothing in them."""
    return len(_BLANK.findall(_CALL.sub("", stem)))


def in_blanks(stem: str, said: str) -> list[str]:
    """What was said in the blanks by who says the whole clause again (先____后____: 先倾听后提问); empty where they did not."""
    clauses = [clause for clause in re.split(r"[。;；，,？?!！\n]", _CALL.sub("", stem)) if _BLANK.search(clause)]
    around = [_SPACES.sub("", simplified(fold(part))) for part in _BLANK.split(clauses[0])] if len(clauses) == 1 else []
    if not any(around):
        return []
    said_again = re.fullmatch("(.+?)".join(map(re.escape, around)), _SPACES.sub("", simplified(fold(said))).rstrip("。.!"))
    return list(said_again.groups()) if said_again else []


def truth(said: str) -> bool | None:
    """True or false as people write it, or None."""
    word = simplified(without_label(fold(said)).strip("()[]【】〔〕{}\"“”'‘’ ").rstrip("。.!"))
    return True if word in TRUE_WORDS else False if word in FALSE_WORDS else None


def number(said: str) -> Decimal | None:
    """A number of at most 15 digits before the point: full-width, with thousands commas or a percent sign (85% is 0.85); or None."""
    text = _THOUSANDS.sub("", fold(said).replace("−", "-").replace(" ", ""))
    figure, percent = text.removesuffix("%"), text.endswith("%")
    if not _NUMBER.fullmatch(figure):
        return None
    return Decimal(figure) / 100 if percent else Decimal(figure)


def quantity(said: str) -> tuple[Decimal, Decimal] | None:
    """(value, tolerance) of a number, of one with a tolerance (3.14±0.01, 100±5%), or of a range (1..5, 1～5, 1-5); or None."""
    text = said.strip()
    value = number(text)
    if value is not None:
        return value, Decimal(0)
    if near := _TOLERANCE.fullmatch(text):
        value, tolerance = number(near[1]), number(near[2])
        if value is None or tolerance is None:
            return None
        return value, abs(value) * tolerance if fold(near[2]).endswith("%") else tolerance
    if between := _RANGE.fullmatch(text):
        low, high = number(between[1]), number(between[2])
        return None if low is None or high is None else ((low + high) / 2, abs(high - low) / 2)
    return None


def figures(value: Decimal) -> str:
    """A number as people write it: no exponent, no zeros at the end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def without_label(said: str) -> str:
    """An answer without what people write before it: 答案：, 【答案】, 选."""
    before = _SAID_BEFORE.match(said)
    return said[before.end() :] if before else said


def letters(said: str) -> str | None:
    """Option letters in the order given ("Ａ、c" is "AC", so are 【A】C, 答案：AC, A-B-C), or None where there is anything else.

    "A-D" might be two letters or four: None.
    """
    text = without_label(_narrow(said))
    dashed = _DASHES.split(text)
    text = _LETTER_GAPS.sub("", "".join(dashed)).upper()
    if not (text and text.isascii() and text.isalpha()):
        return None
    if len(dashed) == 2 and len(text) == 2 and ord(text[1]) - ord(text[0]) != 1:
        return None
    return text


def weight(percent: str) -> Fraction:
    """A percent weight as an exact share: what is a rounded twentieth or larger part ("33.333") becomes that part (1/3).

    Moodle writes 33.33333 and means a third; every weight it offers is a fraction with a denominator up to 20.
    Raises ValueError where it is no number or beyond ±100.
    """
    exact = Fraction(percent.strip().removesuffix("%")) / 100
    if abs(exact) > 1:
        raise ValueError(percent)
    near = exact.limit_denominator(20)
    return near if abs(near - exact) <= Fraction(1, 20000) else exact


def percent(share: Fraction) -> str:
    """A share as a percent with at most five decimals, read back by `weight`."""
    return figures(round(Decimal(share.numerator * 100) / share.denominator, 5))
