"""How shares of right answers are written: with what they are shares of, or that there is not enough to say."""

from __future__ import annotations

from bot.feature import Line, Phrase
from bot.figures import percent
from handlers.portraits import rules
from storage.tag_mastery import TagShare

TOO_FEW = Phrase(zh="证据不足（n={n}，至少{least}题）", en="not enough evidence (n={n}, at least {least})")
SHARE = Phrase(zh="{right}/{asked}={rate}", en="{right}/{asked} = {rate}")
BOTH = Phrase(zh="{then} → {now}", en="{then} → {now}")


def share(of: TagShare) -> Line:
    """9/10=90.0%, or that there is not enough evidence."""
    if rules.mastery(of) is None:
        return TOO_FEW(n=of.asked, least=rules.LEAST)
    return SHARE(right=of.right, asked=of.asked, rate=percent(of.right, of.asked))


def both(then: TagShare, now: TagShare) -> Line:
    """What was, and what is."""
    return BOTH(then=share(then), now=share(now))
