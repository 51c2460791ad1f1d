//! Which functions call which.

use crate::types::tree::{Expr, FnId, Kind, Place, Step, Stmt, StmtKind, Typed};

pub(crate) struct Graph {
    /// Functions that call each other, callees before their callers.
    pub components: Vec<Vec<FnId>>,
    component_of: Vec<usize>,
    recursive: Vec<bool>,
    /// How many nodes each function's tree has.
    pub size: Vec<u32>,
    /// In how many places each function is called.
    pub sites: Vec<u32>,
}

struct Walk<'a> {
    calls: &'a mut Vec<FnId>,
    size: u32,
}

impl Walk<'_> {
    fn exprs(&mut self, exprs: &[Expr]) {
        exprs.iter().for_each(|it| self.expr(it));
    }

    fn expr(&mut self, expr: &Expr) {
        self.size += 1;
        match &expr.kind {
            Kind::Value(_) | Kind::Var(_) | Kind::Global(_) => {}
            Kind::Tuple(list) | Kind::Array(list) | Kind::Extern(_, list) | Kind::Prim(_, list) => {
                self.exprs(list)
            }
            Kind::State(layers) => layers.iter().for_each(|(_, it)| self.expr(it)),
            Kind::Repeat(a)
            | Kind::Feedback(a)
            | Kind::Emerge(a)
            | Kind::Un(_, a)
            | Kind::Layer(a, _)
            | Kind::Field(a, _) => {
                self.expr(a);
            }
            Kind::Bin(_, a, b)
            | Kind::Compare(_, a, b)
            | Kind::And(a, b)
            | Kind::Or(a, b)
            | Kind::Index(a, b) => {
                self.expr(a);
                self.expr(b);
            }
            Kind::Call(function, args) => {
                self.size += 2;
                self.calls.push(*function);
                self.exprs(args);
            }
        }
    }

    fn place(&mut self, place: &Place) {
        for step in &place.steps {
            if let Step::Index(index) = step {
                self.expr(index);
            }
        }
    }

    fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            self.size += 1;
            match &stmt.kind {
                StmtKind::Assign(place, value) | StmtKind::Update(place, value) => {
                    self.place(place);
                    self.expr(value);
                }
                StmtKind::Return(Some(value)) | StmtKind::Expr(value) => self.expr(value),
                StmtKind::Return(None) | StmtKind::Break | StmtKind::Continue => {}
                StmtKind::Loop(body) => self.stmts(body),
                StmtKind::While(condition, body) => {
                    self.expr(condition);
                    self.stmts(body);
                }
                StmtKind::For(_, from, to, body) => {
                    self.size += 4;
                    self.expr(from);
                    self.expr(to);
                    self.stmts(body);
                }
                StmtKind::If(arms, otherwise) => {
                    for (condition, body) in arms {
                        self.expr(condition);
                        self.stmts(body);
                    }
                    self.stmts(otherwise);
                }
            }
        }
    }
}

fn walk(stmts: &[Stmt]) -> (Vec<FnId>, u32) {
    let mut calls = Vec::new();
    let mut walk = Walk { calls: &mut calls, size: 0 };
    walk.stmts(stmts);
    let size = walk.size;
    (calls, size)
}

/// How many nodes statements have, with those of the functions that they call.
pub(super) fn size(stmts: &[Stmt], sizes: &[u32]) -> u32 {
    let (calls, size) = walk(stmts);
    calls.into_iter().fold(size, |size, callee| size.saturating_add(sizes[callee]))
}

/// How many nodes an expression has, if it calls no function.
pub(super) fn plain_size(expr: &Expr) -> Option<u32> {
    let mut calls = Vec::new();
    let mut walk = Walk { calls: &mut calls, size: 0 };
    walk.expr(expr);
    let size = walk.size;
    calls.is_empty().then_some(size)
}

/// Whether there are loops among statements.
pub(super) fn has_loops(stmts: &[Stmt]) -> bool {
    stmts.iter().any(|stmt| match &stmt.kind {
        StmtKind::Loop(_) | StmtKind::While(..) | StmtKind::For(..) => true,
        StmtKind::If(arms, otherwise) => arms.iter().any(|(_, body)| has_loops(body)) || has_loops(otherwise),
        StmtKind::Assign(..)
        | StmtKind::Update(..)
        | StmtKind::Return(_)
        | StmtKind::Break
        | StmtKind::Continue
        | StmtKind::Expr(_) => false,
    })
}

impl Graph {
    pub fn new(typed: &Typed) -> Graph {
        let walked: Vec<_> = typed.functions.iter().map(|function| walk(&function.body)).collect();
        let count = walked.len();
        let mut graph = Graph {
            components: Vec::new(),
            component_of: vec![usize::MAX; count],
            recursive: vec![false; count],
            size: walked.iter().map(|(_, size)| *size).collect(),
            sites: vec![0; count],
        };
        for &callee in walked.iter().flat_map(|(calls, _)| calls) {
            graph.sites[callee] += 1;
        }
        // Tarjan's algorithm, with a stack of its own: programs may nest calls as deep as they like.
        let (mut index, mut low, mut on_stack) =
            (vec![usize::MAX; count], vec![0; count], vec![false; count]);
        let (mut next, mut stack) = (0, Vec::new());
        for root in 0..count {
            if index[root] != usize::MAX {
                continue;
            }
            let mut open = vec![(root, 0)];
            while let Some(&(at, edge)) = open.last() {
                if edge == 0 {
                    index[at] = next;
                    low[at] = next;
                    next += 1;
                    stack.push(at);
                    on_stack[at] = true;
                }
                if let Some(&to) = walked[at].0.get(edge) {
                    if let Some(top) = open.last_mut() {
                        top.1 += 1;
                    }
                    if to == at {
                        graph.recursive[at] = true;
                    }
                    if index[to] == usize::MAX {
                        open.push((to, 0));
                    } else if on_stack[to] {
                        low[at] = low[at].min(index[to]);
                    }
                    continue;
                }
                open.pop();
                if let Some(&(caller, _)) = open.last() {
                    low[caller] = low[caller].min(low[at]);
                }
                if low[at] == index[at] {
                    let mut component = Vec::new();
                    while let Some(it) = stack.pop() {
                        on_stack[it] = false;
                        graph.component_of[it] = graph.components.len();
                        component.push(it);
                        if it == at {
                            break;
                        }
                    }
                    if component.len() > 1 {
                        component.iter().for_each(|&it| graph.recursive[it] = true);
                    }
                    graph.components.push(component);
                }
            }
        }
        graph
    }

    /// Whether a function can come to call itself.
    pub fn is_recursive(&self, function: FnId) -> bool {
        self.recursive[function]
    }

    /// Whether two functions can call each other.
    pub fn same(&self, a: FnId, b: FnId) -> bool {
        self.component_of[a] == self.component_of[b] && self.recursive[a]
    }
}
