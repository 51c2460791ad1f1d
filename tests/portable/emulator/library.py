"""The few functions of libSystem that the tests need, but for copying: memory, and nothing that talks to a kernel."""

from collections.abc import Callable

ENOMEM = 12


class Library:
    """Works on an emulated machine's memory; `functions` has them by symbol, with their number of arguments."""

    def __init__(self, memory, heap: int, size: int):
        self._memory = memory
        self._next, self._end = heap, heap + size
        self._sizes: dict[int, int] = {}  # of blocks that are in use
        self._free: dict[int, list[int]] = {}  # blocks that are not, by size
        self.functions: dict[str, tuple[Callable[..., int], int]] = {
            "_malloc": (self.malloc, 1),
            "_calloc": (self.calloc, 2),
            "_realloc": (self.realloc, 2),
            "_free": (self.free, 1),
            "_posix_memalign": (self.posix_memalign, 3),
            "_memset": (self.memset, 3),
            "_bzero": (lambda at, length: self.memset(at, 0, length), 2),
            "___bzero": (lambda at, length: self.memset(at, 0, length), 2),
            "_memcmp": (self.memcmp, 3),
            "_bcmp": (self.memcmp, 3),
            "_strlen": (self.strlen, 1),
        }

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

    def memcmp(self, a: int, b: int, length: int) -> int:
        left, right = (bytes(self._memory.mem_read(at, length)) if length else b"" for at in (a, b))
        return (left > right) - (left < right)

    def strlen(self, at: int) -> int:
        length = 0
        while self._memory.mem_read(at + length, 1)[0]:
            length += 1
        return length
