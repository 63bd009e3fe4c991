"""Runs in an environment of its own, with pylibseekdb: a statement a line as JSON, its rows or None as JSON back."""

import json
import sys
from typing import Any

import pylibseekdb


def main() -> None:
    pylibseekdb.open(db_dir=sys.argv[1])
    connection = pylibseekdb.connect("test", autocommit=True)
    cursor = connection.cursor()
    for line in sys.stdin:
        try:
            cursor.execute(json.loads(line))
            rows: list[Any] = cursor.fetchall() if line.lstrip('"').startswith(("WITH", "SELECT")) else []
            answer: dict[str, Any] = {"rows": [[None if cell is None else str(cell) for cell in row] for row in rows]}
        except Exception as error:
            answer = {"error": str(error)}
        print(json.dumps(answer), flush=True)
    pylibseekdb.close()


main()
