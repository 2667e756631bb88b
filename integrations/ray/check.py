"""Judges the files of a table with Ray Data: check.py IN.parquet OUT

The table has the columns `path` and `content`. Each worker needs plimsoll-api and pyarrow.
"""

import sys

import plimsoll_api
import ray
from plimsoll_api import arrow


def judge(batch):
    rows = zip(batch.column("path").to_pylist(), batch.column("content").to_pylist())
    return arrow.table(plimsoll_api.check_many(rows))


if __name__ == "__main__":
    files = ray.data.read_parquet(sys.argv[1], columns=["path", "content"])
    files.map_batches(judge, batch_format="pyarrow", batch_size=500).write_parquet(sys.argv[2])
