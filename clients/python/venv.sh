#  venv - makes the Python environment of check and watch in .venv, once for each list of requirements
#  Sourced from the folder of the client; prints only where it fails.

make_venv() {
    local wanted log code=0
    wanted=$(cat requirements-check.txt pyproject.toml venv.sh | sha256sum)
    log=$(mktemp)
    exec 9>.venv.lock
    flock 9
    if [ "$(cat .venv/made-from 2>/dev/null)" != "$wanted" ]; then
        {
            rm -rf .venv &&
                /usr/bin/python3 -m venv .venv &&
                .venv/bin/pip install --disable-pip-version-check -r requirements-check.txt &&
                echo "$wanted" >.venv/made-from
        } >"$log" 2>&1 9>&- || code=$?
    fi
    flock -u 9
    exec 9>&-
    [ "$code" -eq 0 ] || cat "$log" >&2
    rm -f "$log"
    return "$code"
}
