"""Pages that a program asks the system for, as Apple's systems give them to a hardened one: machine code needs MAP_JIT."""

from dataclasses import dataclass

import unicorn

READ, WRITE, EXECUTE = unicorn.UC_PROT_READ, unicorn.UC_PROT_WRITE, unicorn.UC_PROT_EXEC  # the system's numbers, too
MAP_PRIVATE, MAP_JIT, MAP_ANON = 0x2, 0x800, 0x1000
EACCES, EINVAL = 13, 22


class Refused(Exception):
    """The number of the error that the program gets."""


@dataclass
class Mapping:
    """Some pages."""

    size: int
    protection: int
    jit: bool
    known: bool  # the processor has been told that there is new code


class Pages:
    """All that were asked for, as the thread sees them that runs."""

    def __init__(self, memory: unicorn.Uc, start: int, is_arm: bool):
        self._memory = memory
        self._next = start
        self._is_arm = is_arm
        self.page = 0x4000 if is_arm else 0x1000
        self._mappings: dict[int, Mapping] = {}  # by address
        self._free: dict[int, list[int]] = {}  # where some were, by size
        self._writing = False  # which pages of machine code are for the thread on ARM, otherwise they are executable

    def map(self, at: int, length: int, protection: int, flags: int) -> int:
        jit = bool(flags & MAP_JIT)
        if at or flags & ~MAP_JIT != MAP_PRIVATE | MAP_ANON:
            raise NotImplementedError(f"mapping at {at:#x} with the flags {flags:#x}")
        if not length:
            raise Refused(EINVAL)
        self._check(protection, jit)
        size = self._rounded(length)
        if self._free.get(size):
            start = self._free[size].pop()
        else:
            # Nothing is between two, so that running past an end is seen.
            start = self._next
            self._next += size + self.page
        mapping = Mapping(size, protection, jit, not self._is_arm)
        self._memory.mem_map(start, size, self._effective(mapping))
        self._mappings[start] = mapping
        return start

    def unmap(self, start: int, length: int) -> None:
        # A KeyError here is a place where nothing was mapped, or no longer.
        mapping = self._mappings.pop(start)
        if mapping.size != self._rounded(length):
            raise NotImplementedError(f"unmapping a part of {start:#x}")
        self._memory.ctl_remove_cache(start, start + mapping.size)
        self._memory.mem_unmap(start, mapping.size)
        self._free.setdefault(mapping.size, []).append(start)

    def protect(self, start: int, length: int, protection: int) -> None:
        mapping = self._mappings[start]
        if mapping.size != self._rounded(length):
            raise NotImplementedError(f"protecting a part of {start:#x}")
        # On ARM it stays what it is.
        if mapping.jit and self._is_arm:
            raise Refused(EACCES)
        self._check(protection, mapping.jit)
        mapping.protection = protection
        self._apply(start, mapping)

    def write_protect(self, protected: bool) -> None:
        """Makes all pages of machine code executable, or else writable, on ARM."""
        self._writing = not protected
        for start, mapping in self._mappings.items():
            if mapping.jit:
                self._apply(start, mapping)

    def change_writing(self, writing: bool) -> bool:
        """From now on another thread runs, which can write to machine code or not. Gives whether the last one could."""
        before = self._writing
        self.write_protect(not writing)
        return before

    def forget(self, start: int, length: int) -> None:
        """Makes the processor read instructions again, as a program must ask for on ARM."""
        self._memory.ctl_remove_cache(start, start + length)
        mapping = self._mappings[start]
        mapping.known = mapping.size == self._rounded(length)
        self._apply(start, mapping)

    def _check(self, protection: int, jit: bool) -> None:
        if protection & EXECUTE and not jit:
            raise Refused(EACCES)
        if jit and self._is_arm and protection != READ | WRITE | EXECUTE:
            raise NotImplementedError(f"machine code with the protection {protection}")

    def _apply(self, start: int, mapping: Mapping) -> None:
        self._memory.mem_protect(start, mapping.size, self._effective(mapping))
        if mapping.jit:
            # The emulator looks at the protection when it translates code, and no more.
            self._memory.ctl_remove_cache(start, start + mapping.size)

    def _effective(self, mapping: Mapping) -> int:
        if not (mapping.jit and self._is_arm):
            return mapping.protection
        if self._writing:
            return READ | WRITE
        # Other code may have been there, and a processor may still have it: the emulator's never has.
        return READ | (EXECUTE if mapping.known else 0)

    def _rounded(self, length: int) -> int:
        return -(-length // self.page) * self.page
