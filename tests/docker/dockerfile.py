"""`docker build --check` against `plimsoll check`: what is refused, and BuildKit's own checks.

Every image that a file names is made from an empty layer, so nothing is pulled. What the real image
sets is missing then, which concerns `UndefinedVar` and `WorkdirRelativePath`.
"""

import json
import re
import tempfile
from pathlib import Path

from oracle import every, findings, folders, run, shown

NAME = re.compile(r"^(dockerfile|dockerfile\..+|.+\.dockerfile|containerfile.*)$", re.I)
TEMPLATE = (".j2", ".template", ".tmpl", ".erb", ".snap")
ARG = re.compile(r"^\s*ARG\s+(\w+)=[\"']?([^\s\"']*)", re.I | re.M)
STAGE = re.compile(r"^\s*FROM\s.*?\sAS\s+(\S+)", re.I | re.M)
IMAGE = re.compile(r"^\s*FROM\s+(?:--platform=\S+\s+)?(\S+)|--from=([^\s,]+)|\bfrom=([^\s,]+)", re.I | re.M)
VARIABLE = re.compile(r"\$\{(\w+)(?::?-([^}]*))?\}|\$(\w+)")
# A check counts as the same up to so many lines away: one points at the instruction, the other at the word.
NEAR = 5
# Reported without being an error, since who builds may pass the argument.
PREVENTABLE = "empty-base-image"


class Images:
    """An image under the names that files ask for: an empty one, or one that is there."""

    def __init__(self, docker, folder, image=None):
        self.docker, self.made = docker, set()
        self.image = image or "plimsoll-empty:1"
        if image:
            return
        (folder / "empty").write_text("")
        run(["tar", "cf", "empty.tar", "empty"], folder)
        docker.run([docker.docker, "import", str(folder / "empty.tar"), self.image])

    def make_for(self, text):
        """False where one cannot be made."""
        args = dict(ARG.findall(text))
        stages = {name.lower() for name in STAGE.findall(text)} | {"scratch"}
        for match in IMAGE.finditer(text):
            name = next(group for group in match.groups() if group).strip("\"'")
            for _ in range(4):
                name = VARIABLE.sub(lambda variable: args.get(variable[1] or variable[3], variable[2] or ""), name)
            if not name or name.lower() in stages or name.isdigit() or name in self.made:
                continue
            path = re.sub(r":[^/]*$", "", name)
            if "@" in name or path != path.lower() or not re.fullmatch(r"[\w.:/-]+", name):
                return False
            if self.docker.run([self.docker.docker, "tag", self.image, name])[0] != 0:
                return False
            self.made.add(name)
        return True


def rules_of_checks(binary):
    """The rules that stand for each of BuildKit's checks."""
    found = {}
    for rule in json.loads(run([binary, "rules", "--format", "json"])[1]):
        for also in rule["also"]:
            tool, _, check = also.partition(" ")
            if tool == "buildkit":
                found.setdefault(check.split("/")[-1], set()).add(rule["id"])
    return found


def lint(docker, file, context):
    """What BuildKit warns of, and why it refuses the file."""
    code, out, errors = docker.run([docker.docker, "buildx", "build", "--call=lint,format=json", "-f", str(file), str(context)])
    try:
        said = json.loads(out)
        error = (said.get("buildError") or said.get("error") or {}).get("message", "")
        return said.get("warnings") or [], error
    except ValueError:
        return [], (errors.strip().splitlines() or [f"code {code}"])[-1]


def jobs(sample):
    own, shared = folders()
    found = []
    for group, count in ((own, 0), (shared, 60 if sample else 1000)):
        files = [file for folder in group for file in folder.rglob("*") if file.is_file() and NAME.match(file.name)]
        found += every([file for file in files if not file.name.endswith(TEMPLATE)], count)
    return found


def compare(docker, binary, sample):
    counts, differences = {}, []
    rules = rules_of_checks(binary)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        context, copy = folder / "context", folder / "Dockerfile"
        context.mkdir()
        images = Images(docker, folder)
        for file in jobs(sample):
            content = file.read_bytes()
            # A frontend of its own would be pulled.
            copy.write_bytes(re.sub(rb"(?im)^(#\s*)syntax(\s*=)", rb"\1synt_x\2", content, count=1))
            if not images.make_for(content.decode("utf-8", "replace")):
                verdict, found = "left out", []
            else:
                verdict, found = one(docker, binary, copy, context, rules)
            counts[verdict] = counts.get(verdict, 0) + 1
            differences += [(shown(file), text) for text in found]
    return counts, differences


def one(docker, binary, file, context, rules):
    warnings, error = lint(docker, file, context)
    if "failed to resolve source metadata" in error:
        return "left out", []
    found = findings(binary, "--select", "all", str(file))
    if error:
        if any(finding["level"] == "error" or finding["rule"] == PREVENTABLE for finding in found):
            return "both refuse it", []
        return "differs", [f"only plimsoll takes it: {error[:200]}"]
    differences = []
    for finding in found:
        if finding["rule"] in ("dockerfile-syntax-error", "unknown-instruction"):
            differences.append(f"only Docker takes it: {finding['message']}")
    lines = {}
    for finding in found:
        for place in [finding["range"], *(related["range"] for related in finding.get("related") or [])]:
            lines.setdefault(finding["rule"], set()).update(range(place["start"]["line"], place["end"]["line"] + 1))
    for warning in warnings:
        check = warning["ruleName"]
        places = [place["start"]["line"] for place in (warning.get("location") or {}).get("ranges") or []]
        ours = set().union(*(lines.get(rule, set()) for rule in rules.get(check, ())))
        if not any(abs(line - other) <= NEAR for line in places for other in ours):
            differences.append(f"{check} is missed at line {min(places, default=0)}")
    said = {warning["ruleName"] for warning in warnings}
    for check, ids in sorted(rules.items()):
        if check not in said:
            differences += [f"{rule} without {check} at line {min(lines[rule])}" for rule in sorted(ids & set(lines))]
    return "both take it", differences
