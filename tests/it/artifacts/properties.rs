//! Any bytes are looked at, and none panic.

use ethics_gate::measure::artifact::Verdict;
use proptest::prelude::*;

use super::look;

/// How formats begin, so that what follows reaches their readers.
const BEGINNINGS: &[&[u8]] = &[
    b"",
    b"\x80\x04",
    b"\x80\x02",
    b"PK\x03\x04",
    b"\x93NUMPY\x01\x00\x20\x00{'descr': '|O', 'fortran_order'",
    b"GGUF\x03\0\0\0",
    b"\x89HDF\r\n\x1a\n",
    b"\x18\0\0\0TFL3",
    b"\x10\0\0\0\0\0\0\0{\"a\":{\"dtype\":",
    b"\x08\x08\x12\x02ml\x3a\x20",
    b"tree\nversion=v4\n",
    b"booster[0]:\n",
    b"{\"class_name\":",
    b"\x1f\x8b\x08\0\0\0\0\0\0\xff",
    b"\x78\x9c",
    b"BZh91AY&SY",
    b"\xfd7zXZ\0\0\x04\xe6\xd6\xb4\x46",
    b"\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x04\x22\x4d\x18\x64\x40\xa7",
    b"PK\x05\x06",
];

/// Opcodes of pickles with their arguments, strung together.
const OPCODES: &[&[u8]] = &[
    b"(",
    b".",
    b"0",
    b"1",
    b"2",
    b"N",
    b"K\x01",
    b"K\x02",
    b"M\x01\x02",
    b"J\0\0\0\x80",
    b"I01\n",
    b"I-5\n",
    b"L12L\n",
    b"F1.5\n",
    b"G\0\0\0\0\0\0\0\0",
    b"\x8a\x01\x05",
    b"\x8b\x01\0\0\0\x05",
    b"S'a\\x41\\101'\n",
    b"Va\\u0041\\U0001F600\n",
    b"X\x02\0\0\0os",
    b"\x8c\x06system",
    b"U\x02os",
    b"T\x02\0\0\0os",
    b"\x8d\x02\0\0\0\0\0\0\0os",
    b"C\x03\x80\x04N",
    b"B\x01\0\0\0a",
    b"\x8e\x01\0\0\0\0\0\0\0a",
    b"\x96\x01\0\0\0\0\0\0\0a",
    b"]",
    b"}",
    b")",
    b"\x8f",
    b"a",
    b"e",
    b"s",
    b"u",
    b"d",
    b"l",
    b"t",
    b"\x85",
    b"\x86",
    b"\x87",
    b"\x90",
    b"\x91",
    b"p0\n",
    b"g0\n",
    b"q\x01",
    b"h\x01",
    b"r\xff\xff\x0f\0",
    b"j\x01\0\0\0",
    b"\x94",
    b"R",
    b"b",
    b"o",
    b"P0\n",
    b"Q",
    b"\x81",
    b"\x92",
    b"\x93",
    b"\x82\x01",
    b"\x83\x01\0",
    b"\x84\x01\0\0\0",
    b"\x97",
    b"\x98",
    b"\x95\x04\0\0\0\0\0\0\0",
    b"\x80\x04",
    b"ccollections\nOrderedDict\n",
    b"cnumpy\ndtype\n",
    b"cjoblib.numpy_pickle\nNumpyArrayWrapper\n",
    b"icollections\nCounter\n",
    b"\x8c\x05shape",
    b"\x8c\x05dtype",
    b"\x8c\x02f8",
    b"\x8c\x01O",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_behind_any_beginning_never_panic(
        begin in prop::sample::select(BEGINNINGS),
        rest: Vec<u8>,
        end in prop::sample::select(BEGINNINGS),
    ) {
        let bytes = [begin, &rest, end].concat();
        let found = look(&bytes, "model.bin");
        prop_assert_eq!(found.bytes, bytes.len() as u64);
        prop_assert!(found.verdict != Verdict::Safe || found.reasons.is_empty());
    }

    #[test]
    fn any_program_of_a_pickle_is_followed_and_never_panics(
        opcodes in prop::collection::vec(prop::sample::select(OPCODES), 0..60),
    ) {
        let mut bytes = b"\x80\x04".to_vec();
        bytes.extend(opcodes.concat());
        look(&bytes, "model.pkl");
    }

    /// A call of what is on no list is never safe, whatever stands before it.
    #[test]
    fn a_call_of_the_shell_is_dangerous_wherever_it_stands(
        before in prop::collection::vec(prop::sample::select(OPCODES), 0..12),
    ) {
        let bytes = [b"\x80\x04".as_slice(), &before.concat(), b"cposix\nsystem\n\x8c\x04true\x85R."].concat();
        // Unless the program ends or breaks before it, as it would in Python.
        let found = look(&bytes, "model.pkl");
        prop_assert!(found.verdict != Verdict::Safe, "{:?}", found);
    }
}
