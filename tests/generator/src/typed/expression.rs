//! Expressions of random programs.

use super::{Generator, Ty};

impl Generator {
    pub fn variable(&mut self, ty: Ty) -> Option<String> {
        let all: Vec<String> = self
            .vars
            .iter()
            .chain(&self.statics)
            .filter(|(_, it)| *it == ty)
            .map(|(name, _)| name.clone())
            .collect();
        (!all.is_empty()).then(|| all[self.rng.usize(..all.len())].clone())
    }

    pub fn call(&mut self, ty: Ty, depth: usize) -> Option<String> {
        let all: Vec<usize> =
            (0..self.functions.len()).filter(|&at| self.functions[at].result == ty).collect();
        if all.is_empty() || self.in_loop && self.rng.bool() {
            return None;
        }
        let at = all[self.rng.usize(..all.len())];
        let (name, params, recursive) = {
            let it = &self.functions[at];
            (it.name.clone(), it.params.clone(), it.recursive)
        };
        let mut args: Vec<String> = Vec::new();
        if recursive {
            args.push(self.rng.u8(0..4).to_string());
        }
        for ty in params {
            let arg = self.expr(ty, depth.saturating_sub(1));
            // Without a type a pair of numbers would be a ByteSil.
            args.push(if ty == Ty::Pair { format!("pair({arg})") } else { arg });
        }
        Some(format!("{name}({})", args.join(", ")))
    }

    pub fn expr(&mut self, ty: Ty, depth: usize) -> String {
        if depth == 0 || self.rng.u8(0..5) == 0 {
            return match self.variable(ty) {
                Some(name) if self.rng.u8(0..4) > 0 => name,
                _ => self.literal_value(ty),
            };
        }
        if self.rng.u8(0..8) == 0
            && let Some(call) = self.call(ty, depth)
        {
            return call;
        }
        let d = depth - 1;
        match ty {
            Ty::Int => match self.rng.u8(0..14) {
                0..=6 => {
                    let op = self.pick(&["+", "-", "*", "/", "%", "&", "^", "|", "<<", ">>"]);
                    format!("({} {op} {})", self.expr(ty, d), self.expr(ty, d))
                }
                7 => format!("(-{})", self.expr(ty, d)),
                8 => format!("(~{})", self.expr(ty, d)),
                9 => {
                    let array = self.expr(Ty::Ints, d);
                    format!("{array}[{}]", self.index(5))
                }
                10 => format!("{}.0", self.named(Ty::Pair, d)),
                11 => format!("bytesil_rho({})", self.expr(Ty::Cell, d)),
                12 if self.texts => format!("string_length({})", self.expr(Ty::Text, d)),
                12 => format!("clamp_int({}, -5, 9)", self.expr(ty, d)),
                _ => format!("({} ** {})", self.expr(ty, d), self.rng.u8(0..5)),
            },
            Ty::Float => match self.rng.u8(0..10) {
                0..=4 => {
                    let op = self.pick(&["+", "-", "*", "/", "%"]);
                    format!("({} {op} {})", self.expr(ty, d), self.expr(ty, d))
                }
                5 => format!("(-{})", self.expr(ty, d)),
                6 => format!("|{}|", self.named(Ty::Cell, d)),
                7 => format!("{}({})", self.pick(&["sqrt", "floor", "sin", "abs"]), self.expr(ty, d)),
                8 => format!("{}.1", self.named(Ty::Pair, d)),
                _ => format!("({} * {})", self.expr(Ty::Int, d), self.expr(ty, d)),
            },
            Ty::Bool => match self.rng.u8(0..10) {
                0..=2 => {
                    let side = self.pick(&[Ty::Int, Ty::Float]);
                    let op = self.pick(&["==", "!=", "<", "<=", ">", ">="]);
                    format!("({} {op} {})", self.expr(side, d), self.expr(side, d))
                }
                3 => format!("({} && {})", self.expr(ty, d), self.expr(ty, d)),
                4 => format!("({} || {})", self.expr(ty, d), self.expr(ty, d)),
                5 => format!("(!{})", self.expr(ty, d)),
                6 | 7 => {
                    let mut side = self.ty();
                    if side == Ty::Pair {
                        side = Ty::State;
                    }
                    let op = self.pick(&["==", "!="]);
                    format!("({} {op} {})", self.expr(side, d), self.expr(side, d))
                }
                8 => format!("({} <= {})", self.expr(Ty::Int, d), self.expr(Ty::Float, d)),
                _ => format!("bytesil_is_null({})", self.expr(Ty::Cell, d)),
            },
            Ty::Cell => match self.rng.u8(0..9) {
                0..=3 => {
                    let op = self.pick(&["+", "-", "*", "/", "^", "&", "|"]);
                    format!("({} {op} {})", self.expr(ty, d), self.expr(ty, d))
                }
                4 => format!("(~{})", self.expr(ty, d)),
                5 => format!("{}.L{:X}", self.named(Ty::State, d), self.rng.u8(0..16)),
                6 => {
                    let array = self.expr(Ty::Cells, d);
                    format!("{array}[{}]", self.index(3))
                }
                7 => format!("bytesil_mix({}, {})", self.expr(ty, d), self.expr(ty, d)),
                _ => format!("({} ** {})", self.expr(ty, d), self.expr(Ty::Int, d)),
            },
            Ty::State => match self.rng.u8(0..7) {
                0..=2 => {
                    let op = self.pick(&["^", "&", "|"]);
                    format!("({} {op} {})", self.expr(ty, d), self.expr(ty, d))
                }
                3 => format!("feedback({})", self.expr(ty, d)),
                4 => format!("emerge({})", self.expr(ty, d)),
                5 => format!("state_tensor({}, {})", self.expr(ty, d), self.expr(ty, d)),
                _ => format!(
                    "state_set_layer({}, {}, {})",
                    self.expr(ty, d),
                    self.expr(Ty::Int, d),
                    self.expr(Ty::Cell, d)
                ),
            },
            Ty::Ints => {
                let parts: Vec<String> = (0..5).map(|_| self.expr(Ty::Int, d)).collect();
                format!("[{}]", parts.join(", "))
            }
            Ty::Cells => format!("[{}; 3]", self.expr(Ty::Cell, d)),
            Ty::Pair => match self.variable(ty) {
                Some(name) => name,
                None => self.literal_value(ty),
            },
            Ty::Text => match self.rng.u8(0..4) {
                0 | 1 => format!("({} + {})", self.expr(ty, d), self.expr(ty, d)),
                2 => format!(
                    "string_slice({}, {}, {})",
                    self.expr(ty, d),
                    self.rng.u8(0..4),
                    self.rng.u8(0..12)
                ),
                _ => format!("string_to_upper({})", self.expr(ty, d)),
            },
        }
    }

    /// An expression that a postfix can follow.
    pub fn named(&mut self, ty: Ty, depth: usize) -> String {
        match self.variable(ty) {
            Some(name) => name,
            None => {
                let inner = self.expr(ty, depth);
                if ty == Ty::Pair { format!("pair({inner})") } else { format!("({inner})") }
            }
        }
    }

    pub fn literal_value(&mut self, ty: Ty) -> String {
        let literal = self.literal(ty);
        if ty == Ty::Pair { format!("pair({literal})") } else { literal }
    }
}
