#!/usr/bin/env python3
"""./dev figures [PRESET...]: trains presets as their files say, compares each figure with its reference,
prints the table and writes it into the README, between its two marks. Rows of presets that were not
trained stay as they are."""
import json
import os
import re
import subprocess
import sys
import tempfile

PROGRAM = "build/native/hourglass"
README = "README.md"
BEGIN, END = "<!-- figures: written by ./dev figures -->", "<!-- end of figures -->"
HEAD = "| preset | data | epochs | seconds | figure | Hourglass | reference | |\n|---|---|---|---|---|---|---|---|\n"


def run(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"figures: {' '.join(arguments)}: {done.stderr.strip()}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def text_of(value):
    return ",".join(map(str, value)) if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else str(value)


def flags(settings):
    return [f"--set={name}={text_of(value)}" for name, value in settings.items()]


def value_at(report, key):
    for part in key.split("."):
        report = report[part]
    return report


def source(name, folder):
    """A figure's data as a path: "mnist+basic" is MNIST's files, varied."""
    base, plus, variations = name.partition("+")
    if base == "mnist":
        base = f"mnist:{folder}/mnist" if os.path.isdir(f"{folder}/mnist") else f"mnist:{folder}"
    return base + plus + variations


def reports(presets, folder):
    """One training for all figures that ask for the same one."""
    for preset in presets:
        trainings = {}
        for figure in preset["figures"]:
            key = json.dumps([figure["settings"], figure.get("epochs"), figure["data"]], sort_keys=True)
            trainings.setdefault(key, []).append(figure)
        for figures in trainings.values():
            first = figures[0]
            data = source(first["data"], folder)
            with tempfile.TemporaryDirectory() as place:
                model = f"{place}/model.safetensors"
                length = ["--epochs", str(first["epochs"])] if "epochs" in first else []
                report = run("train", "--preset", preset["name"], *flags(first["settings"]), "--data", data,
                             *length, "--seed", "0", "--json", "--out", model)
                if any(figure["key"].startswith("eval.") for figure in figures):
                    report["eval"] = run("eval", model, "--pca", "--json")
                if any(figure["key"].startswith("generated.") for figure in figures):
                    report["generated"] = run("eval", model, "--generated", "1000", "--json")["generated"]
            for figure in figures:
                yield preset, figure, report


def row(preset, figure, report):
    value = value_at(report, figure["key"])
    least, most = figure["band"]
    besides = ", ".join(f"{name} {text_of(given)}" for name, given in figure["settings"].items())
    return (f"| `{preset['name']}`{', ' + besides if besides else ''} | {figure['data']} | {report['epochs']:.0f} "
            f"| {report['seconds']:.0f} | {figure['key']} | {value:.5g} | {figure['value']:.5g} ({figure['reference']}) "
            f"| {'within' if least <= value <= most else 'outside'} {least:g} … {most:g} |")


def main():
    presets = run("presets", "--json")
    wanted = sys.argv[1:] or [p["name"] for p in presets]
    unknown = set(wanted) - {p["name"] for p in presets}
    if unknown:
        sys.exit(f"figures: {', '.join(sorted(unknown))}: no such preset; see hourglass presets")
    folder = os.environ.get("HOURGLASS_DATA", "../shared/data")
    print(HEAD, end="")
    rows = []
    for preset, figure, report in reports([p for p in presets if p["name"] in wanted], folder):
        rows.append(row(preset, figure, report))
        print(rows[-1], flush=True)
    with open(README, encoding="utf-8") as file:
        text = file.read()
    before, table, after = re.match(f"(.*{re.escape(BEGIN)}\n)(.*?)({re.escape(END)}.*)", text, re.S).groups()
    old = [line for line in table.splitlines() if line.startswith("| `")]
    kept = [line for line in old if re.match(r"\| `([^`]+)`", line).group(1) not in wanted]
    order = {p["name"]: i for i, p in enumerate(presets)}
    everything = sorted(kept + rows, key=lambda line: order.get(re.match(r"\| `([^`]+)`", line).group(1), len(order)))
    with open(README, "w", encoding="utf-8") as file:
        file.write(before + "\n" + HEAD + "\n".join(everything) + "\n\n" + after)


if __name__ == "__main__":
    main()
