//! Keys for an encrypted gateway, and the files that hold them.

use std::fmt;
use std::fs;
use std::io::{self, Read};
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
    /// client's own pair, which is refused where others than its owner may use it.
    ///
    /// # Errors
    ///
    /// Where a file cannot be read, of the kind [`io::ErrorKind::PermissionDenied`] where others may
    /// use the client's own, and [`io::ErrorKind::InvalidData`] where one lacks a key. They name the
    /// file and show no key.
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
    let is_secret = name == "secret-key";
    let text = text_of(file, is_secret).map_err(|error| told(error.kind(), &error))?;
    let key = text.lines().find_map(|line| value_of(line, name));
    key.filter(|key| is_key(key)).map_or_else(
        || {
            let what = format!("no {name} of {KEY_SIZE} characters of Z85");
            Err(told(io::ErrorKind::InvalidData, &what))
        },
        |key| Ok(key.to_owned()),
    )
}

/// What a file holds; a secret one only where nobody but its owner may use it.
fn text_of(path: &Path, is_secret: bool) -> io::Result<String> {
    let mut file = fs::File::open(path)?;
    if is_secret {
        refuse_others(path, &file)?;
    }
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(unix)]
fn refuse_others(path: &Path, file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file.metadata()?.permissions().mode() & 0o7777;
    // systemd lets a service read what it is given by an access list, which shows as the group's
    let credentials = std::env::var_os("CREDENTIALS_DIRECTORY").filter(|folder| !folder.is_empty());
    let is_credential = credentials.is_some_and(|folder| path.parent() == Some(Path::new(&folder)));
    if mode & if is_credential { 0o037 } else { 0o077 } == 0 {
        return Ok(());
    }
    let what = format!("mode {mode:04o} lets others than its owner use it; chmod 600 it");
    Err(io::Error::new(io::ErrorKind::PermissionDenied, what))
}

#[cfg(not(unix))]
fn refuse_others(_: &Path, _: &fs::File) -> io::Result<()> {
    Ok(())
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

    /// A file of a pair with this mode, in a folder of its own.
    #[cfg(unix)]
    fn file_of_mode(mode: u32) -> std::path::PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(format!("tickgate-{}-{mode:o}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("reader");
        let _ = fs::remove_file(&path);
        let text = format!("public-key = \"{PUBLIC}\"\nsecret-key = \"{SECRET}\"\n");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    #[cfg(unix)]
    #[test]
    fn a_secret_key_that_others_may_use_is_refused() {
        for mode in [0o640, 0o604, 0o620, 0o644, 0o666] {
            let path = file_of_mode(mode);
            let error = CurveKeys::load(&path, &path).unwrap_err();
            fs::remove_dir_all(path.parent().unwrap()).unwrap();
            assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
            let what = "lets others than its owner use it; chmod 600 it";
            let expected = format!("{}: mode {mode:04o} {what}", path.display());
            assert_eq!(error.to_string(), expected);
        }
        let path = file_of_mode(0o400);
        let keys = CurveKeys::load(&path, &path);
        fs::remove_dir_all(path.parent().unwrap()).unwrap();
        assert_eq!(keys.unwrap().secret, SECRET);
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
