#!/usr/bin/env bash
# Grades the bank's wrong answers by two builds of viva, each grade in a process of its own: the reports must be the same, byte for byte,
# schedules and stories of races included. A build without optimizations shows that nothing hangs on how fast the host is:
#
#     cargo build --release && cargo build && tests/replay.sh target/debug/viva
#     tests/replay.sh target/debug/viva gil/ oauth2/shared-token    # only answers whose path holds one of these texts
#
# VIVA: the first program (target/release/viva). SEEDS: those to grade by ("1 2 3").
set -euo pipefail

cd "$(dirname "$0")/.."
readonly viva="${VIVA:-target/release/viva}"
readonly seeds="${SEEDS:-1 2 3}"
if [[ $# -eq 0 ]]; then
    echo 'usage: tests/replay.sh OTHER_VIVA [TEXT]...' >&2
    exit 2
fi
readonly other="$1"
shift

scratch="$(mktemp -d)"
trap 'rm -rf -- "$scratch"' EXIT

wanted() {
    local file="$1" text
    shift
    for text in "$@"; do
        if [[ $file == *"$text"* ]]; then return 0; fi
    done
    [[ $# -eq 0 ]]
}

# report VIVA QUESTION ANSWER SEED FILE; exit code 1 is an answer that failed, which it is to.
report() {
    "$1" grade "$2" "$3" --seed "$4" --json >"$5" || [[ $? -eq 1 ]]
}

same=0
races=0
last=''
different=()
for answer in questions/*/*/submissions/*/*.py; do
    question="${answer#questions/}"
    question="${question%%/submissions/*}"
    if [[ $answer == */accepted/* ]] || ! wanted "$answer" "$@"; then continue; fi
    if [[ $question != "$last" ]]; then printf '%s\n' "$question" >&2; fi
    last="$question"
    for seed in $seeds; do
        report "$viva" "$question" "$answer" "$seed" "$scratch/one"
        report "$other" "$question" "$answer" "$seed" "$scratch/two"
        if cmp -s "$scratch/one" "$scratch/two"; then
            same=$((same + 1))
            if grep -q '"story": \[$' "$scratch/one"; then races=$((races + 1)); fi
        else
            different+=("$answer, seed $seed")
            printf 'different: %s, seed %s\n' "$answer" "$seed" >&2
        fi
    done
done
printf '%d reports the same, %d of them with a schedule that fails; %d different\n' "$same" "$races" "${#different[@]}"
[[ ${#different[@]} -eq 0 && $same -gt 0 ]]
