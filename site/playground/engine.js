// The engine in a worker of its own. A question that takes too long or traps costs only its answer.

const MOST_SECONDS = 30;

export class Engine {
    #module;
    #script;
    #worker;
    // Questions are asked one after the other.
    #last = Promise.resolve();

    constructor(module, script) {
        this.#module = module;
        this.#script = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
        this.#start();
    }

    // What `answer` or `failure` has come of a question.
    ask(question) {
        const next = this.#last.then(() => this.#ask(question));
        this.#last = next;
        return next;
    }

    #ask(question) {
        return new Promise((resolve) => {
            const finish = (outcome, starts) => {
                clearTimeout(timer);
                if (starts) {
                    this.#worker.terminate();
                    this.#start();
                }
                resolve(outcome);
            };
            const timer = setTimeout(
                () => finish({ failure: `it took longer than ${MOST_SECONDS} seconds` }, true),
                MOST_SECONDS * 1000,
            );
            this.#worker.onmessage = ({ data }) => finish(data, false);
            this.#worker.onerror = (event) => {
                event.preventDefault();
                finish({ failure: event.message ?? "the worker ended" }, true);
            };
            this.#worker.postMessage(question);
        });
    }

    #start() {
        this.#worker = new Worker(this.#script);
        this.#worker.postMessage(this.#module);
    }
}
