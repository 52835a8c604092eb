"""What a file says of itself, and nothing on which software made it, who or when: its title, and that it is PDF/UA."""

from xml.sax.saxutils import escape

_PACKET = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\
<rdf:Description rdf:about="" pdfuaid:part="1"><dc:title><rdf:Alt>\
<rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def packet_of(title: str) -> bytes:
    """Return the metadata of a file with this title (XMP, ISO 16684-1)."""
    return _PACKET.format(title=escape(title)).encode()
