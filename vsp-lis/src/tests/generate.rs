//! Random programs that are right: typed, and sure to end.

mod expression;

use fastrand::Rng;
use std::fmt::Write;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ty {
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

pub struct Generator {
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

impl Generator {
    /// A program that exports `f() -> Int`.
    pub fn program(seed: u64, texts: bool) -> String {
        let mut it = Generator {
            rng: Rng::with_seed(seed),
            out: String::new(),
            functions: Vec::new(),
            statics: Vec::new(),
            vars: Vec::new(),
            counters: Vec::new(),
            names: 0,
            in_loop: false,
            texts,
            result: Ty::Int,
        };
        it.write();
        it.out
    }

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

    fn statements(&mut self, depth: usize, most: usize) {
        for _ in 0..self.rng.usize(1..=most) {
            self.statement(depth);
        }
    }

    fn indent(&mut self, depth: usize) {
        self.out.push_str(&"    ".repeat(depth));
    }

    fn fresh(&mut self) -> String {
        self.names += 1;
        format!("v{}", self.names)
    }

    fn statement(&mut self, depth: usize) {
        let choice = self.rng.u8(0..20);
        match choice {
            0..=5 => {
                let ty = self.ty();
                let value = self.expr(ty, 3);
                let name = self.fresh();
                self.indent(depth);
                let written = if matches!(ty, Ty::Pair) || self.rng.bool() {
                    format!(": {}", ty.name())
                } else {
                    String::new()
                };
                let _ = writeln!(self.out, "let {name}{written} = {value};");
                self.vars.push((name, ty));
            }
            6..=9 => self.assignment(depth),
            10 => self.static_assignment(depth),
            11..=13 => {
                let condition = self.expr(Ty::Bool, 2);
                self.indent(depth);
                let _ = writeln!(self.out, "if {condition} {{");
                self.inner(depth);
                if self.rng.bool() {
                    self.indent(depth);
                    self.out.push_str("} else {\n");
                    self.inner(depth);
                }
                self.indent(depth);
                self.out.push_str("}\n");
            }
            14..=16 if depth < 3 => {
                let name = self.fresh();
                let to = self.rng.u8(0..6);
                self.indent(depth);
                let _ = writeln!(self.out, "for {name} in 0..{to} {{");
                let known = self.vars.len();
                self.vars.push((name.clone(), Ty::Int));
                self.counters.push(name);
                let outside = std::mem::replace(&mut self.in_loop, true);
                self.statements(depth + 1, 3);
                self.in_loop = outside;
                self.counters.pop();
                self.vars.truncate(known);
                self.indent(depth);
                self.out.push_str("}\n");
            }
            17 if depth < 3 => {
                let name = self.fresh();
                self.indent(depth);
                let _ = writeln!(self.out, "let {name} = 0;");
                self.vars.push((name.clone(), Ty::Int));
                self.counters.push(name.clone());
                self.indent(depth);
                let _ = writeln!(self.out, "while {name} < {} {{", self.rng.u8(0..5));
                self.indent(depth + 1);
                let _ = writeln!(self.out, "let {name} = {name} + 1;");
                let known = self.vars.len();
                let outside = std::mem::replace(&mut self.in_loop, true);
                self.statements(depth + 1, 3);
                self.in_loop = outside;
                self.vars.truncate(known);
                self.counters.pop();
                self.indent(depth);
                self.out.push_str("}\n");
            }
            18 if self.in_loop => {
                let condition = self.expr(Ty::Bool, 1);
                let word = if self.rng.bool() { "break" } else { "continue" };
                self.indent(depth);
                let _ = writeln!(self.out, "if {condition} {{ {word}; }}");
            }
            19 if self.result != Ty::Int || self.rng.bool() => {
                let condition = self.expr(Ty::Bool, 1);
                let value = self.expr(self.result, 2);
                self.indent(depth);
                let _ = writeln!(self.out, "if {condition} {{ return {value}; }}");
            }
            _ => self.assignment(depth),
        }
    }

    fn inner(&mut self, depth: usize) {
        let known = self.vars.len();
        if depth < 3 {
            self.statements(depth + 1, 3);
        } else {
            self.assignment(depth + 1);
        }
        self.vars.truncate(known);
    }

    fn assignment(&mut self, depth: usize) {
        let counters = self.counters.clone();
        let candidates: Vec<(String, Ty)> =
            self.vars.iter().filter(|(name, _)| !counters.contains(name)).cloned().collect();
        if candidates.is_empty() {
            return;
        }
        let (name, ty) = candidates[self.rng.usize(..candidates.len())].clone();
        self.assign_to(depth, &name, ty);
    }

    fn static_assignment(&mut self, depth: usize) {
        if self.statics.is_empty() {
            return;
        }
        let (name, ty) = self.statics[self.rng.usize(..self.statics.len())].clone();
        self.assign_to(depth, &name, ty);
    }

    fn assign_to(&mut self, depth: usize, name: &str, ty: Ty) {
        let text = match (ty, self.rng.u8(0..3)) {
            (Ty::Ints, 0 | 1) => {
                let index = self.index(5);
                let value = self.expr(Ty::Int, 2);
                let op = self.pick(&["=", "+=", "*=", "^=", "/="]);
                format!("{name}[{index}] {op} {value};")
            }
            (Ty::Cells, 0 | 1) => format!("{name}[{}] = {};", self.index(3), self.expr(Ty::Cell, 2)),
            (Ty::State, 0 | 1) => format!("{name}.L{:X} = {};", self.rng.u8(0..16), self.expr(Ty::Cell, 2)),
            (Ty::Int, 0) => format!(
                "{name} {} {};",
                self.pick(&["+=", "-=", "*=", "/=", "%=", "<<="]),
                self.expr(Ty::Int, 2)
            ),
            (Ty::Float, 0) => {
                format!("{name} {} {};", self.pick(&["+=", "-=", "*=", "/="]), self.expr(Ty::Float, 2))
            }
            (ty, _) => format!("{name} = {};", self.expr(ty, 3)),
        };
        self.indent(depth);
        self.out.push_str(&text);
        self.out.push('\n');
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

/// What random programs need besides.
pub const PRELUDE: &str = "fn pair(p: (Int, Float)) -> (Int, Float) { return p; }\n";
