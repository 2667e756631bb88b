#!/usr/bin/env python3
"""Compares plimsoll with the real Docker.

    tests/docker/compare.py [--sample] [--plimsoll PATH] [compose] [dockerfile] [stack] [pages] [fixes] [contexts] [built]

Needs Python 3.9 or later, and Docker with Compose on PATH or in the folder that PLIMSOLL_ORACLE names;
without them it says `skipped`. Dockerfiles need an engine too. No image is pulled.

- compose: what `docker compose config` refuses, and what it makes of each service.
- dockerfile: what `docker build --check` refuses, and what it warns of.
- stack: what `docker stack config` refuses, by the keys and forms of `stack.txt`, and of Compose files as stacks.
- pages: whether bad examples are refused, where a page says so.
- fixes: whether Compose and BuildKit make the same of files after plimsoll's safe fixes, and still take
  them after the unsafe ones.
- built: whether the image of Dockerfiles of our own is the same after plimsoll's safe fixes.
- contexts: which files a build takes from folders and ignore files made by chance.

Files are those of `fixtures/`, and of ../shared where it is; `--sample` takes an even part of the
latter, always the same. A difference that is not in `expected.txt` is a failure, if Docker is of the
versions in `versions.txt`. With other versions differences are listed only.
"""

import argparse
import fnmatch
import os
import sys
import tempfile
import time
from pathlib import Path

import built
import compose
import contexts
import dockerfile
import fixes
import pages
import stack
from oracle import HERE, ROOT, Docker

SKIPPED = 77
# The image that an engine of PLIMSOLL_ORACLE has to build from: BusyBox.
BASE = "oracle-base:1"
ALL = ("compose", "dockerfile", "stack", "pages", "fixes", "contexts", "built")


def lines_of(name):
    lines = (HERE / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def expected():
    """What differs and is known: comparison, place and text with `*` for anything, and the reason."""
    return [tuple(part.strip() for part in line.split(" | ", 3)) for line in lines_of("expected.txt")]


def is_expected(known, comparison, place, text):
    fits = fnmatch.fnmatchcase
    return any(name == comparison and fits(place, at) and fits(text, what) for name, at, what, _ in known)


def comparisons(docker, binary, wanted, sample):
    """Name, summary and differences of each comparison that is possible."""
    if "compose" in wanted:
        yield "compose", *compose.compare(docker, binary, pages.refusals(), sample)
    if "stack" in wanted and docker.docker:
        yield "stack", *stack.compare(docker, binary, sample)
    if "pages" in wanted:
        yield "pages", *pages.compare_compose(docker)
    if "fixes" in wanted:
        yield "fixes", *fixes.compare_compose(docker, binary, sample)
    if not {"dockerfile", "pages", "fixes", "contexts", "built"} & set(wanted):
        return
    if not docker.has_engine():
        print("dockerfile: skipped: no engine")
        return
    if "dockerfile" in wanted:
        yield "dockerfile", *dockerfile.compare(docker, binary, sample)
    if "fixes" in wanted:
        yield "fixes", *fixes.compare_dockerfiles(docker, binary, sample)
    if "contexts" in wanted:
        yield "contexts", *contexts.compare(docker, binary, sample)
    if "built" in wanted and docker.run([docker.docker, "image", "inspect", BASE])[0] == 0:
        yield "built", *built.compare(docker, binary, BASE, sample)
    if "pages" in wanted:
        with tempfile.TemporaryDirectory() as folder:
            real = docker.run([docker.docker, "image", "inspect", BASE])[0] == 0
            builds = dockerfile.Images(docker, folder, BASE) if real else None
            yield "pages", *pages.compare_build(docker, dockerfile.Images(docker, Path(folder)), builds)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("--plimsoll", default=str(ROOT / "target" / "release" / "plimsoll"))
    parser.add_argument("comparisons", nargs="*", choices=[*ALL, []], default=[])
    given = parser.parse_args()
    docker = Docker()
    if not docker.compose:
        print("skipped: no Docker")
        return SKIPPED
    versions, recorded = docker.versions(), dict(line.split() for line in lines_of("versions.txt"))
    same = all(recorded.get(name) == version for name, version in versions.items())
    known, failures = expected(), 0
    try:
        began = time.monotonic()
        for name, summary, differences in comparisons(docker, os.path.abspath(given.plimsoll), given.comparisons or ALL, given.sample):
            new = [(place, text) for place, text in differences if not is_expected(known, name, place, text)]
            failures += len(new)
            counts = ", ".join(f"{count} {what}" for what, count in summary.items())
            took, began = time.monotonic() - began, time.monotonic()
            print(f"{name}: {counts}; {len(differences)} differences, {len(differences) - len(new)} expected; {took:.0f} s")
            for place, text in new:
                print(f"  {place}: {text}")
    finally:
        docker.stop()
    if not same:
        print(f"Docker is of other versions ({versions}) than those recorded ({recorded}), so this is no failure.")
    return 1 if failures and same else 0


if __name__ == "__main__":
    sys.exit(main())
