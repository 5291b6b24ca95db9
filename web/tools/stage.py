#!/usr/bin/env python3
"""Lays out the page as a static folder: web/*, both builds' .js and .wasm, and beside each compressible
file its .br and .gz, which a static server may send instead.

usage: stage.py WEB OUT BUILD
Languages, src/texts/NAME.json, lie in texts/, and languages.json names them (web/texts.js).

Left out: what only the build reads (tools/, CMakeLists.txt, library_*.js, *_externs.js) and the README's
picture. Only what changed is written.
"""
import fcntl
import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path

fetched = ("lessons.json", "scripts.json", "fonts.json", "shaders.json", "languages.json")  # when they are wanted: no part of the first visit
COMPRESSIBLE = {".js", ".mjs", ".wasm", ".html", ".css", ".svg", ".json", ".webmanifest", ".txt", ".wgsl", ".map"}


def sources(web, build):
    for path in sorted(web.rglob("*")):
        name = path.relative_to(web)
        hidden = any(part.startswith(".") for part in name.parts)
        if path.is_file() and not hidden and name.parts[0] not in ("tools", "CMakeLists.txt", "picture.png"):
            if not name.name.startswith("library_") and not name.name.endswith("_externs.js"):
                yield str(name), path
    for variant in ("threads", "single"):
        for ending in ("js", "wasm"):
            path = build / f"web-{variant}" / f"hourglass-{variant}.{ending}"
            if path.is_file():
                yield path.name, path
    # What both builds fetch when it is wanted, from whichever is there.
    for name in fetched:  # languages.json is made below
        for variant in ("threads", "single"):
            path = build / f"web-{variant}" / name
            if path.is_file():
                yield name, path
                break
    languages = [path for path in sorted((web.parent / "src/texts").glob("*.json")) if path.stem != "texts"]
    yield from ((f"texts/{path.name}", path) for path in languages)
    listed = build / "languages.json"
    listed.write_text(json.dumps([path.stem for path in languages]), "utf-8")
    yield listed.name, listed


def compress(path):
    data = path.read_bytes()
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(data, 9, mtime=0))
    if shutil.which("brotli"):
        out = path.with_name(path.name + ".br")
        subprocess.run(["brotli", "-f", "-q", "11", "-w", "22", "-o", out, path], check=True)


def main():
    web, out, build = map(Path, sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    # Both presets stage the same folder, perhaps at the same time.
    lock = open(build / "stage.lock", "w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    keep = {}
    for name, path in sources(web, build):
        to = out / name
        keep[name] = to
        to.parent.mkdir(parents=True, exist_ok=True)
        # Compressed first, under its own name, so that no interruption leaves an old .br beside a new file.
        if not to.exists() or to.read_bytes() != path.read_bytes():
            shutil.copyfile(path, to)
            if to.suffix in COMPRESSIBLE:
                compress(to)
    for path in out.rglob("*"):
        name = str(path.relative_to(out))
        if path.is_file() and name not in keep and name.removesuffix(".br").removesuffix(".gz") not in keep:
            path.unlink()

    def sent(path):  # bytes over the wire
        packed = path.with_name(path.name + ".br")
        return packed.stat().st_size if packed.exists() else path.stat().st_size

    for variant, other in (("threads", "single"), ("single", "threads")):
        if f"hourglass-{variant}.wasm" in keep:
            parts = {name: sent(path) for name, path in keep.items() if f"hourglass-{other}" not in name and name not in fetched and not name.startswith("texts/")}
            largest = ", ".join(f"{name} {size / 1000:.0f}" for name, size in
                                sorted(parts.items(), key=lambda item: -item[1])[:3])
            print(f"page, {variant}: {sum(parts.values()) / 1000:.0f} KB over the wire, brotli ({largest})")


main()
