//! Why a request to a platform came to nothing, in words without the token.

use thiserror::Error;

use crate::model::{Said, Text};

/// What went wrong with one request.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Trouble {
    /// 401 or 403: the token may not.
    #[error("forbidden ({status}: {said})")]
    Forbidden {
        /// The status.
        status: u16,
        /// What the platform said.
        said: String,
    },
    /// 404: not there, or not to be seen with this token.
    #[error("not found (404: {said})")]
    Missing {
        /// What the platform said.
        said: String,
    },
    /// 409: something else changed it.
    #[error("in conflict with another change (409: {said})")]
    Conflict {
        /// What the platform said.
        said: String,
    },
    /// 400 or 422: the platform does not take what was sent.
    #[error("refused ({status}: {said})")]
    Refused {
        /// The status.
        status: u16,
        /// What the platform said.
        said: String,
    },
    /// Too many requests, and a pause longer than what is left of the patience.
    #[error("asked to wait for {asked} s, which is longer than this run waits")]
    Busy {
        /// Seconds.
        asked: u64,
    },
    /// 5xx: perhaps done, perhaps not.
    #[error("the server failed ({status})")]
    Server {
        /// The status.
        status: u16,
    },
    /// No answer within the time for one request, or for all of them.
    #[error("no answer in time")]
    TimedOut,
    /// No connection, or one that broke.
    #[error("not reached ({said})")]
    Unreachable {
        /// What the network said.
        said: String,
    },
    /// The server is perhaps another than it says.
    #[error("its certificate is not trusted ({said})")]
    Untrusted {
        /// What TLS said.
        said: String,
    },
    /// The files of authorities hold none.
    #[error(
        "SSL_CERT_FILE or SSL_CERT_DIR is set, and no certificate of an authority can be read there"
    )]
    NoAuthorities,
    /// A proxy that can't be used; its address may hold a password.
    #[error("the proxy in HTTPS_PROXY or ALL_PROXY can't be used: {}", .0.en)]
    Proxy(Text),
    /// An answer that is no JSON of the expected form, or too large.
    #[error("an answer that can't be read (status {status})")]
    Garbled {
        /// The status.
        status: u16,
    },
    /// The next page, or a redirect, lies on another server.
    #[error("sent on to another address, which is not followed")]
    Elsewhere,
    /// An address that no token is sent to.
    #[error("the address {address} can't be used: {}", .why.en)]
    Address {
        /// The address.
        address: String,
        /// Why.
        why: Text,
    },
    /// A token of a form that can't be sent.
    #[error("the token holds a character that no token has, perhaps a line break")]
    Token,
    /// There is no token.
    #[error("no token: the variable {variable} is not set")]
    NoToken {
        /// Where a token is looked for.
        variable: &'static str,
    },
}

impl Trouble {
    /// Whether a write may have been done all the same, so that a look is
    /// needed before it is tried again.
    #[must_use]
    pub fn is_unsure(&self) -> bool {
        matches!(
            self,
            Self::Server { .. } | Self::TimedOut | Self::Unreachable { .. }
        )
    }

    /// Whether the platform says that the token may not do this.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        matches!(self, Self::Forbidden { .. } | Self::NoToken { .. })
    }

    /// How often it is looked at and tried, this time included, until it is given up.
    #[must_use]
    pub fn tries(&self) -> u32 {
        match self {
            _ if self.is_unsure() => 3,
            Self::Missing { .. } | Self::Conflict { .. } | Self::Refused { .. } => 2,
            _ => 1,
        }
    }
}

impl Said for Trouble {
    fn korean(&self) -> String {
        match self {
            Self::Forbidden { status, said } => format!("금지됨({status}: {said})"),
            Self::Missing { said } => format!("찾을 수 없음(404: {said})"),
            Self::Conflict { said } => format!("다른 변경과 충돌(409: {said})"),
            Self::Refused { status, said } => format!("거절됨({status}: {said})"),
            Self::Busy { asked } => {
                format!("{asked}초를 기다리라고 하는데, 이 실행이 기다리는 시간보다 깁니다")
            }
            Self::Server { status } => format!("서버 오류({status})"),
            Self::TimedOut => "제때 응답이 없음".to_owned(),
            Self::Unreachable { said } => format!("연결되지 않음({said})"),
            Self::Untrusted { said } => format!("인증서를 믿을 수 없음({said})"),
            Self::NoAuthorities => {
                "SSL_CERT_FILE이나 SSL_CERT_DIR이 있지만 그곳에서 인증 기관의 인증서를 읽을 수 없음"
                    .to_owned()
            }
            Self::Proxy(why) => {
                format!("HTTPS_PROXY나 ALL_PROXY의 프록시를 쓸 수 없음: {}", why.ko)
            }
            Self::Garbled { status } => format!("읽을 수 없는 응답(상태 {status})"),
            Self::Elsewhere => "다른 주소로 보내졌으나 따라가지 않음".to_owned(),
            Self::Address { address, why } => {
                format!("주소 {address}을(를) 쓸 수 없음: {}", why.ko)
            }
            Self::Token => "토큰에 있을 수 없는 문자가 있음. 줄바꿈일 수 있음".to_owned(),
            Self::NoToken { variable } => format!("토큰이 없음: 변수 {variable}이(가) 없음"),
        }
    }
}
