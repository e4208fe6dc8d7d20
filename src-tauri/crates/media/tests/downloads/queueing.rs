//! Which file comes first, and which is not fetched at all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use bellhop_media::{MediaError, State, Urgency};
use tokio::sync::Semaphore;

use super::hostile::{Piece, Reply, honest, whole};
use super::support::{Scene, bytes, scene};

const MEGABYTE: u64 = 1024 * 1024;

/// One for each file: its body stops in the middle until its gate is opened.
#[derive(Clone, Default)]
struct Gates(Arc<Mutex<HashMap<String, Arc<Semaphore>>>>);

impl Gates {
    fn of(&self, id: &str) -> Arc<Semaphore> {
        Arc::clone(self.0.lock().unwrap().entry(id.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(0))))
    }

    fn open(&self, ids: &[&str]) {
        ids.iter().for_each(|id| self.of(id).add_permits(1));
    }
}

async fn gated() -> (Scene, Gates) {
    let gates = Gates::default();
    let held = gates.clone();
    let scene = scene(move |asked| {
        let halves = Reply::new("200 OK").header("Content-Length", 2_000).header("ETag", "\"one\"");
        let gate = held.of(&name(&asked.path));
        halves.body(&bytes(2_000)[..1_000]).then(Piece::Gate(gate)).body(&bytes(2_000)[1_000..])
    })
    .await;
    (scene, gates)
}

fn name(path: &str) -> String {
    path.trim_start_matches('/').replace("?sig=secret", "")
}

fn paths(scene: &Scene) -> Vec<String> {
    scene.host.asked().iter().map(|asked| name(&asked.path)).collect()
}

#[tokio::test]
async fn three_files_that_are_asked_for_come_at_a_time_and_the_others_wait_their_turn() {
    let (scene, gates) = gated().await;
    for id in ["1", "2", "3", "4", "5"] {
        scene.media.want(&id.into());
    }
    for id in ["1", "2", "3"] {
        scene.until_received(id, 1_000).await;
    }
    assert_eq!(scene.host.asked().len(), 3);
    assert_eq!(scene.media.state(&"4".into()), State::Downloading { received: 0, total: None }, "it waits, visibly");
    gates.open(&["2"]);
    scene.host.was_asked(4).await;
    gates.open(&["1", "3", "4", "5"]);
    for id in ["1", "2", "3", "4", "5"] {
        scene.until(id, |state| state == State::Cached).await;
    }
    assert_eq!(paths(&scene)[3..], ["4", "5"]);
}

#[tokio::test]
async fn what_is_asked_for_does_not_wait_for_what_is_fetched_ahead() {
    let (scene, gates) = gated().await;
    let ahead = |id: &str, urgency| scene.media.fetch_ahead(&id.into(), urgency, MEGABYTE);
    ahead("next", Urgency::Next);
    ahead("next2", Urgency::Next);
    ahead("next3", Urgency::Next);
    ahead("screen", Urgency::OnScreen);
    scene.until_received("next", 1_000).await;
    scene.until_received("next2", 1_000).await;
    assert_eq!(scene.host.asked().len(), 2, "two at a time");
    assert_eq!(
        scene.media.state(&"next3".into()),
        State::Absent,
        "waiting to be fetched ahead is not worth mentioning"
    );

    scene.media.want(&"now".into());
    scene.until_received("now", 1_000).await;
    gates.open(&["next"]);
    gates.open(&["now"]);
    scene.until("now", |state| state == State::Cached).await;
    scene.until("next", |state| state == State::Cached).await;
    scene.until_received("screen", 1_000).await;
    gates.open(&["next2", "next3", "screen"]);
    for id in ["next", "next2", "next3", "screen"] {
        scene.until(id, |state| state == State::Cached).await;
    }
    assert_eq!(paths(&scene)[2..], ["now", "screen", "next3"], "what is on screen goes before what is next");
}

#[tokio::test]
async fn a_file_that_is_fetched_ahead_stands_still_while_another_is_asked_for() {
    let now = Arc::new(Semaphore::new(0));
    let held = Arc::clone(&now);
    let scene = scene(move |asked| {
        let halves = Reply::new("200 OK").header("Content-Length", 2_000_000).body(&bytes(2_000_000)[..1_000]);
        let rest = &bytes(2_000_000)[1_000..];
        if asked.path.starts_with("/now") {
            halves.then(Piece::Gate(Arc::clone(&held))).body(rest)
        } else {
            halves.body(rest)
        }
    })
    .await;
    scene.media.want(&"now".into());
    scene.until_received("now", 1_000).await;
    scene.media.fetch_ahead(&"next".into(), Urgency::Next, 4 * MEGABYTE);
    scene.host.was_asked(2).await;
    scene.until("next", |state| matches!(state, State::Downloading { total: Some(_), .. })).await;
    // It has its answer and takes none of it.
    assert_eq!(scene.media.state(&"next".into()), State::Downloading { received: 0, total: Some(2_000_000) });
    scene.media.fetch(&"next".into()).await.unwrap();
    assert!(
        matches!(scene.media.state(&"now".into()), State::Downloading { .. }),
        "asked for itself, it went on at once"
    );
    now.add_permits(1);
    scene.until("now", |state| state == State::Cached).await;
}

#[tokio::test]
async fn what_is_too_large_to_be_fetched_ahead_is_left_absent_and_comes_when_it_is_asked_for() {
    let scene = scene(|asked| {
        let reply = honest(asked, &bytes(5_000), "one");
        if asked.path.starts_with("/untold") { reply.without("Content-Length") } else { reply }
    })
    .await;
    for id in ["told", "untold"] {
        scene.media.fetch_ahead(&id.into(), Urgency::Next, 4_999);
    }
    let url = scene.host.url.clone();
    scene.host.was_asked(2).await;
    // One after the other through the same two places: when this one is here, the two before it have ended.
    scene.media.fetch_ahead(&"3".into(), Urgency::Next, 5_000);
    scene.until("3", |state| state == State::Cached).await;
    for id in ["told", "untold"] {
        scene.until(id, |state| state == State::Absent).await;
        assert_eq!(scene.bytes(id).await.unwrap(), bytes(5_000));
    }
    scene.remote.says(move |file, _| {
        Ok(bellhop_media::Located { size: Some(5_000), ..super::support::at(&format!("{url}/{file}")) })
    });
    let asked = scene.host.asked().len();
    scene.media.fetch_ahead(&"known".into(), Urgency::Next, 4_999);
    scene.media.fetch_ahead(&"4".into(), Urgency::Next, 5_000);
    scene.until("4", |state| state == State::Cached).await;
    assert_eq!(scene.host.asked().len(), asked + 1, "the host was not asked for what the remote said is too large");
}

#[tokio::test]
async fn asking_for_a_file_that_waits_to_be_fetched_ahead_brings_it_whatever_its_size() {
    let gate = Arc::new(Semaphore::new(0));
    let held = Arc::clone(&gate);
    let scene = scene(move |asked| {
        let body = if asked.path.starts_with("/first") { 100 } else { 5_000 };
        Reply::new("200 OK").header("Content-Length", body).then(Piece::Gate(Arc::clone(&held))).body(&bytes(body))
    })
    .await;
    for id in ["first1", "first2", "large"] {
        scene.media.fetch_ahead(&id.into(), Urgency::Next, 100);
    }
    scene.host.was_asked(2).await;
    let asked = scene.media.clone();
    let large = tokio::spawn(async move { asked.fetch(&"large".into()).await });
    scene.host.was_asked(3).await;
    assert_eq!(paths(&scene)[2], "large", "it does not wait for the two before it");
    gate.add_permits(3);
    assert_eq!(large.await.unwrap().unwrap().size, 5_000);
}

#[tokio::test]
async fn what_the_rep_gave_up_is_not_fetched_ahead_again_but_comes_when_it_is_asked_for() {
    let (scene, gates) = gated().await;
    scene.media.fetch_ahead(&"1".into(), Urgency::OnScreen, MEGABYTE);
    scene.until_received("1", 1_000).await;
    scene.media.give_up(&"1".into());
    scene.until("1", |state| state == State::Absent).await;
    scene.media.fetch_ahead(&"1".into(), Urgency::OnScreen, MEGABYTE);
    gates.open(&["1", "1", "2"]);
    scene.media.fetch_ahead(&"2".into(), Urgency::Next, MEGABYTE);
    scene.until("2", |state| state == State::Cached).await;
    assert_eq!(scene.media.state(&"1".into()), State::Absent);
    scene.media.want(&"1".into());
    scene.until("1", |state| state == State::Cached).await;
}

#[tokio::test]
async fn a_download_that_is_stopped_while_it_waits_never_begins_and_everybody_who_waits_is_told() {
    let (scene, gates) = gated().await;
    for id in ["1", "2", "3"] {
        scene.media.want(&id.into());
        scene.until_received(id, 1_000).await;
    }
    let waiting: Vec<_> = (0..3)
        .map(|_| {
            let media = scene.media.clone();
            tokio::spawn(async move { media.fetch(&"4".into()).await })
        })
        .collect();
    scene.until("4", |state| matches!(state, State::Downloading { .. })).await;
    scene.media.give_up(&"4".into());
    for asker in waiting {
        // One that came after the others were told would begin anew, which is right; it is stopped as well.
        scene.media.give_up(&"4".into());
        assert_eq!(asker.await.unwrap(), Err(MediaError::Stopped));
    }
    gates.open(&["1", "2", "3"]);
    scene.until("1", |state| state == State::Cached).await;
    assert!(!paths(&scene).contains(&"4".to_owned()));
}

#[tokio::test]
async fn what_was_asked_for_without_a_network_is_gone_on_with_when_there_is_one() {
    let scene = scene(|_| whole(&bytes(10))).await;
    scene.remote.says(|_, _| Err(MediaError::Offline("no network".to_owned())));
    scene.media.want(&"1".into());
    scene.media.want(&"2".into());
    scene.media.fetch_ahead(&"3".into(), Urgency::OnScreen, MEGABYTE);
    for id in ["1", "2", "3"] {
        scene.until(id, |state| state == State::Absent).await;
    }
    scene.media.give_up(&"2".into());
    let url = scene.host.url.clone();
    scene.remote.says(move |file, _| Ok(super::support::at(&format!("{url}/{file}"))));
    scene.media.resume();
    scene.until("1", |state| state == State::Cached).await;
    assert_eq!(paths(&scene), ["1"], "not what was given up, not what nobody asked for");
}

#[tokio::test]
async fn many_who_ask_for_one_file_get_one_download() {
    let (scene, gates) = gated().await;
    let askers: Vec<_> = (0..20)
        .map(|_| {
            let media = scene.media.clone();
            tokio::spawn(async move { media.fetch(&"1".into()).await })
        })
        .collect();
    scene.until_received("1", 1_000).await;
    gates.open(&["1"]);
    for asker in askers {
        assert_eq!(asker.await.unwrap().unwrap().size, 2_000);
    }
    assert_eq!((scene.remote.asked(), scene.host.asked().len()), (1, 1));
}
