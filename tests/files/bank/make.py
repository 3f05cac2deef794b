"""Ugly question bank files as the world makes them, made by us: `UGLY` is name → bytes.

python -m tests.files.bank.make DIRECTORY      writes them all, to be sent by hand
"""

from __future__ import annotations

import io
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

HEADS = ("题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析", "标签", "难度")
Row = Sequence[str]

UGLY: dict[str, Callable[[], bytes]] = {}


def file(name: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    def keep(make: Callable[[], bytes]) -> Callable[[], bytes]:
        UGLY[name] = cache(make)
        return UGLY[name]

    return keep


# ── the workbook, part by part, so that every ugliness can be put where it hurts ─────────────────────────────────────

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf numFmtId="9" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


@cache
def letter(column: int) -> str:
    """0 is A."""
    return (letter(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def text_cell(row: int, column: int, text: str) -> str:
    where = f"{letter(column)}{row}"
    return f'<c r="{where}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>' if text else ""


def text_row(number: int, cells: Row) -> str:
    return f'<row r="{number}">' + "".join(text_cell(number, column, cell) for column, cell in enumerate(cells)) + "</row>"


def text_rows(rows: Iterable[Row], first: int = 1) -> str:
    return "".join(text_row(number, cells) for number, cells in enumerate(rows, first))


def sheet_xml(rows: str, after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def workbook(sheets: dict[str, str], hidden: Sequence[str] = (), target: str = "worksheets/sheet{n}.xml") -> bytes:
    names = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"{" state=" + chr(34) + "hidden" + chr(34) if name in hidden else ""}/>'
        for n, name in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="{target.format(n=n)}"/>'
        for n in range(1, len(sheets) + 1)
    )
    styles = f'<Relationship Id="rIdS" Type="{RELATIONS}/styles" Target="styles.xml"/>'
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}{styles}</Relationships>',
        "xl/styles.xml": STYLES,
        **{f"xl/worksheets/sheet{n}.xml": xml for n, xml in enumerate(sheets.values(), 1)},
    }
    return zipped(parts)


def zipped(parts: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def table(rows: Iterable[Row]) -> bytes:
    return workbook({"题库": sheet_xml(text_rows(rows))})


def single(stem: str, answer: str = "B", tag: str = "异议", kind: str = "单选") -> Row:
    return (kind, stem, "降价", "问清比较对象", "沉默", "换产品", answer, "先问参照", tag, "2")


def csv_text(rows: Iterable[Row], separator: str = ",") -> str:
    return "\r\n".join(separator.join(cells) for cells in rows) + "\r\n"


# ── journey J4 ───────────────────────────────────────────────────────────────────────────────────────────────────────


@file("产品题库.xlsx")
def product_bank() -> bytes:
    """50 rows, 4 of them faulty: rows 8, 19, 27 and 33. The good ones: 21 产品, 15 异议, 10 谈判."""
    tags = iter(["产品"] * 21 + ["异议"] * 15 + ["谈判"] * 10)
    rows: list[Row] = [HEADS]
    for number in range(2, 52):
        match number:
            case 8:
                rows.append(single("第8行的题", answer=""))
            case 19:
                rows.append(("单选", "第19行的题", "是", "否", "", "", "C", "", "产品", ""))
            case 27:
                rows.append(single("客户 说“第12行”怎么回 ?"))
            case 33:
                rows.append(("名词解释", "什么是FABE", "", "", "", "", "特征优势利益证据", "", "产品", ""))
            case 12:
                rows.append(single("客户说“第12行”怎么回？", tag=next(tags)))
            case _:
                rows.append(single(f"第{number}行：客户说太贵了怎么回？", tag=next(tags)))
    return table(rows)


@file("test.gift")
def product_gift() -> bytes:
    """5 questions, the one at line 17 with a brace that is never closed."""
    return """// 异议处理
客户说“太贵了”，先做什么？ {
  =问清比较对象 # 对，先弄清参照
  ~降价
  ~沉默
}

“再考虑一下”就是拒绝。 {F}

FABE 的 F 是 { =特征 =特点 }。

一年有几个季度？
{#4}


// 下面这题忘了右括号
哪种是开放式提问？ {
  =您怎么看？
  ~要不要？
""".encode()


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@file("gbk.csv")
def gbk() -> bytes:
    return csv_text([HEADS, single("报价被嫌贵怎么办"), single("客户不接电话怎么办", "C")]).encode("gbk")


@file("bom_semicolons.csv")
def bom_semicolons() -> bytes:
    return csv_text([HEADS, single("报价被嫌贵, 怎么办"), single("客户说，再考虑", "C")], ";").encode("utf-8-sig")


@file("utf16_tabs.csv")
def utf16_tabs() -> bytes:
    """What Excel calls Unicode text."""
    return csv_text([HEADS, single("报价被嫌贵怎么办")], "\t").encode("utf-16")


@file("lines_in_cells.csv")
def lines_in_cells() -> bytes:
    cell = '"客户说：""太贵了""\n下一句说什么？"'
    return csv_text([HEADS, single(cell), single("后面一题")]).encode()


@file("unclosed_quote.csv")
def unclosed_quote() -> bytes:
    return csv_text([HEADS, single("第一题"), single('"忘了收尾的引号'), single("被吞掉的题")]).encode()


@file("guarded_formulas.csv")
def guarded_formulas() -> bytes:
    return csv_text([HEADS, single("'=1+1 是公式吗"), single("'-5 摄氏度怎么念")]).encode()


@file("one_column.csv")
def one_column_csv() -> bytes:
    return "题干\r\n太贵了怎么办\r\n再考虑怎么办\r\n".encode()


@file("english_any_order.csv")
def english_any_order() -> bytes:
    heads = ("Answer", "option_b", "Option A", "question", "Type", "Tags", "Difficulty", "remark")
    return csv_text(
        [
            heads,
            ("A", "two", "one", "Pick one", "single choice", "x; y", "hard", "note"),
            ("ab", "2", "1", "Pick both", "Multiple", "", "", ""),
        ]
    ).encode()


@file("merged.xlsx")
def merged() -> bytes:
    """A title over all columns, one type and one tag over three rows."""
    rows = [
        text_row(1, ("产品题库（2026）",)),
        text_row(2, HEADS),
        text_row(3, ("单选", "第一题", "甲", "乙", "", "", "A", "", "异议", "")),
        text_row(4, ("", "第二题", "甲", "乙", "", "", "B", "", "", "")),
        text_row(5, ("", "第三题", "甲", "乙", "", "", "A", "", "", "")),
    ]
    ranges = '<mergeCells count="3"><mergeCell ref="A1:J1"/><mergeCell ref="A3:A5"/><mergeCell ref="I3:I5"/></mergeCells>'
    return workbook({"题库": sheet_xml("".join(rows), ranges)})


@file("full_width.xlsx")
def full_width() -> bytes:
    return table([HEADS, single("全角一个", "Ｂ"), single("全角两个", "Ａ、Ｃ", kind="多选题"), single("小写", "b")])


@file("true_false.xlsx")
def true_false() -> bytes:
    said = ["√", "×", "对", "错", "T", "F", "正确", "错误", "是", "否", "True", "FALSE", "✓", "✗", "Ｔ", "1", "0", "X"]
    rows: list[Row] = [
        HEADS,
        *(("判断", f"说法{number}", "", "", "", "", word, "", "", "") for number, word in enumerate(said)),
    ]
    rows.append(("判断题", "答案写选项字母", "正确", "错误", "", "", "B", "", "", ""))
    rows.append(("判断", "看不出对错", "", "", "", "", "也许", "", "", ""))
    return table(rows)


@file("several_answers.xlsx")
def several_answers() -> bytes:
    said = ["A,B", "AB", "A、B", "A B", "Ａ；Ｂ", "a和b", "BA", "降价;问清比较对象"]
    return table([HEADS, *(single(f"多选{number}", word, kind="多选") for number, word in enumerate(said))])


@file("formulas.xlsx")
def formulas() -> bytes:
    """A formula's value as it was last worked out; one never worked out; one that failed."""
    cells = [text_cell(2, column, cell) for column, cell in enumerate(single("公式算出答案", ""))]
    lacking = [text_cell(3, column, cell) for column, cell in enumerate(single("公式没算过", ""))]
    failed = [text_cell(4, column, cell) for column, cell in enumerate(single("公式出错", ""))]
    rows = (
        text_row(1, HEADS)
        + f'<row r="2">{"".join(cells)}<c r="G2" t="str"><f>CHAR(66)</f><v>B</v></c></row>'
        + f'<row r="3">{"".join(lacking)}<c r="G3"><f>CHAR(66)</f></c></row>'
        + f'<row r="4">{"".join(failed)}<c r="G4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    return workbook({"题库": sheet_xml(rows)})


@file("numbers_and_dates.xlsx")
def numbers_and_dates() -> bytes:
    """Options stored as numbers, sums with binary noise, a truth value, and "3-4" that became a date."""
    numeric = '<c r="A2" t="inlineStr"><is><t>单选</t></is></c><c r="B2" t="inlineStr"><is><t>几个季度</t></is></c><c r="C2"><v>3</v></c><c r="D2"><v>4</v></c>'
    noisy = '<c r="A3" t="inlineStr"><is><t>数值</t></is></c><c r="B3" t="inlineStr"><is><t>0.1+0.2</t></is></c><c r="G3"><v>0.30000000000000004</v></c>'
    truth = '<c r="A4" t="inlineStr"><is><t>判断</t></is></c><c r="B4" t="inlineStr"><is><t>地是圆的</t></is></c><c r="G4" t="b"><v>1</v></c>'
    dated = (
        '<c r="A5" t="inlineStr"><is><t>单选</t></is></c><c r="B5" t="inlineStr"><is><t>几个人一组</t></is></c>'
        '<c r="C5" s="1"><v>46085</v></c><c r="D5"><v>5</v></c>'
    )
    rows = (
        text_row(1, HEADS)
        + f'<row r="2">{numeric}{text_cell(2, 6, "B")}</row><row r="3">{noisy}</row><row r="4">{truth}</row>'
        + f'<row r="5">{dated}{text_cell(5, 6, "A")}</row>'
    )
    return workbook({"题库": sheet_xml(rows)})


@file("hidden_sheet.xlsx")
def hidden_sheet() -> bytes:
    sheets = {
        "题库": sheet_xml(text_rows([HEADS, single("看得见的题")])),
        "旧题": sheet_xml(text_rows([HEADS, single("藏起来的题")])),
        "说明": sheet_xml(text_rows([("请在题库表里填写",)])),
    }
    return workbook(sheets, hidden=["旧题"])


@file("two_sheets.xlsx")
def two_sheets() -> bytes:
    sheets = {
        "产品": sheet_xml(text_rows([HEADS, single("产品题"), single("两张表都有的题")])),
        "异议": sheet_xml(text_rows([HEADS, single("两张表都有的题"), single("缺答案", "")])),
    }
    return workbook(sheets)


@file("empty_rows.xlsx")
def empty_rows() -> bytes:
    return workbook(
        {"题库": sheet_xml(text_row(3, HEADS) + text_row(6, single("第六行的题")) + text_row(9, single("第九行缺答案", "")))}
    )


@file("options_in_one_cell.xlsx")
def options_in_one_cell() -> bytes:
    heads = ("类型", "题目", "选项", "正确答案")
    return table(
        [
            heads,
            ("选择题", "连着写", "A. 降价 B. 问清 C. 沉默", "B"),
            ("选择题", "一行一个", "降价\n问清\n沉默", "AC"),
            ("", "不写题型", "降价|问清", "A"),
        ]
    )


@file("letters_in_options.xlsx")
def letters_in_options() -> bytes:
    return table([HEADS, ("单选", "选项里重复了字母", "A. 降价", "B、问清", "C：沉默", "", "问清", "", "", "")])


@file("bad_rows.xlsx")
def bad_rows() -> bytes:
    """Every way a row can be wrong that is not in another file."""
    return table(
        [
            HEADS,
            ("单选", "", "甲", "乙", "", "", "A", "", "", ""),
            ("单选", "选项不够", "甲", "", "", "", "A", "", "", ""),
            ("单选", "选项有空档", "甲", "", "丙", "", "A", "", "", ""),
            ("单选", "选项重复", "甲", "乙", "甲", "", "A", "", "", ""),
            ("单选", "两个答案", "甲", "乙", "", "", "AB", "", "", ""),
            ("单选", "答案是别的话", "甲", "乙", "", "", "丙", "", "", ""),
            ("数值", "答案不是数", "", "", "", "", "很多", "", "", ""),
            ("填空", "____和____", "", "", "", "", "甲；乙", "", "", ""),
            ("配对", "不成对", "太贵", "没时间", "", "", "", "", "", ""),
            ("", "什么题型？", "", "", "", "", "特征", "", "", ""),
            ("单选", "难度不对", "甲", "乙", "", "", "A", "", "", "很难很难"),
            ("单选", "长" * 2001, "甲", "乙", "", "", "A", "", "", ""),
        ]
    )


@file("nine_options.xlsx")
def nine_options() -> bytes:
    """More options than a question may have; and fewer in the next row."""
    heads = ("题干", *(f"选项{letter}" for letter in "ABCDEFGHI"), "答案")
    return table([heads, ("九个选项", *"一二三四五六七八九", "A"), ("两个选项", "一", "二", *[""] * 7, "B")])


@file("all_kinds.xlsx")
def all_kinds() -> bytes:
    return table(
        [
            HEADS,
            single("单选题目"),
            single("多选题目", "AC", kind="多选题"),
            ("判断题", "判断题目", "", "", "", "", "对", "", "", "易"),
            ("填空题", "首都是____", "", "", "", "", "北京|北京市", "", "", "中"),
            ("数值题", "圆周率", "", "", "", "", "3.14±0.01", "", "", "难"),
            ("数值", "一到五", "", "", "", "", "１～５", "", "", ""),
            ("连线题", "配起来", "太贵 => 问参照", "没时间 → 约短会", "=> 降价", "", "", "", "", ""),
            ("问答题", "谈谈异议", "", "", "", "", "", "", "异议；谈判", ""),
        ]
    )


@file("no_answer_column.xlsx")
def no_answer_column() -> bytes:
    return table([("题型", "题干", "选项A", "选项B"), ("单选", "没有答案列", "甲", "乙")])


@file("one_column.xlsx")
def one_column() -> bytes:
    return table([("我们的题目",), ("太贵了怎么办",), ("再考虑怎么办",)])


@file("no_questions.xlsx")
def no_questions() -> bytes:
    return table([HEADS])


@file("empty_sheet.xlsx")
def empty_sheet() -> bytes:
    return workbook({"Sheet1": sheet_xml("")})


@file("absolute_targets.xlsx")
def absolute_targets() -> bytes:
    """Relations with absolute paths and prefixed tags, as some generators write them."""
    rows = text_rows([HEADS, single("别的程序写的题")])
    for tag in ("row", "c", "is", "t", "sheetData", "worksheet"):
        rows = rows.replace(f"<{tag} ", f"<x:{tag} ").replace(f"<{tag}>", f"<x:{tag}>").replace(f"</{tag}>", f"</x:{tag}>")
    xml = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    return workbook({"题库": xml}, target="/xl/worksheets/sheet{n}.xml")


# ── too large, broken, or something else ─────────────────────────────────────────────────────────────────────────────


@file("100000_rows.xlsx")
def rows_100000() -> bytes:
    return table([("题干", "答案"), *((f"第{number}个说法", "对") for number in range(100_000))])


@file("100000_rows.csv")
def rows_100000_csv() -> bytes:
    return csv_text([HEADS, *(single(f"第{number}题") for number in range(100_000))]).encode()


@file("100000_empty_rows.xlsx")
def empty_100000() -> bytes:
    """Three questions, and a border drawn round a hundred thousand rows."""
    styled = "".join(
        f'<row r="{number}">' + "".join(f'<c r="{letter(c)}{number}" s="2"/>' for c in range(5)) + "</row>"
        for number in range(5, 100_005)
    )
    return workbook({"题库": sheet_xml(text_rows([HEADS, single("一"), single("二"), single("三")]) + styled)})


@file("stray_cell.xlsx")
def stray_cell() -> bytes:
    """One dot in the last cell a sheet has: a rectangle of 17 thousand million cells."""
    rows = text_rows([HEADS, single("唯一的题")])
    return workbook({"题库": sheet_xml(rows + '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>.</t></is></c></row>')})


BOMB_MB = 120
"""More than is unpacked, and made in half a second."""


def _bomb(parts: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(b"<worksheet>")
            for _ in range(BOMB_MB):
                sheet.write(b" " * (1 << 20))
    return data.getvalue()


def _parts() -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(table([HEADS]))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if "sheet1" not in name}


@file("zip_bomb.xlsx")
def zip_bomb() -> bytes:
    """120 MB of nothing in 120 kB."""
    return _bomb(_parts())


@file("lying_bomb.xlsx")
def lying_bomb() -> bytes:
    """The same, with a directory that owns up to 1000 bytes only."""
    data = bytearray(zip_bomb())
    size = struct.pack("<I", len(b"<worksheet>") + (BOMB_MB << 20))
    checksum = zlib.crc32(b"<worksheet>" + b" " * 989)
    at = data.find(size)
    while at >= 0:
        data[at : at + 4] = struct.pack("<I", 1000)
        data[at - 8 : at - 4] = struct.pack("<I", checksum)
        at = data.find(size, at)
    return bytes(data)


@file("password.xlsx")
def password() -> bytes:
    """A compound file with the two streams of an encrypted workbook in its directory, as far as anybody looks."""
    names = ("Root Entry", "EncryptionInfo", "EncryptedPackage")
    directory = b"".join(name.encode("utf-16-le").ljust(64, b"\0") + bytes(64) for name in names)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + directory.ljust(1024, b"\0")


@file("old.xls")
def old_xls() -> bytes:
    directory = "Workbook".encode("utf-16-le").ljust(512, b"\0")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + directory


@file("open_document.ods")
def open_document() -> bytes:
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"})


@file("document.xlsx")
def word() -> bytes:
    return zipped({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"})


@file("pdf.xlsx")
def pdf() -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF"


@file("truncated.xlsx")
def truncated() -> bytes:
    return product_bank()[:2500]


@file("not_xml_inside.xlsx")
def not_xml_inside() -> bytes:
    return workbook({"题库": "<worksheet><sheetData><row r='1'><c r='A1'"})


@file("archive.xlsx")
def archive_of_files() -> bytes:
    return zipped({"readme.txt": "题库在别处"})


@file("empty.xlsx")
def empty() -> bytes:
    return b""


@file("blank.csv")
def blank() -> bytes:
    return b"\xef\xbb\xbf \r\n\r\n\t\r\n"


@file("noise.csv")
def noise() -> bytes:
    return bytes(range(256)) * 8


@file("neither_encoding.csv")
def neither_encoding() -> bytes:
    return "题干,答案\r\n".encode() + b"\xff\xfe\xfd\xfc\x80\x80\r\n"


@file("picture.csv")
def picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(64)


@file("page.xml")
def page() -> bytes:
    return b"<!DOCTYPE html><html><body>404</body></html>"


@file("prose.txt")
def prose() -> bytes:
    return "各位同事，附件是上周的题库，请查收。".encode()


# ── text formats ─────────────────────────────────────────────────────────────────────────────────────────────────────


@file("braces.gift")
def braces() -> bytes:
    return """第一题 {=甲 ~乙}
第二题忘了空行 {=甲 ~乙}

没有括号的一段话

多了右括号 =甲 ~乙}

没有标记 {正确答案}

没有对的 {~甲 ~乙}

两个对的 {=甲 =乙 ~丙}

权重不足 {~%50%甲 ~%20%乙 ~丙}

权重太大 {~%150%甲 ~乙}

好题 {=甲 ~乙}
""".encode("gb18030")


@file("windows.gift")
def windows_gift() -> bytes:
    """A byte order mark, CRLF, tags, a category, escapes and a picture."""
    lines = [
        "\ufeff$CATEGORY: $course$/top/异议",
        "",
        "// [id:7] [tag:报价] [tag:难度:4]",
        "::题名::[html]<p>1 \\= 1 <b>吗</b>？<img src='x.png'></p>{T#错了#对了####因为\\: 恒等}",
        "",
    ]
    return "\r\n".join(lines).encode()


@file("forgotten_answer.txt")
def forgotten_answer() -> bytes:
    return """第一题说什么？
A. 甲
B. 乙
ANSWER: B

忘了答案的题
A. 甲
B. 乙

第三题Ａ还是Ｂ？
Ａ）甲
Ｂ）乙
答案：ａ

缺了B的题
A. 甲
C. 丙
ANSWER: A

答案太大
A. 甲
B. 乙
ANSWER: D

最后一题没答案
A. 甲
""".encode()


@file("entity_bomb.xml")
def entity_bomb() -> bytes:
    return b"""<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<quiz><question type="truefalse"><questiontext><text>&b;</text></questiontext></question></quiz>"""


@file("other.xml")
def other_xml() -> bytes:
    return b'<?xml version="1.0"?><rss><channel/></rss>'


@file("truncated.xml")
def truncated_xml() -> bytes:
    return """<?xml version="1.0" encoding="GBK"?>
<quiz>
<question type="truefalse"><questiontext><text>读得到的题</text></questiontext>
<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question>
<question type="truefalse"><questiontext><text>断在半""".encode("gbk")


if __name__ == "__main__":
    directory = Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    for name, make in UGLY.items():
        (directory / name).write_bytes(make())
