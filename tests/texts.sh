#!/usr/bin/env bash
# src/texts/extract.py: a list that is not the sources', a text that was forgotten and a translation that does not fit
# are each told in a line. Its last line counts what passed.
set -euo pipefail
cd "$(dirname "$0")/.."
passed=0 failed=0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cp -r src web "$folder/"  # to be spoilt

# says WHAT TEXT...   the check fails with that line, or passes without TEXT.
says() {
  local what=$1 told
  shift
  told=$(python3 "$folder/src/texts/extract.py" --check 2>&1) && told=fits
  if [[ $told == "${1-fits}" ]]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'failed: %s\n  %s\n' "$what" "$told"
  fi
}

says "the list is the sources'"
translation() { printf '%s' "$1" >"$folder/src/texts/xx.json"; }
translation '{"Train": "Lernen", "Step {} of {}": "{1}: Schritt {0}", "Pause": ""}'
says "a part of a translation is one"
translation '{"Train!": "Lernen"}'
says "a text that there is not" "xx.json: 'Train!' is not in texts.json; leave it out"
translation '{"Train": 7}'
says "no text" "xx.json: 'Train' has no text; write one in quotes"
translation '{"Step {} of {}": "Schritt {} von {} in {}"}'
says "more holes" "xx.json: 'Step {} of {}': the holes of 'Schritt {} von {} in {}' are others; write them as there"
translation '[]'
says "no object" "xx.json: is no object; write it as texts.json is"
rm "$folder/src/texts/xx.json"

echo 'void f(int n) { std::string s = std::format("Step {} is done", n); }' >"$folder/src/view/forgotten.cpp"
says "a text that is put together in English" \
  'src/view/forgotten.cpp:1: "Step {} is done" is drawn in English always; give it to tr()'
echo 'void f(int n) { std::string s = tr("Step {} is " "{}", n, 1); }' >"$folder/src/view/forgotten.cpp"
says "a new text" "src/texts/texts.json is not what the sources say; run ./dev texts"
python3 "$folder/src/texts/extract.py"
says "the new list"
if grep -q '^"Step {} is {}": ""' "$folder/src/texts/texts.json"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi

echo "$passed passed, $failed failed"
((failed == 0))
