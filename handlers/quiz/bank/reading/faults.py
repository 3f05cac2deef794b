"""Every sentence about what is wrong with a file or with a row of it."""

from __future__ import annotations

from bot.phrases import Phrase

# the file as a whole
TOO_BIG = Phrase(
    zh="文件有{size} MB，最多{limit} MB。请拆成几个文件再发。",
    en="The file has {size} MB; the limit is {limit}. Please split it.",
)
TOO_MANY = Phrase(
    zh="一次最多{limit}题，这个文件超过了。请拆成几个文件再发。",
    en="The file has more than {limit} questions. Please split it.",
)
EMPTY_FILE = Phrase(zh="文件是空的。", en="The file is empty.")
NO_QUESTIONS = Phrase(zh="文件里没有题目。", en="There are no questions in the file.")
NOT_A_BANK = Phrase(
    zh="这不是题库文件（{what}）。可以发 xlsx、csv、GIFT、Aiken 或 Moodle XML。",
    en="This is no question bank ({what}). Send xlsx, csv, GIFT, Aiken or Moodle XML.",
)
PDF = Phrase(zh="PDF 文档", en="a PDF document")
WORD = Phrase(zh="Word 文档", en="a Word document")
SLIDES = Phrase(zh="演示文稿", en="a presentation")
ARCHIVE = Phrase(zh="压缩包", en="an archive")
PICTURE = Phrase(zh="图片", en="a picture")
WEB_PAGE = Phrase(zh="网页", en="a web page")
BINARY = Phrase(zh="二进制文件", en="a binary file")
OTHER_TABLE = Phrase(
    zh="这是旧版 .xls 或 .ods 表格，请另存为 .xlsx 再发。",
    en="This is an old .xls or .ods sheet; please save it as .xlsx and send it again.",
)
PASSWORD = Phrase(
    zh="文件有密码，打不开。请去掉密码再发。", en="The file has a password. Please remove it and send the file again."
)
BROKEN = Phrase(
    zh="文件不完整或已损坏，打不开。请重新保存再发。",
    en="The file is incomplete or damaged. Please save it again and resend it.",
)
BOMB = Phrase(
    zh="文件解压后超过{limit} MB，没有打开。请只留题目再发。",
    en="The file unpacks to more than {limit} MB and was not opened. Please keep the questions only.",
)
SPRAWLING = Phrase(
    zh="表格占了{rows}行×{columns}列，大多是空的。请把题目复制到新表格再发。",
    en="The sheet spans {rows} rows × {columns} columns, mostly empty. Please copy the questions to a new one.",
)
UNREADABLE_TEXT = Phrase(
    zh="看不出文字编码。请另存为 UTF-8 再发。", en="The text's encoding is unknown. Please save it as UTF-8."
)
UNKNOWN_FORMAT = Phrase(
    zh="没看出题库格式：表格第一行要有“题干”和“答案”，文本可用 GIFT 或 Aiken。",
    en="No known format: a table needs “question” and “answer” in its first row; text can be GIFT or Aiken.",
)
NO_COLUMN = Phrase(zh="表头里没有“{column}”这一列。", en="The table has no column “{column}”.")
ONE_COLUMN = Phrase(
    zh="表格只有一列。题干、选项、答案要分列，第一行写表头。",
    en="The table has one column only. Question, options and answer need columns of their own, named in the first row.",
)
SPOILT_XML = Phrase(zh="XML 写法有误，从这里起读不下去", en="the XML is malformed; nothing after this can be read")
ENTITIES = Phrase(
    zh="XML 含实体声明（DTD），为安全没有读取。", en="The XML declares entities (a DTD); for safety it was not read."
)
NOT_MOODLE = Phrase(zh="这个 XML 不是 Moodle 题库（缺少 <quiz>）。", en="This XML is no Moodle question bank (no <quiz>).")

# a row
KIND_NOT_SUPPORTED = Phrase(zh="题型“{kind}”不支持", en="the type “{kind}” is not supported")
NO_KIND = Phrase(zh="没写题型，看不出是填空、数值还是简答", en="no type given, and it could be fill-in, numeric or short")
ANSWER_LACKS_OPTION = Phrase(
    zh="答案含{letter}但没有选项{letter}", en="the answer has {letter} but there is no option {letter}"
)
SEVERAL_ANSWERS = Phrase(zh="单选题的答案有{count}个：{answer}", en="a single choice with {count} answers: {answer}")
NOT_LETTERS = Phrase(zh="答案“{answer}”不是选项字母", en="the answer “{answer}” is no option letter")
NOT_TRUE_FALSE = Phrase(zh="判断题答案“{answer}”看不出对错", en="the answer “{answer}” is neither true nor false")
NOT_A_NUMBER = Phrase(zh="答案“{answer}”不是数字", en="the answer “{answer}” is no number")
NOT_A_PAIR = Phrase(zh="“{pair}”不是一对，写成：左边 => 右边", en="“{pair}” is no pair; write: left => right")
OPTION_GAP = Phrase(zh="选项{letter}为空，后面却还有选项", en="option {letter} is empty but more follow")
NOT_A_DIFFICULTY = Phrase(
    zh="难度“{difficulty}”看不懂，应是1到5或易、中、难", en="difficulty “{difficulty}” is not 1 to 5, easy, medium or hard"
)
UNCLOSED_QUOTE = Phrase(zh="引号没有成对", en="a quotation mark is never closed")
SAME_STEM = Phrase(zh="与{place}题干相同", en="the same question as {place}")
UNCLOSED = Phrase(zh="“{{”未闭合", en="“{{” is never closed")
STRAY = Phrase(zh="多了一个“}}”", en="a “}}” too many")
TWO_BRACES = Phrase(
    zh="一题里有两个“{{”，题与题之间要空一行", en="two “{{” in one question; leave a blank line between questions"
)
NO_BRACES = Phrase(zh="没有“{{”，不是题目", en="no “{{”, so it is no question")
NO_MARK = Phrase(zh="大括号里“{answer}”前缺“=”或“~”", en="“{answer}” in the braces lacks “=” or “~”")
BAD_WEIGHT = Phrase(zh="权重“{weight}”不在−100到100之间", en="the weight “{weight}” is not between −100 and 100")
NO_ANSWER_LINE = Phrase(zh="缺少“ANSWER:”一行", en="the line “ANSWER:” is missing")
NO_OPTION_LINES = Phrase(zh="“ANSWER:”前没有选项", en="no options before “ANSWER:”")
LETTER_SKIPPED = Phrase(zh="缺少选项{letter}", en="option {letter} is missing")

# worth knowing, nothing wrong
IGNORED_COLUMN = Phrase(zh="“{column}”这一列没有用到", en="the column “{column}” was not used")
IGNORED_SHEET = Phrase(zh="工作表“{sheet}”没有读：{reason}", en="the sheet “{sheet}” was not read: {reason}")
HIDDEN = Phrase(zh="隐藏", en="hidden")
NO_HEADS = Phrase(zh="没有题干这一列", en="no column of questions")
A_DATE = Phrase(zh="“{column}”被表格存成了日期 {cell}，请核对", en="“{column}” was stored as the date {cell}; please check it")
PICTURE_LEFT = Phrase(zh="带的图片或附件没有导入", en="its pictures or attachments were not imported")
