"""Findings as a table of Arrow, for engines that work on tables. It needs pyarrow."""

from __future__ import annotations

from typing import Iterable

import pyarrow as pa

from . import Result

#: A row is a finding. Only `path` and `error` are set where a file could not be judged.
SCHEMA = pa.schema(
    [
        pa.field("path", pa.string(), nullable=False),
        pa.field("rule", pa.string()),
        pa.field("level", pa.string()),
        pa.field("fails", pa.bool_()),
        pa.field("line", pa.int32()),
        pa.field("column", pa.int32()),
        pa.field("end_line", pa.int32()),
        pa.field("end_column", pa.int32()),
        pa.field("message", pa.string()),
        pa.field("help", pa.string()),
        pa.field("environment", pa.string()),
        pa.field("identity", pa.string()),
        pa.field("error", pa.string()),
    ]
)


def table(results: Iterable[Result]) -> pa.Table:
    """The rows of many results."""
    return pa.Table.from_pylist([row for result in results for row in result.rows()], schema=SCHEMA)
