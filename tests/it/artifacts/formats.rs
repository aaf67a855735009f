//! Formats beyond the fixtures: written byte by byte, each with the fault
//! that a loader would trip over.

use std::io::Write as _;

use ethics_gate::measure::artifact::Verdict;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::{codes, look};

/// A pickle that would run `true`, in the first protocol: no mark, no magic.
const SHELL: &[u8] = b"cposix\nsystem\n(S'true'\ntR.";

fn hex(digits: &str) -> Vec<u8> {
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hex digits"))
        .collect()
}

/// A member of an archive: name, method of compression, its bytes as packed,
/// size and checksum of what they unpack to.
struct Member {
    name: &'static str,
    method: u16,
    packed: Vec<u8>,
    size: u32,
    checksum: u32,
}

fn stored(name: &'static str, bytes: &[u8]) -> Member {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    Member {
        name,
        method: 0,
        packed: bytes.to_vec(),
        size: u32::try_from(bytes.len()).expect("small"),
        checksum: crc.sum(),
    }
}

fn deflated(name: &'static str, bytes: &[u8]) -> Member {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory");
    Member {
        method: 8,
        packed: encoder.finish().expect("memory"),
        ..stored(name, bytes)
    }
}

/// The shared part of both headers of a member.
fn header(member: &Member) -> Vec<u8> {
    let mut bytes = vec![20, 0, 0, 0];
    bytes.extend(member.method.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(member.checksum.to_le_bytes());
    bytes.extend(
        u32::try_from(member.packed.len())
            .expect("small")
            .to_le_bytes(),
    );
    bytes.extend(member.size.to_le_bytes());
    bytes.extend(
        u16::try_from(member.name.len())
            .expect("short")
            .to_le_bytes(),
    );
    bytes.extend([0; 2]);
    bytes
}

/// An archive with these members, of which the directory lists the listed ones.
fn zip(members: &[(Member, bool)]) -> Vec<u8> {
    let (mut bytes, mut directory, mut listed) = (Vec::new(), Vec::new(), 0_u16);
    for (member, is_listed) in members {
        let at = u32::try_from(bytes.len()).expect("small");
        bytes.extend(b"PK\x03\x04");
        bytes.extend(header(member));
        bytes.extend(member.name.as_bytes());
        bytes.extend(&member.packed);
        if *is_listed {
            listed += 1;
            directory.extend(b"PK\x01\x02\x14\0");
            directory.extend(header(member));
            directory.extend([0; 10]);
            directory.extend(at.to_le_bytes());
            directory.extend(member.name.as_bytes());
        }
    }
    let start = u32::try_from(bytes.len()).expect("small");
    let size = u32::try_from(directory.len()).expect("small");
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(listed.to_le_bytes());
    bytes.extend(listed.to_le_bytes());
    bytes.extend(size.to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}

#[test]
fn what_joblib_compresses_is_looked_into() {
    for packed in [
        "04224d1868401a00000000000000e51a00008063706f7369780a73797374656d0a28532774727565270a74522e00000000",
        "5d00008000ffffffffffffffff00319c0a22f60cf80ba3dbdb6d007db60e9320cdaac226d7e3049c35784d4e7bffff31740000",
        "fd377a585a000004e6d6b4460200210116000000742fe5a301001963706f7369780a73797374656d0a28532774727565270a74522e0000000fe13bfc055466840001321a201894301fb6f37d010000000004595a",
    ] {
        let found = look(&hex(packed), "model.joblib");
        assert_eq!(found.verdict, Verdict::Dangerous, "{found:?}");
        assert!(found.format.ends_with("+pickle"), "{}", found.format);
        assert!(found.can_carry_code);
    }
}

#[test]
fn bytes_behind_a_compressed_stream_are_told() {
    // The number one as a pickle, packed by each of joblib's ways.
    let pickle = b"\x80\x02K\x01.";
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(pickle).expect("memory");
    let lzma = "5d00008000ffffffffffffffff004000851510e89913fffffe1f8000";
    for packed in [zlib.finish().expect("memory"), hex(lzma)] {
        let found = look(&packed, "model.joblib");
        assert_eq!(codes(&found), [""; 0], "{found:?}");
        for more in [&b"060115-1873104"[..], &[0; 9000]] {
            let found = look(&[&packed, more].concat(), "model.joblib");
            assert_eq!(codes(&found), ["unaccounted-bytes"], "{found:?}");
            assert_eq!(found.verdict, Verdict::Review);
        }
    }
    // One of gzip may go on with another one, and breaks where none begins.
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(pickle).expect("memory");
    let gzip = gzip.finish().expect("memory");
    assert_eq!(
        look(&[&*gzip, &*gzip].concat(), "m.joblib").format,
        "gzip+pickle"
    );
    let lz4 = "04224d1868401a00000000000000e51a00008063706f7369780a73797374656d0a28532774727565270a74522e00000000";
    for (packed, code) in [(gzip, "broken"), (hex(lz4), "unaccounted-bytes")] {
        let found = look(&[&packed, &b"060115-1873104"[..]].concat(), "m.joblib");
        assert!(codes(&found).contains(&code), "{found:?}");
    }
}

#[test]
fn a_long_compressed_pickle_is_followed_beyond_what_is_held() {
    // Numbers that hardly shrink, then a call.
    let mut pickle = b"\x80\x04]".to_vec();
    let mut state = 1_u64;
    for _ in 0..2_200_000 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        pickle.push(b'G');
        pickle.extend(state.to_be_bytes());
        pickle.push(b'a');
    }
    pickle.extend(b"cos\nsystem\n\x8c\x04true\x85R.");
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&pickle).expect("memory");
    let found = look(&encoder.finish().expect("memory"), "model.joblib");
    assert_eq!(codes(&found), ["dangerous-global"]);
}

#[test]
fn an_archive_is_read_by_both_of_its_stories() {
    let plain = zip(&[
        (stored("a.txt", b"hello\n"), true),
        (deflated("b.txt", b"hello\n"), true),
    ]);
    assert_eq!(look(&plain, "a.zip").verdict, Verdict::Safe);
    let hidden = zip(&[
        (stored("a.txt", b"hello\n"), true),
        (stored("data.pkl", SHELL), false),
    ]);
    let found = look(&hidden, "a.zip");
    assert_eq!(found.verdict, Verdict::Dangerous);
    assert!(codes(&found).contains(&"hidden-member"), "{found:?}");
    // A comment is a text, and no place for anything else.
    let commented = |comment: &[u8]| {
        let mut archive = zip(&[(stored("a.txt", b"hello\n"), true)]);
        let length = u16::try_from(comment.len()).expect("short");
        archive.truncate(archive.len() - 2);
        archive.extend(length.to_le_bytes());
        archive.extend(comment);
        look(&archive, "a.zip").verdict
    };
    assert_eq!(commented(b"written by a tool, in 2026\n"), Verdict::Safe);
    assert!(commented(b"\x80\x04\x8c\x05posix\x8c\x06system\x93.") > Verdict::Safe);
    let twice = zip(&[(stored("a", b"x"), true), (stored("a", b"y"), true)]);
    assert!(codes(&look(&twice, "a.zip")).contains(&"headers-disagree"));
    let climbs = zip(&[(stored("../../etc/cron.d/x", b"x\n"), true)]);
    assert!(codes(&look(&climbs, "a.zip")).contains(&"path-outside"));
    let mut lies = stored("a", b"x");
    lies.checksum ^= 1;
    assert_eq!(codes(&look(&zip(&[(lies, true)]), "a.zip")), ["checksum"]);
    let mut longer = deflated("a", b"a text of a few words");
    longer.size -= 5;
    assert!(codes(&look(&zip(&[(longer, true)]), "a.zip")).contains(&"headers-disagree"));
}

#[test]
fn a_bomb_is_bounded_wherever_it_hides() {
    let zeros = vec![0; 20 << 20];
    let found = look(&zip(&[(deflated("a", &zeros), true)]), "a.zip");
    assert!(codes(&found).contains(&"bomb"), "{found:?}");
    // An archive in an archive in an archive.
    let mut bytes = SHELL.to_vec();
    for _ in 0..8 {
        bytes = zip(&[(deflated("data.pkl", &bytes), true)]);
    }
    assert!(codes(&look(&bytes, "a.zip")).contains(&"not-looked-into"));
}

#[test]
fn onnx_names_operators_and_files_of_others() {
    let plain = "080e3a330a0c0a0178120179220452656c751201675a0f0a0178120a0a08080112040a020801620f0a0179120a0a08080112040a0208014202101c";
    let found = look(&hex(plain), "a.onnx");
    assert_eq!(
        (found.verdict, found.format.as_str()),
        (Verdict::Safe, "onnx")
    );
    assert!(!found.can_carry_code);
    let custom = "080e3a380a110a01781201792203466f6f3a0461636d651201675a0f0a0178120a0a08080112040a020801620f0a0179120a0a08080112040a02080142080a0461636d65100142040a001011";
    let found = look(&hex(custom), "a.onnx");
    assert_eq!(codes(&found), ["custom-operator"]);
    let outside = "080e3a5e0a0e0a01780a017712017922034164641201672a27080210014201776a1c0a086c6f636174696f6e12102e2e2f2e2e2f6574632f70617373776470015a0f0a0178120a0a08080112040a020802620f0a0179120a0a08080112040a0208024202101c";
    let found = look(&hex(outside), "a.onnx");
    assert_eq!(codes(&found), ["path-outside"]);
    let mut cut = hex(plain);
    cut.truncate(30);
    assert_eq!(look(&cut, "a.onnx").verdict, Verdict::Malformed);
}

#[test]
fn the_onnx_model_of_an_example_is_safe() {
    let bytes = include_bytes!("../../../examples/credit-scoring/models/loan-score-4.2.onnx");
    let found = look(bytes, "loan-score-4.2.onnx");
    assert_eq!(
        (found.verdict, found.format.as_str()),
        (Verdict::Safe, "onnx")
    );
    let bytes = include_bytes!("../../../examples/teen-chat/models/adapter.safetensors");
    assert_eq!(look(bytes, "adapter.safetensors").verdict, Verdict::Safe);
}

/// A GGUF file of one text, or of more members than it holds.
fn gguf(key: &str, text: &str, members: u64) -> Vec<u8> {
    let mut bytes = b"GGUF\x03\0\0\0".to_vec();
    bytes.extend(0_u64.to_le_bytes());
    bytes.extend(members.to_le_bytes());
    bytes.extend((key.len() as u64).to_le_bytes());
    bytes.extend(key.as_bytes());
    bytes.extend(8_u32.to_le_bytes());
    bytes.extend((text.len() as u64).to_le_bytes());
    bytes.extend(text.as_bytes());
    bytes
}

#[test]
fn gguf_holds_a_template_that_may_not_reach_out() {
    let good = gguf("tokenizer.chat_template", "{{ messages[0]['content'] }}", 1);
    assert_eq!(look(&good, "a.gguf").verdict, Verdict::Safe);
    let bad = gguf("tokenizer.chat_template", "{{ ''.__class__.__mro__ }}", 1);
    assert_eq!(codes(&look(&bad, "a.gguf")), ["template-code"]);
    for hidden in [
        r"{{ ''['\x5f\x5fclass\x5f\x5f'] }}",
        r"{{ ''['\u005f_class__'] }}",
        r"{{ ''['\137_class__'] }}",
        "{{ ''['__cl' ~ 'ass__'] }}",
        "{{ x |  attr('a') }}",
        r"{{ ''['\N{LOW LINE}_class__'] }}",
    ] {
        let bad = gguf("tokenizer.chat_template", hidden, 1);
        assert_eq!(codes(&look(&bad, "a.gguf")), ["template-code"], "{hidden}");
    }
    let plain = gguf("tokenizer.chat_template", r"{{ '\n\u4f60' + role }}", 1);
    assert_eq!(look(&plain, "a.gguf").verdict, Verdict::Safe);
    let longer = [
        gguf("general.name", "a", 1),
        b"cos\nsystem\n(S'x'\ntR.".repeat(4),
    ]
    .concat();
    assert_eq!(codes(&look(&longer, "a.gguf")), ["unaccounted-bytes"]);
    let short = gguf("general.name", "a", 2);
    assert_eq!(look(&short, "a.gguf").verdict, Verdict::Malformed);
    let endless = gguf("general.name", "a", u64::MAX);
    assert_eq!(look(&endless, "a.gguf").verdict, Verdict::Malformed);
}

/// A TensorFlow Lite model with one operator, by its custom name.
fn tflite(name: Option<&str>) -> Vec<u8> {
    // Root table at 20, its fields at 8; operator codes at 36, graphs at 44;
    // the code's table at 60, its fields at 52; the name at 68.
    let mut bytes = vec![20, 0, 0, 0];
    bytes.extend(b"TFL3");
    bytes.extend([10, 0, 16, 0, 4, 0, 8, 0, 12, 0, 0, 0]);
    bytes.extend(12_i32.to_le_bytes());
    for word in [3_u32, 8, 12, 1, 20, 1, 4] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend([8, 0, 8, 0, 0, 0, if name.is_some() { 4 } else { 0 }, 0]);
    bytes.extend(8_i32.to_le_bytes());
    bytes.extend(4_u32.to_le_bytes());
    let name = name.unwrap_or_default();
    bytes.extend(u32::try_from(name.len()).expect("short").to_le_bytes());
    bytes.extend(name.as_bytes());
    bytes
}

#[test]
fn tflite_says_which_operators_it_leaves_to_its_loader() {
    assert_eq!(look(&tflite(None), "a.tflite").verdict, Verdict::Safe);
    let custom = look(&tflite(Some("MyOp")), "a.tflite");
    assert_eq!(codes(&custom), ["custom-operator"]);
    let python = look(&tflite(Some("FlexPyFunc")), "a.tflite");
    assert_eq!(codes(&python), ["dangerous-global"]);
    let mut cut = tflite(None);
    cut.truncate(30);
    assert_eq!(look(&cut, "a.tflite").verdict, Verdict::Malformed);
    let mut graphless = tflite(None);
    graphless[44] = 0;
    assert_eq!(look(&graphless, "a.tflite").verdict, Verdict::Malformed);
    let magic = [b"\x1c\0\0\0TFL3".as_slice(), &[0; 92]].concat();
    assert_eq!(look(&magic, "a.tflite").verdict, Verdict::Malformed);
}

#[test]
fn hdf5_with_a_configuration_is_for_a_person_and_with_a_lambda_dangerous() {
    let file = |text: &str| {
        let mut bytes = b"\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0".to_vec();
        bytes.resize(40, 0);
        bytes.extend((48 + text.len() as u64).to_le_bytes());
        bytes.extend(text.as_bytes());
        bytes
    };
    assert_eq!(look(&file("numbers"), "w.h5").verdict, Verdict::Safe);
    let configured = look(&file("model_config {}"), "w.h5");
    assert_eq!(codes(&configured), ["keras-configuration"]);
    let lambda = look(&file("model_config {\"class_name\": \"Lambda\"}"), "w.h5");
    assert_eq!(codes(&lambda), ["keras-lambda"]);
    let mut cut = file("numbers");
    cut.pop();
    assert_eq!(look(&cut, "w.h5").verdict, Verdict::Malformed);
    let longer = [file("numbers"), b"cos\nsystem\n(S'x'\ntR.".to_vec()].concat();
    assert_eq!(codes(&look(&longer, "w.h5")), ["unaccounted-bytes"]);
    let magic = [b"\x89HDF\r\n\x1a\n".as_slice(), &[0; 100]].concat();
    assert_eq!(look(&magic, "w.h5").verdict, Verdict::Malformed);
}

#[test]
fn trees_in_text_are_numbers_and_names() {
    let lightgbm =
        "tree\nversion=v4\nnum_class=1\n\nTree=0\nleaf_value=1 2\n\nend of trees\n\nparameters:\n";
    let found = look(lightgbm.as_bytes(), "model.txt");
    assert_eq!(
        (found.verdict, found.format.as_str()),
        (Verdict::Safe, "lightgbm-text")
    );
    let cut = look(&lightgbm.as_bytes()[..50], "model.txt");
    assert_eq!(cut.verdict, Verdict::Malformed);
    let dump = "booster[0]:\n0:[f0<0.5] yes=1,no=2,missing=2\n\t1:leaf=-0.4\n\t2:leaf=0.4\n";
    let found = look(dump.as_bytes(), "dump.txt");
    assert_eq!(
        (found.verdict, found.format.as_str()),
        (Verdict::Safe, "xgboost-text")
    );
    let json = r#"{"learner": {"objective": {"name": "binary:logistic"}}, "version": [2, 1, 0]}"#;
    let found = look(json.as_bytes(), "model.json");
    assert_eq!(
        (found.verdict, found.format.as_str()),
        (Verdict::Safe, "xgboost-json")
    );
    assert_eq!(
        look(&json.as_bytes()[..70], "model.json").verdict,
        Verdict::Malformed
    );
}

#[test]
fn a_keras_configuration_is_read_through_its_escapes() {
    let config = |layer: &str| {
        format!(
            r#"{{"class_name": "Sequential", "module": "keras", "config": {{"layers": [{layer}]}}}}"#
        )
    };
    let of = |layer: &str| look(config(layer).as_bytes(), "config.json");
    assert_eq!(
        of(r#"{"class_name": "Dense", "module": "keras.layers"}"#).verdict,
        Verdict::Safe
    );
    assert_eq!(
        codes(&of(r#"{"class_name": "L\u0061mbda"}"#)),
        ["keras-lambda"]
    );
    assert_eq!(
        codes(&of(r#"{"class_name": "run", "module": "subprocess"}"#)),
        ["dangerous-global"]
    );
    assert_eq!(
        codes(&of(r#"{"class_name": "Mine", "module": "acme.layers"}"#)),
        ["unknown-global"]
    );
}

/// One object among many, a function, a gadget of Keras itself, a name that
/// some code has registered: none of them is harmless.
#[test]
fn what_is_not_known_in_a_keras_configuration_is_for_a_person() {
    let of = |layer: &str| {
        let config = format!(
            r#"{{"class_name": "Sequential", "module": "keras", "config": {{"layers": [{layer}]}}}}"#
        );
        look(config.as_bytes(), "config.json")
    };
    let function = |module: &str, name: &str| {
        format!(
            r#"{{"class_name": "Dense", "module": "keras.layers", "config": {{"activation": {{"module": {module}, "class_name": "function", "config": "{name}", "registered_name": "function"}}}}}}"#
        )
    };
    let judged: [(String, &[&str]); 14] = [
        (function("\"builtins\"", "relu"), &[]),
        (function("\"keras.activations\"", "gelu"), &[]),
        (function("\"builtins\"", "exec"), &["dangerous-global"]),
        (function("\"os\"", "system"), &["dangerous-global"]),
        (function("null", "os.system"), &["dangerous-global"]),
        (function("\"keras.utils\"", "get_file"), &["unknown-global"]),
        (r#"{"module": "keras.src.models.cloning", "class_name": "clone_model", "config": {}}"#.to_owned(), &["unknown-global"]),
        (r#"{"module": null, "class_name": "MyLayer", "registered_name": "pkg>MyLayer"}"#.to_owned(), &["unknown-global"]),
        (r#"{"module": "keras_hub.src.models", "class_name": "Backbone", "registered_name": "keras_hub>Backbone"}"#.to_owned(), &[]),
        (r#"{"class_name": "keras.layers>Lambda", "config": {}}"#.to_owned(), &["keras-lambda"]),
        (r#"{"class_name": "TorchModuleWrapper", "module": "keras.layers", "config": {"module": "AAAA"}}"#.to_owned(), &["unknown-global"]),
        (r#"{"class_name": "TFOpLambda", "config": {"function": "os.system"}}"#.to_owned(), &["dangerous-global"]),
        (r#"{"class_name": "TFOpLambda", "config": {"function": "math.multiply"}}"#.to_owned(), &[]),
        (r#"{"class_name": "StringLookup", "module": "keras.layers", "config": {"vocabulary": "/etc/passwd"}}"#.to_owned(), &["unknown-global"]),
    ];
    for (layer, expected) in judged {
        assert_eq!(codes(&of(&layer)), expected, "{layer}");
    }
    let harmless =
        |it: usize| format!(r#"{{"class_name": "Dense{it}", "module": "keras.layers"}}"#);
    let mut crowd: Vec<String> = (0..100).map(harmless).collect();
    crowd.push(function("\"os\"", "system"));
    assert_eq!(codes(&of(&crowd.join(", "))), ["dangerous-global"]);
    let many: Vec<String> = (0..5000).map(harmless).collect();
    assert_eq!(codes(&of(&many.join(", "))), ["unknown-global"]);
    let keys: String = (0..100).map(|it| format!("\"k{it}\": 0, ")).collect();
    let hidden = format!(
        r#"{{{keys}"class_name": "Sequential", "config": {{"layers": [{}]}}}}"#,
        function("\"os\"", "system")
    );
    assert_eq!(
        codes(&look(hidden.as_bytes(), "config.json")),
        ["dangerous-global"]
    );
}

#[test]
fn a_pointer_is_unverified_and_never_a_pass() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03\nsize 6\n";
    for name in ["model.safetensors", "model.pt", "README.md"] {
        let found = look(pointer.as_bytes(), name);
        assert_eq!(found.verdict, Verdict::Unverified, "{found:?}");
    }
}

/// A pickle with one array as joblib writes it: its type, the state that the
/// type is given, and the bytes where the numbers stand.
fn joblib(kind: &str, flags: u8, numbers: &[u8]) -> Vec<u8> {
    let text = |text: &str| {
        let mut bytes = vec![0x8c, u8::try_from(text.len()).expect("short")];
        bytes.extend(text.as_bytes());
        bytes
    };
    let mut bytes = b"\x80\x04".to_vec();
    bytes.extend([text("joblib.numpy_pickle"), text("NumpyArrayWrapper")].concat());
    bytes.extend(b"\x93)\x81}(");
    bytes.extend([text("shape"), b"K\x02\x85".to_vec(), text("dtype")].concat());
    bytes.extend([text("numpy"), text("dtype"), b"\x93".to_vec(), text(kind)].concat());
    bytes.extend(b"\x89\x88\x87R(K\x03");
    bytes.extend(
        [
            text("<"),
            b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK".to_vec(),
        ]
        .concat(),
    );
    bytes.extend(
        [
            &[flags],
            b"tb".as_slice(),
            &text("numpy_array_alignment_bytes"),
            b"K\x10ub",
        ]
        .concat(),
    );
    // No padding.
    bytes.push(0);
    bytes.extend(numbers);
    bytes.push(b'.');
    bytes
}

#[test]
fn an_array_of_joblib_is_passed_over_and_never_a_place_to_hide() {
    let numbers = [0; 16];
    let found = look(&joblib("f8", 0, &numbers), "a.joblib");
    assert_eq!(
        (found.verdict, found.format.as_str()),
        (Verdict::Safe, "joblib"),
        "{found:?}"
    );
    // A type that is changed to hold objects makes joblib unpickle there.
    assert!(codes(&look(&joblib("f8", 1, &numbers), "a.joblib")).contains(&"object-array"));
    assert!(codes(&look(&joblib("V8", 0, &numbers), "a.joblib")).contains(&"object-array"));
    // A loader without joblib goes on with the numbers.
    let mut shell = b"cos\nsystem\n".to_vec();
    shell.resize(16, b'0');
    let found = look(&joblib("f8", 0, &shell), "a.joblib");
    assert_eq!(found.verdict, Verdict::Dangerous, "{found:?}");
    // Too short for its shape.
    assert_eq!(
        look(&joblib("f8", 0, &numbers[..3]), "a.joblib").verdict,
        Verdict::Malformed
    );
}

#[test]
fn a_pickle_that_changes_what_it_imports_is_for_a_person() {
    let pickle = b"\x80\x02ccollections\nOrderedDict\n}b.";
    assert_eq!(codes(&look(pickle, "a.pkl")), ["unknown-call"]);
}

/// A tar archive of one member.
fn tar(name: &str, kind: u8, body: &[u8]) -> Vec<u8> {
    let mut header = vec![0; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    let size = format!("{:011o}", body.len());
    header[124..135].copy_from_slice(size.as_bytes());
    header[156] = kind;
    header[257..263].copy_from_slice(b"ustar\0");
    header[148..156].copy_from_slice(b"        ");
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    header.extend(body);
    header.resize(header.len().next_multiple_of(512) + 1024, 0);
    header
}

#[test]
fn a_tar_archive_is_read_as_its_readers_read_it() {
    assert_eq!(
        look(&tar("a.txt", b'0', b"hello\n"), "a.tar").verdict,
        Verdict::Safe
    );
    // A kind that nobody knows is a file to Python.
    for kind in [b'0', 0, b'7', b'Z'] {
        let found = look(&tar("model", kind, SHELL), "a.tar");
        assert_eq!(found.verdict, Verdict::Dangerous, "{kind}");
    }
    assert!(codes(&look(&tar("../a", b'0', b""), "a.tar")).contains(&"path-outside"));
    let climbs = b"20 path=../../evil\n";
    assert!(codes(&look(&tar("x", b'x', climbs), "a.tar")).contains(&"path-outside"));
    let longer = b"13 size=9999\n";
    assert_eq!(
        codes(&look(&tar("x", b'x', longer), "a.tar")),
        ["not-looked-into"]
    );
}
