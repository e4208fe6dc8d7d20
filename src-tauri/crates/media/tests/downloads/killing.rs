//! A program that is killed in the middle of a download, for real: this test's own binary runs as the program.

use std::process::{Command, Stdio};

use bellhop_media::State;

use super::hostile::{Piece, honest};
use super::support::{bytes, ranges, scene};

const SIZE: usize = 400_000;
const FOLDER: &str = "BELLHOP_TEST_KILLED_FOLDER";
const URL: &str = "BELLHOP_TEST_KILLED_URL";

#[tokio::test]
async fn a_program_that_is_killed_in_the_middle_of_a_file_goes_on_where_it_was() {
    let scene = scene(|asked| {
        let reply = honest(asked, &bytes(SIZE), "one");
        if asked.nth == 0 { reply.cut_after(250_000).then(Piece::Silence) } else { reply }
    })
    .await;
    let mut program = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killing::the_program_that_is_killed", "--ignored"])
        .env(FOLDER, scene.folder.path())
        .env(URL, format!("{}/1?sig=secret", scene.host.url))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    scene.host.was_asked(1).await;
    // What came is put down once a second; the note says how much of it is certain.
    let note = scene.folder.path().join("parts/1.json");
    let put_down = async {
        // Another process's file can only be looked at.
        let mut clock = tokio::time::interval(std::time::Duration::from_millis(10));
        while !std::fs::read_to_string(&note).unwrap_or_default().contains("\"received\":250000") {
            clock.tick().await;
        }
    };
    let certain = tokio::time::timeout(super::support::DEADLINE, put_down).await;
    program.kill().unwrap();
    program.wait().unwrap();
    certain.expect("nothing was put down");

    assert_eq!(scene.media.state(&"1".into()), State::Absent);
    assert_eq!(scene.bytes("1").await.unwrap(), bytes(SIZE));
    assert_eq!(ranges(&scene.host), [None, Some(250_000)]);
}

#[tokio::test]
#[ignore = "it is the program of the story above, and runs until it is killed"]
async fn the_program_that_is_killed() {
    let (Some(folder), Ok(url)) = (std::env::var_os(FOLDER), std::env::var(URL)) else { return };
    let resolver: bellhop_media::Resolver = std::sync::Arc::new(move |_| {
        let located = super::support::at(&url);
        futures::FutureExt::boxed(async move { Ok(located) })
    });
    let media = bellhop_media::Media::open(folder.as_ref(), &[], resolver).await.unwrap();
    // The real silence is half a minute: the kill comes long before.
    let _ = media.fetch(&"1".into()).await;
}
