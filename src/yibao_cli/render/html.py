"""An answer as a page to look at, send and print: one file that holds everything and loads nothing.

The texts are those of the terminal; what an answer rests on stands at the end, as numbered notes with every source.
"""

from __future__ import annotations

import re
from html import escape
from itertools import groupby

from ..core.text import one_line
from ..language import tag, tr
from . import words
from .links import printable
from .rows import answer_rows, edition_row, label_of, title

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..core.credit import Answer
    from ..core.source import Source
    from .report import Report
    from .rows import Footnote, Found, Row

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What a browser may load for a page: nothing."""
TABLE, DETAILS, NOTES = "一览", "说明", "依据"
"""Captions of the two tables, and the heading of the notes; cells of a column of that name refer to notes."""

STYLE = """
:root{color-scheme:light dark;--ink:#1b1d21;--faint:#555b63;--line:#d5d9de;--paper:#fff;--soft:#f3f5f8;
--accent:#1c5d99;--second:#a3470b}
@media(prefers-color-scheme:dark){:root{--ink:#e7e9ec;--faint:#a9b0b9;--line:#3b4149;
--paper:#15181c;--soft:#1f2429;--accent:#86b9ea;--second:#f0a36b}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:anywhere;
font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:56rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.4rem;line-height:1.35;margin:0 0 1rem}
h2,caption{font-size:1rem;font-weight:700;text-align:left;margin:0;padding:.25rem 0}
section,figure,.wide,.details{margin:1.5rem 0 0}
.lead{background:var(--soft);border-left:.3rem solid var(--accent);padding:.75rem 1rem}
.lead p{margin:.25rem 0;display:flex;flex-wrap:wrap;gap:0 .75rem;align-items:baseline}
.lead span{flex:1 1 12rem}
.lead b{flex:none;color:var(--faint);font-weight:400}
.lead strong{font-size:1.6rem;line-height:1.3;color:var(--accent);white-space:nowrap;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{padding:.35rem .75rem .35rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
.wide td,.wide th{overflow-wrap:normal;white-space:nowrap}
.wide thead th{border-bottom:2px solid var(--faint)}
.wide tbody th{font-weight:400}
.wide .long{min-width:12rem;white-space:normal}
td:last-child,th:last-child{padding-right:0}
.amount{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.wide .amount{padding-right:1.25rem}
.wide .amount:last-child{padding-right:0}
.details th{color:var(--faint);font-weight:400;white-space:nowrap;width:1%}
.quiet,.notes p,.notes ul{color:var(--faint);font-size:.875rem}
.notes ol,.notes ul{margin:0;padding:0;list-style:none}
.notes p{margin:0}
.notes li{padding:.35rem 0 .35rem 2.25rem;position:relative}
.notes li b{position:absolute;left:0;font-weight:400}
.notes ul li{padding:.15rem 0 .15rem 1rem}
.notes ul li::before{content:"·";position:absolute;left:0}
a{color:var(--accent)}
figure svg{display:block;width:100%;max-width:40rem;height:auto;overflow:visible}
svg text{font-size:12px;fill:var(--ink)}
@media screen and (max-width:30rem){svg text{font-size:15px}}
.end{text-anchor:end}.mid{text-anchor:middle}
.grid{stroke:var(--line)}.axis{stroke:var(--faint)}.unknown{fill:var(--line)}
.credit{fill:var(--accent)}.projected{fill:var(--accent);fill-opacity:.25;stroke:var(--accent)}
.halo{fill:none;stroke:var(--paper);stroke-width:4.5}
.balance{fill:none;stroke:var(--second);stroke-width:2}
@page{size:A4;margin:15mm}
@media print{
:root{color-scheme:light;--ink:#000;--faint:#444;--line:#bbb;--paper:#fff;--soft:#fff;--accent:#1c5d99;--second:#a3470b}
body{font-size:10.5pt}
main{max-width:none;padding:0}
.wide{overflow:visible}
.wide table{font-size:9pt}
.wide td,.wide th{padding-right:.5rem}
.wide .long{min-width:0}
tr,.notes li,figure,.lead{break-inside:avoid}
h2,caption{break-after:avoid}
svg,.lead{-webkit-print-color-adjust:exact;print-color-adjust:exact}
a{color:inherit;text-decoration:none}
}
"""


def answer_html(answer: Answer, found: Found, explain: bool) -> str:
    """One answer as a page; which edition of the rules it is stands in it, as paper cannot be asked."""
    rows = answer_rows(answer, found, explain)
    edition = [] if explain else [edition_row(found.rulebook)]
    return _page(title(answer), "", [*rows[:-1], *edition, rows[-1]], "")


def report_html(report: Report, chart: str = "") -> str:
    """A report as a page; `chart` is markup from `svg`."""
    notes = {row.footnote.number for row in report.rows if row.footnote is not None}
    return _page(report.title, _table(report, notes) if report.table else "", report.rows, chart)


def _page(heading: str, table: str, rows: Sequence[Row], chart: str) -> str:
    """What matters most comes first, then the chart, the table, the rest, what it all rests on."""
    notes = list({row.footnote.number: row.footnote for row in rows if row.footnote is not None}.values())
    rows = [row for row in rows if row.footnote is None]
    name = _text(heading)
    return (
        f'<!DOCTYPE html>\n<html lang="{tag()}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{name}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{name}</h1>\n"
        + _lead([row for row in rows if row.strong])
        + (f"<figure>\n{chart}</figure>\n" if chart else "")
        + table
        + _details([row for row in rows if not row.strong])
        + _notes(notes)
        + "</main>\n</body>\n</html>\n"
    )


def _lead(rows: Iterable[Row]) -> str:
    """The answer itself, large."""
    lines = [
        f"<p><b>{_text(label_of(row))}</b> <span>{_text(row.text)}</span>"
        + (f" <strong>{_text(row.amount)}</strong>" if row.amount else "")
        + "</p>\n"
        for row in rows
    ]
    return f'<div class="lead">\n{"".join(lines)}</div>\n' if lines else ""


def _table(report: Report, notes: set[int]) -> str:
    """The table; on a narrow screen it is moved sideways, with the keyboard too."""
    classes = [
        _class(heading, [row[place] for row in report.table], report) for place, heading in enumerate(report.headings)
    ]
    head = "".join(
        f'<th scope="col"{kind}>{_text(words.heading(item))}</th>'
        for item, kind in zip(report.headings, classes, strict=True)
    )
    lines = []
    for row in report.table:
        cells = [
            _marked(cell, notes) if heading == NOTES else _text(cell)
            for cell, heading in zip(row, report.headings, strict=True)
        ]
        first, *rest = zip(cells, classes, strict=True)
        lines.append(
            f'<tr><th scope="row"{first[1]}>{first[0]}</th>'
            + "".join(f"<td{kind}>{cell}</td>" for cell, kind in rest)
            + "</tr>\n"
        )
    return (
        f'<div class="wide" role="region" aria-label="{tr(TABLE)}" tabindex="0">\n'
        f"<table>\n<caption>{tr(TABLE)}</caption>\n"
        f"<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{''.join(lines)}</tbody>\n</table>\n</div>\n"
    )


LONG = 12
"""Characters of a cell that may be broken into lines, in a column that then keeps some width."""


def _class(heading: str, cells: Iterable[str], report: Report) -> str:
    if heading in report.amounts:
        return ' class="amount"'
    return ' class="long"' if any(len(cell) > LONG for cell in cells) else ""


def _marked(cell: str, notes: set[int]) -> str:
    """A cell whose '[1]' leads to the note of that number."""

    def link(found: re.Match[str]) -> str:
        return f'<a href="#note-{found[1]}">{found[0]}</a>' if int(found[1]) in notes else found[0]

    return re.sub(r"\[([0-9]{1,6})\]", link, _text(cell))


def _details(rows: Sequence[Row]) -> str:
    """The labelled rows; those of one label belong together."""
    lines = []
    for label, together in groupby(rows, key=label_of):
        group = list(together)
        lines.append("<tbody>\n")
        for row in group:
            head = f'<th scope="rowgroup" rowspan="{len(group)}">{_text(label)}</th>' if row is group[0] else ""
            amount = f'<td class="amount">{_text(row.amount)}</td>' if row.amount else ""
            wide = "" if row.amount else ' colspan="2"'
            quiet = ' class="quiet"' if row.quiet else ""
            lines.append(f"<tr>{head}<td{wide}{quiet}>{_text(row.text)}</td>{amount}</tr>\n")
        lines.append("</tbody>\n")
    return f'<table class="details">\n<caption>{tr(DETAILS)}</caption>\n{"".join(lines)}</table>\n' if lines else ""


def _notes(notes: Iterable[Footnote]) -> str:
    items = []
    for note in notes:
        first, *more = map(_text, note.lines)
        sources = "".join(f"<li>{_source(item, note.remarks)}</li>\n" for item in note.sources)
        items.append(
            f'<li id="note-{note.number}"><b>[{note.number}]</b> {first}\n'
            + "".join(f"<p>{line}</p>\n" for line in more)
            + (f"<ul>\n{sources}</ul>\n" if sources else "")
            + "</li>\n"
        )
    if not items:
        return ""
    heading = f'<h2 id="notes">{tr(NOTES)}</h2>\n'
    return f'<section class="notes" aria-labelledby="notes">\n{heading}<ol>\n{"".join(items)}</ol>\n</section>\n'


def _source(item: Source, remarks: bool) -> str:
    """A document, its grade and date, its address where a reader may be sent there, what was noted about it."""
    address = _text(printable(item.url) or "")
    link = (
        f'<br><a href="{address}" rel="noreferrer">{address}</a>' if address.startswith(("https://", "http://")) else ""
    )
    remark = f"<br>{_text(item.note)}" if remarks and item.note else ""
    return f"{_text(words.graded_source(item))}{link}{remark}"


def _text(text: str) -> str:
    """A text that is no markup, in one line, without signs that control or reverse it."""
    return escape(one_line(text).strip())
