"""Makes the playground: `playground.py SITE` adds its page, scripts and engine to the sources that
`prepare.py` has prepared; `playground.py SITE close` gives the built page its content policy.

The engine is built if Rust's target for WebAssembly is installed. Otherwise the page says that it was not.
"""

import base64
import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

SITE = Path(__file__).resolve().parent
ROOT = SITE.parent
PARTS = SITE / "playground"
TARGET = "wasm32-unknown-unknown"
# What somebody sees first comes first: the example of the README.
EXAMPLES = {
    "A shop: one Dockerfile, two Compose files": ROOT / "fixtures/projects/django-shop",
    "A Dockerfile with much to fix": PARTS / "examples/dockerfile",
    "Stages and variables": ROOT / "fixtures/projects/shop-stages",
    "Scripts that a container starts": ROOT / "fixtures/projects/started-scripts",
    "Secrets in a build": ROOT / "fixtures/projects/leaky-shop",
    "Policies of an organisation's own": PARTS / "examples/policy",
    "A project without a finding": ROOT / "fixtures/projects/hardened",
}


def add(site):
    engine = build()
    page = PARTS / ("page.md" if engine else "absent.md")
    shutil.copy(page, site / "src/playground.md")
    if not engine:
        print(f"playground: skipped, Rust's target {TARGET} is not installed")
        return
    folder = site / "src/playground"
    folder.mkdir()
    for script in PARTS.glob("*.js"):
        shutil.copy(script, folder)
    shutil.copy(engine, folder / "engine.wasm")
    (folder / "examples.json").write_text(json.dumps([example(*item) for item in EXAMPLES.items()]))
    # Whoever loads the engine gets the parts that it is made of.
    licences = subprocess.run([ROOT / "packaging/licences", TARGET, "plimsoll-wasm"], check=True, capture_output=True)
    (folder / "licences.txt").write_bytes(licences.stdout)
    size = engine.stat().st_size
    packed = len(gzip.compress(engine.read_bytes(), 9))
    print(f"playground: an engine of {size / 1e6:.1f} MB, {packed / 1e6:.1f} MB by gzip")


def build():
    """The engine, if it can be built here."""
    try:
        sysroot = subprocess.run(["rustc", "--print", "sysroot"], cwd=ROOT, check=True, capture_output=True, text=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return None
    if not (Path(sysroot.stdout.strip()) / "lib/rustlib" / TARGET).is_dir():
        return None
    # In its folder lies how it is built.
    subprocess.run(["cargo", "build", "--release", "--locked"], cwd=ROOT / "crates/plimsoll-wasm", check=True)
    return ROOT / "target/wasm" / TARGET / "release/plimsoll.wasm"


def example(name, folder):
    """The files of a folder as the page has them, those that are judged first."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    paths.sort(key=lambda path: not re.search(r"ompose|Dockerfile", path.name))
    files = {path.relative_to(folder).as_posix(): path.read_text() for path in paths}
    configuration = files.pop("plimsoll.toml", "")
    return {"name": name, "files": list(files.items()), "configuration": configuration}


def close(book):
    """Scripts are those of the site, and nothing is asked of anybody else. When everything is there, the page
    gives up asking the site too (`close` in `main.js`)."""
    path = book / "playground.html"
    # The page needs its room: its menu is there when somebody asks for it.
    text = replaced(r"(sidebar = sidebar \|\| )'visible'", r"\1'hidden'", path.read_text())
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    hashes = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts}
    policy = [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval' " + " ".join(f"'sha256-{hash}'" for hash in sorted(hashes)),
        # mdBook's pages have a few styles of their own.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "worker-src blob:",
        "connect-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
    ]
    meta = f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(policy)}">'
    path.write_text(replaced(r'(<meta charset="UTF-8">)', rf"\1\n        {meta}", text))


def replaced(pattern, replacement, text):
    changed, found = re.subn(pattern, replacement, text, count=1)
    if not found:
        sys.exit(f"playground.html: there is no {pattern}")
    return changed


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    if sys.argv[2:] == ["close"]:
        close(folder / "book")
    else:
        add(folder)
