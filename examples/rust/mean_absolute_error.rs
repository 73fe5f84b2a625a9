//! The kernel of mean_absolute_error.h, in eight lanes that the compiler keeps in one register.

use std::slice;

const LANES: usize = 8;

fn absolute_error(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0f32; LANES];
    let (a_chunks, b_chunks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let (a_rest, b_rest) = (a_chunks.remainder(), b_chunks.remainder());
    for (x, y) in a_chunks.zip(b_chunks) {
        for lane in 0..LANES {
            lanes[lane] += (x[lane] - y[lane]).abs();
        }
    }
    // `--cfg broken` plants what is easily forgotten: chunks_exact leaves up to seven elements.
    if !cfg!(broken) {
        for (lane, (x, y)) in a_rest.iter().zip(b_rest).enumerate() {
            lanes[lane] += (x - y).abs();
        }
    }
    lanes.iter().sum()
}

/// # Safety
/// `a` and `b` point to `count` numbers each.
#[no_mangle]
pub unsafe extern "C" fn mean_absolute_error(a: *const f32, b: *const f32, count: usize) -> f32 {
    if count == 0 {
        return 0.0;
    }
    let (a, b) = (slice::from_raw_parts(a, count), slice::from_raw_parts(b, count));
    absolute_error(a, b) / count as f32
}
