"""`yibao report`: a statement against the rules, as a page."""

from __future__ import annotations

from pathlib import Path

from ..core.errors import InputError
from .options import ReconcileOptions
from .reconcile import run as reconcile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .options import ReportOptions

PAGE = ".html"


def run(options: ReportOptions) -> int:
    """Writes the page to the file named, or prints it; ends as `yibao reconcile` does. Raises InputError as that."""
    if options.output is None:
        return reconcile(ReconcileOptions(**vars(options), format="html"))
    if Path(options.output).suffix.lower() != PAGE:
        raise InputError("output-form", field="output", value=options.output, choices=(PAGE,))
    return reconcile(ReconcileOptions(**vars(options)))
