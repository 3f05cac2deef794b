"""What people type and what it earns: words, amounts, letters and true or false in every spelling, and what must stay apart."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.quiz.bank import normalise
from handlers.quiz.bank.amounts import amount
from handlers.quiz.bank.marking import mark
from handlers.quiz.bank.questions import ONE, Amount, FillIn, Matching, Numeric, Option, Pair, Question, Single, TrueFalse, even
from handlers.quiz.bank.wording import bare

WORDS = """
客户关系管理系统 | 客戶關係管理系統 = 1
CRM系统 | “CRM系统” = 1
CRM系统 | （CRM系统） = 1
CRM系统 | CRM系统？ = 1
CRM系统 | crm系統。 = 1
CRM系统 | ＣＲＭ 系统 = 1
CRM系统 | 「CRM系统」 = 1
CRM系统 | 【CRM系统】！ = 1
CRM系统 | 'CRM系统' = 1
CRM系统 | 《CRM》系统 = 1
CRM系统 | CRM，系统 = 1
CRM系统 | C.R.M系统 = 1
CRM系统 | 答案是CRM系统 = 1
CRM系统 | 答案：CRM系统 = 1
CRM系统 | 我填CRM系统 = 1
CRM系统 | 我觉得是CRM系统 = 1
CRM系统 | ERP系统 = 0
CRM系统 | CRM = 0
CRM系统 | 不是CRM系统 = 0
客户关系管理（CRM）系统 | 客户关系管理CRM系统 = 1
客户关系管理CRM系统 | 客户关系管理(crm)系统 = 1
《销售巨人》 | 销售巨人 = 1
销售巨人 | 《銷售巨人》 = 1
列奥纳多·达芬奇 | 列奥纳多达芬奇 = 1
列奥纳多·达芬奇 | 列奥纳多•达芬奇 = 1
先问参照，再报价 | 先问参照再报价 = 1
先问参照，再报价 | 先问参照、再报价。 = 1
先问参照，再报价 | 再报价，先问参照 = 0
不能降价 | 能降价 = 0
e-mail | Email = 1
Wi-Fi | wifi = 1
COVID-19 | covid19 = 1
don't | Don’t = 1
U.S. | US = 1
答案 | 答案 = 1
《》 | 《》 = 1
《》 | “” = 0
？ | ？ = 1
？ | ！ = 0
C++ | c++ = 1
C++ | C = 0
C# | C = 0
C# | c＃ = 1
.NET | .net = 1
f(x) | fx = 0
f(x) | f（x） = 1
2(3+4) | 23+4 = 0
[0,1) | (0,1) = 0
(1,2) | (1，2) = 1
a+b | ab = 0
a-b | ab = 0
x-1 | x1 = 0
1/2 | 12 = 0
a/b | ab = 0
9:30 | 930 = 0
9:30 | 9：30 = 1
1、2 | 12 = 0
1、2 | 1，2 = 1
3 5 | 35 = 0
3.5 | 35 = 0
3.5 | ３．５ = 1
3.5 | 3.5。 = 1
3.10 | 3.1 = 0
007 | 7 = 0
-5 | 5 = 0
-5 | −5 = 1
-5 | －5 = 1
10² | 102 = 0
10² | 10^2 = 1
10² | 10^{2} = 1
H₂O | H2O = 0
5㎡ | 5m² = 1
5㎡ | 5m2 = 0
3-5 | 35 = 0
3-5 | 3～5 = 1
3-5 | 3至5 = 1
3-5 | 3到5 = 1
5米 | 5厘米 = 0
5米 | 5 = 0
5米 | 500厘米 = 1
5米 | 5 m = 1
5米 | 五米 = 1
5米 | 5公里 = 0
5公里 | 5000米 = 1
3万元 | 30000元 = 1
3万元 | ￥30,000 = 1
3万元 | 3万 = 0
3万元 | 3万块 = 1
3万元 | $30000 = 0
3万 | 30000 = 1
3万 | 三万 = 1
3万 | 3w = 1
30000 | 3万 = 1
30000 | 30,000 = 1
30000 | 30 000 = 1
30000 | 3,0000 = 0
3千克 | 3公斤 = 1
3千克 | 3000克 = 1
3斤 | 1500克 = 1
85% | 百分之八十五 = 1
85% | 85％ = 1
85% | 85 = 0
85% | 0.85 = 1
2小时 | 120分钟 = 1
2小时 | 两个小时 = 1
2天 | 48小时 = 0
30天 | 1个月 = 0
3次 | 3天 = 0
3箱 | 3瓶 = 0
3个 | 3 个 = 1
5分 | 5分钟 = 0
"""

NUMBERS = """
增长了多少 | 1250.5 | 1250.5元 = 1
增长了多少 | 1250.5 | ¥1,250.5 = 1
增长了多少 | 1250.5 | 1250.5。 = 1
增长了多少 | 1250.5 | 1，250.5元 = 1
增长了多少 | 1250.5 | RMB1250.5 = 1
增长了多少 | 1250.5 | 答案是1250.5 = 1
增长了多少 | 1250.5 | （1250.5） = 1
增长了多少 | 1250.5 | “1250.5” = 1
增长了多少 | 1250.5 | 1250.5块钱 = 1
增长了多少 | 1250.5 | $1250.5 = 1
增长了多少 | 1250.5 | 12505 = 0
增长了多少 | 1250.5 | -1250.5 = 0
增长了多少 | 30000 | 3万 = 1
增长了多少 | 30000 | 3万元 = 1
增长了多少 | 30000 | 三万 = 1
增长了多少 | 30000 | 3.0万 = 1
增长了多少 | 30000 | 30千 = 1
增长了多少 | 30000 | 0.3亿 = 0
增长了多少 | 120000000 | 1亿2000万 = 1
增长了多少 | 120000000 | 1.2亿 = 1
增长了多少 | 35000 | 三万五千 = 1
增长了多少 | 35000 | 3万5千 = 1
增长了多少 | 5000 | 5k = 1
增长了多少 | 5000 | 5千 = 1
增长了多少 | -5 | 负5 = 1
增长了多少 | -5 | -5 = 1
增长了多少 | -5 | －5 = 1
增长了多少 | -5 | 5 = 0
增长了多少 | 28 | 二十八 = 1
增长了多少 | 105 | 一百零五 = 1
增长了多少 | 3.5 | 三点五 = 1
增长了多少 | 3.5 | 35 = 0
增长了多少 | 0.5 | 1/2 = 1
增长了多少 | 0.5 | .5 = 1
增长了多少 | 100 | 10² = 1
增长了多少 | 102 | 10² = 0
增长了多少 | 1200 | 1.2×10³ = 1
增长了多少 | 0.85 | 85% = 1
增长了多少 | 85 | 85% = 1
增长了多少 | 0.8 | 八折 = 1
增长了多少 | 85 | 百分之八十五 = 1
增长了多少 | 5 | 3-5 = ?
增长了多少 | 5 | 不到5元 = ?
增长了多少 | 5 | 3.5.6 = ?
增长了多少 | 5 | 五六个 = ?
增长了多少 | 5 | 不知道 = ?
增长了多少 | 314 | 3,14 = ?
增长了多少 | 5 | 约5 = 1
增长了多少 | 5 | 5左右 = 1
长度是多少米 | 5 | 5米 = 1
长度是多少米 | 5 | 5 = 1
长度是多少米 | 5 | 5厘米 = 0
长度是多少米 | 5 | 500厘米 = 1
长度是多少米 | 5 | 5元 = 0
长度是多少米 | 5 | 0.005公里 = 1
费用是多少元 | 50 | 50块 = 1
费用是多少元 | 50 | ¥50 = 1
费用是多少元 | 50 | $50 = 0
费用是多少元 | 50 | 500毛 = 1
费用是多少元 | 50 | 50% = 0
销售额多少万元 | 3 | 3 = 1
销售额多少万元 | 3 | 3万 = 1
销售额多少万元 | 3 | 3万元 = 1
销售额多少万元 | 3 | 30000元 = 1
销售额多少万元 | 3 | 3元 = 0
销售额（万元） | 3 | ¥30,000 = 1
每周____次 | 3 | 3次 = 1
每周____次 | 3 | 3 次。 = 1
每周____次 | 3 | 三次 = 1
每周____次 | 3 | 3天 = 0
有几个部门 | 5 | 5家 = 1
有几种异议 | 5 | 5个 = 1
完成率是____% | 85 | 85% = 1
完成率是____% | 85 | 85 = 1
通话（ ）分钟 | 90 | 1.5小时 = 1
"""

CHOICES = """
B
b
Ｂ
选B
選B
选 B
选择B
我选B
我選 b
（B）
(b)
【B】
“B”
B.
B。
B！
B?
B、
答案是B
答案：B
答案选B
正确答案是B
我觉得是B
我覺得選B
应该是B吧
就B
选B吧
是B
B选项
B项
选项B
第二个
第2个
Ⓑ
问清比较对象
問清比較對象
问清比较对象。
B.问清比较对象
B 问清比较对象
B、問清比較對象
"""

TRUTHS = {
    True: "对 對 对的 對的。 √ 正确 正確 T true 是 是的 没错 沒錯 选对 我觉得对 应该是对的吧 A 选A （A） 对！ “对” Yes ✔",
    False: "错 錯 错的 錯誤 × 不对 不對 不是 F false 否 应该是错的 我觉得不对 B 选B 错了 错！ no ❌",
    None: "也许 C 对错 不知道 12",
}
OPTIONS = ("降价", "问清比较对象", "沉默", "换产品")
SENTENCES = ["客户关系管理系统", "先问参照再报价", "三年总成本", "CRM", "需求洞察第1课", "满意度85"]


def rows(table: str, parts: int) -> list[tuple[str, ...]]:
    """Question parts, what was said and what it earns ("?" is asked again), as the table has them."""
    given = [line.rsplit(" = ", 1) for line in table.strip().splitlines()]
    return [(*(part.strip() for part in line.split(" | ", parts - 1)), earned) for line, earned in given]


def earned(question: Question, said: str) -> str:
    verdict = mark(question, said)
    return "?" if verdict is None else str(verdict.credit)


@pytest.mark.parametrize(("accepted", "said", "right"), rows(WORDS, 2))
def test_words_as_typed(accepted: str, said: str, right: str) -> None:
    assert earned(Question("填____", FillIn((Option(accepted, ONE),))), said) == right


@pytest.mark.parametrize(("stem", "value", "said", "right"), rows(NUMBERS, 3))
def test_amounts_as_typed(stem: str, value: str, said: str, right: str) -> None:
    assert earned(Question(stem, Numeric((Amount(Decimal(value)),))), said) == right


@pytest.mark.parametrize("said", CHOICES.strip().splitlines())
def test_a_letter_as_typed(said: str) -> None:
    assert earned(Question("先做什么？", Single(even(OPTIONS, [1]))), said) == "1"


@pytest.mark.parametrize(
    "said", ["我不选", "B还是C", "都对", "BC", "E", "选E", "第九个", "C.问清比较对象", "", "不知道", "B计划"]
)
def test_what_is_no_single_letter_is_asked_again(said: str) -> None:
    assert earned(Question("先做什么？", Single(even(OPTIONS, [1]))), said) == "?"


@pytest.mark.parametrize(("truth", "said"), [(truth, said) for truth, line in TRUTHS.items() for said in line.split()])
def test_true_or_false_as_typed(truth: bool | None, said: str) -> None:
    assert earned(Question("要记录", TrueFalse(True)), said) == {True: "1", False: "0", None: "?"}[truth]


@pytest.mark.parametrize("said", ["1B 2A", "1b2a", "1-B，2-A", "答案是1B 2A", "BA", "B A", "选BA", "①B ②A"])
def test_pairs_as_typed(said: str) -> None:
    question = Question("配", Matching((Pair("太贵", "拆成本"), Pair("没时间", "约十分钟"))))
    verdict = mark(question, said, (1, 0))
    assert verdict is not None and verdict.right


@pytest.mark.parametrize(
    ("stem", "said", "right"),
    [
        ("每____天回访", "3天", "1"),
        ("每____天回访", "三天", "1"),
        ("每____天回访", "3周", "0"),
        ("每____天回访", "3", "1"),
        ("填____", "3天", "0"),
    ],
)
def test_the_unit_a_blank_stands_before_may_be_repeated(stem: str, said: str, right: str) -> None:
    assert earned(Question(stem, FillIn((Option("3", ONE),))), said) == right


def test_several_accepted_answers_and_several_blanks() -> None:
    several = Question(
        "系统叫____", FillIn((Option("CRM系统", ONE), Option("客户关系管理系统", ONE), Option("CRM", Fraction(1, 2))))
    )
    assert [earned(several, said) for said in ("客戶關係管理系統", "“crm”", "ERP")] == ["1", "1/2", "0"]
    blanks = Question("先____，再____", FillIn((Option("问参照；报价", ONE),)))
    said = ("问参照 报价", "問參照、報價。", "“问参照”，“报价”", "报价 问参照", "问参照")
    assert [earned(blanks, words) for words in said] == ["1", "1", "1", "0", "0"]


@pytest.mark.parametrize("said", ["3.14", "3.15元", "3.13", "３．１４。"])
def test_a_tolerance_is_the_banks(said: str) -> None:
    assert earned(Question("多少", Numeric((Amount(Decimal("3.14"), Decimal("0.01")),))), said) == "1"


@given(st.text(alphabet="系统關客AbcＸ0123５.,，、。:：;-－—~ '“”「」（）()[]【】《》!?！？·…+*/#%²₂¥$", max_size=20))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert bare(bare(text)) == bare(text)


@given(
    st.sampled_from(SENTENCES),
    st.sampled_from(["“{}”", "（{}）", "「{}」", "【{}】", "{}。", "{}！", " {} ", "《{}》?", "‘{}’；"]),
)
def test_wrapping_and_closing_signs_never_cost_a_mark(words: str, worn: str) -> None:
    assert earned(Question("填____", FillIn((Option(words, ONE),))), worn.format(words)) == "1"


@given(st.decimals(-(10**9), 10**9, places=3), st.decimals(-(10**9), 10**9, places=3))
def test_different_numbers_are_never_the_same_words(one: Decimal, other: Decimal) -> None:
    assert (bare(f"{one}") == bare(f"{other}")) is (f"{one}" == f"{other}")


@given(st.integers(-(10**12), 10**12), st.sampled_from(["{}", "{:,}", "¥{:,}", "{}元", "{:,} 元。", "（{}）", "答案是{}"]))
def test_a_number_is_read_however_it_is_dressed(value: int, worn: str) -> None:
    read = amount(worn.format(value))
    assert read is not None and read.value == value


@given(st.text(alphabet="0123456789.,-+×eE元米万亿%百分之 ", max_size=12))
def test_what_is_read_as_an_amount_is_never_an_error(text: str) -> None:
    read = amount(text)
    assert read is None or read.value.is_finite()


def test_whatever_was_a_number_is_one_still() -> None:
    for said in ("1", "1.5", "-2", "1,234", "85%", "1e3", "+4", "３"):
        assert amount(said) is not None and normalise.number(said) is not None
