//! The way to a platform: whose word counts for who a server is, the proxy in
//! between, and how long a run waits.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioExecutor;
use octocrab::{AuthState, Octocrab, OctocrabBuilder};
use rustls::{ClientConfig, RootCertStore};
use rustls_native_certs::CertificateResult;

use super::Trouble;
use crate::model::text;

/// How long a run waits.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For one answer.
    pub answer: Duration,
    /// Before the second try of what failed; before the third, twice as long.
    pub step: Duration,
    /// In pauses that the platform asks for or that follow its failures, in all.
    pub pauses: Duration,
    /// For everything.
    pub whole: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(20),
            step: Duration::from_secs(1),
            pauses: Duration::from_secs(60),
            whole: Duration::from_secs(240),
        }
    }
}

/// What lies between this machine and a platform, as its variables say it.
#[derive(Clone, Default)]
pub struct Network {
    /// How long a run waits.
    pub patience: Patience,
    /// `SSL_CERT_FILE`: authorities in PEM. Where this or a folder is named,
    /// no others count.
    pub authorities: Option<PathBuf>,
    /// `SSL_CERT_DIR`: folders of such files.
    pub authority_folders: Vec<PathBuf>,
    /// `HTTPS_PROXY`: a proxy, reached by plain HTTP, that makes tunnels. It
    /// may hold a password, and is never shown.
    pub proxy: Option<String>,
    /// `NO_PROXY`: hosts that are reached without it.
    pub no_proxy: Option<String>,
}

impl From<Patience> for Network {
    fn from(patience: Patience) -> Self {
        Self {
            patience,
            ..Self::default()
        }
    }
}

impl Network {
    /// A client for one server. Nothing is sent yet, so that `base` may be
    /// anything; to be called where a runtime is entered.
    pub(super) fn client(&self, base: &Uri) -> Result<Octocrab, Trouble> {
        let tls = self.tls()?;
        let mut direct = HttpConnector::new();
        direct.enforce_http(false);
        let Some((proxy, password)) = self.proxy(base)? else {
            return Ok(over(direct, tls));
        };
        let mut tunnel = Tunnel::new(proxy, direct);
        if let Some(password) = password {
            tunnel = tunnel.with_auth(password);
        }
        Ok(over(tunnel, tls))
    }

    fn tls(&self) -> Result<ClientConfig, Trouble> {
        let mut roots = RootCertStore::empty();
        let (added, _) = roots.add_parsable_certificates(self.named_authorities()?.certs);
        if added == 0 {
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("internal error: ring has the ciphers of each version of TLS")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(tls)
    }

    /// The authorities that somebody names, or else this machine's; an image
    /// may have none.
    fn named_authorities(&self) -> Result<CertificateResult, Trouble> {
        let file = self.authorities.as_deref();
        if file.is_none() && self.authority_folders.is_empty() {
            return Ok(rustls_native_certs::load_native_certs());
        }
        let mut all = rustls_native_certs::load_certs_from_paths(file, None);
        for folder in &self.authority_folders {
            let more = rustls_native_certs::load_certs_from_paths(None, Some(folder));
            all.certs.extend(more.certs);
        }
        if all.certs.is_empty() {
            return Err(Trouble::NoAuthorities);
        }
        Ok(all)
    }

    /// The proxy for a server, and what it wants to be told first. This very
    /// machine, the only server that is reached without TLS, has none.
    fn proxy(&self, base: &Uri) -> Result<Option<(Uri, Option<HeaderValue>)>, Trouble> {
        let (Some(proxy), Some("https")) = (&self.proxy, base.scheme_str()) else {
            return Ok(None);
        };
        let proxies = Matcher::builder().https(proxy.as_str());
        let Some(through) = proxies.build().intercept(base) else {
            return Err(Trouble::Proxy(text!(
                "it is no address of a proxy",
                "프록시의 주소가 아님"
            )));
        };
        let but = self.no_proxy.clone().unwrap_or_default();
        let proxies = Matcher::builder().https(proxy.as_str()).no(but);
        if proxies.build().intercept(base).is_none() {
            return Ok(None);
        }
        match through.uri().scheme_str() {
            Some("http") => Ok(Some((through.uri().clone(), through.basic_auth().cloned()))),
            Some("https") => Err(Trouble::Proxy(text!(
                "a proxy is reached by http:// alone",
                "프록시에는 http://로만 연결함"
            ))),
            _ => Err(Trouble::Proxy(text!(
                "it is a SOCKS proxy",
                "SOCKS 프록시임"
            ))),
        }
    }
}

/// A client that sends what it is given as it is: retries, redirects and the
/// token are for the caller.
fn over<C>(connector: C, tls: ClientConfig) -> Octocrab
where
    HttpsConnector<C>: Connect + Clone + Send + Sync + 'static,
{
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_or_http()
        .enable_http1()
        .wrap_connector(connector);
    let client = Client::builder(TokioExecutor::new()).build(connector);
    let built = OctocrabBuilder::new_empty()
        .with_service(client)
        .with_auth(AuthState::None)
        .build();
    built.unwrap_or_else(|never| match never {})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxy(proxy: &str, but: &str, base: &'static str) -> Result<Option<String>, Trouble> {
        let network = Network {
            proxy: Some(proxy.to_owned()),
            no_proxy: Some(but.to_owned()),
            ..Network::default()
        };
        let found = network.proxy(&Uri::from_static(base))?;
        Ok(found.map(|(proxy, _)| proxy.to_string()))
    }

    #[test]
    fn a_proxy_is_passed_by_where_the_variables_say_so() {
        let through = Ok(Some("http://proxy.example:3128/".to_owned()));
        for written in [
            "http://proxy.example:3128",
            "proxy.example:3128",
            "http://me:pw@proxy.example:3128/",
        ] {
            assert_eq!(
                proxy(written, "", "https://ghes.example/api/v3"),
                through,
                "{written}"
            );
        }
        let with = |but| proxy("proxy.example:3128", but, "https://ghes.example/api/v3");
        for but in ["*", "ghes.example", ".example", "a.b, example"] {
            assert_eq!(with(but), Ok(None), "{but}");
        }
        assert_eq!(with("other.example, hes.example"), through);
        assert_eq!(proxy("proxy.example", "", "http://127.0.0.1:1"), Ok(None));
    }

    #[test]
    fn a_proxy_that_can_t_be_used_is_said_and_not_passed_by() {
        for written in [
            "socks5://proxy.example:1080",
            "https://proxy.example",
            "ftp://x",
            "http://",
        ] {
            let said = proxy(written, "", "https://ghes.example").expect_err(written);
            assert!(!said.to_string().contains("example"), "{said}");
        }
    }
}
