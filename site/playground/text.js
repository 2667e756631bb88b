// Texts as a text area has them: lines end with LF, places count in UTF-16. The engine counts in bytes of
// UTF-8 of the text as it is.

// Halves of characters are no text for anybody else.
export function wellFormed(text) {
    return new TextDecoder().decode(new TextEncoder().encode(text));
}

export function shown(text) {
    return text.replace(/\r\n?/g, "\n");
}

// A text that was edited, with the line ends that it had.
export function withLineEnds(edited, before) {
    const end = before.match(/\r\n|\n/)?.[0] ?? "\n";
    return end === "\n" ? edited : edited.replaceAll("\n", end);
}

// For each of some bytes in a text where that is in the text that is shown.
export function places(text, bytes) {
    const sorted = [...new Set(bytes)].sort((one, other) => one - other);
    const found = new Map();
    let byte = 0;
    let at = 0;
    let next = 0;
    for (let index = 0; index <= text.length && next < sorted.length;) {
        while (next < sorted.length && sorted[next] <= byte) {
            found.set(sorted[next++], at);
        }
        const code = text.codePointAt(index) ?? 0;
        const isPair = code > 0xffff;
        byte += code < 0x80 ? 1 : code < 0x800 ? 2 : isPair ? 4 : 3;
        // CRLF is one sign on the page.
        at += code === 13 && text[index + 1] === "\n" ? 0 : isPair ? 2 : 1;
        index += isPair ? 2 : 1;
    }
    for (; next < sorted.length; next++) {
        found.set(sorted[next], at);
    }
    return found;
}
