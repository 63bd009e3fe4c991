"""The keys of rule files, in words, are those the models know."""

from pydantic import BaseModel

from yibao_cli.model import amount, entries, files
from yibao_cli.render.rule_keys import KEYS

MODELS: dict[str, type[BaseModel]] = {
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


def test_no_key_is_missing_or_invented() -> None:
    for table, model in MODELS.items():
        keys = {field.alias or name for name, field in model.model_fields.items()}
        if table == "deduction":
            keys |= set(entries.DeductionEntry.OWN)  # they may stand in the entry itself
        assert set(KEYS[table]) == keys, table
    assert set(KEYS) == {*MODELS}
