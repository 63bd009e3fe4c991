"""How the columns of a file were understood, as a report and as JSON."""

from __future__ import annotations

from ..core.frozen import dataclass
from ..core.text import one_line
from ..language import spoken, tr
from .report import Report
from .rows import Row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..documents import mapping as shapes

HEADINGS = ("列", "列名", "认作", "怎样认的")
HOW: dict[shapes.How, str] = {
    "override": "--map",
    "exact": "列名",
    "folded": "列名相近",
    "sheet": "工作表名",
    "folder": "目录名",
    "months": "各月的列",
    "doubled": "重复,没有读",
    "unmatched": "",
}


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column: its number from 1, its name in the file, the field it was taken for and its word, and how."""

    number: int
    name: str
    field: str | None
    word: str
    how: shapes.How


def mapping_report(name: str, form: str, columns: Sequence[MappedColumn]) -> Report:
    """A row a column; what to do where one was not recognised."""
    table = [[str(item.number), item.name, _taken(item), tr(HOW[item.how])] for item in columns]
    left = [item.name for item in columns if item.how == "unmatched" and item.name]
    rows = (
        [Row("没认出", tr("{left};不影响核对,要用到的话写 --map 列名=字段", left=tr("、").join(left)))] if left else []
    )
    return Report(one_line(tr("{name}({form})的列", name=name, form=form)), HEADINGS, table, rows)


def _taken(item: MappedColumn) -> str:
    if item.field is None:
        return "-"
    return f"{item.word}({item.field})" if spoken() == "zh" else item.field


def mapping_document(name: str, form: str, columns: Sequence[MappedColumn]) -> shapes.Document:
    """The document that `yibao reconcile --show-mapping --json` prints."""
    return {
        "schema": "yibao/mapping",
        "version": 1,
        "file": name,
        "read_as": form,
        "columns": [
            {"number": item.number, "name": item.name, "field": item.field, "how": item.how} for item in columns
        ],
    }


RECORD_COLUMNS = ("number", "name", "field", "how")


def mapping_records(columns: Sequence[MappedColumn]) -> list[list[str]]:
    """One CSV record a column, under RECORD_COLUMNS."""
    return [[str(item.number), item.name, item.field or "", item.how] for item in columns]
