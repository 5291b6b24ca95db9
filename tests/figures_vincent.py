#!/usr/bin/env python3
"""./dev figures vincent [--threads N] [ROW...] [COLUMN...]: the table of Vincent et al. 2008, "Extracting and composing
robust features with denoising autoencoders", measured here. Trains every candidate of a cell's grid, takes the one
with the fewest errors on the validation split, tells its error on the test split beside the paper's, and writes the
table into the README. Whatever is finished is kept in build/vincent.json: after an interruption, or with other rows,
the same command goes on. First candidates go first, so that early on every cell has a figure."""
import argparse
import hashlib
import itertools
import json
import math
import os
import re
import shutil
import subprocess
import sys
import time

from figures import PROGRAM, README, source, text_of

STATE, WORK, EXAMPLES = "build/vincent.json", "build/vincent", "build/native/hourglass-examples"
BEGIN, END = "<!-- vincent: written by ./dev figures vincent -->", "<!-- end of vincent -->"
SEED = "0"

# A row's data, and how its passes differ from the presets', which are those of 10,000 examples.
SMALL = {"pretrain_epochs": 80, "fine_tune_epochs": 300}
ROWS = {
    "basic": ("mnist+basic", {}),
    "rot": ("mnist+basic+rot", {}),
    "bg-rand": ("mnist+basic+bg-rand", {}),
    "bg-img": ("mnist+basic+bg-img", {}),
    "rot-bg-img": ("mnist+basic+rot-bg-img", {}),
    "rect": ("rect", SMALL),
    "rect-img": ("rect-img", {}),
    "convex": ("convex", {}),
}
OWN_PICTURES = {"bg-img", "rot-bg-img", "rect-img"}  # behind which are ours, not the paper's: they compare among themselves

# The grids: all combinations, the first ones first. What is not here is the preset's.
RATES = {"learning_rate": [1, 0.5]}
MACHINE = {"c": [10, 1], "gamma": [0.02, 0.04, 0.01]}
NOISE = [0.1, 0.25, 0.4]
COLUMNS = {
    "SVM": (None, MACHINE),
    "DBN-3": ("dbn", RATES),
    "SAA-3": ("stacked", RATES),
    "SdA-3": ("stacked-denoising", RATES | {"corruption_amount": NOISE}),
    "SVM-noisy": (None, MACHINE | {"c": [10], "corruption_amount": NOISE}),
}
NU = "corruption_amount"

# Error in percent and its interval; of noisy data the paper gives none.
PAPER = {
    "basic": [(3.03, 0.15), (3.11, 0.15), (3.46, 0.16), (2.80, 0.14), (3.07, None)],
    "rot": [(11.11, 0.28), (10.30, 0.27), (10.30, 0.27), (10.29, 0.27), (11.62, None)],
    "bg-rand": [(14.58, 0.31), (6.73, 0.22), (11.28, 0.28), (10.38, 0.27), (15.63, None)],
    "bg-img": [(22.61, 0.37), (16.31, 0.32), (23.00, 0.37), (16.68, 0.33), (23.15, None)],
    "rot-bg-img": [(55.18, 0.44), (47.39, 0.44), (51.93, 0.44), (44.49, 0.44), (54.16, None)],
    "rect": [(2.15, 0.13), (2.60, 0.14), (2.41, 0.13), (1.99, 0.12), (2.45, None)],
    "rect-img": [(24.04, 0.37), (22.50, 0.37), (24.05, 0.37), (21.59, 0.36), (23.00, None)],
    "convex": [(19.13, 0.34), (18.63, 0.34), (18.41, 0.34), (19.06, 0.34), (24.20, None)],
}
NO_SVM = "skipped: libsvm's svm-train is not installed; install libsvm-tools"


def grid(row, column):
    choices = COLUMNS[column][1]
    passes = ROWS[row][1] if COLUMNS[column][0] else {}
    # The last setting turns fastest: noise before rates.
    return [passes | dict(zip(choices, values)) for values in itertools.product(*choices.values())]


def interval(percent, count):
    p = percent / 100
    return 100 * 1.96 * math.sqrt(p * (1 - p) / count)


class Kept:
    """What is finished, by row, column and candidate. Written whole or not at all."""

    def __init__(self, presets):
        self.presets = {p["name"]: p["settings"] for p in presets}
        try:
            with open(STATE, encoding="utf-8") as file:
                self.all = json.load(file)
        except FileNotFoundError:
            self.all = {}
        except ValueError:
            sys.exit(f"figures: {STATE} is no JSON; remove it to begin anew")

    def key(self, row, column, candidate):
        """Changes with everything that the figure depends on: another preset is another candidate."""
        settings = self.presets.get(COLUMNS[column][0], {}) | candidate
        return f"{row} {column} {json.dumps(settings, sort_keys=True)}"

    def find(self, row, column, candidate):
        return self.all.get(self.key(row, column, candidate))

    def keep(self, row, column, candidate, result):
        self.all[self.key(row, column, candidate)] = result
        with open(STATE + ".new", "w", encoding="utf-8") as file:
            json.dump(self.all, file, indent=1)
        os.replace(STATE + ".new", STATE)

    def best(self, row, column):
        """The candidate with the fewest errors in validation, of those that are finished, and how many are."""
        done = [(c, r) for c in grid(row, column) if (r := self.find(row, column, c))]
        return min(done, key=lambda one: one[1]["validation"], default=None), len(done)


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 0:
        return done.stdout
    if "diverged" in done.stderr:
        return None
    sys.exit(f"figures: {' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")


def train(row, column, candidate, options):
    settings = [f"--set={name}={text_of(value)}" for name, value in candidate.items()]
    out = run([PROGRAM, "train", "--preset", COLUMNS[column][0], *settings, "--data", source(ROWS[row][0], options.folder),
               "--seed", SEED, "--threads", str(options.threads), "--json"])
    if out is None:  # the worst that a candidate can be
        return {"validation": 100, "test": 100, "images": 1, "seconds": 0}
    report = json.loads(out.splitlines()[-1])
    return {"validation": report["validation"]["error"], "test": report["test"]["error"],
            "images": report["test"]["images"], "seconds": report["seconds"]}


class Machines:
    """libsvm's. Examples and models are kept until they are wanted no more."""

    def __init__(self, row, candidate, options):
        self.row, self.candidate, self.options = row, candidate, options
        name = hashlib.sha256(json.dumps(candidate, sort_keys=True).encode()).hexdigest()[:16]
        self.model = f"{WORK}/{row} {name}.model"
        os.makedirs(WORK, exist_ok=True)

    def examples(self, split, share=0):
        path = f"{WORK}/{self.row} {split} {share:g}"
        if not os.path.exists(path):
            run([EXAMPLES, source(ROWS[self.row][0], self.options.folder), split, path + ".new", str(share)])
            os.replace(path + ".new", path)
        return path

    def train(self):
        if not os.path.exists(self.model):
            run(["svm-train", "-q", "-m", "500", "-t", "2", "-c", str(self.candidate["c"]), "-g",
                 str(self.candidate["gamma"]), self.examples("train", self.candidate.get(NU, 0)), self.model + ".new"])
            os.replace(self.model + ".new", self.model)

    def errors(self, split):
        """Percent, and of how many."""
        out = run(["svm-predict", self.examples(split), self.model, f"{WORK}/answers"])
        right, count = map(int, re.search(r"\((\d+)/(\d+)\)", out).groups())
        return 100 * (count - right) / count, count


def machine(row, column, candidate, options):
    begun = time.monotonic()
    machines = Machines(row, candidate, options)
    machines.train()
    error, _ = machines.errors("validation")
    return {"validation": error, "seconds": time.monotonic() - begun}


def test_machine(row, column, kept, options):
    """50,000 tests take longer than training: of the chosen one alone."""
    (candidate, result), _ = kept.best(row, column)
    if "test" in result:
        return
    machines = Machines(row, candidate, options)
    machines.train()
    result["test"], result["images"] = machines.errors("test")
    kept.keep(row, column, candidate, result)
    os.remove(machines.examples("test"))  # up to 400 MB, and soon written anew


def verdict(row, column, error):
    paper, off = PAPER[row][list(COLUMNS).index(column)]
    if row in OWN_PICTURES:
        return ""
    if off is None:
        return f"; paper {paper:.2f}"
    where = "within" if abs(error - paper) <= off else "behind" if error > paper else "ahead"
    return f"; paper {paper:.2f} ± {off:.2f}: {where}"


def cell(kept, row, column, old):
    best, done = kept.best(row, column)
    if not best or "test" not in best[1]:
        return old
    candidate, result = best
    nu = f" (ν {100 * candidate[NU]:g} %)" if NU in candidate else ""
    whole = len(grid(row, column))
    part = f"; {done} of {whole} candidates" if done < whole else ""
    error = result["test"]
    return f"{error:.2f} ± {interval(error, result['images']):.2f}{nu}{verdict(row, column, error)}{part}"


def cells_of(text):
    """Of a table as it stands: what was measured on another machine stays until it is measured anew."""
    found = {}
    for line in text.splitlines():
        name, *cells = [word.strip() for word in line.strip("| ").split("|")]
        if name in ROWS and len(cells) == len(COLUMNS):
            found |= {(name, column): value for column, value in zip(COLUMNS, cells)}
    return found


def table(kept, old):
    head = ["data", *COLUMNS]
    lines = [head, ["---"] * len(head)]
    for row in ROWS:
        lines.append([row, *(cell(kept, row, column, old.get((row, column), "–")) for column in COLUMNS)])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def write(kept):
    with open(README, encoding="utf-8") as file:
        text = file.read()
    before, old, after = re.match(f"(.*{re.escape(BEGIN)}\n)(.*?)({re.escape(END)}.*)", text, re.S).groups()
    made = table(kept, cells_of(old))
    with open(README + ".new", "w", encoding="utf-8") as file:
        file.write(f"{before}\n{made}\n{after}")
    os.replace(README + ".new", README)
    return made


def chosen(words):
    """Rows and columns out of the words; none: all."""
    names = {name.lower(): name for name in [*ROWS, *COLUMNS]}
    wanted = [word for one in words for word in one.split(",")]
    for word in wanted:
        if word.lower() not in names:
            sys.exit(f"figures: {word}: no row or column of the table; give {', '.join(ROWS)}, {', '.join(COLUMNS)}")
    found = {names[word.lower()] for word in wanted}
    return [r for r in ROWS if r in found] or list(ROWS), [c for c in COLUMNS if c in found] or list(COLUMNS)


def measure(cells, kept, options):
    for i in range(max(len(grid(*one)) for one in cells)):
        for row, column in cells:
            candidates = grid(row, column)
            if i >= len(candidates):
                continue
            candidate, trains = candidates[i], COLUMNS[column][0] is not None
            if not kept.find(row, column, candidate):
                result = (train if trains else machine)(row, column, candidate, options)
                kept.keep(row, column, candidate, result)
                told = ", ".join(f"{name} {text_of(value)}" for name, value in candidate.items())
                print(f"{row} {column}, {told}: {result['validation']:.2f} % of the validation split wrong, "
                      f"{result['seconds']:.0f} s", flush=True)
            if not trains and i + 1 == len(candidates):
                test_machine(row, column, kept, options)
            write(kept)


def main():
    parser = argparse.ArgumentParser(prog="./dev figures vincent")
    parser.add_argument("words", nargs="*", metavar="ROW|COLUMN", help=f"{', '.join(ROWS)}; {', '.join(COLUMNS)}")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    options.folder = os.environ.get("HOURGLASS_DATA", "../shared/data")
    rows, columns = chosen(options.words)
    if not shutil.which("svm-train") and any(COLUMNS[column][0] is None for column in columns):
        print(NO_SVM, file=sys.stderr)
        columns = [column for column in columns if COLUMNS[column][0]]
    kept = Kept(json.loads(run([PROGRAM, "presets", "--json"])))
    try:
        if cells := list(itertools.product(rows, columns)):
            measure(cells, kept, options)
    except KeyboardInterrupt:
        sys.exit(f"figures: interrupted; what is finished is kept in {STATE}, and the same command goes on")
    print(write(kept), end="")


main()
