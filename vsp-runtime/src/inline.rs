//! The macro for inline programs.

/// Makes a program of what stands in it: native code for the target of the build, or for the interpreter where there is no
/// back end.
///
/// As an expression it gives a `&'static` [`Program`](crate::Program):
///
/// ```
/// use vsp_runtime::{Outcome, Reg, Vm, vsp};
///
/// let double = vsp! {
///     .mode SIL-64
///     .global double
///     double: ADDINT R0, R0     // comments are Rust's
///             RET
/// };
/// let mut vm = Vm::new(double);
/// vm.set_integer(Reg::R0, 21).unwrap();
/// assert_eq!(vm.call("double"), Ok(Outcome::Returned));
/// assert_eq!(vm.integer(Reg::R0), Ok(42));
/// ```
///
/// As an item it declares modules such as [`include_program!`](crate::include_program) does, each with `PROGRAM`, a function
/// for each exported function, and a constant for each label of the data:
///
/// ```
/// vsp_runtime::vsp! {
///     /// Triples an integer.
///     pub mod triple {
///         .mode SIL-64
///         .global run
///         run: LI R4, 3
///              MULINT R0, R4
///              RET
///     }
///
///     mod nothing = "main: HLT";
/// }
///
/// # fn main() {
/// use vsp_runtime::{Outcome, Reg, Vm};
/// let mut vm = Vm::new(&triple::PROGRAM);
/// vm.set_integer(Reg::R0, 14).unwrap();
/// assert_eq!(triple::run(&mut vm), Outcome::Returned);
/// assert_eq!(vm.integer(Reg::R0), Ok(42));
/// assert_eq!(Vm::new(&nothing::PROGRAM).run(), Outcome::Halted);
/// # }
/// ```
///
/// A program may be in LIS, a small typed language, which the crate vsp-lis describes; its functions and statics then have types:
///
/// ```
/// vsp_runtime::vsp! {
///     mod filter {
///         pub static level: Float = 0.0;
///         pub fn smooth(x: Float) -> Float {
///             level = level + 0.25 * (x - level);
///             return level;
///         }
///     }
/// }
///
/// # fn main() {
/// use vsp_runtime::Vm;
/// let mut vm = Vm::new(&filter::PROGRAM);
/// assert_eq!(filter::smooth(&mut vm, 2.0), Ok(0.5));
/// assert_eq!(filter::level::get(&vm), 0.5);
/// # }
/// ```
///
/// # Sources
///
/// A program given as tokens or in a string is LIS if its first word is the keyword of an item (`pub`, `fn`, `transform`, `type`, `use`,
/// `mod`, `extern`, `static`, `const`) and neither `:` nor `.` follows, which would make it a label; else it is assembly, as
/// [`vsp_isa::asm`] describes. Files go by their names. As an expression a program cannot begin with `mod`, which declares one.
///
/// LIS is made of Rust's tokens, with one exception: Rust reads `t.0.1` as a float, so write `(t.0).1`. Comments and
/// documentation are Rust's. Only a program in a file, or a project's folder, has modules in other files.
///
/// Either language may stand there
/// - as tokens; of assembly, one statement a line. They must be tokens of Rust: comments begin with `//`, and numbers that Rust does not
///   read, such as the bytes `1e` and `0b` of a `.state [...]`, need the other form (`.state 0x...`) or a string. A `;`
///   begins a comment, too, to the end of its line. Other macros may put the tokens together: where lines then tell nothing,
///   a statement ends where the next one can begin;
/// - in a string literal, as an item `mod name = "...";`: the same text as in a file;
/// - in a file, `.lis`, `.sil` or `.silc`, or a project's folder, as an item `mod name = file "programs/name.sil";`, as an expression
///   `vsp!(file "programs/name.sil")`. The path is relative to the folder of `Cargo.toml`; an edit compiles the crate again.
///
/// In each way the same program gives the same bytes. So that it does, they hold no lines of the source.
///
/// # Errors
///
/// What is wrong with a program is an error of the compiler at the token that is wrong; all of it at once, and nothing besides:
/// an expression still is a program, and a module still declares what it would have. What looks wrong,
/// such as an instruction that always traps, is a warning (it is spelled as the use of something deprecated, since macros
/// cannot warn otherwise).
///
/// # Levels of work
///
/// A program of up to 500 instructions, each counted for every mode that can reach it, becomes fast code, and a larger one code that is
/// made quickly, so that nobody waits for it. `#![optimization(fast)]` and `#![optimization(quick)]` say otherwise: among the
/// attributes and documentation ahead of all that is given to the macro, for all of it, or ahead of the program in a module's braces,
/// for that program. A program has one level.
///
/// ```
/// vsp_runtime::vsp! {
///     #![optimization(quick)]
///     mod halt = "main: HLT";
///     mod triple {
///         #![optimization(fast)]
///         pub fn run(x: Int) -> Int { return 3 * x; }
///     }
/// }
/// # fn main() { assert_eq!(triple::run(&mut vsp_runtime::Vm::new(&triple::PROGRAM), 14), Ok(42)); }
/// ```
///
/// # Cost
///
/// A macro does not know its target: it compiles the program for each kind of target that there is a back end for, and the
/// compiler takes the one that fits. See the README for what that takes, and how to make it faster. Rust-analyzer, which
/// runs nothing, is given no native code, so that it need not wait; nor is anybody who sets `VSP_BUILD=check` in the environment,
/// nor docs.rs (`DOCS_RS`). Under Miri the interpreter runs the program.
#[macro_export]
macro_rules! vsp {
    ($($source:tt)*) => {
        $crate::generated::vsp! { $crate $($source)* }
    };
}
