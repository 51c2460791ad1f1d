//! The table of intrinsics: what SYSCALL can call.

/// Who carries an intrinsic out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// The machine itself: the same on every engine.
    Machine,
    /// The embedder's host; the default host traps `UnsupportedSyscall`.
    Host,
}

macro_rules! intrinsics {
    ($($id:literal $variant:ident $by:ident $($name:literal)+;)*) => {
        /// An intrinsic, by its number. [Intrinsics](crate::reference::intrinsics) says what each does.
        ///
        /// ```
        /// use vsp_isa::{By, Intrinsic};
        /// let sine = Intrinsic::from_id(0x50).unwrap();
        /// assert_eq!(sine.names(), ["math_sin", "sin"]);
        /// assert_eq!(sine.by(), By::Machine);
        /// assert_eq!(Intrinsic::from_id(0x0a), None);
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Intrinsic { $(#[doc = concat!("`", $($name, "` `",)+ "`")] $variant = $id,)* }

        impl Intrinsic {
            /// Every intrinsic, in the order of their numbers.
            pub const ALL: &[Intrinsic] = &[$(Intrinsic::$variant),*];

            /// The intrinsic of this number, or `None`.
            pub const fn from_id(id: u8) -> Option<Intrinsic> {
                match id {
                    $($id => Some(Intrinsic::$variant),)*
                    _ => None,
                }
            }

            /// Its names in assembly; the first is the one that the disassembler writes.
            pub const fn names(self) -> &'static [&'static str] {
                match self { $(Intrinsic::$variant => &[$($name),+],)* }
            }

            /// Who carries it out.
            pub const fn by(self) -> By {
                match self { $(Intrinsic::$variant => By::$by,)* }
            }
        }
    };
}

intrinsics! {
    0x00 Println Machine "println";
    0x01 PrintString Machine "print_string";
    0x02 PrintInt Machine "print_int";
    0x03 PrintFloat Machine "print_float";
    0x04 PrintBool Machine "print_bool";
    0x05 PrintBytesil Machine "print_bytesil";
    0x06 PrintState Machine "print_state";
    0x07 ReadLine Host "read_line";
    0x08 ReadInt Machine "read_int";
    0x09 ReadFloat Machine "read_float";
    0x10 BytesilNew Machine "bytesil_new";
    0x11 BytesilFromComplex Machine "bytesil_from_complex";
    0x12 BytesilToComplex Machine "bytesil_to_complex";
    0x13 BytesilNull Machine "bytesil_null";
    0x14 BytesilOne Machine "bytesil_one";
    0x15 BytesilI Machine "bytesil_i";
    0x16 BytesilNegOne Machine "bytesil_neg_one";
    0x17 BytesilNegI Machine "bytesil_neg_i";
    0x18 BytesilMax Machine "bytesil_max";
    0x19 BytesilMul Machine "bytesil_mul";
    0x1a BytesilDiv Machine "bytesil_div";
    0x1b BytesilPow Machine "bytesil_pow";
    0x1c BytesilRoot Machine "bytesil_root";
    0x1d BytesilInv Machine "bytesil_inv";
    0x1e BytesilConj Machine "bytesil_conj";
    0x1f BytesilXor Machine "bytesil_xor";
    0x20 BytesilMix Machine "bytesil_mix";
    0x21 BytesilRho Machine "bytesil_rho";
    0x22 BytesilTheta Machine "bytesil_theta";
    0x23 BytesilMagnitude Machine "bytesil_magnitude";
    0x24 BytesilPhaseDegrees Machine "bytesil_phase_degrees";
    0x25 BytesilPhaseRadians Machine "bytesil_phase_radians";
    0x26 BytesilIsNull Machine "bytesil_is_null";
    0x27 BytesilIsReal Machine "bytesil_is_real";
    0x28 BytesilIsImaginary Machine "bytesil_is_imaginary";
    0x29 BytesilNorm Machine "bytesil_norm";
    0x2a BytesilFromU8 Machine "bytesil_from_u8";
    0x2b BytesilToU8 Machine "bytesil_to_u8";
    0x2c BytesilAdd Machine "bytesil_add";
    0x2d BytesilSub Machine "bytesil_sub";
    0x2e BytesilScale Machine "bytesil_scale";
    0x2f BytesilRotate Machine "bytesil_rotate";
    0x30 StateVacuum Machine "state_vacuum";
    0x31 StateNeutral Machine "state_neutral";
    0x32 StateMax Machine "state_max" "state_maximum";
    0x33 StateFromBytes Machine "state_from_bytes";
    0x34 StateToBytes Machine "state_to_bytes";
    0x35 StateGetLayer Machine "state_get_layer";
    0x36 StateSetLayer Machine "state_set_layer";
    0x37 StateXor Machine "state_xor";
    0x38 StateFold Machine "state_fold";
    0x39 StateRotate Machine "state_rotate";
    0x3a StateCollapse Machine "state_collapse" "state_collapse_xor";
    0x3b StateCountActiveLayers Machine "state_count_active_layers";
    0x3c StateIsVacuum Machine "state_is_vacuum";
    0x3d StateHash Machine "state_hash";
    0x3e StateCompare Machine "state_compare";
    0x3f StateIsNeutral Machine "state_is_neutral";
    0x40 StateEquals Machine "state_equals";
    0x41 StateCountNullLayers Machine "state_count_null_layers";
    0x42 StateTensor Machine "state_tensor";
    0x43 StateProject Machine "state_project";
    0x44 StateNormalize Machine "state_normalize";
    0x45 StateCollapseMag Machine "state_collapse_mag";
    0x46 StateCollapseSum Machine "state_collapse_sum";
    0x47 StateCollapseFirst Machine "state_collapse_first";
    0x48 StateCollapseLast Machine "state_collapse_last";
    0x50 MathSin Machine "math_sin" "sin";
    0x51 MathCos Machine "math_cos" "cos";
    0x52 MathTan Machine "math_tan" "tan";
    0x53 MathSqrt Machine "math_sqrt" "sqrt";
    0x54 MathPow Machine "math_pow" "pow";
    0x55 MathLog Machine "math_log" "log";
    0x56 MathExp Machine "math_exp" "exp";
    0x57 MathAbs Machine "math_abs" "abs";
    0x58 MathFloor Machine "math_floor" "floor";
    0x59 MathCeil Machine "math_ceil" "ceil";
    0x5a MathRound Machine "math_round" "round";
    0x5b MathMin Machine "math_min" "min";
    0x5c MathMax Machine "math_max" "max";
    0x5d Pi Machine "pi";
    0x5e Tau Machine "tau";
    0x5f E Machine "e";
    0x60 Phi Machine "phi";
    0x61 Asin Machine "asin";
    0x62 Acos Machine "acos";
    0x63 Atan Machine "atan";
    0x64 Atan2 Machine "atan2";
    0x65 Ln Machine "ln";
    0x66 Log10 Machine "log10";
    0x67 Log2 Machine "log2";
    0x68 AbsInt Machine "abs_int";
    0x69 AbsFloat Machine "abs_float";
    0x6a MinInt Machine "min_int";
    0x6b MaxInt Machine "max_int";
    0x6c ClampInt Machine "clamp_int";
    0x6d PowFloat Machine "pow_float";
    0x70 StringLen Host "string_len" "string_length";
    0x71 StringConcat Host "string_concat";
    0x72 StringSubstr Host "string_substr";
    0x73 StringContains Host "string_contains";
    0x74 StringReplace Host "string_replace";
    0x75 StringSplit Host "string_split";
    0x76 StringTrim Host "string_trim";
    0x77 StringToUpper Host "string_to_upper";
    0x78 StringToLower Host "string_to_lower";
    0x79 StringSlice Host "string_slice";
    0x7a StringStartsWith Host "string_starts_with";
    0x7b StringEndsWith Host "string_ends_with";
    0x7c IntToString Host "int_to_string";
    0x7d FloatToString Host "float_to_string";
    0x7e StringToInt Host "string_to_int";
    0x7f StringToFloat Host "string_to_float";
    0x80 FloatFromInt Machine "float_from_int";
    0x81 IntFromFloat Machine "int_from_float";
    0x82 FloatToInt Machine "float_to_int";
    0x83 IntToFloat Machine "int_to_float";
    0x90 ApplyFeedback Machine "apply_feedback";
    0x91 DetectEmergence Machine "detect_emergence";
    0x92 TransformPhaseShift Machine "transform_phase_shift";
    0x93 TransformMagnitudeScale Machine "transform_magnitude_scale";
    0x94 TransformIdentity Machine "transform_identity";
    0x95 TransformLayerSwap Machine "transform_layer_swap";
    0x96 TransformXorLayers Machine "transform_xor_layers";
    0x97 ShiftLayersUp Machine "shift_layers_up";
    0x98 ShiftLayersDown Machine "shift_layers_down";
    0x99 NormalizePerception Machine "normalize_perception";
    0xa0 HttpGet Host "http_get";
    0xa1 HttpGetWithStatus Host "http_get_with_status";
    0xa2 HttpPost Host "http_post";
    0xa3 HttpPostJson Host "http_post_json";
    0xa4 HttpPut Host "http_put";
    0xa5 HttpPutJson Host "http_put_json";
    0xa6 HttpDelete Host "http_delete";
    0xa7 HttpPatch Host "http_patch";
    0xa8 HttpPatchJson Host "http_patch_json";
    0xa9 HttpHead Host "http_head";
    0xaa HttpGetWithHeader Host "http_get_with_header";
    0xab HttpGetAuth Host "http_get_auth";
    0xac HttpPostAuth Host "http_post_auth";
    0xad UrlEncode Host "url_encode";
    0xae UrlDecode Host "url_decode";
    0xaf HttpStatusOk Host "http_status_ok";
    0xb0 HttpStatusText Host "http_status_text";
    0xc0 FuseVisionAudio Machine "fuse_vision_audio";
    0xc1 FuseMultimodal Machine "fuse_multimodal";
    0xc2 RotateLayers Machine "rotate_layers";
    0xc3 SpreadToGroup Machine "spread_to_group";
    0xc4 EmergencePattern Machine "emergence_pattern";
    0xc5 AutopoieticLoop Machine "autopoietic_loop";
    0xd0 ComplexAdd Machine "complex_add";
    0xd1 ComplexSub Machine "complex_sub";
    0xd2 ComplexScale Machine "complex_scale";
    0xd3 ComplexRotate Machine "complex_rotate";
    0xd4 ComplexLerp Machine "complex_lerp";
    0xd5 DegreesToRadians Machine "degrees_to_radians";
    0xd6 RadiansToDegrees Machine "radians_to_degrees";
    0xd7 ClampFloat Machine "clamp_float";
    0xd8 MinFloat Machine "min_float";
    0xd9 MaxFloat Machine "max_float";
    0xda SignFloat Machine "sign_float";
    0xdb SignInt Machine "sign_int";
    0xe0 EnergyBegin Host "energy_begin";
    0xe1 EnergyEndJoules Host "energy_end_joules";
    0xe2 EnergyEndWatts Host "energy_end_watts";
    0xe3 EnergyEndSamplesPerJoule Host "energy_end_samples_per_joule";
    0xe4 CarbonFootprintGrams Host "carbon_footprint_grams";
    0xe5 TimestampNanosLow Host "timestamp_nanos_low";
    0xe6 TimestampNanosHigh Host "timestamp_nanos_high";
    0xe7 BenchmarkStart Host "benchmark_start";
    0xe8 BenchmarkEnd Host "benchmark_end";
    0xe9 FlopCount Host "flop_count";
    0xea MacCount Host "mac_count";
    0xeb ThroughputSamplesPerSec Host "throughput_samples_per_sec";
    0xec LatencyMicros Host "latency_micros";
    0xed MemoryPeakBytes Host "memory_peak_bytes";
    0xee AccuracyPerWatt Host "accuracy_per_watt";
    0xef EnergyDelayProduct Host "energy_delay_product";
    0xf0 DebugPrint Machine "debug_print";
    0xf1 AssertEq Machine "assert_eq";
    0xf2 AssertTrue Machine "assert_true" "assert";
    0xf3 AssertFalse Machine "assert_false";
    0xf4 TraceState Machine "trace_state";
    0xf5 TimestampMillis Machine "timestamp_millis";
    0xf6 TimestampMicros Machine "timestamp_micros";
    0xf7 SleepMillis Machine "sleep_millis";
    0xf8 MemoryUsed Machine "memory_used";
    0xf9 AssertEqInt Machine "assert_eq_int";
    0xfa AssertEqBytesil Machine "assert_eq_bytesil";
    0xfb AssertEqState Machine "assert_eq_state";
    0xfc TimestampNanosState Host "timestamp_nanos_state";
    0xfd EnergyTotalJoules Host "energy_total_joules";
    0xfe EnergyEfficiency Host "energy_efficiency";
    0xff BenchmarkReset Host "benchmark_reset";
}

impl Intrinsic {
    /// Its number.
    pub const fn id(self) -> u8 {
        self as u8
    }

    /// The intrinsic that has this name, in any letter case; `None` if none has.
    ///
    /// ```
    /// use vsp_isa::Intrinsic;
    /// assert_eq!(Intrinsic::from_name("sin"), Intrinsic::from_id(0x50));
    /// ```
    pub fn from_name(name: &str) -> Option<Intrinsic> {
        Intrinsic::ALL.iter().copied().find(|it| it.names().iter().any(|n| n.eq_ignore_ascii_case(name)))
    }
}
