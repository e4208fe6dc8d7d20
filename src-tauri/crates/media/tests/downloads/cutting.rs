//! Connections that break, and what is gone on with.

use std::sync::Arc;

use bellhop_media::State;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::hostile::{Piece, Reply, honest, whole};
use super::support::{bytes, impatient, ranges, scene, scene_within};

const SIZE: usize = 200_000;

#[tokio::test]
async fn a_connection_that_is_cut_anywhere_is_made_again_and_only_the_rest_is_fetched() {
    for cut in [1, 4_095, 65_536, 131_073, SIZE - 1] {
        let scene = scene(move |asked| {
            let reply = honest(asked, &bytes(SIZE), "one");
            if asked.nth == 0 { reply.cut_after(cut) } else { reply }
        })
        .await;
        assert_eq!(scene.bytes("1").await.unwrap(), bytes(SIZE), "cut after {cut}");
        assert_eq!(ranges(&scene.host), [None, Some(cut)]);
        assert_eq!(scene.host.asked()[1].header("if-range"), Some("\"one\""));
        let hash: String = Sha256::digest(bytes(SIZE)).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(scene.media.cached(&"1".into()).unwrap().hash, hash, "the hash is not that of everything");
        assert_eq!(scene.parts(), Vec::<String>::new(), "nothing is left of a download that is done");
    }
}

#[tokio::test]
async fn a_connection_that_is_cut_before_the_first_byte_or_before_the_head_is_made_again() {
    let scene = scene(|asked| match asked.nth {
        0 => honest(asked, &bytes(SIZE), "one").cut_after(0),
        // Nothing of a head that could be understood.
        1 => Reply::new("garbage"),
        _ => honest(asked, &bytes(SIZE), "one"),
    })
    .await;
    assert_eq!(scene.bytes("1").await.unwrap(), bytes(SIZE));
    assert_eq!(ranges(&scene.host), [None, None, None]);
}

#[tokio::test]
async fn a_host_that_cuts_every_connection_is_followed_as_long_as_it_gives_something_new() {
    let scene = scene(|asked| {
        let reply = honest(asked, &bytes(SIZE), "one");
        let left = SIZE - asked.from().unwrap_or(0);
        if left > 9_000 { reply.cut_after(9_000) } else { reply }
    })
    .await;
    assert_eq!(scene.bytes("1").await.unwrap(), bytes(SIZE));
    assert_eq!(scene.host.asked().len(), SIZE.div_ceil(9_000));
    assert_eq!(scene.remote.asked(), 1, "the address was still good");
}

#[tokio::test]
async fn a_host_that_always_cuts_at_the_same_place_is_given_up_and_gone_on_with_at_the_next_try() {
    let scene = scene(|asked| {
        let reply = honest(asked, &bytes(SIZE), "one");
        match asked.nth {
            0 => reply.cut_after(70_000),
            1..=4 => reply.cut_after(0),
            _ => reply,
        }
    })
    .await;
    let problem = scene.bytes("1").await.unwrap_err();
    assert!(matches!(problem, bellhop_media::MediaError::Offline(_)), "{problem:?}");
    assert_eq!(scene.media.state(&"1".into()), State::Absent);
    assert_eq!(scene.parts(), ["1.json", "1.part"]);
    assert_eq!(scene.bytes("1").await.unwrap(), bytes(SIZE));
    assert_eq!(ranges(&scene.host)[5], Some(70_000));
}

#[tokio::test]
async fn a_host_without_ranges_is_begun_anew_and_never_mixed() {
    let scene = scene(|asked| {
        let reply = whole(&bytes(SIZE)).header("ETag", "\"one\"");
        if asked.nth == 0 { reply.cut_after(50_000) } else { reply }
    })
    .await;
    assert_eq!(scene.bytes("1").await.unwrap(), bytes(SIZE));
    assert_eq!(ranges(&scene.host), [None, Some(50_000)]);
}

#[tokio::test]
async fn without_anything_to_recognise_the_file_by_the_rest_is_not_asked_for() {
    let scene = scene(|asked| {
        // A weak tag means the same picture, not the same bytes.
        let reply = honest(asked, &bytes(SIZE), "one").header("ETag", "W/\"one\"");
        if asked.nth == 0 { reply.cut_after(50_000) } else { reply }
    })
    .await;
    assert_eq!(scene.bytes("1").await.unwrap(), bytes(SIZE));
    assert_eq!(ranges(&scene.host), [None, None]);
}

#[tokio::test]
async fn what_the_rep_stopped_stays_and_is_gone_on_with_also_after_a_restart() {
    let scene = scene(|asked| {
        let reply = honest(asked, &bytes(SIZE), "one");
        if asked.nth < 2 { reply.cut_after(60_000 - asked.nth * 20_000).then(Piece::Silence) } else { reply }
    })
    .await;
    scene.media.want(&"1".into());
    let state = scene.until("1", |state| matches!(state, State::Downloading { received: 60_000, .. })).await;
    assert_eq!(state, State::Downloading { received: 60_000, total: Some(SIZE as u64) });
    scene.media.give_up(&"1".into());
    scene.until("1", |state| state == State::Absent).await;

    // Wanted again at once: the one that is stopped may not have ended yet.
    scene.media.want(&"1".into());
    scene.until_received("1", 100_000).await;
    let mut news = scene.media.news();
    scene.media.give_up(&"1".into());
    assert_eq!(scene.media.state(&"1".into()), State::Absent);
    let note = scene.folder.path().join("parts/1.json");
    while !std::fs::read_to_string(&note).unwrap().contains("\"received\":100000") {
        news.changed().await.unwrap();
    }
    let scene = scene.restarted().await;
    assert_eq!(scene.media.state(&"1".into()), State::Absent);
    assert_eq!(scene.bytes("1").await.unwrap(), bytes(SIZE));
    assert_eq!(ranges(&scene.host), [None, Some(60_000), Some(100_000)]);
}

#[tokio::test]
async fn a_file_that_was_whole_when_the_program_died_is_only_asked_whether_it_is_still_the_same() {
    let scene = scene(|asked| honest(asked, &bytes(SIZE), "one")).await;
    let parts = scene.folder.path().join("parts");
    std::fs::create_dir(&parts).unwrap();
    std::fs::write(parts.join("1.part"), bytes(SIZE)).unwrap();
    std::fs::write(parts.join("1.json"), format!(r#"{{"received":{SIZE},"total":{SIZE},"etag":"\"one\""}}"#)).unwrap();
    assert_eq!(scene.bytes("1").await.unwrap(), bytes(SIZE));
    assert_eq!(ranges(&scene.host), [Some(SIZE - 1)], "an empty range cannot be asked for; the last byte can");
}

#[tokio::test]
async fn what_lies_behind_what_is_certain_and_parts_without_a_note_are_not_trusted() {
    let scene = scene(|asked| honest(asked, &bytes(SIZE), "one")).await;
    let parts = scene.folder.path().join("parts");
    std::fs::create_dir(&parts).unwrap();
    let torn = [&bytes(SIZE)[..5_000], &[0; 3_000]].concat();
    std::fs::write(parts.join("1.part"), &torn).unwrap();
    std::fs::write(parts.join("1.json"), r#"{"received":5000,"total":null,"etag":"\"one\""}"#).unwrap();
    std::fs::write(parts.join("2.part"), &torn).unwrap();
    std::fs::write(parts.join("3.part"), &torn[..10]).unwrap();
    std::fs::write(parts.join("3.json"), r#"{"received":5000,"total":null,"etag":"\"one\""}"#).unwrap();
    std::fs::write(parts.join("4.part"), &torn).unwrap();
    std::fs::write(parts.join("4.json"), "{\"received\":50").unwrap();
    for id in ["1", "2", "3", "4"] {
        assert_eq!(scene.bytes(id).await.unwrap(), bytes(SIZE), "{id}");
    }
    assert_eq!(ranges(&scene.host), [Some(5_000), None, None, None]);
}

#[tokio::test]
async fn a_host_that_falls_silent_is_left_and_asked_for_the_rest() {
    let scene = scene_within(impatient(), |asked| {
        let reply = honest(asked, &bytes(SIZE), "one");
        if asked.nth == 0 { reply.cut_after(10_000).then(Piece::Silence) } else { reply }
    })
    .await;
    assert_eq!(scene.bytes("1").await.unwrap(), bytes(SIZE));
    assert_eq!(ranges(&scene.host)[..2], [None, Some(10_000)]);
}

#[tokio::test]
async fn a_host_that_says_nothing_at_all_is_given_up() {
    let gate = Arc::new(Semaphore::new(0));
    let scene = scene_within(impatient(), move |_| {
        Reply::new("200 OK").header("Content-Length", 5).then(Piece::Gate(Arc::clone(&gate)))
    })
    .await;
    assert!(matches!(scene.bytes("1").await, Err(bellhop_media::MediaError::Offline(_))));
    assert_eq!(scene.host.asked().len(), 5, "the first try and four more");
}

#[tokio::test]
async fn a_host_that_gives_a_byte_now_and_then_is_given_up_too() {
    let scene = scene_within(impatient(), |_| {
        let drip = Piece::Drip(std::time::Duration::from_millis(40));
        Reply::new("200 OK").header("Content-Length", SIZE).then(drip)
    })
    .await;
    assert!(matches!(scene.bytes("1").await, Err(bellhop_media::MediaError::Offline(_))));
    assert!(scene.host.asked().len() <= 20, "{} tries", scene.host.asked().len());
}
