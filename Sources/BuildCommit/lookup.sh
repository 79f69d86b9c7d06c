# Writes FOLDER/Commit.swift: the commit of the sources in PACKAGE, empty where it is not known.
# usage: lookup.sh PACKAGE FOLDER

# `git archive`, and so a source tarball made by it, puts the commit here (see .gitattributes).
# shellcheck disable=SC2016
commit='$Format:%H$'
case $commit in
'$'*)
    commit=
    # Only the sources' own repository: they may lie in one that holds something else.
    if [ -e "$1/.git" ]; then
        commit=$(git -C "$1" describe --always --dirty --abbrev=12 --exclude '*' 2>/dev/null)
    fi
    ;;
*) commit=$(printf '%.12s' "$commit") ;;
esac

line="let commitOfSources = \"$commit\""
# A file that is written again is compiled again.
[ "$(cat "$2/Commit.swift" 2>/dev/null)" = "$line" ] || printf '%s\n' "$line" >"$2/Commit.swift"
