"""Threads of an emulated process. A thread runs from its start to its end where another one creates it, so none ever waits."""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

import unicorn
from library import Library, Variables
from pages import Pages

PAGE = 0x4000
USUAL_STACK = 512 << 10
ATTRIBUTES_STACK = 8  # where attributes have the size of the stack: behind a word that says what they are
EBUSY = 16


@dataclass(frozen=True)
class Start:
    """A function that is to be called, on a stack that ends there."""

    function: int
    stack: int
    arguments: tuple[int, ...]


@dataclass(frozen=True)
class Resume:
    """The thread whose registers the processor has goes on after its last call."""


@dataclass
class Thread:
    """One that has not ended; of one that does not run, also what the processor and the library have for it."""

    number: int  # its handle, too
    stack: int = 0
    stack_size: int = 0
    registers: object = None
    variables: Variables = field(default_factory=Variables)
    writes_code: bool = False


class Threads:
    """`functions` has what programs ask of the system, by symbol, with its number of arguments."""

    def __init__(self, memory: unicorn.Uc, stacks: int, library: Library, pages: Pages):
        self._memory = memory
        self._next_stack = stacks
        self._library = library
        self._pages = pages
        self._threads = [Thread(1)]  # each but the first was created by the one before it, and the last one runs
        self._last_number = 1
        self._starting: tuple[Thread, Start] | None = None
        self._results: dict[int, int] = {}  # of threads that have ended and nobody has joined
        self._locked: set[int] = set()
        self.functions: dict[str, tuple[Callable[..., int], int]] = {
            "_pthread_attr_init": (lambda at: self._write(at + ATTRIBUTES_STACK, USUAL_STACK), 1),
            "_pthread_attr_setstacksize": (lambda at, size: self._write(at + ATTRIBUTES_STACK, size), 2),
            "_pthread_attr_destroy": (lambda _at: 0, 1),
            "_pthread_create": (self.create, 4),
            "_pthread_join": (self.join, 2),
            "_pthread_self": (lambda: self._threads[-1].number, 0),
            "_pthread_threadid_np": (lambda thread, to: self._write(to, thread or self._threads[-1].number), 2),
            "_pthread_setname_np": (lambda _name: 0, 1),
            "_pthread_mutexattr_init": (lambda _at: 0, 1),
            "_pthread_mutexattr_settype": (lambda _at, _type: 0, 2),
            "_pthread_mutexattr_destroy": (lambda _at: 0, 1),
            "_pthread_mutex_init": (lambda _at, _attributes: 0, 2),
            "_pthread_mutex_lock": (self.lock, 1),
            "_pthread_mutex_trylock": (lambda mutex: EBUSY if mutex in self._locked else self.lock(mutex), 1),
            "_pthread_mutex_unlock": (self.unlock, 1),
            "_pthread_mutex_destroy": (lambda _at: 0, 1),
            "_pthread_cond_broadcast": (lambda _at: 0, 1),
            "_pthread_cond_destroy": (lambda _at: 0, 1),
        }

    def create(self, to: int, attributes: int, function: int, argument: int) -> int:
        """Creates a thread, which runs next."""
        size = USUAL_STACK
        if attributes:
            (size,) = struct.unpack("<Q", self._memory.mem_read(attributes + ATTRIBUTES_STACK, 8))
        size = -(-size // PAGE) * PAGE
        # Nothing is between two stacks, so that running past an end is seen.
        stack = self._next_stack
        self._next_stack += size + PAGE
        self._memory.mem_map(stack, size, unicorn.UC_PROT_READ | unicorn.UC_PROT_WRITE)
        self._last_number += 1
        self._write(to, self._last_number)
        self._starting = Thread(self._last_number, stack, size), Start(function, stack + size, (argument,))
        self._memory.emu_stop()
        return 0

    def next(self, result: int) -> Start | Resume | None:
        """Says how the processor goes on when a function has returned `result`, or a thread has been created; None at the end."""
        thread = self._threads[-1]
        if self._starting:
            created, start = self._starting
            self._starting = None
            thread.registers = self._memory.context_save()
            thread.variables = self._library.change_variables(created.variables)
            thread.writes_code = self._pages.change_writing(created.writes_code)
            self._threads.append(created)
            return start
        if thread.number == 1:
            return None
        # The first result is the thread's; others are those of destructors.
        self._results.setdefault(thread.number, result)
        destructor = self._library.next_destructor()
        if destructor:
            function, value = destructor
            return Start(function, thread.stack + thread.stack_size, (value,))
        self._threads.pop()
        creator = self._threads[-1]
        self._library.free(self._library.change_variables(creator.variables).start)
        self._pages.change_writing(creator.writes_code)
        self._memory.mem_unmap(thread.stack, thread.stack_size)
        self._memory.context_restore(creator.registers)
        return Resume()

    def join(self, thread: int, to: int) -> int:
        # A KeyError here is a thread that was never created, or was joined before.
        result = self._results.pop(thread)
        return self._write(to, result) if to else 0

    def lock(self, mutex: int) -> int:
        if mutex in self._locked:
            raise RuntimeError("who has locked this goes on only when this thread has ended")
        self._locked.add(mutex)
        return 0

    def unlock(self, mutex: int) -> int:
        self._locked.remove(mutex)
        return 0

    def _write(self, to: int, word: int) -> int:
        self._memory.mem_write(to, struct.pack("<Q", word))
        return 0
