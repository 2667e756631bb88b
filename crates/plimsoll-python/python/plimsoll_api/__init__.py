"""Dockerfiles and Compose files judged in memory.

>>> import plimsoll_api
>>> [finding.rule for finding in plimsoll_api.check("FROM node\\n", select=["unpinned-image-tag"])]
['unpinned-image-tag']
"""

from __future__ import annotations

import json
from datetime import date as Date
from functools import lru_cache
from typing import Iterable, Mapping, Optional, Sequence, Union

from . import _native
from ._findings import Edit, Fault, Finding, Fix, Place, Range, Related, Result

__all__ = [
    "Checker",
    "ConfigError",
    "Edit",
    "Fault",
    "Finding",
    "Fix",
    "Place",
    "Range",
    "Related",
    "Result",
    "UnknownFile",
    "check",
    "check_many",
    "check_project",
    "explain",
    "fix",
    "fix_project",
]
__version__ = _native.__version__

#: A file as a text, or as the bytes that it has.
Text = Union[str, bytes]


class ConfigError(ValueError):
    """The configuration or an argument is wrong: `faults` says where."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class UnknownFile(ValueError):
    """A file is neither a Dockerfile nor a Compose file nor an environment file."""


class Checker:
    """Rules and what was decided about them, for any number of files.

    `select`, `extend_select` and `ignore` are lists of rules, groups, or ids of other tools; `config` is the
    text of a `plimsoll.toml`; `environment` is `production`, `development` or left to each file; `date` is
    the day for everything with an end, today if it is not given.
    """

    def __init__(
        self,
        *,
        select: Optional[Sequence[str]] = None,
        extend_select: Optional[Sequence[str]] = None,
        ignore: Optional[Sequence[str]] = None,
        environment: Optional[str] = None,
        config: Optional[str] = None,
        date: Optional[Date] = None,
    ) -> None:
        day = (date or Date.today()).isoformat()
        try:
            self._native = _native.Checker(
                _words(select), _words(extend_select), _words(ignore), environment, config, day
            )
        except _native.Faults as error:
            raise ConfigError([Fault(*fault) for fault in error.args[0]]) from None

    def check(self, text: Text, *, filename: str = "Dockerfile") -> list[Finding]:
        """Judges one file; its name says what it is, or else its content does."""
        try:
            report = self._native.check(filename, _bytes(text))
        except _native.NotOurs as error:
            raise UnknownFile(f"{filename}: {error}") from None
        return _findings(report)

    def check_many(self, files: Iterable[tuple[str, Optional[Text]]]) -> list[Result]:
        """Judges files that have nothing to do with each other, on all cores: paths and texts in, a result
        for each of them out, in the same order."""
        listed = list(files)
        reports = iter(self._native.check_many([(path, _bytes(text)) for path, text in listed if text is not None]))

        def result(path: str, text: Optional[Text]) -> Result:
            report, error = (None, "there is no content") if text is None else next(reports)
            return Result(path, tuple(_findings(report)) if report else (), error)

        return [result(path, text) for path, text in listed]

    def check_project(self, files: Mapping[str, Text]) -> list[Finding]:
        """Judges files that belong together, by their paths. What is not among them is not known."""
        return _findings(self._native.check_project(_project(files)))

    def fix(self, text: Text, *, filename: str = "Dockerfile", unsafe: bool = False) -> str:
        """The text with its safe fixes made, or with all of them."""
        content = _bytes(text)
        try:
            fixed = self._native.fix(filename, content, unsafe)
        except _native.NotOurs as error:
            raise UnknownFile(f"{filename}: {error}") from None
        return content.decode("utf-8", "replace") if fixed is None else fixed

    def fix_project(self, files: Mapping[str, Text], *, unsafe: bool = False) -> dict[str, str]:
        """The files of a project that change, with their texts after the fixes."""
        return dict(self._native.fix_project(_project(files), unsafe))


def check(
    text: Text,
    *,
    filename: str = "Dockerfile",
    select: Optional[Sequence[str]] = None,
    extend_select: Optional[Sequence[str]] = None,
    ignore: Optional[Sequence[str]] = None,
    environment: Optional[str] = None,
    config: Optional[str] = None,
    date: Optional[Date] = None,
) -> list[Finding]:
    """What is found in one file."""
    return _checker(select, extend_select, ignore, environment, config, date).check(text, filename=filename)


def check_many(
    files: Iterable[tuple[str, Optional[Text]]],
    *,
    select: Optional[Sequence[str]] = None,
    extend_select: Optional[Sequence[str]] = None,
    ignore: Optional[Sequence[str]] = None,
    environment: Optional[str] = None,
    config: Optional[str] = None,
    date: Optional[Date] = None,
) -> list[Result]:
    """What is found in each of many files that have nothing to do with each other."""
    return _checker(select, extend_select, ignore, environment, config, date).check_many(files)


def check_project(
    files: Mapping[str, Text],
    *,
    select: Optional[Sequence[str]] = None,
    extend_select: Optional[Sequence[str]] = None,
    ignore: Optional[Sequence[str]] = None,
    environment: Optional[str] = None,
    config: Optional[str] = None,
    date: Optional[Date] = None,
) -> list[Finding]:
    """What is found in files that belong together."""
    return _checker(select, extend_select, ignore, environment, config, date).check_project(files)


def fix(
    text: Text,
    *,
    filename: str = "Dockerfile",
    unsafe: bool = False,
    select: Optional[Sequence[str]] = None,
    extend_select: Optional[Sequence[str]] = None,
    ignore: Optional[Sequence[str]] = None,
    environment: Optional[str] = None,
    config: Optional[str] = None,
    date: Optional[Date] = None,
) -> str:
    """A file with its safe fixes made, or with all of them."""
    checker = _checker(select, extend_select, ignore, environment, config, date)
    return checker.fix(text, filename=filename, unsafe=unsafe)


def fix_project(
    files: Mapping[str, Text],
    *,
    unsafe: bool = False,
    select: Optional[Sequence[str]] = None,
    extend_select: Optional[Sequence[str]] = None,
    ignore: Optional[Sequence[str]] = None,
    environment: Optional[str] = None,
    config: Optional[str] = None,
    date: Optional[Date] = None,
) -> dict[str, str]:
    """The files of a project that change."""
    checker = _checker(select, extend_select, ignore, environment, config, date)
    return checker.fix_project(files, unsafe=unsafe)


def explain(rule: str) -> str:
    """The page of a rule in Markdown, by its id or by that of another tool."""
    page = _native.explain(rule)
    if page is None:
        raise KeyError(rule)
    return page


def _checker(
    select: Optional[Sequence[str]],
    extend_select: Optional[Sequence[str]],
    ignore: Optional[Sequence[str]],
    environment: Optional[str],
    config: Optional[str],
    date: Optional[Date],
) -> Checker:
    words = (tuple(_words(one)) for one in (select, extend_select, ignore))
    return _kept(*words, environment, config, date or Date.today())


@lru_cache(maxsize=16)
def _kept(
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
    environment: Optional[str],
    config: Optional[str],
    date: Date,
) -> Checker:
    """Making a checker takes as long as judging a small file."""
    return Checker(
        select=select,
        extend_select=extend_select,
        ignore=ignore,
        environment=environment,
        config=config,
        date=date,
    )


def _words(words: Optional[Sequence[str]]) -> list[str]:
    if isinstance(words, str):
        raise TypeError("a list of rules, not one text")
    return list(words or ())


def _bytes(text: Text) -> bytes:
    if isinstance(text, bytes):
        return text
    try:
        # What was read with `surrogateescape` gets its bytes back.
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _project(files: Mapping[str, Text]) -> list[tuple[str, bytes]]:
    return [(path, _bytes(text)) for path, text in files.items()]


def _findings(report: str) -> list[Finding]:
    return [Finding._of(raw) for of_file in json.loads(report).values() for raw in of_file["findings"]]
