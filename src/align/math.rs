//! Exponential and logarithm without branches or table, so that the compiler works on several cells at once. The same result
//! on every machine; exact to about six digits.

/// Natural logarithm of a positive, finite number.
#[inline]
#[expect(clippy::cast_possible_wrap, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "bits of a float")]
pub(super) fn ln(x: f32) -> f32 {
    // Mantissa between √½ and √2.
    const OFFSET: i32 = 0x3f35_04f3;
    let shifted = x.to_bits() as i32 - OFFSET;
    let exponent = shifted >> 23;
    let mantissa = f32::from_bits(((shifted & 0x007f_ffff) + OFFSET) as u32);
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let q = s * s;
    exponent as f32 * std::f32::consts::LN_2 + 2.0 * s * (1.0 + q * (1.0 / 3.0 + q * (0.2 + q * (1.0 / 7.0))))
}

/// Exponential of a number that is not above about 80; below −87 it is nearly zero.
#[inline]
#[expect(clippy::cast_possible_wrap, clippy::cast_sign_loss, reason = "bits of a float")]
pub(super) fn exp(x: f32) -> f32 {
    // Adding 1.5 · 2²³ rounds to an integer, which then stands in the low bits.
    const ROUND: f32 = 12_582_912.0;
    let scaled = x.max(-87.0) * std::f32::consts::LOG2_E;
    let rounded = scaled + ROUND;
    let exponent = rounded.to_bits() as i32 - ROUND.to_bits() as i32;
    let r = (scaled - (rounded - ROUND)) * std::f32::consts::LN_2;
    let e = 1.0 + r * (1.0 + r * (0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0)))));
    f32::from_bits((e.to_bits() as i32 + (exponent << 23)) as u32)
}

/// Logarithm of the gamma function of a positive number (Stirling's series after a shift).
pub(super) fn ln_gamma(x: f32) -> f32 {
    let (mut x, mut shift) = (x.max(1e-3), 0.0);
    while x < 6.0 {
        shift += x.ln();
        x += 1.0;
    }
    (x - 0.5) * x.ln() - x + 0.5 * std::f32::consts::TAU.ln() + 1.0 / (12.0 * x) - shift
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gamma_extends_the_factorial() {
        for (x, factorial) in [(1.0, 1f32), (2.0, 1.0), (5.0, 24.0), (8.0, 5040.0)] {
            assert!((ln_gamma(x) - factorial.ln()).abs() < 1e-3, "{x}");
        }
        assert!((ln_gamma(0.5) - std::f32::consts::PI.sqrt().ln()).abs() < 1e-3);
    }

    #[test]
    fn agree_with_the_library() {
        for step in 1..4000u16 {
            let x = f32::from(step) * 0.01;
            assert!((ln(x) - x.ln()).abs() < 2e-6 * x.ln().abs().max(1.0), "ln {x}");
            let y = -f32::from(step) * 0.02;
            assert!((exp(y) / y.exp() - 1.0).abs() < 1e-4, "exp {y}: {} {}", exp(y), y.exp());
        }
        assert!(exp(-200.0) < 1e-37);
        assert!((ln(1e30) - 1e30f32.ln()).abs() < 1e-3);
    }
}
