//! Keys that systemd gives to a service: alone in a process, since the test changes its environment.
#![cfg(unix)]

use std::io::{self, ErrorKind};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::{env, fs, process};

use tickgate::CurveKeys;

const PAIR: &str = r#"
    public-key = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
    secret-key = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"
"#;

fn load(path: &Path, mode: u32) -> io::Result<CurveKeys> {
    fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    CurveKeys::load(path, path)
}

fn assert_refused(path: &Path, mode: u32) {
    let error = load(path, mode).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    let told = format!("mode {mode:04o} lets others");
    assert!(error.to_string().contains(&told), "{error}");
}

#[test]
fn only_a_credential_of_systemd_may_be_its_groups() {
    let folder = env::temp_dir().join(format!("tickgate-credentials-{}", process::id()));
    let path = folder.join("reader");
    fs::create_dir_all(&folder).unwrap();
    fs::write(&path, PAIR).unwrap();

    env::remove_var("CREDENTIALS_DIRECTORY");
    assert_refused(&path, 0o440);
    env::set_var("CREDENTIALS_DIRECTORY", folder.parent().unwrap());
    assert_refused(&path, 0o440);
    env::set_var("CREDENTIALS_DIRECTORY", &folder);
    load(&path, 0o440).unwrap();
    for mode in [0o444, 0o450, 0o460] {
        assert_refused(&path, mode);
    }

    //  The folder of a bare name is empty, too.
    env::set_current_dir(&folder).unwrap();
    env::set_var("CREDENTIALS_DIRECTORY", "");
    assert_refused(Path::new("reader"), 0o440);
    fs::remove_dir_all(&folder).unwrap();
}
