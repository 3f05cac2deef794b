"""A case of care asks for coaching: where a mentor is named with it, both are asked as by 辅导."""

from __future__ import annotations

import re

from bot.audience import Audience
from bot.feature import Context, Happened, Refusal
from handlers.mentors import offering
from handlers.mentors.settings import feature

OPTION = re.compile(r"(?:^|\s)(导师|mentor|行为|behaviours)\s*[=＝]\s*", re.IGNORECASE)
MENTOR, BEHAVIOURS = {"导师", "mentor"}, {"行为", "behaviours"}


@feature.on("fact:care.coaching_wanted")
def offer_for_a_case(ctx: Context, fact: Happened) -> None:
    """What cannot be is said; the case is taken up all the same."""
    before, given = apart(fact.details["words"])
    mentor = next((words for word, words in given.items() if word in MENTOR), None)
    if mentor is None:
        return
    behaviours = next((words for word, words in given.items() if word in BEHAVIOURS), None)
    try:
        offering.offer(ctx, f"#{fact.member} {before}".strip(), mentor, behaviours)
    except Refusal as no:
        ctx.reply(no.line, audience=Audience.MANAGERS)


def apart(words: str) -> tuple[str, dict[str, str]]:
    """(what stands before the first option, each option's words): 导师=周航 8周 行为=先问参照,记录异议."""
    found = list(OPTION.finditer(words))
    ends = [one.start() for one in found[1:]] + [len(words)]
    given = {one[1].casefold(): words[one.end() : end].strip() for one, end in zip(found, ends, strict=False)}
    return words[: found[0].start()].strip() if found else words.strip(), given
