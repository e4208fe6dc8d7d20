//! Hosts that say one thing and do another, and files that change on the way.

use bellhop_media::{Limits, Located, MediaError, State, Trouble};

use super::hostile::{Piece, Reply, honest, rest, whole};
use super::support::{at, bytes, limits, ranges, scene, scene_within};

const SIZE: usize = 200_000;

fn other(count: usize) -> Vec<u8> {
    bytes(count).into_iter().rev().collect()
}

#[tokio::test]
async fn a_file_that_changed_in_mid_way_is_fetched_anew_from_its_beginning() {
    let scene = scene(|asked| match asked.nth {
        0 => honest(asked, &bytes(SIZE), "one").cut_after(70_000),
        _ => honest(asked, &other(SIZE + 5), "two"),
    })
    .await;
    assert_eq!(scene.bytes("1").await.unwrap(), other(SIZE + 5));
    assert_eq!(ranges(&scene.host), [None, Some(70_000)]);
}

#[tokio::test]
async fn a_host_that_gives_the_rest_of_another_file_in_spite_of_the_condition_is_not_believed() {
    let changed: [fn(usize) -> Reply; 4] = [
        |from| rest(&other(SIZE), from).header("ETag", "\"two\""),
        // The same tag, another length.
        |from| rest(&other(SIZE + 5), from).header("ETag", "\"one\""),
        // Another place than the one that was asked for.
        |from| rest(&bytes(SIZE), from - 1).header("ETag", "\"one\""),
        |_| Reply::new("416 Range Not Satisfiable").header("Content-Range", "bytes */7"),
    ];
    for (case, reply) in changed.into_iter().enumerate() {
        let scene = scene(move |asked| match (asked.nth, asked.from()) {
            (0, _) => honest(asked, &bytes(SIZE), "one").cut_after(70_000),
            (_, Some(from)) => reply(from),
            (_, None) => whole(&other(SIZE)),
        })
        .await;
        assert_eq!(scene.bytes("1").await.unwrap(), other(SIZE), "case {case}");
        assert_eq!(ranges(&scene.host), [None, Some(70_000), None], "case {case}");
    }
}

#[tokio::test]
async fn a_rest_that_ends_too_early_is_gone_on_with() {
    let scene = scene(|asked| match (asked.nth, asked.from()) {
        (0, _) => honest(asked, &bytes(SIZE), "one").cut_after(70_000),
        (1, Some(from)) => Reply::new("206 Partial Content")
            .header("Content-Length", 1_000)
            .header("Content-Range", format!("bytes {from}-{}/{SIZE}", from + 999))
            .body(&bytes(SIZE)[from..from + 1_000]),
        _ => honest(asked, &bytes(SIZE), "one"),
    })
    .await;
    assert_eq!(scene.bytes("1").await.unwrap(), bytes(SIZE));
    assert_eq!(ranges(&scene.host), [None, Some(70_000), Some(71_000)]);
}

#[tokio::test]
async fn what_is_twice_not_what_the_remote_announced_is_damaged_and_tried_again_when_wanted() {
    let scene = scene(|asked| whole(&bytes(if asked.nth < 2 { 100 } else { 200 }))).await;
    let url = scene.host.url.clone();
    scene.remote.says(move |file, _| Ok(Located { size: Some(200), ..at(&format!("{url}/{file}")) }));
    assert_eq!(scene.bytes("1").await, Err(MediaError::Damaged));
    assert_eq!(scene.remote.asked(), 2, "the remote's own word was asked for anew in between");
    let scene = scene.restarted().await;
    assert_eq!(scene.media.state(&"1".into()), State::Refused(Trouble::Damaged), "remembered");
    assert_eq!(scene.bytes("1").await, Err(MediaError::Damaged));
    assert_eq!(scene.host.asked().len(), 2, "what is known to be damaged is not fetched because it is looked at");
    scene.media.want(&"1".into());
    scene.until("1", |state| state == State::Cached).await;
    assert_eq!(scene.bytes("1").await.unwrap(), bytes(200));
}

#[tokio::test]
async fn a_remote_whose_size_was_an_old_one_is_believed_the_second_time() {
    let scene = scene(|asked| honest(asked, &bytes(300), "two")).await;
    let url = scene.host.url.clone();
    scene.remote.says(move |file, nth| {
        let size = Some(if nth == 0 { 100 } else { 300 });
        Ok(Located { size, ..at(&format!("{url}/{file}")) })
    });
    assert_eq!(scene.bytes("1").await.unwrap(), bytes(300));
}

#[tokio::test]
async fn a_body_without_a_length_must_be_as_long_as_the_remote_says() {
    for (sent, fits) in [(200, true), (150, false), (250, false)] {
        let scene = scene(move |_| whole(&bytes(sent)).without("Content-Length")).await;
        let url = scene.host.url.clone();
        scene.remote.says(move |file, _| Ok(Located { size: Some(200), ..at(&format!("{url}/{file}")) }));
        assert_eq!(scene.bytes("1").await.is_ok(), fits, "{sent} bytes of 200");
        assert_eq!(scene.media.cached(&"1".into()).is_some(), fits);
    }
}

#[tokio::test]
async fn a_part_that_nobody_asked_for_and_bytes_in_another_form_are_not_taken_for_the_file() {
    let scene = scene(|asked| match asked.path.as_str() {
        "/1?sig=secret" => rest(&bytes(SIZE), 100),
        _ => whole(&bytes(SIZE)).header("Content-Encoding", "gzip"),
    })
    .await;
    assert_eq!(scene.bytes("1").await, Err(MediaError::Damaged));
    assert_eq!(scene.bytes("2").await, Err(MediaError::Damaged));
    assert_eq!(scene.parts(), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_the_host_is_asked_before_a_byte_or_before_it_fills_the_disk() {
    let small = Limits { largest: 100_000, ..limits() };
    let scene = scene_within(small, |asked| match asked.path.as_str() {
        "/told" => whole(&bytes(SIZE)).cut_after(0).then(Piece::Silence),
        _ => Reply::new("200 OK").body(&bytes(SIZE)).then(Piece::Silence),
    })
    .await;
    let url = scene.host.url.clone();
    scene.remote.says(move |file, _| {
        let size = (file == "known").then_some(100_001);
        Ok(Located { size, ..at(&format!("{url}/{file}")) })
    });
    assert_eq!(scene.bytes("known").await, Err(MediaError::TooLarge));
    assert_eq!(scene.host.asked().len(), 0);
    assert_eq!(scene.bytes("told").await, Err(MediaError::TooLarge));
    assert_eq!(scene.bytes("endless").await, Err(MediaError::TooLarge));
    assert_eq!(scene.parts(), Vec::<String>::new(), "nothing of them stays");
    let scene = scene.restarted().await;
    for id in ["known", "told", "endless"] {
        assert_eq!(scene.media.state(&id.into()), State::Refused(Trouble::TooLarge), "{id}");
    }
}
