"""Every sentence about what is wrong with a file as a bank, or with a row of it."""

from __future__ import annotations

from bot.phrases import Phrase

# the file as a whole
TOO_MANY = Phrase(
    zh="一次最多{limit}题，这个文件超过了。请拆成几个文件再发。",
    en="The file has more than {limit:question|questions}. Please split it.",
)
NO_QUESTIONS = Phrase(zh="文件里没有题目。", en="There are no questions in the file.")
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
SEVERAL_ANSWERS = Phrase(zh="单选题的答案有{count}个：{answer}", en="a single choice with {count:answer|answers}: {answer}")
NOT_LETTERS = Phrase(zh="答案“{answer}”不是选项字母", en="the answer “{answer}” is no option letter")
NOT_TRUE_FALSE = Phrase(zh="判断题答案“{answer}”看不出对错", en="the answer “{answer}” is neither true nor false")
NOT_A_NUMBER = Phrase(zh="答案“{answer}”不是数字", en="the answer “{answer}” is no number")
NOT_A_PAIR = Phrase(zh="“{pair}”不是一对，写成：左边 => 右边", en="“{pair}” is no pair; write: left => right")
OPTION_GAP = Phrase(zh="选项{letter}为空，后面却还有选项", en="option {letter} is empty but more follow")
UNCLEAR_ALTERNATIVES = Phrase(
    zh="答案“{answer}”里的“{sign}”说不清：几种写法都算对就用 | 隔开，是答案的一部分就写成 \\{sign}",
    en="“{sign}” in the answer “{answer}” is unclear: part spellings that all count with |, or write \\{sign} if it belongs to it",
)
UNCLEAR_INDEX = Phrase(
    zh="答案“{answer}”说不清：是第几个选项，还是选项里的文字？请写字母",
    en="the answer “{answer}” could be an option's place or its words; please give its letter",
)
TWO_ANSWERS = Phrase(zh="答案写了两处，不一样：{first}和{second}", en="two answers that differ: {first} and {second}")
SAME_NUMBER = Phrase(zh="第{number}题有几道，对不上答案表", en="several questions have the number {number}; the key is unclear")
NO_SUCH_NUMBER = Phrase(zh="答案表里的第{number}题没有题目", en="the key has a question {number} that is not there")
KEY_COUNT = Phrase(zh="答案“{answer}”对不上第{first}–{last}题", en="“{answer}” is not one answer each for {first}–{last}")
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
NOT_A_DIFFICULTY = Phrase(
    zh="难度“{difficulty}”看不懂，没有导入", en="the difficulty “{difficulty}” was not understood and left out"
)
CUT_TAG = Phrase(zh="标签“{tag}”超过{limit}字，只留了前面", en="the tag “{tag}” is longer than {limit} and was cut")
TAGS_LEFT = Phrase(zh="标签超过{limit}个，没有导入：{tags}", en="more than {limit:tag|tags}; left out: {tags}")
CUT_EXPLANATION = Phrase(
    zh="解析有{length}字，只留了前{limit}字",
    en="the explanation has {length:character|characters}; it was cut after {limit}",
)
STRAY_WORDS = Phrase(zh="没有用到：“{words}”", en="not used: “{words}”")
MARKED_WORDS = Phrase(
    zh="有的选项{mark}，但文件没说这就是答案；若是，请在开头写明“{mark}为正确答案”",
    en="some options are {mark}, but the file does not say that they are right; if so, write “{mark} is the answer” at the top",
)
NO_HEADS = Phrase(zh="没有题干这一列", en="no column of questions")
HIDDEN_WORDS = Phrase(zh="隐藏的文字没有读", en="its hidden words were not read")
ONE_OPTION = Phrase(
    zh="只有1个选项，没得选，当填空题收下了", en="has one option, nothing to choose from; it was taken as a fill-in"
)
PICTURE_LEFT = Phrase(zh="带的图片或附件没有导入", en="its pictures or attachments were not imported")
