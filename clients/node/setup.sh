#  setup.sh - the dependencies and the compiled client, for check and watch; to be sourced in this folder

#  Several may want them at once: one makes them, the others wait and find them.
make_client() { # where to write what npm and tsc say
    (
        flock 9
        install_dependencies && compile
    ) 9>.lock >"$1" 2>&1
}

install_dependencies() {
    local made_from=node_modules/.made-from
    cmp -s package.json "$made_from" ||
        { npm install --ignore-scripts --no-audit --no-fund && cp package.json "$made_from"; }
}

compile() {
    local newer
    newer=$(find src test examples package.json tsconfig*.json -newer build/.compiled 2>&1 | head -n 1)
    [ -n "$newer" ] || return 0
    rm -rf dist build
    node_modules/.bin/tsc --project tsconfig.json && node_modules/.bin/tsc --project tsconfig.test.json && touch build/.compiled
}
