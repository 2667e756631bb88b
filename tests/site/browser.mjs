// A site on a port of this machine, and a headless Chromium that looks at it.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";

const TYPES = {
    ".css": "text/css",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
};
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"];
FLAGS.push("--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe");

/** Serves a folder below `/plimsoll/`, as the real site lies. */
export async function serve(folder) {
    const server = createServer(async (request, response) => {
        const path = decodeURIComponent(new URL(request.url, "http://site").pathname);
        try {
            const body = await readFile(join(folder, path.replace(/^\/plimsoll\//, "/")));
            response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain" }).end(body);
        } catch {
            response.writeHead(404).end();
        }
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { address: `http://127.0.0.1:${server.address().port}/plimsoll/`, close: () => server.close() };
}

/** A page of a browser that speaks over a pipe. */
export class Page {
    /** What the console says that is an error or a warning. */
    errors = [];
    /** The addresses that were asked for. */
    requests = [];
    #child;
    #profile = mkdtempSync(join(tmpdir(), "plimsoll-site-"));
    #session;
    #waiting = new Map();
    #last = 0;

    static async open(chromium) {
        const page = new Page();
        await page.#start(chromium);
        return page;
    }

    async #start(chromium) {
        const stdio = ["ignore", "ignore", "ignore", "pipe", "pipe"];
        this.#child = spawn(chromium, [...FLAGS, `--user-data-dir=${this.#profile}`, "about:blank"], { stdio });
        let text = "";
        this.#child.stdio[4].setEncoding("utf8").on("data", (data) => {
            const messages = (text + data).split("\0");
            text = messages.pop();
            messages.forEach((message) => this.#hear(JSON.parse(message)));
        });
        const { targetInfos } = await this.send("Target.getTargets");
        const { targetId } = targetInfos.find(({ type }) => type === "page");
        const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
        this.#session = sessionId;
        for (const domain of ["Runtime", "Log", "Page", "Network", "DOM"]) {
            await this.send(`${domain}.enable`);
        }
    }

    #hear({ id, method, params, result, error }) {
        if (id) {
            const { resolve, reject } = this.#waiting.get(id);
            error ? reject(new Error(error.message)) : resolve(result);
        } else if (method === "Runtime.exceptionThrown") {
            const { exceptionDetails: details } = params;
            this.errors.push(details.exception?.description ?? details.text);
        } else if (method === "Log.entryAdded" && params.entry.level !== "info") {
            this.errors.push(`${params.entry.text} ${params.entry.url ?? ""}`);
        } else if (method === "Runtime.consoleAPICalled" && params.type !== "log") {
            this.errors.push(params.args.map((argument) => argument.value ?? argument.description).join(" "));
        } else if (method === "Network.requestWillBeSent") {
            this.requests.push(params.request.url);
        }
    }

    send(method, params = {}) {
        const id = ++this.#last;
        const message = { id, method, params, ...(this.#session && { sessionId: this.#session }) };
        this.#child.stdio[3].write(`${JSON.stringify(message)}\0`);
        return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    }

    /** What a function gives in the page. */
    async run(own, ...given) {
        const expression = `(${own})(...${JSON.stringify(given)})`;
        const told = await this.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
        if (told.exceptionDetails) {
            throw new Error(told.exceptionDetails.exception?.description ?? told.exceptionDetails.text);
        }
        return told.result.value;
    }

    /** Waits until a function gives something true in the page, and gives that. */
    async until(own, ...given) {
        for (const end = Date.now() + 60_000; Date.now() < end;) {
            const value = await this.run(own, ...given).catch(() => null);
            if (value) {
                return value;
            }
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        throw new Error(`this never came true: ${own}`);
    }

    async go(address) {
        await this.send("Page.navigate", { url: "about:blank" });
        await this.send("Page.navigate", { url: address });
    }

    async key(key, code, modifiers = 0) {
        for (const type of ["keyDown", "keyUp"]) {
            await this.send("Input.dispatchKeyEvent", {
                type,
                key,
                code: key,
                windowsVirtualKeyCode: code,
                modifiers,
            });
        }
    }

    async picture() {
        const { data } = await this.send("Page.captureScreenshot", { format: "png" });
        return Buffer.from(data, "base64");
    }

    async close() {
        const ended = new Promise((resolve) => this.#child.on("exit", resolve));
        this.#session = undefined;
        this.send("Browser.close").catch(() => {});
        await ended;
        rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
    }
}
