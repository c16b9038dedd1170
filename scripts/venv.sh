# Sourced by run, test and check: makes .venv with the extra named in $1 (empty: run time only) and keeps it current.
# The stamp holds what it was made from, so a second start costs one comparison.

fail() { printf 'studykit: %s\n' "$1" >&2; exit 1; }

find_python() {
    for name in "${STUDYKIT_PYTHON:-}" python3.13 python3.12 python3.11 python3 python; do
        [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 || continue
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { printf '%s' "$name"; return; }
    done
    fail "Python 3.11 or newer is needed and was not found (set STUDYKIT_PYTHON to name one)"
}

make_venv() {
    extra=$1
    venv=$root/.venv
    stamp=$venv/.made-from${extra:+-$extra}
    wanted=$(cat "$root/pyproject.toml" "$root/constraints.txt" | cksum)
    [ -x "$venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
    spec="$root${extra:+[$extra]}"
    echo "studykit: making $venv (first use, or the dependencies changed) ..." >&2
    if command -v uv >/dev/null 2>&1; then
        [ -x "$venv/bin/python" ] || uv venv --quiet "$venv" --python '>=3.11' || fail "uv could not make $venv"
        uv pip install --quiet --python "$venv/bin/python" -c "$root/constraints.txt" -e "$spec" || fail "uv could not install studykit"
    else
        python=$(find_python) || exit 1
        [ -x "$venv/bin/python" ] || "$python" -m venv "$venv" || fail "$python could not make $venv (on Debian: apt install python3-venv)"
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -c "$root/constraints.txt" -e "$spec" >&2 \
            || fail "pip could not install studykit"
    fi
    "$venv/bin/python" -m compileall -q "$root/studykit" "$venv/lib" >/dev/null 2>&1 || true
    printf '%s' "$wanted" > "$stamp"
}
