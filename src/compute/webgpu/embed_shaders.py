"""Writes the table of shaders/*.wgsl, one entry a kernel, its #includes unfolded to parts of files; and the parts'
texts, by "FILE:FIRST_LINE", as a C++ file (share/embedded.h) and as JSON, which the page fetches.
Where an include has a twin for software adapters, shared/NAME_quads.wgsl, the kernel gets a second
entry that includes the twin: KERNEL_quads.

usage: embed_shaders.py SHADERS_FOLDER TABLE.cpp TEXTS.cpp TEXTS.json
"""
import json
import pathlib
import re
import sys

folder, out, texts_out, json_out = map(pathlib.Path, sys.argv[1:])
grids = {
    "one": r"one()()",
    "rows": r"rows of (\d+)()",
    "elements": r"elements of (\d+) by (\d+)",
    "product": r"product()()",
}


def twin_of(file):
    return file.replace(".wgsl", "_quads.wgsl")


def parts_of(file, seen, quads=False):
    """[(file, first line, text)] of a file: each included file once, where it is first named."""
    if file in seen:
        return []
    seen.add(file)
    parts, lines, first = [], [], 1

    def close():
        if lines:
            parts.append((f"shaders/{file}", first, "".join(lines)))

    for number, line in enumerate((folder / file).read_text("utf-8").splitlines(), 1):
        include = re.fullmatch(r'#include "(.+)"\s*', line)
        if include:
            close()
            if not (folder / include[1]).is_file():
                sys.exit(f"shaders/{file}:{number}: no file shaders/{include[1]}")
            twin = twin_of(include[1])
            take_twin = quads and (folder / twin).is_file()
            parts += parts_of(twin if take_twin else include[1], seen, quads)
            lines, first = [], number + 1
        else:
            lines.append(re.sub(r"\s*//.*", "", line).strip() + "\n")  # the page has no readers
    close()
    return parts


def grid_of(file):
    head = re.search(r"^// grid: (.+)$", file.read_text("utf-8"), re.M)
    for name, pattern in grids.items():
        found = head and re.fullmatch(pattern, head[1].strip())
        if found:
            return name, found[1] or 0, found[2] or 1
    sys.exit(f"shaders/{file.name}: its head needs a line «// grid: one», «rows of N», «elements of N by M» or «product»")


arrays, table, texts = [], [], {}
for file in sorted(folder.glob("*.wgsl")):
    name, binding, per = grid_of(file)
    for stem, quads in ((file.stem, False), (f"{file.stem}_quads", True)):
        seen = set()
        parts = parts_of("shared/constants.wgsl", seen) + parts_of(file.name, seen, quads)
        if quads:
            if not any(part[0].endswith("_quads.wgsl") for part in parts):
                continue
            parts = [("the first line", 1, "enable subgroups;\n")] + parts
        texts |= {f"{part}:{first}": text for part, first, text in parts}
        rows = "".join(f'    {{"{part}", {first}}},\n' for part, first, text in parts)
        arrays.append(f"constexpr Part {stem}[] = {{\n{rows}}};\n")
        table.append(f'    {{"{stem}", Grid::{name}, {binding}, {per}, {stem}}},\n')

out.write_text(f"""// Made by embed_shaders.py from shaders/.
#include "compute/webgpu/shaders.h"

namespace hourglass::webgpu {{
namespace {{

{"".join(arrays)}
constexpr Shader table[] = {{
{"".join(table)}}};

}}  // namespace

std::span<const Shader> shaders() {{ return table; }}

}}  // namespace hourglass::webgpu
""", "utf-8")

json_out.write_text(json.dumps(texts, separators=(",", ":")), "utf-8")
rows = "".join(f'      {{"{name}", R"wgsl({text})wgsl"}},\n' for name, text in texts.items())
texts_out.write_text(f"""// Made by embed_shaders.py from shaders/.
#include "share/embedded.h"

namespace hourglass::embedded {{

std::span<const File> shaders() {{
  static constexpr File files[] = {{
{rows}  }};
  return files;
}}

}}  // namespace hourglass::embedded
""", "utf-8")
