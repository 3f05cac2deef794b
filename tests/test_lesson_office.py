"""Word files and presentations as lessons: headings and slides to lessons, everything that is no words noted, bad files one sentence."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from bot.documents.document import Document
from handlers.lessons import reading
from handlers.lessons.draft import LessonQuestion
from tests.files.bank.word import W, body, numbering, package, paragraph, run, table
from tests.files.lessons.slides import Shown, presentation

P = paragraph
STYLES = (
    f'<w:styles {W}><w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="标题 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="own"><w:name w:val="课名"/><w:basedOn w:val="1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="lvl"><w:name w:val="章"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>'
)


def word(*content: str, lists: str = "") -> bytes:
    return package(body(*content), lists, STYLES)


def outcome(data: bytes) -> tuple[list[str], list[str], list[str]]:
    """The lessons (course / title: skill | case | body), faults and notes of a file."""
    parsed = reading.read(Document(data), "微课")
    said = [f"{one.course} / {one.title}: {one.skill} | {one.case} | {one.body}" for one in parsed.values]
    return said, [one.line().to("zh") for one in parsed.faults], [one.line().to("zh") for one in parsed.notes]


WORD: dict[str, tuple[bytes, tuple[list[str], list[str], list[str]]]] = {
    "a heading a lesson": (
        word(P("澄清参照", style="1"), P("先问和谁比。"), P("再算总成本。"), P("复述确认", style="own"), P("先复述。"), P("收尾", style="lvl"), P("约时间。")),
        (["微课 / 澄清参照:  |  | 先问和谁比。\n\n再算总成本。", "微课 / 复述确认:  |  | 先复述。", "微课 / 收尾:  |  | 约时间。"], [], []),
    ),
    "the title is the course, named parts are fields": (
        word(P("异议处理", style="T"), P("作者：何琳"), P("澄清参照", style="1"), P("分钟：6"), P("技能", style="2"), P("用提问澄清。"),
             P("二、案例：", style="2"), P("小王先问。"), P("正文", style="2"), P("先问。"), P("要点", style="2"), P("一句话。")),
        (["异议处理 / 澄清参照: 用提问澄清。 | 小王先问。 | 先问。\n\n## 要点\n\n一句话。"], [], []),
    ),
    "one heading above the others is the course": (
        word(P("新人课程", style="1"), P("第一课 问", style="2"), P("问。"), P("第二课 听", style="2"), P("听。")),
        (["新人课程 / 第一课 问:  |  | 问。", "新人课程 / 第二课 听:  |  | 听。"], [], []),
    ),
    "one heading with words of its own is a lesson": (
        word(P("问", style="1"), P("开头。"), P("背景", style="2"), P("一。"), P("做法", style="2"), P("二。")),
        (["微课 / 问:  |  | 开头。\n\n## 背景\n\n一。\n\n## 做法\n\n二。"], [], []),
    ),
    "lists, a table, signs that are words, bold": (
        word(
            P("课", style="1"), P("一", (1, 0)), P("二", (1, 0)), P("点", (2, 0)), P("# 不是标题"), P("3*4*5 用____填，a_b 不变"),
            P(run("先问") + run("和谁比", "<w:b/>") + run("。")), table(("列", "值"), ("甲|乙", "1")), lists=numbering(
                {1: [("decimal", "%1.")], 2: [("bullet", "•")]}, {1: (1, {}), 2: (2, {})}),
        ),
        (["微课 / 课:  |  | 1. 一\n2. 二\n- 点\n\n\\# 不是标题\n\n3\\*4\\*5 用\\_\\_\\_\\_填，a_b 不变\n\n先问**和谁比**。\n\n"
          "| 列 | 值 |\n| --- | --- |\n| 甲\\|乙 | 1 |"], [], []),
    ),
    "what is left out is said": (
        word(P("公司内部资料"), P("课", style="1"), P(run("看图。") + "<w:r><w:drawing/></w:r>"), P(run("正文。") + run("不印", "<w:vanish/>"))),
        (["微课 / 课:  |  | 看图。\n\n正文。"], [], ["第1行 在第一个标题之前，没有用到：“公司内部资料”",
          "第3行 图片、图表和附件没有导入；导入后私聊发给我，配上“微课 编号”", "第4行 隐藏的文字没有读"]),
    ),
    "no headings": (
        word(P("澄清参照"), P("先问。")),
        ([], ["这份 Word 里没有“标题”样式的段落，分不出每一节课。请把每节课的题目设成“标题 1”，再发给我。"], []),
    ),
    "what cannot be a lesson": (
        word(P("空的", style="1"), P("有的", style="1"), P("正文。"), P("有的", style="1"), P("又一次。"), P("长" * 41, style="1"), P("字。")),
        (["微课 / 有的:  |  | 正文。"], ["第1行 技能、案例、正文都是空的", "第4行 与第2行标题相同", "第6行 标题有41个字，最多40个"], []),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WORD)
def test_a_word_file_of_lessons(name):
    data, expected = WORD[name]
    assert outcome(data) == expected


def test_the_closing_question_of_a_word_file():
    content = (P("问", style="1"), P("正文。"), P("问题", style="2"), P("先做什么？"), P("A. 降价"), P("B、问清"), P("答案：B"))
    (draft,) = reading.read(Document(word(*content)), "").values
    assert (draft.body, draft.question) == ("正文。", LessonQuestion("先做什么？", ("降价", "问清"), "B"))


def test_a_word_file_as_python_docx_writes_it():
    from docx import Document as New

    document = New()
    document.add_heading("异议处理", 0)
    document.add_heading("澄清参照", 1)
    document.add_paragraph("先问和谁比。")
    document.add_paragraph("一条", style="List Bullet")
    document.add_paragraph("两条", style="List Number")
    file = io.BytesIO()
    document.save(file)
    assert outcome(file.getvalue())[0] == ["异议处理 / 澄清参照:  |  | 先问和谁比。\n\n- 一条\n1. 两条"]


PICTURES = "图片、图表和附件没有导入；导入后私聊发给我，配上“微课 编号”"
SLIDES: dict[str, tuple[list[Shown], tuple[list[str], list[str], list[str]]]] = {
    "a slide a lesson, its notes told with it": (
        [Shown("澄清参照", ("问和谁比", "算总成本"), notes="讲的时候停一停。"), Shown("复述", ("先复述再回答。",))],
        (["微课 / 澄清参照:  |  | - 问和谁比\n- 算总成本\n\n讲的时候停一停。", "微课 / 复述:  |  | 先复述再回答。"], [], []),
    ),
    "a cover is the course": (
        [Shown("异议处理", ("讲师：何琳",), is_cover=True), Shown("澄清", ("问。",))],
        (["异议处理 / 澄清:  |  | 问。"], [], []),
    ),
    "notes may say the fields": (
        [Shown("澄清", ("问。",), notes="技能：用提问澄清\n分钟：6\n慢慢讲")],
        (["微课 / 澄清: 用提问澄清 |  | 问。\n\n慢慢讲"], [], []),
    ),
    "slides of one title are one lesson": (
        [Shown("澄清", ("问。",)), Shown("澄清", ("听。",)), Shown("收尾", ("约。",))],
        (["微课 / 澄清:  |  | 问。\n\n听。", "微课 / 收尾:  |  | 约。"], [], []),
    ),
    "sections are lessons": (
        [Shown("背景", ("一。",), section="澄清"), Shown("做法", ("二。",), section="澄清"), Shown("收尾", ("三。",), section="收尾")],
        (["微课 / 澄清:  |  | ### 背景\n\n一。\n\n### 做法\n\n二。", "微课 / 收尾:  |  | 三。"], [], []),
    ),
    "what is left out is said": (
        [Shown("澄清", ("问。",), has_picture=True), Shown("旧的", ("不用。",), is_hidden=True), Shown(""), Shown("谢谢"), Shown("", ("没标题", "正文"))],
        (["微课 / 澄清:  |  | 问。", "微课 / 没标题:  |  | 正文"], [], [f"第1页 {PICTURES}", "第2页 是隐藏的幻灯片，没有读", "第3页 没有文字，没有导入",
          "第4页 只有标题“谢谢”，没有导入", "第5页 没有标题，用了第一行字"]),
    ),
    "a table": (
        [Shown("澄清", table=(("列", "值"), ("甲", "1")))],
        (["微课 / 澄清:  |  | | 列 | 值 |\n| --- | --- |\n| 甲 | 1 |"], [], []),
    ),
    "a title that is too long": ([Shown("长" * 41, ("一。",)), Shown("澄清", ("问。",))], (["微课 / 澄清:  |  | 问。"], ["第1页 标题有41个字，最多40个"], [])),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIDES)
def test_a_presentation_of_lessons(name):
    slides, expected = SLIDES[name]
    assert outcome(presentation(slides)) == expected


BROKEN = "文件不完整或已损坏，打不开。请重新保存再发。"
BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "a presentation cut off": (lambda: presentation([Shown("一", ("二",))])[:-600], BROKEN),
    "a presentation of nothing": (lambda: presentation([]), "文件里没有课。"),
    "entities in a presentation": (lambda: replaced("ppt/slides/slide1.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><p/>"), BROKEN),
    "a slide that is no slide": (lambda: replaced("ppt/slides/slide1.xml", b"<html/>"), BROKEN),
    "a slide that is no XML": (lambda: replaced("ppt/slides/slide1.xml", b"\0\1"), BROKEN),
    "a slide that unpacks to too much": (
        lambda: replaced("ppt/slides/slide1.xml", b" " * (25 << 20)), "文件解压后超过24 MB，没有打开。请只留要用的内容再发。"),
    "a Word file of old": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
                           "读不了这种文件（旧版 Office 文件，请另存为 .docx 或 .pptx）。"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("data", "type_", "other"),
    [
        (presentation([Shown("问", ("问。",))]), b"presentationml.presentation.main", b"presentationml.slideshow.main"),
        (presentation([Shown("问", ("问。",))]), b"openxmlformats-officedocument.presentationml.presentation.main",
         b"ms-powerpoint.slideshow.macroEnabled.main"),
        (word(P("问", style="1"), P("问。")), b"wordprocessingml.document.main", b"wordprocessingml.template.main"),
        (word(P("问", style="1"), P("问。")), b"openxmlformats-officedocument.wordprocessingml.document.main",
         b"ms-word.document.macroEnabled.main"),
    ],
    ids=["ppsx", "ppsm", "dotx", "docm"],
)  # fmt: skip
def test_slide_shows_templates_and_files_with_macros_are_the_same_inside(data: bytes, type_: bytes, other: bytes) -> None:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml")
    assert type_ in types
    assert outcome(replaced("[Content_Types].xml", types.replace(type_, other), data))[0] == ["微课 / 问:  |  | 问。"]


def replaced(part: str, content: bytes, data: bytes | None = None) -> bytes:
    """A presentation of one slide with one of its parts put in another's place."""
    import zipfile

    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data or presentation([Shown("一", ("二",))]))) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return file.getvalue()


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_has_one_sentence(name):
    make, sentence = BAD[name]
    assert outcome(make()) == ([], [sentence], [])


@pytest.mark.parametrize("data", [word(P("问", style="1"), P("问。")), presentation([Shown("问", ("问。",))])])
def test_what_is_read_from_them_shows_as_words(data: bytes) -> None:
    from handlers.lessons.markdown import parts

    (draft,) = reading.read(Document(data), "").values
    (shown,) = parts(draft.body)
    assert shown.plain() == "问。"


def test_signs_of_a_word_file_are_shown_as_they_stand() -> None:
    from handlers.lessons.markdown import parts

    words = "# 不是标题 3*4*5 ____ `a` [x](y) ~~z~~ \\n a_b *甲*"
    (draft,) = reading.read(Document(word(P("课", style="1"), P(words))), "").values
    (shown,) = parts(draft.body)
    assert shown.plain() == words
