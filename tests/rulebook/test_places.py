"""Which region a person means."""

import pytest

from yibao_cli.core.errors import RegionError
from yibao_cli.rulebook.book import Rulebook


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("武汉", "hubei/wuhan"),
        ("武汉市", "hubei/wuhan"),
        ("湖北武汉", "hubei/wuhan"),
        ("湖北省武汉市", "hubei/wuhan"),
        ("湖北 武汉", "hubei/wuhan"),
        ("wuhan", "hubei/wuhan"),
        ("Wuhan", "hubei/wuhan"),
        ("hubei/wuhan", "hubei/wuhan"),
        ("420100", "hubei/wuhan"),
        ("４２０１００", "hubei/wuhan"),
        ("420106", "hubei/wuhan"),  # a district's code
        ("湖北", "hubei"),
        ("湖北省", "hubei"),
        ("鄂", "hubei"),
        ("京", "beijing"),
        ("沪", "shanghai"),
        ("110105", "beijing"),  # a district of a municipality
        ("宁夏", "ningxia"),
        ("宁夏回族自治区", "ningxia"),
        ("内蒙古", "neimenggu"),
        ("恩施", "hubei/enshi"),
        ("恩施土家族苗族自治州", "hubei/enshi"),
        ("拉萨", "xizang/lasa"),
        ("lhasa", "xizang/lasa"),
        ("harbin", "heilongjiang/haerbin"),
        ("哈尔滨", "heilongjiang/haerbin"),
        ("xi'an", "shaanxi/xian"),
        ("吉林省", "jilin"),
        ("吉林市", "jilin/jilin"),
        ("jilin", "jilin"),  # an id is an id
        ("大兴安岭地区", "heilongjiang/daxinganling"),
        ("神农架", "hubei/shennongjia"),
        ("杨凌", "shaanxi/yangling"),
        ("江苏苏州", "jiangsu/suzhou"),
    ],
)
def test_a_region_is_known_by_many_names(book: Rulebook, written: str, id: str) -> None:
    assert book.region(written).id == id


@pytest.mark.parametrize(
    ("written", "choices"),
    [
        ("吉林", ("吉林省 (jilin)", "吉林市 (jilin/jilin)")),
        ("suzhou", ("苏州市 (jiangsu/suzhou)", "宿州市 (anhui/suzhou)")),
        ("海南", ("海南省 (hainan)", "海南藏族自治州 (qinghai/hainan)")),
    ],
)
def test_an_ambiguous_name_lists_the_choices(book: Rulebook, written: str, choices: tuple[str, ...]) -> None:
    with pytest.raises(RegionError) as caught:
        book.region(written)
    assert caught.value.code == "region-ambiguous"
    assert caught.value.facts["choices"] == choices


@pytest.mark.parametrize(
    ("written", "meant"), [("五汉", "hubei/wuhan"), ("wuhn", "hubei/wuhan"), ("shenzen", "guangdong/shenzhen")]
)
def test_a_near_miss_gets_a_suggestion(book: Rulebook, written: str, meant: str) -> None:
    with pytest.raises(RegionError) as caught:
        book.region(written)
    assert caught.value.code == "region-unknown"
    assert any(meant in str(choice) for choice in caught.value.facts["choices"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("written", ["", "亚特兰蒂斯", "999999", "000000", "429999", "119999"])
def test_what_is_nowhere_is_unknown(book: Rulebook, written: str) -> None:
    with pytest.raises(RegionError) as caught:
        book.region(written)
    assert caught.value.code == "region-unknown"


def test_every_name_leads_back_to_its_region_or_to_a_choice(book: Rulebook) -> None:
    for region in book.places.regions.values():
        assert book.region(region.id) == book.region(region.name) == book.region(region.adcode) == region
        for name in (region.short, *region.names):
            try:
                assert book.region(name) == region
            except RegionError as error:
                assert error.code == "region-ambiguous"
                assert any(f"({region.id})" in choice for choice in error.facts["choices"])  # type: ignore[attr-defined]
