# For the tests that are scripts: check, what it counted, and a look into pictures.
passed=0 failed=0 skipped=0

check() {  # check WHAT COMMAND...: an indented WHAT goes on from the one above
  local what=$1
  shift
  case $what in " "*) what="$about:$what" ;; *) about=$what ;; esac
  if "$@" >"$work/why" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED %s\n' "$what"
    sed 's/^/  /' "$work/why" | tail -n 5
  fi
}

svg() {  # svg FILE EXPRESSION: in Python, of an SVG's root, its words, and count(what) of its elements
  python3 - "$1" "$2" <<'END'
import sys
import xml.etree.ElementTree as tree
name = "{http://www.w3.org/2000/svg}"
root = tree.parse(sys.argv[1]).getroot()
words = [e.text for e in root.iter(name + "text")]
count = lambda what: len(list(root.iter(name + what)))
print(words)
sys.exit(root.tag != name + "svg" or not eval(sys.argv[2]))
END
}

counted() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ]
}
