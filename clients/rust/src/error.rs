//! What a client can fail with.

use std::fmt;

use crate::topic::PREFIX_MAX;

/// Why a client could not connect, subscribe or receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A subscription of so many bytes is too long.
    PrefixTooLong(usize),
    /// ZeroMQ refused it: an endpoint or a key that is not one, or no sockets left.
    Socket(zmq::Error),
}

/// Of a client's calls.
pub type Result<T> = std::result::Result<T, Error>;

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::PrefixTooLong(size) => {
                write!(
                    formatter,
                    "a subscription of {size} bytes, more than {PREFIX_MAX}"
                )
            }
            Error::Socket(error) => write!(formatter, "ZeroMQ: {error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::PrefixTooLong(_) => None,
            Error::Socket(error) => Some(error),
        }
    }
}

impl From<zmq::Error> for Error {
    fn from(error: zmq::Error) -> Self {
        Error::Socket(error)
    }
}
