"""A rule, as its page and the index of rules tell it, and its page on the site."""

import re
from html import escape
from pathlib import Path

FIXES = {
    "none": "none",
    "safe": "safe: <code>--fix</code>",
    "unsafe": "unsafe: <code>--fix --unsafe-fixes</code>",
}
# Dockerfiles have no colours of their own in mdBook; comments, strings and variables are a shell's.
COLOURS = {"dockerfile": "bash", "sh": "bash", "console": "shell", "mermaid": "text", "lua": "lua", "groovy": "java"}


class Rule:
    def __init__(self, path, text, row):
        """`path` begins with `rules/`; `row` is the rule's line in the index that the tests write."""
        front, self.body = re.fullmatch(r"---\n(.*?)\n---\n+(.*)", text, re.DOTALL).groups()
        self.path = path
        self.keys = dict(line.split(": ", 1) for line in front.splitlines())
        self.id = self.keys["id"]
        self.level, self.where, self.fix, self.title, self.others = row

    def list(self, key):
        """The words of `key: [one, two]`."""
        return [word for word in self.keys.get(key, "").strip("[]").split(", ") if word]

    def level_in_words(self):
        on = self.level.removesuffix(", off")
        return on if on == self.level else f"{on}; off unless it is asked for"

    def page(self, rules, repository):
        """The page with its front matter as a table, and the examples with their names."""
        title, rest = self.body.split("\n", 1)
        return f"{title}\n\n{self.head(rules, repository)}\n{named_examples(rest)}"

    def head(self, rules, repository):
        same = [f'<a href="{self.way_to(rules[id])}">{id}</a>' for id in self.list("same-fault")]
        where = {"any": "everywhere", "development": "in development", "production": "in production"}
        rows = {
            "Rule": f"<code>{self.id}</code>",
            "Level": escape(self.level_in_words()),
            "Group": self.keys["group"],
            "Reported": where[self.where],
            "Fix": FIXES[self.fix],
            "In other tools": escape("; ".join(self.others_in_words())),
            "Same fault": ", ".join(same),
            "Since": self.keys["since"],
            "Source": f'<a href="{repository}/blob/main/{self.path}">{self.path}</a>',
        }
        lines = [f"<dt>{name}</dt><dd>{text}</dd>" for name, text in rows.items() if text]
        return "\n".join(['<dl class="rule">', *lines, "</dl>", ""])

    def others_in_words(self):
        ids = {}
        for other in self.list("also"):
            tool, _, id = other.partition(" ")
            ids.setdefault(tool, []).append(id)
        return [f"{tool} {', '.join(of_tool)}" for tool, of_tool in ids.items()]

    def way_to(self, other):
        return f"../{Path(other.path).relative_to('rules').with_suffix('.html')}"


def named_examples(text):
    """Puts the names of files, and `fixed`, above the blocks that have them."""

    def named(match):
        words = match[2].split()[1:]
        name = name_of(words)
        label = f'<p class="file{" fixed" if "fixed" in words else ""}">{name}</p>\n\n' if name else ""
        return f"{label}{match[0]}"

    return re.sub(r"^(```)(\w.*)\n(?s:.*?)^```$", named, text, flags=re.MULTILINE)


def name_of(words):
    """What an example is called: `fixed`, the name of its file, its mode, `crlf`."""
    parts = []
    for word in words:
        if word == "fixed":
            parts.insert(0, "Fixed")
        elif word == "crlf":
            parts.append("lines end with CRLF")
        elif re.fullmatch(r"0\d{3}", word):
            parts.append(f"mode {word}")
        else:
            parts.append(f"<code>{escape(word)}</code>")
    return ", ".join(parts)


def with_colours(text):
    """Blocks of code with no more than a language, one that mdBook has colours for."""

    def coloured(match):
        language = match[3].split()[0] if match[3].split() else "text"
        return f"{match[1]}{match[2]}{COLOURS.get(language, language)}\n{match[4]}"

    return re.sub(r"^( *)(`{3,})(.*)\n((?s:.*?)^ *\2$)", coloured, text, flags=re.MULTILINE)
