import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { program, settings } from "./server";

test("the program that is named comes first, then the bundled one", () => {
  const extension = mkdtempSync(join(tmpdir(), "plimsoll-"));
  assert.equal(program("/opt/plimsoll", extension), "/opt/plimsoll");
  assert.equal(program("", extension, "linux"), "plimsoll");
  mkdirSync(join(extension, "server"));
  for (const [platform, name] of [["linux", "plimsoll"], ["win32", "plimsoll.exe"]] as const) {
    const bundled = join(extension, "server", name);
    writeFileSync(bundled, "");
    assert.equal(program(undefined, extension, platform), bundled);
  }
});

test("nobody's policies run in a folder that nobody trusts", () => {
  const values: Record<string, unknown> = { "lint.run": "onSave", configuration: "", environment: null };
  const get = <T>(name: string) => values[name] as T | undefined;
  assert.equal(settings(get, false).policy, false);
  assert.deepEqual(settings(get, true).lint, { run: "onSave" });
  const sent = JSON.parse(JSON.stringify(settings(get, true)));
  assert.ok(!("configuration" in sent) && !("environment" in sent));
});
