#!/usr/bin/env bash
# Judges the checkout, which needs neither network nor token: findings are
# workflow commands and the job's summary. With `publish` the same process then
# posts them with the token, and they become commands only where they could not
# be posted. Outputs are set before the step ends with the gate's code.
set -uo pipefail

cd "${GITHUB_WORKSPACE:?}" || exit 2
sarif=${SARIF:-${RUNNER_TEMP:?}/ethics-gate.sarif}
report=${REPORT:-${RUNNER_TEMP:?}/ethics-gate.json}
# What an earlier run left must not be taken for this one's.
rm -f -- "$sarif" "$report"

arguments=(check --lang "${LANGUAGE_OF_FINDINGS:-en}" --fail-on "${FAIL_ON:-error}")
arguments+=(--report "sarif=$sarif" --report "json=$report")
unset GITHUB_TOKEN GH_TOKEN
case "${PUBLISH:-}" in
true)
    export GITHUB_TOKEN=${TOKEN:-}
    arguments+=(--report terminal --publish github)
    ;;
"" | false) arguments+=(--report github) ;;
*)
    printf '::error title=ethics-gate::the input publish has to be true or false\n'
    printf 'verdict=\nexit-code=2\n' >>"${GITHUB_OUTPUT:?}"
    exit 2
    ;;
esac
unset TOKEN
[ -n "${CONTEXT:-}" ] && arguments+=("--context=$CONTEXT")
[ -n "${BASE:-}" ] && arguments+=("--base=$BASE")
while IFS= read -r folder; do
    [ -n "$folder" ] && arguments+=("--policy=$folder")
done <<<"${POLICY:-}"

"${GATE:?}" "${arguments[@]}"
code=$?

verdict=
if [ "$code" -lt 2 ] && [ -f "$report" ]; then
    verdict=$(sed -n 's/^  "verdict": "\([a-z]*\)",$/\1/p' "$report" | head -n 1)
fi
{
    printf 'verdict=%s\n' "$verdict"
    printf 'exit-code=%s\n' "$code"
    # A name that holds a line break could set other outputs.
    for name in sarif report; do
        value=${!name}
        [ -f "$value" ] && [ "$value" = "${value//$'\n'/}" ] && printf '%s=%s\n' "$name" "$value"
    done
} >>"${GITHUB_OUTPUT:?}"
[ "$code" -eq 2 ] && printf '::error title=ethics-gate::the gate could not judge; the log says why\n'
exit "$code"
