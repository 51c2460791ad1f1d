//! Items and types.

use super::parser::{Parsed, Parser};
use super::tree::{Extern, Function, Global, Item, ItemKind, Param, TypeExpr, TypeKind, Use, UseNames};
use crate::text::Token;
use std::rc::Rc;

impl Parser<'_> {
    /// Items up to the end, or up to a closing brace, which is left.
    pub fn items(&mut self, nested: bool) -> Vec<Item> {
        let mut items = Vec::new();
        loop {
            match self.peek() {
                Token::End => return items,
                Token::CloseBrace if nested => return items,
                _ => {}
            }
            let at = self.span();
            match self.item() {
                Ok(item) => items.push(item),
                Err(_) => {
                    self.in_bars = false;
                    if self.span() == at {
                        self.next();
                    }
                    self.recover(true);
                }
            }
        }
    }

    fn item(&mut self) -> Parsed<Item> {
        let public = self.eat(&Token::Pub);
        let kind = match self.peek() {
            Token::Fn | Token::Transform => self.function()?,
            Token::Type => {
                self.next();
                let name = self.name("a type")?;
                self.expect(&Token::Equal)?;
                let ty = self.ty()?;
                self.semicolon("a type")?;
                ItemKind::Type(name, Rc::new(ty))
            }
            Token::Use => ItemKind::Use(self.use_item()?),
            Token::Mod => {
                self.next();
                let name = self.name("a module")?;
                if self.eat(&Token::OpenBrace) {
                    let items = self.deeper(|this| Ok(this.items(true)))?;
                    self.expect(&Token::CloseBrace)?;
                    ItemKind::Mod(name, Some(items))
                } else {
                    self.semicolon("a module")?;
                    ItemKind::Mod(name, None)
                }
            }
            Token::Extern if !public => self.extern_item()?,
            Token::Static | Token::Const => {
                let is_static = self.peek() == &Token::Static;
                self.next();
                let name = self.name(if is_static { "a static" } else { "a const" })?;
                self.expect(&Token::Colon)?;
                let ty = self.ty()?;
                self.expect(&Token::Equal)?;
                let value = self.expr()?;
                self.semicolon("its value")?;
                ItemKind::Global(Rc::new(Global { name, is_static, ty, value }))
            }
            _ => return self.unexpected("an item (fn, type, use, mod, extern, static or const)"),
        };
        Ok(Item { public, kind })
    }

    fn params(&mut self) -> Parsed<Vec<Param>> {
        self.expect(&Token::OpenParen)?;
        self.list(&Token::CloseParen, |this| {
            let name = this.name("a parameter")?;
            let ty = if this.eat(&Token::Colon) { Some(this.ty()?) } else { None };
            Ok(Param { name, ty })
        })
    }

    fn result(&mut self) -> Parsed<Option<TypeExpr>> {
        if self.eat(&Token::Arrow) { self.ty().map(Some) } else { Ok(None) }
    }

    fn function(&mut self) -> Parsed<ItemKind> {
        self.next();
        let name = self.name("a function")?;
        let params = self.params()?;
        let result = self.result()?;
        self.eat(&Token::Hint);
        let body = self.block()?;
        Ok(ItemKind::Function(Rc::new(Function { name, params, result, body })))
    }

    fn extern_item(&mut self) -> Parsed<ItemKind> {
        self.next();
        self.expect(&Token::Fn)?;
        let name = self.name("a function")?;
        let id = if self.eat(&Token::Equal) {
            match *self.peek() {
                Token::Int(id) | Token::Bits(id) => Some((id, self.next())),
                _ => return self.unexpected("the number of a syscall"),
            }
        } else {
            None
        };
        let params = self.params()?;
        let result = self.result()?;
        self.semicolon("an extern function")?;
        Ok(ItemKind::Extern(Rc::new(Extern { name, id, params, result })))
    }

    /// `use`, which the parser stands at, with its `;`.
    pub fn use_item(&mut self) -> Parsed<Use> {
        self.next();
        let mut path = vec![self.name("a module")?];
        let mut names = UseNames::Last(None);
        while self.eat(&Token::PathSep) {
            if self.eat(&Token::OpenBrace) {
                names = UseNames::List(self.list(&Token::CloseBrace, |this| this.name("an item"))?);
                break;
            }
            path.push(self.name("an item")?);
        }
        if matches!(names, UseNames::Last(_)) && self.eat(&Token::As) {
            names = UseNames::Last(Some(self.name("an item")?));
        }
        self.semicolon("`use`")?;
        Ok(Use { path, names })
    }

    /// A type.
    pub fn ty(&mut self) -> Parsed<TypeExpr> {
        self.deeper(|this| {
            let start = this.span();
            let kind = match this.peek().clone() {
                Token::Name(name) if super::parser::layer(&name).is_none() => {
                    this.next();
                    TypeKind::Name(name)
                }
                Token::OpenParen => {
                    this.next();
                    let mut trailing = false;
                    let mut list = this.list(&Token::CloseParen, |this| {
                        let ty = this.ty();
                        trailing = this.peek() == &Token::Comma;
                        ty
                    })?;
                    match list.pop() {
                        Some(only) if list.is_empty() && !trailing => only.kind,
                        Some(last) => {
                            list.push(last);
                            TypeKind::Tuple(list)
                        }
                        None => TypeKind::Tuple(list),
                    }
                }
                Token::OpenBracket => {
                    this.next();
                    let part = this.ty()?;
                    this.expect(&Token::Semicolon)?;
                    let length = this.unbarred(|this| this.expr())?;
                    this.expect(&Token::CloseBracket)?;
                    TypeKind::Array(Box::new(part), Box::new(length))
                }
                _ => return this.unexpected("a type"),
            };
            Ok(TypeExpr { kind, span: start.to(this.before()) })
        })
    }
}
