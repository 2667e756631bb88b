// The playground: files on one side, what is found in them on the other. Nothing leaves the page.

import { Editor } from "./editor.js";
import { Engine } from "./engine.js";
import { Files } from "./files.js";
import { Findings, LEVELS, Report } from "./findings.js";
import { button, count, element, prose } from "./page.js";
import { CONFIGURATION, Project } from "./project.js";
import { chosen, dropped } from "./reading.js";
import { places, shown, wellFormed, withLineEnds } from "./text.js";

const WAIT = 250;
const KINDS = { dockerfile: "Dockerfile", compose: "Compose file", "env-file": "Environment file" };
const SAMPLE = `# What a plimsoll.toml of yours would say, for example:

# extends = ["pack:strict"]
# ignore = ["unpinned-image-tag"]
# [rules.missing-user]
# level = "info"`;

class Playground {
    #engine;
    #examples;
    #project = new Project();
    #active = "";
    #report = null;
    // Nobody has written anything yet that could be lost.
    #isExample = true;
    #lowest = "info";
    #timer;
    // Counts what changes, so that late answers are seen to be late.
    #version = 0;

    #editor = new Editor({
        edited: (text) => this.#edited(text),
        pointed: (at) => this.#point(at),
    });
    #files = new Files({
        open: (path) => this.#open(path),
        remove: (path) => this.#remove(path),
        add: () => this.#add(),
    });
    #findings = new Findings({
        go: (path, range) => this.#go(path, range),
        fix: (finding) => this.#fix({ of: keyOf(finding) }),
        fixAll: (most) => this.#fix({ all: most }),
    });
    #name = element("input", {
        class: "pg-name",
        type: "text",
        spellcheck: "false",
        "aria-label": "The path of the file",
    });
    #status = element("p", { class: "pg-status" });
    #counts = element("p", { class: "pg-counts" });
    #said = element("p", { class: "pg-said", role: "status" });
    #environments = element(
        "fieldset",
        { class: "pg-environment", "aria-label": "Judged for" },
        element("legend", {}, "Judged for"),
    );

    constructor(root, engine, examples) {
        this.#engine = engine;
        this.#examples = examples;
        root.replaceChildren(this.#bar(), this.#said, this.#panes());
        this.#name.addEventListener("change", () => this.#rename(this.#name.value));
        // The site has keys of its own, to search and to turn pages.
        root.addEventListener("keydown", (event) => event.stopPropagation());
        this.#takeDrops(root);
        window.addEventListener("hashchange", () => this.#fromLink());
    }

    async start() {
        this.#example(0);
        await this.#fromLink();
    }

    // What is above: where files come from, and how they are judged.
    #bar() {
        const examples = element(
            "select",
            { "aria-label": "Examples" },
            element("option", { value: "" }, "Examples…"),
        );
        examples.append(...this.#examples.map(({ name }, index) => element("option", { value: index }, name)));
        examples.addEventListener("change", () => {
            this.#example(Number(examples.value));
            examples.value = "";
        });
        const levels = element("select", { "aria-label": "Level" });
        const names = { info: "All levels", warning: "Errors and warnings", error: "Errors only" };
        levels.append(...Object.entries(names).map(([value, text]) => element("option", { value }, text)));
        levels.addEventListener("change", () => {
            this.#lowest = levels.value;
            this.#draw();
        });
        for (const [value, text] of [
            ["", "as found"],
            ["production", "production"],
            ["development", "development"],
        ]) {
            const choice = element("input", { type: "radio", name: "pg-environment", value });
            choice.addEventListener("change", () => {
                this.#project.environment = value;
                this.#changed(0);
            });
            this.#environments.append(element("label", {}, choice, element("span", {}, text)));
        }
        return element(
            "div",
            { class: "pg-bar" },
            examples,
            this.#picker("Open files", { multiple: true }),
            this.#picker("Open folder", { webkitdirectory: true }),
            this.#environments,
            levels,
            button("Copy link", () => this.#link(), { class: "pg-link", title: "A link that has all files in it" }),
        );
    }

    #panes() {
        const left = element("div", { class: "pg-left" }, this.#name, this.#editor.node, this.#status);
        const right = element("div", { class: "pg-right" }, this.#counts, this.#findings.node);
        return element("div", { class: "pg-panes" }, this.#files.node, left, right);
    }

    #picker(text, attributes) {
        const input = element("input", { type: "file", ...attributes, hidden: true });
        input.addEventListener("change", async () => {
            this.#take(await chosen(input), "webkitdirectory" in attributes);
            input.value = "";
        });
        return element(
            "span",
            {},
            button(text, () => input.click()),
            input,
        );
    }

    #takeDrops(root) {
        const isFiles = (event) => event.dataTransfer?.types.includes("Files");
        const mark = (isOver) => root.classList.toggle("pg-over", isOver);
        document.addEventListener("dragover", (event) => {
            if (isFiles(event)) {
                event.preventDefault();
                mark(true);
            }
        });
        document.addEventListener("dragleave", (event) => event.relatedTarget ?? mark(false));
        document.addEventListener("drop", async (event) => {
            if (isFiles(event)) {
                event.preventDefault();
                mark(false);
                const isFolder = Array.from(event.dataTransfer.items).some(
                    (item) => item.webkitGetAsEntry?.()?.isDirectory,
                );
                this.#take(await dropped(event.dataTransfer), isFolder);
            }
        });
    }

    // Files from outside: a folder takes the place of everything, files that of an example.
    #take({ files, left }, isFolder) {
        const project = isFolder || this.#isExample ? new Project() : this.#project.copy();
        project.environment = this.#project.environment;
        for (const [path, text] of files) {
            project.add(path, text);
        }
        const more = left > 0 ? `; ${count(left, "file")} left out, too large or no text` : "";
        const paths = files.map(([path]) => path);
        const first = paths.find((path) => /dockerfile|compose/i.test(path)) ?? paths[0];
        this.#replace(project, first, `${count(files.length, "file")} read${more}`);
        this.#isExample = false;
    }

    #example(index) {
        const { files, configuration } = this.#examples[index];
        this.#replace(Project.of(files, { configuration }), files[0][0], "");
        this.#isExample = true;
    }

    async #fromLink() {
        const packed = location.hash.slice(1);
        if (!packed) {
            return;
        }
        try {
            const project = await Project.unpacked(packed);
            this.#replace(project, project.files.keys().next().value, "");
            this.#isExample = false;
        } catch {
            this.#say("The link is broken: it was cut, or it is not one of ours.");
        }
    }

    async #link() {
        const packed = await this.#project.packed().catch(() => null);
        if (packed === null) {
            this.#say("That is too much for a link.");
            return;
        }
        history.replaceState(null, "", `#${packed}`);
        try {
            await navigator.clipboard.writeText(location.href);
            this.#say("Copied. The link has all texts in it, secrets too.");
        } catch {
            this.#say("The link is in the address bar. It has all texts in it, secrets too.");
        }
    }

    // Another project in place of this one, which comes back if somebody wants it.
    #replace(project, active, text) {
        const [before, was, isExample] = [this.#project.copy(), this.#active, this.#isExample];
        const back = () => {
            this.#replace(before, was, "");
            this.#isExample = isExample;
        };
        this.#project = project;
        for (const choice of this.#environments.querySelectorAll("input")) {
            choice.checked = choice.value === project.environment;
        }
        this.#report = null;
        this.#open(active ?? CONFIGURATION);
        this.#changed(0);
        this.#say(text, text ? back : null);
    }

    #say(text, undo) {
        this.#said.replaceChildren(...prose(text), ...(undo ? [" ", button("Undo", undo)] : []));
        this.#said.hidden = text === "";
    }

    #open(path) {
        this.#active = path;
        const isFile = path !== CONFIGURATION;
        this.#name.value = path;
        this.#name.readOnly = !isFile;
        this.#editor.show(shown(this.#project.text(path)), isFile ? "" : SAMPLE);
        this.#draw();
    }

    #add() {
        let path = "Dockerfile";
        for (let number = 2; this.#project.files.has(path); number++) {
            path = `Dockerfile.${number}`;
        }
        this.#project.files.set(path, "");
        this.#isExample = false;
        this.#open(path);
        this.#changed(0);
        this.#name.focus();
        this.#name.select();
    }

    #remove(path) {
        const project = this.#project.copy();
        project.files.delete(path);
        const active = path === this.#active ? project.files.keys().next().value : this.#active;
        this.#replace(project, active, `${path} is removed`);
        this.#isExample = false;
    }

    #rename(path) {
        const before = this.#active;
        const name = wellFormed(path.trim());
        if (before === CONFIGURATION || name === before) {
            return;
        }
        if (name === "" || name === CONFIGURATION || this.#project.files.has(name)) {
            this.#name.value = before;
            this.#say(name === "" ? "A file has a name." : `There is a ${name} already.`);
            return;
        }
        const entries = [...this.#project.files].map(([old, text]) => [old === before ? name : old, text]);
        this.#project.files = new Map(entries);
        this.#isExample = false;
        this.#open(name);
        this.#changed(0);
    }

    #edited(text) {
        const written = wellFormed(withLineEnds(text, this.#project.text(this.#active)));
        if (this.#active === CONFIGURATION) {
            this.#project.configuration = written;
        } else {
            this.#project.files.set(this.#active, written);
        }
        this.#isExample = false;
        // What was undone now would take this with it.
        this.#say("");
        this.#changed(WAIT);
    }

    #changed(wait) {
        this.#version += 1;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#judge(), wait);
    }

    async #judge() {
        const version = this.#version;
        const { answer, failure } = await this.#engine.ask(this.#project.question());
        if (version !== this.#version) {
            return;
        }
        this.#report = answer?.report ? new Report(answer.report) : null;
        this.#draw(answer?.faults);
        if (failure || answer?.error) {
            this.#failed(failure ?? answer.error);
        }
    }

    // The engine was started again, so that what comes next is judged.
    #failed(reason) {
        this.#findings.tell(
            "plimsoll itself failed on these files, and was started anew. Please report it: ",
            element("code", {}, reason),
        );
    }

    async #fix(fix) {
        const version = this.#version;
        const { answer, failure } = await this.#engine.ask(this.#project.question({ fix }));
        if (version !== this.#version) {
            return;
        }
        if (!answer?.fixed) {
            this.#failed(failure ?? answer?.error ?? "no answer");
            return;
        }
        const { files, made, held_back: held } = answer.fixed;
        const texts = new Map(Object.entries(files));
        const because = held.map(({ path, line, rule, reason }) => `${path}:${line} ${rule} is left: ${reason}.`);
        if (texts.size === 0) {
            this.#say(because.join(" ") || "Nothing was changed.");
            return;
        }
        const before = this.#project.copy();
        const [active, isExample] = [this.#active, this.#isExample];
        this.#project = Project.of([...this.#project.files, ...texts], this.#project);
        const changed = texts.has(active) ? active : texts.keys().next().value;
        if (changed === active) {
            this.#editor.replace(shown(this.#project.text(active)));
        } else {
            this.#open(changed);
        }
        this.#isExample = false;
        this.#changed(0);
        const titles = [...new Set(made.map(({ title }) => title))];
        const done =
            titles.length === 1 ? titles[0] : `${count(made.length, "change")} in ${count(texts.size, "file")}`;
        this.#say([`Done: ${done}.`, ...because].join(" "), () => {
            this.#replace(before, active, "");
            this.#isExample = isExample;
        });
    }

    #go(path, { start, end }) {
        if (path !== this.#active) {
            this.#open(path);
        }
        const text = this.#project.text(path);
        const [from, to] = start.byte === undefined ? lineAt(text, start.line) : [start.byte, end.byte];
        const at = places(text, [from, to]);
        this.#editor.select(at.get(from), at.get(to));
    }

    // Which findings are where the cursor is.
    #point(at) {
        const here = new Set(
            this.#marks()
                .filter(({ start, end }) => start <= at && at <= end)
                .map(({ finding }) => finding),
        );
        this.#findings.point((finding) => here.has(finding));
    }

    // The findings of the open file with their places in it.
    #marks() {
        const findings = this.#report?.of(this.#active) ?? [];
        const bytes = findings.flatMap(({ range }) => [range.start.byte, range.end.byte]);
        const at = places(this.#project.text(this.#active), bytes);
        const isShown = ({ level }) => LEVELS.indexOf(level) <= LEVELS.indexOf(this.#lowest);
        const mark = (finding) => {
            const { start, end } = finding.range;
            return { finding, level: finding.level, start: at.get(start.byte), end: at.get(end.byte) };
        };
        return findings.filter(isShown).map(mark);
    }

    #draw(faults) {
        const report = this.#report;
        this.#files.show(this.#project, this.#active, report);
        const file = report?.files.get(this.#active);
        const kind = KINDS[file?.file_kind] ?? file?.file_kind;
        const ends = this.#project.text(this.#active).includes("\r\n") ? ", lines end with CRLF" : "";
        const judged = kind
            ? `${kind}, for ${file.environment}: ${file.reason}${ends}`
            : `Only others refer to it${ends}`;
        const status = this.#active === CONFIGURATION ? "The configuration for all files" : report ? judged : "";
        this.#status.replaceChildren(...prose(status));
        this.#counts.textContent = report ? counted(report) : "";
        if (faults) {
            this.#findings.faults(faults, CONFIGURATION);
            const text = this.#project.configuration;
            const at = faults.filter(({ line }) => line).map(({ line }) => lineAt(text, line));
            const found = places(text, at.flat());
            const marks = at.map(([start, end]) => ({
                start: found.get(start),
                end: found.get(end),
                level: "error",
            }));
            this.#editor.mark(this.#active === CONFIGURATION ? marks : []);
        } else if (report) {
            this.#findings.show(report, this.#lowest);
            this.#editor.mark(this.#marks());
        }
    }
}

// What a finding is recognised by in the same text.
function keyOf({ rule, path, range }) {
    return { rule, path, start: range.start.byte, end: range.end.byte };
}

// The bytes of a line, from 1.
function lineAt(text, line) {
    const before = text.split("\n").slice(0, line);
    const length = (lines) => new TextEncoder().encode(lines.join("\n")).length;
    const end = length(before);
    return [end - length(before.slice(-1)), end];
}

function counted({ findings }) {
    const of = (level) => findings.filter((finding) => finding.level === level).length;
    return [count(of("error"), "error"), count(of("warning"), "warning"), `${of("info")} info`].join(", ");
}

async function load(name) {
    const response = await fetch(new URL(name, import.meta.url), { cache: "no-cache" });
    if (!response.ok) {
        throw new Error(`${name}: ${response.status}`);
    }
    return response;
}

// From now on the page cannot ask anything of anybody.
function close() {
    const policy = "connect-src 'none'; form-action 'none'; img-src 'self' data:";
    document.head.append(element("meta", { "http-equiv": "Content-Security-Policy", content: policy }));
}

const root = document.getElementById("pg");
try {
    const [module, script, examples] = await Promise.all([
        load("engine.wasm")
            .then((response) => response.arrayBuffer())
            .then(WebAssembly.compile),
        load("worker.js").then((response) => response.text()),
        load("examples.json").then((response) => response.json()),
    ]);
    close();
    await new Playground(root, new Engine(module, script), examples).start();
    root.dataset.ready = "";
} catch (error) {
    root.replaceChildren(element("p", {}, `The playground does not start here: ${error.message}`));
}
