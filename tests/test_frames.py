"""Frames of people from Python. Beijing: 2 % of the base; Wuhan's retirees of 66 in 2024-08: 83.00."""

from decimal import Decimal

import pandas as pd
import polars as pl
import pytest

from yibao_cli import MissingInputError, Person, credit_frame, read_statement, reconcile

from .conftest import ROOT

PEOPLE = {"姓名": ["甲", "乙", "丙"], "城市": ["北京", "武汉", "武汗"], "状态": ["在职", "退休", "在职"]}
AMOUNTS = {"缴费基数": [10000.5, None, None], "年龄": [None, 66, None]}
CREDITED = [Decimal("200.01"), Decimal("83.00"), None]


def test_a_frame_of_polars_keeps_its_columns_and_gets_ours() -> None:
    frame = pl.DataFrame(PEOPLE | AMOUNTS)
    found = credit_frame(frame, month="2024-08")
    assert found.select(frame.columns).equals(frame)
    assert found["credit_net"].to_list() == CREDITED and found["credit_net"].dtype == pl.Decimal(18, 2)
    assert found["error"].to_list() == [None, None, "region-unknown"]
    assert found["reason"][2].startswith("统筹地区:不认识「武汗」。")


def test_a_frame_of_pandas_keeps_its_index() -> None:
    frame = pd.DataFrame(PEOPLE | AMOUNTS, index=[7, 8, 9])
    found = credit_frame(frame, month="2024-08")
    assert list(found.index) == [7, 8, 9] and found["credit_net"].to_list() == CREDITED
    pd.testing.assert_frame_equal(found[list(frame.columns)], frame)


def test_a_row_comes_back_for_each_of_its_months() -> None:
    frame = pl.DataFrame({"核定数": ["8000"], "月份": ["2024-01至2024-03"], "身份证": ["110101199003070011"]})
    found = credit_frame(frame, region="北京", status="在职", columns={"核定数": "缴费基数"}, keep_ids=False)
    assert found["month"].to_list() == ["2024-01", "2024-02", "2024-03"]
    assert found["身份证"].to_list() == ["110101************"] * 3
    assert found["credit_net"].to_list() == [Decimal("160.00")] * 3


def test_what_is_missing_is_said() -> None:
    with pytest.raises(MissingInputError) as caught:
        credit_frame(pl.DataFrame({"姓名": ["甲"], "缴费基数": [8000]}))
    assert caught.value.names == ("region", "month")


def test_a_statement_can_be_reconciled_from_python() -> None:
    statement = read_statement(ROOT / "docs" / "examples" / "detail.csv")
    result = reconcile(statement.rows, Person("employee"), region="北京", status="employee")
    assert result.compared and len(result.outcomes) >= result.compared
