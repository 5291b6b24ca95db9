#!/usr/bin/env python3
"""Makes the app's font from Inter's variable font: one weight, the characters we draw, digits of equal
width (so that counters don't dance), as a C++ array.

usage: make_font.py INTER.ttf WEIGHT NAME OUT.cpp [FALLBACK.ttf...]

Characters that Inter lacks are taken from the fallback fonts; those that none has are left out. The letters of the
languages in src/texts come along.
Left out too: kerning, hinting and features, which Dear ImGui does not use.
"""
import io
import json
import logging
import pathlib
import sys

from fontTools.misc.transform import Scale
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib import instancer

logging.disable(logging.WARNING)

RANGES = [
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x00FF),  # Latin-1
    (0x0131, 0x0131), (0x0152, 0x0153), (0x02C6, 0x02DC), (0x0302, 0x0304), (0x0307, 0x0307),  # hats
    (0x0370, 0x03FF),  # Greek
    (0x2010, 0x2027), (0x202F, 0x203A), (0x2044, 0x2044),  # general punctuation
    (0x2070, 0x209C),  # superscripts and subscripts
    (0x1D62, 0x1D6A),  # more subscripts
    (0x2113, 0x2113), (0x2122, 0x2122), (0x211D, 0x211D),
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
    (0x2318, 0x2318),
    (0x25A0, 0x25FF),  # geometric shapes
    (0x2713, 0x2717),  # tick and cross
    (0x27F2, 0x27F3), (0x29D6, 0x29D7),  # turning arrows, hourglasses
    (0x23ED, 0x23ED), (0x23EE, 0x23EE), (0x23F5, 0x23FA),  # transport
]
# Only these are worth taking from another font.
BORROWED = [0x03BC, 0x1D62, 0x2113, 0x2211, 0x2248, 0x2264, 0x2265, 0x22C5, 0x25B6, 0x27F2, 0x27F3, 0x29D6,
            0x29D7, 0x2713, 0x2717, 0x23ED, 0x23EE, 0x23F8, 0x2297, 0x2225, 0x2207, 0x2C7C, 0x1D40, 0x221D,
            0x2229, 0x222A, 0x27E8, 0x27E9]

UNITS = 512  # an em: enough for outlines on any screen, and small numbers make fewer bytes


def tabular_digits(font):
    """Points the character map's digits at the glyphs that the feature tnum would put there."""
    lookups = font["GSUB"].table.LookupList.Lookup
    swap = {}
    for record in font["GSUB"].table.FeatureList.FeatureRecord:
        if record.FeatureTag != "tnum":
            continue
        for index in record.Feature.LookupListIndex:
            for sub in lookups[index].SubTable:
                sub = getattr(sub, "ExtSubTable", sub)
                swap.update(getattr(sub, "mapping", {}))
    for table in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            table.cmap[code] = swap.get(table.cmap[code], table.cmap[code])


def borrow(font, wanted, names):
    """Copies the wanted outlines, scaled, from the first of the named fonts that has each."""
    for name in names:
        other = TTFont(name)
        cmap, glyphs = other.getBestCmap(), other.getGlyphSet()
        scale = font["head"].unitsPerEm / other["head"].unitsPerEm
        for code in [c for c in wanted if c in cmap and c not in font.getBestCmap()]:
            drawn = DecomposingRecordingPen(glyphs)
            glyphs[cmap[code]].draw(drawn)
            pen = TTGlyphPen(None)
            drawn.replay(TransformPen(pen, Scale(scale)))
            glyph = f"borrowed{code:04X}"
            font.setGlyphOrder([*font.getGlyphOrder(), glyph])
            font["glyf"].glyphs[glyph] = pen.glyph()
            font["glyf"].glyphOrder = font.getGlyphOrder()
            font["hmtx"][glyph] = (round(glyphs[cmap[code]].width * scale), 0)
            for table in font["cmap"].tables:
                if table.isUnicode():
                    table.cmap[code] = glyph


def letters_of_languages():
    folder = pathlib.Path(__file__).parents[2] / "texts"
    files = [file for file in folder.glob("*.json") if file.name != "texts.json"]
    return sorted({ord(c) for file in files for text in json.loads(file.read_text("utf-8")).values() for c in text if c > "~"})


def subset(font, codes, name):
    """The bytes of a font that keeps what is drawn of these characters."""
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = [0, 1, 2, 13]
    options.notdef_outline = True
    options.glyph_names = False
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "MATH", "STAT", "DSIG", "gasp", "MVAR", "HVAR", "avar", "meta", "kern"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    scale_upem(font, UNITS)
    data = io.BytesIO()
    font.save(data)
    data = data.getvalue()
    print(f"{name}: {len(font.getBestCmap())} characters, {len(data)} bytes")
    return data


def embed(data, name, out, origin):
    with open(out, "w", encoding="utf-8") as file:
        file.write(f"// {name}: made by src/view/fonts from {origin} (SIL Open Font License 1.1).\n")
        file.write('#include "fonts.h"\n\nnamespace hourglass::fonts {\n')
        file.write(f"const unsigned {name}_size = {len(data)};\n")
        file.write(f"alignas(4) const unsigned char {name}[] = {{\n")
        for start in range(0, len(data), 32):
            file.write(",".join(str(byte) for byte in data[start : start + 32]) + ",\n")
        file.write("};\n}  // namespace hourglass::fonts\n")


def main():
    source, weight, name, out, *fallbacks = sys.argv[1:]
    font = TTFont(source)
    font = instancer.instantiateVariableFont(font, {"wght": int(weight), "opsz": 14})
    tabular_digits(font)
    spoken = [code for code in letters_of_languages() if code not in BORROWED]
    borrow(font, BORROWED + spoken, fallbacks)
    data = subset(font, [c for first, last in RANGES for c in range(first, last + 1)] + BORROWED + spoken, name)
    embed(data, name, out, "Inter")


if __name__ == "__main__":
    main()
