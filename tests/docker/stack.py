"""`docker stack config` against what we say of stacks: each key and each form of `stack.txt` in a stack of its own,
and Compose files as if they were stacks."""

import re
import tempfile
from pathlib import Path

import compose
from oracle import HERE, every, findings, folders, run, shown

RULES = ("refused-by-stack-deploy", "invalid-compose-value", "unknown-compose-key", "compose-syntax-error", "duplicate-key", "invalid-port-mapping", "env-file-missing")

OTHER = re.compile(r"no such file|interpolat|missing a value|empty section between colons|Does not match format 'ports'")


def cases():
    """The lines of `stack.txt`: below `[service]` a key of a service, below `[file]` one of the file."""
    section = None
    for line in (HERE / "stack.txt").read_text().splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            yield section, line


def stack(section, line):
    service = f"    {line}\n" if section == "service" else ""
    file = "" if section == "service" else f"{line}\n"
    return f"{file}services:\n  web:\n    image: redis:7.4\n{service}  other: {{image: redis:7.4}}\n"


def as_stack(docker, binary, file):
    """Why Docker refuses a file by its format, and what plimsoll says of that."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "docker-stack.yml").write_bytes(file.read_bytes())
        code, _, errors = run([docker.docker, "stack", "config", "-c", "docker-stack.yml"], folder, docker.bare())
        said = [finding for finding in findings(binary, "docker-stack.yml", folder=folder) if finding["rule"] in (*RULES, "services-section-missing")]
    why = (errors.strip().splitlines() or [""])[-1]
    refused = "" if code == 0 else why
    # Files that are missing here and variables without a value say nothing of the format.
    return ("" if OTHER.search(refused) else refused), said, bool(OTHER.search(refused))


def compare(docker, binary, sample):
    counts, differences = forms(docker, binary)
    own, shared = folders()
    files = [file for folder in [*own, *shared] for file in folder.rglob("*") if file.is_file() and compose.NAME.match(file.name)]
    for file in every(files, 60 if sample else 0):
        refused, said, unclear = as_stack(docker, binary, file)
        ours = [finding["message"] for finding in said if finding["rule"] == "refused-by-stack-deploy"]
        verdict = "unclear" if unclear else "both refuse it" if refused and said else "differs" if refused or ours else "both take it"
        counts[verdict] = counts.get(verdict, 0) + 1
        if verdict == "differs":
            differences.append((shown(file), f"only {'plimsoll' if refused else 'Docker'} takes it: {refused or ours[0]}"))
    return counts, differences


def forms(docker, binary):
    counts, differences = {}, []
    for section, line in cases():
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "docker-stack.yml").write_text(stack(section, line))
            (Path(folder) / "some.env").write_text("A=1\n")
            code, _, errors = run([docker.docker, "stack", "config", "-c", "docker-stack.yml"], folder, docker.bare())
            said = [finding for finding in findings(binary, ".", folder=folder) if finding["level"] == "error" and finding["rule"] in RULES]
        refused = code != 0
        verdict = "differs" if refused != bool(said) else "both refuse it" if refused else "both take it"
        counts[verdict] = counts.get(verdict, 0) + 1
        if verdict == "differs":
            why = errors.strip().splitlines()[-1] if refused else said[0]["message"]
            differences.append((line, f"only {'plimsoll' if refused else 'Docker'} takes it: {why}"))
    return counts, differences
