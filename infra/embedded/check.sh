#!/bin/sh
# Everything a machine can say about the code without running it. Stops at the first complaint.
set -eu
cd "$(dirname "$0")/../.."
bin=$PWD/.venv/bin
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

step() { printf '== %s\n' "$*"; }

step "ruff: style"
"$bin/ruff" check .
step "ruff: format"
"$bin/ruff" format --check .
step "mypy: types"
"$bin/mypy" .
step "import contracts"
"$bin/lint-imports"
step "templates"
"$bin/djlint" templates --lint --quiet

step "migrations"
"$bin/python" -m infra.embedded with-services "$bin/python" manage.py makemigrations --check --dry-run
step "API description"
"$bin/python" manage.py spectacular --fail-on-warn --file "$scratch/openapi.yaml"
diff -u docs/openapi.yaml "$scratch/openapi.yaml" || {
    echo "The API changed: look at the difference, then copy it: manage.py spectacular --file docs/openapi.yaml" >&2
    exit 1
}

step "built assets"
if command -v node >/dev/null 2>&1 && [ -d portal/assets/node_modules ]; then
    (cd portal/assets && npm run --silent check)
else
    echo "Node or portal/assets/node_modules is missing: not compared here (\`make assets\` installs them)."
fi
