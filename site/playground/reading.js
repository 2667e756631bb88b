// Files that are dropped or chosen, as paths and texts. What is too much or no text is left out, and told.

export const MOST_FILES = 2000;
const MOST_BYTES = 1024 * 1024;
const MOST_BYTES_TOGETHER = 16 * 1024 * 1024;
// Nobody means these.
const FOLDERS = [".git", "node_modules", ".venv", "__pycache__", "target"];

// The files of something dropped: files and folders in any depth.
export async function dropped(transfer) {
    // All entries are asked for at once: they are gone after the first wait.
    const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const found = [];
    for (const entry of entries) {
        await walk(entry, entry.name, found);
    }
    return read(entries.length > 0 ? found : Array.from(transfer.files, (file) => [file.name, file]));
}

// The files of an input. Those of a folder have their way in it.
export function chosen(input) {
    const isMeant = (path) => !path.split("/").some((part) => FOLDERS.includes(part));
    const files = Array.from(input.files, (file) => [file.webkitRelativePath || file.name, file]);
    return read(files.filter(([path]) => isMeant(path)));
}

async function walk(entry, path, found) {
    if (found.length > MOST_FILES) {
        return;
    }
    if (entry.isFile) {
        found.push([path, await new Promise((resolve, reject) => entry.file(resolve, reject))]);
        return;
    }
    if (FOLDERS.includes(entry.name)) {
        return;
    }
    const reader = entry.createReader();
    for (;;) {
        // It gives a hundred at a time.
        const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        if (entries.length === 0) {
            return;
        }
        for (const inner of entries) {
            await walk(inner, `${path}/${inner.name}`, found);
        }
    }
}

async function read(found) {
    const files = [];
    let left = 0;
    let sum = 0;
    for (const [path, file] of withoutTop(found)) {
        if (files.length >= MOST_FILES || file.size > MOST_BYTES || sum + file.size > MOST_BYTES_TOGETHER) {
            left += 1;
            continue;
        }
        const text = new TextDecoder().decode(await file.arrayBuffer());
        if (text.includes("\0")) {
            left += 1;
            continue;
        }
        sum += file.size;
        files.push([path, text]);
    }
    return { files, left };
}

// If all files lie in one folder, paths begin below it.
function withoutTop(found) {
    const tops = new Set(found.map(([path]) => (path.includes("/") ? path.split("/", 1)[0] : "")));
    const [top] = tops;
    return tops.size === 1 && top ? found.map(([path, file]) => [path.slice(top.length + 1), file]) : found;
}
