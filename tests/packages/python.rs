//! The Python package and the engines that use it, where they are installed: `PLIMSOLL_PYTHON` names the
//! interpreter. `packaging/try` builds the wheel.

use std::process::{Command, Output};

use crate::cli::Folder;
use crate::house::root;

const PACKAGE: &str = "crates/plimsoll-python";

fn python() -> Command {
    let program = std::env::var_os("PLIMSOLL_PYTHON").unwrap_or_else(|| "python3".into());
    let mut command = Command::new(&program);
    // Spark starts it for its workers.
    command.env("PYSPARK_PYTHON", program).current_dir(std::env::temp_dir());
    command
}

/// Whether modules are there; otherwise says that the test is skipped.
#[expect(clippy::print_stdout, reason = "what is skipped is told")]
fn has(modules: &str) -> bool {
    let run = python().args(["-c", &format!("import {modules}")]).output();
    let has = run.is_ok_and(|run| run.status.success());
    if !has {
        println!("skipped: no Python with {modules}");
    }
    has
}

fn expect_success(run: &Output) {
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

#[test]
fn the_package_passes_its_tests() {
    if has("plimsoll_api") {
        let tests = root().join(PACKAGE).join("tests/test_api.py");
        expect_success(&python().arg(tests).output().expect("it starts"));
    }
}

/// What makes a table of the fixtures that the package can judge alone, and what counts the findings in one.
const TABLE: &str = "
import pathlib, sys, pyarrow as pa, pyarrow.parquet as pq
files = [(str(path), path.read_text('utf-8', 'replace')) for path in sorted(pathlib.Path(sys.argv[1]).rglob('Dockerfile*'))]
files.append(('main.py', 'import os\\n'))
files.append(('empty/Dockerfile', None))
paths, contents = zip(*files)
pq.write_table(pa.table({'path': list(paths), 'content': list(contents)}), sys.argv[2])
";
const COUNT: &str = "
import collections, json, pathlib, sys, plimsoll_api
import pyarrow.parquet as pq
table = pq.read_table(sys.argv[1]).to_pylist()
results = plimsoll_api.check_many((row['path'], row['content']) for row in table)
expected = collections.Counter((result.path, finding.rule) for result in results for finding in result.findings)
out = pathlib.Path(sys.argv[2])
if sys.argv[3] == 'lines':
    answers = [json.loads(line) for part in sorted(out.glob('part-*')) for line in part.read_text().splitlines()]
    found = collections.Counter((answer['path'], finding['rule']) for answer in answers for finding in answer['findings'])
    errors = [answer['path'] for answer in answers if answer['error']]
else:
    rows = pq.read_table(sys.argv[2]).to_pylist()
    found = collections.Counter((row['path'], row['rule']) for row in rows if row['error'] is None)
    errors = [row['path'] for row in rows if row['error'] is not None]
assert len(expected) > 20 and found == expected, (expected - found, found - expected)
assert {'main.py', 'empty/Dockerfile'} <= set(errors), errors
";

/// An example gives what the package finds, and a bad row costs that row.
fn expect_the_same(example: &str, shape: &str) {
    let folder = Folder::new().with("in/none", "");
    let path = |name: &str| folder.0.join(name);
    let table = python()
        .args(["-c", TABLE])
        .arg(root().join("fixtures"))
        .arg(path("in/files.parquet"))
        .output();
    expect_success(&table.expect("it starts"));
    let own = std::path::Path::new(env!("CARGO_BIN_EXE_plimsoll"))
        .parent()
        .expect("it lies in a folder")
        .to_owned();
    let others = std::env::var_os("PATH").unwrap_or_default();
    let search = std::iter::once(own).chain(std::env::split_paths(&others));
    let run = python()
        .arg(root().join("integrations").join(example))
        .args([path("in/files.parquet"), path("out")])
        .env("PATH", std::env::join_paths(search).expect("no folder has a colon"))
        .env("SPARK_LOCAL_IP", "127.0.0.1")
        .env(
            "PYSPARK_SUBMIT_ARGS",
            "--master local[2] --conf spark.ui.enabled=false pyspark-shell",
        )
        .env("RAY_USAGE_STATS_ENABLED", "0")
        .output();
    expect_success(&run.expect("it starts"));
    let count = python()
        .args(["-c", COUNT])
        .args([path("in/files.parquet"), path("out")])
        .arg(shape)
        .output();
    expect_success(&count.expect("it starts"));
}

#[test]
fn spark_finds_the_same() {
    if has("plimsoll_api, pyarrow, pandas, pyspark") {
        expect_the_same("spark/check.py", "table");
    }
}

#[test]
fn spark_finds_the_same_by_the_program() {
    if has("plimsoll_api, pyarrow, pandas, pyspark") {
        expect_the_same("spark/pipe.py", "lines");
    }
}

#[test]
fn ray_finds_the_same() {
    if has("plimsoll_api, pyarrow, ray.data") {
        expect_the_same("ray/check.py", "table");
    }
}

#[test]
fn duckdb_finds_the_same() {
    if has("plimsoll_api, pyarrow, duckdb") {
        expect_the_same("duckdb/check.py", "table");
    }
}

#[test]
fn polars_finds_the_same() {
    if has("plimsoll_api, pyarrow, polars") {
        expect_the_same("polars/check.py", "table");
    }
}
