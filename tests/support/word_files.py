"""Word files with comments, footnotes and other parts, made for tests."""

import io
import zipfile

from tests.support import import_samples

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def word_file(body: str, created: str = "2021-03-03T08:00:00Z", **parts: str) -> bytes:
    """A Word file with this body, and parts such as `comments` and `footnotes`."""
    with zipfile.ZipFile(io.BytesIO(import_samples.docx(()))) as packed:
        entries: dict[str, str | bytes] = {name: packed.read(name) for name in packed.namelist()}
    spaces = (
        f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    entries["word/document.xml"] = f"<w:document {spaces}><w:body>{body}</w:body></w:document>"
    core = entries["docProps/core.xml"]
    assert isinstance(core, bytes)
    entries["docProps/core.xml"] = core.replace(b"2021-03-03T08:00:00Z", created.encode())
    kinds, links = entries["[Content_Types].xml"], []
    assert isinstance(kinds, bytes)
    for name, content in parts.items():
        entries[f"word/{name}.xml"] = f"<w:{name} {spaces}>{content}</w:{name}>"
        kind = f'<Override PartName="/word/{name}.xml" ContentType="{MAIN}.{name}+xml"/>'
        kinds = kinds.replace(b"</Types>", f"{kind}</Types>".encode())
        links.append(f'<Relationship Id="{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>')
    entries["[Content_Types].xml"] = kinds
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    entries["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="{relations}">{"".join(links)}</Relationships>'
    )
    return import_samples.zipped(entries)
