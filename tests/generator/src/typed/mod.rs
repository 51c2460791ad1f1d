//! Random programs in LIS that are right: typed, and sure to end.

mod expression;
mod statement;

use fastrand::Rng;
use std::fmt::Write;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ty {
    Int,
    Float,
    Bool,
    Cell,
    State,
    Ints,
    Cells,
    Pair,
    Text,
}

const ALL: [Ty; 9] =
    [Ty::Int, Ty::Float, Ty::Bool, Ty::Cell, Ty::State, Ty::Ints, Ty::Cells, Ty::Pair, Ty::Text];

impl Ty {
    fn name(self) -> &'static str {
        match self {
            Ty::Int => "Int",
            Ty::Float => "Float",
            Ty::Bool => "Bool",
            Ty::Cell => "ByteSil",
            Ty::State => "State",
            Ty::Ints => "[Int; 5]",
            Ty::Cells => "[ByteSil; 3]",
            Ty::Pair => "(Int, Float)",
            Ty::Text => "String",
        }
    }
}

struct Function {
    name: String,
    params: Vec<Ty>,
    result: Ty,
    recursive: bool,
}

struct Generator {
    rng: Rng,
    out: String,
    functions: Vec<Function>,
    statics: Vec<(String, Ty)>,
    vars: Vec<(String, Ty)>,
    /// Variables that loops count with, which nothing may assign to.
    counters: Vec<String>,
    names: usize,
    in_loop: bool,
    texts: bool,
    result: Ty,
}

/// What all programs have: without a type around it, a pair of numbers would be a ByteSil.
const PAIR: &str = "fn pair(p: (Int, Float)) -> (Int, Float) { return p; }\n";

/// The program in LIS of a seed; every other pair of seeds gives programs with Strings. It exports `f() -> Int`, and many have statics.
///
/// ```
/// let program = vsp_test_generator::typed(7);
/// assert_eq!(program, vsp_test_generator::typed(7));
/// assert!(program.contains("pub fn f() -> Int {"));
/// ```
pub fn typed(seed: u64) -> String {
    let mut it = Generator {
        rng: Rng::with_seed(seed),
        out: PAIR.to_owned(),
        functions: Vec::new(),
        statics: Vec::new(),
        vars: Vec::new(),
        counters: Vec::new(),
        names: 0,
        in_loop: false,
        texts: seed % 4 < 2,
        result: Ty::Int,
    };
    it.write();
    it.out
}

impl Generator {
    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.rng.usize(..list.len())]
    }

    fn ty(&mut self) -> Ty {
        loop {
            let ty = self.pick(&ALL);
            if self.texts || ty != Ty::Text {
                return ty;
            }
        }
    }

    fn write(&mut self) {
        for at in 0..self.rng.usize(0..4) {
            let ty = self.ty();
            if ty == Ty::Text {
                continue;
            }
            let value = self.literal(ty);
            let _ = writeln!(self.out, "static s{at}: {} = {value};", ty.name());
            self.statics.push((format!("s{at}"), ty));
        }
        for at in 0..self.rng.usize(0..4) {
            let params: Vec<Ty> = (0..self.rng.usize(0..6)).map(|_| self.ty()).collect();
            let result = self.ty();
            let recursive = self.rng.u8(0..3) == 0;
            self.function(&format!("g{at}"), params, result, recursive);
        }
        self.function("f", Vec::new(), Ty::Int, false);
    }

    fn function(&mut self, name: &str, params: Vec<Ty>, result: Ty, recursive: bool) {
        self.vars.clear();
        self.counters.clear();
        self.result = result;
        let mut list = Vec::new();
        if recursive {
            list.push("depth: Int".to_owned());
            self.vars.push(("depth".to_owned(), Ty::Int));
            self.counters.push("depth".to_owned());
        }
        for (at, ty) in params.iter().enumerate() {
            // Some parameters have no type: each call makes an instance.
            list.push(if name != "f" && !recursive && self.rng.u8(0..4) == 0 {
                format!("p{at}")
            } else {
                format!("p{at}: {}", ty.name())
            });
            self.vars.push((format!("p{at}"), *ty));
        }
        let public = if name == "f" { "pub " } else { "" };
        let _ = writeln!(self.out, "{public}fn {name}({}) -> {} {{", list.join(", "), result.name());
        let function = Function { name: name.to_owned(), params, result, recursive };
        if recursive {
            let value = self.expr(result, 2);
            let _ = writeln!(self.out, "    if depth <= 0 {{ return {value}; }}");
            self.functions.push(function);
            self.statements(1, 5);
        } else {
            self.statements(1, 6);
            self.functions.push(function);
        }
        if recursive {
            // Calls of itself stand here alone, so that there are not too many.
            let function = self.functions.pop();
            if let Some(function) = function {
                let args: Vec<String> = function.params.iter().map(|&ty| self.expr(ty, 1)).collect();
                let mut all = vec!["depth - 1".to_owned()];
                all.extend(args);
                let _ = writeln!(self.out, "    let again = {name}({});", all.join(", "));
                self.vars.push(("again".to_owned(), result));
                self.functions.push(function);
            }
        }
        let value = if name == "f" { self.everything() } else { self.expr(result, 3) };
        let _ = writeln!(self.out, "    return {value};\n}}");
    }

    /// An Int that depends on all variables.
    fn everything(&mut self) -> String {
        let mut sum = "0".to_owned();
        for (name, ty) in self.vars.clone() {
            let part = match ty {
                Ty::Int => name,
                Ty::Float => format!("float_to_int({name} * 16.0)"),
                Ty::Cell => format!("bytesil_to_u8({name})"),
                Ty::State => format!("state_hash({name})"),
                Ty::Ints => format!("{name}[1] + {name}[3]"),
                Ty::Cells => format!("bytesil_to_u8({name}[2])"),
                Ty::Pair => format!("{name}.0"),
                Ty::Text => format!("string_length({name})"),
                Ty::Bool => continue,
            };
            sum = format!("({sum}) * 31 + {part}");
            if sum.len() > 400 {
                break;
            }
        }
        sum
    }

    /// An index that is nearly always inside.
    fn index(&mut self, length: u32) -> String {
        let counters = self.counters.clone();
        match self.rng.u8(0..12) {
            0 if !counters.is_empty() => counters[self.rng.usize(..counters.len())].clone(),
            1..=5 => {
                let value = self.expr(Ty::Int, 1);
                format!("|({value}) % {length}|")
            }
            _ => self.rng.u32(..length).to_string(),
        }
    }

    fn literal(&mut self, ty: Ty) -> String {
        match ty {
            Ty::Int => match self.rng.u8(0..8) {
                0 => self.rng.i64(0..i64::MAX).to_string(),
                1 => "0".to_owned(),
                2 => format!("(-{})", self.rng.u16(..)),
                3 => "(-9223372036854775808)".to_owned(),
                _ => self.rng.u8(..20).to_string(),
            },
            Ty::Float => self
                .pick(&["0.0", "1.0", "-0.5", "3.25", "1e999", "-1e999", "-0.0", "1e-17", "123456.75", "0.1"])
                .to_owned(),
            Ty::Bool => self.rng.bool().to_string(),
            Ty::Cell => format!("({}, {})", self.rng.i8(-9..9), self.rng.u8(0..18)),
            Ty::State => {
                let layers: Vec<String> = (0..16)
                    .filter(|_| self.rng.bool())
                    .map(|layer| format!("L{layer:X}: ({}, {})", layer - 8, layer))
                    .collect();
                format!("State {{ {} }}", layers.join(", "))
            }
            Ty::Ints => "[1, 2, 3, 4, 5]".to_owned(),
            Ty::Cells => "[(1, 2), (-8, 0), (7, 15)]".to_owned(),
            Ty::Pair => "(7, 0.5)".to_owned(),
            Ty::Text => {
                self.pick(&["\"\"", "\"a\"", "\"hello, world\"", "\"12345678\"", "\"  x\\n\""]).to_owned()
            }
        }
    }
}
