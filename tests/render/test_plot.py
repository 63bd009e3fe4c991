"""The picture of a schedule: files, labels, fonts, and nothing half-written."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from yibao_cli.core.errors import InputError
from yibao_cli.render import picture
from yibao_cli.render.picture import label_width
from yibao_cli.render.plot import LONGEST_LABEL, MOST_EVENTS, PlotMonth, PlotText, draw

from ..conftest import Runner

CHINESE = PlotText("武汉市 · 在职", "每月划入", "账户余额", "推算", "没有规则", "元")
PLAIN = PlotText("Wuhan, employee", "credited", "balance", "projected", "no rule known", "yuan")
EVENTS = [("2025-03", "满 45 岁", "age 45"), ("2025-06", "退休", "retired"), ("2025-06", "基数调整", "new base")]
PNG = b"\x89PNG\r\n\x1a\n"


def months(count: int = 12, balance: bool = True) -> list[PlotMonth]:
    """No rule in the first month, then 200 yuan a month, projected in the second half."""
    return [
        PlotMonth(
            f"{2025 + index // 12}-{index % 12 + 1:02d}",
            200.0 if index else None,
            index >= count // 2,
            1000.0 + 200 * index if balance and index else None,
        )
        for index in range(count)
    ]


def texts(path: Path) -> list[str]:
    """The words of an SVG, in the order of the file."""
    return [element.text or "" for element in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")]


def drawn(path: Path, count: int = 12, **more: Any) -> Path:
    given: dict[str, Any] = {"months": months(count), "chinese": CHINESE, "plain": PLAIN, "events": EVENTS}
    draw(**(given | more), path=path)
    return path


@pytest.mark.parametrize("count", [1, 2, 12, 36, 37, 480, 1200])
def test_both_formats_are_written_for_few_and_many_months(tmp_path: Path, count: int) -> None:
    assert drawn(tmp_path / "a.png", count).read_bytes().startswith(PNG)
    assert CHINESE.title in texts(drawn(tmp_path / "a.svg", count))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "a.svg"]


def test_an_svg_keeps_chinese_as_text_and_names_fonts_for_it(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.svg")
    words = texts(path)
    for word in (
        "武汉市 · 在职",
        "每月划入",
        "账户余额",
        "推算",
        "没有规则",
        "每月划入(元)",
        "账户余额(元)",
        "满 45 岁",
        "退休",
        "基数调整",
    ):
        assert word in words, word
    assert "2025-01" in words and "2025-12" in words
    assert "Noto Sans CJK SC" in path.read_text("utf-8") and "Microsoft YaHei" in path.read_text("utf-8")


def test_what_is_not_there_is_not_in_the_legend(tmp_path: Path) -> None:
    known = [PlotMonth("2025-01", 83.0, False, None), PlotMonth("2025-02", 83.0, False, None)]
    words = texts(drawn(tmp_path / "a.svg", months=known, events=[]))
    assert words.count("每月划入") == 1
    assert not {"账户余额", "账户余额(元)", "推算", "没有规则"} & set(words)


def test_months_without_any_rule_or_amount_can_be_drawn(tmp_path: Path) -> None:
    nothing = [PlotMonth("2025-01", None, False, None)]
    assert "没有规则" in texts(drawn(tmp_path / "a.svg", months=nothing, events=[]))
    zero = [PlotMonth("2025-01", 0.0, False, 0.0), PlotMonth("2025-02", 0.0, True, -5.0)]
    assert "推算" in texts(drawn(tmp_path / "b.svg", months=zero, events=[]))


def test_a_png_has_plain_labels_where_no_chinese_font_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "cjk_family", lambda: None)
    fallen_back = drawn(tmp_path / "a.png").read_bytes()
    plain_events = [(month, label, label) for month, _, label in EVENTS]
    assert fallen_back == drawn(tmp_path / "b.png", chinese=PLAIN, events=plain_events).read_bytes()
    monkeypatch.setattr(
        picture, "cjk_family", lambda: picture.LATIN_FAMILY
    )  # a font that lacks the glyphs, all the same
    assert fallen_back != drawn(tmp_path / "c.png").read_bytes()


def test_the_first_of_the_well_known_fonts_that_is_installed_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib.font_manager import FontEntry, fontManager

    monkeypatch.setattr(fontManager, "ttflist", [FontEntry(name=name) for name in ("Courier", "SimHei", "PingFang SC")])
    assert picture.cjk_family() == "PingFang SC"


def test_a_font_that_was_installed_after_the_list_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Matplotlib keeps its list in a file; files that it lacks are read, also beside one that is no font."""
    from matplotlib import font_manager
    from matplotlib.font_manager import FontEntry, fontManager

    here = ["/fonts/courier.ttf"]
    read: list[str] = []

    def add(path: str) -> None:
        read.append(path)
        if "broken" in path:
            raise RuntimeError("no font")
        fontManager.ttflist.append(FontEntry(fname=path, name="SimHei"))

    monkeypatch.setattr(fontManager, "ttflist", [FontEntry(fname=here[0], name="Courier")])
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: here)
    monkeypatch.setattr(fontManager, "addfont", add)
    assert (picture.cjk_family(), read) == (None, [])
    here += ["/fonts/broken.ttf", "/fonts/simhei.ttf"]
    assert picture.cjk_family() == "SimHei"
    assert read == here[1:]
    assert picture.cjk_family() == "SimHei" and read == here[1:]  # found in the list, nothing is read again


def test_whoever_has_no_chinese_font_is_told_once(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "cjk_family", lambda: None)
    words = (
        "schedule",
        "-r",
        "武汉",
        "-s",
        "退休",
        "--age",
        "66",
        "--from",
        "2023-03",
        "--to",
        "2023-03",
        "-q",
        "--plot",
    )
    png, svg = str(tmp_path / "a.png"), str(tmp_path / "a.svg")
    said = "yibao: 没有找到中文字体,图上用英文标注;装一种(如 Noto Sans CJK SC)再画,或者画成 .svg。\n"
    assert yibao(*words, png).err == f"{said}图已写到 {png}\n"
    assert yibao(*words, svg).err == f"图已写到 {svg}\n"


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.svg.gz", ".svg"])
def test_another_suffix_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        drawn(tmp_path / name)
    assert caught.value.code == "plot-format"
    assert caught.value.facts == {"field": "plot", "value": str(tmp_path / name), "choices": (".svg", ".png")}
    assert list(tmp_path.iterdir()) == []


def test_the_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    assert drawn(tmp_path / "a.PNG").read_bytes().startswith(PNG)


def test_without_matplotlib_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(InputError) as caught:
        drawn(tmp_path / "a.svg")
    assert (caught.value.code, caught.value.facts) == ("plot-missing", {"field": "plot"})


@pytest.mark.parametrize("name", ["a.svg", "a.png"])
def test_the_same_months_give_the_same_bytes(tmp_path: Path, name: str) -> None:
    first = drawn(tmp_path / name).read_bytes()
    second = drawn(tmp_path / f"b{name}").read_bytes()
    assert first == second
    assert b"<dc:date>" not in first


def test_the_users_own_settings_of_matplotlib_neither_count_nor_change(tmp_path: Path) -> None:
    import matplotlib

    expected = drawn(tmp_path / "a.svg").read_bytes()
    with matplotlib.rc_context({"font.size": 30.0, "axes.grid": True, "svg.fonttype": "path"}):
        assert drawn(tmp_path / "b.svg").read_bytes() == expected
        assert matplotlib.rcParams["font.size"] == 30.0


def test_nothing_half_written_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib.figure import Figure

    def full(figure: Figure, path: Path, **options: object) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    (tmp_path / "a.png").write_bytes(b"the one before")
    monkeypatch.setattr(Figure, "savefig", full)
    with pytest.raises(InputError, match="No space"):
        drawn(tmp_path / "a.png")
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
    assert (tmp_path / "a.png").read_bytes() == b"the one before"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        drawn(tmp_path / "none" / "a.png")


def test_only_a_handful_of_events_is_marked_and_none_outside(tmp_path: Path) -> None:
    many = [("2024-12", "以前", "before"), ("2026-01", "以后", "after")]
    many += [(f"2025-{month:02d}", f"第 {month} 件", "x") for month in range(1, 13)]
    words = texts(drawn(tmp_path / "a.svg", events=many))
    assert [word for word in words if word.startswith("第")] == [
        f"第 {month} 件" for month in range(MOST_EVENTS, 0, -1)
    ]
    assert not {"以前", "以后"} & set(words)


def test_labels_of_events_do_not_cover_each_other(tmp_path: Path) -> None:
    events = [(f"2025-{month:02d}", "退休人员按平均养老金划入" * repeated, "x") for month, repeated in ((1, 1), (1, 1), (2, 3), (11, 1), (12, 2), (12, 1))]  # fmt: skip
    path = drawn(tmp_path / "a.svg", 480, events=events)
    boxes = []
    for element in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text"):
        if (element.text or "").startswith("退休人员"):
            assert element.text is not None and label_width(element.text) <= LONGEST_LABEL
            left, top = float(element.attrib["x"]), float(element.attrib["y"])
            boxes.append((left, left + label_width(element.text) * picture.SMALL, top))
    assert len(boxes) == len(events)
    for index, (left, right, top) in enumerate(boxes):
        assert right <= picture.WIDTH * picture.POINTS * picture.RIGHT
        for other_left, other_right, other_top in boxes[:index]:
            apart = abs(top - other_top) >= picture.SMALL
            assert apart or right <= other_left or other_right <= left


def test_nothing_is_said_on_the_way_and_matplotlib_is_loaded_only_to_draw(tmp_path: Path) -> None:
    """Even the first time, when matplotlib builds its list of fonts."""
    code = f"""
import sys
from pathlib import Path
from tests.render.test_plot import drawn
from yibao_cli.render import picture
assert "matplotlib" not in sys.modules
drawn(Path({str(tmp_path)!r}, "a.svg"))
picture.cjk_family = lambda: picture.LATIN_FAMILY
drawn(Path({str(tmp_path)!r}, "a.png"))
assert "matplotlib.pyplot" not in sys.modules
"""
    surroundings = os.environ | {"MPLCONFIGDIR": str(tmp_path / "settings"), "MPLBACKEND": "TkAgg"}
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", code], capture_output=True, text=True, cwd=root, env=surroundings
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_time_axis_has_labels_that_fit(tmp_path: Path) -> None:
    def labels(count: int) -> list[str]:
        return [word for word in texts(drawn(tmp_path / "a.svg", count)) if re.fullmatch(r"20\d\d(-\d\d)?", word)]

    assert labels(12) == [f"2025-{month:02d}" for month in range(1, 13)]
    assert labels(36)[:3] == ["2025-01", "2025-04", "2025-07"]
    assert labels(120) == [str(year) for year in range(2025, 2035)]
    assert labels(480) == [str(year) for year in range(2025, 2065, 5)]
