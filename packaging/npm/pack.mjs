// Lays out the packages for npm: the one that people install, and one for each platform.
//
//   node packaging/npm/pack.mjs PROGRAMS OUT
//
// PROGRAMS holds `linux-x64/plimsoll`, `win32-x64/plimsoll.exe` and so on. Platforms that are not
// there are left out, and named. Each folder in OUT can be given to `npm pack` or `npm publish`.

import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [programs, out] = process.argv.slice(2);
if (!programs || !out) {
  console.error("usage: node pack.mjs PROGRAMS OUT");
  process.exit(2);
}

const main = JSON.parse(readFileSync(join(here, "plimsoll/package.json"), "utf8"));
const licences = ["LICENSE-MIT", "LICENSE-APACHE"];

function addLicences(folder) {
  for (const licence of licences) {
    copyFileSync(join(here, "../..", licence), join(folder, licence));
  }
  // What packaging/licences wrote for a release.
  const others = join(here, "../..", "LICENSE-THIRD-PARTY");
  if (existsSync(others)) {
    copyFileSync(others, join(folder, "LICENSE-THIRD-PARTY"));
  }
}

cpSync(join(here, "plimsoll"), join(out, "plimsoll"), { recursive: true });
addLicences(join(out, "plimsoll"));

for (const name of Object.keys(main.optionalDependencies)) {
  const platform = name.replace("@plimsoll/cli-", "");
  const [os, cpu] = platform.split("-");
  const file = os === "win32" ? "plimsoll.exe" : "plimsoll";
  const program = join(programs, platform, file);
  if (!existsSync(program)) {
    console.error(`${platform}: left out, there is no ${program}`);
    continue;
  }
  const folder = join(out, `cli-${platform}`);
  mkdirSync(folder, { recursive: true });
  copyFileSync(program, join(folder, file));
  chmodSync(join(folder, file), 0o755);
  addLicences(folder);
  const { version, license, repository, engines, publishConfig } = main;
  const description = `The program of plimsoll for ${platform}`;
  // The linux programs are static, so that they run with any C library.
  const manifest = { name, version, description, license, repository, engines, publishConfig, os: [os], cpu: [cpu], files: [file] };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, null, 2) + "\n");
}
