#!/usr/bin/env bash
# The desktop program in a window that nobody sees: it opens, trains, draws, takes keys and files, and
# refuses what it must. Run inside the build's environment: ./dev shell -- tests/desktop.sh [PROGRAM]
set -u
cd "$(dirname "$0")/.."
program=${1:-build/native/hourglass-desktop}
work=$(mktemp -d)
screen=
trap '[ -n "$screen" ] && kill "$screen" 2>/dev/null; rm -rf "$work"' EXIT
passed=0 failed=0

check() {  # check WHAT COMMAND...
  local what=$1
  shift
  if "$@" >"$work/why" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED %s\n' "$what"
    sed 's/^/  /' "$work/why" | tail -n 5
  fi
}

# desktop NAME ACTIONS ARGUMENTS...: runs the program, its last line in NAME.json, its picture in NAME.png.
# ACTIONS is shell text that plays the user, once the window is there.
desktop() {
  local name=$1 actions=$2
  shift 2
  cat >"$work/play.sh" <<END
"$program" --screenshot "$work/$name.png" "\$@" >"$work/$name.json" &
program=\$!
# The window has its name from the moment on that it can be used.
for try in \$(seq 300); do window=\$(xdotool search --name '^Hourglass\$' 2>/dev/null | head -n 1) && [ -n "\$window" ] && break; sleep 0.1; done
if [ -n "\$window" ]; then eval "\$(xdotool getwindowgeometry --shell "\$window")"; fi
at() { xdotool mousemove \$((X + \$1)) \$((Y + \$2)); sleep 0.15; }
click() { at "\$1" "\$2"; xdotool mousedown 1; sleep 0.15; xdotool mouseup 1; sleep 0.3; }
key() { xdotool key "\$1"; sleep 0.3; }
$actions
wait \$program
END
  DISPLAY=$display timeout 120 bash "$work/play.sh" "$@"
}

# json NAME EXPRESSION: a Python expression over the last line, d.
json() {
  python3 - "$work/$1.json" "$2" <<'END'
import json, sys
d = json.loads(open(sys.argv[1]).read().splitlines()[-1])
print(d)
sys.exit(not eval(sys.argv[2]))
END
}

# picture NAME WIDTH HEIGHT: the size, and that something is drawn: many colours, each quarter alive.
picture() {
  python3 - "$work/$1.png" "$2" "$3" <<'END'
import sys
from PIL import Image
image = Image.open(sys.argv[1]).convert("RGB")
wanted = (int(sys.argv[2]), int(sys.argv[3]))
assert image.size == wanted, f"{image.size}, wanted {wanted}"
width, height = image.size
for i in range(4):
    x, y = i % 2 * width // 2, i // 2 * height // 2
    colours = image.crop((x, y, x + width // 2, y + height // 2)).getcolors(1 << 24)
    assert len(colours) > 50, f"quarter {i}: {len(colours)} colours"
END
}

differ() {
  python3 - "$work/$1.png" "$work/$2.png" <<'END'
import sys
from PIL import Image, ImageChops
a, b = (Image.open(name).convert("RGB") for name in sys.argv[1:])
sys.exit(a.size == b.size and ImageChops.difference(a, b).getbbox() is None)
END
}

refuses() {  # refuses STATUS WORD ARGUMENTS...
  local status=$1 word=$2
  shift 2
  timeout 20 "$program" "$@" 2>"$work/stderr"
  local got=$?
  cat "$work/stderr"
  [ $got -eq "$status" ] && [ "$(wc -l <"$work/stderr")" -eq 1 ] && grep -qF -- "$word" "$work/stderr"
}

[ -x "$program" ] || { echo "no $program; build it with ./dev build desktop"; echo "0 passed, 1 failed"; exit 1; }

# A screen that nobody sees. Xvfb finds a free number for it and tells it; it does not begin anew, deaf
# for a moment, when a program ends.
Xvfb -displayfd 5 -screen 0 2048x1700x24 -nolisten tcp -noreset 5>"$work/display" 2>"$work/xvfb" &
screen=$!
for try in $(seq 100); do [ -s "$work/display" ] && break; sleep 0.1; done
display=:$(cat "$work/display")
[ "$display" != : ] || { cat "$work/xvfb"; echo "no Xvfb; install xvfb"; echo "0 passed, 1 failed"; exit 1; }

check "trains from the start" desktop train "" --train --after 4
check "  the step counter advanced" json train 'd["step"] > 5'
check "  the picture is 1280 × 800 and not blank" picture train 1280 800
check "waits for the user otherwise" desktop wait "" --after 1 --theme light
check "  at step 0" json wait 'd["step"] == 0 and d["message"] == "Ready"'
check "  in light colours" differ train wait
check "a phone's size at twice the density" desktop phone "" --size 390x844 --scale 2 --train --after 2
check "  in device pixels" picture phone 780 1688
check "trains between frames without a worker" desktop slices "" --slices --train --after 3
check "  the step counter advanced" json slices 'd["step"] > 5'
check "Space trains, Space pauses, S steps" desktop keys "sleep 1; key space; sleep 1; key space; sleep 0.5; key s" --after 6
check "  and it stands still then" json keys 'd["step"] > 1 and d["message"].startswith(("Paused", "Trained"))'
check "a click on Train trains" desktop click "sleep 1; click 469 24" --after 4
check "  the step counter advanced" json click 'd["step"] > 0'
check "a bad link opens all the same" desktop link "" --link '#v=1&learning_rate=NaN&nonsense=1' --after 1
check "  and says what was wrong" json link '"link:" in d["message"]'
check "an unknown flag is refused" refuses 2 "--help" --nonsense
check "an absurd size is refused" refuses 2 "--size" --size 12x9999999
check "a panel that is none is refused" refuses 2 "panel" --panel nonsense
check "no display is one clear line" env -u DISPLAY -u WAYLAND_DISPLAY bash -c \
  "$(declare -f refuses); work=$work program=$program; refuses 1 'window' --after 1"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
