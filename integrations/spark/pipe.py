"""Judges the files of a table with Spark and the program, without Python on the way: pipe.py IN.parquet OUT

The table has the columns `path` and `content`. Each executor needs the program `plimsoll`; OUT gets the
answers, a line each.
"""

import os
import sys

from pyspark.sql import SparkSession

COMMAND = "plimsoll check --stdin-format jsonl --format jsonl --isolated --quiet"

if __name__ == "__main__":
    spark = SparkSession.builder.appName("plimsoll").getOrCreate()
    files = spark.read.parquet(sys.argv[1]).select("path", "content")
    # Without a word it starts with no environment at all, so that no program is found.
    answers = files.toJSON().pipe(COMMAND, env={"PATH": os.environ["PATH"]}, checkCode=True)
    answers.saveAsTextFile(sys.argv[2])
