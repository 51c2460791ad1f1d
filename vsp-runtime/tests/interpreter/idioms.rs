//! Random programs of what often stands together, for which the translator has operations of its own.

use fastrand::Rng;
use vsp_runtime::isa::container::Container;
use vsp_runtime::isa::{Branch, Instruction, Reg, Version};
use vsp_runtime::{Mode, Program};

/// An instruction, or a jump to one of the other items, by its number.
#[derive(Clone, Copy)]
enum Item {
    Plain(Instruction),
    Jump(usize),
    Zero(usize),
    Negative(usize),
    Cell(Reg, usize),
    Loop(usize),
    Call(usize),
}

/// Puts random idioms together.
struct Idioms {
    rng: Rng,
    mode: Mode,
    items: Vec<Item>,
    size: usize,
}

impl Idioms {
    /// The first register of a word: mostly one of few, which do not overlap.
    fn word(&mut self) -> Reg {
        let cells = self.mode.word_cells() as u8;
        let register = if self.rng.u8(..12) == 0 {
            self.rng.u8(..=16 - cells)
        } else {
            self.rng.u8(..4.min(16 / cells)) * cells
        };
        Reg::from_nibble(register)
    }

    fn register(&mut self) -> Reg {
        Reg::from_nibble(self.rng.u8(..16))
    }

    fn number(&mut self) -> i16 {
        match self.rng.u8(..8) {
            0 => self.rng.i16(..),
            1 => 0,
            _ => self.rng.i16(-3..9),
        }
    }

    fn address(&mut self) -> u16 {
        match self.rng.u8(..30) {
            0 => self.rng.u16(65_524..),
            _ => self.rng.u16(..40),
        }
    }

    fn target(&mut self) -> usize {
        // Mostly forward, so that runs get on.
        let at = self.items.len();
        if self.rng.u8(..3) == 0 { self.rng.usize(..self.size) } else { at + self.rng.usize(1..9) }
    }

    fn push(&mut self, instruction: Instruction) {
        self.items.push(Item::Plain(instruction));
    }

    /// An instruction that combines two integer words.
    fn combine(&mut self, a: Reg, b: Reg) {
        use Instruction as I;
        let instruction = match self.rng.u8(..13) {
            0 | 1 => I::Addint { a, b },
            2 | 3 => I::Subint { a, b },
            4 => I::Mulint { a, b },
            5 => I::Divint { a, b },
            6 => I::Modint { a, b },
            7 => I::Andint { a, b },
            8 => I::Orint { a, b },
            9 => I::Xorint { a, b },
            10 => I::Shlint { a, b },
            11 => I::Shrint { a, b },
            _ => I::Notint { a },
        };
        self.push(instruction);
    }

    fn combine_floats(&mut self, a: Reg, b: Reg) {
        use Instruction as I;
        let instruction = match self.rng.u8(..9) {
            0 | 1 => I::Addfloat { a, b },
            2 => I::Subfloat { a, b },
            3 | 4 => I::Mulfloat { a, b },
            5 => I::Divfloat { a, b },
            6 => I::Negfloat { a },
            7 => I::Sqrtfloat { a },
            _ => I::Absfloat { a },
        };
        self.push(instruction);
    }

    fn comparison(&mut self, a: Reg, b: Reg) {
        use Instruction as I;
        let comparison = match self.rng.u8(..4) {
            0 => I::Cmpfloat { a, b },
            1 => I::Testint { a, b },
            _ => I::Cmpint { a, b },
        };
        self.push(comparison);
    }

    /// A comparison, mostly with a branch on it.
    fn compare(&mut self, a: Reg, b: Reg) {
        self.comparison(a, b);
        self.branch();
    }

    fn branch(&mut self) {
        let target = self.target();
        match self.rng.u8(..6) {
            0 => {}
            1..4 => self.items.push(Item::Zero(target)),
            _ => self.items.push(Item::Negative(target)),
        }
        if self.rng.u8(..3) == 0 {
            let target = self.target();
            self.items.push(Item::Jump(target));
        }
    }

    /// A word that mostly is an address.
    fn index(&mut self) -> Reg {
        let a = self.word();
        if self.rng.u8(..40) > 0 {
            let imm = self.rng.i16(0..60);
            self.push(Instruction::Li { a, imm });
        }
        a
    }

    /// A load, by an address or an index.
    fn load(&mut self, a: Reg) {
        if self.rng.bool() {
            let address = self.address();
            self.push(Instruction::Loadw { a, address });
        } else {
            let (b, offset) = (self.index(), self.rng.u8(..40));
            self.push(Instruction::Loadwx { a, b, offset });
        }
    }

    /// Pushes or pops of words, mostly whole.
    fn move_words(&mut self, pushes: bool) {
        for _ in 0..self.rng.u8(1..3) {
            let (first, cells) = (self.word().index() as u8, self.mode.word_cells() as u8);
            for number in 0..cells {
                let a = Reg::from_nibble(first + if pushes { number } else { cells - 1 - number });
                if self.rng.u8(..20) > 0 {
                    self.push(if pushes { Instruction::Push { a } } else { Instruction::Pop { a } });
                }
            }
        }
    }

    /// A branch over an operation on integers, or to it and then a jump over it.
    fn choice(&mut self, a: Reg, b: Reg) {
        let begin = self.items.len();
        if self.rng.bool() {
            let (a, imm) = (if self.rng.bool() { a } else { b }, self.number());
            self.push(Instruction::Li { a, imm });
        }
        match self.rng.u8(..6) {
            0 => self.push(Instruction::Negint { a }),
            1..4 => self.combine(a, b),
            _ => {}
        }
        let operation = self.items.split_off(begin);
        let next = begin + 1 + operation.len();
        let branch = if self.rng.bool() { Item::Zero } else { Item::Negative };
        if self.rng.u8(..3) == 0 {
            self.items.extend([branch(begin + 2), Item::Jump(next + 1)]);
        } else {
            self.items.push(branch(next));
        }
        self.items.extend(operation);
    }

    fn idiom(&mut self) {
        use Instruction as I;
        let (a, b, c) = (self.word(), self.word(), self.word());
        let imm = self.number();
        match self.rng.u8(..28) {
            0 | 1 => {
                self.push(I::Li { a: b, imm });
                self.combine(a, b);
            }
            2 => {
                let imm = if self.rng.bool() { 0 } else { imm };
                self.push(I::Li { a, imm });
                self.push(I::Addint { a, b });
                let c = if self.rng.u8(..4) == 0 { a } else { c };
                match self.rng.u8(..3) {
                    0 => self.combine(a, c),
                    1 => self.combine_floats(a, c),
                    _ => {}
                }
            }
            3 => {
                self.push(I::Li { a: b, imm });
                self.compare(a, b);
            }
            4 => self.compare(a, b),
            5 => {
                self.push(I::Addint { a, b });
                self.compare(a, c);
            }
            6 => {
                if self.rng.bool() {
                    self.push(I::Li { a: b, imm });
                }
                self.push(I::Subint { a, b });
                self.push(I::Testint { a, b: a });
                self.branch();
            }
            7 | 8 => {
                self.load(b);
                self.combine(a, b);
            }
            9 => {
                self.load(a);
                self.combine(a, b);
            }
            10 | 11 => {
                self.load(b);
                self.combine_floats(a, b);
                self.combine_floats(a, c);
            }
            12 => {
                self.load(a);
                self.combine_floats(a, b);
            }
            13 => {
                self.push(I::Cvti2f { a });
                self.combine_floats(a, b);
                self.combine_floats(c, a);
                self.push(I::Cvtf2i { a: c });
            }
            14 => {
                let address = self.address();
                self.push(I::Storew { a, address });
            }
            15 => {
                let (b, offset) = (self.index(), self.rng.u8(..40));
                self.push(I::Storewx { a, b, offset });
            }
            16 => {
                let (a, b, offset) = (self.register(), self.index(), self.rng.u8(..40));
                self.push(I::Loadx { a, b, offset });
                let (register, target) = (if self.rng.bool() { a } else { self.register() }, self.target());
                self.items.push(Item::Cell(register, target));
            }
            17 => {
                let (a, b, offset) = (self.register(), self.index(), self.rng.u8(..40));
                self.push(I::Storex { a, b, offset });
            }
            18 if self.rng.bool() => self.move_words(true),
            18 => {
                let first = self.rng.u8(..13);
                for register in first..first + self.rng.u8(1..4) {
                    self.push(I::Push { a: Reg::from_nibble(register) });
                }
            }
            19 if self.rng.u8(..4) == 0 => {
                let last = self.rng.u8(3..16);
                for number in 0..self.rng.u8(1..4) {
                    self.push(I::Pop { a: Reg::from_nibble(last - number) });
                }
            }
            19 if self.rng.bool() => self.move_words(false),
            20 if self.rng.bool() => {
                let target = self.target();
                let item =
                    [Item::Loop(target), Item::Call(target), Item::Plain(I::Ret {})][self.rng.usize(..3)];
                self.items.push(item);
            }
            21 => {
                let (a, b) = (self.register(), self.register());
                let instruction = [
                    I::Mul { a, b },
                    I::Add { a, b },
                    I::Rotate { a, imm: 3 },
                    I::Scale { a, imm: -1 },
                    I::Mov { a, b },
                    I::Movi { a, imm: 5 },
                    I::Fold {},
                    I::Nop {},
                ];
                let number = self.rng.usize(..8);
                self.push(instruction[number]);
            }
            22 if self.rng.u8(..4) == 0 => {
                self.mode = Mode::ALL[self.rng.usize(1..5)];
                self.push(I::Setmode { mode: self.mode.code() });
            }
            23 => {
                if self.rng.bool() {
                    self.push(I::Li { a: b, imm });
                }
                self.comparison(a, b);
                let (c, d) = (self.word(), if self.rng.bool() { a } else { b });
                self.choice(c, d);
            }
            24 => self.choice(a, b),
            25 | 26 => {
                self.load(b);
                let a = if self.rng.bool() { a } else { b };
                self.compare(a, b);
            }
            _ => self.combine(a, b),
        }
    }

    /// The code: every item where the ones before end.
    fn code(&self) -> Vec<u8> {
        let encode = |item: Item, places: &[usize]| {
            let place = |number: usize| places[number.min(places.len() - 1)] as u32;
            let flag = |number| Branch::flag(place(number));
            let register = |register, number| Branch::register(register, place(number) as u16);
            match item {
                Item::Plain(instruction) => instruction,
                Item::Jump(number) => Instruction::Jmp { target: place(number) },
                Item::Zero(number) => {
                    Instruction::Jz { branch: flag(number).unwrap_or(register(Reg::R0, number)) }
                }
                Item::Negative(number) => {
                    Instruction::Jn { branch: flag(number).unwrap_or(register(Reg::R1, number)) }
                }
                Item::Cell(a, number) => Instruction::Jz { branch: register(a, number) },
                Item::Loop(number) => Instruction::Loop { target: place(number) },
                Item::Call(number) => Instruction::Call { target: place(number) },
            }
        };
        let lengths = self.items.iter().map(|&item| encode(item, &[0]).length() as usize);
        let mut places = vec![0];
        places.extend(lengths.scan(0, |end, length| {
            *end += length;
            Some(*end)
        }));
        self.items.iter().flat_map(|&item| encode(item, &places).encode().as_bytes().to_vec()).collect()
    }
}

/// A random program of idioms.
pub fn program(rng: &mut Rng) -> Program {
    let mode = Mode::ALL[rng.usize(1..5)];
    let size = rng.usize(10..60);
    let mut idioms = Idioms { rng: rng.fork(), mode, items: Vec::new(), size };
    while idioms.items.len() < size {
        idioms.idiom();
    }
    let code = [idioms.code(), vec![0; 16], Instruction::Hlt {}.encode().as_bytes().to_vec()].concat();
    let container = Container {
        version: Version::LATEST,
        mode,
        entry: 0,
        code,
        data: (0..64).map(|_| rng.u8(..)).collect(),
        symbols: Vec::new(),
        empty_symbols: false,
        debug: None,
    };
    Program::from_container(container).expect("it is sound")
}
