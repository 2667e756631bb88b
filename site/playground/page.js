// How elements are made: texts are never read as HTML.

export function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        if (key.startsWith("on")) {
            made.addEventListener(key.slice(2), value);
        } else if (value === true) {
            made.setAttribute(key, "");
        } else if (value !== false && value !== undefined) {
            made.setAttribute(key, value);
        }
    }
    made.append(...children.filter((child) => child !== undefined && child !== null));
    return made;
}

export function button(content, onclick, attributes = {}) {
    return element("button", { type: "button", onclick, ...attributes }, ...[content].flat());
}

// `1 file`, `2 files`.
export function count(number, word) {
    return `${number} ${word}${number === 1 ? "" : "s"}`;
}

// A text with what is between backticks as code.
export function prose(text) {
    return text.split("`").map((part, index) => (index % 2 === 1 ? element("code", {}, part) : part));
}
