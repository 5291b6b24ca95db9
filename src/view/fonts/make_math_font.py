#!/usr/bin/env python3
"""Makes the font of formulas from STIX Two Math: the letters and signs that view/formula.cpp knows, in base64url: as a C++
file (share/embedded.h) and as JSON, which the page fetches when there is a formula to be set.

usage: make_math_font.py STIXTwoMath-Regular.ttf NAME OUT.cpp OUT.json

Dear ImGui counts characters in 16 bits, and Unicode's mathematical alphabets lie beyond. So they stand in the private
area here: an alphabet's letter at STYLES + the plain letter, the n-th size of a sign at LARGER + 256 n + its low byte.
"""
import base64
import json
import sys

from fontTools.ttLib import TTFont

sys.dont_write_bytecode = True  # the sources stay as they are
from make_font import subset

SIGNS = "!()*+,./:;<=>[]|±·×–…→∂∇∈∏∑−∘√∝∞‖∫∼≈≠≡≤≥≪≫⊙⋅⋯ℓ\u0302\u0303\u0307"
GREEK = "αβγδεζηθικλμνξοπρςστυφχψω"
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LETTERS = CAPITALS + CAPITALS.lower()
# Where an alphabet begins here, and those of its letters that are kept.
STYLES = {
    "italic": (0xE000, LETTERS + "αβγδεζηθκλμνξπρστφχψωϵϕ"),
    "bold": (0xE400, "IWbhrxyz"),
    "script": (0xE800, "DLNU"),
    "blackboard": (0xEC00, "EPR"),
}
LARGER = 0xF000
# Which of the font's sizes of a sign are kept, the first at n = 1.
SIZES = {**dict.fromkeys("()[]", (1, 3, 5, 8)), "√": (1, 2, 3), "∑": (1,), "∏": (1,), "∫": (1,)}


def place(style, letter):
    """Where Unicode has it; some letters of its alphabets stood elsewhere before."""
    elsewhere = {"italic h": "ℎ", "script L": "ℒ", "blackboard R": "ℝ", "blackboard P": "ℙ", "italic ϵ": "𝜖", "italic ϕ": "𝜙"}
    if found := elsewhere.get(f"{style} {letter}"):
        return ord(found)
    first = {"italic": "𝐴", "bold": "𝐀", "script": "𝒜", "blackboard": "𝔸", "italic greek": "𝛼"}
    if letter in GREEK:
        return ord(first[style + " greek"]) + GREEK.index(letter)
    return ord(first[style]) + LETTERS.index(letter)


def main():
    source, name, out, json_out = sys.argv[1:]
    font = TTFont(source)
    cmap, added = font.getBestCmap(), {}
    for style, (first, letters) in STYLES.items():
        for letter in letters:
            added[first + ord(letter)] = cmap[place(style, letter)]
    variants = font["MATH"].table.MathVariants
    for sign, sizes in SIZES.items():
        larger = variants.VertGlyphConstruction[variants.VertGlyphCoverage.glyphs.index(cmap[ord(sign)])]
        for n, size in enumerate(sizes, 1):
            added[LARGER + 256 * n + (ord(sign) & 255)] = larger.MathGlyphVariantRecord[size].VariantGlyph
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update(added)
    # ImGui's size is ascent + descent: an em, so that a size is what it is in print.
    font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = 750, -250, 0
    data = subset(font, [*map(ord, " 0123456789ΓΔΘΛΞΠΣΦΨΩ" + LETTERS + SIGNS), *added], name)
    text = base64.urlsafe_b64encode(data).decode().rstrip("=")
    with open(json_out, "w", encoding="utf-8") as file:
        json.dump({name: text}, file)
    with open(out, "w", encoding="utf-8") as file:
        file.write(f"""// {name}: made by src/view/fonts from STIX Two Math (SIL Open Font License 1.1).
#include "share/embedded.h"

namespace hourglass::embedded {{

std::span<const File> fonts() {{
  static constexpr File files[] = {{{{"{name}", "{text}"}}}};
  return files;
}}
bool fonts_failed() {{ return false; }}

}}  // namespace hourglass::embedded
""")


main()
