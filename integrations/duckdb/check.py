"""Judges the files of a table on one machine with DuckDB: check.py IN OUT.parquet

IN is anything that DuckDB reads: parquet, CSV or JSON, a pattern of such files, an address. It has the columns
`path` and `content`, and may be larger than memory. What comes out is a table again:

    duckdb -c "SELECT rule, count(*) AS findings FROM 'out.parquet' GROUP BY ALL ORDER BY 2 DESC"
"""

import sys

import duckdb
import plimsoll_api
import pyarrow.parquet as pq
from plimsoll_api import arrow

BATCH = 1000


def judge(source):
    """The tables of findings, batch by batch."""
    files = duckdb.connect().from_query("SELECT path, content FROM query_table($1)", params=[source])
    for batch in files.to_arrow_reader(BATCH):
        rows = zip(batch["path"].to_pylist(), batch["content"].to_pylist())
        yield arrow.table(plimsoll_api.check_many(rows))


if __name__ == "__main__":
    source, out = sys.argv[1:]
    with pq.ParquetWriter(out, arrow.SCHEMA) as writer:
        for findings in judge(source):
            writer.write_table(findings)
