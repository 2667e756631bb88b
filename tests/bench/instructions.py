#!/usr/bin/env python3
"""Counts the instructions that plimsoll takes, and writes the table in instructions.md anew.

    cargo build --release && tests/bench/instructions.py [FOLDER]

valgrind must be installed. Counts do not depend on the machine's load, and two runs of one binary
differ by less than a thousandth, so a change of one percent can be told from none. One thread runs,
for the count of several depends on who waits for whom.

The first rows are inputs that this script makes. With a FOLDER, an even sample of its Dockerfiles
and Compose files follows; the table that is committed has none, since files of others are not part
of this repository.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from compare import SMALL_COMPOSE, SMALL_DOCKERFILE, collect, sample

TABLE = Path(__file__).with_name("instructions.md")

# As of the official images of servers: one long RUN with variables, a condition and a loop.
LONG_RUN = """\
FROM debian:12.7
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN set -eux; \\
    saved="$(apt-mark showmanual)"; \\
    apt-get update; \\
    apt-get install -y --no-install-recommends ca-certificates gcc libssl-dev make wget; \\
    rm -rf /var/lib/apt/lists/*; \\
    arch="$(dpkg --print-architecture)"; \\
    case "$arch" in \\
        amd64) sha256=1111 ;; \\
        arm64) sha256=2222 ;; \\
        *) echo >&2 "no build for $arch"; exit 1 ;; \\
    esac; \\
    wget -O app.tgz "https://example.com/app-1.2.3-$arch.tgz"; \\
    echo "$sha256 *app.tgz" | sha256sum -c -; \\
    mkdir -p /usr/src/app; \\
    tar -xzf app.tgz -C /usr/src/app --strip-components=1; \\
    cd /usr/src/app; \\
    ./configure --prefix=/usr/local; \\
    make -j "$(nproc)"; \\
    make install; \\
    for file in /usr/local/bin/*; do strip $file || true; done; \\
    apt-mark auto '.*' > /dev/null; \\
    [ -z "$saved" ] || apt-mark manual $saved > /dev/null; \\
    find /usr/local -type f -executable -exec ldd '{}' ';' | awk '/=>/ { print $3 }' | sort -u \\
        | xargs -r dpkg-query --search | cut -d: -f1 | sort -u | xargs -r apt-mark manual; \\
    apt-get purge -y --auto-remove; \\
    rm -rf /usr/src/app
USER nobody
CMD ["app"]
"""

FILES, SERVICES = 10, 20


def service(number, first):
    depends = f"    depends_on: [app{first}]\n" if number != first else ""
    return f"""\
  app{number}:
    image: registry.example.com/team/app{number}:${{TAG:-1.{number}}}
    restart: unless-stopped
    environment:
      DATABASE_URL: postgres://app@db:5432/app{number}
      LOG_LEVEL: ${{LOG_LEVEL:-info}}
    ports: ["127.0.0.1:{8000 + number}:80"]
    volumes:
      - data{number}:/var/lib/data
      - ./config/{number}.conf:/etc/app.conf:ro
    healthcheck:
      test: ["CMD", "curl", "-f", "http://localhost:80/health"]
      interval: 30s
{depends}"""


def write_project(folder):
    """A project of many services, whose file includes nine others."""
    folder.mkdir()
    for file in range(FILES):
        first = file * SERVICES
        numbers = range(first, first + SERVICES)
        included = "include:\n" + "".join(f"  - part{n}.yaml\n" for n in range(1, FILES)) if file == 0 else ""
        services = "".join(service(n, first) for n in numbers)
        volumes = "".join(f"  data{n}: {{}}\n" for n in numbers)
        name = f"part{file}.yaml" if file else "compose.yaml"
        (folder / name).write_text(f"{included}services:\n{services}volumes:\n{volumes}")


def count(command, folder):
    """The instructions of one run."""
    environment = dict(os.environ, RAYON_NUM_THREADS="1")
    valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    run = subprocess.run([*valgrind, *command], cwd=folder, env=environment, capture_output=True, text=True)
    counted = re.search(r"Collected : (\d+)", run.stderr)
    if not counted:
        sys.exit(f"instructions.py: {' '.join(command)} was not counted:\n{run.stderr}")
    return int(counted[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--sample", type=int, default=300, help="how many files of each kind of the folder")
    built = Path(__file__).resolve().parents[2] / "target/release/plimsoll"
    parser.add_argument("--plimsoll", default=str(built))
    arguments = parser.parse_args()
    if not shutil.which("valgrind"):
        sys.exit("instructions.py: valgrind is not installed, and only it can count")
    if not os.path.exists(arguments.plimsoll):
        sys.exit("instructions.py: no plimsoll; build it with `cargo build --release`, or name it with --plimsoll")

    check = [os.path.abspath(arguments.plimsoll), "check", "--format", "json", "--"]
    rows = []
    with tempfile.TemporaryDirectory() as made:
        made = Path(made)
        # A Compose file above the project would be read with it.
        small = made / "small"
        small.mkdir()
        (small / "Dockerfile").write_text(SMALL_DOCKERFILE)
        (small / "Dockerfile.long").write_text(LONG_RUN)
        (small / "compose.yaml").write_text(SMALL_COMPOSE)
        (made / "empty").mkdir()
        write_project(made / "project")
        start = count([*check, "empty"], made)
        rows.append(("start, without a file", start, ""))
        for title, path in (("a Dockerfile of 6 lines", "Dockerfile"), ("a Dockerfile with a long RUN", "Dockerfile.long"),
                            ("a Compose file of one service", "compose.yaml")):
            rows.append((title, count([*check, f"small/{path}"], made), ""))
        whole = count([*check, "project"], made)
        rows.append((f"a project of {FILES * SERVICES} services in {FILES} files", whole, ""))
        if arguments.folder:
            names = ("Dockerfiles", "Compose files")
            for name, files in zip(names, collect(arguments.folder.resolve())):
                files = sample(files, arguments.sample)
                if files:
                    whole = count([*check, *files], made)
                    rows.append((f"{len(files)} {name} of {arguments.folder.name}", whole,
                                 f"{(whole - start) / len(files) / 1e6:.2f}"))

    lines = ["| input | million instructions | a file, without the start |", "| --- | ---: | ---: |"]
    lines += [f"| {title} | {counted / 1e6:.1f} | {each} |" for title, counted, each in rows]
    table = "\n".join(lines) + "\n"
    print(table, end="")
    if not arguments.folder:
        head = TABLE.read_text().split("| input |")[0]
        TABLE.write_text(head + table)


if __name__ == "__main__":
    main()
