"""Where an output file is written: completely or not at all, where it was asked for, and nowhere else.

Every writer of a file a person names goes through here:

- `check_targets` before work begins: what cannot be written, and two outputs that are one file, are refused at once;
- `whole_file` gives a writer a path to write to; `temporary_folder` a directory that is filled and then put in its
  place by the caller.

A link is written through to its file. A device, a pipe or a descriptor such as /dev/stdout is written into, never
replaced. What was there keeps its mode; a new file may be read by its owner alone unless it is said to hold nothing
about people. Temporaries lie beside the target, are readable by the owner alone, and go when the work fails, at
SIGTERM and SIGHUP; those of a run that was killed go at the next run in that directory: who made them holds a lock.
"""

from __future__ import annotations

import errno
import io
import os
import re
import signal
import stat
import sys
import threading
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from .core.addresses import refuse_address
from .core.errors import InputError
from .core.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import FrameType
    from typing import Any, TextIO

try:
    import fcntl
except ImportError:  # Windows: temporaries of killed runs stay
    fcntl = None  # type: ignore[assignment]

STANDARD_OUTPUT = "-"
PRIVATE, PUBLIC = 0o600, 0o666
STALE_SECONDS = 2
"""A temporary without a lock must be older: another process may have made it and not locked it yet."""

_TEMPORARY = re.compile(r"\.yibao-[0-9a-f]{12}\.new")
_DESCRIPTOR = re.compile(r"/(?:dev|proc/self|proc/thread-self)/fd/(\d+)")
_NAMED = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}
_MOST_LINKS = 40


def refuse_name(written: Path) -> None:
    """Raises InputError for an address, and for a name that no system takes."""
    refuse_address(written)
    try:
        takes = b"\0" not in os.fsencode(written)
    except UnicodeEncodeError:
        takes = False
    if not takes:  # Python has errors of other kinds for it
        raise unwritable(written, OSError(errno.EINVAL, os.strerror(errno.EINVAL)))


class Target:
    """What a name of an output leads to: a file, there or not yet, something to write into, or a descriptor."""

    def __init__(self, written: Path) -> None:
        """Raises InputError for a directory, an address, and for what cannot be written."""
        refuse_name(written)
        self.written = written
        self.mode: int | None = None
        self.descriptor: int | None = None
        self.path = self._followed()
        self.in_place = True
        if self.descriptor is not None:
            return
        try:
            self.mode = self.path.stat().st_mode
        except FileNotFoundError:
            self.mode = None
        except OSError as error:
            raise unwritable(written, error) from None
        if self.mode is not None and stat.S_ISDIR(self.mode):
            raise InputError("output-directory", file=str(written))
        self.in_place = self.mode is not None and not stat.S_ISREG(self.mode)
        self._check_access()

    def _followed(self) -> Path:
        """The path after all links, but for those that stand for an open descriptor."""
        path = self.written
        for _ in range(_MOST_LINKS):
            name = os.path.abspath(path)  # noqa: PTH100 (resolve would follow the links)
            known = _DESCRIPTOR.fullmatch(name)
            self.descriptor = int(known[1]) if known else _NAMED.get(name)
            if self.descriptor is not None:
                return path
            try:
                path = path.parent / path.readlink()
            except OSError as error:
                if error.errno not in (errno.EINVAL, errno.ENOENT):
                    raise unwritable(self.written, error) from None
                return path
        raise unwritable(self.written, OSError(errno.ELOOP, os.strerror(errno.ELOOP)))

    def _check_access(self) -> None:
        parent = self.path.parent
        if self.mode is None and not parent.exists():
            raise unwritable(self.written, OSError(errno.ENOENT, os.strerror(errno.ENOENT)))
        file, folder = self.mode is not None, not self.in_place
        if (file and not os.access(self.path, os.W_OK)) or (folder and not os.access(parent, os.W_OK)):
            raise unwritable(self.written, OSError(errno.EACCES, os.strerror(errno.EACCES)))

    @property
    def same(self) -> object:
        """Equal for two names of one output; None where two may well be the same, as /dev/null may."""
        if self.descriptor is not None:
            return self.descriptor
        if self.mode is None:
            return os.path.realpath(self.path)
        if stat.S_ISCHR(self.mode):
            return None
        found = self.path.stat()
        return found.st_dev, found.st_ino


def check_targets(targets: Mapping[str, str | None], source: str | None = None) -> None:
    """Looks at outputs before work begins: `targets` are names of files by option, None for those not asked for.

    Raises InputError for a directory, for what cannot be written, for two that are one file, and for one that is
    the `source`, the file that is read.
    """
    taken: dict[object, str] = {}
    if source not in (None, STANDARD_OUTPUT):
        assert source is not None
        with suppress(OSError, ValueError):  # the latter for a name that no system takes: whoever reads it says so
            found = Path(source).stat()
            if stat.S_ISREG(found.st_mode):
                taken[found.st_dev, found.st_ino] = "FILE"
    for option, written in targets.items():
        if written is None:
            continue
        same = 1 if written == STANDARD_OUTPUT else Target(Path(written)).same
        if same is not None and (other := taken.setdefault(same, option)) != option:
            raise InputError("outputs-same", field=option, other=other, file=written)


def standard_output() -> TextIO:
    """Standard output; on a terminal what would steer it is shown as escapes, a pipe gets the text as it is."""
    return cast("TextIO", _Shown(sys.stdout)) if sys.stdout.isatty() else sys.stdout


class _Shown:
    """A terminal that is written to by those who write text."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        if not text.isprintable():
            text = "".join(sign if sign in "\n\t" else visible(sign) for sign in text.replace("\r\n", "\n"))
        return self._stream.write(text)

    def flush(self) -> None:
        self._stream.flush()


def unwritable(target: Path | str, error: OSError) -> InputError:
    """The error for a file that cannot be written."""
    return InputError("output-unwritable", file=str(target), why=error.strerror or str(error))


@contextmanager
def blamed(target: Path | str) -> Iterator[None]:
    """Errors of the system in here are those of writing `target`: raises InputError for them."""
    try:
        yield
    except OSError as error:
        raise unwritable(target, error) from None


@contextmanager
def whole_file(target: Path, private: bool = True, durable: bool = True) -> Iterator[Path]:
    """A new file that takes the place of `target` when all went well; else it is removed.

    `private`: it holds something about people; `durable`: it is safe on the disk before it has its name. The body
    writes to the path it gets and to nothing else, for errors of
    the system in it are taken for those of this file. Raises InputError if it cannot be written.
    """
    place = Target(target)
    if place.in_place:
        with blamed(target), _temporary(_scratch()) as new:
            yield new
            _pour(new, place)
    else:
        with _replacing(place, private, durable) as new, blamed(target):
            yield new


@contextmanager
def temporary_folder(parent: Path) -> Iterator[Path]:
    """A new directory in `parent` to be filled and moved away by the body; what is left of it is removed.

    Raises OSError where it cannot be made.
    """
    with _temporary(parent, folder=True) as new:
        yield new


@contextmanager
def _replacing(place: Target, private: bool, durable: bool) -> Iterator[Path]:
    with ExitStack() as stack:
        with blamed(place.written):
            new = stack.enter_context(_temporary(place.path.parent))
        yield new
        with blamed(place.written):
            if durable:
                with new.open("rb+") as stream:
                    os.fsync(stream.fileno())
            _settle_mode(new, place, private)
            new.replace(place.path)


@contextmanager
def _temporary(parent: Path, folder: bool = False) -> Iterator[Path]:
    _sweep(parent)
    new, lock = _made(parent, folder)
    try:
        with _watched(new):
            yield new
    finally:
        _removed(new, lock)


def _made(parent: Path, folder: bool = False) -> tuple[Path, int]:
    """A new temporary and the descriptor that holds its lock."""
    new = parent / f".yibao-{os.urandom(6).hex()}.new"
    if folder:
        new.mkdir(mode=0o700)
        lock = os.open(new, os.O_RDONLY) if fcntl else -1
    else:
        lock = os.open(new, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE)
    if fcntl:
        with suppress(OSError):  # a file system without locks: what a kill leaves there stays
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return new, lock


def _removed(new: Path, lock: int) -> None:
    _remove(new)
    if lock >= 0:
        with suppress(OSError):
            os.close(lock)


def _remove(path: Path) -> None:
    from shutil import rmtree

    if path.is_dir() and not path.is_symlink():
        rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _sweep(parent: Path) -> None:
    """Removes temporaries in `parent` whose makers are gone: the name is ours, no process holds the lock."""
    if not fcntl:
        return
    from time import time

    with suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if not _TEMPORARY.fullmatch(entry.name) or entry.is_symlink():
                continue
            with suppress(OSError):
                if time() - entry.stat(follow_symlinks=False).st_mtime < STALE_SECONDS:
                    continue
                lock = os.open(entry.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    _remove(Path(entry.path))
                finally:
                    os.close(lock)


def _settle_mode(new: Path, place: Target, private: bool) -> None:
    """The mode and owner of what was there, or those of a new file."""
    if place.mode is None:
        if not private:
            mask = os.umask(0)
            os.umask(mask)
            new.chmod(PUBLIC & ~mask)
        return
    if hasattr(os, "chown"):
        found = place.path.stat()
        with suppress(OSError):
            os.chown(new, found.st_uid, found.st_gid)
    new.chmod(stat.S_IMODE(place.mode))


def _into(place: Target) -> int:
    """A descriptor to write into something that must stay: a device, a pipe, an open file."""
    with blamed(place.written):
        if place.descriptor is None:
            return os.open(place.path, os.O_WRONLY)
        if place.descriptor == 1 and sys.stdout is not None:
            sys.stdout.flush()
        return os.dup(place.descriptor)


def _scratch() -> Path:
    """The system's directory for temporaries: for what is then written into something that must stay."""
    from tempfile import gettempdir

    return Path(gettempdir())


def _pour(new: Path, place: Target) -> None:
    from shutil import copyfileobj

    with new.open("rb") as stream, io.BufferedWriter(_Blamed(_into(place), place.written)) as into:
        copyfileobj(stream, into)


class _Blamed(io.FileIO):
    """A file whose errors name it; those of standard output stay as they are, for whoever answers for that."""

    def __init__(self, descriptor: int, target: Path) -> None:
        super().__init__(descriptor, "wb")
        self._target = target

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError as error:
            if os.path.abspath(self._target) == "/dev/stdout":  # noqa: PTH100
                raise
            raise unwritable(self._target, error) from None


_waiting: set[Path] = set()
"""Temporary files to remove if this process is terminated."""


@contextmanager
def _watched(new: Path) -> Iterator[None]:
    """While the body runs, a signal to end removes the temporaries first.

    Python calls a handler between two of its own steps in the main thread, which may be in a long computation
    elsewhere; so a thread of ours waits for the signal.
    """
    first = not _waiting
    _waiting.add(new)
    try:
        if first and fcntl and threading.current_thread() is threading.main_thread():
            with _ending():
                yield
        else:
            yield
    finally:
        _waiting.discard(new)


@contextmanager
def _ending() -> Iterator[None]:
    signals = [number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None]
    caught = [number for number in signals if signal.getsignal(number) is signal.SIG_DFL]
    reading, writing = os.pipe()
    os.set_blocking(writing, False)

    def wait() -> None:
        while said := os.read(reading, 1):
            if said[0] in caught:
                for path in tuple(_waiting):
                    _remove(path)
                os._exit(128 + said[0])

    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for number in caught:
        signal.signal(number, _noted)
    watcher = threading.Thread(target=wait, name="yibao outputs", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        for number in caught:
            signal.signal(number, signal.SIG_DFL)
        signal.set_wakeup_fd(before)
        os.close(writing)
        watcher.join()
        os.close(reading)


def _noted(number: int, frame: FrameType | None) -> None:
    """The thread that waits for the signal does what is to be done."""
