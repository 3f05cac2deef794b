"""Messages as template cards: what a self-built app and a smart bot can both show a person to press (pages 90236 and 101032).

A card is plain words and buttons, so nothing in it can become markup. Every button's key is what it says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from bot.channels.tencent import text_limits
from bot.channels.tencent.text_limits import clip
from bot.messages import OutboundMessage
from bot.parts import Buttons, Choices, Fact, Facts, File, Mention, Part, Picture, Progress, Text, encode, plain
from bot.phrases import Phrase

TITLE, BODY, SHORTEST = 36, 112, 12
"""Characters that are surely shown of a card's first line and of the rest, and that a first line which goes on below has at least. Nothing
enforces them: the phone's screen does."""
UPDATED_BODY = 400
"""Characters of a card that is changed: it cannot be preceded by a message with the whole text."""
BUTTONS, OPTIONS = 6, 20
SHORT, LINE = 8, 11
"""Characters of an option that still fit on its button, and on its line of a vote with its letter (page 101032)."""
ROWS, LABEL, VALUE = 6, 10, 26
"""Rows a card may have below its words, the columns of a label (a Chinese character takes two) and the characters of a value that are
surely shown."""

MORE = Phrase(zh="更多", en="More")
UNSHOWN = Phrase(zh="（图片发不出来）{words}", en="(The picture cannot be shown.) {words}")
CHOOSE = Phrase(zh="请选择", en="Please choose")
SUBMIT = Phrase(zh="提交", en="Submit")
DONE = Phrase(zh="已完成", en="Done")
SUBMITTED = "submit"

Words = Text | Mention
Say = Callable[[Sequence[Words]], list[dict[str, Any]]]
Card = dict[str, Any]

_TASK = re.compile(r"q\d+-\d+-[0-9a-f]{8}")
_CLAUSE = re.compile(r"[。！？；：，、｜）]|[!?;:,.|](?= )")
_ADDRESS = re.compile(r"\s*https?://\S+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or file of the store, still to be uploaded: `kind` is `image` or `file`; `alt` says what a picture shows."""

    kind: str
    file: str
    name: str
    alt: str = ""

    @property
    def in_words(self) -> str:
        """What is said in place of a picture the platform does not take; "" for a file."""
        return UNSHOWN(words=self.alt).to(tongue(self.alt)) if self.alt else ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What one card lets people press: (label, says) each; a vote is chosen first and then submitted."""

    presses: tuple[tuple[str, str], ...]
    is_vote: bool = False


def pieces(message: OutboundMessage, say: Say) -> list[dict[str, Any] | Media]:
    """What is sent for a message, in order: words by `say`, media where they stand, at the end the cards."""
    out: list[dict[str, Any] | Media] = []
    words: list[Words] = []
    before: Part | None = None
    for part in message.parts:
        match part:
            case Picture(file=file, alt=alt):
                out += [*_said(words, say), Media("image", file, "picture.png", alt)]
                words = []
            case File(file=file, name=name):
                out += [*_said(words, say), Media("file", file, name)]
                words = []
            case _:
                words += text_limits.placed(_words(part), part, before if words else None)
        before = part
    offers = _offers(message.parts)
    if not offers:
        return [*out, *_said(words, say)]
    spoken, rows = _split(message.parts, words, offers[0])
    if not _fits(spoken) or _has_link(words):
        out += _said(words, say)
        spoken, rows = _heading(spoken.strip().partition("\n")[0]), ()
    tasks = [f"q{message.id}-{place}-{_mark(message)}" for place in range(len(offers))]
    first = _card(spoken, offers[0], tasks[0], rows)
    others = [_card(MORE().to(tongue(spoken)), offer, task) for offer, task in zip(offers[1:], tasks[1:], strict=True)]
    return [*out, *map(_sendable, [first, *others])]


def updated(parts: Sequence[Part], task: str, *, closed: Callable[[str, str], Card]) -> Card:
    """The card that takes the place of the one sent as `task`; `closed` makes one without anything to press."""
    offers = _offers(parts)
    words = [
        word
        for part, before in zip(parts, [None, *parts], strict=False)
        for word in text_limits.placed(_words(part), part, before)
    ]
    if not offers:
        return closed(clip(plain(words), UPDATED_BODY), task)
    spoken, rows = _split(parts, words, offers[0])
    return _card(clip(spoken, UPDATED_BODY), offers[0], task, rows)


def noted(card: Card, note: str) -> Card:
    """The same card with a line for whoever pressed it."""
    if card["card_type"] == "vote_interaction":
        title = card["main_title"]
        return {**card, "main_title": {**title, "desc": _joined(title.get("desc", ""), note)}}
    return {**card, "sub_title_text": _joined(card.get("sub_title_text", ""), note)}


def greyed(spoken: str, task: str) -> Card:
    """A card of the self-built app whose one button is grey: `replace_text` cannot be pressed (page 94888)."""
    done = DONE().to(tongue(spoken))
    return {**_card(spoken, Offer(((done, SUBMITTED),)), task), "replace_text": done}


def bare(spoken: str, task: str) -> Card:
    """A smart bot's card without buttons; a `card_action` of type 0 leads nowhere (page 101032)."""
    return {"card_type": "text_notice", **_headed(spoken), "card_action": {"type": 0}, "task_id": task}


def tongue(words: str) -> str:
    """The language of a message: cards need a word or two of their own. English has signs of its own beyond ASCII (“ ” – ✅)."""
    return "zh" if _CHINESE.search(words) or not (words.isascii() or _LATIN.search(words)) else "en"


def _said(words: Sequence[Words], say: Say) -> list[dict[str, Any]]:
    return say(words) if plain(words).strip() else []


def _sendable(card: Card) -> dict[str, Any]:
    return {"msgtype": "template_card", "template_card": card}


def _split(parts: Sequence[Part], words: Sequence[Words], offer: Offer) -> tuple[str, tuple[Fact, ...]]:
    """What a card says in words, and in rows: the figures the words end with, under something to head them. A vote has no rows."""
    read = [part for part in parts if not isinstance(part, Buttons | Choices)]
    if offer.is_vote or not read or not isinstance(facts := read[-1], Facts) or not _fit_rows(facts):
        return plain(words), ()
    above = f"{plain(words[:-1])}\n{facts.title}".strip("\n")
    return (above, facts.rows) if above else (plain(words), ())


def _fit_rows(facts: Facts) -> bool:
    return len(facts.rows) <= ROWS and all(
        sum(1 + (not letter.isascii()) for letter in row.label) <= LABEL and len(facts.said(row)) <= VALUE for row in facts.rows
    )


def _words(part: Part) -> list[Words]:
    """What of a part is read, not pressed."""
    match part:
        case Text() | Mention():
            return [part]
        case Progress():
            lines = part.plain()
        case Facts():
            return [part.words()]
        case Choices(options) if _is_offered(part):
            lines = "" if _all_short(part) else "\n".join(f"{option.label}. {option.words}" for option in options)
        case Choices():
            lines = part.plain()
        case _:
            return []
    return [Text.of(lines)] if lines else []


def _is_offered(part: Choices) -> bool:
    """Whether a card can carry the options; otherwise they are a list that says what to type."""
    return 0 < len(part.options) <= OPTIONS and all(option.says for option in part.options)


def _all_short(part: Choices) -> bool:
    """Whether there is room for each option where it is pressed, so that it needs not be read above."""
    most = SHORT if len(part.options) <= BUTTONS else LINE - len("A. ")
    return all(len(option.words) <= most and not option.share and option.right is None for option in part.options)


def _offers(parts: Sequence[Part]) -> list[Offer]:
    offers: list[Offer] = []
    for part in parts:
        match part:
            case Choices(options) if _is_offered(part):
                short = _all_short(part)
                presses = tuple((f"{o.label}. {o.words}" if short else o.label, o.says) for o in options)
                offers.append(Offer(presses, is_vote=len(options) > BUTTONS))
            case Buttons(rows):
                offers += _buttons([(button.label, button.says) for row in rows for button in row])
    return _merged(offers)


def _buttons(presses: list[tuple[str, str]]) -> list[Offer]:
    once = list({says: (label, says) for label, says in presses}.values())  # a key may stand on a card once
    return [Offer(tuple(once[at : at + BUTTONS])) for at in range(0, len(once), BUTTONS)]


def _merged(offers: list[Offer]) -> list[Offer]:
    """Neighbours that fit on one card."""
    out: list[Offer] = []
    for offer in offers:
        if out and not (offer.is_vote or out[-1].is_vote) and len(out[-1].presses) + len(offer.presses) <= BUTTONS:
            offer = Offer(_buttons([*out.pop().presses, *offer.presses])[0].presses)
        out.append(offer)
    return out


def _card(spoken: str, offer: Offer, task: str, rows: Sequence[Fact] = ()) -> Card:
    head = _headed(spoken)
    if rows:
        head["horizontal_content_list"] = [{"keyname": row.label, "value": f"{row.value} {row.note}".strip()} for row in rows]
    if not offer.is_vote:
        buttons = [{"text": label, "style": 1, "key": says} for label, says in offer.presses]
        return {"card_type": "button_interaction", **head, "button_list": buttons, "task_id": task}
    options = [{"id": says, "text": label} for label, says in offer.presses]
    return {
        "card_type": "vote_interaction",
        "main_title": {**head["main_title"], "desc": head.get("sub_title_text", "")},
        "checkbox": {"question_key": task, "mode": 0, "option_list": options},
        "submit_button": {"text": SUBMIT().to(tongue(spoken)), "key": SUBMITTED},
        "task_id": task,
    }


def _headed(spoken: str) -> dict[str, Any]:
    """First line as title, the rest below. A first line too long for a title goes on below from the end of a clause; without one in
    reach it stands there whole."""
    first, _, rest = spoken.strip().partition("\n")
    if not first:
        return {"main_title": {"title": CHOOSE().to("zh")}}
    if len(first) <= TITLE:
        return {"main_title": {"title": first}, **({"sub_title_text": rest} if rest else {})}
    cut = _clause(first)
    if not cut:
        return {"main_title": {"title": clip(first, TITLE)}, "sub_title_text": spoken.strip()}
    return {"main_title": {"title": first[:cut].rstrip()}, "sub_title_text": spoken.strip()[cut:].strip()}


def _heading(line: str) -> str:
    """What heads the card of words that were said above it: a line's beginning, up to the end of a clause, without addresses."""
    line = _ADDRESS.sub("", line)
    if len(line) <= TITLE:
        return line
    cut = _clause(line)
    return f"{line[: min(cut, TITLE - 1)].rstrip(' 。；：，、｜;:,.')}…" if cut else clip(line, TITLE)


def _clause(line: str) -> int:
    """Where the last clause that fits a title ends; else its last word; 0 where neither leaves a title of some length."""
    ends = [found.end() for found in _CLAUSE.finditer(line, 0, TITLE) if found.end() >= SHORTEST]
    word = line.rfind(" ", 0, TITLE + 1)
    return ends[-1] if ends else word if word >= SHORTEST else 0


def _fits(spoken: str) -> bool:
    return len(_headed(spoken).get("sub_title_text", "")) <= BODY


def _has_link(words: Sequence[Words]) -> bool:
    """Whether there is an address to open: on a card nobody can touch it."""
    return text_limits.is_linked(words) or _ADDRESS.search(plain(words)) is not None


def _joined(words: str, note: str) -> str:
    return f"{words}\n{note}" if words else note


def _mark(message: OutboundMessage) -> str:
    """Keeps a task id unique when outbox ids begin again with a new database."""
    return sha256(f"{message.to.key}\n{encode(message.parts)}".encode()).hexdigest()[:8]
