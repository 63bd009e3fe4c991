"""One answer in the form asked for; only that form is made."""

from __future__ import annotations

from ..core.frozen import dataclass
from .output import json_text, put, put_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ..render.report import Report


@dataclass(frozen=True, slots=True)
class Forms:
    """How an answer is made in each form: bare numbers, a CSV heading with records, a JSON document, a report.

    `chart`: a picture for a page, as `render.svg` draws it; empty where there is nothing to show.
    """

    numbers: Callable[[], Iterable[str]]
    records: Callable[[], tuple[Sequence[str], Sequence[Sequence[str]]]]
    document: Callable[[], Mapping[str, object]]
    report: Callable[[], Report]
    chart: Callable[[], str] | None = None


def form_text(form: str, forms: Forms) -> str:
    """The answer as csv, json, html or md."""
    if form == "csv":
        from ..render.answer_table import csv_text

        return csv_text(*forms.records())
    if form == "json":
        return json_text(forms.document())
    if form == "html":
        from ..render.html import report_html

        return report_html(forms.report(), forms.chart() if forms.chart is not None else "")
    from ..render.report import report_markdown

    return report_markdown(forms.report())


def put_form(form: str, forms: Forms) -> None:
    """Prints the answer as number, csv, json, md, html or text."""
    if form == "number":
        for number in forms.numbers():
            put(number)
    elif form == "json":
        put_json(forms.document())
    elif form in ("csv", "md", "html"):
        put(form_text(form, forms))
    else:
        from ..render.terminal import print_report

        print_report(forms.report())
