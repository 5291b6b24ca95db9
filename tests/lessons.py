"""Every lesson trained as it says: the number that it lets people expect lies within its band.

usage: lessons.py PROGRAM
"""
import json
import subprocess
import sys

sys.dont_write_bytecode = True
from figures import text_of


def run(*arguments):
    done = subprocess.run([sys.argv[1], *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        raise ValueError(done.stderr.strip())
    return json.loads(done.stdout.strip().splitlines()[-1])


def reached(lesson):
    settings = [f"--set={name}={text_of(value)}" for name, value in lesson["settings"].items()]
    value = run("train", "--preset", lesson["preset"], *settings, "--data", lesson["expect"]["data"],
                "--epochs", str(lesson["epochs"]), "--seed", "0", "--json")
    for part in lesson["expect"]["key"].split("."):
        value = value[part]
    return value


passed = failed = 0
for lesson in run("lessons", "--json"):
    expect = lesson["expect"]
    least, most = expect["band"]
    try:
        value = reached(lesson)
        words, holds = f"{expect['key']} {value:.4g} of {least:g} … {most:g}", least <= value <= most
    except (ValueError, KeyError) as error:
        words, holds = f"{type(error).__name__}: {error}", False
    passed, failed = passed + holds, failed + (not holds)
    print(f"{'ok    ' if holds else 'not ok'}  {lesson['name']}: {words}", flush=True)
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
