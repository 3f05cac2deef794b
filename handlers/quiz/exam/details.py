"""结果 E3 按标签, 结果 E3 名单: an exam or a comparison group by group, too small ones unsaid, and person by person for the manager alone."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Page, Phrase, Refusal
from bot.figures import decimal, percent, short_down
from handlers.quiz.exam import rules
from handlers.quiz.exam.passing import passed_by
from storage import exams, memberships
from storage.exams import Exam

LEAST = 5
"""People in a group from which up something is said of it."""
LISTED = 50
"""People on one list."""

GROUPS = Phrase(zh="按标签", en="By tag")
PASSED = Phrase(zh="通过{passed}/{n}={rate}", en="{passed}/{n} = {rate} passed")
GAINED = Phrase(zh="{before}→{after}", en="{before} → {after}")
GAIN_OF = Phrase(zh="{gain}，n={n}", en="{gain}, n={n}")
SMALL = Phrase(zh="人数不足{least}，不显示：{tags}", en="Fewer than {least:person|people}, not shown: {tags}")
NO_GROUPS = Phrase(
    zh="还没有满{least}人的标签。给成员打标签：标签 林晓 +华东",
    en="No tag has {least:person|people} yet. To tag a member: tag NAME +EAST",
)
LIST = Phrase(zh="“{name}”（{n}人，只有你看到）", en="“{name}” ({n:person|people}, only you see this)")

Scores = Mapping[int, Fraction]
"""membership → best score of 100."""


def by_tag(ctx: Context, exam: Exam, before: Scores | None, after: Scores) -> None:
    """How the members of each tag did; `before` only in a pair."""
    passed = passed_by(ctx.db, exam)
    rows: list[FactRow] = []
    small: list[str] = []
    for tag, _ in memberships.tags(ctx.db, ctx.camp.id):
        those = {member.id for member in memberships.members(ctx.db, ctx.camp.id, tagged=tag)} & _counted(before, after)
        if 0 < len(those) < LEAST:
            small.append(tag)
        elif those:
            rows.append(_group(tag, those, before, after, passed))
    if not rows:
        raise Refusal(NO_GROUPS(least=LEAST))
    ctx.reply(FactRows.of(*rows, title=GROUPS), *([SMALL(least=LEAST, tags=small)] if small else []))


def listed(ctx: Context, exam: Exam, before: Scores | None, after: Scores, *, start: int) -> Page:
    """Everybody's score, or gain, to the manager in private; the best first, from the place `start` on."""
    names = {go.membership: go.name for go in exams.scores(ctx.db, exam.id)}
    counted = sorted(_counted(before, after) & names.keys(), key=lambda member: (-_rank(member, before, after), names[member]))
    rows = [_one(names[member], member, before, after) for member in counted[start : start + LISTED]]
    shown = FactRows.of(*rows, title="" if start else LIST(name=exam.name, n=len(counted)))
    return Page.cut(shown, after=start, most=LISTED, of=len(counted), audience=Audience.MANAGERS)


def _counted(before: Scores | None, after: Scores) -> set[int]:
    """Of a pair only who took both."""
    return set(after) if before is None else set(before) & set(after)


def _group(tag: str, those: set[int], before: Scores | None, after: Scores, passed: set[int]) -> FactRow:
    own = [after[member] for member in those]
    if before is None:
        n = len(those & passed)
        return FactRow(tag, PASSED(passed=n, n=len(own), rate=percent(Fraction(n, len(own)))))
    first, second = rules.mean([before[member] for member in those]), rules.mean(own)
    return FactRow(tag, GAINED(before=decimal(first), after=decimal(second)), GAIN_OF(gain=signed(second - first), n=len(own)))


def _one(name: str, member: int, before: Scores | None, after: Scores) -> FactRow:
    if before is None:
        return FactRow(name, short_down(after[member]))
    gain = after[member] - before[member]
    return FactRow(name, GAINED(before=short_down(before[member]), after=short_down(after[member])), signed(gain))


def _rank(member: int, before: Scores | None, after: Scores) -> Fraction:
    return after[member] if before is None else after[member] - before[member]


def signed(gain: Fraction) -> str:
    """+35.0, -2.5."""
    return f"{'+' if gain >= 0 else ''}{decimal(gain)}"
