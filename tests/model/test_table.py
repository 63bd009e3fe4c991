"""A table of a rule file becomes a record: by the names of the fields."""

from decimal import Decimal

import pytest
from pydantic import Field

from yibao_cli.core.frozen import dataclass
from yibao_cli.model.table import Becomes, Strict


@dataclass(frozen=True, slots=True)
class Fee:
    yuan: Decimal


@dataclass(frozen=True, slots=True)
class Notice:
    file: str
    title: str
    ends: int | None
    fees: tuple[Fee, ...] = ()
    first: Fee = Fee(Decimal(1))
    every: int = 12
    note: str | None = None


class FeeTable(Strict, Becomes[Fee]):
    yuan: Decimal


class NoticeTable(Strict, Becomes[Notice]):
    title: str
    to: int | None = None
    fees: list[FeeTable] = Field([], alias="fee")
    first: FeeTable | None = None
    every: int | None = None
    note: str | None = None

    @property
    def ends(self) -> int | None:
        return None if self.to is None else self.to + 1


class ReplacedNoticeTable(NoticeTable):
    replaced: bool = True


class UntitledTable(Strict, Becomes[Notice]):
    note: str | None = None


def test_what_a_file_gives_goes_into_the_field_of_its_name() -> None:
    content = {
        "title": "A",
        "to": 3,
        "fee": [{"yuan": Decimal(5)}, {"yuan": Decimal(7)}],
        "first": {"yuan": Decimal(2)},
        "every": 1,
        "note": "n",
    }
    assert NoticeTable.model_validate(content).to_core(file="x.toml") == Notice(
        "x.toml", "A", 4, (Fee(Decimal(5)), Fee(Decimal(7))), Fee(Decimal(2)), 1, "n"
    )


@pytest.mark.parametrize("table", [NoticeTable, ReplacedNoticeTable])
def test_what_a_file_leaves_out_has_the_default_of_the_record(table: type[NoticeTable]) -> None:
    made = table.model_validate({"title": "A"}).to_core(file="x.toml")
    assert made == Notice("x.toml", "A", None, (), Fee(Decimal(1)), 12, None)


def test_a_value_given_goes_before_that_of_the_table() -> None:
    assert NoticeTable.model_validate({"title": "A", "to": 3}).to_core(file="x.toml", ends=9).ends == 9


def test_a_field_that_no_one_has_is_refused() -> None:
    with pytest.raises(AttributeError, match="title"):
        UntitledTable().to_core(file="x.toml", ends=None, fees=(), first=Fee(Decimal(1)), every=1)


def test_the_keys_of_a_table_are_those_of_the_file() -> None:
    assert NoticeTable.keys() == {"title", "to", "fee", "first", "every", "note"}
