"""Finds the real Docker, and says which versions it has."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SHARED = (ROOT.parent / "shared").resolve()


def run(command, folder=None, env=None):
    """Code, output and errors of a program."""
    try:
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, timeout=120)
    except subprocess.TimeoutExpired:
        return 124, "", "it does not end"
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


class Docker:
    """The programs of Docker on PATH, or in the folder that PLIMSOLL_ORACLE names.

    Such a folder has a file `env` that puts the programs on PATH, and may have functions `oracle_start`
    and `oracle_stop` for an engine of its own.
    """

    def __init__(self):
        self.folder = os.environ.get("PLIMSOLL_ORACLE")
        self.env = dict(os.environ)
        self.started = False
        if self.folder:
            shown = subprocess.run(["bash", "-c", f"source '{self.folder}/env' && env -0"], capture_output=True, text=True)
            self.env = dict(entry.split("=", 1) for entry in shown.stdout.split("\0") if "=" in entry)
        path = self.env.get("PATH")
        docker = shutil.which("docker", path=path)
        standalone = shutil.which("docker-compose", path=path)
        self.docker = docker
        self.compose = [standalone] if standalone else [docker, "compose"] if docker else None
        if self.compose and not self.version_of([*self.compose, "version", "--short"]):
            self.compose = None

    def run(self, command, folder=None):
        return run(command, folder, self.env)

    def version_of(self, command):
        code, out, _ = self.run(command)
        number = re.search(r"\d+\.\d+(\.\d+)?", out)
        return number.group() if code == 0 and number else None

    def bare(self):
        """An environment in which only the files say something."""
        kept = {name: self.env[name] for name in ("PATH", "DOCKER_CONFIG") if name in self.env}
        return {**kept, "HOME": "/nonexistent"}

    def versions(self):
        """The version of each program that is there."""
        found = {}
        if self.compose:
            found["compose"] = self.version_of([*self.compose, "version", "--short"])
        if self.docker:
            found["docker"] = self.version_of([self.docker, "--version"])
            found["buildx"] = self.version_of([self.docker, "buildx", "version"])
        return {name: version for name, version in found.items() if version}

    def has_engine(self):
        """Whether an engine answers; that of the folder is started for it."""
        if not self.docker:
            return False
        if self.run([self.docker, "version"])[0] == 0:
            return True
        if self.folder:
            script = f"source '{self.folder}/env' && oracle_start"
            # The engine keeps the pipes of whoever starts it.
            self.started = subprocess.run(["bash", "-c", script], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
        return self.started

    def stop(self):
        if self.started:
            subprocess.run(["bash", "-c", f"source '{self.folder}/env' && oracle_stop"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def findings(binary, *flags, folder=None, env=None):
    """What plimsoll says of files."""
    _, out, errors = run([binary, "check", "--format", "json", "--fail-on", "never", *flags], folder, env)
    try:
        return json.loads(out)["findings"]
    except ValueError:
        raise SystemExit(f"plimsoll failed on {flags}: {errors.strip()[-500:]}")


def every(files, count):
    """An even sample, always the same for the same files."""
    files = sorted(files)
    if not count or count >= len(files):
        return files
    return [files[index * len(files) // count] for index in range(count)]


def folders():
    """What is compared: our fixtures, and the corpus where it is."""
    return [ROOT / "fixtures" / "projects"], [folder for folder in (SHARED / "corpus", SHARED / "families") if folder.is_dir()]


def shown(path):
    """A path from our root, or from the folder beside it."""
    path = str(path)
    for base in (ROOT, SHARED):
        if path.startswith(f"{base}/"):
            return path[len(str(base)) + 1 :]
    return path
