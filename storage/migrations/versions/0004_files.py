"""A question is its stem, kind and options: what tells questions apart is reckoned again for those that are there.

A program of before this release still finds what it saved itself; what it brings in meanwhile it may bring in twice.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0004_files"
down_revision = "0003_platforms"

AT_ONCE = 500

QUESTION = sa.table(
    "question",
    sa.column("id", sa.Integer),
    sa.column("camp_id", sa.Integer),
    sa.column("kind", sa.Text),
    sa.column("stem", sa.Text),
    sa.column("options", sa.JSON),
    sa.column("fingerprint", sa.Text),
)


def upgrade() -> None:
    """Where two questions of a camp now come to the same (blanks written [] and {}), the second keeps what it had."""
    on = op.get_bind()
    last, seen = 0, set()
    while rows := on.execute(
        sa.select(QUESTION.c.id, QUESTION.c.camp_id, QUESTION.c.kind, QUESTION.c.stem, QUESTION.c.options)
        .where(QUESTION.c.id > last)
        .order_by(QUESTION.c.id)
        .limit(AT_ONCE)
    ).all():
        new = []
        for row in rows:
            print_ = fingerprint(row.kind, row.stem, row.options)
            if (row.camp_id, print_) not in seen:
                seen.add((row.camp_id, print_))
                new.append({"of": row.id, "print": print_})
        on.execute(
            sa.update(QUESTION).where(QUESTION.c.id == sa.bindparam("of")).values(fingerprint=sa.bindparam("print")), new
        )
        last = rows[-1].id


# ── the fingerprint as this release reckons it ───────────────────────────────────────────────────────────────────────

KEPT = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅟"
AWAY = {ord(sign): chr(0xE000 + place) for place, sign in enumerate(KEPT)}
BACK = {0xE000 + place: sign for place, sign in enumerate(KEPT)}
RAISED = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True))
LOWERED = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))
SCRIPT = re.compile(r"([\^_])(?:\{([^{}]{1,40})\}|([0-9]{1,4}|[+-][0-9]{1,4}))")
BLANK = re.compile(r"[(（〔【][\s_＿]*[)）〕】]|(?<![A-Za-z0-9_)\]])(?:\[[\s_]*\]|\{[\s_]*\})|[_＿]{2,}|＿")


def fingerprint(kind: str, stem: str, options: Sequence[str]) -> str:
    blanked = BLANK.sub("_", re.sub(r"\s+", "", fold(stem)))
    parts = [blanked.rstrip("。.!?:;,…") or blanked, kind, *sorted(map(fold, options))]
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def fold(text: str) -> str:
    narrow = unicodedata.normalize("NFKC", SCRIPT.sub(scripted, text).translate(AWAY)).translate(BACK)
    return re.sub(r"\s+", " ", narrow.casefold()).strip()


def scripted(found: re.Match[str]) -> str:
    text, signs = found[2] or found[3], RAISED if found[1] == "^" else LOWERED
    if (found[1] == "_" and found[2] is None) or not text.strip():
        return found[0] if found[1] == "_" and found[2] is None else text
    return "".join(signs[sign] for sign in text) if all(sign in signs for sign in text) else f"{found[1]}{{{text}}}"
