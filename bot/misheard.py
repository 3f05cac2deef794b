"""What is said to words that name no command, or one that needs more than a bare word where it was said."""

from __future__ import annotations

import re
from difflib import get_close_matches

from bot import hearing, permission
from bot.context import Context, Press
from bot.feature import Command
from bot.hearing import Match
from bot.messages import InboundEvent, Kind
from bot.parts import SAYS_LIMIT
from bot.phrases import Phrase, Refusal
from storage import inbox

UNKNOWN = Phrase(zh="没有“{word}”这个指令。是不是想说：{near}", en="There is no command “{word}”. Did you mean: {near}")
LOST = Phrase(zh="没看懂。发“帮助”看看我会做什么。", en="I did not get that. Send “help” to see what I can do.")
HERE = Phrase(zh="我在。发“帮助”看看我会做什么。", en="I am here. Send “help” to see what I can do.")
WELCOME = Phrase(zh="不客气。", en="You are welcome.")
WITH_SLASH = Phrase(
    zh="群里说“{word}”前面加 /，写成 /{word} 就行，或按下面。",
    en="In a group write a slash before it, /{word}, or press below.",
)
DID_YOU_MEAN = Phrase(zh="是不是想说：{near}", en="Did you mean: {near}")
UNDERSTOOD = Phrase(zh="👌 有事随时叫我。", en="👌 I am here when you need me.")
UNDERSTANDS = re.compile(
    r"(?:好(?:的|吧|滴|嘞|哒)?|嗯+|恩|行|可以|收到|知道了?|明白了?|了解了?|没问题|"
    r"okay|ok|got it|sure|fine|alright|👌|👍|🙏|\[(?:OK|强|抱拳)\])(?:[\W_]|[啦了哈])*",
    re.IGNORECASE,
)
"""What ends a talk and asks nothing."""
FACES = re.compile(r"(?:\[[A-Za-z\u4e00-\u9fff]{1,6}\]\s*)+")
"""As WeChat and WeCom write them: [微笑]."""
THANKS = re.compile(
    r"(?:好的?|嗯)?\W*(?:谢谢|多谢|感谢|谢啦|辛苦了?|thanks?|thank you|thx)\w{0,4}(?: (?:a lot|so much|very much|again|all))?\W*",
    re.IGNORECASE,
)
NUMBER = re.compile(r"([A-Za-z])-?\d{1,9}")
CLOSE = 0.6
"""How alike a word and a command are at least, from 0 to 1, to be offered to somebody who spoke to us."""
LEAST_IN_ENGLISH = 5
"""Letters of an English word that is not everybody's: leave, rules, but not me and done."""
HINTS, PER_MINUTES = 3, 10
"""Hints a group hears within so many minutes."""


def awaits_answer(event: InboundEvent, is_to_us: bool, known: dict[str, Command]) -> bool:
    """Whether silence would be a fault: in private, after a press, where we were called. A slash alone calls every bot of a group; it is ours
    where what follows is nearly a word of ours."""
    if event.address.direct or event.kind is Kind.PRESSED or event.data.get("called"):
        return True
    if event.text.startswith(("/", "／")):
        return bool(hearing.near(hearing.head_of(event.text), known))
    return is_to_us


def nearest(ctx: Context, words: str) -> Refusal:
    """The answer to words that are no command: the nearest ones this person may use, each a button."""
    words = re.sub(rf"^\s*@{re.escape(ctx.router.name)}[\s\u2005]*", "", words).strip()
    if not words or hearing.GREETING.fullmatch(words):
        return Refusal(HERE)
    if UNDERSTANDS.fullmatch(words) or FACES.fullmatch(words):
        return Refusal(UNDERSTOOD)
    if THANKS.fullmatch(words):
        return Refusal(WELCOME)
    head, rest = hearing.head_of(words), " ".join(words.split()[1:])
    slip = [(command, rest) for command in _alike(ctx, head)[:1]] if _is_english_slip(ctx, head) else []
    found = slip or _opener(ctx, words) or _run_on(ctx, words) or [(command, rest) for command in _alike(ctx, head)]
    if not found:
        return Refusal(LOST)
    said = [_says(command, rest, ctx.language) for command, rest in found]
    return Refusal(UNKNOWN(word=head, near=said), [Press(one, one) for one in said])


def _is_english_slip(ctx: Context, head: str) -> bool:
    """Whether a word of some length is an English one of ours but for a letter (aprove W2): then it is no verb of theirs before a number."""
    allowed = (word for word, command in ctx.router.commands.items() if word.isascii() and _may(ctx, command))
    return head.isascii() and len(head) >= LEAST_IN_ENGLISH and bool(hearing.near(head, allowed))


def _alike(ctx: Context, head: str) -> list[Command]:
    """Up to two commands: whose word is part of what was said (想请假), within one edit, or alike; of two letters the first is the same
    or sounds so: half of a word is no word."""
    allowed = {word: command for word, command in ctx.router.commands.items() if _may(ctx, command)}
    held = sorted((word for word in allowed if len(word) > 1 and not word.isascii() and word in head), key=len, reverse=True)
    edits = [word for word in hearing.near(head, allowed) if len(word) > 2 or hearing.begins_alike(word, head)]
    close = [*held, *edits, *get_close_matches(head, allowed, n=2, cutoff=CLOSE)]
    return list({id(allowed[word]): allowed[word] for word in close}.values())[:2]


def _run_on(ctx: Context, words: str) -> list[tuple[Command, str]]:
    """The command a sentence begins with, its words written right behind: 提问客户嫌贵怎么回. The longest word there is."""
    plain = hearing.simplified(words.strip())
    begun = [word for word in ctx.router.commands if len(word) > 1 and not word.isascii() and plain.startswith(word)]
    if together := [word for word in ctx.router.vocabulary.with_verbs if plain.startswith(word)]:
        word = max(together, key=len)
        named, verb = ctx.router.vocabulary.with_verbs[word]
        return [(named, f"{verb} {words.strip()[len(word) :].strip()}".strip())] if _may(ctx, named) else []
    word = max(begun, key=len, default="")
    command = ctx.router.commands.get(word)
    if command is None or not command.parameters or command.glued or not _may(ctx, command):
        return []  # a word that has its own pattern of what may stand there said no already: 打卡机坏了
    return [(command, words.strip()[len(word) :].strip())]


def _may(ctx: Context, command: Command) -> bool:
    return command.open_to(ctx.role, is_host=ctx.is_host)


def _opener(ctx: Context, words: str) -> list[tuple[Command, str]]:
    """The command that shows what a number names, where there is one in the words: 查看 K-0006 → 搜 K-0006."""
    pieces = words.split()
    number = pieces[-1] if pieces and len(pieces) <= 2 else ""
    found = NUMBER.fullmatch(number)
    opened = [one for one in ctx.router.allowed(ctx.role, is_host=ctx.is_host) if found and found[1].upper() in one.opens]
    return [(one, number) for one in opened[:1]]


def _says(command: Command, rest: str, language: str) -> str:
    """The command with the words after it, where a button holds them."""
    word = command.word_in(language)
    whole = f"{word} {rest}".strip()
    return whole if len(whole.encode()) <= SAYS_LIMIT else word


def nearly(ctx: Context) -> Refusal | None:
    """What to ask where words that would answer a question are nearly a command: a slip alone, or a verb and a number (查看 K-0006)."""
    words = ctx.event.text.strip()
    head, pieces = hearing.head_of(words), words.split()
    found = _opener(ctx, words)
    if not found and len(pieces) <= 2:
        allowed = ((word, command) for word, command in ctx.router.commands.items() if _may(ctx, command))
        found = [(command, " ".join(pieces[1:])) for word, command in allowed if hearing.is_slip(head, word)][:1]
    said = [_says(command, rest, ctx.language) for command, rest in found]
    return Refusal(UNKNOWN(word=head, near=said), [Press(one, one) for one in said]) if said else None


def meant_bare(ctx: Context, match: Match | None) -> str | None:
    """The sentence somebody probably meant who did not call us: a command of theirs that is not for bare words, or a slip of one that is."""
    if ctx.camp_or_none is None or ctx.event.kind is not Kind.SAID or ctx.event.about is not None or ctx.event.files:
        return None
    if match is None:
        return _slip(ctx)
    command, typed = match.command, hearing.head_of(ctx.event.text)
    in_english = typed.isascii()
    if len(command.word) < 2 or command.private or command.bare or command.everyday or not permission.may(ctx, command):
        return None
    if in_english and (match.words or len(typed) < LEAST_IN_ENGLISH):
        return None
    try:
        ctx.router.bound(match, ctx.language)
    except Refusal:
        return None
    return _says(command, match.words, "en" if in_english else "zh")


def hint(ctx: Context, said: str) -> None:
    """How it works in a group: once a word, person and day, and no more than three in ten minutes, so that talk is not interrupted."""
    word, match = said.split()[0], ctx.router.match(said)
    if not _is_first(ctx, word):
        return
    bare = match is not None and match.command.bare
    ctx.refuse(DID_YOU_MEAN(near=word) if bare else WITH_SLASH(word=word), [Press(said, said)])


def _slip(ctx: Context) -> str | None:
    words = ctx.event.text.strip()
    head = hearing.head_of(words)
    if len(words.split()) != 1 or len(words) > hearing.LONGEST_WORD:
        return None
    bare = ((word, command) for word, command in ctx.router.commands.items() if command.bare and _may(ctx, command))
    return next(
        (_says(command, "", "en" if word.isascii() else "zh") for word, command in bare if hearing.is_slip(head, word)), None
    )


def _is_first(ctx: Context, word: str) -> bool:
    room, who, minutes = ctx.address, ctx.event.sender, int(ctx.now.timestamp()) // 60 // PER_MINUTES
    hinted = f"{room.channel}:hinted:{room.room}"
    if not inbox.record(ctx.db, f"{hinted}:{who.id if who else ''}:{word}:{ctx.local(ctx.now):%m%d}", ctx.now):
        return False
    return any(inbox.record(ctx.db, f"{hinted}:{minutes}:{n}", ctx.now) for n in range(HINTS))
