"""Pictures with matplotlib, which is loaded only here: the same look everywhere, SVG or PNG, whole or not at all."""

from __future__ import annotations

import logging
import unicodedata
import warnings
from contextlib import contextmanager, suppress

from ..core.errors import InputError
from ..outputs import whole_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Any

    from matplotlib.figure import Figure

FORMATS = (".svg", ".png")
CJK_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "STHeiti",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "SimSun",
    "Arial Unicode MS",
    "Droid Sans Fallback",
)
"""Well-known fonts with Chinese glyphs, the better-looking first."""
NO_FONT = "没有找到中文字体,图上用英文标注;装一种(如 Noto Sans CJK SC)再画,或者画成 .svg。"
LATIN_FAMILY = "DejaVu Sans"
"""Comes with matplotlib."""

WIDTH, HEIGHT, DPI = 10.0, 5.0, 150
"""Inches, inches, dots per inch."""
LEFT, RIGHT, BOTTOM, TOP = 0.075, 0.925, 0.15, 0.83
"""Edges of the axes, as parts of the figure."""
POINTS = 72
TITLE, NORMAL, SMALL = 13, 10, 9
"""Font sizes, points."""
LATIN_WIDTH = 0.62
"""The approximate width, in ems, of a letter that is not Chinese."""
INK, FAINT, GRID, NOTHING = "#333333", "#777777", "#dddddd", "#efefef"


def check_format(path: Path) -> str:
    """The suffix of a picture. Raises InputError for one that is not in FORMATS."""
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise InputError("plot-format", field="plot", value=str(path), choices=FORMATS)
    return suffix


def write_picture(path: Path, figure_of: Callable[[bool], Figure]) -> bool:
    """Writes what `figure_of` draws to `path`, whole or not at all; whether its labels are Chinese.

    It is told whether the labels may be Chinese: in a PNG only where a font with Chinese glyphs is installed, an SVG
    leaves the font to the viewer. Raises InputError for a suffix that is not in FORMATS, and where matplotlib is
    missing or the file cannot be written.
    """
    suffix = check_format(path)
    with _quietly():
        try:
            import matplotlib
        except ImportError:
            raise InputError("plot-missing", field="plot") from None
        with matplotlib.rc_context():
            matplotlib.rcdefaults()  # whatever the user's own settings say: the same months, the same picture
            family = cjk_family() if suffix != ".svg" else None
            in_chinese = family is not None or suffix == ".svg"
            matplotlib.rcParams.update(_looks(family, suffix))
            _save(figure_of(in_chinese), path, suffix)
    return in_chinese


def put_title(figure: Figure, title: str) -> None:
    """A title above the axes, small enough to fit."""
    size = min(TITLE, WIDTH * POINTS * (RIGHT - LEFT) / label_width(title or " "))
    figure.text(LEFT, 0.94, title, fontsize=size, fontweight="bold", ha="left", va="center")


def cjk_family() -> str | None:
    """The best installed font family with Chinese glyphs."""
    from matplotlib.font_manager import fontManager

    found = _first_of({font.name for font in fontManager.ttflist})
    if found is None and _add_new_fonts():
        found = _first_of({font.name for font in fontManager.ttflist})
    return found


def _first_of(installed: set[str]) -> str | None:
    return next((family for family in CJK_FAMILIES if family in installed), None)


def _add_new_fonts() -> bool:
    """Adds the fonts that matplotlib's list lacks, which it keeps in a file from one run to the next.

    Whether there are any.
    """
    from matplotlib import font_manager

    known = {font.fname for font in font_manager.fontManager.ttflist}
    new = [path for path in font_manager.findSystemFonts() if path not in known]
    for path in new:
        with suppress(Exception):  # as matplotlib does: what is no font it can read is left out
            font_manager.fontManager.addfont(path)
    return bool(new)


def _looks(family: str | None, suffix: str) -> dict[Any, Any]:
    """Settings of matplotlib: an SVG keeps text as text and names all the fonts, a PNG has those that are here."""
    here = [LATIN_FAMILY] if family is None else [family, LATIN_FAMILY]
    return {
        "font.family": [*CJK_FAMILIES, "sans-serif"] if suffix == ".svg" else here,
        "font.sans-serif": [LATIN_FAMILY],
        "font.size": NORMAL,
        "text.color": INK,
        "svg.fonttype": "none",
        "svg.hashsalt": "yibao",
        "hatch.linewidth": 0.6,
    }


@contextmanager
def _quietly() -> Iterator[None]:
    """Silences matplotlib's messages about missing fonts and glyphs and about building its cache."""
    logger = logging.getLogger("matplotlib")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _save(figure: Figure, path: Path, suffix: str) -> None:
    with whole_file(path, private=False) as new:
        figure.savefig(
            new,
            format=suffix.removeprefix("."),
            dpi=DPI,
            metadata={"Date": None} if suffix == ".svg" else {"Software": None},
        )


def label_width(label: str) -> float:
    """An estimated width in ems: the fonts of an SVG's viewer are not known here."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WF" else LATIN_WIDTH for char in label)
