//! The typed tree: what the checker makes of the syntax tree. Conversions are explicit, names are resolved.

use super::evaluate::Value;
use super::{Prim, Type};
use crate::text::Span;
use std::rc::Rc;

/// Numbers of functions (instances), variables of a function, and statics and consts.
pub(crate) type FnId = usize;
pub(crate) type VarId = usize;
pub(crate) type GlobalId = usize;

/// Operations on one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Un {
    NegInt,
    NegFloat,
    NotInt,
    NotBool,
    AbsInt,
    AbsFloat,
    Conj,
    /// e^rho.
    Magnitude,
    IntToFloat,
    FloatToInt,
    /// from_complex(x, 0).
    FloatToCell,
}

/// Operations on two values of one type, which is that of the result as well (but for `PowInt` of States there are none).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Bin {
    AddInt,
    SubInt,
    MulInt,
    DivInt,
    RemInt,
    PowInt,
    AndInt,
    OrInt,
    XorInt,
    ShlInt,
    ShrInt,
    AddFloat,
    SubFloat,
    MulFloat,
    DivFloat,
    PowFloat,
    AddCell,
    SubCell,
    MulCell,
    DivCell,
    AndCell,
    OrCell,
    XorCell,
    AndState,
    OrState,
    XorState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Compare {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

#[derive(Clone, Debug)]
pub(crate) struct Expr {
    pub kind: Kind,
    pub ty: Type,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Value(Value),
    Var(VarId),
    Global(GlobalId),
    Tuple(Vec<Expr>),
    Array(Vec<Expr>),
    Repeat(Box<Expr>),
    State(Vec<(u8, Expr)>),
    Feedback(Box<Expr>),
    Emerge(Box<Expr>),
    Un(Un, Box<Expr>),
    Bin(Bin, Box<Expr>, Box<Expr>),
    Compare(Compare, Box<Expr>, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Layer(Box<Expr>, u8),
    Field(Box<Expr>, u32),
    Index(Box<Expr>, Box<Expr>),
    Call(FnId, Vec<Expr>),
    Extern(Extern, Vec<Expr>),
    Prim(Prim, Vec<Expr>),
}

/// A syscall. The library's take ByteSils in R0, R1, ..., a user's in the words A0, A1, A2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extern {
    pub id: u8,
    pub library: bool,
}

/// One step from a variable to a part of it.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Index(Expr),
    Layer(u8),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Root {
    Var(VarId),
    Global(GlobalId),
}

/// What can be assigned to.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub root: Root,
    pub steps: Vec<Step>,
    pub ty: Type,
    /// Whether its type is written, so that a Float becomes an Int in it.
    pub written: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Stmt {
    pub kind: StmtKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum StmtKind {
    Assign(Place, Expr),
    /// `p op= e`: the value is an expression with [`Prim::Old`] where the old value stands.
    Update(Place, Expr),
    Return(Option<Expr>),
    Loop(Vec<Stmt>),
    While(Expr, Vec<Stmt>),
    For(VarId, Expr, Expr, Vec<Stmt>),
    Break,
    Continue,
    If(Vec<(Expr, Vec<Stmt>)>, Vec<Stmt>),
    Expr(Expr),
}

#[derive(Clone, Debug)]
pub(crate) struct Var {
    pub name: Rc<str>,
    pub ty: Type,
    pub written: bool,
    pub read: bool,
    pub span: Span,
}

/// A function for certain types of its arguments.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub name: Rc<str>,
    pub library: bool,
    pub vars: Vec<Var>,
    /// The first variables are the parameters.
    pub params: usize,
    pub result: Type,
    pub body: Vec<Stmt>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub(crate) struct Global {
    pub name: Rc<str>,
    pub is_static: bool,
    pub ty: Type,
    pub value: Value,
}

/// A function that the file exports.
#[derive(Clone, Debug)]
pub(crate) struct Export {
    pub name: Rc<str>,
    pub function: FnId,
    pub params: Vec<Rc<str>>,
}

/// A whole program, checked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    pub functions: Vec<Function>,
    pub globals: Vec<Global>,
    pub exports: Vec<Export>,
    /// Names of exported statics.
    pub statics: Vec<(Rc<str>, GlobalId)>,
    pub main: Option<FnId>,
}
