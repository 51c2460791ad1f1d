//! Elementary functions of floats of 64 bits, as `libm` computes them: the same bits on every machine.

macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident = $function:ident;)*) => {
        $($(#[$doc])*
        pub fn $name(a: f64) -> f64 {
            libm::$function(a)
        })*
    };
}

functions! {
    /// The sine of an angle in radians.
    ///
    /// ```
    /// assert_eq!(vsp_isa::semantics::elementary::sin(0.0), 0.0);
    /// ```
    sin = sin;
    /// The cosine of an angle in radians.
    cos = cos;
    /// The tangent of an angle in radians.
    tan = tan;
    /// The angle in radians, from -pi/2 to pi/2, that has this sine.
    asin = asin;
    /// The angle in radians, from 0 to pi, that has this cosine.
    acos = acos;
    /// The angle in radians, from -pi/2 to pi/2, that has this tangent.
    atan = atan;
    /// e to the power of a number.
    exp = exp;
    /// The natural logarithm.
    ln = log;
    /// The logarithm to base 10.
    log10 = log10;
    /// The logarithm to base 2.
    log2 = log2;
}

/// The angle in radians, from -pi to pi, of the point (`x`, `y`).
///
/// ```
/// use vsp_isa::semantics::elementary::atan2;
/// assert_eq!(atan2(1.0, 0.0), std::f64::consts::FRAC_PI_2);
/// ```
pub fn atan2(y: f64, x: f64) -> f64 {
    libm::atan2(y, x)
}
