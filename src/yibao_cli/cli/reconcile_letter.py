"""The letter of `yibao reconcile --letter … -o 问询.docx`: its sentences, the table of its months, and the day."""

from __future__ import annotations

from datetime import datetime

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from ..core.text import visible
from ..language import tag, tr
from ..render.reconcile import AMOUNT_HEADINGS, LETTER_TITLE, letter_day, letter_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path
    from typing import Any

    from ..core.outcome import Reconciliation

FONT = "宋体"
"""What Chinese official letters are set in; where it is missing a word processor takes another one."""
A4 = Mm(210), Mm(297)


def write_letter(path: Path, result: Reconciliation, letter: str, day: date) -> None:
    """Writes the letter, dated `day`. Raises OSError where it cannot be written."""
    made: Any = Document()
    _set_up(made, day)
    made.add_heading(tr(LETTER_TITLE), level=1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for line in letter.splitlines():
        made.add_paragraph(visible(line))
    _add_table(made, *letter_table(result))
    made.add_paragraph()
    made.add_paragraph(letter_day(day)).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    made.save(str(path))


def _set_up(made: Any, day: date) -> None:
    """A4, Chinese fonts, and no author: the library's own template names itself."""
    section = made.sections[0]
    section.page_width, section.page_height = A4
    for name, size in (("Normal", 11), ("Heading 1", 16)):
        style = made.styles[name]
        style.font.size = Pt(size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    about = made.core_properties
    about.title, about.author, about.comments, about.language = tr(LETTER_TITLE), "", "", tag()
    about.created = about.modified = datetime(day.year, day.month, day.day)


def _add_table(made: Any, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """The heading is repeated on each page; amounts are set to the right."""
    lines = [list(map(tr, headings)), *rows]
    table = made.add_table(rows=len(lines), cols=len(headings), style="Table Grid")  # a row at a time takes far longer
    for number, (row, texts) in enumerate(zip(table.rows, lines, strict=True)):
        if not number:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for heading, cell, text in zip(headings, row.cells, texts, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.add_run(visible(text)).bold = True if not number else None
            if heading in AMOUNT_HEADINGS:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
