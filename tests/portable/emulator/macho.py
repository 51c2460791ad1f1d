"""Reads a linked Mach-O executable, as much of it as loading takes."""

import struct
from dataclasses import dataclass, field

MAGIC_64 = 0xFEEDFACF
CPU_X86_64, CPU_ARM64 = 0x01000007, 0x0100000C
LC_SYMTAB, LC_SEGMENT_64 = 0x2, 0x19
LC_DYLD_INFO_ONLY, LC_DYLD_CHAINED_FIXUPS = 0x80000022, 0x80000034
S_THREAD_DATA, S_THREAD_ZEROS = 0x11, 0x12
WRITABLE = 2
POINTER = 8


@dataclass
class Segment:
    """A part of the file that goes to memory."""

    name: str
    address: int
    size: int
    content: bytes
    protection: int  # bits: 1 readable, 2 writable, 4 executable


@dataclass
class Executable:
    """What is in the file."""

    cpu: int
    segments: list[Segment] = field(default_factory=list)
    symbols: dict[str, int] = field(default_factory=dict)  # those that the file defines
    rebases: list[int] = field(default_factory=list)  # where addresses within the file stand
    binds: list[tuple[int, str, int]] = field(default_factory=list)  # where one of a library goes, its name, addend
    thread_local: tuple[int, int] = 0, 0  # address and size of what each thread gets a copy of


class Bytes:
    """Takes numbers off the front of some bytes."""

    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def __bool__(self) -> bool:
        return self.at < len(self.data)

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def uleb(self) -> int:
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def sleb(self) -> int:
        start = self.at
        value, bits = self.uleb(), 7 * (self.at - start)
        return value - (1 << bits) if value >> (bits - 1) else value

    def text(self) -> str:
        end = self.data.index(0, self.at)
        text = self.data[self.at : end].decode()
        self.at = end + 1
        return text


def read(data: bytes) -> Executable:
    """The executable in a file; raises ValueError if it is none, or one that was linked in another way."""
    magic, cpu, _, _, commands, _, _, _ = struct.unpack_from("<8I", data)
    if magic != MAGIC_64:
        raise ValueError("not a 64-bit Mach-O file")
    executable = Executable(cpu)
    dynamic = None
    sections: list[tuple[int, int]] = []
    at = 32
    for _ in range(commands):
        command, size = struct.unpack_from("<2I", data, at)
        if command == LC_SEGMENT_64:
            executable.segments.append(_segment(data, at))
            sections += _thread_local(data, at)
        elif command == LC_SYMTAB:
            executable.symbols = _symbols(data, at)
        elif command == LC_DYLD_INFO_ONLY:
            dynamic = struct.unpack_from("<8I", data, at + 8)
        elif command == LC_DYLD_CHAINED_FIXUPS:
            raise ValueError("chained fixups are not understood; link so that there is LC_DYLD_INFO_ONLY")
        at += size
    if dynamic is None:
        raise ValueError("there is no LC_DYLD_INFO_ONLY")
    if sections:
        start, end = min(sections)[0], max(start + size for start, size in sections)
        executable.thread_local = start, end - start
    streams = [data[start : start + size] for start, size in zip(dynamic[::2], dynamic[1::2])]
    rebase, bind, _, lazy_bind = streams
    executable.rebases = _rebases(executable.segments, Bytes(rebase))
    executable.binds = _binds(executable.segments, Bytes(bind), False)
    executable.binds += _binds(executable.segments, Bytes(lazy_bind), True)
    return executable


def _segment(data: bytes, at: int) -> Segment:
    name, address, size, offset, length, _, protection = struct.unpack_from("<16s4Q2i", data, at + 8)
    return Segment(name.rstrip(b"\0").decode(), address, size, data[offset : offset + length], protection)


def _thread_local(data: bytes, at: int) -> list[tuple[int, int]]:
    """The sections of a segment that have what each thread gets a copy of, zeros among them."""
    (count,) = struct.unpack_from("<I", data, at + 64)
    sections = [struct.unpack_from("<32x2Q16xI12x", data, at + 72 + 80 * number) for number in range(count)]
    return [(address, size) for address, size, flags in sections if flags & 0xFF in (S_THREAD_DATA, S_THREAD_ZEROS)]


def _symbols(data: bytes, at: int) -> dict[str, int]:
    offset, count, strings, size = struct.unpack_from("<4I", data, at + 8)
    names = Bytes(data[strings : strings + size])
    symbols = {}
    for number in range(count):
        names.at, kind, section, _, value = struct.unpack_from("<IBBHQ", data, offset + 16 * number)
        # Neither for debuggers nor undefined.
        if not kind & 0xE0 and section:
            symbols[names.text()] = value
    return symbols


def _place(segments: list[Segment], index: int, offset: int) -> int:
    segment = segments[index]
    if not segment.protection & WRITABLE:
        raise ValueError(f"an address must be filled in at {segment.name}+{offset:#x}, which cannot be written")
    return segment.address + offset


def _rebases(segments: list[Segment], stream: Bytes) -> list[int]:
    places = []
    index = offset = 0

    def rebase(times: int, skip: int) -> None:
        nonlocal offset
        for _ in range(times):
            places.append(_place(segments, index, offset))
            offset += POINTER + skip

    while stream:
        byte = stream.byte()
        operation, immediate = byte & 0xF0, byte & 0x0F
        match operation:
            case 0x00:
                break
            case 0x10:
                if immediate != 1:
                    raise ValueError(f"a rebase of type {immediate}, which is no pointer")
            case 0x20:
                index, offset = immediate, stream.uleb()
            case 0x30:
                offset += stream.uleb()
            case 0x40:
                offset += immediate * POINTER
            case 0x50:
                rebase(immediate, 0)
            case 0x60:
                rebase(stream.uleb(), 0)
            case 0x70:
                rebase(1, stream.uleb())
            case 0x80:
                times = stream.uleb()
                rebase(times, stream.uleb())
            case _:
                raise ValueError(f"unknown rebase operation {byte:#x}")
    return places


def _binds(segments: list[Segment], stream: Bytes, lazy: bool) -> list[tuple[int, str, int]]:
    binds = []
    index = offset = addend = 0
    name = ""

    def bind(times: int, skip: int) -> None:
        nonlocal offset
        for _ in range(times):
            binds.append((_place(segments, index, offset), name, addend))
            offset = (offset + POINTER + skip) % 2**64

    while stream:
        byte = stream.byte()
        operation, immediate = byte & 0xF0, byte & 0x0F
        match operation:
            case 0x00:
                # In the lazy ones it only ends an entry.
                if not lazy:
                    break
            case 0x10 | 0x30:
                pass  # the library, as a small number
            case 0x20:
                stream.uleb()  # the library
            case 0x40:
                name = stream.text()
            case 0x50:
                if immediate != 1:
                    raise ValueError(f"a bind of type {immediate}, which is no pointer")
            case 0x60:
                addend = stream.sleb()
            case 0x70:
                index, offset = immediate, stream.uleb()
            case 0x80:
                offset = (offset + stream.uleb()) % 2**64
            case 0x90:
                bind(1, 0)
            case 0xA0:
                bind(1, stream.uleb())
            case 0xB0:
                bind(1, immediate * POINTER)
            case 0xC0:
                times = stream.uleb()
                bind(times, stream.uleb())
            case _:
                raise ValueError(f"unknown bind operation {byte:#x}")
    return binds
