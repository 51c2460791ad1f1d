//! Statements of random programs.

use super::{Generator, Ty};
use std::fmt::Write;

impl Generator {
    pub fn statements(&mut self, depth: usize, most: usize) {
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
}
