// The findings: those of one rule and level are one block, the worst first, as in the full report.

import { button, count, element, prose } from "./page.js";

export const LEVELS = ["error", "warning", "info"];
// So many places of a block are shown at once, and so many when somebody asks for more.
const MOST_PLACES = 8;
const MOST_LISTED = 500;

// The report as the engine gives it, with maps where names come from files.
export class Report {
    constructor({ files, rules, notes, internal_error }) {
        this.files = new Map(Object.entries(files));
        this.rules = new Map(Object.entries(rules));
        this.notes = notes;
        this.hasFailed = internal_error;
        this.findings = [...this.files.values()].flatMap((file) => file.findings);
        this.hidden = [...this.files.values()].flatMap((file) => file.suppressed);
    }

    of(path) {
        return this.files.get(path)?.findings ?? [];
    }

    // The blocks, those of `lowest` and above.
    blocks(lowest) {
        const blocks = new Map();
        for (const finding of this.findings) {
            if (LEVELS.indexOf(finding.level) <= LEVELS.indexOf(lowest)) {
                const key = `${finding.level} ${finding.rule}`;
                const block = blocks.get(key);
                block ? block.push(finding) : blocks.set(key, [finding]);
            }
        }
        const order = ([{ level, rule }]) => LEVELS.indexOf(level) * 100 + this.rules.get(rule).rank;
        return [...blocks.values()].sort((one, other) => order(one) - order(other));
    }
}

export class Findings {
    node = element("div", { class: "pg-findings", "aria-live": "polite" });
    #asked;
    #places = [];

    // `asked` has what is done with a click: `go(path, range)`, `fix(finding)`, `fixAll(most)`.
    constructor(asked) {
        this.#asked = asked;
    }

    tell(...children) {
        this.#places = [];
        this.node.replaceChildren(element("p", { class: "pg-note" }, ...children));
    }

    // What is wrong with the configuration: nothing was judged.
    faults(faults, path) {
        const item = (fault) => {
            const start = { line: fault.line, column: fault.column };
            const place = fault.line ? this.#place(path, { start, end: start }) : path;
            return element("li", {}, place, " ", ...prose(fault.message));
        };
        this.#places = [];
        this.node.replaceChildren(
            element(
                "article",
                { class: "pg-block pg-error" },
                element("h3", {}, "The configuration is wrong"),
                element("ul", {}, ...faults.map(item)),
            ),
        );
    }

    show(report, lowest) {
        this.#places = [];
        const blocks = report.blocks(lowest).map((findings) => this.#block(findings, report));
        const parts = [this.#fixes(report), ...blocks, this.#hidden(report)];
        if (report.hasFailed) {
            parts.unshift(
                element("p", { class: "pg-note" }, "A rule of plimsoll itself failed here; the others went on."),
            );
        }
        if (blocks.length === 0) {
            parts.unshift(element("p", { class: "pg-note" }, nothing(report)));
        }
        parts.push(...report.notes.map((note) => element("p", { class: "pg-note" }, ...prose(note))));
        this.node.replaceChildren(...parts.filter(Boolean));
    }

    // Shows which findings are at the cursor: those that `isHere`.
    point(isHere) {
        for (const { finding, node } of this.#places) {
            node.classList.toggle("pg-here", isHere(finding));
        }
        // Where the list has its own place, it follows.
        const first = this.node.querySelector(".pg-here")?.getBoundingClientRect();
        const own = this.node.getBoundingClientRect();
        if (first && (first.top < own.top || first.bottom > own.bottom)) {
            this.node.scrollTop += first.top - own.top - own.height / 3;
        }
    }

    #fixes(report) {
        const of = (safety) => report.findings.filter((finding) => finding.fix?.safety === safety).length;
        const [safe, unsafe] = [of("safe"), of("unsafe")];
        if (safe + unsafe === 0) {
            return null;
        }
        const fixes = (number, word) => `${number} ${word}${number === 1 ? "fix" : "fixes"}`;
        const all = (text, most, title) =>
            button(text, () => this.#asked.fixAll(most), { class: `pg-fix pg-${most}`, title });
        const risk = "Some may change what is built or run, and some are held back.";
        return element(
            "p",
            { class: "pg-fixes" },
            safe > 0 ? all(`Make ${fixes(safe, "safe ")}`, "safe") : null,
            unsafe > 0
                ? all(
                      `Make ${safe > 0 ? "all " : ""}${fixes(safe + unsafe, safe > 0 ? "" : "unsafe ")}`,
                      "unsafe",
                      risk,
                  )
                : null,
        );
    }

    #block(findings, report) {
        const [first] = findings;
        const rule = report.rules.get(first.rule);
        const isSame = (of) => findings.every((finding) => of(finding) === of(first));
        const hasOneMessage = isSame((finding) => finding.message);
        const hasOneHelp = isSame((finding) => finding.help);
        const item = (finding) => {
            const parts = [this.#place(finding.path, finding.range)];
            parts.push(...(hasOneMessage ? [] : [" ", ...prose(finding.message)]));
            const more = finding.related.map((note) =>
                element(
                    "div",
                    { class: "pg-related" },
                    this.#place(note.path, note.range),
                    " ",
                    ...prose(note.message),
                ),
            );
            const help = hasOneHelp ? null : helpOf(finding);
            const node = element("li", {}, element("div", {}, ...parts, this.#fix(finding, rule)), ...more, help);
            this.#places.push({ finding, node });
            return node;
        };
        const items = findings.slice(0, MOST_LISTED).map(item);
        const rest = items.splice(MOST_PLACES);
        const cut = findings.length > MOST_LISTED ? `, the first ${rest.length} of them` : "";
        const summary = element("summary", {}, `${findings.length - MOST_PLACES} more${cut}`);
        return element(
            "article",
            { class: `pg-block pg-${first.level}` },
            element("header", {}, element("span", { class: "pg-level" }, first.level), " ", name(first.rule, rule)),
            element("h3", {}, ...prose(hasOneMessage ? first.message : rule.title)),
            hasOneHelp ? helpOf(first) : null,
            element("ul", {}, ...items),
            rest.length > 0 ? element("details", {}, summary, element("ul", {}, ...rest)) : null,
        );
    }

    #place(path, range) {
        const text = `${path}:${range.start.line}:${range.start.column}`;
        return button(text, () => this.#asked.go(path, range), { class: "pg-place" });
    }

    #fix(finding, rule) {
        if (!finding.fix) {
            return null;
        }
        const { safety, title } = finding.fix;
        const effect = safety === "safe" ? undefined : (rule.effect ?? "It may change what is built or run.");
        const text = title.charAt(0).toUpperCase() + title.slice(1);
        return button(prose(text), () => this.#asked.fix(finding), { class: `pg-fix pg-${safety}`, title: effect });
    }

    #hidden({ hidden }) {
        if (hidden.length === 0) {
            return null;
        }
        const item = (finding) => {
            const { kind, reason, until } = finding.suppression;
            const why = { comment: "ignored by a comment", override: "the override has it too" }[kind] ?? kind;
            const more = [reason, until && `until ${until}`].filter(Boolean).map((word) => `, ${word}`);
            const text = ` ${finding.rule}: ${why}${more.join("")}`;
            return element("li", {}, this.#place(finding.path, finding.range), text);
        };
        return element(
            "details",
            { class: "pg-hidden" },
            element("summary", {}, `${count(hidden.length, "finding")} hidden`),
            element("ul", {}, ...hidden.map(item)),
        );
    }
}

function nothing(report) {
    const judged = [...report.files.values()].filter((file) => file.file_kind).length;
    if (judged === 0) {
        return "No file here is a Dockerfile or a Compose file. Names decide: Dockerfile, api.Dockerfile, compose.yaml.";
    }
    return report.findings.length === 0 ? "Nothing was found." : "Nothing was found at this level.";
}

function helpOf({ help }) {
    return help ? element("p", { class: "pg-help" }, ...prose(help)) : null;
}

// The id of a rule, as a link to its page if it has one.
function name(id, { page }) {
    const known = page?.match(/^([a-z]+\/[a-z0-9_]+)\.md$/);
    return known ? element("a", { href: `rules/${known[1]}.html`, target: "_blank" }, id) : element("span", {}, id);
}
