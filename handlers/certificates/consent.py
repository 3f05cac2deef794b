"""证书 公开: whether the public page says a holder's name in full. It is masked until they say so."""

from __future__ import annotations

from bot.feature import Context, Phrase, Press
from storage import certificates

PUBLIC, MASKED = True, False
WORDS = {
    **dict.fromkeys(("公开", "公开姓名", "public"), PUBLIC),
    **dict.fromkeys(("不公开", "隐藏", "masked"), MASKED),
}
SHOWN = Phrase(
    zh="✅ 公开验证页会显示你的全名“{name}”。改回来：证书 不公开",
    en="✅ The public page now says your whole name, {name}. To mask it again: certificate masked",
)
HIDDEN = Phrase(
    zh="✅ 公开验证页只显示“{mask}”。要显示全名：证书 公开",
    en="✅ The public page says only {mask}. To have your whole name there: certificate public",
)
SHOW, HIDE = Phrase(zh="公开姓名", en="Show my name"), Phrase(zh="不公开姓名", en="Mask my name")
MASK = "＊"


def choose(ctx: Context, shown: bool) -> None:
    if shown:
        certificates.show_name(ctx.db, ctx.person.id, at=ctx.now)
        ctx.reply(SHOWN(name=ctx.person.name))
    else:
        certificates.hide_name(ctx.db, ctx.person.id)
        ctx.reply(HIDDEN(mask=masked(ctx.person.name)))


def press(ctx: Context) -> Press:
    """The other choice, as a button."""
    return Press(HIDE, "证书 不公开") if certificates.is_shown(ctx.db, ctx.person.id) else Press(SHOW, "证书 公开")


def masked(name: str) -> str:
    """The first letter of each word, or of a Chinese name, and nothing that tells how long the rest is: 林＊＊, M＊＊ G＊＊."""
    words = name.split()
    return " ".join(word[0] + MASK * 2 for word in words[:3])
