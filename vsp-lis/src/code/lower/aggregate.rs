//! States and arrays: copying, filling, comparing.

use super::Lower;
use super::value::Val;
use crate::code::ir::{Class, Inst, Mem, Term, V};
use vsp_isa::Opcode;

/// Up to so many words are copied one by one, and so many in each round of a loop.
const UNROLLED: u32 = 8;

impl Lower<'_> {
    fn load_at(&mut self, from: &Val, offset: u32, class: Class) -> V {
        let v = self.value(class);
        match from {
            Val::At(mem) if self.objects.is_near(*mem) => self.push(Inst::Load(v, mem.plus(offset), class)),
            Val::At(mem) => {
                let base = self.word();
                self.push(Inst::Address(base, mem.plus(offset)));
                self.push(Inst::LoadAt(v, base, 0, class));
            }
            other => {
                let base = self.scalar(other);
                self.push(Inst::LoadAt(v, base, offset as u8, class));
            }
        }
        v
    }

    fn store_at(&mut self, to: &Val, offset: u32, v: V, class: Class) {
        match to {
            Val::At(mem) if self.objects.is_near(*mem) => self.push(Inst::Store(mem.plus(offset), v, class)),
            Val::At(mem) => {
                let base = self.word();
                self.push(Inst::Address(base, mem.plus(offset)));
                self.push(Inst::StoreAt(base, 0, v, class));
            }
            other => {
                let base = self.scalar(other);
                self.push(Inst::StoreAt(base, offset as u8, v, class));
            }
        }
    }

    /// A layer of a State: a byte at an offset.
    pub fn get_byte(&mut self, from: &Val, offset: u32) -> V {
        self.load_at(from, offset, Class::Cell)
    }

    pub fn set_byte(&mut self, to: &Val, offset: u32, v: V) {
        self.store_at(to, offset, v, Class::Cell);
    }

    pub fn get_word(&mut self, from: &Val, offset: u32) -> V {
        self.load_at(from, offset, Class::Word)
    }

    pub fn set_word(&mut self, to: &Val, offset: u32, v: V) {
        self.store_at(to, offset, v, Class::Word);
    }

    /// The address of something in a value that may be changed.
    pub fn pointer(&mut self, val: &Val) -> V {
        match val {
            Val::Dyn(v) => self.copy_of(*v),
            other => self.scalar(other),
        }
    }

    /// Copies bytes.
    pub fn copy_to(&mut self, to: Val, from: &Val, size: u32) {
        if let (Val::At(a), Val::At(b)) = (&to, from)
            && a == b
        {
            return;
        }
        let (words, bytes) = (size / 8, size % 8);
        if words <= UNROLLED {
            for word in 0..words {
                let v = self.get_word(from, word * 8);
                self.set_word(&to, word * 8, v);
            }
            for byte in 0..bytes {
                let v = self.get_byte(from, words * 8 + byte);
                self.set_byte(&to, words * 8 + byte, v);
            }
            return;
        }
        let source = self.pointer(from);
        let target = self.pointer(&to);
        let word = |this: &mut Self, offset: u8| {
            let v = this.word();
            this.push(Inst::LoadAt(v, source, offset, Class::Word));
            this.push(Inst::StoreAt(target, offset, v, Class::Word));
        };
        let step = UNROLLED * 8;
        self.each_part(target, words / UNROLLED, step, |this, _| {
            (0..UNROLLED).for_each(|at| word(this, at as u8 * 8));
            let step = this.constant(step.into());
            this.push(Inst::Op2(Opcode::Addint, source, step));
        });
        let rest = words % UNROLLED;
        (0..rest).for_each(|at| word(self, at as u8 * 8));
        for byte in 0..bytes {
            let offset = (rest * 8 + byte) as u8;
            let v = self.value(Class::Cell);
            self.push(Inst::LoadAt(v, source, offset, Class::Cell));
            self.push(Inst::StoreAt(target, offset, v, Class::Cell));
        }
    }

    /// Runs code for each word from an address on; afterwards the pointer stands behind them.
    pub fn each_word(&mut self, pointer: V, words: u32, code: impl FnOnce(&mut Self, V)) {
        self.each_part(pointer, words, 8, code);
    }

    /// The same for parts of `size` bytes.
    fn each_part(&mut self, pointer: V, count: u32, size: u32, code: impl FnOnce(&mut Self, V)) {
        let end = self.copy_of(pointer);
        let all = self.constant(i64::from(count) * i64::from(size));
        self.push(Inst::Op2(Opcode::Addint, end, all));
        self.depth += 1;
        let round = self.block();
        self.jump(round);
        self.start(round);
        code(self, pointer);
        let step = self.constant(size.into());
        self.push(Inst::Op2(Opcode::Addint, pointer, step));
        self.depth -= 1;
        let after = self.block();
        self.end(Term::Compare {
            op: Opcode::Cmpint,
            a: pointer,
            b: end,
            less: Some(round),
            zero: None,
            other: after,
        });
        self.start(after);
    }

    /// Fills `count` parts of `size` bytes with a value.
    pub fn fill(&mut self, to: Mem, val: &Val, size: u32, count: u32) {
        let to = Val::At(to);
        match size {
            1 => {
                let v = self.scalar(val);
                if count <= UNROLLED {
                    (0..count).for_each(|at| self.set_byte(&to, at, v));
                    return;
                }
                let pointer = self.pointer(&to);
                self.each_part(pointer, count, 1, |this, pointer| {
                    this.push(Inst::StoreAt(pointer, 0, v, Class::Cell));
                });
            }
            8 => {
                let v = self.scalar(val);
                if count <= UNROLLED {
                    (0..count).for_each(|at| self.set_word(&to, at * 8, v));
                    return;
                }
                let pointer = self.pointer(&to);
                self.each_word(pointer, count, |this, pointer| {
                    this.push(Inst::StoreAt(pointer, 0, v, Class::Word));
                });
            }
            _ => {
                let low = self.get_word(val, 0);
                let high = self.get_word(val, 8);
                let pointer = self.pointer(&to);
                self.each_part(pointer, count, 16, |this, pointer| {
                    this.push(Inst::StoreAt(pointer, 0, low, Class::Word));
                    this.push(Inst::StoreAt(pointer, 8, high, Class::Word));
                });
            }
        }
    }

    /// Goes to `differ` if bytes are not the same, else on.
    pub fn compare_bytes(&mut self, left: &Val, right: &Val, size: u32, differ: usize) {
        let (words, bytes) = (size / 8, size % 8);
        let equal_or = |this: &mut Self, a: V, b: V| {
            let same = this.block();
            this.end(Term::Compare { op: Opcode::Cmpint, a, b, less: None, zero: Some(same), other: differ });
            this.start(same);
        };
        if words <= UNROLLED {
            for word in 0..words {
                let a = self.get_word(left, word * 8);
                let b = self.get_word(right, word * 8);
                equal_or(self, a, b);
            }
            for byte in 0..bytes {
                let a = self.get_byte(left, words * 8 + byte);
                let b = self.get_byte(right, words * 8 + byte);
                self.cells_or(a, b, differ);
            }
            return;
        }
        let (a, b) = (self.pointer(left), self.pointer(right));
        self.each_word(a, words, |this, a| {
            let (v, w) = (this.word(), this.word());
            this.push(Inst::LoadAt(v, a, 0, Class::Word));
            this.push(Inst::LoadAt(w, b, 0, Class::Word));
            equal_or(this, v, w);
            let step = this.constant(8);
            this.push(Inst::Op2(Opcode::Addint, b, step));
        });
        for byte in 0..bytes {
            let (v, w) = (self.value(Class::Cell), self.value(Class::Cell));
            self.push(Inst::LoadAt(v, a, byte as u8, Class::Cell));
            self.push(Inst::LoadAt(w, b, byte as u8, Class::Cell));
            self.cells_or(v, w, differ);
        }
    }

    /// Goes to `differ` if two ByteSils are not the same, else on.
    pub fn cells_or(&mut self, a: V, b: V, differ: usize) {
        let same = self.block();
        self.compare_cells(a, b, same, differ);
        self.start(same);
    }

    /// Compares the first cells of two words; what stands above them does not count.
    pub fn compare_cells(&mut self, a: V, b: V, same: usize, differ: usize) {
        let both = self.word();
        self.push(Inst::Copy(both, a));
        self.push(Inst::Op2(Opcode::Xorint, both, b));
        let mask = self.constant(0xffff);
        self.end(Term::Compare {
            op: Opcode::Testint,
            a: both,
            b: mask,
            less: None,
            zero: Some(same),
            other: differ,
        });
    }
}
