"""What is said to a week's question or an offer without our word for it: 都做到了 fills the week in, 好的 is asked about with its buttons."""

from __future__ import annotations

import re

from bot.audience import Audience
from bot.feature import Context, Phrase, Press
from handlers.mentors import filling, offering, rules
from handlers.mentors.settings import feature
from storage import exams
from storage.mentors import pairs, weeks
from storage.mentors.pairs import MentorPair

SAYS_HOW = re.compile(r"做到|部分|没做|done|partly", re.IGNORECASE)
"""What is hardly said of anything else."""
ANSWERS = re.compile(
    r"(?:好|好的|可以|愿意|我?同意|行|没问题|ok|okay|yes|sure|不了|不要|不愿意|算了|no|no,? thanks?)[\W_啊呀吧哦]*",
    re.IGNORECASE,
)
DO_YOU = Phrase(
    zh="说的是结对吗（{mentor}带{mentee}，第{pair}号）？按一下就算答应或不了。",
    en="Do you mean the pair ({mentor} and {mentee}, pair {pair})? Press to agree or not.",
)


@feature.on("unheard")
def taken(ctx: Context) -> bool:
    """Whether it answers what one pair of theirs waits for; a question of an exam comes first."""
    words = ctx.event.text.strip()
    is_answer, says_how = ANSWERS.fullmatch(words) is not None, SAYS_HOW.search(words) is not None
    if not ctx.address.direct or not (is_answer or says_how) or exams.waiting(ctx.db, ctx.member.id) is not None:
        return False
    mine = [pair for pair in pairs.of_member(ctx.db, ctx.member.id) if pair.is_open]
    return _offered(ctx, mine) if is_answer else _said_how(ctx, mine, words)


def _offered(ctx: Context, mine: list[MentorPair]) -> bool:
    """好的 may be said to anything: nobody is bound by it before they press."""
    pair = next((pair for pair in mine if pair.started_on is None and _is_to_answer(ctx, pair)), None)
    if pair is None:
        return False
    presses = [Press(offering.OK, f"辅导 好的 {pair.id}"), Press(offering.NO, f"辅导 不了 {pair.id}")]
    ctx.reply(DO_YOU(mentor=pair.mentor_name, mentee=pair.mentee_name, pair=pair.id), presses, audience=Audience.PERSON)
    return True


def _is_to_answer(ctx: Context, pair: MentorPair) -> bool:
    return (pair.mentee_agreed_at if pair.mentee == ctx.member.id else pair.mentor_agreed_at) is None


def _said_how(ctx: Context, mine: list[MentorPair], words: str) -> bool:
    asked = [(pair, found[-1]) for pair in mine if pair.runs and (found := weeks.of_pair(ctx.db, pair.id))]
    waiting = [
        (pair, week)
        for pair, week in asked
        if not rules.is_whole(weeks.marks(ctx.db, pair.id).get((week.id, ctx.member.id), {}), pair)
    ]
    if len(waiting) != 1:
        return False
    (pair, week), *_ = waiting
    if len(rules.said(words, len(pair.behaviours)).marks) != len(pair.behaviours):
        return False
    filling.fill(ctx, f"{week.id} {words}")
    return True
