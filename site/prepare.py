"""Prepares what mdBook makes the site of: `prepare.py OUT` writes settings and sources into a folder.

A page has the same path on the site as in the repository, with `.html` for `.md` and `index` for `README`.
Links to files that are no pages lead to the repository. A link to nothing is an error.
"""

import os
import re
import shutil
import sys
import tomllib
from pathlib import Path

from rule import Rule, with_colours

SITE = Path(__file__).resolve().parent
ROOT = SITE.parent
REPOSITORY = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]["repository"]

FOLDERS = {
    "dockerfile": "Dockerfiles",
    "shell": "Shell code",
    "compose": "Compose files",
    "project": "Whole projects",
    "engine": "plimsoll itself",
}
# In the order of the menu. Pages that are not named here follow.
FIRST = ["install", "checking", "environments", "configuration", "ignoring", "fixes", "policies", "pin"]
FIRST += ["deployment", "model", "outputs", "ci", "editors", "comparison", "peers"]
FOR_AUTHORS = ["docs/ARCHITECTURE.md", "CONTRIBUTING.md", "docs/data.md", "docs/identity.md", "CHANGELOG.md"]


def main(out):
    shutil.rmtree(out, ignore_errors=True)
    rules = read_rules()
    pages = read_pages(rules)
    write_rule_lists(rules, pages)
    paths = {source: page for source, (page, _) in pages.items()}
    problems = []
    for source, (page, text) in pages.items():
        text = with_links(source, with_colours(text), paths, problems)
        write(out / "src" / page, text)
    for schema in (ROOT / "docs").glob("*.json"):
        shutil.copy(schema, out / "src/docs")
    write(out / "src/SUMMARY.md", menu(rules, pages))
    write(out / "book.toml", (SITE / "book.toml").read_text() + lists_not_searched() + redirects(rules))
    for asset in ["site.css", "playground.css", "marks.js"]:
        shutil.copy(SITE / asset, out)
    shutil.copytree(SITE / "theme", out / "theme")
    if problems:
        sys.exit("\n".join(problems))
    print(f"{len(pages)} pages, {len(rules)} of them on rules")


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def read_rules():
    """The rules by id, in the order of the index."""
    index = (ROOT / "rules/README.md").read_text()
    rules = {}
    for id, path, row in re.findall(r"^\| \[`(.+?)`\]\((.+?)\) \| (.*) \|$", index, re.MULTILINE):
        path = f"rules/{path}"
        rules[id] = Rule(path, (ROOT / path).read_text(), row.split(" | "))
    listed = {rule.path for rule in rules.values()}
    on_disk = {str(path.relative_to(ROOT)) for path in ROOT.glob("rules/*/*.md")}
    if listed != on_disk:
        sys.exit(f"rules/README.md is not up to date: {', '.join(sorted(listed ^ on_disk))}")
    return rules


def read_pages(rules):
    """For each source of a page its path on the site, and its text."""
    sources = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
    sources += [str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs").rglob("*.md"))]
    pages = {source: (source.replace("README.md", "index.md"), (ROOT / source).read_text()) for source in sources}
    for rule in rules.values():
        pages[rule.path] = (rule.path, rule.page(rules, REPOSITORY))
    return pages


def write_rule_lists(rules, pages):
    everything = ["# All rules", "", "The same [by the ids of other tools](others.md). Rules that are off run if they are"]
    everything += ["selected. `plimsoll explain NAME` prints the page of a rule.", ""]
    for folder, name in FOLDERS.items():
        of_folder = [rule for rule in rules.values() if rule.path.startswith(f"rules/{folder}/")]
        everything += [f"## {name}", "", *table(of_folder, "rules"), ""]
        own = [f"# {name}", "", *table(of_folder, f"rules/{folder}"), ""]
        pages[f"rules/{folder}/index.md"] = (f"rules/{folder}/index.md", "\n".join(own))
    pages["rules/README.md"] = ("rules/index.md", "\n".join(everything))
    pages["rules/others.md"] = ("rules/others.md", by_other_tools(rules))


def table(rules, folder):
    lines = ["| rule | what it finds | level | where | fix | in other tools |", "| --- | --- | --- | --- | --- | --- |"]
    for rule in rules:
        link = f"[`{rule.id}`]({os.path.relpath(rule.path, folder)})"
        lines.append(f"| {link} | {rule.title} | {rule.level} | {rule.where} | {rule.fix} | {rule.others} |")
    return lines


def by_other_tools(rules):
    tools = {}
    for rule in rules.values():
        for other in rule.list("also"):
            tool, _, id = other.partition(" ")
            tools.setdefault(tool, {}).setdefault(id, []).append(rule)
    lines = ["# By the ids of other tools", "", "What finds the same here, or what comes closest. "]
    lines += ["[Coverage of other tools](../docs/peers.md) says how far.", ""]
    for tool, ids in sorted(tools.items()):
        lines += [f"## {tool}", "", "| there | here |", "| --- | --- |"]
        for id, here in sorted(ids.items()):
            links = [f"[`{rule.id}`]({rule.path.removeprefix('rules/')})" for rule in here]
            lines.append(f"| {id} | {', '.join(links)} |")
        lines.append("")
    return "\n".join(lines)


def menu(rules, pages):
    """SUMMARY.md: the pages in the order of the menu."""

    def entry(source, depth=0):
        page, text = pages[source]
        title = re.search(r"^# (.*)$", text, re.MULTILINE)[1]
        return f"{'    ' * depth}- [{title}]({page})"

    decisions = [source for source in pages if source.startswith("docs/decisions/0")]
    docs = {source for source in pages if source.startswith("docs/") and "/decisions/" not in source}
    first = [f"docs/{name}.md" for name in FIRST]
    guide = first + sorted(docs - {*first, *FOR_AUTHORS})
    # site/playground.py writes its page.
    lines = ["# Summary", "", "[plimsoll](index.md)", "[Playground](playground.md)", ""]
    lines += ["# Guide", "", *map(entry, guide)]
    lines += ["", "# Rules", "", entry("rules/README.md"), entry("rules/others.md")]
    for folder in FOLDERS:
        lines.append(entry(f"rules/{folder}/index.md"))
        of_folder = [rule for rule in rules.values() if rule.path.startswith(f"rules/{folder}/")]
        lines += [f"    - [{rule.id}]({rule.path})" for rule in of_folder]
    lines += ["", "# The project", "", *map(entry, FOR_AUTHORS), entry("docs/decisions/README.md")]
    lines += [entry(source, 1) for source in decisions]
    return "\n".join(lines) + "\n"


def lists_not_searched():
    """Who searches for a rule wants its page, not the lists of rules and changes that it is on."""
    lists = ["rules/index.md", "rules/others.md", *(f"rules/{folder}/index.md" for folder in FOLDERS), "CHANGELOG.md"]
    lines = [f'"{page}" = {{ enable = false }}' for page in lists]
    return "\n".join(["", "[output.html.search.chapter]", *lines, ""])


def redirects(rules):
    """`rules/add-local-file.html` leads to the page, for whoever knows no more than the id."""
    lines = ["", "[output.html.redirect]"]
    for rule in rules.values():
        page = rule.path.removeprefix("rules/").removesuffix(".md")
        lines.append(f'"/rules/{rule.id}.html" = "{page}.html"')
    return "\n".join(lines) + "\n"


def with_links(source, text, paths, problems):
    """The text with each link leading to a page of the site, or to the repository."""

    def led(match):
        target, hash, anchor = match[1].partition("#")
        if target.startswith(f"{REPOSITORY}/blob/main/"):
            check(target.removeprefix(f"{REPOSITORY}/blob/main/"))
        if not target or re.match(r"[a-z]+:", target):
            return match[0]
        path = os.path.normpath(os.path.join(os.path.dirname(source), target))
        if path in paths:
            way = os.path.relpath(paths[path], os.path.dirname(paths[source]))
            return f"]({way}{hash}{anchor})"
        if path.endswith(".schema.json"):
            return match[0]
        check(path)
        kind = "tree" if (ROOT / path).is_dir() else "blob"
        return f"]({REPOSITORY}/{kind}/main/{path}{hash}{anchor})"

    def check(path):
        if not (ROOT / path).exists():
            problems.append(f"{source}: there is no {path}")

    # Blocks of code and code in lines are left alone.
    pieces = re.split(r"(^ *`{3,}.*\n(?s:.*?)^ *`{3,}$|`[^`\n]+`)", text, flags=re.MULTILINE)
    pieces[::2] = [re.sub(r"\]\(([^)\s]+)\)", led, piece) for piece in pieces[::2]]
    return "".join(pieces)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
