"""Follows the links of a built site: `links.py BOOK` fails if one leads to a page or a place that is not there."""

import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

SETTINGS = tomllib.loads((Path(__file__).parent / "book.toml").read_text())
# Where the site will lie; only the page for "not found" names it.
TOP = SETTINGS["output"]["html"]["site-url"]


class Page(HTMLParser):
    """The places of a page, and where its links lead."""

    def __init__(self, address, text):
        super().__init__()
        self.base = address
        self.is_anywhere = False
        self.ids = set()
        self.links = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        # mdBook's page for "not found": its links start at the top, and would from any address.
        if tag == "base" and "href" in attributes:
            self.base = urljoin(self.base, attributes["href"])
            self.is_anywhere = True
        if attributes.get("id"):
            self.ids.add(attributes["id"])
        if tag == "meta" and attributes.get("http-equiv") == "refresh":
            self.links.append(attributes["content"].split("URL=")[-1])
        elif tag != "base":
            self.links += [attributes[name] for name in ("href", "src") if attributes.get(name)]


def main(book):
    pages = {}
    for path in sorted(book.rglob("*.html")):
        address = TOP + path.relative_to(book).as_posix()
        pages[address] = Page(address, path.read_text())
    count = 0
    problems = []
    for address, page in pages.items():
        for link in page.links:
            parts = urlsplit(urljoin(page.base, link))
            if parts.scheme or parts.netloc:
                continue
            count += 1
            path = unquote(parts.path)
            path += "index.html" if path.endswith("/") else ""
            if not path.startswith(TOP) or not (book / path.removeprefix(TOP)).is_file():
                problems.append(f"{address}: {link} leads nowhere")
            elif page.is_anywhere or not parts.fragment or path not in pages:
                continue
            elif unquote(parts.fragment) not in pages[path].ids:
                problems.append(f"{address}: {link} names a place that is not there")
    if problems:
        sys.exit("\n".join(problems))
    print(f"{len(pages)} files, {count} links")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
