// A text area with line numbers, and marks under the words of the findings.

import { element } from "./page.js";

const LEVELS = ["info", "warning", "error"];

export class Editor {
    #lines = element("pre", { class: "pg-lines", "aria-hidden": "true" });
    #marks = element("pre", { class: "pg-marks", "aria-hidden": "true" });
    #area = element("textarea", {
        class: "pg-area",
        spellcheck: "false",
        autocapitalize: "off",
        autocomplete: "off",
        wrap: "off",
        "aria-label": "The text of the file",
    });
    #count = 0;
    #text = "";
    // What is marked: `{start, end, level}`.
    #spans = [];
    node = element(
        "div",
        { class: "pg-editor" },
        element("div", { class: "pg-gutter" }, this.#lines),
        element("div", { class: "pg-text" }, this.#marks, this.#area),
    );

    // `edited` is given the text, `pointed` the place of the cursor.
    constructor({ edited, pointed }) {
        this.#area.addEventListener("input", () => {
            this.#draw(moved(this.#spans, this.#text, this.#area.value));
            edited(this.#area.value);
        });
        this.#area.addEventListener("scroll", () => this.#scroll());
        this.#area.addEventListener("keydown", (event) => this.#key(event));
        document.addEventListener("selectionchange", () => {
            if (document.activeElement === this.#area) {
                pointed(this.#area.selectionStart);
            }
        });
    }

    show(text, placeholder = "") {
        this.#area.value = text;
        this.#area.placeholder = placeholder;
        this.#area.scrollTo(0, 0);
        this.#draw([]);
    }

    // Another text in place of this one, which stays where it is.
    replace(text) {
        const { scrollTop, scrollLeft } = this.#area;
        this.#area.value = text;
        this.#draw([]);
        this.#area.scrollTo(scrollLeft, scrollTop);
    }

    mark(spans) {
        this.#draw(spans);
    }

    // Selects some words, and brings them into view.
    select(start, end) {
        this.#area.focus({ preventScroll: true });
        this.#area.setSelectionRange(start, end);
        const before = this.#area.value.slice(0, start);
        const line = before.split("\n").length - 1;
        const height = Number.parseFloat(getComputedStyle(this.#area).lineHeight);
        const column = start - before.lastIndexOf("\n") - 1;
        this.#area.scrollTo(
            column > 60 ? this.#area.scrollWidth : 0,
            Math.max(0, line * height - this.#area.clientHeight / 3),
        );
        this.#scroll();
    }

    #key(event) {
        // Tab goes on to the next element after Escape, so that nobody is locked in.
        if (event.key === "Escape") {
            this.#area.dataset.leaves = "";
        } else if (event.key === "Tab" && !event.ctrlKey && !event.altKey && !event.metaKey) {
            if (!("leaves" in this.#area.dataset)) {
                event.preventDefault();
                this.#tab(event.shiftKey);
            }
            delete this.#area.dataset.leaves;
        } else if (event.key !== "Shift") {
            delete this.#area.dataset.leaves;
        }
    }

    // Moves the lines of the selection two columns in or out; without one, writes two spaces.
    #tab(isOut) {
        const { value, selectionStart: start, selectionEnd: end } = this.#area;
        if (start === end && !isOut) {
            this.#write(start, end, "  ");
            return;
        }
        const from = value.lastIndexOf("\n", start - 1) + 1;
        const lines = value.slice(from, end);
        const moved = isOut ? lines.replace(/^( {1,2}|\t)/gm, "") : lines.replace(/^(?=.)/gm, "  ");
        this.#write(from, end, moved);
        this.#area.setSelectionRange(start === end ? from + moved.length : from, from + moved.length);
    }

    // As if somebody typed it, so that it can be undone. Only this old command does that.
    #write(start, end, text) {
        this.#area.setSelectionRange(start, end);
        const isDone = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
        if (!isDone) {
            this.#area.setRangeText(text, start, end, "end");
            this.#area.dispatchEvent(new Event("input"));
        }
    }

    #scroll() {
        const { scrollTop, scrollLeft } = this.#area;
        this.#marks.style.transform = `translate(${-scrollLeft}px, ${-scrollTop}px)`;
        this.#lines.style.transform = `translateY(${-scrollTop}px)`;
    }

    #draw(spans) {
        const text = this.#area.value;
        const count = text.split("\n").length;
        if (count !== this.#count) {
            this.#count = count;
            this.#lines.textContent = Array.from({ length: count }, (_, index) => index + 1).join("\n");
        }
        this.#text = text;
        this.#spans = spans;
        this.#marks.replaceChildren(...marked(text, spans));
        this.#scroll();
    }
}

// Where spans are after an edit, until the engine has answered.
function moved(spans, before, after) {
    const most = Math.min(before.length, after.length);
    let start = 0;
    while (start < most && before[start] === after[start]) {
        start += 1;
    }
    let same = 0;
    while (same < most - start && before.at(-1 - same) === after.at(-1 - same)) {
        same += 1;
    }
    const end = before.length - same;
    const by = after.length - before.length;
    const place = (at) => (at <= start ? at : at >= end ? at + by : start);
    const at = (span) => ({ ...span, start: place(span.start), end: place(span.end) });
    return spans.map(at).filter((span) => span.end > span.start);
}

// A text in pieces, each with the highest level of the spans that cover it.
function marked(text, spans) {
    const within = spans.map(({ start, end, level }) => {
        const last = Math.min(text.length, Math.max(end, start + 1));
        return { start: Math.min(start, last), end: last, rank: LEVELS.indexOf(level) };
    });
    const edges = [...new Set([0, text.length, ...within.flatMap(({ start, end }) => [start, end])])];
    edges.sort((one, other) => one - other);
    const pieces = [];
    const open = within.sort((one, other) => one.start - other.start);
    let active = [];
    let next = 0;
    for (let index = 0; index + 1 < edges.length; index++) {
        const [start, end] = [edges[index], edges[index + 1]];
        while (next < open.length && open[next].start <= start) {
            active.push(open[next++]);
        }
        active = active.filter((span) => span.end > start);
        const piece = text.slice(start, end);
        const rank = Math.max(-1, ...active.map((span) => span.rank));
        pieces.push(rank < 0 ? piece : element("mark", { class: `pg-${LEVELS[rank]}` }, piece));
    }
    // An empty last line has a height too.
    pieces.push("\n");
    return pieces;
}
