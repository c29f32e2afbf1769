#!/usr/bin/env python3
"""Compares what the readers make of real files with counts by Python's own libraries.

    cargo build --example units
    benches/formats.py FOLDER [target/debug/examples/units]

FOLDER holds a folder a format, as in the README beside such a collection. Exit 1 if a count differs. Broken files are
expected to be refused with line and column.
"""
import csv, io, json, os, plistlib, re, subprocess, sys, zipfile
import xml.etree.ElementTree as ET

root = sys.argv[1]
units = sys.argv[2] if len(sys.argv) > 2 else "target/debug/examples/units"


def local(e):
    return e.tag.rsplit("}", 1)[-1] if isinstance(e.tag, str) else ""


def tree(path):
    data = open(path, "rb").read()
    # A second mark is no XML; one is.
    while data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    if b"windows-1254" in data[:200]:
        data = data.decode("cp1254").replace("windows-1254", "utf-8").encode()
    return ET.fromstring(data)


def text(e):
    return "".join(e.itertext()).strip()


def xliff(path):
    """Source units that are for translation and have text: segments where there are any."""
    top = tree(path)
    count = 0
    if (top.get("version") or "").startswith("2"):
        def walk(e, wanted):
            nonlocal count
            wanted = (e.get("translate") or ("yes" if wanted else "no")) != "no"
            for c in e:
                if local(c) in ("file", "group"):
                    walk(c, wanted)
                elif local(c) == "unit" and (c.get("translate") or ("yes" if wanted else "no")) != "no":
                    for s in c:
                        if local(s) == "segment" and (text(s[0]) or len(s[0]) or any(text(t) for t in s)):
                            count += 1
        walk(top, True)
        return count

    def mrks(e):
        out = []
        for c in e:
            if local(c) == "mrk" and c.get("mtype") == "seg":
                out.append(c)
            else:
                out += mrks(c)
        return out

    def holds(e):
        """Text, or a code that stands alone."""
        for c in e:
            if local(c) in ("x", "ph") or (local(c) == "it" and c.get("pos") not in ("open", "close")):
                return True
            if local(c) in ("g", "mrk") and holds(c):
                return True
        words = (e.text or "") + "".join(c.tail or "" for c in e)
        return bool(words.strip())

    def walk(e, wanted):
        nonlocal count
        wanted = (e.get("translate") or ("yes" if wanted else "no")) != "no"
        for c in e:
            if local(c) in ("file", "group", "body", "bin-unit"):
                walk(c, wanted)
            elif local(c) == "trans-unit" and (c.get("translate") or ("yes" if wanted else "no")) != "no":
                kinds = {local(k): k for k in c}
                target = kinds.get("target")
                cut = mrks(kinds["seg-source"]) if "seg-source" in kinds else []
                answers = mrks(target) if target is not None else []
                if not cut or (not answers and target is not None and text(target)):
                    count += holds(kinds["source"]) or (target is not None and holds(target))
                else:
                    byid = {a.get("mid"): a for a in answers}
                    count += sum(holds(m) or (m.get("mid") in byid and holds(byid[m.get("mid")])) for m in cut)
    walk(top, True)
    return count


def tmx(path):
    if path.endswith(".zip"):
        z = zipfile.ZipFile(path)
        top = ET.fromstring(z.read(z.namelist()[0]))
    else:
        top = tree(path)
    return sum(local(e) == "tuv" for e in top.iter())


def tbx(path):
    count = 0
    for entry in tree(path).iter():
        if local(entry) in ("termEntry", "conceptEntry"):
            count += sum(local(s) in ("langSet", "langSec") and any(local(t) == "term" for t in s.iter()) for s in entry)
    return count


def qt(path):
    count = 0
    for m in tree(path).iter("message"):
        t, s = m.find("translation"), m.find("source")
        if s is None or (t is not None and t.get("type") in ("vanished", "obsolete")):
            continue
        forms = t.findall("numerusform") if t is not None else []
        if not (text(s) or len(s) or (t is not None and text(t))):
            continue
        count += max(1, len(forms))
    return count


def android(path):
    count = 0
    for e in tree(path):
        if e.get("translatable") == "false" or e.get("name") is None:
            continue
        if e.tag == "string":
            count += not re.fullmatch(r"[@?]\S*/\S*", text(e))
        elif e.tag in ("plurals", "string-array"):
            count += len(e.findall("item"))
    return count


def resx(path):
    return sum(
        e.get("type", "System.String").startswith("System.String") and e.get("mimetype") is None
        and not e.get("name").startswith(">>") and e.find("value") is not None
        for e in tree(path).findall("data"))


def strings(path):
    data = open(path, "rb").read()
    if data.startswith(b"bplist"):
        return sum(isinstance(v, str) for v in plistlib.loads(data).values())
    body = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    body = re.sub(r"/\*.*?\*/", "", body, flags=re.S)
    return len(re.findall(r'(?m)^\s*(?:"(?:[^"\\]|\\.)*"|[\w.-]+)\s*=\s*"(?:[^"\\]|\\.)*"\s*;', body))


def stringsdict(path):
    count = 0
    for entry in plistlib.load(open(path, "rb")).values():
        for name, value in entry.items():
            if isinstance(value, dict):
                count += sum(k in ("zero", "one", "two", "few", "many", "other") for k in value)
            elif name == "NSStringLocalizedFormatKey":
                count += not re.fullmatch(r"%#@[^@]*@", value)
    return count


def po(path):
    """Entries with a translation or without, each plural form one; without header and obsolete ones."""
    data = open(path, "rb").read()
    found = re.search(rb"charset=\s*([\w-]+)", data)
    label = "utf-16" if data[:2] == b"\xff\xfe" else (found.group(1).decode() if found else "utf-8")
    body = data.decode({"CHARSET": "utf-8"}.get(label, label), "replace").replace("\r", "\n").lstrip("\ufeff")
    count, entry, kind = 0, {}, None
    credits = ("translator-credits", "translator_credits", "translation-credits")

    def close():
        nonlocal count, entry
        if "msgid" in entry and (entry["msgid"] or "msgctxt" in entry) and entry["msgid"] not in credits:
            count += sum(k.startswith("msgstr") for k in entry)
        entry = {}

    for line in body.split("\n"):
        line = line.strip()
        if not line or line.startswith("domain"):
            continue
        if line.startswith("#"):
            if line[:2] not in ("#~", "#|") and any(k.startswith("msgstr") for k in entry):
                close()
            continue
        m = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s*"(.*)"$', line)
        if m:
            if m.group(1) in ("msgid", "msgctxt") and any(k.startswith("msgstr") for k in entry):
                close()
            kind = m.group(1)
            entry[kind] = m.group(2)
        else:
            entry[kind] += line[1:-1]
    close()
    return count


def properties(path):
    data = open(path, "rb").read()
    try:
        body = data.decode()
    except UnicodeDecodeError:
        body = data.decode("latin-1")
    lines, count, goes_on = body.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 0, False
    for line in lines:
        if not goes_on:
            if not line.strip() or line.lstrip()[0] in "#!":
                continue
            count += 1
        goes_on = (len(line) - len(line.rstrip("\\"))) % 2 == 1
    return count


def docx(path):
    """Paragraphs with text that was not deleted, of body, notes, headers and footers."""
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    gone = {w + n for n in ("del", "moveFrom", "rt", "instrText", "delText")} | {
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
    z = zipfile.ZipFile(path)
    count = 0
    for name in z.namelist():
        if not re.fullmatch(r"word/(document|footnotes\w*|endnotes\w*|header\w*|footer\w*)\.xml", name):
            continue

        def own(e, top):
            """Text of a paragraph, not of paragraphs in boxes within it, and none of a field's code."""
            if e.tag in gone or (e.tag == w + "p" and not top):
                return ""
            if e.tag == w + "fldChar":
                return {"begin": "\0", "separate": "\1", "end": "\1"}.get(e.get(w + "fldCharType"), "")
            if e.tag == w + "t":
                return e.text or ""
            return "".join(own(c, False) for c in e)

        def walk(e):
            nonlocal count
            if e.tag in gone:
                return
            if e.tag == w + "p":
                count += bool(re.sub("\0[^\0\1]*\1", "", own(e, True)).replace("\1", "").strip())
            for c in e:
                walk(c)
        walk(ET.fromstring(z.read(name)))
    return count


READ = {"xliff12": xliff, "sdlxliff": xliff, "xliff2": xliff, "tmx": tmx, "tbx": tbx, "qt-ts": qt, "android": android, "resx": resx,
        "strings": strings, "po": po, "properties": properties, "docx": docx}


def ours(path):
    out = subprocess.run([units, path], capture_output=True, text=True).stdout.splitlines()
    rows = [line.split("\t") for line in out if not line.startswith("\t")]
    if rows and rows[0][1] == "error":
        return rows[0][2]
    counted = [int(r[4].split()[0]) for r in rows if r[2] != "target"]
    return sum(counted)


same = differ = refused = read = 0
for folder, _, names in sorted(os.walk(root)):
    for name in sorted(names):
        path = os.path.join(folder, name)
        kind = os.path.relpath(path, root).split(os.sep)[0]
        if os.sep not in os.path.relpath(path, root):
            continue
        count = {".stringsdict": stringsdict}.get(os.path.splitext(name)[1], READ.get(kind))
        if name.endswith(".xcstrings"):
            count = None
        found = ours(path)
        if isinstance(found, str):
            refused += 1
            print(f"refused {os.path.relpath(path, root)}: {found}")
            continue
        read += 1
        if count is None:
            continue
        try:
            wanted = count(path)
        except Exception as error:  # the other reader's own limits
            print(f"uncounted {os.path.relpath(path, root)}: {error}")
            continue
        if wanted == found:
            same += 1
        else:
            differ += 1
            print(f"DIFFERS {os.path.relpath(path, root)}: {found} units, {wanted} by Python")
print(f"{read} files read, {refused} refused; {same} counts the same, {differ} differ")
sys.exit(1 if differ else 0)
