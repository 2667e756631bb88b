"""What a real build takes from folders made by chance, and what `plimsoll context` lists."""

import io
import json
import random
import subprocess
import tarfile
import tempfile
from collections import Counter
from pathlib import Path

from oracle import run

# Names that patterns share parts of.
NAMES = ["a", "b", "ab", "src", "docs", "x.md", "y.md", "README.md", "a.log", "b.tmp", ".env", ".hidden", "a b", "x*y", "[z]"]
PATTERNS = [
    "*", "**", "a", "/a", "a/", "./b", "src/*", "src/**", "**/a", "**/*.md", "*.md", "?.md", "**/[ab]", "[^a]*", "a*", "*/*",
    "*/*/x.md", "docs/**/x.md", "**/src/**", ".*", "**/.env", "a/../b", r"x\*y", r"\[z\]", "a**", "**b", "src", "docs", "ab/b",
    "# comment", "", "  *.log  ", "a b", "**/docs/*", "*.{md,log}", "no/such",
]
DOCKERFILE = "FROM scratch\nCOPY . /\n"


def grow(folder, chance, depth=0):
    """Puts files and folders into a folder."""
    for name in chance.sample(NAMES, chance.randint(1, 6)):
        place = folder / name
        if depth < 3 and "." not in name and chance.random() < 0.6:
            place.mkdir()
            grow(place, chance, depth + 1)
        else:
            place.write_text(name)


def ignore_file(chance):
    lines = [chance.choice(PATTERNS) for _ in range(chance.randint(1, 6))]
    lines = [f"!{line.strip()}" if line.strip("# ") and chance.random() < 0.35 else line for line in lines]
    return "\n".join(lines) + chance.choice(["", "\n"])


def taken_by_docker(docker, folder):
    """The files of the image; none if the build fails."""
    command = [docker.docker, "buildx", "build", "-q", "-f", folder / "Dockerfile", "--output", "type=tar,dest=-", folder / "context"]
    done = subprocess.run(command, env=docker.env, capture_output=True, timeout=120)
    if done.returncode != 0:
        return None
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as image:
        return {member.name.removeprefix("./") for member in image if not member.isdir()}


def taken_by_plimsoll(binary, folder):
    command = [binary, "context", "Dockerfile", "--context", "context", "--format", "json"]
    code, out, errors = run(command, folder)
    if code != 0:
        raise SystemExit(f"plimsoll failed: {errors.strip()[-500:]}")
    return {file["path"] for file in json.loads(out)["files"]}


def compare(docker, binary, sample):
    counts, differences = Counter(), []
    for number in range(20 if sample else 300):
        chance = random.Random(number)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "Dockerfile").write_text(DOCKERFILE)
            (folder / "context").mkdir()
            grow(folder / "context", chance)
            text = ignore_file(chance)
            (folder / "context" / ".dockerignore").write_text(text)
            real = taken_by_docker(docker, folder)
            if real is None:
                counts["left out"] += 1
                continue
            own = taken_by_plimsoll(binary, folder)
            counts["the same" if own == real else "differs"] += 1
            for path in sorted(own ^ real)[:1]:
                who = "plimsoll" if path in own else "Docker"
                differences.append((f"context {number}", f"only {who} takes {path!r}, by {text!r}"))
    return counts, differences
