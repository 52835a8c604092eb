# What the scripts share. Read with ". scripts/lib.sh" from the top of the tree.

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); else bold='' plain=''; fi

# Say what is going on; say what is worth knowing; end with one line that says what to do.
say() { printf '%s==> %s%s\n' "$bold" "$*" "$plain"; }
note() { printf '    %s\n' "$*"; }
die() {
    printf 'Cannot go on: %s\n' "$*" >&2
    exit 1
}

# Is this a Debian or Ubuntu machine where packages may be installed?
may_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

# apt_install PACKAGE...: install from the distribution; false, with the reason, when that does not work.
apt_install() {
    may_apt || return 1
    apt_log=$(mktemp)
    # An index that is missing or stale is the usual reason for a failure: renew it, then try again.
    if apt_try "$@" || { apt-get update >/dev/null 2>&1 </dev/null && apt_try "$@"; }; then
        rm -f "$apt_log"
        return 0
    fi
    tail -n 3 "$apt_log" >&2
    rm -f "$apt_log"
    return 1
}

apt_try() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >"$apt_log" 2>&1 </dev/null
}
