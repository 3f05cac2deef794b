"""Who may read what is said: stated where it is said, kept by the one place that puts messages out."""

from __future__ import annotations

from enum import Enum

from bot.membership import Role
from bot.phrases import Phrase

SENT_PRIVATELY = Phrase(zh="已私聊发给你。", en="Sent to you in private.")
ON_ITS_WAY = Phrase(zh="正在做，好了发你。", en="It is being made and will be sent to you.")
WILL_BE_SENT = Phrase(zh="正在做，好了私聊发你。", en="It is being made and will be sent to you in private.")
OPEN_PRIVATE = Phrase(
    zh="这个我只私聊说：先私聊我发一句“开始”，我就发给你。{link}",
    en="I only say this in private: send me “start” there and you get it. {link}",
)
WHO = {
    Role.ANYONE: Phrase(zh="任何人", en="anyone"),
    Role.LEARNER: Phrase(zh="学员", en="learners"),
    Role.EXPERT: Phrase(zh="专家或社群经理", en="experts and managers"),
    Role.MANAGER: Phrase(zh="社群经理", en="community managers"),
    Role.OWNER: Phrase(zh="营主", en="the camp's owner"),
}
"""Who may, from a role on, as a refusal names them."""
NOT_FOR_YOU = Phrase(zh="这些只给{who}看。", en="This is for {who} only.")


class Audience(Enum):
    """Who may read it: everybody where it was asked, or who asked and nobody else, as long as their role allows it. The value is that role."""

    ROOM = None
    PERSON = Role.ANYONE
    """Who asked: what is about themselves, or what the command let them ask for."""
    REVIEWERS = Role.EXPERT
    MANAGERS = Role.MANAGER
