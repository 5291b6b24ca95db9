#!/usr/bin/env bash
# What leaves Hourglass for other programs, in other programs: ONNX in onnxruntime, arrays in NumPy, scripts in
# PyTorch. Where one is not installed, its tests are skipped. Run inside the build's environment:
# ./dev shell -- tests/export.sh [PROGRAM]
set -u
cd "$(dirname "$0")/.." || exit 1
source tests/programs/checks.sh
exported=$PWD/tests/cli/exported.py
program=$(readlink -f "${1:-build/native/hourglass}")
[ -x "$program" ] || { echo "no $program; build it with ./dev build native"; echo "0 passed, 1 failed"; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

run() { timeout 900 "$program" "$@" </dev/null; }  # only a hang takes so long
has() { python3 -c "import $1" 2>/dev/null; }
skip() { skipped=$((skipped + 1)); echo "skipped: $*"; }
refuses() {  # STATUS WORD ARGUMENTS...: one line that has the word, and no file
  local status=$1 word=$2 got
  shift 2
  run "$@" >stdout 2>stderr
  got=$?
  cat stdout stderr
  [ $got -eq "$status" ] && [ "$(wc -l <stderr)" -eq 1 ] && grep -qF -- "$word" stderr && [ ! -e new ]
}

# 70 pictures, of which every seventh is for testing, with labels.
python3 - <<'END'
import numpy as np
x = np.random.default_rng(1).random((70, 28, 28, 1), dtype=np.float32)
label = (np.arange(70) % 10).astype(np.uint8)
np.save("x.npy", x), np.save("labels.npy", label), np.save("x_test.npy", x[6::7]), np.save("labels_test.npy", label[6::7].astype(np.int64)), np.save("in_turn.npy", np.arange(10))
END
data=npy:x.npy,labels.npy

# train NAME FLAGS...: on $data.
train() {
  local name=$1
  shift
  check "$name trains" run train "$@" --data $data --threads 2 --out "$name.safetensors"
}
# in_onnxruntime NAME [LABELS]: its three parts against encode and decode.
in_onnxruntime() {
  local name=$1 part
  shift
  for part in encoder decoder whole; do
    check "  $part as ONNX" run export "$name.safetensors" --format onnx --part $part --out "$name-$part.onnx"
  done
  check "  encode" run encode "$name.safetensors" --data $data --out "$name.codes.npy"
  check "  decode" run decode "$name.safetensors" --in "$name.codes.npy" --out "$name.decoded.npy"
  if has onnxruntime; then
    check "  onnxruntime agrees" python3 "$exported" parts "$name" x_test.npy "$name.codes.npy" "$name.decoded.npy" "$@"
  else
    skip "$name in onnxruntime: python3-onnxruntime is not installed"
  fi
}
# in_torch NAME: the script compiles, and gives the figures of eval.
in_torch() {
  local name=$1
  check "  as a script" run export "$name.safetensors" --format pytorch --out "$name.py"
  check "  that Python compiles" python3 -m py_compile "$name.py"
  if has torch; then
    check "  eval" bash -c "$(declare -f run); program=$program; run eval $name.safetensors --data $data --json >$name.json"
    check "  that PyTorch evaluates" bash -c "python3 $name.py --data x.npy,labels.npy eval >$name.told"
    check "  to the same figures" python3 "$exported" figures "$name.json" "$name.told"
    check "  and trains on" bash -c "python3 $name.py --data x.npy,labels.npy train --epochs 1 --out $name.pt && python3 $name.py --data x.npy,labels.npy --weights $name.pt eval"
  else
    skip "$name in PyTorch: torch is not installed"
  fi
}

train dense --preset mlp --steps 20
in_onnxruntime dense
in_torch dense
train variational --preset vae --hidden 64 --steps 20
in_onnxruntime variational
in_torch variational
train tied --preset deep --tied --batch 20 --steps 20
in_onnxruntime tied
in_torch tied
train convolutions --preset conv-vae --channels 4,8 --normalisation batch --batch 20 --steps 5
in_onnxruntime convolutions
in_torch convolutions
train pooled --preset conv --channels 4,8 --pooling max --activation gelu --normalisation layer --dropout 0.2 --batch 20 --steps 3
in_onnxruntime pooled
in_torch pooled
train averaged --preset conv --channels 4 --pooling average --activation silu --batch 20 --steps 3
in_onnxruntime averaged
train levels --preset conv-vae --channels 4 --loss categorical --levels 4 --activation softplus --batch 20 --steps 3
in_onnxruntime levels
in_torch levels
train variances --preset vae --hidden 32 --loss gaussian --decoder-sigma pixel --activation leaky_relu --steps 5
in_onnxruntime variances
train told --preset conditional-vae --hidden 32 --steps 5
in_onnxruntime told in_turn.npy  # as decode tells them
in_torch told
train classes --preset classifier --hidden 30 --dropout 0.1 --steps 30
check "  as ONNX" run export classes.safetensors --format onnx --out classes.onnx
check "  eval" bash -c "$(declare -f run); program=$program; run eval classes.safetensors --data $data --json >told.json"
if has onnxruntime; then
  check "  onnxruntime agrees" python3 "$exported" classes classes.onnx x_test.npy labels_test.npy told.json
else
  skip "classes in onnxruntime: python3-onnxruntime is not installed"
fi
in_torch classes
train generator --preset dcgan --channels 4,8 --code 6 --batch 20 --steps 3
check "  as ONNX" run export generator.safetensors --format onnx --out generator.onnx
check "  as arrays" run export generator.safetensors --format npz --out generator.npz
if has onnxruntime; then
  check "  onnxruntime and NumPy agree" python3 "$exported" generator generator.onnx generator.npz
else
  skip "generator in onnxruntime: python3-onnxruntime is not installed"
fi
check "  has no encoder" refuses 1 "choose whole" export generator.safetensors --format onnx --part encoder --out new
in_torch generator
check "segments train" run train --preset segmentation --channels 4 --limit 100 --batch 20 --steps 2 --out segments.safetensors
check "  as ONNX" run export segments.safetensors --format onnx --out segments.onnx
check "  and no script" refuses 1 "onnx or npz" export segments.safetensors --format pytorch --out new
for name in convolutions classes; do
  check "$name as arrays" run export $name.safetensors --format npz --out $name.npz
  if has safetensors; then
    check "  are what is saved" python3 "$exported" arrays $name.npz $name.safetensors
  else
    skip "$name as arrays: python3-safetensors is not installed"
  fi
done
if has onnx; then
  check "all of them are valid ONNX" python3 "$exported" valid ./*.onnx
else
  skip "ONNX's own rules: python3-onnx is not installed"
fi
check "a flow trains" run train --preset flow --steps 2 --out flow.safetensors
check "  and is nothing for other programs" refuses 1 "npz" export flow.safetensors --format onnx --out new
check "  but its weights" run export flow.safetensors --format npz --out flow.npz
check "no such format" refuses 2 "pt" export dense.safetensors --format pt --out new
check "a part of arrays" refuses 2 "leave it out" export dense.safetensors --format npz --part whole --out new
check "over the model" refuses 2 "another name" export dense.safetensors --format npz --out ./dense.safetensors
check "no such model" refuses 1 "no such file" export nothing.safetensors --format npz --out new

# Tables.
check "codes as a table" run encode variational.safetensors --data $data --out codes.csv
check "  with the labels" python3 "$exported" codes codes.csv variational.codes.npy labels_test.npy
check "  which are data" run train --preset mlp --code 2 --data csv:codes.csv --batch 2 --steps 2
lines() { echo "$(wc -l <"$1") lines, wanted $2"; [ "$(wc -l <"$1")" -eq "$2" ]; }
check "a log as a table" run train --preset vae-2d --hidden 16 --steps 6 --log log.csv --out logged.safetensors
check "  has a line a step" lines log.csv 7
check "  under their names" grep -qx "step,epoch,loss,reconstruction,kl" log.csv
check "  and goes on" run train --resume logged.safetensors --steps 4 --log log.csv
check "  under the same" lines log.csv 11
check "figures as a table" run eval logged.safetensors --log figures.csv
check "  once more" run eval logged.safetensors --log figures.csv
check "  are two lines under their names" lines figures.csv 3
check "  in which others have no place" refuses 1 "log of these figures" eval dense.safetensors --data $data --log figures.csv
check "figures as JSON" run eval logged.safetensors --log figures.jsonl
check "  are a line" lines figures.jsonl 1

# What a shell and a reader are told.
check "completion for bash" bash -c "$(declare -f run); program=$program; run completion bash >hourglass.bash && bash -n hourglass.bash"
completes() {  # WANTED WORDS...: among what completes the last of these words
  local wanted=$1
  shift
  bash -c 'source hourglass.bash && complete -p hourglass && COMP_WORDS=("${@:2}") COMP_CWORD=$(($# - 2)) && _hourglass &&
    printf "%s\n" "${COMPREPLY[@]}" && printf "%s\n" "${COMPREPLY[@]}" | grep -qxF -- "$1"' _ "$wanted" "$@"
}
check "  a verb" completes train hourglass tr
check "  a flag" completes --learning-rate hourglass train --lea
check "  what a flag may be" completes leaky_relu hourglass train --activation l
check "  a file" completes dense.safetensors hourglass eval den
check "  a file behind a flag" completes figures.csv hourglass eval m --log fig
check "  a shell" completes fish hourglass completion f
for shell in zsh fish; do
  check "completion for $shell" bash -c "$(declare -f run); program=$program; run completion $shell >hourglass.$shell"
  check "  has all verbs and flags" bash -c "grep -q export hourglass.$shell && grep -q learning-rate hourglass.$shell && grep -q leaky_relu hourglass.$shell"
  if command -v $shell >/dev/null; then
    check "  which $shell reads" $shell -n hourglass.$shell
  else
    skip "completion for $shell: it is not installed"
  fi
done
check "no such shell" refuses 2 "tcsh" completion tcsh
check "the manual" bash -c "$(declare -f run); program=$program; run man >hourglass.1"
check "  has its sections" bash -c 'for s in NAME SYNOPSIS DESCRIPTION VERBS "EXIT STATUS"; do grep -qx ".SH $s" hourglass.1 || exit 1; done'
check "  and a section for each verb" bash -c "[ \"\$(grep -c '^\.SS ' hourglass.1)\" -eq \"\$(source hourglass.bash; COMP_WORDS=(hourglass '') COMP_CWORD=1; _hourglass; echo \${#COMPREPLY[@]})\" ]"
if command -v mandoc >/dev/null; then
  check "  which mandoc reads" mandoc -T lint -W error hourglass.1
else
  skip "the manual in mandoc: it is not installed"
fi

counted
