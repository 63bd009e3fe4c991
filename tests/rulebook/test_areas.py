"""Districts, counties and former names answer for the pooling area of today."""

import pytest

from yibao_cli.core.errors import RegionError
from yibao_cli.render.messages import error
from yibao_cli.render.words import area_line
from yibao_cli.rulebook import areas
from yibao_cli.rulebook.book import Rulebook


@pytest.mark.parametrize(
    ("written", "id", "said"),
    [
        ("湖北省武汉市江岸区", "hubei/wuhan", "江岸区属武汉市"),
        ("武汉江岸", "hubei/wuhan", "江岸区属武汉市"),
        ("北京市朝阳区", "beijing", "朝阳区属北京市"),
        ("长春市朝阳区", "jilin/changchun", "朝阳区属长春市"),
        ("义乌市", "zhejiang/jinhua", "义乌市属金华市"),
        ("义乌", "zhejiang/jinhua", "义乌市属金华市"),
        ("浙江义乌", "zhejiang/jinhua", "义乌市属金华市"),
        ("福建鼓楼区", "fujian/fuzhou", "鼓楼区属福州市"),
        ("浦东", "shanghai", "浦东新区属上海市"),
        ("海南区", "neimenggu/wuhai", "海南区属乌海市"),  # not the province of that name
        ("阿拉善左旗", "neimenggu/alashan", "阿拉善左旗属阿拉善盟"),
        ("莱芜", "shandong/jinan", "莱芜区属济南市"),
        ("莱芜市", "shandong/jinan", "莱芜市是旧名(用到 2018 年),今莱芜区,属济南市"),
        ("密云县", "beijing", "密云县是旧名(用到 2015 年),今密云区,属北京市"),
        ("大庸市", "hunan/zhangjiajie", "大庸市是旧名(用到 1993 年),今张家界市"),
        ("杭州市临平区", "zhejiang/hangzhou", "区划表里没有临平区,按写在前面的杭州市"),
    ],
)
def test_a_part_or_a_former_name_leads_to_its_city(book: Rulebook, written: str, id: str, said: str) -> None:
    assert book.region(written).id == id
    assert area_line(areas.found[written]) == said


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("襄樊", "hubei/xiangyang"),
        ("仙桃", "hubei/xiantao"),
        ("Shanghai, China", "shanghai"),
        ("Wuhan, Hubei, China", "hubei/wuhan"),
        ("Wuhan City", "hubei/wuhan"),
        ("中国上海", "shanghai"),
    ],
)
def test_a_pooling_area_under_another_spelling_needs_no_word(book: Rulebook, written: str, id: str) -> None:
    areas.found.clear()
    assert book.region(written).id == id and not areas.found


@pytest.mark.parametrize(
    ("written", "line"),
    [
        (
            "朝阳区",
            "--region:「朝阳区」不止一个地方,请指明:北京市朝阳区 (beijing)、吉林省长春市朝阳区 (jilin/changchun)。",
        ),
        ("临平区", "--region:不认识「临平区」。yibao regions --all 列出全部地区。"),
        ("湖北省义乌市", None),
        (
            "锦西县",
            "--region:「锦西县」是旧名(辽宁省,用到 1985 年),今天归哪里没有记。请写今天的市或区县。",
        ),
        ("市辖区", None),
    ],
)
def test_what_leads_nowhere_or_to_several_is_said(book: Rulebook, written: str, line: str | None) -> None:
    with pytest.raises(RegionError) as caught:
        book.region(written)
    assert line is None or error(caught.value) == line
    assert line is not None or caught.value.code == "region-unknown"


def test_a_choice_of_an_ambiguous_name_can_be_written(book: Rulebook) -> None:
    with pytest.raises(RegionError) as caught:
        book.region("鼓楼区")
    choices = caught.value.facts["choices"]
    assert isinstance(choices, tuple) and len(choices) == 4
    for choice in choices:
        name, _, id = choice.removesuffix(")").partition(" (")
        assert book.region(name).id == id


def test_a_code_given_to_another_place_later_is_no_new_name(book: Rulebook) -> None:
    """511400 was 涪陵市, now of 重庆, until 1997; since 2000 it is 眉山市 in 四川."""
    assert book.region("涪陵市").id == "chongqing"
    with pytest.raises(RegionError) as caught:
        book.region("枳城区")
    assert caught.value.code == "region-gone"


def test_every_county_of_today_lies_in_some_pooling_area(book: Rulebook) -> None:
    """But for two old codes of which the table does not say that they were given up."""
    table = areas._table()
    today = {entry for entries in table.by_name.values() for entry in entries if entry.until is None}
    assert len(today) > 3000
    lost = [
        entry
        for entry in today
        if not entry.code.endswith("0000") and areas._region_at(entry.code, book.places) is None
    ]
    assert sorted((entry.code, entry.name) for entry in lost) == [("422921", "神农架林区"), ("429001", "随州市")]


def test_a_plain_name_does_not_read_the_table(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(areas, "_table", lambda: pytest.fail("read"))
    assert book.region("武汉").id == "hubei/wuhan"
