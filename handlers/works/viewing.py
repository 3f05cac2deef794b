"""A work as whoever votes reads it: while votes are open, in private, and without its author's name."""

from __future__ import annotations

from pathlib import PurePath

from bot.audience import Audience
from bot.feature import Context, Phrase, Press, Said
from bot.parts import File, Picture
from handlers.works import voting
from handlers.works.entering import WorkContest
from storage.homework import hand_ins

HEAD = Phrase(zh="🏆 《{title}》作品 H{work}", en="🏆 “{title}”, work H{work}")
FILE_NAME = Phrase(zh="附件{n}", en="file{n}")
VOTE = Phrase(zh="投 H{work}", en="Vote H{work}")


def show(ctx: Context, of: WorkContest, words: str) -> None:
    """大赛 V3 看 H12. A file's own name could say whose it is. Raises Refusal."""
    entry = voting.meant(ctx, of, words)
    said: list[Said] = []
    for place, piece in enumerate(hand_ins.pieces(ctx.db, entry.hand_in), 1):
        if piece.kind == "words":
            said.append(piece.words)
        elif piece.file is not None:
            name = f"{FILE_NAME(n=place).to(ctx.language)}{PurePath(piece.words).suffix}"
            said.append(Picture(piece.file, name) if piece.kind == "picture" else File(piece.file, name, piece.size))
    offers = [[Press(VOTE(work=entry.hand_in), f"大赛 V{of.now.event} 投 H{entry.hand_in}")]]
    press = offers if entry.membership != ctx.member.id else []
    ctx.reply(HEAD(title=of.now.title, work=entry.hand_in), *said, *press, audience=Audience.PERSON)
