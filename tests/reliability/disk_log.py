"""A log of SQLite's requests to the disk: writes, truncations, syncs and deletions, in order.

A layer over SQLite's own file functions, put there through its C interface (sqlite.org/vfs.html):
Python's sqlite3 and the code under test run as they are.
"""

import ctypes
import ctypes.util
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing asked of a file: data written at an offset, a new size, a sync or its deletion.

    `mark` operations are asked of no file: they say how far the test was, in `offset`.
    """

    kind: Literal["write", "truncate", "sync", "delete", "mark"]
    file: str = ""
    offset: int = 0
    data: bytes = b""


_Pointer, _Int, _Long = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
# A file's name goes on as the address it is: SQLite uses it for as long as the file is open.
_OPEN = ctypes.CFUNCTYPE(_Int, _Pointer, _Pointer, _Pointer, _Int, _Pointer)
_DELETE = ctypes.CFUNCTYPE(_Int, _Pointer, ctypes.c_char_p, _Int)
_WRITE = ctypes.CFUNCTYPE(_Int, _Pointer, _Pointer, _Int, _Long)
_TRUNCATE = ctypes.CFUNCTYPE(_Int, _Pointer, _Long)
_SYNC = ctypes.CFUNCTYPE(_Int, _Pointer, _Int)


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("version", _Int),
        ("file_size", _Int),
        ("longest_path", _Int),
        ("next", _Pointer),
        ("name", ctypes.c_char_p),
        ("data", _Pointer),
        ("open", _Pointer),
        ("delete", _Pointer),
        ("others", _Pointer * 14),
    )


class _Methods(ctypes.Structure):
    _fields_ = (
        ("version", _Int),
        ("close", _Pointer),
        ("read", _Pointer),
        ("write", _Pointer),
        ("truncate", _Pointer),
        ("sync", _Pointer),
        ("others", _Pointer * 13),
    )


def available() -> bool:
    """Return True if SQLite's C interface can be reached: if it is a library of its own."""
    return _library() is not None


def _library() -> ctypes.CDLL | None:
    name = ctypes.util.find_library("sqlite3")
    maps = Path("/proc/self/maps")
    if maps.exists():
        loaded = {
            line.split()[-1] for line in maps.read_text().splitlines() if "libsqlite3" in line
        }
        name = min(loaded, default=None)
    if name is None:
        return None
    library = ctypes.CDLL(name)
    library.sqlite3_libversion.restype = ctypes.c_char_p
    same = library.sqlite3_libversion().decode() == sqlite3.sqlite_version
    return library if same else None


class Recording:
    """The operations on files of a folder, by their names in it."""

    def __init__(self, folder: Path) -> None:
        """Prepare to record what is asked of the files in `folder`."""
        self.operations: list[Operation] = []
        self._folder = folder
        self._names: dict[int, str] = {}
        self._tables: dict[int, tuple[_Methods, _Methods]] = {}
        library = _library()
        assert library is not None, "look at available() first"
        self._library = library
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        self._usual = library.sqlite3_vfs_find(None)
        self._open = _OPEN(self._usual.contents.open)
        self._delete = _DELETE(self._usual.contents.delete)
        # kept, since SQLite holds no more than their addresses
        self._callbacks = (_OPEN(self._opened), _DELETE(self._deleted))
        self._own_calls = (_WRITE(self._wrote), _TRUNCATE(self._cut), _SYNC(self._synced))
        self._vfs = _Vfs.from_buffer_copy(self._usual.contents)
        self._vfs.name = b"recording"
        self._vfs.open, self._vfs.delete = (
            ctypes.cast(call, _Pointer).value for call in self._callbacks
        )

    @contextmanager
    def running(self) -> Iterator[None]:
        """Record what connections do that are opened in this block."""
        self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1)
        try:
            yield
        finally:
            self._library.sqlite3_vfs_register(self._usual, 1)
            self._library.sqlite3_vfs_unregister(ctypes.byref(self._vfs))

    def mark(self, number: int) -> None:
        """Write down that the test has come to `number`."""
        self.operations.append(Operation("mark", offset=number))

    def _opened(self, _vfs: int, path: int | None, file: int, flags: int, out: int | None) -> int:
        code = self._open(ctypes.addressof(self._usual.contents), path, file, flags, out)
        name = Path(ctypes.string_at(path).decode()) if path else None
        if code == 0 and name is not None and name.parent == self._folder:
            self._names[file] = name.name
            methods = ctypes.cast(file, ctypes.POINTER(ctypes.POINTER(_Methods)))
            address = ctypes.addressof(methods.contents.contents)
            if address not in {ctypes.addressof(own) for _, own in self._tables.values()}:
                methods[0] = ctypes.pointer(self._recorded(address))
        return int(code)

    def _recorded(self, address: int) -> _Methods:
        """The functions for files of one kind, with ours in the place of three of them."""
        if address not in self._tables:
            usual = _Methods.from_address(address)
            own = _Methods.from_buffer_copy(usual)
            own.write, own.truncate, own.sync = (
                ctypes.cast(call, _Pointer).value for call in self._own_calls
            )
            self._tables[address] = (usual, own)
        return self._tables[address][1]

    def _usual_methods(self, file: int) -> _Methods:
        own = ctypes.cast(file, ctypes.POINTER(_Pointer))[0]
        return next(usual for usual, ours in self._tables.values() if ctypes.addressof(ours) == own)

    def _wrote(self, file: int, data: int, size: int, offset: int) -> int:
        self.operations.append(
            Operation("write", self._names[file], offset, ctypes.string_at(data, size))
        )
        return int(_WRITE(self._usual_methods(file).write)(file, data, size, offset))

    def _cut(self, file: int, size: int) -> int:
        self.operations.append(Operation("truncate", self._names[file], size))
        return int(_TRUNCATE(self._usual_methods(file).truncate)(file, size))

    def _synced(self, file: int, flags: int) -> int:
        self.operations.append(Operation("sync", self._names[file]))
        return int(_SYNC(self._usual_methods(file).sync)(file, flags))

    def _deleted(self, _vfs: int, path: bytes, sync: int) -> int:
        name = Path(path.decode())
        if name.parent == self._folder:
            self.operations.append(Operation("delete", name.name))
        return int(self._delete(ctypes.addressof(self._usual.contents), path, sync))
