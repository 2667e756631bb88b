"""The pages that say that Compose refuses a file, or that a build stops: their bad examples are tried."""

import re
import tempfile
from pathlib import Path

from oracle import ROOT, run

COMPOSE = re.compile(r"Compose (stops|refuses)|refuses the (file|project)|does not accept|does not read", re.I)
BUILD = re.compile(r"build (stops|ends)|(stops|ends) the build|(builder|Docker|BuildKit) refuses", re.I)
FENCE = re.compile(r"^```(\w+) ?(.*)$")
MARK = re.compile(r"^\s*# *\^+")
# What a build ends with where the image is not the real one: a program, an account or a file is missing.
NEEDS_MORE = re.compile(r"exit code: 127|no matching entries in passwd|failed to calculate checksum")
DEFAULT = {"yaml": "compose.yaml", "dockerfile": "Dockerfile"}


def pages(folders, words):
    """The pages with these words in front of their examples, and their texts."""
    for folder in folders:
        for page in sorted((ROOT / "rules" / folder).glob("*.md")):
            text = page.read_text()
            if words.search(text.split("\n## Bad", 1)[0]):
                yield page, text


def refusals():
    """The rules that stand for a refusal of Compose."""
    return {re.search(r"^id: (\S+)$", text, re.M)[1] for _, text in pages(("compose", "project"), COMPOSE)}


def examples(text, section):
    """The examples below a heading: the line of each, and its files. Named blocks that follow each other are one."""
    found, joins, at = [], False, None
    lines = iter(enumerate(text.splitlines(), 1))
    for number, line in lines:
        fence = FENCE.match(line)
        if line.startswith("## "):
            at, joins = line[3:], False
        if not fence:
            joins = joins and not line.strip()
            continue
        block = []
        for _, inner in lines:
            if inner == "```":
                break
            if not MARK.match(inner):
                block.append(inner)
        words = fence[2].split()
        if at != section or words[:1] == ["fixed"] or (fence[1] == "text" and not words):
            continue
        name = words[0] if words else DEFAULT.get(fence[1])
        if not name:
            continue
        if not (joins and words and name not in found[-1][1]):
            found.append((number, {}))
        found[-1][1][name] = "\n".join(block) + "\n"
        joins = bool(words)
    return found


def compare_compose(docker):
    counts, differences = {}, []
    for page, text in pages(("compose", "project"), COMPOSE):
        for line, files in examples(text, "Bad"):
            with tempfile.TemporaryDirectory() as folder:
                for name, content in files.items():
                    path = Path(folder, "project", name)
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(content)
                base = [name for name in files if re.search(r"compose.*\.ya?ml$", name)]
                if not base:
                    continue
                place = Path(folder, "project", base[0])
                override = [name for name in base[1:] if "override" in name]
                flags = [word for name in [base[0], *override] for word in ("-f", Path(folder, "project", name).name)]
                code, _, _ = run([*docker.compose, *flags, "config", "-q"], place.parent, docker.bare())
            count(counts, differences, code != 0, page, line)
    return counts, differences


def compare_build(docker, images, builds):
    """`builds` are images that a build can run in, if there are any; without them only the check is tried."""
    counts, differences = {}, []
    for page, text in pages(("dockerfile", "shell"), BUILD):
        for line, files in examples(text, "Bad"):
            content = files.get("Dockerfile")
            if content is None:
                continue
            with tempfile.TemporaryDirectory() as folder:
                Path(folder, "Dockerfile").write_text(content)
                images.make_for(content)
                code, out, _ = docker.run([docker.docker, "buildx", "build", "--call=lint,format=json", folder])
                refused = code != 0 or '"buildError"' in out
                if not refused and builds:
                    builds.make_for(content)
                    # The next page has its own names, and they are empty again.
                    builds.made.clear()
                    images.made.clear()
                    put_sources(content, Path(folder))
                    code, _, errors = docker.run([docker.docker, "buildx", "build", "--network=none", folder])
                    refused = code != 0 and not NEEDS_MORE.search(errors)
            count(counts, differences, refused, page, line)
    return counts, differences


def put_sources(content, folder):
    """Files for what is copied from the build context."""
    for sources in re.findall(r"^(?:COPY|ADD)\s+(.*)$", content, re.M):
        if "--from" in sources:
            continue
        words = re.findall(r'"([^"]*)"', sources) or [word for word in sources.split() if not word.startswith("--")]
        for word in (word for word in words[:-1] if "://" not in word):
            path = Path(folder, word.lstrip("/"))
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.write_text("")


def count(counts, differences, refused, page, line):
    verdict = "refused" if refused else "taken"
    counts[verdict] = counts.get(verdict, 0) + 1
    if not refused:
        differences.append((f"rules/{page.parent.name}/{page.name}", f"the bad example at line {line} is taken"))
