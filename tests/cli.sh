#!/usr/bin/env bash
# The command line as people use it: bad input is one line on stderr, a status and no file touched; good
# input trains, saves, goes on and draws. Run inside the build's environment: ./dev shell -- tests/cli.sh [PROGRAM]
set -u
cd "$(dirname "$0")/.." || exit 1
source tests/programs/checks.sh
tests=$PWD/tests
program=$(readlink -f "${1:-build/native/hourglass}")
play() { python3 "$tests/cli/play.py" "$@"; }  # a program with signals and other events
[ -x "$program" ] || { echo "no $program; build it with ./dev build native"; echo "0 passed, 1 failed"; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

# Only a hang takes so long, on any machine.
run() { timeout 900 "$program" "$@" </dev/null; }
quick() { run train --preset mlp --threads 2 --reproducible "$@"; }  # with --steps

files() { find . -type f ! -name why ! -name stderr ! -name stdout -exec md5sum {} + | sort -k 2; }

# refuses STATUS WORD ARGUMENTS...: one line that has the word, nothing on stdout, the status, and every
# file as it was: none new, none gone.
refuses() {
  local status=$1 word=$2 before got
  shift 2
  before=$(files)
  run "$@" >stdout 2>stderr
  got=$?
  echo "status $got, wanted $status and '$word'"
  cat stdout stderr
  [ $got -eq "$status" ] && [ "$(wc -l <stderr)" -eq 1 ] && [ ! -s stdout ] && grep -qF -- "$word" stderr &&
    { [ "$before" = "$(files)" ] || { echo "the files changed"; false; }; }
}

# json FILE EXPRESSION: a Python expression over the last line, d.
json() {
  python3 - "$1" "$2" <<'END'
import json, sys
d = json.loads(open(sys.argv[1]).read().splitlines()[-1])
print(d)
sys.exit(not eval(sys.argv[2]))
END
}

other() { echo "'$1' and '$2', wanted two hashes"; [ ${#1} -eq 16 ] && [ ${#2} -eq 16 ] && [ "$1" != "$2" ]; }
same() { echo "'$1', wanted '$2'"; [ "$1" = "$2" ]; }

# Data, sound and broken: 70 images of 28 × 28 with labels.
python3 - <<'END'
import gzip, random, struct
random.seed(1)
pixels = bytes(random.randrange(256) for _ in range(70 * 784))
images = struct.pack(">IIII", 2051, 70, 28, 28) + pixels
def write(name, data): open(name, "wb").write(data)
write("images", images)
write("images.gz", gzip.compress(images))
write("labels", struct.pack(">II", 2049, 70) + bytes(i % 10 for i in range(70)))
write("truncated.gz", gzip.compress(images)[:20000])
write("truncated", images[:-1])
write("wrong_magic", struct.pack(">I", 2052) + images[4:])
write("few_labels", struct.pack(">II", 2049, 60) + bytes(60))
write("no_images", struct.pack(">IIII", 2051, 0, 28, 28))
write("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100))
write("broken.json", b'{"preset": "vae", ')
write("list.json", b"[1, 2]")
write("bad_value.json", b'{"code": 0}')
write("half.json", b'{"loss": "mse"}')  # sound with a plain code only
write("sizes.json", b'{"hidden": [32], "code": 3, "threads": 0, "epochs": 0}')
write("notes.txt", b"not to be lost\n")
write("other.safetensors", struct.pack("<Q", 2) + b"{}")
END
mkdir folder
mkfifo pipe
ln -s notes.txt link_to_notes
touch empty.jsonl

# -------------------------------------------------------------------------------- what trains
check "train 20 steps and save" bash -c "$(declare -f run quick); program=$program; \
  quick --steps 20 --out m.safetensors --log l.jsonl --json >m.json"
check "  the report says 20 steps" json m.json 'd["steps"] == 20 and d["reproducible"] and len(d["weights_hash"]) == 16'
check "  hash prints the report's" same "$(run hash m.safetensors)" "$(python3 -c 'import json; print(json.load(open("m.json"))["weights_hash"])')"
check "  the log has 20 lines" same "$(wc -l <l.jsonl)" 20
check "  nothing is left beside it" same "$(find . -name '*.part*')" ""
# film FILE EXPRESSION: of an animated PNG, its frames, how long each is seen, and pixels(i) of one.
film() {
  python3 - "$1" "$2" <<'END'
import sys
from PIL import Image
film = Image.open(sys.argv[1])
frames, ms = film.n_frames, []
def pixels(i):
    film.seek(i)
    return film.convert("RGB").tobytes()
for i in range(frames):
    film.seek(i)
    ms.append(film.info["duration"])
print(film.size, frames, ms)
sys.exit(not eval(sys.argv[2]))
END
}
check "train 20 steps and film them" quick --steps 20 --film f.apng --film-every 6 --out filmed.safetensors
check "  a frame at 0, 6, 12, 18 and 20" film f.apng 'frames == 5 and ms == [100] * 4 + [3000] and film.size == (466, 466)'
check "  that shows how it learns" film f.apng 'len({pixels(i) for i in range(frames)}) == frames'
check "  the weights are as without" same "$(run hash filmed.safetensors)" "$(run hash m.safetensors)"
check "  a code with a prior is drawn from it" run train --preset vae-2d --threads 1 --steps 3 --film v.apng
check "  at every step" film v.apng 'frames == 4'
check "--film of points" refuses 1 "no pictures" train --preset gan-2d --steps 1 --film new.apng
check "--film of a classifier" refuses 1 "draws no pictures" train --preset classifier --steps 1 --film new.apng
check "--film in a missing folder" refuses 1 "no folder" train --steps 1 --film nowhere/f.apng
check "--film over what is saved" refuses 2 "another name" train --steps 1 --out new --film new
check "--film-every alone" refuses 2 "--film" train --steps 1 --film-every 3
check "train 10 steps" quick --steps 10 --out half.safetensors
half=$(md5sum half.safetensors)
check "  and 10 more" run train --resume half.safetensors --steps 10 --threads 1 --out whole.safetensors
check "  give the weights of 20" same "$(run hash whole.safetensors)" "$(run hash m.safetensors)"
check "  the first file is as it was" same "$(md5sum half.safetensors)" "$half"
check "resume in place adds to the log" run train --resume half.safetensors --steps 10 --out half.safetensors --log l.jsonl
check "  30 lines" same "$(wc -l <l.jsonl)" 30
check "  the weights of 20" same "$(run hash half.safetensors)" "$(run hash m.safetensors)"
check "resume takes a learning rate" run train --resume m.safetensors --learning-rate 0.1 --steps 5 --out fast.safetensors
check "  and that matters" other "$(run hash fast.safetensors)" "$(run train --resume m.safetensors --steps 5 --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["weights_hash"])')"
ln -s linked.safetensors link.safetensors
check "--out follows a link to nothing yet" quick --steps 1 --out link.safetensors
check "  and again" quick --steps 2 --out link.safetensors
check "  which stays a link" bash -c "[ -L link.safetensors ] && [ -f linked.safetensors ] && [ ! -L linked.safetensors ]"
echo mine >m2.safetensors.part
check "somebody's .part is left alone" quick --steps 1 --out m2.safetensors
check "  as it was" same "$(cat m2.safetensors.part)" mine
run train --preset classifier --hidden 10 --data rect --steps 5 --json >rect.json 2>/dev/null
check "a report has the figures of what the data set aside" json rect.json 'd["validation"]["images"] == 200 and d["validation"].keys() <= d["test"].keys() and d["validation"]["error"] != d["test"]["error"]'
check "  and where that is nothing, none" json m.json '"validation" not in d'
run eval m.safetensors --json >eval.json
check "eval gives the report's figures" json eval.json 'abs(d["loss"] - json.load(open("m.json"))["test"]["loss"]) < 1e-9'
check "idx data, gzipped, with labels" quick --steps 3 --batch 20 --data idx:images.gz,labels --out idx.safetensors
check "  eval finds it again" run eval idx.safetensors
check "sample of a plain code" run sample m.safetensors --grid 3x2 --out sheet.png
check "  is a PNG of the size" python3 -c 'import struct; d = open("sheet.png", "rb").read(); assert d[:8] == b"\x89PNG\r\n\x1a\n"; assert struct.unpack(">II", d[16:24]) == (176, 118), struct.unpack(">II", d[16:24])'
check "a variational one" run train --preset vae-2d --steps 5 --threads 2 --out v.safetensors
check "  sample" run sample v.safetensors --grid 2x2 --out v.png
check "  the same for the same seed" run sample v.safetensors --grid 2x2 --out v2.png
check "  byte for byte" cmp v.png v2.png
check "a preset stands below the config" bash -c "$(declare -f run); program=$program; \
  run train --config sizes.json --preset vae --set learning_rate=0.002 --steps 1 --out c.safetensors"
check "  and all of it is in the file" python3 -c 'import json, struct; d = open("c.safetensors", "rb").read(); s = json.loads(json.loads(d[8:8 + struct.unpack("<Q", d[:8])[0]])["__metadata__"]["settings"]); print(s); assert (s["preset"], s["code"], s["hidden"], s["learning_rate"]) == ("vae", 3, [32], 0.002)'
check "a preset by --set stands below a flag" bash -c "$(declare -f run); program=$program; \
  run train --code 5 --set preset=vae --steps 1 --out d.safetensors && grep -aq '\\\\\"code\\\\\":5,' d.safetensors"
check "a config that is sound with a flag only" run train --config half.json --latent plain --steps 1

# ------------------------------------------------------------------------- signals, a full disk
# Whatever asks for an end: what was learnt is saved, one line says where, and it goes on from there. endless NAME ACT...
endless() {
  local name=$1
  shift
  play "$@" -- "$program" train --preset mlp --threads 1 --epochs 100000 --out "$name.safetensors" --log "$name.jsonl"
}
for signal in INT TERM HUP; do
  endless $signal file:$signal.jsonl signal:$signal
  check "SIG$signal ends with status 1" same $? 1
  check "  and one line" same "$(wc -l <stderr) $(wc -c <stdout)" "1 0"
  check "  that says where it is saved" grep -q "ended at step [0-9]* of [0-9]*; saved to $signal.safetensors, go on with --resume" stderr
  check "  which goes on" run train --resume $signal.safetensors --steps 1
  check "  every step is logged once" python3 -c 'import json, sys; steps = [json.loads(line)["step"] for line in open(sys.argv[1])]; assert steps == list(range(len(steps))) and steps, steps[:40]' $signal.jsonl
done
cp m.safetensors old.safetensors
before=$(run hash old.safetensors)
# At every moment of the beginning: it is saved whole and said so, or the file is as it was.
early() {
  play "wait:$1" signal:INT -- "$program" train --preset mlp --threads 1 --epochs 100000 --out old.safetensors
  local got=$? now
  now=$(run hash old.safetensors) || return 1
  cat stderr
  case $got in
    130) [ "$now" = "$before" ] && [ ! -s stderr ] ;;  # before the program listens
    1)
      [ "$(wc -l <stderr)" -eq 1 ] || return 1
      if grep -q 'saved to old.safetensors' stderr; then before=$now; else grep -q 'nothing was saved' stderr && [ "$now" = "$before" ]; fi
      ;;
    *) false ;;
  esac
}
for moment in 0 0.005 0.01 0.02 0.03 0.05 0.07 0.1 0.15 0.2 0.3 0.5; do early $moment >early.txt 2>&1 || { echo "after $moment s:"; cat early.txt; } >>early_failed.txt; done
check "an interrupt at any moment of the beginning" bash -c "! cat early_failed.txt"
check "  and no part of a file lies about" same "$(find . -name '*.part*' ! -name m2.safetensors.part)" ""

mkdir gone
(endless gone/run "file:gone/run.jsonl" "run:rm -r gone" signal:INT)
check "a folder that goes away costs no training" same $? 1
check "  one line says where it is instead" grep -q 'gone/run.safetensors: cannot be written.*saved to ./run.safetensors instead' stderr
check "  only one" same "$(wc -l <stderr)" 1
check "  and it goes on from there" run train --resume run.safetensors --steps 1

# A limit on the size of files stands for a full disk, for there no place takes the file.
full() { (ulimit -S -f 100 && play "$@" -- "$program" train --preset mlp --threads 1 --steps 3 --reproducible --json --out full.safetensors); }
full "said:waits for room" "run:prlimit --pid \$PID --fsize=unlimited:"
check "a full disk: it waits, and saves once there is room" same $? 0
check "  having said so" same "$(wc -l <stderr)" 1
check "  and tells its figures" json stdout 'd["steps"] == 3 and len(d["weights_hash"]) == 16'
check "  which are the file's" same "$(run hash full.safetensors)" "$(python3 -c 'import json; print(json.load(open("stdout"))["weights_hash"])')"
full "said:waits for room" signal:TERM
check "  who gives it up gets status 1" same $? 1
check "  and has the file of before" same "$(run hash full.safetensors)" "$(run train --preset mlp --threads 1 --steps 3 --reproducible --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["weights_hash"])')"
check "  nothing lies beside it" same "$(find . -name '*.part*' ! -name m2.safetensors.part)" ""
run train --preset vae-2d --steps 2 --threads 1 --json >vae.json
check "a training tells its series, and a likelihood its unit" json vae.json '[s["name"] for s in d["series"]] == ["reconstruction", "kl"] and d["test"]["nll_unit"] == "nats/image" and len(d["test"]["unit_kl"]) == 2'
check "a linear network learns from 300 pictures of two classes" run train --preset linear --limit 300 --classes 1,7 --steps 20 --threads 1 --out linear.safetensors
run eval linear.safetensors --pca --json >pca.json
check "  and is compared with their principal components" json pca.json '0 < d["pca"]["mean_squared_cosine"] < 1 and d["mse"] > d["pca"]["mse"] and d["pca"]["gap"] > 0 and d["images"] == 400'
check "a classifier begins with another training's encoder" run train --preset classifier --limit 300 --hidden 2 --from linear.safetensors --steps 5 --threads 1 --fine-tune-epochs 1
check "  and says so where nothing fits" refuses 1 "its first layer has 785×2 weights, this network's 785×500" train --preset classifier --limit 300 --from linear.safetensors --steps 5
check "  and does not go on with one and begin with another" refuses 2 "" train --from linear.safetensors --resume linear.safetensors --steps 5
run eval linear.safetensors --probe --json >probe.json
check "a code is probed by a linear classifier" json probe.json '0.5 < d["probe"]["accuracy"] <= 1 and abs(d["probe"]["error"] + 100 * d["probe"]["accuracy"] - 100) < 1e-6'
check "adversaries with batch norm are saved" run train --preset gan-2d --normalisation batch --hidden 8 --steps 3 --threads 1 --out normal.safetensors
run eval normal.safetensors --generated 200 --json >generated.json
check "  and judged by what they generate" json generated.json 'd["generated"]["count"] == 200 and 0 <= d["generated"]["precision"] <= 1 and 0 <= d["generated"]["recall"] <= 1 and d["generated"]["nearest"] > 0'
check "a plain code generates nothing to be judged" refuses 1 "makes no examples" eval linear.safetensors --generated 200
check "a loss that has no meaning for the data is one line" refuses 2 "choose gaussian" train --preset vae-2d --data moons --steps 1
check "classes that are not there are one line" refuses 1 "has no class 30" train --classes 30 --steps 1
check "a training that diverges is one line, and costs no file" refuses 1 "lower --learning-rate" train --preset vae --backend cpu --optimizer sgd --learning-rate 1 --epochs 100 --out m.safetensors

# Long questions: their share on a terminal, and an end when asked.
nothing_but() { cat stderr; [ "$(tr '\r' '\n' <stderr | sed 's/\x1b\[K//g' | grep -c 'hourglass: ')" -eq 1 ] && grep -q "$1" stderr; }
play --terminal "said: %" signal:INT -- "$program" eval v.safetensors --importance-samples 100000
check "eval shows its share and ends when asked" same $? 1
check "  with one line" nothing_but "ended before it was done"
play --terminal "said: %" signal:TERM -- "$program" bench --seconds 600
check "so does bench" same $? 1
check "  with one line" nothing_but "ended before it was done"
# A moment before the network is there: the signal is heard as soon as there is something to end.
play wait:0.05 signal:INT -- "$program" sample v.safetensors --grid 100x100 --out interrupted.png
got=$?
check "sample ends, or is done: whole files only" bash -c "case $got in 130) [ ! -s stderr ] && [ ! -e interrupted.png ] ;; 1) grep -q 'nothing was written' stderr && [ ! -e interrupted.png ] ;; 0) [ -s interrupted.png ] ;; *) false ;; esac"
play "said:never" signal:INT -- "$program" eval v.safetensors --importance-samples 1
check "without a terminal nothing is shown" same "$? $(wc -c <stderr)" "0 0"

# ------------------------------------------------------------------------------ what is refused
check "no verb" refuses 2 "give a verb"
check "an unknown verb is named, with the others" refuses 2 "'nonsense' is no verb; choose train" nonsense
check "an unknown flag" refuses 2 "--nonsense" train --nonsense
check "--learning-rate NaN" refuses 2 "1e-06 to 1" train --learning-rate NaN
check "--threads 0" refuses 2 "1 to 64" train --threads 0
check "--seed -1" refuses 2 "from 0 to" train --seed -1
check "--seed -1 of sample" refuses 2 "from 0 to" sample m.safetensors --out new.png --seed -1
check "--port 99999" refuses 2 "0 to 65535" serve --port 99999
check "--epochs 0" refuses 2 "1 to 100000" train --epochs 0
check "--epochs with --steps" refuses 2 "--steps" train --epochs 1 --steps 1
check "--set epochs with --steps" refuses 2 "--steps" train --set epochs=1 --steps 1
check "--set without =" refuses 2 "key=value" train --set code
check "--set of an unknown key" refuses 2 "'nonsense' is not a setting" train --set nonsense=1
presets_as_json() {
  run presets --json | python3 -c 'import json, sys
d = {p["name"]: p for p in json.load(sys.stdin)}
print(d)
assert d["vae"]["settings"] == {"hidden": [400], "code": 20} and d["vae"]["figures"][0]["epochs"] == 10'
}
# Each lesson trained as it says ends within its band.
lessons_hold() {
  run lessons --json >lessons.json && python3 - "$program" <<'END'
import json, subprocess, sys
failed = 0
for lesson in json.load(open("lessons.json")):
    words = [sys.argv[1], "train", "--preset", lesson["preset"], "--data", lesson["expect"]["data"],
             "--epochs", str(lesson["epochs"]), "--json"]
    for key, value in lesson["settings"].items():
        if isinstance(value, list): value = ",".join(map(str, value))
        words += ["--set", f"{key}={str(value).lower() if isinstance(value, bool) else value}"]
    ended = subprocess.run(words, capture_output=True, text=True)
    value = json.loads(ended.stdout.splitlines()[-1]) if ended.returncode == 0 else ended.stderr
    for key in lesson["expect"]["key"].split("."):
        value = value.get(key) if isinstance(value, dict) else value
    least, most = lesson["expect"]["band"]
    print(lesson["name"], value, least, most)
    failed += not (isinstance(value, float) and least <= value <= most)
sys.exit(failed)
END
}
idle() { run train --preset mlp --beta 2 --steps 1 2>&1 | grep 'beta acts only with latent gaussian'; }
check "the presets are listed" grep -q '^beta-vae ' <(run presets)
check "  as JSON, with settings and figures" presets_as_json
# npy FILE EXPRESSION: a Python expression over its shape s and numbers v.
npy() {
  python3 - "$1" "$2" <<'END'
import ast, struct, sys
data = open(sys.argv[1], "rb").read()
size = struct.unpack("<H", data[8:10])[0]
header = ast.literal_eval(data[10:10 + size].decode())
s = header["shape"]
v = struct.unpack(f"<{(len(data) - 10 - size) // 4}f", data[10 + size:])
print(header, len(v), v[:4])
sys.exit(not (data[:6] == b"\x93NUMPY" and (10 + size) % 64 == 0 and header["descr"] == "<f4" and eval(sys.argv[2])))
END
}
png() { [ "$(head -c 4 "$1" | tail -c 3)" = PNG ]; }
weights_of() { run train "$@" --json 2>/dev/null | tail -n 1 | python3 -c 'import json, sys; print(json.loads(sys.stdin.read())["weights_hash"])'; }

check "a model to be asked" run train --preset vae-2d --seed 3 --reproducible --steps 30 --out asked.safetensors
check "  its link says how far it went" grep -qx "#v=1&seed=3&reproducible=true&steps=30&hash=$(run hash asked.safetensors)" <(run link asked.safetensors)
check "  trains to the same weights" same "$(weights_of --link "$(run link asked.safetensors)")" "$(run hash asked.safetensors)"
check "  a whole address too" same "$(weights_of --link "https://example.org/page/?x=1$(run link asked.safetensors)" --steps 30)" "$(run hash asked.safetensors)"
check "  what is said besides stands above it" other "$(weights_of --link "$(run link asked.safetensors)" --seed 4 --steps 30)" "$(run hash asked.safetensors)"
# linked STATUS WORD EXPRESSION ARGUMENTS...: train --link of asked.safetensors, its last line of JSON, what is said on stderr.
linked() {
  local status=$1 word=$2 expression=$3 got
  shift 3
  run train --link "$(run link asked.safetensors)" --json "$@" >linked.json 2>linked.err
  got=$?
  echo "status $got, wanted $status and '$word'"
  cat linked.err
  [ $got -eq "$status" ] && { [ -z "$word" ] || grep -qF -- "$word" linked.err; } && json linked.json "$expression"
}
check "  and says so" linked 0 "Step 30: the same weights as the link's, bit for bit" 'd["steps"] == 30 and d["link_hash"] == "same"'
check "  with another seed says why not" linked 1 "Seed 3 → 4" 'd["steps"] == 30 and d["link_hash"] == "differs"' --seed 4
check "  as far as is asked for besides" linked 0 "" 'd["steps"] == 7 and d["link_hash"] is None' --steps 7
check "  of another preset" linked 1 "Preset VAE in the plane → One hidden layer" 'd["link_hash"] == "differs"' --preset mlp
check "  a training without a link has none" json <(run train --preset mixture --steps 2 --json 2>/dev/null) 'd["link_hash"] is None'
check "a link that is half understood is refused" refuses 2 "beta 9999 is out of range" train --link '#v=1&beta=9999' --steps 1
check "  one with unknown words" refuses 2 "'nonsense' is unknown" train --link '#v=1&nonsense=1' --steps 1
check "  one that is none" refuses 2 "has no '#'" train --link nonsense --steps 1
check "  one of which a part is missing" refuses 2 "only one of steps and hash" train --link '#v=1&reproducible=true&steps=30'
check "a training that is not reproducible has a link without its steps" run train --preset deep --hidden 5,4 --normalisation batch --seed 5 --steps 200 --out narrow.safetensors
check "  which is this" grep -qx '#v=1&preset=deep&hidden=5,4&normalisation=batch&seed=5' <(run link narrow.safetensors)
run link narrow.safetensors --weights >narrow.link
check "  one with weights is short" bash -c '[ "$(wc -c <narrow.link)" -lt 16384 ] && grep -q "^#v=1&.*&w=[-_A-Za-z0-9]*$" narrow.link'
# loss_of MODEL: its test loss.
loss_of() { run eval "$1" --json 2>/dev/null | python3 -c 'import json, sys; print(json.loads(sys.stdin.read())["loss"])'; }
check "  and has the test loss of the file" python3 -c 'import sys; a, b = map(float, sys.argv[1:]); print(a, b); sys.exit(not abs(a / b - 1) < 0.01)' "$(loss_of "$(cat narrow.link)")" "$(loss_of narrow.safetensors)"
check "  draws" run sample "$(cat narrow.link)" --grid 3x3 --out drawn.png
check "  a PNG" png drawn.png
check "  and goes on" run train --resume "$(cat narrow.link)" --steps 5 --json --out further.safetensors
check "  at that step" json <(run train --resume "$(cat narrow.link)" --steps 5 --json 2>/dev/null) 'd["steps"] == 205'
check "a link without weights is no model" refuses 1 "has no weights" hash "$(run link narrow.safetensors)"
check "weights that are cut off" refuses 1 "link: its weights " hash "$(head -c 3000 narrow.link)"
check "weights of another network" refuses 1 "link: its weights are another network's" hash "$(sed 's/hidden=5,4/hidden=5,5/' narrow.link)"
check "too many weights for a link" refuses 1 "take the file instead" link asked.safetensors --weights
# kept_meanwhile: killed without a word, a training has left what it can go on from, to the same bits.
kept_meanwhile() {
  local step
  play file:killed.safetensors signal:KILL -- "$program" train --preset vae-2d --seed 3 --reproducible --steps 400000000 --save-every 0.2 --out killed.safetensors --json
  [ $? -eq 137 ] || return
  cp killed.safetensors left.safetensors
  step=$(run train --resume left.safetensors --steps 1 --json --out more.safetensors | tail -n 1 | python3 -c 'import json, sys; print(json.loads(sys.stdin.read())["steps"])')
  same "$(run hash more.safetensors)" "$(weights_of --preset vae-2d --seed 3 --reproducible --steps "$step")"
}
check "a training that is killed has been saved" kept_meanwhile
check "--save-every -1" refuses 2 "0 to" train --save-every -1
check "codes are written" run encode asked.safetensors --out codes.npy
check "  of all test examples" npy codes.npy 's == (2000, 2) and len(v) == 4000'
check "  of the training examples" run encode asked.safetensors --split train --out train.npy
check "  which are more" npy train.npy 's == (12000, 2)'
check "  and decoded" run decode asked.safetensors --in codes.npy --out decoded.npy
check "  to pictures" npy decoded.npy 's == (2000, 28, 28, 1) and all(0 <= x <= 1 for x in v)'
check "  as a sheet" run decode asked.safetensors --in codes.npy --out decoded.png
check "  which is a PNG" png decoded.png
check "two examples are blended" run blend asked.safetensors --from 3 --to 8 --steps 5 --out blend.png
check "  on a sheet" png blend.png
check "  along the arc" run blend asked.safetensors --from 3 --to 8 --steps 5 --spherical --out arc.png
check "  which is another sheet" eval "! cmp -s blend.png arc.png"
check "  one that is not there" refuses 1 "choose from 0 to 1999" blend asked.safetensors --from 3 --to 2000 --out new.png
check "  in one step" refuses 2 "2 to 256" blend asked.safetensors --from 3 --to 4 --steps 1 --out new.png
check "curves of a saved training as SVG" run export asked.safetensors --format svg --out curves.svg
check "  with the series' names, and lines" svg curves.svg '{"Reconstruction", "KL", "Loss, training", "steps"} <= set(words) and count("polyline") >= 3'
check "  of one that was gone on with, from its first step on" eval "run train --resume half.safetensors --steps 5 --out longer.safetensors && run export longer.safetensors --format svg --what curves --out longer.svg"
check "  which is longer" svg longer.svg 'len(root.findall(f".//{name}polyline")[-1].get("points").split()) == 25'
check "the plane of its test examples" run export asked.safetensors --format svg --what plane --out plane.svg
check "  with a point for each, and the classes" svg plane.svg 'count("circle") == 2000 + 10 and {"0", "9", "code 1"} <= set(words)'
check "  not of a code of more" refuses 1 "code of two numbers" export m.safetensors --format svg --what plane --out new.svg
check "  of another kind" refuses 2 "curves" export m.safetensors --format svg --what pies --out new.svg
check "  of another format" refuses 2 "--format svg" export m.safetensors --format npz --what curves --out new.npz
check "  with a part" refuses 2 "--what" export m.safetensors --format svg --part encoder --out new.svg
check "codes of another width" refuses 1 "[count, 2]" decode asked.safetensors --in decoded.npy --out new.npy
check "codes that are none" refuses 1 "not a NumPy array" decode asked.safetensors --in blend.png --out new.npy
check "codes of a network that has none" refuses 1 "no code" encode normal.safetensors --out new.npy
check "the lessons are listed" grep -q '^simplest .*\\hat' <(run lessons)
check "  each trains to what it expects" lessons_hold
check "a setting without effect is told" idle
check "an unknown preset" refuses 2 "choose linear" train --preset nonsense
check "settings that do not go together" refuses 2 "mse is no likelihood" train --loss mse
check "a broken config" refuses 2 "broken.json" train --config broken.json
check "a config that is a list" refuses 2 "list.json" train --config list.json
check "a config with a bad value" refuses 2 "bad_value.json: code" train --config bad_value.json
check "a missing config" refuses 2 "missing.json" train --config missing.json
check "an unknown kind of data" refuses 2 "strokes, mnist:DIR" train --data nonsense:x
check "a line break in a name" refuses 2 "is not known" train --data $'a\nb'
check "data in no UTF-8" refuses 2 "UTF-8" train --data $'idx:\xff' --out new.safetensors
check "missing data" refuses 1 "missing" train --data idx:missing --out new.safetensors
check "a missing folder of data" refuses 1 "nowhere" train --data mnist:nowhere --out new.safetensors
check "a truncated .gz" refuses 1 "cut off" train --data idx:truncated.gz --out new.safetensors --log new.jsonl
check "a truncated file" refuses 1 "cut off" train --data idx:truncated --out new.safetensors
check "a wrong magic number" refuses 1 "magic" train --data idx:wrong_magic --out new.safetensors
check "labels that do not match" refuses 1 "60 labels" train --data idx:images,few_labels --out new.safetensors
check "0 images" refuses 1 "0 images" train --data idx:no_images --out new.safetensors
check "a PNG as images" refuses 1 "a PNG picture" train --data idx:picture.png --out new.safetensors
check "labels as images" refuses 1 "holds labels" train --data idx:labels --out new.safetensors
check "a device as a model" refuses 1 "not a regular file" hash /dev/null
check "a missing model" refuses 1 "no such file" eval missing.safetensors
check "eval of a wrong file" refuses 1 "images" eval images
check "resume of a wrong file" refuses 1 "safetensors" train --resume notes.txt --out new.safetensors
check "resume of another's safetensors" refuses 1 "not saved by Hourglass" train --resume other.safetensors
check "resume with another network" refuses 2 "code (16), batch (128)" train --resume m.safetensors --code 5 --batch 9
check "resume of what is done" refuses 1 "more --epochs" train --resume idx.safetensors --epochs 1
run train --preset stacked --hidden 10 --pretrain-epochs 1 --fine-tune-epochs 1 --out stacked.safetensors >/dev/null 2>&1
check "resume of phases that are all done" refuses 1 "has all its phases behind it" train --resume stacked.safetensors --steps 5
check "--out in a missing folder" refuses 1 "no folder" train --steps 1 --out nowhere/m.safetensors
check "--out that is a folder" refuses 1 "is a folder" train --steps 1 --out folder
# A pipe of our own stands for devices: a program that fails here must not do so to /dev/null.
check "--out that is no regular file" refuses 1 "not a regular file" train --steps 1 --out pipe
check "  which is still there" test -p pipe
check "--out without a name" refuses 2 "--out" train --steps 1 --out ""
check "--log in a missing folder" refuses 1 "nowhere" train --steps 1 --log nowhere/l.jsonl --out new.safetensors
check "--log over a file of another kind" refuses 1 "other than a log" train --steps 1 --log notes.txt
check "--log through a link to one" refuses 1 "other than a log" train --steps 1 --log link_to_notes
check "--log over the config" refuses 2 "two names" train --config sizes.json --steps 1 --log sizes.json
check "--log over what is resumed" refuses 2 "two names" train --resume m.safetensors --steps 1 --log m.safetensors
check "--log and --out in one" refuses 2 "two names" train --steps 1 --log new --out ./new
check "an empty log is taken" quick --steps 1 --log empty.jsonl
check "a log that cannot be written fails in the end" bash -c "$(declare -f run quick); program=$program; \
  quick --steps 1 --log /dev/full --out full.safetensors 2>stderr; [ \$? -eq 1 ] && grep -q /dev/full stderr"
check "  but the training is saved" run hash full.safetensors
check "--grid nonsense" refuses 2 "10x10" sample m.safetensors --grid nonsense --out new.png
check "sample to a missing folder" refuses 1 "no folder" sample m.safetensors --out nowhere/new.png
check "sample over a folder" refuses 1 "is a folder" sample m.safetensors --out folder
for workload in W1 W2 W4; do
  check "bench of $workload" bash -c "$(declare -f run); program=$program; run bench --workload $workload --seconds 0.05 --json >bench.json"
  check "  tells samples a second and dispatches a step" json bench.json \
    "d['workload'] == '$workload' and d['samples_per_second'] > 0 and d['dispatches_a_step'] >= 10 and d['peak_share'] > 0"
done
check "--workload W9" refuses 2 "choose W1" bench --workload W9
check "--seconds NaN" refuses 2 "0.05 to 600" bench --seconds NaN
check "--backend abacus" refuses 2 "cpu, webgpu" train --steps 1 --backend abacus
check "webgpu and reproducible" refuses 2 "same bits" train --steps 1 --backend webgpu --reproducible
check "bench on an abacus" refuses 2 "webgpu" bench --backend abacus

# WebGPU where there is an adapter, and one line where there is none.
on_gpu() { run train --preset vae-2d --hidden 32 --batch 16 --backend webgpu --steps 20 --json "$@"; }
if on_gpu --out gpu.safetensors >stdout 2>stderr; then
  check "webgpu says what it ran on" json stdout \
    "d['backend'] == 'webgpu' and d['adapter'] and d['vendor'] and d['software'] in (True, False) and d['steps'] == 20"
  check "  and what it trained goes on on the cpu" bash -c "$(declare -f run); program=$program; \
    run train --resume gpu.safetensors --backend cpu --steps 5 --json >stdout"
  check "  as the same training" json stdout "d['backend'] == 'cpu' and d['steps'] == 25"
else
  check "without an adapter one line says so" grep -q "choose the backend cpu" stderr
  skipped=$((skipped + 3))
  for what in "what it ran on" "going on on the cpu" "the same training"; do echo "skipped: training on webgpu, $what: $(cat stderr)"; done
fi

check "serve without a page" refuses 1 "no page" serve --root folder --port 0

counted
