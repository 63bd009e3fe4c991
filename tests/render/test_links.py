"""Which addresses a reader may be sent to."""

import pytest

from yibao_cli.render.links import printable


@pytest.mark.parametrize(
    "url",
    [
        "https://ybj.beijing.gov.cn/",
        "http://english.www.gov.cn/policies/x.html",
        "https://www.scmp.com/economy/x",
        "https://ybj.sh.gov.cn:443/x",
    ],
)
def test_government_sites_and_known_newspapers(url: str) -> None:
    assert printable(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "https://m.jiusongjiankang.com/health/news/1.html",
        "https://gov.cn.evil.com/",
        "https://evilgov.cn/",
        "https://evil.com?x=.gov.cn",
        "https://evil.com#.gov.cn",
        "https://evil.com/gov.cn",
        "https://ybj.sh.gov.cn@evil.com/",
        "nothing",
    ],
)
def test_nothing_else(url: str | None) -> None:
    assert printable(url) is None
