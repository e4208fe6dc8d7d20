//! What stays in a cache that is full, and what leaves.

use std::fs;

use bellhop_media::{Limits, State};

use super::hostile::honest;
use super::support::{Scene, bytes, limits, scene_within};

/// A host whose file `N` or `N-…` has N bytes, and a cache for this many.
async fn room_for(cap: u64) -> Scene {
    scene_within(Limits { cap, ..limits() }, |asked| {
        let name = asked.path.trim_start_matches('/').split(['-', '?']).next().unwrap();
        honest(asked, &bytes(name.parse().unwrap()), name)
    })
    .await
}

impl Scene {
    async fn fetch_all(&self, ids: &[&str]) {
        for id in ids {
            self.bytes(id).await.unwrap();
        }
    }

    fn here(&self, ids: &[&str]) -> Vec<String> {
        let here = |id: &&&str| self.media.state(&(**id).into()) == State::Cached;
        ids.iter().filter(here).map(|id| (*id).to_owned()).collect()
    }

    fn contents(&self) -> usize {
        fs::read_dir(self.folder.path().join("contents")).unwrap().count()
    }

    /// Puts things as they are a day later: everything was used a while ago and shown long ago.
    async fn a_day_later(self, used_first: &[&str]) -> Self {
        let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(24 * 3600);
        for (place, id) in used_first.iter().enumerate() {
            let note = self.folder.path().join("files").join(format!("{id}.json"));
            let at = long_ago + std::time::Duration::from_secs(place as u64);
            fs::File::options().append(true).open(note).unwrap().set_modified(at).unwrap();
        }
        self.restarted().await
    }
}

#[tokio::test]
async fn what_was_used_longest_ago_leaves_and_comes_again_when_it_is_asked_for() {
    let scene = room_for(1_000).await;
    scene.fetch_all(&["300", "301", "302"]).await;
    let scene = scene.a_day_later(&["301", "300", "302"]).await;
    scene.bytes("300").await.unwrap();
    scene.fetch_all(&["250"]).await;
    assert_eq!(scene.here(&["300", "301", "302", "250"]), ["300", "302", "250"]);
    assert_eq!(scene.contents(), 3);
    assert_eq!(scene.bytes("301").await.unwrap(), bytes(301));
}

#[tokio::test]
async fn what_is_pinned_or_on_screen_or_was_shown_lately_never_leaves() {
    let scene = room_for(1_000).await;
    scene.fetch_all(&["300", "301", "302"]).await;
    scene.media.pin(&"300".into(), true).await.unwrap();
    let scene = scene.a_day_later(&["300", "301", "302"]).await;
    assert!(scene.media.cached(&"300".into()).unwrap().pinned, "a pin outlives a restart");
    scene.media.hold(&["301".into()]);
    scene.fetch_all(&["303", "304"]).await;
    assert_eq!(scene.here(&["300", "301", "302", "303", "304"]), ["300", "301", "303", "304"], "302 alone could leave");
    scene.media.pin(&"300".into(), false).await.unwrap();
    scene.media.hold(&[]);
    scene.fetch_all(&["305"]).await;
    assert_eq!(scene.here(&["300", "301", "303", "304", "305"]), ["303", "304", "305"]);
}

#[tokio::test]
async fn a_pin_on_a_file_that_is_not_here_fetches_it_and_holds() {
    let scene = room_for(1_000).await;
    scene.media.pin(&"300".into(), true).await.unwrap();
    scene.until("300", |state| state == State::Cached).await;
    assert!(scene.media.cached(&"300".into()).unwrap().pinned);
    scene.media.pin(&"300".into(), false).await.unwrap();
    assert!(!scene.media.cached(&"300".into()).unwrap().pinned);
}

#[tokio::test]
async fn files_with_one_content_count_and_leave_together() {
    let scene = room_for(1_000).await;
    let same: Vec<String> = (0..8).map(|n| format!("400-{n}")).collect();
    let same: Vec<&str> = same.iter().map(String::as_str).collect();
    scene.fetch_all(&same).await;
    assert_eq!((scene.contents(), scene.here(&same).len()), (1, 8), "3200 bytes of files, 400 of contents");
    let usage = scene.media.usage().await.unwrap();
    assert_eq!((usage.bytes, usage.files, usage.cap), (400, 8, 1_000));
    scene.media.forget(&"400-0".into()).await.unwrap();
    assert_eq!((scene.contents(), scene.here(&same).len()), (1, 7), "the others still need it");

    let derived = scene.folder.path().join("facts");
    fs::create_dir_all(&derived).unwrap();
    let hash = scene.media.cached(&"400-1".into()).unwrap().hash;
    for name in [format!("{hash}.png"), format!("{hash}.json")] {
        fs::write(derived.join(name), "derived").unwrap();
    }
    let scene = scene.a_day_later(&same[1..]).await;
    scene.fetch_all(&["601"]).await;
    assert_eq!((scene.contents(), scene.here(&same)), (1, Vec::new()));
    let derives = |name: &str| fs::exists(derived.join(name)).unwrap();
    assert!(!derives(&format!("{hash}.png")) && !derives(&format!("{hash}.json")), "what was derived leaves with it");
}

#[tokio::test]
async fn what_is_derived_from_a_file_that_waits_to_be_sent_stays_though_a_customers_copy_of_it_leaves() {
    let scene = room_for(1_000).await;
    scene.fetch_all(&["400"]).await;
    let kept = scene.media.keep_outgoing("same.bin", &bytes(400)).await.unwrap();
    let derived = scene.folder.path().join("facts");
    fs::create_dir_all(&derived).unwrap();
    let picture = derived.join(format!("{}.png", kept.hash));
    fs::write(&picture, "derived").unwrap();
    scene.media.forget(&"400".into()).await.unwrap();
    assert!(scene.media.outgoing(&kept.hash).is_some());
    assert!(picture.exists());
}

#[tokio::test]
async fn what_the_rep_sent_is_shown_in_its_message_without_being_fetched() {
    let scene = room_for(10_000).await;
    let sent = scene.media.keep_outgoing("paragon.txt", b"Suma 12,40").await.unwrap();
    scene.media.adopt(&"77".into(), &sent);
    scene.until("77", |state| state == State::Cached).await;
    scene.media.keep_only_outgoing(&[]).await.unwrap();
    let scene = scene.restarted().await;
    assert_eq!(scene.bytes("77").await.unwrap(), b"Suma 12,40");
    let file = scene.media.cached(&"77".into()).unwrap();
    assert_eq!((file.name.as_deref(), file.mime.as_str(), file.size), (Some("paragon.txt"), "text/plain", 10));
    assert_eq!((scene.remote.asked(), scene.contents()), (0, 1));
}

#[tokio::test]
async fn a_smaller_cap_makes_room_at_once_and_a_larger_one_lets_more_in() {
    let scene = room_for(10_000).await;
    let ids = ["300", "301", "302"];
    scene.fetch_all(&ids).await;
    let scene = scene.a_day_later(&ids).await;
    scene.media.set_cap(400).await;
    assert_eq!(scene.here(&ids), ["302"]);
    scene.media.set_cap(5_000).await;
    let scene = scene.a_day_later(&["302"]).await;
    scene.fetch_all(&ids).await;
    assert_eq!(scene.here(&ids).len(), 3);
}

#[tokio::test]
async fn one_file_that_is_larger_than_the_cap_is_shown_all_the_same() {
    let scene = room_for(1_000).await;
    scene.fetch_all(&["300"]).await;
    let scene = scene.a_day_later(&["300"]).await;
    scene.fetch_all(&["5000"]).await;
    assert_eq!(scene.here(&["300", "5000"]), ["5000"]);
}

#[tokio::test]
async fn a_content_that_was_tampered_with_or_is_missing_is_fetched_again() {
    let scene = room_for(10_000).await;
    for id in ["300", "301"] {
        let file = scene.media.fetch(&id.into()).await.unwrap();
        if id == "300" {
            fs::write(&file.path, "short").unwrap()
        } else {
            fs::remove_file(&file.path).unwrap()
        }
        assert_eq!(scene.media.state(&id.into()), State::Absent);
        assert_eq!(scene.bytes(id).await.unwrap(), bytes(id.parse().unwrap()));
    }
}

#[tokio::test]
async fn notes_that_were_put_there_by_hand_lead_nowhere() {
    let scene = room_for(10_000).await;
    let secret = scene.folder.path().join("secret");
    fs::write(&secret, "secret").unwrap();
    let files = scene.folder.path().join("files");
    let note = |id: &str, hash: &str| {
        format!(r#"{{"id":"{id}","hash":"{hash}","name":null,"mime":"text/plain","kind":"document","size":6}}"#)
    };
    fs::write(files.join("7.json"), note("7", "../secret")).unwrap();
    fs::write(files.join("8.json"), note("9", "../secret")).unwrap();
    fs::write(files.join("10.json"), "{").unwrap();
    let scene = scene.restarted().await;
    for id in ["7", "8", "9", "10"] {
        assert!(scene.media.cached(&id.into()).is_none(), "{id}");
    }
    scene.media.set_cap(0).await;
    assert!(secret.exists());
}

#[tokio::test]
async fn an_id_never_becomes_a_path() {
    let scene = scene_within(limits(), |asked| honest(asked, &bytes(10), "one")).await;
    let url = scene.host.url.clone();
    scene.remote.says(move |_, _| Ok(super::support::at(&url)));
    for id in ["../../outside", "/etc/passwd", "a/b", "..", ".", "", "CON", "\u{202e}", "x\0y", &"9".repeat(300)] {
        assert_eq!(scene.bytes(id).await.unwrap(), bytes(10), "{id:?}");
        scene.media.forget(&id.into()).await.unwrap();
    }
    let mut folders: Vec<_> =
        fs::read_dir(scene.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    folders.sort();
    assert_eq!(folders, ["contents", "facts", "files", "outgoing", "parts", "recordings"]);
    for folder in ["contents", "files", "parts"] {
        assert_eq!(fs::read_dir(scene.folder.path().join(folder)).unwrap().count(), 0, "{folder}");
    }
}

/// Everything at the same time on a cache that is always full: nothing is ever shown that is not whole, and what is left
/// in the end is what the notes say.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fetching_forgetting_pinning_and_making_room_at_the_same_time_leaves_everything_in_order() {
    let scene = std::sync::Arc::new(room_for(2_000).await);
    let workers: Vec<_> = (0..8_usize)
        .map(|worker| {
            let scene = std::sync::Arc::clone(&scene);
            tokio::spawn(async move {
                for round in 0..40_usize {
                    // The contents are shared between ids, so that one leaves while another comes.
                    let size = 300 + (worker * 7 + round * 3) % 5;
                    let id = format!("{size}-{}", (worker + round) % 3);
                    match (worker + round) % 4 {
                        0 => scene.media.forget(&id.as_str().into()).await.unwrap(),
                        1 => scene.media.pin(&id.as_str().into(), round % 2 == 0).await.unwrap(),
                        2 => scene.media.set_cap(if round % 2 == 0 { 700 } else { 2_000 }).await,
                        _ => {}
                    }
                    // It may be forgotten while it comes; if it is here, it is whole.
                    if let Ok(file) = scene.media.fetch(&id.as_str().into()).await
                        && let Ok(found) = fs::read(&file.path)
                    {
                        assert_eq!(found, bytes(size));
                    }
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    let folder = scene.folder.path();
    let hashes: std::collections::BTreeSet<String> = fs::read_dir(folder.join("files"))
        .unwrap()
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .map(|note| serde_json::from_str::<serde_json::Value>(&note).unwrap()["hash"].as_str().unwrap().to_owned())
        .collect();
    let contents: std::collections::BTreeSet<String> = fs::read_dir(folder.join("contents"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(contents, hashes, "a content without a note, or a note without its content");
}

#[tokio::test]
async fn opening_a_folder_of_twenty_thousand_files_costs_nothing_and_all_are_counted_afterwards() {
    let scene = room_for(1 << 30).await;
    let hash = scene.media.fetch(&"400".into()).await.unwrap().hash;
    let files = scene.folder.path().join("files");
    let note = |id: u32| {
        format!(
            r#"{{"id":"{id}","hash":"{hash}","name":"IMG_{id}.jpg","mime":"image/jpeg","kind":"image","size":400,
               "facts":{{"pixels":[4000,3000],"still":true,"peaks":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]}},"pinned":false}}"#
        )
    };
    for id in 100_000..120_000 {
        fs::write(files.join(format!("{id}.json")), note(id)).unwrap();
    }
    let mut quickest = std::time::Duration::MAX;
    let mut scene = scene;
    for _ in 0..5 {
        let began = std::time::Instant::now();
        scene = scene.restarted().await;
        assert_eq!(scene.media.state(&"119999".into()), State::Cached);
        quickest = quickest.min(began.elapsed());
    }
    assert!(quickest < std::time::Duration::from_millis(25), "opening took {quickest:?}");
    let usage = scene.media.usage().await.unwrap();
    assert_eq!((usage.files, usage.bytes), (20_001, 400));
}
