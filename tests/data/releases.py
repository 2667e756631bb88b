#!/usr/bin/env python3
"""Brings releases.toml and newest_releases.toml of crates/plimsoll-model/data up to date.

    tests/data/releases.py PRODUCTS DISTRO_INFO DAY

PRODUCTS is the folder `products` of a checkout of endoflife.date, DISTRO_INFO a folder with debian.csv and ubuntu.csv
of the package distro-info-data, and DAY the day of the younger of the two. The product's key `data` says where its days
come from; a product without it stays as it is, and so do releases that the data does not know. docs/data.md says more.
"""

import csv
import datetime
import pathlib
import re
import sys

DATA = pathlib.Path(__file__).parents[2] / "crates/plimsoll-model/data"
TABLE = DATA / "releases.toml"
NEWEST = DATA / "newest_releases.toml"

# Docker's first day: what ended before it is no image.
FIRST = datetime.date(2013, 3, 20)

# How far ahead of the data a day is still taken: makers move those that are further away.
AHEAD = datetime.timedelta(days=550)


def version(name):
    """The numbers at the start of a name; a name without any comes last."""
    numbers = re.match(r"\d+(\.\d+)*", name)
    return tuple(map(int, numbers[0].split("."))) if numbers else (sys.maxsize,)


def of_endoflife(folder, product):
    """The names of each cycle and its last day, None where it has none yet."""
    (path,) = [path for path in folder.iterdir() if path.stem == product]
    cycles = []
    for line in path.read_text().splitlines():
        key, _, value = line.lstrip(" -").partition(":")
        value = value.partition("#")[0].strip().strip("\"'")
        if key == "releaseCycle":
            # The tags of .NET say `8.0`, its makers `.NET 8`.
            name = f"{value}.0" if product == "dotnet" and "." not in value else value
            cycles.append([[name], None])
        elif key == "eol" and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            cycles[-1][1] = datetime.date.fromisoformat(value)
    return cycles


def of_distro_info(folder, product):
    """The same from a list of Debian's or Ubuntu's releases. Everybody gets Debian's LTS."""
    (path,) = folder.glob(f"*{product}.csv")
    cycles = []
    with path.open() as lines:
        for row in csv.DictReader(lines):
            day = row.get("eol-lts") or row.get("eol")
            if row["version"]:
                names = [row["version"].removesuffix(" LTS"), row["series"]]
                cycles.append([names, datetime.date.fromisoformat(day) if day else None])
    return cycles


def ended_majors(cycles, today):
    """Each major version that has only ended cycles and younger ones above it, with the cycle that ended last."""
    dotted = [cycle for cycle in cycles if "." in cycle[0][0]]
    found = {}
    for major in {version(names[0])[0] for names, _ in dotted}:
        own = [cycle for cycle in cycles if version(cycle[0][0])[0] == major]
        is_newest = all(version(names[0])[0] <= major for names, _ in cycles)
        if not is_newest and all(day and day <= today and "." in names[0] for names, day in own):
            found[str(major)] = max(own, key=lambda cycle: cycle[1])[0][0]
    return found


def merged(rows, cycles, kept, below, today):
    """The rows of a product with the days of its cycles, in the order of versions."""
    majors = {} if any(len(names) > 1 for names, _ in cycles) else ended_majors(cycles, today)
    # `7` says no more than `7.4 7`.
    rows = [[[name for name in names if name not in majors], day] for names, day in rows]
    rows = [row for row in rows if row[0]]
    for names, day in cycles:
        if below and version(names[0])[0] >= below:
            continue
        own = next((row for row in rows if set(names) & set(row[0])), None)
        if day is None:
            continue
        if own is None and FIRST <= day <= today + AHEAD:
            own = [list(names), day]
            rows.append(own)
        if own is not None:
            own[0] += [name for name, last in majors.items() if last == names[0]]
            if not set(own[0]) & set(kept):
                own[1] = day
    return sorted(rows, key=lambda row: version(row[0][0]))


def refreshed(block, products, distro_info, today):
    """The text of a product with its rows anew."""
    data = re.search(r'^data = "([\w.-]+)/([\w.-]+)"$', block, re.M)
    if not data:
        return block
    head, ends = block.split("[product.ends]\n")
    rows = [
        [names.split(" "), datetime.date.fromisoformat(day)]
        for names, day in re.findall(r'^"(.+)" = (\S+)$', ends, re.M)
    ]
    kept = re.search(r"^kept = \[(.*)\]", head, re.M)
    below = re.search(r"^below = (\d+)", head, re.M)
    read, folder = (of_endoflife, products) if data[1] == "endoflife.date" else (of_distro_info, distro_info)
    cycles = read(folder, data[2])
    kept = re.findall(r'"(.+?)"', kept[1]) if kept else []
    rows = merged(rows, cycles, kept, int(below[1]) if below else None, today)
    lines = "".join(f'"{" ".join(names)}" = {day}\n' for names, day in rows)
    head = re.sub(r"^checked = .*$", f"checked = {today}", head, flags=re.M)
    return f"{head}[product.ends]\n{lines}"


def newest(block, products, today):
    """The text of an image with the youngest cycle that is out; one that nobody numbers stays as it is."""
    data = re.search(r'^data = "endoflife.date/([\w.-]+)"$', block, re.M)
    (path,) = [path for path in products.iterdir() if path.stem == data[1]]
    cycles = re.findall(r"- releaseCycle: \W?([\w.-]+).*?releaseDate: (\d{4}-\d\d-\d\d)", path.read_text(), re.S)
    out = [cycle for cycle, day in cycles if datetime.date.fromisoformat(day) <= today]
    block = re.sub(r"^release = .*$", f'release = "{max(out, key=version)}"', block, flags=re.M)
    return re.sub(r"^checked = .*$", f"checked = {today}", block, flags=re.M)


def main():
    products, distro_info = map(pathlib.Path, sys.argv[1:3])
    today = datetime.date.fromisoformat(sys.argv[3])
    mark = "[[product]]\n"
    head, *blocks = TABLE.read_text().split(mark)
    blocks = [refreshed(block, products, distro_info, today).rstrip("\n") + "\n" for block in blocks]
    TABLE.write_text(head + mark + f"\n{mark}".join(blocks))
    mark = "[[image]]\n"
    head, *blocks = NEWEST.read_text().split(mark)
    NEWEST.write_text(head + mark + mark.join(newest(block, products, today) for block in blocks))


if __name__ == "__main__":
    main()
