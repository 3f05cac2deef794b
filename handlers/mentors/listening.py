"""A case of care asks for coaching: the manager who acts is given the sentence that pairs them, or told whom they are paired with."""

from __future__ import annotations

import re

from bot.feature import Context, Happened, Phrase
from handlers.mentors.settings import feature
from storage import memberships
from storage.mentors import pairs

PAIR_THEM = Phrase(
    zh="{name}还没有导师。请两人结对就发：辅导 {name} 导师={mentor} 8周 行为=先问参照,记录异议",
    en="{name} has no mentor yet. To ask both send: coach {name} mentor={mentor} 8 weeks behaviours=ask first,note objections",
)
HAS_ONE = Phrase(
    zh="{name}已有导师{mentor}（第{pair}号）。看每周：辅导 {pair}",
    en="{name} has a mentor, {mentor} (pair {pair}). To see the weeks: coach {pair}",
)
SOMEBODY = Phrase(zh="谁", en="NAME")
MENTOR = re.compile(r"(?:导师|mentor)\s*[=＝]\s*(\S+)", re.IGNORECASE)


@feature.on("fact:care.coaching_wanted")
def wanted(ctx: Context, fact: Happened) -> None:
    """Nobody is paired by a case alone: behaviours are the manager's to name, and both have to agree."""
    member = memberships.member(ctx.db, fact.member)
    mine = next((one for one in pairs.of_member(ctx.db, fact.member) if one.is_open and one.mentee == fact.member), None)
    if mine is not None:
        ctx.tell(ctx.person.id, HAS_ONE(name=member.name, mentor=mine.mentor_name, pair=mine.id))
        return
    named = MENTOR.search(str(fact.details["words"]))
    ctx.tell(ctx.person.id, PAIR_THEM(name=member.name, mentor=named[1] if named else SOMEBODY))
