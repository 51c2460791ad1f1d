//! What SYSCALL calls: every intrinsic that needs nothing but registers and memory.

mod bytesil;
mod math;
mod operands;
mod state;
mod text;
mod transform;

pub use operands::Operands;

use super::{cells, complex, convert, elementary, float, integer, layers};
use crate::{Cell, Intrinsic, Registers, TrapKind};
use core::f64::consts;

/// Carries an intrinsic out; `None` if it is the host's business: printing, reading, the clock, sleeping, and
/// whatever the machine does not have.
///
/// The only flag that changes is the Z of text_int and text_float. The error is [`TrapKind::AddressOutOfBounds`] for a state
/// or text that is not in memory, or [`TrapKind::AssertionFailed`]; then nothing has changed.
///
/// ```
/// use vsp_isa::semantics::intrinsics::{Operands, call};
/// use vsp_isa::{Cell, Flags, Intrinsic, Mode, Reg, Registers};
/// let (mut registers, mut flags) = (Registers::filled(Cell::I), Flags::NONE);
/// let (registers, flags) = (&mut registers, &mut flags);
/// let mut on = Operands { registers, flags, memory: &mut [], mode: Mode::Sil64, arg: 0 };
/// assert_eq!(call(Intrinsic::BytesilMul, &mut on), Some(Ok(())));
/// assert_eq!(call(Intrinsic::Println, &mut on), None);
/// assert_eq!(registers.get(Reg::R0), Cell::NEG_ONE);
/// ```
pub fn call(intrinsic: Intrinsic, on: &mut Operands) -> Option<Result<(), TrapKind>> {
    use Intrinsic::*;
    Some(match intrinsic {
        BytesilNew => on.join(bytesil::from_numbers),
        BytesilFromComplex => bytesil::from_words(on),
        BytesilToComplex => bytesil::to_words(on),
        BytesilNull => on.set(0, Cell::NULL),
        BytesilOne => on.set(0, Cell::ONE),
        BytesilI => on.set(0, Cell::I),
        BytesilNegOne => on.set(0, Cell::NEG_ONE),
        BytesilNegI => on.set(0, Cell::NEG_I),
        BytesilMax => on.set(0, Cell::MAX),
        BytesilMul => on.join(cells::multiply),
        BytesilDiv => on.join(cells::divide),
        BytesilPow => on.change_by(cells::power),
        BytesilRoot => on.change_by(cells::root),
        BytesilInv => on.change(cells::reciprocal),
        BytesilConj => on.change(cells::conjugate),
        BytesilXor => on.join(cells::raw_xor),
        BytesilMix => on.join(bytesil::mix),
        BytesilRho => on.give_integer(on.cell(0).rho as i64),
        BytesilTheta => on.give_integer(on.cell(0).theta as i64),
        BytesilMagnitude => on.give_float(complex::magnitude(on.cell(0))),
        BytesilPhaseDegrees => bytesil::phase_in_degrees(on),
        BytesilPhaseRadians => bytesil::phase_in_radians(on),
        BytesilIsNull => on.give_bool(on.cell(0).is_null()),
        BytesilIsReal => on.give_bool(matches!(on.cell(0).theta, 0 | 8)),
        BytesilIsImaginary => on.give_bool(matches!(on.cell(0).theta, 4 | 12)),
        BytesilNorm => on.change(|cell| Cell { rho: 0, theta: cell.theta }),
        BytesilFromU8 => on.integer(0).and_then(|byte| on.set(0, Cell::unpack(byte as u8))),
        BytesilToU8 => on.give_integer(on.cell(0).pack() as i64),
        BytesilAdd | ComplexAdd => on.join(complex::sum),
        BytesilSub | ComplexSub => on.join(complex::difference),
        BytesilScale | ComplexScale => on.change_by(cells::scale),
        BytesilRotate | ComplexRotate => on.change_by(cells::rotate),
        ComplexLerp => bytesil::lerp(on),

        StateVacuum => on.rearrange(|_, _| Cell::NULL),
        StateNeutral => on.rearrange(|_, _| Cell::ONE),
        StateMax => on.rearrange(|_, _| Cell::MAX),
        StateFromBytes => state::load(on),
        StateToBytes => state::store(on),
        StateGetLayer => on.set(0, on.cell(on.cell(1).rho)),
        StateSetLayer => on.set(on.cell(1).rho, on.cell(2)),
        StateXor => on.rearrange(|i, old| if i == 0 { old[0] } else { cells::raw_xor(old[i], old[0]) }),
        StateFold => {
            layers::fold(on.registers);
            Ok(())
        }
        StateRotate => on.rearrange(|i, old| old[(i + 1) & 15]),
        StateCollapse => on.set(0, state::xor(on.registers)),
        StateCountActiveLayers => on.give_integer(16 - state::count(on.registers, Cell::NULL)),
        StateCountNullLayers => on.give_integer(state::count(on.registers, Cell::NULL)),
        StateIsVacuum => on.give_bool(*on.registers == Registers::filled(Cell::NULL)),
        StateIsNeutral => on.give_bool(*on.registers == Registers::filled(Cell::ONE)),
        StateHash => state::hash(on),
        StateCompare => state::differences(on).and_then(|count| on.give_integer(count)),
        StateEquals => state::differences(on).and_then(|count| on.give_bool(count == 0)),
        StateTensor => state::tensor(on),
        StateProject => {
            let kept = on.arg;
            on.rearrange(|i, old| if kept >> i & 1 == 1 { old[i] } else { Cell::NULL })
        }
        StateNormalize => state::normalize(on, 16),
        StateCollapseMag => on.set(0, state::largest(on.registers)),
        StateCollapseSum => on.set(0, state::sum(on.registers)),
        StateCollapseFirst | TransformIdentity => Ok(()),
        StateCollapseLast => on.set(0, on.cell(15)),

        MathSin => on.map_float(elementary::sin),
        MathCos => on.map_float(elementary::cos),
        MathTan => on.map_float(elementary::tan),
        MathSqrt => on.map_float(float::square_root),
        MathPow | PowFloat => on.join_floats(float::power),
        MathLog | Ln => on.map_float(elementary::ln),
        MathExp => on.map_float(elementary::exp),
        MathAbs | AbsFloat => on.map_float(float::absolute),
        MathFloor => on.map_float(float::floor),
        MathCeil => on.map_float(float::ceil),
        MathRound => on.map_float(libm::round),
        MathMin | MinFloat => on.join_floats(float::least),
        MathMax | MaxFloat => on.join_floats(float::greatest),
        Pi => on.give_float(consts::PI),
        Tau => on.give_float(consts::TAU),
        E => on.give_float(consts::E),
        Phi => on.give_float(consts::GOLDEN_RATIO),
        Asin => on.map_float(elementary::asin),
        Acos => on.map_float(elementary::acos),
        Atan => on.map_float(elementary::atan),
        Atan2 => on.join_floats(elementary::atan2),
        Log10 => on.map_float(elementary::log10),
        Log2 => on.map_float(elementary::log2),
        AbsInt => on.map_integer(integer::absolute),
        MinInt => on.join_integers(i64::min),
        MaxInt => on.join_integers(i64::max),
        ClampInt => math::clamp_integer(on),
        ClampFloat => math::clamp_float(on),
        DegreesToRadians => on.map_float(math::degrees_to_radians),
        RadiansToDegrees => on.map_float(math::radians_to_degrees),
        SignFloat => on.map_float(math::sign),
        SignInt => on.map_integer(i64::signum),
        FloatFromInt | IntToFloat => on.integer(0).and_then(|a| on.give_float(convert::integer_to_float(a))),
        IntFromFloat | FloatToInt => on.float(0).and_then(|a| on.give_integer(convert::float_to_integer(a))),

        IntText => text::write_integer(on),
        FloatText => text::write_float(on),
        TextInt => text::read_integer(on),
        TextFloat => text::read_float(on),

        ApplyFeedback => on.set(0, cells::raw_xor(on.cell(0), on.cell(15))),
        DetectEmergence => transform::detect_emergence(on),
        TransformPhaseShift => on.rearrange(|i, old| cells::rotate(old[i], old[1].rho as i32)),
        TransformMagnitudeScale => on.rearrange(|i, old| cells::scale(old[i], old[1].rho as i32)),
        TransformLayerSwap => transform::swap(on),
        TransformXorLayers => transform::xor_layers(on),
        ShiftLayersUp => on.rearrange(|i, old| if i == 0 { Cell::NULL } else { old[i - 1] }),
        ShiftLayersDown => on.rearrange(|i, old| if i == 15 { Cell::NULL } else { old[i + 1] }),
        NormalizePerception => state::normalize(on, 5),
        FuseVisionAudio => on.join(bytesil::fuse),
        FuseMultimodal => transform::fuse_five(on),
        RotateLayers => transform::rotate_down(on),
        SpreadToGroup => transform::spread(on),
        EmergencePattern => on.set(0, bytesil::fuse(on.cell(11), on.cell(12))),
        AutopoieticLoop => transform::autopoietic_loop(on),

        AssertEq | AssertEqBytesil => assert(on.cell(0) == on.cell(1)),
        AssertTrue => assert(on.cell(0).rho != 0),
        AssertFalse => assert(on.cell(0).rho == 0),
        AssertEqInt => on.integer(0).and_then(|a| assert(a == on.integer(1)?)),
        AssertEqState => state::differences(on).and_then(|count| assert(count == 0)),
        MemoryUsed => on.give_integer(on.memory.len() as i64),

        // Printing, reading and the clock.
        Println | PrintString | PrintInt | PrintFloat | PrintBool | PrintBytesil | PrintState | PrintText
        | ReadInt | ReadFloat | DebugPrint | TraceState | TimestampMillis | TimestampMicros | SleepMillis => {
            return None;
        }

        // What no machine has, only a host.
        ReadLine
        | StringLen
        | StringConcat
        | StringSubstr
        | StringContains
        | StringReplace
        | StringSplit
        | StringTrim
        | StringToUpper
        | StringToLower
        | StringSlice
        | StringStartsWith
        | StringEndsWith
        | IntToString
        | FloatToString
        | StringToInt
        | StringToFloat
        | HttpGet
        | HttpGetWithStatus
        | HttpPost
        | HttpPostJson
        | HttpPut
        | HttpPutJson
        | HttpDelete
        | HttpPatch
        | HttpPatchJson
        | HttpHead
        | HttpGetWithHeader
        | HttpGetAuth
        | HttpPostAuth
        | UrlEncode
        | UrlDecode
        | HttpStatusOk
        | HttpStatusText
        | EnergyBegin
        | EnergyEndJoules
        | EnergyEndWatts
        | EnergyEndSamplesPerJoule
        | CarbonFootprintGrams
        | TimestampNanosLow
        | TimestampNanosHigh
        | BenchmarkStart
        | BenchmarkEnd
        | FlopCount
        | MacCount
        | ThroughputSamplesPerSec
        | LatencyMicros
        | MemoryPeakBytes
        | AccuracyPerWatt
        | EnergyDelayProduct
        | TimestampNanosState
        | EnergyTotalJoules
        | EnergyEfficiency
        | BenchmarkReset => return None,
    })
}

fn assert(holds: bool) -> operands::Done {
    if holds { Ok(()) } else { Err(TrapKind::AssertionFailed) }
}
