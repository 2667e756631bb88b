// The hash of each line by which GitHub recognises it, from the description of the algorithm: a rolling
// hash over the UTF-16 units from the start of the line on, in 64 bits, window 100, base 37. Blanks and
// the line feed behind a carriage return are skipped, a carriage return counts as a line feed, and 65535
// stands for the end. Behind the colon: the how-manieth line of the file with this hash it is.
//
// node line_hash.mjs FILE... prints for each file its name and a hash a line.
import { readFileSync } from "node:fs";

const WINDOW = 100;
const bits = (n) => BigInt.asUintN(64, n);

function hashes(text) {
  const units = [];
  const starts = [];
  let isStart = true;
  for (let i = 0; i < text.length; i++) {
    const unit = text[i];
    if (unit === " " || unit === "\t" || (unit === "\n" && text[i - 1] === "\r")) continue;
    if (isStart) starts.push(units.length);
    isStart = unit === "\r" || unit === "\n";
    units.push(isStart ? 10n : BigInt(text.charCodeAt(i)));
  }
  if (isStart) starts.push(units.length);
  units.push(65535n);
  const counts = new Map();
  return starts.map((start) => {
    let hash = 0n;
    for (let i = start; i < start + WINDOW; i++) hash = bits(hash * 37n + (units[i] ?? 0n));
    const count = (counts.get(hash) ?? 0) + 1;
    counts.set(hash, count);
    return `${hash.toString(16)}:${count}`;
  });
}

for (const path of process.argv.slice(2)) {
  console.log(JSON.stringify({ path, hashes: hashes(readFileSync(path, "utf8")) }));
}
