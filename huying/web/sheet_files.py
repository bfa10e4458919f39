"""A table that people take away, as the answer to a request."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.http import FileResponse

from huying.core.sheet_writing import Cell, write_sheet

# The endings that `write_sheet` knows, with what a browser is told.
ENDINGS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv",
}  # fmt: skip


def sheet_file(
    name: str, ending: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> FileResponse:
    """`rows` under `head` as a file to keep. name: without its ending, one of ENDINGS."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table.{ending}"
        write_sheet(path, head, rows)
        # An open file outlives its name.
        file = path.open("rb")
    return FileResponse(
        file, as_attachment=True, filename=f"{name}.{ending}", content_type=ENDINGS[ending]
    )
