# For the tests that are scripts: check, and what it counted.
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

counted() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ]
}
