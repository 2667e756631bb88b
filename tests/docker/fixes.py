"""What Docker makes of files before and after plimsoll has fixed them."""

import re
import shutil
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import compose
import dockerfile
from oracle import every, run, shown

# A larger file is not part of a project's settings.
LARGEST = 1 << 20
# What a fix asks for that takes a password out of the file.
WAITS = "is missing a value"


def fix(binary, file, unsafe):
    """Fixes a file in its folder. Whether anything changed."""
    before = file.read_bytes()
    flags = ["--unsafe-fixes"] if unsafe else []
    code, _, errors = run([binary, "check", "--isolated", "--fix-only", "-q", *flags, file.name], file.parent)
    if code == 2:
        raise SystemExit(f"plimsoll failed on {file}: {errors.strip()[-500:]}")
    return file.read_bytes() != before


def copied(file, folder):
    """The file with what lies beside it, so that it finds its other files."""
    place = Path(folder) / "project"
    place.mkdir()
    for other in file.parent.iterdir():
        if other.is_file() and other.stat().st_size < LARGEST:
            shutil.copyfile(other, place / other.name)
    return place / file.name


def config(docker, file):
    """What Compose makes of a file; none if it refuses it."""
    command = [*docker.compose, "--project-directory", ".", "-f", file.name, "config", "--format", "json"]
    code, out, errors = run(command, file.parent, docker.bare())
    return (out, "") if code == 0 else (None, (errors.strip().splitlines() or [""])[-1])


def one_compose(docker, binary, file):
    """What came of a file, and what is not as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(file, folder)
        before, _ = config(docker, copy)
        if before is None:
            return ["left out"], []
        counts, differences = ["taken before"], []
        if fix(binary, copy, unsafe=False):
            counts.append("changed by safe fixes")
            after, error = config(docker, copy)
            if after is None:
                differences.append(f"refused after safe fixes: {error[:200]}")
            elif after != before:
                lines = zip(before.splitlines(), after.splitlines())
                differing = next((f"{old.strip()} | {new.strip()}" for old, new in lines if old != new), "its end")
                differences.append(f"another project after safe fixes: {differing[:200]}")
            else:
                counts.append("the same after them")
        if fix(binary, copy, unsafe=True):
            counts.append("changed by unsafe fixes")
            after, error = config(docker, copy)
            if after is not None:
                counts.append("taken after them")
            elif WAITS in error:
                counts.append("waiting for a variable")
            else:
                differences.append(f"refused after unsafe fixes: {error[:200]}")
        return counts, differences


def compare_compose(docker, binary, sample):
    counts, differences = Counter(), []
    files = [file for file, beside in compose.jobs(sample) if not beside]
    files = every(files, 40 if sample else 0)
    with ThreadPoolExecutor(2) as pool:
        for file, (verdicts, found) in zip(files, pool.map(lambda file: one_compose(docker, binary, file), files)):
            counts.update(verdicts)
            differences += [(shown(file), text) for text in found]
    return counts, differences


def one_dockerfile(docker, binary, copy, context, images):
    """What came of a file, and what is not as it should be."""
    warned, error = dockerfile.lint(docker, copy, context)
    if error:
        return ["left out"], []
    counts, differences = ["taken before"], []
    for unsafe in (False, True):
        kind = "unsafe" if unsafe else "safe"
        if not fix(binary, copy, unsafe):
            continue
        counts.append(f"changed by {kind} fixes")
        images.make_for(copy.read_text("utf-8", "replace"))
        warnings, error = dockerfile.lint(docker, copy, context)
        names = (Counter(warning["ruleName"] for warning in found) for found in (warnings, warned))
        more = sorted(next(names) - next(names))
        if error:
            differences.append(f"refused after {kind} fixes: {error[:200]}")
        elif more:
            differences.append(f"after {kind} fixes: more {', '.join(more)}")
        else:
            counts.append(f"without another warning after {kind} ones")
    return counts, differences


def compare_dockerfiles(docker, binary, sample):
    counts, differences = Counter(), []
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        context, copy = folder / "context", folder / "Dockerfile"
        context.mkdir()
        images = dockerfile.Images(docker, folder)
        for file in dockerfile.jobs(sample):
            # A frontend of its own would be pulled.
            content = re.sub(rb"(?im)^(#\s*)syntax(\s*=)", rb"\1synt_x\2", file.read_bytes(), count=1)
            copy.write_bytes(content)
            verdicts, found = ["left out"], []
            if images.make_for(content.decode("utf-8", "replace")):
                verdicts, found = one_dockerfile(docker, binary, copy, context, images)
            counts.update(verdicts)
            differences += [(shown(file), text) for text in found]
    return counts, differences
