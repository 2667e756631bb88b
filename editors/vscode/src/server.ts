// Which program is started, and with which settings. Knows nothing of VS Code, so that it can be tested.

import { existsSync } from "node:fs";
import { join } from "node:path";

/** The settings as VS Code has them, by their names below `plimsoll.`. */
export type Get = <T>(name: string) => T | undefined;

/** The program: the one that the user names, the one in the extension, or that on PATH. */
export function program(named: string | undefined, extension: string, platform: string = process.platform): string {
  if (named) {
    return named;
  }
  const bundled = join(extension, "server", platform === "win32" ? "plimsoll.exe" : "plimsoll");
  return existsSync(bundled) ? bundled : "plimsoll";
}

/** What the server is told at the start, and again when it asks. Policies in Rego run only in trusted workspaces. */
export function settings(get: Get, isTrusted: boolean): Record<string, unknown> {
  return {
    enable: get("enable"),
    configuration: get<string>("configuration") || undefined,
    select: get("select"),
    ignore: get("ignore"),
    environment: get("environment") ?? undefined,
    showSyntaxErrors: get("showSyntaxErrors"),
    overlap: get("overlap"),
    infos: get("infos"),
    unsafeFixes: get("unsafeFixes"),
    policy: isTrusted,
    lint: { run: get("lint.run") },
    inlayHints: {
      environment: get("inlayHints.environment"),
      user: get("inlayHints.user"),
      values: get("inlayHints.values"),
    },
    codeLens: get("codeLens"),
  };
}
