// Tries the playground of a built site in a headless Chromium:
//
//     node playground.mjs BOOK PROJECT FINDINGS
//
// FINDINGS is a file with what the program finds in the folder PROJECT: a list of rules, paths and spans.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Page, serve } from "./browser.mjs";

const [book, project, expected] = process.argv.slice(2);
const CHROMIUM = process.env.PLIMSOLL_CHROMIUM ?? "chromium";
const HOSTILE = "<img src=x onerror=hacked=1>";

const site = await serve(book);
const page = await Page.open(CHROMIUM);
const scratch = mkdtempSync(join(tmpdir(), "plimsoll-project-"));

// Each try gets a page of its own, and leaves nothing to complain of.
const tries = {
    agrees,
    takesAFolderThatIsDropped,
    letsNothingIn,
    judgesWhatIsTyped,
    fixes,
    carriesEverything,
    asksNobody,
};
Object.assign(tries, { says, survives, fits });
try {
    for (const [name, own] of Object.entries(tries)) {
        page.errors.length = 0;
        await open();
        await own();
        assert.deepEqual(page.errors, [], name);
        console.log(`ok ${name}`);
    }
} finally {
    await page.close();
    site.close();
    rmSync(scratch, { recursive: true });
}

/** Opens the playground, and waits for the first findings. */
async function open(hash = "") {
    await page.go(`${site.address}playground.html${hash}`);
    await page.until(
        () => "ready" in document.getElementById("pg").dataset && document.querySelector(".pg-counts").textContent,
    );
}

/** Gives a folder to the page as if somebody chose it. */
async function choose(folder) {
    const { root } = await page.send("DOM.getDocument");
    const { nodeId } = await page.send("DOM.querySelector", {
        nodeId: root.nodeId,
        selector: "input[webkitdirectory]",
    });
    await page.send("DOM.setFileInputFiles", { nodeId, files: [folder] });
    await page.until(() => document.querySelector(".pg-said").textContent.includes("read"));
    await judged();
}

/** Waits for an answer to what is there now. */
async function judged() {
    await page.until(() => document.querySelector(".pg-counts").textContent);
}

function clickOn(selector, text) {
    const find = (selector, text) => {
        const found = [...document.querySelectorAll(selector)].find((node) => node.textContent.includes(text));
        found?.click();
        return Boolean(found);
    };
    return page.until(find, selector, text);
}

/** The text of the open file. */
function text() {
    return page.run(() => document.querySelector(".pg-area").value);
}

function textIs(text) {
    return page.until((text) => document.querySelector(".pg-area").value === text, text);
}

/** What is found, by the words that a click on each place selects. */
function shown() {
    return page.run(() => {
        document.querySelectorAll(".pg-findings details").forEach((details) => (details.open = true));
        const found = [];
        const area = document.querySelector(".pg-area");
        for (const item of document.querySelectorAll(".pg-block li")) {
            item.querySelector(".pg-place").click();
            found.push({
                rule: item.closest(".pg-block").querySelector("header :last-child").textContent,
                level: item.closest(".pg-block").querySelector(".pg-level").textContent,
                path: document.querySelector(".pg-name").value,
                before: area.value.slice(0, area.selectionStart),
                words: area.value.slice(area.selectionStart, area.selectionEnd),
            });
        }
        return found;
    });
}

function sorted(findings) {
    return findings.map((finding) => JSON.stringify(finding)).sort();
}

/** A project finds in the page what the program finds in the folder. */
async function agrees() {
    await choose(project);
    const findings = JSON.parse(readFileSync(expected, "utf8")).map(({ rule, level, path, start, end }) => {
        const bytes = readFileSync(join(project, path));
        // In a text area, lines end with LF.
        const words = (from, to) => bytes.subarray(from, to).toString().replaceAll("\r\n", "\n");
        return { rule, level, path, before: words(0, start), words: words(start, end) };
    });
    assert.ok(findings.length > 10);
    assert.deepEqual(sorted(await shown()), sorted(findings));
}

async function takesAFolderThatIsDropped() {
    const drag = async (type) => {
        const data = { items: [], files: [project], dragOperationsMask: 1 };
        await page.send("Input.dispatchDragEvent", { type, x: 600, y: 400, data });
    };
    await page.send("Emulation.setDeviceMetricsOverride", {
        width: 1200,
        height: 800,
        deviceScaleFactor: 1,
        mobile: false,
    });
    await drag("dragEnter");
    await drag("dragOver");
    await drag("drop");
    await page.until(() => document.querySelector(".pg-said").textContent.includes("read"));
    await judged();
    const count = JSON.parse(readFileSync(expected, "utf8")).length;
    await page.until((count) => document.querySelectorAll(".pg-block li").length === count, count);
}

/** Names and texts of files, and a configuration, are no HTML. */
async function letsNothingIn() {
    const folder = join(scratch, "hostile");
    mkdirSync(folder);
    const name = HOSTILE.replaceAll("/", "");
    writeFileSync(
        join(folder, `${name}.Dockerfile`),
        `FROM ${HOSTILE}\nRUN "</textarea></pre>${HOSTILE}\nADD ${HOSTILE} /\n`,
    );
    writeFileSync(
        join(folder, "compose.yaml"),
        `services:\n  "${HOSTILE}":\n    image: "${HOSTILE}"\n    privileged: "${HOSTILE}"\n`,
    );
    const policy = `id = "own-rule"\nmessage = "${HOSTILE} {service}"\nhelp = "${HOSTILE}"\nmatch = { services = "*" }\nrequire = { path = "user" }\n`;
    for (const own of ["__proto__", "constructor"]) {
        writeFileSync(join(folder, own), "FROM a\n");
    }
    writeFileSync(join(folder, "plimsoll.toml"), `include = ["__proto__", "constructor"]\n[[policy]]\n${policy}`);
    await choose(folder);
    await page.until(() => document.querySelector(".pg-block"));
    const found = await shown();
    assert.ok(found.length > 5 && found.some(({ rule }) => rule === "own-rule"), JSON.stringify(found));
    assert.ok(found.some(({ path }) => path === `${name}.Dockerfile`));
    const came = () => [document.querySelectorAll("#pg :is(img, script, style, iframe)").length, "hacked" in window];
    assert.deepEqual(await page.run(came), [0, false]);
    // A wrong configuration says so, as a text too.
    await clickOn(".pg-settings .pg-open", "plimsoll.toml");
    await page.run(() => document.querySelector(".pg-area").select());
    await page.send("Input.insertText", { text: `"${HOSTILE}" = 1\n` });
    await page.until(() => document.querySelector(".pg-findings").textContent.includes("configuration is wrong"));
    assert.deepEqual(await page.run(came), [0, false]);
}

async function judgesWhatIsTyped() {
    await page.run(() => {
        document.querySelector(".pg-area").focus();
        document.querySelector(".pg-area").select();
    });
    // The keys of the site do nothing here.
    await page.send("Input.insertText", { text: "FROM debian:13\nADD s /\n" });
    await page.key("ArrowLeft", 37);
    await page.key("ArrowRight", 39);
    await page.until(() =>
        [...document.querySelectorAll(".pg-block header")].some((head) =>
            head.textContent.includes("add-local-file"),
        ),
    );
    const marks = () => [...document.querySelectorAll(".pg-marks mark")].map((mark) => mark.textContent);
    assert.ok((await page.run(marks)).includes("ADD"), JSON.stringify(await page.run(marks)));
    // Tab writes, and after Escape leaves.
    await page.key("Tab", 9);
    await textIs("FROM debian:13\nADD s /\n  ");
    await page.key("Escape", 27);
    await page.key("Tab", 9);
    assert.ok(await page.run(() => document.activeElement !== document.querySelector(".pg-area")));
    assert.equal(await text(), "FROM debian:13\nADD s /\n  ");
    // For development, less is said.
    const before = await page.run(() => document.querySelectorAll(".pg-block li").length);
    await clickOn(".pg-environment span", "development");
    await page.until((before) => document.querySelectorAll(".pg-block li").length < before, before);
    // A name decides what a file is.
    await page.run(() => {
        const name = document.querySelector(".pg-name");
        name.value = "notes.txt";
        name.dispatchEvent(new Event("change"));
    });
    await page.until(() => document.querySelector(".pg-status").textContent.includes("Only others"));
}

async function fixes() {
    await page.run(() => {
        const area = document.querySelector(".pg-area");
        area.focus();
        area.select();
    });
    const before = "FROM debian:13\r\nADD a /\r\nADD b /\r\n".replaceAll("\r", "");
    await page.send("Input.insertText", { text: before });
    await page.until(() => document.querySelectorAll(".pg-fix.pg-safe").length > 1);
    // One fix is one fix.
    await page.run(() => {
        const places = [...document.querySelectorAll(".pg-block li")];
        places
            .find((item) => item.textContent.includes("Dockerfile:3:1") && item.querySelector(".pg-safe"))
            .querySelector(".pg-fix")
            .click();
    });
    await textIs("FROM debian:13\nADD a /\nCOPY b /\n");
    await clickOn(".pg-fixes .pg-safe", "Make 1 safe fix");
    await textIs("FROM debian:13\nCOPY a /\nCOPY b /\n");
    await clickOn(".pg-said button", "Undo");
    await textIs("FROM debian:13\nADD a /\nCOPY b /\n");
}

/** A link gives the same files, configuration and environment. */
async function carriesEverything() {
    await choose(project);
    await clickOn(".pg-environment span", "production");
    await clickOn(".pg-settings .pg-open", "plimsoll.toml");
    const configuration = '# ❤ "quoted" \\ 𝒳\nignore = ["unpinned-image-tag"]\n';
    await page.run(() => document.querySelector(".pg-area").focus());
    await page.send("Input.insertText", { text: configuration });
    await page.until(() => !document.querySelector(".pg-findings").textContent.includes("unpinned-image-tag"));
    const found = sorted(await shown());
    await clickOn(".pg-link", "Copy link");
    const hash = await page.until(() => location.hash);
    await open(hash);
    await page.until(() => document.querySelector(".pg-block"));
    assert.deepEqual(sorted(await shown()), found);
    assert.equal(await page.run(() => document.querySelector(".pg-environment :checked").value), "production");
    await clickOn(".pg-settings .pg-open", "plimsoll.toml");
    assert.equal(await text(), configuration);
    // What is cut is told, and something is there all the same.
    await open(hash.slice(0, -40));
    await page.until(() => document.querySelector(".pg-said").textContent.includes("broken"));
}

/** After it is loaded, the page asks for nothing, and could not. */
async function asksNobody() {
    page.requests.length = 0;
    await choose(project);
    await clickOn(".pg-fixes .pg-fix", "Make");
    await page.until(() => document.querySelector(".pg-said").textContent.includes("Done"));
    await judged();
    assert.deepEqual(page.requests, []);
    const isRefused = () =>
        fetch("examples.json").then(
            () => false,
            () => true,
        );
    assert.ok(await page.run(isRefused));
    // What it says of that is what we wanted.
    assert.ok(page.errors.splice(0).every((error) => error.includes("Content Security Policy")));
}

/** Files of no kind of ours, and none at all. */
async function says() {
    const folder = join(scratch, "notes");
    mkdirSync(folder);
    writeFileSync(join(folder, "notes.txt"), "nothing\n");
    writeFileSync(join(folder, "picture.png"), Buffer.from([137, 80, 78, 71, 0, 0]));
    await choose(folder);
    await page.until(() => document.querySelector(".pg-findings").textContent.includes("No file here is"));
    assert.ok(await page.run(() => document.querySelector(".pg-said").textContent.includes("1 file left out")));
    await page.run(() => document.querySelector(".pg-remove").click());
    await page.until(() => document.querySelector(".pg-name").value === "plimsoll.toml");
}

/** A trap costs its answer, and nothing else. */
async function survives() {
    const script = readFileSync(join(book, "playground/worker.js"), "utf8");
    const failures = (script) =>
        import(new URL("playground/engine.js", location)).then(async ({ Engine }) => {
            // `reserve` gives 0, and `ask` traps.
            const signs =
                "0061736d01000000010a0260017f017f6000017f03030200010503010001071a03066d656d6f72790200077265" +
                "736572766500000361736b00010a0a02040041000b0300000b";
            const bytes = Uint8Array.from(signs.match(/../g), (pair) => Number.parseInt(pair, 16));
            const engine = new Engine(await WebAssembly.compile(bytes), script);
            return Promise.all([engine.ask({}), engine.ask({})]);
        });
    for (const { failure } of await page.run(failures, script)) {
        assert.match(failure, /unreachable/);
    }
    await clickOn(".pg-environment span", "development");
    await judged();
}

/** Nothing is wider than a phone. */
async function fits() {
    await page.send("Emulation.setDeviceMetricsOverride", {
        width: 360,
        height: 740,
        deviceScaleFactor: 1,
        mobile: true,
    });
    assert.equal(await page.run(() => document.documentElement.scrollWidth), 360);
    await page.send("Emulation.clearDeviceMetricsOverride");
}
