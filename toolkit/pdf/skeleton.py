"""A tagged PDF of one page without its content and fonts, which are put in anew for each file that is written."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pikepdf

from toolkit.pdf.made_fonts import MadeFont, put_font
from toolkit.pdf.metadata import packet_of
from toolkit.pdf.writing import Writer

# A text stays as it is; around what begins or ends an object no space is needed.
_SPACES = re.compile(rb"(\((?:\\.|[^\\()])*\))| *(<<|>>|[][/<>]) *", re.DOTALL)


class Skeleton:
    """What is the same in each file. `instructions` say what of the page's resources is used."""

    def __init__(self, pdf: pikepdf.Pdf, instructions: Iterable[Any]) -> None:
        page = pdf.pages[0].obj
        del page.Contents, page.Resources.Font, pdf.Root.Metadata
        # Not by reference, or it would stay beside its copy.
        page.Resources = pikepdf.Dictionary(dict(page.Resources))
        _drop_unused(page.Resources, instructions)
        self._packet = packet_of(str(pdf.docinfo.Title))
        file = io.BytesIO()
        # Numbers anew, without what nothing leads to any more.
        pdf.save(file, object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True)
        with pikepdf.open(file) as saved:
            self._page = saved.pages[0].obj.objgen[0]
            self._catalog, self._info = saved.Root.objgen[0], saved.trailer.Info.objgen[0]
            resources = _short(saved.pages[0].obj.Resources.unparse(resolved=True))
            del saved.pages[0].obj.Resources
            self._resources = resources.removesuffix(b">>")
            self._objects: list[tuple[bytes, bytes | None]] = []
            for each in saved.objects:
                if isinstance(each, pikepdf.Stream):
                    data, entries = each.read_raw_bytes(), each.stream_dict
                    del entries["/Length"]
                    self._objects.append((_short(entries.unparse(resolved=True))[2:-2], data))
                else:
                    self._objects.append((_short(each.unparse(resolved=True)), None))

    def file(self, contents: Sequence[bytes], fonts: Mapping[str, MadeFont]) -> bytes:
        """Return the file with this content, in one stream or several, and these fonts by their name in it."""
        target = io.BytesIO()
        writer = Writer(target)
        numbers = [writer.number() for _each in self._objects]
        metadata, shown = writer.number(), [writer.number() for _content in contents]
        writer.put_stream(metadata, b"/Type/Metadata/Subtype/XML", self._packet)
        for number, content in zip(shown, contents, strict=True):
            writer.put_compressed(number, b"", content)
        named = b"".join(
            b"%s %d 0 R" % (name.encode(), put_font(writer, font)) for name, font in fonts.items()
        )
        listed = b" ".join(b"%d 0 R" % number for number in shown)
        more = {
            self._page: b"/Contents[%s]/Resources%s/Font<<%s>>>>" % (listed, self._resources, named),
            self._catalog: b"/Metadata %d 0 R" % metadata,
        }
        for number, (text, data) in zip(numbers, self._objects, strict=True):
            if data is not None:
                writer.put_stream(number, text, data)
            elif number in more:
                writer.put(number, text.removesuffix(b">>") + more[number] + b">>")
            else:
                writer.put(number, text)
        writer.finish(self._catalog, self._info)
        return target.getvalue()


def font_entries(descriptor: pikepdf.Object) -> bytes:
    """Return what a descriptor says of a font, other than what depends on the letters in it."""
    names = {
        "/Ascent",
        "/CapHeight",
        "/Descent",
        "/Flags",
        "/FontBBox",
        "/FontFamily",
        "/ItalicAngle",
        "/StemV",
    }
    kept = {name: value for name, value in descriptor.items() if name in names}
    return _short(pikepdf.Dictionary(kept).unparse(resolved=True))[2:-2]


def _drop_unused(resources: pikepdf.Object, instructions: Iterable[Any]) -> None:
    used = {
        str(operand)
        for instruction in instructions
        for operand in instruction.operands
        if isinstance(operand, pikepdf.Name)
    }
    for kind, named in dict(resources).items():
        for name in set(named.keys()) - used if isinstance(named, pikepdf.Dictionary) else ():
            del named[name]
        if not len(named):
            del resources[kind]


def _short(text: bytes) -> bytes:
    """Leave out the spaces that say nothing."""
    return _SPACES.sub(lambda match: match[1] or match[2], text)
