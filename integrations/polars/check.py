"""Judges the files of a table on one machine with Polars: check.py IN.parquet OUT.parquet

The table has the columns `path` and `content`; it may be larger than memory.
"""

import sys

import plimsoll_api
import polars as pl
from plimsoll_api import arrow

SCHEMA = pl.from_arrow(arrow.SCHEMA.empty_table()).schema


def judge(files):
    rows = files.select("path", "content").iter_rows()
    return pl.from_arrow(arrow.table(plimsoll_api.check_many(rows)))


if __name__ == "__main__":
    files = pl.scan_parquet(sys.argv[1]).select("path", "content")
    files.map_batches(judge, schema=SCHEMA, streamable=True).sink_parquet(sys.argv[2])
