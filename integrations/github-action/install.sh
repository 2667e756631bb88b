#!/usr/bin/env bash
# Installs plimsoll $PLIMSOLL_VERSION from its release, and puts it on PATH for the steps that follow.
# The archive must have its checksum, and an attestation that the release workflow built it.
set -euo pipefail

repository=plimsoll-lint/plimsoll
version="${PLIMSOLL_VERSION#v}"

fail() {
    echo "::error title=plimsoll::$1"
    exit 2
}

[[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "\`$version\` is not a version such as 0.1.0"
case "$RUNNER_OS-$RUNNER_ARCH" in
    Linux-X64) target=x86_64-unknown-linux-musl ;;
    Linux-ARM64) target=aarch64-unknown-linux-musl ;;
    macOS-X64) target=x86_64-apple-darwin ;;
    macOS-ARM64) target=aarch64-apple-darwin ;;
    Windows-X64) target=x86_64-pc-windows-msvc ;;
    *) fail "there is no program for $RUNNER_OS $RUNNER_ARCH: install it, and set \`version: installed\`" ;;
esac
command -v gh >/dev/null || fail "the command \`gh\` is not there: install plimsoll, and set \`version: installed\`"

name="plimsoll-$version-$target"
archive="$name.tar.gz"
[ "$RUNNER_OS" != Windows ] || archive="$name.zip"

folder="$RUNNER_TEMP/plimsoll"
mkdir -p "$folder"
cd "$folder"
gh release download "v$version" --repo "$repository" --pattern "$archive" --pattern SHA256SUMS --clobber
sum() {
    if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}
grep -F "  $archive" SHA256SUMS | sum -c - >/dev/null || fail "$archive does not have the checksum of its release"
gh attestation verify "$archive" --repo "$repository" >/dev/null || fail "nothing attests that $archive was built by $repository"
case "$archive" in
    *.zip) unzip -oq "$archive" ;;
    *) tar xzf "$archive" ;;
esac
echo "$folder/$name" >> "$GITHUB_PATH"
