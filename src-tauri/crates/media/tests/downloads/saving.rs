//! Copies that leave the cache.

use std::fs;
use std::path::Path;

use bellhop_media::MediaError;

use super::hostile::honest;
use super::support::{Scene, bytes, scene};

async fn with_a_file() -> Scene {
    let scene = scene(|asked| honest(asked, &bytes(5_000), "one")).await;
    scene.bytes("1").await.unwrap();
    scene
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_saved_copy_is_whole_is_alone_and_cannot_be_run() {
    let scene = with_a_file().await;
    let desk = tempfile::tempdir().unwrap();
    let place = desk.path().join("faktura.sh");
    scene.media.save_copy(&"1".into(), &place).await.unwrap();
    assert_eq!(fs::read(&place).unwrap(), bytes(5_000));
    assert_eq!(names_in(desk.path()), ["faktura.sh"], "nothing else is left beside it");
    #[cfg(unix)]
    assert_eq!(mode(&place) & 0o111, 0);
}

#[cfg(unix)]
#[tokio::test]
async fn saving_over_a_program_does_not_make_a_program() {
    use std::os::unix::fs::PermissionsExt;
    let scene = with_a_file().await;
    let desk = tempfile::tempdir().unwrap();
    let place = desk.path().join("run");
    fs::write(&place, "#!/bin/sh").unwrap();
    fs::set_permissions(&place, fs::Permissions::from_mode(0o777)).unwrap();
    scene.media.save_copy(&"1".into(), &place).await.unwrap();
    assert_eq!(fs::read(&place).unwrap(), bytes(5_000));
    assert_eq!(mode(&place) & 0o111, 0);
}

#[cfg(unix)]
#[tokio::test]
async fn saving_does_not_go_through_a_link_to_somewhere_else() {
    let scene = with_a_file().await;
    let desk = tempfile::tempdir().unwrap();
    let precious = desk.path().join("precious");
    fs::write(&precious, "precious").unwrap();
    let place = desk.path().join("faktura.pdf");
    std::os::unix::fs::symlink(&precious, &place).unwrap();
    scene.media.save_copy(&"1".into(), &place).await.unwrap();
    assert_eq!(fs::read(&precious).unwrap(), b"precious");
    assert!(!place.is_symlink());
    assert_eq!(fs::read(&place).unwrap(), bytes(5_000));
}

#[tokio::test]
async fn a_copy_that_cannot_be_saved_says_why_and_leaves_what_was_there() {
    let scene = with_a_file().await;
    let desk = tempfile::tempdir().unwrap();
    let nowhere = scene.media.save_copy(&"1".into(), &desk.path().join("no/such/folder")).await.unwrap_err();
    assert!(matches!(&nowhere, MediaError::Disk(why) if why.contains("No such file")), "{nowhere}");
    fs::create_dir(desk.path().join("folder")).unwrap();
    let folder = scene.media.save_copy(&"1".into(), &desk.path().join("folder")).await.unwrap_err();
    assert!(matches!(&folder, MediaError::Disk(why) if why.contains("directory")), "{folder}");
    assert_eq!(names_in(desk.path()), ["folder"]);
    // The content leaves between the call and the copy, as a failing disk has it.
    let place = desk.path().join("old.txt");
    fs::write(&place, "old").unwrap();
    let content = scene.media.cached(&"1".into()).unwrap().path;
    fs::remove_file(&content).unwrap();
    fs::create_dir(&content).unwrap();
    assert!(scene.media.save_copy(&"1".into(), &place).await.is_err());
    assert_eq!(fs::read(&place).unwrap(), b"old", "whole or not at all");
    assert_eq!(names_in(desk.path()), ["folder", "old.txt"]);
}

#[tokio::test]
async fn a_copy_for_opening_can_only_be_read_and_files_of_one_name_do_not_meet() {
    let scene = scene(|asked| {
        let size = if asked.path.starts_with("/1") { 100 } else { 200 };
        honest(asked, &bytes(size), "one")
    })
    .await;
    let name = Some("../../umowa.docx");
    let first = scene.media.copy_for_opening(&"1".into(), name).await.unwrap();
    let second = scene.media.copy_for_opening(&"2".into(), name).await.unwrap();
    let again = scene.media.copy_for_opening(&"1".into(), name).await.unwrap();
    assert_eq!(first, again);
    assert_ne!(first, second);
    assert_eq!((fs::read(&first).unwrap(), fs::read(&second).unwrap()), (bytes(100), bytes(200)));
    assert!(first.starts_with(scene.folder.path().join("opened")) && first.ends_with("umowa.docx"));
    #[cfg(unix)]
    assert_eq!(mode(&first), 0o400);
}

#[tokio::test]
async fn copies_that_were_opened_are_cleared_up_at_the_next_start() {
    let scene = with_a_file().await;
    let copy = scene.media.copy_for_opening(&"1".into(), Some("a.txt")).await.unwrap();
    let old_part = scene.folder.path().join("parts/9.part");
    let new_part = scene.folder.path().join("parts/8.part");
    for part in [&old_part, &new_part] {
        fs::write(part, "part").unwrap();
        fs::write(part.with_extension("json"), "{}").unwrap();
    }
    let eight_days = std::time::SystemTime::now() - std::time::Duration::from_secs(8 * 24 * 3600);
    for file in [old_part.clone(), old_part.with_extension("json")] {
        fs::File::options().append(true).open(file).unwrap().set_modified(eight_days).unwrap();
    }
    let stray = scene.folder.path().join("contents").join("e".repeat(64));
    fs::write(&stray, "nobody's").unwrap();
    fs::File::options().append(true).open(&stray).unwrap().set_modified(eight_days).unwrap();

    let scene = scene.restarted().await;
    scene.media.tidy();
    let again = scene.media.copy_for_opening(&"1".into(), Some("b.txt")).await.unwrap();
    let began = std::time::Instant::now();
    let opened_before = |name: &String| name.starts_with("opened.");
    while old_part.exists() || stray.exists() || names_in(scene.folder.path()).iter().any(opened_before) {
        assert!(began.elapsed() < super::support::DEADLINE, "it is not cleared up");
        tokio::task::yield_now().await;
    }
    assert!(!copy.exists() && again.exists(), "this run's copies stay");
    assert!(new_part.exists() && scene.bytes("1").await.is_ok());
}
