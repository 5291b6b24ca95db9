"""Writes the C++ file that holds a folder's *.json, without their white space; what is no JSON ends the build.
Of another ending the files are held as they are.

usage: embed_files.py FOLDER NAME OUT.cpp [ENDING]     NAME: of the function in share/embedded.h
"""
import json
import pathlib
import sys

folder, name, out = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
ending = sys.argv[4] if len(sys.argv) > 4 else "json"


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


rows = [f'    {{"{file.stem}", R"file({text_of(file)})file"}},\n' for file in sorted(folder.glob(f"*.{ending}"))]

out.write_text(f"""// Made by embed_files.py from {folder.name}/.
#include "share/embedded.h"

namespace hourglass::embedded {{

std::span<const File> {name}() {{
  static constexpr File files[] = {{
{"".join(rows)}  }};
  return files;
}}

}}  // namespace hourglass::embedded
""", "utf-8")
