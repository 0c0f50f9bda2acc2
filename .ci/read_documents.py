"""Reads documents with programs not written here: python-docx, openpyxl, html5lib.

Usage: read_documents.py FOLDER, which holds one report as .docx, .xlsx and .html.
"""

import datetime
import pathlib
import sys

import docx
import html5lib
import openpyxl


def millimetres(length):
    return round(length.mm)


def read_docx(path):
    document = docx.Document(path)
    section = document.sections[0]
    margins = [section.top_margin, section.left_margin, section.right_margin, section.bottom_margin]
    assert [millimetres(one) for one in margins] == [37, 28, 26, 35], margins
    assert [millimetres(section.page_width), millimetres(section.page_height)] == [210, 297]
    body = document.styles["Normal"].paragraph_format
    assert body.line_spacing.pt == 28, "22 lines a page"
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles[0] == "Title" and "Heading 1" in styles, styles[:9]
    assert document.tables, "no table"
    for table in document.tables:
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader"), "a head that is not repeated"
    footer = section.footer.paragraphs[0]
    assert footer.text.startswith("— ") and footer.text.endswith(" —")
    assert not any(paragraph.text for paragraph in section.header.paragraphs)


def read_xlsx(path):
    book = openpyxl.load_workbook(path)
    days = charts = 0
    for sheet in book:
        charts += len(sheet._charts)
        if sheet.title == "正文":
            continue
        assert sheet.freeze_panes == "A2" and sheet.page_setup.orientation == "landscape", sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", f"a formula in {sheet.title} {cell.coordinate}"
                days += isinstance(cell.value, datetime.datetime)
    assert days, "no day is a day"
    # openpyxl keeps the charts that it reads.
    assert charts >= 5, charts


def read_html(path):
    text = path.read_text(encoding="utf-8")
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(text)
    for outside in ["<script", "http://", "https://", "src=", "@import"]:
        assert outside not in text, outside
    assert text.count("<svg") >= 5 and text.count('role="img"') == text.count("<svg")


folder = pathlib.Path(sys.argv[1])
for reader in [read_docx, read_xlsx, read_html]:
    ending = reader.__name__.removeprefix("read_")
    for path in sorted(folder.glob(f"summary.{ending}")):
        reader(path)
        print(f"read {path.name}")
