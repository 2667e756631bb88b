#!/usr/bin/env node
// Runs the program for this platform, which npm installed as an optional dependency. Nothing is
// downloaded here or when the package is installed.
"use strict";

const { spawn } = require("node:child_process");
const { constants } = require("node:os");

const name = `@plimsoll/cli-${process.platform}-${process.arch}`;

function program() {
  if (process.env.PLIMSOLL_BINARY) {
    return process.env.PLIMSOLL_BINARY;
  }
  try {
    return require.resolve(`${name}/plimsoll${process.platform === "win32" ? ".exe" : ""}`);
  } catch {
    const known = Object.keys(require("../package.json").optionalDependencies);
    fail(
      known.includes(name)
        ? `${name} is not installed: run npm without --omit=optional or --no-optional`
        : `there is no program for ${process.platform} ${process.arch}; PLIMSOLL_BINARY can name one`,
    );
  }
}

function fail(why) {
  console.error(`plimsoll: ${why}`);
  process.exit(2);
}

const child = spawn(program(), process.argv.slice(2), { stdio: "inherit" });
// A signal is the program's to answer; this waits for how it ends.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("error", (error) => fail(error.message));
child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
