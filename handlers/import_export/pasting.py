"""Text pasted into the chat, in as many messages as it takes, to be read as a file is when 导入 is said."""

from __future__ import annotations

from typing import Any

from bot.feature import Context, Phrase, Refusal
from bot.file_kind import FileKind
from handlers.import_export import confirming
from handlers.import_export.settings import feature

LIMIT = 100_000
"""Characters of all the messages together."""
GOT = Phrase(
    zh="收到，共{lines}行。还有就接着发；发完回复“导入”，我先试读；不导了发“取消”。",
    en="Got it, {lines:line|lines} in all. Send more, or reply “import” and I read it first; “cancel” leaves it.",
)
OR_PASTE = Phrase(
    zh="也可以直接粘贴成文字发来，一条不够就发几条，发完回复“导入”。",
    en="Or paste them as text, in several messages if need be, and then reply “import”.",
)
TOO_LONG = Phrase(
    zh="粘贴的文字超过{limit}字，请存成文件再发。",
    en="The text is longer than {limit:character|characters}; please send it as a file.",
)
STEP = f"{feature.name}.pasted"


def begin(ctx: Context, kind: FileKind) -> None:
    """Waits for text of a kind."""
    ctx.ask("pasted", kind=kind.code, text="")


@feature.step("pasted", called=Phrase(zh="这次导入", en="this import"), stays=True)
def pasted(ctx: Context, words: str, *, kind: str, text: str) -> None:
    """One more message, or a file after all."""
    if ctx.event.files:
        confirming.pass_on(ctx)
    elif words.strip().casefold() in confirming.NO:
        ctx.reply(confirming.NOT_NOW)
    else:
        _collect(ctx, kind, text)


def _collect(ctx: Context, kind: str, text: str) -> None:
    joined = f"{text}\n{ctx.event.text}".lstrip("\n")
    if len(joined) > LIMIT:
        raise Refusal(TOO_LONG(limit=LIMIT))
    ctx.ask("pasted", kind=kind, text=joined)
    ctx.reply(GOT(lines=len([line for line in joined.splitlines() if line.strip()])))


def read(ctx: Context, kept: dict[str, Any]) -> None:
    """Reads what was pasted, without writing anything."""
    about = {"camp": ctx.camp.id, "kind": kept["kind"], "role": ctx.role.value, "language": ctx.language}
    ctx.task("import_export.read_pasted", text=kept["text"], **about)
