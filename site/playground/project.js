// The files that are judged, with everything that decides how, and the link that carries them.

import { MOST_FILES } from "./reading.js";
import { wellFormed } from "./text.js";

export const CONFIGURATION = "plimsoll.toml";
// What a link may have: chats and mails cut longer ones.
const MOST_IN_LINK = 60_000;
// What a link may become, so that a short one cannot fill the memory.
const MOST_UNPACKED = 4 * 1024 * 1024;
const ENVIRONMENTS = ["", "production", "development"];

export class Project {
    // Texts by paths.
    files = new Map();
    configuration = "";
    // `production` or `development`, or what each file says.
    environment = "";

    static of(files, { configuration = "", environment = "" } = {}) {
        const project = new Project();
        for (const [path, text] of files) {
            project.add(path, text);
        }
        if (configuration) {
            project.configuration = wellFormed(configuration);
        }
        project.environment = ENVIRONMENTS.includes(environment) ? environment : "";
        return project;
    }

    // A configuration at the top is that of the project, not a file in it.
    add(path, text) {
        if (path === CONFIGURATION) {
            this.configuration = wellFormed(text);
        } else {
            this.files.set(wellFormed(path), wellFormed(text));
        }
    }

    text(path) {
        return path === CONFIGURATION ? this.configuration : (this.files.get(path) ?? "");
    }

    question(more = {}) {
        const day = new Date();
        const two = (number) => String(number).padStart(2, "0");
        return {
            files: Array.from(this.files, ([path, text]) => ({ path, text })),
            configuration: this.configuration,
            environment: this.environment || null,
            date: `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`,
            ...more,
        };
    }

    copy() {
        return Project.of(this.files, this);
    }

    // What comes behind the `#`; nothing if it is too much for a link.
    async packed() {
        const state = [1, [...this.files], this.configuration, this.environment];
        const bytes = await through(
            new CompressionStream("deflate-raw"),
            new TextEncoder().encode(JSON.stringify(state)),
        );
        const packed = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
        return packed.length > MOST_IN_LINK
            ? null
            : packed.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    }

    // The project behind a `#`; an error if there is none.
    static async unpacked(packed) {
        const signs = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
        const bytes = Uint8Array.from(signs, (sign) => sign.charCodeAt(0));
        const text = new TextDecoder().decode(await through(new DecompressionStream("deflate-raw"), bytes));
        const [version, files, configuration, environment] = JSON.parse(text);
        const isFile = (file) =>
            Array.isArray(file) && file.length === 2 && file.every((part) => typeof part === "string");
        const areFiles = Array.isArray(files) && files.length <= MOST_FILES && files.every(isFile);
        if (version !== 1 || !areFiles || typeof configuration !== "string") {
            throw new Error("it is not one of ours");
        }
        return Project.of(files, { configuration, environment });
    }
}

// Bytes that went through a stream, as long as they are not too many.
async function through(stream, bytes) {
    const parts = [];
    let length = 0;
    for (const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader(); ;) {
        const { done, value } = await reader.read();
        if (done) {
            return new Uint8Array(await new Blob(parts).arrayBuffer());
        }
        parts.push(value);
        length += value.length;
        if (length > MOST_UNPACKED) {
            await reader.cancel();
            throw new Error("it holds too much");
        }
    }
}
