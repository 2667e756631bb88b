"""What was found, as objects."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping, Optional


@dataclass(frozen=True)
class Place:
    """Line and column count from 1, columns in characters; bytes count from 0."""

    line: int
    column: int
    byte: int


@dataclass(frozen=True)
class Range:
    """The words that are meant; the end is behind them."""

    start: Place
    end: Place

    @classmethod
    def _of(cls, raw: Mapping[str, Any]) -> Range:
        return cls(Place(**raw["start"]), Place(**raw["end"]))


@dataclass(frozen=True)
class Related:
    """Another place that has to do with it."""

    path: str
    range: Range
    message: str


@dataclass(frozen=True)
class Edit:
    """A text in the place of another. Without a path it is in the file of the finding."""

    range: Range
    replacement: str
    path: Optional[str] = None


@dataclass(frozen=True)
class Fix:
    """How it can be fixed. `safety` is `safe` or `unsafe`."""

    safety: str
    title: str
    edits: tuple[Edit, ...]

    @classmethod
    def _of(cls, raw: Mapping[str, Any]) -> Fix:
        edits = (Edit(Range._of(one["range"]), one["replacement"], one.get("path")) for one in raw["edits"])
        return cls(raw["safety"], raw["title"], tuple(edits))


@dataclass(frozen=True)
class Finding:
    """Something that a rule found."""

    rule: str
    #: `error`, `warning` or `info`.
    level: str
    #: Whether it makes a run fail.
    fails: bool
    path: str
    range: Range
    #: Where in the structure of the file; empty for what is about the whole of it.
    place: str
    #: What it is recognised by in later runs, together with its path.
    identity: str
    message: str
    #: What to do.
    help: Optional[str]
    #: `production` or `development`.
    environment: str
    #: The variants of the project that have it, if these are not all.
    variants: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    fix: Optional[Fix] = None
    _raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """As `plimsoll check --format json` prints it."""
        return dict(self._raw)

    @classmethod
    def _of(cls, raw: Mapping[str, Any]) -> Finding:
        return cls(
            rule=raw["rule"],
            level=raw["level"],
            fails=raw["fails"],
            path=raw["path"],
            range=Range._of(raw["range"]),
            place=raw["place"],
            identity=raw["identity"],
            message=raw["message"],
            help=raw["help"],
            environment=raw["environment"],
            variants=tuple(raw.get("variants", ())),
            related=tuple(Related(one["path"], Range._of(one["range"]), one["message"]) for one in raw["related"]),
            fix=raw["fix"] and Fix._of(raw["fix"]),
            _raw=raw,
        )


@dataclass(frozen=True)
class Result:
    """What there is to say of one of many files: findings, or why it could not be judged."""

    path: str
    findings: tuple[Finding, ...] = ()
    error: Optional[str] = None

    def rows(self) -> list[dict[str, Any]]:
        """Flat rows for a table, one for each finding; one with `error` if it could not be judged."""
        if self.error is not None:
            return [{"path": self.path, "error": self.error}]
        return [
            {
                "path": self.path,
                "rule": finding.rule,
                "level": finding.level,
                "fails": finding.fails,
                "line": finding.range.start.line,
                "column": finding.range.start.column,
                "end_line": finding.range.end.line,
                "end_column": finding.range.end.column,
                "message": finding.message,
                "help": finding.help,
                "environment": finding.environment,
                "identity": finding.identity,
            }
            for finding in self.findings
        ]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a configuration or an argument; line and column count from 1."""

    path: str
    line: Optional[int]
    column: Optional[int]
    message: str

    def __str__(self) -> str:
        place = f"{self.line}:{self.column}:" if self.line else ""
        return f"{self.path}:{place} {self.message}"
