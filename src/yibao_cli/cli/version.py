"""`yibao --version`, `yibao version`: the version of the program, and the rules it answers by."""

from __future__ import annotations

from .. import __version__
from ..language import tr
from ..render.rows import edition_text
from ..rulebook.book import Rulebook, shipped
from .exit_codes import ExitCode
from .output import provenance, put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .options import VersionOptions


def version_text() -> str:
    """A line for the program, a line for the rules in use; where they are not the program's own, whose they are."""
    book = Rulebook.open()
    return "\n".join([f"yibao {__version__}", *rules_lines(book)])


def rules_lines(book: Rulebook) -> list[str]:
    """Which rules are in use."""
    lines = [tr("规则库 {edition}", edition=edition_text(provenance(book)))]
    if book.pack is not None:
        lines.append(tr("是装好的规则包(SHA-256 {pack});yibao rules use --none 回到程序自带的", pack=book.pack))
        own = _own(book)
        if own:
            lines.append(own)
    if book.overlay is not None:
        lines.append(tr("叠加了 {overlay} 里的规则", overlay=book.overlay))
    return lines


def own_rules() -> Rulebook:
    """The rules that came with the program, whatever pack or overlay is in use."""
    compiled = shipped()
    if compiled:
        return Rulebook(compiled)
    from ..rulebook.directory import RuleDirectory, packaged_rules

    return Rulebook.from_directory(RuleDirectory(packaged_rules()))


def run(options: VersionOptions) -> int:
    """Prints the same as `yibao --version`."""
    put(version_text())
    return ExitCode.ANSWER


def _own(book: Rulebook) -> str:
    """A note that the program's own rules are more recent: a newer version may have brought them."""
    date, used = own_rules().edition.date, book.edition.date
    return tr("程序自带的规则更新:{date}", date=date) if date is not None and (used is None or date > used) else ""
