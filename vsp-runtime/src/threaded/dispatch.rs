//! From one operation to the next: by a call at the end of each handler, or in a loop.

use super::kind::Kind;
use super::operation::{Flow, Metering, State, Unmetered};
use super::words::{Acc, Image};
use super::{branch, cells, choice, control, exits, floats, integers, memory, stack, words};
use vsp_isa::Flags;

#[cfg(vsp_tail_calls)]
pub(super) use tail::{code, enter};

#[cfg(not(vsp_tail_calls))]
pub(super) use looped::{code, enter};

/// Handlers that call the next one at their end, which the optimiser makes a jump of. `build.rs` says where that was seen.
#[cfg(vsp_tail_calls)]
mod tail {
    use super::super::operation::{Metered, Operation};
    use super::*;
    use vsp_isa::abi::Context;

    /// Makes functions of a convention in which six integers and a float stay in registers.
    macro_rules! handlers {
        ($($(#[$attribute:meta])* fn $name:ident $([$generic:ident])? ($state:ident) -> u64 $body:block)*) => { $(
            $(#[$attribute])*
            #[cfg(target_arch = "x86_64")]
            #[allow(non_snake_case, reason = "the name is that of the operation")]
            unsafe extern "sysv64" fn $name $(<$generic: Metering>)? (
                context: *mut Context, ip: *const Operation, memory: *mut u8, limit: u64, flags: u64, acc: i64, facc: f64,
            ) -> u64 {
                let $state = State { context, ip, memory, limit, flags, acc, facc };
                // SAFETY: handlers are called with the state that operations may rely on.
                unsafe { $body }
            }
            $(#[$attribute])*
            #[cfg(not(target_arch = "x86_64"))]
            #[allow(non_snake_case, reason = "the name is that of the operation")]
            unsafe extern "C" fn $name $(<$generic: Metering>)? (
                context: *mut Context, ip: *const Operation, memory: *mut u8, limit: u64, flags: u64, acc: i64, facc: f64,
            ) -> u64 {
                let $state = State { context, ip, memory, limit, flags, acc, facc };
                // SAFETY: handlers are called with the state that operations may rely on.
                unsafe { $body }
            }
        )* };
    }

    #[cfg(target_arch = "x86_64")]
    type Handler =
        unsafe extern "sysv64" fn(*mut Context, *const Operation, *mut u8, u64, u64, i64, f64) -> u64;
    #[cfg(not(target_arch = "x86_64"))]
    type Handler = unsafe extern "C" fn(*mut Context, *const Operation, *mut u8, u64, u64, i64, f64) -> u64;

    /// Calls a function with a state.
    macro_rules! hand_on {
        ($function:expr, $state:expr) => {{
            let state: State = $state;
            let function: Handler = $function;
            function(state.context, state.ip, state.memory, state.limit, state.flags, state.acc, state.facc)
        }};
    }

    /// Ends a handler.
    macro_rules! go_on {
        ($flow:expr) => {
            match $flow {
                Flow::On(state) => {
                    hand_on!(core::mem::transmute::<*const (), Handler>((*state.ip).code), state)
                }
                Flow::Taken(state) => {
                    let mut code = (*state.ip).code;
                    // This does nothing, but the optimiser cannot know, and so does not share the jump with the other way.
                    core::arch::asm!("/* {0} */", inout(reg) code, options(readonly, nostack, preserves_flags));
                    hand_on!(core::mem::transmute::<*const (), Handler>(code), state)
                }
                Flow::Redo(state) => hand_on!(leave_to_redo, state),
                Flow::Leave(state) => hand_on!(leave, state),
                Flow::Execute(state) => hand_on!(execute, state),
            }
        };
    }

    handlers! {
        #[cold]
        #[inline(never)]
        fn leave_to_redo(state) -> u64 {
            exits::leave_to_redo(state.context, state.ip, state.limit, state.flags)
        }

        #[cold]
        #[inline(never)]
        fn leave(state) -> u64 {
            exits::leave(state.context, state.ip, state.limit, state.flags)
        }

        #[inline(never)]
        fn execute(state) -> u64 {
            let code = exits::execute(state.context, state.ip, state.limit, state.flags);
            if code & exits::ON == 0 {
                return code;
            }
            let next = State { ip: state.ip.add(1), flags: code & 0xff, ..state };
            go_on!(Flow::On(next))
        }
    }

    /// Goes on at the state's operation until something stops the run; gives what that is, as a number.
    ///
    /// # Safety
    /// The state must be one that operations may rely on: see [`exits::Running`].
    pub(in super::super) unsafe fn enter<M: Metering>(state: State) -> u64 {
        // SAFETY: by this function's contract the operation is linked.
        unsafe { go_on!(Flow::On(state)) }
    }

    macro_rules! define_handlers {
        (
            plain { $($plain:ident [$($plain_class:tt)*] = $plain_body:expr;)* }
            metered { $($name:ident [$($class:tt)*] = $body:expr;)* }
        ) => {
            handlers! {
                $(fn $plain(state) -> u64 { go_on!($plain_body(state)) })*
                $(fn $name[M](state) -> u64 { go_on!($body(state)) })*
            }

            static METERED: [Handler; Kind::ALL.len()] = [$($plain,)* $($name::<Metered>,)*];
            static UNMETERED: [Handler; Kind::ALL.len()] = [$($plain,)* $($name::<Unmetered>,)*];
        };
    }

    for_each_operation!(define_handlers);

    /// What stands in operations of a kind.
    pub(in super::super) fn code(kind: Kind, metered: bool) -> *const () {
        let handlers = if metered { &METERED } else { &UNMETERED };
        handlers[kind as usize] as *const ()
    }
}

/// A loop over a `match` on the kind.
#[cfg(not(vsp_tail_calls))]
mod looped {
    use super::super::operation::Operation;
    use super::*;
    use core::ptr;
    use vsp_isa::abi::Context;

    /// Takes what the operation has changed of the state, or ends the run. Every operation has this of its own, by which its flow is known, and
    /// the state is in pieces: what is in one place for all operations takes the optimiser minutes, or more than its stack.
    macro_rules! take {
        ($flow:expr, $ip:ident $limit:ident $flags:ident $acc:ident $facc:ident) => {
            match $flow {
                Flow::On(next) | Flow::Taken(next) => {
                    ($ip, $limit, $flags) = (next.ip, next.limit, next.flags);
                    ($acc, $facc) = (next.acc, next.facc);
                }
                Flow::Redo(State { context, ip, limit, flags, .. }) => {
                    return exits::leave_to_redo(context, ip, limit, flags);
                }
                Flow::Leave(State { context, ip, limit, flags, .. }) => {
                    return exits::leave(context, ip, limit, flags);
                }
                Flow::Execute(State { context, ip, limit, flags, .. }) => {
                    let code = exits::execute(context, ip, limit, flags);
                    if code & exits::ON == 0 {
                        return code;
                    }
                    // There is another operation after this one.
                    ($ip, $flags) = (ip.add(1), code & 0xff);
                }
            }
        };
    }

    macro_rules! define_loop {
        (
            plain { $($plain:ident [$($plain_class:tt)*] = $plain_body:expr;)* }
            metered { $($name:ident [$($class:tt)*] = $body:expr;)* }
        ) => {
            /// Goes on at the state's operation until something stops the run; gives what that is, as a number.
            ///
            /// # Safety
            /// The state must be one that operations may rely on: see [`exits::Running`].
            pub(in super::super) unsafe fn enter<M: Metering>(state: State) -> u64 {
                let State { context, ip, memory, limit, flags, acc, facc } = state;
                // SAFETY: this function's contract is the same.
                unsafe { run::<M>(context, ip, memory, limit, flags, acc, facc) }
            }

            /// The same with the state in pieces: a parameter so large is memory of the caller's, and would stay there.
            unsafe fn run<M: Metering>(
                context: *mut Context,
                mut ip: *const Operation,
                memory: *mut u8,
                mut limit: u64,
                mut flags: u64,
                mut acc: i64,
                mut facc: f64,
            ) -> u64 {
                loop {
                    // SAFETY: by this function's contract there is an operation, and it may rely on the state.
                    unsafe {
                        match core::mem::transmute::<u16, Kind>((*ip).code.addr() as u16) {
                            $(Kind::$plain => {
                                let state = State { context, ip, memory, limit, flags, acc, facc };
                                take!($plain_body(state), ip limit flags acc facc);
                            })*
                            $(Kind::$name => {
                                let state = State { context, ip, memory, limit, flags, acc, facc };
                                take!($body(state), ip limit flags acc facc);
                            })*
                        }
                    }
                }
            }
        };
    }

    for_each_operation!(define_loop);

    /// What stands in operations of a kind.
    pub(in super::super) fn code(kind: Kind, _metered: bool) -> *const () {
        ptr::without_provenance(kind as usize)
    }
}
