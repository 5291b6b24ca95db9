"""Lists every text that people read, for translators: {"English": "", …} in texts.json.

usage: extract.py [--check]     --check: writes nothing, and says what is stale, forgotten or does not fit

A translation is a file NAME.json beside it of the same keys ("de.json", "pt-BR.json"). Texts are: what is given to tr()
and fail(); in what draws (src/view, src/app) every literal of words, for it is looked up when it is drawn; the words of
the tables below; those of presets and lessons; in the page tr("…") and what has data-text.
"""
import html.parser
import json
import pathlib
import re
import sys

here = pathlib.Path(__file__).parent
root = here.parent.parent
src = root / "src"

# What draws: there every literal of words is a text, but for those that are told apart below.
DRAWN = ("view/", "app/")
# What only its author will read, and TeX.
LEFT_OUT = re.compile(r"compute/(program|shape_checker|backend|cpu/)|view/(formula|fonts)|share/texts")
# What makes other programs' files, and the command line's own words: of these only what is given to tr() and fail().
ASIDE = re.compile(r"cli/|export/.*\.cpp|app/options|data/terms")
# Calls whose literals are names and no words.
NAMES = {"note", "command", "PushID", "GetID", "BeginChild", "BeginPopup", "OpenPopup", "find_panel", "find_property", "press_area",
         "getenv", "remember", "recall", "set_formula", "formula", "contains", "find", "value", "figure_tip"}
NO_WORDS = {"Hourglass", "NaN", "DATA:\n", "split,step,loss", "SwiftShader", "Software", "WebGPU", "ReLU", "SiLU", "NumPy", "PyTorch", "MNIST", "CIFAR-10"}
# Single words without a mark of their own: what examples, players and modules are called (data/dataset.cpp, method/), and some
# that are drawn.
CALLED = ("image", "images", "pixel", "point", "points", "coordinate", "row", "rows", "column", "generator", "discriminator",
          "encoder", "decoder", "classifier", "Encoder", "Decoder", "Generator", "Discriminator", "Classifier", "Layer", "Dropout",
          "Mixture", "Coupling", "input", "difference", "output", "output, logits", "code", "components", "data", "generated", "real?", "now", "start",
          "step", "samples/s", "fine-tuning")
# Calls that draw their words, and fields of tables that are drawn: there a single word is a text too.
DRAWS = {"caption", "text", "draw_text", "fitted", "empty", "paragraph", "label", "heading", "tooltip", "hint", "chip"}
FIELDS = {"title", "tab", "about", "text", "label", "help", "unit", "zero", "when", "line", "words", "message", "family", "source",
          "formula"}
# Of presets/*.json and lessons/*.json.
READ = {"title", "family", "line", "source", "text", "try", "words", "question", "answer"}

TOKEN = re.compile(r'''(?P<space>\s+|//[^\n]*|/\*.*?\*/|\#[^\n]*)|R"(?P<mark>[^(]*)\((?P<raw>.*?)\)(?P=mark)"'''
                   r'''|"(?P<text>(?:\\.|[^"\\])*)"|(?P<char>'(?:\\.|[^'\\])+')|(?P<word>[A-Za-z_][\w:]*|\d[\w.']*)|(?P<sign>->|\+=|.)''',
                   re.DOTALL)
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "0": "\0"}


class Literal:
    def __init__(self, text, line, call, place, before):
        self.text, self.line, self.call, self.place, self.before = text, line, call, place, before
        self.after = ""


def literals(source):
    """The string literals, adjacent ones joined: text, line, innermost call, its argument's number, neighbours."""
    found, stack, before, line, open_one, raw = [], [["", 0]], ["", ""], 1, None, False
    for match in TOKEN.finditer(source):
        kind, token = match.lastgroup, match.group()
        start = line
        line += token.count("\n")
        if kind == "space":
            continue
        if match.group("text") is not None or match.group("raw") is not None:
            text = match.group("raw")
            if text is None:
                text = re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[0]), match.group("text"))
            if open_one:
                open_one.text += text
            else:
                open_one = Literal(text, start, *stack[-1], tuple(before))
                found.append(open_one)
            continue
        if open_one:
            open_one.after, open_one = token, None
            before = ["", '"']
        if token in "([{":
            stack.append([before[1].rsplit("::", 1)[-1] if token == "(" else token, 0])
        elif token in ")]}":
            if len(stack) > 1:
                stack.pop()
        elif token == ",":
            stack[-1][1] += 1
        before = [before[1], token]
    return found


HOLE = re.compile(r"\{\{|\}\}|\{[^{}]*\}")


def has_letters(text):
    return re.search(r"[^\W\d_]{2,}", HOLE.sub(" ", text)) is not None


def is_words(text):
    """Told from names, keys, TeX and the like."""
    if not has_letters(text) or re.search(r"\\|[<>]{1}\w+[ =/]|^[\s#&+./-]|::|=\{|\w\(\)", text):
        return False
    return re.search(r"[^\W\d_][.,;:’)]*\s+[(“]*[^\W_]", text) is not None or re.match(r"\W*[A-Z][a-z’]+", text) is not None


def texts_of(name, source):
    """The texts of a source file, and those that are drawn without having been looked up: (line, text)."""
    found, forgotten = [], []
    if LEFT_OUT.match(name):
        return found, forgotten
    for literal in literals(source):
        text, call = literal.text, literal.call
        seen = text.split("##")[0]
        if call in ("tr", "fail") and literal.place == 0:
            found.append(text)
        elif call == "require_memory" and literal.place == 2:  # its remedy
            found.append(text)
        elif call == "plural" and literal.place == 1:
            found += [text, text + "s"]
        elif call in NAMES or seen in NO_WORDS or not has_letters(seen):
            continue
        elif literal.before[1] == "=" and literal.before[0] in FIELDS and not name.startswith("cli/"):
            found.append(seen)
        elif ASIDE.match(name):
            continue
        elif name.startswith("view/") and "##" in text:  # a label
            found.append(seen)
        elif name.startswith("view/") and call in DRAWS and not re.fullmatch(r"[a-z]+([-._][a-z]+)+", text):
            found.append(seen)
        elif is_words(seen):
            mixed = call in ("format", "append") or literal.after == "+" or literal.before[1] in ("+", "+=")
            if name.startswith(DRAWN) and (mixed or call == "tr"):
                forgotten.append((literal.line, text))
            elif name.startswith(DRAWN) or call in ("{", ">", "Error", "DeviceLost"):
                found.append(seen)
    return found, forgotten


def read_of(value, key=None):
    """The readable fields of a preset or a lesson."""
    if isinstance(value, dict):
        return [text for name, item in value.items() for text in read_of(item, name)]
    if isinstance(value, list):
        return [text for item in value for text in read_of(item, key)]
    return [value] if isinstance(value, str) and key in READ else []


def of_script(source):
    """What stands in tr`…`: `${…}` is a hole."""
    return [re.sub(r"\$\{(?:[^{}]|\{[^{}]*\})*\}", "{}", text).replace("\\n", "\n")
            for text in re.findall(r"\btr`((?:[^`\\]|\\.)*)`", source)]


class Page(html.parser.HTMLParser):
    """The words of elements with data-text, and the attributes that it names: data-text="aria-label"."""

    def __init__(self):
        super().__init__()
        self.texts, self.open = [], False

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.open = "data-text" in given and not given["data-text"]
        self.texts += [given[name] for name in (given.get("data-text") or "").split()]

    def handle_data(self, data):
        if self.open:
            self.texts.append(data)
        self.open = False


def gather():
    """All texts, in order, and a line for each that was forgotten."""
    found, forgotten = [], []
    for path in sorted(path for path in src.rglob("*") if path.suffix in (".cpp", ".h", ".def")):
        name = path.relative_to(src).as_posix()
        some, missed = texts_of(name, path.read_text("utf-8"))
        found += some
        forgotten += [f'src/{name}:{line}: "{text}" is drawn in English always; give it to tr()' for line, text in missed]
    for folder in ("presets", "lessons"):
        for path in sorted((src / folder).glob("*.json")):
            found += read_of(json.loads(path.read_text("utf-8")))
    for path in sorted((root / "web").glob("*.js")):
        found += of_script(path.read_text("utf-8"))
    page = Page()
    page.feed((root / "web/index.html").read_text("utf-8"))
    return sorted(text for text in {*found, *page.texts, *CALLED} if has_letters(text)), forgotten


def holes(text):
    """Of each hole its number, and how it is written."""
    found, next_one = set(), 0
    for number, form in re.findall(r"\{(\d*)(:[^{}]*)?\}", text.replace("{{", "").replace("}}", "")):
        found.add(int(number or next_one))
        next_one += not number
    return found


def faults(path, texts):
    """What a translation has that cannot be."""
    try:
        given = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        return [f"{path.name}: {error}"]
    if not isinstance(given, dict):
        return [f"{path.name}: is no object; write it as texts.json is"]
    lines = []
    for english, its in given.items():
        if english not in texts:
            lines.append(f"{path.name}: '{english}' is not in texts.json; leave it out")
        elif not isinstance(its, str):
            lines.append(f"{path.name}: '{english}' has no text; write one in quotes")
        elif its and holes(its) - holes(english):
            lines.append(f"{path.name}: '{english}': the holes of '{its}' are others; write them as there")
    return lines


def main():
    texts, lines = gather()
    file = here / "texts.json"
    new = json.dumps(dict.fromkeys(texts, ""), ensure_ascii=False, indent=0) + "\n"
    if "--check" not in sys.argv:
        file.write_text(new, "utf-8")
    elif not file.exists() or file.read_text("utf-8") != new:
        lines.append("src/texts/texts.json is not what the sources say; run ./dev texts")
    for path in sorted(here.glob("*.json")):
        if path != file:
            lines += faults(path, set(texts))
    sys.exit("\n".join(lines) if lines else 0)


if __name__ == "__main__":
    main()
