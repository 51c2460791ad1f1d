//! Blocks and statements.

use super::parser::{Parsed, Parser};
use super::tree::{BinaryOp, Block, Expr, ExprKind, Item, ItemKind, Stmt, StmtKind};
use crate::text::Token;

impl Parser<'_> {
    pub fn block(&mut self) -> Parsed<Block> {
        self.expect(&Token::OpenBrace)?;
        let stmts = self.deeper(|this| {
            let mut stmts = Vec::new();
            loop {
                match this.peek() {
                    Token::CloseBrace | Token::End => return Ok(stmts),
                    // An item here means that a brace is missing.
                    Token::Fn
                    | Token::Transform
                    | Token::Static
                    | Token::Extern
                    | Token::Pub
                    | Token::Mod
                    | Token::Const
                    | Token::Type => {
                        let span = this.span();
                        let found = this.peek().shown();
                        return Err(this.fault(
                            span,
                            format!("{found} cannot stand within a function"),
                            Some("is a `}` missing before it?".to_owned()),
                        ));
                    }
                    _ => {}
                }
                let at = this.span();
                match this.statement() {
                    Ok(stmt) => stmts.push(stmt),
                    Err(_) => {
                        this.in_bars = false;
                        if this.span() == at {
                            this.next();
                        }
                        this.recover(false);
                    }
                }
            }
        })?;
        let end = self.expect(&Token::CloseBrace)?;
        Ok(Block { stmts, end })
    }

    fn statement(&mut self) -> Parsed<Stmt> {
        let start = self.span();
        let kind = match self.peek() {
            Token::Let => {
                self.next();
                let name = self.name("a variable")?;
                let ty = if self.eat(&Token::Colon) { Some(self.ty()?) } else { None };
                self.expect(&Token::Equal)?;
                let value = self.expr()?;
                self.semicolon("the value")?;
                StmtKind::Let(name, ty, value)
            }
            Token::Return => {
                self.next();
                let value = match self.peek() {
                    Token::Semicolon | Token::CloseBrace | Token::End => None,
                    _ => Some(self.expr()?),
                };
                self.semicolon(if value.is_some() { "the value" } else { "`return`" })?;
                StmtKind::Return(value)
            }
            Token::Loop => {
                self.next();
                StmtKind::Loop(self.block()?)
            }
            Token::While => {
                self.next();
                let condition = self.expr()?;
                StmtKind::While(condition, self.block()?)
            }
            Token::For => {
                self.next();
                let name = self.name("a variable")?;
                self.expect(&Token::In)?;
                let from = self.expr()?;
                self.expect(&Token::DotDot)?;
                let to = self.expr()?;
                StmtKind::For(name, from, to, self.block()?)
            }
            Token::Break => {
                self.next();
                self.semicolon("`break`")?;
                StmtKind::Break
            }
            Token::Continue => {
                self.next();
                self.semicolon("`continue`")?;
                StmtKind::Continue
            }
            Token::If => self.if_statement()?,
            Token::Use => {
                let item = self.use_item()?;
                self.uses.push(Item { public: false, kind: ItemKind::Use(item) });
                StmtKind::Nothing
            }
            _ => self.simple()?,
        };
        Ok(Stmt { kind, span: start.to(self.before()) })
    }

    fn if_statement(&mut self) -> Parsed<StmtKind> {
        let mut arms = Vec::new();
        loop {
            self.expect(&Token::If)?;
            let condition = self.expr()?;
            arms.push((condition, self.block()?));
            if !self.eat(&Token::Else) {
                return Ok(StmtKind::If(arms, None));
            }
            if self.peek() != &Token::If {
                let otherwise = self.block()?;
                return Ok(StmtKind::If(arms, Some(otherwise)));
            }
        }
    }

    /// An assignment or an expression.
    fn simple(&mut self) -> Parsed<StmtKind> {
        let place = self.expr()?;
        let op = match self.peek() {
            Token::Equal => None,
            Token::PlusEqual => Some(BinaryOp::Add),
            Token::MinusEqual => Some(BinaryOp::Subtract),
            Token::StarEqual => Some(BinaryOp::Multiply),
            Token::SlashEqual => Some(BinaryOp::Divide),
            Token::PercentEqual => Some(BinaryOp::Remainder),
            Token::StarStarEqual => Some(BinaryOp::Power),
            Token::CaretEqual => Some(BinaryOp::Xor),
            Token::AndEqual => Some(BinaryOp::BitAnd),
            Token::ShiftLeftEqual => Some(BinaryOp::ShiftLeft),
            Token::ShiftRightEqual => Some(BinaryOp::ShiftRight),
            _ => {
                self.semicolon("the expression")?;
                return Ok(StmtKind::Expr(place));
            }
        };
        if !is_place(&place) {
            let span = place.span;
            let help = "a variable, an element a[i] or a layer s.L0 may stand left of `=`";
            return Err(self.fault(span, "this cannot be assigned to".to_owned(), Some(help.to_owned())));
        }
        self.next();
        let value = self.expr()?;
        self.semicolon("the value")?;
        Ok(StmtKind::Assign(place, op, value))
    }
}

fn is_place(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Name(_) => true,
        ExprKind::Index(base, _) | ExprKind::Layer(base, _) => is_place(base),
        _ => false,
    }
}
