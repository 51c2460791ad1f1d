//! The syntax tree: every node knows its place.

use crate::text::Span;
use std::rc::Rc;

/// A name where it is written.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub text: Rc<str>,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum UnaryOp {
    Negate,
    Not,
    Tilde,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum BinaryOp {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Xor,
    BitAnd,
    BitOr,
    ShiftLeft,
    ShiftRight,
    Power,
}

impl BinaryOp {
    /// How it is written.
    pub fn text(self) -> &'static str {
        match self {
            BinaryOp::Or => "||",
            BinaryOp::And => "&&",
            BinaryOp::Equal => "==",
            BinaryOp::NotEqual => "!=",
            BinaryOp::Less => "<",
            BinaryOp::LessEqual => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterEqual => ">=",
            BinaryOp::Add => "+",
            BinaryOp::Subtract => "-",
            BinaryOp::Multiply => "*",
            BinaryOp::Divide => "/",
            BinaryOp::Remainder => "%",
            BinaryOp::Xor => "^",
            BinaryOp::BitAnd => "&",
            BinaryOp::BitOr => "|",
            BinaryOp::ShiftLeft => "<<",
            BinaryOp::ShiftRight => ">>",
            BinaryOp::Power => "**",
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Expr {
    pub kind: ExprKind,
    pub span: Span,
    /// How many levels the tree below has, itself included: what bounds every recursion over it.
    pub height: u16,
}

#[derive(Clone, Debug)]
pub(crate) enum ExprKind {
    /// At most 2^63, which only a minus sign before it makes valid.
    Int(u64),
    Float(f64),
    Bool(bool),
    Text(Rc<str>),
    Name(Rc<str>),
    Tuple(Vec<Expr>),
    Array(Vec<Expr>),
    Repeat(Box<Expr>, Box<Expr>),
    State(Vec<(u8, Expr)>),
    Feedback(Box<Expr>),
    Emerge(Box<Expr>),
    Unary(UnaryOp, Box<Expr>),
    Magnitude(Box<Expr>),
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    Layer(Box<Expr>, u8),
    Field(Box<Expr>, u32),
    Index(Box<Expr>, Box<Expr>),
    Call(Name, Vec<Expr>),
    /// Something was wrong here, and has been told.
    Wrong,
}

#[derive(Clone, Debug)]
pub(crate) struct TypeExpr {
    pub kind: TypeKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum TypeKind {
    Name(Rc<str>),
    Tuple(Vec<TypeExpr>),
    Array(Box<TypeExpr>, Box<Expr>),
}

#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub stmts: Vec<Stmt>,
    /// The closing brace.
    pub end: Span,
}

#[derive(Clone, Debug)]
pub(crate) struct Stmt {
    pub kind: StmtKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum StmtKind {
    Let(Name, Option<TypeExpr>, Expr),
    /// A place, perhaps an operator, a value.
    Assign(Expr, Option<BinaryOp>, Expr),
    Return(Option<Expr>),
    Loop(Block),
    While(Expr, Block),
    For(Name, Expr, Expr, Block),
    Break,
    Continue,
    If(Vec<(Expr, Block)>, Option<Block>),
    Expr(Expr),
    /// A `use`, which the parser has put among the items of the file.
    Nothing,
}

#[derive(Clone, Debug)]
pub(crate) struct Param {
    pub name: Name,
    pub ty: Option<TypeExpr>,
}

#[derive(Debug)]
pub(crate) struct Function {
    pub name: Name,
    pub params: Vec<Param>,
    pub result: Option<TypeExpr>,
    pub body: Block,
}

#[derive(Debug)]
pub(crate) struct Extern {
    pub name: Name,
    pub id: Option<(u64, Span)>,
    pub params: Vec<Param>,
    pub result: Option<TypeExpr>,
}

#[derive(Debug)]
pub(crate) struct Global {
    pub name: Name,
    pub is_static: bool,
    pub ty: TypeExpr,
    pub value: Expr,
}

#[derive(Debug)]
pub(crate) struct Use {
    pub path: Vec<Name>,
    /// What is brought in: name of the item and name here.
    pub names: UseNames,
}

#[derive(Debug)]
pub(crate) enum UseNames {
    /// The last of the path, perhaps under another name.
    Last(Option<Name>),
    List(Vec<Name>),
}

#[derive(Debug)]
pub(crate) struct Item {
    pub public: bool,
    pub kind: ItemKind,
}

#[derive(Debug)]
pub(crate) enum ItemKind {
    Function(Rc<Function>),
    Extern(Rc<Extern>),
    Type(Name, Rc<TypeExpr>),
    Global(Rc<Global>),
    Use(Use),
    Mod(Name, Option<Vec<Item>>),
}
