"""Every sentence about what is wrong with a file as a whole, or was passed over in it, whatever it was meant to hold."""

from __future__ import annotations

from bot.phrases import Phrase

TOO_BIG = Phrase(
    zh="文件有{size} MB，最多{limit} MB。请拆成几个文件再发。",
    en="The file has {size} MB; the limit is {limit}. Please split it.",
)
EMPTY_FILE = Phrase(zh="文件是空的。", en="The file is empty.")
NOT_READ = Phrase(zh="读不了这种文件（{what}）。", en="I cannot read this kind of file ({what}).")
PASSWORD = Phrase(
    zh="文件有密码，打不开。请去掉密码再发。", en="The file has a password. Please remove it and send the file again."
)
BROKEN = Phrase(
    zh="文件不完整或已损坏，打不开。请重新保存再发。",
    en="The file is incomplete or damaged. Please save it again and resend it.",
)
BOMB = Phrase(
    zh="文件解压后超过{limit} MB，没有打开。请只留要用的内容再发。",
    en="The file unpacks to more than {limit} MB and was not opened. Please keep only what is needed.",
)
SPRAWLING = Phrase(
    zh="表格占了{rows}行×{columns}列，大多是空的。请把内容复制到新表格再发。",
    en="The sheet spans {rows:row|rows} × {columns:column|columns}, mostly empty. Please copy its content to a new one.",
)
UNREADABLE_TEXT = Phrase(
    zh="看不出文字编码。请另存为 UTF-8 再发。", en="The text's encoding is unknown. Please save it as UTF-8."
)

# worth knowing, nothing wrong
IGNORED_COLUMN = Phrase(zh="“{column}”这一列没有用到", en="the column “{column}” was not used")
IGNORED_SHEET = Phrase(zh="工作表“{sheet}”没有读：{reason}", en="the sheet “{sheet}” was not read: {reason}")
HIDDEN = Phrase(zh="隐藏", en="hidden")
HIDDEN_ROW = Phrase(zh="是隐藏行，也读了", en="is a hidden row and was read")
A_LONG_NUMBER = Phrase(
    zh="“{column}”的长数字只剩15位有效数字（{cell}），请核对",
    en="“{column}” keeps only 15 digits of a long number ({cell}); please check it",
)
STRUCK_ROW = Phrase(zh="整行带删除线，也读了", en="is struck out and was read")
A_DATE = Phrase(zh="“{column}”被表格存成了日期 {cell}，请核对", en="“{column}” was stored as the date {cell}; please check it")
