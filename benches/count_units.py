#!/usr/bin/env python3
"""Compares what the readers make of real files with counts by polib and translate-toolkit, two readers that others wrote.

    pip install polib translate-toolkit
    cargo build --example units
    benches/count_units.py FOLDER [target/debug/examples/units]

FOLDER holds a folder a format, as for `formats.py`, whose counts need no library. A library that is not installed is left out, and so are
files that it cannot read. Exit 1 if a count differs that is not explained below.
"""
import os, subprocess, sys, warnings

warnings.filterwarnings("ignore")
root = sys.argv[1]
units = sys.argv[2] if len(sys.argv) > 2 else "target/debug/examples/units"

try:
    import polib
except ImportError:
    polib = None
try:
    from translate.storage import aresource, factory, properties, resx
except ImportError:
    aresource = factory = properties = resx = None

NOT_KNOWN = (b'mtype="seg"', b"<seg-source", b"<bin-unit", b'<group translate="no"', b'<file translate="no"')
CREDITS = ("translator-credits", "translator_credits", "translation-credits")


# Counts that differ for a reason.
EXPLAINED = {
    "qt-ts/TestInQT.ts": "a message without source, which leaves nothing to compare, is a unit to the library",
    "resx/okapi.Test01.resx": "sizes, icons and other typed data are units to the library",
    "resx/sharex.helpers.resx": "sizes, icons and other typed data are units to the library",
    "android/nextcloud-notes/values-ru/strings.xml": "the library leaves out the form `other` of Russian",
}


def po(path):
    """Entries that are not obsolete, each plural form one."""
    return sum(len(e.msgstr_plural) or 1 for e in polib.pofile(path) if not e.obsolete and e.msgid not in CREDITS)


def mo(path):
    return sum(len(e.msgstr_plural) or 1 for e in polib.mofile(path) if e.msgid not in CREDITS)


def toolkit(path):
    """Units with a source that are for translation and not obsolete; of a unit with forms, the forms of its translation."""
    body = open(path, "rb").read()
    if any(mark in body for mark in NOT_KNOWN):
        raise ValueError("segments within units, and what a group says of its units, are not known to the library")
    own = {".properties": properties and properties.javafile, ".resx": resx and resx.RESXFile}.get(os.path.splitext(path)[1])
    if os.path.basename(path) == "strings.xml":
        own = aresource.AndroidResourceFile
    count = 0
    for unit in (own.parsefile(path) if own else factory.getobject(path)).units:
        # An empty value of a key is a unit of a catalogue.
        if not path.endswith(".resx") and (unit.isheader() or unit.isobsolete() or not unit.istranslatable()):
            continue
        target = unit.target
        # A unit that is empty on both sides is nothing to compare; one of codes alone is.
        if path.endswith(".xlf") and not (unit.rich_source[0] or unit.rich_source[0].sub or str(target or "").strip()):
            continue
        count += max(1, len(getattr(target, "strings", None) or []))
    return count


READ = {
    "po": (polib, po), "mo": (polib, mo), "qt-ts": (factory, toolkit), "tmx": (factory, toolkit), "properties": (factory, toolkit),
    "xliff12": (factory, toolkit), "resx": (factory, toolkit), "android": (factory, toolkit),
}


def ours(path):
    out = subprocess.run([units, path], capture_output=True, text=True).stdout.splitlines()
    rows = [line.split("\t") for line in out if not line.startswith("\t")]
    if not rows or rows[0][1] == "error":
        return None
    sides = [int(r[4].split()[0]) for r in rows if r[2] != "target"]
    # A memory has a text a language, and the library counts units.
    return max(sides) if rows[0][1] == "tmx" else sum(sides)


same = differ = 0
for folder, _, names in sorted(os.walk(root)):
    for name in sorted(names):
        path = os.path.join(folder, name)
        library, count = READ.get(os.path.relpath(path, root).split(os.sep)[0], (None, None))
        if library is None:
            continue
        found = ours(path)
        if found is None:
            continue
        try:
            wanted = count(path)
        except Exception as error:  # the library's own limits
            print(f"uncounted {os.path.relpath(path, root)}: {type(error).__name__}: {str(error)[:100]}")
            continue
        if wanted == found:
            same += 1
        elif os.path.relpath(path, root) in EXPLAINED:
            print(f"explained {os.path.relpath(path, root)}: {found} units, {wanted} by the library: {EXPLAINED[os.path.relpath(path, root)]}")
        else:
            differ += 1
            print(f"differs {os.path.relpath(path, root)}: {found} units, {wanted} by {library.__name__.split('.')[0]}")
print(f"{same} counts the same, {differ} differ")
sys.exit(1 if differ else 0)
