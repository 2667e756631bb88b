// Shows which comments in an example are marks of plimsoll's: `# ^^^ part of the message`.
"use strict";

for (const code of document.querySelectorAll("main pre code")) {
    const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) {
        texts.push(walker.currentNode);
    }
    for (const text of texts) {
        const lines = text.data.split(/^([ \t]*#[ \t]*\^+.*)$/m);
        // Every second part is a mark.
        const parts = lines.map((line, index) => {
            if (index % 2 === 0) {
                return line;
            }
            const mark = document.createElement("mark");
            mark.className = "finding";
            mark.textContent = line;
            return mark;
        });
        if (parts.length > 1) {
            text.replaceWith(...parts);
        }
    }
}
