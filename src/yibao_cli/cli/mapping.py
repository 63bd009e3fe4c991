"""How the columns of a file were understood, printed."""

from __future__ import annotations

from pathlib import Path

from ..core.text import masked
from ..tables.vocabulary import vocabulary
from .forms import Forms, put_form

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..tables.headers import ColumnMapping


def print_mapping(mapping: ColumnMapping, file: str, read_as: str, form: str) -> None:
    """A row a column, in the form asked for."""
    from ..render.mapping import RECORD_COLUMNS, MappedColumn, mapping_document, mapping_records, mapping_report

    name, read_as = masked(Path(file).name), masked(read_as)
    words = {field.name: field.shown for field in vocabulary().fields.values()}
    doubled = {item.column for item in mapping.doubled}
    columns = [
        MappedColumn(
            number=item.index + 1,
            name=masked(item.name),
            field=item.field,
            word=words.get(item.field or "", ""),
            how="doubled" if item.field is None and item.name in doubled else item.how,
        )
        for item in mapping.columns
    ]
    forms = Forms(
        numbers=lambda: [str(len(mapping.matched))],
        records=lambda: (RECORD_COLUMNS, mapping_records(columns)),
        document=lambda: mapping_document(name, read_as, columns),
        report=lambda: mapping_report(name, read_as, columns),
    )
    put_form(form, forms)
