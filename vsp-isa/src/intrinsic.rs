//! The table of intrinsics: what SYSCALL can call.

use crate::Version;

/// Who carries an intrinsic out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// The machine itself: the same on every engine.
    Machine,
    /// The embedder's host; the default host traps `UnsupportedSyscall`.
    Host,
}

macro_rules! intrinsics {
    ($($id:literal $variant:ident $since:ident $by:ident $($name:literal)+;)*) => {
        /// An intrinsic, by its number. [Intrinsics](crate::reference::intrinsics) says what each does.
        ///
        /// ```
        /// use vsp_isa::{By, Intrinsic, Version};
        /// let sine = Intrinsic::from_id(0x50, Version::V1_0).unwrap();
        /// assert_eq!(sine.names(), ["math_sin", "sin"]);
        /// assert_eq!(sine.by(), By::Machine);
        /// // Files of older versions do not have those that came later: there the number is the host's to use.
        /// assert_eq!(Intrinsic::from_id(0x0a, Version::V1_1), None);
        /// assert_eq!(Intrinsic::from_id(0x0a, Version::V1_2).unwrap().names(), ["print_text"]);
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Intrinsic { $(#[doc = concat!("`", $($name, "` `",)+ "`")] $variant = $id,)* }

        impl Intrinsic {
            /// Every intrinsic, in the order of their numbers.
            pub const ALL: &[Intrinsic] = &[$(Intrinsic::$variant),*];

            /// The intrinsic that has this number in files of a version, or `None`.
            pub const fn from_id(id: u8, version: Version) -> Option<Intrinsic> {
                let (intrinsic, since) = match id {
                    $($id => (Intrinsic::$variant, Version::$since),)*
                    _ => return None,
                };
                if since.code() <= version.code() { Some(intrinsic) } else { None }
            }

            /// The first version of the file format that has it.
            pub const fn since(self) -> Version {
                match self { $(Intrinsic::$variant => Version::$since,)* }
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
    0x00 Println V1_0 Machine "println";
    0x01 PrintString V1_0 Machine "print_string";
    0x02 PrintInt V1_0 Machine "print_int";
    0x03 PrintFloat V1_0 Machine "print_float";
    0x04 PrintBool V1_0 Machine "print_bool";
    0x05 PrintBytesil V1_0 Machine "print_bytesil";
    0x06 PrintState V1_0 Machine "print_state";
    0x07 ReadLine V1_0 Host "read_line";
    0x08 ReadInt V1_0 Machine "read_int";
    0x09 ReadFloat V1_0 Machine "read_float";
    0x0a PrintText V1_2 Machine "print_text";
    0x0b IntText V1_2 Machine "int_text";
    0x0c FloatText V1_2 Machine "float_text";
    0x0d TextInt V1_2 Machine "text_int";
    0x0e TextFloat V1_2 Machine "text_float";
    0x10 BytesilNew V1_0 Machine "bytesil_new";
    0x11 BytesilFromComplex V1_0 Machine "bytesil_from_complex";
    0x12 BytesilToComplex V1_0 Machine "bytesil_to_complex";
    0x13 BytesilNull V1_0 Machine "bytesil_null";
    0x14 BytesilOne V1_0 Machine "bytesil_one";
    0x15 BytesilI V1_0 Machine "bytesil_i";
    0x16 BytesilNegOne V1_0 Machine "bytesil_neg_one";
    0x17 BytesilNegI V1_0 Machine "bytesil_neg_i";
    0x18 BytesilMax V1_0 Machine "bytesil_max";
    0x19 BytesilMul V1_0 Machine "bytesil_mul";
    0x1a BytesilDiv V1_0 Machine "bytesil_div";
    0x1b BytesilPow V1_0 Machine "bytesil_pow";
    0x1c BytesilRoot V1_0 Machine "bytesil_root";
    0x1d BytesilInv V1_0 Machine "bytesil_inv";
    0x1e BytesilConj V1_0 Machine "bytesil_conj";
    0x1f BytesilXor V1_0 Machine "bytesil_xor";
    0x20 BytesilMix V1_0 Machine "bytesil_mix";
    0x21 BytesilRho V1_0 Machine "bytesil_rho";
    0x22 BytesilTheta V1_0 Machine "bytesil_theta";
    0x23 BytesilMagnitude V1_0 Machine "bytesil_magnitude";
    0x24 BytesilPhaseDegrees V1_0 Machine "bytesil_phase_degrees";
    0x25 BytesilPhaseRadians V1_0 Machine "bytesil_phase_radians";
    0x26 BytesilIsNull V1_0 Machine "bytesil_is_null";
    0x27 BytesilIsReal V1_0 Machine "bytesil_is_real";
    0x28 BytesilIsImaginary V1_0 Machine "bytesil_is_imaginary";
    0x29 BytesilNorm V1_0 Machine "bytesil_norm";
    0x2a BytesilFromU8 V1_0 Machine "bytesil_from_u8";
    0x2b BytesilToU8 V1_0 Machine "bytesil_to_u8";
    0x2c BytesilAdd V1_0 Machine "bytesil_add";
    0x2d BytesilSub V1_0 Machine "bytesil_sub";
    0x2e BytesilScale V1_0 Machine "bytesil_scale";
    0x2f BytesilRotate V1_0 Machine "bytesil_rotate";
    0x30 StateVacuum V1_0 Machine "state_vacuum";
    0x31 StateNeutral V1_0 Machine "state_neutral";
    0x32 StateMax V1_0 Machine "state_max" "state_maximum";
    0x33 StateFromBytes V1_0 Machine "state_from_bytes";
    0x34 StateToBytes V1_0 Machine "state_to_bytes";
    0x35 StateGetLayer V1_0 Machine "state_get_layer";
    0x36 StateSetLayer V1_0 Machine "state_set_layer";
    0x37 StateXor V1_0 Machine "state_xor";
    0x38 StateFold V1_0 Machine "state_fold";
    0x39 StateRotate V1_0 Machine "state_rotate";
    0x3a StateCollapse V1_0 Machine "state_collapse" "state_collapse_xor";
    0x3b StateCountActiveLayers V1_0 Machine "state_count_active_layers";
    0x3c StateIsVacuum V1_0 Machine "state_is_vacuum";
    0x3d StateHash V1_0 Machine "state_hash";
    0x3e StateCompare V1_0 Machine "state_compare";
    0x3f StateIsNeutral V1_0 Machine "state_is_neutral";
    0x40 StateEquals V1_0 Machine "state_equals";
    0x41 StateCountNullLayers V1_0 Machine "state_count_null_layers";
    0x42 StateTensor V1_0 Machine "state_tensor";
    0x43 StateProject V1_0 Machine "state_project";
    0x44 StateNormalize V1_0 Machine "state_normalize";
    0x45 StateCollapseMag V1_0 Machine "state_collapse_mag";
    0x46 StateCollapseSum V1_0 Machine "state_collapse_sum";
    0x47 StateCollapseFirst V1_0 Machine "state_collapse_first";
    0x48 StateCollapseLast V1_0 Machine "state_collapse_last";
    0x50 MathSin V1_0 Machine "math_sin" "sin";
    0x51 MathCos V1_0 Machine "math_cos" "cos";
    0x52 MathTan V1_0 Machine "math_tan" "tan";
    0x53 MathSqrt V1_0 Machine "math_sqrt" "sqrt";
    0x54 MathPow V1_0 Machine "math_pow" "pow";
    0x55 MathLog V1_0 Machine "math_log" "log";
    0x56 MathExp V1_0 Machine "math_exp" "exp";
    0x57 MathAbs V1_0 Machine "math_abs" "abs";
    0x58 MathFloor V1_0 Machine "math_floor" "floor";
    0x59 MathCeil V1_0 Machine "math_ceil" "ceil";
    0x5a MathRound V1_0 Machine "math_round" "round";
    0x5b MathMin V1_0 Machine "math_min" "min";
    0x5c MathMax V1_0 Machine "math_max" "max";
    0x5d Pi V1_0 Machine "pi";
    0x5e Tau V1_0 Machine "tau";
    0x5f E V1_0 Machine "e";
    0x60 Phi V1_0 Machine "phi";
    0x61 Asin V1_0 Machine "asin";
    0x62 Acos V1_0 Machine "acos";
    0x63 Atan V1_0 Machine "atan";
    0x64 Atan2 V1_0 Machine "atan2";
    0x65 Ln V1_0 Machine "ln";
    0x66 Log10 V1_0 Machine "log10";
    0x67 Log2 V1_0 Machine "log2";
    0x68 AbsInt V1_0 Machine "abs_int";
    0x69 AbsFloat V1_0 Machine "abs_float";
    0x6a MinInt V1_0 Machine "min_int";
    0x6b MaxInt V1_0 Machine "max_int";
    0x6c ClampInt V1_0 Machine "clamp_int";
    0x6d PowFloat V1_0 Machine "pow_float";
    0x70 StringLen V1_0 Host "string_len" "string_length";
    0x71 StringConcat V1_0 Host "string_concat";
    0x72 StringSubstr V1_0 Host "string_substr";
    0x73 StringContains V1_0 Host "string_contains";
    0x74 StringReplace V1_0 Host "string_replace";
    0x75 StringSplit V1_0 Host "string_split";
    0x76 StringTrim V1_0 Host "string_trim";
    0x77 StringToUpper V1_0 Host "string_to_upper";
    0x78 StringToLower V1_0 Host "string_to_lower";
    0x79 StringSlice V1_0 Host "string_slice";
    0x7a StringStartsWith V1_0 Host "string_starts_with";
    0x7b StringEndsWith V1_0 Host "string_ends_with";
    0x7c IntToString V1_0 Host "int_to_string";
    0x7d FloatToString V1_0 Host "float_to_string";
    0x7e StringToInt V1_0 Host "string_to_int";
    0x7f StringToFloat V1_0 Host "string_to_float";
    0x80 FloatFromInt V1_0 Machine "float_from_int";
    0x81 IntFromFloat V1_0 Machine "int_from_float";
    0x82 FloatToInt V1_0 Machine "float_to_int";
    0x83 IntToFloat V1_0 Machine "int_to_float";
    0x90 ApplyFeedback V1_0 Machine "apply_feedback";
    0x91 DetectEmergence V1_0 Machine "detect_emergence";
    0x92 TransformPhaseShift V1_0 Machine "transform_phase_shift";
    0x93 TransformMagnitudeScale V1_0 Machine "transform_magnitude_scale";
    0x94 TransformIdentity V1_0 Machine "transform_identity";
    0x95 TransformLayerSwap V1_0 Machine "transform_layer_swap";
    0x96 TransformXorLayers V1_0 Machine "transform_xor_layers";
    0x97 ShiftLayersUp V1_0 Machine "shift_layers_up";
    0x98 ShiftLayersDown V1_0 Machine "shift_layers_down";
    0x99 NormalizePerception V1_0 Machine "normalize_perception";
    0xa0 HttpGet V1_0 Host "http_get";
    0xa1 HttpGetWithStatus V1_0 Host "http_get_with_status";
    0xa2 HttpPost V1_0 Host "http_post";
    0xa3 HttpPostJson V1_0 Host "http_post_json";
    0xa4 HttpPut V1_0 Host "http_put";
    0xa5 HttpPutJson V1_0 Host "http_put_json";
    0xa6 HttpDelete V1_0 Host "http_delete";
    0xa7 HttpPatch V1_0 Host "http_patch";
    0xa8 HttpPatchJson V1_0 Host "http_patch_json";
    0xa9 HttpHead V1_0 Host "http_head";
    0xaa HttpGetWithHeader V1_0 Host "http_get_with_header";
    0xab HttpGetAuth V1_0 Host "http_get_auth";
    0xac HttpPostAuth V1_0 Host "http_post_auth";
    0xad UrlEncode V1_0 Host "url_encode";
    0xae UrlDecode V1_0 Host "url_decode";
    0xaf HttpStatusOk V1_0 Host "http_status_ok";
    0xb0 HttpStatusText V1_0 Host "http_status_text";
    0xc0 FuseVisionAudio V1_0 Machine "fuse_vision_audio";
    0xc1 FuseMultimodal V1_0 Machine "fuse_multimodal";
    0xc2 RotateLayers V1_0 Machine "rotate_layers";
    0xc3 SpreadToGroup V1_0 Machine "spread_to_group";
    0xc4 EmergencePattern V1_0 Machine "emergence_pattern";
    0xc5 AutopoieticLoop V1_0 Machine "autopoietic_loop";
    0xd0 ComplexAdd V1_0 Machine "complex_add";
    0xd1 ComplexSub V1_0 Machine "complex_sub";
    0xd2 ComplexScale V1_0 Machine "complex_scale";
    0xd3 ComplexRotate V1_0 Machine "complex_rotate";
    0xd4 ComplexLerp V1_0 Machine "complex_lerp";
    0xd5 DegreesToRadians V1_0 Machine "degrees_to_radians";
    0xd6 RadiansToDegrees V1_0 Machine "radians_to_degrees";
    0xd7 ClampFloat V1_0 Machine "clamp_float";
    0xd8 MinFloat V1_0 Machine "min_float";
    0xd9 MaxFloat V1_0 Machine "max_float";
    0xda SignFloat V1_0 Machine "sign_float";
    0xdb SignInt V1_0 Machine "sign_int";
    0xe0 EnergyBegin V1_0 Host "energy_begin";
    0xe1 EnergyEndJoules V1_0 Host "energy_end_joules";
    0xe2 EnergyEndWatts V1_0 Host "energy_end_watts";
    0xe3 EnergyEndSamplesPerJoule V1_0 Host "energy_end_samples_per_joule";
    0xe4 CarbonFootprintGrams V1_0 Host "carbon_footprint_grams";
    0xe5 TimestampNanosLow V1_0 Host "timestamp_nanos_low";
    0xe6 TimestampNanosHigh V1_0 Host "timestamp_nanos_high";
    0xe7 BenchmarkStart V1_0 Host "benchmark_start";
    0xe8 BenchmarkEnd V1_0 Host "benchmark_end";
    0xe9 FlopCount V1_0 Host "flop_count";
    0xea MacCount V1_0 Host "mac_count";
    0xeb ThroughputSamplesPerSec V1_0 Host "throughput_samples_per_sec";
    0xec LatencyMicros V1_0 Host "latency_micros";
    0xed MemoryPeakBytes V1_0 Host "memory_peak_bytes";
    0xee AccuracyPerWatt V1_0 Host "accuracy_per_watt";
    0xef EnergyDelayProduct V1_0 Host "energy_delay_product";
    0xf0 DebugPrint V1_0 Machine "debug_print";
    0xf1 AssertEq V1_0 Machine "assert_eq";
    0xf2 AssertTrue V1_0 Machine "assert_true" "assert";
    0xf3 AssertFalse V1_0 Machine "assert_false";
    0xf4 TraceState V1_0 Machine "trace_state";
    0xf5 TimestampMillis V1_0 Machine "timestamp_millis";
    0xf6 TimestampMicros V1_0 Machine "timestamp_micros";
    0xf7 SleepMillis V1_0 Machine "sleep_millis";
    0xf8 MemoryUsed V1_0 Machine "memory_used";
    0xf9 AssertEqInt V1_0 Machine "assert_eq_int";
    0xfa AssertEqBytesil V1_0 Machine "assert_eq_bytesil";
    0xfb AssertEqState V1_0 Machine "assert_eq_state";
    0xfc TimestampNanosState V1_0 Host "timestamp_nanos_state";
    0xfd EnergyTotalJoules V1_0 Host "energy_total_joules";
    0xfe EnergyEfficiency V1_0 Host "energy_efficiency";
    0xff BenchmarkReset V1_0 Host "benchmark_reset";
}

impl Intrinsic {
    /// Its number.
    pub const fn id(self) -> u8 {
        self as u8
    }

    /// The intrinsic that has this name, in any letter case and of any version; `None` if none has.
    ///
    /// ```
    /// use vsp_isa::{Intrinsic, Version};
    /// assert_eq!(Intrinsic::from_name("sin"), Intrinsic::from_id(0x50, Version::V1_0));
    /// ```
    pub fn from_name(name: &str) -> Option<Intrinsic> {
        Intrinsic::ALL.iter().copied().find(|it| it.names().iter().any(|n| n.eq_ignore_ascii_case(name)))
    }
}
