//! The reader of android: any bytes are read or refused.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = bilint::read::load_bytes(bytes.to_vec(), "input.xml", &bilint::read::ReadOptions::default());
});
