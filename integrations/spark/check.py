"""Judges the files of a table with Spark: check.py IN.parquet OUT.parquet

The table has the columns `path` and `content`. Each executor needs plimsoll-api and pyarrow.
"""

import sys

import plimsoll_api
from plimsoll_api import arrow
from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import from_arrow_schema


def judge(batches):
    for batch in batches:
        rows = zip(batch.column("path").to_pylist(), batch.column("content").to_pylist())
        yield from arrow.table(plimsoll_api.check_many(rows)).to_batches()


if __name__ == "__main__":
    spark = SparkSession.builder.appName("plimsoll").getOrCreate()
    files = spark.read.parquet(sys.argv[1]).select("path", "content")
    findings = files.mapInArrow(judge, from_arrow_schema(arrow.SCHEMA))
    findings.write.mode("overwrite").parquet(sys.argv[2])
