"""What a real build makes of Dockerfiles of our own before and after plimsoll's safe fixes.

The files are put together by chance from pieces, each of which gives a rule something to fix. They build
without a network: from BusyBox, in which stand-ins for package managers note what they are asked for,
flags aside. So the files of two images differ wherever a step is lost, split or runs with other words.
"""

import hashlib
import json
import random
import re
import tarfile
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from pathlib import Path

import dockerfile
from oracle import run

COUNT, SAMPLE = 100, 6
# The stand-in: its name without `-get`, and the words that are no flags.
TOOL = """#!/bin/sh
name=${0##*/}
for word; do case $word in -*) ;; *) words="$words $word" ;; esac; done
mkdir -p /noted
echo "${name%-get}$words" >> /noted/calls
"""
TOOLS = ["apt", "apt-get", "npm", "pip", "useradd"]
FILES = {"a.txt": "a\n", "b.txt": "b\n", "run.sh": "#!/bin/sh\necho run\n", "d/c.txt": "c\n"}

# By rule: what stands in the last stage; `{n}` keeps several apart. Many rules have more than one piece.
PIECES = [
    ("add-local-file", "ADD a.txt /opt/{n}/a.txt"),
    ("add-local-file", "ADD --chmod=600 a.txt b.txt /opt/{n}/"),
    ("add-local-file", 'ADD ["a.txt", "/opt/{n} x/"]'),
    ("add-local-file", "ADD d /opt/{n}"),
    ("apt-cache-mount-not-locked", "RUN --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y curl"),
    ("apt-used-in-script", "RUN apt update && apt install -y tool{n}"),
    ("backtick-substitution", "RUN echo `ls /bin | head -n 3` > /out{n}"),
    ("backtick-substitution", 'RUN echo "`echo a; echo "b {n}"`" > /out{n}'),
    ("bashism-in-sh", 'RUN if [ "$HOME" == /root ]; then touch /home{n}; fi'),
    ("chmod-after-copy", "COPY run.sh /usr/bin/run{n}\nRUN chmod 755 /usr/bin/run{n}"),
    ("chmod-after-copy", "WORKDIR /opt\nCOPY --chown=0:0 a.txt mode{n}\nRUN chmod 0600 mode{n}"),
    ("consent-flag-missing", "RUN apt-get update && apt-get install tool{n}"),
    ("consent-flag-missing", "RUN apt-get update \\\n    # tools\n    && apt-get install --no-install-recommends \\\n       tool{n} \\\n       more"),
    ("copy-destination-not-directory", "COPY a.txt b.txt /opt/both{n}"),
    ("dockerfile-syntax-error", 'ARG "VERSION{n}=1.0"\nENV V{n}=$VERSION{n}'),
    ("empty-continuation-line", "RUN echo a > /a{n} && \\\n\n    echo b > /b{n}"),
    ("empty-continuation-line", "ENV A{n}=1 \\\n\n\n  B{n}=2"),
    ("expose-protocol-casing", "EXPOSE 80{n}/TCP"),
    ("glob-may-become-option", "WORKDIR /globs{n}\nRUN touch a b && rm *"),
    ("heredoc-without-errexit", "RUN <<EOF\nmkdir -p /here{n}\necho b > /here{n}/b\nEOF"),
    ("heredoc-without-errexit", "RUN <<'EOF' cat > /there{n}\nx\nEOF\nRUN <<END\ncp /there{n} /copy{n}\nrm /there{n}\nEND"),
    ("host-part-in-expose", "EXPOSE 127.0.0.1:90{n}:90{n}"),
    ("instruction-casing", "Run echo a > /case{n}"),
    ("instruction-casing", "copy a.txt /case{n}/"),
    ("large-user-id-bloats-image", "RUN useradd -u 10000{n}0001 app{n}"),
    ("legacy-key-value", "ENV OLD{n} b c"),
    ("legacy-key-value", "ENV OLD{n} a   b $PATH"),
    ("legacy-key-value", 'LABEL old{n} "What it is for"'),
    ("maintainer-instruction", "MAINTAINER Ann <ann@example.com>"),
    ("overridden-instruction", 'CMD ["a"]\nCMD ["b", "{n}"]'),
    ("overridden-instruction", "ENTRYPOINT a\nCMD c\nENTRYPOINT b{n}"),
    ("overridden-instruction", "HEALTHCHECK NONE\n# Again.\nHEALTHCHECK --interval=7s CMD run{n}"),
    ("package-index-updated-alone", "RUN apt-get update\nRUN apt-get install -y tool{n}"),
    ("package-index-updated-alone", "RUN apt-get update -q\n\nRUN apt-get install -y tool{n} \\\n  && touch /done{n} | cat"),
    ("self-referencing-env", "ENV ROOT{n}=/srv DATA{n}=$ROOT{n}/data"),
    ("self-referencing-env", "ENV ROOT{n}=/srv \\\n    DATA{n}=${ROOT{n}}/data \\\n    MORE{n}=x"),
    ("systemd-stop-signal-missing", 'RUN apt-get update && apt-get install -y systemd\nCMD ["/sbin/init"]'),
    ("unquoted-brackets", "RUN pip install uvicorn[standard]==0.3{n} other"),
    ("unused-ignore", "# plimsoll: ignore[add-local-file] it was one\nCOPY a.txt /ignored{n}"),
]
# By rule: a whole head, down to the `FROM` of the last stage.
HEADS = [
    (None, "FROM debian:12.7"),
    ("from-as-casing", "FROM debian:12.7 as last"),
    ("from-as-casing", "from debian:12.7 AS last"),
    (
        "npm-flags-deprecated",
        "FROM node:22-slim AS npm\nRUN npm ci --only=production && npm prune --production\nFROM debian:12.7\nCOPY --from=npm /noted /npm",
    ),
    ("parser-directive-casing", "# Escape=\\\nFROM debian:12.7"),
    ("redundant-target-platform", "FROM --platform=$TARGETPLATFORM debian:12.7"),
    ("relative-workdir", "FROM debian:12.7\nWORKDIR rel/ative"),
    ("relative-workdir", "FROM scratch AS base\nWORKDIR app\nCOPY a.txt .\nFROM debian:12.7\nCOPY --from=base / /base"),
    ("stage-name-casing", "FROM debian:12.7 AS Build\nRUN echo built > /built\nFROM debian:12.7\nCOPY --from=Build /built /"),
    ("stage-referenced-by-number", "FROM debian:12.7 AS tools\nRUN echo built > /built\nFROM debian:12.7\nCOPY --from=0 /built /"),
]
# What may differ, since the rule is about it: facts of the configuration and files, with `*` for anything.
DECLARED = {
    # Docker writes each file over the one before.
    "copy-destination-not-directory": ["opt/both*"],
    "maintainer-instruction": ["Author", "Labels.org.opencontainers.image.authors"],
    "self-referencing-env": ["Env.DATA*"],
    "systemd-stop-signal-missing": ["StopSignal"],
}
# What these mend keeps the file from being built.
REFUSED = {"dockerfile-syntax-error"}
# Pieces of these cannot stand together in one file.
ALONE = {"overridden-instruction", "systemd-stop-signal-missing", "maintainer-instruction"}


def written(number):
    """A Dockerfile, and the rules that it was put together for."""
    chance = random.Random(number)
    first, pieces = PIECES[number % len(PIECES)], [piece for piece in PIECES]
    chance.shuffle(pieces)
    taken = [first]
    for piece in pieces:
        rules = {rule for rule, _ in taken}
        if len(taken) < chance.choice((2, 3, 4)) and piece[0] not in rules and not (piece[0] in ALONE and rules & ALONE):
            taken.append(piece)
    rule, head = HEADS[number % len(HEADS)]
    bodies = [text.replace("{n}", str(at)) for at, (_, text) in enumerate(taken)]
    # What starts the container comes last, so that no fix may take it for the end of something else.
    order = sorted(zip(taken, bodies), key=lambda pair: pair[0][0] in ALONE)
    text = "\n".join([head, *(body for _, body in order)]) + "\n"
    if number % 11 == 5:
        text = text.replace("\n", "\r\n") if "<<" not in text else text
    return text, [name for name in [rule, *(name for name, _ in taken)] if name]


def facts(docker, file, context, name):
    """The configuration of an image by names, and its files; or why it is not built."""
    build = [docker.docker, "buildx", "build", "--network=none", "--provenance=false", "-f", str(file)]
    archive = file.parent / "image.tar"
    code, _, errors = docker.run([*build, "--output", f"type=tar,dest={archive}", str(context)])
    if code == 0:
        code, _, errors = docker.run([*build, "--load", "-t", name, str(context)])
    if code != 0:
        return None, None, (errors.strip().splitlines() or [f"code {code}"])[-1]
    image = json.loads(docker.run([docker.docker, "image", "inspect", name])[1])[0]
    found = {"Author": image.get("Author")}
    for key, value in (image.get("Config") or {}).items():
        if key == "Env":
            value = dict(entry.split("=", 1) for entry in value or [])
        if isinstance(value, dict):
            found.update({f"{key}.{name}": item for name, item in value.items()})
        else:
            found[key] = value
    return {name: value for name, value in found.items() if value not in (None, "", [])}, contents(archive), ""


def contents(archive):
    """What each file of an image is: kind, mode, owner, link, bytes."""
    found = {}
    with tarfile.open(archive) as tar:
        for entry in tar:
            data = tar.extractfile(entry).read() if entry.isfile() else b""
            found[entry.name.rstrip("/")] = (entry.type, entry.mode, entry.uid, entry.gid, entry.linkname, hashlib.sha256(data).hexdigest())
    return found


def fix(binary, file):
    """Makes the safe fixes. Which rules had some, and what was held back."""
    _, _, said = run([binary, "check", "--isolated", "--select", "all", "--fix-only", "--show-fixes", file.name], file.parent)
    return re.findall(rf"^plimsoll: {re.escape(file.name)}: ([a-z-]+):", said, re.M), "held back" in said and said.strip()


def difference(before, after, rules):
    """The first thing that differs though no rule declares it."""
    allowed = [pattern for rule in rules for pattern in DECLARED.get(rule, [])]
    for old, new, what in ((before[0], after[0], "configuration"), (before[1], after[1], "file")):
        for name in sorted({*old, *new}):
            if old.get(name) != new.get(name) and not any(fnmatchcase(name, pattern) for pattern in allowed):
                return f"{what} {name}: {old.get(name)} | {new.get(name)}"
    return None


def base(docker, folder, image):
    """Makes the image that the files are built from."""
    for name in TOOLS:
        tool = folder / "tools" / name
        tool.parent.mkdir(exist_ok=True)
        tool.write_text(TOOL)
        tool.chmod(0o755)
    # A step makes `/dev` where there is none, which would be a difference if a fix removes the only one.
    (folder / "base").write_text(f"FROM {image}\nCOPY tools /usr/local/bin/\nRUN true\n")
    built = [docker.docker, "buildx", "build", "--network=none", "--load", "-t", "plimsoll-base:1", "-f", str(folder / "base"), str(folder)]
    return docker.run(built)[0] == 0


def one(docker, binary, context, number):
    """What came of a file, the rules that had a fix, and what is not as it should be."""
    text, rules = written(number)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "Dockerfile"
        file.write_bytes(text.encode())
        before = facts(docker, file, context, f"plimsoll-built:{number}-before")
        made, held = fix(binary, file)
        after = facts(docker, file, context, f"plimsoll-built:{number}-after")
    differences = [held] if held else []
    missing = sorted(set(rules) - set(made))
    if missing:
        differences.append(f"no fix of {', '.join(missing)}")
    verdict = "the same image"
    if after[0] is None:
        differences.append(f"not built after safe fixes: {after[2][:200]}")
    elif before[0] is None:
        verdict = "built only after safe fixes"
        if not set(rules) & REFUSED:
            differences.append(f"not built: {before[2][:200]}")
    else:
        found = difference(before, after, rules)
        differences += [found] if found else []
        verdict = "but for what is declared" if set(rules) & set(DECLARED) else verdict
    return "differs" if differences else verdict, made, differences


def compare(docker, binary, image, sample):
    counts, differences, fixed = Counter(), [], Counter()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        context = folder / "context"
        for name, text in FILES.items():
            file = context / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        if not base(docker, folder, image):
            return {"left out": 1}, []
        numbers = range(0, COUNT, COUNT // SAMPLE if sample else 1)
        images = dockerfile.Images(docker, folder, "plimsoll-base:1")
        images.make_for("\n".join(written(number)[0] for number in numbers))
        with ThreadPoolExecutor(2) as pool:
            done = pool.map(lambda number: one(docker, binary, context, number), numbers)
            for number, (verdict, made, found) in zip(numbers, done):
                counts[verdict] += 1
                fixed.update(set(made))
                differences += [(f"Dockerfile {number}", text) for text in found]
    return {**counts, "kinds of fixes": len(fixed)}, differences
