//! Keys for an encrypted gateway, and the files that hold them.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

const KEY_SIZE: usize = 40;
/// What Z85 has beside letters and digits.
const Z85_SIGNS: &[u8] = b".-:+=^!/*?&<>()[]{}@%$#";

/// Keys for an encrypted gateway, each a text of 40 characters (Z85).
#[derive(Clone, PartialEq, Eq)]
pub struct CurveKeys {
    /// The gateway's public key.
    pub server_public: String,
    /// The client's own public key.
    pub public: String,
    /// The client's own secret key.
    pub secret: String,
}

impl CurveKeys {
    /// Read them from files that `tickgate keygen` wrote: the gateway's public one, and the
    /// client's own pair, which nobody else should be able to read.
    ///
    /// # Errors
    ///
    /// Where a file cannot be read, or of the kind [`io::ErrorKind::InvalidData`] where it lacks a
    /// key. They name the file and show no key.
    pub fn load(
        server_file: impl AsRef<Path>,
        own_file: impl AsRef<Path>,
    ) -> io::Result<CurveKeys> {
        let own_file = own_file.as_ref();
        Ok(CurveKeys {
            server_public: key_of(server_file.as_ref(), "public-key")?,
            public: key_of(own_file, "public-key")?,
            secret: key_of(own_file, "secret-key")?,
        })
    }
}

impl fmt::Debug for CurveKeys {
    /// Without the secret key.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CurveKeys")
            .field("server_public", &self.server_public)
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

/// The value of a line `name = "…"` of a ZeroMQ certificate.
fn key_of(file: &Path, name: &str) -> io::Result<String> {
    let told =
        |kind, what: &dyn fmt::Display| io::Error::new(kind, format!("{}: {what}", file.display()));
    let text = fs::read_to_string(file).map_err(|error| told(error.kind(), &error))?;
    let key = text.lines().find_map(|line| value_of(line, name));
    key.filter(|key| is_key(key)).map_or_else(
        || {
            let what = format!("no {name} of {KEY_SIZE} characters of Z85");
            Err(told(io::ErrorKind::InvalidData, &what))
        },
        |key| Ok(key.to_owned()),
    )
}

fn value_of<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let value = line.trim_start().strip_prefix(name)?.trim_start();
    let quoted = value.strip_prefix('=')?.trim_start().strip_prefix('"')?;
    Some(quoted.split_once('"')?.0)
}

fn is_key(text: &str) -> bool {
    let is_z85 = |byte: u8| byte.is_ascii_alphanumeric() || Z85_SIGNS.contains(&byte);
    text.len() == KEY_SIZE && text.bytes().all(is_z85)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVER: &str = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";
    const PUBLIC: &str = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";
    const SECRET: &str = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs";

    #[test]
    fn a_key_is_found_in_its_line() {
        let line = format!("    secret-key = \"{SECRET}\"");
        assert_eq!(value_of(&line, "secret-key"), Some(SECRET));
        assert_eq!(value_of(&line, "public-key"), None);
        for line in ["", "secret-key", "secret-key = ", "secret-key = \"", "# x"] {
            assert_eq!(value_of(line, "secret-key"), None, "{line}");
        }
    }

    #[test]
    fn a_key_is_40_characters_of_z85() {
        assert!(is_key(SERVER) && is_key(PUBLIC) && is_key(SECRET));
        for text in [
            "",
            &SECRET[1..],
            &SECRET.replace(':', "~"),
            &SECRET.replace("D:", "é"),
        ] {
            assert!(!is_key(text), "{text}");
        }
    }

    #[test]
    fn no_text_shows_the_secret_key() {
        let [server_public, public, secret] = [SERVER, PUBLIC, SECRET].map(str::to_owned);
        let keys = CurveKeys {
            server_public,
            public,
            secret,
        };
        assert!(!format!("{keys:?} {keys:#?}").contains(SECRET));
    }
}
