"""Does a task of the tests in an emulated processor: emulate.py EXECUTABLE report|snapshots|go-on < INPUT > OUTPUT

The executable is a linked Mach-O file for 64-bit ARM or x86-64. It is loaded as the system's loader would do it, away from
the address that it prefers, with the protections that its segments ask for, and the exported function that does the
task is called. Of the system there are only the functions of library.py: calling another one ends it with its name.
"""

import struct
import sys
from dataclasses import dataclass

import macho
import unicorn
from library import Library
from pages import Pages
from threads import Start, Threads
from unicorn import arm64_const as arm
from unicorn import x86_const as x86

TASKS = ["report", "snapshots", "go-on"]
PAGE = 0x1000
SLIDE = 0x2_0000_0000
COPYING = 0x0F00_0000
IMPORTS, IMPORTS_SIZE = 0x1000_0000, 0x10_0000
STACK, STACK_SIZE = 0x2000_0000, 8 << 20  # what a program's first thread gets
HEAP, HEAP_SIZE = 0x10_0000_0000, 2 << 30
PAGES = 0x30_0000_0000
STACKS = 0x40_0000_0000


@dataclass(frozen=True)
class Processor:
    """How functions are called and return."""

    arguments: list[int]
    result: int
    stack: int
    pc: int
    return_instruction: bytes
    # Copying is so frequent that it is done on the processor: bytes upward, or downward if the target is above the source.
    memmove: bytes


PROCESSORS = {
    macho.CPU_ARM64: Processor(
        [arm.UC_ARM64_REG_X0 + number for number in range(6)],
        arm.UC_ARM64_REG_X0,
        arm.UC_ARM64_REG_SP,
        arm.UC_ARM64_REG_PC,
        bytes.fromhex("c0035fd6"),
        bytes.fromhex(
            "e30300aa e20000b4 1f0001eb c8000054"  # mov x3, x0; cbz x2, end; cmp x0, x1; b.hi down
            "24144038 64140038 420400f1 a1ffff54"  # up: ldrb w4, [x1], 1; strb w4, [x3], 1; subs x2, x2, 1; b.ne up
            "c0035fd6"  # end: ret
            "2100028b 6300028b"  # down: add x1, x1, x2; add x3, x3, x2
            "24fc5f38 64fc1f38 420400f1 a1ffff54"  # next: ldrb w4, [x1, -1]!; strb w4, [x3, -1]!; subs; b.ne next
            "c0035fd6"  # ret
        ),
    ),
    macho.CPU_X86_64: Processor(
        [
            *[x86.UC_X86_REG_RDI, x86.UC_X86_REG_RSI, x86.UC_X86_REG_RDX],
            *[x86.UC_X86_REG_RCX, x86.UC_X86_REG_R8, x86.UC_X86_REG_R9],
        ],
        x86.UC_X86_REG_RAX,
        x86.UC_X86_REG_RSP,
        x86.UC_X86_REG_RIP,
        bytes.fromhex("c3"),
        bytes.fromhex(
            "4889f8 4889d1 4839f7 7703"  # mov rax, rdi; mov rcx, rdx; cmp rdi, rsi; ja down
            "f3a4 c3"  # rep movsb; ret
            "488d740eff 488d7c0fff"  # down: lea rsi, [rsi + rcx - 1]; lea rdi, [rdi + rcx - 1]
            "fd f3a4 fc c3"  # std; rep movsb; cld; ret
        ),
    ),
}


class Machine:
    """A process with an executable in it."""

    def __init__(self, executable: macho.Executable):
        self.arm = executable.cpu == macho.CPU_ARM64
        self.processor = PROCESSORS[executable.cpu]
        kind = (unicorn.UC_ARCH_ARM64, unicorn.UC_MODE_ARM) if self.arm else (unicorn.UC_ARCH_X86, unicorn.UC_MODE_64)
        self.emulator = unicorn.Uc(*kind)
        if self.arm:
            # rustc takes what the first of Apple's own processors had, which is more than the emulator's usual one has.
            self.emulator.ctl_set_cpu_model(arm.UC_CPU_ARM64_MAX)
        self.symbols = executable.symbols
        self.imports: list[str] = []  # by the number of their place; none has the first, which calls return to
        self.problem: str | None = None
        self.emulator.mem_map(COPYING, PAGE, unicorn.UC_PROT_READ | unicorn.UC_PROT_EXEC)
        self.emulator.mem_write(COPYING, self.processor.memmove)
        for start, size in (STACK, STACK_SIZE), (HEAP, HEAP_SIZE):
            self.emulator.mem_map(start, size, unicorn.UC_PROT_READ | unicorn.UC_PROT_WRITE)
        self.emulator.mem_map(IMPORTS, IMPORTS_SIZE, unicorn.UC_PROT_READ | unicorn.UC_PROT_EXEC)
        start, size = executable.thread_local
        pages = Pages(self.emulator, PAGES, self.arm)
        self.library = Library(self.emulator, HEAP, HEAP_SIZE, pages, (SLIDE + start, size))
        self.threads = Threads(self.emulator, STACKS, self.library, pages)
        self.functions = self.library.functions | self.threads.functions
        self.load(executable)
        self.emulator.hook_add(unicorn.UC_HOOK_CODE, self.imported, begin=IMPORTS, end=IMPORTS + IMPORTS_SIZE)

    def load(self, executable: macho.Executable) -> None:
        for segment in executable.segments:
            if segment.protection:
                size = -(-segment.size // PAGE) * PAGE
                self.emulator.mem_map(SLIDE + segment.address, size, segment.protection)
                self.emulator.mem_write(SLIDE + segment.address, segment.content)
        for place in executable.rebases:
            (address,) = struct.unpack("<Q", self.emulator.mem_read(SLIDE + place, 8))
            self.emulator.mem_write(SLIDE + place, struct.pack("<Q", SLIDE + address))
        places = {"_memcpy": COPYING, "_memmove": COPYING}
        for place, name, addend in executable.binds:
            address = places.setdefault(name, IMPORTS + 16 * len(places))
            self.emulator.mem_write(SLIDE + place, struct.pack("<Q", address + addend))
            if address >= IMPORTS:
                self.emulator.mem_write(address, self.processor.return_instruction)
        self.imports = list(places)

    def imported(self, emulator: unicorn.Uc, address: int, _size: int, _data: None) -> None:
        """Does what an imported function should, before the instruction there that returns."""
        name = self.imports[(address - IMPORTS) // 16]
        stack = emulator.reg_read(self.processor.stack)
        # A call on x86-64 has just put eight bytes on the aligned stack.
        if stack % 16 != (0 if self.arm else 8):
            return self.stop(f"{name} is called with a misaligned stack, {stack:#x}")
        if name not in self.functions:
            return self.stop(f"{name} is called, which is not there")
        function, count = self.functions[name]
        try:
            result = function(*(emulator.reg_read(register) for register in self.processor.arguments[:count]))
        except Exception as error:  # An exception cannot pass the emulator.
            return self.stop(f"{name} fails: {error!r}")
        emulator.reg_write(self.processor.result, result % 2**64)
        if self.arm:
            # It belongs to the system, which may change it at any time.
            emulator.reg_write(arm.UC_ARM64_REG_X18, 0xBAD18_BAD18)

    def stop(self, problem: str) -> None:
        # Of several the first, which others follow from.
        self.problem = self.problem or f"{problem}, at {self.where()}"
        self.emulator.emu_stop()

    def call(self, name: str, *arguments: int) -> int:
        """Calls an exported function on the first thread."""
        step = Start(SLIDE + self.symbols[name], STACK + STACK_SIZE - PAGE, arguments)
        while step:
            pc = self.enter(step) if isinstance(step, Start) else self.leave()
            try:
                self.emulator.emu_start(pc, IMPORTS)
            except unicorn.UcError as error:
                self.stop(str(error))
            if self.problem:
                sys.exit(self.problem)
            result = self.emulator.reg_read(self.processor.result)
            step = self.threads.next(result)
        return result

    def enter(self, start: Start) -> int:
        """Sets the registers for a call, and gives the function's address."""
        for register, argument in zip(self.processor.arguments, start.arguments):
            self.emulator.reg_write(register, argument)
        stack = start.stack
        if self.arm:
            self.emulator.reg_write(arm.UC_ARM64_REG_LR, IMPORTS)
        else:
            stack -= 8
            self.emulator.mem_write(stack, struct.pack("<Q", IMPORTS))
        self.emulator.reg_write(self.processor.stack, stack)
        return start.function

    def leave(self) -> int:
        """Sets the registers for the return from a function that has just been called, and gives where it goes on."""
        address = self.return_address()
        if not self.arm:
            self.emulator.reg_write(self.processor.stack, self.emulator.reg_read(self.processor.stack) + 8)
        return address

    def return_address(self) -> int:
        """Where the function that has just been called returns to."""
        if self.arm:
            return self.emulator.reg_read(arm.UC_ARM64_REG_LR)
        return struct.unpack("<Q", self.emulator.mem_read(self.emulator.reg_read(self.processor.stack), 8))[0]

    def where(self) -> str:
        """The place of the processor, or of the call that it does, in the executable, by the nearest symbol before it."""
        pc = self.emulator.reg_read(self.processor.pc)
        if IMPORTS <= pc < IMPORTS + IMPORTS_SIZE:
            pc = self.return_address()
        if not SLIDE <= pc < PAGES:
            return f"{pc:#x}"
        pc -= SLIDE
        before = [(address, name) for name, address in self.symbols.items() if address <= pc]
        address, name = max(before, default=(0, "?"))
        return f"{name}+{pc - address:#x}"


def main(path: str, task: str) -> None:
    with open(path, "rb") as file:
        machine = Machine(macho.read(file.read()))
    data = sys.stdin.buffer.read() if task == "go-on" else b""
    start = machine.call("_vsp_portable_memory", len(data))
    machine.emulator.mem_write(start, data)
    output = machine.call("_vsp_portable_run", TASKS.index(task), start, len(data))
    start, length = struct.unpack("<2Q", machine.emulator.mem_read(output, 16))
    sys.stdout.buffer.write(machine.emulator.mem_read(start, length))


if __name__ == "__main__":
    main(*sys.argv[1:])
