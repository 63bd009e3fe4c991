"""The notes on how a table was read."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from ..language import tr
from .cells import clean
from .choosing import Choice
from .headers import MONTHS
from .notes import Note, lines_text
from .plans import BARE_MONTH, SHEET, Plan
from .vocabulary import vocabulary


def notes_of(choice: Choice, plans: Sequence[Plan], visible: bool, sums: Collection[int]) -> Iterator[Note]:
    """All notes, in the order in which they are shown."""
    if len(plans) > 1:
        yield Note("sheets-together", {"names": _names(plan.part.sheet.name for plan in plans)})
    if choice.unread:
        yield Note("sheets-unread", {"names": _names(choice.unread), "first": choice.unread[0]})
    if choice.hidden:
        yield Note("sheets-hidden", {"names": _names(choice.hidden)})
    for plan in plans:
        yield from _of_sheet(plan, len(plans) > 1, visible, sums)


def _names(names: Iterable[str]) -> str:
    return tr("、").join(tr("「{name}」", name=name) for name in names)


def _of_sheet(plan: Plan, several: bool, visible: bool, sums: Collection[int]) -> Iterator[Note]:
    """The notes on one sheet."""
    mapping, sheet = plan.part.mapping, plan.part.sheet
    where = {"sheet": sheet.name if several else ""}
    labels = {name: field.shown for name, field in vocabulary().fields.items()}
    if plan.unfolding is not None:
        held = tr("、").join(labels[name] for name in plan.unfolding.fields)
        yield Note("months-unfolded", where | {"fields": held})
    dated = plan.year is not None and _lacks_year(plan)
    if dated and not plan.year_source.startswith("--year"):
        yield Note("year-guessed", where | {"year": str(plan.year), "said": plan.year_source})
    for name, text in plan.behind.items():
        if name != SHEET and name not in plan.by_folder:
            yield Note("sheet-says", {"sheet": sheet.name, "field": labels[name], "value": text})
    hidden = [line for line in sheet.hidden if line > mapping.last_line]
    if hidden:
        code = "rows-left-out" if visible else "rows-hidden"
        yield Note(code, where | {"count": str(len(hidden)), "lines": lines_text(sorted(hidden))})
    merged = {item.left for item in sheet.merged if item.top > mapping.last_line and item.left < len(mapping.columns)}
    if merged:
        yield Note("cells-merged", where | {"columns": _names(mapping.columns[place].name for place in sorted(merged))})
    if sheet.deleted:
        yield Note("rows-deleted", {"count": str(sheet.deleted)})
    for mark in sheet.marks:
        lines = [line for line in mark.lines if line > mapping.last_line and line not in sums]
        if lines and mark.column < len(mapping.columns):
            name = mapping.columns[mark.column].name
            facts = {"column": name, "count": str(len(lines)), "lines": lines_text(lines)}
            yield Note(mark.code, where | facts)


def _lacks_year(plan: Plan) -> bool:
    """Whether a month of the sheet has no year of its own."""
    if plan.part.mapping.months:
        return any(item.year is None for item in plan.part.mapping.months)
    if MONTHS[0] in plan.behind:
        return plan.part.sheet_name.year is None
    places = plan.months()
    rows = (cells for line, cells in plan.part.sheet.rows() if line > plan.part.mapping.last_line)
    return any(place < len(cells) and BARE_MONTH.fullmatch(clean(cells[place])) for cells in rows for place in places)
