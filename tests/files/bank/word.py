"""Word files part by part, so that every shape can be put where it matters: `package` of a document's XML, `body` of its paragraphs."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def package(document: str, numbering: str = "", styles: str = "") -> bytes:
    """A .docx of its parts; a document that shows a picture names it as Word does, though the picture is not there."""
    parts = {"document.main": document, "numbering": numbering or f"<w:numbering {W}/>", "styles": styles or f"<w:styles {W}/>"}
    types = "".join(f'<Override PartName="/word/{kind.split(".")[0]}.xml" ContentType="{WORD}.{kind}+xml"/>' for kind in parts)
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>'
        for n, kind in enumerate(("numbering", "styles"))
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" Type="{OFFICE}/officeDocument" '
            f'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships">{relations}'
            f'<Relationship Id="p1" Type="{OFFICE}/image" Target="media/image1.png"/></Relationships>',
        )
        for kind, content in parts.items():
            archive.writestr(f"word/{kind.split('.')[0]}.xml", content)
    return file.getvalue()


def body(*content: str) -> str:
    return f"<w:document {W} {M}><w:body>{''.join(content)}<w:sectPr/></w:body></w:document>"


def run(text: str, looks: str = "") -> str:
    """A run of words under run properties; a newline is a soft break, a tab a tab."""
    inside = (
        escape(text)
        .replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
        .replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    )
    return f'<w:r>{f"<w:rPr>{looks}</w:rPr>" if looks else ""}<w:t xml:space="preserve">{inside}</w:t></w:r>'


def paragraph(content: str, number: tuple[int, int] | None = None, style: str = "") -> str:
    """A paragraph of words or of runs, in a list (its id, its level) or of a style."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    listed = f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>' if number else ""
    return f"<w:p><w:pPr>{named}{listed}</w:pPr>{content if content.startswith('<') else run(content)}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc><w:tcPr/>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def numbering(levels: dict[int, list[tuple[str, str]]], lists: dict[int, tuple[int, dict[int, int]]]) -> str:
    """`levels`: (form, text) of each level of an abstract numbering; `lists`: its abstract numbering and where its levels start anew."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{one}">'
        + "".join(
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
            for depth, (form, text) in enumerate(of)
        )
        + "</w:abstractNum>"
        for one, of in levels.items()
    )
    nums = "".join(
        f'<w:num w:numId="{one}"><w:abstractNumId w:val="{of}"/>'
        + "".join(
            f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            for depth, start in starts.items()
        )
        + "</w:num>"
        for one, (of, starts) in lists.items()
    )
    return f"<w:numbering {W}>{abstract}{nums}</w:numbering>"
