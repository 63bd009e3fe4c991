"""What a file is, by its content, whatever its name ends in."""

import codecs
import struct

from ..core.errors import InputError
from .book import Kind
from .input_file import InputFile
from .packed import damage, open_packed

HEAD = 1 << 16
"""Bytes at the start that are looked at."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_OTHERS = {
    b"PK\x05\x06": "压缩包",
    b"\x1f\x8b": "压缩包",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf\x27\x1c": "压缩包",
    b"BZh": "压缩包",
    b"\xfd7zXZ\0": "压缩包",
    b"\x89PNG\r\n\x1a\n": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"II*\0": "图片",
    b"MM\0*": "图片",
    b"{\\rtf": "Word 文档",
    b"SQLite format 3\0": "数据库",
    b"PAR1": "Parquet",
}
_OLE_STREAMS = {"WordDocument": "Word 文档", "PowerPoint Document": "演示文稿"}
_ZIP_PARTS = {"word/": "Word 文档", "ppt/": "演示文稿", "Index/": "Numbers 表格"}
_MARKUP = (b"<!", b"<?", b"<html", b"<head", b"<meta", b"<body", b"<table", b"<div", b"<style", b"<script", b"<tr")
_MIME = (b"mime-version:", b"from: <saved by", b"content-type: multipart/related")
_BIFF = tuple(bytes((9, version, size, 0)) for version, size in ((0, 4), (2, 6), (4, 6), (8, 8), (8, 16)))
_DBF = frozenset((0x02, 0x03, 0x04, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8E, 0xCB, 0xF5, 0xFB))
_DBF_FIELD = 32
_LAST_MONTH, _LAST_DAY = 12, 31


def find_kind(source: InputFile, wide: bool) -> Kind:
    """The kind of a table; `wide`: characters of two bytes are expected. Raises InputError for what is no table."""
    with source.open() as stream:
        head = stream.read(HEAD)
    if not head:
        raise InputError("table-empty", file=source.name)
    if head.startswith(_OLE):
        return _ole_kind(source)
    if head.startswith(_BIFF):
        return "xls"
    if head.startswith(_ZIP):
        return _zip_kind(source)
    if head[:1024].lstrip().startswith(b"%PDF"):
        return "pdf"
    what = next((what for mark, what in _OTHERS.items() if head.startswith(mark)), None) or _image(head)
    if what is not None:
        raise InputError("table-other", file=source.name, what=what)
    if _is_dbf(head):
        return "dbf"
    wide = wide or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    start = head.lstrip(codecs.BOM_UTF8 + codecs.BOM_UTF16_LE).replace(b"\0", b"").lstrip().lower()
    if start.startswith((*_MARKUP, *_MIME)):
        return "xml" if b"schemas-microsoft-com:office:spreadsheet" in start and b"<html" not in start else "html"
    if start.startswith(b"{"):
        return "jsonl"
    if b"\0" in head and not wide:
        raise InputError("table-binary", file=source.name)
    return "text"


def _image(head: bytes) -> str | None:
    heif = head[4:8] == b"ftyp"
    bitmap = head.startswith(b"BM") and head[6:10] == bytes(4)
    return "图片" if heif or bitmap or (head.startswith(b"RIFF") and head[8:12] == b"WEBP") else None


def _ole_kind(source: InputFile) -> Kind:
    """A compound file is an old workbook, a locked new one, or another program's. Raises InputError for those."""
    content = source.read()

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if has("EncryptedPackage"):
        raise InputError("table-locked", file=source.name)
    for stream, what in _OLE_STREAMS.items():
        if has(stream):
            raise InputError("table-other", file=source.name, what=what)
    if has("Workbook") or has("Book"):
        return "xls"
    raise InputError("file-broken", file=source.name)


def _zip_kind(source: InputFile) -> Kind:
    packed = open_packed(source)
    names = set(packed.namelist())
    if "xl/workbook.bin" in names:
        raise InputError("table-xlsb", file=source.name)
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "OFD.xml" in names:
        return "ofd"
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        with damage(source.name):
            return _open_document_kind(source, packed.read("META-INF/manifest.xml"))
    for start, what in _ZIP_PARTS.items():
        if any(name.startswith(start) for name in names):
            raise InputError("table-other", file=source.name, what=what)
    raise InputError("table-other", file=source.name, what="压缩包")


def _open_document_kind(source: InputFile, manifest: bytes) -> Kind:
    if b"encryption-data" in manifest:
        raise InputError("table-locked", file=source.name)
    if b"opendocument.spreadsheet" not in manifest:
        raise InputError("table-other", file=source.name, what="OpenDocument 文档")
    return "ods"


def _is_dbf(head: bytes) -> bool:
    """Whether the header of a dBASE or FoxPro table stands at the start: a version, a day, sizes that fit."""
    if len(head) <= 2 * _DBF_FIELD or head[0] not in _DBF or b"\0" not in head[:_DBF_FIELD]:
        return False
    size, record = struct.unpack_from("<HH", head, 8)
    day = head[2] in range(_LAST_MONTH + 1) and head[3] in range(_LAST_DAY + 1)
    return day and size > 2 * _DBF_FIELD and record > 1 and b"\r" in head[_DBF_FIELD:size]
