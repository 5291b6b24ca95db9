"""Writes the C++ file that holds a folder's *.json, without their white space; what is no JSON ends the build.
Of another ending the files are held as they are. The same as JSON, {name: text}, is for the page to fetch.

usage: embed_files.py FOLDER NAME ENDING OUT.cpp [OUT.json]     NAME: of the function in share/embedded.h
"""
import json
import pathlib
import sys

folder, name, ending, out, *json_outs = pathlib.Path(sys.argv[1]), *sys.argv[2:4], *map(pathlib.Path, sys.argv[4:])


def unique(pairs):
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"'{key}' is there twice; leave one out")
    return dict(pairs)


def text_of(file):
    text = file.read_text("utf-8")
    if ending != "json":
        return text
    try:
        value = json.loads(text, object_pairs_hook=unique)
    except ValueError as error:
        sys.exit(f"{file}: {error}")
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# texts/texts.json is the list that translations begin with, and none of them.
texts = {file.stem: text_of(file) for file in sorted(folder.glob(f"*.{ending}")) if file.name != "texts.json"}
for json_out in json_outs:
    json_out.write_text(json.dumps(texts, ensure_ascii=False, separators=(",", ":")), "utf-8")
rows = "".join(f'    {{"{stem}", R"file({text})file"}},\n' for stem, text in texts.items())
body = f"  static constexpr File files[] = {{\n{rows}  }};\n  return files;" if rows else "  return {};"

out.write_text(f"""// Made by embed_files.py from {folder.name}/.
#include "share/embedded.h"

namespace hourglass::embedded {{

std::span<const File> {name}() {{
{body}
}}

}}  // namespace hourglass::embedded
""", "utf-8")
