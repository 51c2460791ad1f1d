//! Expressions: operators by precedence.

use super::parser::{HIGHEST, Parsed, Parser, layer};
use super::tree::{BinaryOp, Expr, ExprKind, Name, UnaryOp};
use crate::text::{Span, Token};
use std::rc::Rc;

/// An operator's level, from the loosest, and what it is.
fn binary(token: &Token, in_bars: bool) -> Option<(u8, BinaryOp)> {
    Some(match token {
        Token::OrOr => (1, BinaryOp::Or),
        Token::AndAnd => (2, BinaryOp::And),
        Token::EqualEqual => (3, BinaryOp::Equal),
        Token::NotEqual => (3, BinaryOp::NotEqual),
        Token::Less => (4, BinaryOp::Less),
        Token::LessEqual => (4, BinaryOp::LessEqual),
        Token::Greater => (4, BinaryOp::Greater),
        Token::GreaterEqual => (4, BinaryOp::GreaterEqual),
        Token::Plus => (5, BinaryOp::Add),
        Token::Minus => (5, BinaryOp::Subtract),
        Token::Star => (6, BinaryOp::Multiply),
        Token::Slash => (6, BinaryOp::Divide),
        Token::Percent => (6, BinaryOp::Remainder),
        Token::Caret => (6, BinaryOp::Xor),
        Token::And => (6, BinaryOp::BitAnd),
        Token::Bar if !in_bars => (6, BinaryOp::BitOr),
        Token::ShiftLeft => (6, BinaryOp::ShiftLeft),
        Token::ShiftRight => (6, BinaryOp::ShiftRight),
        _ => return None,
    })
}

impl Parser<'_> {
    pub fn expr(&mut self) -> Parsed<Expr> {
        let mut left = self.operators(1)?;
        while self.peek() == &Token::Pipe {
            self.next();
            let name = self.name("a function")?;
            let mut args = vec![left];
            if self.eat(&Token::OpenParen) {
                args.extend(self.args()?);
            }
            let span = args[0].span.to(self.before());
            left = self.node(ExprKind::Call(name, args), span)?;
        }
        Ok(left)
    }

    /// A node, whose tree must not be too high.
    fn node(&mut self, kind: ExprKind, span: Span) -> Parsed<Expr> {
        let below = match &kind {
            ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Bool(_)
            | ExprKind::Text(_)
            | ExprKind::Name(_)
            | ExprKind::Wrong => 0,
            ExprKind::Tuple(list) | ExprKind::Array(list) | ExprKind::Call(_, list) => {
                list.iter().map(|it| it.height).max().unwrap_or(0)
            }
            ExprKind::State(list) => list.iter().map(|(_, it)| it.height).max().unwrap_or(0),
            ExprKind::Repeat(a, b) | ExprKind::Binary(_, a, b) | ExprKind::Index(a, b) => {
                a.height.max(b.height)
            }
            ExprKind::Feedback(a)
            | ExprKind::Emerge(a)
            | ExprKind::Unary(_, a)
            | ExprKind::Magnitude(a)
            | ExprKind::Layer(a, _)
            | ExprKind::Field(a, _) => a.height,
        };
        if below >= HIGHEST {
            return Err(self.too_deep(span));
        }
        Ok(Expr { kind, span, height: below + 1 })
    }

    /// Operators of a level and tighter ones.
    fn operators(&mut self, level: u8) -> Parsed<Expr> {
        let mut left = self.unary()?;
        while let Some((found, op)) = binary(self.peek(), self.in_bars) {
            if found < level {
                break;
            }
            self.next();
            let right = self.deeper(|this| this.operators(found + 1))?;
            let span = left.span.to(right.span);
            left = self.node(ExprKind::Binary(op, Box::new(left), Box::new(right)), span)?;
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed<Expr> {
        let op = match self.peek() {
            Token::Minus => UnaryOp::Negate,
            Token::Bang => UnaryOp::Not,
            Token::Tilde => UnaryOp::Tilde,
            _ => return self.power(),
        };
        let start = self.next();
        // The one number that is valid only after a minus sign, and only as such.
        if let (UnaryOp::Negate, Token::Int(value)) = (op, self.peek())
            && *value == 1 << 63
            && self.peek_next() != &Token::StarStar
        {
            let span = start.to(self.next());
            return self.node(
                ExprKind::Unary(op, Box::new(Expr { kind: ExprKind::Int(1 << 63), span, height: 1 })),
                span,
            );
        }
        let inner = self.deeper(Self::unary)?;
        let span = start.to(inner.span);
        self.node(ExprKind::Unary(op, Box::new(inner)), span)
    }

    fn power(&mut self) -> Parsed<Expr> {
        let base = self.magnitude()?;
        if let ExprKind::Int(value) = base.kind
            && value == 1 << 63
        {
            let message = "this number is too big for an Int".to_owned();
            let help = "an Int goes from -9223372036854775808 to 9223372036854775807".to_owned();
            self.fault(base.span, message, Some(help));
        }
        if !self.eat(&Token::StarStar) {
            return Ok(base);
        }
        let exponent = self.deeper(Self::unary)?;
        let span = base.span.to(exponent.span);
        self.node(ExprKind::Binary(BinaryOp::Power, Box::new(base), Box::new(exponent)), span)
    }

    fn magnitude(&mut self) -> Parsed<Expr> {
        if self.peek() != &Token::Bar || self.in_bars {
            return self.postfix();
        }
        let start = self.next();
        let inner = self.deeper(|this| {
            this.in_bars = true;
            let inner = this.operators(1);
            this.in_bars = false;
            inner
        })?;
        if self.peek() != &Token::Bar {
            let help = match self.peek() {
                Token::Pipe | Token::OrOr => {
                    Some("tokens are the longest possible: put a space behind the bar".to_owned())
                }
                _ => None,
            };
            let found = self.peek().shown();
            let at = self.span();
            return Err(self.fault(at, format!("the closing `|` must stand here, not {found}"), help));
        }
        let span = start.to(self.next());
        self.node(ExprKind::Magnitude(Box::new(inner)), span)
    }

    fn postfix(&mut self) -> Parsed<Expr> {
        let mut base = self.primary()?;
        loop {
            match self.peek() {
                Token::Dot => {
                    self.next();
                    base = self.member(base)?;
                }
                Token::OpenBracket => {
                    self.next();
                    let index = self.unbarred(|this| this.deeper(Self::expr))?;
                    let span = base.span.to(self.expect(&Token::CloseBracket)?);
                    base = self.node(ExprKind::Index(Box::new(base), Box::new(index)), span)?;
                }
                Token::OpenParen => {
                    let span = base.span;
                    return Err(self.fault(span, "only a name can be called".to_owned(), None));
                }
                _ => return Ok(base),
            }
        }
    }

    /// What follows a dot.
    fn member(&mut self, base: Expr) -> Parsed<Expr> {
        if let Token::Float(_) = self.peek() {
            // `t.0.1` reads `0.1` as a float: two indices.
            let span = self.span();
            let text = self.text_of(span);
            if let Some((first, second)) = text.split_once('.')
                && let (Ok(a), Ok(b)) = (first.parse::<u32>(), second.parse::<u32>())
            {
                let all = base.span.to(self.next());
                let base = self.node(ExprKind::Field(Box::new(base), a), all)?;
                return self.node(ExprKind::Field(Box::new(base), b), all);
            }
        }
        let span = base.span.to(self.span());
        match self.peek().clone() {
            Token::Int(index) => {
                self.next();
                let index = u32::try_from(index).unwrap_or(u32::MAX);
                self.node(ExprKind::Field(Box::new(base), index), span)
            }
            Token::Name(name) => match layer(&name) {
                Some(index) => {
                    self.next();
                    self.node(ExprKind::Layer(Box::new(base), index), span)
                }
                None => {
                    let at = self.span();
                    let help = "layers are L0 to L9 and LA to LF".to_owned();
                    Err(self.fault(at, format!("there is no layer `{name}`"), Some(help)))
                }
            },
            _ => self.unexpected("a layer or an index"),
        }
    }

    /// Something in parentheses or brackets, where bars mean what they mean outside of `| |`.
    pub fn unbarred<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let saved = std::mem::replace(&mut self.in_bars, false);
        let result = read(self);
        self.in_bars = saved;
        result
    }

    /// Arguments after the opening parenthesis.
    fn args(&mut self) -> Parsed<Vec<Expr>> {
        self.unbarred(|this| this.deeper(|this| this.list(&Token::CloseParen, Self::expr)))
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let start = self.span();
        let kind = match self.peek().clone() {
            Token::Int(value) => {
                self.next();
                ExprKind::Int(value)
            }
            Token::Bits(value) => {
                self.next();
                // Wrapped; 2^63 is not the number that needs a minus sign.
                return self.node(
                    if value == 1 << 63 {
                        ExprKind::Unary(
                            UnaryOp::Negate,
                            Box::new(Expr { kind: ExprKind::Int(value), span: start, height: 1 }),
                        )
                    } else {
                        ExprKind::Int(value)
                    },
                    start,
                );
            }
            Token::Float(value) => {
                self.next();
                ExprKind::Float(value)
            }
            Token::Text(text) => {
                self.next();
                ExprKind::Text(Rc::from(text))
            }
            Token::True | Token::False => {
                let value = self.peek() == &Token::True;
                self.next();
                ExprKind::Bool(value)
            }
            Token::Name(name) if &*name == "State" => {
                self.next();
                self.state()?
            }
            Token::Name(text) => {
                self.next();
                if self.eat(&Token::OpenParen) {
                    let args = self.args()?;
                    ExprKind::Call(Name { text, span: start }, args)
                } else {
                    ExprKind::Name(text)
                }
            }
            Token::OpenParen => {
                self.next();
                let mut trailing = false;
                let mut list = self.unbarred(|this| {
                    this.deeper(|this| {
                        this.list(&Token::CloseParen, |this| {
                            let part = this.expr();
                            trailing = this.peek() == &Token::Comma;
                            part
                        })
                    })
                })?;
                if list.len() == 1 && !trailing {
                    let inner = list.remove(0);
                    return Ok(Expr { span: start.to(self.before()), ..inner });
                }
                ExprKind::Tuple(list)
            }
            Token::OpenBracket => {
                self.next();
                self.unbarred(|this| this.deeper(|this| this.array(start)))?
            }
            Token::Feedback | Token::Emerge => {
                let feedback = self.peek() == &Token::Feedback;
                self.next();
                let inner = if self.peek() == &Token::OpenParen {
                    self.next();
                    let inner = self.unbarred(|this| this.deeper(Self::expr))?;
                    self.expect(&Token::CloseParen)?;
                    inner
                } else {
                    self.deeper(Self::unary)?
                };
                let inner = Box::new(inner);
                if feedback { ExprKind::Feedback(inner) } else { ExprKind::Emerge(inner) }
            }
            _ => return self.unexpected("an expression"),
        };
        self.node(kind, start.to(self.before()))
    }

    fn array(&mut self, start: Span) -> Parsed<ExprKind> {
        if self.eat(&Token::CloseBracket) {
            self.fault(start, "an array needs at least one part".to_owned(), None);
            return Ok(ExprKind::Wrong);
        }
        let first = self.expr()?;
        if self.eat(&Token::Semicolon) {
            let length = self.expr()?;
            self.expect(&Token::CloseBracket)?;
            return Ok(ExprKind::Repeat(Box::new(first), Box::new(length)));
        }
        let mut list = vec![first];
        if self.eat(&Token::Comma) {
            list.extend(self.list(&Token::CloseBracket, Self::expr)?);
        } else if !self.eat(&Token::CloseBracket) {
            return self.unexpected("`,`, `;` or `]`");
        }
        Ok(ExprKind::Array(list))
    }

    fn state(&mut self) -> Parsed<ExprKind> {
        self.expect(&Token::OpenBrace)?;
        let mut seen = 0u16;
        let list = self.unbarred(|this| {
            this.deeper(|this| {
                this.list(&Token::CloseBrace, |this| {
                    let at = this.span();
                    let index = match this.peek() {
                        Token::Name(name) => layer(name),
                        _ => None,
                    };
                    let Some(index) = index else { return this.unexpected("a layer (L0 to LF)") };
                    this.next();
                    if seen & 1 << index != 0 {
                        this.fault(at, format!("the layer L{index:X} is named twice"), None);
                    }
                    seen |= 1 << index;
                    this.expect(&Token::Colon)?;
                    Ok((index, this.expr()?))
                })
            })
        })?;
        Ok(ExprKind::State(list))
    }
}
