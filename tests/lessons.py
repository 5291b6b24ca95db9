"""Every lesson trained as it says: the number that it lets people expect lies within its band."""
import sys

sys.dont_write_bytecode = True
from figures import flags, run, value_at

passed = failed = 0
for lesson in run("lessons", "--json"):
    expect = lesson["expect"]
    least, most = expect["band"]
    try:
        report = run("train", "--preset", lesson["preset"], *flags(lesson["settings"]), "--data", expect["data"],
                     "--epochs", str(lesson["epochs"]), "--seed", "0", "--json")
        value = value_at(report, expect["key"])
        words, holds = f"{expect['key']} {value:.4g} of {least:g} … {most:g}", least <= value <= most
    except (SystemExit, KeyError) as error:
        words, holds = f"{type(error).__name__}: {error}", False
    passed, failed = passed + holds, failed + (not holds)
    print(f"{'ok    ' if holds else 'not ok'}  {lesson['name']}: {words}", flush=True)
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
