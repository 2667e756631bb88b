#!/usr/bin/env bash
# Checks as the inputs say, which come as INPUT_…; everything else is plimsoll's own.
set -euo pipefail

fail() {
    echo "::error title=plimsoll::$1"
    exit 2
}

is_on() {
    [ "$1" = true ]
}

# What this run is about: the options that decide which findings there are.
options=()
[ -z "$INPUT_CONFIG" ] || options+=(--config "$INPUT_CONFIG")
[ -z "$INPUT_ENFORCE" ] || options+=(--enforce "$INPUT_ENFORCE")
[ -z "$INPUT_BASELINE" ] || options+=(--baseline "$INPUT_BASELINE")
[ -z "$INPUT_IGNORE" ] || options+=(--ignore "$INPUT_IGNORE")
if [ -n "$INPUT_TRUSTED_REGISTRIES" ]; then
    options+=(--set "untrusted-registry.trusted-registries=$INPUT_TRUSTED_REGISTRIES")
fi

# hadolint's way to set levels.
set_levels() {
    local level="$1" rule
    for rule in ${2//,/ }; do
        options+=(--config "rules.$rule.level=\"$level\"")
    done
}
set_levels error "$INPUT_OVERRIDE_ERROR"
set_levels warning "$INPUT_OVERRIDE_WARNING"
set_levels info "$INPUT_OVERRIDE_INFO"
set_levels info "$INPUT_OVERRIDE_STYLE"

! is_on "$INPUT_NO_FAIL" || INPUT_FAILURE_THRESHOLD=none
case "$INPUT_FAILURE_THRESHOLD" in
    "") ;;
    style) options+=(--fail-on info) ;;
    ignore | none) options+=(--fail-on never) ;;
    *) options+=(--fail-on "$INPUT_FAILURE_THRESHOLD") ;;
esac
! is_on "$INPUT_VERBOSE" || options+=(--show info)

if is_on "$INPUT_ONLY_CHANGED" && [ -n "${GITHUB_BASE_REF:-}" ]; then
    git rev-parse --verify --quiet "origin/$GITHUB_BASE_REF" >/dev/null ||
        fail "\`only-changed\` needs the history: give actions/checkout \`fetch-depth: 0\`"
    options+=(--since "origin/$GITHUB_BASE_REF")
fi

# What is checked.
paths=()
if [ -n "$INPUT_DOCKERFILE" ] && is_on "$INPUT_RECURSIVE"; then
    while IFS= read -r -d "" file; do
        paths+=("$file")
    done < <(find . -name .git -prune -o -type f -name "${INPUT_DOCKERFILE##*/}" -print0)
    [ "${#paths[@]}" -gt 0 ] || fail "there is no file called ${INPUT_DOCKERFILE##*/}"
elif [ -n "$INPUT_DOCKERFILE" ]; then
    paths+=("$INPUT_DOCKERFILE")
fi
while IFS= read -r line; do
    [ -z "$line" ] || paths+=("$line")
done <<< "$INPUT_PATHS"

# How it is shown. hadolint's names for formats that are called differently here:
format="$INPUT_FORMAT"
case "$format" in
    tty) format=full ;;
    gitlab_codeclimate) format=gitlab ;;
    "") if is_on "$INPUT_ANNOTATIONS"; then format=github; else format=full; fi ;;
esac
reports="$(mktemp -d)"
trap 'rm -rf "$reports"' EXIT
outputs=(--format "$format" --output "concise=$reports/results" --output "markdown=$reports/summary")
if is_on "$INPUT_NO_COLOR"; then outputs+=(--color never); else outputs+=(--color always); fi
[ -z "$INPUT_OUTPUT_FILE" ] || outputs+=(--output "$format=$INPUT_OUTPUT_FILE")
[ -z "$INPUT_SARIF_FILE" ] || outputs+=(--output "sarif=$INPUT_SARIF_FILE")

code=0
# An empty list is an error in the bash of macOS, unless it is written like this.
plimsoll check ${options[@]+"${options[@]}"} "${outputs[@]}" -- ${paths[@]+"${paths[@]}"} || code=$?

# A word that is in no report ends the text.
end="end-of-results-$RANDOM$RANDOM$RANDOM"
{
    echo "exit-code=$code"
    [ -z "$INPUT_SARIF_FILE" ] || echo "sarif-file=$INPUT_SARIF_FILE"
    echo "results<<$end"
    [ ! -f "$reports/results" ] || cat "$reports/results"
    echo "$end"
} >> "$GITHUB_OUTPUT"
if is_on "$INPUT_SUMMARY" && [ -f "$reports/summary" ]; then
    cat "$reports/summary" >> "$GITHUB_STEP_SUMMARY"
fi
exit "$code"
