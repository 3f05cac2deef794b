"""交作业: what somebody sends in private is gathered piece by piece, over several messages and platforms, and handed in with 完成."""

from __future__ import annotations

from datetime import timedelta
from mimetypes import guess_type
from typing import Annotated

from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Context, Phrase, Press, Refusal, Role, Said
from bot.messages import FileRef
from bot.names import folded
from bot.parts import SAYS_LIMIT
from bot.phrases import NotAnAnswer
from handlers.homework import rules, wording
from handlers.homework.finishing import TOO_LATE, finish, total
from handlers.homework.settings import feature
from storage import dialogs
from storage.homework import assignments, hand_ins, progress
from storage.homework.assignments import Homework
from storage.homework.hand_ins import HandInPiece

MOST_FILES, MOST_TEXTS = 20, 20
LONGEST_TEXT = 4000
LONGEST_TITLE = 20
LASTS = timedelta(days=1)
"""How long what is sent without a word of ours goes to the homework that was begun there; later 交作业 goes on with it."""
FORGOTTEN = timedelta(minutes=30)
"""After so long without a new piece somebody is asked once whether it is all."""
AT_HAND = timedelta(minutes=5)
"""After so long a short word of ours is no piece any more, but what it says."""
STEP = "homework.gather"
DONE = frozenset({"完成", "交", "交了", "提交", "done", "finish", "submit"})
DROPS = frozenset({"不交了", "drop it", "drop"})

NOTHING_OWED = Phrase(zh="现在没有要交的作业。", en="There is no homework to hand in now.")
WHICH = Phrase(zh="交哪一份？按一下，或发：交作业 {title}", en="Which one? Press it, or send: submit {title}")
NO_SUCH = Phrase(
    zh="没有要你交的作业“{title}”。按一下要交的，或发：交作业 {known}",
    en="There is no homework “{title}” for you. Press the one you mean, or send: submit {known}",
)
NONE_SUCH = Phrase(zh="没有要你交的作业“{title}”。", en="There is no homework “{title}” for you.")
FOR_LEARNERS = Phrase(zh="作业是学员交的。看进度发：作业", en="Homework is for learners. To see how it goes send: homework")
CLOSED = Phrase(
    zh="《{title}》已经不收了。要补交请找社群经理。", en="“{title}” is closed. Ask the manager if you still want to."
)
ACCEPTED = Phrase(zh="《{title}》你已经通过了（H{id}），不用再交。", en="Yours for “{title}” (H{id}) is accepted; that is all.")
BEGIN = Phrase(
    zh="📘 交《{title}》：把文字、图片、语音、文件发给我，可以分几条，发完按“完成”。",
    en="📘 “{title}”: send me text, pictures, recordings or files, in several messages if you like, then press “Done”.",
)
WAITS = Phrase(
    zh="H{id} 还在等评，这次交的会换掉它。", en="H{id} still waits to be read; what you hand in now takes its place."
)
GOT = Phrase(
    zh="收到。《{title}》现有：{pieces}。发完按“完成”。",
    en="Got it. “{title}” so far: {pieces}. When that is all press “Done”.",
)
FINISH = Phrase(zh="完成", en="Done")
DROP = Phrase(zh="不交了", en="Drop it")
NOTHING_YET = Phrase(
    zh="还没收到内容，先把文字、图片或文件发给我，再按“完成”。",
    en="There is nothing yet: send me text, pictures or files first, then press “Done”.",
)
TOO_MANY_FILES = Phrase(
    zh="一份作业最多{most}个文件，这条没有收。已收的都在，按“完成”就交；要多交就并成一个文档。",
    en="One homework has at most {most:file|files}; this message was not taken. The others are kept, “Done” hands them in; put more into one "
    "document.",
)
TOO_MANY_TEXTS = Phrase(
    zh="一份作业最多{most}段文字，这段没有收。长文请存成文件再发。",
    en="One homework has at most {most:text|texts}; this one was not taken. Please send a long one as a file.",
)
LONG_TEXT = Phrase(
    zh="一段最多{most}字，这段有{n}字，没有收。请存成文件再发。",
    en="A text has at most {most:character|characters} and this has {n}; it was not taken. Please send it as a file.",
)
TOO_LARGE = Phrase(
    zh="一份作业的文件合起来最多{most} MB，“{name}”放不下，没有收。换小一点的再发。",
    en="The files of one homework are at most {most} MB together; “{name}” is too much and was not taken. Please send a smaller one.",
)
PUT_AWAY = Phrase(
    zh="✅ 《{title}》这次没有交，收的都删了。", en="✅ “{title}” was not handed in; what you had sent is deleted."
)
NOT_GATHERING = Phrase(
    zh="没有正在收的作业。要交就发：交作业", en="Nothing is being gathered. To hand something in send: submit"
)
HELD = Phrase(
    zh="没交完的《{title}》（收着的都在，接着交：交作业 {title}）",
    en="“{title}” (what you had sent is kept; to go on: submit {title})",
)
AS_PIECE = Phrase(zh="放进作业", en="Put it in the homework")


@feature.command(
    "交作业",
    "submit",
    help=Phrase(
        zh="交一份作业：文字、图片、语音、文件，可以分几条发，发完按“完成”。",
        en="Hand in homework: text, pictures, recordings, files, in several messages, then “Done”.",
    ),
    examples=["交作业", "交作业 拜访提纲", "交作业 拜访提纲 我的三个问题", "submit", "submit Visit my three questions"],
    private=True,
)
def submit(ctx: Context, words: Annotated[str, Named("作业和内容", "homework and words")] = "") -> None:
    if ctx.role is not Role.LEARNER:
        raise Refusal(FOR_LEARNERS)
    verb, _, rest = words.strip().partition(" ")
    if folded(verb) in DONE | DROPS and (not rest or rest.strip().isdecimal()):
        return _end(ctx, _open(ctx, rest.strip()), drops=folded(verb) in DROPS)
    mine = [one for one in progress.mine(ctx.db, ctx.member.id) if one.homework.is_open]
    meant, content = wording.named_in(words, [one.homework for one in mine])
    if meant is None and (closed := _named_closed(ctx, words)) is not None:
        raise Refusal(CLOSED(title=closed.title))
    owed = [one.homework for one in mine if one.state not in ("accepted", "waiting")]
    if meant is None:
        if len(owed) != 1 or (words.strip() and not _is_content(words)):
            raise _which(words, owed)
        meant, content = owed[0], words.strip()
    _check(ctx, meant)
    number = hand_ins.begin(ctx.db, meant.id, ctx.member.id, at=ctx.now)
    _take(ctx, meant, number, content, ctx.event.data.get("album"))


def _is_content(words: str) -> bool:
    """Whether words that name no homework are what is handed in, where there is only one: more than a title can be."""
    return len(words.strip()) > LONGEST_TITLE or "\n" in words.strip()


def _named_closed(ctx: Context, words: str) -> Homework | None:
    mine = [one.homework for one in progress.mine(ctx.db, ctx.member.id) if not one.homework.is_open]
    return wording.named_in(words, mine)[0] if words.strip() else None


def _which(words: str, owed: list[Homework]) -> Refusal:
    """Which one is meant, of those that are open to them."""
    title = words.strip()[:LONGEST_TITLE]
    rows = [[Press(one.title, f"交作业 {one.id}")] for one in owed[:6]]
    if not owed:
        return Refusal(NONE_SUCH(title=title) if title else NOTHING_OWED)
    return Refusal(NO_SUCH(title=title, known=owed[0].title) if title else WHICH(title=owed[0].title), *rows)


def _check(ctx: Context, one: Homework) -> None:
    """Raises Refusal where it is not taken from them now."""
    if not one.is_open:
        raise Refusal(CLOSED(title=one.title))
    known = hand_ins.versions(ctx.db, one.id, ctx.member.id)
    accepted = next((version for version in known if version.state == "accepted"), None)
    if accepted is not None:
        raise Refusal(ACCEPTED(title=one.title, id=accepted.id))
    if rules.is_refused(one.late, one.until, ctx.said_at, has_handed_in=bool(known)):
        assert one.until is not None
        raise Refusal(TOO_LATE(title=one.title, at=one.until))


def _open(ctx: Context, number: str) -> hand_ins.Gathering:
    """What they are gathering: of that number, or what they began last. Raises Refusal."""
    mine = hand_ins.open_gatherings(ctx.db, ctx.member.id)
    found = next((one for one in mine if not number or one.id == int(number)), None)
    if found is None:
        raise Refusal(NOT_GATHERING)
    return found


def _end(ctx: Context, one: hand_ins.Gathering, *, drops: bool) -> None:
    """完成 or 取消, pressed or typed; the question that waited here has its answer."""
    asked = dialogs.find(ctx.db, ctx.person.id, ctx.address.key, now=ctx.now)
    if asked is not None and asked.step == STEP and asked.kept["hand_in"] == one.id:
        dialogs.close(ctx.db, asked.id)
    meant = assignments.find(ctx.db, one.homework)
    title = meant.title if meant else ""
    if drops:
        hand_ins.drop(ctx.db, one.id)
        ctx.later("homework.forgotten", str(one.id), None)
        ctx.reply(PUT_AWAY(title=title))
        return
    if meant is None or not meant.is_open:
        raise Refusal(CLOSED(title=title))
    if not hand_ins.pieces(ctx.db, one.id):
        _wait(ctx, meant, one.id, None)
        ctx.reply(NOTHING_YET)
        return
    finish(ctx, meant, one.id)


# ── one piece after the other ────────────────────────────────────────────────────────────────────────────────────────


def _take(ctx: Context, meant: Homework, number: int, words: str, album: str | None, *, said: int | None = None) -> None:
    """What came with a message is kept; says what there is now, in place of what was said to the picture before it of one album."""
    words = words.strip()
    if words:
        _add_words(ctx, number, words)
    for file in ctx.event.files:
        _add_file(ctx, number, file)
    hand_ins.ends(ctx.db, number, None)
    ctx.later("homework.forgotten", str(number), ctx.now + FORGOTTEN)
    pieces = hand_ins.pieces(ctx.db, number)
    status = _status(ctx, meant, number, pieces)
    if said is not None and ctx.can_edit(said):
        ctx.edit(said, *status)
    else:
        said = ctx.reply(*status, audience=Audience.PERSON)
    _wait(ctx, meant, number, said, album=album or "")


def _wait(ctx: Context, meant: Homework, number: int, said: int | None, *, album: str = "") -> None:
    kept = {"hand_in": number, "title": meant.title, "album": album, "said": said}
    ctx.ask("gather", until=ctx.now + LASTS, **kept, at=int(ctx.now.timestamp()))


def _add_words(ctx: Context, number: int, words: str) -> None:
    if len(words) > LONGEST_TEXT:
        raise Refusal(LONG_TEXT(most=LONGEST_TEXT, n=len(words)))
    if sum(piece.kind == "words" for piece in hand_ins.pieces(ctx.db, number)) >= MOST_TEXTS:
        raise Refusal(TOO_MANY_TEXTS(most=MOST_TEXTS))
    hand_ins.add(ctx.db, number, ctx.member.id, "words", words)


def _add_file(ctx: Context, number: int, file: FileRef) -> None:
    """It counts at once and is fetched meanwhile."""
    known = hand_ins.pieces(ctx.db, number)
    if sum(piece.kind != "words" for piece in known) >= MOST_FILES:
        raise Refusal(TOO_MANY_FILES(most=MOST_FILES))
    if total(known) + file.size > rules.MOST_BYTES:
        raise Refusal(TOO_LARGE(most=rules.MOST_BYTES >> 20, name=file.name[-40:]))
    piece = hand_ins.add(ctx.db, number, ctx.member.id, kind_of(file.name), file.name[-120:], size=file.size)
    ctx.fetch(file, "homework.keep", hand_in=number, piece=piece)


def kind_of(name: str) -> str:
    """What a file is by its name, until it is here."""
    main = (guess_type(name)[0] or "").partition("/")[0]
    return {"image": "picture", "audio": "sound", "video": "film"}.get(main, "file")


def _status(ctx: Context, meant: Homework, number: int, pieces: list[HandInPiece]) -> list[Said]:
    """What there is, and how to go on."""
    presses = [Press(FINISH, f"交作业 完成 {number}"), Press(DROP, f"交作业 不交了 {number}")]
    if pieces:
        return [GOT(title=meant.title, pieces=wording.counted(pieces)), presses]
    waits = [one for one in hand_ins.versions(ctx.db, meant.id, ctx.member.id) if one.state == "waiting"]
    return [BEGIN(title=meant.title), *(WAITS(id=one.id) for one in waits)]


def _is_piece(ctx: Context, words: str) -> bool:
    """While somebody gathers, 完成 is their answer although it may be a word of ours, and so is what is longer than an order: a paragraph
    that happens to begin with one."""
    if folded(words.strip()) in DONE | DROPS:
        return True
    match = ctx.router.match(words)
    if match is None or match.command.feature == feature.name:
        return False
    return "\n" in words.strip() or len(words.strip().encode()) > SAYS_LIMIT


@feature.step("gather", called=HELD, stays=True, claims=_is_piece)
def gather(
    ctx: Context, words: str, *, hand_in: int, title: str, album: str = "", said: int | None = None, at: int = 0
) -> None:
    """One more piece, or 完成."""
    one = hand_ins.find(ctx.db, hand_in)
    meant = assignments.find(ctx.db, one.homework) if one is not None and one.state == "gathering" else None
    if one is None or meant is None:  # finished on another platform, or taken back
        raise NotAnAnswer
    if (word := folded(words.strip())) in DONE | DROPS and not ctx.event.files:
        return _end(ctx, hand_ins.Gathering(one.id, one.homework), drops=word in DROPS)
    if not words.strip() and not ctx.event.files:
        raise NotAnAnswer
    same = ctx.event.data.get("album")
    try:
        _check(ctx, meant)
        _take(ctx, meant, hand_in, words, same, said=said if same and same == album else None)
    except Refusal:
        _wait(ctx, meant, hand_in, said, album=album)
        raise


@feature.on("doubt")
def also_a_piece(ctx: Context) -> Press | None:
    """A short word of ours may be what somebody writes in their homework, while they are at it."""
    waits = dialogs.find(ctx.db, ctx.person.id, ctx.address.key, now=ctx.now)
    if waits is None or waits.step != STEP or ctx.now.timestamp() - waits.kept["at"] > AT_HAND.total_seconds():
        return None
    match = ctx.router.match(ctx.event.text)
    one = hand_ins.find(ctx.db, waits.kept["hand_in"])
    if one is None or match is None or match.command.feature == feature.name:
        return None
    says = f"交作业 {one.homework} {ctx.event.text.strip()}"
    return Press(AS_PIECE, says) if len(says.encode()) <= SAYS_LIMIT else None
