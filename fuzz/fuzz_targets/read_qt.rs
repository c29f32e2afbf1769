//! The reader of qt: any bytes are read or refused.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = bilint::read::load_bytes(bytes.to_vec(), "input.ts", &bilint::read::ReadOptions::default());
});
