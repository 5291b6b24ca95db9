#!/usr/bin/env bash
# The desktop program in a window that nobody sees: it opens, trains, draws, takes keys and files, and
# refuses what it must. Run inside the build's environment: ./dev shell -- tests/desktop.sh [PROGRAM]
set -u
cd "$(dirname "$0")/.."
source tests/programs/checks.sh
program=$(realpath "${1:-build/native/hourglass-desktop}")
work=$(mktemp -d)
running= screen= step=0
trap '' PIPE  # a program that has died is a test that has failed
trap 'for one in $running $screen; do kill "$one" 2>/dev/null; done; rm -rf "$work"' EXIT

# Nothing here waits for a time: the program is asked for its state (--control), until it is the wanted one.
# A limit is only there to end a hang.
patience=300  # seconds

# begin NAME ARGUMENTS...: starts the program and finds its window, its commands at 3, its answers at 4.
begin() {
  name=$1
  shift
  rm -f "$work/commands" "$work/answers" && mkfifo "$work/commands" "$work/answers" || return
  mkdir -p "$work/place"  # where it saves
  (cd "$work/place" && DISPLAY=$display exec timeout $((10 * patience)) "$program" --control --screenshot "$work/$name.png" "$@") <"$work/commands" >"$work/answers" &
  running=$!
  exec 3>"$work/commands" 4<"$work/answers"
  until_status 'd["ready"]' || return
  # The window has its name from the moment on that it can be used.
  window=$(DISPLAY=$display timeout $patience xdotool search --sync --name 'Hourglass$' | head -n 1)
  [ -n "$window" ]
}

# end: ends the program, its picture in NAME.png, its last line in NAME.json.
end() {
  exec 3>&-
  cat <&4 | tail -n 1 >"$work/$name.json"
  exec 4<&-
  wait $running
}

# ask COMMAND [JSON]: leaves the answer in $answer. Its own: a training's comes when that is done.
ask() {
  printf '%s\n' "$*" >&3
  while IFS= read -r -t $patience answer <&4; do
    case $answer in "{\"command\":\"$1\","*) return ;; esac
  done
  echo "no answer to '$*'"
  return 1
}

# holds EXPRESSION: a Python expression over the value that was answered last, d.
holds() {
  python3 - "$answer" "$1" <<'END'
import json, sys
d = json.loads(sys.argv[1])["value"]
print(d)
sys.exit(not eval(sys.argv[2]))
END
}

# until_answer COMMAND EXPRESSION: asks until it is so. until_status EXPRESSION, …: the same of one command.
until_answer() {
  local end=$((SECONDS + patience))
  while :; do
    ask "$1" || return
    if holds "$2" >"$work/status"; then return; fi
    if ((SECONDS > end)); then
      echo "not within $patience s: $2"
      cat "$work/status"
      return 1
    fi
  done
}
until_status() { until_answer status "$1"; }
until_runs() { until_answer runs "$1"; }
until_settings() { until_answer settings "$1"; }

# kill_it: as when the machine fails.
kill_it() {
  pkill -KILL -P "$running" || return
  exec 3>&- 4<&-
  wait "$running" || true
}

# keeps: leaves the weights' hash in $hash. as_kept: it is the same now.
keeps() { ask weightsHash && hash=$(sed 's/.*"weights_hash":"\([0-9a-f]*\)".*/\1/' <<<"$answer") && [ ${#hash} = 16 ]; }
as_kept() { ask weightsHash && grep -q "\"$hash\"" <<<"$answer"; }

# presets_shown: each is built and drawn; names in $answer where one is not.
presets_shown() {
  local names one
  ask presets || return
  names=$(python3 -c 'import json, sys; print(*(p["name"] for p in json.loads(sys.argv[1])["value"]))' "$answer")
  [ "$(wc -w <<<"$names")" -gt 20 ] || return
  for one in $names; do
    ask set "{\"preset\": \"$one\"}" && holds 'd["preset"] == "'"$one"'"' && frames && continue
    echo "$one: $answer"
    return 1
  done
}

# lessons_shown: each is begun and drawn, its first panel is there, and its formula is one.
lessons_shown() {
  local list one name panel
  ask lessons || return
  list=$(python3 -c 'import json, sys; print(*(l["name"] + ":" + l["panels"][0] for l in json.loads(sys.argv[1])["value"]))' "$answer")
  [ "$(wc -w <<<"$list")" -ge 20 ] || return
  for one in $list; do
    name=${one%:*} panel=${one#*:}
    ask ui "{\"lesson\": \"$name\"}" && frames && ask ui && holds 'd["lesson"] == "'"$name"'" and "lesson" in d["panels"] and "'"$panel"'" in d["panels"] and [1 for i in d["items"] if i["id"] == "lesson-formula" and chr(92) not in i["says"]]' && continue
    echo "$one: $answer"
    return 1
  done
}

# frames: two at least are drawn. A command is answered before a frame, and the next one after it.
frames() { ask status && ask status && ask status; }

user() { DISPLAY=$display xdotool "$@" && frames; }
key() { user key "$1"; }
# chord MODIFIER KEY: held as a hand holds it, over frames. SDL asks the X server for its modifiers when it comes
# to an event: those of a chord that is over by then are lost.
chord() { user keydown "$1" && key "$2" && user keyup "$1"; }

# click ID [SCALE]: presses a control where the program says that it is.
click() {
  local at
  frames && ask ui || return
  at=$(python3 - "$answer" "$1" "${2:-1}" <<'END'
import json, sys
items = {item["id"]: item for item in json.loads(sys.argv[1])["value"]["items"]}
item, scale = items[sys.argv[2]], float(sys.argv[3])
print(round(scale * (item["x"] + item["w"] / 2)), round(scale * (item["y"] + item["h"] / 2)))
END
  ) || return
  # shellcheck disable=SC2086
  user mousemove --window "$window" $at && user mousedown 1 && user mouseup 1
}

# until_click ID EXPRESSION: presses it, as long as it is there, until the status is so.
until_click() {
  local end=$((SECONDS + patience))
  while :; do
    click "$1" >/dev/null 2>&1
    ask status || return
    if holds "$2" >"$work/status"; then return; fi
    if ((SECONDS > end)); then
      echo "not within $patience s: $2"
      cat "$work/status"
      return 1
    fi
  done
}

# type_into ID TEXT
type_into() { click "$1" && user type "$2"; }

# stroke ID: drags from a control's middle to the right and down.
stroke() {
  local at
  frames && ask ui || return
  at=$(python3 - "$answer" "$1" <<'END'
import json, sys
item = {item["id"]: item for item in json.loads(sys.argv[1])["value"]["items"]}[sys.argv[2]]
print(round(item["x"] + item["w"] / 2), round(item["y"] + item["h"] / 2))
END
  ) || return
  # shellcheck disable=SC2086
  user mousemove --window "$window" $at && user mousedown 1 && user mousemove_relative 50 20 &&
    user mousemove_relative 10 50 && user mouseup 1
}

# has ID: a control of that name is drawn. until_has ID: sooner or later.
has() { frames && ask ui && holds "'$1' in [item['id'] for item in d['items']]" >/dev/null; }
lacks() { frames && ask ui && holds "'$1' not in [item['id'] for item in d['items']]" >/dev/null; }
until_has() {
  local end=$((SECONDS + patience))
  until has "$1"; do ((SECONDS <= end)) || return; done
}

# until_titled PATTERN: the window is called so.
until_titled() {
  local end=$((SECONDS + patience))
  until DISPLAY=$display xdotool getwindowname "$window" | grep -q -- "$1"; do
    frames || return
    ((SECONDS <= end)) || return
  done
}

# ring ID: Tab is pressed until that control has the keyboard.
ring() {
  local i
  for ((i = 0; i < 200; ++i)); do
    ask ui && holds "d['focus'] == '$1'" >/dev/null && return
    key Tab || return
  done
  return 1
}

drop() { DISPLAY=$display timeout $patience python3 tests/drop_files.py "$window" "$@"; }

# still: it has stopped training, and its step, which is left in $step, stays.
still() {
  until_status 'not d["training"]' && now && frames && frames && ask status && holds "d['step'] == $step"
}
now() { ask status && step=$(python3 -c 'import json, sys; print(json.loads(sys.argv[1])["value"]["step"])' "$answer"); }

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

# brightness NAME EXPRESSION: over the mean of the picture, b, from 0 to 1.
brightness() {
  python3 - "$work/$1.png" "$2" <<'END'
import sys
from PIL import Image, ImageStat
b = ImageStat.Stat(Image.open(sys.argv[1]).convert("L")).mean[0] / 255
print(b)
sys.exit(not eval(sys.argv[2]))
END
}

refuses() {  # refuses STATUS WORD ARGUMENTS...
  local status=$1 word=$2
  shift 2
  timeout $patience "$program" "$@" 2>"$work/stderr"
  local got=$?
  cat "$work/stderr"
  [ $got -eq "$status" ] && [ "$(wc -l <"$work/stderr")" -eq 1 ] && grep -qF -- "$word" "$work/stderr"
}

[ -x "$program" ] || { echo "no $program; build it with ./dev build desktop"; echo "0 passed, 1 failed"; exit 1; }

# A screen that nobody sees. Xvfb finds a free number for it and tells it; it does not begin anew, deaf
# for a moment, when a program ends; no key repeats itself while a busy machine holds it.
Xvfb -displayfd 5 -screen 0 2048x1700x24 -nolisten tcp -noreset -r 5>"$work/display" 2>"$work/xvfb" &
screen=$!
for _ in $(seq $((patience * 10))); do [ -s "$work/display" ] || ! kill -0 $screen 2>/dev/null && break; sleep 0.1; done
display=:$(cat "$work/display")
[ "$display" != : ] || { cat "$work/xvfb"; echo "no Xvfb; install xvfb"; echo "0 passed, 1 failed"; exit 1; }

check "trains from the start" begin train --train
check "  the step counter advances" until_status 'd["step"] > 5'
check "  the end of the commands ends it" end
check "  the picture is 1280 × 800 and not blank" picture train 1280 800
check "  in dark colours" brightness train 'b < 0.4'

check "waits for the user otherwise" begin wait --theme light
check "  at step 0, and stays there" still
check "  ready" holds 'd["step"] == 0 and d["message"] == "Ready"'
check "  Space is pressed" key space
check "  it trains" until_status 'd["training"] and d["step"] > 0'
check "  its window tells loss and step" until_titled '^▶ .* · step .* · vae-2d · Hourglass$'
check "  Space is pressed again" key space
check "  it stands still then" still
check "  its window is called as before" until_titled '^Hourglass$'
check "  S is pressed" key s
check "  and does one step" until_status "d['step'] == $step + 1"
check "  Train is clicked" click play
check "  and trains" until_status 'd["training"]'
check "  a command that is none is refused" ask explode
check "  in one line" grep -q '"error":"[^"]*no command' <<<"$answer"
check "  it ends" end
check "  its last line tells the step" json wait 'd["step"] > 1'
check "  in light colours" brightness wait 'b > 0.6'

# A card's picture as a file, and its size in the answer.
check "pictures of panels are asked for" begin cards --train
check "  while it trains" until_status 'd["step"] > 3'
check "  a PNG" ask picture '{"panel": "curves", "scale": 2}'
check "  has a name and bytes" holds 'd["name"].endswith("-curves.png") and d["size"] > 2000'
check "  an SVG of what stands behind another" ask picture '{"panel": "settings", "format": "svg"}'
check "  too" holds 'd["name"].endswith("-settings.svg") and d["size"] > 2000'
check "  another format" ask picture '{"panel": "curves", "format": "gif"}'
check "  is refused in one line" grep -q 'picture: format is.*choose png, svg' <<<"$answer"
check "  the card's menu is opened" click card-menu.curves
check "  and saves the SVG" click card-menu.svg
check "  and says where" until_status '"-curves.svg" in d["message"]'
check "  which has its words and lines" svg "$(find "$work/place" -name '*-curves.svg')" '"Curves" in words and count("polyline") + count("line") > 3'
check "  the menu is opened again" click card-menu.plane
check "  and saves the PNG" click card-menu.png
check "  and says where" until_status '"-plane.png" in d["message"]'
check "  a panel is hidden" ask ui '{"hide": "filters"}'
check "  and another alone" ask ui '{"enlarge": "plane"}'
check "  the link says so" ask shareLink
check "  in its own words" holds '"panels=filters.hidden,plane.alone" in d["link"]'
check "  it is followed" ask set '{"link": "#v=1&preset=vae-2d&panels=curves.hidden"}'
check "  to what it says" ask ui
check "  of the panels" holds 'd["hidden"] == ["curves"] and d["enlarged"] == ""'
check "  one without brings back what was" ask set '{"link": "#v=1&preset=vae-2d"}'
check "  before" ask ui
check "  it" holds 'd["hidden"] == ["filters"]'
check "  it ends" end
rm -f "$work"/place/*.svg "$work"/place/*.png

check "everything can be searched" begin search
check "  Ctrl+K is pressed" chord ctrl k
check "  and the search is there" until_has search.command.train
check "  a setting's name is typed" user type "learning rate"
check "  so that little else is left" lacks search.command.train
check "  but it" has search.setting.learning_rate
check "  Enter is pressed" key Return
check "  and leads to it" until_answer ui 'd["focus"].startswith("set.learning_rate")'
check "  a number is typed there" user type "0.02"
check "  Enter is pressed again" key Return
check "  and it is set" until_settings 'abs(d["learning_rate"] - 0.02) < 1e-6'
check "  it ends" end

check "who comes for the first time has a tour" begin tour --state "$work/first"
check "  it begins" until_has tour.next
check "  Next is clicked" click tour.next
check "  the interface is asked" ask ui
check "  it goes on" holds 'd["tour"] == 1'
check "  Esc is pressed" key Escape
check "  and ends it" until_answer ui 'd["tour"] is None'
check "  it ends" end
check "who comes again has none" begin untoured --state "$work/first"
check "  the interface is asked" has play
check "  and has none" holds 'd["tour"] is None'
check "  it ends" end

check "a phone's size at twice the density" begin phone --size 390x844 --scale 2
check "  Train is clicked" click play 2
check "  and trains" until_status 'd["step"] > 0'
check "  it ends" end
check "  in device pixels" picture phone 780 1688

check "trains between frames without a worker" begin slices --slices --train
check "  the step counter advances" until_status 'd["step"] > 5'
check "  it ends" end

# 280 pictures that look like nothing, as IDX; 240 of them are for training.
mkdir "$work/folder"
python3 - "$work/folder/pictures.idx" <<'END'
import struct, sys
open(sys.argv[1], "wb").write(struct.pack(">4I", 2051, 280, 28, 28) + bytes(i * 7 % 256 for i in range(280 * 784)))
END
printf 'train-images are in the other folder\n' >"$work/notes and more.txt"
check "a file is dropped that holds no pictures" begin drop --train
check "  with steps done before" until_status 'd["step"] > 2'
check "  the window takes the drop" drop "$work/notes and more.txt"
check "  and says what is wrong" until_status 'd["trouble"] and "notes and more.txt" in d["message"] and "\n" not in d["message"]'
check "  at some step" now
check "  from which the training goes on" until_status "d['training'] and d['step'] > $step"
check "  a file of pictures is dropped" drop "$work/folder/pictures.idx"
check "  and learnt from" until_status '"240" in d["message"] and not d["trouble"]'
check "  the settings are asked for" ask settings
check "  and say so" holds 'd["data"] == "files"'
check "  two files are dropped, one of them no pictures" drop "$work/folder/pictures.idx" "$work/notes and more.txt"
check "  and refused" until_status 'd["trouble"] and "notes and more.txt" in d["message"]'
check "  a folder is dropped" drop "$work/folder"
check "  and learnt from" until_status '"240" in d["message"] and not d["trouble"]'
check "  it ends" end

# Pictures of many sizes in two folders.
python3 - "$work/zoo" <<'END'
import os, sys
from PIL import Image
for i in range(20):
    folder = os.path.join(sys.argv[1], ["cat", "dog"][i % 2])
    os.makedirs(folder, exist_ok=True)
    Image.new("RGB", (70 + i, 90), (10 * i, 20, 250 - 10 * i)).save(os.path.join(folder, f"{i}.{['png', 'jpg'][i // 10]}"))
END
check "a folder of pictures of many sizes is dropped" begin own
check "  the window takes the drop" drop "$work/zoo"
check "  and they are learnt from at one size" until_status 'd["message"] == "Loaded files+crop+size28: 18 training and 2 test images"'
check "  another way to read them is looked for" click views.adjust
check "  the list of sizes is opened" click adjust.size
check "  one is chosen" click adjust.size.16×16
check "  and less colour" click adjust.colour
check "  which is chosen, too" click adjust.colour.grey
check "  the preview comes" until_click adjust.learn 'd["message"] == "Loaded files+crop+grey+size16: 18 training and 2 test images"'
check "  the settings are asked for" ask settings
check "  and say so" holds 'd["data"] == "files+crop+grey+size16"'
check "  it is taken back as a setting" ask set '{"data": "files+size28", "classes": [1]}'
check "  and half of them are learnt from" until_status 'd["message"].startswith("Loaded files+size28: 9 training")'
check "  built-in digits" ask loadDataset '{"name": "strokes"}'
check "  are there again" until_status 'd["message"].startswith("Loaded strokes")'
check "  all classes" ask set '{"classes": "all"}'
check "  a digit is drawn" click views.draw-digits
check "  by a stroke" stroke data.pad
check "  and used" click views.Use
check "  it stands in front of the test images" until_status 'd["message"] == "Yours stands in front of the test images"'
check "  another one" stroke data.pad
check "  is collected" click views.Add
check "  one is too few" click views.collect.learn
check "  it says" until_status '"2 pictures at least" in d["message"]'
check "  one more" stroke data.pad
check "  is collected, too" click views.Add
check "  they are learnt from" click views.collect.learn
check "  as data" until_status 'd["message"] == "Loaded drawn: 1 training and 1 test images"'
check "  it ends" end

check "players that move in turn have a button each" begin drawn --link '#v=1&preset=gan-2d'
check "  the discriminator's is clicked" click views.turn.discriminator
check "  and it alone moves" until_status 'd["message"] == "Moved alone: discriminator" and d["step"] == 0'
check "  the generator's is clicked" click views.turn.generator
check "  and ends the step" until_status 'd["message"] == "Moved alone: generator" and d["step"] == 1'
check "  a pad to draw on is opened" click "views.Draw your own"
check "  and used too early" click views.Use
check "  it wants more" until_status 'd["message"] == "Draw more: 50 points at least, there are 0"'
check "  a stroke is drawn" stroke data.pad
check "  and used" click views.Use
check "  it is learnt from" until_status 'd["message"].startswith("Loaded drawn:") and not d["trouble"]'
check "  the settings are asked for" ask settings
check "  and say so" holds 'd["data"] == "drawn"'
check "  it ends" end

for size in 1280x800 390x844; do
  check "the latent laboratory at $size" begin laboratory --size $size --link '#v=1&preset=vae&hidden=32&code=3'
  check "  it is trained" ask train '{"steps": 20}'
  check "  a path is wanted" click views.plane.path
  check "  and drawn" stroke plane.area
  check "  it plays, and is stopped" click views.plane.play
  check "  it is cleared" click views.plane.clear
  check "  a region is wanted" click views.plane.region
  check "  and drawn" stroke plane.area
  check "  it can be cleared" click views.plane.clear
  if [ $size = 1280x800 ]; then
    check "  by keyboard the plane is reached" ring plane.area
    check "  an arrow holds a code" key Right
    check "  Space makes it a corner" key space
    check "  of what can be cleared" has views.plane.clear
    check "  which Esc does" key Escape
    check "  so that it is gone" lacks views.plane.clear
  fi
  check "  what the plane shows is opened" click views.plane.view
  check "  images are points" click views.plane.images
  check "  as the prior is spaced" click views.plane.quantiles
  check "  another direction" click views.plane.axis0.after
  check "  it is closed" click views.plane.view
  check "  the code is shown" ask ui '{"panel": "code"}'
  check "  steps of ten" click views.code.step10
  check "  a unit is moved" click code.more.1
  check "  and put back" click views.code.reset
  check "  reparameterise is shown" ask ui '{"panel": "reparameterise"}'
  check "  slowly" click views.reparameterise.slowly
  for stage in draw place decode loss backward update; do
    check "  on to $stage" click views.reparameterise.next
  done
  check "  the update is a step" until_status 'd["step"] == 21'
  check "  learns from one example" click views.reparameterise.one
  check "  with the same weights" until_status 'd["message"] == "Other examples, the same weights"'
  check "  the settings are asked for" ask settings
  check "  and say so" holds 'd["limit"] == 1'
  check "  from all again" click views.reparameterise.all
  check "  the blend is shown" ask ui '{"panel": "blend"}'
  check "  along the arc" click views.blend.arc
  check "  with classes" click views.blend.classes
  check "  another one" click views.blend.plus
  check "  and what is near" click views.blend.nearest
  check "  the eraser is shown" ask ui '{"panel": "infill"}'
  check "  and used" stroke infill.picture
  check "  it comes back" until_has infill.pass
  check "  the layers are shown" ask ui '{"panel": "layers"}'
  check "  when they are there" until_has layers.row.0
  check "  one is chosen" click layers.row.0
  check "  and what comes through it" until_has views.layers.after
  check "  nothing went wrong" until_status 'not d["trouble"]'
  check "  it ends" end
done

for size in 1280x800 390x844; do
  check "runs and the past at $size" begin runs --size $size --link '#v=1&preset=vae-2d&reproducible=1'
  check "  it is trained" ask train '{"steps": 20}'
  check "  its hash" keeps
  check "  it begins afresh" ask reset
  check "  Undo is clicked" click undo
  check "  and brings it back" until_status 'd["step"] == 20 and d["redo"]'
  check "  with its weights" as_kept
  check "  Ctrl+Y is pressed" chord ctrl y
  check "  and redoes it" until_status 'd["step"] == 0 and not d["redo"]'
  check "  another setting" ask set '{"beta": 4}'
  check "  is trained" ask train '{"steps": 20}'
  check "  the runs are two" until_runs '[r["changes"] for r in d] == ["", "β 1 → 4"] and [r["present"] for r in d] == [False, True]'
  check "  they are shown" ask ui '{"panel": "runs"}'
  check "  the first one's curves are" click runs.show.1
  check "  it is chosen" click runs.run.1
  check "  it is asked for side by side" click runs.beside
  check "  and is there" until_has views.beside.end
  check "  both are trained" ask train '{"steps": 5}'
  check "  until the other one was, too" until_runs '[r["step"] for r in d if r["shown"]][-1:] == [5]'
  check "  it ends there" click views.beside.end
  check "  and is gone" lacks views.beside.end
  check "  the past is asked for" ask timeline '{"step": 0}'
  check "  and shown" holds 'd["shown"] == 0 and len(d["steps"]) > 1'
  check "  Esc is pressed" key Escape
  check "  the past is asked for again" ask timeline
  check "  it is now" holds 'd["shown"] is None'
  check "  the gallery is opened" click preset
  check "  and searched" type_into preset.search dcgan
  check "  so that little is left" lacks preset.linear
  check "  and one is chosen" click preset.dcgan
  check "  it is built" until_settings 'd["preset"] == "dcgan"'
  check "  nothing went wrong" until_status 'not d["trouble"]'
  check "  it ends" end
done
check "panels are moved" begin panels --state "$work/state"
check "  one is enlarged" key f
check "  the interface is asked" ask ui
check "  and it is alone" holds 'd["enlarged"] != "" and "panel." + d["enlarged"] in [i["id"] for i in d["items"]]'
check "  Esc is pressed" key Escape
check "  the data's menu is opened" click card-menu.data
check "  and hides it" click card-menu.hide
check "  the interface is asked again" ask ui
check "  and says so" holds 'd["hidden"] == ["data"] and d["enlarged"] == ""'
check "  it is trained" ask train '{"steps": 10}'
check "  its hash" keeps
check "  it ends" end
check "what was kept is there again" begin again --state "$work/state"
check "  at its step" until_status 'd["step"] == 10 and "where you were" in d["message"]'
check "  with its weights" as_kept
check "  the interface is asked" ask ui
check "  what was hidden is" holds 'd["hidden"] == ["data"]'
check "  it is the one run" until_runs 'len(d) == 1 and d[0]["step"] == 10 and len(d[0]["train"]) == 10'
check "  it is killed" kill_it
check "and after that, too" begin after --state "$work/state"
check "  at its step" until_status 'd["step"] == 10'
check "  it ends" end

for size in 1280x800 390x844; do
  check "all presets at $size" begin presets --size $size
  check "  one after the other are drawn" presets_shown
  check "  it ends" end
done

for size in 1280x800 390x844; do
  check "lessons at $size" begin lessons --size $size
  check "  one after the other are drawn" lessons_shown
  check "  the list is opened" click lessons
  check "  the first is clicked" click lessons.list.0
  check "  the interface is asked" ask ui
  check "  and it has begun" holds 'd["lesson"] == "simplest"'
  check "  its answer is asked for" click lesson-answer
  check "  it is trained" click lesson-train
  check "  and trains" until_status 'd["step"] > 3'
  check "  the next one is clicked" click lesson-next
  check "  it ends" end
done
check "a link opens a lesson" begin lesson --link '#v=1&lesson=two-terms'
check "  the interface is asked" ask ui
check "  it is open" holds 'd["lesson"] == "two-terms"'
check "  no lesson of that name" ask ui '{"lesson": "none"}'
check "  is refused" grep -q "there is no lesson 'none'" <<<"$answer"
check "  it is closed" click lesson-close
check "  the interface is asked again" ask ui
check "  none is open" holds 'd["lesson"] == "" and "lesson" not in d["panels"]'
check "  it ends" end

# The film has what the window showed: it changes while it trains.
check "the window is filmed" begin filmed --link '#v=1&preset=vae-2d'
check "  Share is opened" click share
check "  Record is pressed" click record
check "  and says how it ends" until_status '"Recording" in d["message"]'
check "  it trains" ask train '{"steps": 60}'
check "  Stop is pressed" click stop-recording
check "  and says where" until_status '"hourglass.apng" in d["message"] and not d["trouble"]'
check "  the film is of the window, and moves" python3 - "$work/place/hourglass.apng" <<'END'
import sys
from PIL import Image
film = Image.open(sys.argv[1])
seen = set()
for i in range(film.n_frames):
    film.seek(i)
    seen.add(film.convert("RGB").tobytes())
print(film.size, film.n_frames, len(seen))
sys.exit(film.size != (1280, 800) or len(seen) < 2)
END
check "  it ends" end

check "a training is saved" begin saved --link '#v=1&preset=vae-2d&reproducible=1'
check "  which was trained" ask train '{"steps": 20}'
check "  its hash" keeps
saved_hash=$hash
check "  Ctrl+S is pressed" chord ctrl s
check "  and the file is there" until_status 'd["message"].startswith("Saved ") and not d["trouble"]'
check "  under the name of its step" test -s "$work/place/vae-2d-20.safetensors"
check "  it trains on" ask train '{"steps": 10}'
check "  its hash then" keeps
check "  another preset is chosen" ask set '{"preset": "deep"}'
check "  the file is dropped" drop "$work/place/vae-2d-20.safetensors"
check "  and opened where it was" until_status 'd["message"] == "Opened at step 20" and d["step"] == 20'
check "  it trains on again" ask train '{"steps": 10}'
check "  to the same weights" as_kept
printf 'no tensors at all' >"$work/broken.safetensors"
check "  a broken file is dropped" drop "$work/broken.safetensors"
check "  and refused" until_status 'd["trouble"] and "broken.safetensors" in d["message"] and "\n" not in d["message"]'
check "  with what there was" as_kept
check "  it ends" end
check "a training is opened from the start" begin opened --open "$work/place/vae-2d-20.safetensors"
check "  at its step" until_status 'd["step"] == 20'
hash=$saved_hash
check "  with its weights" as_kept
check "  it ends" end

check "a link that says how far it went opens" begin aimed --link '#v=1&preset=mlp&reproducible=true&steps=6&hash=0123456789abcdef'
check "  says so" until_status 'd["link"] == {"step": 6, "hash": "0123456789abcdef", "reached": None}'
check "  has a button that trains as far" click train-to
check "  compares the weights" until_status 'd["step"] == 6 and d["link"]["reached"] == "differs" and "0123456789abcdef" in d["message"]'
check "  and can be put away" click forget-aim
check "  for good" until_status 'd["link"] is None'
check "  it ends" end

check "a bad link opens all the same" begin link --link '#v=1&learning_rate=NaN&nonsense=1'
check "  and says what was wrong" until_status 'd["trouble"] and "link:" in d["message"]'
check "  it ends" end

check "takes a picture by itself, and ends" env DISPLAY="$display" timeout $patience "$program" --screenshot "$work/alone.png" --after 0
check "  1280 × 800 and not blank" picture alone 1280 800
check "an unknown flag is refused" refuses 2 "--help" --nonsense
check "an absurd size is refused" refuses 2 "--size" --size 12x9999999
check "a panel that is none is refused" refuses 2 "panel" --panel nonsense
check "no display is one clear line" env -u DISPLAY -u WAYLAND_DISPLAY bash -c \
  "$(declare -f refuses); work=$work program=$program; patience=$patience; refuses 1 'window'"

counted
