// The list of files: those that are judged with the number of their findings, and the configuration.

import { button, element } from "./page.js";
import { LEVELS } from "./findings.js";
import { CONFIGURATION } from "./project.js";

export class Files {
    node = element("nav", { class: "pg-files", "aria-label": "Files" });
    #asked;

    // `asked` has what is done with a click: `open(path)`, `remove(path)`, `add()`.
    constructor(asked) {
        this.#asked = asked;
    }

    show(project, active, report) {
        const paths = [...project.files.keys()].sort();
        const isJudged = (path) => report?.files.get(path)?.file_kind ?? !report;
        const [judged, others] = [paths.filter(isJudged), paths.filter((path) => !isJudged(path))];
        const list = element(
            "ul",
            {},
            ...judged.map((path) => this.#file(path, active, report, "")),
            ...others.map((path) => this.#file(path, active, report, "pg-other")),
            element(
                "li",
                { class: "pg-new" },
                button("New file", () => this.#asked.add(), { class: "pg-open" }),
            ),
            this.#file(CONFIGURATION, active, null, project.configuration ? "pg-settings" : "pg-settings pg-other"),
        );
        const top = this.node.firstChild?.scrollTop ?? 0;
        this.node.replaceChildren(list);
        list.scrollTop = top;
    }

    #file(path, active, report, kind) {
        const findings = report?.of(path) ?? [];
        const worst = LEVELS.find((level) => findings.some((finding) => finding.level === level));
        const open = element(
            "button",
            {
                type: "button",
                class: "pg-open",
                title: path,
                "aria-current": path === active ? "true" : undefined,
                onclick: () => this.#asked.open(path),
            },
            // A long path shows its end, which says more (`direction` in the style).
            element("bdi", {}, path),
        );
        const badge = worst ? element("span", { class: `pg-badge pg-${worst}` }, findings.length) : null;
        const isFile = path !== CONFIGURATION;
        const remove = isFile
            ? button("×", () => this.#asked.remove(path), { class: "pg-remove", "aria-label": `Remove ${path}` })
            : null;
        return element("li", { class: kind }, open, badge, remove);
    }
}
