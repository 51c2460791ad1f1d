//! The library: LIS itself, over syscalls of the machine (`extern`) and a few primitives of the compiler.
//!
//! Names that begin with `__` are seen by the library alone. A function that is not called costs nothing.

/// The library's files.
pub(crate) const FILES: [(&str, &str); 6] = [
    ("library/math.lis", include_str!("math.lis")),
    ("library/bytesil.lis", include_str!("bytesil.lis")),
    ("library/state.lis", include_str!("state.lis")),
    ("library/text.lis", include_str!("text.lis")),
    ("library/io.lis", include_str!("io.lis")),
    ("library/check.lis", include_str!("check.lis")),
];

/// Functions that the compiler itself knows, for suggestions.
pub(crate) const OVERLOADED: [&str; 17] = [
    "print",
    "println",
    "transform_phase_shift",
    "transform_magnitude_scale",
    "state_get_layer",
    "state_set_layer",
    "state_from_layers",
    "state_tensor",
    "state_equals",
    "sense",
    "act",
    "port_in",
    "port_out",
    "broadcast",
    "receive",
    "pause",
    "read_failed",
];
