//! Names that pickles import: what is harmless, and what runs code.
//!
//! The first list is short on purpose: value types, and what the numeric
//! libraries need to build an array again. The second only raises the voice:
//! a name on neither is for a person to decide, so nothing hangs on its being
//! complete.

/// What is known of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Standing {
    /// Builds a value and nothing else.
    Harmless,
    /// On no list.
    Unknown,
    /// Runs code, or reaches what does.
    Dangerous,
}

/// Harmless names, by module.
const HARMLESS: &[(&str, &[&str])] = &[
    (
        "builtins",
        &[
            "bool",
            "bytearray",
            "bytes",
            "complex",
            "dict",
            "float",
            "frozenset",
            "int",
            "list",
            "object",
            "range",
            "set",
            "slice",
            "str",
            "tuple",
            "Ellipsis",
            "NotImplemented",
        ],
    ),
    ("_codecs", &["encode"]),
    ("_io", &["BytesIO", "StringIO"]),
    ("io", &["BytesIO", "StringIO"]),
    ("array", &["array", "_array_reconstructor"]),
    (
        "collections",
        &["OrderedDict", "defaultdict", "Counter", "deque"],
    ),
    (
        "copyreg",
        &["_reconstructor", "__newobj__", "__newobj_ex__"],
    ),
    (
        "datetime",
        &["date", "datetime", "time", "timedelta", "timezone"],
    ),
    ("decimal", &["Decimal"]),
    ("fractions", &["Fraction"]),
    (
        "pathlib",
        &[
            "Path",
            "PosixPath",
            "PurePath",
            "PurePosixPath",
            "PureWindowsPath",
            "WindowsPath",
        ],
    ),
    ("uuid", &["UUID", "SafeUUID"]),
    ("zoneinfo", &["ZoneInfo._unpickle"]),
    ("joblib.numpy_pickle", &["NumpyArrayWrapper"]),
    (
        "numpy",
        &[
            "ndarray",
            "dtype",
            "bool_",
            "bool8",
            "int8",
            "int16",
            "int32",
            "int64",
            "uint8",
            "uint16",
            "uint32",
            "uint64",
            "float16",
            "float32",
            "float64",
            "longdouble",
            "complex64",
            "complex128",
            "str_",
            "bytes_",
            "datetime64",
            "timedelta64",
        ],
    ),
    ("numpy.core.multiarray", &["_reconstruct", "scalar"]),
    ("numpy._core.multiarray", &["_reconstruct", "scalar"]),
    ("numpy.core.numeric", &["_frombuffer"]),
    ("numpy._core.numeric", &["_frombuffer"]),
    ("numpy.ma.core", &["MaskedArray", "_mareconstruct"]),
    ("numpy.random._mt19937", &["MT19937"]),
    ("numpy.random._pcg64", &["PCG64", "PCG64DXSM"]),
    ("numpy.random._philox", &["Philox"]),
    ("numpy.random._sfc64", &["SFC64"]),
    (
        "numpy.random._pickle",
        &[
            "__bit_generator_ctor",
            "__generator_ctor",
            "__randomstate_ctor",
        ],
    ),
    ("scipy.sparse._bsr", &["bsr_array", "bsr_matrix"]),
    ("scipy.sparse._coo", &["coo_array", "coo_matrix"]),
    ("scipy.sparse._csc", &["csc_array", "csc_matrix"]),
    ("scipy.sparse._csr", &["csr_array", "csr_matrix"]),
    ("scipy.sparse.csc", &["csc_matrix"]),
    ("scipy.sparse.csr", &["csr_matrix"]),
    (
        "torch",
        &[
            "BFloat16Storage",
            "BoolStorage",
            "ByteStorage",
            "CharStorage",
            "ComplexDoubleStorage",
            "ComplexFloatStorage",
            "DoubleStorage",
            "FloatStorage",
            "HalfStorage",
            "IntStorage",
            "LongStorage",
            "QInt32Storage",
            "QInt8Storage",
            "QUInt8Storage",
            "ShortStorage",
            "Size",
            "Tensor",
            "bfloat16",
            "bool",
            "complex128",
            "complex64",
            "device",
            "float16",
            "float32",
            "float64",
            "float8_e4m3fn",
            "float8_e5m2",
            "int16",
            "int32",
            "int64",
            "int8",
            "per_channel_affine",
            "per_tensor_affine",
            "qint32",
            "qint8",
            "quint8",
            "strided",
            "uint8",
        ],
    ),
    (
        "torch._utils",
        &[
            "_rebuild_device_tensor_from_numpy",
            "_rebuild_meta_tensor_no_storage",
            "_rebuild_parameter",
            "_rebuild_parameter_with_state",
            "_rebuild_qtensor",
            "_rebuild_sparse_csr_tensor",
            "_rebuild_sparse_tensor",
            "_rebuild_tensor",
            "_rebuild_tensor_v2",
            "_rebuild_tensor_v3",
        ],
    ),
    ("torch.nn.parameter", &["Parameter", "Buffer"]),
    ("torch.serialization", &["_get_layout"]),
    (
        "torch.storage",
        &[
            "TypedStorage",
            "UntypedStorage",
            "_TypedStorage",
            "_UntypedStorage",
        ],
    ),
];

/// Modules in which, and below which, a name runs code, reads, writes, talks,
/// or reaches what does.
const DANGEROUS_MODULES: &[&str] = &[
    "_aix_support",
    "_compat_pickle",
    "_ctypes",
    "_interpreters",
    "_osx_support",
    "_pickle",
    "_posixsubprocess",
    "_pyio",
    "_pyrepl",
    "_socket",
    "_thread",
    "_winapi",
    "_xxsubinterpreters",
    "aiohttp",
    "antigravity",
    "asyncio",
    "atexit",
    "bdb",
    "cPickle",
    "cProfile",
    "cffi",
    "cgitb",
    "cloudpickle",
    "codeop",
    "commands",
    "concurrent",
    "ctypes",
    "dill",
    "distutils",
    "doctest",
    "ensurepip",
    "fileinput",
    "ftplib",
    "gc",
    "glob",
    "http",
    "httplib",
    "httpx",
    "idlelib",
    "imaplib",
    "imp",
    "importlib",
    "inspect",
    "interpreters",
    "jsonpickle",
    "lib2to3",
    "linecache",
    "logging.config",
    "logging.handlers",
    "marshal",
    "mmap",
    "msvcrt",
    "multiprocessing",
    "nntplib",
    "nt",
    "ntpath.os",
    "numpy.f2py",
    "numpy.testing",
    "numpy.distutils",
    "os",
    "paramiko",
    "pdb",
    "pickle",
    "pip",
    "pipes",
    "pkg_resources",
    "pkgutil",
    "poplib",
    "popen2",
    "posix",
    "posixpath.os",
    "profile",
    "pstats",
    "pty",
    "py_compile",
    "pydoc",
    "requests",
    "rlcompleter",
    "runpy",
    "setuptools",
    "shelve",
    "shutil",
    "signal",
    "site",
    "smtplib",
    "socket",
    "socketserver",
    "sqlite3",
    "ssl",
    "subprocess",
    "sys",
    "sysconfig",
    "syslog",
    "telnetlib",
    "threading",
    "timeit",
    "tkinter",
    "torch._dynamo",
    "torch._inductor",
    "torch.cuda._compile",
    "torch.distributed",
    "torch.fx",
    "torch.hub",
    "torch.jit",
    "torch.package",
    "torch.utils.bottleneck",
    "torch.utils.collect_env",
    "torch.utils.cpp_extension",
    "torch.utils.data.datapipes",
    "trace",
    "tracemalloc",
    "turtle",
    "typing.sys",
    "unittest",
    "urllib",
    "urllib2",
    "urllib3",
    "venv",
    "webbrowser",
    "winreg",
    "wsgiref",
    "xmlrpc",
    "zipapp",
    "zipfile",
    "zipimport",
];

/// Names that run code in modules that have harmless ones as well.
const DANGEROUS_NAMES: &[(&str, &[&str])] = &[
    (
        "builtins",
        &[
            "__build_class__",
            "__import__",
            "breakpoint",
            "classmethod",
            "compile",
            "delattr",
            "eval",
            "exec",
            "execfile",
            "exit",
            "file",
            "getattr",
            "globals",
            "help",
            "input",
            "locals",
            "open",
            "quit",
            "raw_input",
            "reload",
            "setattr",
            "staticmethod",
            "super",
            "type",
            "vars",
        ],
    ),
    (
        "code",
        &["InteractiveConsole", "InteractiveInterpreter", "interact"],
    ),
    ("codecs", &["open", "EncodedFile", "StreamReaderWriter"]),
    ("_codecs", &["register", "lookup"]),
    (
        "functools",
        &[
            "reduce",
            "partialmethod",
            "cached_property",
            "singledispatch",
        ],
    ),
    ("io", &["open", "open_code", "FileIO"]),
    ("_io", &["open", "open_code", "FileIO"]),
    ("joblib", &["load", "dump", "Memory", "Parallel"]),
    ("keras.models", &["load_model", "model_from_json"]),
    ("logging", &["FileHandler", "basicConfig"]),
    (
        "numpy",
        &[
            "load",
            "loads",
            "fromfile",
            "memmap",
            "save",
            "savez",
            "savetxt",
            "loadtxt",
            "genfromtxt",
        ],
    ),
    (
        "operator",
        &["attrgetter", "call", "delitem", "methodcaller", "setitem"],
    ),
    (
        "_operator",
        &["attrgetter", "call", "delitem", "methodcaller", "setitem"],
    ),
    (
        "pandas",
        &[
            "read_pickle",
            "read_csv",
            "eval",
            "read_json",
            "read_html",
            "read_xml",
        ],
    ),
    ("pathlib", &["os", "io"]),
    ("pymongo", &["MongoClient"]),
    ("tempfile", &["os", "_os"]),
    (
        "tensorflow",
        &[
            "load_library",
            "load_op_library",
            "py_function",
            "numpy_function",
        ],
    ),
    ("torch", &["load", "save", "compile", "load_library"]),
    (
        "torch.serialization",
        &["load", "save", "_load", "_legacy_load"],
    ),
    ("torch.storage", &["_load_from_bytes"]),
    ("torch.ops", &["load_library"]),
    (
        "types",
        &[
            "BuiltinFunctionType",
            "CodeType",
            "FunctionType",
            "LambdaType",
            "MethodType",
            "ModuleType",
            "new_class",
        ],
    ),
    ("uuid", &["_get_command_stdout", "_popen"]),
];

/// Modules whose names are looked up and not called into being: the standard
/// library's own paths are read, not written.
const ONLY_READ: &[&str] = &["os.path", "ntpath", "posixpath"];

/// Names of Python 2, which a loader maps to their successors.
fn successor(module: &str) -> &str {
    match module {
        "__builtin__" => "builtins",
        "copy_reg" => "copyreg",
        "cStringIO" | "StringIO" => "io",
        module => module,
    }
}

fn is_listed(list: &[(&str, &[&str])], module: &str, name: &str) -> bool {
    list.iter()
        .any(|(known, names)| *known == module && names.contains(&name))
}

/// Whether a dotted module is one of these or lies below one.
fn lies_in(module: &str, roots: &[&str]) -> bool {
    roots.iter().any(|root| {
        module
            .strip_prefix(root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

/// What is known of `module.name`. A dotted name walks attributes: it is what
/// it ends at, and every step of it counts.
pub(in super::super) fn standing(module: &str, name: &str) -> Standing {
    let module = successor(module);
    if is_listed(HARMLESS, module, name) {
        return Standing::Harmless;
    }
    if is_listed(DANGEROUS_NAMES, module, name) {
        return Standing::Dangerous;
    }
    // Both parts may be dotted, and a loader walks them as one path.
    let whole = format!("{module}.{name}");
    let plain_name = !name.contains('.');
    if plain_name && ONLY_READ.contains(&module) {
        return match DANGEROUS_MODULES.contains(&name) {
            true => Standing::Dangerous,
            false => Standing::Unknown,
        };
    }
    if lies_in(&whole, DANGEROUS_MODULES) {
        return Standing::Dangerous;
    }
    // `tempfile._os.system`, `numpy.os.system`: a module reached through another.
    let steps_into_danger = whole.split('.').skip(1).any(|step| {
        let step = step.trim_start_matches('_');
        STEPS.contains(&step)
    });
    if steps_into_danger {
        return Standing::Dangerous;
    }
    // Attributes of what is listed lead anywhere.
    let known_module = HARMLESS.iter().any(|(known, _)| *known == module);
    if !plain_name && known_module {
        return Standing::Dangerous;
    }
    Standing::Unknown
}

/// Attributes that lead to code wherever they stand in a path.
const STEPS: &[&str] = &[
    "builtins__",
    "class__",
    "code__",
    "dict__",
    "getattribute__",
    "globals__",
    "import__",
    "importlib",
    "os",
    "pickle",
    "posix",
    "reduce__",
    "reduce_ex__",
    "subclasses__",
    "subprocess",
    "sys",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_where_they_lead() {
        for (module, name) in [
            ("os", "getpid"),
            ("__builtin__", "eval"),
            ("collections", "_sys.modules"),
            ("numpy", "os.system"),
            ("numpy.testing._private.utils", "runstring"),
            ("posixpath", "os"),
            ("uuid", "os.system"),
            ("torch.storage", "_load_from_bytes"),
            ("any.thing", "__globals__"),
        ] {
            assert_eq!(
                standing(module, name),
                Standing::Dangerous,
                "{module}.{name}"
            );
        }
        for (module, name) in [
            ("os.path", "exists"),
            ("builtins", "print"),
            ("functools", "partial"),
            ("sklearn.linear_model._logistic", "LogisticRegression"),
            ("operators", "any"),
            ("my.system_model", "Model"),
        ] {
            assert_eq!(standing(module, name), Standing::Unknown, "{module}.{name}");
        }
        assert_eq!(standing("__builtin__", "set"), Standing::Harmless);
        assert_eq!(standing("copy_reg", "_reconstructor"), Standing::Harmless);
    }
}
