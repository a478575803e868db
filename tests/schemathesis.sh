#!/usr/bin/env bash
# Sends what the served OpenAPI document allows, and what it doesn't, as nobody, a candidate, an interviewer and an administrator: no answer may
# be a fault of ours (5xx), nor one that the document doesn't describe. Starts a server of its own with an empty database and
# ends it.
#
#     tests/schemathesis.sh [EXAMPLES]        per operation; 20 unless given
#
# VIVA: the program (target/release/viva). SCHEMATHESIS: the checker (schemathesis on the PATH, `pip install schemathesis`).
set -euo pipefail

cd "$(dirname "$0")/.."
readonly viva="${VIVA:-target/release/viva}"
readonly checker="${SCHEMATHESIS:-schemathesis}"
readonly examples="${1:-20}"

scratch="$(mktemp -d)"
server=''
at_exit() {
    if [[ -n $server ]]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
    rm -rf -- "$scratch"
}
trap at_exit EXIT

# A bank of its own, since an administrator may write it.
cp -r questions "$scratch/questions"

# Nothing is graded: what answers come to is not the document's business, and the sandbox takes its time. Limits are high,
# since all requests come from here.
"$viva" serve --listen 127.0.0.1:0 --data "$scratch/data" --questions "$scratch/questions" --graders 0 --queue-limit 1000000 --queue-limit-each 1000000 \
    --rate-person 0 --rate-address 0 --rate-entry 0 \
    ${VIVA_OPTIONS:-} >"$scratch/out" 2>"$scratch/log" &
server=$!
for _ in $(seq 100); do
    if grep -q 'administrator, once' "$scratch/out"; then break; fi
    kill -0 "$server"
    sleep 0.1
done
readonly base="$(sed -n 's/.* at \(http[^ ]*\)$/\1/p' "$scratch/out")/api/v1"
readonly link="$(sed -n 's/.*sign-in#//p' "$scratch/out")"

# post TOKEN PATH BODY
post() {
    curl -sSf ${1:+-H "authorization: Bearer $1"} -H 'content-type: application/json' -d "$3" "$base$2"
}
field() {
    python3 -c 'import json,sys; value = json.load(sys.stdin)
for name in sys.argv[1:]: value = value[name]
print(value)' "$@"
}

readonly question="$(curl -sSf "$base/questions?kind=code&limit=1" | python3 -c 'import json,sys; print(json.load(sys.stdin)["items"][0]["id"])')"
administrator="$(post '' /sessions "{\"link\": \"$link\"}" | field token)"
round="$(post "$administrator" /rounds "{\"title\": \"R\", \"minutes\": 60, \"questions\": [{\"id\": \"$question\"}]}" | field id)"
staff="$(post "$administrator" /staff '{"name": "I", "email": "i@example.com", "role": "interviewer"}' | field link)"
interviewer="$(post '' /sessions "{\"link\": \"${staff#*#}\"}" | field token)"
invite="$(post "$administrator" "/rounds/$round/invites" '{"name": "C"}' | field token)"
redeemed="$(post '' /invites/redeem "{\"token\": \"$invite\"}")"
candidate="$(field session token <<<"$redeemed")"
interview="$(field interview id <<<"$redeemed")"
post "$candidate" "/interviews/$interview/start" '{}' >/dev/null

# So that requests for questions meet one that is there.
cat >"$scratch/schemathesis.toml" <<END
[parameters]
"path.slug" = "${question#*/}"
"path.topic" = "${question%/*}"
END

# What the checker can't write by itself: an archive, of whatever bytes.
cat >"$scratch/hooks.py" <<END
import schemathesis

@schemathesis.serializer("application/zip")
def archive(context, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
END
export SCHEMATHESIS_HOOKS=hooks PYTHONPATH="$scratch" PYTHONDONTWRITEBYTECODE=1

failed=0
# check ROLE TOKEN [OPTION]...
check() {
    local role=$1 token=$2
    shift 2
    printf '\n==> as %s\n' "$role"
    # Ending one's session would end the check, and a stream of results ends with what it tells of. `?wait=` takes 25 s.
    # From its own folder, for the names below and what it leaves behind.
    (cd "$scratch" && "$checker" run "$base/openapi.json" --url "$base" --phases coverage,fuzzing --max-examples "$examples" --seed 1 \
        --checks not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance \
        --exclude-path /sessions/current --exclude-operation-id end_all --exclude-path-regex '^/(rounds|submissions)/.*/events$' --request-timeout 40 \
        --suppress-health-check all --no-color \
        ${token:+-H "authorization: Bearer $token"} "$@") || failed=1
}
check nobody ''
check candidate "$candidate"
check interviewer "$interviewer"
check administrator "$administrator"
if grep -E 'ERROR|panicked' "$scratch/log"; then failed=1; fi
exit "$failed"
