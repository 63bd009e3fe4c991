"""`yibao rules stale --plan`: the work list of a rule keeper."""

from datetime import date
from pathlib import Path

from ..core.errors import InputError
from ..core.month import Month
from ..core.region import Region
from ..outputs import STANDARD_OUTPUT, blamed, check_targets, whole_file
from ..render.plan import plan_calendar, plan_document, plan_markdown
from ..rulebook.book import Rulebook
from ..rulebook.plan import plan
from .engines import extra
from .exit_codes import ExitCode
from .output import json_text, provenance, put
from .outputs import check_output

FORMS = {".md": "md", ".ics": "ics", ".json": "json"}


def run_plan(
    book: Rulebook, month: Month, older_than: int, regions: list[Region], form: str, output: str | None, overwrite: bool
) -> int:
    """Prints the list, or writes it to `output`, whole or not at all."""
    check_targets({"-o": output})
    check_output(output, overwrite)
    tasks = plan(book, month, older_than, regions)
    if form == "json":
        text = json_text(plan_document(tasks, month, older_than, provenance(book))) + "\n"
    elif form == "ics":
        with extra("calendar-missing"):
            text = plan_calendar(tasks, month, book.edition.date or date(month.year, month.month, 1)).decode()
    else:
        text = plan_markdown(tasks, month)
    if output is None or output == STANDARD_OUTPUT:
        put(text)
        return ExitCode.ANSWER
    path = Path(output)
    with whole_file(path, private=False) as new, blamed(path):
        new.write_bytes(text.encode())
    return ExitCode.ANSWER


def plan_form(as_json: bool, form: str | None, output: str | None) -> str:
    """md, ics or json: as asked, else as the name of the file says. Raises InputError for another one."""
    if form is not None and form not in FORMS.values():
        raise InputError("format-unknown", field="format", value=form, choices=tuple(FORMS.values()))
    if as_json and form not in (None, "json"):
        raise InputError("formats-conflict", first="--json", second="--format")
    asked = "json" if as_json else form
    if asked is not None or output in (None, STANDARD_OUTPUT):
        return asked or "md"
    assert output is not None
    suffix = Path(output).suffix.lower()
    if suffix not in FORMS:
        raise InputError("output-form", field="output", value=output, choices=tuple(FORMS))
    return FORMS[suffix]
