#!/usr/bin/env bash
# Asks GitHub who wrote the pull request and who approved it, for the check that
# follows and that asks nobody; that has the token only where it posts what it
# found. Where GitHub doesn't tell, the check goes on without, says so, and lists
# the rules that it could not judge; with `required` it is refused.
set -uo pipefail

cd "${GITHUB_WORKSPACE:?}" || exit 2
token=${TOKEN:-}
unset TOKEN GITHUB_TOKEN GH_TOKEN
file=${RUNNER_TEMP:?}/ethics-gate-context.json
# What an earlier run left must not be taken for this one's.
rm -f -- "$file"

case "${CONTEXT:-auto}" in
auto | required) ;;
none) exit 0 ;;
*)
    printf '::error title=ethics-gate::the input context has to be auto, required or none\n'
    exit 2
    ;;
esac
case "${GITHUB_EVENT_NAME:-}" in
pull_request*) ;;
*) exit 0 ;;
esac

if [ -z "$token" ]; then
    why='the step has no token'
elif GITHUB_TOKEN=$token "${GATE:?}" context --from github --lang "${LANGUAGE_OF_FINDINGS:-en}" >"$file"; then
    printf 'file=%s\n' "$file" >>"${GITHUB_OUTPUT:?}"
    exit 0
else
    why='GitHub did not tell, as the lines above say; the token needs pull-requests: read'
fi
rm -f -- "$file"
if [ "${CONTEXT:-auto}" = required ]; then
    printf '::error title=ethics-gate::who wrote and who approved this change is not known: %s\n' "$why"
    exit 2
fi
printf '::notice title=ethics-gate::who wrote and who approved this change is not known: %s. Rules that need it are listed as not checked; a pull request from a fork is judged so\n' "$why"
