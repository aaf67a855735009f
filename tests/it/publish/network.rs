//! A server with a certificate of its own company, and a proxy before it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use rcgen::CertifiedKey;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::SHA;
use super::stub::{self, Stub};
use crate::cli::{Desk, Run};

/// The company's server, and the certificate that vouches for it, in PEM.
fn company() -> (Stub, String) {
    let names = ["localhost".to_owned(), "ghes.example".to_owned()];
    let CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(names).expect("a certificate");
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .expect("a certificate with its key");
    let config = Arc::new(config);
    let stub = Stub::over(move |stream| {
        let connection = ServerConnection::new(Arc::clone(&config)).expect("a connection");
        StreamOwned::new(connection, stream)
    });
    (stub, cert.pem())
}

/// The host and port of a server.
fn authority(stub: &Stub) -> &str {
    stub.address.split("//").last().expect("an address")
}

/// A job on a push, with an API at this address.
fn desk(api: &str) -> Desk {
    Desk::new("scorer")
        .with("GITHUB_API_URL", api)
        .with("GITHUB_REPOSITORY", "acme/model")
        .with("GITHUB_EVENT_NAME", "push")
        .with("GITHUB_SHA", SHA)
        .with("GITHUB_TOKEN", stub::TOKEN)
}

/// A run that judges and posts; whatever comes of the latter, it passes.
fn judge(desk: &Desk) -> Run {
    let path = crate::cli::example("minimal");
    let run = desk.run(&[
        "check",
        &path,
        "--today",
        "2026-12-01",
        "--publish",
        "github",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for text in [&run.stdout, &run.stderr] {
        assert!(
            !text.contains(stub::TOKEN) && !text.contains("hunter2"),
            "{text}"
        );
    }
    run
}

#[test]
fn a_company_s_own_authority_counts_where_it_is_named() {
    let (stub, certificate) = company();
    let port = authority(&stub).split(':').next_back().expect("a port");
    let api = format!("https://localhost:{port}/api/v3");

    let run = judge(&desk(&api));
    let why = "the check run could not be posted: its certificate is not trusted (";
    assert!(run.stderr.contains(why), "{}", run.stderr);
    assert!(run.stderr.contains("SSL_CERT_FILE"), "{}", run.stderr);
    assert!(stub.world().seen.is_empty(), "no token went there");

    let (_, other) = company();
    for (variable, text, posted) in [
        ("SSL_CERT_FILE", certificate.as_str(), true),
        ("SSL_CERT_DIR", certificate.as_str(), true),
        ("SSL_CERT_FILE", other.as_str(), false),
        ("SSL_CERT_FILE", "no certificate", false),
    ] {
        let desk = desk(&api);
        desk.write("authorities/company.pem", text);
        let named = match variable {
            "SSL_CERT_DIR" => desk.path("authorities"),
            _ => desk.path("authorities/company.pem"),
        };
        stub.world().checks.clear();
        let run = judge(&desk.with(variable, named.display().to_string()));
        assert_eq!(
            stub.world().checks.len(),
            usize::from(posted),
            "{}",
            run.stderr
        );
        let empty = run
            .stderr
            .contains("no certificate of an authority can be read");
        assert_eq!(empty, text == "no certificate", "{}", run.stderr);
    }
    assert_eq!(stub.world().broken, [""; 0]);
}

/// A proxy that makes a tunnel to one server, whatever host is asked for.
struct Proxy {
    address: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    fn before(stub: &Stub, password: Option<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let heads: Arc<Mutex<Vec<String>>> = Arc::default();
        let (kept, server) = (Arc::clone(&heads), authority(stub).to_owned());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let head = head(&stream);
                let open = password.is_none_or(|it| head.contains(it));
                kept.lock().expect("no test holds it for long").push(head);
                tunnel(stream, &server, open);
            }
        });
        Self { address, heads }
    }

    /// What was asked of it.
    fn heads(&self) -> Vec<String> {
        self.heads.lock().expect("no thread panics").clone()
    }
}

/// The first lines of a request, and nothing after them.
fn head(stream: &TcpStream) -> String {
    let mut reader = BufReader::with_capacity(1, stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).is_ok_and(|read| read > 0) {}
    head
}

fn tunnel(mut client: TcpStream, server: &str, open: bool) {
    if !open {
        let _ = client.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
        return;
    }
    let server = TcpStream::connect(server).expect("the server listens");
    client
        .write_all(b"HTTP/1.1 200 OK\r\n\r\n")
        .expect("the client reads");
    let both = [(&client, &server), (&server, &client)];
    for (from, to) in both.map(|(from, to)| (from.try_clone(), to.try_clone())) {
        let (mut from, mut to) = (from.expect("a half"), to.expect("a half"));
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = from.read(&mut buffer) {
                if to.write_all(&buffer[..read]).is_err() {
                    break;
                }
            }
            let _ = to.shutdown(std::net::Shutdown::Write);
        });
    }
}

#[test]
fn a_proxy_makes_the_way_and_sees_no_token() {
    let (stub, certificate) = company();
    let base = |proxy: String| {
        // A name that nobody but the proxy knows.
        let desk = desk("https://ghes.example/api/v3");
        desk.write("company.pem", &certificate);
        let named = desk.path("company.pem").display().to_string();
        desk.with("SSL_CERT_FILE", named).with("HTTPS_PROXY", proxy)
    };
    let proxy = Proxy::before(&stub, None);
    let run = judge(&base(format!("http://{}", proxy.address)));
    assert!(run.stderr.contains("posted to GitHub"), "{}", run.stderr);
    assert_eq!(stub.world().checks.len(), 1);
    assert_eq!(stub.world().broken, [""; 0]);
    for head in proxy.heads() {
        assert!(
            head.starts_with("CONNECT ghes.example:443 HTTP/1.1\r\n"),
            "{head}"
        );
        assert!(!head.contains(stub::TOKEN), "{head}");
    }

    // The password of a proxy is for the proxy, and is never shown.
    let proxy = Proxy::before(&stub, Some("Basic bWU6aHVudGVyMg=="));
    judge(&base(format!("http://me:hunter2@{}", proxy.address)));
    assert_eq!(stub.world().checks.len(), 1, "the same check run");
    assert!(!proxy.heads().is_empty());
    let run = judge(&base(format!("http://me:other@{}", proxy.address)));
    assert!(
        run.stderr.contains("proxy authorization required"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_proxy_is_passed_by_where_it_is_said_and_one_that_can_t_be_used_is_named() {
    let (stub, certificate) = company();
    let proxy = Proxy::before(&stub, None);
    let port = authority(&stub).split(':').next_back().expect("a port");
    let base = || {
        let desk = desk(&format!("https://localhost:{port}"));
        fs::write(desk.path("company.pem"), &certificate).expect("a file");
        let named = desk.path("company.pem").display().to_string();
        desk.with("SSL_CERT_FILE", named)
    };
    let through = format!("http://{}", proxy.address);
    let run = judge(
        &base()
            .with("ALL_PROXY", through)
            .with("no_proxy", "localhost"),
    );
    assert!(run.stderr.contains("posted to GitHub"), "{}", run.stderr);
    assert!(proxy.heads().is_empty());

    let before = stub.world().seen.len();
    let run = judge(&base().with("https_proxy", "socks5://me:hunter2@127.0.0.1:1"));
    let why = "the proxy in HTTPS_PROXY or ALL_PROXY can't be used: it is a SOCKS proxy";
    assert!(run.stderr.contains(why), "{}", run.stderr);
    assert_eq!(stub.world().seen.len(), before, "and nothing went by it");
}
