"""Prints the oldest versions that pyproject.toml allows, a requirement a line; of the tools, those that tests need."""

import re
import tomllib
from pathlib import Path

PROJECT = tomllib.loads((Path(__file__).resolve().parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
TOOLS = (
    "babel",
    "duckdb",
    "hypothesis",
    "jsonschema-rs",
    "pandas",
    "pyiceberg",
    "pytest",
    "pytest-xdist",
    "taplo",
    "tomli-w",
)


LEFT_OUT = ("mcp", "spark")
"""Extras whose libraries want newer versions of what the program itself can do with; their tests are skipped."""


def main() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = [
        *PROJECT["project"]["dependencies"],
        *(item for name in extras if name not in LEFT_OUT for item in extras[name]),
    ]
    wanted += [item for item in PROJECT["dependency-groups"]["dev"] if re.split(r"[<>=[]", item)[0] in TOOLS]
    pins = {re.sub(r">=([^,]+).*", r"==\1", item) for item in wanted}
    print(*sorted(pins), sep="\n")


if __name__ == "__main__":
    main()
