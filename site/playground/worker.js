// Holds the engine, and answers one question after the other. It is given the compiled module first.
"use strict";

let module;
let engine;

onmessage = async ({ data }) => {
    if (data instanceof WebAssembly.Module) {
        module = data;
        return;
    }
    try {
        engine ??= (await WebAssembly.instantiate(module, {})).exports;
        postMessage({ answer: ask(JSON.stringify(data)) });
    } catch (error) {
        const failure = reason(error);
        // After a trap its memory is worth nothing: the next question gets another engine.
        engine = undefined;
        postMessage({ failure });
    }
};

function ask(question) {
    const bytes = new TextEncoder().encode(question);
    const at = engine.reserve(bytes.length);
    new Uint8Array(engine.memory.buffer, at, bytes.length).set(bytes);
    return JSON.parse(read(engine.ask()));
}

function read(length) {
    return new TextDecoder().decode(new Uint8Array(engine.memory.buffer, engine.answer_at(), length));
}

// What a panic has said, or else what the browser says of the trap.
function reason(error) {
    try {
        return read(engine.failure()) || String(error);
    } catch {
        return String(error);
    }
}
