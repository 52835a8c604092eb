#!/usr/bin/env python3
"""Build static/fonts/ and its two style sheets from the npm packages that the look names.

The results are committed, so a fresh machine needs neither npm nor this script. Run it again, with the
development environment and npm, when a font is updated:

    python scripts/build_fonts.py

It writes, for the web, one woff2 per family, style and script as published, and for PDF one whole TTF per
weight: WeasyPrint prints gibberish in Cyrillic when a family comes in pieces. For the scripts of names and
addresses that these two families lack, whole TTFs are copied as they are, for PDF alone. Nothing is
left half-built: each package is checked against its hash and each TTF against the letters we need before a
file is replaced.
"""

import base64
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "static" / "fonts"
STYLES = ROOT / "static" / "css" / "fonts.css"
PRINT_STYLES = ROOT / "static" / "css" / "print" / "fonts.css"
HEADING = "/* Written by scripts/build_fonts.py. */\n"
SCRIPTS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext")
WEIGHT_NAMES = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold", 800: "ExtraBold", 900: "Black"}
LETTERS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя"
    "ӘҒҚҢӨҰҮҺІәғқңөұүһі"
    " .,:;!?'\"()-–—«»“”‘’„…·/%&@#*+=№§"
)


class Package(NamedTuple):
    """An npm package at one version; `integrity` is the registry's own hash of the archive."""

    name: str
    version: str
    integrity: str
    family: str


COMMISSIONER = Package(
    "@fontsource-variable/commissioner",
    "5.3.0",
    "sha512-0IEvi8SO1slc5Pc9tA4OtA01I8UiCcEq/uh12oNjfHuABU9Lnz61l2V8o2cMPUUo3BAo5MbISVK2I/DSpBRw7Q==",
    "Commissioner",
)
LITERATA = Package(
    "@fontsource/literata",
    "5.3.0",
    "sha512-9JGMT5+YfBK49thoMq9ASaMRJErHT4V4QuMhAEwKHRLreOsIMP2xP6ZRLhPJ0e6YlET+kjWTJuN7LAxt9/gWGQ==",
    "Literata",
)
# Whole TTFs as published, for scripts of names and addresses that the two families lack.
OTHERS = (
    # Noto's Arabic fonts draw a letter and its dots apart, so that its text cannot be read back from a PDF.
    Package(
        "@expo-google-fonts/vazirmatn",
        "0.4.1",
        "sha512-sznMvxt99C4bsEcWCebs3XWb/av8z9a/Y4OQo8F7VPFT0xzzn7Whkkw6dqxcAyLYEiNNpTpa3/vp8t1/koK6Jw==",
        "Vazirmatn",
    ),
    Package(
        "@expo-google-fonts/noto-sans-armenian",
        "0.4.2",
        "sha512-AHnwnabRI64hwenSeePxp2TICbYK6Wg56o2y5shFTLWLWzwnPXv30r4LGy6NQYk9PliXizDU9Qeyvob6e3tsgQ==",
        "Noto Sans Armenian",
    ),
    Package(
        "@expo-google-fonts/noto-sans-georgian",
        "0.4.3",
        "sha512-qvQ/DE/F10hZPD/vYSm68aNWjOLyxGrCC3NzZR3L0RWpo2njqePvNjXcAcR9yvLwrREOmlWGtUD7GTAuIjlkzA==",
        "Noto Sans Georgian",
    ),
    Package(
        "@expo-google-fonts/noto-sans-hebrew",
        "0.4.1",
        "sha512-NR3vP6GT/hSINLrk4JHJBQnuzh/C1mlMrphNlI2dQaO53a3oTjSRoG4JyYb1B6bHadjsGh0wPZbT4kMJBKjT/w==",
        "Noto Sans Hebrew",
    ),
)
OTHER_WEIGHTS = {400: "400Regular", 700: "700Bold"}
OTHER_LETTERS = {
    # Arabic, Persian and Uyghur.
    "Vazirmatn": "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةىپچژگکیڭۇۆۈۋېەھ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹،؛؟",
    "Noto Sans Armenian": "ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖաբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
    "Noto Sans Georgian": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    "Noto Sans Hebrew": "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
}
COMMISSIONER_WEIGHTS = (400, 500, 600, 700, 800, 900)
LITERATA_FACES = ((400, "normal"), (400, "italic"), (600, "normal"))


def fetch_package(package: Package, folder: Path) -> Path:
    """Download and unpack a package under `folder`; returns where its files lie. Exits if the hash differs."""
    source = f"{package.name}@{package.version}"
    command = ["npm", "pack", "--silent", source, "--pack-destination", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - a fixed command of ours
    archive = folder / f"{package.name.removeprefix('@').replace('/', '-')}-{package.version}.tgz"
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if package.integrity != f"sha512-{digest}":
        sys.exit(f"{source} is not the package that this script was written for: its hash differs.")
    target = folder / package.family
    with tarfile.open(archive) as tar:
        tar.extractall(target, filter="data")
    return target / "package"


def unicode_ranges(css: str) -> dict[str, str]:
    """Return the unicode-range of each script, read from a package's own style sheet."""
    pattern = r"files/\w+-(?P<script>[a-z-]+?)-(?:wght|\d+)-\w+\.woff2.*?unicode-range:\s*(?P<range>[^;]+);"
    return {match["script"]: match["range"] for match in re.finditer(pattern, css, re.DOTALL)}


def web_file(family: str, script: str, weight: str, style: str) -> str:
    """Return the name of a web font file."""
    parts = [family.lower(), script] + ([] if weight == "variable" else [weight])
    return "-".join(parts + (["italic"] if style == "italic" else [])) + ".woff2"


def font_face(family: str, weight: str, style: str, *lines: str) -> str:
    """Return one @font-face rule."""
    rules = [f'font-family: "{family}"', f"font-style: {style}", f"font-weight: {weight}", *lines]
    return "@font-face {\n" + "".join(f"  {rule};\n" for rule in rules) + "}\n"


def web_face(family: str, file: str, weight: str, style: str, ranges: str) -> str:
    """Return the rule of a web font, loaded only where one of its letters occurs."""
    source = f'src: url("../fonts/{file}") format("woff2")'
    ranges = ", ".join(part.strip() for part in ranges.split(","))
    return font_face(family, weight, style, "font-display: swap", source, f"unicode-range: {ranges}")


def build_web(commissioner: Path, literata: Path, fonts: Path) -> str:
    """Copy the web fonts into `fonts` and return the style sheet that names them."""
    rules = [HEADING]
    ranges = unicode_ranges((commissioner / "wght.css").read_text())
    for script in SCRIPTS:
        file = web_file("Commissioner", script, "variable", "normal")
        shutil.copyfile(commissioner / "files" / f"commissioner-{script}-wght-normal.woff2", fonts / file)
        rules.append(web_face("Commissioner", file, "400 900", "normal", ranges[script]))
    for weight, style in LITERATA_FACES:
        sheet = f"{weight}-italic.css" if style == "italic" else f"{weight}.css"
        ranges = unicode_ranges((literata / sheet).read_text())
        for script in SCRIPTS:
            file = web_file("Literata", script, str(weight), style)
            shutil.copyfile(literata / "files" / f"literata-{script}-{weight}-{style}.woff2", fonts / file)
            rules.append(web_face("Literata", file, str(weight), style, ranges[script]))
    return "\n".join(rules)


def rename(font: TTFont, family: str, weight: int, style: str) -> None:
    """Give a merged font its own family, weight and PostScript names; embedded subsets collide otherwise."""
    words = [WEIGHT_NAMES[weight], "Italic"] if style == "italic" else [WEIGHT_NAMES[weight]]
    style_name = " ".join(words).replace("Regular Italic", "Italic")
    postscript = f"{family}-{style_name.replace(' ', '')}"
    names = font["name"]
    # Copyright, version and licence stay.
    names.names = [name for name in names.names if name.nameID in {0, 5, 13, 14} and name.platformID == 3]
    full = f"{family} {style_name}"
    texts = {1: full, 2: "Regular", 3: postscript, 4: full, 6: postscript, 16: family, 17: style_name}
    for name_id, text in texts.items():
        names.setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight


def build_whole(parts: list[Path], target: Path, family: str, weight: int, style: str, scratch: Path) -> None:
    """Merge the scripts of one weight into a TTF at `target`. Exits if a letter is missing."""
    instances = []
    for number, part in enumerate(parts):
        font = TTFont(part, recalcTimestamp=False)
        if "fvar" in font:
            font = instantiateVariableFont(font, {"wght": weight}, inplace=False)
        # Style tables of variable fonts and vertical metrics, which no PDF of ours uses, do not merge.
        for table in ("STAT", "vhea", "vmtx", "DSIG"):
            if table in font:
                del font[table]
        font.flavor = None
        path = scratch / f"{target.stem}-{number}.ttf"
        font.save(path)
        instances.append(str(path))
    font = Merger().merge(instances)
    # The same packages must give the same bytes: keep the dates of the source, not of the merge.
    font.recalcTimestamp = False
    font["head"].created = font["head"].modified = TTFont(parts[0])["head"].modified
    rename(font, family, weight, style)
    missing = sorted(letter for letter in LETTERS if ord(letter) not in font.getBestCmap())
    if missing:
        sys.exit(f"{target.name} lacks {''.join(missing)}")
    font.save(target)


def build_pdf(commissioner: Path, literata: Path, fonts: Path, scratch: Path) -> str:
    """Write one whole TTF per weight into `fonts` and return the style sheet that names them."""
    rules = [HEADING]
    parts = [commissioner / "files" / f"commissioner-{script}-wght-normal.woff2" for script in SCRIPTS]
    for weight in COMMISSIONER_WEIGHTS:
        file = f"Commissioner-{weight}.ttf"
        build_whole(parts, fonts / file, "Commissioner", weight, "normal", scratch)
        rules.append(font_face("Commissioner", str(weight), "normal", f'src: url("static:fonts/pdf/{file}")'))
    for weight, style in LITERATA_FACES:
        parts = [literata / "files" / f"literata-{script}-{weight}-{style}.woff2" for script in SCRIPTS]
        file = f"Literata-{weight}{'-Italic' if style == 'italic' else ''}.ttf"
        build_whole(parts, fonts / file, "Literata", weight, style, scratch)
        rules.append(font_face("Literata", str(weight), style, f'src: url("static:fonts/pdf/{file}")'))
    return "\n".join(rules)


def copy_whole(package: Package, source: Path, fonts: Path) -> str:
    """Copy the weights of a whole TTF into `fonts` and return their rules. Exits if a letter is missing."""
    rules = []
    stem = package.family.replace(" ", "")
    for weight, folder in OTHER_WEIGHTS.items():
        target = fonts / f"{stem}-{weight}.ttf"
        shutil.copyfile(source / folder / f"{stem}_{folder}.ttf", target)
        known = TTFont(target, lazy=True).getBestCmap()
        missing = sorted(letter for letter in OTHER_LETTERS[package.family] if ord(letter) not in known)
        if missing:
            sys.exit(f"{target.name} lacks {''.join(missing)}")
        line = f'src: url("static:fonts/pdf/{target.name}")'
        rules.append(font_face(package.family, str(weight), "normal", line))
    return "\n".join(rules)


def main() -> None:
    """Build everything in a temporary folder, then put it in place."""
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary)
        fonts = scratch / "fonts"
        (fonts / "pdf").mkdir(parents=True)
        commissioner, literata = fetch_package(COMMISSIONER, scratch), fetch_package(LITERATA, scratch)
        styles = build_web(commissioner, literata, fonts)
        print_styles = build_pdf(commissioner, literata, fonts / "pdf", scratch)
        for package, source in ((COMMISSIONER, commissioner), (LITERATA, literata)):
            shutil.copyfile(source / "LICENSE", fonts / f"OFL-{package.family}.txt")
        for package in OTHERS:
            source = fetch_package(package, scratch)
            print_styles += "\n" + copy_whole(package, source, fonts / "pdf")
            shutil.copyfile(source / "LICENSE_FONT", fonts / f"OFL-{package.family.replace(' ', '')}.txt")
        shutil.rmtree(FONTS, ignore_errors=True)
        shutil.copytree(fonts, FONTS)
        PRINT_STYLES.parent.mkdir(parents=True, exist_ok=True)
        STYLES.write_text(styles)
        PRINT_STYLES.write_text(print_styles)
    for path in sorted(FONTS.rglob("*")):
        if path.is_file():
            print(f"{path.stat().st_size:>8} {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
