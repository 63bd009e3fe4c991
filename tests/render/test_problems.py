"""The keys of rule files, in words, are those the models know."""

from collections.abc import Iterator
from typing import Any, get_args

from yibao_cli.model import amount, entries, files
from yibao_cli.model.table import Strict
from yibao_cli.render.rule_keys import KEYS

MODELS: dict[str, type[Strict]] = {
    "": files.RegionFile,
    "region": files.RegionTable,
    "policy": entries.PolicyEntry,
    "amount": amount.Amount,
    "min": amount.AgeYuan,
    "max": amount.AgeYuan,
    "rounding": amount.RoundingTable,
    "reduction": amount.ReductionTable,
    "required": amount.YearsBySex,
    "limits": entries.LimitsEntry,
    "deduction": entries.DeductionEntry,
    "withheld": entries.WithheldEntry,
    "average_pension": entries.FigureEntry,
    "average_wage": entries.FigureEntry,
    "posting": entries.PostingEntry,
    "switch": entries.SwitchEntry,
    "lifetime": entries.LifetimeEntry,
    "retirement_age": entries.RetirementAgeEntry,
    "cause": files.CauseEntry,
    "example": entries.ExampleEntry,
    "given": entries.Given,
    "channel": files.ChannelEntry,
    "tip": files.TipEntry,
    "source": files.SourceTable,
    "place": files.RegionName,
}


FILES = (files.RegionFile, files.LimitsFile, files.ChannelsFile, files.SourceTable, files.RegionName)


def tables_of(kind: Any) -> Iterator[type[Strict]]:
    """The tables that a file of a kind may have, itself among them."""
    if isinstance(kind, type) and issubclass(kind, Strict):
        yield kind
        for field in kind.model_fields.values():
            yield from tables_of(field.annotation)
    for part in get_args(kind):
        yield from tables_of(part)


def test_no_key_is_missing_or_invented() -> None:
    for table, model in MODELS.items():
        keys = model.keys()
        if table == "deduction":
            keys |= entries.DeductionEntry.OWN  # they may stand in the entry itself
        assert set(KEYS[table]) == keys, table
    assert set(KEYS) == {*MODELS}


def test_every_table_of_every_file_has_its_words() -> None:
    lists = {files.LimitsFile, files.ChannelsFile}  # nothing but lists of tables
    same = {entries.TakenEntry}  # the keys of a deduction
    assert {table for file in FILES for table in tables_of(file)} - lists - same == {*MODELS.values()}
