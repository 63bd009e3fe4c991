"""What the coded columns of a row say together: its kind, and the status of its person."""

from collections.abc import Callable, Sequence
from operator import itemgetter

from ..core.frozen import dataclass
from ..core.literals import RowKind, Sex, Status
from ..core.statement import UnknownCode
from .cells import clean
from .codes import CodeTable, Meaning, code_table, is_blank, split_code
from .headers import ColumnMapping
from .vocabulary import TWIN

CODED = (
    "scheme",
    "person_type",
    "retired",
    "retirement_kind",
    "insured_identity",
    "status",
    "insured_state",
    "fixed",
    "paid",
    "paid_kind",
    "movement",
    "summary",
    "reversed",
    "reversed_before",
    "valid",
)
_LABELS = ("movement", "summary", "paid_kind")
_SAYS_KIND = ("movement", "paid_kind")
_SETTLED: tuple[RowKind, ...] = ("other-fund", "unpaid", "outflow")
"""Kinds of rows that are not counted, whatever else they say; the first one wins."""
_SAYS_STATUS = ("retired", "person_type", "retirement_kind", "status", "insured_state", "paid_kind")
"""The better word first; that somebody is insured as a resident goes before all of them."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the codes of a row come to. `negative`: its amount takes money back; the rest as in StatementRow.

    `left`: the column that says that the person is no longer insured, and what it says.
    """

    kind: RowKind
    negative: bool = False
    back_payment: bool = False
    difference: bool = False
    fixed: bool = False
    status: Status | None = None
    flexible: bool = False
    label: str = ""
    left: tuple[str, str] | None = None
    unknown: tuple[UnknownCode, ...] = ()


@dataclass(frozen=True, slots=True)
class _Coded:
    """A coded field of a file: where its code and its text stand among the coded cells (None: nowhere)."""

    field: str
    column: str
    table: CodeTable
    code: int | None
    twin: int | None


class StatusVerdicts(dict[tuple[str, ...], Verdict]):
    """The verdict on each combination of coded cells, found once: a file has few of them.

    `places` are those of the coded cells in a row.
    """

    def __init__(self, mapping: ColumnMapping) -> None:
        super().__init__()
        self._coded: list[_Coded] = []
        places: list[int] = []
        for field in CODED:
            found = [mapping.fields.get(name) for name in (field, field + TWIN)]
            slots: list[int | None] = []
            for column in found:
                slots.append(len(places) if column else None)
                places += [column.index] if column else []
            names = [column.name for column in found if column]
            if names:
                self._coded.append(_Coded(field, names[0], code_table(field), slots[0], slots[1]))
        self.places = tuple(places)
        self._pick = picker(places)

    def verdict(self, cells: Sequence[str]) -> Verdict:
        """The verdict on a row."""
        return self[self._pick(cells)]

    def __missing__(self, key: tuple[str, ...]) -> Verdict:
        verdict = self._verdicts(key)
        if len(self) >= 1 << 14:
            self.clear()
        self[key] = verdict
        return verdict

    def _verdicts(self, key: tuple[str, ...]) -> Verdict:
        found: dict[str, Meaning] = {}
        unknown: dict[str, UnknownCode] = {}
        labels: dict[str, str] = {}
        left: tuple[str, str] | None = None
        for coded in self._coded:
            text = _said(key, coded.code) or _said(key, coded.twin)
            if not text:
                continue
            meaning = coded.table.find(text)
            labels[coded.field] = _said(key, coded.twin) or _label(text, meaning)
            if meaning is None:
                unknown[coded.field] = UnknownCode(coded.column, text)
            else:
                found[coded.field] = meaning
                left = (coded.column, text) if meaning.left else left
        if any(field in found for field in _SAYS_KIND):
            unknown.pop("summary", None)  # a free text adds to a code, it need not be understood
        unknown.pop("insured_state", None)
        kind = _kind(found, bool(unknown))
        why = [field for field, meaning in found.items() if meaning.kind == kind == "other-fund"]
        label = next((labels[field] for field in (*why, *_LABELS) if field in labels), "")
        return Verdict(
            kind=kind,
            negative=kind == "correction" and any(meaning.negative for meaning in found.values()),
            back_payment=any(meaning.back for meaning in found.values()),
            difference=any(meaning.difference for meaning in found.values()),
            fixed=any(meaning.fixed for meaning in found.values()),
            status=_status(found),
            flexible=any(meaning.flexible for meaning in found.values()),
            label=label,
            left=left,
            unknown=tuple(unknown.values()),
        )


def picker(places: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Takes the cells at some places out of a row."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda cells: tuple(cells[place] for place in places)


def _said(key: tuple[str, ...], place: int | None) -> str:
    """A coded cell, cleaned; '' if it is not there or says nothing."""
    return "" if place is None or is_blank(key[place]) else clean(key[place])


def _label(text: str, meaning: Meaning | None) -> str:
    """The file's own words; the Chinese name where the file has a bare code."""
    said = split_code(text)[1]
    return said or (meaning.name if meaning else "") or text


def _kind(found: dict[str, Meaning], unknown: bool) -> RowKind:
    kinds = {meaning.kind for meaning in found.values()}
    for settled in _SETTLED:
        if settled in kinds:
            return settled
    if unknown:
        return "unknown-code"
    return "correction" if "correction" in kinds else "credit"


def _status(found: dict[str, Meaning]) -> Status | None:
    if any(meaning.status == "resident" for meaning in found.values()):
        return "resident"
    stated = (found[field].status for field in _SAYS_STATUS if field in found)
    status = next((item for item in stated if item is not None), None)
    flexible = any(meaning.flexible for meaning in found.values())
    return "flexible" if flexible and status == "employee" else status


def read_sex(cell: str, column: str) -> Sex | None:
    """Male or female by code or word; None for anything else, which changes no credit."""
    meaning = None if is_blank(cell) else code_table("sex").find(cell)
    return meaning.sex if meaning else None
