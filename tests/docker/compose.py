"""`docker compose config` against `plimsoll model`: what is refused, and what a service is made of."""

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor

from oracle import every, findings, folders, run, shown

NAME = re.compile(r"^(.*compose.*|docker-stack.*)\.ya?ml$", re.I)
BASE = re.compile(r"^(docker-)?compose\.ya?ml$")
UNSET = re.compile(r"variable is not set|required variable|is missing a value")
TEXTS = """command container_name entrypoint hostname image init ipc network_mode pid platform privileged read_only
 restart runtime stdin_open stop_signal tty user userns_mode working_dir""".split()
LISTS = "cap_add cap_drop devices dns expose group_add profiles security_opt tmpfs".split()
MAPPINGS = "environment labels sysctls".split()


def is_empty(value):
    # `false` is what each of these keys is without a word.
    return value in (None, "", [], {}, False, "false")


def text(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return " ".join(text(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("$$", "$")


def pairs(value):
    if isinstance(value, dict):
        return value
    split = (str(item).partition("=") for item in value or [])
    return {name: value if equals else None for name, equals, value in split}


def path_from(folder, path):
    if "://" in path:
        return path
    return os.path.normpath(os.path.relpath(path, folder) if path.startswith("/") else path)


def facts(service, folder):
    """Each fact of a service, and its value."""
    found = {}

    def add(name, value=""):
        if value is not None:
            found[name] = text(value)

    for key, value in service.items():
        if is_empty(value):
            continue
        if key in TEXTS:
            add(key, value)
        elif key in LISTS:
            for item in value if isinstance(value, list) else [value]:
                add(f"{key}.{text(item)}")
        elif key in MAPPINGS:
            for name, item in pairs(value).items():
                add(f"{key}.{name}", item)
        elif key == "ports":
            for port in (port for port in value if isinstance(port, dict)):
                parts = (port.get("host_ip", ""), port.get("published", ""), port.get("target"), port.get("protocol", "tcp"))
                add("ports.{}:{}:{}/{}".format(*parts))
        elif key == "volumes":
            for mount in (mount for mount in value if isinstance(mount, dict)):
                source = mount.get("source", "")
                source = path_from(folder, source) if mount.get("type") == "bind" else source
                target = os.path.normpath(mount.get("target", ""))
                add(f"volumes.{mount.get('type')}:{source}:{target}:{'ro' if mount.get('read_only') else 'rw'}")
        elif key == "depends_on":
            for name, dependency in value.items():
                add(f"depends_on.{name}", (dependency or {}).get("condition"))
        elif key == "networks" and list(value) != ["default"]:
            for name in value:
                add(f"networks.{name}")
        elif key in ("secrets", "configs"):
            for grant in value:
                add(f"{key}.{grant.get('source')}")
        elif key == "build":
            add("build.context", path_from(folder, value["context"]) if "context" in value else None)
            if value.get("dockerfile") != "Dockerfile":
                add("build.dockerfile", value.get("dockerfile"))
            add("build.target", value.get("target"))
            for name, item in pairs(value.get("args")).items():
                add(f"build.args.{name}", item)
        elif key == "healthcheck":
            add("healthcheck.test", value.get("test"))
            add("healthcheck.retries", value.get("retries"))
            add("healthcheck.disable", value.get("disable") or None)
    return found


class Comparison:
    def __init__(self, docker, binary, refusals):
        self.docker, self.binary, self.refusals = docker, binary, refusals

    def __call__(self, job):
        """The place, the verdict, how many facts were compared, and the differences."""
        base, more = job
        folder, env = base.parent, self.docker.bare()
        place = " + ".join([shown(base), *more])

        def named(flag):
            return [word for name in (base.name, *more) for word in (flag, name)]

        docker = [*self.docker.compose, *named("-f"), "--profile", "*", "config", "--format", "json", "--no-path-resolution"]
        code, out, errors = run(docker, folder, env)
        ours, model, why = run([self.binary, "model", "--format", "json", *named("--compose-file")], folder, env)
        unset = bool(UNSET.search(errors))
        if code != 0 and unset:
            return place, "needs variables", 0, []
        if ours not in (0, 2):
            return place, "differs", 0, [f"plimsoll failed: {why.strip()[-200:]}"]
        if code == 0 and ours == 0:
            compared, differences = services(json.loads(out), json.loads(model), folder, unset)
            return place, "both take it", compared, differences
        if code == 0:
            return place, "differs", 0, [f"only Docker takes it: {why.strip()[-200:]}"]
        if ours != 0:
            return place, "both refuse it", 0, []
        # What is taken as a model may still be reported as what Docker refuses.
        found = findings(self.binary, *named("--compose-file"), folder=folder, env=env)
        if any(finding["rule"] in self.refusals for finding in found):
            return place, "both refuse it", 0, []
        if "neither an image nor a build" in errors:
            return place, "a part", 0, []
        return place, "differs", 0, [f"only plimsoll takes it: {errors.strip().splitlines()[-1][-200:]}"]


def services(theirs, variants, folder, unset):
    """How many facts of the services were compared, and those that differ."""
    theirs = theirs.get("services") or {}
    mine = (variants[-1].get("model") or {}).get("services") or {} if variants else {}
    compared, differences = 0, []
    for name in sorted(set(theirs) | set(mine)):
        if name not in theirs or name not in mine:
            differences.append(f"service {name}: only {'Docker' if name in theirs else 'plimsoll'} has it")
            continue
        real, known = facts(theirs[name] or {}, folder), facts(mine[name] or {}, folder)
        for fact in sorted(set(real) | set(known)):
            compared += 1
            value, other = real.get(fact), known.get(fact)
            # Secrets are masked, and what depends on a variable is not known.
            unknown = any(sign in fact + (other or "") for sign in ("****", "…", "$"))
            if value == other or unknown or (unset and not (value and other)):
                continue
            differences.append(f"{fact.split('.')[0]}: {name}: {fact}: Docker {value!r}, plimsoll {other!r}")
    return compared, differences


def jobs(sample):
    """Files alone, and each base with each other file of its folder."""
    own, shared = folders()
    found = []
    for group, count in ((own, 0), (shared, 90 if sample else 0)):
        files = [file for folder in group for file in folder.rglob("*") if file.is_file() and NAME.match(file.name)]
        beside = [(file, (other.name,)) for file in files if BASE.match(file.name) for other in files if other.parent == file.parent and other != file]
        found += every([(file, ()) for file in files], count) + every(beside, count and 10)
    return found


def compare(docker, binary, refusals, sample):
    """The summary, and the differences as places and texts."""
    counts, facts_compared, differences = {}, 0, []
    with ThreadPoolExecutor(2) as pool:
        for place, verdict, compared, found in pool.map(Comparison(docker, binary, refusals), jobs(sample)):
            counts[verdict] = counts.get(verdict, 0) + 1
            facts_compared += compared
            differences += [(place, text) for text in found]
    return {**counts, "facts": facts_compared}, differences
