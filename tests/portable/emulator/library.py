"""The few functions of libSystem that the tests need, but for copying and threads: memory, and what needs no files."""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

import unicorn
from pages import Pages, Refused

ENOENT, ENOMEM = 2, 12
FEATURE = "hw.optional."
# What the first of Apple's own processors has, so that JITs make use of it.
FEATURES = {"floatingpoint", "AdvSIMD", "armv8_crc32"} | {
    f"arm.FEAT_{feature}"
    for feature in (
        "AES CRC32 DIT DPB DPB2 DotProd ECV FCMA FHM FP16 FRINTTS FlagM FlagM2 JSCVT LRCPC LRCPC2 LSE LSE2 PAuth PMULL RDM "
        "SB SHA1 SHA256 SHA3 SHA512 SSBS"
    ).split()
}
PAGE_SIZE, PROCESSORS_ONLINE = 29, 58  # names of sysconf
NANOSECONDS = 10**9
INT = 2**32 - 1  # such an argument is the lower half of a register


@dataclass
class Variables:
    """What each thread has of its own."""

    start: int = 0  # their address, once the thread has asked for one
    destructors: list[tuple[int, int]] = field(default_factory=list)  # functions, and what they are called with


class Library:
    """Works on an emulated machine's memory; `functions` has them by symbol, with their number of arguments."""

    def __init__(self, memory: unicorn.Uc, heap: int, size: int, pages: Pages, thread_local: tuple[int, int]):
        self._memory = memory
        self._next, self._end = heap, heap + size
        self._pages = pages
        self._thread_local = thread_local  # address and size of what a thread's variables begin with
        self._variables = Variables()
        self._time = 0
        self._sizes: dict[int, int] = {}  # of blocks that are in use
        self._free: dict[int, list[int]] = {}  # blocks that are not, by size
        self.functions: dict[str, tuple[Callable[..., int], int]] = {
            "_malloc": (self.malloc, 1),
            "_calloc": (self.calloc, 2),
            "_realloc": (self.realloc, 2),
            "_free": (self.free, 1),
            "_posix_memalign": (self.posix_memalign, 3),
            "_memset": (self.memset, 3),
            "_memset_pattern16": (self.memset_pattern16, 3),
            "_bzero": (lambda at, length: self.memset(at, 0, length), 2),
            "___bzero": (lambda at, length: self.memset(at, 0, length), 2),
            "_memcmp": (self.memcmp, 3),
            "_bcmp": (self.memcmp, 3),
            "_strlen": (self.strlen, 1),
            "_getenv": (lambda _name: 0, 1),
            "_CCRandomGenerateBytes": (lambda at, length: self.memset(at, 0x5A, length) and 0, 2),
            "_clock_gettime": (self.clock_gettime, 2),
            "__tlv_bootstrap": (self.tlv_bootstrap, 1),
            "__tlv_atexit": (self.tlv_atexit, 2),
            "___error": (lambda: self._errno, 0),
            "_sysctlbyname": (self.sysctlbyname, 3),
            "_sysconf": (self.sysconf, 1),
            "_dispatch_semaphore_create": (lambda _value: self.malloc(1), 1),  # there is nobody to wait for
            "_dispatch_release": (self.free, 1),
            "_mmap": (self.mmap, 6),
            "_munmap": (lambda at, length: self._try(self._pages.unmap, at, length), 2),
            "_mprotect": (lambda at, length, how: self._try(self._pages.protect, at, length, how & INT), 3),
            "_pthread_jit_write_protect_np": (lambda how: self._try(self._pages.write_protect, bool(how & INT)), 1),
            "_sys_icache_invalidate": (lambda at, length: self._try(self._pages.forget, at, length), 2),
        }
        self._errno = self.calloc(1, 4)

    def malloc(self, size: int, alignment: int = 16) -> int:
        # Powers of two, so that blocks that were freed serve again; each is at a multiple of its alignment.
        size = 1 << (max(size, alignment, 16) - 1).bit_length()
        if self._free.get(size):
            at = self._free[size].pop()
        else:
            # Blocks of a page or more begin at one.
            at = -(-self._next // min(size, 4096)) * min(size, 4096)
            self._next = at + size
            if self._next > self._end:
                raise MemoryError("the emulated heap is full")
        self._sizes[at] = size
        # Not zeros, which a real one does not promise either.
        self._memory.mem_write(at, b"\xa5" * min(size, 64))
        return at

    def calloc(self, count: int, size: int) -> int:
        at = self.malloc(count * size)
        self._memory.mem_write(at, bytes(count * size))
        return at

    def realloc(self, at: int, size: int) -> int:
        if not at:
            return self.malloc(size)
        old = self._sizes[at]
        if size <= old:
            return at
        new = self.malloc(size)
        self._memory.mem_write(new, bytes(self._memory.mem_read(at, old)))
        self.free(at)
        return new

    def free(self, at: int) -> int:
        if at:
            # A KeyError here is a block that was never given, or was freed twice.
            self._free.setdefault(self._sizes.pop(at), []).append(at)
        return 0

    def posix_memalign(self, to: int, alignment: int, size: int) -> int:
        if alignment > 4096:
            return ENOMEM
        self._memory.mem_write(to, self.malloc(size, alignment).to_bytes(8, "little"))
        return 0

    def memset(self, at: int, byte: int, length: int) -> int:
        if length:
            self._memory.mem_write(at, bytes([byte & 0xFF]) * length)
        return at

    def memset_pattern16(self, at: int, pattern: int, length: int) -> int:
        pattern = bytes(self._memory.mem_read(pattern, 16))
        self._memory.mem_write(at, (pattern * (length // 16 + 1))[:length])
        return 0

    def memcmp(self, a: int, b: int, length: int) -> int:
        left, right = (bytes(self._memory.mem_read(at, length)) if length else b"" for at in (a, b))
        return (left > right) - (left < right)

    def strlen(self, at: int) -> int:
        length = 0
        while self._memory.mem_read(at + length, 1)[0]:
            length += 1
        return length

    def clock_gettime(self, _clock: int, to: int) -> int:
        self._time += 1000
        self._memory.mem_write(to, struct.pack("<2Q", *divmod(self._time, NANOSECONDS)))
        return 0

    def tlv_bootstrap(self, descriptor: int) -> int:
        """The address of a variable, which the compiler calls by the descriptor's first word."""
        if not self._variables.start:
            start, size = self._thread_local
            self._variables.start = self.malloc(size)
            self._memory.mem_write(self._variables.start, bytes(self._memory.mem_read(start, size)))
        _, _, offset = struct.unpack("<3Q", self._memory.mem_read(descriptor, 24))
        return self._variables.start + offset

    def tlv_atexit(self, function: int, value: int) -> int:
        self._variables.destructors.append((function, value))
        return 0

    def next_destructor(self) -> tuple[int, int] | None:
        """What the end of a thread calls next, and with what; the last that was asked for comes first."""
        return self._variables.destructors.pop() if self._variables.destructors else None

    def change_variables(self, variables: Variables) -> Variables:
        """From now on another thread runs, which has these. Gives those of the last one."""
        before, self._variables = self._variables, variables
        return before

    def sysctlbyname(self, name: int, to: int, _size: int) -> int:
        text = bytes(self._memory.mem_read(name, self.strlen(name))).decode()
        if not text.startswith(FEATURE):
            raise NotImplementedError(text)
        if text.removeprefix(FEATURE) not in FEATURES:
            return self._failed(ENOENT)
        self._memory.mem_write(to, struct.pack("<i", 1))
        return 0

    def sysconf(self, name: int) -> int:
        values = {PAGE_SIZE: self._pages.page, PROCESSORS_ONLINE: 1}
        if name & INT not in values:
            raise NotImplementedError(f"sysconf({name & INT})")
        return values[name & INT]

    def mmap(self, at: int, length: int, protection: int, flags: int, _file: int, _offset: int) -> int:
        return self._try(self._pages.map, at, length, protection & INT, flags & INT)

    def _try(self, function: Callable[..., int | None], *arguments: int) -> int:
        """What a function of the kernel gives; -1 and an error's number if it refuses."""
        try:
            return function(*arguments) or 0
        except Refused as error:
            return self._failed(*error.args)

    def _failed(self, error: int) -> int:
        self._memory.mem_write(self._errno, struct.pack("<i", error))
        return -1
